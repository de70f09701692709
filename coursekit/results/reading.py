"""One file of answers, from whoever sent it: taken whole, or left out with a reason."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from coursekit.quiz import answerfile
from coursekit.quiz.answerfile import Refused
from coursekit.results.items import Course

SURE, FIRST, CHANGED = 3, 4, 8
"""Bits of a flag: how sure (1 to 3, 0 not said), answered at the first try, answered in an earlier wording."""

NOTHING = "no checked answer to a question of this course"


class Given(NamedTuple):
    """An answer as it counts: the number of its item, the share that is right, marks and flags as bits."""

    item: int
    share: float
    marks: int
    flags: int


@dataclass
class Sheet:
    """What one file holds, or why it is left out."""

    path: str
    reason: str = ""
    exported: str = ""
    digest: bytes = b""
    given: list[Given] = field(default_factory=list)
    unknown: int = 0
    """Answers to questions and quizzes that are none of this course."""


def files(folder: Path) -> list[str]:
    """Return every file below a folder, as paths with slashes, in order; links to folders are not followed."""
    return sorted(_walk(folder, ""))


def _walk(folder: Path, lead: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path), f"{lead}{entry.name}/")
            else:
                yield f"{lead}{entry.name}"


def read(folder: Path, path: str, course: Course) -> Sheet:
    """Return what a file below a folder holds. Whatever is in it, nothing is raised."""
    sheet = Sheet(path)
    try:
        found = answerfile.document(_content(folder / path), course.name)
    except Refused as error:
        sheet.reason = str(error)
        return sheet
    except OSError as error:
        sheet.reason = f"cannot be opened ({error.strerror or error})"
        return sheet
    sheet.exported = found["exported"]
    _take(sheet, found["quizzes"], course)
    if not sheet.given:
        sheet.reason = NOTHING
    return sheet


def _content(path: Path) -> bytes:
    if path.suffix.lower() != ".json":
        raise Refused("its name does not end in .json")
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise Refused("a link to another file")
    if not stat.S_ISREG(status.st_mode):
        raise Refused("not a file")
    if status.st_size > answerfile.MOST_BYTES:
        raise Refused("too large to be a file of answers")
    with path.open("rb") as file:
        return file.read(answerfile.MOST_BYTES + 1)


def _take(sheet: Sheet, quizzes: dict[str, object], course: Course) -> None:
    """Grade the answers of a file, and note by what it can be told to be another's copy."""
    known = []
    for quiz, entry in quizzes.items():
        place = course.place.get(quiz)
        if place is None:
            sheet.unknown += quiz not in course.others
            continue
        for name, answer in answerfile.answers_of(entry).items():
            item = place.get(name)
            if item is None:
                sheet.unknown += 1
                continue
            known.append((item.number, answer))
    known.sort(key=lambda pair: pair[0])
    digest = hashlib.blake2b(digest_size=16)
    for number, answer in known:
        digest.update(repr((number, *answer)).encode("utf-8", "backslashreplace"))
        flags = answer.confidence | (FIRST if answer.tries <= 1 else 0)
        if answer.hash != course.hashes[number]:
            sheet.given.append(Given(number, float("nan"), 0, CHANGED))
        else:
            share, marks = course.graded(course.items[number], answer.response)
            sheet.given.append(Given(number, share, marks, flags))
    sheet.digest = digest.digest()
