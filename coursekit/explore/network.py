"""The network of relations: a list of ties by what they rest on, and the same ties drawn."""

from __future__ import annotations

from collections import Counter
from html import escape

from coursekit.explore.arcs import LINES, MARKS, Arc, drawing
from coursekit.explore.form import Options, Select, Switch, attributes, codes, frame, item, names, paragraphs, years
from coursekit.rawtable import Table
from coursekit.references import reference
from coursekit.rows import Cells, Entries, Row
from coursekit.tablehtml import slug

CHARGE = "article_allegation"
LATER = "Later: ties that a source tells after 5 November 2018. They tell how things went on, and are not drawn."


def network(tables: dict[str, Table]) -> str:
    """Return the network explorer as HTML."""
    return Network(tables).page()


class Network(Entries):
    """The ties between actors."""

    def __init__(self, tables: dict[str, Table]) -> None:
        """Choose the table, and find each actor's kind."""
        super().__init__(tables, "relations")
        actors = Cells(tables, "actors")
        found = sorted(actors.table.rows, key=lambda row: (row["kind"], row["name"].casefold()))
        self.kinds = {row["actor_id"]: actors.words("kind", row["kind"]) for row in found}

    def page(self) -> str:
        """Return filter, list and drawing."""
        rows = self.table.rows
        bases = self.bases()
        before = [row for row in rows if not self.is_later(row)]
        ends = {row[column] for row in rows for column in ("source_actor_id", "target_actor_id")}
        controls: list[Select | Switch] = [
            Select("actor", "Actor", names(self.words("source_actor_id", key) for key in ends)),
            Select("basis", self.label("basis"), bases),
            paragraphs(self, "paragraph", (row["paragraph"] for row in rows if row["paragraph"])),
            *years(row["year"] for row in rows),
            Switch("without", "Leave out allegations", slug(CHARGE), "basis"),
        ]
        groups = []
        for value, words in bases:
            found = [row for row in before if slug(row["basis"]) == value]
            title = words[:1].upper() + words[1:]
            groups.append(f'<section class="explorer-group"><h2>{escape(title)}</h2>\n{self.listing(found)}</section>')
        after = [row for row in rows if self.is_later(row)]
        later = (
            f'<details class="explorer-group explorer-later"><summary>{LATER}</summary>{self.listing(after)}</details>'
        )
        listed = "\n".join([*groups, later])
        fold = (
            f'<details class="explorer-fold"><summary>The ties as a drawing</summary>{self.drawing(before)}</details>'
        )
        body = f'{fold}\n<div class="explorer-ties">\n{listed}\n</div>'
        return frame("network", "ties", controls, len(rows), body, ' data-tally="basis"')

    def bases(self) -> Options:
        """Return what ties rest on, a reported fact first."""
        known = list(LINES)
        found = codes(self, "basis", self.table.rows)
        return sorted(found, key=lambda one: known.index(one[0]) if one[0] in known else len(known))

    def listing(self, rows: list[Row]) -> str:
        """Return some ties as a list."""
        return '<ul class="explorer-list">' + "\n".join(self.item(row) for row in rows) + "</ul>"

    def statement(self, row: Row) -> str:
        """Return a tie in words."""
        return f"{self.end(row, 'source')} – {self.words('relation', row['relation'])} – {self.end(row, 'target')}"

    def end(self, row: Row, end: str) -> str:
        """Return the name of the actor at one end, ``source`` or ``target``."""
        return self.words(f"{end}_actor_id", row[f"{end}_actor_id"])

    def facts(self, row: Row) -> dict[str, list[str]]:
        """Return what the filter looks at."""
        return {
            "actor": list(dict.fromkeys(slug(self.end(row, end)) for end in ("source", "target"))),
            "basis": [slug(row["basis"])],
            "paragraph": [row["paragraph"]] if row["paragraph"] else [],
            "year": [row["year"]],
        }

    def item(self, row: Row) -> str:
        """Return a tie; of a later one, what is said is left to its own page, where it is folded."""
        columns = ["basis", "sign", "year", "paragraph", *([] if self.is_later(row) else ["note"])]
        head = f"<h3>{reference('relations', row['relation_id'], self.statement(row))}</h3>"
        return item(self.facts(row), head + self.listed(row, columns))

    def drawing(self, rows: list[Row]) -> str:
        """Return the drawing of some ties."""
        arcs = [
            Arc(
                source=row["source_actor_id"],
                target=row["target_actor_id"],
                basis=slug(row["basis"]),
                sign=row["sign"],
                words=f"{self.statement(row)}, {row['year']}: {self.words('basis', row['basis'])}",
                marks=attributes(self.facts(row)),
            )
            for row in rows
            if {row["source_actor_id"], row["target_actor_id"]} <= set(self.kinds)  # else `check` says what is wrong
        ]
        ends = Counter(end for arc in arcs for end in (arc.source, arc.target))
        weight = Counter(self.kinds[key] for key in ends.elements())  # kinds with many ties first: shorter arcs
        order = sorted(
            (key for key in self.kinds if key in ends), key=lambda k: (-weight[self.kinds[k]], self.kinds[k])
        )
        places = [(key, self.words("source_actor_id", key), self.kinds[key]) for key in order]
        signs = [(value, self.words("sign", value)) for value in MARKS if any(arc.sign == value for arc in arcs)]
        return drawing(arcs, places, self.bases(), signs)
