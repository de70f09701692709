"""The lessons treat the whole article, and the report on them counts what is there."""

from __future__ import annotations

import pytest
from browser_support import LESSONS, ROOT

from coursekit.coverage import lessons, per_lesson, report, untreated


@pytest.fixture(scope="module")
def found():
    return lessons(ROOT)


def test_every_paragraph_and_every_claim_is_treated_in_some_lesson(found):
    missing = untreated(found, ROOT)
    assert missing["paragraphs"] == []
    assert missing["claims"] == []


def test_the_course_has_its_questions_and_no_lesson_asks_mostly_for_recall(found):
    table = per_lesson(found)
    assert list(table.index) == LESSONS
    assert table["questions"].sum() >= 120
    assert (table["recall, percent"] <= 25).all()
    assert (table["types"] >= 4).all()
    assert (table["least an objective"] >= 2).all()
    assert (table["minutes"] > 0).all()


def test_lessons_stay_readable(found):
    table = per_lesson(found)
    assert table["grade"].between(3, 8).all(), table["grade"]


def test_a_claim_that_no_lesson_names_is_told(found):
    without = [lesson for lesson in found if "C078" not in lesson.claims]
    assert len(without) < len(found)
    assert "C078" in untreated(without, ROOT)["claims"]


@pytest.mark.long
def test_the_report_names_every_lesson_and_every_section():
    text = report(ROOT)
    for words in (*LESSONS, "Paragraph:", "Claims:", "Kinds of question", "pandas:", "Named in no lesson"):
        assert words in text
