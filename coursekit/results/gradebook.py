"""The gradebook and the list of files left out, as CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from coursekit.results.analysis import QuizResult, points
from coursekit.results.items import Course
from coursekit.results.people import Person, Pseudonyms, person
from coursekit.results.tally import Answers, Left

PLATFORMS = {
    "plain": "for any spreadsheet",
    "moodle": "the grading worksheet of an assignment, or Grades > Import > CSV file",
    "canvas": "Grades > Import",
    "blackboard": "Gradebook > Upload",
}
"""Whose column names the gradebook can have, and where it goes."""

RUN = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""How a cell begins that a spreadsheet would take for a formula, wide forms included."""

CONTROL = re.compile("[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")


def defused(text: str) -> str:
    """Return a text as a cell that is shown and never run: an apostrophe before what would be a formula, no controls.

    Source of the rule: OWASP, "CSV Injection".
    """
    return ("'" if RUN.match(text) else "") + CONTROL.sub(" ", text)


class Grade(NamedTuple):
    """A row of the gradebook: whose it is, and the points of each quiz; None where no question of it was answered."""

    pseudonym: str
    person: Person
    path: str
    answered: int
    points: list[float | None]

    @property
    def total(self) -> float:
        """All points."""
        return sum(one or 0.0 for one in self.points)


def grades(answers: Answers, course: Course, quizzes: Sequence[QuizResult], names: Pseudonyms) -> list[Grade]:
    """Return a row for each student, in the order of the pseudonyms, which says nothing of files."""
    earned, taken = [], []
    for quiz in quizzes:
        items = list(course.place[quiz.name].values())
        earned.append(np.nansum(points(answers, [item for item in items if item.points]), axis=1))
        taken.append(np.asarray(answers.answered[:, [item.number for item in items]].any(axis=1)))
    asked = [item.number for quiz in quizzes for item in course.place[quiz.name].values()]
    answered = answers.answered[:, asked].sum(axis=1)
    rows = []
    for row, path in enumerate(answers.paths):
        theirs = [float(e[row]) if t[row] else None for e, t in zip(earned, taken, strict=True)]
        who = person(path)
        rows.append(Grade(names.of(who.handle or path), who, path, int(answered[row]), theirs))
    return sorted(rows)


def table(rows: Sequence[Grade], quizzes: Sequence[QuizResult], platform: str, named: bool) -> bytes:
    """Return the gradebook.

    Args:
        rows: a row for each student.
        quizzes: the quizzes, in the order of the points.
        platform: whose column names, of ``PLATFORMS``.
        named: whether it says who it is, as far as the file's name tells; otherwise pseudonyms alone.
    """
    columns = [quiz.title for quiz in quizzes]
    possible = [quiz.possible for quiz in quizzes]
    if platform == "moodle":
        head = ["Identifier", "Username", "Email address", "Grade", "Last modified (grade)", *columns]
        return _csv([head, *([*_moodle(row, named), *_shown(row.points)] for row in rows)])
    if platform == "canvas":
        head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *columns]
        worth = ["Points Possible", "", "", "", "", *map(str, possible)]
        return _csv([head, worth, *([*_canvas(row, named), *_shown(row.points)] for row in rows)])
    if platform == "blackboard":
        return _csv([["Username", *columns], *([_login(row, named), *_shown(row.points)] for row in rows)])
    head = [
        "student",
        *(["name in file", "file"] if named else []),
        "answers",
        *columns,
        "points",
        "possible",
        "percent",
    ]
    whole = sum(possible)
    lines = [
        [
            row.pseudonym,
            *([row.person.name, row.path] if named else []),
            str(row.answered),
            *_shown(row.points),
            _number(row.total),
            str(whole),
            _number(100 * row.total / whole) if whole else "",
        ]
        for row in rows
    ]
    return b"\xef\xbb\xbf" + _csv([head, *lines])  # by its mark a spreadsheet knows UTF-8


def left_out(left: Iterable[Left], names: Pseudonyms, named: bool) -> bytes:
    """Return the list of files left out: by name, or by the pseudonym that their sender has or would have."""

    def shown(path: str) -> str:
        return path if named or not path else names.of(person(path).handle or path)

    lines = [[shown(one.path), one.reason, shown(one.twin)] for one in left]
    return b"\xef\xbb\xbf" + _csv([["file" if named else "student", "reason", "counted in its place"], *lines])


def _login(row: Grade, named: bool) -> str:
    return row.person.name if named else row.pseudonym


def _moodle(row: Grade, named: bool) -> list[str]:
    who = row.person
    total = _number(row.total)
    if named and who.platform == "moodle":  # Moodle reads the number at the end, and the name is for people
        return [f"Participant {who.number}", "", "", total, ""]
    login = _login(row, named)
    return ["", *(["", login] if "@" in login else [login, ""]), total, ""]


def _canvas(row: Grade, named: bool) -> list[str]:
    who = row.person
    if named and who.platform == "canvas":
        return [who.name, who.number, "", "", ""]
    return [row.person.name, "", "", row.person.name, ""] if named else [row.pseudonym, "", "", "", ""]


def _shown(values: Iterable[float | None]) -> list[str]:
    return ["" if value is None else _number(value) for value in values]


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8")
