"""The page's script grades every case as Python does: the vectors, and what hypothesis thinks of."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from quiz_samples import bank, brier_vectors, one_of_each, vectors
from quiz_strategies import JUNK, LETTERS, NUMBERS, cases, digits

from coursekit.quiz.grading import read_number
from coursekit.quiz.markup import render
from coursekit.quiz.script import script
from coursekit.quiz.types import TYPES

pytestmark = pytest.mark.browser

GRADE = """text => JSON.parse(text).map((response, at) =>
    CoursekitQuiz.grade(document.querySelectorAll("fieldset[data-question-id]")[at], response))"""
BRIER = """text => JSON.parse(text).map(([response, outcome]) => {
    const said = CoursekitQuiz.probability(response);
    return said === null || !/happen/.test(outcome) ? null : CoursekitQuiz.brier(said, outcome === "happened");
})"""


@pytest.fixture(scope="module")
def graders(browser):
    """A page with the script, which grades by the markup alone; returns the shares and the Brier scores."""
    page = browser.new_page()
    page.add_script_tag(content=script())

    def grade(questions, responses):
        page.evaluate("html => { document.body.innerHTML = html; }", render("course", "01", "t", questions))
        outcomes = [getattr(question, "outcome", "") for question in questions]
        pairs = list(zip(responses, outcomes, strict=True))
        return page.evaluate(GRADE, json.dumps(responses)), page.evaluate(BRIER, json.dumps(pairs))

    grade.page = page
    yield grade
    page.close()


def brier(question, response):
    return question.brier(response) if question.type == "forecast_outcome" else None


def test_script_and_python_agree_on_every_vector(graders):
    listed = vectors()
    questions = list(bank(*(partial for partial, _, _ in listed)).questions)
    graded, _ = graders(questions, [response for _, response, _ in listed])
    python = [question.grade(response) for question, (_, response, _) in zip(questions, listed, strict=True)]
    wrong = [
        (partial, response, f"expected {share}, script {ours}, Python {theirs}")
        for (partial, response, share), ours, theirs in zip(listed, graded, python, strict=True)
        if not (ours == theirs == (share if share is None else pytest.approx(share)))
    ]
    assert len(graded) == len(listed) >= 300
    assert not wrong


def test_script_and_python_agree_on_every_brier_score(graders):
    listed = brier_vectors()
    questions = list(bank(*(partial for partial, _, _ in listed)).questions)
    _, scores = graders(questions, [response for _, response, _ in listed])
    assert scores == [brier(question, response) for question, (_, response, _) in zip(questions, listed, strict=True)]
    assert scores == [share if share is None else pytest.approx(share) for _, _, share in listed]


def made(strategy, count):
    """Return as many values as hypothesis is asked for: made one by one, to be sent to the page in batches."""
    values = []

    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=HealthCheck
    )
    @given(strategy)
    def collect(value):
        values.append(value)

    collect()
    return values


@pytest.mark.long
def test_script_and_python_agree_on_what_hypothesis_makes(graders):
    listed = made(cases(), 1200)
    kinds = Counter()
    disagreements = []
    for start in range(0, len(listed), 300):
        batch = listed[start : start + 300]
        questions = [question.model_copy(update={"id": f"q{at}"}) for at, (question, _) in enumerate(batch)]
        graded, scores = graders(questions, [response for _, response in batch])
        for (question, response), ours, score in zip(batch, graded, scores, strict=True):
            theirs = question.grade(response)
            kinds[question.type, theirs is None or theirs > 0] += 1
            if ours != theirs or score != brier(question, response):
                disagreements.append((question, response, f"script {ours}, {score}, Python {theirs}"))
    assert sum(kinds.values()) >= 1000
    # No case is made twice, and there are few ways to say true or false.
    assert all(kinds[kind, True] >= (2 if kind == "true_false" else 10) for kind in TYPES), f"too few right: {kinds}"
    assert not disagreements, f"{len(disagreements)}, the first: {disagreements[:5]}"


SIGNS = "0123456789" * 2 + "+-−%,,.. eEx_'\t\n\x00\x1c\x1f\x85\xa0\u1680\u180e\u2009\u200b\u2028\ufeff٧७７"


def test_script_and_python_read_the_same_numbers(graders):
    texts = made(NUMBERS.flatmap(digits) | st.text(SIGNS, max_size=9) | LETTERS | JUNK, 2000)
    read = graders.page.evaluate("text => JSON.parse(text).map(CoursekitQuiz.readNumber)", json.dumps(texts))
    read = [None if one is None else float(one) for one in read]  # beyond 2**53 the browser rounds what it sends
    assert [(text, one) for text, one in zip(texts, read, strict=True) if one != read_number(text)] == []
    assert sum(one is not None for one in read) > 100


@pytest.mark.parametrize("odd", ["b", 7, None, ["b"], {}, {"response": {"a": 1}}, {"response": True}, {"tries": 2}])
def test_answers_of_odd_shapes_are_passed_over(browser, odd):
    page = browser.new_page()
    sample = bank(*one_of_each())
    page.set_content(render("course", sample.quiz, sample.title, sample.questions))
    page.add_script_tag(content=script())
    given = {question.id: odd for question in sample.questions} | {"x": odd, "__proto__": odd}
    page.evaluate(
        "text => CoursekitQuiz.enhance(document.querySelector('.quiz')).restore(JSON.parse(text))", json.dumps(given)
    )
    assert page.inner_text("output") == "Score: 0 of 9 points, 12 questions to answer."
    assert page.input_value('[name="q4"]') == ""
    page.close()
