"""Every lesson page as its reader meets it: no kernel, no network, a keyboard, a phone."""

from __future__ import annotations

import re

import pytest
from browser_support import LESSONS, ROOT, broken_rules, lay_out, unfold
from playwright.sync_api import Page, expect
from quiz_driver import Keyboard, answer_by_mouse, expected_verdict, right_response, wrong_response

from coursekit.quiz.bank import find_bank, read_bank

pytestmark = pytest.mark.browser


def page_of(lesson: str) -> str:
    return f"notebooks/{lesson}.html"


def forms_of(page: Page) -> list[tuple[str, str | None]]:
    """Return a selector and the part of each quiz of a page."""
    parts = page.locator("div.quiz").evaluate_all("forms => forms.map(f => f.dataset.quizPart ?? null)")
    return [(f'div.quiz[data-quiz-part="{p}"]' if p else "div.quiz:not([data-quiz-part])", p) for p in parts]


def result_of(page: Page, selector: str, question) -> str:
    return page.locator(f'{selector} [data-question-id="{question.id}"] [role="status"]').inner_text()


def total(questions, responses) -> str:
    earned = sum((q.grade(given) or 0) * q.points for q, given in zip(questions, responses, strict=True))
    possible = sum(q.points for q in questions)
    if not possible:
        return f"Answered: {len(questions)} of {len(questions)}, not scored."
    return f"Score: {round(earned, 2):g} of {possible} point{'' if possible == 1 else 's'}."


def shown_in(lesson: str) -> set[str | None]:
    """Return the parts of a lesson's bank that its notebook shows; a part may have a page of its own instead."""
    source = (ROOT / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8").replace('\\"', '"')
    calls = re.findall(rf'Quiz\("{lesson}"(?:, part="([^"]+)")?\)', source)
    pages = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "book").rglob("*.md")))
    parts = {question.part for question in read_bank(find_bank(lesson, ROOT)).questions}
    assert parts - {call or None for call in calls} == set(
        re.findall(rf"{{course-quiz}} {lesson}\n:part: (\S+)", pages)
    )
    return {call or None for call in calls}


@pytest.mark.sample(1)
@pytest.mark.parametrize("lesson", LESSONS)
def test_every_question_is_answered_by_keyboard_alone(visit, lesson):
    seen = visit(page_of(lesson))
    page = seen.page
    bank = read_bank(find_bank(lesson, ROOT))
    forms = forms_of(page)
    assert {part for _, part in forms} == shown_in(lesson)
    for selector, part in forms:
        keyboard = Keyboard(page, selector)
        questions = [question for question in bank.questions if question.part == part]
        responses = [(wrong_response, right_response)[n % 2](question) for n, question in enumerate(questions)]
        for question, response in zip(questions, responses, strict=True):
            keyboard.answer(question, response)
            said = result_of(page, selector, question)
            assert expected_verdict(question, response) in said, said
            assert len(said) > 30, "the feedback teaches nothing"
        assert page.locator(f"{selector} output.quiz-score").inner_text() == total(questions, responses)
        assert page.locator(f"{selector} .quiz-summary").is_visible()
    assert not seen.errors
    assert not seen.foreign


@pytest.mark.sample(1)
@pytest.mark.parametrize("lesson", LESSONS)
def test_every_question_is_answered_by_mouse_and_kept(visit_http, lesson):
    seen = visit_http(page_of(lesson))
    page = seen.page
    bank = read_bank(find_bank(lesson, ROOT))
    for selector, part in forms_of(page):
        for question in (question for question in bank.questions if question.part == part):
            fieldset = page.locator(f'{selector} [data-question-id="{question.id}"]')
            answer_by_mouse(fieldset, question, right_response(question))
            assert expected_verdict(question, right_response(question)) in result_of(page, selector, question)
    # not inner text, before or after: a section that is not near the screen is not laid out, and has none
    scores = page.locator("output.quiz-score").all_text_contents()
    assert all(scores)
    page.reload()
    expect(page.locator("output.quiz-score")).to_have_text(scores)
    assert page.locator("div.quiz fieldset:not([data-result])").count() == 0
    assert not seen.errors
    assert not seen.foreign


