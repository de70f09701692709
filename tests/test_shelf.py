"""The document shelf: what the tables know of a text, and nothing that tells how things went on."""

from __future__ import annotations

import re

import pytest
import yaml
from data_support import plant

from coursekit.data import load
from coursekit.faults import CourseError
from coursekit.prose import passages
from coursekit.references import targets
from coursekit.rows import PUBLISHED
from coursekit.shelf import document, documents

HOSTILE = '"><script>alert(1)</script>'
FOLD = re.compile(r"^:{3,}\{dropdown\}.*?^:{3,}$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def shelf(root):
    return load("documents", root)


def test_every_document_has_its_page_and_every_page_its_document(root, shelf):
    keys = set(shelf["document_id"])
    assert {path.stem for path in (root / "book" / "shelf").glob("*.md")} == keys
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    assert {f"book/shelf/{key}" for key in keys} <= set(re.findall(r"book/shelf/[\w-]+", str(contents)))


def test_a_page_shows_its_document_and_asks_five_questions(root, shelf):
    for key in shelf["document_id"]:
        text = (root / "book" / "shelf" / f"{key}.md").read_text(encoding="utf-8")
        assert f"{{course-document}} {key}\n" in text
        assert re.findall(r"^(\d)\. ", text, re.MULTILINE) == list("12345"), key


def test_nothing_of_a_later_text_stands_above_the_fold(root, shelf):
    later = shelf[shelf["date"] > PUBLISHED]
    assert len(later) >= 4
    for key, year in zip(later["document_id"], later["date"].dt.year, strict=True):
        text = (root / "book" / "shelf" / f"{key}.md").read_text(encoding="utf-8")
        assert len(FOLD.findall(text)) == 1, key
        above = [passage.text for passage in passages(FOLD.sub("", text))]
        assert above[0] == f"Later: a text of {year}"
        assert len(above) == 2, above  # the title, and when to open the fold


def test_later_texts_are_listed_by_their_year_alone(root, shelf):
    listed = documents(root)
    for row in shelf.itertuples():
        if row.date.isoformat() > PUBLISHED:
            assert row.title not in listed
            assert f"Later: a text of {row.date.year}<" in listed
        else:
            assert f"documents:{row.document_id}" in listed


def test_who_was_there_and_who_was_not_comes_from_the_rows(root):
    card = document(root, "bonn-2001")
    there, away = card.split("Who was there")[1].split("Who was not")
    assert "actors:rome_group" in there
    assert "actors:taliban" not in there
    assert "actors:taliban" in away
    assert "event_actors:bonn-agreement-2001" in card


def test_a_text_without_an_event_claims_no_attendance(root):
    card = document(root, "taliban-letter-2018")
    assert "no row" in card
    assert "Who was" not in card


def test_nobody_missing_is_said_so(project_copy):
    assert "no row says so" in document(project_copy, "unsc-1325")


def test_an_address_that_is_none_is_no_link(project_copy):
    row = list(load("sources", project_copy)["source_id"]).index("docslib-2001-bonn-text") + 1
    plant(project_copy, "sources", row, url="javascript:alert(1)")
    assert "javascript:" not in document(project_copy, "bonn-2001")


@pytest.mark.parametrize("column", ["title", "makers", "note", "date", "kind", "event_id", "source_id"])
def test_cells_stay_text(project_copy, column):
    plant(project_copy, "documents", 1, **{column: HOSTILE})
    assert "<script" not in document(project_copy, "geneva-1988") + documents(project_copy)


def test_an_unknown_document_is_named(root):
    with pytest.raises(CourseError, match=r"bonn-1999.*no document.*bonn-2001"):
        document(root, "bonn-1999")


def test_references_lead_to_the_page_of_a_document(root):
    found = targets(root)
    assert found["documents:bonn-2001"] == "book/shelf/bonn-2001#documents-bonn-2001"
    assert found["documents:"] == "book/shelf"
    assert 'id="documents-bonn-2001"' in document(root, "bonn-2001")
