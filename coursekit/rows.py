"""Write the pages that show the rows of a table, each under its own anchor.

A row is an entry: a heading, then its filled cells with their names. What would tell a reader the verdict, the
outcome or what came later is folded, so that it can be judged first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from coursekit.data import DESCRIPTOR
from coursekit.faults import CourseError, Fault
from coursekit.rawtable import Table
from coursekit.references import anchor, called, raw_tables, reference
from coursekit.tablehtml import slug, table_html

Row = dict[str, str]


@dataclass(frozen=True)
class View:
    """How the rows of a table are shown.

    Attributes:
        head: the heading of a row; its columns, in braces, are not repeated below it.
        group: the column by which rows stand together.
        folded: the columns that are always folded, and ``fold`` the words on the fold.
        later: a column with a date, and the last day that is not later. Of a row after that day the columns
            ``later_folded`` are folded too, under ``later_fold``.
        hidden: columns that are not shown.
    """

    head: str
    group: str
    folded: tuple[str, ...] = ()
    fold: str = ""
    later: tuple[str, str] = ("", "")
    later_folded: tuple[str, ...] = ()
    later_fold: str = ""
    hidden: tuple[str, ...] = ()


PUBLISHED = "2018-11-05"
SAME_YEAR = "2018-12-31"  # where rows are dated by year, or state a position towards the meeting of that week
VERDICT = ("verdict_then", "verdict_now", "confidence", "confidence_reason", "verdict_reason")
OUTCOME = ("scorable", "why_not", "outcome", "what_happened", "key_dates")
BOTH_SOURCES = ("source_id", "second_source_id")

VIEWS = {
    "claims": View(
        head="{claim_id}. {claim}",
        group="paragraph",
        folded=(*VERDICT, *BOTH_SOURCES),
        fold="Show the course’s verdict on {claim_id}",
    ),
    "predictions": View(
        head="{prediction_id}. {statement}",
        group="paragraph",
        folded=(*OUTCOME, *BOTH_SOURCES),
        fold="Show what came of {prediction_id}, and whether it can be scored",
    ),
    "events": View(
        head="{date}: {title}",
        group="date",
        later=("date", PUBLISHED),
        later_folded=("outcome", "note", "source_id"),
        later_fold="Later: show what came of it, and who was there",
        hidden=("date_precision",),
    ),
    "actors": View(
        head="{name}",
        group="kind",
        folded=("designation", "aftermath"),
        fold="Show how it is listed, and what became of it: {name}",
        hidden=("actor_id",),
    ),
    "relations": View(
        head="{relation_id}. {source_actor_id} – {relation} – {target_actor_id} ({year}; {basis})",
        group="basis",
        later=("year", SAME_YEAR),
        later_folded=("note", "source_id"),
        later_fold="Later: show what is said",
    ),
    "interests": View(head="{interest_id}. {actor_id}: {interest} ({basis})", group="actor_id"),
    "positions": View(
        head="{position_id}. {actor_id}, {as_of}",
        group="as_of",
        later=("as_of", SAME_YEAR),
        later_folded=("position", "grievance", "red_line", "source_id"),
        later_fold="Later: show the position",
    ),
}
"""The tables that have an entry per row; ``event_actors`` stands with its events."""

SERIES = "indicators"
"""The table that has an entry per value of its first column, with its rows as a folded table."""

PERIOD = ("period_start", "period_end")
COLUMN = re.compile(r"\{(\w+)\}")


def sections(root: Path, name: str) -> list[tuple[str, str, str]]:
    """Return the rows of a table as sections of a page: id, title as text, and entries in HTML.

    Raises:
        CourseError: if the table has no such page, or its cells cannot be told apart.
    """
    if name not in VIEWS and name != SERIES:
        known = ", ".join([*VIEWS, SERIES])
        raise CourseError(Fault(DESCRIPTOR, value=name, reason="no page of rows", remedy=f"use one of: {known}"))
    tables = raw_tables(root)
    grouped = _series(tables) if name == SERIES else Entries(tables, name).grouped()
    return [(f"group-{slug(title)}", title, "\n".join(entries)) for title, entries in grouped.items()]


class Cells:
    """Cells in words, with links to the rows they name."""

    def __init__(self, tables: dict[str, Table], name: str) -> None:
        """Keep the table, and what rows of other tables are called."""
        self.table = tables[name]
        self.tables = tables
        self.foreign = {k["fields"]: k["reference"]["resource"] for k in self.table.schema.get("foreignKeys", [])}
        for column, field in self.table.fields.items():
            if "itemsReference" in field:
                self.foreign[column] = field["itemsReference"]["resource"]
        self.called: dict[tuple[str, str], str] = {}
        for target in {*self.foreign.values()}:
            column = next(iter(tables[target].fields))
            for row in tables[target].rows:
                self.called[target, row[column]] = _called(target, row)

    def label(self, column: str) -> str:
        """Return the name of a column as readers see it."""
        return str(self.table.fields[column].get("title") or column.replace("_", " ").capitalize())

    def words(self, column: str, cell: str) -> str:
        """Return a cell as text."""
        field = self.table.fields[column]
        for category in field.get("categories", []):
            if str(category["value"]) == cell:
                return str(category["label"])
        if column in self.foreign:
            return self.called.get((self.foreign[column], cell), cell)
        if "enum" in field.get("constraints", {}):
            return cell.replace("_", " ")
        if field.get("type") == "boolean":
            return "yes" if cell in field.get("trueValues", ["true"]) else "no"
        if field.get("type") == "number":
            return _thousands(cell)
        return cell

    def html(self, column: str, cell: str) -> str:
        """Return a cell as HTML, what it names linked."""
        field = self.table.fields[column]
        items = cell.split(field.get("delimiter", ",")) if field.get("type") == "list" else [cell]
        if column in self.foreign:
            target = self.foreign[column]
            return ", ".join(reference(target, item, self.words(column, item)) for item in items)
        if column.endswith("_local"):  # in whatever language and direction
            return f'<bdi lang="">{escape(cell)}</bdi>'
        if column == next(iter(self.table.fields)):
            return f"<code>{escape(cell)}</code>"
        return ", ".join(escape(self.words(column, item)) for item in items)

    def listed(self, row: Row, columns: list[str]) -> str:
        """Return the filled ones of these cells as a definition list."""
        entries = [
            f"<div><dt>{escape(self.label(column))}</dt><dd>{self.html(column, row[column])}</dd></div>"
            for column in columns
            if row[column]
        ]
        return f"<dl>{''.join(entries)}</dl>" if entries else ""


class Entries(Cells):
    """The rows of a table as entries."""

    def __init__(self, tables: dict[str, Table], name: str) -> None:
        """Choose the view, and read who was at the events."""
        super().__init__(tables, name)
        self.name = name
        self.view = VIEWS[name]
        self.attended: dict[str, list[str]] = {}
        if name == "events":
            self.attended = _attended(tables)

    def grouped(self) -> dict[str, list[str]]:
        """Return the entries by the title of their group: later ones last, and paragraphs in order."""
        found: dict[str, list[str]] = {}
        rows = list(self.table.rows)
        if self.view.group == "paragraph":
            rows.sort(key=lambda row: int(row["paragraph"]))
        for row in sorted(rows, key=self.is_later):
            found.setdefault(self.group(row), []).append(self.entry(row))
        return found

    def is_later(self, row: Row) -> bool:
        """Whether a row tells of the time after the article."""
        column, last = self.view.later
        return bool(column) and row[column] > last

    def group(self, row: Row) -> str:
        """Return the title of a row's group."""
        column, cell = self.view.group, row[self.view.group]
        if column in ("date", "as_of"):
            title = cell[:4]
        elif column == "paragraph":
            title = "Headline" if cell == "0" else f"Paragraph {cell}"
        else:
            title = self.words(column, cell)
        title = title[:1].upper() + title[1:]
        return f"Later: {title[:1].lower() + title[1:]}" if self.is_later(row) else title

    def entry(self, row: Row) -> str:
        """Return a row as HTML: heading, cells, and what is folded."""
        view, later = self.view, self.is_later(row)
        words = {column: self.words(column, cell) for column, cell in row.items()}
        folded = list(view.folded) + (list(view.later_folded) if later else [])
        hidden = {*COLUMN.findall(view.head), *view.hidden, *folded}
        shown = self.listed(row, [column for column in row if column not in hidden])
        behind = self.listed(row, folded)
        present = "".join(self.attended.get(next(iter(row.values())), []))
        if present and later:
            behind += f"<ul>{present}</ul>"
        elif present:
            shown += f"<details><summary>Who was there, and who was not</summary><ul>{present}</ul></details>"
        summary = escape((view.later_fold if later else view.fold).format_map(words))
        fold = f'<details class="entry-fold"><summary>{summary}</summary>{behind}</details>' if behind else ""
        linked = {c: self.html(c, row[c]) if c in self.foreign else escape(words[c]) for c in row}
        head = escape(view.head).format_map(linked)
        key = [row[column] for column in self.table.key]
        return f'<section class="entry" id="{anchor(self.name, *key)}"><h3>{head}</h3>{shown}{fold}</section>'


