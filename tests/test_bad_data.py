"""Broken data of every kind is reported with its file, line and column, the reason and a remedy.

Most faults are planted in a small package with the columns the rules speak of, so that each check takes
milliseconds; a few in a copy of the whole project. Unless said otherwise a planted fault must be the only one
reported: one fault must not drag others after it.
"""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from test_ties import PLANTS as TIES

from coursekit.data import load, tables
from coursekit.faults import CourseError, Fault
from coursekit.rules import RULES, USED
from coursekit.validate import validate

DAY = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
PARAGRAPHS = {
    "type": "list",
    "delimiter": ";",
    "itemType": "integer",
    "itemsReference": {"resource": "article_paragraphs", "field": "paragraph"},
}
DATES = {"type": "list", "delimiter": ";", "itemType": "string"}
WHOLE, NUMBER, DATE = {"type": "integer"}, {"type": "number"}, {"type": "date"}
YES_NO = {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]}


def text(pattern: str = "", enum: str = "", **constraints: Any) -> dict[str, Any]:
    if pattern:
        constraints["pattern"] = pattern
    if enum:
        constraints["enum"] = enum.split()
    return {"type": "string", "constraints": constraints} if constraints else {"type": "string"}


def key(pattern: str = "") -> dict[str, Any]:
    return text(pattern, required=True, unique=True)


VERDICTS = "supported contested contradicted untraced unmeasurable"
COLUMNS: dict[str, dict[str, Any]] = {
    "sources": {"source_id": key("[a-z0-9-]+"), "title": text(required=True), "date": text(DAY)},
    "article_paragraphs": {
        "paragraph": {
            "type": "integer",
            "constraints": {"required": True, "unique": True, "minimum": 0, "maximum": 14},
        },
        "topic": text(required=True),
    },
    "actors": {"actor_id": key(), "name": text(), "own_words_2018": text(), "own_words_source_id": text()},
    "events": {
        "event_id": key(),
        "date": {**text(DAY, required=True), "loadAs": "datetime"},
        "date_precision": text(enum="day month year"),
        "in_article": PARAGRAPHS,
        "source_id": text(required=True),
    },
    "event_actors": {"event_id": text(required=True), "actor_id": text(required=True), "role": text()},
    "relations": {
        "relation_id": key(r"R\d{3}"),
        "source_actor_id": text(),
        "target_actor_id": text(),
        "basis": text(enum="article_allegation article_claim opinion reported_fact"),
        "block": text(enum="article wider_record"),
        "paragraph": WHOLE,
    },
    "interests": {
        "interest_id": key(),
        "strength_in_article": {"type": "integer", "constraints": {"minimum": 0, "maximum": 3}},
        "in_article": PARAGRAPHS,
    },
    "positions": {"position_id": key(), "as_of": text(DAY)},
    "documents": {"document_id": key(), "date": text(DAY)},
    "claims": {
        "claim_id": key(r"C\d{3}"),
        "type": text(enum="fact causal prediction prescription"),
        "checkable": text(enum="yes part no"),
        "implied": YES_NO,
        "verdict_then": text(enum=VERDICTS + " not_due"),
        "verdict_now": text(enum=VERDICTS + " condition_not_met"),
        "source_id": text(),
        "second_source_id": text(),
    },
    "predictions": {
        "prediction_id": key(),
        "kind": text(enum="forecast conditional advice"),
        "condition": text(),
        "scorable": YES_NO,
        "why_not": text(),
        "resolution_criterion": text(),
        "outcome": text(enum="happened partly did_not_happen unresolved void not_scored"),
        "key_dates": DATES,
        "source_id": text(),
        "second_source_id": text(),
    },
    "indicators": {
        "indicator": text(enum=" ".join(f"series_{letter}" for letter in "abcdefghijklmn")),
        "period_start": DATE,
        "period_end": DATE,
        "value": NUMBER,
        "value_low": NUMBER,
        "value_high": NUMBER,
    },
}
KEYS = {"event_actors": ["event_id", "actor_id"], "indicators": ["indicator", "period_start", "period_end"]}
ROWS = {
    "sources": 's-one,One,2018-11-05\ns-two,"Two, with a comma",2018',
    "article_paragraphs": "0,Headline\n1,Opening",
    "actors": "alpha,Alpha,We want talks,s-one\nbeta,Βήτα,,",
    "events": "e-1,2017,year,,s-one\ne-2,2018-11,month,0;1,s-two\ne-3,2018-11-09,day,1,s-one",
    "event_actors": "e-1,alpha,host\ne-2,beta,guest\ne-3,alpha,host",
    "relations": "R001,alpha,beta,article_allegation,article,1\nR002,beta,alpha,reported_fact,wider_record,",
    "interests": "I001,2,1\nI002,0,",
    "positions": "N01,2018-08",
    "documents": "d-1,2017-05-01\nd-2,2018",
    "claims": (
        "C001,fact,yes,false,supported,supported,s-one,\n"
        "C002,fact,part,true,contested,contested,s-one,s-two\n"
        "C003,prescription,no,false,,,,\n"
        "C004,prediction,yes,false,not_due,condition_not_met,s-one,\n"
        "C005,causal,part,false,unmeasurable,unmeasurable,,"
    ),
    "predictions": (
        "P01,forecast,,true,,Yes if they come,happened,2018-11-09;2019,s-one,\n"
        "P02,conditional,if they come,false,it failed,,void,2018-11;2019-02-05,s-two,s-one\n"
        "P03,advice,,false,says what to do,,not_scored,,,"
    ),
    "indicators": (
        "series_a,2017-01-01,2017-12-31,10,8,12.5\nseries_a,2018-01-01,2018-12-31,11,,\nseries_b,2018-01-01,2018-12-31,-1.5,,"
    ),
}


