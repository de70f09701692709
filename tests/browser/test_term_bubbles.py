"""Words of the glossary in a lesson: told to a pointer, to the keyboard and to a finger, and in nobody's way."""

from __future__ import annotations

import re

import pytest
from browser_support import LESSONS, Visit, broken_rules, lay_out
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LESSON = f"notebooks/{LESSONS[1]}.html"
PHONE = {"viewport": {"width": 320, "height": 700}, "has_touch": True, "is_mobile": True}


def bubble(page: Page):
    return page.locator(".term-bubble")


def a_word(page: Page):
    word = page.locator("a.term").nth(3)
    word.scroll_into_view_if_needed()
    return word


def definition(page: Page, word) -> str:
    return page.locator(f"#{word.get_attribute('aria-describedby')}").text_content()


def no_faults(seen: Visit) -> None:
    assert not seen.errors
    assert not seen.foreign


def test_a_pointer_is_told_and_can_go_into_the_bubble(visit):
    seen = visit(LESSON)
    page = seen.page
    word = a_word(page)
    expect(bubble(page)).to_be_hidden()
    word.hover()
    expect(bubble(page)).to_have_text(definition(page, word))
    at = bubble(page).bounding_box()
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2, steps=8)
    page.wait_for_timeout(600)
    expect(bubble(page)).to_be_visible()
    page.mouse.move(5, 400)
    expect(bubble(page)).to_be_hidden()
    no_faults(seen)


def test_escape_puts_it_away_and_nothing_moves(visit):
    page = visit(LESSON).page
    word = a_word(page)
    word.hover()
    expect(bubble(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(bubble(page)).to_be_hidden()


def test_the_keyboard_is_told_as_long_as_the_word_has_focus(visit):
    page = visit(LESSON).page
    word = a_word(page)
    word.focus()
    expect(bubble(page)).to_have_text(definition(page, word))
    page.wait_for_timeout(800)
    expect(bubble(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(bubble(page)).to_be_hidden()
    expect(word).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(bubble(page)).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"glossary\.html#term-"))


def test_a_first_tap_tells_and_a_second_leads_to_the_glossary(visit):
    seen = visit(LESSON, **PHONE)
    page = seen.page
    word = a_word(page)
    told = definition(page, word)
    word.tap()
    expect(bubble(page)).to_contain_text(told)
    assert "glossary" not in page.url
    box = bubble(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("article.bd-article h1").first.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
    expect(bubble(page)).to_be_hidden()
    word.tap()
    expect(bubble(page)).to_be_visible()
    word.tap()
    page.wait_for_url(re.compile(r"glossary\.html#term-"))
    no_faults(seen)


def test_without_a_script_the_word_is_a_link(visit):
    page = visit(LESSON, java_script_enabled=False).page
    word = page.locator("a.term").first
    assert re.search(r"book/glossary\.html#term-", word.get_attribute("href"))
    assert page.locator(".definitions").is_hidden()


@pytest.mark.sample(3)
@pytest.mark.parametrize("lesson", LESSONS)
def test_code_headings_links_and_quizzes_are_left_alone(visit, lesson):
    page = visit(f"notebooks/{lesson}.html").page
    words = page.locator("a.term").evaluate_all("all => all.map(one => one.getAttribute('aria-describedby'))")
    assert len(words) >= 2
    assert len(words) == len(set(words)), "a term is linked twice"
    assert page.locator(".definitions > p").count() == len(words), "a definition stands twice, or for nothing"
    for apart in (
        "h1, h2, h3, h4, h5, h6",
        "pre, code",
        "form, .quiz",
        "figure",
        "table",
        ".cell_input",
        ".cell_output",
        "a a",
    ):
        assert page.locator(f":is({apart}) a.term").count() == 0, apart


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, scheme):
    page = visit(LESSON, color_scheme=scheme).page
    lay_out(page)
    word = a_word(page)
    word.focus()
    expect(bubble(page)).to_be_visible()
    page.evaluate("document.querySelectorAll('section section ~ section').forEach(one => one.remove())")
    where = {"include": [["article.bd-article"], [".term-bubble"]]}
    assert not broken_rules(page, scheme, where)


def test_every_link_of_a_term_leads_to_its_entry(visit, book):
    glossary = (book / "book" / "glossary.html").read_text(encoding="utf-8")
    for lesson in LESSONS:
        text = (book / "notebooks" / f"{lesson}.html").read_text(encoding="utf-8")
        for anchor in re.findall(r'<a class="term" href="[^"]*#([^"]*)"', text):
            assert f'id="{anchor}"' in glossary
