"""The page of progress as its reader meets it, and the files of answers that anybody may hand it."""

from __future__ import annotations

import functools
import json
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_support import BOOK, ROOT, Visit, wait_until
from playwright.sync_api import FileChooser
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from coursekit.project import course_name

pytestmark = pytest.mark.browser
COURSE = course_name(ROOT)
TOUR, LESSON = "how-quizzes-work", "04-moscow-format"
PAGE, TRY = "book/progress.html", "book/try-the-questions.html"
NOTE = ".progress-tools > .progress-note"
EARLY, LATE = "2026-01-01T10:00:00.000Z", "2026-02-01T10:00:00.000Z"
KEPT = "() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('coursekit')).sort())"


class Quiet(SimpleHTTPRequestHandler):
    """Serves the book and says nothing."""

    def log_message(self, format, *args):
        pass


@pytest.fixture(scope="module")
def served(book):
    """The address of the book on a web server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(book)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["file", "http"])
def place(request, served):
    """The address of the book: a folder, or a web server."""
    return BOOK.as_uri() if request.param == "file" else served


@pytest.fixture
def open_page(browser):
    """Open a page in a context of its own; `script` runs before those of the page."""
    contexts = []

    def opened(address: str, script: str = "", **options) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1100, "height": 900}, **options})
        contexts.append(context)
        if script:
            context.add_init_script(script)
        seen = Visit(context.new_page())
        seen.page.goto(address)
        return seen

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def seen(open_page, served):
    """The page of progress, from a web server: for files, a fresh browser may forget what was kept at once."""
    return open_page(f"{served}/{PAGE}")


def asked(page) -> dict:
    """Return what the page says is asked: by quiz and id the hash, the points, and whether confidence is asked."""
    rows = page.locator("tr[data-quiz-id]").evaluate_all(
        "rows => rows.map(r => [r.dataset.quizId, r.dataset.questions])"
    )
    return {quiz: {i: (h, p, c) for i, h, p, c in json.loads(listed)} for quiz, listed in rows}


def answer(page, quiz: str, question: str, **fields) -> dict:
    """Return a checked answer to a question as it is asked now."""
    return {
        **{"hash": asked(page)[quiz][question][0], "response": "judge", "checked": True, "tries": 1, "share": 1},
        **{"confidence": None, "hints": 0, "revealed": False, "time": EARLY},
        **fields,
    }


def keep(page, quizzes: dict) -> None:
    """Put answers into the browser, and look at the page anew."""
    page.evaluate(
        """([course, quizzes]) => Object.entries(quizzes).forEach(([quiz, answers]) =>
        CoursekitQuiz.store.open(course, quiz).save(answers, 7))""",
        [COURSE, quizzes],
    )
    arrive(page, page.url)


def arrive(page, address: str) -> None:
    """Load a page, with another open beside it that has seen what this one keeps, until it has been told of it.

    From a file the next page is another process. A fresh browser forgets what is kept for files if, before it has
    opened its store, the last page that uses it ends; and the next page may ask before the store has heard.
    """
    kept = page.evaluate(KEPT)
    witness = page.context.new_page()
    for one, place in ((witness, page.url), (page, address)):
        for _ in range(40):
            one.goto(place)
            if one.evaluate(KEPT) == kept:
                break
        assert one.evaluate(KEPT) == kept
    witness.close()


def choose_by_keyboard(page) -> FileChooser:
    """Press Enter on the field for a file; a busy browser may let the first request for its window pass."""
    for _ in range(4):
        try:
            with page.expect_file_chooser(timeout=8_000) as chooser:
                page.keyboard.press("Enter")
            return chooser.value
        except PlaywrightTimeout:
            continue
    raise AssertionError("Enter opens no window to choose a file")


def document(quizzes: dict, **fields) -> dict:
    """Return a file of answers."""
    whole = {quiz: {"seed": 7, "answers": answers} for quiz, answers in quizzes.items()}
    return {"format": "coursekit-answers", "version": 1, "course": COURSE, "exported": LATE, "quizzes": whole, **fields}


def bring_back(page, content) -> str:
    """Give the page a file and return what it says of it."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    page.locator(NOTE).evaluate("note => (note.textContent = '')")
    page.set_input_files("#progress-import", {"name": "a.json", "mimeType": "application/json", "buffer": body})
    wait_until(page, "selector => document.querySelector(selector).textContent", arg=NOTE)
    return page.locator(NOTE).inner_text()


