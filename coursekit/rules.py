"""Rules of the tables for which the data package has no words.

:data:`RULES` holds the rules about the cells of one row; rules about several rows are functions below it. A rule
is silent about a row in which one of the cells it reads is faulty already.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from coursekit.rawtable import Found, Table, names


@dataclass(frozen=True)
class Rule:
    """A rule about one row: ``broken`` is called with the cells of ``columns``; the first column is blamed."""

    columns: tuple[str, ...]
    broken: Callable[..., bool]
    reason: str
    remedy: str


# Rules about one row ---------------------------------------------------------------------------------


def not_a_day(cell: str) -> bool:
    """Whether one of the dates in a cell, each a year, year-month or day, is not in the calendar."""
    for item in filter(None, cell.split(";")):
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", item):
            return True
        try:
            date.fromisoformat(first_day(item))
        except ValueError:
            return True
    return False


def first_day(partial: str) -> str:
    """Return the first day of a year, a month or a day: ``2018-11`` becomes ``2018-11-01``."""
    return (partial + "-01-01")[:10]


def other_precision(precision: str, day: str) -> bool:
    """Whether a date is written more or less exactly than it is said to be known."""
    return {4: "year", 7: "month", 10: "day"}.get(len(day)) != precision


def above(low: str, high: str) -> bool:
    """Whether two numbers, if there are two, stand in the wrong order."""
    return bool(low and high) and float(low) > float(high)


def real_day(column: str) -> Rule:
    """Return the rule for a column of dates written as far as they are known."""
    return Rule((column,), not_a_day, "not a real day, month or year", "correct the date")


SECOND_SOURCE = Rule(
    ("second_source_id", "source_id"),
    lambda second, first: bool(second) and first in ("", second),
    "a second source without a first, or the first again",
    "name another source, or leave it empty",
)

UNTAKEN = ("not_scored", "unresolved", "void")
"""Outcomes that say that a prediction was not scored."""

RULES: dict[str, tuple[Rule, ...]] = {
    "sources": (real_day("date"),),
    "events": (
        real_day("date"),
        Rule(
            ("date_precision", "date"),
            other_precision,
            "does not agree with the way the date is written",
            "write day for 2018-11-05, month for 2018-11, year for 2018",
        ),
    ),
    "documents": (real_day("date"),),
    "positions": (real_day("as_of"),),
    "actors": (
        Rule(
            ("own_words_source_id", "own_words_2018"),
            lambda source, words: bool(source) != bool(words),
            "a statement without its source, or a source without a statement",
            "fill in own_words_2018 and own_words_source_id, or neither",
        ),
    ),
    "relations": (
        Rule(
            ("paragraph", "block"),
            lambda paragraph, block: (block == "article") != bool(paragraph),
            "a paragraph is given exactly for what is in the article",
            "name the paragraph if block is article; otherwise leave it empty",
        ),
        Rule(
            ("basis", "block"),
            lambda basis, block: block != "article" and basis != "reported_fact",
            "what the article says or alleges belongs to the block article",
            "write reported_fact, or the block article",
        ),
        Rule(
            ("target_actor_id", "source_actor_id"),
            lambda target, source: bool(target) and target == source,
            "the actor is tied to itself",
            "correct one of the two actors",
        ),
    ),
    "interests": (
        Rule(
            ("strength_in_article", "in_article"),
            lambda strength, paragraphs: (strength == "0") == bool(paragraphs),
            "the strength is 0 exactly where the article does not mention it",
            "correct strength_in_article or in_article",
        ),
    ),
    "claims": (
        SECOND_SOURCE,
        *(
            Rule(
                (verdict, "checkable"),
                lambda verdict, checkable: (checkable == "no") == bool(verdict),
                "a claim has verdicts unless it is not checkable",
                "empty both verdicts if checkable is no; otherwise fill in both",
            )
            for verdict in ("verdict_then", "verdict_now")
        ),
        Rule(
            ("checkable", "type"),
            lambda checkable, kind: kind == "prescription" and checkable != "no",
            "advice cannot be checked",
            "write no, or another type",
        ),
        Rule(
            ("source_id", "verdict_then", "verdict_now"),
            lambda source, *verdicts: not source and any(v not in ("", "unmeasurable") for v in verdicts),
            "a verdict without its source",
            "name the source the verdict rests on",
        ),
        Rule(
            ("second_source_id", "verdict_then", "verdict_now"),
            lambda second, *verdicts: "contested" in verdicts and not second,
            "a contested claim without a source for each side",
            "name a second source",
        ),
        Rule(
            ("verdict_then", "type"),
            lambda verdict, kind: verdict == "not_due" and kind != "prediction",
            "only a prediction can be not due",
            "correct verdict_then or type",
        ),
        Rule(
            ("verdict_now", "verdict_then"),
            lambda now, then: now == "condition_not_met" and then != "not_due",
            "a condition not met now was not due then",
            "correct verdict_then or verdict_now",
        ),
    ),
    "predictions": (
        real_day("key_dates"),
        SECOND_SOURCE,
        Rule(
            ("key_dates",),
            lambda dates: dates.split(";") != sorted(dates.split(";"), key=first_day),
            "the dates are not in order",
            "put the earliest first",
        ),
        Rule(
            ("why_not", "scorable"),
            lambda why_not, scorable: (scorable == "true") == bool(why_not),
            "a reason is given exactly where a prediction cannot be scored",
            "say in why_not why it cannot be scored; leave it empty if it can",
        ),
        Rule(
            ("resolution_criterion", "scorable"),
            lambda criterion, scorable: (scorable == "true") != bool(criterion),
            "a criterion is given exactly where a prediction can be scored",
            "write what would count as yes if scorable is true; otherwise leave it empty",
        ),
        Rule(
            ("scorable", "kind"),
            lambda scorable, kind: scorable == "true" and kind not in ("forecast", "conditional"),
            "only a forecast or a conditional can be scored",
            "write false, or another kind",
        ),
        Rule(
            ("outcome", "scorable"),
            lambda outcome, scorable: (scorable == "true") == (outcome in UNTAKEN),
            "an outcome is given exactly where a prediction can be scored",
            f"use {', '.join(UNTAKEN)} if scorable is false, another outcome if it is true",
        ),
        Rule(
            ("outcome", "kind"),
            lambda outcome, kind: outcome == "void" and kind != "conditional",
            "only a conditional can be void",
            "correct outcome or kind",
        ),
        Rule(
            ("condition", "kind"),
            lambda condition, kind: kind == "conditional" and not condition,
            "a conditional without its condition",
            "write the if-clause",
        ),
        Rule(
            ("source_id", "scorable"),
            lambda source, scorable: scorable == "true" and not source,
            "a scored prediction without its source",
            "name the source of the outcome",
        ),
    ),
    "indicators": (
        Rule(
            ("period_end", "period_start"),
            lambda end, start: bool(start and end) and end < start,
            "the period ends before it begins",
            "correct period_start or period_end",
        ),
        Rule(
            ("value_low", "value"),
            above,
            "the lower bound is above the value",
            "correct value_low or value",
        ),
        Rule(
            ("value_high", "value"),
            lambda high, value: above(value, high),
            "the upper bound is below the value",
            "correct value_high or value",
        ),
    ),
}


# Rules about several rows --------------------------------------------------------------------------------------

IN_ORDER = {"events": "date", "documents": "date"}
"""Tables whose rows stand in order of a partial date."""

USED = {
    "events": ("no actor takes part in it", "add its actors to event_actors, or remove it"),
}
"""Tables each of whose keys another table must point to. Sources are not among them: a lesson may cite one alone."""


def check(tables: dict[str, Table], found: Found, complete: bool) -> None:
    """Note what breaks a rule; ``complete`` says whether all declared tables could be read."""
    for table in tables.values():
        for rule in RULES.get(table.name, ()):
            if set(rule.columns) <= set(table.fields):
                check_rows(table, rule, found)
        items_exist(table, tables, found)
        no_repeated_rows(table, found)
        if table.name in IN_ORDER:
            rows_in_order(table, IN_ORDER[table.name], found)
        if complete and table.name in USED:
            keys_are_used(table, tables, found)


def check_rows(table: Table, rule: Rule, found: Found) -> None:
    """Note the rows that break a rule about one row."""
    for number, row in enumerate(table.rows):
        if found.sound(table, number, *rule.columns) and rule.broken(*(row[c] for c in rule.columns)):
            found.cell(table, number, rule.columns[0], rule.reason, rule.remedy)


def items_exist(table: Table, tables: dict[str, Table], found: Found) -> None:
    """Every item of a list must be a value of the column its ``itemsReference`` names."""
    for column, described in table.fields.items():
        reference = described.get("itemsReference")
        if not reference or reference["resource"] not in tables:
            continue
        known = {row[reference["field"]] for row in tables[reference["resource"]].rows}
        for number, row in enumerate(table.rows):
            cell = row[column]
            unknown = [i for i in cell.split(described["delimiter"]) if i not in known] if cell else []
            if unknown:
                reason = f"no {reference['field']} {', '.join(unknown)} in the table {reference['resource']}"
                found.cell(table, number, column, reason, "correct the item, or add the row it names")


def no_repeated_rows(table: Table, found: Found) -> None:
    """No row may say the same as an earlier one under another key."""
    if len(table.key) != 1 or set(table.fields) == set(table.key):
        return
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(table.rows):
        content = tuple(cell for column, cell in row.items() if column != table.key[0])
        first = seen.setdefault(content, table.lines[number])
        if first != table.lines[number]:
            reason = f"the row says the same as line {first} under another key"
            found.cell(table, number, table.key[0], reason, "remove one of the two")


def rows_in_order(table: Table, column: str, found: Found) -> None:
    """The rows must stand in order of a date, so that a reader of the file finds them."""
    latest = ""
    for number, row in enumerate(table.rows):
        if not found.sound(table, number, column):
            continue
        day = first_day(row[column])
        if day < latest:
            found.cell(table, number, column, f"earlier than a row above ({latest})", "move the row up")
        latest = max(latest, day)


def keys_are_used(table: Table, tables: dict[str, Table], found: Found) -> None:
    """Every key must be pointed to by a row of some table that names it in a foreign key."""
    used: set[str] = set()
    pointed = False
    for other in tables.values():
        for key in other.schema.get("foreignKeys", []):
            if key["reference"]["resource"] == table.name:
                pointed = True
                used |= {row[names(key["fields"])[0]] for row in other.rows}
    for number, row in enumerate(table.rows):
        if pointed and row[table.key[0]] not in used:
            found.cell(table, number, table.key[0], *USED[table.name])
