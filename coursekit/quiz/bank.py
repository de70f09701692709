"""Read question banks, with every fault in them at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.quiz import jupyterquiz, reasons
from coursekit.quiz.base import COMPLETE, ELSEWHERE
from coursekit.quiz.document import Document, Trail
from coursekit.quiz.source import KEPT, parse, read_content, shown
from coursekit.quiz.text import plain
from coursekit.quiz.types import Bank, BaseQuestion, Question

LISTS = {
    "options": ("option", "text"),
    "pairs": ("pair", "item"),
    "classes": ("class", "text"),
    "statements": ("statement", "text"),
    "items": ("item", "text"),
    "gaps": ("gap", ""),
}
"""What a question may list by ids: the word for one of them, and the field that readers tell them apart by."""

QUESTION: TypeAdapter[BaseQuestion] = TypeAdapter(Question)


@dataclass
class Examined:
    """A file of questions and what is wrong with it.

    Attributes:
        document: what the file holds and where.
        bank: the bank; None if it has faults of shape.
        questions: the questions that have none, by their number from 0.
        faults: what is wrong.
        notes: what could not be taken over from another format as it was.
    """

    document: Document
    bank: Bank | None = None
    questions: dict[int, BaseQuestion] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)


def find_bank(name: str, root: Path | None = None) -> Path:
    """Return the file of a quiz.

    Raises:
        CourseError: if there is none of this name; the message lists those there are.
    """
    folder = root or project.root()
    found = [*project.quizzes(folder), *project.foreign_quizzes(folder)]
    for path in found:
        if path.stem == name:
            return path
    known = ", ".join(path.stem for path in found) or "none yet"
    raise CourseError(
        Fault("data/quizzes", value=str(name), reason="no quiz of this name", remedy=f"there are: {known}")
    )


def read_bank(path: Path) -> Bank:
    """Return the bank in a file: YAML, or jupyterquiz's JSON.

    Raises:
        CourseError: with every fault found, each with its line and character.
    """
    found = examine(path)
    if found.faults or found.bank is None:
        raise CourseError(found.faults)
    return found.bank


def questions_of(bank: Bank, part: str | None = None) -> list[BaseQuestion]:
    """Return the questions of a part of a bank, in order; by default those that belong to none.

    Raises:
        CourseError: if there are none; the message lists the parts there are.
    """
    found: list[BaseQuestion] = [question for question in bank.questions if question.part == part]
    if not found:
        parts = sorted({question.part for question in bank.questions if question.part})
        remedy = f"parts: {', '.join(parts) or 'none'}"
        file = f"data/quizzes/{bank.quiz}.yml"
        raise CourseError(Fault(file, 0, "part", str(part), "no question of this part", remedy))
    return found


def examine(path: Path) -> Examined:
    """Return what is in a file of questions, and all that is wrong with it by itself.

    A file is read once as long as its content stays the same, since many checks ask for it; leave the result as it is.

    Raises:
        CourseError: if nothing can be said of its questions: it cannot be read, or is no YAML or JSON.
    """
    return _examined(shown(path), path.stem, read_content(path))


@lru_cache(maxsize=KEPT)
def _examined(file: str, stem: str, content: bytes) -> Examined:
    document = parse(file, content)
    if file.endswith(".json"):
        found, context = Examined(*jupyterquiz.convert(document, stem)), ELSEWHERE
    else:
        found, context = Examined(document), COMPLETE
    _validate(found, context)
    document = found.document
    found.faults += _duplicates(document)
    found.faults += [
        fault for number, question in found.questions.items() for fault in _twins(document, number, question)
    ]
    name = document.value.get("quiz") if isinstance(document.value, dict) else None
    if isinstance(name, str) and name != stem:
        reason, remedy = "is not the name of the file", f"write {stem}"
        found.faults.append(document.fault(("quiz",), name, reason, remedy))
    return found


def _validate(found: Examined, context: dict[str, Any]) -> None:
    """Fill in the bank, or at least its sound questions."""
    document = found.document
    try:
        found.bank = Bank.model_validate(document.value, context=context)
    except ValidationError as error:
        found.faults += reasons.faults(error, document, Bank)
        for number, value in enumerate(_entries(document.value, "questions")):
            try:
                found.questions[number] = QUESTION.validate_python(value, context=context)
            except ValidationError:
                continue  # said already
    else:
        found.questions = dict(enumerate(found.bank.questions))


def _entries(value: Any, name: str) -> list[Any]:
    """Return the list in a field, or an empty one if there is none."""
    entries = value.get(name) if isinstance(value, dict) else None
    return entries if isinstance(entries, list) else []


def _duplicates(document: Document) -> list[Fault]:
    """Return a fault for each id that stands twice: of questions, and of what a question lists."""
    questions = _entries(document.value, "questions")
    groups: list[tuple[Trail, list[Any], str]] = [(("questions",), questions, "question")]
    for number, question in enumerate(questions):
        for name, (noun, _) in LISTS.items():
            groups.append((("questions", number, name), _entries(question, name), noun))
    faults = []
    for path, entries, noun in groups:
        seen: set[str] = set()
        for number, entry in enumerate(entries):
            identifier = entry.get("id") if isinstance(entry, dict) else None
            if not isinstance(identifier, str):
                continue
            if identifier in seen:
                reason = f"another {noun} has this id"
                faults.append(document.fault((*path, number, "id"), identifier, reason, "give it one of its own"))
            seen.add(identifier)
    return faults


def _twins(document: Document, number: int, question: BaseQuestion) -> Iterator[Fault]:
    """Yield a fault for each text of a question that a reader could not tell from another."""
    lists: list[tuple[Trail, list[str], str]] = []
    for name, (_, text) in LISTS.items():
        if text:
            lists.append(((name,), [getattr(entry, text) for entry in getattr(question, name, [])], text))
    for at, gap in enumerate(getattr(question, "gaps", [])):
        lists.append((("gaps", at, "choices"), gap.choices, ""))
    for path, texts, text in lists:
        seen: set[str] = set()
        for at, one in enumerate(texts):
            words = " ".join(plain(one).split())
            if words in seen:
                place = ("questions", number, *path, at, *([text] if text else []))
                yield document.fault(place, one, "the same text stands twice here", "change one, or remove it")
            seen.add(words)
