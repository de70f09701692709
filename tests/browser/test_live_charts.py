"""Charts on the built pages: drawings that every reader has, and that come alive for those who ask."""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_support import BOOK, LESSONS, ROOT, Visit, unfold, wait_until
from playwright.sync_api import Locator, Page

from coursekit.sphinxext.assets import COMMON

pytestmark = pytest.mark.browser
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
BOXES = """figure => [...figure.querySelectorAll("figcaption, summary, .chart-drawing, .chart-more")]
    .filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect())
    .flatMap(r => [r.x + scrollX, r.y + scrollY, r.width, r.height])"""
WORDS = """figure => {
    const read = (svg) => [...svg.querySelectorAll("text")].filter(t => t.textContent.trim())
        .map(t => [t.textContent, t.getBoundingClientRect()]);
    const drawing = [...figure.querySelectorAll(".chart-drawing")].find(d => d.offsetParent);
    const live = read(drawing.querySelector(".chart-live svg"));
    return read(drawing.querySelector(":scope > svg")).map(([text, box], at) => {
        const [other, there] = live[at] ?? ["", box];
        return [text, other, Math.abs(box.x - there.x), Math.abs(box.y - there.y)];
    });
}"""


@pytest.fixture
def serve() -> Iterator:
    """Serve a folder, with a policy; returns its address and what was asked for."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path, policy: str = "") -> tuple[str, list[str]]:
        asked: list[str] = []

        class Handler(SimpleHTTPRequestHandler):
            def end_headers(self):
                if policy:
                    self.send_header("Content-Security-Policy", policy)
                super().end_headers()

            def log_message(self, *_):
                asked.append(self.path)

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=folder)))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}", asked

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def bare_page(book: Path, folder: Path, lesson: str = LESSONS[-1]) -> str:
    """Write the charts of a lesson on a page of their own, with nothing of the theme; return its name."""
    html = (book / "notebooks" / f"{lesson}.html").read_text(encoding="utf-8")
    figures = re.findall(r'<figure class="chart".*?</figure>', html, re.DOTALL)
    assert len(figures) > 1
    for path in [*(book / "notebooks").glob(f"{lesson}-*"), *(book / "_static").glob("*.*")]:
        if path.name in {"charts.js", "vega.js"} or path.parent.name == "notebooks":
            (folder / path.name).write_bytes(path.read_bytes())
    styles = (ROOT / "coursekit" / "static" / name for name in COMMON)
    (folder / "course.css").write_text("".join(one.read_text("utf-8") for one in styles), encoding="utf-8")
    (folder / "favicon.ico").write_bytes(b"")
    head = (
        '<meta charset="utf-8"><title>Charts</title><link rel="stylesheet" href="course.css">'
        '<script src="charts.js" defer></script>'
    )
    body = f"<main><h1>Charts</h1>{''.join(figures)}</main>"
    page = f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
    (folder / "page.html").write_text(page, encoding="utf-8")
    return "page.html"


def explore(figure: Locator) -> None:
    figure.locator(".chart-explore").click()
    figure.page.wait_for_selector(f"#{figure.get_attribute('id')}[data-state=live]")


def note_requests(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def vega_of(asked: list[str]) -> list[str]:
    return [url for url in asked if "vega" in url]


@pytest.mark.sample(3)
@pytest.mark.parametrize("lesson", LESSONS)
def test_charts_come_alive_in_place_without_a_network(visit, lesson):
    seen = visit(f"notebooks/{lesson}.html")
    asked = note_requests(seen.page)
    seen.page.reload()
    unfold(seen.page)
    for figure in seen.page.locator("figure.chart").all():
        figure.scroll_into_view_if_needed()
    assert not [url for url in asked if "vega" in url or f"{lesson}-" in url], "loaded unasked"
    for figure in seen.page.locator("figure.chart").all():
        before = figure.evaluate(BOXES)
        explore(figure)
        after = figure.evaluate(BOXES)
        assert all(abs(one - two) < 1 for one, two in zip(before, after, strict=True))
        words = figure.evaluate(WORDS)
        assert len(words) > 5
        assert [(old, x, y) for old, new, x, y in words if old != new or x > 3 or y > 3] == []
    assert len(vega_of(asked)) == 1
    assert seen.errors == []
    assert seen.foreign == []


def test_a_strict_policy_holds_and_vega_is_asked_for_once(browser, book, serve, tmp_path):
    address, asked = serve(tmp_path, STRICT)
    page_name = bare_page(book, tmp_path)
    seen = Visit(browser.new_page(viewport={"width": 1000, "height": 900}))
    note = "addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective + e.sourceFile))"
    seen.page.add_init_script(f"window.broken = []; {note}")
    seen.page.goto(f"{address}/{page_name}")
    assert not vega_of(asked)
    first, second = seen.page.locator("figure.chart").all()[:2]
    for figure in (first, second):
        explore(figure)
        figure.locator(".chart-points input").press("ArrowRight")
        assert figure.locator(".chart-tip").is_visible()
    assert len(vega_of(asked)) == 1
    assert seen.page.evaluate("broken") == []
    assert seen.errors == []
    seen.page.close()


def test_the_keyboard_alone_goes_through_the_points(visit):
    page = visit(f"notebooks/{LESSONS[0]}.html").page
    figure = page.locator("figure.chart").first
    figure.locator("summary").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "chart-explore"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    slider = figure.locator(".chart-points input")
    slider.wait_for()
    wait_until(page, "document.activeElement.type === 'range'")
    heard = []
    for key in ("ArrowRight", "ArrowRight", "End"):
        page.keyboard.press(key)
        heard.append(slider.get_attribute("aria-valuetext"))
        told = heard[-1].split(". ", 1)[1]
        assert figure.locator(".chart-tip:visible").inner_text().replace("\n", ", ") == told
    assert len(set(heard)) == 3
    rows = figure.locator("table").first.locator("tbody tr")
    assert heard[-1].startswith(f"{rows.count()} of {rows.count()}. "), "a point for each row"
    page.keyboard.press("Escape")
    assert figure.locator(".chart-tip").count() == 0
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    assert figure.locator(".chart-tip").count() == 0


def test_a_mouse_that_rests_makes_it_live_and_one_that_passes_does_not(visit):
    page = visit(f"notebooks/{LESSONS[-1]}.html").page
    asked = note_requests(page)
    figure = page.locator("figure.chart").first
    drawing = figure.locator(".chart-drawing:visible")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.move(box["x"] + 60, box["y"] - 60)
    page.wait_for_timeout(600)
    assert not vega_of(asked)
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.wait_for_selector("figure.chart[data-state=live]")
    mark = drawing.locator(".chart-live .mark-symbol.role-mark path").first.bounding_box()
    page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    assert ": " in figure.locator(".chart-tip").inner_text()
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    assert figure.locator(".chart-tip").count() == 0


@pytest.mark.long  # a browser without a window makes no moves of a mouse from a tap
def test_a_tap_makes_it_live_and_tells_a_point(visit):
    page = visit(f"notebooks/{LESSONS[-1]}.html", viewport={"width": 375, "height": 800}, has_touch=True).page
    figure = page.locator("figure.chart").first
    drawing = figure.locator(".chart-drawing:visible")
    drawing.tap()
    page.wait_for_selector("figure.chart[data-state=live]")
    mark = drawing.locator(".chart-live .mark-symbol.role-mark path").first.bounding_box()
    page.touchscreen.tap(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    page.wait_for_timeout(100)
    assert ":" in figure.locator(".chart-tip").inner_text()


def test_what_cannot_be_loaded_is_said_and_can_be_asked_for_again(browser, book, serve):
    address, _ = serve(book)
    page = browser.new_page()
    page.route("**/vega.js*", lambda route: route.abort())
    page.goto(f"{address}/notebooks/{LESSONS[0]}.html")
    figure = page.locator("figure.chart").first
    figure.locator(".chart-explore").click()
    figure.get_by_role("status").get_by_text("could not be loaded").wait_for()
    assert figure.locator(".chart-drawing:visible > svg").evaluate("e => getComputedStyle(e).opacity") == "1"
    page.unroute("**/vega.js*")
    explore(figure)
    assert not figure.locator(".chart-status").is_visible()
    page.close()


def test_paper_shows_the_drawing(visit):
    page = visit(f"notebooks/{LESSONS[0]}.html").page
    figure = page.locator("figure.chart").first
    explore(figure)
    drawing = figure.locator(".chart-drawing:visible")
    opacity = "e => getComputedStyle(e).opacity"
    assert (drawing.locator("> svg").evaluate(opacity), drawing.locator(".chart-live").is_visible()) == ("0", True)
    page.emulate_media(media="print")
    assert (drawing.locator("> svg").evaluate(opacity), drawing.locator(".chart-live").is_visible()) == ("1", False)
    assert not figure.locator(".chart-points").is_visible()


@pytest.mark.sample(3)
@pytest.mark.parametrize("lesson", LESSONS)
def test_without_scripts_there_are_drawing_table_and_csv(visit, book, lesson):
    page = visit(f"notebooks/{lesson}.html", java_script_enabled=False).page
    unfold(page)
    for figure in page.locator("figure.chart").all():
        assert figure.locator("svg:visible").count() == 1
        assert figure.locator("button:visible, input:visible").count() == 0, "a dead control"
        figure.locator("summary").click()
        assert figure.locator("table").count() == figure.locator("a[download]").count() > 0
        for table, link in zip(figure.locator("table").all(), figure.locator("a[download]").all(), strict=True):
            sheet = (book / "notebooks" / link.get_attribute("href")).read_text(encoding="utf-8-sig")
            assert len(sheet.splitlines()) == 1 + table.locator("tbody tr").count()


@pytest.mark.sample(6)
@pytest.mark.parametrize("width", [320, 375, 768])
@pytest.mark.parametrize("lesson", LESSONS)
def test_drawings_fit_and_their_words_can_be_read(visit, lesson, width):
    page = visit(f"notebooks/{lesson}.html", viewport={"width": width, "height": 800}).page
    unfold(page)
    for figure in page.locator("figure.chart").all():
        drawings = figure.get_by_role("img")
        assert drawings.count() == 1, "one drawing, for listeners too"
        assert drawings.bounding_box()["x"] + drawings.bounding_box()["width"] <= width
        scale = drawings.evaluate("e => e.getBoundingClientRect().width / e.viewBox.baseVal.width")
        assert 12 * scale >= 10, f"{figure.get_attribute('id')}: letters of {12 * scale:.1f} px"
        assert figure.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_live_charts_have_the_colours_of_their_drawings_on_any_ground(visit):
    page = visit(f"notebooks/{LESSONS[0]}.html", color_scheme="dark").page
    figure = page.locator("figure.chart").first
    explore(figure)
    colours = """f => [...f.querySelectorAll(".chart-wide svg")].map(svg =>
        [...svg.querySelectorAll("text, path[fill], line[stroke]")].map(e => getComputedStyle(e))
        .map(s => s.fill + s.stroke)).map(list => [...new Set(list)].sort())"""
    still, live = figure.evaluate(colours)
    assert "rgb(206, 214, 221)" in "".join(still)
    assert "rgb(74, 79, 87)" not in "".join(live)
    assert set(still) <= set(live) | {"rgb(0, 0, 0)none"}


def test_no_rule_of_accessibility_is_broken(browser, book, tmp_path):
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.goto((tmp_path / bare_page(book, tmp_path)).as_uri())
    for live in (False, True):
        if live:
            for figure in page.locator("figure.chart").all():
                explore(figure)
                figure.locator(".chart-points input").press("ArrowRight")
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()
    page.close()


@pytest.mark.parametrize("lesson", LESSONS)
def test_two_drawings_are_light(book, lesson):
    html = (book / "notebooks" / f"{lesson}.html").read_text(encoding="utf-8")
    for name, figure in re.findall(r'<figure class="chart" id="([^"]+)"(.*?)<figcaption>', html, re.DOTALL):
        size = len(gzip.compress(figure.encode(), mtime=0))
        assert size < 5000, f"{name}: {size} bytes"  # the largest is a grid of more than a hundred marks


BOUND = [lesson for lesson in LESSONS if "data-inputs=" in (BOOK / "notebooks" / f"{lesson}.html").read_text("utf-8")]


def test_some_chart_is_moved_by_controls_of_its_page():
    assert BOUND


@pytest.mark.parametrize("lesson", BOUND)
def test_a_control_moves_its_chart_without_another_button(visit, lesson):
    seen = visit(f"notebooks/{lesson}.html")
    figure = seen.page.locator("figure.chart[data-inputs]").first
    control = seen.page.locator(figure.get_attribute("data-inputs").split(", ")[0])
    look = "figure => [...figure.querySelectorAll('.chart-live svg path')].map(path => path.getAttribute('d')).join()"
    control.focus()
    seen.page.wait_for_selector("figure.chart[data-inputs][data-state=live]")
    before = figure.evaluate(look)
    for _ in range(3):
        seen.page.keyboard.press("ArrowRight")
    assert figure.evaluate(look) != before
    assert not seen.errors
