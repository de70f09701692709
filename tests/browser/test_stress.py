"""A browser under stress: no room, two windows, pages put aside, slow and missing scripts, odd clocks, zoom, size."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from browser_support import LESSONS, lay_out, wait_until
from find_browser import FLAGS, find_browser
from quiz_driver import FORECAST, answer_by_mouse, enter_by_mouse
from quiz_pages import form, full_bank, write_page
from quiz_samples import bank, one_of_each

pytestmark = pytest.mark.browser
BANK = full_bank()
KEY = "coursekit/course/01-sample"
UNKEPT = "This browser keeps no answers: they last until the page is closed."
BRIM = """() => {
    let piece = "x".repeat(1 << 20);
    for (let n = 0; piece; n++) {
        try { localStorage.setItem(`other/${n}`, piece); } catch { piece = piece.slice(piece.length / 2 + 1); }
    }
}"""
"""Fills the room that the browser gives a site, to the last letter, as another page of the same host might."""


def fieldset(page, question):
    return page.locator(f'[data-question-id="{question.id}"]')


def saved(page):
    return json.loads(page.evaluate("key => localStorage.getItem(key) ?? '{}'", KEY)).get("answers", {})


def test_a_full_store_is_said_and_what_was_answered_is_kept_once_there_is_room(open_quiz):
    seen = open_quiz(form(BANK))
    page = seen.page
    page.evaluate(BRIM)
    third, fourth = BANK.questions[2:4]
    answer_by_mouse(fieldset(page, third), third, "false")
    assert page.inner_text(".quiz-note") == UNKEPT
    assert "q3" not in saved(page)
    page.evaluate("() => Object.keys(localStorage).filter(k => k[0] === 'o').forEach(k => localStorage.removeItem(k))")
    answer_by_mouse(fieldset(page, fourth), fourth, "7")
    assert page.inner_text(".quiz-note") == ""
    assert set(saved(page)) == {"q3", "q4"}
    assert not seen.errors


def test_a_private_window_sees_nothing_of_others_and_leaves_nothing(open_quiz, browser):
    third = BANK.questions[2]
    ordinary = open_quiz(form(BANK)).page
    answer_by_mouse(fieldset(ordinary, third), third, "false")
    private = open_quiz(form(BANK)).page  # a context of its own, which is what a private window is
    assert private.inner_text("output.quiz-score").startswith("Score: 0 of")
    answer_by_mouse(fieldset(private, third), third, "true")
    private.context.close()
    ordinary.reload()
    assert fieldset(ordinary, third).get_attribute("data-result") == "right"


def test_two_tabs_that_answer_at_once_lose_nothing(open_quiz):
    sample = bank(*[{"type": "true_false", "answer": False}] * 24)
    one = open_quiz(form(sample)).page
    other = open_quiz(form(sample), context=one.context).page
    press = """ids => ids.forEach(id => {
        const fieldset = document.querySelector(`[data-question-id="${id}"]`);
        fieldset.querySelector("input[value=false]").click();
        fieldset.querySelector("[data-action=check]").click();
    })"""
    ids = [question.id for question in sample.questions]
    for start in range(0, 24, 4):
        one.evaluate(press, ids[start : start + 2])
        other.evaluate(press, ids[start + 2 : start + 4])
    for page in (one, other):
        wait_until(page, "() => document.querySelectorAll('[data-result=right]').length === 24")
    assert set(saved(one)) == set(ids)


def test_a_page_that_was_put_aside_shows_what_has_been_answered_or_erased_since(tmp_path):
    """In a browser of its own: Playwright switches the back/forward cache off."""
    write_page(tmp_path, form(BANK))
    write_page(tmp_path, form(BANK), name="other.html")
    code = f"""
import functools, threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from playwright.sync_api import sync_playwright

SimpleHTTPRequestHandler.log_message = lambda *_: None
server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(SimpleHTTPRequestHandler, directory={str(tmp_path)!r}))
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{{server.server_port}}"

def answer(page):
    page.check('[data-question-id="q3"] input[value=false]')
    page.check('[data-question-id="q3"] .quiz-confidence input >> nth=0')
    page.click('[data-question-id="q3"] [data-action=check]')

