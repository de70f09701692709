"""What can be reviewed, in pieces that a person reads at a time: a row, a question, a sentence with a number."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.prose import LARGE, markdown_cells
from coursekit.quiz.bank import examine
from coursekit.rules import BY_KEY

BIBLIOGRAPHY = "book/references.bib"
PACKAGES = ("data/datapackage.json", "data/map/datapackage.json")
"""The descriptions of tables. A table of which none speaks has its first column as its key."""

NUMBER = re.compile(
    rf"\d+(?:[.,:/]\d+)*|\b(?:two|three|four|five|six|seven|eight|nine|ten|half|twice|{LARGE})\b", re.IGNORECASE
)
"""What counts as a number here: more than :mod:`coursekit.prose` asks a source for, dates and small words included."""

SENTENCE_END = re.compile(
    r"(?<=[.!?])[\"”*)\]]*\s+(?=[\"“*(\[`]*[A-Z0-9])"  # a full stop, and what looks like a beginning
    r"|\n(?=\s*(?:[-*+]\s|\d+\.\s|[|:#>]))"  # a list item, a table row, an option, a heading, a quotation
    r"|\n\s*\n"
)
LIST_NUMBER = re.compile(r"^\d+\.(?:\s+|$)")

ORDER = "(order of rows)"
"""The key of a piece that is no row: the keys of a table as they follow each other."""

ASIDE = {"part", "objective", "level", "difficulty", "hints", "confidence", "explanation", "references", "shuffle"}
"""Fields of a question that decide no mark. Their numbers are reviewed; their words may be bettered freely."""

COMMENTS = {"feedback", "note"}
"""Such fields within what decides the mark."""


@dataclass(frozen=True)
class Item:
    """A piece to review.

    Attributes:
        file: the file it stands in, from the project folder.
        key: its name there, which stays when its content changes; empty for a sentence, which has none.
        digest: ten hexadecimal digits of what is reviewed of it.
        row: the line it begins on; in a notebook the number of its cell.
        text: what a person reads in order to review it.
    """

    file: str
    key: str
    digest: str
    row: int = 0
    text: str = ""


def reviewable(root: Path) -> list[str]:
    """Return the files that hold something to review, in order of name."""
    found = [
        *(root / "data").glob("*.csv"),
        *(root / "data" / "map").glob("*.csv"),
        *project.quizzes(root),
        *project.assessments(root),
        *project.lessons(root),
        *(root / "book").rglob("*.md"),
        *(root / "book").glob("references.bib"),
        *project.guides(root),
    ]
    return sorted(path.relative_to(root).as_posix() for path in found)


def items(root: Path, file: str) -> list[Item]:
    """Return what there is to review in a file, in its order.

    Raises:
        CourseError: if the file cannot be read; other checks say why, and where.
    """
    path = root / file
    if path.suffix == ".csv":
        return list(_rows(root, file))
    if path.suffix == ".yml":
        return list(_questions(path, file))
    if path.suffix == ".bib":
        return list(_entries(path, file))
    pieces = markdown_cells(path, file) if path.suffix == ".ipynb" else [(0, project.read_text(path))]
    return [item for cell, text in pieces for item in _sentences(text, file, cell)]


def _item(file: str, key: str, reviewed: Any, row: int, text: str) -> Item:
    canonical = json.dumps(reviewed, ensure_ascii=False, sort_keys=True)
    digest = blake2b(canonical.encode("utf-8", "replace"), digest_size=5).hexdigest()
    return Item(file, key, digest, row, text)


def _rows(root: Path, file: str) -> Iterator[Item]:
    """Yield the rows of a table, and their order where it is not that of their keys.

    An empty cell says nothing, so that a new column leaves old rows reviewed.
    """
    keys = []
    reader = csv.reader(io.StringIO(project.read_text(root / file), newline=""), strict=True)
    try:
        header = next(reader, [])
        columns = [name for name in _key(root, file) if name in header] or header[:1]
        line = reader.line_num + 1
        for cells in reader:
            row = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
            text = "\n".join(f"{name}: {cell}" for name, cell in row.items())
            keys.append(", ".join(row.get(name, "") for name in columns))
            yield _item(file, keys[-1], row, line, text)
            line = reader.line_num + 1
    except csv.Error as error:
        raise CourseError(Fault(file, reason=f"not CSV: {error}", remedy="check quotes and commas")) from None
    if Path(file).stem not in BY_KEY:
        yield _item(file, ORDER, keys, 1, "\n".join(keys))


def _key(root: Path, file: str) -> list[str]:
    """Return the columns of the primary key of a table."""
    for package in PACKAGES:
        path = root / package
        if path.parent != (root / file).parent or not path.is_file():
            continue
        try:
            for resource in json.loads(project.read_text(path))["resources"]:
                if resource["path"] == Path(file).name:
                    key = resource["schema"]["primaryKey"]
                    return [key] if isinstance(key, str) else list(key)
        except (ValueError, KeyError, TypeError):
            return []
    return []


def _questions(path: Path, file: str) -> Iterator[Item]:
    """Yield the questions of a bank: what decides the mark, how many hints there are, and the numbers in all words."""
    found = examine(path)
    if found.faults:
        raise CourseError(found.faults)
    for number, question in found.questions.items():
        comments: list[Any] = [question.model_dump(include=ASIDE)]
        key = _without_comments(question.model_dump(exclude=ASIDE), comments)
        reviewed = {"key": key, "hints": len(question.hints), "numbers": NUMBER.findall(" ".join(_texts(comments)))}
        row = found.document.places.get(("questions", number), (0, 0))[0]
        yield _item(file, question.id, reviewed, row, "\n".join(_lines(reviewed)))


def _without_comments(value: Any, comments: list[Any]) -> Any:
    """Return a value without its comments, which are added to a list."""
    if isinstance(value, dict):
        comments += [part for name, part in value.items() if name in COMMENTS]
        return {name: _without_comments(part, comments) for name, part in value.items() if name not in COMMENTS}
    return [_without_comments(part, comments) for part in value] if isinstance(value, list | tuple) else value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _lines(value: Any, name: str = "") -> Iterator[str]:
    """Yield a value as lines of ``name: value``, those of an option or the like on one line."""
    if isinstance(value, dict) and not all(isinstance(part, str | int | float | None) for part in value.values()):
        for key, part in value.items():
            yield from _lines(part, key)
    elif isinstance(value, list) and any(isinstance(part, dict) for part in value):
        for part in value:
            yield from _lines(part, name)
    elif value not in (None, [], ""):
        parts = value if isinstance(value, list) else [value]
        if isinstance(value, dict):
            parts = [f"{key}: {part}" for key, part in value.items() if part not in (None, "", False)]
        yield f"{name}: {', '.join(map(str, parts))}"


def _entries(path: Path, file: str) -> Iterator[Item]:
    """Yield the entries of the bibliography."""
    text = project.read_text(path)
    for match in re.finditer(r"^@\w+\s*\{\s*([^,\s]+)\s*,.*?(?=^@|\Z)", text, re.MULTILINE | re.DOTALL):
        row = text.count("\n", 0, match.start()) + 1
        yield _item(file, match[1], " ".join(match[0].split()), row, match[0].strip())


def _sentences(text: str, file: str, cell: int) -> Iterator[Item]:
    """Yield the sentences, list items and table rows that hold a number; a citation's key is a number too."""
    start = 0
    for end in [*(match.start() for match in SENTENCE_END.finditer(text)), len(text)]:
        sentence = LIST_NUMBER.sub("", " ".join(text[start:end].split()).lstrip('"”*)] '))
        if NUMBER.search(sentence):
            lead = len(text[start:end]) - len(text[start:end].lstrip())
            yield _item(file, "", sentence, cell or text.count("\n", 0, start + lead) + 1, sentence)
        start = end
