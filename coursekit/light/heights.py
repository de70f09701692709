"""Say which parts of a page a browser may lay out late, and about how high each will be.

What is far from the screen is laid out late (``content-visibility``). The first two sections begin on the first screen,
and one with fields that a browser may fill in is laid out for them as soon as the page is there: neither waits, so that
the browser lays all of them out before its first paint and not in a second go. Until it is laid out, a section has the
height that its class says: if that is about right, the bar at the side tells the truth, and sections do not lie over
each other. The numbers were fitted to the sections of the lessons, as measured in a browser on a screen of 412 pixels;
nineteen of twenty came out between three quarters and six fifths of what they are. On a wide screen seven tenths of it
fit.

Entries of a long list (rows of a table, events, cards) wait one by one, from the third screen on. The 883 in sight
were measured in the same way: nineteen of twenty came out between five sixths and five quarters of what they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from lxml import html as parser

LETTER, BLOCK, LINE, ROW, DRAWN, CONTROL, FOLD, SECTION = 0.72, 10.0, 20.0, 83.0, 0.73, 39.0, 82.0, 25.0
"""Pixels for a letter, a paragraph or item, a line of code, a row of a table, a unit of a drawing, and so on."""

WORD, FACT, ITEM, FOLDED, ENTRY, FRAME = 0.57, 4.0, 37.0, 58.0, 24.0, 24.0
"""Pixels in an entry, whose letters are smaller: a letter, a fact, a paragraph or item, a fold, the rest, the frame."""

STEP, ENTRY_STEP = 25, 4
"""Rem between one class and the next, of sections and of entries."""

MOST = 36
SCREENS = 1600.0
"""Pixels of entries of a page that do not wait: two screens of a phone."""

LATE = (
    "//article/section/section[position() > 2][@id][not(.//textarea or .//select or "
    ".//input[not(contains(' button checkbox file hidden radio range ', concat(' ', @type, ' ')))])]"
)
"""The sections that may wait."""

ENTRIES = "(//section|//div|//li)[starts-with(concat(@class, ' '), 'entry ')]"
"""Entries of lists."""

START = re.compile(r'<section(?: class="([^"]*)")? id="([^"]*)"')
ENTRY_START = re.compile(r'(<(?:section|div|li) class="entry)(?=[ "])')
PIXELS = 16
BLOCKS = {"p", "li", "h2", "h3", "h4", "legend", "fieldset", "dt", "dd", "blockquote"}
UNSEEN = {"svg", "script", "template", "button", "style"}
STYLE = "".join(
    f".far-{step}{{--far:{step * STEP}rem}}.far-entry-{step}{{--far:{step * ENTRY_STEP}rem}}"
    for step in range(1, MOST + 1)
)
"""What the classes say, to be used as ``var(--far)``."""


def mark_heights(page: str) -> str:
    """Return the page, a class on each section and entry of its article that may wait, which tells its height.

    A section of ``far-N`` is at most N steps of ``STEP`` high, an entry of ``far-entry-N`` about N of ``ENTRY_STEP``.
    """
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

    far = iter(_far_entries(document))
    return ENTRY_START.sub(lambda found: found[0] + next(far), START.sub(classed, page))


def _far_entries(document: parser.HtmlElement) -> Iterator[str]:
    """Yield for each entry of the page what its class gets: nothing, if it may not wait."""
    top = 0.0
    for entry in document.xpath(ENTRIES):
        waits = top > SCREENS
        height = _entry_height(entry)
        step = min(MOST, max(1, round(height / PIXELS / ENTRY_STEP)))
        yield f" far-entry-{step}" if waits else ""
        top += height


def _entry_height(entry: parser.HtmlElement) -> float:
    """Return about how many pixels what is in an entry takes on a phone, its folds closed."""

    def height(element: parser.HtmlElement) -> float:
        if element.tag == "details":
            return FOLDED
        own = FACT if element.tag == "dt" else ITEM if element.tag in {"p", "li"} else 0
        return (
            own + WORD * _letters(element.text) + sum(height(child) + WORD * _letters(child.tail) for child in element)
        )

    return ENTRY + sum(map(height, entry))


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
    if "entry" in element.get("class", "").split():
        return FRAME + _entry_height(element)
    if "chart-narrow" in element.get("class", ""):
        boxes = [drawing.get("viewbox", "").split() for drawing in element.iter("svg")]
        return sum(DRAWN * float(box[3]) for box in boxes if len(box) == 4)
    own = CONTROL if kind == "input" else BLOCK if kind in BLOCKS else 0
    inside = sum(_height(child) + LETTER * _letters(child.tail) for child in element)
    return own + LETTER * _letters(element.text) + inside


def _letters(text: str | None) -> int:
    return len(" ".join((text or "").split()))
