"""Actors as cards, and the case of each party in words it would recognise: what was known by 5 November 2018 first."""

from __future__ import annotations

import re
from calendar import month_name
from html import escape
from pathlib import Path

from coursekit.rawtable import Table
from coursekit.references import raw_tables, reference
from coursekit.rows import Entries, Row
from coursekit.scripts import spans
from coursekit.tablehtml import slug
from coursekit.views import VIEWS, is_after

KINDS = {
    "state": "States",
    "government": "Governments",
    "armed_group": "Armed groups",
    "body": "Bodies",
    "international_org": "International organisations",
    "person": "People",
}
"""Kinds of actor in the order in which they stand, and what several of a kind are called."""

NO_LISTING = re.compile(r"(?:None|No) ?(?:\.|found|relevant|UN listing|change)")
INFERRED = re.compile(r"\s*\[([^\]]*\b)?inferred\b([^\]]*)\]")


def actors(root: Path) -> list[tuple[str, str, str]]:
    """Return the actors as sections of a page, a kind each: id, title as text, and the cards in HTML.

    Raises:
        CourseError: if the cells of a table cannot be told apart.
    """
    return Actors(raw_tables(root)).sections()


def positions(root: Path) -> list[tuple[str, str, str]]:
    """Return the parties as sections of a page: id, name as text, and the case in HTML.

    Raises:
        CourseError: if the cells of a table cannot be told apart.
    """
    return Positions(raw_tables(root)).sections()


class Actors(Entries):
    """The actors as cards."""

    def __init__(self, tables: dict[str, Table]) -> None:
        """Choose the table."""
        super().__init__(tables, "actors")

    def sections(self) -> list[tuple[str, str, str]]:
        """Return a section per kind, with links to its cards."""
        found = []
        kinds = dict.fromkeys([*KINDS, *(row["kind"] for row in self.table.rows)])
        for kind in kinds:
            rows = sorted(
                (row for row in self.table.rows if row["kind"] == kind), key=lambda row: row["name"].casefold()
            )
            if not rows:
                continue
            title = KINDS.get(kind, self.words("kind", kind).capitalize())
            links = "".join(
                f'<li><a href="#{anchor(row["actor_id"])}">{escape(short(row["name"]))}</a></li>' for row in rows
            )
            jump = f'<nav class="card-jump" aria-label="{escape(title)}"><ul>{links}</ul></nav>'
            found.append((f"kind-{slug(kind)}", title, jump + "\n".join(self.card(row) for row in rows)))
        return found

    def card(self, row: Row) -> str:
        """Return an actor: what was known by 5 November 2018, and folded, what came after."""
        later = self.dated(row)
        said = "own_words_2018" not in later
        before = [("Where", escape(row["home"])), (self.begun(row), escape(row["founded_or_born"]))]
        if row["name_local"]:
            before.append(("Own script", spans(row["name_local"], row["name_languages"])))
        before.append(("In the article", self.paragraphs(row)))
        before.append(("Position in 2018", escape(row["position_2018"])))
        if said:
            before.append(("As put in public, in a paraphrase", self.said(row)))
        if not NO_LISTING.match(row["designation"]):
            before.append((self.label("designation"), escape(row["designation"])))
        after = [
            (self.label("rest_of_2018"), escape(row["rest_of_2018"])),
            ("As put in public after that day, in a paraphrase", "" if said else self.said(row)),
            ("Then", escape(row["aftermath"])),
        ]
        fold = escape(VIEWS["actors"].fold.format_map({"name": short(row["name"])}))
        return (
            f'<section class="entry actor-card" id="{anchor(row["actor_id"])}"><h3>{escape(row["name"])}</h3>'
            f"<p>{escape(row['one_line'])}</p>{listed(before)}"
            f"<details><summary>{fold}</summary>{listed(after)}</details>"
            f"<p>{reference('actors', row['actor_id'], 'The row, with its source')}</p></section>"
        )

    @staticmethod
    def begun(row: Row) -> str:
        """Return what the date of a row is called."""
        return "Born" if row["kind"] == "person" else "Since"

    def paragraphs(self, row: Row) -> str:
        """Return the paragraphs of the article that mention an actor, linked."""
        numbers = row["in_article"].split(";") if row["in_article"] else []
        linked = [
            reference("article_paragraphs", number, "headline" if number == "0" else number) for number in numbers
        ]
        body = [number for number in numbers if number != "0"]
        if not linked:
            return "not named there"
        word = "" if not body else "paragraph " if len(body) == 1 else "paragraphs "
        head = linked[: len(linked) - len(body)]
        return ", ".join([*head, word + ", ".join(linked[len(head) :])]) if body else head[0]

    def said(self, row: Row) -> str:
        """Return what an actor said in public, with its source."""
        if not row["own_words_2018"]:
            return ""
        source = self.html("own_words_source_id", row["own_words_source_id"]) if row["own_words_source_id"] else ""
        return f'{escape(row["own_words_2018"])} <span class="card-source">Source: {source}</span>'


