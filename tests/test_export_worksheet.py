"""The worksheet in a browser: on screen, on paper, and to a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from quiz_samples import bank, one_of_each

from coursekit.export import worksheet


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    kinds = [{**partial, "hints": ["a hint"], "confidence": True} for partial in one_of_each()]
    (content,) = worksheet.export([bank(*kinds)], tmp_path).files.values()
    path = tmp_path / "sheet.html"
    path.write_bytes(content)
    context = browser.new_context(viewport={"width": 320, "height": 800}, offline=True)
    opened = context.new_page()
    opened.faults = []  # type: ignore[attr-defined]
    opened.on("console", lambda message: opened.faults.append(message.text))  # type: ignore[attr-defined]
    opened.goto(path.as_uri())
    yield opened
    context.close()


def test_questions_come_first_and_the_answers_on_a_page_of_their_own(page: Page):
    page.emulate_media(media="print")
    assert page.locator("fieldset").count() == page.locator(".answers > ol > li").count() == 12
    assert page.evaluate("getComputedStyle(document.querySelector('.answers')).breakBefore") == "page"
    form = page.locator("div.quiz").inner_text()
    assert "Because it is." not in form and "a hint" not in form and "on a" not in form
    assert "September / November" in form  # a list shows nothing on paper
    assert "Uzbekistan" in form and "Turkey" in form
    assert page.locator("div.quiz button:visible").count() == 0


def test_it_needs_no_script_and_asks_nobody(page: Page):
    assert page.locator("script").count() == 0
    page.locator("div.quiz input[type=text]").first.fill("7")
    page.keyboard.press("Enter")  # a form that was sent would load the page again
    assert page.locator("div.quiz input[type=text]").first.input_value() == "7"
    assert [fault for fault in page.faults if "form-action" not in fault] == []  # type: ignore[attr-defined]


def test_it_fits_a_phone_and_breaks_no_rule(page: Page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page).response["violations"] == []
