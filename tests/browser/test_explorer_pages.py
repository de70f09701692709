"""Explorers in a browser: from a web server and from a file, by keyboard, on a phone, without scripts or storage."""

from __future__ import annotations

import contextlib
import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from browser_support import Visit, broken_rules, lay_out, wait_until

pytestmark = pytest.mark.browser

NAMES = ["timeline", "claims", "network"]
FILTERS = {"timeline": "track=moscow-process", "claims": "type=prediction", "network": "actor=republic-of-india"}
HOSTILE = "#track=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&actor=__proto__&from=9999&to=&without=1&then=supported&x=%"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format, *args):
        """Leave the output of the tests alone."""


@pytest.fixture(scope="module")
def served(book):
    """The address of the book on a server of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(book))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(params=["file", "http"])
def base(request, book, served):
    """Where the explorers are."""
    return (book.as_uri() if request.param == "file" else served) + "/book/explore"


@pytest.fixture
def filed(book):
    """Where the explorers are as files."""
    return book.as_uri() + "/book/explore"


@pytest.fixture
def open_page(browser):
    """Open an address in a browser of its own."""
    with contextlib.ExitStack() as stack:

        def visit(address, blocked=False, **options) -> Visit:
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
            stack.callback(context.close)
            if blocked:
                context.add_init_script(
                    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('blocked'); }})"
                )
            seen = Visit(context.new_page())
            seen.page.goto(address)
            if "about:" not in address and options.get("java_script_enabled", True):
                seen.page.wait_for_selector(".explorer[data-ready]")
            return seen

        yield visit


def faults(seen):
    """Return what went wrong; a picture that was still on its way when the page was left is no fault."""
    return [error for error in seen.errors if not (error.startswith("failed:") and "favicon" in error)]


def shown(page):
    """Return how many entries are not hidden, wherever they stand."""
    return page.locator(".explorer-list > li:not([hidden])").count()


def counted(page):
    """Return the two numbers of the line that counts."""
    return tuple(map(int, re.match(r"(\d+) of (\d+) ", page.locator(".explorer-status").inner_text()).groups()))


def focus(page, name):
    """Tab to a control of the filter; fail if the focus cannot be seen there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        now = page.evaluate("[document.activeElement.name, getComputedStyle(document.activeElement).outlineStyle]")
        if now[0] == name:
            assert now[1] != "none", "the focus cannot be seen"
            return
    raise AssertionError(f"Tab never reached {name}")


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", NAMES)
def test_the_filter_is_worked_by_keyboard_and_kept_in_the_address(open_page, base, name):
    seen = open_page(f"{base}/{name}.html")
    page = seen.page
    total = shown(page)
    assert counted(page) == (total, total)
    control = FILTERS[name].partition("=")[0]
    focus(page, control)
    page.keyboard.press("ArrowDown")
    first = shown(page)
    assert 0 < first < total
    assert counted(page) == (first, total)
    assert f"#{control}=" in page.url
    again = open_page(page.url).page
    assert shown(again) == first
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.action") == "reset":
            break
    page.keyboard.press("Enter")
    assert shown(page) == total
    assert "#" not in page.url
    assert not faults(seen)
    assert not seen.foreign


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", NAMES)
def test_the_address_restores_the_filter_on_the_way_back_and_forward(open_page, base, name):
    seen = open_page(f"{base}/{name}.html#{FILTERS[name]}")
    page = seen.page
    control, _, value = FILTERS[name].partition("=")
    some, total = counted(page)
    assert 0 < some < total
    page.locator(".explorer-list > li:not([hidden]) h3 a:visible, details[open] h3 a").first.click()
    page.wait_for_url("**/tables/*.html#*")
    page.go_back()
    page.wait_for_url(f"**/{name}.html#*")
    assert counted(page)[0] == shown(page) == some
    assert page.locator(f"select[name={control}]").input_value() == value
    page.evaluate("location.hash = 'paragraph=4'")
    wait_until(page, "document.querySelector('select[name=paragraph]').value === '4'")
    assert shown(page) != some
    page.go_back()
    wait_until(page, f"document.querySelector('select[name={control}]').value === '{value}'")
    assert shown(page) == some
    page.go_forward()
    wait_until(page, "document.querySelector('select[name=paragraph]').value === '4'")
    page.evaluate("location.hash = 'main-content'")  # a place on the page is no filter
    page.wait_for_timeout(100)
    assert page.locator("select[name=paragraph]").input_value() == "4"
    assert not faults(seen)


