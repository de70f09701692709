"""Read question banks: YAML with the line of every fault."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.quiz.types import Bank

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
MAX_PARTS = 200_000
"""A bound on what aliases of aliases can unfold to."""

ODD_NUMBER = re.compile(r":|^[+-]?0[0-9]")
"""What YAML takes for a number to the base of 60 or 8."""

Lines = dict[tuple[str | int, ...], int]

# What pydantic found, in words for the author of a bank. {field}: name of the field.
REASONS = {
    "missing": ("{field} is missing", "add it"),
    "extra_forbidden": ("{field} is not a field of this", "check the spelling, or remove it"),
    "union_tag_not_found": (
        "type is missing",
        "add type: single_choice, multiple_choice, true_false or numeric",
    ),
    "union_tag_invalid": (
        "no such type of question",
        "use single_choice, multiple_choice, true_false or numeric",
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
        CourseError: with every fault found, each with its line.
    """
    file = f"data/quizzes/{path.name}" if path.parent.name == "quizzes" else str(path)
    document, lines = _read_yaml(path, file)
    try:
        bank = Bank.model_validate(document)
    except ValidationError as error:
        raise CourseError([_fault(file, detail, lines) for detail in error.errors(include_url=False)]) from None
    faults = _duplicates(file, bank, lines)
    if bank.quiz != path.stem:
        faults.append(
            Fault(
                file,
                lines.get(("quiz",), 1),
                "quiz",
                bank.quiz,
                "is not the name of the file",
                f"write {path.stem}",
            )
        )
    if faults:
        raise CourseError(faults)
    return bank


def _read_yaml(path: Path, file: str) -> tuple[Any, Lines]:
    """Return the document and the line of each of its parts."""
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
    lines: Lines = {}
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            raise CourseError(Fault(file, 1, reason="the file is empty", remedy="write quiz:, title: and questions:"))
        document = _plain(node, (), lines, loader, file)
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
    return document, lines


def _plain(node: yaml.Node, path: tuple[str | int, ...], lines: Lines, loader: yaml.SafeLoader, file: str) -> Any:
    """Return a YAML node as dictionaries, lists and scalars, noting lines; keys become text."""
    lines[path] = node.start_mark.line + 1
    if len(path) > MAX_DEPTH:
        raise CourseError(Fault(file, lines[path], reason="nested too deeply", remedy="see CONTRIBUTING.md"))
    if len(lines) > MAX_PARTS:
        raise CourseError(Fault(file, lines[path], reason="its aliases unfold without end", remedy="write them out"))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, number), lines, loader, file) for number, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, child in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            line = key_node.start_mark.line + 1
            if key in result:
                raise CourseError(Fault(file, line, key, reason="stands twice here", remedy="keep one"))
            result[key] = _plain(child, (*path, key), lines, loader, file)
            lines[(*path, key)] = line
        return result
    try:
        value = loader.construct_object(node)
    except (ValueError, LookupError, AttributeError):  # how PyYAML stumbles over a value with an odd tag or length
        reason = "cannot be read as YAML"
        raise CourseError(Fault(file, lines[path], "", str(node.value), reason, "check the value")) from None
    # A date or a set of bytes is nothing a bank can hold, nor are 12:30 and 010 the numbers 750 and 8: meant as text.
    if isinstance(value, int | float) and ODD_NUMBER.search(node.value):
        return str(node.value)
    return value if isinstance(value, str | int | float | None) else str(node.value)


def _fault(file: str, detail: Any, lines: Lines) -> Fault:
    """Return what pydantic found as a fault in the author's words."""
    place = tuple(part for part in detail["loc"] if (part in ("questions",) or not _is_tag(part, detail["loc"])))
    field = next((str(part) for part in reversed(place) if isinstance(part, str)), "the bank")
    line = next((lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in lines), 1)
    kind, context = detail["type"], detail.get("ctx", {})
    value = detail.get("input")
    shown = str(value) if isinstance(value, str | int | float) else ""
    if kind == "value_error":
        reason, _, remedy = str(context["error"]).partition("; ")
    elif kind == "string_pattern_mismatch":
        reason, remedy = f"{field} is not well formed", PATTERNS.get(field, PATTERNS[""])
    else:
        reason, remedy = REASONS.get(kind, (f"{{field}}: {detail['msg'].lower()}", "see CONTRIBUTING.md"))
    words = {"field": field, **{name: str(item) for name, item in context.items()}}
    column = ".".join(str(part) if isinstance(part, str) else str(part + 1) for part in place)
    return Fault(file, line, column, shown, reason.format_map(_Known(words)), remedy.format_map(_Known(words)))


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def _is_tag(part: str | int, loc: tuple[str | int, ...]) -> bool:
    """Tell the name of a question type, which pydantic puts after the question's number, from a field."""
    return len(loc) > 2 and loc[0] == "questions" and part == loc[2]


def _duplicates(file: str, bank: Bank, lines: Lines) -> list[Fault]:
    """Return a fault for each id that stands twice."""
    faults = []
    seen: Counter[str] = Counter()
    for number, question in enumerate(bank.questions):
        seen[question.id] += 1
        place = ("questions", number, "id")
        if seen[question.id] > 1:
            faults.append(
                Fault(
                    file,
                    lines[place],
                    "id",
                    question.id,
                    "another question has this id",
                    "give it one of its own",
                )
            )
        options = [option.id for option in getattr(question, "options", [])]
        for position, option in enumerate(options):
            if option in options[:position]:
                line = lines.get(("questions", number, "options", position, "id"), lines[place])
                faults.append(Fault(file, line, "id", option, "another option has this id", "give it one of its own"))
    return faults
