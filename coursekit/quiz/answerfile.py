"""The file of answers that a reader takes along: read as a stranger's, and written from a live kernel.

The page of progress writes and reads the same format; ``static/progress/file.js`` and ``static/quiz/storage.js`` hold
the same rules, and CONTRIBUTING.md describes the file.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

FORMAT, VERSION = "coursekit-answers", 1
MOST_BYTES = 2_000_000
"""A larger file is not read: the answers to a whole course take about a tenth of this."""

MOST_ANSWERS, MOST_ENTRIES, LONGEST = 5000, 50, 2000
"""Answers of a quiz, entries of a response, and characters of a text that are looked at."""

ID = re.compile(r"[a-z0-9-]{1,60}\Z", re.ASCII)
TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{1,20}Z\Z", re.ASCII)

Response = str | list[str] | dict[str, str]


class Refused(Exception):
    """A file that is not taken; the message says why, in words for whoever sent it."""


class Answer(NamedTuple):
    """One checked answer. ``hash`` is the fingerprint of the question as it was asked."""

    hash: str
    response: Response
    confidence: int
    """1 to 3; 0 where none was given."""
    tries: int
    time: str


def document(content: bytes, course: str) -> dict[str, Any]:
    """Return what a file holds: ``exported``, a time or empty, and ``quizzes``, by name and not yet looked over.

    Raises:
        Refused: if it is no file of answers to this course.
    """
    if len(content) > MOST_BYTES:
        raise Refused("too large to be a file of answers")
    try:
        raw = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused("cannot be read: it is not JSON in UTF-8, or it was cut short") from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise Refused("not a file of answers")
    version = raw.get("version")
    if type(version) is not int or version < VERSION:
        raise Refused("the version of the file is not known")
    if version > VERSION:
        raise Refused("made by a newer edition of the book")
    if raw.get("course") != course:
        raise Refused("the answers belong to another course")
    if not isinstance(raw.get("quizzes"), dict):
        raise Refused("there are no quizzes in it")
    return {"exported": _time(raw.get("exported")), "quizzes": raw["quizzes"]}


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def answers_of(entry: Any) -> dict[str, Answer]:
    """Return the checked answers of one quiz by question, leaving out whatever is not of known shape."""
    answers = entry.get("answers") if isinstance(entry, dict) else None
    found = {}
    for name, raw in list(answers.items())[:MOST_ANSWERS] if isinstance(answers, dict) else ():
        if ID.match(name) and isinstance(raw, dict) and raw.get("checked") is True:
            response = _response(raw.get("response"))
            if response is not None:
                found[name] = Answer(
                    hash=raw["hash"] if isinstance(raw.get("hash"), str) else "",
                    response=response,
                    confidence=_whole(raw.get("confidence"), 1, 3),
                    tries=_whole(raw.get("tries"), 0, 9999),
                    time=_time(raw.get("time")),
                )
    return found


def _response(value: Any) -> Response | None:
    if isinstance(value, str):
        return value if len(value) <= LONGEST else None
    if not isinstance(value, list | dict) or len(value) > MOST_ENTRIES:
        return None
    texts = value.values() if isinstance(value, dict) else value
    return value if all(isinstance(text, str) and len(text) <= LONGEST for text in texts) else None


def _whole(value: Any, low: int, high: int) -> int:
    return value if type(value) is int and low <= value <= high else 0


def _time(value: Any) -> str:
    return value if isinstance(value, str) and TIME.match(value) else ""


def written(course: str, quizzes: dict[str, dict[str, Any]], now: datetime | None = None) -> str:
    """Return the text of a file of answers.

    Args:
        course: the name of the course.
        quizzes: by quiz, its ``seed`` and its ``answers``.
        now: when it is saved; the present by default.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    whole = {"format": FORMAT, "version": VERSION, "course": course, "exported": moment, "quizzes": quizzes}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def merged(path: Path, course: str, quiz: str, answers: dict[str, Any]) -> str:
    """Return the text of the file at ``path`` with these answers to a quiz in it; of a new one if there is none.

    Raises:
        Refused: if another file is there.
        OSError: if it cannot be read.
    """
    kept: dict[str, Any] = {}
    if path.exists():
        kept = dict(document(path.read_bytes(), course)["quizzes"])
    before = kept.get(quiz)
    known = before if isinstance(before, dict) and isinstance(before.get("answers"), dict) else {"answers": {}}
    kept[quiz] = {"seed": _whole(known.get("seed"), 0, 2**32), "answers": {**known["answers"], **answers}}
    return written(course, kept)