with sync_playwright() as p:
    browser = p.chromium.launch(
        executable_path={find_browser()!r}, args={FLAGS!r}, ignore_default_args=["--disable-back-forward-cache"]
    )
    page = browser.new_page()
    page.goto(address + "/index.html")
    page.evaluate("window.mark = 1")
    page.goto(address + "/other.html")
    answer(page)
    page.evaluate("history.back()")
    page.wait_for_url("**/index.html", wait_until="commit")
    page.wait_for_timeout(150)
    print("put aside:", page.evaluate("window.mark ?? 0"), page.inner_text("output.quiz-score"))
    page.evaluate("history.forward()")
    page.wait_for_url("**/other.html", wait_until="commit")
    page.evaluate("localStorage.clear()")
    page.evaluate("history.back()")
    page.wait_for_url("**/index.html", wait_until="commit")
    page.wait_for_timeout(150)
    print("put aside:", page.evaluate("window.mark ?? 0"), page.inner_text("output.quiz-score"))
    browser.close()
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert said.stdout.splitlines() == [
        "put aside: 1 Score: 1 of 12 points, 11 questions to answer.",
        "put aside: 1 Score: 0 of 12 points, 12 questions to answer.",
    ], said.stdout + said.stderr[-2000:]


def test_what_is_entered_before_a_slow_script_comes_is_kept(browser, tmp_path, serve):
    write_page(tmp_path, form(BANK))
    with browser.new_context() as context:
        page = context.new_page()
        held = []
        page.route("**/quiz.js", lambda route: held.append(route))
        page.goto(f"{serve}/index.html", wait_until="commit")
        page.check('[name="q1"][value="b"]')
        page.fill('[name="q4"]', "7")
        assert page.locator('[data-action="check"]:visible').count() == 0, "no button that does nothing yet"
        held[0].continue_()
        page.wait_for_selector("[data-quiz-ready]")
        assert page.is_checked('[name="q1"][value="b"]')
        assert page.input_value('[name="q4"]') == "7"
        assert {"q1", "q4"} == set(saved(page))


def test_what_is_kept_goes_before_what_is_entered_early(browser, tmp_path, serve):
    write_page(tmp_path, form(BANK))
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{serve}/index.html")
        enter_by_mouse(fieldset(page, BANK.questions[3]), BANK.questions[3], "7")
        held = []
        page.route("**/quiz.js", lambda route: held.append(route))
        page.goto(f"{serve}/index.html?again", wait_until="commit")
        page.fill('[name="q4"]', "9")
        held[0].continue_()
        page.wait_for_selector("[data-quiz-ready]")
        assert page.input_value('[name="q4"]') == "7"


@pytest.mark.parametrize("blocked", ["book.js", "charts.js"])
def test_one_script_that_does_not_come_takes_nothing_else_with_it(browser, book, blocked):
    with browser.new_context() as context:
        page = context.new_page()
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        stopped = []
        page.route(f"**/{blocked}*", lambda route: (stopped.append(route.request.url), route.abort()))
        page.goto((book / "notebooks" / f"{LESSONS[0]}.html").as_uri())
        page.wait_for_selector("div.quiz[data-quiz-ready]", state="attached")
        assert page.locator(".bd-article h1").first.is_visible()
        assert page.locator("figure.chart svg").first.count() == 1
        assert stopped
        assert not errors


def test_a_clock_that_jumps_changes_no_answer_and_opens_no_seal(open_quiz):
    sample = bank(one_of_each()[2], one_of_each()[10], name="01-sample")
    seen = open_quiz(form(sample))
    page = seen.page
    page.clock.set_fixed_time("2031-05-06T23:30:00-08:00")
    answer_by_mouse(fieldset(page, sample.questions[1]), sample.questions[1], FORECAST)
    said = fieldset(page, sample.questions[1]).locator(".quiz-result").inner_text()
    assert said == "Sealed on 2031-05-07: 70 percent."
    page.clock.set_fixed_time("1969-12-31T00:00:00Z")
    page.reload()
    assert fieldset(page, sample.questions[1]).locator(".quiz-result").inner_text() == said
    assert fieldset(page, sample.questions[1]).locator("input:enabled").count() == 0
    answer_by_mouse(fieldset(page, sample.questions[0]), sample.questions[0], "false")
    page.clock.set_fixed_time("+012026-01-01T00:00:00Z")
    page.reload()
    assert page.locator("[data-result]").count() == 2
    assert not seen.errors


