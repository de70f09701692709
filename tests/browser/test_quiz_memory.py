"""What the browser keeps of a quiz: answers, drafts, tries, hints and order; and what happens when it cannot."""

from __future__ import annotations

import json
from subprocess import run
from sys import executable

import pytest
from browser_support import wait_until
from find_browser import FLAGS, find_browser
from quiz_driver import FORECAST, answer_by_mouse, enter_by_mouse, right_response, wrong_response
from quiz_pages import form, full_bank, write_page
from quiz_samples import bank, one_of_each

pytestmark = pytest.mark.browser
BANK = full_bank()
KEY = "coursekit/course/01-sample"
STATE = """() => [...document.querySelectorAll("fieldset")].map(f => [f.dataset.questionId, f.dataset.result ?? "",
    [...f.querySelectorAll("input, select, textarea")].map(c => [c.name, c.type === "radio" || c.type === "checkbox"
        ? [c.value, c.checked] : c.value, c.disabled]),
    [...f.querySelectorAll("[data-value]")].map(e => e.dataset.value),
    [...f.querySelectorAll("details")].map(d => [d.open, d.hidden]),
    f.querySelector('[role="status"]').textContent, [...f.querySelectorAll("button")].map(b => b.checkVisibility())])"""
BLOCKED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
UNKEPT = "This browser keeps no answers: they last until the page is closed."


def fieldset(page, question):
    return page.locator(f'[data-question-id="{question.id}"]')


def saved(page):
    return json.loads(page.evaluate("key => localStorage.getItem(key)", KEY))


def keep(page, value):
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, value])


@pytest.mark.parametrize("where", ["http", "file"])
def test_a_reload_changes_nothing(open_quiz, where):
    page = open_quiz(form(BANK), where=where).page
    for number, question in enumerate(BANK.questions):
        if number % 3 == 0:
            answer_by_mouse(fieldset(page, question), question, wrong_response(question))
        elif number % 3 == 1:
            answer_by_mouse(fieldset(page, question), question, right_response(question))
        else:
            enter_by_mouse(fieldset(page, question), question, right_response(question))
    fieldset(page, BANK.questions[0]).locator(".quiz-hint > summary").first.click()
    fieldset(page, BANK.questions[3]).locator('[data-action="reveal"]').click()
    fieldset(page, BANK.questions[6]).locator('[data-action="retry"]').click()
    wait_until(page, "() => document.querySelectorAll('.quiz-hint')[1].checkVisibility()")
    before, score = page.evaluate(STATE), page.inner_text("output.quiz-score")
    page.reload()
    assert page.evaluate(STATE) == before
    assert page.inner_text("output.quiz-score") == score
    assert "question to answer" in score or "questions to answer" in score


def test_words_half_written_are_kept(open_quiz):
    page = open_quiz(form(BANK)).page
    field = '[data-question-id="q5"] .quiz-controls input'
    page.focus(field)
    page.keyboard.type("Kab")
    page.reload()
    assert page.input_value(field) == "Kab"


def test_the_order_of_options_differs_between_readers_and_stays_with_one(open_quiz, browser):
    orders = set()
    for reader in range(8):
        page = open_quiz(form(BANK), name=f"{reader}.html").page
        shown = page.locator('[name="q1"]').evaluate_all("inputs => inputs.map(input => input.value)")
        page.evaluate("() => window.dispatchEvent(new StorageEvent('storage', {key: null}))")
        assert page.locator('[name="q1"]').evaluate_all("inputs => inputs.map(input => input.value)") == shown
        orders.add(tuple(shown))
    assert len(orders) > 1
    fixed = bank({**one_of_each()[0], "shuffle": False}, one_of_each()[9])
    page = open_quiz(form(fixed), name="fixed.html").page
    assert page.locator('[name="q1"]').evaluate_all("inputs => inputs.map(input => input.value)") == ["a", "b", "c"]
    assert page.locator('[name="q2"]').evaluate_all("inputs => inputs.map(input => input.value)") == ["a", "b", "c"]


@pytest.mark.long
def test_an_order_to_be_made_is_never_right_from_the_start(open_quiz):
    page = open_quiz(form(BANK)).page
    for seed in range(1, 60):
        keep(page, json.dumps({"version": 1, "seed": seed, "answers": {}}))
        page.reload()
        shown = page.locator(".quiz-order > li").evaluate_all("items => items.map(item => item.dataset.value)")
        assert shown != right_response(BANK.questions[7])


def test_an_edited_question_is_asked_afresh_and_the_others_stay(open_quiz):
    seen = open_quiz(form(BANK))
    page = seen.page
    for question in BANK.questions[2:5]:
        answer_by_mouse(fieldset(page, question), question, right_response(question))
    parts = one_of_each()
    parts[3] = {"type": "numeric", "answer": 8}
    edited = full_bank().model_copy(
        update={"questions": [*BANK.questions[:3], bank(*parts).questions[3], *BANK.questions[4:]]}
    )
    page = open_quiz(form(edited), context=page.context).page
    assert page.locator("[data-result]").evaluate_all("all => all.map(f => f.dataset.questionId)") == ["q3", "q5"]
    assert page.input_value('[name="q4"]') == ""
    assert saved(page)["answers"]["q4"]["response"] == "7", "kept for whoever goes back to the older edition"