def test_filters_join_and_the_period_is_kept(open_page, filed):
    page = open_page(f"{filed}/timeline.html#actor=taliban&from=2017&to=2018").page
    entries = page.locator(".explorer-list > li:not([hidden])")
    years = entries.evaluate_all("all => all.map(one => one.dataset.year)")
    assert len(years) > 3
    assert set(years) == {"2017", "2018"}
    assert all("taliban" in actors.split() for actors in entries.evaluate_all("all => all.map(e => e.dataset.actor)"))
    later = page.locator(".explorer-later .explorer-list > li:not([hidden])").count()
    assert f"Of these, {later} later" in page.locator(".explorer-status").inner_text()
    page.locator("select[name=from]").select_option("2026")
    assert "Nothing fits" in page.locator(".explorer-status").inner_text()
    assert not page.locator("h2:visible").count(), "a heading over nothing"
    assert page.locator(".explorer-day").is_visible()


def test_one_switch_leaves_out_every_charge_from_list_drawing_and_count(open_page, filed):
    page = open_page(f"{filed}/network.html").page
    charges = page.locator("[data-basis=article-allegation]:not(select)")
    assert charges.count() > 10
    facts = page.locator(".tie-reported-fact").count()
    assert page.locator(".tie-article-allegation").first.evaluate("e => getComputedStyle(e).display") != "none"
    focus(page, "without")
    page.keyboard.press("Space")
    assert set(charges.evaluate_all("all => all.map(e => getComputedStyle(e).display)")) == {"none"}
    assert set(page.locator(".tie-reported-fact").evaluate_all("a => a.map(e => getComputedStyle(e).display)")) != {
        "none"
    }
    assert page.locator(".tie-reported-fact:not([hidden])").count() == facts
    status = page.locator(".explorer-status").inner_text()
    assert "a charge that the article makes or passes on 0;" in status
    assert re.search(r"reported as a fact \d\d", status)
    assert page.url.endswith("#without=article-allegation")
    assert shown(open_page(page.url).page) == shown(page)


def test_an_actor_has_its_ties_as_a_list_and_as_arcs(open_page, filed):
    page = open_page(f"{filed}/network.html").page
    page.locator("select[name=actor]").select_option(label="Republic of India")
    lay_out(page)
    for entry in page.locator(".explorer-ties .explorer-group:not(.explorer-later) li:not([hidden]) h3").all():
        assert "Republic of India" in entry.inner_text()
        assert entry.locator("a").get_attribute("href").startswith("../tables/relations.html#relations-r")
    drawn = page.locator(".tie:not([hidden])").count()
    assert drawn == page.locator(".explorer-ties section li:not([hidden])").count() > 5


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("blocked", [False, True])
def test_a_hostile_address_does_nothing(open_page, base, name, blocked):
    seen = open_page(f"{base}/{name}.html{HOSTILE}", blocked=blocked)
    shown_now, total = counted(seen.page)
    assert shown_now == total == shown(seen.page)
    assert not seen.page.locator(".bd-article script").count()
    assert seen.page.locator(".explorer[data-ready]").count() == 1
    assert blocked or not faults(seen)  # the theme itself complains of storage that is blocked


def test_the_reader_judges_before_the_course(open_page, base):
    seen = open_page(f"{base}/claims.html#paragraph=4")
    page = seen.page
    entry = page.locator("li.entry:not([hidden])").first
    claim = entry.locator("h3 a").inner_text()
    fold = entry.locator("details")
    assert not fold.is_visible()
    assert not page.get_by_text("Verdict then", exact=False).locator("visible=true").count()
    select, button = entry.get_by_label(f"Your verdict on {claim}"), entry.get_by_role("button", name="Show the")
    start = entry.get_by_role("button", name=f"Judge {claim}")
    start.focus()
    page.keyboard.press("Enter")
    assert select.evaluate("e => e === document.activeElement"), "the reader is not led to the form"
    assert not start.is_visible()
    button.focus()
    page.keyboard.press("Enter")  # nothing chosen yet
    assert not fold.is_visible()
    assert select.evaluate("e => e === document.activeElement"), "the reader is not led to what is missing"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert fold.get_by_text("Verdict then").is_visible()
    assert fold.get_by_text("Verdict now").is_visible()
    assert fold.locator("summary").evaluate("e => e === document.activeElement")
    assert "Your verdict: supported. The course’s, for the same day:" in entry.locator(".explorer-judge p").inner_text()
    assert page.locator("details:visible").count() == 1
    # only now can claims be filtered by verdict, and only those judged
    theirs = fold.get_attribute("data-then")
    page.get_by_label("Verdict then, of those you judged").select_option(theirs)
    assert counted(page)[0] == 1
    entry.get_by_role("button", name="Judge again").click()
    assert not page.get_by_label("Verdict then, of those you judged").is_visible()
    assert not fold.is_visible()
    assert entry.is_visible()
    assert select.input_value() == ""
    assert select.evaluate("e => e === document.activeElement")
    assert entry.get_by_role("button").count() == 1, "one form is there, and nothing else to press"
    assert not faults(seen)