def test_at_four_times_the_size_nothing_is_cut_off_or_covered(browser, book):
    """A window of 1280 by 1024 at 400 percent has room for 320 by 256."""
    with browser.new_context(viewport={"width": 320, "height": 256}) as context:
        page = context.new_page()
        page.goto((book / "notebooks" / f"{LESSONS[0]}.html").as_uri())
        page.wait_for_selector("div.quiz[data-quiz-ready]", state="attached")
        lay_out(page)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
        page.locator("div.quiz input").first.focus()
        covered = []
        for _ in range(25):
            page.keyboard.press("Tab")
            covered += page.evaluate("""() => {
                const { left, top, width, height } = document.activeElement.getBoundingClientRect();
                const x = left + Math.min(width, 300) / 2, y = Math.max(top, 0) + Math.min(height, 40) / 2;
                const hit = document.elementFromPoint(x, y);
                const label = document.activeElement.closest("label");
                const own = hit && (document.activeElement.contains(hit) || label?.contains(hit));
                const told = [document.activeElement, hit].map(one => one?.outerHTML.slice(0, 100));
                return own ? [] : [told.join(" under ")];
            }""")
        assert not covered


def test_on_a_page_that_reads_from_right_to_left_all_is_mirrored_and_nothing_sticks_out(open_quiz):
    turn = "document.addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl'; });"
    seen = open_quiz(form(BANK), before=turn, viewport={"width": 320, "height": 700})
    page = seen.page
    page.evaluate("() => { document.documentElement.lang = 'fa'; }")
    for question in BANK.questions[:5]:
        fieldset(page, question).scroll_into_view_if_needed()
    third = BANK.questions[2]
    answer_by_mouse(fieldset(page, third), third, "false")
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    sides = fieldset(page, third).evaluate(
        "f => ['borderRightWidth', 'borderLeftWidth'].map(name => parseFloat(getComputedStyle(f)[name]))"
    )
    assert sides[0] > sides[1], "the mark of the result stands where lines begin"
    box, text = (page.locator(f'[data-question-id="q1"] {part}').first.bounding_box() for part in ("input", "label"))
    assert box["x"] > text["x"] + text["width"] / 2
    stuck = page.evaluate("""() => [...document.querySelectorAll("div.quiz *")].filter(e => {
        const { left, right } = e.getBoundingClientRect();
        return e.checkVisibility() && (left < -1 || right > 321);
    }).map(e => e.outerHTML.slice(0, 80))""")
    assert not stuck
    assert not seen.errors


@pytest.mark.long
def test_a_thousand_questions_are_answered_kept_and_brought_back(open_quiz):
    sample = bank(*[{"type": "true_false", "answer": False}] * 1000)
    seen = open_quiz(form(sample))
    page = seen.page
    page.wait_for_selector("[data-quiz-ready]", state="attached")
    took = page.evaluate("""() => {
        const began = performance.now();
        for (const fieldset of [...document.querySelectorAll("fieldset[data-question-id]")].slice(0, 20)) {
            fieldset.querySelector("input[value=false]").click();
            fieldset.querySelector("[data-action=check]").click();
        }
        return (performance.now() - began) / 20;
    }""")
    answers = saved(page)
    assert len(answers) == 20
    assert took < 250, f"{took:.0f} ms for one answer"
    hashes = {question.id: question.fingerprint for question in sample.questions}
    every = {name: {**answers["q1"], "hash": mark} for name, mark in hashes.items()}
    page.evaluate(
        "([key, text]) => localStorage.setItem(key, text)",
        [KEY, json.dumps({"version": 1, "seed": 1, "answers": every})],
    )
    page.reload()
    page.wait_for_selector("[data-quiz-ready]", state="attached")
    assert page.inner_text("output.quiz-score") == "Score: 1000 of 1000 points."
    assert not seen.errors
