"""A quiz seen and heard: on narrow and dark screens, in forced colours, on paper, by a screen reader."""

from __future__ import annotations

import pytest
from browser_support import broken_rules
from quiz_driver import answer_by_mouse, enter_by_mouse, right_response, wrong_response
from quiz_pages import form, full_bank
from quiz_samples import bank

pytestmark = pytest.mark.browser
BANK = full_bank()


def fieldset(page, question):
    return page.locator(f'[data-question-id="{question.id}"]')


def bring(page, state):
    """Bring every question into a state."""
    for question in BANK.questions:
        here = fieldset(page, question)
        if state == "asked":
            here.locator('[data-action="check"]').click()
        elif state in ("wrong", "revealed"):
            answer_by_mouse(here, question, wrong_response(question))
            if state == "revealed" and here.locator('[data-action="reveal"]:visible').count():
                here.locator('[data-action="reveal"]').click()
        elif state == "right":
            answer_by_mouse(here, question, right_response(question))
    if state == "partly":
        answer_by_mouse(fieldset(page, BANK.questions[1]), BANK.questions[1], ["a"])
    if state == "hints":
        for number in range(3):
            page.locator(".quiz-hint > summary").nth(number).click()


STICKING = """all => all.filter(e => e.checkVisibility() && e.getBoundingClientRect().right > 320.5)
    .map(e => e.outerHTML.slice(0, 90))"""


