"""Words in other languages and scripts, each marked with its language and direction."""

from __future__ import annotations

from html import escape

LANGUAGES = {
    "ar": "Arabic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "de": "German",
    "fa": "Persian",
    "hi": "Hindi",
    "ja": "Japanese",
    "kk": "Kazakh",
    "ky": "Kyrgyz",
    "prs": "Dari",
    "ps": "Pashto",
    "ru": "Russian",
    "tg": "Tajik",
    "tk": "Turkmen",
    "tr": "Turkish",
    "ur": "Urdu",
    "uz": "Uzbek",
    "zh": "Chinese",
}
"""Codes of languages, and what readers call them."""

RIGHT_TO_LEFT = frozenset({"ar", "fa", "prs", "ps", "ur"})


def opening(language: str) -> str:
    """Return the tag that begins words of a language."""
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return f'<span lang="{escape(language)}" dir="{direction}">'


def span(words: str, language: str) -> str:
    """Return words of a language as HTML."""
    return f"{opening(language)}{escape(words)}</span>"


def spans(words: str, languages: str) -> str:
    """Return names between slashes as HTML, each with what its language is called.

    Args:
        words: the names, `` / `` between them.
        languages: their codes, ``;`` between them: one for each name, or one for all.
    """
    parts, codes = words.split(" / "), languages.split(";")
    if len(codes) == 1:
        codes *= len(parts)
    if len(codes) != len(parts):
        return f'<bdi lang="">{escape(words)}</bdi>'
    return ", ".join(
        f"{span(part, code)} ({escape(LANGUAGES.get(code, code))})" for part, code in zip(parts, codes, strict=True)
    )
