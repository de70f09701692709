"""Pages made from tables: whatever a cell holds stays text, and what is missing stops nothing."""

from __future__ import annotations

import json

import pytest
from data_support import plant

from coursekit import pages
from coursekit.data import load

HOSTILE = '"><script>alert(1)</script>'


def test_an_address_that_is_none_is_no_link(project_copy):
    plant(project_copy, "sources", 1, url="javascript:alert(1)")
    assert "javascript:" not in pages.sources(project_copy)


@pytest.mark.parametrize("column", ["source_id", "title", "publisher", "date", "url"])
def test_cells_of_sources_stay_text(project_copy, column):
    plant(project_copy, "sources", 1, **{column: "https://a.org/" + HOSTILE if column == "url" else HOSTILE})
    assert "<script" not in pages.sources(project_copy)


@pytest.mark.parametrize("column", ["term", "definition", "term_dari", "term_russian"])
def test_cells_of_the_glossary_stay_text(project_copy, column):
    plant(project_copy, "glossary", 1, **{column: HOSTILE})
    assert "<script" not in pages.glossary(project_copy)


def test_the_dictionary_stays_text(project_copy):
    path = project_copy / "data" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    resource = next(r for r in package["resources"] if r["name"] == "glossary")
    resource["schema"]["fields"][0].update(name="<script>", description=HOSTILE, unit=HOSTILE)
    resource.update(title=HOSTILE, description=HOSTILE, path="<script>.csv")
    glossary = project_copy / "data" / "glossary.csv"
    text = glossary.read_text(encoding="utf-8")
    (project_copy / "data" / "<script>.csv").write_text("<script>" + text[text.index(",") :], encoding="utf-8")
    path.write_text(json.dumps(package), encoding="utf-8")
    assert "<script" not in "".join(html for _, _, html in pages.dictionary(project_copy))


def test_missing_cells_stop_no_page(project_copy):
    plant(project_copy, "sources", 1, title="", publisher="", url="", date="")
    plant(project_copy, "glossary", 1, definition="", term_dari="")
    plant(project_copy, "article_paragraphs", 1, topic="", summary="")
    for page in (pages.sources, pages.glossary, pages.paragraphs, pages.bibtex):
        shown = page(project_copy)
        assert shown
        assert "nan" not in shown.split()


@pytest.mark.parametrize(
    ("date", "fields"),
    [
        ("2018", {"year": "2018"}),
        ("2018-11", {"year": "2018", "month": "November"}),
        ("2018-11-05", {"year": "2018", "month": "5 November"}),
        ("2018-13-01", {}),
        ("soon", {}),
    ],
)
def test_a_row_can_be_cited_whatever_its_date_and_address(project_copy, date, fields):
    from pybtex.database import parse_string

    plant(project_copy, "sources", 1, date=date, url="https://a.org/}x{", title="A {title} of 5% & more")
    key = load("sources", project_copy)["source_id"].iloc[0]
    entry = parse_string(pages.bibtex(project_copy), "bibtex").entries[key]
    assert {name: entry.fields[name] for name in ("year", "month") if name in entry.fields} == fields
    assert entry.fields["url"] == "https://a.org/%7Dx%7B"
