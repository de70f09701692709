"""Every lesson page as its reader meets it: no kernel, no network, a keyboard, a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_support import LESSONS, ROOT
from playwright.sync_api import Page

from coursekit.quiz.bank import find_bank, read_bank

pytestmark = pytest.mark.browser


def page_of(lesson: str) -> str:
    return f"notebooks/{lesson}.html"


def wrong_and_right(question):
    """Return a wrong and a right response, as what the keyboard has to choose: positions, or a text."""
    if question.type == "numeric":
        wrong = question.answer + 1 + 10 * question.tolerance
        return f"{wrong:.10g}", f"{question.answer:.10g}"
    if question.type == "true_false":
        right = [0 if question.answer else 1]
        return [1 - right[0]], right
    right = [n for n, option in enumerate(question.options) if option.correct]
    wrong = [next(n for n, option in enumerate(question.options) if not option.correct)]
    return wrong, right


class Keyboard:
    """Answers a quiz by key presses alone."""

    def __init__(self, page: Page, form: str) -> None:
        self.page = page
        self.form = form

    def focused(self) -> dict:
        return self.page.evaluate(
            """form => { const e = document.activeElement, f = e.closest("fieldset[data-question-id]");
            return {question: f && f.closest("form").matches(form) ? f.dataset.questionId : null, tag: e.tagName,
                    action: e.dataset.action ?? null, outline: getComputedStyle(e).outlineStyle,
                    position: f ? [...f.querySelectorAll(".quiz-controls input")].indexOf(e) : -1}; }""",
            self.form,
        )

    def tab_to(self, limit: int, **wanted) -> dict:
        for _ in range(limit):
            self.page.keyboard.press("Tab")
            now = self.focused()
            if all(now[name] == value for name, value in wanted.items()):
                return now
        raise AssertionError(f"Tab never reached {wanted}; last at {now}")

    def answer(self, question, response) -> None:
        at = self.tab_to(400, question=question.id, tag="INPUT")
        assert at["outline"] != "none", "the focus cannot be seen"
        if isinstance(response, str):
            self.page.keyboard.type(response)
        elif question.type == "multiple_choice":
            for position in range(max(response) + 1):
                if position:
                    self.page.keyboard.press("Tab")
                if position in response:
                    self.page.keyboard.press("Space")
        else:
            self.page.keyboard.press("Space")
            for _ in range(response[0]):
                self.page.keyboard.press("ArrowDown")
        at = self.tab_to(12, question=question.id, action="check")
        assert at["outline"] != "none", "the focus cannot be seen"
        self.page.keyboard.press("Enter")


def forms_of(page: Page) -> list[tuple[str, str | None]]:
    """Return a selector and the part of each quiz of a page."""
    parts = page.locator("form.quiz").evaluate_all("forms => forms.map(f => f.dataset.quizPart ?? null)")
    return [(f'form.quiz[data-quiz-part="{p}"]' if p else "form.quiz:not([data-quiz-part])", p) for p in parts]


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_question_is_answered_by_keyboard_alone(visit, lesson):
    seen = visit(page_of(lesson))
    page = seen.page
    bank = read_bank(find_bank(lesson, ROOT))
    forms = forms_of(page)
    assert {part for _, part in forms} == {question.part for question in bank.questions}
    keyboard = Keyboard(page, "form.quiz")
    for selector, part in forms:
        keyboard.form = selector
        expected = 0
        questions = [question for question in bank.questions if question.part == part]
        for number, question in enumerate(questions):
            wrong, right = wrong_and_right(question)
            keyboard.answer(question, right if number % 2 else wrong)
            status = page.locator(f'{selector} [data-question-id="{question.id}"] [role="status"]')
            assert status.inner_text().startswith("Right." if number % 2 else "Not"), status.inner_text()
            assert len(status.inner_text()) > 30, "the feedback teaches nothing"
            assert keyboard.focused()["action"] == "retry", "the focus was lost"
            expected += number % 2
        score = page.locator(f"{selector} output.quiz-score").inner_text()
        assert score == f"Score: {expected} of {len(questions)} right."
    assert not seen.errors
    assert not seen.foreign


@pytest.mark.parametrize("lesson", LESSONS)
def test_retry_opens_a_question_again(visit, lesson):
    page = visit(page_of(lesson)).page
    fieldset = page.locator("form.quiz fieldset").first
    fieldset.locator("input").first.check()
    fieldset.locator('[data-action="check"]').click()
    assert fieldset.locator("input").first.is_disabled()
    fieldset.locator('[data-action="retry"]').click()
    assert fieldset.locator("input").first.is_enabled()
    assert fieldset.locator('[role="status"]').inner_text() == ""
    assert ", 0 right" not in page.locator("output.quiz-score").first.inner_text()


@pytest.mark.parametrize("lesson", LESSONS)
def test_checking_nothing_asks_for_an_answer(visit, lesson):
    page = visit(page_of(lesson)).page
    fieldset = page.locator("form.quiz fieldset").first
    fieldset.locator('[data-action="check"]').click()
    assert "first" in fieldset.locator('[role="status"]').inner_text()
    assert "0 of" in page.locator("output.quiz-score").first.inner_text()


@pytest.mark.parametrize("lesson", LESSONS)
def test_answers_are_folded_away_until_a_question_is_checked(visit, lesson):
    page = visit(page_of(lesson)).page
    assert page.locator("form.quiz .quiz-answer:visible").count() == 0


@pytest.mark.parametrize("lesson", LESSONS)
def test_without_scripts_questions_and_answers_are_readable(visit, lesson):
    page = visit(page_of(lesson), java_script_enabled=False).page
    bank = read_bank(find_bank(lesson, ROOT))
    assert page.locator("form.quiz fieldset").count() == len(bank.questions)
    assert page.locator("form.quiz button:visible").count() == 0
    assert page.locator("form.quiz details.quiz-answer > summary:visible").count() == len(bank.questions)
    assert page.locator("figure.chart svg:visible").count() >= 2


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_page_fits_its_width(visit, lesson, width):
    page = visit(page_of(lesson), viewport={"width": width, "height": 800}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lesson", LESSONS)
def test_axe_finds_nothing_in_the_lesson(visit, lesson, scheme):
    page = visit(page_of(lesson), color_scheme=scheme).page
    page.locator("form.quiz fieldset").first.locator('[data-action="check"]').click()
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    results = Axe().run(page, context="article.bd-article", options=options)
    found = [
        f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}"
        for v in results.response["violations"]
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lesson", LESSONS)
def test_targets_are_large_enough_to_touch(visit, lesson):
    page = visit(page_of(lesson), viewport={"width": 375, "height": 800}, has_touch=True).page
    heights = page.locator("form.quiz :is(.quiz-option, button:not([hidden]), .quiz-number-field input)").evaluate_all(
        "items => items.map(item => item.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 43.5


@pytest.mark.parametrize("lesson", LESSONS)
def test_charts_have_a_name_a_caption_and_their_data(visit, lesson):
    page = visit(page_of(lesson)).page
    figures = page.locator("figure.chart")
    assert figures.count() >= 2
    for figure in figures.all():
        assert len(figure.get_by_role("img").get_attribute("aria-label")) > 40
        assert len(figure.locator("figcaption").inner_text()) > 40
        assert figure.locator("details.chart-data tbody tr").count() > 1
    ids = page.locator("[id]").evaluate_all("items => items.map(item => item.id)")
    assert len(ids) == len(set(ids)), sorted(i for i in set(ids) if ids.count(i) > 1)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_folded_cell_is_called_by_the_words_on_it(visit, lesson):
    page = visit(page_of(lesson)).page
    folds = page.locator("article.bd-article details > summary")
    assert folds.count() >= 2
    assert not folds.evaluate_all("items => items.map(item => item.ariaLabel).filter(Boolean)")
    assert page.get_by_text("Show the solution").count() >= 2
