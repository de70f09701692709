"""Read question banks: YAML with the line of every fault."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.quiz.base import COMPLETE, BaseQuestion
from coursekit.quiz.types import TYPES, Bank

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
MAX_PARTS = 200_000
"""A bound on what aliases of aliases can unfold to."""

ODD_NUMBER = re.compile(r":|^[+-]?0[0-9]")
"""What YAML takes for a number to the base of 60 or 8."""

Trail = tuple[str | int, ...]
Places = dict[Trail, tuple[int, int]]
"""Line and character, from 1, of each part of a file, by its path."""

# What pydantic found, in words for the author of a bank. {field}: name of the field.
REASONS = {
    "missing": ("{field} is missing", "add it"),
    "extra_forbidden": ("{field} is not a field of this", "check the spelling, or remove it"),
    "union_tag_not_found": (
        "type is missing",
        f"add type: one of {', '.join(TYPES)}",
    ),
    "union_tag_invalid": (
        "no such type of question",
        f"use one of: {', '.join(TYPES)}",
    ),
    "literal_error": ("{field} has a value that is not allowed", "use one of: {expected}"),
    "string_too_short": ("{field} is empty", "write it"),
    "string_too_long": ("{field} is longer than {max_length} characters", "shorten it"),
    "string_type": ("{field} is not text", "put it in quotation marks"),
    "too_short": ("{field} has too few entries", "at least {min_length}"),
    "too_long": ("{field} has too many entries", "at most {max_length}"),
    "bool_parsing": ("{field} is neither true nor false", "write true or false"),
    "bool_type": ("{field} is neither true nor false", "write true or false"),
    "float_parsing": ("{field} is not a number", "write a number, such as 7 or 55.5"),
    "float_type": ("{field} is not a number", "write a number, such as 7 or 55.5"),
    "finite_number": ("{field} is not a finite number", "write a number, such as 7 or 55.5"),
    "int_parsing": ("{field} is not a whole number", "write a whole number"),
    "int_type": ("{field} is not a whole number", "write a whole number"),
    "int_from_float": ("{field} is not a whole number", "write a whole number"),
    "greater_than_equal": ("{field} is too small", "at least {ge}"),
    "less_than_equal": ("{field} is too large", "at most {le}"),
    "list_type": ("{field} is not a list", "begin each entry with a dash"),
    "model_type": ("{field} is not a set of fields", "write name: value lines"),
    "model_attributes_type": ("{field} is not a set of fields", "write name: value lines"),
}
LISTS = {
    "options": "option",
    "pairs": "pair",
    "classes": "class",
    "statements": "statement",
    "items": "item",
    "gaps": "gap",
}
"""What a question may list by ids, and the word for one of them."""

PATTERNS = {
    "references": "write table:key, paragraph:number or cite:key",
    "": "use lower-case letters, digits and single hyphens",
}


def find_bank(name: str, root: Path | None = None) -> Path:
    """Return the file of a quiz.

    Raises:
        CourseError: if there is none of this name; the message lists those there are.
    """
    folder = root or project.root()
    for path in project.quizzes(folder):
        if path.stem == name:
            return path
    known = ", ".join(path.stem for path in project.quizzes(folder)) or "none yet"
    raise CourseError(
        Fault("data/quizzes", value=str(name), reason="no quiz of this name", remedy=f"there are: {known}")
    )


def read_bank(path: Path) -> Bank:
    """Return the bank in a file.

    Raises:
        CourseError: with every fault found, each with its line and character.
    """
    file = f"data/quizzes/{path.name}" if path.parent.name == "quizzes" else str(path)
    document, places = _read_yaml(path, file)
    try:
        bank = Bank.model_validate(document, context=COMPLETE)
    except ValidationError as error:
        raise CourseError([_fault(file, detail, places) for detail in error.errors(include_url=False)]) from None
    faults = _duplicates(file, bank, places)
    if bank.quiz != path.stem:
        faults.append(
            _fault_at(file, places, ("quiz",), bank.quiz, "is not the name of the file", f"write {path.stem}")
        )
    if faults:
        raise CourseError(faults)
    return bank


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


def _fault_at(file: str, places: Places, path: Trail, value: str, reason: str, remedy: str) -> Fault:
    """Return a fault at the nearest place there is; its column is the path as an author counts."""
    row, character = next((places[path[:n]] for n in range(len(path), -1, -1) if path[:n] in places), (1, 1))
    column = ".".join(str(part) if isinstance(part, str) else str(part + 1) for part in path)
    return Fault(file, row, column, value, reason, remedy, character)


def _read_yaml(path: Path, file: str) -> tuple[Any, Places]:
    """Return the document and the place of each of its parts."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CourseError(Fault(file, reason=f"larger than {MAX_BYTES:,} bytes", remedy="split the bank"))
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CourseError(Fault(file, reason="the file is missing", remedy="check the name")) from None
    except OSError as error:
        raise CourseError(Fault(file, reason=f"cannot be read ({error.strerror})", remedy="check the file")) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise CourseError(Fault(file, line, reason="not UTF-8", remedy="save it as UTF-8")) from None
    places: Places = {}
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            raise CourseError(Fault(file, 1, reason="the file is empty", remedy="write quiz:, title: and questions:"))
        document = _plain(node, (), places, loader, file)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        reason = f"not YAML: {error.problem or error.context}"
        raise CourseError(Fault(file, line, reason=reason, remedy="check indentation, colons and quotes")) from None
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise CourseError(Fault(file, reason=f"not YAML: {reason}", remedy="remove the character")) from None
    except (RecursionError, ValueError) as error:
        raise CourseError(Fault(file, reason=f"cannot be read as YAML ({error})", remedy="check the values")) from None
    return document, places


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _plain(node: yaml.Node, path: tuple[str | int, ...], places: Places, loader: yaml.SafeLoader, file: str) -> Any:
    """Return a YAML node as dictionaries, lists and scalars, noting places; keys become text."""
    places[path] = _place(node)
    if len(path) > MAX_DEPTH:
        raise CourseError(Fault(file, places[path][0], reason="nested too deeply", remedy="see CONTRIBUTING.md"))
    if len(places) > MAX_PARTS:
        raise CourseError(
            Fault(file, places[path][0], reason="its aliases unfold without end", remedy="write them out")
        )
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, number), places, loader, file) for number, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, child in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            place = _place(key_node)
            if key in result:
                raise CourseError(Fault(file, place[0], key, reason="stands twice here", remedy="keep one"))
            result[key] = _plain(child, (*path, key), places, loader, file)
            places[(*path, key)] = place
        return result
    try:
        value = loader.construct_object(node)
    except (ValueError, LookupError, AttributeError):  # how PyYAML stumbles over a value with an odd tag or length
        reason = "cannot be read as YAML"
        raise CourseError(Fault(file, places[path][0], "", str(node.value), reason, "check the value")) from None
    # A date or a set of bytes is nothing a bank can hold, nor are 12:30 and 010 the numbers 750 and 8: meant as text.
    if isinstance(value, int | float) and ODD_NUMBER.search(node.value):
        return str(node.value)
    return value if isinstance(value, str | int | float | None) else str(node.value)


