"""Write the pages that show the rows of a table, each under its own anchor.

A row is an entry: a heading, then its filled cells with their names. What would tell a reader the verdict, the
outcome or what came later is folded, so that it can be judged first.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path

from coursekit.data import DESCRIPTOR
from coursekit.faults import CourseError, Fault
from coursekit.rawtable import Table
from coursekit.references import anchor, called, later_page, raw_tables, reference, source_dates
from coursekit.scripts import spans
from coursekit.sparkline import sparkline
from coursekit.tablehtml import slug, table_html
from coursekit.views import LATER_FOLD, LATER_TITLE, PUBLISHED, SERIES, SOURCE_FOLD, VIEWS, is_after, is_later

__all__ = ["PUBLISHED", "SERIES", "VIEWS", "Cells", "Entries", "Row", "sections"]

Row = dict[str, str]

PERIOD = ("period_start", "period_end")
UNSAID = ("unknown", "not applicable")
"""Levels that say nothing about who came."""

COLUMN = re.compile(r"\{(\w+)\}")


def sections(root: Path, name: str, later_only: bool = False) -> list[tuple[str, str, str]]:
    """Return the rows of a table as sections of a page: id, title as text, and entries in HTML.

    Later rows stand last, unless they have a page of their own, which asks for them only.

    Raises:
        CourseError: if the table has no such page, or its cells cannot be told apart.
    """
    if name not in VIEWS and name != SERIES:
        known = ", ".join([*VIEWS, SERIES])
        raise CourseError(Fault(DESCRIPTOR, value=name, reason="no page of rows", remedy=f"use one of: {known}"))
    tables = raw_tables(root)
    if name == SERIES:
        grouped, later = _series(tables), {}
    else:
        entries = Entries(tables, name)
        grouped = {} if later_only else entries.grouped()
        later = entries.grouped(later=True) if later_only or not later_page(root, name) else {}
    found = [(f"group-{slug(title)}", title, "\n".join(entries)) for title, entries in grouped.items()]
    return [*found, ("later", LATER_TITLE, _folded(later))] if later else found


def _folded(groups: dict[str, list[str]]) -> str:
    """Return the groups of later rows behind one fold, each row a heading lower."""
    inside = "\n".join(
        f"<h3>{escape(title)}</h3>\n" + re.sub(r"(</?h)3>", r"\g<1>4>", "\n".join(entries))
        for title, entries in groups.items()
    )
    return f'<details class="entry-later"><summary>{LATER_FOLD}</summary>\n{inside}</details>'


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

    def cell(self, row: Row, column: str) -> str:
        """Return a cell as HTML where another column of its row says how to read it."""
        if column == "name_local" and row.get("name_languages"):
            return spans(row[column], row["name_languages"])
        return self.html(column, row[column])

    def role(self, role: str, event: str) -> str:
        """Return as what an actor was at an event. What is no meeting, such as an attack, has no participants."""
        here = role == "participant" and self._forms.get(event) == "other"
        return "concerned" if here else self.words("role", role)

    @cached_property
    def _forms(self) -> dict[str, str]:
        """By event whether it is a meeting."""
        return {row["event_id"]: row["form"] for row in self.tables["events"].rows}

    def attendance(self, row: Row) -> str:
        """Return as what an actor was at an event, at which level if that says anything, and the note on it."""
        parts = [self.role(row["role"], row["event_id"])]
        if row["level"] not in UNSAID:
            parts.append(self.words("level", row["level"]))
        return escape(", ".join(parts) + (f"; {row['note']}" if row["note"] else ""))

    def listed(self, row: Row, columns: list[str]) -> str:
        """Return the filled ones of these cells as a definition list."""
        entries = [
            f"<div><dt>{escape(self.label(column))}</dt><dd>{self.cell(row, column)}</dd></div>"
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
        self.dates = source_dates(tables)
        self.attended: dict[str, list[str]] = {}
        if name == "events":
            self.attended = _attended(tables)

    def grouped(self, later: bool = False) -> dict[str, list[str]]:
        """Return the entries by the title of their group, paragraphs in order: those of later, or the others."""
        found: dict[str, list[str]] = {}
        rows = [row for row in self.table.rows if self.is_later(row) == later]
        if self.view.group == "paragraph":
            rows.sort(key=lambda row: int(row["paragraph"]))
        for row in rows:
            found.setdefault(self.group(row), []).append(self.entry(row))
        return found

    def is_later(self, row: Row) -> bool:
        """Whether a row tells of the time after the article."""
        return is_later(self.name, row, self.dates)

    def dated(self, row: Row) -> list[str]:
        """Return the columns of a row that rest on a source of a later day, and those sources."""
        later = [pair for pair in self.view.dated if is_after(self.dates.get(row[pair[0]], ""))]
        return [column for source, columns in later for column in (*columns, source)]

    def group(self, row: Row) -> str:
        """Return the title of a row's group."""
        column, cell = self.view.group, row[self.view.group]
        if column in ("date", "as_of"):
            title = cell[:4]
        elif column == "paragraph":
            title = "Headline" if cell == "0" else f"Paragraph {cell}"
        else:
            title = self.words(column, cell)
        return title[:1].upper() + title[1:]

    def entry(self, row: Row) -> str:
        """Return a row as HTML: heading, cells, and what is folded."""
        view, later = self.view, self.is_later(row)
        words = {column: self.words(column, cell) for column, cell in row.items()}
        told = [*view.folded, *(view.later_folded if later else ())]
        folded = list(dict.fromkeys([*told, *self.dated(row)]))
        hidden = {*COLUMN.findall(view.head), *view.hidden, *folded}
        shown = self.listed(row, [column for column in row if column not in hidden])
        behind = self.listed(row, folded)
        present = "".join(self.attended.get(next(iter(row.values())), []))
        if present and later:
            behind += f"<ul>{present}</ul>"
        elif present:
            shown += f"<details><summary>Who was there, and who was not</summary><ul>{present}</ul></details>"
        fold_words = view.later_fold if later else view.fold if any(row[column] for column in told) else SOURCE_FOLD
        summary = escape(fold_words.format_map(words))
        fold = f'<details class="entry-fold"><summary>{summary}</summary>{behind}</details>' if behind else ""
        linked = {c: self.html(c, row[c]) if c in self.foreign else escape(words[c]) for c in row}
        head = escape(view.head).format_map(linked)
        key = [row[column] for column in self.table.key]
        return f'<section class="entry" id="{anchor(self.name, *key)}"><h3>{head}</h3>{shown}{fold}</section>'


