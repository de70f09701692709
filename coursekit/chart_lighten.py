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
    """Return a drawing that looks the same, with about half of the elements, as it stands in a page of HTML."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        _attributes(element)
    _children(root, {"fill": "none", "stroke": "none"})
    root.attrib = {**FONT, **root.attrib}
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _attributes(element: Element) -> None:
    """Leave out what only scripts and listeners of the renderer use, what is so anyway, and spare digits."""
    kept = {}
    for name, value in element.attrib.items():
        if not SPARE.fullmatch(name) and (name, value) not in PLAIN:
            seen = value if "opacity" in name else ZERO.sub("", DIGITS.sub(r"\1", value))
            kept[name.removeprefix(f"{{{XLINK}}}")] = seen
    element.attrib = kept


def _children(parent: Element, paint: dict[str, str]) -> None:
    """Lighten what an element holds; ``paint`` is the fill and stroke that it takes from above or has itself."""
    kept: list[Element] = []
    for child in parent:
        own = {name: child.get(name, above) for name, above in paint.items()}
        if child.tag not in KEPT_WHOLE:
            _children(child, own)
        if child.tag == "path" and (set(own.values()) == {"none"} or not child.get("d") or _is_clear(child)):
            continue
        if child.tag in ("g", "text") and not len(child) and not (child.text or "").strip():
            continue
        if child.tag == "g" and not child.attrib:
            kept += list(child)
        else:
            kept.append(child)
    parent[:] = _joined(kept, paint)
    if parent.tag == "g":
        _common(parent)


def _is_clear(mark: Element) -> bool:
    """Say whether a mark is there for pointers alone: filled with nothing, and without an edge."""
    return mark.get("opacity") == "0" or (mark.get("fill-opacity") == "0" and mark.get("stroke", "none") == "none")


def _joined(children: list[Element], paint: dict[str, str]) -> list[Element]:
    """Return the children with lines and outlines that follow each other, alike but for their places, as one path."""
    made: list[Element] = []
    open_path: Element | None = None
    for child in children:
        path = _as_path(child, paint)
        if path is None:
            made.append(child)
        elif open_path is not None and _look(open_path) == _look(path):
            open_path.set("d", open_path.get("d", "") + path.get("d", ""))
            continue
        else:
            made.append(path)
        open_path = path
    return made


def _as_path(child: Element, paint: dict[str, str]) -> Element | None:
    """Return a line, or an outline that nothing fills, as a path that others may join; None for all else."""
    if way := _way(child):
        return Element("path", {"d": way, **{name: text for name, text in child.attrib.items() if name not in ENDS}})
    outline = child.get("fill", paint["fill"]) == "none" and child.get("stroke", paint["stroke"]) != "none"
    # Where two of them cross, paint that lets something through would be laid on once instead of twice.
    solid = not {"opacity", "stroke-opacity", "transform"}.intersection(child.keys())
    return child if child.tag == "path" and outline and solid else None


def _look(path: Element) -> dict[str, str]:
    return {name: value for name, value in path.attrib.items() if name != "d"}


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
