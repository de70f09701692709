"""What pydantic finds wrong with a bank, in words for its author."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from coursekit.faults import Fault
from coursekit.quiz.document import Document, Trail

REASONS = {
    "missing": ("{field} is missing", "add it"),
    "extra_forbidden": ("{field} is not a field of this", "{fields}"),
    "union_tag_not_found": ("type is missing", "add type: one of {expected_tags}"),
    "union_tag_invalid": ("there is no such type", "{nearest}"),
    "literal_error": ("{field} has a value that is not allowed", "use one of: {expected}"),
    "string_too_short": ("{field} is empty", "write it"),
    "string_too_long": ("{field} is longer than {max_length} characters", "shorten it"),
    "string_type": ("{field} is not text", "write words; what looks like a number needs quotation marks"),
    "string_pattern_mismatch": ("{field} is not well formed", "{pattern_remedy}"),
    "too_short": ("{field} has too few entries", "at least {min_length}"),
    "too_long": ("{field} has too many entries", "at most {max_length}"),
    "bool_type": ("{field} is neither true nor false", "write true or false, without quotation marks"),
    "float_type": ("{field} is not a number", "write a number without quotation marks, such as 7 or 55.5"),
    "float_parsing": ("{field} is not a number", "write a number without quotation marks, such as 7 or 55.5"),
    "finite_number": ("{field} is not a finite number", "write a number, such as 7 or 55.5"),
    "int_type": ("{field} is not a whole number", "write a whole number without quotation marks"),
    "int_from_float": ("{field} is not a whole number", "write a whole number without quotation marks"),
    "greater_than_equal": ("{field} is too small", "at least {ge}"),
    "less_than_equal": ("{field} is too large", "at most {le}"),
    "list_type": ("{field} is not a list", "begin each entry with a dash; in JSON, put them in [ ]"),
    "tuple_type": ("{field} is not a list", "write [lowest, highest]"),
    "model_type": ("{field} is not a set of fields", "write name: value lines; in JSON, put them in { }"),
    "model_attributes_type": ("{field} is not a set of fields", "write name: value lines; in JSON, put them in { }"),
}
"""Reason and remedy by kind of error. {field}: name of the field; the rest is pydantic's or of :func:`_words`."""

PATTERNS = {
    "references": "write table:key, paragraph:number or cite:key",
    "opens": "write the name of the quiz, a slash and the id of the forecast",
    "": "use lower-case letters, digits and single hyphens",
}
"""How to write what has to be well formed, by field."""


def faults(error: ValidationError, document: Document, model: type[BaseModel]) -> list[Fault]:
    """Return what pydantic found as faults of a document, each where it is to be mended.

    Args:
        error: what was found.
        document: what was validated.
        model: as what it was validated; its questions are told apart by ``type``.
    """
    details = error.errors(include_url=False)
    meant = {
        (*detail["loc"][:-1], *get_close_matches(str(detail["loc"][-1]), _fields(detail["loc"][:-1], model), n=1))
        for detail in details
        if detail["type"] == "extra_forbidden"
    }
    # a misspelt field is one mistake, not two: the field that was meant is not missing as well
    details = [detail for detail in details if detail["type"] != "missing" or detail["loc"] not in meant]
    return [_fault(detail, document, model) for detail in details]


def _fault(detail: Any, document: Document, model: type[BaseModel]) -> Fault:
    loc, kind, context = detail["loc"], detail["type"], detail.get("ctx", {})
    path = _without_tag(loc)
    value = detail.get("input")
    if kind == "refusal":
        path += context["at"]
        value = _at(document.value, path)
        reason, remedy = context["reason"], context["remedy"]
    else:
        reason, remedy = REASONS.get(kind, (f"{{field}}: {detail['msg'].lower()}", "see CONTRIBUTING.md"))
        words = _Known(_words(path, loc, kind, context, model))
        reason, remedy = reason.format_map(words), remedy.format_map(words)
    if kind == "union_tag_invalid":
        path, value = (*path, "type"), context["tag"]
    shown = str(value) if isinstance(value, str | int | float) else ""
    return document.fault(path, shown, reason, remedy, named=kind == "extra_forbidden")


def _words(path: Trail, loc: Trail, kind: str, context: dict[str, Any], model: type[BaseModel]) -> dict[str, str]:
    """Return what reasons and remedies speak of."""
    field = next((str(part) for part in reversed(path) if isinstance(part, str)), "the file")
    if path and isinstance(path[-1], int) and len(path) > 1:
        field = f"entry {path[-1] + 1} of {field}"
    words = {name: str(item) for name, item in context.items()}
    words["field"] = field
    if kind == "extra_forbidden":
        words["fields"] = nearest(str(path[-1]), _fields(loc[:-1], model), "remove it; the fields here are")
    if kind == "union_tag_invalid":
        tags = [tag.strip(" '") for tag in context["expected_tags"].split(",")]
        words["nearest"] = nearest(context["tag"], tags, "use one of")
    if kind == "string_pattern_mismatch":
        words["pattern_remedy"] = next((PATTERNS[part] for part in path if part in PATTERNS), PATTERNS[""])
    return words


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def nearest(word: str, known: list[str], otherwise: str) -> str:
    """Return a question for the word that was probably meant, or else all those there are."""
    close = get_close_matches(word, known, n=1)
    return f"did you mean {close[0]}?" if close else f"{otherwise}: {', '.join(known)}"


def _without_tag(loc: Trail) -> Trail:
    """Return the way to a part of a file; pydantic puts the type of a question after its number."""
    tag = _tag(loc)
    return (*loc[:tag], *loc[tag + 1 :])


def _tag(loc: Trail) -> int:
    """Return where in a place the type of the question stands: after the first number, if anywhere."""
    return next((at + 1 for at, part in enumerate(loc) if isinstance(part, int)), len(loc))


def _at(value: Any, path: Trail) -> Any:
    """Return a part of a file, or None if there is none."""
    for part in path:
        try:
            value = value[part]
        except (LookupError, TypeError):
            return None
    return value


def _fields(loc: Trail, model: type[BaseModel]) -> list[str]:
    """Return the names of the fields that the model at a place knows."""
    root = model.model_fields.get("root")
    models = _models(root) if root else [model]
    for at, part in enumerate(loc):
        if at == _tag(loc):
            models = [one for one in models if part in get_args(one.model_fields["type"].annotation)]
        elif isinstance(part, str):
            models = [found for one in models if part in one.model_fields for found in _models(one.model_fields[part])]
    return list(models[0].model_fields)


def _models(annotation: Any) -> list[type[BaseModel]]:
    """Return the models within an annotation."""
    annotation = getattr(annotation, "annotation", annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models(part)]