def _attended(tables: dict[str, Table]) -> dict[str, list[str]]:
    """Return by event who was there, as items of a list."""
    cells = Cells(tables, "event_actors")
    sources = {row["event_id"]: row["source_id"] for row in tables["events"].rows}
    found: dict[str, list[str]] = {}
    for row in cells.table.rows:
        parts = [cells.words("role", row["role"])]
        if row["level"] not in ("unknown", "not applicable"):
            parts.append(cells.words("level", row["level"]))
        text = escape(", ".join(parts) + (f"; {row['note']}" if row["note"] else ""))
        if row["source_id"] != sources.get(row["event_id"]):
            text += f" (source: {cells.html('source_id', row['source_id'])})"
        place = anchor("event_actors", row["event_id"], row["actor_id"])
        item = f'<li id="{place}">{cells.html("actor_id", row["actor_id"])}: {text}</li>'
        found.setdefault(row["event_id"], []).append(item)
    return found


def _series(tables: dict[str, Table]) -> dict[str, list[str]]:
    """Return an entry per series of numbers, by first letter; what all its rows share stands above its table."""
    cells = Cells(tables, SERIES)
    first, area, *columns = (c for c in cells.table.fields if c not in PERIOD)
    columns.insert(columns.index("source_id"), area)  # a phone shows the first columns: period and figure
    by_name: dict[str, list[Row]] = {}
    for row in cells.table.rows:
        by_name.setdefault(row[first], []).append(row)
    found: dict[str, list[str]] = {}
    for name, rows in sorted(by_name.items()):
        shared = [column for column in columns if len({row[column] for row in rows}) == 1 and len(rows) > 1]
        varied = [column for column in columns if column not in shared and any(row[column] for row in rows)]
        head = ["Period", *(escape(cells.label(column)) for column in varied)]
        body = [[_period(row), *(cells.html(c, row[c]) if row[c] else "" for c in varied)] for row in rows]
        number = "1 figure" if len(rows) == 1 else f"{len(rows)} figures"
        table = table_html(head, body, f"Figures of {name}", caption=False)
        found.setdefault(name[:1].upper(), []).append(
            f'<section class="entry" id="{anchor(SERIES, name)}"><h3><code>{escape(name)}</code></h3>'
            f"{cells.listed(rows[0], shared)}"
            f'<details class="entry-fold"><summary>{number} of {escape(name)}</summary>{table}</details></section>'
        )
    return found


def _period(row: Row) -> str:
    """Return the first and the last day of a figure, or the one day it is of."""
    return " to ".join(f"<time>{escape(day)}</time>" for day in dict.fromkeys(row[column] for column in PERIOD))


def _called(table: str, row: Row) -> str:
    """Return what a row of a table is called where another names it."""
    if table == "sources":
        return called(table, row)
    if table == "article_paragraphs":
        return "headline" if row["paragraph"] == "0" else f"paragraph {row['paragraph']}"
    return row.get("name") or row.get("title") or next(iter(row.values()))


def _thousands(number: str) -> str:
    """Return a number with commas for thousands, its decimals as they were written."""
    whole, point, decimals = number.partition(".")
    return f"{int(whole):,}{point}{decimals}" if re.fullmatch(r"-?\d+", whole) else number