def package() -> dict[str, Any]:
    """The descriptor of the small package. Columns named like a key of another table point to it."""
    keys = {next(iter(columns)): name for name, columns in COLUMNS.items() if name not in KEYS}
    resources = []
    for name, columns in COLUMNS.items():
        pointers = [
            {"fields": column, "reference": {"resource": table, "fields": wanted}}
            for column in columns
            for wanted, table in keys.items()
            if column.endswith(wanted) and table != name
        ]
        schema = {
            "fields": [{"name": c, "description": f"{c} of {name}.", **d} for c, d in columns.items()],
            "primaryKey": KEYS.get(name, next(iter(columns))),
            "missingValues": [""],
            "foreignKeys": pointers,
        }
        if not pointers:
            del schema["foreignKeys"]
        resource = {"name": name, "type": "table", "path": f"{name}.csv", "encoding": "utf-8", "format": "csv"}
        resources.append({**resource, "schema": schema})
    return {"name": "small", "resources": copy.deepcopy(resources)}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project of eleven tables with two to five rows."""
    data = tmp_path / "small" / "data"
    data.mkdir(parents=True)
    for name, rows in ROWS.items():
        (data / f"{name}.csv").write_bytes(f"{','.join(COLUMNS[name])}\n{rows}\n".encode())
    (data / "datapackage.json").write_text(json.dumps(package(), indent=1), encoding="utf-8")
    return data.parent


# Ways to break a project ---------------------------------------------------------------------------------------

Break = Callable[[Path], object]


def cell(table: str, line: int, column: str, value: str) -> Break:
    """Write a value into a cell; the header is line 1."""

    def change(folder: Path) -> None:
        path = folder / "data" / f"{table}.csv"
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
        rows[line - 1][rows[0].index(column)] = value
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows(rows)

    return change


def swap(table: str, old: str | bytes, new: str | bytes) -> Break:
    """Replace a piece of a file once; the piece must be there."""
    file = "datapackage.json" if table == "datapackage" else f"{table}.csv"
    before, after = (piece.encode() if isinstance(piece, str) else piece for piece in (old, new))

    def change(folder: Path) -> None:
        path = folder / "data" / file
        raw = path.read_bytes()
        assert before in raw
        path.write_bytes(raw.replace(before, after, 1))

    return change


def whole(table: str, new: bytes | Callable[[bytes], bytes]) -> Break:
    """Replace the content of a file, or turn it into another."""

    def change(folder: Path) -> None:
        path = folder / "data" / ("datapackage.json" if table == "datapackage" else f"{table}.csv")
        path.write_bytes(new if isinstance(new, bytes) else new(path.read_bytes()))

    return change


def reorder(table: str, *lines: int) -> Break:
    """Put the lines of a file in another order."""
    return whole(table, lambda raw: b"".join(raw.splitlines(keepends=True)[number - 1] for number in lines))


def described(change_it: Callable[[dict[str, Any]], object]) -> Break:
    """Change the descriptor; the function gets the resources by name, and "" for the descriptor itself."""

    def change(folder: Path) -> None:
        path = folder / "data" / "datapackage.json"
        descriptor = json.loads(path.read_text("utf-8"))
        change_it({"": descriptor, **{r["name"]: r for r in descriptor["resources"]}})
        path.write_text(json.dumps(descriptor, indent=1), encoding="utf-8")

    return change


def column(resource: dict[str, Any], number: int) -> dict[str, Any]:
    return resource["schema"]["fields"][number]


@dataclass(frozen=True)
class Plant:
    """A way to break the small package, and the one fault that must be reported."""

    id: str
    change: Break
    place: str  # file[:line[:column]]; ? for the line of the descriptor that names the column
    reason: str
    remedy: str
    value: str | None = None

    @property
    def file(self) -> str:
        return self.place.split(":")[0]

    @property
    def column(self) -> str:
        return ":".join(self.place.split(":")[2:])

    def row(self, folder: Path) -> int:
        number = [*self.place.split(":"), "0"][1]
        return place_in_descriptor(folder, self.column) if number == "?" else int(number)


def bad(id: str, table: str, line: int, column: str, value: str, reason: str, remedy: str) -> Plant:
    """A bad value in a cell, reported for that cell."""
    return Plant(id, cell(table, line, column, value), f"{table}.csv:{line}:{column}", reason, remedy, value)


JSON = "datapackage.json"
P = Plant
FILES = [
    P("missing file", lambda f: (f / "data/claims.csv").unlink(), "claims.csv", "missing", "restore"),
    P("empty file", whole("claims", b""), "claims.csv", "empty", "restore"),
    P("only line ends", whole("claims", b"\n\n"), "claims.csv", "empty", "restore"),
    P(
        "a folder in its place",
        lambda f: [(f / "data/claims.csv").unlink(), (f / "data/claims.csv").mkdir()],
        "claims.csv",
        "cannot be read",
        "a file that can be read",
    ),
    P("not UTF-8", swap("actors", "Βήτα", b"B\xeata"), "actors.csv:3", "not UTF-8", "save it as UTF-8", "\\xea"),
    P(
        "UTF-16",
        whole("actors", lambda raw: raw.decode().encode("utf-16")),
        "actors.csv:1",
        "not UTF-8",
        "save it as UTF-8",
    ),
    P(
        "byte order mark",
        whole("claims", lambda raw: b"\xef\xbb\xbf" + raw),
        "claims.csv:1",
        "byte order mark",
        "without one",
    ),
    P("NUL byte", swap("claims", "supported", "supp\x00rted"), "claims.csv:2", "NUL", "plain text"),
    P(
        "CRLF line ends",
        whole("claims", lambda raw: raw.replace(b"\n", b"\r\n")),
        "claims.csv:1",
        "does not end in LF alone",
        "LF (Unix)",
    ),
    P("one CRLF", swap("claims", b"s-two\n", b"s-two\r\n"), "claims.csv:3", "does not end in LF alone", "LF"),
    P("cut off", whole("claims", lambda raw: raw[:-1]), "claims.csv", "the last line has no end", "cut off"),
    P(
        "quotation mark left open",
        swap("sources", 'comma"', "comma"),
        "sources.csv:3",
        "quotation marks of the row that begins here do not pair",
        "close the mark",
    ),
    P(
        "text after a closed quotation mark",
        swap("sources", 'comma"', 'comma" or two'),
        "sources.csv:3",
        "do not pair",
        "write a mark twice",
    ),
    P(
        "semicolons for commas",
        whole("positions", lambda raw: raw.replace(b",", b";")),
        "positions.csv:1",
        "not divided by commas",
        "save it with commas",
    ),
    P(
        "tabs for commas",
        whole("claims", lambda raw: raw.replace(b",", b"\t")),
        "claims.csv:1",
        "not divided by commas",
        "save it with commas",
    ),
    P(
        "table not declared",
        lambda f: (f / "data/extra.csv").write_text("a\n1\n"),
        "extra.csv",
        "not declared in data/datapackage.json",
        "describe it there",
    ),
]
SHAPES = [
    P("column renamed to nothing", swap("claims", "implied", ""), "claims.csv:1", "no name", "name column 4"),
    P("no header", swap("positions", "position_id,as_of\n", ""), "positions.csv:1:as_of", "missing", "put it back"),
    P(
        "column missing",
        whole("positions", b"position_id\nN01\n"),
        "positions.csv:1:as_of",
        "a declared column is missing",
        "put it back",
    ),
    P(
        "column not declared",
        whole("positions", b"position_id,as_of,mood\nN01,2018-08,calm\n"),
        "positions.csv:1:mood",
        "column not declared",
        "describe it in data/datapackage.json",
    ),
    P(
        "column twice",
        whole("positions", b"position_id,as_of,as_of\nN01,2018-08,2018\n"),
        "positions.csv:1:as_of",
        "two columns have this name",
        "remove one",
    ),
    P(
        "columns in another order",
        whole("positions", b"as_of,position_id\n2018-08,N01\n"),
        "positions.csv:1",
        "not in declared order",
        "position_id,as_of",
    ),
    P("blank line", swap("events", "e-2", "\ne-2"), "events.csv:3", "the row is blank", "remove it"),
    P("row of empty cells", swap("events", "e-2", ",,,,\ne-2"), "events.csv:3", "the row is blank", "remove it"),
    P("blank last line", whole("events", lambda raw: raw + b"\n"), "events.csv:5", "blank", "remove it"),
    P("cell too many", swap("actors", "Βήτα,", "Βήτα,,"), "actors.csv:3", "5 cells where 4", "quote a cell"),
    P("cell too few", swap("actors", "Βήτα,", "Βήτα"), "actors.csv:3", "3 cells where 4", "a comma too many"),
]
CELLS = [
    bad("required", "article_paragraphs", 3, "topic", "", "empty", "fill it in"),
    bad("not a whole number", "relations", 2, "paragraph", "one", "not a whole", "12"),
    bad("fraction", "relations", 2, "paragraph", "1.0", "not a whole", "digits"),
    bad("underscore", "relations", 2, "paragraph", "0_1", "not a whole", "digits"),
    bad("digits of another script", "relations", 2, "paragraph", "۱", "not a whole", "12"),
    bad("not a number", "indicators", 3, "value", "many", "not a number", "1234.5"),
    bad("thousands", "indicators", 3, "value", "1,100", "not a number", "separators"),
    bad("not finite", "indicators", 3, "value", "NaN", "not a number", "1234.5"),
    bad("infinite", "indicators", 3, "value", "inf", "not a number", "1234.5"),
    bad("not a day", "indicators", 3, "period_end", "2018-02-30", "not a real day", "2018-11-05"),
    bad("day first", "indicators", 3, "period_end", "31.12.2018", "real day", "year-"),
    bad("yes for true", "claims", 2, "implied", "yes", "neither", "true or false"),
    bad("True for true", "claims", 2, "implied", "True", "neither", "true or false"),
    bad("enumeration", "claims", 2, "checkable", "perhaps", "allowed", "yes, part, no"),
    bad("long enumeration", "indicators", 4, "indicator", "serie_b", "allowed", "series_b"),
    bad("form", "claims", 2, "claim_id", "C1", "declared form", "write it like C002"),
    bad("too small", "interests", 2, "strength_in_article", "-1", "less than 0", "write 0 or more"),
    bad("too large", "interests", 2, "strength_in_article", "4", "more than 3", "write 3 or less"),
    bad("key twice", "claims", 4, "claim_id", "C001", "same as in line 2", "its own key"),
    P(
        "key of two columns twice",
        swap("event_actors", "e-3,alpha", "e-1,alpha,guest\ne-3,alpha"),
        "event_actors.csv:4:event_id, actor_id",
        "same as in line 2",
        "remove one of the two",
        "e-1, alpha",
    ),
    bad("key empty", "positions", 2, "position_id", "", "empty", "fill it in"),
    bad(
        "unknown source",
        "actors",
        2,
        "own_words_source_id",
        "s-three",
        "no such source_id in the table sources",
        "add the row to sources",
    ),
    bad(
        "unknown actor",
        "relations",
        2,
        "target_actor_id",
        "gamma",
        "no such actor_id in the table actors",
        "correct it",
    ),
    bad("unknown paragraph", "relations", 2, "paragraph", "7", "no such", "add the row"),
    bad("unknown item", "events", 3, "in_article", "0;9", "no paragraph 9", "add the row"),
    bad("item not a number", "events", 3, "in_article", "0;one", "not a list", "';'"),
    bad("items by commas", "events", 3, "in_article", "0,1", "not a list", "';'"),
    bad("empty item", "events", 3, "in_article", "0;;1", "an empty item", "';' alone"),
    bad("item missing at the end", "events", 3, "in_article", "0;", "an empty item", "';'"),
    bad("blank in a list", "events", 3, "in_article", "0; 1", "blanks", "';' alone"),
    bad("item twice", "events", 3, "in_article", "1;1", "twice", "name it once"),
    bad("blank before", "actors", 3, "name", " Beta", "blanks", "remove the blanks"),
    bad("blank after", "claims", 2, "verdict_now", "supported ", "blanks", "remove"),
    bad("no-break blank after", "actors", 3, "name", "Beta\xa0", "blanks", "remove the"),
    bad("two blanks", "actors", 3, "name", "Be  ta", "two in a row", "remove the blanks"),
    bad("tab", "actors", 3, "name", "Be\tta", "hidden sign (U+0009)", "remove it"),
    bad("line break", "actors", 2, "name", "Al\npha", "hidden sign (U+000A)", "left open"),
    bad("bell", "actors", 3, "name", "Be\x07ta", "hidden sign (U+0007)", "remove it"),
    bad("turned direction", "actors", 3, "name", "Be\u202eta", "U+202E", "remove it"),
    bad("wrong decoding", "actors", 3, "name", "B�ta", "U+FFFD", "remove it"),
]


def rule(id: str, table: str, line: int, blamed: str, reason: str, remedy: str, **cells: str) -> Plant:
    """A fault that only a rule of coursekit.rules sees."""

    def change(folder: Path) -> None:
        for name, value in cells.items():
            cell(table, line, name, value)(folder)

    return Plant(id, change, f"{table}.csv:{line}:{blamed}", reason, remedy)


UNREAL, WITHOUT = "not a real day, month or year", "a claim has verdicts unless it is not checkable"
BY_RULE = [
    rule("source of 30 February", "sources", 2, "date", UNREAL, "correct the date", date="2018-02-30"),
    rule("event of 31 June", "events", 4, "date", UNREAL, "correct the date", date="2019-06-31"),
    rule("position of the year 0", "positions", 2, "as_of", UNREAL, "correct the date", as_of="0000-01"),
    rule("document of 30 February", "documents", 2, "date", UNREAL, "correct the date", date="2018-02-30"),
    rule("29 February 2019", "predictions", 2, "key_dates", UNREAL, "correct", key_dates="2018-11-09;2019-02-29"),
    rule("no date at all", "predictions", 2, "key_dates", UNREAL, "correct", key_dates="soon"),
    rule(
        "dates out of order",
        "predictions",
        2,
        "key_dates",
        "not in order",
        "earliest first",
        key_dates="2019;2018-11-09",
    ),
    rule(
        "day for month", "events", 3, "date_precision", "the way the date is written", "month for", date_precision="day"
    ),
    rule(
        "ends before it begins", "indicators", 3, "period_end", "ends before", "period_start", period_end="2017-06-30"
    ),
    rule(
        "lower bound above",
        "indicators",
        2,
        "value_low",
        "lower bound is above",
        "value_low or value",
        value_low="10.5",
    ),
    rule("upper bound below", "indicators", 2, "value_high", "upper bound is below", "value_high", value_high="9.9"),
    rule(
        "words without source",
        "actors",
        2,
        "own_words_source_id",
        "without its source",
        "neither",
        own_words_source_id="",
    ),
    rule(
        "source without words",
        "actors",
        3,
        "own_words_source_id",
        "without a statement",
        "neither",
        own_words_source_id="s-one",
    ),
    rule("verdict then lacking", "claims", 2, "verdict_then", WITHOUT, "fill in both", verdict_then=""),
    rule("verdict now lacking", "claims", 2, "verdict_now", WITHOUT, "fill in both", verdict_now=""),
    rule(
        "verdict on what cannot be checked",
        "claims",
        4,
        "verdict_then",
        WITHOUT,
        "empty both",
        verdict_then="supported",
        source_id="s-one",
    ),
    rule(
        "advice checked",
        "claims",
        4,
        "checkable",
        "advice cannot be checked",
        "another type",
        checkable="yes",
        verdict_then="unmeasurable",
        verdict_now="unmeasurable",
    ),
    rule(
        "verdict without source",
        "claims",
        2,
        "source_id",
        "a verdict without its source",
        "name the source",
        source_id="",
    ),
    rule(
        "contested with one source",
        "claims",
        3,
        "second_source_id",
        "without a source for each side",
        "second source",
        second_source_id="",
    ),
    rule(
        "contested now only",
        "claims",
        2,
        "second_source_id",
        "without a source for each side",
        "second",
        verdict_now="contested",
    ),
    rule(
        "contradicted without source",
        "claims",
        6,
        "source_id",
        "without its source",
        "name",
        verdict_now="contradicted",
    ),
    rule("a fact not due", "claims", 5, "verdict_then", "only a prediction can be not due", "type", type="fact"),
    rule(
        "condition met before", "claims", 5, "verdict_now", "was not due then", "verdict_then", verdict_then="supported"
    ),
    rule(
        "the first source again",
        "predictions",
        3,
        "second_source_id",
        "or the first again",
        "another",
        second_source_id="s-two",
    ),
    rule(
        "second source alone",
        "claims",
        6,
        "second_source_id",
        "without a first",
        "leave it empty",
        second_source_id="s-two",
    ),
    rule(
        "no reason why not",
        "predictions",
        4,
        "why_not",
        "exactly where a prediction cannot be scored",
        "say in why_not",
        why_not="",
    ),
    rule(
        "no criterion",
        "predictions",
        2,
        "resolution_criterion",
        "a criterion is given exactly",
        "count as yes",
        resolution_criterion="",
    ),
    rule(
        "advice scored", "predictions", 2, "scorable", "only a forecast or a conditional", "another kind", kind="advice"
    ),
    rule(
        "outcome of what cannot be scored",
        "predictions",
        4,
        "outcome",
        "an outcome is given exactly",
        "not_scored",
        outcome="happened",
    ),
    rule(
        "scored without outcome",
        "predictions",
        2,
        "outcome",
        "an outcome is given exactly",
        "another outcome",
        outcome="unresolved",
    ),
    rule("void advice", "predictions", 4, "outcome", "only a conditional can be void", "kind", outcome="void"),
    rule(
        "conditional without condition",
        "predictions",
        3,
        "condition",
        "without its condition",
        "if-clause",
        condition="",
    ),
    rule(
        "scored without source",
        "predictions",
        2,
        "source_id",
        "scored prediction without",
        "name the source",
        source_id="",
    ),
    rule(
        "article without paragraph",
        "relations",
        2,
        "paragraph",
        "for what is in the article",
        "name the paragraph",
        paragraph="",
    ),
    rule(
        "wider record with paragraph", "relations", 3, "paragraph", "for what is in the article", "empty", paragraph="1"
    ),
    rule(
        "allegation in the wider record",
        "relations",
        3,
        "basis",
        "belongs to the block article",
        "reported_fact",
        basis="article_allegation",
    ),
    rule(
        "tied to itself",
        "relations",
        2,
        "target_actor_id",
        "tied to itself",
        "one of the two actors",
        target_actor_id="alpha",
    ),
    rule(
        "strength of what is not there",
        "interests",
        3,
        "strength_in_article",
        "strength is 0 exactly",
        "in_article",
        strength_in_article="1",
    ),
    P(
        "events out of order",
        reorder("events", 1, 2, 4, 3),
        "events.csv:4:date",
        "earlier than a row above (2018-11-09)",
        "move the row up",
    ),
    P(
        "event without actors",
        swap("event_actors", "e-2,beta,guest\n", ""),
        "events.csv:3:event_id",
        "no actor takes part",
        "event_actors",
        "e-2",
    ),
    P(
        "the same under another key",
        whole("claims", lambda raw: raw + raw.splitlines()[1].replace(b"C001", b"C009") + b"\n"),
        "claims.csv:7:claim_id",
        "says the same as line 2",
        "remove one",
        "C009",
    ),
]
DESCRIPTIONS = [
    P(
        "no descriptor column text",
        described(lambda r: column(r["claims"], 1).pop("description")),
        "datapackage.json:?:claims.type",
        "no description",
        "what it holds",
    ),
    P(
        "blank description",
        described(lambda r: column(r["claims"], 1).update(description=" ")),
        "datapackage.json:?:claims.type",
        "no description",
        "what it holds",
    ),
    P(
        "unknown type",
        described(lambda r: column(r["claims"], 1).update(type="text")),
        "datapackage.json:?:claims.type",
        "unknown type",
        "use one of: string",
        "text",
    ),
    P(
        "list without delimiter",
        described(lambda r: column(r["events"], 3).pop("delimiter")),
        "datapackage.json:?:events.in_article",
        "without its delimiter",
        "delimiter",
    ),
    P(
        "bad pattern",
        described(lambda r: column(r["claims"], 0)["constraints"].update(pattern="C[")),
        "datapackage.json:?:claims.claim_id",
        "not a regular expression",
        "mend",
    ),
    P(
        "path above data",
        described(lambda r: r["claims"].update(path="../claims.csv")),
        "datapackage.json:0:claims",
        "leads out of data/",
        "a file in data/",
        "../claims.csv",
    ),
    P(
        "absolute path",
        described(lambda r: r["claims"].update(path="/etc/passwd")),
        "datapackage.json:0:claims",
        "leads out of data/",
        "a file in data/",
        "/etc/passwd",
    ),
    P(
        "address for a path",
        described(lambda r: r["claims"].update(path="https://a.example/c.csv")),
        "datapackage.json:0:claims",
        "leads out of data/",
        "a file in data/",
    ),
    P(
        "file declared twice",
        described(lambda r: r["events"].update(path="actors.csv")),
        "datapackage.json:?:events",
        "declared for two tables",
        "once",
        "actors.csv",
    ),
    P(
        "name twice",
        described(lambda r: r["positions"].update(name="claims")),
        "datapackage.json",
        "two tables have the same name",
        "its own name",
    ),
    P(
        "column name twice",
        described(lambda r: column(r["positions"], 1).update(name="position_id")),
        "datapackage.json:?:positions",
        "two columns",
        "own name",
    ),
    P(
        "another encoding",
        described(lambda r: r["claims"].update(encoding="latin-1")),
        "datapackage.json:?:claims",
        "CSV in UTF-8",
        "utf-8",
    ),
    P(
        "no primary key",
        described(lambda r: r["claims"]["schema"].pop("primaryKey")),
        "datapackage.json:?:claims",
        "no primary key",
        "tell the rows apart",
    ),
    P(
        "key of no column",
        described(lambda r: r["claims"]["schema"].update(primaryKey="id")),
        "datapackage.json:?:claims",
        "not declared",
        "mend the key",
        "claims.id",
    ),
    P(
        "key to no table",
        described(lambda r: r["claims"]["schema"]["foreignKeys"][0]["reference"].update(resource="src")),
        "datapackage.json:?:claims",
        "not declared",
        "mend the key",
        "src.source_id",
    ),
    P(
        "list of no table",
        described(lambda r: column(r["events"], 3)["itemsReference"].update(field="number")),
        "datapackage.json:?:events",
        "not declared",
        "mend the key",
        "article_paragraphs.number",
    ),
    P(
        "other words for nothing",
        described(lambda r: r["claims"]["schema"].update(missingValues=["-"])),
        "datapackage.json:?:claims",
        "empty cells are not what is missing",
        '"missingValues": [""]',
    ),
    P(
        "unknown way to load",
        described(lambda r: column(r["events"], 1).update(loadAs="day")),
        "datapackage.json:?:events.date",
        "unknown way to load",
        "datetime",
        "day",
    ),
    P(
        "key to itself",
        described(lambda r: r["claims"]["schema"]["foreignKeys"][0]["reference"].update(resource="claims")),
        "datapackage.json:?:claims",
        "a key without its columns",
        "mend the key",
    ),
    P(
        "key to nothing",
        described(lambda r: r["claims"]["schema"]["foreignKeys"][0].pop("reference")),
        "datapackage.json:?:claims",
        "a key without its columns",
        "mend the key",
    ),
    P(
        "against the standard",
        described(lambda r: r[""].update(licenses=[{}])),
        "datapackage.json",
        "breaks the Data Package standard",
        "mend this entry",
    ),
    P(
        "not JSON",
        swap("datapackage", '"name": "small",', '"name": "small"'),
        "datapackage.json:3:character 2",
        "not JSON",
        "mend the line",
    ),
    P("empty descriptor", whole("datapackage", b""), "datapackage.json:1:character 1", "not JSON", "mend the line"),
    P(
        "descriptor not UTF-8",
        whole("datapackage", b'{"name": "\xff"}'),
        "datapackage.json",
        "not UTF-8",
        "save it as UTF-8",
    ),
    P("no descriptor", lambda f: (f / "data" / JSON).unlink(), "datapackage.json", "the file is missing", "restore it"),
    P(
        "a list for a descriptor",
        whole("datapackage", b"[]"),
        "datapackage.json",
        "no list of resources",
        "Data Package standard",
    ),
    P(
        "no resources",
        described(lambda r: r[""].pop("resources")),
        "datapackage.json",
        "no list of resources",
        "standard",
    ),
    P(
        "empty resources",
        described(lambda r: r[""].update(resources=[])),
        "datapackage.json",
        "no list of resources",
        "standard",
    ),
    P(
        "resource without path",
        described(lambda r: r["claims"].pop("path")),
        "datapackage.json:0:resource 10",
        "without a name, a path",
        '"path"',
    ),
    P(
        "resource without columns",
        described(lambda r: r["claims"].pop("schema")),
        "datapackage.json:0:resource 10",
        "named columns",
        "schema",
    ),
    P(
        "resource not a table",
        described(lambda r: r[""]["resources"].append("claims")),
        "datapackage.json:0:resource 13",
        "without a name",
        "name",
    ),
]
PLANTS = [*FILES, *SHAPES, *CELLS, *BY_RULE, *DESCRIPTIONS]
SEVERAL = {"column renamed to nothing", "no header", "key of no column"}
"""Plants that are rightly two faults or more."""


GROUND = {"sources", "article_paragraphs", "actors", "events", "event_actors"}
"""The tables the others point to; with one more table they make a sound package."""


def trim(folder: Path, keep: set[str]) -> None:
    """Leave out the other tables: the fewer, the faster."""
    described(lambda r: r[""].update(resources=[r[name] for name in r if name in keep]))(folder)
    for path in (folder / "data").glob("*.csv"):
        if path.stem not in keep:
            path.unlink()


def prints(folder: Path) -> dict[str, str]:
    """The content of every file below a folder, as hashes."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_the_small_package_is_sound(small: Path) -> None:
    assert validate(small) == []
    trim(small, GROUND)
    assert validate(small) == []


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.id)
def test_fault_is_reported(small: Path, plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    if plant.file != JSON:
        trim(small, GROUND | {plant.file.removesuffix(".csv")})
    plant.change(small)
    monkeypatch.chdir(small)
    before = prints(small)
    faults = validate(small)
    assert prints(small) == before, "the check wrote something"
    shown = "\n".join(map(str, faults))
    place = (f"data/{plant.file}", plant.row(small), plant.column)
    fitting = [
        f
        for f in faults
        if (f.file, f.row, f.column) == place
        and plant.reason in f.reason
        and plant.remedy in f.remedy
        and plant.value in (None, f.value)
    ]
    assert fitting, shown or "nothing was reported"
    assert len(faults) == 1 or plant.id in SEVERAL, shown
    assert faults == sorted(faults)
    for jargon in ("constraint", "foreign key", "frictionless", "Traceback", "label", "NoneType"):
        assert jargon not in shown


def place_in_descriptor(folder: Path, dotted: str) -> int:
    """The line of the descriptor on which a table, or a column of it, is named."""
    lines = (folder / "data" / JSON).read_text("utf-8").splitlines()
    line = 0
    for name in dotted.split("."):
        line = next(n for n, found in enumerate(lines, 1) if n > line and f'"name": "{name}"' in found)
    return line


def test_kinds_are_many_and_named_apart() -> None:
    ids = [plant.id for plant in PLANTS]
    assert len(ids) == len(set(ids)) > 100


def test_every_rule_is_broken_by_a_plant() -> None:
    """A rule nobody has seen at work may not work."""
    for table, rules in RULES.items():
        for each in rules:
            blamed = [p for p in BY_RULE if (p.file, p.column) == (f"{table}.csv", each.columns[0])]
            if each.reason.startswith("a second source"):
                blamed = [p for p in BY_RULE if p.column == "second_source_id"]
            if any(
                table == name and each.columns[0] == column and words in each.reason
                for name, _, _, column, words in TIES
            ):
                continue  # planted in the tables of the course
            assert any(p.reason in each.reason and p.remedy in each.remedy for p in blamed), (table, each.reason)
    assert {f"{table}.csv" for table in USED} <= {p.file for p in BY_RULE}


def test_faults_in_several_files_are_reported_at_once(small: Path) -> None:
    for change in (
        lambda f: (f / "data/positions.csv").unlink(),
        cell("claims", 2, "implied", "maybe"),
        cell("claims", 2, "claim_id", "c-1"),
        cell("indicators", 4, "value", "x"),
        swap("sources", 'comma"', "comma"),
    ):
        change(small)
    places = [(f.file, f.row, f.column) for f in validate(small)]
    assert places == [
        ("data/claims.csv", 2, "claim_id"),
        ("data/claims.csv", 2, "implied"),
        ("data/indicators.csv", 4, "value"),
        ("data/positions.csv", 0, ""),
        ("data/sources.csv", 3, ""),
    ]


def test_every_bad_cell_of_a_column_is_reported(small: Path) -> None:
    rows = "".join(f"s-{n},Title,2018-02-3{n % 2}\n" for n in range(1500))
    whole("sources", lambda raw: raw + rows.encode())(small)
    reported = [f for f in validate(small) if f.column == "date"]
    assert [f.row for f in reported] == list(range(4, 1504))


def test_lines_are_counted_past_a_line_break_in_a_cell(small: Path) -> None:
    cell("claims", 3, "verdict_now", "contested\n\n")(small)
    cell("claims", 5, "implied", "maybe")(small)
    assert [(f.row, f.column) for f in validate(small)] == [(3, "verdict_now"), (7, "implied")]


def test_no_project_is_a_fault_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSEKIT_ROOT", str(tmp_path))
    [fault] = validate()
    assert fault.file == "data/datapackage.json"
    assert "COURSEKIT_ROOT" in fault.remedy


def test_a_fault_is_one_line(small: Path) -> None:
    cell("claims", 2, "checkable", "perhaps")(small)
    [fault] = validate(small)
    assert str(fault) == (
        "data/claims.csv:2: checkable: 'perhaps': not one of the allowed words -> use one of: yes, part, no"
    )


def nodes(entry: Any, *at: Any) -> Iterator[tuple[Any, ...]]:
    """The place of every entry of a descriptor."""
    inside = entry.items() if isinstance(entry, dict) else enumerate(entry) if isinstance(entry, list) else ()
    for name, value in inside:
        yield (*at, name)
        yield from nodes(value, *at, name)


def test_no_descriptor_makes_the_check_fail(small: Path) -> None:
    """Whatever stands in the descriptor in place of what should: faults are returned, nothing is raised."""
    trim(small, {"sources", "article_paragraphs", "events"})
    path = small / "data" / JSON
    sound = json.loads(path.read_text("utf-8"))
    tried, silent = set(), []
    for at in nodes(sound):
        for junk in ("", 5, [], {"a": 1}, None):
            kind = (tuple(0 if isinstance(name, int) else name for name in at), repr(junk))
            if kind in tried:
                continue
            tried.add(kind)
            broken = copy.deepcopy(sound)
            entry = broken
            for name in at[:-1]:
                entry = entry[name]
            if entry[at[-1]] == junk:
                continue
            entry[at[-1]] = junk
            path.write_text(json.dumps(broken), encoding="utf-8")
            if not validate(small):
                silent.append((".".join(map(str, at)), junk))
    assert len(tried) > 150
    # what may be left out, or be empty, without harm
    assert {where.split(".")[-1] for where, _ in silent} <= {"minimum", "maximum", "foreignKeys", "name"}, silent


# The whole project ---------------------------------------------------------------------------------------------


def test_faults_in_the_real_tables(project_copy: Path) -> None:
    cell("claims", 30, "verdict_now", "disputed")(project_copy)
    cell("events", 40, "source_id", "nobody-2018-nothing")(project_copy)
    cell("indicators", 500, "period_end", "2018-02-30")(project_copy)
    cell("glossary", 12, "in_article", "3;99")(project_copy)
    cell("relations", 7, "relation_id", "R001")(project_copy)
    before = prints(project_copy)
    found = validate(project_copy)
    assert prints(project_copy) == before
    wanted = {
        ("data/claims.csv", 30, "verdict_now", "disputed"): "not one of the allowed words",
        ("data/events.csv", 40, "source_id", "nobody-2018-nothing"): "no such source_id in the table sources",
        ("data/indicators.csv", 500, "period_end", "2018-02-30"): "not a real day",
        ("data/glossary.csv", 12, "in_article", "3;99"): "no paragraph 99",
        ("data/relations.csv", 7, "relation_id", "R001"): "the same as in line 2",
    }
    reported = {(f.file, f.row, f.column, f.value): f.reason for f in found}
    assert {place for place in reported if place[0] != "data/sources.csv"} == set(wanted)
    assert all(reported[place].startswith(reason) for place, reason in wanted.items())
    # the source that event rested on may now be used by no row
    assert all(f.reason.startswith("no row of any table") for f in found if f.file == "data/sources.csv")


def test_unreadable_real_table_hides_no_other_and_starts_no_avalanche(project_copy: Path) -> None:
    (project_copy / "data/sources.csv").unlink()
    cell("claims", 30, "weight", "heavy")(project_copy)
    assert [(f.file, f.row, f.column) for f in validate(project_copy)] == [
        ("data/claims.csv", 30, "weight"),
        ("data/sources.csv", 0, ""),
    ]


def test_unreadable_table_does_not_make_its_sources_idle(small: Path) -> None:
    trim(small, GROUND)  # now s-two is used by an event alone
    (small / "data/events.csv").unlink()
    assert [(f.file, f.reason) for f in validate(small)] == [("data/events.csv", "the file is missing")]


# Loading a table -----------------------------------------------------------------------------------------------


def refusal(table: str, folder: Path) -> Fault:
    """Load a table that cannot be loaded; return the one fault reported."""
    with pytest.raises(CourseError) as caught:
        load(table, folder)
    assert caught.value.__cause__ is None
    assert str(caught.value) == "\n".join(map(str, caught.value.faults))
    [fault] = caught.value.faults
    return fault


def test_load_of_an_unknown_table(small: Path) -> None:
    fault = refusal("claim", small)
    assert (fault.file, fault.value) == ("data/datapackage.json", "claim")
    assert fault.reason == "no table of this name"
    assert fault.remedy == f"use one of: {', '.join(tables(small))}"


LOADS = [
    P("missing", lambda f: (f / "data/claims.csv").unlink(), "claims.csv", "missing", "restore"),
    P("empty", whole("claims", b""), "claims.csv:1", "header", "use claim_id,type"),
    P("header", swap("claims", "implied", "hinted"), "claims.csv:1", "header", "use claim_id,type,checkable,implied"),
    P("open quote", swap("claims", "C003,", 'C003,"'), "claims.csv:4", "not CSV", "check quotes"),
    P("ragged", swap("claims", "C003,", "C003,,"), "claims.csv:4", "9 cells, 8 declared", "commas"),
    P("not UTF-8", swap("claims", "C003", b"C\xff03"), "claims.csv", "not UTF-8", "save it as UTF-8"),
    bad("enum", "claims", 3, "checkable", "perhaps", "allowed words", "yes, part, no"),
    bad("boolean", "claims", 3, "implied", "maybe", "boolean", "datapackage.json"),
    bad("number", "indicators", 3, "value", "many", "number", "datapackage.json"),
    bad("integer", "relations", 2, "paragraph", "1.5", "integer", "datapackage.json"),
    bad("date", "indicators", 3, "period_end", "2018-02-30", "date", "see the column"),
    bad("partial date", "events", 3, "date", "2018-13", "does not read", "see the column"),
    bad("list", "events", 3, "in_article", "0;one", "list", "see the column"),
    P(
        "a folder",
        lambda f: [(f / "data/claims.csv").unlink(), (f / "data/claims.csv").mkdir()],
        "claims.csv",
        "cannot be read",
        "a file that can be read",
    ),
    P(
        "descriptor",
        swap("datapackage", '"name": "small",', '"name": "small"'),
        "datapackage.json:3:character 2",
        "not JSON",
        "mend",
    ),
    P(
        "no path",
        described(lambda r: r["claims"].pop("path")),
        "datapackage.json:0:resource 10",
        "without a name, a path",
        "path",
    ),
    P("no descriptor", lambda f: (f / "data" / JSON).unlink(), "datapackage.json", "missing", "restore it"),
]


@pytest.mark.parametrize("plant", LOADS, ids=lambda plant: plant.id)
def test_load_says_what_is_wrong(small: Path, plant: Plant) -> None:
    plant.change(small)
    table = "claims" if plant.file == JSON else plant.file.removesuffix(".csv")
    fault = refusal(table, small)
    assert (fault.file, fault.row, fault.column) == (f"data/{plant.file}", plant.row(small), plant.column)
    assert plant.reason in fault.reason
    assert plant.remedy in fault.remedy
    assert plant.value in (None, fault.value)


def test_load_reports_all_bad_cells(small: Path) -> None:
    cell("claims", 3, "checkable", "perhaps")(small)
    cell("claims", 5, "checkable", "hardly")(small)
    cell("claims", 4, "implied", "maybe")(small)
    with pytest.raises(CourseError) as caught:
        load("claims", small)
    assert [(f.row, f.column) for f in caught.value.faults] == [(3, "checkable"), (4, "implied"), (5, "checkable")]


def test_load_sees_a_descriptor_that_was_mended(small: Path) -> None:
    path = small / "data" / JSON
    sound = path.read_bytes()
    path.write_bytes(b"{")
    with pytest.raises(CourseError):
        load("claims", small)
    path.write_bytes(sound)
    os.utime(path)
    assert len(load("claims", small)) == 5
