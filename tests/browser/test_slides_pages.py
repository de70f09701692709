"""Decks opened from a folder without a network: everything fits, questions are answered, notes follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_support import LESSONS, ROOT, Visit, wait_until
from playwright.sync_api import Browser, BrowserContext

from coursekit.slides.build import FOLDER, TEACH

pytestmark = pytest.mark.browser

DECK = "04-moscow-format.html"

GO = """(number) => {
  const slide = document.getElementById(`slide-${number}`), { h, v } = Reveal.getIndices(slide);
  Reveal.slide(h, v, 99);
}"""

OVERFLOWS = """() => [...document.querySelectorAll("section.slide")].flatMap((slide) => {
  const { h, v } = Reveal.getIndices(slide);
  Reveal.slide(h, v, 99); // every step of it shown
  const box = slide.querySelector(":scope > div.quiz") ?? slide;
  const frame = slide.getBoundingClientRect();
  const outside = [...slide.querySelectorAll("*")].some((one) => {
    const { left, right, top, bottom, width, height } = one.getBoundingClientRect();
    const hidden = !width || !height || getComputedStyle(one).clipPath !== "none" || one.closest("svg *");
    const beside = left < frame.left - 2 || right > frame.right + 2;
    return !hidden && (beside || top < frame.top - 2 || bottom > frame.bottom + 2);
  });
  const size = Math.min(...[...slide.querySelectorAll("p, li, td, legend, .quiz-option, .quiz-item")]
    .filter((one) => one.offsetParent).map((one) => parseFloat(getComputedStyle(one).fontSize)));
  const over = [box, slide].some((one) => one.scrollWidth > one.clientWidth + 1)
    || box.scrollHeight > box.clientHeight + 1 || outside;
  const title = slide.querySelector("h1, h2").textContent;
  return over || size < 13 ? [`${slide.id}: ${title} (letters of ${size} pixels)`] : [];
})"""


@pytest.fixture
def open_deck(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open a page of the slides by ``file://`` with the network cut."""
    contexts: list[BrowserContext] = []

    def open_page(page: str, folder: str = FOLDER, **options) -> Visit:
        path: Path = ROOT / "_build" / folder / page
        assert path.is_file(), f"no {page} in _build/{folder}: run `make slides` first"
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 720}, **options})
        context.set_offline(True)
        contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.goto(path.as_uri())
        return seen

    yield open_page
    for context in contexts:
        context.close()


def show(seen: Visit, selector: str) -> int:
    """Go to the slide that holds an element; return its number."""
    number = seen.page.evaluate("(s) => Number(document.querySelector(s).closest('.slide').id.slice(6))", selector)
    seen.page.evaluate(GO, number)
    return number


@pytest.mark.sample(2)
@pytest.mark.parametrize("lesson", LESSONS)
def test_every_slide_of_every_deck_fits_and_nothing_is_amiss(open_deck, lesson):
    seen = open_deck(f"{lesson}.html")
    wait_until(seen.page, "Reveal.isReady()")
    assert seen.page.evaluate(OVERFLOWS) == []
    assert seen.errors == [] and seen.foreign == []