def test_a_choice_not_yet_shown_outlasts_the_verdict_on_another_claim(open_page, base):
    page = open_page(f"{base}/claims.html").page
    entries = page.locator("li.entry")
    for number in (0, 1):
        entries.nth(number).get_by_role("button", name="Judge").click()
    entries.nth(0).locator("select").select_option("untraced")
    entries.nth(1).locator("select").select_option("contested")
    entries.nth(1).get_by_role("button", name="Show the").click()
    assert entries.nth(0).locator("select").input_value() == "untraced"
    assert entries.nth(1).locator("select").count() == 0
    assert entries.nth(1).locator("details").is_visible()


def test_a_claim_judged_again_stays_whatever_verdict_is_filtered(open_page, base):
    page = open_page(f"{base}/claims.html").page
    judge(page, 3)
    judged = page.locator("li.entry:has(button:text-is('Judge again'))")
    page.get_by_label("Verdict then, of those you judged").select_option(judged.first.get_attribute("data-then"))
    entry = page.locator(f"li.entry:has(h3 a:text-is('{judged.first.locator('h3 a').inner_text()}'))")
    entry.get_by_role("button", name="Judge again").click()
    select = entry.locator("select")
    assert select.evaluate("e => e === document.activeElement")
    select.select_option("contested")
    entry.get_by_role("button", name="Show the").click()
    assert entry.is_visible()
    assert entry.locator("summary").evaluate("e => e === document.activeElement")
    told = page.locator(f"#{entry.locator('summary').get_attribute('aria-describedby')}")
    assert told.inner_text().startswith("Your verdict: contested.")


@pytest.mark.parametrize("first", ["hidden by a filter", "being judged"])
def test_to_forget_verdicts_leaves_a_reader_at_the_first_claim_to_judge(open_page, base, first):
    page = open_page(f"{base}/claims.html" + ("#paragraph=5" if first == "hidden by a filter" else "")).page
    if first == "being judged":
        page.get_by_role("button", name=re.compile("^Judge C")).first.click()
    page.get_by_role("button", name=re.compile("^Judge C")).first.click()
    form = page.locator(".explorer-choice").last
    form.locator("select").select_option("contested")
    form.get_by_role("button", name="Show the").click()
    page.locator("[data-action=forget]").click()
    assert page.evaluate("document.activeElement.textContent").startswith("Judge C")


def test_only_what_has_changed_is_said_again(open_page, base):
    page = open_page(f"{base}/claims.html").page
    page.evaluate("""() => {
        window.said = [];
        const watch = new MutationObserver((changes) => said.push(...changes.map(({ target }) => target.textContent)));
        for (const place of document.querySelectorAll(".explorer-status, .explorer-summary p"))
            watch.observe(place, { childList: true, characterData: true, subtree: true });
    }""")
    page.get_by_role("button", name=re.compile("^Judge C")).first.click()
    assert page.evaluate("said") == []


def test_the_way_past_the_head_leaves_the_filter_in_the_address(open_page, base):
    page = open_page(f"{base}/timeline.html#track=military").page
    counts = counted(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#track=military'")
    page.reload()
    assert counted(page) == counts
    assert page.locator("select[name=track]").input_value() == "military"


def judge(page, count, value="supported"):
    """Judge the first claims that have not been."""
    for _ in range(count):
        box = page.locator(".explorer-judge:visible:not(:has(p:visible))").first
        box.get_by_role("button", name="Judge").click()
        box.locator("select").select_option(value)
        box.get_by_role("button", name="Show the").click()


def test_verdicts_are_summed_up_kept_and_forgotten(open_page, served):
    seen = open_page(f"{served}/book/explore/claims.html#checkable=no")
    page, summary = seen.page, seen.page.locator(".explorer-summary p")
    assert "judged none" in summary.inner_text()
    judge(page, 2)
    page.locator("[data-action=reset]").click()
    assert "You judged 2. The course has a verdict on 0 of them" in summary.inner_text()
    judge(page, 4)
    folds = page.locator("details.explorer-verdict:not([hidden])").evaluate_all("a => a.map(e => e.dataset.then)")
    compared, same = len([then for then in folds if then != "not-checkable"]), folds.count("supported")
    assert 0 < same < len(folds)
    words = f"You judged 6. The course has a verdict on {compared} of them, the same as yours in {same}."
    assert words in summary.inner_text()
    assert not re.search(r"right|wrong|correct|score|well done", summary.inner_text(), re.IGNORECASE)
    page.reload()
    page.wait_for_selector(".explorer[data-ready]")
    assert words in summary.inner_text()
    assert page.locator(".explorer-judge:not(:has(p:visible))").count() == 120 - 6
    assert not page.locator("details.explorer-verdict[open]").count()
    page.get_by_role("button", name="Forget my verdicts").click()
    page.reload()
    assert "judged none" in summary.inner_text()
    assert page.evaluate("localStorage.length") == page.evaluate(
        "Object.keys(localStorage).filter(key => !key.startsWith('coursekit')).length"
    )
    assert not faults(seen)


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    "junk",
    [
        "{",
        "null",
        '"x"',
        "[1]",
        '{"C001": "<b>", "__proto__": {"C002": "supported"}, "x": 1}',
        '{"C001": ["supported"]}',
    ],
)
def test_whatever_lies_in_the_browser_does_no_harm(open_page, served, junk):
    seen = open_page(f"{served}/book/explore/claims.html")
    seen.page.evaluate(
        "text => localStorage.setItem('coursekit-explorer/reading-the-afghan-peace-process/claims', text)", junk
    )
    seen.page.reload()
    assert "judged none" in seen.page.locator(".explorer-summary p").inner_text()
    judge(seen.page, 1)
    assert "You judged 1." in seen.page.locator(".explorer-summary p").inner_text()
    assert not faults(seen)


