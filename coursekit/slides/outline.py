"""From a lesson's notebook to its slides: by headings and outputs, and by ``slideshow`` metadata where there is any."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from coursekit.notebooks import tags, text_of
from coursekit.slides import outputs
from coursekit.slides.markdown import Label, Piece, fair, inline, pieces
from coursekit.slides.outputs import Shown
from coursekit.slides.parts import (
    LEAD,
    LINES,
    SPOKEN,
    Part,
    Slide,
    callouts,
    entries,
    shortened,
    spread,
    text_part,
    whole,
)

KINDS = ("slide", "subslide", "fragment", "notes", "skip", "-")
"""What ``slide_type`` may say of a cell, as in nbconvert and JupyterLab; without it the rules of this module hold."""

UNSAID = ("Sources", "Check yourself")
"""Sections whose words are for readers; their questions become slides."""

WHOLE = ("What we learned",)
"""Sections shown without a cut."""

FOLDS = {"hide-cell", "hide-output"}
IMPORTS = re.compile(r"(?:import|from) ")
"""How the cell begins that loads libraries and tables: its code is no slide."""

EXERCISE = re.compile(r"Exercise \d+")


@dataclass(frozen=True)
class Makers:
    """What an outline asks for: the words of a citation, the figure of a chart, the forms of a quiz by question."""

    label: Label
    chart: Callable[[dict[str, Any]], str]
    quiz: Callable[[str, str | None], list[tuple[str, str]]]


def slide_type(cell: dict[str, Any]) -> str:
    """Return what a cell's ``slideshow`` metadata say; empty if they say nothing."""
    found = cell.get("metadata", {}).get("slideshow")
    kind = found.get("slide_type", "") if isinstance(found, dict) else ""
    return kind if kind in KINDS else ""


def outline(notebook: dict[str, Any], makers: Makers) -> list[Slide]:
    """Return the slides of a lesson, in order."""
    made = _Outline(makers)
    for cell in notebook["cells"]:
        made.add(cell)
    return made.slides