@pytest.mark.sample(3)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["open", "asked", "hints", "wrong", "partly", "right", "revealed"])
def test_axe_finds_nothing_and_nothing_sticks_out(open_quiz, state, scheme):
    page = open_quiz(form(BANK), color_scheme=scheme, viewport={"width": 320, "height": 640}).page
    bring(page, state)
    assert not broken_rules(page, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    sticking = page.locator("div.quiz *").evaluate_all(STICKING)
    assert not sticking


def test_long_words_and_wide_choices_fit_a_narrow_screen(open_quiz):
    long = "Verwaltungsgerichtsbarkeitsverfahrensordnung" * 2
    parts = [
        {"type": "single_choice", "text": long, "options": [{"id": "a", "text": long, "correct": True}, {"id": "b"}]},
        {"type": "ordering", "items": [{"id": name, "text": long} for name in "abc"]},
        {
            "type": "sorting",
            "classes": [{"id": "a", "text": long}, {"id": "b", "text": "b"}],
            "statements": [{"id": name, "text": long, "belongs": "a"} for name in "abc"],
        },
        {
            "type": "gaps",
            "passage": f"{long} [[a]] {long}",
            "gaps": [{"id": "a", "accepted": [long], "choices": [long, "b"]}],
        },
        {"type": "numeric", "answer": 7, "unit": long[:60]},
    ]
    sample = bank(*parts)
    page = open_quiz(form(sample), viewport={"width": 320, "height": 640}).page
    for question in sample.questions:
        answer_by_mouse(fieldset(page, question), question, right_response(question))
    sticking = page.locator("div.quiz *").evaluate_all(STICKING)
    assert not sticking
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


LEFT_ALONE = """quiz => {
    const signs = document.createRange(), alone = [];
    const widths = Array.from({ length: 60 }, (_, step) => 240 + 4 * step);
    for (const field of quiz.querySelectorAll(".quiz-passage :is(input, select)"))
        for (const width of widths) {
            quiz.style.width = width + "px";
            signs.setStart(field.nextSibling, 0);
            signs.setEnd(field.nextSibling, 1);
            if (signs.getBoundingClientRect().top > field.getBoundingClientRect().bottom || quiz.scrollWidth > width)
                alone.push([field.getAttribute("aria-label"), width]);
        }
    return [widths.length, alone];
}"""


def test_no_sign_after_a_gap_begins_a_line(open_quiz):
    gaps = {
        "passage": "In the *month* of [[month]], delegations came to ([[city]]).",
        "gaps": [
            {"id": "month", "accepted": ["November"], "choices": ["November", "the month that came before November"]},
            {"id": "city", "accepted": ["Moscow"]},
        ],
    }
    page = open_quiz(form(bank({"type": "gaps", **gaps}))).page
    tried, alone = page.locator("div.quiz").evaluate(LEFT_ALONE)
    assert tried == 60
    assert not alone


def test_in_forced_colours_states_are_said_by_words_and_signs(open_quiz):
    page = open_quiz(form(BANK), forced_colors="active").page
    bring(page, "wrong")
    assert page.evaluate("() => matchMedia('(forced-colors: active)').matches")
    for question in BANK.questions:
        result = fieldset(page, question).locator(".quiz-result")
        assert result.is_visible()
        assert len(result.inner_text()) > 5
    signs = page.locator('[data-result="wrong"] .quiz-result').evaluate_all(
        "all => all.map(e => getComputedStyle(e, '::before').content)"
    )
    assert signs
    assert all("✗" in sign for sign in signs)
    edges = page.locator("fieldset").evaluate_all("all => all.map(e => getComputedStyle(e).borderTopStyle)")
    assert set(edges) == {"solid"}
    page.keyboard.press("Tab")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_nothing_moves(open_quiz):
    page = open_quiz(form(BANK), reduced_motion="reduce").page
    bring(page, "wrong")
    moving = page.locator("div.quiz, div.quiz *").evaluate_all(
        """all => all.map(e => getComputedStyle(e))
           .filter(s => s.transitionDuration !== '0s' || s.animationName !== 'none').length"""
    )
    assert moving == 0
    assert page.evaluate("() => document.getAnimations().length") == 0


def test_right_and_wrong_can_be_told_apart_without_colour(open_quiz):
    page = open_quiz(form(BANK)).page
    bring(page, "right")
    signs = page.locator('[data-result="right"] .quiz-result').evaluate_all(
        "all => all.map(e => [e.textContent, getComputedStyle(e, '::before').content.includes('✓')])"
    )
    assert len(signs) == 9
    assert all(text == "Right." and signed for text, signed in signs)


HIDDEN_ON_PAPER = ".quiz-feedback, .quiz-answer, .quiz-hint, button, .quiz-score, .quiz-summary, .quiz-note"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_it_is_a_worksheet(open_quiz, scheme):
    page = open_quiz(form(BANK), color_scheme=scheme).page
    bring(page, "wrong")
    page.emulate_media(media="print")
    assert page.locator(HIDDEN_ON_PAPER).evaluate_all("all => all.filter(e => e.checkVisibility()).length") == 0
    assert page.locator(".quiz-choices").evaluate_all("all => all.map(e => e.checkVisibility())") == [True, True]
    assert "Uzbekistan" in page.inner_text(".quiz-choices >> nth=0")
    fields = page.locator("input[type=text], textarea, select").evaluate_all(
        """all => all.map(e => [e.getBoundingClientRect().width, getComputedStyle(e).color,
           getComputedStyle(e).borderBottomStyle])"""
    )
    assert all(width >= 100 and colour == "rgba(0, 0, 0, 0)" and line == "solid" for width, colour, line in fields)
    boxes = page.locator(".quiz-option input").evaluate_all("all => all.map(e => getComputedStyle(e).appearance)")
    assert set(boxes) == {"none"}, "what was ticked is not printed"


PRINT = """window.print = () => { window.printed = {
    shown: [...document.querySelectorAll("main *")].filter(e => !e.children.length && e.checkVisibility())
        .map(e => e.textContent).join(" "),
    key: [...document.querySelectorAll(".quiz-key")]
        .map(e => [getComputedStyle(e).breakBefore, e.checkVisibility(), e.innerText]),
}; };"""


@pytest.mark.parametrize("with_answers", [True, False])
def test_printing_a_quiz_prints_it_alone_with_answers_on_a_last_page_if_asked(open_quiz, with_answers):
    other = full_bank().model_copy(update={"quiz": "02-other"})
    page = open_quiz("<p>Before the quiz.</p>", form(BANK), form(other), "<p>After.</p>", before=PRINT).page
    page.emulate_media(media="print")
    action = "print-answers" if with_answers else "print"
    page.evaluate(f"() => document.querySelector('[data-action=\"{action}\"]').click()")
    printed = page.evaluate("() => window.printed")
    assert "Before the quiz" not in printed["shown"]
    assert "After" not in printed["shown"]
    assert "Question 1 of 12" in printed["shown"]
    assert printed["shown"].count("Question 1 of 12") == 1, "the other quiz is left out"
    if with_answers:
        ((break_before, visible, words),) = printed["key"]
        assert (break_before, visible) == ("page", True)
        assert "Question 12" in words
        assert "Doha → Qatar" in words
        assert "Because it is." in words
    else:
        assert printed["key"] == []
        assert "Qatar" in printed["shown"]
        assert "on a" not in printed["shown"]
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".quiz-key").count() == 0
    page.emulate_media(media="screen")
    assert page.get_by_text("Before the quiz.").is_visible()