def test_two_parts_on_one_page_keep_their_answers_apart_and_together(open_quiz):
    parts = [{**partial, "part": part} for partial, part in zip(one_of_each()[2:4], (None, "judge"), strict=True)]
    sample = bank(*parts)
    page = open_quiz(form(sample), form(sample, part="judge")).page
    first, second = sample.questions
    answer_by_mouse(fieldset(page, first), first, "false")
    answer_by_mouse(fieldset(page, second), second, "8")
    assert set(saved(page)["answers"]) == {"q1", "q2"}
    assert page.locator("output.quiz-score").all_inner_texts() == ["Score: 1 of 1 point.", "Score: 0 of 1 point."]
    page.reload()
    assert page.locator("[data-result]").count() == 2
    reset = page.locator('[data-quiz-part="judge"] [data-action="reset"]')
    reset.click()
    reset.click()
    assert set(saved(page)["answers"]) == {"q1"}
    assert page.locator("[data-result]").count() == 1


def test_two_windows_show_the_same(open_quiz):
    one = open_quiz(form(BANK)).page
    other = open_quiz(form(BANK), context=one.context).page
    third, fourth = BANK.questions[2:4]
    answer_by_mouse(fieldset(one, third), third, "false")
    other.wait_for_selector('[data-question-id="q3"][data-result="right"]')
    answer_by_mouse(fieldset(other, fourth), fourth, "7")
    one.wait_for_selector('[data-question-id="q4"][data-result="right"]')
    assert set(saved(one)["answers"]) == {"q3", "q4"}


def test_reset_gives_another_order_and_keeps_nothing(open_quiz):
    page = open_quiz(form(BANK)).page
    answer_by_mouse(fieldset(page, BANK.questions[3]), BANK.questions[3], "7")
    seed = saved(page)["seed"]
    page.click('[data-action="reset"]')
    page.click('[data-action="reset"]')
    assert saved(page)["answers"] == {}
    assert saved(page)["seed"] != seed
    before = page.evaluate(STATE)
    page.reload()
    assert page.evaluate(STATE)[1:] == before[1:]


@pytest.mark.parametrize("obstacle", [BLOCKED, FULL], ids=["blocked", "full"])
def test_without_room_the_quiz_works_and_says_so(open_quiz, obstacle):
    seen = open_quiz(form(BANK), before=obstacle)
    page = seen.page
    for question in BANK.questions:
        answer_by_mouse(fieldset(page, question), question, right_response(question))
    assert page.inner_text("output.quiz-score") == "Score: 12 of 12 points."
    assert page.inner_text(".quiz-note") == UNKEPT
    assert "You said 70 percent" in fieldset(page, BANK.questions[11]).inner_text()
    page.click('[data-action="reset"]')
    page.click('[data-action="reset"]')
    assert page.locator("[data-result]").count() == 0
    assert not seen.errors


