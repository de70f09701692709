"""The closing page and the document shelf in a browser: on a phone, by keyboard, in both schemes, on paper."""

from __future__ import annotations

import pytest
from browser_support import broken_rules

pytestmark = pytest.mark.browser

OPEN = "document.querySelectorAll('details').forEach(fold => { fold.open = true; })"
PAGES = ["book/closing.html", "book/shelf.html", "book/shelf/bonn-2001.html", "book/shelf/doha-2020.html"]
FOLD = "details.closing-fold"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_fits_a_narrow_phone_whatever_is_open(visit, name):
    page = visit(name, viewport={"width": 320, "height": 800}).page
    page.evaluate(OPEN)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.sample(2)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit, name, scheme):
    page = visit(name, color_scheme=scheme).page
    page.evaluate(OPEN)
    assert not broken_rules(page, scheme, "article.bd-article")


def test_one_paragraph_is_opened_by_keyboard_and_no_other(visit):
    page = visit("book/closing.html").page
    page.locator(f"#closing-4 {FOLD} > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(f"#closing-4 {FOLD} li").first.is_visible()
    assert not page.locator(f"#closing-5 {FOLD} li").first.is_visible()


def test_one_box_opens_all_paragraphs_on_screen_and_on_paper(visit):
    page = visit("book/closing.html").page
    shown = f"[...document.querySelectorAll('{FOLD} ul')].filter(one => one.checkVisibility()).length"
    page.emulate_media(media="print")
    assert page.evaluate(shown) == 0
    page.emulate_media(media="screen")
    page.locator("#closing-all").focus()
    page.keyboard.press("Space")
    page.locator("#closing-whole").scroll_into_view_if_needed()
    assert page.locator(f"#closing-whole {FOLD} li").first.is_visible()
    page.emulate_media(media="print")
    assert page.evaluate(shown) > 15
    assert not page.locator("#closing-all").is_visible()
