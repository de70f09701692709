"""What the answers of a class say about quizzes, questions and objectives.

Facility and the answers given rest on all who answered a question. Discrimination and reliability compare a question
with the rest of its quiz; they rest on those who answered every scored question of it, since an unanswered question is
no wrong one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coursekit.quiz.check import objective_texts
from coursekit.quiz.markup import STEPS
from coursekit.quiz.places import heading
from coursekit.quiz.text import plain
from coursekit.results import mending, statistics
from coursekit.results.items import Course, Item
from coursekit.results.reading import FIRST, SURE
from coursekit.results.tally import Answers

MASTERED = 0.8
"""Whoever has this share of the points on an objective is said to have mastered it. A convention, not a measurement."""


@dataclass(frozen=True)
class MarkCount:
    """How many answers had a mark; ``rest`` is the mean share of the other points of those of them who answered all."""

    label: str
    kind: str
    right: bool
    count: int
    rest: float | None


@dataclass(frozen=True)
class ItemResult:
    """A question and its figures.

    Attributes:
        item: the question.
        answers: how many answered it as it is asked now.
        facility: the mean share that is right; None if nothing is graded.
        first_try: the share of all answers that were wholly right at the first try; None if nothing is graded.
        discrimination: the correlation with the rest of the quiz.
        compared: how many students that rests on.
        marks: what the answers held.
        rest_of_right: the mean share of the other points of those wholly right, as ``MarkCount.rest``.
    """

    item: Item
    answers: int
    facility: float | None
    first_try: float | None
    discrimination: float | None
    compared: int
    marks: list[MarkCount]
    rest_of_right: float | None

    @property
    def faults(self) -> list[str]:
        """What is to be mended, in words."""
        return mending.faults(self)


@dataclass(frozen=True)
class Objective:
    """How many of those who answered all questions on an objective mastered it."""

    number: int
    text: str
    questions: int
    students: int
    mastered: int


@dataclass(frozen=True)
class QuizResult:
    """A quiz and its figures.

    Attributes:
        name: its name.
        title: as it is called in a list of all.
        students: who answered any question of it.
        finished: who answered every scored one.
        points: of each student who finished, what was earned.
        possible: what can be earned.
        alpha: reliability of the points, and its interval of 95 percent; None if it does not exist.
        dichotomous: whether every answer was worth all or nothing of one point, so that alpha is KR-20.
        items: the questions that somebody answered.
        objectives: the objectives of its lesson on which somebody answered all questions.
    """

    name: str
    title: str
    students: int
    finished: int
    points: NDArray[np.float64]
    possible: int
    alpha: float | None
    interval: tuple[float, float] | None
    dichotomous: bool
    items: list[ItemResult]
    objectives: list[Objective]

    @property
    def error(self) -> float | None:
        """The standard error of measurement in points: spread times the root of one less reliability."""
        if self.alpha is None or not 0 <= self.alpha <= 1:
            return None
        return float(self.points.std(ddof=1) * (1 - self.alpha) ** 0.5)


@dataclass(frozen=True)
class Step:
    """How often those who were so sure were right."""

    word: str
    given: int
    right: int

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval of the share that was right."""
        return statistics.wilson(self.right, self.given)


@dataclass(frozen=True)
class ClassResult:
    """All that is worked out."""

    students: int
    quizzes: list[QuizResult]
    calibration: list[Step]
    changed: int = 0
    unknown: int = 0
    mend: list[ItemResult] = field(default_factory=list)


def analyse(answers: Answers, course: Course, root: Path) -> ClassResult:
    """Return what the answers of a class say."""
    quizzes = [found for name in course.banks if (found := _quiz(name, answers, course, root)) is not None]
    mend = [one for quiz in quizzes for one in quiz.items if one.faults]
    steps = _calibration(answers, course)
    return ClassResult(len(answers.paths), quizzes, steps, answers.changed, answers.unknown, mend)


def points(answers: Answers, items: list[Item]) -> NDArray[np.float64]:
    """Return the points of each student (row) on each question (column); not a number where there is no answer."""
    share = answers.share[:, [item.number for item in items]].astype(np.float64)
    return share * np.array([item.points for item in items], dtype=np.float64)


