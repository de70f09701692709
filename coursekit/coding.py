"""What a coder hands in: a CSV file with a column of keys and a column for each code."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from coursekit.faults import CourseError, Fault
from coursekit.files import read


@dataclass(frozen=True)
class Coding:
    """What one coder handed in: the file, its columns, and by key the line and the cells of each row."""

    file: str
    columns: list[str]
    rows: dict[str, tuple[int, dict[str, str]]]


def read_coding(path: Path, key: str = "") -> tuple[Coding, str]:
    """Return what a coder handed in, and the column of the keys: the first, unless one is given.

    Spaces around cells, a byte order mark and the line ends of any system are accepted: spreadsheets write them.

    Raises:
        CourseError: if it is no CSV file in UTF-8 with commas, or a key is missing or stands twice.
    """
    file = str(path)
    lines: list[int] = []
    cells: list[list[str]] = []
    try:
        reader = csv.reader(io.StringIO(read(path).decode("utf-8-sig"), newline=""), strict=True)
        for row in reader:
            if any(map(str.strip, row)):
                lines.append(reader.line_num)
                cells.append([cell.strip() for cell in row])
    except UnicodeDecodeError:
        raise CourseError(Fault(file, reason="not UTF-8", remedy="save it as CSV in UTF-8")) from None
    except csv.Error as error:
        raise CourseError(Fault(file, reader.line_num, reason=f"not CSV: {error}", remedy="check the quotes")) from None
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise CourseError(Fault(file, reason=reason, remedy="check name and place")) from None
    header = cells[0] if cells else []
    if len(header) < 2:
        reason = "fewer than two columns parted by commas"
        remedy = "save it as CSV with commas: a column of keys, and one for each code"
        raise CourseError(Fault(file, 1, value=",".join(header), reason=reason, remedy=remedy))
    if twice := [name for name, count in Counter(header).items() if count > 1 or not name]:
        reason = "a column has no name, or that of another"
        raise CourseError(Fault(file, 1, value=",".join(twice), reason=reason, remedy="give each its own name"))
    key = key if key in header else header[0]
    faults: list[Fault] = []
    rows: dict[str, tuple[int, dict[str, str]]] = {}
    for line, row in zip(lines[1:], cells[1:], strict=True):
        named = dict(zip(header, row, strict=False))
        name = named.get(key, "")
        if len(row) != len(header):
            reason = f"{len(row)} cells under {len(header)} columns"
            faults.append(Fault(file, line, reason=reason, remedy="check quotes and commas"))
        elif not name:
            faults.append(Fault(file, line, key, reason="the key is empty", remedy="say which row was coded"))
        elif name in rows:
            reason = f"the same as in line {rows[name][0]}"
            faults.append(Fault(file, line, key, name, reason, "keep one of the two"))
        else:
            rows[name] = (line, named)
    if faults:
        raise CourseError(faults)
    return Coding(file, header, rows), key