def test_a_question_is_answered_by_keyboard_and_the_keys_are_its_own(open_deck):
    seen = open_deck(DECK)
    page = seen.page
    question = "fieldset[data-question-type='judgement']"
    number = show(seen, question)
    here = "Number(Reveal.getCurrentSlide().id.slice(6))"
    page.locator(f"#slide-{number} input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")  # the next option, not the next slide
    page.keyboard.press("ArrowRight")
    assert page.evaluate(here) == number
    assert page.locator(f"#slide-{number} .quiz-controls input:checked").count() == 1
    page.locator(f"#slide-{number} .quiz-confidence input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the button, not the next slide
    wait_until(page, f"document.querySelector('#slide-{number} .quiz-result')")
    assert page.evaluate(here) == number
    page.keyboard.press("PageDown")  # a presenter's button turns slides wherever the focus is
    assert page.evaluate(here) == number + 1
    page.locator(f"#slide-{number + 1} input[type=radio]").first.focus()
    page.keyboard.press("PageDown")
    assert page.evaluate(here) == number + 2
    page.reload()
    assert page.locator(".quiz-result").count() == 0, "answers of a class are not kept"
    assert seen.errors == []


def test_a_verdict_is_folded_until_the_next_step(open_deck):
    seen = open_deck(DECK)
    page = seen.page
    number = show(seen, "details.fold")
    page.evaluate("Reveal.prev()")
    fold = page.locator(f"#slide-{number} details.fold")
    assert page.locator(f"#slide-{number}").is_visible() and fold.get_attribute("open") is None
    page.keyboard.press("Space")
    assert fold.get_attribute("open") is not None
    wait_until(page, f"document.querySelector('#slide-{number} li').offsetHeight > 0")


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_a_chart_is_drawn_and_comes_alive_in_its_place(open_deck, size):
    seen = open_deck(DECK, viewport={"width": size[0], "height": size[1]})
    page = seen.page
    number = show(seen, "figure.chart")
    drawing = page.locator(f"#slide-{number} .chart-wide")
    before = drawing.bounding_box()
    assert before["height"] > 250 and drawing.locator("svg").first.get_attribute("aria-label")
    page.locator(f"#slide-{number} .chart-explore").click()
    wait_until(page, f"document.querySelector('#slide-{number} figure').dataset.state === 'live'")
    page.keyboard.press("ArrowRight")  # the slider's key
    assert page.evaluate("Number(Reveal.getCurrentSlide().id.slice(6))") == number
    ring = page.locator(f"#slide-{number} .chart-wide .chart-ring").bounding_box()
    after = drawing.bounding_box()
    assert after == pytest.approx(before, abs=1)
    assert (
        after["x"] <= ring["x"] <= after["x"] + after["width"]
        and after["y"] <= ring["y"] <= after["y"] + after["height"]
    )
    assert seen.errors == [] and seen.foreign == []


def test_controls_stand_with_the_chart_they_move(open_deck):
    seen = open_deck("09-interests-and-bargaining.html")
    number = show(seen, "figure.chart[data-inputs]")
    assert seen.page.locator(f"#slide-{number} input.model-input").first.is_visible()


def test_notes_follow_the_slides_and_turn_them(open_deck):
    assert "data-notes" not in (ROOT / "_build" / FOLDER / DECK).read_text(encoding="utf-8")
    seen = open_deck(DECK, TEACH)
    page = seen.page
    wait_until(page, "Reveal.isReady()")
    with page.context.expect_page() as opened:
        page.keyboard.press("s")
    notes = opened.value
    notes.wait_for_load_state()
    wait_until(notes, "document.querySelector('[aria-current]')?.id === 'note-1'")
    assert notes.locator("#note-1 .guide").is_visible()
    notes.keyboard.press("ArrowRight")
    wait_until(notes, "document.querySelector('[aria-current]')?.id === 'note-2'")
    assert page.evaluate("Reveal.getCurrentSlide().id") == "slide-2"
    assert page.locator(".guide").count() == 0, "what is projected holds no notes"
    assert seen.errors == []


def test_on_a_phone_a_deck_is_a_page_to_read(open_deck):
    seen = open_deck(DECK, viewport={"width": 360, "height": 740})
    page = seen.page
    wait_until(
        page, "document.querySelector('div.quiz')?.dataset.quizReady ?? document.querySelector('[data-quiz-ready]')"
    )
    assert page.locator(".reveal").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.slide p')).fontSize)") >= 16
    assert page.locator("details.fold[open]").count() == 0
    assert page.locator("#slide-20").is_visible()


def test_printed_there_is_a_page_for_each_slide(open_deck):
    seen = open_deck(DECK)
    page = seen.page
    wait_until(page, "Reveal.isReady()")
    pdf = page.pdf(prefer_css_page_size=True)
    slides = page.locator("section.slide").count()
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type /Page/") == slides
    wait_until(page, "document.querySelector('.deck.reveal')")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    cut = "[...document.querySelectorAll('section.slide')].filter((one) => one.scrollHeight > 721).map((one) => one.id)"
    assert page.evaluate(cut) == []
    assert seen.errors == []


@pytest.mark.parametrize(
    ("page", "folder"), [(DECK, FOLDER), ("index.html", TEACH), ("04-moscow-format-notes.html", TEACH)]
)
def test_the_pages_are_accessible(open_deck, page, folder):
    seen = open_deck(page, folder)
    if page == DECK:
        show(seen, "div.quiz")
    found = Axe().run(seen.page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
