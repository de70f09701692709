"""The timeline: every event in order of date, the day of the article as a line, what came later folded."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable
from html import escape

from coursekit.explore.form import Options, Select, codes, frame, item, names, paragraphs, years
from coursekit.explore.strip import strip
from coursekit.rawtable import Table
from coursekit.references import reference
from coursekit.rows import PUBLISHED, Cells, Entries, Row
from coursekit.tablehtml import slug

LATER = (
    "Later: events after 5 November 2018. Their titles alone can tell how things went; make your own forecasts first."
)


def timeline(tables: dict[str, Table]) -> str:
    """Return the timeline as HTML."""
    return Timeline(tables).page()


class Timeline(Entries):
    """The events, with who was there."""

    def __init__(self, tables: dict[str, Table]) -> None:
        """Sort who was there by event and role."""
        super().__init__(tables, "events")
        self.people = Cells(tables, "event_actors")
        self.present: dict[str, dict[str, list[str]]] = {}
        for row in self.people.table.rows:
            roles = self.present.setdefault(row["event_id"], {})
            roles.setdefault(row["role"], []).append(self.people.words("actor_id", row["actor_id"]))

    def page(self) -> str:
        """Return filter, strips, and the events in two parts."""
        rows = self.table.rows
        before = [row for row in rows if not self.is_later(row)]
        after = [row for row in rows if self.is_later(row)]
        tracks = codes(self, "track", rows)
        everybody = names(name for roles in self.present.values() for found in roles.values() for name in found)
        mentioned = [number for row in rows for number in self.mentioned(row)]
        controls = [
            Select("actor", "Actor named, present or not", everybody),
            Select("track", self.label("track"), tracks),
            Select("form", self.label("form"), codes(self, "form", rows)),
            paragraphs(self, "in_article", mentioned),
            *years(row["date"][:4] for row in rows),
        ]
        body = (
            f"{self.strip(before, tracks, 'up to 5 November 2018')}\n"
            f'<section class="explorer-group"><h2>Up to 5 November 2018</h2>\n{self.listing(before)}</section>\n'
            f'<p class="explorer-day"><time datetime="{PUBLISHED}">{day(PUBLISHED)}</time>: '
            "the article appears. What stands below this line had not happened yet.</p>\n"
            f'<details class="explorer-group explorer-later"><summary>{LATER}</summary>\n'
            f"{self.strip(after, tracks, 'after 5 November 2018')}\n{self.listing(after)}</details>"
        )
        return frame("timeline", "events", controls, len(rows), body)

    @staticmethod
    def strip(rows: list[Row], tracks: Options, when: str) -> str:
        """Return the drawing of some events; empty if there are none."""
        dots = [(row["date"][:4], slug(row["track"])) for row in rows if row["date"][:4].isdigit()]
        return strip(dots, tracks, f"Events of the table {when}, by year and track") if dots else ""

    def listing(self, rows: list[Row]) -> str:
        """Return some events as a list."""
        return '<ol class="explorer-list">' + "\n".join(self.item(row) for row in rows) + "</ol>"

    def mentioned(self, row: Row) -> list[str]:
        """Return the paragraphs of the article that mention an event."""
        return row["in_article"].split(";") if row["in_article"] else []

    def item(self, row: Row) -> str:
        """Return an event; what its own page folds is left to that page."""
        later = self.is_later(row)
        roles = self.present.get(row["event_id"], {})
        facts: dict[str, Iterable[str]] = {
            "year": [row["date"][:4]],
            "track": [slug(row["track"])],
            "form": [slug(row["form"])],
            "actor": dict.fromkeys(slug(name) for found in roles.values() for name in found),
            "paragraph": self.mentioned(row),
        }
        columns = ["track", "form", "place", "in_article", *([] if later else ["outcome"])]
        title = reference("events", row["event_id"], row["title"])
        head = f'<h3><time datetime="{escape(row["date"])}">{day(row["date"])}</time>: {title}</h3>'
        return item(facts, head + self.listed(row, columns) + ("" if later else self.who(row, roles)))

    def who(self, row: Row, roles: dict[str, list[str]]) -> str:
        """Return who was there, by role in the order of the table's description."""
        planned = " (planned)" if row["form"] == "meeting_not_held" else ""
        parts = []
        for role in self.people.table.fields["role"]["constraints"]["enum"]:
            if role in roles:
                words = self.people.role(role, row["event_id"]).capitalize() + planned
                parts.append(f"<div><dt>{escape(words)}</dt><dd>{escape('; '.join(roles[role]))}</dd></div>")
        return f"<dl>{''.join(parts)}</dl>" if parts else ""


def day(date: str) -> str:
    """Return a date in words, as exact as it is known: ``9 November 2018``, ``February 2010`` or ``2011``."""
    year, month, number = [*date.split("-"), "", ""][:3]
    if not (month.isdigit() and 1 <= int(month) <= 12):
        return escape(date)
    return escape(" ".join(filter(None, [number.lstrip("0"), month_name[int(month)], year])))