def _quiz(name: str, answers: Answers, course: Course, root: Path) -> QuizResult | None:
    items = list(course.place[name].values())
    taken = answers.answered[:, [item.number for item in items]]
    if not taken.any():
        return None
    scored = [item for item in items if item.points]
    earned = points(answers, scored)
    finished = np.array(~np.isnan(earned).any(axis=1) & bool(scored), dtype=np.bool_)
    whole = earned[finished]
    total = whole.sum(axis=1)
    alpha = statistics.alpha(whole) if scored else None
    interval = statistics.feldt(alpha, *whole.shape) if alpha is not None else None
    found = statistics.discriminations(whole) if len(whole) else [None] * len(scored)
    against = dict(zip((item.number for item in scored), found, strict=True))
    results = []
    for place, item in enumerate(items):
        if taken[:, place].any():
            column = whole[:, scored.index(item)] if item.points else np.zeros(len(whole))
            possible = sum(one.points for one in scored) - item.points
            rest = (total - column) / possible if possible else None
            results.append(_item(item, answers, against.get(item.number), finished, rest))
    return QuizResult(
        name=name,
        title=heading(name, course.banks[name].title),
        students=int(taken.any(axis=1).sum()),
        finished=int(finished.sum()),
        points=total,
        possible=sum(item.points for item in scored),
        alpha=alpha,
        interval=interval,
        dichotomous=bool(len(whole)) and bool(np.isin(whole, (0, 1)).all()),
        items=results,
        objectives=_objectives(name, scored, earned, root),
    )


def _item(
    item: Item,
    answers: Answers,
    discrimination: float | None,
    finished: NDArray[np.bool_],
    rest: NDArray[np.float64] | None,
) -> ItemResult:
    here = answers.answered[:, item.number]
    share = answers.share[here, item.number].astype(np.float64)
    marks, flags = answers.marks[here, item.number], answers.flags[here, item.number]
    graded = item.points > 0 and not np.isnan(share).any()
    counted = []
    of_right = None
    if rest is not None and graded:
        of_right = _mean(rest[answers.share[finished, item.number] == 1])
    for place, mark in enumerate(item.marks):
        bit = 1 << place
        theirs = rest[(answers.marks[finished, item.number] & bit > 0)] if rest is not None and item.points else None
        counted.append(MarkCount(mark.label, mark.kind, mark.right, int((marks & bit > 0).sum()), _mean(theirs)))
    return ItemResult(
        item=item,
        answers=int(here.sum()),
        facility=float(share.mean()) if graded else None,
        first_try=float(((share == 1) & (flags & FIRST > 0)).mean()) if graded else None,
        discrimination=discrimination,
        compared=int(finished.sum()) if item.points else 0,
        marks=counted,
        rest_of_right=of_right,
    )


def _mean(values: NDArray[np.float64] | None) -> float | None:
    return None if values is None or not len(values) else float(values.mean())


def _objectives(name: str, scored: list[Item], earned: NDArray[np.float64], root: Path) -> list[Objective]:
    texts = objective_texts(root / "notebooks" / f"{name}.ipynb")
    found = []
    for number in sorted({item.question.objective for item in scored if item.question.objective}):
        places = [place for place, item in enumerate(scored) if item.question.objective == number]
        theirs = earned[:, places]
        theirs = theirs[~np.isnan(theirs).any(axis=1)]
        if len(theirs):
            possible = sum(scored[place].points for place in places)
            mastered = int((theirs.sum(axis=1) >= MASTERED * possible - 1e-6).sum())
            text = plain(texts[number - 1]) if number <= len(texts) else f"Objective {number}"
            found.append(Objective(number, text, len(places), len(theirs), mastered))
    return found


def _calibration(answers: Answers, course: Course) -> list[Step]:
    numbers = [item.number for item in course.items if item.points and item.question.confidence]
    sure = answers.flags[:, numbers] & SURE
    here, right = answers.answered[:, numbers], answers.share[:, numbers] == 1
    return [
        Step(word, int((here & (sure == step)).sum()), int((here & right & (sure == step)).sum()))
        for step, word in STEPS
    ]
