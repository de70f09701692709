"""Forecasts sealed in one lesson are opened in a later one: they travel in the reader's own storage alone."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest
from browser_support import BOOK, LESSONS, ROOT, Visit
from playwright.sync_api import expect

from coursekit.quiz.bank import read_bank
from coursekit.quiz.forecast import ForecastOutcome
from coursekit.serve import BookServer

pytestmark = pytest.mark.browser

OPENED = {
    (lesson, question.id): question
    for lesson in LESSONS
    for question in read_bank(ROOT / "data" / "quizzes" / f"{lesson}.yml").questions
    if isinstance(question, ForecastOutcome)
}
SEALED_IN = next(iter(OPENED.values())).opens.split("/")[0]
OPENED_IN = next(iter(OPENED))[0]
SAID = 70
NONE = "No forecast of yours is kept in this browser."


def alive(page) -> None:
    """Wait for every quiz of a page: between two of them the browser may draw, and the page counts as loaded."""
    expect(page.locator("div.quiz:not([data-quiz-ready])")).to_have_count(0, timeout=15_000)


class Reader(NamedTuple):
    """A browser of one reader, and where the book is."""

    context: object
    address: str

    def visit(self, page: str) -> Visit:
        seen = Visit(self.context.new_page())
        seen.page.set_default_timeout(15_000)
        seen.page.goto(f"{self.address}{page}")
        alive(seen.page)
        return seen

    def seal(self, question: str) -> None:
        seen = self.visit(f"notebooks/{SEALED_IN}.html")
        box = seen.page.locator(f'fieldset[data-question-id="{question}"]')
        box.locator("[data-item=probability]").fill(str(SAID))
        box.locator("[data-item=reason]").fill("the shelf")
        box.locator("[data-action=check]").click()
        assert "Sealed on" in box.locator(".quiz-feedback").inner_text()
        seen.page.reload()
        alive(seen.page)
        assert box.locator("[data-item=probability]").is_disabled(), "a sealed forecast stays as it is"
        assert box.locator("[data-item=probability]").input_value() == str(SAID)
        assert not seen.errors
        seen.page.close()

    def open(self, identity: str) -> str:
        seen = self.visit(f"notebooks/{OPENED_IN}.html")
        box = seen.page.locator(f'fieldset[data-question-id="{identity}"]')
        if box.locator("[data-action=check]").is_visible():
            box.locator("[data-action=check]").click()
        words = " ".join(box.locator(".quiz-feedback").text_content().split())
        assert not seen.errors
        seen.page.close()
        return words


@pytest.fixture(params=["http", "file"])
def reader(request, browser):
    """A reader's browser, with nothing in its storage."""
    with BookServer(BOOK) as server:
        context = browser.new_context()
        yield Reader(context, server.url if request.param == "http" else BOOK.as_uri() + "/")
        context.close()


def brier(question: ForecastOutcome) -> str:
    return f"Your Brier score: {round((SAID / 100 - (question.outcome == 'happened')) ** 2, 2):g}"


def test_ten_forecasts_are_sealed_in_one_lesson_and_opened_in_another():
    assert len(OPENED) >= 10
    assert {question.opens.split("/")[0] for question in OPENED.values()} == {SEALED_IN}
    assert SEALED_IN < OPENED_IN
    assert {question.outcome for question in OPENED.values()} >= {"happened", "did_not_happen", "void"}


def test_each_is_opened_with_what_was_said_and_a_score_where_there_is_one(reader):
    seal = reader.visit(f"notebooks/{SEALED_IN}.html").page
    for question in OPENED.values():
        box = seal.locator(f'fieldset[data-question-id="{question.opens.split("/")[1]}"]')
        box.locator("[data-item=probability]").fill(str(SAID))
        box.locator("[data-item=reason]").fill("the shelf")
        box.locator("[data-action=check]").click()
    seal.close()
    opened = reader.visit(f"notebooks/{OPENED_IN}.html").page
    for (_, identity), question in OPENED.items():
        box = opened.locator(f'fieldset[data-question-id="{identity}"]')
        box.locator("[data-action=check]").click()
        words = box.locator(".quiz-feedback").text_content()
        assert f"You said {SAID} percent, because: “the shelf”" in words
        assert (brier(question) in words) == (question.outcome in ("happened", "did_not_happen")), words


def test_a_reload_and_another_tab_open_the_same(reader):
    (_, identity), question = next((key, q) for key, q in OPENED.items() if q.outcome == "happened")
    reader.seal(question.opens.split("/")[1])
    first = reader.open(identity)
    assert reader.open(identity) == first, "opened again in another tab"
    assert brier(question) in first


def test_a_skipped_forecast_is_opened_without_one(reader):
    (_, identity), _ = next(iter(OPENED.items()))
    assert NONE in reader.open(identity)


def test_answers_saved_as_a_file_bring_a_forecast_to_another_browser(reader, browser):
    (_, identity), question = next((key, q) for key, q in OPENED.items() if q.outcome == "did_not_happen")
    reader.seal(question.opens.split("/")[1])
    seen = reader.visit("book/progress.html")
    with seen.page.expect_download() as download:
        seen.page.locator(".progress-tools > p > [data-action=export]").click()
    saved = download.value.path().read_bytes()
    assert json.loads(saved)["quizzes"][SEALED_IN]
    elsewhere = Reader(browser.new_context(), reader.address)
    assert NONE in elsewhere.open(identity)
    page = elsewhere.visit("book/progress.html").page
    page.set_input_files("#progress-import", {"name": "mine.json", "mimeType": "application/json", "buffer": saved})
    page.locator(".progress-tools > .progress-note").filter(has_text="1").wait_for()
    assert f"You said {SAID} percent" in elsewhere.open(identity), "opened before the file came, it is opened anew"
    elsewhere.context.close()


def test_with_storage_erased_a_forecast_is_gone_and_nothing_breaks(reader):
    (_, identity), question = next(iter(OPENED.items()))
    reader.seal(question.opens.split("/")[1])
    seen = reader.visit(f"notebooks/{OPENED_IN}.html")
    seen.page.evaluate("localStorage.clear()")
    seen.page.close()
    assert NONE in reader.open(identity)