class _Outline:
    """The slides so far, and the section that the next cell belongs to."""

    def __init__(self, makers: Makers) -> None:
        self.make = makers
        self.slides: list[Slide] = []
        self.section = ""
        self.title = ""
        self.waiting: list[str] = []  # told on the slide that comes next
        self.controls: list[Part] = []  # shown with the chart that comes next

    def add(self, cell: dict[str, Any]) -> None:
        """Add what a cell gives."""
        kind, source = slide_type(cell), text_of(cell["source"])
        if kind == "skip" or "remove-cell" in tags(cell):
            if cell["cell_type"] == "markdown":
                self._enter(pieces(source))
        elif kind == "notes":
            (self.slides[-1].told if self.slides else self.waiting).append(source)
        elif kind:
            self._marked(kind, cell, source)
        elif cell["cell_type"] == "markdown":
            for part in _by_heading(pieces(source)):
                self._text(part)
        elif cell["cell_type"] == "code":
            self._code(cell, source)

    def _new(self, parts: list[Part], **fields: Any) -> Slide:
        slide = Slide(fields.pop("heading", self.title), parts, **fields)
        slide.told = [*self.waiting, *slide.told]
        self.waiting = []
        self.slides.append(slide)
        return slide

    def _several(self, parts: list[Part], told: list[str], most: float = LINES, **fields: Any) -> None:
        """Add slides with these parts; the first of them alone begins a stack."""
        for number, some in enumerate(spread(parts, most) or [[]]):
            self._new(some, **fields, told=told if number == 0 else [])
            fields |= {"across": False, "topic": ""}

    def _enter(self, body: list[Piece]) -> bool:
        """Note the section that a cell begins; return whether it begins one."""
        if not body or body[0].kind != "heading":
            return False
        if self.slides:
            self.slides[-1].told += self.waiting
            self.waiting = []
        self.title = body[0].text
        if body[0].level < 3:
            self.section = body[0].text
        return True

    # --- Cells that say how they are shown ---

    def _marked(self, kind: str, cell: dict[str, Any], source: str) -> None:
        parts: list[Part] = []
        if cell["cell_type"] == "markdown":
            body = pieces(source)
            if self._enter(body):
                body = body[1:]
            parts = [part for piece in body for part in whole(piece, self.make.label)]
        elif cell["cell_type"] == "code":
            if "hide-input" not in tags(cell) and "hide-cell" not in tags(cell):
                parts.append(outputs.code(source))
            for one in outputs.shown(cell):
                parts += self._output(one)
        if kind in ("slide", "subslide") or not self.slides:
            self._new(parts, across=kind == "slide", fold=_fold(cell))
        else:
            step = kind == "fragment"
            self.slides[-1].parts += [Part(**{**vars(part), "step": step, "list": part.list}) for part in parts]

    # --- Text ---

    def _text(self, body: list[Piece]) -> None:
        headed = self._enter(body)
        level = body[0].level if headed else 0
        rest = body[1:] if headed else body
        label = self.make.label
        if level == 1:
            self._opening(rest)
        elif self.section == "Objectives":
            if headed:
                listed = [part for piece in rest if piece.kind == "list" for part in entries(piece, label, None)]
                self._new(listed, across=True, topic="objectives")
                self._callouts(rest)
        elif self.section in UNSAID:
            pass
        elif self.section == "For discussion":
            self._discussion(rest)
        elif self.section == "Exercises":
            self._exercise(rest, level)
        elif self.section in WHOLE:
            self._several([part for piece in rest for part in whole(piece, label)], [], across=level == 2)
        else:
            self._told(rest, level)

    def _opening(self, rest: list[Piece]) -> None:
        label = self.make.label
        parts = [part for piece in rest if piece.kind == "quote" for part in whole(piece, label)]
        meta = next((piece.text for piece in rest if piece.kind == "paragraph"), "")
        if meta:  # part and minutes; what the lesson assumes is for readers
            parts.insert(0, text_part(" · ".join(meta.split(" · ")[:3]), label))
        self._new(parts, kind="title", across=True, topic="title")
        self._callouts(rest)

    def _callouts(self, rest: list[Piece]) -> None:
        for piece in callouts(rest):
            parts = [part for one in pieces(piece.text) for part in whole(one, self.make.label)]
            self._new(parts, heading=piece.title, topic="callout")

    def _discussion(self, rest: list[Piece]) -> None:
        first = True
        for piece in rest:
            for number, item in enumerate(piece.items, 1):
                part = Part(f"<p>{inline(item, self.make.label)}</p>", 1)
                self._new([part], kind="prompt", across=first, topic=f"Discussion {number}")
                first = False

    def _exercise(self, rest: list[Piece], level: int) -> None:
        found = EXERCISE.match(self.title)
        if not rest:  # the heading of the section alone
            return
        first = not any(EXERCISE.match(slide.topic) for slide in self.slides)
        parts = [part for piece in rest for part in whole(piece, self.make.label)]
        self._several(parts, [], across=first or level == 2, topic=found[0] if found else "")

    def _told(self, rest: list[Piece], level: int) -> None:
        parts, told = shortened(rest, self.make.label, LEAD if level else 0)
        if parts or level:
            self._several(parts, told, across=level == 2, opening=True)
        elif told and self.slides and self.slides[-1].kind == "chart":
            self.slides[-1].told += told
        else:
            self.waiting += told

    # --- Code ---

    def _code(self, cell: dict[str, Any], source: str) -> None:
        if "solution" in tags(cell):
            return
        found = outputs.shown(cell)
        fold = _fold(cell)
        silent = {"chart", "quiz", "controls", "markdown"} & {one.kind for one in found}
        if not found:
            return
        parts: list[Part] = []
        if not (fold or silent or "hide-input" in tags(cell) or IMPORTS.match(source)):
            parts.append(outputs.code(source))
        results = [part for one in found if one.kind not in ("chart", "quiz") for part in self._output(one)]
        if found[0].kind == "controls":
            self.controls += results
            return
        if parts:
            stepped = [Part(part.html, part.lines, step=True) for part in results]
            if self._fits([*parts, *stepped]):
                self._append([*parts, *stepped])
                results = []
            else:
                self._append(parts)
        self._results(results, fold, speaks=found[0].kind == "markdown")
        for one in found:
            if one.kind == "chart":
                made = self._output(one)
                self._new([*self.controls, *made], kind="chart", fold=fold)
                self.controls = []
            elif one.kind == "quiz":
                self._quiz(*one.value)

    def _results(self, results: list[Part], fold: str, speaks: bool) -> None:
        """Add what a cell shows: a sentence to the table that it speaks of, if there is room, else on slides."""
        last = self.slides[-1] if self.slides else None
        if results and speaks and last and last.fold == fold and self._room(results):
            last.parts += results
        elif results:
            self._several(results, [], LINES - (1.5 if fold else 0), fold=fold)

    def _room(self, parts: list[Part]) -> bool:
        """Whether the last slide is of this heading and has room for these parts."""
        last = self.slides[-1] if self.slides else None
        same = last is not None and last.kind == "text" and last.heading == self.title
        return same and last is not None and last.lines + sum(part.lines for part in parts) <= LINES

    def _opened(self, parts: list[Part]) -> bool:
        """Whether the last slide is the first words of this section and has room for these parts."""
        return self._room(parts) and self.slides[-1].opening and not self.slides[-1].fold

    def _fits(self, parts: list[Part]) -> bool:
        return self._opened(parts) or sum(part.lines for part in parts) <= LINES

    def _append(self, parts: list[Part]) -> None:
        """Add code below the first words of a section, if there is room, else on a slide of its own."""
        if self._opened(parts):
            last = self.slides[-1]
            last.parts += parts
            last.told += self.waiting
            last.opening, self.waiting = False, []
        else:
            self._new(parts)

    def _output(self, one: Shown) -> list[Part]:
        if one.kind == "chart":
            return [Part(self.make.chart(one.value), LINES)]
        if one.kind == "table":
            return [outputs.table(one.value)]
        if one.kind == "text":
            return [outputs.printed(one.value)]
        if one.kind == "markdown":
            return list(self._said(pieces(one.value)))
        if one.kind == "quiz":
            return [Part(form, LINES) for _, form in self.make.quiz(*one.value)]
        return [Part(f'<div class="inputs">{one.value}</div>', 2)]

    def _said(self, body: list[Piece]) -> Iterator[Part]:
        for piece in body:
            if piece.kind == "paragraph":
                if said := fair(piece.text, SPOKEN):
                    yield text_part(said, self.make.label)
            elif piece.kind == "list":
                yield from entries(piece, self.make.label)
            else:
                yield from whole(piece, self.make.label)

    def _quiz(self, name: str, part: str | None) -> None:
        forms = self.make.quiz(name, part)
        for number, (question, form) in enumerate(forms, 1):
            counted = f"{self.title} · {number} of {len(forms)}" if len(forms) > 1 else self.title
            across = number == 1 and self.section in UNSAID
            self._new(
                [Part(form, LINES)], heading=counted, kind="question", across=across, topic=f"question:{question}"
            )


def _by_heading(body: list[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces of a cell, heading by heading."""
    part: list[Piece] = []
    for piece in body:
        if piece.kind == "heading" and part:
            yield part
            part = []
        part.append(piece)
    if part:
        yield part


def _fold(cell: dict[str, Any]) -> str:
    """Return the words on the fold of a cell whose output is hidden at first; empty if it is not."""
    if not (FOLDS & tags(cell)):
        return ""
    said = cell["metadata"].get("mystnb", {})
    return str(said.get("code_prompt_show") or "Show the answer")
