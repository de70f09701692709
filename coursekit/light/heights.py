"""Say which sections of a page a browser may lay out late, and about how high each will be.

What is far from the screen is laid out late (``content-visibility``). The first two sections begin on the first screen,
and one with fields that a browser may fill in is laid out for them as soon as the page is there: neither waits, so that
the browser lays all of them out before its first paint and not in a second go. Until it is laid out, a section has the
height that its class says: if that is about right, the bar at the side tells the truth, and sections do not lie over
each other. The numbers were fitted to the sections of the lessons, as measured in a browser on a screen of 412 pixels;
nineteen of twenty came out between three quarters and six fifths of what they are. On a wide screen seven tenths of it
fit.
"""

from __future__ import annotations

import math
import re

from lxml import html as parser

LETTER, BLOCK, LINE, ROW, DRAWN, CONTROL, FOLD, SECTION = 0.72, 10.0, 20.0, 83.0, 0.73, 39.0, 82.0, 25.0
"""Pixels for a letter, a paragraph or item, a line of code, a row of a table, a unit of a drawing, and so on."""

STEP = 25
"""Rem between one class and the next."""

MOST = 36
LATE = (
    "//article/section/section[position() > 2][@id][not(.//textarea or .//select or "
    ".//input[not(contains(' button checkbox file hidden radio range ', concat(' ', @type, ' ')))])]"
)
"""The sections that may wait."""

START = re.compile(r'<section(?: class="([^"]*)")? id="([^"]*)"')
PIXELS = 16
BLOCKS = {"p", "li", "h2", "h3", "h4", "legend", "fieldset", "dt", "dd", "blockquote"}
UNSEEN = {"svg", "script", "template", "button", "style"}
STYLE = "".join(f".far-{step}{{--far:{step * STEP}rem}}" for step in range(1, MOST + 1))
"""What the classes say, to be used as ``var(--far)``."""


def mark_heights(page: str) -> str:
    """Return the page, a class ``far-N`` on each section of its article that may wait: at most N steps high."""
    if "bd-article" not in page:
        return page
    document = parser.fromstring(page.encode(), parser=parser.HTMLParser(encoding="utf-8"))
    steps = {}
    for section in document.xpath(LATE):
        pixels = SECTION + _height(section)
        steps[section.get("id")] = min(MOST, math.ceil(pixels / PIXELS / STEP))

    def classed(found: re.Match[str]) -> str:
        names, name = found.groups()
        if name not in steps:
            return found[0]
        return f'<section class="{f"{names} " if names else ""}far-{steps[name]}" id="{name}"'

    return START.sub(classed, page)


def _height(element: parser.HtmlElement) -> float:
    """Return about how many pixels what an element holds takes on a phone."""
    kind = element.tag
    if not isinstance(kind, str) or kind in UNSEEN or "chart-wide" in element.get("class", ""):
        return 0
    if kind == "pre":
        return LINE * (element.text_content().strip().count("\n") + 2.6)
    if kind == "table":
        return ROW * len(element.findall(".//tr"))
    if kind == "details":
        return FOLD
    if "chart-narrow" in element.get("class", ""):
        boxes = [drawing.get("viewbox", "").split() for drawing in element.iter("svg")]
        return sum(DRAWN * float(box[3]) for box in boxes if len(box) == 4)
    own = CONTROL if kind == "input" else BLOCK if kind in BLOCKS else 0
    return own + _words(element.text) + sum(_height(child) + _words(child.tail) for child in element)


def _words(text: str | None) -> float:
    return LETTER * len(" ".join((text or "").split()))
