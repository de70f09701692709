"""Say which parts of a page a browser may lay out late, and about how high each will be.

What is far from the screen is laid out late (``content-visibility``). The first two sections begin on the first screen,
and one with fields that a browser may fill in is laid out for them as soon as the page is there: neither waits, so that
the browser lays all of them out before its first paint and not in a second go. Until it is laid out, a section has the
height that its class says: if that is about right, the bar at the side tells the truth, and sections do not lie over
each other. The numbers were fitted to the sections of the lessons, as measured in a browser on a screen of 412 pixels;
nineteen of twenty came out between three quarters and six fifths of what they are. On a wide screen seven tenths of it
fit.

Entries of a long list (rows of a table, events, cards) wait one by one, from the third screen on. The 883 in sight
were measured in the same way: nineteen of twenty came out between five sixths and five quarters of what they are. They
hold no fields; an explorer gives a claim its form when it is asked for.

Questions of a quiz wait one by one where their section may not, if they have no such fields themselves: a third of what
a lesson had laid out first. Nineteen of twenty of the 206 came out between three quarters and a twelfth more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import html as parser


class Sizes(NamedTuple):
    """Pixels on a phone for a letter, a closed fold, and an element of some kind besides its letters."""

    letter: float
    fold: float
    kinds: dict[str, float]


TEXT = Sizes(
    0.72,
    82.0,
    {"input": 39.0}
    | dict.fromkeys(("p", "li", "h2", "h3", "h4", "legend", "fieldset", "dt", "dd", "blockquote"), 10.0),
)
LISTED = Sizes(0.57, 58.0, {"dt": 4.0, "p": 37.0, "li": 37.0})
"""In an entry letters are smaller, and a fact is a term with its words behind it."""

LINE, ROW, DRAWN, SECTION, ENTRY, FRAME = 20.0, 83.0, 0.73, 25.0, 24.0, 24.0
"""Pixels for a line of code, a row of a table, a unit of a drawing, what a section and an entry have besides, and the
frame of an entry."""

QUESTION = 0.89
"""A question beside text of its kind."""

STEP, ENTRY_STEP = 25, 4
"""Rem between one class and the next, of sections and of entries."""

MOST = 36
SCREENS = 1600.0
"""Pixels of entries of a page that do not wait: two screens of a phone."""

FIELDS = (
    "(.//textarea or .//select or "
    ".//input[not(contains(' button checkbox file hidden radio range ', concat(' ', @type, ' ')))])"
)
LATE = f"//article/section/section[position() > 2][@id][not{FIELDS}]"
"""The sections that may wait."""

QUESTIONS = f"//article/section/section[position() > 2][{FIELDS}]//fieldset[@data-question-id]"
"""The questions of those that may not."""

ENTRIES = "(//section|//div|//li)[starts-with(concat(@class, ' '), 'entry ')]"
"""Entries of lists."""

START = re.compile(r'<section(?: class="([^"]*)")? id="([^"]*)"')
QUESTION_START = re.compile(r'<fieldset(?= data-question-id="([^"]*)")')
ENTRY_START = re.compile(r'(<(?:section|div|li) class="entry)(?=[ "])')
PIXELS = 16
UNSEEN = {"svg", "script", "template", "button", "style"}
STYLE = "".join(
    f".far-{step}{{--far:{step * STEP}rem}}.far-entry-{step}{{--far:{step * ENTRY_STEP}rem}}"
    for step in range(1, MOST + 1)
)
"""What the classes say, to be used as ``var(--far)``."""


def mark_heights(page: str) -> str:
    """Return the page, a class on each section, question and entry that may wait, which tells its height.

    A section of ``far-N`` is at most N steps of ``STEP`` high, an entry or question of ``far-entry-N`` about N of
    ``ENTRY_STEP``.
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

    questions = {
        question.get("data-question-id"): _entry_step(QUESTION * _height(question))
        for question in document.xpath(f"{QUESTIONS}[not{FIELDS}]")
    }

    def asked(found: re.Match[str]) -> str:
        step = questions.get(found[1])
        return found[0] if step is None else f'{found[0]} class="far-entry-{step}"'

    far = _far_entries(document)
    page = QUESTION_START.sub(asked, START.sub(classed, page))
    return ENTRY_START.sub(lambda found: found[0] + next(far), page)


def _far_entries(document: parser.HtmlElement) -> Iterator[str]:
    """Yield for each entry of the page what its class gets: nothing, if it may not wait."""
    top = 0.0
    for entry in document.xpath(ENTRIES):
        height = _entry_height(entry)
        yield f" far-entry-{_entry_step(height)}" if top > SCREENS else ""
        top += height


def _entry_step(height: float) -> int:
    return min(MOST, max(1, round(height / PIXELS / ENTRY_STEP)))


def _entry_height(entry: parser.HtmlElement) -> float:
    """Return about how many pixels what is in an entry takes on a phone."""
    return ENTRY + sum(_height(child, LISTED) for child in entry)


def _height(element: parser.HtmlElement, sizes: Sizes = TEXT) -> float:
    """Return about how many pixels what an element holds takes on a phone, its folds closed."""
    kind = element.tag
    if not isinstance(kind, str) or kind in UNSEEN or "chart-wide" in element.get("class", ""):
        return 0
    if kind == "pre":
        return LINE * (element.text_content().strip().count("\n") + 2.6)
    if kind == "table":
        return ROW * len(element.findall(".//tr"))
    if kind == "details":
        return sizes.fold
    if "entry" in element.get("class", "").split():
        return FRAME + _entry_height(element)
    if "chart-narrow" in element.get("class", ""):
        boxes = [drawing.get("viewbox", "").split() for drawing in element.iter("svg")]
        return sum(DRAWN * float(box[3]) for box in boxes if len(box) == 4)
    inside = sum(_height(child, sizes) + sizes.letter * _letters(child.tail) for child in element)
    return sizes.kinds.get(kind, 0) + sizes.letter * _letters(element.text) + inside


def _letters(text: str | None) -> int:
    return len(" ".join((text or "").split()))