def _attended(tables: dict[str, Table]) -> dict[str, list[str]]:
    """Return by event who was there, as items of a list."""
    cells = Cells(tables, "event_actors")
    sources = {row["event_id"]: row["source_id"] for row in tables["events"].rows}
    dates = source_dates(tables)
    found: dict[str, list[str]] = {}
    for row in cells.table.rows:
        text = cells.attendance(row)
        if row["source_id"] != sources.get(row["event_id"]):
            later = is_after(dates.get(row["source_id"], ""))
            shown = "of a later day" if later else cells.words("source_id", row["source_id"])
            text += f" (source: {reference('sources', row['source_id'], shown)})"
        place = anchor("event_actors", row["event_id"], row["actor_id"])
        item = f'<li id="{place}">{cells.html("actor_id", row["actor_id"])}: {text}</li>'
        found.setdefault(row["event_id"], []).append(item)
    return found


def _series(tables: dict[str, Table]) -> dict[str, list[str]]:
    """Return an entry per series of numbers, by the first letter of its title; what its rows share stands above."""
    cells = Cells(tables, SERIES)
    first, area, *columns = (c for c in cells.table.fields if c not in PERIOD)
    columns.insert(columns.index("source_id"), area)  # a phone shows the first columns: period and figure
    by_name: dict[str, list[Row]] = {}
    for row in cells.table.rows:
        by_name.setdefault(row[first], []).append(row)
    found: dict[str, list[str]] = {}
    titles = {name: cells.words(first, name) for name in by_name}
    for name, rows in sorted(by_name.items(), key=lambda one: titles[one[0]].casefold()):
        shared = [column for column in columns if len({row[column] for row in rows}) == 1 and len(rows) > 1]
        varied = [column for column in columns if column not in shared and any(row[column] for row in rows)]
        head = ["Period", *(escape(cells.label(column)) for column in varied)]
        body = [[_period(row), *(cells.html(c, row[c]) if row[c] else "" for c in varied)] for row in rows]
        number = "1 figure" if len(rows) == 1 else f"{len(rows)} figures"
        title = titles[name]
        table = table_html(head, body, f"Figures: {title}", caption=False)
        found.setdefault(title[:1].upper(), []).append(
            f'<section class="entry" id="{anchor(SERIES, name)}"><h3>{escape(title)}</h3>'
            f"<dl><div><dt>In the file</dt><dd><code>{escape(name)}</code></dd></div></dl>"
            f"{cells.listed(rows[0], shared)}{_picture(rows, title)}"
            f'<details class="entry-fold"><summary>{number}: {escape(title)}</summary>{table}</details></section>'
        )
    return found


def _picture(rows: list[Row], title: str) -> str:
    """Return a small picture of the figures whose period had ended by the day of the article."""
    start, end = PERIOD
    known = [row for row in rows if row["value"] and not is_after(row[end])]
    try:
        spans_of = [(date.fromisoformat(row[start]), date.fromisoformat(row[end])) for row in known]
        points = [(a + (b - a) / 2, float(row["value"])) for (a, b), row in zip(spans_of, known, strict=True)]
    except ValueError:  # the check of the tables says what is no day or no number
        return ""
    return sparkline(points, title)


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
