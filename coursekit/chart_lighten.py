"""Make a drawing light: leave out what paints nothing, and say once what many of its marks have in common.

The renderer writes each tick of an axis as an element of its own, in groups of groups. A browser parses, styles and
lays out every one of them, before the reader sees the page.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
FONT = {"font-family": "sans-serif", "font-size": "12px"}
"""What nearly every text has: said once, for the whole."""

SPARE = re.compile(r"class|version|pointer-events|role|aria-.*")
PLAIN = {("opacity", "1"), ("stroke-width", "1"), *FONT.items()}
DIGITS, ZERO = re.compile(r"(?<=\d)(\.\d)\d+"), re.compile(r"(?<=\d)\.0(?=\D|$)")
"""Digits that no eye can see."""

INHERITED = ("fill", "stroke", "stroke-width", "stroke-dasharray", "font-weight", "font-size", "text-anchor")
"""What a group can say for all it holds."""

MOVED = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)")
ENDS = ("transform", "x2", "y2")
KEPT_WHOLE = {"defs", "clipPath", "linearGradient", "radialGradient", "pattern", "mask"}


def lighten(svg: str) -> str:
    """Return a drawing that looks the same, with about half of the elements."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        _attributes(element)
    _children(root, painted=False)
    root.attrib = {"xmlns": SVG, **FONT, **root.attrib}
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _attributes(element: Element) -> None:
    """Leave out what only scripts and listeners of the renderer use, what is so anyway, and spare digits."""
    kept = {}
    for name, value in element.attrib.items():
        if not SPARE.fullmatch(name) and (name, value) not in PLAIN:
            seen = value if "opacity" in name else ZERO.sub("", DIGITS.sub(r"\1", value))
            kept[name.removeprefix(f"{{{XLINK}}}")] = seen
    element.attrib = kept


def _children(parent: Element, painted: bool) -> None:
    """Lighten what an element holds; ``painted`` says whether it takes a colour from above."""
    kept: list[Element] = []
    for child in parent:
        own = painted or any(child.get(name, "none") != "none" for name in ("fill", "stroke"))
        if child.tag not in KEPT_WHOLE:
            _children(child, own)
        if child.tag == "path" and (not own or not child.get("d") or _is_clear(child)):
            continue
        if child.tag == "g" and not len(child):
            continue
        if child.tag == "g" and not child.attrib:
            kept += list(child)
        else:
            kept.append(child)
    parent[:] = _joined(kept)
    if parent.tag == "g":
        _common(parent)


def _is_clear(mark: Element) -> bool:
    """Say whether a mark is there for pointers alone: filled with nothing, and without an edge."""
    return mark.get("opacity") == "0" or (mark.get("fill-opacity") == "0" and mark.get("stroke", "none") == "none")


def _joined(children: list[Element]) -> list[Element]:
    """Return the children with lines that follow each other, alike but for their places, as one path."""
    made: list[Element] = []
    for child in children:
        stroke = _way(child)
        before = made[-1] if made else None
        if stroke is None:
            made.append(child)
            continue
        look = {name: value for name, value in child.attrib.items() if name not in ENDS}
        path = Element("path", {"d": stroke, **look})
        if before is not None and before.get("joined") and _look(before) == look:
            before.set("d", before.get("d", "") + stroke)
        else:
            path.set("joined", "yes")
            made.append(path)
    for path in made:
        path.attrib.pop("joined", None)
    return made


def _look(path: Element) -> dict[str, str]:
    return {name: value for name, value in path.attrib.items() if name not in ("d", "joined")}


def _way(line: Element) -> str | None:
    """Return the way of a line as a path would go it; None if this is no line, or one that is turned."""
    if line.tag != "line" or len(line) or "x1" in line.attrib or "y1" in line.attrib:
        return None
    moved = MOVED.fullmatch(line.get("transform", "translate(0,0)"))
    x, y = line.get("x2", "0"), line.get("y2", "0")
    if not moved:
        return None
    step = f"h{x}" if y == "0" else f"v{y}" if x == "0" else f"l{x},{y}"
    return f"M{moved[1]},{moved[2]}{step}"


def _common(group: Element) -> None:
    """Let a group say what all its children say alike."""
    children = list(group)
    for name in INHERITED:
        values = {child.get(name) for child in children}
        if len(children) > 1 and len(values) == 1 and (value := values.pop()) is not None:
            group.set(name, value)
            for child in children:
                del child.attrib[name]
