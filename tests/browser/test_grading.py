"""The page's script grades every case as Python does."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from quiz_samples import bank, one_of_each, vectors

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


SIGNS = [
    *"0123456789" * 2,
    *"+-−%,,.. eEx_'\t\n\x00\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u2009\u200b\u2028\u202f\u3000\ufeff٧७７",
]
ODD = [
    None,
    True,
    False,
    0,
    7,
    7.0,
    -7,
    1e21,
    0.1,
    {},
    {"a": 1},
    [],
    [7],
    ["7"],
    [[7]],
    [None],
    "1e3",
    "1,000,000.",
    "١٢",
]
ODD += [
    "a",
    ["a", "c"],
    ["c", "a", 1],
    [["a"], ["c"]],
    ["a", None],
    "true",
    "false",
    ["true"],
    "007",
    "7%%",
    "7" + "0" * 29,
]


def test_script_and_python_agree_on_whatever_is_written(browser):
    random = Random(2018)
    written = ["".join(random.choices(SIGNS, k=random.randint(1, 7))) for _ in range(3000)]
    responses = [*written, *("7" + sign for sign in SIGNS), *ODD]
    numbers = [{"type": "numeric", "answer": a, "tolerance": t} for a, t in ((7, 0.5), (0, 1e5), (1e308, 0))]
    digits = {"type": "multiple_choice", "options": [{"id": i, "correct": i != "3"} for i in "723"]}
    sample = bank(*numbers, *one_of_each(), digits)
    page = browser.new_page()
    page.set_content(render(sample.quiz, sample.title, sample.questions))
    page.add_script_tag(path=SCRIPT)
    graded = page.evaluate(
        """responses => [...document.querySelectorAll("fieldset[data-question-id]")]
           .map(fieldset => responses.map(response => CoursekitQuiz.grade(fieldset, response)))""",
        responses,
    )
    page.close()
    disagreements = [
        (question.id, response, script)
        for question, row in zip(sample.questions, graded, strict=True)
        for response, script in zip(responses, row, strict=True)
        if question.grade(response) != script
    ]
    assert not disagreements
    assert sum(map(sum, graded)) > 500


@pytest.mark.parametrize("odd", ["b", 7, None, ["b"], {}, {"response": {"a": 1}}, {"response": True}, {"tries": 2}])
def test_answers_of_odd_shapes_are_passed_over(browser, odd):
    page = browser.new_page()
    sample = bank(*one_of_each())
    page.set_content(render(sample.quiz, sample.title, sample.questions))
    page.add_script_tag(path=SCRIPT)
    page.evaluate(
        "odd => CoursekitQuiz.enhance(document.forms[0], {}).restore({q1: odd, q2: odd, q3: odd, q4: odd, x: odd})", odd
    )
    assert page.inner_text("output") == "Score: 0 of 4 right, 4 still to answer."
    assert page.input_value('[name="q4"]') == ""
    page.close()


def test_a_question_may_be_called_like_a_property_of_a_form(browser):
    page = browser.new_page()
    names = ["dataset", "action", "elements", "length", "children", "style", "closest", "reset"]
    sample = bank(*({"id": name, **one_of_each()[3]} for name in names))
    page.set_content(render(sample.quiz, sample.title, sample.questions))
    page.add_script_tag(path=SCRIPT)
    for name in names:
        page.fill(f'[name="{name}"]', "7")
        page.click(f'[data-question-id="{name}"] [data-action="check"]')
    assert page.get_attribute("form.quiz", "data-quiz-ready") == "true"
    assert page.inner_text("output") == "Score: 8 of 8 right."
    page.close()


def test_two_views_of_a_quiz_show_the_same(browser):
    page = browser.new_page()
    sample = bank(*one_of_each())
    page.set_content("<div></div><div></div>")
    page.add_script_tag(path=SCRIPT)
    page.evaluate(
        """html => {
            const state = {html, answers: {}, score: {}}, listeners = [];
            const model = {
                get: (name) => state[name],
                set: (name, value) => { state[name] = value; if (name === "answers") listeners.forEach((f) => f()); },
                on: (_event, listener) => listeners.push(listener), off: () => {}, save_changes: () => {},
            };
            document.querySelectorAll("div").forEach((el) => CoursekitQuiz.widget.render({model, el}));
        }""",
        render(sample.quiz, sample.title, sample.questions),
    )
    first, second = page.locator("form").all()
    second.locator('[name="q4"]').fill("7")
    second.locator('[data-question-id="q4"] [data-action="check"]').click()
    assert first.locator('[name="q4"]').input_value() == "7"
    assert first.locator("output").inner_text() == second.locator("output").inner_text()
    first.locator('[data-question-id="q4"] [data-action="retry"]').click()
    assert second.locator("output").inner_text() == "Score: 0 of 4 right, 4 still to answer."
    page.close()