def _fault(file: str, detail: Any, places: Places) -> Fault:
    """Return what pydantic found as a fault in the author's words."""
    loc = detail["loc"]
    # pydantic puts the name of the question's type after the number of the question
    path = (*loc[:2], *loc[3:]) if len(loc) > 2 and loc[0] == "questions" else tuple(loc)
    field = next((str(part) for part in reversed(path) if isinstance(part, str)), "the bank")
    kind, context = detail["type"], detail.get("ctx", {})
    value = detail.get("input")
    shown = str(value) if isinstance(value, str | int | float) else ""
    if kind == "value_error":
        reason, _, remedy = str(context["error"]).partition("; ")
    elif kind == "string_pattern_mismatch":
        reason, remedy = f"{field} is not well formed", PATTERNS.get(field, PATTERNS[""])
    else:
        reason, remedy = REASONS.get(kind, (f"{{field}}: {detail['msg'].lower()}", "see CONTRIBUTING.md"))
    words = _Known({"field": field, **{name: str(item) for name, item in context.items()}})
    return _fault_at(file, places, path, shown, reason.format_map(words), remedy.format_map(words))


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def _duplicates(file: str, bank: Bank, places: Places) -> list[Fault]:
    """Return a fault for each id that stands twice: of questions, and of what a question lists."""
    faults = []
    named = [(("questions", number, "id"), question.id, "question") for number, question in enumerate(bank.questions)]
    groups: list[list[tuple[Trail, str, str]]] = [list(named)]
    for number, question in enumerate(bank.questions):
        for name, noun in LISTS.items():
            entries = getattr(question, name, [])
            groups.append([(("questions", number, name, at, "id"), one.id, noun) for at, one in enumerate(entries)])
    for group in groups:
        seen: set[str] = set()
        for path, identifier, noun in group:
            if identifier in seen:
                reason = f"another {noun} has this id"
                faults.append(_fault_at(file, places, path, identifier, reason, "give it one of its own"))
            seen.add(identifier)
    return faults
