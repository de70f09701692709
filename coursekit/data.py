"""Read the tables of ``data/`` with the types declared in ``datapackage.json``.

Reading stays light, because every notebook does it: pandas and the standard library only. The full check of
the tables is in :mod:`coursekit.validate`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.files import read as read_file

if TYPE_CHECKING:
    from collections.abc import Callable

DESCRIPTOR = "data/datapackage.json"


def descriptor(root: Path | None = None) -> dict[str, Any]:
    """Return the data package descriptor as a dictionary.

    Raises:
        CourseError: if it is missing or is not a data package in JSON.
    """
    folder = root or project.root()
    return _descriptor(
        folder / DESCRIPTOR,
        (folder / DESCRIPTOR).stat().st_mtime_ns if (folder / DESCRIPTOR).is_file() else 0,
    )


@lru_cache(maxsize=8)
def _descriptor(path: Path, _modified: int) -> dict[str, Any]:
    try:
        found = json.loads(read_file(path).decode("utf-8"))
    except FileNotFoundError:
        raise CourseError(
            Fault(DESCRIPTOR, reason="the file is missing", remedy="restore it from the repository")
        ) from None
    except UnicodeDecodeError as error:
        raise CourseError(Fault(DESCRIPTOR, reason=f"not UTF-8 ({error.reason})", remedy="save it as UTF-8")) from None
    except json.JSONDecodeError as error:
        place = (DESCRIPTOR, error.lineno, f"character {error.colno}")
        raise CourseError(Fault(*place, "", f"not JSON: {error.msg}", "mend the line")) from None
    except (ValueError, RecursionError) as error:  # JSON that Python will not hold
        raise CourseError(Fault(DESCRIPTOR, reason=f"cannot be read: {error}", remedy="mend the value")) from None
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise CourseError(Fault(DESCRIPTOR, reason=reason, remedy="make it a file that can be read")) from None
    resources = found.get("resources") if isinstance(found, dict) else None
    if not isinstance(resources, list) or not resources:
        raise CourseError(Fault(DESCRIPTOR, reason="no list of resources", remedy="see the Data Package standard"))
    misshapen = [number for number, resource in enumerate(resources, 1) if not _is_table(resource)]
    if misshapen:
        reason = "a resource without a name, a path or named columns"
        remedy = 'give it "name", "path" and "schema": {"fields": [{"name": ...}]}'
        raise CourseError(Fault(DESCRIPTOR, 0, f"resource {n}", "", reason, remedy) for n in misshapen)
    return found


def _is_table(resource: Any) -> bool:
    """Whether an entry of the descriptor has what is needed to read a table."""
    if not isinstance(resource, dict) or not isinstance(resource.get("schema"), dict):
        return False
    fields = resource["schema"].get("fields")
    return (
        all(isinstance(text := resource.get(key), str) and _is_name(text) for key in ("name", "path"))
        and isinstance(fields, list)
        and bool(fields)
        and all(isinstance(f, dict) and isinstance(f.get("name"), str) and f["name"] for f in fields)
    )


def _is_name(text: str) -> bool:
    """Whether this could name a file."""
    return 0 < len(text) <= 200 and text.isprintable()


def tables(root: Path | None = None) -> list[str]:
    """Return the names of the tables, in the order of the data package."""
    return [resource["name"] for resource in descriptor(root)["resources"]]


def load(table: str, root: Path | None = None) -> pd.DataFrame:
    """Return a table as a DataFrame with the declared types.

    Dates become ``datetime64``, enumerations ``category`` (in declared order), integers ``Int64``, numbers
    ``Float64``, booleans ``boolean``, lists Python lists (empty cells: empty lists), all else ``str``.
    Empty cells are missing values. Rows and columns keep the order of the file.

    Args:
        table: name of a table, as in ``coursekit.data.tables()``.
        root: the project folder; found from the current folder by default.

    Raises:
        CourseError: if there is no such table or its file cannot be read as declared.
    """
    folder = root or project.root()
    for resource in descriptor(folder)["resources"]:
        if resource.get("name") == table:
            if {"..", ""} & set(re.split(r"[/\\]", resource["path"])):
                reason, remedy = "leads out of the folder", "put the table into data/ and name it there"
                raise CourseError(Fault(DESCRIPTOR, 0, f"{table}.path", resource["path"], reason, remedy))
            return _read(folder / "data" / resource["path"], resource["schema"]["fields"])
    known = ", ".join(tables(folder))
    raise CourseError(
        Fault(DESCRIPTOR, value=str(table), reason="no table of this name", remedy=f"use one of: {known}")
    )


def _read(path: Path, fields: list[dict[str, Any]]) -> pd.DataFrame:
    name = f"data/{path.name}"
    rows: list[list[str]] = []
    try:
        text = read_file(path).decode("utf-8-sig")
        rows.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except FileNotFoundError:
        raise CourseError(Fault(name, reason="the file is missing", remedy="restore it from the repository")) from None
    except UnicodeDecodeError as error:
        raise CourseError(Fault(name, reason=f"not UTF-8 ({error.reason})", remedy="save it as UTF-8")) from None
    except csv.Error as error:
        line = len(rows) + 1
        raise CourseError(Fault(name, line, reason=f"not CSV: {error}", remedy="check quotes and commas")) from None
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise CourseError(Fault(name, reason=reason, remedy="make it a file that can be read")) from None
    expected = [field["name"] for field in fields]
    header = rows[0] if rows else []
    if header != expected:
        raise CourseError(
            Fault(
                name,
                1,
                value=",".join(header),
                reason="the header is not the declared one",
                remedy=f"use {','.join(expected)}",
            )
        )
    ragged = [
        Fault(name, n, reason=f"{len(r)} cells, {len(header)} declared", remedy="check quotes and commas")
        for n, r in enumerate(rows, 1)
        if len(r) != len(header)
    ]
    if ragged:
        raise CourseError(ragged)
    frame = pd.DataFrame(rows[1:], columns=expected, dtype="str")
    frame = frame.where(frame != "")
    faults: list[Fault] = []
    for field in fields:
        column = frame[field["name"]]
        try:
            frame[field["name"]] = _cast(column, field)
        except (ValueError, TypeError, OverflowError) as error:
            whole = Fault(name, 0, field["name"], "", f"cannot be read: {error}", "write all cells alike")
            faults.extend(_bad_cells(column, field, name) or [whole])
    if faults:
        raise CourseError(faults)
    return frame


def _cast(column: pd.Series, field: dict[str, Any]) -> pd.Series:
    """Convert a column of text to the type its field declares."""
    kind = field.get("type", "string")
    if field.get("loadAs") == "datetime":
        kind = "date"
    if kind == "list":
        convert: Callable[[str], Any] = int if field.get("itemType") == "integer" else str
        delimiter = field.get("delimiter", ",")
        cells = [[convert(part) for part in cell.split(delimiter)] if isinstance(cell, str) else [] for cell in column]
        return pd.Series(cells, index=column.index, dtype="object")
    if kind == "date":
        return pd.to_datetime(column, format="ISO8601")
    if kind == "integer":
        return pd.to_numeric(column).astype("Int64")
    if kind == "number":
        return pd.to_numeric(column).astype("Float64")
    if kind == "boolean":
        words = dict.fromkeys(field.get("trueValues", ["true"]), True) | dict.fromkeys(
            field.get("falseValues", ["false"]), False
        )
        unknown = set(column.dropna()) - set(words)
        if unknown:
            raise ValueError(unknown)
        return column.map(words).astype("boolean")
    choices = field.get("constraints", {}).get("enum")
    if choices:
        if set(column.dropna()) - set(choices):
            raise ValueError(field["name"])
        return column.astype(pd.CategoricalDtype(choices))
    return column


def _bad_cells(column: pd.Series, field: dict[str, Any], file: str) -> list[Fault]:
    """Return a fault for each cell that alone makes the conversion fail."""
    bad = []
    for number, cell in enumerate(column, 2):
        try:
            _cast(pd.Series([cell], dtype="str"), field)
        except (ValueError, TypeError, OverflowError):
            choices = field.get("constraints", {}).get("enum")
            reason = "not one of the allowed words" if choices else f"does not read as {field.get('type', 'string')}"
            remedy = f"use one of: {', '.join(choices)}" if choices else f"see the column in {DESCRIPTOR}"
            bad.append(Fault(file, number, field["name"], str(cell), reason, remedy))
    return bad


def validate(root: Path | None = None) -> list[Fault]:
    """Check all tables against the data package; see :func:`coursekit.validate.validate`."""
    from coursekit.validate import validate as check  # slow to import: kept off the notebooks' path

    return check(root)
