"""What the lessons cover (paragraphs, claims, actors, objectives, kinds of question, pandas), and how they read.

Everything is counted from the notebooks, the question banks and the tables, so that the report cannot be out of date.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from coursekit import project
from coursekit.data import load, tables
from coursekit.notebooks import read, text_of, tree_of
from coursekit.prose import passages
from coursekit.quiz.bank import find_bank, read_bank
from coursekit.quiz.check import objectives
from coursekit.quiz.types import Question
from coursekit.readability import WORD, grade

CLAIM = re.compile(r"\bC\d{3}\b")
MINUTES = re.compile(r"\b(\d{1,3}) minutes\b")
PARAGRAPH = re.compile(r"\bparagraphs? (\d{1,3}(?:(?:, | and |-|–| to )\d{1,3})*)\b")
RANGE = re.compile(r"(\d{1,3})(?:-|–| to )(\d{1,3})|(\d{1,3})")
FIGURE = "application/vnd.vegalite.v5+json"
PANDAS = frozenset(
    name
    for one in (pd, pd.DataFrame, pd.Series, pd.Series(dtype=str).str, pd.Series(dtype="datetime64[ns]").dt)
    for name in dir(one)
    if name.islower()
)
"""Names that pandas gives to functions and attributes."""

COMMON = frozenset({"name", "index", "columns", "values", "append", "format", "join", "items", "lower", "replace"})
"""Names that plain Python has too."""


@dataclass(frozen=True)
class Lesson:
    """A lesson as far as it can be counted."""

    name: str
    cells: list[dict]
    questions: list[Question]
    objectives: int
    labels: Mapping[str, str] = field(repr=False)
    """Actors by the name under which they are found in a text."""

    @cached_property
    def prose(self) -> list[str]:
        """The passages of its Markdown cells, without headings."""
        sources = (text_of(cell["source"]) for cell in self.cells if cell["cell_type"] == "markdown")
        return [passage.text for source in sources for passage in passages(source) if not passage.heading]

    @cached_property
    def code(self) -> list[str]:
        """The sources of its code cells."""
        return [text_of(cell["source"]) for cell in self.cells if cell["cell_type"] == "code"]

    @cached_property
    def shown(self) -> str:
        """All that a reader sees: prose, code and outputs, and the questions."""
        outputs = (
            text_of(value)
            for cell in self.cells
            for output in cell.get("outputs", [])
            for kind, value in [*output.get("data", {}).items(), ("text", output.get("text", ""))]
            if kind in ("text", "text/plain", "text/html", "text/markdown")
        )
        asked = (question.model_dump_json() for question in self.questions)
        sources = (text_of(cell["source"]) for cell in self.cells)
        return "\n".join([*sources, *outputs, *asked])

    @property
    def figures(self) -> int:
        """How many charts it shows."""
        return sum(FIGURE in output.get("data", {}) for cell in self.cells for output in cell.get("outputs", []))

    @property
    def solutions(self) -> int:
        """How many folded solutions it has."""
        return sum("solution" in cell["metadata"].get("tags", []) for cell in self.cells)

    @property
    def minutes(self) -> int:
        """How long it takes, as it says itself; 0 if it does not."""
        found = MINUTES.search("\n".join(text_of(cell["source"]) for cell in self.cells[:1]))
        return int(found[1]) if found else 0

    @property
    def claims(self) -> set[str]:
        """The ids of claims it names."""
        return set(CLAIM.findall(self.shown))

    @property
    def paragraphs(self) -> set[int]:
        """The paragraphs of the article that it names, itself or in the references of its questions."""
        text = " ".join(self.prose)
        ranges = (part for found in PARAGRAPH.finditer(text) for part in RANGE.finditer(found[1]))
        named = {n for part in ranges for n in range(int(part[1] or part[3]), int(part[2] or part[3]) + 1)}
        asked = (ref for question in self.questions for ref in question.references if ref.startswith("paragraph:"))
        return named | {int(ref.removeprefix("paragraph:")) for ref in asked}

    @property
    def actors(self) -> set[str]:
        """The actors it names."""
        return {actor for name, actor in self.labels.items() if name in self.shown}

    @property
    def ideas(self) -> set[str]:
        """The functions and attributes of pandas that its code uses."""
        found = set()
        for source in self.code:
            for node in ast.walk(tree_of(source) or ast.Module([], [])):
                if isinstance(node, ast.Attribute) and node.attr in PANDAS - COMMON:
                    found.add(node.attr)
        return found


def lessons(root: Path) -> list[Lesson]:
    """Return the lessons in reading order; they name no actors if the course has no table of them.

    Raises:
        CourseError: if a notebook, a bank or a table cannot be read.
    """
    labels: dict[str, str] = {}
    if "actors" in tables(root):
        actors = load("actors", root)
        for actor, name in zip(actors["actor_id"], actors["name"], strict=True):
            labels[str(name).partition(" (")[0]] = str(actor)
    return [
        Lesson(
            path.stem,
            read(path)["cells"],
            list(read_bank(find_bank(path.stem, root)).questions),
            objectives(path),
            labels,
        )
        for path in project.lessons(root)
    ]


def per_lesson(found: Iterable[Lesson]) -> pd.DataFrame:
    """Return what each lesson has, in numbers: a row a lesson."""
    rows = []
    for lesson in found:
        main = [question for question in lesson.questions if question.part is None]
        asked = [question.objective for question in lesson.questions]
        rows.append(
            {
                "lesson": lesson.name,
                "minutes": lesson.minutes,
                "words": sum(len(WORD.findall(text)) for text in lesson.prose),
                "grade": round(grade(lesson.prose), 1),
                "cells": len(lesson.code),
                "charts": lesson.figures,
                "solutions": lesson.solutions,
                "questions": len(lesson.questions),
                "types": len({question.type for question in lesson.questions}),
                "least an objective": min((asked.count(n) for n in range(1, lesson.objectives + 1)), default=0),
                "recall, percent": round(100 * sum(q.level == "recall" for q in main) / max(len(main), 1)),
                "data": sum(question.level == "data" for question in main),
                "claims": len(lesson.claims),
                "actors": len(lesson.actors),
            }
        )
    return pd.DataFrame(rows).set_index("lesson")


def untreated(found: Iterable[Lesson], root: Path) -> dict[str, list[str]]:
    """Return the paragraphs, claims and actors of the tables that no lesson names."""
    known = {
        "paragraphs": [str(n) for n in load("article_paragraphs", root)["paragraph"]],
        "claims": list(load("claims", root)["claim_id"].astype(str)),
    }
    if "actors" in tables(root):
        known["actors"] = list(load("actors", root)["actor_id"].astype(str))
    all_lessons = list(found)
    named: dict[str, set[str]] = {
        kind: {str(one) for lesson in all_lessons for one in getattr(lesson, kind)} for kind in known
    }
    return {kind: [one for one in ones if one not in named[kind]] for kind, ones in known.items()}


def report(root: Path) -> str:
    """Return the report as plain text.

    Raises:
        CourseError: if a notebook, a bank or a table cannot be read.
    """
    found = lessons(root)
    table = per_lesson(found)
    lines = ["What each lesson has", table.to_string(), "", "Paragraph: lessons that name it"]
    for number in load("article_paragraphs", root)["paragraph"]:
        lines.append(f"{number:>3}: {', '.join(one.name[:2] for one in found if int(number) in one.paragraphs) or '-'}")
    lines += ["", "Claims: lessons that name each"]
    by_lessons: dict[str, list[str]] = {}
    for claim in load("claims", root)["claim_id"]:
        by_lessons.setdefault(" ".join(one.name[:2] for one in found if claim in one.claims) or "none", []).append(
            claim
        )
    lines += [f"  {where}: {', '.join(claims)}" for where, claims in sorted(by_lessons.items())]
    lines += ["", "Kinds of question"]
    kinds = pd.DataFrame({one.name[:2]: pd.Series([q.type for q in one.questions]).value_counts() for one in found})
    lines.append(kinds.fillna(0).astype(int).replace(0, "").to_string())
    lines += ["", "pandas: what each lesson uses that none before it did"]
    known: set[str] = set()
    for one in found:
        lines.append(f"  {one.name}: {', '.join(sorted(one.ideas - known)) or '-'}")
        known |= one.ideas
    lines += ["", "Named in no lesson"]
    lines += [f"  {kind}: {', '.join(missing) or 'none'}" for kind, missing in untreated(found, root).items()]
    return "\n".join(lines)
