"""The closing page: paragraph by paragraph, what the rows of the table of claims say; then the whole.

Every number is counted from the rows. Verdicts are told by weight, because one slip and one central statement are
not two of a kind; and each paragraph is folded, because a verdict read too early cannot be unread.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from coursekit.references import raw_tables, reference
from coursekit.rows import Cells, Row
from coursekit.tablehtml import table_html

WEIGHTS = ("central", "secondary", "slip")
UNSETTLED = ("untraced", "unmeasurable", "not_due", "condition_not_met")
GROUPS = ("supported", "contested", "contradicted", "cannot be settled", "not checkable")
"""What a count tells apart: the codebook's verdicts, those that settle nothing taken together."""


SWITCH = (
    '<p class="closing-switch"><label><input type="checkbox" id="closing-all"> '
    "I have judged every paragraph: open them all, also on paper</label></p>"
)
"""A box that opens all paragraphs, by style alone; where a browser cannot, it is not shown."""


def sections(root: Path) -> list[tuple[str, str, str]]:
    """Return the sections of the page: id, title as text, and HTML.

    Raises:
        CourseError: if the cells of a table cannot be told apart.
    """
    page = Closing(Cells(raw_tables(root), "claims"))
    paragraphs = page.cells.tables["article_paragraphs"].rows
    found = [page.paragraph(row) for row in paragraphs]
    return [*found, ("closing-whole", "The whole", page.whole())]


def group_of(row: Row, column: str = "verdict_now") -> str:
    """Return to which of the groups a statement belongs."""
    verdict = row[column]
    if not verdict:
        return "not checkable"
    return "cannot be settled" if verdict in UNSETTLED else verdict


def counted(rows: list[Row]) -> str:
    """Return the verdicts of today in words, by group: ``3 supported, 1 contested``."""
    groups = [group_of(row) for row in rows]
    return ", ".join(f"{groups.count(name)} {name}" for name in GROUPS if name in groups)


def weighed(rows: list[Row]) -> str:
    """Return a sentence for each weight that occurs, the weightiest first."""
    found = []
    for weight in WEIGHTS:
        some = [row for row in rows if row["weight"] == weight]
        words = "slip" if weight == "slip" else f"{weight} statement"
        if len(some) == 1:
            found.append(f"The one {words}: {group_of(some[0])}.")
        elif some:
            found.append(f"Of {len(some)} {words}s: {counted(some)}.")
    return " ".join(found)


class Closing:
    """What the rows of the table of claims add up to."""

    def __init__(self, cells: Cells) -> None:
        """Keep the claims in order of paragraph, weight and number."""
        self.cells = cells
        key = {weight: place for place, weight in enumerate(WEIGHTS)}
        self.rows = sorted(
            cells.table.rows, key=lambda row: (int(row["paragraph"]), key.get(row["weight"], 9), row["claim_id"])
        )

    def paragraph(self, row: Row) -> tuple[str, str, str]:
        """Return the section of a paragraph: our summary, then its claims, folded."""
        number = row["paragraph"]
        name = "the headline" if number == "0" else f"paragraph {number}"
        rows = [one for one in self.rows if one["paragraph"] == number]
        moved = [one for one in rows if one["verdict_then"] != one["verdict_now"]]
        changed = f"<p>What was said then and what can be said now differ for {self.keys(moved)}.</p>" if moved else ""
        listed = "".join(self.item(one) for one in rows)
        behind = f"<p><strong>{escape(weighed(rows))}</strong></p>{changed}<ul>{listed}</ul>"
        title = f"{name[:1].upper()}{name[1:]}: {row['topic']}".replace("The headline", "Headline")
        return f"closing-{number}", title, f"<p>{escape(row['summary'])}</p>{self.fold(name, behind)}"

    @staticmethod
    def fold(name: str, behind: str) -> str:
        """Return what is folded until the reader says that the judgement is made."""
        summary = f"I have judged {escape(name)}: show what the rows say"
        return f'<div class="entry"><details class="closing-fold"><summary>{summary}</summary>{behind}</details></div>'

    def item(self, row: Row) -> str:
        """Return a claim with its verdicts, its weight and how sure the coder is."""
        words = self.cells.words
        then, now = (words(c, row[c]) for c in ("verdict_then", "verdict_now"))
        verdict = "not checkable" if not now else now if then == now else f"then {then}, now {now}"
        implied = "; our inference, not said" if row["implied"] == "true" else ""
        told = f"{row['weight']}; {verdict}; confidence {words('confidence', row['confidence'])}{implied}"
        return f"<li>{self.key(row)} {escape(row['claim'])} <em>({escape(told)})</em></li>"

    def key(self, row: Row) -> str:
        """Return the number of a claim as a link."""
        return reference("claims", row["claim_id"], row["claim_id"])

    def keys(self, rows: Iterable[Row]) -> str:
        """Return the numbers of claims as links, in a sentence."""
        return ", ".join(self.key(row) for row in rows)

    def whole(self) -> str:
        """Return the last section: the counts by weight, what nobody could know, what remains open."""
        return self.fold("all paragraphs", f"{self.balance()}{self.unknowable()}{self.open()}")

    def balance(self) -> str:
        """Return the background against the statements that the argument needs."""
        head = ["Weight", "When", *(name.capitalize() for name in GROUPS), "All"]
        body = []
        for weight in WEIGHTS:
            rows = [row for row in self.rows if row["weight"] == weight]
            for when in ("then", "now"):
                groups = [group_of(row, f"verdict_{when}") for row in rows]
                body.append([weight, when, *(str(groups.count(name)) for name in GROUPS), str(len(rows))])
        table = table_html(head, body, "Statements by weight, on 5 November 2018 and now")
        return (
            f"<h3>Background and argument</h3><p>{escape(weighed(self.rows))}</p>{table}"
            "<p>Read central and secondary apart. A text may be well informed and its argument still open; and what "
            "nobody can settle is not thereby refuted.</p>"
        )

    def unknowable(self) -> str:
        """Return what no one could know on the day of the article."""
        later = [row for row in self.rows if row["verdict_then"] == "not_due"]
        moved = [row for row in self.rows if row["verdict_then"] != row["verdict_now"] and row not in later]
        changed = (
            f"<p>For {self.keys(moved)} the record itself has grown: the verdict then and the verdict now differ.</p>"
            if moved
            else ""
        )
        items = "".join(self.item(row) for row in later)
        return (
            "<h3>What nobody could know on 5 November 2018</h3>"
            f"<p>{len(later)} statements spoke of what had not happened yet. No verdict was possible that day, and "
            f"what came later does not judge the writer.</p><ul>{items}</ul>{changed}"
        )

    def open(self) -> str:
        """Return what is open: contested, or settled by nothing that was seen."""
        parts = []
        for group in ("contested", "cannot be settled"):
            rows = [row for row in self.rows if group_of(row) == group]
            central = [row for row in rows if row["weight"] == "central"]
            listed = f"; central among them: {self.keys(central)}" if central else ""
            parts.append(f"<li>{len(rows)} {group}{listed}.</li>")
        return (
            f"<h3>What remains open</h3><ul>{''.join(parts)}</ul>"
            "<p>Every verdict is one coder’s. The next document, or a second coder, may move any of them.</p>"
        )
