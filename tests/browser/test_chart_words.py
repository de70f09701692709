"""The words of a chart stay inside it, whatever font a reader's machine has: drawn and live, wide and on a phone."""

from __future__ import annotations

import pytest
from browser_support import LESSONS, lay_out, wait_until
from test_looks import contrast

pytestmark = pytest.mark.browser

WIDE = "DejaVu Sans"  # a sixth wider than the font that drawings are measured with
DRESS = """family => document.querySelectorAll("figure.chart svg, figure.chart svg :is(text, tspan)")
    .forEach(one => (one.style.fontFamily = family))"""
FREE = "document.querySelectorAll('[textLength]').forEach(one => one.removeAttribute('textLength'))"
OUTSIDE = """() => [...document.querySelectorAll("figure.chart svg")].flatMap(svg => {
    if (!svg.checkVisibility()) return [];
    const edge = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("text")].filter(text => text.textContent.trim()).filter(text => {
        const box = text.getBoundingClientRect();
        return box.left < edge.left - 1 || box.right > edge.right + 1
            || box.top < edge.top - 2 || box.bottom > edge.bottom + 3;
    }).map(text => `${svg.closest("figure").id}: ${text.textContent}`);
})"""
LENGTHS = """() => [...document.querySelectorAll("figure.chart svg [textLength]")].map(one => {
    const told = Number(one.getAttribute("textLength"));
    one.removeAttribute("textLength");
    return [one.textContent, told, one.getComputedTextLength()];
})"""

EDGES = """() => {
    const hex = colour => "#" + colour.match(/\\d+/g).map(part => Number(part).toString(16).padStart(2, "0")).join("");
    return [...document.querySelectorAll("figure.chart svg text")]
        .map(text => [text.closest("figure").id + ": " + text.textContent, getComputedStyle(text)])
        .filter(([, style]) => style.stroke !== "none")
        .map(([name, style]) => [name, hex(style.fill), hex(style.stroke)]);
}"""


@pytest.mark.sample(4)
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("lesson", LESSONS)
def test_no_word_leaves_a_drawing_in_a_wide_font(visit, lesson, width):
    page = visit(f"notebooks/{lesson}.html", viewport={"width": width, "height": 800}).page
    lay_out(page)
    assert page.locator("figure.chart").count()
    page.evaluate(DRESS, WIDE)
    outside = page.evaluate(OUTSIDE)
    assert not outside


def test_without_their_lengths_words_would_leave(visit):
    page = visit(f"notebooks/{LESSONS[3]}.html", viewport={"width": 320, "height": 800}).page
    lay_out(page)
    page.evaluate(DRESS, WIDE)
    page.evaluate(FREE)
    outside = page.evaluate(OUTSIDE)
    assert outside, "the font is not wider, or not there: the test before proves nothing"


def test_a_live_chart_keeps_its_words_too(visit):
    page = visit(f"notebooks/{LESSONS[3]}.html", viewport={"width": 320, "height": 800}).page
    lay_out(page)
    figure = page.locator("figure.chart").first
    figure.locator(".chart-explore").click()
    figure.locator(".chart-live svg").first.wait_for(state="attached")
    wait_until(page, "document.querySelector('figure.chart').dataset.state === 'live'")
    page.evaluate(DRESS, WIDE)
    assert figure.locator(".chart-live svg text").count() > 10
    outside = page.evaluate(OUTSIDE)
    assert not outside


@pytest.mark.sample(3)
@pytest.mark.parametrize("lesson", LESSONS)
def test_in_the_font_they_were_measured_with_words_are_as_long_as_they_would_be(visit, lesson):
    page = visit(f"notebooks/{lesson}.html").page
    lay_out(page)
    page.evaluate(DRESS, "Liberation Sans, Arial")
    for word, told, natural in page.evaluate(LENGTHS):
        assert abs(told - natural) <= 1 + 0.03 * natural or not natural, word


@pytest.mark.sample(4)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lesson", LESSONS)
def test_no_word_is_lost_in_its_own_edge(visit, lesson, scheme):
    page = visit(f"notebooks/{lesson}.html", color_scheme=scheme).page
    found = page.evaluate(EDGES)
    assert found
    assert not [name for name, ink, edge in found if contrast(ink, edge) < 4.5]
