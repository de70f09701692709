"""What a book needs as a site: a page for addresses that lead nowhere, and, once the address is known, what tells
search engines and other sites of its pages."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape as xml_escape

import vl_convert

from coursekit.light.policy import INLINE_SCRIPT, INLINE_STYLE, digest, restrict
from coursekit.offline import pack
from coursekit.project import course_name

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).resolve().parent.parent / "static" / "site"
CARD = "_static/card.png"
UNLISTED = {"genindex", "search"}
"""Pages that a search engine need not know."""


def finish_page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Say in a page's head what a link to it should show; only with an address, for a card needs one."""
    base = app.config.html_baseurl
    if not base:
        return
    page = {
        "og:type": "article",
        "og:site_name": _title(app),
        "og:title": context.get("title") or _title(app),
        "og:url": _address(base, pagename),
        "og:image": f"{base.rstrip('/')}/{CARD}",
    }
    tags = "".join(f'\n<meta property="{name}" content="{escape(text)}" />' for name, text in page.items())
    context["metatags"] = (
        context.get("metatags", "") + tags + '\n<meta name="twitter:card" content="summary_large_image" />'
    )


def finish_book(app: Sphinx, exception: Exception | None) -> None:
    """Write the page for addresses that lead nowhere; with an address also the list of pages and the card."""
    if exception is not None or app.builder.name != "html":
        return
    folder, base = Path(app.outdir), app.config.html_baseurl
    title = _title(app)
    start = f"{base.rstrip('/')}/index.html" if base else "index.html"
    page = (STATIC / "404.html").read_text(encoding="utf-8")
    ours = {digest(text) for pattern in (INLINE_SCRIPT, INLINE_STYLE) for text in pattern.findall(page)}
    words = {"language": app.config.language, "title": title, "start": start}
    for name, text in words.items():
        page = page.replace(f"{{{name}}}", escape(text))
    html, problems = restrict(page, ours)
    if problems:
        raise ValueError(f"404.html {problems[0]}")
    (folder / "404.html").write_text(html, encoding="utf-8")
    if base:
        names = sorted(app.env.found_docs - UNLISTED)
        addresses = "".join(f"<url><loc>{xml_escape(_address(base, name))}</loc></url>\n" for name in names)
        sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{addresses}</urlset>\n'
        (folder / "sitemap.xml").write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{sitemap}', encoding="utf-8")
        (folder / CARD).write_bytes(card(title))


def pack_book(app: Sphinx, exception: Exception | None) -> None:
    """Pack the finished book into one file, from which it can be read offline."""
    if exception is None and app.builder.name == "html":
        audience = "" if app.config.course_audience == "students" else f"-{app.config.course_audience}"
        pack(Path(app.outdir), course_name(Path(app.srcdir)) + audience)


def _title(app: Sphinx) -> str:
    """Return what the book is called; Jupyter Book puts the title of _config.yml there and leaves the project unset."""
    return str(app.config.html_title or app.config.project)


def _address(base: str, page: str) -> str:
    return f"{base.rstrip('/')}/{page}.html"


def card(title: str) -> bytes:
    """Return the picture that a link to the book shows: 1200 by 630 pixels, PNG."""
    svg = (STATIC / "card.svg").read_text(encoding="utf-8").replace("{title}", xml_escape(title))
    return bytes(vl_convert.svg_to_png(svg))
