"""The tables as they stand in their files: read cell by cell as text, with the line of every row.

:func:`coursekit.data.load` gives tables to work with; here they are read to find out what is wrong with them.
A cell, and a row of the wrong length, is reported once, for its first fault.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coursekit.data import DESCRIPTOR
from coursekit.faults import Fault
from coursekit.files import read as read_file

TYPES = {
    "string": ("not a text", "write a text"),
    "integer": ("not a whole number", "write digits only, such as 12"),
    "number": ("not a number", "write it with a point and without separators or unit, such as 1234.5"),
    "boolean": ("neither of the two words", "write {true} or {false}"),
    "date": ("not a real day", "write year-month-day, such as 2018-11-05"),
    "list": ("not a list of the declared kind", "divide the items by {delimiter!r}, without blanks"),
}
"""The types a column may have, each with what is wrong when a cell does not fit, and the remedy."""

PLAIN_NUMBER = {"integer": r"[+-]?[0-9]+", "number": r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"}
LONGEST = 10_000
"""Characters of the longest cell: ten times the longest there is. Python's own reader ends at 131,072."""

HIDDEN = {*"\u200b\ufeff\ufffd\u2028\u2029", *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
"""Signs no text needs: they are invisible, turn the direction of writing, or are left by a wrong decoding."""


@dataclass
class Table:
    """A table as it stands in its file: cells as text, and the line on which each row begins."""

    name: str
    file: str
    fields: dict[str, dict[str, Any]]
    schema: dict[str, Any]
    rows: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    @property
    def key(self) -> list[str]:
        """The columns of the primary key."""
        return names(self.schema.get("primaryKey", []))


class Found:
    """The faults found so far."""

    def __init__(self) -> None:
        """Start without faults."""
        self.faults: list[Fault] = []
        self.spoilt: set[tuple[str, int, str]] = set()

    def add(self, file: str, reason: str, remedy: str, row: int = 0, column: str = "", value: str = "") -> None:
        """Note a fault of a file, a line of it or a part of the descriptor."""
        self.faults.append(Fault(file, row, column, value, reason, remedy))
        self.spoilt.add((file, row, column))

    def cell(self, table: Table, number: int, column: str, reason: str, remedy: str) -> None:
        """Note a fault of a cell in row ``number`` of a table, unless the cell has one already."""
        if self.sound(table, number, column):
            value = table.rows[number].get(column, "")
            self.add(table.file, reason, remedy, table.lines[number], column, value)

    def sound(self, table: Table, number: int, *columns: str) -> bool:
        """Whether neither the row nor one of the cells has a fault so far."""
        return not any((table.file, table.lines[number], c) in self.spoilt for c in ("", *columns))


def names(value: str | list[str]) -> list[str]:
    """Return a name or a list of names as a list."""
    return [value] if isinstance(value, str) else list(value)


def read(folder: Path, resource: dict[str, Any], found: Found) -> Table | None:
    """Read the file of a table, or note why its cells cannot be told apart."""
    fields = {f["name"]: f for f in resource["schema"]["fields"]}
    table = Table(resource["name"], f"data/{resource['path']}", fields, resource["schema"])
    file = table.file
    try:
        raw = read_file(folder / file)
    except FileNotFoundError:
        found.add(file, "the file is missing", "restore it from the repository")
        return None
    except OSError as error:
        found.add(file, f"the file cannot be read: {error.strerror}", "make it a file that can be read")
        return None
    if raw.startswith(b"\xef\xbb\xbf"):
        found.add(file, "begins with a byte order mark", "save it as UTF-8 without one", 1)
        raw = raw[3:]
    if not raw.strip():
        found.add(file, "the file is empty", "restore it from the repository")
        return None
    if b"\r" in raw:
        line = raw[: raw.index(b"\r")].count(b"\n") + 1
        found.add(file, "a line does not end in LF alone", "save it with LF (Unix) line ends", line)
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found.add(file, "not UTF-8", "save it as UTF-8", line, value=repr(raw[error.start : error.end])[2:-1])
        return None
    if not text.endswith("\n"):
        found.add(file, "the last line has no end", "see that nothing is cut off, and end it with LF")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        found.add(file, "holds a NUL byte", "save it as plain text in UTF-8", line)
        return None
    reader, start = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    header: list[str] | None = None
    try:
        for cells in reader:
            if header is None:
                header = cells
                if not same_header(header, table, found):
                    return None
            else:
                add_row(cells, start, table, found)
            start = reader.line_num + 1
    except csv.Error:
        remedy = "close the mark; inside a cell in quotation marks write a mark twice"
        found.add(file, "the quotation marks of the row that begins here do not pair", remedy, start)
        return None
    return table


def same_header(header: list[str], table: Table, found: Found) -> bool:
    """Note what tells the header from the declared columns."""
    wanted, known = list(table.fields), len(found.faults)
    if header == wanted:
        return True
    if len(header) < 2 < len(wanted) + 1 and re.search(r"[;\t|]", "".join(header)):
        found.add(table.file, "the columns are not divided by commas", "save it with commas", 1)
        return False
    for name in wanted:
        if name not in header:
            found.add(table.file, "a declared column is missing", "put it back", 1, name)
    if nameless := [number for number, name in enumerate(header, 1) if not name.strip()]:
        found.add(table.file, "a column has no name", f"name column {nameless[0]}, or remove it", 1)
    for number, name in enumerate(header, 1):
        if not name.strip():
            continue
        if name not in wanted:
            found.add(table.file, "column not declared", f"describe it in {DESCRIPTOR}, or remove it", 1, name)
        elif name in header[: number - 1]:
            found.add(table.file, "two columns have this name", "remove one of them", 1, name)
    if len(found.faults) == known:
        found.add(table.file, "the columns are not in declared order", f"use the order {','.join(wanted)}", 1)
    return False


def add_row(cells: list[str], line: int, table: Table, found: Found) -> None:
    """Add a row to the table; note it if it is blank or of the wrong length."""
    wanted = len(table.fields)
    if not any(cells):
        found.add(table.file, "the row is blank", "remove it", line)
    elif len(cells) != wanted:
        reason = f"{len(cells)} cells where {wanted} columns are declared"
        found.add(table.file, reason, "look for a comma too many or too few; quote a cell with a comma", line)
    table.rows.append(dict(zip(table.fields, cells + [""] * wanted, strict=False)))
    table.lines.append(line)


def check_text(table: Table, found: Found) -> None:
    """Note cells with blanks or signs that do not show, and numbers and lists that only look right."""
    for number, row in enumerate(table.rows):
        for column, cell in row.items():
            kind = table.fields[column].get("type", "string")
            delimiter = table.fields[column].get("delimiter", ";")
            if len(cell) > LONGEST:
                found.cell(
                    table, number, column, f"more than {LONGEST:,} characters", "shorten it, or close a quotation mark"
                )
                continue
            items = cell.split(delimiter) if kind == "list" and cell else []
            hidden = sorted({s for s in cell if s in HIDDEN or unicodedata.category(s) == "Cc"})
            if hidden:
                remedy = "remove it, and see that a quotation mark is not left open"
                found.cell(table, number, column, f"holds a hidden sign (U+{ord(hidden[0]):04X})", remedy)
            elif cell != cell.strip() or "  " in cell:
                found.cell(table, number, column, "blanks at an end, or two in a row", "remove the blanks")
            elif any(not item or item != item.strip() for item in items):
                remedy = f"divide the items by {delimiter!r} alone"
                found.cell(table, number, column, "an empty item, or blanks, in the list", remedy)
            elif len(set(items)) < len(items):
                found.cell(table, number, column, "an item stands twice in the list", "name it once")
            elif cell and kind in PLAIN_NUMBER and not re.fullmatch(PLAIN_NUMBER[kind], cell):
                found.cell(table, number, column, *TYPES[kind])
