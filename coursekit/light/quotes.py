"""Curl the straight quotation marks and apostrophes of a page, as Markdown's own text has them.

Tables, claims, captions and questions come from files in which marks are straight, and are typed so by whoever adds a
row. Which way a mark turns is for Docutils to say; code, drawings, scripts and attributes are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from docutils.utils.smartquotes import educate_tokens

PIECE = re.compile(
    r"<(?P<whole>pre|script|style|svg|textarea|title)\b.*?</(?P=whole)>"
    r"|<(?P<code>code|kbd|samp)\b.*?</(?P=code)>"
    r"""|</?(?P<tag>[a-z][\w-]*)(?:"[^"]*"|'[^']*'|[^'">])*>"""
    r"|<!.*?>|[^<]+|<",
    re.DOTALL | re.IGNORECASE,
)
"""What is left alone and ends a sentence, what is left alone within one, a tag, a text."""

WITHIN = {
    *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "dfn", "em", "i", "label", "mark"),
    *("q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
}
"""Elements that a sentence goes through."""

STRAIGHT = re.compile(r"\"|'|&(?:quot|apos|#34|#39|#x22|#x27);", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")


def curl(html: str) -> str:
    """Return a page, or a part of one, with its marks curled."""
    return "".join(_curled(html))


def _curled(html: str) -> Iterator[str]:
    run: list[tuple[str, str]] = []
    for found in PIECE.finditer(html):
        piece = found[0]
        if not piece.startswith("<"):
            run.append(("plain", piece))
        elif found["code"]:
            run.append(("literal", piece))
        elif (found["tag"] or "").lower() in WITHIN:
            run.append(("tag", piece))
        else:
            yield from _educated(run)
            yield piece
            run = []
    yield from _educated(run)


def _educated(run: list[tuple[str, str]]) -> Iterator[str]:
    """Yield the pieces of a sentence with their marks curled. Of code, what it says decides about the next mark."""
    if not any(kind == "plain" and STRAIGHT.search(piece) for kind, piece in run):
        yield from (piece for _, piece in run)
        return
    told = [
        (kind, unescape(piece) if kind == "plain" else TAG.sub("", piece) if kind == "literal" else piece)
        for kind, piece in run
    ]
    for (kind, piece), made in zip(run, educate_tokens(told, attr="q"), strict=True):
        yield escape(made, quote=False) if kind == "plain" else piece