def cell(page, row: str, name: str) -> str:
    return page.locator(f'{row} [data-show="{name}"]').inner_text()


def tab_to(page, selector: str) -> None:
    """Press Tab until an element has the focus, and see that it shows."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"Tab never reached {selector}")


# A reader without a mouse


def test_answers_are_saved_erased_and_brought_back_by_keyboard_alone(open_page, place):
    seen = open_page(f"{place}/{TRY}")
    page = seen.page
    tab_to(page, '[data-question-id="fold"] .quiz-controls input')
    page.keyboard.press("Space")
    for _ in range(3):  # whatever the order, the right option is among them
        if page.locator('[data-question-id="fold"] input[value="judge"]').is_checked():
            break
        page.keyboard.press("ArrowDown")
    tab_to(page, '[data-question-id="fold"] .quiz-confidence input')
    page.keyboard.press("Space")
    tab_to(page, '[data-question-id="fold"] [data-action="check"]')
    page.keyboard.press("Enter")
    tab_to(page, '[data-question-id="longest"] input')
    page.keyboard.type("70")
    tab_to(page, '[data-question-id="longest"] textarea')
    page.keyboard.type("<b>long</b> words & “much” to say: آتش‌بس")
    tab_to(page, '[data-question-id="longest"] [data-action="check"]')
    page.keyboard.press("Enter")
    arrive(page, f"{place}/{PAGE}")
    kept = page.evaluate(KEPT)
    assert set(kept) == {f"coursekit/{COURSE}/{TOUR}"}
    row = f'tr[data-quiz-id="{TOUR}"]'
    assert cell(page, row, "answered") == "2 of 12"
    assert cell(page, row, "points") == "1 of 17"
    assert cell(page, 'tr[data-forecast="longest"]', "said") == "70"

    tab_to(page, '.progress-tools > p > [data-action="export"]')
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert re.fullmatch(rf"answers-{COURSE}-\d{{4}}-\d\d-\d\d\.json", download.value.suggested_filename)
    assert page.locator(NOTE).inner_text().startswith("2 answers saved as answers-")
    saved = Path(download.value.path()).read_bytes()
    stored = json.loads(next(iter(kept.values())))
    assert json.loads(saved) == {
        **{"format": "coursekit-answers", "version": 1, "course": COURSE, "exported": json.loads(saved)["exported"]},
        "quizzes": {TOUR: {"seed": stored["seed"], "answers": stored["answers"]}},
    }
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    example = json.loads(re.search(r"```json\n(.*?)```", guide, re.DOTALL)[1])
    assert example.keys() == json.loads(saved).keys()
    assert example["quizzes"][TOUR]["answers"]["fold"].keys() == stored["answers"]["fold"].keys()

    tab_to(page, '[data-action="ask"]')
    page.keyboard.press("Enter")
    assert "2 answers" in page.locator("#progress-loss").inner_text()
    assert page.evaluate("document.activeElement.dataset.action") == "close", "the safe choice comes first"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.action") == "ask", "the focus was lost"
    assert page.evaluate(KEPT) == kept, "nothing may be erased by closing"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate(KEPT) == kept, "Enter twice may not erase"
    page.keyboard.press("Enter")
    tab_to(page, 'dialog [data-action="export"]')
    with page.expect_download():
        page.keyboard.press("Enter")
    assert "2 answers saved" in page.locator("dialog .progress-note").inner_text()
    tab_to(page, '[data-action="erase"]')
    page.keyboard.press("Enter")
    assert page.locator(NOTE).inner_text() == "All your answers are erased."
    assert page.evaluate("document.activeElement.dataset.action") == "ask", "the focus was lost"
    assert page.evaluate(KEPT) == {}
    assert cell(page, row, "answered") == "0 of 12"
    page.keyboard.press("Enter")
    assert page.locator(NOTE).inner_text() == "There is nothing to erase."
    assert not page.locator("dialog.progress-erase").is_visible()

    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "progress-import"
    choose_by_keyboard(page).set_files({"name": "mine.json", "mimeType": "application/json", "buffer": saved})
    wait_until(page, "selector => document.querySelector(selector).textContent.includes('brought')", arg=NOTE)
    assert page.locator(NOTE).inner_text() == "2 answers to 1 quiz brought back."
    after = page.evaluate(KEPT)
    assert {key: json.loads(text) for key, text in after.items()} == {k: json.loads(t) for k, t in kept.items()}
    assert cell(page, row, "answered") == "2 of 12"
    arrive(page, f"{place}/{TRY}")
    assert page.locator('[data-question-id="fold"] .quiz-feedback').inner_text().startswith("Right.")
    assert page.locator('[data-question-id="longest"] textarea').input_value().startswith("<b>long</b> words")
    assert not seen.errors
    assert not seen.foreign


# What is shown


def test_points_dates_changes_and_calibration_are_worked_out(seen):
    page = seen.page
    keep(page, {
        TOUR: {
            "fold": answer(page, TOUR, "fold", confidence=3, time=LATE),
            "nothing-sent": answer(page, TOUR, "nothing-sent", confidence=3, share=0),
            "share-of-three": answer(page, TOUR, "share-of-three", share=0.25),
            "one-term": answer(page, TOUR, "one-term", hash="00000000"),
            "steps": answer(page, TOUR, "steps", checked=False),
            "bridge": answer(page, TOUR, "bridge", confidence=1, share=0),
            "gone": answer(page, TOUR, "fold"),
        },
        LESSON: {next(iter(asked(page)[LESSON])): answer(page, LESSON, next(iter(asked(page)[LESSON])))},
    })  # fmt: skip
    row = f'tr[data-quiz-id="{TOUR}"]'
    assert cell(page, row, "answered") == "4 of 12; 1 changed since"
    assert cell(page, row, "points") == "1.5 of 17"
    assert cell(page, row, "last") == "1 February 2026"
    total = sum(map(len, asked(page).values()))
    assert cell(page, ".progress-sum", "answered") == f"5 of {total}; 1 changed since"
    assert cell(page, ".progress-sum", "last") == "1 February 2026"
    assert cell(page, f'tr[data-quiz-id="{LESSON}"]', "last") == "1 January 2026"
    assert cell(page, 'tr[data-step="3"]', "given") == "2"
    assert cell(page, 'tr[data-step="3"]', "right") == "1 (50 percent)"
    assert cell(page, 'tr[data-step="1"]', "given") == "0", "what is not scored does not count"
    assert not seen.errors


def test_a_sealed_forecast_is_listed_and_its_outcome_is_not(seen):
    page = seen.page
    row = 'tr[data-forecast="longest"]'
    assert not page.locator(row).is_visible(), "a question of a late lesson tells what has come"
    assert cell(page, row, "sealed") == "not sealed yet"
    sealed = answer(page, TOUR, "longest", response={"probability": "62,5 %", "reason": "x"}, share=None)
    keep(page, {TOUR: {"longest": {**sealed, "checked": False}}})
    assert cell(page, row, "sealed") == "not sealed yet"
    keep(page, {TOUR: {"longest": sealed}})
    assert page.locator(row).is_visible()
    assert (cell(page, row, "sealed"), cell(page, row, "said")) == ("1 January 2026", "62.5")
    keep(page, {TOUR: {"longest": {**sealed, "hash": "00000000"}}})
    assert cell(page, row, "sealed") == "the question has changed since"
    assert "happened:" not in page.locator(".progress-page").inner_text().lower()
    assert page.locator('.progress-page [data-outcome], .progress-page :text("Brier")').count() == 0


def test_another_window_is_followed_and_two_do_not_call_each_other(seen):
    page = seen.page
    other = page.context.new_page()
    other.goto(page.url)
    page.evaluate("() => { window.writes = 0; window.addEventListener('storage', () => window.writes++); }")
    keep(other, {TOUR: {"fold": answer(other, TOUR, "fold")}})
    wait_until(page, "() => document.querySelector('.progress-sum').textContent.includes('1 of')")
    page.wait_for_timeout(300)
    assert page.evaluate("window.writes") < 12


# Files that come in


def test_of_two_answers_the_later_one_to_todays_question_stands(seen):
    page = seen.page
    old = {"hash": "00000000"}
    keep(page, {TOUR: {
        "fold": answer(page, TOUR, "fold", response="space", time=LATE),
        "nothing-sent": answer(page, TOUR, "nothing-sent", response="true", time=EARLY),
        "not-scored": answer(page, TOUR, "not-scored", response=["kept"], time=EARLY),
        "one-term": answer(page, TOUR, "one-term", response="peace", time=LATE, **old),
        "steps": answer(page, TOUR, "steps", response=None, checked=False, time=""),
    }})  # fmt: skip
    said = bring_back(page, document({
        TOUR: {
            "fold": answer(page, TOUR, "fold", time=EARLY),
            "nothing-sent": answer(page, TOUR, "nothing-sent", response="false", time=LATE),
            "not-scored": answer(page, TOUR, "not-scored", response=["counted"], time=LATE, **old),
            "one-term": answer(page, TOUR, "one-term", response="ceasefire", time=EARLY),
            "steps": answer(page, TOUR, "steps", response=["cut"], time=EARLY),
            "then-and-now": answer(page, TOUR, "then-and-now", response={"day": "5"}, **old),
            "no-such": answer(page, TOUR, "fold"),
            "Not an id": answer(page, TOUR, "fold"),
            "bridge": "b",
            "longest": {},
        },
        "no-such-quiz": {},
    }))  # fmt: skip
    assert said == (
        "4 answers to 1 quiz brought back. 2 answers left out: what is here is as new or newer. "
        "1 answer left out: this book has no such question. 1 quiz left out: this book has none of that name. "
        "3 entries left out: not readable."
    )
    kept = json.loads(page.evaluate(KEPT)[f"coursekit/{COURSE}/{TOUR}"])["answers"]
    assert {name: entry["response"] for name, entry in kept.items()} == {
        **{"fold": "space", "nothing-sent": "false", "not-scored": ["kept"], "one-term": "ceasefire"},
        **{"steps": ["cut"], "then-and-now": {"day": "5"}},
    }
    assert bring_back(page, document({})) == "Nothing new in this file."


GOOD = {"format": "coursekit-answers", "version": 1, "course": COURSE, "exported": LATE}
NESTED = b"[" * 300_000 + b"]" * 300_000
REFUSED = {
    "empty": (b"", "cannot be read"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "cannot be read"),
    "a list": ([], "not a file of answers"),
    "a word": ("answers", "not a file of answers"),
    "nothing": (None, "not a file of answers"),
    "another format": ({**GOOD, "format": "answers", "quizzes": {}}, "not a file of answers"),
    "another course": ({**GOOD, "course": "<img src=x onerror=hacked()>", "quizzes": {}}, "another course"),
    "no course": ({**GOOD, "course": None, "quizzes": {}}, "another course"),
    "a newer version": ({**GOOD, "version": 2, "quizzes": {}}, "newer edition"),
    "a version in words": ({**GOOD, "version": "1", "quizzes": {}}, "version of this file is not known"),
    "no version": ({"format": "coursekit-answers", "course": COURSE, "quizzes": {}}, "not known"),
    "no quizzes": (GOOD, "no quizzes"),
    "a list of quizzes": ({**GOOD, "quizzes": []}, "no quizzes"),
    "deeply nested": (NESTED, "not a file of answers"),
    "too large": (json.dumps({**GOOD, "quizzes": {}}).encode() + b" " * 3_000_000, "too large"),
}


@pytest.mark.sample(8)
@pytest.mark.parametrize("name", [*REFUSED, "cut short"])
def test_a_file_that_is_none_changes_nothing(seen, name):
    page = seen.page
    keep(page, {TOUR: {"fold": answer(page, TOUR, "fold", response="space")}})
    better = document({TOUR: {"fold": answer(page, TOUR, "fold", time=LATE)}})
    content, reason = (json.dumps(better).encode()[:-2], "cut short") if name == "cut short" else REFUSED[name]
    page.evaluate("""() => {
        const read = Blob.prototype.text; window.reads = 0;
        Blob.prototype.text = function () { window.reads++; return read.call(this); };
    }""")
    before = page.evaluate(KEPT)
    said = bring_back(page, content)
    assert reason in said
    assert said.endswith("Nothing was taken from it, and your answers here are as they were.")
    assert page.evaluate(KEPT) == before
    assert page.evaluate("window.reads") == (name != "too large"), "its size is looked at before it is read"
    assert not seen.errors
    assert bring_back(page, better).startswith("1 answer "), "the page still works"


HTML = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"


def test_what_a_file_says_is_never_html_and_reaches_no_prototype(seen, served):
    page = seen.page
    title = page.title()
    evil = answer(page, TOUR, "one-term", response=HTML)
    inner = {
        "one-term": evil,
        "longest": answer(page, TOUR, "longest", response={"probability": HTML, "reason": HTML, "__proto__": HTML}),
        "fold": answer(page, TOUR, "fold", response=HTML, hints=HTML, confidence=HTML, time=HTML, tries=1e9, share=99),
        "constructor": evil,
    }
    text = json.dumps(document({TOUR: inner}))
    text = text.replace('"constructor":', '"__proto__": {"polluted": true, "hash": "x"}, "constructor":')
    text = text.replace(
        '"quizzes": {', '"__proto__": {"polluted": true}, "quizzes": {"__proto__": {"answers": {}}, "toString": 1, '
    )
    said = bring_back(page, text.encode())
    assert said == (
        "3 answers to 1 quiz brought back. 1 answer left out: this book has no such question. "
        "2 quizzes left out: this book has none of that name. 1 entry left out: not readable."
    )
    assert page.evaluate("({}).polluted") is None
    assert page.evaluate("({}).reason") is None
    kept = json.loads(page.evaluate(KEPT)[f"coursekit/{COURSE}/{TOUR}"])["answers"]["fold"]
    assert (kept["hints"], kept["confidence"], kept["time"], kept["tries"], kept["share"]) == (0, None, "", 0, None)
    assert cell(page, 'tr[data-forecast="longest"]', "said") == ""
    for name in (PAGE, TRY):
        page.goto(f"{served}/{name}")
        page.wait_for_timeout(100)
        assert page.locator("article.bd-article :is(img, script)").count() == 0
        assert "hacked" not in page.title()
    page.goto(f"{served}/{PAGE}")
    assert page.title() == title
    assert not seen.errors


# Storage that is blocked or full

BLOCKED = 'Object.defineProperty(window, "localStorage", {get() { throw new DOMException("no", "SecurityError"); }});'


def test_where_storage_is_blocked_the_page_says_so(open_page):
    page = open_page(f"{BOOK.as_uri()}/{PAGE}", BLOCKED).page
    assert "blocked or full" in page.locator(".progress-static").inner_text()
    assert cell(page, f'tr[data-quiz-id="{TOUR}"]', "answered") == "0 of 12"
    said = bring_back(page, document({TOUR: {"fold": answer(page, TOUR, "fold")}}))
    assert "blocked or full. Nothing was taken" in said
    assert cell(page, f'tr[data-quiz-id="{TOUR}"]', "answered") == "0 of 12"
    page.locator('[data-action="ask"]').click()
    assert page.locator(NOTE).inner_text() == "There is nothing to erase."
    page.locator('.progress-tools > p > [data-action="export"]').click()
    assert page.locator(NOTE).inner_text() == "There are no answers to save yet."


def test_where_storage_is_full_nothing_is_half_taken(seen):
    page = seen.page
    question = next(iter(asked(page)[LESSON]))
    keep(page, {TOUR: {"fold": answer(page, TOUR, "fold", response="space")}})
    page.evaluate("""() => {
        let piece = "x".repeat(2 ** 22);
        for (let at = 0; piece; at++) {
            try { localStorage.setItem(`filler${at}`, piece); }
            catch { piece = piece.slice(piece.length / 2 + 1); }
        }
        localStorage.setItem("filler0", localStorage.getItem("filler0").slice(1500));
    }""")
    before = page.evaluate(KEPT)
    said = bring_back(page, document({
        TOUR: {"fold": answer(page, TOUR, "fold", time=LATE), "steps": answer(page, TOUR, "steps", response="y" * 500)},
        LESSON: {question: answer(page, LESSON, question, response="x" * 2000)},
    }))  # fmt: skip
    assert "blocked or full. Nothing was taken" in said
    after = page.evaluate(KEPT)
    key = f"coursekit/{COURSE}/{TOUR}"
    assert json.loads(after.pop(key)) == json.loads(before.pop(key)), "half of the file was taken"
    assert not any(json.loads(text)["answers"] for text in after.values())
    assert cell(page, ".progress-sum", "answered").startswith("1 of")
    page.locator('[data-action="ask"]').click()
    page.locator('[data-action="erase"]').click()
    assert page.evaluate(KEPT) == {}, "a full storage can be emptied"


# For every reader


@pytest.mark.sample(1)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [PAGE, TRY])
def test_axe_finds_nothing(open_page, served, name, scheme):
    page = open_page(f"{served}/{PAGE}", color_scheme=scheme).page
    keep(page, {TOUR: {
        "fold": answer(page, TOUR, "fold", confidence=2),
        "longest": answer(page, TOUR, "longest", response={"probability": "5", "reason": "x"}, share=None),
    }})  # fmt: skip
    page.goto(f"{served}/{name}")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = {"runOnly": [*rules, "best-practice"] if name == PAGE else rules}
    for opened in (False, True) if name == PAGE else (False,):
        if opened:
            page.locator('[data-action="ask"]').click()
        results = Axe().run(page, context="article.bd-article", options=options)
        assert not [f"{v['id']}: {v['nodes'][0]['html']}" for v in results.response["violations"]]
        assert len(results.response["passes"]) > 10


@pytest.mark.parametrize("name", [PAGE, TRY])
def test_it_fits_a_narrow_screen_and_a_finger(open_page, served, name):
    page = open_page(f"{served}/{name}", viewport={"width": 320, "height": 700}, has_touch=True).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if name == PAGE:
        keep(page, {TOUR: {"fold": answer(page, TOUR, "fold")}})
        page.locator('[data-action="ask"]').click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        targets = page.locator(".progress-page :is(button, input)")
        boxes = targets.evaluate_all(
            "all => all.map((one) => one.getBoundingClientRect()).map((b) => [b.width, b.height, b.right])"
        )
        assert len(boxes) == 6
        assert min(min(width, height) for width, height, _ in boxes) >= 43.5
        assert max(right for _, _, right in boxes) <= 320


def test_without_scripts_it_lists_what_there_is_to_answer(open_page):
    page = open_page(f"{BOOK.as_uri()}/{PAGE}", java_script_enabled=False).page
    assert "this page needs a script" in page.locator(".progress-static").inner_text()
    assert page.locator(".progress-page :is(button, input, dialog):visible").count() == 0
    assert page.locator(".progress-page table:visible").count() == 1
    assert page.locator(f'tr[data-quiz-id="{TOUR}"]').inner_text().split("\t")[1:] == ["12", "17"]
    assert "Last answer" not in page.locator(".progress-page").inner_text()


def test_on_paper_are_the_tables_and_no_buttons(seen):
    seen.page.emulate_media(media="print")
    assert seen.page.locator(".progress-page button:visible").count() == 0
    assert seen.page.locator(".progress-page table:visible").count() == 2
