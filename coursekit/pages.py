"""Write the pages that are made from the tables: dictionary, glossary, sources, paragraphs, bibliography.

Everything here returns text; who publishes it is no concern of this module.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from coursekit.data import descriptor, load
from coursekit.references import reference
from coursekit.scripts import LANGUAGES, span
from coursekit.tablehtml import slug, table_html
from coursekit.views import LATER_FOLD

SCRIPTS = {"term_dari": "prs", "term_pashto": "ps", "term_russian": "ru"}
"""Columns of the glossary with a term in another language."""

DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-3][0-9]))?)?")


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table, each missing cell as an empty text."""
    yield from frame.astype("object").where(frame.notna(), "").itertuples(index=False)


def paragraphs(root: Path) -> str:
    """Return the numbered paragraphs of the article, summed up, with the number of claims coded in each."""
    claims = load("claims", root)
    rows = []
    for row in _rows(load("article_paragraphs", root)):
        number = "Headline" if row.paragraph == 0 else f"Paragraph {row.paragraph}"
        ids = claims.loc[claims["paragraph"] == row.paragraph, "claim_id"]
        count = len(ids)
        listed = ", ".join(reference("claims", key, key) for key in ids)
        rows.append(
            f'<section class="paragraph" id="paragraph-{row.paragraph}"><p class="paragraph-number">{number} '
            f"<span>{count} {'claim' if count == 1 else 'claims'}, {row.tokens} words</span></p>"
            f"<p><strong>{escape(row.topic)}.</strong> {escape(row.summary)}</p>"
            f"{f'<p>Claims: {listed}</p>' if listed else ''}</section>"
        )
    return "\n".join(rows)


def glossary(root: Path) -> str:
    """Return the glossary as a definition list, other languages marked with their own direction."""
    entries = []
    terms = load("glossary", root).sort_values("term", key=lambda column: column.str.casefold())
    for row in _rows(terms):
        names = [
            f'<li><span class="language">{LANGUAGES[code]}</span> {span(name, code)}</li>'
            for column, code in SCRIPTS.items()
            if (name := getattr(row, column))
        ]
        listed = f'<ul class="names">{"".join(names)}</ul>' if names else ""
        later = (
            f"<details><summary>{LATER_FOLD}: {escape(row.term)}</summary><p>{escape(row.later)}</p></details>"
            if row.later
            else ""
        )
        entries.append(
            f'<dt id="term-{slug(row.term)}">{escape(row.term)}</dt>\n'
            f"<dd><p>{escape(row.definition)}</p>{listed}{later}</dd>"
        )
    return '<dl class="glossary">\n' + "\n".join(entries) + "\n</dl>"


def sources(root: Path, letters: str = "") -> str:
    """Return the table of sources; each row has the anchor ``source-`` and its key.

    Args:
        root: the project folder.
        letters: first letters of the keys to show, as ``a-c``; all by default.
    """
    rows = []
    first, _, last = letters.partition("-")
    for row in _rows(load("sources", root)):
        if letters and not first <= row.source_id[:1] <= last:
            continue
        key, date = escape(row.source_id), escape(row.date or "no date")
        link = f' href="{escape(row.url)}" rel="noreferrer"' if re.match(r"https?://", row.url) else ""
        title = f'<a id="source-{key}"{link}>{escape(row.title)}</a>'
        rows.append((title, escape(row.publisher), date, f"<code>{key}</code>"))
    table = table_html(["Title", "Publisher", "Date", "Key"], rows, "Sources of the tables")
    return f'<div class="source-list">{table}</div>'


def dictionary(root: Path) -> list[tuple[str, str, str]]:
    """Return one entry per table of the data package: name, title, and its description in HTML."""
    found = []
    for resource in descriptor(root)["resources"]:
        schema = resource["schema"]
        key = schema.get("primaryKey", [])
        keys = {key} if isinstance(key, str) else set(key)
        foreign = {entry["fields"]: entry["reference"] for entry in schema.get("foreignKeys", [])}
        rows = [
            (
                f"<code>{escape(field['name'])}</code>{' (key)' if field['name'] in keys else ''}",
                _type(field, foreign),
                escape(field["description"]) + _choices(field),
            )
            for field in schema["fields"]
        ]
        size = len(load(resource["name"], root))
        table = table_html(["Column", "Type", "What it holds"], rows, f"Columns of {resource['name']}")
        file = f"<code>data/{escape(resource['path'])}</code>"
        words = f"Read the rows of {resource['name']}"
        shown = "" if resource["name"] == "article_terms" else f" {reference(resource['name'], '', words)}."
        intro = f"<p>{escape(resource['description'])}</p><p>{size:,} rows in {file}.{shown}</p>"
        found.append((resource["name"], resource["title"], intro + table))
    return found


def _type(field: dict[str, Any], foreign: dict[str, Any]) -> str:
    kind = field.get("type", "string")
    if kind == "list":
        kind = f"list of {field.get('itemType', 'string')}s"
    notes = ["required"] if field.get("constraints", {}).get("required") else []
    if field["name"] in foreign:
        notes.append(f"key of {foreign[field['name']]['resource']}")
    if "unit" in field:
        notes.append(f"unit: {field['unit']}")
    return escape(", ".join([kind, *notes]))


def _choices(field: dict[str, Any]) -> str:
    choices = field.get("constraints", {}).get("enum") or []
    if not choices:
        return ""
    words = {str(one["value"]): str(one["label"]) for one in field.get("categories", [])}
    told = {choice: words.get(choice, choice) for choice in choices}
    listed = ", ".join(
        f"<code>{escape(choice)}</code>" + ("" if told[choice] == choice else f" ({escape(told[choice])})")
        for choice in choices
    )
    if len(choices) <= 12:
        return f" One of: {listed}."
    return f"<details><summary>{len(choices)} values</summary>{listed}</details>"


def bibtex(root: Path) -> str:
    """Return the table of sources as BibTeX, so that a page can cite a row by its key."""
    entries = []
    for row in _rows(load("sources", root)):
        fields = {
            "author": "{" + _tex(row.publisher) + "}",
            "title": "{" + _tex(row.title) + "}",
            "url": row.url.replace("{", "%7B").replace("}", "%7D"),
        }
        if date := DATE.fullmatch(row.date):
            fields["year"] = date["year"]
            fields["month"] = " ".join([(date["day"] or "").lstrip("0"), month_name[int(date["month"] or 0)]]).strip()
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        entries.append(f"@misc{{{row.source_id},\n{body}\n}}")
    return "\n\n".join(entries) + "\n"


def _tex(text: str) -> str:
    return re.sub(r"([#$%&_])", r"\\\1", re.sub(r"[{}\\]", "", text))
