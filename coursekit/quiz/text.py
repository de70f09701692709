"""Text of questions: Markdown and formulas to HTML that cannot carry a script.

Beside ordinary Markdown: a formula between dollar signs, ``$\\frac{1}{2}$``, and a mark for another language,
``[دری]{lang=prs}``, which also sets the direction of the letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import escape
from typing import Any
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

__all__ = ["block", "escape", "inline", "plain", "unknown_language", "unmarked"]

RIGHT_TO_LEFT = {"ar", "fa", "prs", "ps", "ur"}
LANGUAGES = RIGHT_TO_LEFT | {"ru", "tg", "uz", "tk", "tr", "fr", "de", "hi", "zh"}
SCRIPTS = ("ARABIC", "CYRILLIC", "DEVANAGARI", "CJK")
"""Scripts whose letters need a mark; the words are those that begin their names in Unicode."""

MATH_TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd"),
}
MATH_ATTRIBUTES = {"display", "mathvariant", "stretchy", "fence", "form", "columnalign", "accent", "linethickness"}


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    # Raw HTML stays text; markdown-it itself refuses javascript:, vbscript:, file: and data: links.
    parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading"])
    attrs_plugin(parser, spans=True, allowed=["lang"])
    dollarmath_plugin(parser, allow_digits=False, allow_labels=False, renderer=_formula)
    parser.add_render_rule("span_open", _span)
    return parser


def block(text: str) -> str:
    """Return Markdown as paragraphs, lists and quotations in HTML."""
    return str(_markdown().render(text)).strip()


def inline(text: str) -> str:
    """Return Markdown as HTML for the inside of a label or legend: emphasis, code, formulas and links only."""
    return str(_markdown().renderInline(" ".join(text.split())))


def plain(text: str) -> str:
    """Return the words of Markdown without any markup, for places that hold none."""
    tokens = _markdown().parseInline(" ".join(text.split()))[0].children or []
    return "".join(token.content or (" " if token.type in ("softbreak", "hardbreak") else "") for token in tokens)


def language(text: str) -> str:
    """Return the language that marks the whole of a text, or an empty string."""
    tokens = _markdown().parseInline(text.strip())[0].children or []
    whole = len(tokens) >= 2 and tokens[0].type == "span_open" and tokens[-1].type == "span_close"
    return str(tokens[0].attrGet("lang") or "") if whole else ""


def unmarked(text: str) -> str:
    """Return the first word in a script other than Latin that no language mark holds, or an empty string."""
    depth = 0
    for token in _markdown().parseInline(text)[0].children or []:
        depth += (token.type == "span_open") - (token.type == "span_close")
        if not depth and token.type == "text":
            for word in token.content.split():
                if any(unicodedata.name(letter, "").startswith(SCRIPTS) for letter in word):
                    return str(word)
    return ""


def unknown_language(text: str) -> str:
    """Return the first code of a language mark that is no known language, or an empty string."""
    for token in _markdown().parseInline(text)[0].children or []:
        code = str(token.attrGet("lang") or "") if token.type == "span_open" else ""
        if code and code not in LANGUAGES:
            return code
    return ""


def direction(code: str) -> str:
    """Return ``rtl`` or ``ltr`` for a language."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def _span(renderer: Any, tokens: list[Token], at: int, options: Any, environment: Any) -> str:
    code = str(tokens[at].attrGet("lang") or "")
    if code not in LANGUAGES:
        return "<span>"
    return f'<span lang="{code}" dir="{direction(code)}">'


@lru_cache(maxsize=1000)
def _mathml(content: str, display: str) -> str:
    from latex2mathml.converter import convert  # only where there is a formula

    try:
        tree = ElementTree.fromstring(convert(content, display=display))
    except Exception:  # the library raises errors of many kinds; whatever it cannot read stays text
        return f"<code>{escape(content)}</code>"
    for element in tree.iter():
        element.tag = element.tag.rpartition("}")[2]
        if element.tag not in MATH_TAGS:
            return f"<code>{escape(content)}</code>"
        for name in set(element.attrib) - MATH_ATTRIBUTES:
            del element.attrib[name]
    return ElementTree.tostring(tree, encoding="unicode")


def _formula(content: str, options: dict[str, Any]) -> str:
    return _mathml(content, "block" if options["display_mode"] else "inline")


def bad_formula(text: str) -> str:
    """Return the first formula that cannot be read, or an empty string."""
    for token in _markdown().parseInline(text)[0].children or []:
        if token.type.startswith("math_") and not _mathml(token.content, "inline").startswith("<math"):
            return str(re.sub(r"\s+", " ", token.content))
    return ""