@pytest.mark.sample(3)
@pytest.mark.parametrize("lesson", LESSONS)
def test_retry_opens_a_question_again(visit, lesson):
    page = visit(page_of(lesson)).page
    question = next(q for q in read_bank(find_bank(lesson, ROOT)).questions if not q.final and q.type != "ordering")
    fieldset = page.locator(f'[data-question-id="{question.id}"]')
    answer_by_mouse(fieldset, question, wrong_response(question))
    control = fieldset.locator(".quiz-controls :is(input, select)").first
    assert control.is_disabled()
    fieldset.locator('[data-action="retry"]').click()
    assert control.is_enabled()
    assert fieldset.locator('[role="status"]').inner_text() == ""


@pytest.mark.sample(3)
@pytest.mark.parametrize("lesson", LESSONS)
def test_checking_nothing_asks_for_an_answer(visit, lesson):
    page = visit(page_of(lesson)).page
    fieldset = page.locator("div.quiz fieldset").first
    fieldset.locator('[data-action="check"]').click()
    assert "first" in fieldset.locator('[role="status"]').inner_text()
    assert page.locator("[data-result]").count() == 0


@pytest.mark.sample(3)
@pytest.mark.parametrize("lesson", LESSONS)
def test_answers_are_folded_away_until_a_question_is_checked(visit, lesson):
    page = visit(page_of(lesson)).page
    assert page.locator("div.quiz .quiz-answer:visible").count() == 0


@pytest.mark.sample(3)
@pytest.mark.parametrize("lesson", LESSONS)
def test_without_scripts_questions_and_answers_are_readable(visit, lesson):
    page = visit(page_of(lesson), java_script_enabled=False).page
    parts = shown_in(lesson)
    count = sum(question.part in parts for question in read_bank(find_bank(lesson, ROOT)).questions)
    assert page.locator("div.quiz fieldset").count() == count > 5
    assert page.locator("div.quiz button:visible").count() == 0
    assert page.locator("div.quiz details.quiz-answer > summary:visible").count() == count
    assert page.locator("figure.chart svg:visible").count() >= 2


@pytest.mark.sample(11)
@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_page_fits_its_width(visit, lesson, width):
    page = visit(page_of(lesson), viewport={"width": width, "height": 800}).page
    lay_out(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.sample(2)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lesson", LESSONS)
def test_axe_finds_nothing_in_the_lesson(visit, lesson, scheme):
    page = visit(page_of(lesson), color_scheme=scheme).page
    page.locator("div.quiz fieldset").first.locator('[data-action="check"]').click()
    assert not broken_rules(page, scheme, "article.bd-article")


@pytest.mark.sample(3)
@pytest.mark.parametrize("lesson", LESSONS)
def test_targets_are_large_enough_to_touch(visit, lesson):
    page = visit(page_of(lesson), viewport={"width": 375, "height": 800}, has_touch=True).page
    lay_out(page)
    heights = page.locator("div.quiz :is(.quiz-option, button, select, input[type=text], summary)").evaluate_all(
        "items => items.filter(item => item.checkVisibility()).map(item => item.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 43.5


@pytest.mark.sample(3)
@pytest.mark.parametrize("lesson", LESSONS)
def test_charts_have_a_name_a_caption_and_their_data(visit, lesson):
    page = visit(page_of(lesson)).page
    lay_out(page)
    unfold(page)
    figures = page.locator("figure.chart")
    assert figures.count() >= 2
    for figure in figures.all():
        assert len(figure.get_by_role("img").get_attribute("aria-label")) > 40
        assert len(figure.locator("figcaption").inner_text()) > 40
        assert figure.locator("details.chart-data tbody tr").count() > 1
    ids = page.locator("[id]").evaluate_all("items => items.map(item => item.id)")
    assert len(ids) == len(set(ids)), sorted(i for i in set(ids) if ids.count(i) > 1)


@pytest.mark.sample(3)
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_folded_cell_is_called_by_the_words_on_it(visit, lesson):
    page = visit(page_of(lesson)).page
    folds = page.locator("article.bd-article details > summary")
    assert folds.count() >= 2
    assert not folds.evaluate_all("items => items.map(item => item.ariaLabel).filter(Boolean)")
    assert page.get_by_text("Show the solution").count() >= 2
