"""The data package of a folder for another article: that of this course, less what belongs to its own article."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from coursekit.data import DESCRIPTOR
from coursekit.faults import CourseError, Fault
from coursekit.rawtable import names

FIRST = "claims"
"""The table that is wanted; those its keys point to come with it."""

TABLES = {
    "sources": "Every page, report or article a verdict rests on, one row each.",
    "article_paragraphs": "The headline (0) and the paragraphs of the body, summed up in our words; the text itself is "
    "not here.",
    "claims": "The statements of the text in the coder’s own words, one row each, coded by the codebook.",
}
"""What each table holds, in words that fit any article. A table that comes along needs its words here."""

COLUMNS: dict[tuple[str, str], dict[str, Any]] = {
    ("claims", "speaker"): {"constraints": {"required": True, "enum": ["author", "headline, writer unknown"]}},
    ("claims", "verdict_then"): {
        "title": "Verdict then, on the day of publication",
        "description": "Verdict on what was public on the day of publication; empty if not checkable.",
    },
    ("claims", "verdict_now"): {
        "title": "Verdict now",
        "description": "Verdict on everything seen up to now; empty if not checkable.",
    },
}
"""What the description of a column says in place of words about this course's article."""

ROWS = {
    "article_paragraphs": (
        "0,What the headline is about,The headline in your own words.,1",
        "1,What the first paragraph is about,The first paragraph in your own words.,1",
    )
}
"""The rows that show how to begin; the template of a quiz refers to them."""


def packaged(course: dict[str, Any], name: str, title: str) -> dict[str, Any]:
    """Return the descriptor of a package with the claims table and those its keys point to.

    Args:
        course: the descriptor of this course.
        name: of the package: lower-case words joined by hyphens.
        title: for readers.

    Raises:
        CourseError: if the course has no such tables, or one that comes along has no words here.
    """
    tables = {resource["name"]: resource for resource in course["resources"]}
    wanted: list[str] = []
    _follow(FIRST, tables, wanted)
    return {
        "name": name,
        "title": f"{title}: data",
        "description": "The statements of one article, coded, with the sources on which verdicts rest.",
        "version": "0.1.0",
        "resources": [_resource(tables[one]) for one in tables if one in wanted],
    }


def _follow(table: str, tables: dict[str, Any], wanted: list[str]) -> None:
    """Note a table, and those to which its keys point."""
    if table not in tables or table not in TABLES:
        remedy = "restore it, or say in coursekit/newarticle/package.py what it holds"
        raise CourseError(Fault(DESCRIPTOR, value=table, reason="no table to take over", remedy=remedy))
    if table not in wanted:
        wanted.append(table)
        for key in tables[table]["schema"].get("foreignKeys", []):
            _follow(key["reference"]["resource"] or table, tables, wanted)


def _resource(described: dict[str, Any]) -> dict[str, Any]:
    """Return a table as described, without sources and licences, which are those of this course."""
    found = {key: value for key, value in deepcopy(described).items() if key not in ("sources", "licenses")}
    found["description"] = TABLES[found["name"]]
    schema = found["schema"]
    keys = {
        *names(schema.get("primaryKey", [])),
        *(name for k in schema.get("foreignKeys", []) for name in names(k["fields"])),
    }
    for field in schema["fields"]:
        if field["name"] in keys:  # so many paragraphs had the article of this course
            field.get("constraints", {}).pop("maximum", None)
        field.update(COLUMNS.get((found["name"], field["name"]), {}))
    return found
