"""Ties: a figure, a date or a place that does not agree with another is named with both."""

from __future__ import annotations

import copy

import pytest

from coursekit import rules, ties
from coursekit.data import descriptor
from coursekit.rawtable import Found
from coursekit.references import raw_tables
from coursekit.rowrules import other_time, other_year


@pytest.fixture(scope="module")
def sound(root):
    return raw_tables(root)


def faults(root, tables):
    found = Found()
    rules.check(tables, found, complete=True)
    ties.check(tables, descriptor(root), found)
    return found.faults


def test_the_tables_agree(root, sound):
    assert faults(root, sound) == []


def row_of(table, **cells):
    return next(n for n, row in enumerate(table.rows) if all(row[c] == v for c, v in cells.items()))


TABLES_2018 = {"period_start": "2018-10-22", "period_end": "2018-10-22"}
PLANTS = [
    # table, the row, the change, column and words of the fault
    ("sources", {"source_id": "aa-2018-conference-ends"}, {"date": "2017-11-09"}, "date", "not the year in the key"),
    ("events", {"event_id": "moscow-format-2018-11"}, {"date": "2018-12-09"}, "date", "not the time in the key"),
    ("events", {"event_id": "unga-es6-2-1980"}, {"date": "1981-01-14"}, "date", "not the time in the key"),
    ("relations", {"relation": "accuses"}, {"sign": "1"}, "sign", "contradicts the relation"),
    ("relations", {"relation": "supports"}, {"sign": "-1"}, "sign", "contradicts the relation"),
    ("relations", {"relation_id": "R001"}, {"year": "2019"}, "year", "later than its source was published (2018-11"),
    ("relations", {"relation_id": "R003"}, {"year": "1990"}, "year", "before the actor was founded or born"),
    ("claims", {"claim_id": "C001"}, {"verdict_now": "untraced"}, "verdict_now", "names nothing later"),
    ("claims", {"claim_id": "C003"}, {"verdict_then": "unmeasurable"}, "verdict_then", "is not unmeasurable"),
    (
        "claims",
        {"checkable": "yes", "verdict_then": "not_due"},
        {"verdict_now": "unmeasurable"},
        "verdict_now",
        "is not unmeasurable",
    ),
    ("claims", {"checkable": "no"}, {"type": "fact"}, "checkable", "a fact can be checked"),
    ("event_actors", {"role": "not_invited"}, {"level": "minister"}, "level", "who was not invited"),
    (
        "event_actors",
        {"event_id": "moscow-format-2018-11", "actor_id": "taliban"},
        {"level": "not applicable"},
        "level",
        "no level for a seat",
    ),
    ("documents", {"document_id": "geneva-1988"}, {"date": "1988-04-13"}, "date", "not the time of the event"),
    ("documents", {"document_id": "geneva-1988"}, {"date": "1988-06-14"}, "date", "not the time of the event"),
    ("positions", {"position_id": "N01"}, {"as_of": "2027"}, "as_of", "later than its source"),
    ("interests", {"interest_id": "I001"}, {"in_article": "1;9"}, "in_article", "does not mention the actor"),
    ("indicators", {"indicator": "rs_districts_share"}, {"value": "172"}, "value", "outside 0 to 100"),
    (
        "indicators",
        {"indicator": "unama_civilian_casualties", "period_end": "2018-12-31"},
        {"value": "10992"},
        "value",
        "10992 in all and 10993 in its parts",
    ),
    (
        "indicators",
        {"indicator": "unama_civilians_killed", "period_end": "2018-12-31"},
        {"value": "3840"},
        "value",
        "10993 in all and 11029 in its parts",
    ),
    (
        "indicators",
        {"indicator": "rs_districts_count", "actor_or_area": "contested (neither side)", **TABLES_2018},
        {"value": "183"},
        "value",
        "407 in all",
    ),
    (
        "indicators",
        {"indicator": "opium_yield_kg_per_ha", "period_end": "2017-12-31"},
        {"value": "37.2"},
        "value",
        "37.2 where the figures it rests on give 27.44",
    ),
]


@pytest.mark.parametrize(("table", "where", "cells", "column", "words"), PLANTS)
def test_what_does_not_agree_is_named(root, sound, table, where, cells, column, words):
    tables = {**sound, table: copy.deepcopy(sound[table])}
    number = row_of(tables[table], **where)
    tables[table].rows[number].update(cells)
    named = [fault for fault in faults(root, tables) if fault.column == column and words in fault.reason]
    assert named, "\n".join(map(str, faults(root, tables)))
    assert named[0].remedy


@pytest.mark.parametrize("table", rules.BY_KEY)
def test_a_row_in_the_wrong_place_is_named(root, sound, table):
    tables = {**sound, table: copy.deepcopy(sound[table])}
    rows = tables[table].rows
    rows[3], rows[4] = rows[4], rows[3]
    (fault,) = faults(root, tables)
    assert (fault.file, fault.row) == (f"data/{table}.csv", tables[table].lines[4])
    assert "before the row above, by its key" in fault.reason


def test_a_chair_away_from_its_event_is_named(root, sound):
    tables = {**sound, "event_actors": copy.deepcopy(sound["event_actors"])}
    rows = tables["event_actors"].rows
    rows.append(rows.pop(0))
    assert "not in the order of the events" in faults(root, tables)[0].reason


def test_a_tie_is_silent_about_a_cell_that_is_faulty_already(root, sound):
    tables = {**sound, "events": copy.deepcopy(sound["events"])}
    number = row_of(tables["events"], event_id="moscow-format-2018-11")
    tables["events"].rows[number]["date"] = "2018-13-09"
    assert [fault.reason for fault in faults(root, tables)] == ["not a real day, month or year"]


@pytest.mark.parametrize(
    ("rule", "day", "key", "broken"),
    [
        (other_time, "2018-11-09", "moscow-format-2018-11", False),
        (other_time, "2018-11", "talks-2018", False),
        (other_time, "2017-11-09", "talks-2018", True),
        (other_time, "2018-11-09", "unga-es6-2", False),
        (other_year, "2018-08-21", "mid-nd-page-3322070", False),
        (other_year, "", "peaceagreements-2020-agreement", False),
        (other_year, "2019", "dawn-2018-talks", True),
    ],
)
def test_years_in_keys(rule, day, key, broken):
    assert rule(day, key) is broken


def test_what_is_declared_of_figures_names_series_that_exist(root, sound):
    """A sum of series that are gone would fall silent."""
    (resource,) = (r for r in descriptor(root)["resources"] if r["name"] == "indicators")
    known = {(row["indicator"], row["actor_or_area"]) for row in sound["indicators"].rows}
    named = [series for rule in resource["sums"] for series in [rule["whole"], *rule["parts"]]]
    named += [series for rule in resource["ratios"] for series in (rule["value"], rule["of"], rule["to"])]
    for series in named:
        if isinstance(series, list):
            assert any((*series, area)[:2] == (name, area) for name, area in known if name == series[0]), series
