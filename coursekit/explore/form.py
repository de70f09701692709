"""The parts that explorers share: the filter, what it looks at in an entry, and the frame around both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from coursekit.rows import Cells, Row
from coursekit.tablehtml import slug

Options = list[tuple[str, str]]
"""Values as they stand in entries and in the address, each with its words."""


@dataclass(frozen=True)
class Select:
    """A choice of one value, or of none.

    Attributes:
        name: its name in the address.
        label: its words.
        options: what can be chosen.
        of: what it looks at in an entry; empty: what is called like itself.
        rule: ``has``: the entry has the value; ``from`` and ``to``: it has none below, or none above.
        locked: whether it stays out of sight until the script has a use for it.
    """

    name: str
    label: str
    options: Options
    of: str = ""
    rule: str = "has"
    locked: bool = False

    def html(self) -> str:
        """Return the labelled control."""
        options = "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in self.options)
        return (
            f"<label{' hidden' if self.locked else ''}>{escape(self.label)} "
            f'<select name="{self.name}" data-of="{self.of or self.name}" data-rule="{self.rule}"'
            f'{" disabled" if self.locked else ""}><option value="">any</option>{options}</select></label>'
        )


@dataclass(frozen=True)
class Switch:
    """A switch that leaves out the entries with a value."""

    name: str
    label: str
    value: str
    of: str

    def html(self) -> str:
        """Return the labelled control."""
        return (
            f'<label class="explorer-switch"><input type="checkbox" name="{self.name}" value="{escape(self.value)}" '
            f'data-of="{self.of}" data-rule="not"> {escape(self.label)}</label>'
        )


def codes(cells: Cells, column: str, rows: Iterable[Row]) -> Options:
    """Return the codes of a column that occur, in the order in which they are declared."""
    declared = [str(code) for code in cells.table.fields[column]["constraints"]["enum"]]
    used = {row[column] for row in rows}
    return [(slug(code), cells.words(column, code)) for code in declared if code in used]


def names(found: Iterable[str]) -> Options:
    """Return names in order of the alphabet. In entries and addresses a name stands for the key nobody is shown."""
    return [(slug(name), name) for name in sorted(set(found), key=str.casefold)]


def years(found: Iterable[str]) -> list[Select]:
    """Return the two choices of a period, from the first year to the last."""
    options = [(year, year) for year in sorted(set(found))]
    return [Select("from", "From year", options, "year", "from"), Select("to", "To year", options, "year", "to")]


def paragraphs(cells: Cells, column: str, found: Iterable[str]) -> Select:
    """Return the choice of a paragraph of the article."""
    numbers = sorted(set(found), key=lambda number: (len(number), number))
    options = [(number, cells.words(column, number)) for number in numbers]
    return Select("paragraph", "Paragraph of the article", [(n, words[:1].upper() + words[1:]) for n, words in options])


def item(facts: Mapping[str, Iterable[str]], html: str, marks: str = "") -> str:
    """Return an entry of the list with the facts that the filter looks at."""
    return f'<li class="entry"{attributes(facts)}{marks}>{html}</li>'


def attributes(facts: Mapping[str, Iterable[str]]) -> str:
    """Return facts as attributes: under each name its values, blanks between them."""
    return "".join(f' data-{name}="{escape(" ".join(values))}"' for name, values in facts.items())


def frame(name: str, noun: str, controls: Iterable[Select | Switch], total: int, body: str, marks: str = "") -> str:
    """Return an explorer: its filter, the line that counts, and the entries.

    Args:
        name: of the explorer.
        noun: what is counted, in the plural.
        controls: of the filter.
        total: how many entries there are.
        body: the entries and what stands between them, as HTML.
        marks: further attributes.
    """
    fields = "".join(control.html() for control in controls)
    return (
        f'<div class="explorer explorer-{name}" data-noun="{noun}"{marks}>\n'
        f'<form class="explorer-form" aria-label="Filter the {noun}" autocomplete="off" hidden>{fields}'
        '<button type="button" data-action="reset">Reset the filter</button></form>\n'
        f'<p class="explorer-status" role="status">{total} {noun}</p>\n{body}\n</div>'
    )