TREE = {
    "single_choice": [
        'group "Question 1 of 12 What is it? Choose one."',
        'radio "a"',
        'radiogroup "How sure are you?"',
        'radio "fairly sure"',
        'button "Check"',
        "status",
    ],
    "multiple_choice": ['group "Question 2 of 12 What is it? Choose all that apply."', 'checkbox "a"'],
    "true_false": ['radio "True"', 'radio "False"'],
    "numeric": ['textbox "Your answer things"'],
    "short_text": ['textbox "Your answer"'],
    "matching": ['combobox "Doha"', 'combobox "Moscow"'],
    "sorting": ['group "Question 7 of 12, 4 points What is it? Sort each into a class."', 'combobox "They met."'],
    "ordering": ['button "Move up: Second"', 'button "Move down: Second"', "listitem"],
    "gaps": ['combobox "Gap 1 of 2"', 'textbox "Gap 2 of 2"'],
    "judgement": ['group "Question 10 of 12, not scored What is it? What is your verdict?"'],
    "forecast": [
        'textbox "Probability, from 0 to 100 percent"',
        'textbox "My reason, in a sentence"',
        'button "Seal"',
    ],
    "forecast_outcome": ['button "Open"'],
}


def test_a_screen_reader_finds_names_groups_and_results(open_quiz):
    page = open_quiz(form(BANK)).page
    assert page.get_by_role("form", name="Quiz: Sample").count() == 1
    for question in BANK.questions:
        tree = fieldset(page, question).aria_snapshot()
        assert not [one for one in TREE[question.type] if one not in tree], f"{question.type}\n{tree}"
    nameless = page.locator("div.quiz :is(input, select, textarea, button)").evaluate_all(
        "all => all.filter(e => !(e.labels?.length || e.ariaLabel || e.textContent.trim())).map(e => e.outerHTML)"
    )
    assert not nameless
    for question in BANK.questions:
        here = fieldset(page, question)
        answer_by_mouse(here, question, wrong_response(question))
        said = here.get_by_role("status").aria_snapshot()
        assert here.locator(".quiz-result").inner_text().split(".")[0][:12].strip() in said.replace('\\"', '"'), said
    assert page.locator('[role="status"]').evaluate_all("all => all.every(e => getComputedStyle(e).display !== 'none')")


def test_the_state_of_controls_is_told(open_quiz):
    page = open_quiz(form(BANK)).page
    first = BANK.questions[0]
    enter_by_mouse(fieldset(page, first), first, "b")
    assert 'radio "b" [checked]' in fieldset(page, first).aria_snapshot()
    fieldset(page, first).locator('[data-action="check"]').click()
    assert 'radio "b" [checked] [disabled]' in fieldset(page, first).aria_snapshot()
