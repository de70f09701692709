"""The JSON Schema of a bank, by which editors complete and check what an author writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from coursekit import project
from coursekit.faults import Fault
from coursekit.files import write
from coursekit.quiz.types import TYPES, Bank

COMMAND = "python -m coursekit quiz schema"


def schema() -> dict[str, Any]:
    """Return the schema: JSON Schema draft 7, which every editor reads.

    It says what the models say, but in ways that editors can help with: the fields of a question follow from its
    ``type``, and what a bank of the course must have may not be empty.
    """
    found = Bank.model_json_schema(ref_template="#/definitions/{model}")
    definitions = found.pop("$defs")
    for part in (found, *definitions.values()):
        _tidy(part)
    names = {kind: model.__name__ for kind, model in TYPES.items()}
    for kind, name in names.items():
        definitions[name]["title"] = kind
    said = [definitions[name]["description"].partition(chr(10) * 2)[0] for name in names.values()]
    found["properties"]["questions"]["items"] = {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": list(TYPES), "enumDescriptions": said, "description": "What kind it is."}},
        "allOf": [
            {
                "if": {"properties": {"type": {"const": kind}}, "required": ["type"]},
                "then": {"$ref": f"#/definitions/{name}"},
            }
            for kind, name in names.items()
        ],
    }
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "Question bank"}
    return {**head, **{key: value for key, value in found.items() if key != "title"}, "definitions": definitions}


def text() -> str:
    """Return the schema as it is published."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def published(root: Path) -> Path:
    """Return the file in which the schema is published; the first line of each bank names it."""
    return root / "data" / "quizzes" / project.SCHEMA_NAME


def check_schema(root: Path) -> list[Fault]:
    """Return a fault if there is a published schema and it is not what the models say."""
    path = published(root)
    name = f"data/quizzes/{path.name}"
    try:
        found = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        return [Fault(name, reason="the schema for editors cannot be read", remedy=f"run: {COMMAND}")]
    return [] if found == text() else [Fault(name, reason="the schema for editors is stale", remedy=f"run: {COMMAND}")]


def _tidy(part: dict[str, Any]) -> None:
    """Make a schema say what the course requires, in the words of draft 7."""
    part.pop("title", None)
    part.pop("discriminator", None)
    if "prefixItems" in part:
        part["items"] = part.pop("prefixItems")[0]
    for name, inner in part.get("properties", {}).items():
        if name in part.get("required", ()):
            _fill(inner)
        if inner.get("default", "") is None:
            del inner["default"]
        _tidy(inner)
    for inner in (part.get("items"), *part.get("anyOf", ())):
        if isinstance(inner, dict):
            _tidy(inner)
    if part.get("minLength") and "pattern" not in part:
        part["pattern"] = r"\S"  # spaces alone are as good as nothing


def _fill(part: dict[str, Any]) -> None:
    """Refuse an empty value in a field that a bank of the course must have."""
    kinds = [kind for kind in part.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        del part["anyOf"]
        part.update(kinds[0])
    if part.get("type") == "string" and "enum" not in part and "const" not in part:
        part.setdefault("minLength", 1)
    if part.get("type") == "array":
        part.setdefault("minItems", 1)


def write_schema(root: Path) -> Path:
    """Publish the schema and return its file.

    Raises:
        OSError: if it cannot be written.
    """
    path = published(root)
    write(path, text().encode())
    return path