class Positions(Entries):
    """The parties, each with its case."""

    def __init__(self, tables: dict[str, Table]) -> None:
        """Choose the table, and find what each party asked for in 2018."""
        super().__init__(tables, "positions")
        self.actors = {row["actor_id"]: row for row in tables["actors"].rows}

    def sections(self) -> list[tuple[str, str, str]]:
        """Return a section per party, in the order of the table."""
        parties: dict[str, list[Row]] = {}
        for row in self.table.rows:
            parties.setdefault(row["actor_id"], []).append(row)
        return [
            (f"case-{slug(key)}", self.words("actor_id", key), self.case(key, rows)) for key, rows in parties.items()
        ]

    def case(self, key: str, rows: list[Row]) -> str:
        """Return the case of a party: what is of 2018, and folded, what it said later."""
        now = [row for row in rows if not self.is_later(row)]
        later = [row for row in rows if self.is_later(row)]
        html = "".join(self.told(row) for row in now)
        actor = self.actors.get(key)
        if not now and actor:
            html = f"<p>In 2018: {escape(actor['position_2018'])}</p>"
        for row in later:
            html += f"<details><summary>Later: the case as put {when(row['as_of'])}</summary>{self.told(row)}</details>"
        card = f'<p><a href="actors.html#{anchor(key)}">Who this is</a></p>' if actor else ""
        return f'<div class="entry case">{html}{card}</div>'

    def told(self, row: Row) -> str:
        """Return a case with grievance, red line, and what it rests on."""
        source = self.html("source_id", row["source_id"])
        day = when(row["as_of"]) + (" (later than the article)" if is_after(row["as_of"]) else "")
        facts = [
            ("Grievance", marked(row["grievance"])),
            ("Red line", marked(row["red_line"])),
            ("Rests on", f"{escape(row['basis'])}, {day}: {source}"),
            ("Row", reference("positions", row["position_id"], row["position_id"])),
        ]
        return f"<blockquote><p>{marked(row['position'])}</p></blockquote>{listed(facts)}"


def marked(text: str) -> str:
    """Return a cell as HTML in which what the course inferred says so."""
    return INFERRED.sub(_inference, escape(text))


def _inference(found: re.Match[str]) -> str:
    before, after = (part.strip() for part in (found[1] or "", found[2] or ""))
    words = f"{before + ': ' if before else ''}the course’s inference{', ' + after if after else ''}"
    return f' <em class="inferred">({words})</em>'


def when(date: str) -> str:
    """Return a date in words, with its preposition: ``on 9 November 2018``, ``in October 2020`` or ``in 2011``."""
    year, month, day = [*date.split("-"), "", ""][:3]
    words = " ".join(filter(None, [day.lstrip("0"), month_name[int(month or 0)], year]))
    return f"{'on' if day else 'in'} {escape(words)}"


def short(name: str) -> str:
    """Return a name without what stands in brackets behind it."""
    return name.partition(" (")[0]


def anchor(key: str) -> str:
    """Return the anchor of the card of an actor."""
    return f"actor-{slug(key)}"


def listed(facts: list[tuple[str, str]]) -> str:
    """Return the filled ones of these facts as a definition list."""
    entries = "".join(f"<div><dt>{escape(name)}</dt><dd>{html}</dd></div>" for name, html in facts if html)
    return f"<dl>{entries}</dl>" if entries else ""
