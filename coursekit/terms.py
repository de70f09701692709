"""Find the words of the glossary in a text: the first use of each, in the sense in which it is defined.

Everything here works on text and returns text; who publishes it is no concern of this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from coursekit.references import anchor, raw_tables
from coursekit.tablehtml import slug

BRACKETS = re.compile(r"^(?P<name>.*?)\s*\((?P<inside>[^)]*)\)$")
NAME_GOES_ON = re.compile(r" [A-Z][a-z]")
"""After a word with a capital: it is part of a name."""

SHORT = re.compile(r"[A-Z][A-Za-z]*-?[A-Z]+")
LINK = re.compile(r'<a class="(?:[^"]* )?term(?: [^"]*)?" href="([^"#]*)#term-([^"]*)">')
PAGE = "book/glossary"


@dataclass(frozen=True)
class Term:
    """A word of the glossary.

    Attributes:
        name: as the glossary heads it.
        definition: as text, without what came later.
        pattern: finds it in a text, alone and in the plural.
    """

    name: str
    definition: str
    pattern: re.Pattern[str]

    @property
    def anchor(self) -> str:
        """The anchor of its entry."""
        return anchor("glossary", self.name)

    @property
    def key(self) -> str:
        """The anchor of its definition on the page of a lesson."""
        return f"definition-{slug(self.name)}"


def terms(root: Path) -> list[Term]:
    """Return the words that lessons link, longer ones first; those with everyday senses are left out.

    A course without a table of that name links none.

    Raises:
        CourseError: if the cells of a table cannot be told apart.
    """
    table = raw_tables(root).get("glossary")
    rows = (row for row in (table.rows if table else ()) if row["everyday"] != "true")
    found = [Term(row["term"], row["definition"], pattern(row["term"])) for row in rows if row["definition"]]
    return sorted(found, key=lambda term: (-len(term.name), term.name))


def pattern(term: str) -> re.Pattern[str]:
    """Return what finds a term: without its brackets, its first letter large or small, or by its short form."""
    forms = [term]
    if inside := BRACKETS.match(term):
        forms = [inside["name"], *([inside["inside"]] if SHORT.fullmatch(inside["inside"]) else [])]
    words = []
    for form in forms:
        first = form[0]
        start = f"[{first.upper()}{first.lower()}]" if len(form) == 1 or form[1].islower() else re.escape(first)
        plural = "(?:s|es)?" if form[-1].isalpha() and not form.endswith("s") else ""
        words.append(start + re.escape(form[1:]).replace(r"\ ", r"\s+") + plural)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])")


def first_uses(text: str, among: list[Term]) -> Iterator[tuple[int, int, Term]]:
    """Yield where terms stand in a text, in order and apart from each other, each once."""
    taken: list[tuple[int, int, Term]] = []
    for term in among:
        for found in term.pattern.finditer(text):
            start, end = found.span()
            if " " not in term.name and text[start].isupper() and NAME_GOES_ON.match(text, end):
                continue  # "Amnesty International" is no amnesty
            if all(end <= one[0] or start >= one[1] for one in taken):
                taken.append((start, end, term))
                break
    yield from sorted(taken, key=lambda one: one[0])


def describe(html: str) -> str:
    """Return the HTML of a page in which each link of a term points to its definition on the page."""
    return LINK.sub(r'<a class="term" href="\1#term-\2" aria-describedby="definition-\2">', html)


def definitions(used: list[Term]) -> str:
    """Return the definitions of the terms of a page, hidden: a screen reader and the page's script find them."""
    listed = "".join(f'<p id="{term.key}">{escape(term.definition)}</p>' for term in used)
    return f'<div class="definitions" hidden>{listed}</div>' if used else ""
