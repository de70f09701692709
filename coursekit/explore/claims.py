"""The claims: each with its wording and codes; the reader judges, then the course's verdicts can be seen."""

from __future__ import annotations

from html import escape

from coursekit.explore.form import Options, Select, codes, frame, item, paragraphs
from coursekit.rawtable import Table
from coursekit.references import reference
from coursekit.rows import VIEWS, Entries, Row
from coursekit.tablehtml import slug

NONE = ("not-checkable", "not checkable: no document could settle it")
"""The answer of a reader, and of the course where it gives no verdict."""

SHOWN = ("type", "speaker", "hedging", "evidence_in_article")
FOLDED = ("checkable", "weight")
"""What stands above the fold, and what is folded besides the verdict, since it would tell half of it."""


def claims(tables: dict[str, Table]) -> str:
    """Return the claims explorer as HTML."""
    return Claims(tables).page()


class Claims(Entries):
    """The claims of the article, by paragraph."""

    def __init__(self, tables: dict[str, Table]) -> None:
        """Choose the table."""
        super().__init__(tables, "claims")

    def page(self) -> str:
        """Return filter, the line that sums up the reader's verdicts, and the claims."""
        rows = self.table.rows
        groups: dict[str, list[Row]] = {}
        for row in sorted(rows, key=lambda row: (len(row["paragraph"]), row["paragraph"])):
            groups.setdefault(self.group(row), []).append(row)
        then, now = (self.scale(column) for column in ("verdict_then", "verdict_now"))
        controls = [
            paragraphs(self, "paragraph", (row["paragraph"] for row in rows)),
            Select("type", self.label("type"), codes(self, "type", rows)),
            Select("speaker", self.label("speaker"), codes(self, "speaker", rows)),
            Select("checkable", self.label("checkable"), codes(self, "checkable", rows)),
            Select("then", "Verdict then, of those you judged", [*then, NONE], locked=True),
            Select("now", "Verdict now, of those you judged", [*now, NONE], locked=True),
        ]
        listed = "\n".join(
            f'<section class="explorer-group"><h2>{escape(title)}</h2>\n'
            f'<ul class="explorer-list">{"".join(self.item(row) for row in found)}</ul></section>'
            for title, found in groups.items()
        )
        return frame("claims", "claims", controls, len(rows), f"{self.judging(then, self.day())}\n{listed}")

    def scale(self, column: str) -> Options:
        """Return the verdicts that the codebook knows, whether or not they occur."""
        return [(slug(code), self.words(column, code)) for code in self.table.fields[column]["constraints"]["enum"]]

    def day(self) -> str:
        """Return the day for which a reader judges: the title of the column ends with it, after "on"."""
        return self.label("verdict_then").partition(" on ")[2] or "the day of publication"

    @staticmethod
    def judging(then: Options, day: str) -> str:
        """Return what the script adds to each claim, and the line that sums up."""
        options = "".join(f'<option value="{value}">{escape(words)}</option>' for value, words in [*then, NONE])
        return (
            '<template><div class="explorer-judge"><p hidden></p><button type="button"></button></div>'
            '<div class="explorer-choice"><label><span>Your verdict on <span class="explorer-id"></span>, '
            f'for {escape(day)}</span> <select required><option value="">choose</option>{options}</select></label> '
            '<button type="button">Show the course’s verdict</button></div></template>\n'
            '<div class="explorer-summary" hidden><p role="status"></p>'
            '<button type="button" data-action="forget" hidden>Forget my verdicts</button></div>'
        )

    def item(self, row: Row) -> str:
        """Return a claim, its verdicts folded."""
        key = row["claim_id"]
        columns = [*SHOWN, *(["implied"] if row["implied"] == "true" else [])]
        then, now = (slug(row[column]) or NONE[0] for column in ("verdict_then", "verdict_now"))
        words = self.words("verdict_then", row["verdict_then"]) or "none, because no document could settle it"
        summary = escape(VIEWS["claims"].fold.format_map(row))
        facts = {column: [slug(row[column])] for column in ("paragraph", "type", "speaker", "checkable")}
        return item(
            facts,
            f"<h3>{reference('claims', key, key)}. {escape(row['claim'])}</h3>{self.listed(row, columns)}"
            f'<details class="explorer-verdict" data-claim="{escape(key)}" data-then="{then}" data-now="{now}" '
            f'data-words="{escape(words)}"><summary>{summary}</summary>'
            f"{self.listed(row, [*FOLDED, *VIEWS['claims'].folded])}</details>",
        )
