"""The questions of a course as results need them: numbered, graded once for each different answer, and taken apart.

What a reader answered beside right and wrong is told by marks: one for each option chosen, each listed mistake made, or
each item of several that is right. A question has at most sixteen, so that those of one answer fit into two bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.quiz import grading
from coursekit.quiz.answerfile import Response
from coursekit.quiz.arrange import AssignQuestion
from coursekit.quiz.bank import read_bank
from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.choice import ChoiceQuestion, TrueFalse
from coursekit.quiz.entry import Gap, Gaps, Numeric, ShortText
from coursekit.quiz.text import plain
from coursekit.quiz.types import Bank

MOST_KEPT, LONGEST_KEPT = 50_000, 400
"""Graded answers that are kept, and the length in characters up to which one is: strangers cannot fill the memory."""


class Mark(NamedTuple):
    """Something that an answer may hold.

    Attributes:
        label: what it is, as plain text.
        kind: ``option``, ``mistake``, or ``part`` (an item or a gap that is right).
        right: whether it belongs to the right answer.
        holds: whether a response has it.
    """

    label: str
    kind: str
    right: bool
    holds: Callable[[Response], bool]


@dataclass(frozen=True)
class Item:
    """A question with its place in the course."""

    number: int
    quiz: str
    question: BaseQuestion

    @property
    def points(self) -> int:
        """What it is worth; 0: not scored."""
        return self.question.points

    @cached_property
    def marks(self) -> list[Mark]:
        """What its answers may hold."""
        return list(_marks(self.question))[:16]

    @cached_property
    def asked(self) -> str:
        """The question in plain words, its first paragraph."""
        return plain(self.question.text.strip().partition("\n\n")[0])

    def graded(self, response: Response) -> tuple[float, int]:
        """Return the share that is right, 0 to 1 (not a number where nothing is graded), and the marks as bits."""
        share = self.question.grade(response)
        bits = sum(1 << place for place, mark in enumerate(self.marks) if mark.holds(response))
        return float("nan") if share is None else float(share), bits


def _marks(question: BaseQuestion) -> Sequence[Mark]:
    if isinstance(question, ChoiceQuestion):
        return [_chosen(option.id, plain(option.text), option.correct) for option in question.options]
    if isinstance(question, TrueFalse):
        return [_chosen(str(value).lower(), str(value), value == question.answer) for value in (True, False)]
    if isinstance(question, Numeric):
        cases = [(case.label(question.unit), [case.bounds()]) for case in question.mistakes]
        return [_mistake(label, partial(grading.between, bounds=bounds)) for label, bounds in cases]
    if isinstance(question, ShortText):
        listed = [[plain(text) for text in mistake.written] for mistake in question.mistakes]
        return [_mistake(texts[0], partial(_writes, question, texts)) for texts in listed]
    if isinstance(question, AssignQuestion):
        entries, choices, key = question.entries(), question.choices(), question.key()
        return [
            _part(f"{plain(text)} → {plain(choices[key[name]])}", partial(grading.assign, key={name: key[name]}))
            for name, text in entries.items()
        ]
    if isinstance(question, Gaps):
        return [_gap(gap) for gap in question.gaps]
    return []


def _chosen(name: str, label: str, right: bool) -> Mark:
    return Mark(
        label, "option", right, lambda response: name in ([response] if isinstance(response, str) else response)
    )


def _mistake(label: str, made: Callable[[Response], float]) -> Mark:
    return Mark(label, "mistake", False, lambda response: bool(made(response)))


def _writes(question: ShortText, texts: list[str], response: Response) -> bool:
    return not question.grade(response) and grading.accepts(texts, response)


def _gap(gap: Gap) -> Mark:
    texts = [plain(text) for text in gap.accepted]
    return _part(f"{gap.id}: {texts[0]}", partial(grading.fill, gaps={gap.id: (texts, not gap.choices)}))


def _part(label: str, share: Callable[[Response], float]) -> Mark:
    return Mark(label, "part", True, lambda response: share(response) == 1)


class Course:
    """The questions of a course, in the order of its banks."""

    def __init__(self, root: Path, only: Sequence[str] = ()) -> None:
        """Read the banks.

        Args:
            root: the project folder.
            only: names of quizzes; all by default.

        Raises:
            CourseError: if a bank has a fault, or there is none of a name.
        """
        self.name = project.course_name(root)
        paths = {path.stem: path for path in [*project.quizzes(root), *project.foreign_quizzes(root)]}
        if unknown := [name for name in only if name not in paths]:
            remedy = f"there are: {', '.join(paths) or 'none yet'}"
            raise CourseError(
                Fault("data/quizzes", value=name, reason="no quiz of this name", remedy=remedy) for name in unknown
            )
        self.banks: dict[str, Bank] = {n: read_bank(path) for n, path in paths.items() if not only or n in only}
        self.others = paths.keys() - self.banks.keys()
        self.items: list[Item] = []
        self.place: dict[str, dict[str, Item]] = {}
        for name, bank in self.banks.items():
            found = [Item(number, name, q) for number, q in enumerate(bank.questions, len(self.items))]
            self.place[name] = {item.question.id: item for item in found}
            self.items += found
        self.hashes = [item.question.fingerprint for item in self.items]
        self._kept: dict[object, tuple[float, int]] = {}

    def graded(self, item: Item, response: Response) -> tuple[float, int]:
        """Return what :meth:`Item.graded` does, worked out once for an answer that many give."""
        if isinstance(response, str):
            key: object = (item.number, response)
            size = len(response)
        elif isinstance(response, list):
            key = (item.number, tuple(response), "list")
            size = sum(map(len, response))
        else:
            key = (item.number, tuple(response.items()))
            size = sum(map(len, response)) + sum(map(len, response.values()))
        known = self._kept.get(key)
        if known is None:
            known = item.graded(response)
            if size <= LONGEST_KEPT and len(self._kept) < MOST_KEPT:
                self._kept[key] = known
        return known
