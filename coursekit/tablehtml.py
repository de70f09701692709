"""Small pieces of HTML that several pages share: tables that scroll inside themselves, and anchors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape


def slug(text: str) -> str:
    """Return a text as an anchor: lower-case words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def table_html(head: Iterable[str], rows: Iterable[Iterable[str]], label: str, caption: bool = True) -> str:
    """Return a table that scrolls inside itself.

    Args:
        head: the names of the columns, as HTML.
        rows: the cells, as HTML.
        label: the name of the table, as text.
        caption: whether the name is shown above the table, or told to screen readers alone.
    """
    titled = f"<caption>{escape(label)}</caption>" if caption else ""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return (
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"<table>{titled}<thead><tr>{top}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )
