"""A class that hands in files of answers, made with known truth: how hard each question is, and how well it tells.

Each student has an ability, drawn from a normal distribution; each question a difficulty ``b`` and a slope ``a``. A
student is right with the probability 1 / (1 + exp(-a (ability - b))), the two-parameter logistic model (A. Birnbaum, in
F. M. Lord and M. R. Novick, "Statistical Theories of Mental Test Scores", Addison-Wesley, 1968). From ``a`` and ``b``
alone follows what facility, discrimination and reliability must come out as; :func:`expected` works it out.

    python tests/class_files.py FOLDER STUDENTS     files of about 110 answers to the course's own quizzes
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from coursekit.quiz.arrange import AssignQuestion, Ordering
from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.choice import ChoiceQuestion, TrueFalse
from coursekit.quiz.entry import Gaps, Numeric, ShortText
from coursekit.quiz.text import plain
from coursekit.results.items import Course, Item

ANSWERS = 110
"""Answers in a file, about: whole quizzes are taken until there are so many."""


class Truth(NamedTuple):
    """What is planted in a question."""

    slope: float
    difficulty: float


def plant(number: int, seed: int = 5) -> list[Truth]:
    """Return difficulties from easy to hard and slopes from weak to strong, mixed, the same each time."""
    draw = np.random.default_rng(seed)
    slopes = draw.permutation(np.linspace(0.3, 2.2, number))
    return [Truth(float(a), float(b)) for a, b in zip(slopes, np.linspace(-2, 1.5, number), strict=True)]


def chances(truths: Sequence[Truth], ability: np.ndarray) -> np.ndarray:
    """Return how likely each student (row) is to be right on each question (column)."""
    a, b = (np.array(values) for values in zip(*truths, strict=True))
    return 1 / (1 + np.exp(-a * (ability[:, None] - b)))


def expected(truths: Sequence[Truth]) -> tuple[np.ndarray, np.ndarray, float]:
    """Return facility and item-rest correlation of each question and the alpha of all, by integrating over ability."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    weights = weights / weights.sum()
    p = chances(truths, nodes)
    facility = weights @ p
    covariance = (p - facility).T @ (weights[:, None] * (p - facility))
    np.fill_diagonal(covariance, facility * (1 - facility))
    own, with_all, whole = np.diag(covariance), covariance.sum(axis=1), covariance.sum()
    rest = (with_all - own) / np.sqrt(own * (whole - 2 * with_all + own))
    k = len(truths)
    return facility, rest, k / (k - 1) * (1 - own.sum() / whole)


def right(question: BaseQuestion) -> Any:
    """Return a response that is right; None for a question that is not answered here."""
    if isinstance(question, ChoiceQuestion):
        return question.right()[0] if question.control == "radio" else question.right()
    if isinstance(question, TrueFalse):
        return str(question.answer).lower()
    if isinstance(question, Numeric):
        low, high = question.bounds()
        return f"{question.answer if question.answer is not None else (low + high) / 2:.9f}"
    if isinstance(question, ShortText):
        return plain(question.accepted[0])
    if isinstance(question, AssignQuestion):
        return question.key()
    if isinstance(question, Ordering):
        return [step.id for step in question.items]
    if isinstance(question, Gaps):
        return {gap.id: plain(gap.accepted[0]) for gap in question.gaps}
    return None


def wrong(question: BaseQuestion, draw: np.random.Generator) -> list[Any]:
    """Return responses that are wrong, some of them often given."""
    if isinstance(question, ChoiceQuestion):
        options = [option.id for option in question.options if not option.correct]
        return options if question.control == "radio" else [[one] for one in options]
    if isinstance(question, TrueFalse):
        return [str(not question.answer).lower()]
    if isinstance(question, AssignQuestion):
        key = question.key()
        return [dict.fromkeys(key, choice) for choice in [*question.choices()][:3]]
    if isinstance(question, Ordering):
        return [[step.id for step in question.items][::-1]]
    if isinstance(question, Gaps):
        return [{gap.id: "no such word" for gap in question.gaps}]
    return [f"-{draw.integers(10**9)}" for _ in range(4)]


def answered(course: Course, most: int = ANSWERS) -> list[Item]:
    """Return the questions of whole quizzes, until there are as many as a file is to hold."""
    found: list[Item] = []
    for name in course.banks:
        if len(found) < most:
            found += [item for item in course.place[name].values() if right(item.question) is not None]
    return found[:most]


def files(course: Course, items: Sequence[Item], students: int, seed: int = 1) -> Iterator[str]:
    """Yield the file of each student."""
    draw = np.random.default_rng(seed)
    truths = plant(len(items))
    ability = draw.normal(size=students)
    chance = chances(truths, ability)
    hit = draw.random(chance.shape) < chance
    pieces = [_pieces(item, draw) for item in items]
    by_quiz: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        by_quiz.setdefault(item.quiz, []).append(place)
    for row in range(students):
        second = f"{row // 60 % 60:02}:{row % 60:02}"
        quizzes = []
        for quiz, places in by_quiz.items():
            answers = []
            for place in places:
                good, bad = pieces[place]
                text = good if hit[row, place] else bad[int(draw.integers(len(bad)))]
                sure = 1 + int(chance[row, place] > 0.5) + int(chance[row, place] > 0.8)
                confidence = str(sure) if items[place].question.confidence else "null"
                time = f"2026-03-{1 + place % 28:02}T10:{second}.{row % 1000:03}Z"
                answers.append(text.replace('"?"', confidence, 1).replace('"!"', f'"{time}"', 1))
            quizzes.append(f'"{quiz}": {{"seed": {row + 1}, "answers": {{{", ".join(answers)}}}}}')
        head = f'"format": "coursekit-answers", "version": 1, "course": {json.dumps(course.name)}'
        yield f'{{{head}, "exported": "2026-04-01T12:{second}.000Z", "quizzes": {{{", ".join(quizzes)}}}}}'


def _pieces(item: Item, draw: np.random.Generator) -> tuple[str, list[str]]:
    """Return the text of a right answer to a question, and those of wrong ones, with gaps for confidence and time."""

    def piece(response: Any, share: float) -> str:
        entry = {"hash": item.question.fingerprint, "response": response, "checked": True, "tries": 1, "share": share}
        entry |= {"confidence": "?", "hints": 0, "revealed": False, "time": "!"}
        return f'"{item.question.id}": {json.dumps(entry)}'

    return piece(right(item.question), 1), [piece(one, 0) for one in wrong(item.question, draw)]


def write(folder: Path, course: Course, items: Sequence[Item], students: int, seed: int = 1) -> None:
    """Write a file for each student."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(files(course, items, students, seed)):
        (folder / f"student-{number:05}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    here = Course(Path(__file__).resolve().parent.parent)
    write(Path(sys.argv[1]), here, answered(here), int(sys.argv[2]))
