"""Which lesson takes up which paragraph of the article, and which of its claims, as the lessons themselves show it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from coursekit.coverage import lessons
from coursekit.references import raw_tables, reference
from coursekit.tablehtml import table_html


def crossings(root: Path) -> str:
    """Return a table of the paragraphs, each with the lessons that name it or a claim of it, and these claims.

    Raises:
        CourseError: if a notebook, a bank or a table cannot be read.
    """
    tables = raw_tables(root)
    found = [(one.name, one.paragraphs, one.claims) for one in lessons(root)]
    claims: dict[str, list[str]] = {}
    for row in tables["claims"].rows:
        claims.setdefault(row["paragraph"], []).append(row["claim_id"])
    rows = []
    for row in tables["article_paragraphs"].rows:
        number = row["paragraph"]
        name = "Headline" if number == "0" else f"Paragraph {number}"
        named = [item for lesson in found if (item := _item(number, claims.get(number, []), *lesson))]
        listed = f'<ul class="crossings">{"".join(named)}</ul>' if named else "none yet"
        rows.append((f'<a href="#paragraph-{number}">{name}</a>: {escape(row["topic"])}', listed))
    return table_html(["Paragraph", "Lessons, and claims they name"], rows, "Paragraphs, lessons and claims")


def _item(paragraph: str, claims: list[str], lesson: str, paragraphs: set[int], named: set[str]) -> str:
    """Return a lesson with the claims of a paragraph that it names; nothing if it takes up neither."""
    ours = [claim for claim in claims if claim in named]
    if not ours and int(paragraph) not in paragraphs:
        return ""
    linked = ", ".join(reference("claims", claim, claim) for claim in ours) or "the paragraph as a whole"
    number = int(lesson.partition("-")[0])
    return f"<li>{reference('quiz', lesson, f'Lesson {number}')}: {linked}</li>"
