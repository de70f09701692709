"""Every type of question answered on a page, over http and from a file: by mouse, keyboard, touch; without scripts."""

from __future__ import annotations

import re

import pytest
from browser_support import wait_until
from quiz_driver import Keyboard, answer_by_mouse, enter_by_mouse, expected_verdict, right_response, wrong_response
from quiz_pages import form, full_bank
from quiz_samples import bank

pytestmark = pytest.mark.browser
BANK = full_bank()
IDS = [question.type for question in BANK.questions]


def fieldset(page, question):
    return page.locator(f'[data-question-id="{question.id}"]')


def status(page, question):
    return fieldset(page, question).locator('[role="status"]').inner_text().removeprefix("✓\xa0").strip()


def focus(page):
    return page.evaluate(
        "() => { const e = document.activeElement; return [e.tagName, e.dataset.action ?? e.dataset.move ?? null]; }"
    )


@pytest.mark.parametrize("give", [right_response, wrong_response])
@pytest.mark.parametrize("where", ["http", "file"])
def test_every_type_is_answered_by_mouse(open_quiz, where, give):
    seen = open_quiz(form(BANK), where=where)
    page, earned = seen.page, 0
    for question in BANK.questions:
        response = give(question)
        answer_by_mouse(fieldset(page, question), question, response)
        assert status(page, question).startswith(expected_verdict(question, response)), question.type
        assert focus(page) in (["BUTTON", "retry"], ["SUMMARY", None]), question.type
        earned += (question.grade(response) or 0) * question.points
    total = f"Score: {round(earned, 2):g} of 12 points."
    assert page.inner_text("output.quiz-score") == total
    assert page.locator(".quiz-summary").is_visible()
    assert total in page.inner_text(".quiz-summary")
    assert not seen.errors
    assert not seen.foreign


@pytest.mark.parametrize("where", ["http", "file"])
def test_every_type_is_answered_by_keyboard_alone(open_quiz, where):
    page = open_quiz(form(BANK), where=where).page
    keyboard = Keyboard(page)
    for number, question in enumerate(BANK.questions):
        response = (right_response if number % 2 else wrong_response)(question)
        keyboard.answer(question, response)
        assert status(page, question).startswith(expected_verdict(question, response)), question.type
        entered = page.evaluate(
            "id => JSON.parse(localStorage.getItem('coursekit/course/01-sample')).answers[id]", question.id
        )
        if question.type == "multiple_choice":  # ticked in the order shown, which differs from reader to reader
            assert sorted(entered["response"]) == sorted(response)
        elif question.type != "forecast_outcome":
            assert entered["response"] == response
        assert entered["checked"]
        assert entered["tries"] == 1
    assert "questions to answer" not in page.inner_text("output.quiz-score")


def test_a_quiz_that_a_notebook_shows_twice_is_two_quizzes(open_quiz):
    """There is no form element to keep radio buttons of one name apart."""
    page = open_quiz("<div class='place'></div>" * 2).page
    page.evaluate(
        """html => document.querySelectorAll(".place").forEach(el => {
            const values = { html, answers: {}, keep: false };
            const model = { get: (name) => values[name], set: () => {}, save_changes: () => {}, on: () => {} };
            CoursekitQuiz.widget.render({ model, el });
        })""",
        form(BANK),
    )
    first, second = page.locator("div.quiz").all()
    chosen = first.locator("input[type=radio]").first
    chosen.check()
    second.locator("input[type=radio]").nth(1).check()
    assert chosen.is_checked()
    groups = [quiz.locator("input[type=radio]").evaluate_all("all => all.map(r => r.name)") for quiz in (first, second)]
    assert len(set(groups[0])) == len(set(groups[1])) > 1
    assert not {*groups[0]} & {*groups[1]}


