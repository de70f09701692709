"""Grading in Python, and the markup every question renders to."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from quiz_samples import bank, one_of_each, vectors

from coursekit.quiz.markup import render
from coursekit.quiz.grading import read_number


@pytest.mark.parametrize(("partial", "response", "right"), vectors())
def test_python_grades_each_case(partial, response, right):
    assert bank(partial).questions[0].grade(response) is right


def test_there_are_enough_cases_of_both_outcomes():
    outcomes = [right for _, _, right in vectors()]
    assert len(outcomes) >= 70
    assert 20 <= sum(outcomes) <= len(outcomes) - 20


@pytest.mark.parametrize("response", [None, [], {}, 3.5, True, "1" * 10_000, "\x00", ["a", None], [["a"]]])
@pytest.mark.parametrize("partial", one_of_each(), ids=lambda p: p["type"])
def test_odd_responses_are_wrong_and_harmless(partial, response):
    assert bank(partial).questions[0].grade(response) is False


def test_a_large_number_is_shown_in_digits():
    assert "1,234,567,890,123 things" in render("01", "t", bank({"type": "numeric", "answer": 1234567890123}).questions)


def test_numbers_are_read_as_people_write_them():
    assert read_number("1,234,567.5") == 1234567.5
    assert read_number("12,5") == 12.5
    assert read_number("1,2,3") is None


class Outline(HTMLParser):
    """The tags of a piece of HTML with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def having(self, tag, **attributes):
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [a for t, a in self.tags if t == tag and all(a.get(n) == v for n, v in wanted.items())]


@pytest.fixture
def outline():
    sample = bank(*one_of_each())
    return Outline(render(sample.quiz, sample.title, sample.questions))


def test_markup_keeps_the_public_contract(outline):
    assert len(outline.having("form", **{"class": "quiz", "data-quiz-id": "01-sample"})) == 1
    fieldsets = outline.having("fieldset")
    assert [f["data-question-id"] for f in fieldsets] == ["q1", "q2", "q3", "q4"]
    assert [f["data-question-type"] for f in fieldsets] == [p["type"] for p in one_of_each()]
    for action in ("check", "retry"):
        assert len(outline.having("button", data_action=action, type="button")) == 4
    assert len(outline.having("div", role="status")) == 4
    assert len(outline.having("output", **{"class": "quiz-score"})) == 1


def test_markup_without_script_has_no_dead_button_and_no_id(outline):
    assert all("hidden" in button for button in outline.having("button"))
    assert not [a for _, a in outline.tags if "id" in a or "style" in a or any(n.startswith("on") for n in a)]


def test_markup_says_the_answers_in_words():
    html = render("01-sample", "Sample", bank(*one_of_each()).questions)
    assert html.count("<summary>Answers</summary>") == 4
    assert "<strong>Right:</strong> 7 things" in html
    assert "on eight" in html
    assert "any other number" in html


HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) "><b onmouseover=alert(1)>'


def test_hostile_text_stays_text():
    partial = {
        "type": "single_choice",
        "text": HOSTILE,
        "explanation": HOSTILE,
        "options": [{"id": i, "text": HOSTILE, "feedback": HOSTILE, "correct": i == "a"} for i in "abc"],
    }
    sample = bank(partial, {"type": "numeric", "answer": 1, "unit": '"><script>alert(1)</script>'})
    outline = Outline(render("01-sample", HOSTILE, sample.questions))
    tags = {tag for tag, _ in outline.tags}
    assert not tags & {"script", "img", "b", "style", "iframe"}
    assert not [a for _, a in outline.tags if any(n.startswith("on") for n in a)]
    assert not [a for _, a in outline.tags if re.match(r"\s*javascript:", a.get("href", ""), re.IGNORECASE)]
