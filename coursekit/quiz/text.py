"""Text of questions: Markdown to HTML that cannot carry a script."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt

__all__ = ["block", "escape", "inline"]


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    # Raw HTML stays text; markdown-it itself refuses javascript:, vbscript:, file: and data: links.
    return MarkdownIt("commonmark", {"html": False}).disable(["image"])


def block(text: str) -> str:
    """Return Markdown as paragraphs, lists and quotations in HTML."""
    return str(_markdown().render(text)).strip()


def inline(text: str) -> str:
    """Return Markdown as HTML for the inside of a label or legend: emphasis, code and links only."""
    return str(_markdown().renderInline(" ".join(text.split())))