@pytest.mark.sample(8)
@pytest.mark.parametrize("question", BANK.questions, ids=IDS)
def test_the_focus_is_never_lost(open_quiz, question):
    page = open_quiz(form(BANK)).page
    keyboard = Keyboard(page)
    here = f'[data-question-id="{question.id}"]'
    for hint in range(len(question.hints)):
        keyboard.go(f"{here} .quiz-hint:nth-of-type({hint + 1}) > summary")
        keyboard.press("Enter")
        wait_until(page, "() => document.activeElement.parentElement.open")
    if question.type not in ("ordering", "forecast_outcome"):
        keyboard.go(f'{here} [data-action="check"]')
        keyboard.press("Enter")
        assert "first" in status(page, question)
        assert focus(page)[0] in ("INPUT", "SELECT")
    keyboard.answer(question, wrong_response(question))
    if question.final:
        assert focus(page) == ["SUMMARY", None]
        return
    keyboard.press("Enter")  # on "Try again"
    assert focus(page)[0] in ("INPUT", "SELECT") or focus(page) == ["BUTTON", "up"]
    assert status(page, question) == ""
    keyboard.go(f'{here} [data-action="check"]')
    keyboard.press("Enter")
    keyboard.go(f'{here} [data-action="reveal"]')
    keyboard.press("Enter")
    assert focus(page) == ["SUMMARY", None]
    assert page.locator(f"{here} .quiz-answer").evaluate("fold => fold.open")
    keyboard.go('[data-action="reset"]')
    keyboard.press("Enter")
    assert page.locator(f"{here}[data-result]").count() == 1, "one press erases nothing"
    assert "once more" in page.inner_text(".quiz-note")
    keyboard.press("Enter")
    assert page.locator("[data-result]").count() == 0
    assert "erased" in page.inner_text(".quiz-note")


def test_reset_is_called_off_by_going_away(open_quiz):
    page = open_quiz(form(BANK)).page
    answer_by_mouse(fieldset(page, BANK.questions[3]), BANK.questions[3], "7")
    page.click('[data-action="reset"]')
    page.keyboard.press("Tab")
    assert page.inner_text('[data-action="reset"]') == "Start again"
    assert page.inner_text(".quiz-note") == ""
    page.click('[data-action="reset"]')
    assert page.locator("[data-result]").count() == 1


def test_hints_open_one_after_the_other(open_quiz):
    page = open_quiz(form(BANK)).page
    hints = fieldset(page, BANK.questions[0]).locator(".quiz-hint")
    assert [hint.is_visible() for hint in hints.all()] == [True, False, False]
    hints.nth(0).locator("summary").click()
    hints.nth(1).locator("summary").click()
    hints.nth(2).locator("summary").click()
    assert hints.nth(2).locator("math mfrac").count() == 1


def test_moves_of_an_order_are_announced_and_keep_the_focus(open_quiz):
    page = open_quiz(form(BANK)).page
    question = BANK.questions[7]
    value = fieldset(page, question).locator(".quiz-order > li").last.get_attribute("data-value")
    last = fieldset(page, question).locator(f'li[data-value="{value}"]').first
    name = last.locator(".quiz-step").inner_text()
    button = last.locator('[data-move="up"]')
    button.focus()
    for place in (3, 2, 1, 1):
        page.keyboard.press("Enter")
        assert status(page, question) == f"{name}: now {place} of 4."
        assert focus(page) == ["BUTTON", "up"]
    assert button.get_attribute("aria-label") == f"Move up: {name}"


def test_a_second_try_counts_and_enter_in_a_field_checks(open_quiz):
    page = open_quiz(form(full_bank(confidence=False))).page
    question = BANK.questions[3]
    field = fieldset(page, question).locator("input")
    field.fill("9")
    field.press("Enter")
    assert status(page, question).startswith("Not right.\n")
    page.keyboard.press("Enter")
    assert focus(page)[0] == "INPUT"
    field.fill("7")
    field.press("Enter")
    assert status(page, question).startswith("Right.")
    saved = page.evaluate("() => JSON.parse(localStorage['coursekit/course/01-sample']).answers.q4")
    assert [saved["tries"], saved["share"], saved["checked"]] == [2, 1, True]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", saved["time"])


