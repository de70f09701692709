"""Grading in Python, and the markup every question renders to."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from lxml import html as parser
from quiz_samples import bank, brier_vectors, one_of_each, vectors

from coursekit.quiz.grading import read_number
from coursekit.quiz.markup import render
from coursekit.quiz.types import TYPES


def same(one, other):
    return one is other is None or one == pytest.approx(other, abs=1e-12)


@pytest.mark.parametrize(("partial", "response", "share"), vectors())
def test_python_grades_each_case(partial, response, share):
    assert same(bank(partial).questions[0].grade(response), share)


@pytest.mark.parametrize(("partial", "response", "score"), brier_vectors())
def test_python_scores_each_forecast(partial, response, score):
    assert same(bank(partial).questions[0].brier(response), score)


def test_there_are_enough_cases_of_every_type_and_outcome():
    shares = {kind: [share for partial, _, share in vectors() if partial["type"] == kind] for kind in TYPES}
    assert sum(map(len, shares.values())) >= 300
    graded = {kind: found for kind, found in shares.items() if not kind.startswith("forecast")}
    assert all(1 in found and 0 in found for found in graded.values())
    partial = {kind for kind, found in graded.items() if any(0 < share < 1 for share in found)}
    assert partial == {"multiple_choice", "matching", "sorting", "ordering", "gaps"}
    assert all(set(found) == {None} for kind, found in shares.items() if kind not in graded)


@pytest.mark.parametrize(
    "response", [None, [], {}, 3.5, True, "1" * 10_000, "\x00", ["a", None], [["a"]], {"a": ["a"]}]
)
@pytest.mark.parametrize("partial", one_of_each(), ids=lambda p: p["type"])
def test_odd_responses_are_wrong_and_harmless(partial, response):
    assert not bank(partial).questions[0].grade(response)


def test_a_new_option_a_new_key_or_new_words_change_the_fingerprint_and_feedback_does_not():
    def mark(**changed):
        return bank({**one_of_each()[0], **changed}).questions[0].fingerprint

    others = [{"text": "What else?"}, {"options": [{"id": "a"}, {"id": "b"}, {"id": "c", "correct": True}]}]
    assert len({mark(), *(mark(**other) for other in others)}) == 3
    aside = [{"explanation": "Another."}, {"hints": ["Look."]}, {"points": 3}, {"difficulty": "easy"}]
    aside += [{"options": [{"id": i, "correct": i == "b", "feedback": "said better"} for i in "abc"]}]
    assert {mark(**other) for other in aside} == {mark()}


def test_a_large_number_is_shown_in_digits():
    assert "1,234,567,890,123 things" in render(
        "course", "01", "t", bank({"type": "numeric", "answer": 1234567890123}).questions
    )


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
    return Outline(render("course", sample.quiz, sample.title, sample.questions))


FINAL = {"judgement", "forecast", "forecast_outcome"}
"""Types whose first answer stands."""


def test_one_of_each_is_one_of_each():
    assert [partial["type"] for partial in one_of_each()] == list(TYPES)


def test_markup_keeps_the_public_contract(outline):
    form = {"class": "quiz", "role": "form", "data-course": "course", "data-quiz-id": "01-sample"}
    assert len(outline.having("div", **form)) == 1
    fieldsets = outline.having("fieldset")
    assert [f["data-question-id"] for f in fieldsets] == [f"q{n}" for n in range(1, len(TYPES) + 1)]
    assert [f["data-question-type"] for f in fieldsets] == list(TYPES)
    assert all(re.fullmatch("[0-9a-f]{8}", f["data-hash"]) for f in fieldsets)
    for action, count in {
        "check": len(TYPES),
        "retry": len(TYPES) - len(FINAL),
        "reveal": len(TYPES) - len(FINAL),
    }.items():
        assert len(outline.having("button", data_action=action, type="button")) == count, action
    for action in ("reset", "print", "print-answers"):
        assert len(outline.having("button", data_action=action, type="button")) == 1
    assert len(outline.having("div", role="status")) == len(TYPES)
    assert len(outline.having("output", **{"class": "quiz-score"})) == 1


def test_markup_without_script_has_no_dead_button_and_no_id(outline):
    buttons, moves = outline.having("button"), outline.having("span", **{"class": "quiz-moves"})
    assert all("hidden" in button or "data-move" in button for button in buttons)
    assert moves
    assert all("hidden" in span for span in moves)
    assert not [a for _, a in outline.tags if "id" in a or "style" in a or any(n.startswith("on") for n in a)]


def test_what_erases_forecasts_says_so():
    forecast = next(one for one in one_of_each() if one["type"] == "forecast")
    alone = render("course", "01-sample", "Sample", bank(forecast).questions)
    assert re.findall('data-action="reset" hidden>(.*?)<', alone) == ["Erase these forecasts"]
    mixed = render("course", "01-sample", "Sample", bank(*one_of_each()).questions)
    assert re.findall('data-action="reset" hidden>(.*?)<', mixed) == ["Start again"]


def test_markup_shows_and_hides_nothing_right_inside_a_fieldset():
    html = render("course", "01-sample", "Sample", bank(*one_of_each()).questions)
    children = [[child.tag for child in fieldset] for fieldset in parser.fromstring(html).iter("fieldset")]
    assert children == [["legend", "div"]] * len(TYPES), "Chromium would build the fieldset anew"


def test_markup_says_the_answers_in_words():
    html = render("course", "01-sample", "Sample", bank(*one_of_each()).questions)
    assert html.count("<summary>Answers</summary>") == len(TYPES) - 1
    assert html.count("<summary>Rule</summary>") == 1
    assert "<strong>Right:</strong> 7 things" in html
    assert "on eight" in html
    assert "any other number" in html
    assert "Doha → <strong>Qatar</strong>" in html


HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) "><b onmouseover=alert(1)>'


def test_hostile_text_stays_text():
    partial = {
        "type": "single_choice",
        "text": HOSTILE,
        "explanation": HOSTILE,
        "options": [{"id": i, "text": HOSTILE, "feedback": HOSTILE, "correct": i == "a"} for i in "abc"],
    }
    sample = bank(partial, {"type": "numeric", "answer": 1, "unit": '"><script>alert(1)</script>'})
    outline = Outline(render("course", "01-sample", HOSTILE, sample.questions))
    tags = {tag for tag, _ in outline.tags}
    assert not tags & {"script", "img", "b", "style", "iframe"}
    assert not [a for _, a in outline.tags if any(n.startswith("on") for n in a)]
    assert not [a for _, a in outline.tags if re.match(r"\s*javascript:", a.get("href", ""), re.IGNORECASE)]


def test_what_looks_like_a_gap_and_is_none_stays():
    gaps = [{"id": "a", "accepted": ["x"], "choices": ["x", "[[b]]"]}, {"id": "b", "accepted": ["y"]}]
    (question,) = bank({"type": "gaps", "passage": r"\[\[c]] is [[a]], not [[b]]!", "gaps": gaps}).questions
    html = re.sub(r"<select.*?</select>", "<select/>", re.sub(r"<input[^>]*>", "<input/>", question.controls()))
    assert (
        '<p>[[c]] is <span class="quiz-held"><select/>,</span> not <span class="quiz-held"><input/>!</span></p>' in html
    )
