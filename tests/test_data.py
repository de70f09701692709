"""The tables of the project are sound, described, and load with the declared types."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from coursekit.data import descriptor, load, tables
from coursekit.rules import IN_ORDER, RULES, USED
from coursekit.validate import validate

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = {r["name"]: r for r in json.loads((ROOT / "data/datapackage.json").read_text("utf-8"))["resources"]}
FIELDS = [(name, f) for name, r in RESOURCES.items() for f in r["schema"]["fields"]]
DTYPES = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "date": "datetime64", "list": "object"}

each_table = pytest.mark.parametrize("name", RESOURCES)


def raw_rows(root: Path, name: str) -> list[dict[str, str]]:
    with (root / "data" / RESOURCES[name]["path"]).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


def test_the_data_is_sound(root: Path) -> None:
    assert "\n".join(map(str, validate(root))) == ""


def test_plain_frictionless_agrees(root: Path) -> None:
    """Anyone may check the package with the standard's own tool, without this project's code."""
    from frictionless import Package

    report = Package(str(root / "data/datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    assert [task.name for task in report.tasks] == list(RESOURCES)


def test_all_tables_are_there(root: Path) -> None:
    assert tables(root) == [
        "sources",
        "events",
        "event_actors",
        "documents",
        "actors",
        "relations",
        "interests",
        "positions",
        "claims",
        "predictions",
        "indicators",
        "glossary",
        "article_paragraphs",
        "article_terms",
    ]
    assert {p.name for p in (root / "data").glob("*.csv")} == {r["path"] for r in RESOURCES.values()}


@each_table
def test_file_is_plain(root: Path, name: str) -> None:
    raw = (root / "data" / RESOURCES[name]["path"]).read_bytes()
    raw.decode("utf-8")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw and b"\0" not in raw
    assert raw.endswith(b"\n") and not raw.endswith(b"\n\n")


@each_table
def test_load_gives_the_declared_types(root: Path, name: str) -> None:
    frame, rows = load(name, root), raw_rows(root, name)
    fields = RESOURCES[name]["schema"]["fields"]
    assert list(frame.columns) == [f["name"] for f in fields]
    assert len(frame) == len(rows) > 0
    for field in fields:
        column, kind = frame[field["name"]], field["type"]
        choices = field.get("constraints", {}).get("enum")
        if field.get("loadAs") == "datetime":
            kind = "date"
        if choices:
            assert list(column.cat.categories) == choices
        else:
            assert str(column.dtype).startswith(DTYPES.get(kind, "str")), field["name"]
        empty = [row[field["name"]] == "" for row in rows]
        if kind == "list":
            assert [cell == [] for cell in column] == empty
            item = int if field["itemType"] == "integer" else str
            assert all(type(i) is item for cell in column for i in cell)
        else:
            assert list(column.isna()) == empty, field["name"]


@each_table
def test_load_changes_no_value(root: Path, name: str) -> None:
    frame, rows = load(name, root), raw_rows(root, name)
    for field in RESOURCES[name]["schema"]["fields"]:
        for loaded, written in zip(frame[field["name"]], (row[field["name"]] for row in rows), strict=True):
            if field["type"] == "list":
                assert field["delimiter"].join(map(str, loaded)) == written
            elif written == "":
                assert pd.isna(loaded)
            elif field["type"] in ("integer", "number"):
                assert float(loaded) == float(written)
            elif field["type"] == "boolean":
                assert bool(loaded) is (written in field["trueValues"])
            elif field["type"] == "date" or field.get("loadAs"):
                assert str(loaded.date()).startswith(written)
                assert str(loaded.date())[len(written) :] in ("", "-01", "-01-01")
            else:
                assert loaded == written


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[f"{n}.{f['name']}" for n, f in FIELDS])
def test_column_is_described(name: str, field: dict) -> None:
    assert len(field["description"]) >= 10
    assert field["description"].endswith(".")
    assert field["type"]


@each_table
def test_table_is_described(name: str) -> None:
    resource = RESOURCES[name]
    assert resource["title"] and resource["description"].endswith(".")
    assert resource["schema"]["primaryKey"]
    assert resource["sources"] and all(source["title"] for source in resource["sources"])
    assert resource["licenses"] and all(licence["name"] for licence in resource["licenses"])


@each_table
def test_every_key_to_another_table_is_declared(name: str) -> None:
    """A column named like the key of another table must be declared to point there."""
    schema = RESOURCES[name]["schema"]
    declared = {k["fields"] for k in schema.get("foreignKeys", [])}
    keys = {r["schema"]["primaryKey"] for r in RESOURCES.values() if isinstance(r["schema"]["primaryKey"], str)}
    for field in schema["fields"]:
        if any(field["name"].endswith(key) for key in keys if key.endswith("_id")):
            assert field["name"] in declared or field["name"] == schema["primaryKey"], field["name"]
        if field["name"] == "in_article":
            assert field["itemsReference"] == {"resource": "article_paragraphs", "field": "paragraph"}


def test_dates_of_events_can_be_drawn(root: Path) -> None:
    dates = load("events", root)["date"]
    assert str(dates.dtype).startswith("datetime64")
    assert dates.is_monotonic_increasing


def test_there_are_78_series_of_indicators(root: Path) -> None:
    indicators = load("indicators", root)
    assert indicators["indicator"].nunique() == 78
    assert len(indicators["indicator"].cat.categories) == 78
    assert "78 series" in RESOURCES["indicators"]["description"]


def test_counts_named_in_descriptions_hold(root: Path) -> None:
    assert load("article_paragraphs", root)["paragraph"].tolist() == list(range(15))
    assert int(load("predictions", root)["scorable"].sum()) == 4
    assert "Four of them" in RESOURCES["predictions"]["description"]


def test_words_counted_in_a_paragraph_fit_into_it(root: Path) -> None:
    counted = load("article_terms", root).groupby("paragraph")["count"].sum()
    length = load("article_paragraphs", root).set_index("paragraph")["tokens"]
    assert (counted <= length.loc[counted.index]).all()


def test_rules_name_columns_that_exist() -> None:
    """A rule about a column that is gone would fall silent."""
    for name, rules in RULES.items():
        columns = {f["name"] for f in RESOURCES[name]["schema"]["fields"]}
        for rule in rules:
            assert set(rule.columns) <= columns, (name, rule.columns)
    for name, column in IN_ORDER.items():
        assert column in {f["name"] for f in RESOURCES[name]["schema"]["fields"]}
    pointed = {k["reference"]["resource"] for r in RESOURCES.values() for k in r["schema"].get("foreignKeys", [])}
    assert set(USED) <= pointed


def test_notebooks_do_not_pay_for_the_check(root: Path) -> None:
    code = (
        "import sys, coursekit.data\n"
        "coursekit.data.load('events')\n"
        "print([m for m in ('frictionless', 'jsonschema', 'altair', 'sphinx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_loading_all_tables_is_fast(root: Path) -> None:
    began = time.perf_counter()
    for name in tables(root):
        load(name, root)
    assert time.perf_counter() - began < 5  # about 0.2 s on an idle machine


def test_root_is_found_from_below(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COURSEKIT_ROOT", raising=False)
    monkeypatch.chdir(root / "notebooks")
    assert len(load("claims")) == len(load("claims", root))
    assert descriptor()["name"] == descriptor(root)["name"]
