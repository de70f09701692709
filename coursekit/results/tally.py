"""The answers of a class in arrays: a row for each file that counts, a column for each question.

Files are read by as many processes as there are processors. A row takes seven bytes a question, so that ten thousand
files of a course of three hundred questions take twenty megabytes; of a file itself nothing is kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coursekit.results import reading
from coursekit.results.items import Course
from coursekit.results.people import person
from coursekit.results.reading import Sheet

CHUNK = 50
FEW = 400
"""Up to so many files are read in this process: others would take longer to start."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Left:
    """A file that is left out, and why; ``twin`` is the file that counts in its place, if there is one."""

    path: str
    reason: str
    twin: str = ""


@dataclass(frozen=True)
class Answers:
    """The answers that count.

    Attributes:
        paths: the file of each row, within the folder.
        share: what is right of each answer, 0 to 1; not a number where there is none or nothing is graded.
        marks: the marks of each answer as bits.
        flags: the flags of each answer as bits: ``SURE``, ``FIRST``, ``CHANGED`` of the module ``reading``.
        answered: whether there is an answer to the question as it is asked now.
        unknown: how many answers were to questions that are none of the course.
        until: the day on which the last of the files was saved, as ``2018-11-05``; empty if none says.
    """

    paths: list[str]
    share: NDArray[np.float32]
    marks: NDArray[np.uint16]
    flags: NDArray[np.uint8]
    answered: NDArray[np.bool_]
    unknown: int
    until: str = ""

    @property
    def changed(self) -> int:
        """How many answers were given to an earlier wording, and do not count."""
        return int((self.flags & reading.CHANGED > 0).sum())


@dataclass(frozen=True)
class _Row:
    """A sheet without its answers, packed."""

    sheet: Sheet
    items: NDArray[np.uint16]
    share: NDArray[np.float32]
    marks: NDArray[np.uint16]
    flags: NDArray[np.uint8]


_course: Course | None = None
"""The course of a process that reads files."""


def gather(folder: Path, course: Course, root: Path, progress: Progress | None = None) -> tuple[Answers, list[Left]]:
    """Read all files below a folder; return the answers that count, and the files that are left out.

    Args:
        folder: the files, in folders or not.
        course: the questions.
        root: the project folder; processes read the questions from it.
        progress: told after some files how many of how many are read.

    Raises:
        OSError: if the folder cannot be listed.
    """
    paths = reading.files(folder)
    left: list[Left] = []
    rows: list[_Row] = []
    for done, row in enumerate(_rows(folder, paths, course, root), 1):
        if row.sheet.reason:
            left.append(Left(row.sheet.path, row.sheet.reason))
        else:
            rows.append(row)
        if progress and (done % CHUNK == 0 or done == len(paths)):
            progress(done, len(paths))
    kept = _once(rows, left)
    return _arrays(kept, len(course.items)), sorted(left, key=lambda one: one.path)


def _rows(folder: Path, paths: Sequence[str], course: Course, root: Path) -> Iterator[_Row]:
    if len(paths) <= FEW:
        for path in paths:
            yield _packed(reading.read(folder, path, course))
        return
    with ProcessPoolExecutor(_processors(), initializer=_start, initargs=(root, list(course.banks))) as pool:
        for rows in pool.map(_read, [(folder, chunk) for chunk in _chunks(paths)]):
            yield from rows


def _processors() -> int:
    counted = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(counted, 8))


def _chunks(paths: Sequence[str]) -> Iterator[list[str]]:
    left = iter(paths)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _start(root: Path, only: list[str]) -> None:
    global _course
    _course = Course(root, only)


def _read(task: tuple[Path, list[str]]) -> list[_Row]:
    folder, paths = task
    assert _course is not None
    return [_packed(reading.read(folder, path, _course)) for path in paths]


def _packed(sheet: Sheet) -> _Row:
    given = sheet.given
    return _Row(
        replace(sheet, given=[]),
        np.array([one.item for one in given], dtype=np.uint16),
        np.array([one.share for one in given], dtype=np.float32),
        np.array([one.marks for one in given], dtype=np.uint16),
        np.array([one.flags for one in given], dtype=np.uint8),
    )


def _once(rows: Iterable[_Row], left: list[Left]) -> list[_Row]:
    """Return the rows without copies, and of one person's files the latest; say which are left out."""
    first: dict[bytes, _Row] = {}
    for row in rows:
        if twin := first.get(row.sheet.digest):
            reason = "a copy: the same answers, checked at the same moments"
            left.append(Left(row.sheet.path, reason, twin.sheet.path))
        else:
            first[row.sheet.digest] = row
    groups: dict[str, list[_Row]] = {}
    for row in first.values():
        groups.setdefault(person(row.sheet.path).handle or f"file:{row.sheet.path}", []).append(row)
    kept = []
    for group in groups.values():
        *earlier, last = sorted(group, key=lambda row: (row.sheet.exported, row.sheet.path))
        left += [Left(row.sheet.path, "an earlier file of the same student", last.sheet.path) for row in earlier]
        kept.append(last)
    return sorted(kept, key=lambda row: row.sheet.path)


def _arrays(rows: list[_Row], items: int) -> Answers:
    shape = (len(rows), items)
    share = np.full(shape, np.nan, dtype=np.float32)
    marks, flags = np.zeros(shape, dtype=np.uint16), np.zeros(shape, dtype=np.uint8)
    answered = np.zeros(shape, dtype=np.bool_)
    for number, row in enumerate(rows):
        share[number, row.items] = row.share
        marks[number, row.items] = row.marks
        flags[number, row.items] = row.flags
        answered[number, row.items] = row.flags & reading.CHANGED == 0
    unknown = sum(row.sheet.unknown for row in rows)
    until = max((row.sheet.exported[:10] for row in rows), default="")
    return Answers([row.sheet.path for row in rows], share, marks, flags, answered, unknown, until)