def test_without_storage_verdicts_last_until_the_page_is_closed(open_page, filed):
    seen = open_page(f"{filed}/claims.html", blocked=True)
    judge(seen.page, 3)
    words = seen.page.locator(".explorer-summary p").inner_text()
    assert "You judged 3." in words
    assert "until the page is closed" in words


@pytest.mark.parametrize("name", NAMES)
def test_without_scripts_every_entry_is_there_and_no_control_is_dead(open_page, filed, name):
    page = open_page(f"{filed}/{name}.html", java_script_enabled=False, viewport={"width": 320, "height": 800}).page
    assert not page.locator(".explorer :is(select, input, button)").locator("visible=true").count()
    lay_out(page)  # what is laid out on the way to a fold moves it, and without scripts nobody sees that a click missed
    for fold in page.locator(".explorer details.explorer-later").all():
        fold.locator("summary").first.click()
    assert page.locator(".explorer-list > li").count() == page.locator(".explorer-list > li:visible").count() > 100
    if name == "claims":
        fold = page.locator("details.explorer-verdict").first
        assert not fold.get_by_text("Verdict then").is_visible()
        fold.locator("summary").click()
        assert fold.get_by_text("Verdict then").is_visible()


@pytest.mark.parametrize("name", NAMES)
def test_the_page_fits_a_narrow_phone(open_page, filed, name):
    page = open_page(f"{filed}/{name}.html", viewport={"width": 320, "height": 800}).page
    if name == "claims":
        judge(page, 1)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    lay_out(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    controls = page.locator(".explorer :is(select, button, label.explorer-switch):visible")
    assert controls.count() >= 5
    assert min(controls.evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")) >= 44
    if name == "network":
        box = page.locator("figure.explorer-arcs .chart-scroll")
        assert box.evaluate("e => e.scrollWidth > e.clientWidth && e.clientWidth <= 320")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_drawing_is_open_where_there_is_room_and_on_a_phone_the_list_leads(open_page, filed, scripts):
    page = open_page(f"{filed}/network.html", java_script_enabled=scripts).page
    crest = page.locator("figure.explorer-arcs svg[role=img]")
    assert crest.is_visible()
    assert not page.locator(".explorer-fold > summary").is_visible()
    page.set_viewport_size({"width": 320, "height": 800})
    assert not crest.is_visible()
    page.locator(".explorer-fold > summary").focus()
    page.keyboard.press("Enter")
    assert crest.is_visible()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_jumps_when_the_script_comes(open_page, served, name):
    page = open_page("about:blank").page
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(e => { shift += e.value; }))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.route("**/explorer.js*", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.goto(f"{served}/book/explore/{name}.html")
    page.wait_for_selector(".explorer[data-ready]")
    page.wait_for_timeout(300)
    assert page.evaluate("shift") <= 0.01


@pytest.mark.sample(2)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(open_page, filed, name, scheme):
    page = open_page(f"{filed}/{name}.html", color_scheme=scheme).page
    if name == "claims":
        judge(page, 1)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    page.evaluate("document.querySelectorAll('li.entry').forEach((entry, n) => { if (n % 10) entry.remove(); })")
    assert not broken_rules(page, scheme, "article.bd-article")


def test_the_script_is_loaded_where_there_is_an_explorer_and_nowhere_else(book):
    for name in NAMES:
        assert "explorer.js" in (book / "book" / "explore" / f"{name}.html").read_text(encoding="utf-8")
    assert "explorer." not in (book / "book" / "glossary.html").read_text(encoding="utf-8")
