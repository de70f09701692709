"""How pages look, as far as it can be measured: lines, tables on a phone, the head of a lesson, callouts, paper."""

from __future__ import annotations

import pytest
from browser_support import BOOK, LESSONS, lay_out

pytestmark = pytest.mark.browser

LESSON = f"notebooks/{LESSONS[3]}.html"
PAGES = [LESSON, "book/index.html", "book/tables/claims.html", "book/explore/network.html", "book/explore/map.html"]
LINES = """() => [...document.querySelectorAll(".bd-article section > p")].flatMap(p => {
    const range = document.createRange();
    range.selectNodeContents(p);
    const lines = new Set([...range.getClientRects()].map(box => Math.round(box.bottom / 12)));
    const height = p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight);
    return lines.size > 3 ? [p.textContent.length / height] : [];
})"""
BROAD = """() => [...document.querySelectorAll(".bd-article *")].filter(one => one.checkVisibility()
    && one.getBoundingClientRect().right > innerWidth + 1
    && !one.closest(".table-scroll, .pst-scrollable-table-container, .output, .cell_output, pre, .chart-scroll, svg"))
    .map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("page", [LESSON, "book/index.html", "book/method.html"])
def test_lines_are_as_long_as_one_reads_easily(visit, page):
    page = visit(page, viewport={"width": 1440, "height": 900}).page
    lay_out(page)
    lines = page.evaluate(LINES)
    assert len(lines) >= 3
    assert 58 <= sum(lines) / len(lines) <= 76, "last lines are short, so the mean may be a little below 65"


@pytest.mark.parametrize("page", PAGES)
def test_on_a_phone_only_tables_and_code_scroll_sideways_and_do_so_inside_themselves(visit, page):
    page = visit(page, viewport={"width": 320, "height": 800}).page
    lay_out(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    broad = page.evaluate(BROAD)
    assert not broad


@pytest.mark.parametrize("width", [960, 1280])
def test_columns_of_fixed_width_hold_their_words(visit, width):
    for path in sorted((BOOK / "book" / "sources").glob("*.html")):
        page = visit(f"book/sources/{path.name}", viewport={"width": width, "height": 800}).page
        table = page.locator(".source-list table")
        assert table.evaluate("one => getComputedStyle(one).tableLayout") == "fixed"
        cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
        assert not table.locator("th, td").evaluate_all(cut)


BROKEN = """all => all.flatMap((cell) => {
  const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), broken = [];
  while (walk.nextNode()) for (const word of walk.currentNode.data.matchAll(/\\S+/g)) {
    const range = document.createRange();
    range.setStart(walk.currentNode, word.index);
    range.setEnd(walk.currentNode, word.index + word[0].length);
    if (range.getClientRects().length > 1) broken.push(word[0]);
  }
  return broken;
})"""


@pytest.mark.parametrize("width", [320, 375, 600])
def test_no_word_is_broken_in_the_table_of_progress(visit, width):
    page = visit("book/progress.html", viewport={"width": width, "height": 800}).page
    names = page.locator(".progress-quizzes tbody th")
    assert names.count() == len(LESSONS) + 1
    assert not names.evaluate_all(BROKEN)


def test_a_lesson_begins_with_its_part_minutes_question_and_objectives(visit):
    page = visit(LESSON).page
    lay_out(page)
    head = page.locator(".bd-article > section > h1 + p")
    assert "minutes" in head.inner_text()
    assert "sans" in head.evaluate("one => getComputedStyle(one).fontFamily").lower()
    ground = "one => getComputedStyle(one).backgroundColor"
    assert page.locator("#objectives").evaluate(ground) != page.locator("body").evaluate(ground)
    top = page.locator("#objectives").evaluate("one => one.getBoundingClientRect().top + scrollY")
    assert top < 900, "the objectives are not on the first screen"


def test_callouts_say_what_they_are_in_words(visit):
    page = visit("book/explore/map.html").page
    lay_out(page)
    for name in ("source", "method"):
        title = page.locator(f".admonition.{name} > .admonition-title")
        said = title.evaluate("one => getComputedStyle(one, '::before').content")
        assert name.capitalize() in said


def test_figures_are_numbered_in_order():
    for lesson in LESSONS:
        text = (BOOK / "notebooks" / f"{lesson}.html").read_text(encoding="utf-8")
        count = text.count('<figure class="chart"')
        assert count
        places = [text.index(f"<figcaption><b>Figure {number}.</b> ") for number in range(1, count + 1)]
        assert places == sorted(places)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_light_and_shows_addresses(visit, scheme):
    page = visit("book/explore/map.html", color_scheme=scheme).page
    around = page.locator('[class*="bd-header"], [class*="bd-sidebar"], [class*="bd-footer"]').locator("visible=true")
    assert around.count() >= 3
    page.emulate_media(media="print")
    assert not around.count(), "what stands around the text is printed"
    link = page.locator('.bd-article a[href^="https://www.geonames.org"]')
    assert "attr" not in link.evaluate("one => getComputedStyle(one, '::after').content")
    assert "geonames.org" in link.evaluate("one => getComputedStyle(one, '::after').content")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')").strip() == "#fdfcf9"
    for figure in page.locator("figure.chart").all():
        assert figure.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