def test_a_browser_that_blocks_storage(tmp_path):
    """Chromium's own setting, which makes the property itself throw; a process of its own, as it needs a profile."""
    (tmp_path / "profile" / "Default").mkdir(parents=True)
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "profile" / "Default" / "Preferences").write_text(json.dumps(settings))
    page = write_page(tmp_path, form(BANK))
    code = f"""
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    browser = {{"executable_path": {find_browser()!r}, "args": {FLAGS!r}}}
    context = p.chromium.launch_persistent_context({str(tmp_path / "profile")!r}, **browser)
    page = context.new_page()
    page.goto({page.as_uri()!r})
    page.fill('[name="q4"]', "7")
    page.check('[name="q4.confidence"] >> nth=0')
    page.click('[data-question-id="q4"] [data-action="check"]')
    blocked = page.evaluate("() => {{ try {{ localStorage.length; return false; }} catch {{ return true; }} }}")
    print(blocked, page.inner_text("output.quiz-score"), page.inner_text(".quiz-note"))
    context.close()
"""
    said = run([executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert said.stdout.strip() == f"True Score: 1 of 12 points, 11 questions to answer. {UNKEPT}", said.stderr


MARKUP = "<img src=x onerror='window.hit = 1'>"
HOSTILE = [
    *(
        "",
        "{",
        "null",
        "[]",
        "7",
        '"text"',
        "\x00",
        "[" * 5000,
        '{"version": 1}',
        '{"version": 0, "answers": {"q4": 1}}',
    ),
    *('{"version": 2, "answers": {"q4": {"response": "7", "checked": true}}}', '{"version": 1, "answers": []}'),
    json.dumps({"version": 1, "seed": "x", "answers": {f"q{n}": n for n in range(13)}}),
    json.dumps(
        {
            "version": 1,
            "seed": 1e99,
            "answers": {f"q{n}": {"response": [["a"]] * 9, "checked": True} for n in range(13)},
        }
    ),
    '{"version": 1, "answers": {"__proto__": {"checked": true}, "constructor": {"hash": "x"}}}',
    '{"version": 1, "answers": {"q4": {"__proto__": {"response": "7", "checked": true}}}}',
    json.dumps({"version": 1, "answers": {f"x{n}": {"response": ["y"] * 40} for n in range(9000)}}),
]


@pytest.mark.sample(4)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_found_does_no_harm(open_quiz, text):
    seen = open_quiz(form(BANK))
    page = seen.page
    keep(page, text)
    page.reload()
    assert page.inner_text("output.quiz-score") == "Score: 0 of 12 points, 12 questions to answer."
    answer_by_mouse(fieldset(page, BANK.questions[3]), BANK.questions[3], "7")
    page.reload()
    assert page.inner_text("output.quiz-score") == "Score: 1 of 12 points, 11 questions to answer."
    assert not seen.errors


def test_markup_and_odd_values_in_kept_answers_stay_text(open_quiz):
    seen = open_quiz(form(BANK))
    page = seen.page
    hashes = {question.id: question.fingerprint for question in BANK.questions}
    reason = {"probability": "70", "reason": MARKUP, "__proto__": MARKUP, "other": MARKUP}
    odd = {
        "checked": True,
        "tries": -1,
        "share": 99,
        "confidence": MARKUP,
        "hints": 1e9,
        "time": MARKUP,
        "revealed": "yes",
    }
    given = {name: {"hash": mark, "response": MARKUP, **odd} for name, mark in hashes.items()}
    given["q6"]["response"] = {"doha": MARKUP, "constructor": MARKUP}
    given["q9"]["response"] = {"city": MARKUP, "month": MARKUP}
    given["q11"]["response"] = given["q12"]["response"] = reason
    keep(page, json.dumps({"version": 1, "seed": 7, "answers": given}))
    page.reload()
    page.wait_for_timeout(200)
    assert page.evaluate("() => window.hit") is None
    assert page.locator("div.quiz img").count() == 0
    assert page.inner_text("output.quiz-score") == "Score: 0 of 12 points."
    assert MARKUP in fieldset(page, BANK.questions[11]).inner_text()
    assert not seen.errors


OUTCOMES = {
    "happened": "It happened. Base rate: 20 percent. You said 70 percent, because: “Both sides had said so.” "
    "Your Brier score: 0.09. Brier score of the base rate: 0.64.",
    "did_not_happen": "It did not happen. Base rate: 20 percent. You said 70 percent, because: “Both sides had said "
    "so.” Your Brier score: 0.49. Brier score of the base rate: 0.04.",
    "void": "Void: it cannot be settled by its rule, and is not scored. Base rate: 20 percent. You said 70 percent, "
    "because: “Both sides had said so.”",
    "open": "Not settled yet. Base rate: 20 percent. You said 70 percent, because: “Both sides had said so.”",
}


@pytest.mark.parametrize("where", ["http", "file"])
def test_a_forecast_is_sealed_on_one_page_and_opened_on_another(open_quiz, where):
    sealed = bank(one_of_each()[10], name="03-sealed")
    page = open_quiz(form(sealed), where=where, name="sealed.html").page
    assert "By the record at the end of the year." in page.inner_text("div.quiz"), "the rule is known beforehand"
    answer_by_mouse(page.locator("fieldset"), sealed.questions[0], FORECAST)
    assert page.locator('[data-action="retry"]').count() == 0
    openers = [
        {"type": "forecast_outcome", "opens": "03-sealed/q1", "outcome": out, "base_rate": 0.2} for out in OUTCOMES
    ]
    openers.append({"type": "forecast_outcome", "opens": "03-sealed/other", "outcome": "happened"})
    later = bank(*openers, name="12-opened")
    page = open_quiz(form(later), where=where, name="opened.html", context=page.context).page
    for question in later.questions:
        fieldset(page, question).get_by_role("button", name="Open", exact=True).click()
    said = page.locator(".quiz-result").all_inner_texts()
    assert said == [*OUTCOMES.values(), "It happened. No forecast of yours is kept in this browser."]
    summary = page.inner_text(".quiz-summary")
    assert "Brier score over 2 settled forecasts: 0.29 (0 is best, 1 is worst)." in summary
    assert "On 2 forecasts with a base rate: yours 0.29, the base rates' 0.34." in summary


def test_the_summary_says_how_sure_one_was_and_what_to_read_again(open_quiz):
    sample = full_bank()
    page = open_quiz(form(sample)).page
    for number, question in enumerate(sample.questions):
        answer_by_mouse(
            fieldset(page, question), question, (right_response if number % 2 else wrong_response)(question)
        )
    summary = page.inner_text(".quiz-summary")
    assert "fairly sure: 2 of 5 right" in summary
    again = page.locator(".quiz-reread > li").all_inner_texts()
    assert again == [f"Question {number}: article, paragraph 4" for number in (1, 3, 5, 7, 9)]
