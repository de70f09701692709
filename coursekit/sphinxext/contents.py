"""The contents beside every page, resolved once for each folder: else a book of n pages resolves n times n entries."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from lxml import html

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CURRENT = "current"
HERE = "#"
"""The address by which a page names itself in its contents."""


class Contents:
    """Gives each page the contents of another page of its folder, its own entry marked as the one being read."""

    def __init__(self) -> None:
        """Start without contents."""
        self._kept: dict[tuple[Any, ...], str] = {}

    def share(self, app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
        """Let the templates of a page ask here for its contents."""
        resolve = context["toctree"]
        address = posixpath.basename(app.builder.get_target_uri(pagename))

        def toctree(**options: Any) -> str:
            if options.get("collapse", True):  # then a page has what is below its own entry, and no more
                return str(resolve(**options))
            key = (posixpath.dirname(pagename), *sorted(options.items()))
            if key not in self._kept:
                self._kept[key] = unmarked(resolve(**options), address)
            return marked(self._kept[key], address)

        context["toctree"] = toctree


def unmarked(contents: str, address: str) -> str:
    """Return the contents of a page as its neighbours link them, without the marks of what is being read."""
    root = html.fragment_fromstring(contents, create_parent="div")
    for element in root.xpath(f"//*[contains(concat(' ', @class, ' '), ' {CURRENT} ')]"):
        if element.tag == "a":
            element.set("href", address)
        classes = [name for name in element.get("class").split() if name != CURRENT]
        if classes:
            element.set("class", " ".join(classes))
        else:
            del element.attrib["class"]
    return _inside(root)


def marked(contents: str, address: str) -> str:
    """Return contents with the entry of an address, and all that it is in, marked; a page may have no entry."""
    root = html.fragment_fromstring(contents, create_parent="div")
    for link in root.xpath("//a[@href=$address]", address=address):
        link.set("href", HERE)
        link.set("class", f"{CURRENT} {link.get('class')}")
        for element in link.iterancestors("li", "ul"):
            element.set("class", f"{element.get('class') or ''} {CURRENT}".strip())
    return _inside(root)


def _inside(root: html.HtmlElement) -> str:
    return (root.text or "") + "".join(html.tostring(child, encoding="unicode") for child in root)
