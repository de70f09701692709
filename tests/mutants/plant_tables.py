"""Faults in tables: a cell, a row."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fault import Mutant, mutant, other_number, short


@dataclass
class Sheet:
    """A table as rows of text, with the schema of its columns."""

    file: str
    fields: dict[str, dict[str, Any]]
    key: list[str]
    pointers: dict[str, str]
    rows: list[dict[str, str]]

    def with_rows(self, rows: list[dict[str, str]]) -> str:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(self.fields), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue()

    def with_cell(self, number: int, column: str, value: str) -> str:
        rows = deepcopy(self.rows)
        rows[number][column] = value
        return self.with_rows(rows)


def sheets(root: Path) -> dict[str, Sheet]:
    found = {}
    for folder in ("data", "data/map"):
        package = json.loads((root / folder / "datapackage.json").read_text("utf-8"))
        for resource in package["resources"]:
            if not str(resource["path"]).endswith(".csv"):
                continue
            file = f"{folder}/{resource['path']}"
            with (root / file).open(encoding="utf-8", newline="") as handle:
                rows = list(csv.DictReader(handle))
            schema = resource["schema"]
            key = schema.get("primaryKey", [])
            pointers = {
                k["fields"]: k["reference"]["resource"]
                for k in schema.get("foreignKeys", [])
                if isinstance(k["fields"], str)
            }
            fields = {f["name"]: f for f in schema["fields"]}
            found[resource["name"]] = Sheet(file, fields, [key] if isinstance(key, str) else key, pointers, rows)
    return found


def other_date(text: str, rng: random.Random) -> str:
    if len(text) == 10:
        return (date.fromisoformat(text) + timedelta(days=rng.choice((-30, -1, 1, 10)))).isoformat()
    if len(text) == 7:
        return f"{text[:5]}{int(text[5:]) % 12 + 1:02}"
    return str(int(text) + rng.choice((-1, 1)))


DATE = re.compile(r"\d{4}(-\d\d){0,2}")


def cell_kind(sheet: Sheet, column: str) -> str:
    """What a change of a column is called."""
    described = sheet.fields[column]
    if column in sheet.key or column in sheet.pointers or column.endswith("_id"):
        return "id"
    if "enum" in described.get("constraints", {}) or described["type"] == "boolean":
        return (
            "verdict"
            if column.startswith("verdict_") or (column == "outcome" and "verdict" not in sheet.fields)
            else "enumeration"
        )
    if described["type"] == "date" or described.get("loadAs") or column in ("date", "as_of", "key_dates", "year"):
        return "date"
    if described["type"] in ("number", "integer"):
        return "value"
    return "list" if described["type"] == "list" else "text"


def changed_cell(sheet: Sheet, found: dict[str, Sheet], number: int, column: str, rng: random.Random) -> str | None:
    """Return another value for a cell that its column allows, or None if there is none."""
    cell, described, kind = sheet.rows[number][column], sheet.fields[column], cell_kind(sheet, column)
    if kind in ("enumeration", "verdict"):
        choices = described.get("constraints", {}).get("enum") or ["true", "false"]
        others = [str(choice) for choice in choices if str(choice) != cell]
        return rng.choice(others) if cell and others else None
    if kind == "id":
        target = found.get(sheet.pointers.get(column, ""))
        if target:
            return (
                rng.choice([row[target.key[0]] for row in target.rows if row[target.key[0]] != cell]) if cell else None
            )
        return (
            re.sub(r"\d(?=\D*$)", lambda m: str((int(m[0]) + 1) % 10), cell) if re.search(r"\d", cell) else f"{cell}-x"
        )
    if not cell:
        return None
    if kind == "date":
        *earlier, last = cell.split(";")
        return ";".join([*earlier, other_date(last, rng)]) if DATE.fullmatch(last) else None
    if kind == "value":
        return other_number(cell, rng)
    if kind == "list":
        items = cell.split(";")
        if items[0].isdigit():
            free = [str(n) for n in range(15) if str(n) not in items]
            if not free:
                return None
            items[rng.randrange(len(items))] = rng.choice(free)
            return ";".join(sorted(items, key=int))
        return ";".join(items[1:]) or None
    if numbers := list(re.finditer(r"\d+", cell)):
        match = rng.choice(numbers)
        return cell[: match.start()] + str(int(match[0]) + 1) + cell[match.end() :]
    words = cell.split(" ")
    if len(words) < 2:
        return None
    del words[rng.randrange(len(words))]
    return " ".join(words)


def table_cells(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A cell of a table, the tables in turn: value, date, id, enumeration, list or text."""
    found = sheets(root)
    while True:
        for name, sheet in found.items():
            kinds: dict[str, list[str]] = {}
            for column in sheet.fields:
                kinds.setdefault(cell_kind(sheet, column), []).append(column)
            kinds.pop("verdict", None)
            for _ in range(40):
                kind = rng.choice(list(kinds))
                column, number = rng.choice(kinds[kind]), rng.randrange(len(sheet.rows))
                old = sheet.rows[number][column]
                new = changed_cell(sheet, found, number, column, rng)
                if new not in (None, old):
                    what = f"{name} {number + 2} {column}: {short(old, str(new))}"
                    content, key = sheet.with_cell(number, column, str(new)), sheet.rows[number][sheet.key[-1]]
                    yield mutant(f"table: {kind}", sheet.file, what, content, key=key)
                    break


def table_rows(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """Rows dropped, doubled under another key, put in another order, or with two cells of one column exchanged."""
    found = list(sheets(root).values())
    while True:
        for sheet in found:
            number = rng.randrange(len(sheet.rows) - 1)
            other = rng.choice([n for n in range(len(sheet.rows)) if n != number])
            rows = deepcopy(sheet.rows)
            how = rng.choice(("dropped", "moved", "cells exchanged"))
            if how == "dropped":
                del rows[number]
            elif how == "moved":
                rows[number], rows[number + 1] = rows[number + 1], rows[number]
            else:
                differing = [c for c in sheet.fields if rows[number][c] != rows[other][c] and c not in sheet.key]
                if not differing:
                    continue
                column = rng.choice(differing)
                rows[number][column], rows[other][column] = rows[other][column], rows[number][column]
                how = f"cells of {column} exchanged"
            yield mutant(
                f"row: {how.split()[0]}", sheet.file, f"{sheet.file} {number + 2}: {how}", sheet.with_rows(rows)
            )
