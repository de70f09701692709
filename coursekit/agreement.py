"""How far two people who coded the same rows agree: Cohen's kappa per column, and the rows to talk about.

Each coder hands in a CSV file: a column with the keys of the rows, and a column for each code. Where a table of the
project has that key, its columns with a list of allowed codes are compared and each code is held against that list;
columns of text are left out. Without such a table every column is taken for one of codes, unless no code in it occurs
twice.

References:
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement, 20(1),
    37-46.

    Fleiss, J. L., Cohen, J., & Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa.
    Psychological Bulletin, 72(5), 323-327.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from coursekit.coding import Coding, read_coding
from coursekit.data import descriptor
from coursekit.faults import CourseError, Fault, shown

SMALL = 1e-9
"""A variance below this is none: what is left of it is rounding."""

ADVICE = "Report kappa with its interval and the number of rows. Then talk: is it the text, the rule, or the reader?"


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa, and the ends of its 95 percent interval; None where there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Column:
    """The agreement on one column.

    Attributes:
        name: of the column.
        table: the confusion table: how many rows the first coder, in the rows, and the second coded so.
        kappa: of that table.
        differing: key, first code and second code of each row on which the two differ.
        one_only: key of each row that only one of the two coded, with that code; the other is empty.
        neither: how many shared rows neither coded.
    """

    name: str
    table: pd.DataFrame
    kappa: Kappa
    differing: list[tuple[str, str, str]]
    one_only: list[tuple[str, str, str]]
    neither: int


@dataclass(frozen=True)
class Agreement:
    """The agreement of two codings.

    Attributes:
        files: the two files, as given.
        key: the column by which rows are matched.
        shared: how many rows both have.
        only: the keys that only the first has, and those that only the second has.
        columns: the agreement per column.
        text: the columns that are not compared.
        table: the table of the project whose codes were allowed; empty if none has this key.
    """

    files: tuple[str, str]
    key: str
    shared: int
    only: tuple[list[str], list[str]]
    columns: list[Column]
    text: list[str] = field(default_factory=list)
    table: str = ""


def compare(first: Path, second: Path, root: Path) -> Agreement:
    """Return how far two codings agree.

    Args:
        first: a CSV file.
        second: another, with the same columns.
        root: the project folder, whose data package is asked which codes are allowed.

    Raises:
        CourseError: if a file cannot be read, or the two cannot be compared: other columns, a key that stands twice,
            a code that is not allowed, no row in both, no column of codes.
    """
    if first.resolve() == second.resolve():
        raise CourseError(Fault(str(first), reason="the same file twice", remedy="name the files of two coders"))
    one, key = read_coding(first)
    two, _ = read_coding(second, key)
    if missing := [name for name in one.columns if name not in two.columns] + [
        name for name in two.columns if name not in one.columns
    ]:
        reason = f"not the columns of {one.file}: it differs in {', '.join(missing)}"
        remedy = f"give both files the columns {','.join(one.columns)}"
        raise CourseError(Fault(two.file, 1, value=",".join(two.columns), reason=reason, remedy=remedy))
    table, codes = _codes(key, root)
    if faults := [*_unknown(one, codes), *_unknown(two, codes)]:
        raise CourseError(faults)
    shared = [name for name in one.rows if name in two.rows]
    if not shared:
        reason = f"no {key} of it stands in {one.file}"
        raise CourseError(Fault(two.file, reason=reason, remedy="have both code the same rows, under the same keys"))
    names = [name for name in one.columns if name != key]
    compared = [name for name in names if (codes[name] is not None if name in codes else _is_coded(name, one, two))]
    if not compared:
        reason = f"no column of codes beside {key}"
        raise CourseError(Fault(one.file, 1, value=",".join(one.columns), reason=reason, remedy="add what was coded"))
    return Agreement(
        (one.file, two.file),
        key,
        len(shared),
        ([k for k in one.rows if k not in two.rows], [k for k in two.rows if k not in one.rows]),
        [_column(name, one, two, shared, codes.get(name)) for name in compared],
        [name for name in names if name not in compared],
        table,
    )


def _codes(key: str, root: Path) -> tuple[str, dict[str, list[str] | None]]:
    """Return the table whose rows have this key, and for each of its columns the allowed codes; None for text."""
    for resource in descriptor(root)["resources"]:
        if resource["schema"].get("primaryKey") in (key, [key]):
            return resource["name"], {one["name"]: _allowed(one) for one in resource["schema"]["fields"]}
    return "", {}


def _allowed(described: dict[str, Any]) -> list[str] | None:
    if described.get("type") == "boolean":
        return [*described.get("trueValues", ["true"]), *described.get("falseValues", ["false"])]
    codes = described.get("constraints", {}).get("enum")
    return [str(code) for code in codes] if codes else None


def _unknown(coding: Coding, codes: dict[str, list[str] | None]) -> Iterator[Fault]:
    """Yield a fault for each code that the data package does not allow."""
    for line, row in coding.rows.values():
        for name, cell in row.items():
            allowed = codes.get(name)
            if allowed and cell and cell not in allowed:
                near = allowed if len(allowed) <= 12 else get_close_matches(cell, allowed, 3, 0)
                remedy = f"use one of: {', '.join(near)}"
                yield Fault(coding.file, line, name, cell, "not one of the allowed codes", remedy)


def _is_coded(name: str, one: Coding, two: Coding) -> bool:
    """Whether a coder used some code of a column twice; otherwise it is text."""
    return any(
        max(Counter(filter(None, (row[name] for _, row in coding.rows.values()))).values(), default=0) > 1
        for coding in (one, two)
    )


def _column(name: str, one: Coding, two: Coding, shared: list[str], codes: list[str] | None) -> Column:
    pairs = [(key, one.rows[key][1][name], two.rows[key][1][name]) for key in shared]
    both = [pair for pair in pairs if pair[1] and pair[2]]
    used = {code for pair in both for code in pair[1:]}
    order = [code for code in codes if code in used] if codes else sorted(used)
    counts = Counter(pair[1:] for pair in both)
    table = pd.DataFrame([[counts[a, b] for b in order] for a in order], index=order, columns=order)
    return Column(
        name,
        table,
        cohens_kappa(table),
        [pair for pair in both if pair[1] != pair[2]],
        [pair for pair in pairs if bool(pair[1]) != bool(pair[2])],
        sum(not (pair[1] or pair[2]) for pair in pairs),
    )


def cohens_kappa(table: pd.DataFrame) -> Kappa:
    """Return Cohen's kappa of a confusion table, with its 95 percent interval.

    Kappa is (observed - expected) / (1 - expected) agreement, where what is expected is the agreement of two coders
    who use each code as often as these did, but by lot (Cohen 1960). The interval is kappa plus and minus 1.96 times
    the large-sample standard error of Fleiss, Cohen and Everitt (1969), cut off at -1 and 1.

    There is no kappa without rows, or where both coders gave every row one and the same code: then agreement by lot
    is certain, and the formula divides by zero. There is no interval where that standard error is zero: all rows
    alike, or one coder with a single code.

    Args:
        table: counts of rows; square, with the same codes in the same order both ways.
    """
    if len(table) < 2:
        return Kappa(None)
    from statsmodels.stats.inter_rater import cohens_kappa as of_table  # slow to import: only here

    with np.errstate(divide="ignore", invalid="ignore"):  # where there is no spread, its test divides by it
        found = of_table(table.to_numpy())
    value = float(found.kappa)
    if not found.var_kappa > SMALL:
        return Kappa(value)
    return Kappa(value, max(float(found.kappa_low), -1.0), min(float(found.kappa_upp), 1.0))


# --- In words ---------------------------------------------------------------------------------------------------------


def told(found: Agreement) -> str:
    """Return the agreement as plain text."""
    first, second = map(shown, found.files)
    lines = [f"{first} and {second}: {found.shared} rows in both, matched by {shown(found.key)}"]
    lines += [f"only in {file}: {_keys(keys)}" for file, keys in zip((first, second), found.only, strict=True)]
    if found.table:
        lines.append(f"codes: those of the table {found.table}")
    else:
        lines.append(f"codes: as they stand, for no table of the project has the key {shown(found.key)}")
    if found.text:
        lines.append(f"not compared, since no codes: {_keys(found.text)}")
    for column in found.columns:
        lines += ["", shown(column.name), *(f"  {line}" for line in _column_told(column, first, second))]
    return "\n".join([*lines, "", ADVICE])


def _column_told(column: Column, first: str, second: str) -> Iterator[str]:
    yield _kappa_told(column, first, second)
    if len(column.table):
        yield from _confusion(column.table, first, second)
    if column.differing:
        yield f"to talk about: {len(column.differing)} rows, with the codes of {first} / {second}"
        yield from (f"  {shown(key)}: {shown(a)} / {shown(b)}" for key, a, b in column.differing)
    for file, at in ((first, 1), (second, 2)):
        if missing := [pair[0] for pair in column.one_only if not pair[at]]:
            yield f"empty in {file} alone, and not counted: {_keys(missing)}"
    if column.neither:
        yield f"empty in both, and not counted: {column.neither} rows"


def _kappa_told(column: Column, first: str, second: str) -> str:
    total = int(column.table.to_numpy().sum())
    if not total:
        return "no kappa: no row was coded by both"
    same = total - len(column.differing)
    alike = f"{same} of {total} rows alike ({100 * same / total:.0f} percent)"
    value, low, high = (None if number is None else f"{round(number, 2) + 0.0:.2f}" for number in astuple(column.kappa))
    if value is None:
        only = shown(str(column.table.index[0]))
        return f"no kappa: {alike}, but both gave every row the code {only}, so agreement by chance was certain"
    if low is not None:
        return f"kappa {value}, 95 percent interval {low} to {high}; {alike}"
    for file, sums in ((first, column.table.sum(axis=1)), (second, column.table.sum())):
        if (sums > 0).sum() == 1:
            return f"kappa {value}: {alike}, but {file} has one code only, so it can be no better than chance"
    return f"kappa {value}: {alike}; no interval, since all rows are alike, or none is, and that shows no spread"


def _confusion(table: pd.DataFrame, first: str, second: str) -> Iterator[str]:
    """Yield the lines of a confusion table; its columns are numbered like its rows, so that long codes fit."""
    width = max(3, *(len(str(count)) for count in table.to_numpy().ravel()), len(str(len(table)))) + 1
    names = [f"{number} {shown(str(code))}" for number, code in enumerate(table.index, 1)]
    margin = max(map(len, names))
    yield f"rows: {first}; columns, by the same numbers: {second}"
    yield " " * margin + "".join(f"{number:>{width}}" for number in range(1, len(names) + 1))
    for name, counts in zip(names, table.to_numpy(), strict=True):
        yield f"{name:{margin}}" + "".join(f"{count:>{width}}" for count in counts)


def _keys(keys: list[str]) -> str:
    return ", ".join(map(shown, keys)) or "none"
