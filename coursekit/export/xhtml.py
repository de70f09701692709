"""HTML of questions as the XHTML that QTI 2.1 allows."""

from __future__ import annotations

from typing import Any

from lxml import etree

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
MATHML = "http://www.w3.org/1998/Math/MathML"
XML = "http://www.w3.org/XML/1998/namespace"
DROPPED = {"dir", "start", "title"}
"""Attributes that QTI 2.1 has no room for."""


def sub(parent: Any, name: str, attributes: dict[str, str] | None = None, **more: str) -> Any:
    """Add an element of QTI 2.1."""
    return etree.SubElement(parent, f"{{{QTI}}}{name}", {**(attributes or {}), **more})


def put(parent: Any, html: str) -> Any:
    """Add HTML, made from Markdown, to an element of QTI 2.1, and return that element."""
    tree = etree.fromstring(f"<div>{html}</div>", etree.XMLParser(resolve_entities=False, no_network=True))
    _rename(tree, QTI)
    parent.text = tree.text
    parent.extend(list(tree))
    return parent


def _rename(element: Any, namespace: str) -> None:
    for child in element:
        space = MATHML if child.tag == "math" else namespace
        child.tag = f"{{{space}}}{child.tag}"
        if space == QTI:
            if language := child.attrib.pop("lang", ""):
                child.set(f"{{{XML}}}lang", language)
            for name in DROPPED & set(child.attrib):
                del child.attrib[name]
        _rename(child, space)
