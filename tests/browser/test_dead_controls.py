"""No dead control: whatever can be used on a built page is used, from a file, and something must come of it.

On each page one control of each kind is used, on some pages all of them. What counts: the page or the address changes,
something is kept in the browser, printed, handed over as a file or shown full-screen, a form is sent. That a slider
moves is not enough. Links that lead to another page are looked up instead of followed.
"""

from __future__ import annotations

import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import pytest
from browser_support import BOOK, LESSONS, PAGES, Quiet, Visit, go_to, served, wait_until
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

WHOLLY = {
    "book/index.html",
    "book/progress.html",
    "search.html",
    f"notebooks/{LESSONS[0]}.html",
}
"""Pages on which every control is used."""

USE = r"""
async (all) => {
    const CONTROLS = "button, summary, input, select, textarea, a[href], "
        + "[role=button], [role=tab], [data-does], label.sd-tab-label";
    let effects = 0;
    const count = () => { effects += 1; };
    // An attribute that is set to what it was is no change: menus close themselves at every click.
    const changed = ({ type, target, attributeName, oldValue }) =>
        type !== "attributes" || target.getAttribute(attributeName) !== oldValue;
    new MutationObserver((records) => records.some(changed) && count())
        .observe(document, { attributeOldValue: true, childList: true, characterData: true, subtree: true });
    window.print = count;
    Element.prototype.requestFullscreen = async () => count();
    document.exitFullscreen = async () => count();
    const made = URL.createObjectURL;
    URL.createObjectURL = (one) => { count(); return made.call(URL, one); };
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (name, value) {
        if (this.getItem(name) !== String(value)) count();
        set.call(this, name, value);
    };
    const elsewhere = [];
    window.addEventListener("click", (event) => {
        const link = event.target.closest?.("a[href]");
        if (link && !link.getAttribute("href").startsWith("#")) event.preventDefault();
    });
    window.addEventListener("submit", (event) => { count(); event.preventDefault(); });

    const kind = (one) => [one.localName, one.type, one.className,
        one.dataset.action, one.dataset.does, one.dataset.move,
        one.closest("nav, form, figure, dialog, article, header, footer")?.className].join("|");
    const usable = (one) => one.isConnected && !one.disabled && one.checkVisibility();
    const found = () => [...document.querySelectorAll(CONTROLS)].filter(usable);
    /* What an earlier control set going ends first, or it would speak for the next. */
    const quiet = async () => {
        for (let step = 0, last = -1; step < 20 && last !== effects; step += 1) {
            last = effects;
            await new Promise((done) => setTimeout(done, 20));
        }
    };
    const settle = async (before, control) => {
        for (let step = 0; step < 12 && effects === before.effects && location.href === before.address; step += 1) {
            await new Promise((done) => (step < 2 ? requestAnimationFrame(done) : setTimeout(done, 30)));
        }
        const moved = control.matches("a, button, summary") && document.activeElement !== before.focus;
        const other = found().length !== before.visible.size; // a style alone may open and close folds
        return effects !== before.effects || location.href !== before.address || moved || other;
    };
    const enter = (one, value) => {
        one.value = value;
        for (const name of ["input", "change"]) one.dispatchEvent(new Event(name, { bubbles: true }));
    };
    const use = (one) => {
        if (one.localName === "select") {
            const other = [...one.options].find((option) => !option.selected && !option.disabled);
            if (other) enter(one, other.value);
        } else if (one.type === "range") {
            enter(one, one.value === one.max ? one.min : one.max);
        } else if (one.type === "file") {
            const files = new DataTransfer();
            files.items.add(new File(["{}"], "answers.json", { type: "application/json" }));
            one.files = files.files;
            one.dispatchEvent(new Event("change", { bubbles: true }));
        } else if (one.matches("textarea, input:not([type=radio], [type=checkbox], [type=submit], [type=button])")) {
            enter(one, "7");
        } else {
            one.click();
        }
    };
    /* What waits for its button has done its work when it holds what was entered. */
    const holds = (one, before) => one.closest(".quiz, .explorer-judge, form") && !one.closest(".explorer-form")
        && one.matches("input:not([type=range]), textarea, select")
        && (one.checked !== before.checked || one.value !== before.value);

    const seen = new Set();
    const done = new Set();
    const dead = [];
    let waiting = found();
    let used = 0;
    while (waiting.length && used < 4000) {
        const one = waiting.shift();
        if (done.has(one) || !usable(one) || (!all && seen.has(kind(one)))) continue;
        done.add(one);
        seen.add(kind(one));
        if (one.localName === "a" && !one.getAttribute("href").startsWith("#")) {
            elsewhere.push(one.href);
            continue;
        }
        if (one.type === "radio" && one.checked) continue;
        history.replaceState(null, "", "#-"); // so that each address is a new one
        await quiet();
        const visible = new Set(found());
        const { checked, value } = one;
        const before = { effects, address: location.href, focus: document.activeElement, checked, value, visible };
        const name = one.outerHTML.slice(0, 160);
        use(one);
        used += 1;
        let alive = (await settle(before, one)) || holds(one, before);
        const target = one.localName === "a" && decodeURIComponent(one.hash.slice(1));
        if (target && !document.getElementById(target)) alive = false;
        if (!alive) dead.push(name);
        waiting = [...found().filter((other) => !visible.has(other)), ...waiting];
    }
    return { dead, used, elsewhere: [...new Set(elsewhere)] };
}
"""