CAN_BE_EMPTY = [question for question in BANK.questions if question.type not in ("ordering", "forecast_outcome")]


@pytest.mark.sample(8)
@pytest.mark.parametrize("question", CAN_BE_EMPTY, ids=lambda question: question.type)
def test_what_is_missing_is_asked_for_and_not_counted(open_quiz, question):
    page = open_quiz(form(BANK)).page
    fieldset(page, question).locator('[data-action="check"]').click()
    assert "first" in status(page, question)
    assert page.inner_text("output.quiz-score") == "Score: 0 of 12 points, 12 questions to answer."
    assert page.locator("[data-result]").count() == 0


def test_confidence_is_asked_for_after_the_answer(open_quiz):
    page = open_quiz(form(BANK)).page
    question = BANK.questions[0]
    enter_by_mouse(fieldset(page, question), question.model_copy(update={"confidence": False}), "b")
    fieldset(page, question).locator('[data-action="check"]').click()
    assert status(page, question) == "Say how sure you are first."
    assert page.evaluate("() => document.activeElement.name") == "q1.confidence"


def test_without_scripts_everything_can_be_read_and_no_button_is_dead(open_quiz):
    page = open_quiz(form(BANK), java_script_enabled=False).page
    assert page.locator("button:visible").count() == 0
    assert page.locator("fieldset:visible").count() == len(BANK.questions)
    assert page.locator("select:visible").count() == 3 + 4 + 1
    assert page.locator(".quiz-answer > summary:visible").count() == len(BANK.questions)
    for fold in page.locator("details:visible").all():
        fold.locator("summary").first.click()
    words = page.inner_text("div.quiz")
    for expected in ("Right: b", "Doha → Qatar", "on eight", "Because it is.", "article, paragraph 4", "Look again."):
        assert expected in words


def test_targets_are_large_enough_to_touch(open_quiz):
    page = open_quiz(form(BANK), viewport={"width": 375, "height": 800}, has_touch=True, is_mobile=True).page
    for question in BANK.questions[:2]:
        answer_by_mouse(fieldset(page, question), question, wrong_response(question))
    small = page.locator(
        "div.quiz :is(.quiz-option, button, select, textarea, input[type=text], summary)"
    ).evaluate_all(
        """items => items.filter(item => item.checkVisibility())
           .map(item => [item.outerHTML.slice(0, 80), item.getBoundingClientRect()])
           .filter(([, box]) => box.height < 43.9 || box.width < 43.9).map(([html]) => html)"""
    )
    assert not small
    fieldset(page, BANK.questions[2]).get_by_text("False", exact=True).first.tap()
    fieldset(page, BANK.questions[2]).get_by_text("guessing").first.tap()
    fieldset(page, BANK.questions[2]).get_by_role("button", name="Check").tap()
    assert status(page, BANK.questions[2]).startswith("Right.")


def test_feedback_and_answers_stand_in_the_order_of_the_options_on_the_page(open_quiz):
    options = [
        {"id": name, "text": f"Option {name}", "correct": name < "c", "feedback": f"Why {name}."} for name in "abcdefgh"
    ]
    page = open_quiz(form(bank({"type": "multiple_choice", "options": options}))).page
    shown = page.locator(".quiz-option").all_inner_texts()
    assert shown != sorted(shown), "not shuffled: the test proves nothing"
    for box in page.locator(".quiz-option input").all():
        box.check()
    page.locator('[data-action="check"]').click()
    chosen = [text.partition(": ")[2] for text in page.locator(".quiz-chosen").all_inner_texts()]
    assert chosen == shown
    page.locator('[data-action="reveal"]').click()
    answers = page.locator(".quiz-answer > ul > li > p").all_inner_texts()
    assert [text.partition(": ")[2] for text in answers] == shown
