"""The page's script grades every case as Python does."""

from __future__ import annotations

from pathlib import Path

import pytest
from quiz_samples import bank, vectors

import coursekit
from coursekit.quiz.markup import render

pytestmark = pytest.mark.browser
SCRIPT = Path(coursekit.__file__).parent / "static" / "quiz.js"


def test_script_and_python_agree_on_every_case(browser):
    cases = vectors()
    sample = bank(*(partial for partial, _, _ in cases))
    page = browser.new_page()
    page.set_content(render(sample.quiz, sample.title, sample.questions))
    page.add_script_tag(path=SCRIPT)
    graded = page.evaluate(
        """responses => [...document.querySelectorAll("fieldset[data-question-id]")]
           .map((fieldset, at) => CoursekitQuiz.grade(fieldset, responses[at]))""",
        [response for _, response, _ in cases],
    )
    page.close()
    assert len(graded) == len(cases)
    python = [question.grade(response) for question, (_, response, _) in zip(sample.questions, cases, strict=True)]
    disagreements = [
        (partial, response, f"script {ours}, Python {theirs}")
        for (partial, response, _), ours, theirs in zip(cases, graded, python, strict=True)
        if ours != theirs
    ]
    assert not disagreements
    assert graded == [right for _, _, right in cases]