def lost(addresses: list[str]) -> list[str]:
    """Return which addresses lead to no file of the book."""
    missing = []
    for address in addresses:
        parts = urlsplit(address)
        here = parts.scheme == "file" and Path(url2pathname(unquote(parts.path))).is_file()
        if not here and parts.scheme not in ("http", "https", "mailto"):
            missing.append(address)
    return missing


def used_on(browser: Browser, path: Path, every: bool, **options) -> dict:
    """Use the controls of a page that is opened from a file without a network."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    context.set_offline(True)
    seen = Visit(context.new_page())
    seen.page.on("dialog", lambda dialog: dialog.dismiss())
    go_to(seen.page, path.as_uri())
    result = seen.page.evaluate(USE, every)
    context.close()
    return result


@pytest.mark.sample(8)
@pytest.mark.parametrize("page", PAGES)
def test_every_kind_of_control_on_a_page_does_something(browser, page):
    result = used_on(browser, BOOK / page, page in WHOLLY)
    assert result["used"] >= 5, "hardly any control was found"
    assert not result["dead"], "\n".join(result["dead"])
    missing = lost(result["elsewhere"])
    assert not missing


@pytest.mark.parametrize("page", ["book/index.html", "book/explore/claims.html", f"notebooks/{LESSONS[0]}.html"])
def test_on_a_phone_too(browser, page):
    result = used_on(browser, BOOK / page, False, viewport={"width": 320, "height": 700}, has_touch=True)
    assert not result["dead"], "\n".join(result["dead"])


@pytest.mark.parametrize("page", ["book/index.html", "book/codebook.html", "search.html"])
@pytest.mark.parametrize("first", ["the script", "the page"])
def test_controls_work_whether_the_script_or_the_page_is_there_first(browser, page, first):
    go_on = threading.Event()

    class Halting(Quiet):
        """Sends a page up to its main part, or no word of a script, until it is told to go on."""

        def copyfile(self, source, outputfile) -> None:
            text = source.read()
            cut = len(text)
            if first == "the script" and ".html" in self.path:
                cut = text.index(b"<main")  # before its head, but there is something to draw
            elif first == "the page" and ".js" in self.path:
                cut = 0
            outputfile.write(text[:cut])
            outputfile.flush()
            assert cut == len(text) or go_on.wait(30)
            outputfile.write(text[cut:])

    with browser.new_context() as context, served(BOOK, Halting) as address:
        seen = Visit(context.new_page())
        try:
            seen.page.goto(f"{address}/{page}", wait_until="commit")
            there = "'afterPaint' in window" if first == "the script" else "document.readyState === 'interactive'"
            wait_until(seen.page, there)
            assert seen.page.evaluate("[document.readyState === 'loading', 'afterPaint' in window]") == (
                [True, True] if first == "the script" else [False, False]
            )
        finally:
            go_on.set()
        seen.page.wait_for_load_state()
        seen.page.evaluate("new Promise(afterPaint)")
        result = seen.page.evaluate(USE, True)
        assert result["used"] >= 10
        assert not result["dead"], "\n".join(result["dead"])
        assert not seen.errors


@pytest.mark.parametrize(
    "planted",
    [
        '<button type="button" class="planted">Nothing</button>',
        '<p><input type="range" class="planted" aria-label="Nothing"></p>',
        '<p><select class="planted" aria-label="Nothing"><option>a</option><option>b</option></select></p>',
        '<p><a class="planted" href="#nowhere-at-all">Nowhere</a></p>',
    ],
)
def test_a_planted_dead_control_is_found(browser, book, planted):
    source = book / "book" / "method.html"
    page = source.with_name("_planted.html")
    text = source.read_text(encoding="utf-8")
    assert text.count("</article>") == 1
    page.write_text(text.replace("</article>", f"{planted}</article>"), encoding="utf-8")
    try:
        result = used_on(browser, page, False)
    finally:
        page.unlink()
    assert len(result["dead"]) == 1
    assert "planted" in result["dead"][0]


def test_a_planted_link_to_no_page_is_found(book):
    here = (book / "index.html").as_uri()
    assert lost([here, "https://example.org/", f"{here}x", "javascript:void(0)"]) == [f"{here}x", "javascript:void(0)"]
