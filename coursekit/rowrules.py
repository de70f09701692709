"""Rules about the cells of one row for which the data package has no words.

A rule is silent about a row in which one of the cells it reads is faulty already. Rules about several rows are in
:mod:`coursekit.rules`, those about several tables in :mod:`coursekit.ties`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Rule:
    """A rule about one row: ``broken`` is called with the cells of ``columns``; the first column is blamed."""

    columns: tuple[str, ...]
    broken: Callable[..., bool]
    reason: str
    remedy: str


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


def other_time(day: str, key: str) -> bool:
    """Whether a key that ends in a year, a year and month, or a day names another time than a date does."""
    named = re.search(r"(?:^|[a-z_-])([0-9]{4}(?:-[0-9]{2}){0,2})$", key)
    return bool(named) and not day.startswith(named[1])  # type: ignore[index]


def other_year(day: str, key: str) -> bool:
    """Whether the key of a source names another year than its date; ``nd`` stands for none seen when it was made."""
    named = re.search(r"-([0-9]{4})-", key)
    return bool(day and named) and not day.startswith(named[1])  # type: ignore[index]


FRIENDLY = {"cooperates_with", "hosts", "invited", "member_of", "represents", "shares_intelligence", "supports"}
HOSTILE = {"accuses", "excludes", "opposes", "rivals"}
"""Ties that no coding can turn into their opposite; ``talks_with`` and ``arms_alleged`` are of neither kind."""

SEATED = {"participant", "observer", "mediator"}

SECOND_SOURCE = Rule(
    ("second_source_id", "source_id"),
    lambda second, first: bool(second) and first in ("", second),
    "a second source without a first, or the first again",
    "name another source, or leave it empty",
)

UNTAKEN = ("not_scored", "unresolved", "void")
"""Outcomes that say that a prediction was not scored."""

RULES: dict[str, tuple[Rule, ...]] = {
    "sources": (
        real_day("date"),
        Rule(("date", "source_id"), other_year, "not the year in the key", "correct the date; a key never changes"),
    ),
    "events": (
        real_day("date"),
        Rule(("date", "event_id"), other_time, "not the time in the key", "correct the date; a key never changes"),
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
            ("sign", "relation"),
            lambda sign, relation: (relation in FRIENDLY and sign == "-1") or (relation in HOSTILE and sign == "1"),
            "the sign contradicts the relation",
            "correct sign or relation",
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
            ("verdict_now", "verdict_then", "verdict_reason"),
            lambda now, then, reason: then not in ("not_due", now) and "ater" not in reason,
            "differs from the verdict then, and the reason names nothing later",
            "correct one of the verdicts, or say in verdict_reason what came later",
        ),
        *(
            Rule(
                (verdict, "checkable"),
                lambda verdict, checkable: verdict == "unmeasurable" and checkable == "yes",
                "what documents could settle is not unmeasurable",
                "correct the verdict or checkable",
            )
            for verdict in ("verdict_then", "verdict_now")
        ),
        Rule(
            ("checkable", "type"),
            lambda checkable, kind: kind == "fact" and checkable == "no",
            "a fact can be checked",
            "write yes or part, or another type",
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
    "event_actors": (
        Rule(
            ("level", "role"),
            lambda level, role: role == "not_invited" and level != "not applicable",
            "a level of somebody who was not invited",
            "write not applicable, or another role",
        ),
    ),
    "indicators": (
        Rule(
            ("value", "unit"),
            lambda value, unit: unit.startswith("percent ") and not 0 <= float(value) <= 100,
            "a percentage outside 0 to 100",
            "correct the value or the unit",
        ),
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
