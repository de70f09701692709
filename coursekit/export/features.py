"""What a question uses, so that every format can be asked whether it holds that.

A field that is not listed here stops the export, and a test: nothing new in a bank is dropped unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.text import block, escape, inline, plain
from coursekit.quiz.types import TYPES

FEATURES = {
    "option feedback": "feedback on each option",
    "right and wrong feedback": "feedback on right and wrong answers",
    "item feedback": "feedback on each item or gap",
    "notes": "notes on the items of an order",
    "mistakes": "typical wrong answers, with feedback",
    "alternatives": "further right numbers",
    "hints": "hints",
    "explanation": "explanation",
    "references": "references, in words",
    "confidence": "confidence",
    "points": "points other than one",
    "partial credit": "partial credit by the course's rule",
    "labels": "objective, level, difficulty, part",
    "shuffle": "options that change places",
    "fixed order": "options that stay in place",
    "choices": "gaps with a list to choose from",
    "unit": "unit",
    "tolerance": "tolerance, ranges",
    "relative tolerance": "relative tolerance",
    "half-open range": "range without its upper end",
    "spelling": "spellings that count as one",
    "first answer": "first answer stands",
    "sealing": "forecast sealed and opened",
    "languages": "language and direction of words",
    "formulas": "formulas",
    "answer markup": "markup and languages in answers to choose or write",
    "list numbers": "lists that do not begin at 1, titles of links",
}
"""Whatever a question may use beside its text and its key, in the words of the table in CONTRIBUTING.md."""

_LABELS = dict.fromkeys(("part", "objective", "level", "difficulty"), "labels")
_CORE = {
    *("id", "type", "text", "answer", "passage", "accepted", "resolution", "outcome", "base_rate", "distractors"),
    *("options.id", "options.text", "options.correct", "pairs.id", "pairs.item", "pairs.match"),
    *("classes.id", "classes.text", "statements.id", "statements.text", "statements.belongs"),
    *("items.id", "items.text", "gaps.id", "gaps.accepted"),
}
_RANGES = {
    f"{lead}{field}": feature
    for lead in ("", "alternatives.", "mistakes.")
    for field, feature in {
        "tolerance": "tolerance",
        "range": "tolerance",
        "relative_tolerance": "relative tolerance",
        "half_open": "half-open range",
    }.items()
}
FIELDS: dict[str, str] = {
    **dict.fromkeys(_CORE, ""),
    **_LABELS,
    **_RANGES,
    **{name: name for name in ("hints", "confidence", "explanation", "references", "points", "unit")},
    **dict.fromkeys(("options.feedback", "feedback.true", "feedback.false"), "option feedback"),
    **dict.fromkeys(("feedback.right", "feedback.wrong"), "right and wrong feedback"),
    **dict.fromkeys(("pairs.feedback", "statements.feedback", "gaps.feedback"), "item feedback"),
    **dict.fromkeys(("mistakes.answer", "mistakes.written", "mistakes.feedback"), "mistakes"),
    **dict.fromkeys(("alternatives.answer", "alternatives.feedback"), "alternatives"),
    "items.note": "notes",
    "gaps.choices": "choices",
    "shuffle": "shuffle",
    "opens": "sealing",
}
"""The feature to which each field of each type belongs; an empty one is what every format holds or leaves out whole."""

ANSWERS = {
    *("accepted", "mistakes.written", "pairs.match", "distractors", "classes.text"),
    *("gaps.accepted", "gaps.choices"),
}
"""Fields whose texts many formats take as bare words."""
SHARED = {"multiple_choice", "matching", "sorting", "ordering", "gaps"}
"""The types of question that can be partly right."""
SIGNS = re.compile(r"[\[$*_`\\&<!]|^\s*\d+[.)]", re.MULTILINE)
"""What Markdown would read as more than words; most texts have none."""
UNTEXTUAL = {"id", "type", "part", "level", "difficulty", "opens", "outcome", "references", "unit"}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value that a question holds with its path, such as ``options.feedback``."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple) and not all(isinstance(item, float | int) for item in value):
        for item in value:
            yield from leaves(item, path)
    elif value is not None and value is not False and value != "" and value != []:
        yield path, value


def texts(question: BaseQuestion) -> Iterator[tuple[str, str]]:
    """Yield each Markdown text of a question with its path."""
    for path, value in leaves(question.model_dump()):
        last = path.rpartition(".")[2]
        if isinstance(value, str) and last not in UNTEXTUAL and last != "belongs":
            yield path, value


def used(question: BaseQuestion) -> set[str]:
    """Return the features that a question uses.

    Raises:
        KeyError: for a field that is not in ``FIELDS``.
    """
    found = set()
    for path, value in leaves(question.model_dump()):
        if path == "points" and value == 1:
            continue
        found.add(FIELDS[path])
    kind = str(getattr(question, "type", ""))
    if kind in SHARED:
        found.add("partial credit")
    if question.final:
        found.add("first answer")
    if getattr(question, "shuffle", True) is False:
        found.add("fixed order")
    if kind == "forecast":
        found.add("sealing")
    if kind == "short_text" or (kind == "gaps" and not all(gap.choices for gap in getattr(question, "gaps", []))):
        found.add("spelling")
    return {feature for feature in found | set(_marked(question)) if feature}


def _marked(question: BaseQuestion) -> Iterator[str]:
    """Yield the features that hide in texts."""
    for path, text in texts(question):
        if not SIGNS.search(text):
            continue
        if path in ANSWERS:
            if inline(text) != escape(plain(text)):
                yield "answer markup"
            continue
        shown = block(text)
        for sign, feature in (("lang=", "languages"), ("<math", "formulas"), (" start=", "list numbers")):
            if sign in shown:
                yield feature
        if " title=" in shown:
            yield "list numbers"


def possible(kind: str) -> set[str]:
    """Return the features that a type of question can have."""
    cls = TYPES[kind]
    paths = set(_paths(cls))
    found = {FIELDS[path] for path in paths} | {"languages", "formulas", "list numbers"}
    if kind in SHARED:
        found.add("partial credit")
    if cls.final:
        found.add("first answer")
    if "shuffle" in paths:
        found.add("fixed order")
    if kind == "forecast":
        found.add("sealing")
    if kind in ("short_text", "gaps"):
        found.add("spelling")
    if paths & ANSWERS:
        found.add("answer markup")
    return found - {""}


def _paths(model: type[BaseModel], lead: str = "") -> Iterator[str]:
    """Yield the path of each field of a model and of the models that it holds."""
    for name, field in model.model_fields.items():
        held = [part for part in _inside(field.annotation) if isinstance(part, type) and issubclass(part, BaseModel)]
        for part in held:
            yield from _paths(part, f"{lead}{name}.")
        if not held:
            yield f"{lead}{name}"


def _inside(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _inside(part)
