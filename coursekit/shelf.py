"""The document shelf: what the tables know of a primary text, and the list of all of them.

What is later than the article is listed by its year alone, so that the list does not tell how things went on.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from coursekit.data import DESCRIPTOR
from coursekit.faults import CourseError, Fault
from coursekit.rawtable import Table
from coursekit.references import anchor, raw_tables, reference
from coursekit.rows import PUBLISHED, Cells, Row

TABLE = "documents"
THERE = ("host", "mediator", "participant", "observer")
SHOWN = ("title", "kind", "date", "makers", "event_id")


def documents(root: Path) -> str:
    """Return the list of all documents: those a reader of the article could know, then the later ones."""
    tables = raw_tables(root)
    cells = Cells(tables, TABLE)
    rows = cells.table.rows
    earlier = "".join(_item(cells, row) for row in rows if not is_later(row))
    later = "".join(f"<li>{_covered(row)}</li>" for row in rows if is_later(row))
    return f'<ul class="shelf">{earlier}</ul>\n<ul class="shelf">{later}</ul>'


def document(root: Path, key: str) -> str:
    """Return what the tables know of a document: its facts, who was there and who was not, where to read it.

    Raises:
        CourseError: if there is no such document.
    """
    tables = raw_tables(root)
    cells = Cells(tables, TABLE)
    row = next((row for row in cells.table.rows if row["document_id"] == key), None)
    if row is None:
        known = ", ".join(row["document_id"] for row in cells.table.rows)
        raise CourseError(
            Fault(DESCRIPTOR, value=key, reason="no document of this name", remedy=f"use one of: {known}")
        )
    facts = cells.listed(row, [*SHOWN])
    place = anchor(TABLE, key)
    return f'<div class="entry shelf-card" id="{place}">{facts}{_present(tables, row)}{_where(cells, row)}</div>'


def is_later(row: Row) -> bool:
    """Whether a document is later than the article."""
    return row["date"] > PUBLISHED


def _item(cells: Cells, row: Row) -> str:
    words = reference(TABLE, row["document_id"], row["title"])
    return f"<li>{words} ({escape(cells.words('kind', row['kind']))}, <time>{escape(row['date'])}</time>)</li>"


def _covered(row: Row) -> str:
    return reference(TABLE, row["document_id"], f"Later: a text of {row['date'][:4]}")


def _present(tables: dict[str, Table], row: Row) -> str:
    """Return who was there and who was not, as the table of attendance has it."""
    event = row["event_id"]
    if not event:
        return (
            "<p>The table of events has no row for the making of this text, so it cannot say who was there. "
            "Ask the text itself.</p>"
        )
    cells = Cells(tables, "event_actors")
    found = [one for one in cells.table.rows if one["event_id"] == event]
    there = [one for one in found if one["role"] in THERE]
    away = [one for one in found if one["role"] not in THERE]
    shown = _people(cells, "Who was there", there)
    shown += _people(cells, "Who was not", away) or "<p><strong>Who was not:</strong> no row says so.</p>"
    link = reference("event_actors", event, "the event and its rows")
    return f"{shown}<p>{len(found)} rows of <code>event_actors</code>, under <code>{escape(event)}</code>: {link}.</p>"


def _people(cells: Cells, head: str, rows: list[Row]) -> str:
    items = "".join(f"<li>{cells.html('actor_id', row['actor_id'])}: {cells.attendance(row)}</li>" for row in rows)
    return f"<p><strong>{head}</strong></p><ul>{items}</ul>" if items else ""


def _where(cells: Cells, row: Row) -> str:
    """Return where the text can be read, and what the address leads to."""
    source = next((one for one in cells.tables["sources"].rows if one["source_id"] == row["source_id"]), None)
    if source is None:
        return ""
    title = escape(source["title"])
    if re.match(r"https?://", source["url"]):
        title = f'<a href="{escape(source["url"])}" rel="noreferrer">{title}</a>'
    listed = reference("sources", row["source_id"], row["source_id"])
    note = f" {escape(row['note'])}" if row["note"] else ""
    return (
        f"<p><strong>Where to read it:</strong> {title} ({escape(source['publisher'])}; {listed}). "
        f"The address leads to {escape(cells.words('address', row['address']))}.{note}</p>"
    )
