"""Where references lead: from ``claims:C026``, as quizzes write it, to a page of the book and an anchor on it.

Whatever is to become a link stands in HTML as ``<span class="quiz-reference" data-reference="claims:C026">words
</span>``, or with the class ``row-reference`` on pages made from tables. Such HTML knows nothing of pages and
addresses: :func:`link` puts the links in when a page is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path

from coursekit.data import descriptor
from coursekit.faults import CourseError
from coursekit.rawtable import Found, Table, names, read
from coursekit.tablehtml import slug
from coursekit.views import VIEWS, is_later

PAGES = {
    "article_paragraphs": "book/source-companion",
    "article_terms": "book/source-companion",
    "event_actors": "book/tables/events",
    "glossary": "book/glossary",
    "sources": "book/sources",
}
"""Tables whose rows are shown on a page that is not called like the table."""

OWN_PAGES = {"documents": "book/shelf"}
"""Tables whose rows have a page each, called by its key, in the folder of the page that lists them."""

SPAN = re.compile(r'<span class="(quiz|row)-reference" data-reference="([^"]*)">(.*?)</span>', re.DOTALL)


def page(table: str) -> str:
    """Return the page that shows the rows of a table, without its ending."""
    return PAGES.get(table) or OWN_PAGES.get(table) or f"book/tables/{table}"


def home_of(table: str, key: str) -> str:
    """Return the page that shows a row of a table, without its ending, and the row's anchor on it."""
    return f"{page(table)}{f'/{key}' if table in OWN_PAGES else ''}#{anchor(table, key)}"


def source_pages(root: Path) -> dict[str, str]:
    """Return the page that shows the sources whose keys begin with a letter, by letter.

    The pages are the files ``a-c.md`` and so on in ``book/sources/``: what a page shows, its name says. Where there is
    none for a letter, the page ``book/sources`` shows them.
    """
    found: dict[str, str] = {}
    for path in sorted((root / "book" / "sources").glob("?-?.md")):
        first, _, last = path.stem.partition("-")
        found |= {chr(code): f"book/sources/{path.stem}" for code in range(ord(first), ord(last) + 1)}
    return found


def later_page(root: Path, table: str) -> str | None:
    """Return the page that shows the later rows of a table, without its ending, if there is a file of that name."""
    name = f"{page(table)}-later"
    return name if table in VIEWS and (root / f"{name}.md").is_file() else None


def anchor(table: str, *key: str) -> str:
    """Return the anchor of the row of a table that has this key."""
    if table == "sources":
        return f"source-{key[0]}"
    first = {"article_paragraphs": "paragraph", "glossary": "term"}.get(table, table)
    return slug(" ".join([first, *key]))


def raw_tables(root: Path) -> dict[str, Table]:
    """Return all tables with their cells as they stand in the files.

    Raises:
        CourseError: if the cells of a table cannot be told apart.
    """
    found = Found()
    read_ones = {resource["name"]: read(root, resource, found) for resource in descriptor(root)["resources"]}
    sound = {name: table for name, table in read_ones.items() if table is not None}
    if len(sound) < len(read_ones):
        raise CourseError(found.faults)
    return sound


def targets(root: Path) -> dict[str, str]:
    """Return for each reference to the tables where it leads: ``claims:C026`` to ``book/tables/claims#claims-c026``.

    The key of a reference is the first column of its table. Where that names a row of another table, the reference
    leads to that row: ``event_actors:geneva-accords-1988`` to the event. ``claims:`` stands for the whole table.

    Raises:
        CourseError: if the cells of a table cannot be told apart.
    """
    tables = raw_tables(root)
    found = {}
    for name, table in tables.items():
        column = next(iter(table.fields))
        home = next(
            (k["reference"]["resource"] for k in table.schema.get("foreignKeys", []) if names(k["fields"]) == [column]),
            name,
        )
        found[f"{name}:"] = page(name)
        elsewhere = _elsewhere(root, home, tables)
        for row in table.rows:
            at = elsewhere.get(row[column])
            found[f"{name}:{row[column]}"] = f"{at}#{anchor(home, row[column])}" if at else home_of(home, row[column])
    for reference, target in list(found.items()):
        if reference.startswith("article_paragraphs:"):
            found[reference.replace("article_paragraphs", "paragraph")] = target
    return found


def _elsewhere(root: Path, table: str, tables: dict[str, Table]) -> dict[str, str]:
    """Return by key the pages that show rows of a table, of those that do not stand on the page of the table."""
    column = next(iter(tables[table].fields))
    keys = [row[column] for row in tables[table].rows]
    if table == "sources":
        letters = source_pages(root)
        return {key: letters[key[:1]] for key in keys if key[:1] in letters}
    later = later_page(root, table)
    if not later:
        return {}
    dates = source_dates(tables)
    return {row[column]: later for row in tables[table].rows if is_later(table, row, dates)}


def source_dates(tables: dict[str, Table]) -> dict[str, str]:
    """Return the dates of the sources by key, each as far as it is known."""
    return {row["source_id"]: row["date"] for row in tables["sources"].rows}


def titles(root: Path) -> dict[str, str]:
    """Return what rows are called whose key is no name for a reader: ``events:…`` to the event's title and date.

    Raises:
        CourseError: if the cells of a table cannot be told apart.
    """
    found = {}
    for name, table in raw_tables(root).items():
        column = next(iter(table.fields))
        labels = {str(one["value"]): str(one["label"]) for one in table.fields[column].get("categories", [])}
        for row in table.rows:
            if words := called(name, row) or labels.get(row[column], ""):
                found[f"{name}:{row[column]}"] = words
    return found


def called(table: str, row: dict[str, str]) -> str:
    """Return the name or title of a row, with who published it and when; empty if it has none."""
    if table == "sources":
        return f"{row['title']} ({', '.join(filter(None, [row['publisher'], row['date']]))})"
    if row.get("title"):
        return f"{row['title']} ({row['date']})" if row.get("date") else row["title"]
    return row.get("name", "")


def reference(table: str, key: str, words: str) -> str:
    """Return words, as text, that become a link to a row when the page is published."""
    return f'<span class="row-reference" data-reference="{escape(f"{table}:{key}")}">{escape(words)}</span>'


def link(html: str, address: Callable[[str], str | None], title: Callable[[str], str] = lambda _: "") -> str:
    """Make links of the references in the HTML of a page.

    Args:
        html: the page.
        address: returns the address of a reference, or None if it leads nowhere; its words then stay words.
        title: returns what a reader calls a reference of a quiz; it then stands instead of the key.
    """

    def linked(match: re.Match[str]) -> str:
        kind, target, words = match.groups()
        found = address(unescape(target))
        if found is None:
            return words
        contract = f' class="quiz-reference" data-reference="{target}"' if kind == "quiz" else ""
        key = target.partition(":")[2]
        if kind == "quiz" and words.endswith(key) and (better := title(unescape(target))):
            words = f"{words.removesuffix(key).rstrip()}: {escape(better)}"
        return f'<a{contract} href="{escape(found)}">{words}</a>'

    return SPAN.sub(linked, html)
