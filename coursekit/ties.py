"""Ties between tables, and between figures: what cannot all be right if it does not agree.

Which figures add up is declared in ``data/datapackage.json``, beside the table of figures, as ``sums`` and ``ratios``:
a published total and its parts are read separately, so one of them mistyped is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from coursekit.rawtable import Found, Table
from coursekit.rowrules import SEATED, first_day

Row = dict[str, str]
Tables = dict[str, Table]
EARLY = 31
"""Days by which an announcement may be older than what it announces."""

AFTER = 7
"""Days by which a text may be younger than the first day of the meeting it is from."""


def check(tables: Tables, package: dict[str, Any], found: Found) -> None:
    """Note what does not agree; a tie is not checked while a column it needs is missing or a cell is faulty."""
    for name, other, columns, broken, reason, remedy in TIES:
        if name in tables and other in tables:
            joined(tables[name], tables[other], columns, broken, (reason, remedy), found)
    if "event_actors" in tables and "events" in tables:
        chairs_follow_events(tables["event_actors"], tables["events"], found)
    for resource in package["resources"]:
        if resource["name"] in tables and (resource.get("sums") or resource.get("ratios")):
            figures_agree(tables[resource["name"]], resource, found)


# Rows that another row speaks of ----------------------------------------------------------------------------------


def first_year(text: str) -> str:
    """Return the first year in words such as ``1991 (successor to the USSR)``, or nothing."""
    match = re.search(r"\b[12][0-9]{3}\b", text)
    return match[0] if match else ""


def older(earlier: str, later: str, days: int = 0) -> bool:
    """Whether a partial date is more than some days before another, by the precision that both have."""
    length = min(len(earlier), len(later))
    if not length or earlier[:length] >= later[:length]:
        return False
    last = later if length == 10 else first_day(later[:length])
    return date.fromisoformat(first_day(earlier)) + timedelta(days=days) < date.fromisoformat(first_day(last))


def _outside(paragraphs: str, known: str) -> bool:
    return not set(paragraphs.split(";")) <= set(known.split(";")) if paragraphs else False


def _unborn(year: str, founded: str) -> bool:
    return bool(first_year(founded)) and year[:4] < first_year(founded)


def _not_near(text: str, event: str) -> bool:
    return older(text, event) or older(event, text, AFTER)


Tie = tuple[str, str, tuple[str, str, str], Callable[[str, str], bool], str, str]
TIES: tuple[Tie, ...] = (
    (
        *("events", "sources", ("date", "source_id", "date")),
        lambda event, source: older(source, event, EARLY),
        *("later than its source was published", "correct the date, or name a later source"),
    ),
    (
        *("positions", "sources", ("as_of", "source_id", "date")),
        lambda position, source: older(source, position),
        *("later than its source was published", "correct the date, or name a later source"),
    ),
    (
        *("relations", "sources", ("year", "source_id", "date")),
        lambda relation, source: older(source, relation),
        *("later than its source was published", "correct the year, or name a later source"),
    ),
    (
        *("documents", "events", ("date", "event_id", "date")),
        _not_near,
        *("not the time of the event it was made at", "correct the date or the event"),
    ),
    (
        *("interests", "actors", ("in_article", "actor_id", "in_article")),
        _outside,
        *("a paragraph that does not mention the actor", "correct the paragraphs here or in actors"),
    ),
    (
        *("relations", "actors", ("year", "source_actor_id", "founded_or_born")),
        _unborn,
        *("before the actor was founded or born", "correct the year or the actor"),
    ),
    (
        *("relations", "actors", ("year", "target_actor_id", "founded_or_born")),
        _unborn,
        *("before the actor was founded or born", "correct the year or the actor"),
    ),
)
"""Table, the table it points to, the own column, the pointing column, the column there; when that is wrong; words."""


def joined(
    table: Table,
    other: Table,
    columns: tuple[str, str, str],
    broken: Callable[[str, str], bool],
    words: tuple[str, str],
    found: Found,
) -> None:
    """Note the rows whose cell does not agree with that of the row they point to."""
    own, pointer, there = columns
    if not {own, pointer} <= set(table.fields) or there not in other.fields:
        return
    rows = {row[other.key[0]]: (number, row) for number, row in enumerate(other.rows)}
    for number, row in enumerate(table.rows):
        at, target = rows.get(row[pointer], (-1, None))
        if target is None or not found.sound(table, number, own, pointer) or not found.sound(other, at, there):
            continue
        if broken(row[own], target[there]):
            found.cell(table, number, own, f"{words[0]} ({target[there]})", words[1])


def chairs_follow_events(chairs: Table, events: Table, found: Found) -> None:
    """Chairs stand in order of their events; whoever sat in a meeting has a level, and where nobody met has none."""
    order = {row["event_id"]: number for number, row in enumerate(events.rows)}
    latest = -1
    for number, row in enumerate(chairs.rows):
        place = order.get(row["event_id"])
        sound = found.sound(chairs, number, "event_id", ", ".join(chairs.key))
        if place is None or not sound or not found.sound(events, place, "date"):
            continue
        if place < latest:
            found.cell(chairs, number, "event_id", "not in the order of the events", "move the row to its event")
        latest = max(latest, place)
        form, level = events.rows[place].get("form"), row.get("level")
        if form == "meeting" and level == "not applicable" and row.get("role") in SEATED:
            found.cell(chairs, number, "level", "no level for a seat in a meeting", "write the level, or unknown")


# Figures ----------------------------------------------------------------------------------------------------------


def figures_agree(table: Table, resource: dict[str, Any], found: Found) -> None:
    """Check ``sums`` and ``ratios``.

    A sum is ``{"whole": series or number, "parts": [series, ...], "within": 0}``; with ``"at_most": true`` the parts
    may leave something out. A ratio is ``{"value": series, "of": series, "to": series or number, "times": 1,
    "within": 0}``.
    A series is ``[indicator]``, the same actor or area as elsewhere in the rule, or ``[indicator, actor_or_area]``.
    Figures are compared where all of them are given for one period.
    """
    figures: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
    for number, row in enumerate(table.rows):
        if found.sound(table, number, "value", "period_start", "period_end"):
            series = figures.setdefault((row["indicator"], row["actor_or_area"]), {})
            series[row["period_start"], row["period_end"]] = number
    for rule in resource.get("sums", []):
        for whole, *parts in _together(table, figures, [rule["whole"], *rule["parts"]]):
            total, low = sum(value for value, _ in parts), rule.get("at_most", False)
            if total > whole[0] + rule.get("within", 0) or (not low and total < whole[0] - rule.get("within", 0)):
                said = f"{total:g} in its parts" + (", which are not all" if low else "")
                _blame(table, [whole, *parts], f"{whole[0]:g} in all and {said}", found)
    for rule in resource.get("ratios", []):
        for value, part, of in _together(table, figures, [rule["value"], rule["of"], rule["to"]]):
            ratio = part[0] / of[0] * rule.get("times", 1)
            if abs(ratio - value[0]) > rule.get("within", 0):
                _blame(table, [value, part, of], f"{value[0]:g} where the figures it rests on give {ratio:.4g}", found)


def _together(
    table: Table, figures: dict[tuple[str, str], dict[tuple[str, str], int]], wanted: list[Any]
) -> Iterator[list[tuple[float, int]]]:
    """Yield for each actor and period the value and the row of each series; a number stands for itself."""
    loose = [series[0] for series in wanted if isinstance(series, list) and len(series) == 1]
    areas = sorted({area for name, area in figures if name == loose[0]}) if loose else [""]
    for area in areas:
        series = [one if not isinstance(one, list) else figures.get((one[0], (*one, area)[1]), {}) for one in wanted]
        tables = [one for one in series if isinstance(one, dict)]
        for period in sorted(set(tables[0]).intersection(*tables[1:])):
            rows = [-1 if not isinstance(one, dict) else one[period] for one in series]
            yield [
                (float(table.rows[row]["value"]) if row >= 0 else float(one), row)  # type: ignore[arg-type]
                for one, row in zip(series, rows, strict=True)
            ]


def _blame(table: Table, figures: list[tuple[float, int]], reason: str, found: Found) -> None:
    """Note the first figure that is in the table, and say in which lines the others are."""
    rows = [row for _, row in figures if row >= 0]
    others = ", ".join(str(table.lines[row]) for row in rows[1:])
    remedy = f"compare it with line {others} and the sources" if others else "compare it with its source"
    found.cell(table, rows[0], "value", reason, remedy)
