"""What the theme offers a reader works on the light pages, over http and from files: each control is used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_support import LESSONS, Visit, go_to, wait_until
from playwright.sync_api import Browser, expect

from coursekit.serve import BookServer

pytestmark = pytest.mark.browser

LESSON = f"notebooks/{LESSONS[0]}.html"


@pytest.fixture(params=["http", "file"])
def visit(request, browser: Browser, book: Path) -> Iterator[Callable[..., Visit]]:
    """Open pages from a server or from files; nothing may go wrong on them, and no other host be asked."""
    contexts, visits = [], []
    with BookServer(book) as server:
        start = server.url if request.param == "http" else book.as_uri() + "/"

        def open_page(name: str = LESSON, **options) -> Visit:
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
            contexts.append(context)
            visits.append(Visit(context.new_page()))
            go_to(visits[-1].page, start + name)
            return visits[-1]

        yield open_page
        # Told before they are closed: what a page still fetches when it is closed fails, and is no fault of it.
        faults = [fault for seen in visits for fault in seen.errors + seen.foreign]
        for context in contexts:
            context.close()
    assert not faults


PHONE = {"viewport": {"width": 375, "height": 800}}


@pytest.mark.parametrize("way", ["shortcut", "button"])
def test_search_opens_closes_and_finds(visit, way):
    page = visit(**(PHONE if way == "button" else {})).page
    dialog = page.locator("#pst-search-dialog")

    def open_dialog():
        if way == "shortcut":
            page.keyboard.press("Control+k")
        else:
            page.locator(".article-header-buttons .search-button").click()
        expect(dialog).to_be_visible()

    open_dialog()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    open_dialog()
    page.keyboard.type("Khalilzad")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results")).to_contain_text("finished")
    results = page.locator("#search-results ul.search > li > a")
    assert results.count() >= 2
    results.first.click()
    page.wait_for_url(lambda address: "search.html" not in address)
    expect(page.locator("article.bd-article h1").first).to_be_visible()
    assert "search.html" not in page.url
    assert page.locator("span.highlighted").count() == 0


def test_the_search_page_has_a_field_of_its_own(visit):
    page = visit("search.html").page
    field = page.locator("form.bd-search input:visible")
    field.fill("sigar")
    field.press("Enter")
    expect(page.locator("#search-results ul.search > li").first).to_be_visible()
    assert page.locator("form.bd-search input:visible").input_value() == "sigar"


FOLDED = """async () => {
    const read = new DOMParser(), pages = [...document.querySelectorAll("#search-results li > a")];
    const quoted = [...document.querySelectorAll("#search-results .context")].map(one => one.textContent);
    const folded = [];
    for (const { href } of pages) {
        const page = read.parseFromString(await (await fetch(href)).text(), "text/html");
        for (const part of page.querySelectorAll("article details:not([open]) p, article details:not([open]) dd"))
            if (part.textContent.trim().length > 40) folded.push(part.textContent.trim().slice(0, 60));
    }
    return [quoted.length, folded.length, folded.filter(text => quoted.some(one => one.includes(text)))];
}"""


@pytest.mark.parametrize("term", ["moscow", "recognition"])
def test_results_quote_nothing_that_is_folded_and_fit_a_phone(visit, term):
    page = visit(f"search.html?q={term}", **PHONE).page
    if page.url.startswith("file:"):  # there a browser lets a page read no other
        expect(page.locator("#search-results ul.search > li").nth(5)).to_be_visible(timeout=20_000)
        assert not page.locator("#search-results .context").count()
        return
    status = page.locator("#search-results [role=status]")
    expect(status).to_contain_text("found", timeout=20_000)
    wait_until(page, "document.querySelectorAll('#search-results .context').length > 5")
    quoted, folded, shown = page.evaluate(FOLDED)
    assert quoted
    assert folded > 100
    assert not shown
    assert not page.locator("#search-results .context", has_text=".ipynb").count()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_switch_goes_round_and_is_remembered(visit, scheme):
    page = visit(color_scheme=scheme).page
    root, switch = page.locator("html"), page.locator(".theme-switch-button")
    seen = []
    for _ in range(3):
        seen.append((root.get_attribute("data-mode"), page.evaluate("getComputedStyle(document.body).backgroundColor")))
        assert switch.locator("i:visible").count() == 1
        switch.click()
    assert {mode for mode, _ in seen} == {"auto", "light", "dark"}
    grounds = dict(seen)
    assert grounds["light"] != grounds["dark"]
    assert grounds["auto"] == grounds[scheme]
    switch.click()
    kept = root.get_attribute("data-mode")
    page.reload()
    assert root.get_attribute("data-mode") == kept != "auto"


def test_the_download_menu_opens_and_closes_by_pointer_and_keyboard(visit):
    page = visit().page
    button, menu = page.locator(".dropdown-download-buttons > button"), page.locator(".dropdown-download-buttons > ul")
    items = menu.locator("a, button")
    button.click()
    expect(menu).to_be_visible()
    assert button.get_attribute("aria-expanded") == "true"
    page.mouse.click(500, 500)
    expect(menu).to_be_hidden()
    assert button.get_attribute("aria-expanded") == "false"
    button.focus()
    page.keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(items.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    for _ in range(items.count() + 1):
        page.keyboard.press("Tab")
    expect(menu).to_be_hidden()
    assert items.first.get_attribute("href").endswith(".ipynb")


def test_the_menu_fits_a_phone(visit):
    page = visit(**PHONE).page
    page.locator(".dropdown-download-buttons > button").click()
    box = page.locator(".dropdown-download-buttons > ul").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 375


def test_printing_and_fullscreen_start(visit):
    page = visit().page
    page.evaluate("window.print = () => document.documentElement.dataset.printed = 'yes'")
    page.locator(".dropdown-download-buttons > button").click()
    page.locator(".btn-download-pdf-button").click()
    assert page.locator("html").get_attribute("data-printed") == "yes"
    page.locator(".btn-fullscreen-button").click()
    wait_until(page, "document.fullscreenElement !== null")


def test_code_is_copied(visit):
    page = visit(permissions=["clipboard-read", "clipboard-write"]).page
    block = page.locator("div.cell_input div.highlight").first
    block.hover()
    button = block.locator("button.copybtn")
    button.click()
    expect(button).to_have_attribute("data-tooltip", "Copied!")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\r\n", "\n").strip() == block.locator("pre").inner_text().strip()


def test_code_is_copied_where_the_browser_offers_no_clipboard(visit):
    seen = visit(permissions=["clipboard-read", "clipboard-write"])
    page = seen.page
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'))")
    page.reload()
    block = page.locator("div.cell_input div.highlight").first
    block.hover()
    block.locator("button.copybtn").click()
    expect(block.locator("button.copybtn")).to_have_attribute("data-tooltip", "Copied!")
    assert page.evaluate("navigator.clipboard.readText()").strip() == block.locator("pre").inner_text().strip()


def test_the_contents_fold_away_and_lead_to_sections(visit):
    page = visit().page
    contents = page.locator("#pst-primary-sidebar")
    toggle = page.locator("button.primary-toggle")
    expect(contents).to_be_visible()
    toggle.click()
    expect(contents).to_be_hidden()
    toggle.click()
    expect(contents).to_be_visible()
    link = page.locator("#pst-page-toc-nav a").nth(3)
    link.click()
    expect(link).to_have_class("reference internal nav-link active")
    assert page.url.endswith(link.get_attribute("href"))


MARKED_IS_WHERE_THE_READER_IS = """() => {
    const links = [...document.querySelectorAll(".page-toc a.nav-link")];
    const near = ({ hash }) => document.querySelector(hash).getBoundingClientRect();
    const here = links.filter(link => near(link).top < .3 * innerHeight && near(link).bottom > 0).pop();
    return here && links.filter(link => link.classList.contains("active")).join() === here.href;
}"""


def test_the_contents_mark_where_the_reader_is_also_page_by_page(visit):
    page = visit().page
    page.evaluate("scrollTo({ top: 1200, behavior: 'instant' })")
    for _ in range(12):  # a section is many pages long, and another begins in the midst of a page
        page.wait_for_function(MARKED_IS_WHERE_THE_READER_IS, timeout=5000)
        page.evaluate("scrollBy({ top: 850, behavior: 'instant' })")
    for _ in range(12):
        page.wait_for_function(MARKED_IS_WHERE_THE_READER_IS, timeout=5000)
        page.evaluate("scrollBy({ top: -850, behavior: 'instant' })")


@pytest.mark.parametrize("side", ["primary", "secondary"])
def test_the_contents_open_over_the_page_on_a_phone(visit, side):
    page = visit(**PHONE).page
    dialog, toggle = page.locator(f"#pst-{side}-sidebar-modal"), page.locator(f"button.{side}-toggle")
    expect(dialog.locator("a").first).to_be_hidden()
    toggle.click()
    expect(dialog.locator("a:visible").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    toggle.click()
    dialog.locator("nav a:visible").nth(1).click()
    page.wait_for_url(lambda url: url != "about:blank" and ("#" in url or LESSON not in url))


def test_previous_and_next_lead_on(visit):
    page = visit().page
    title = page.locator("a.right-next .prev-next-title").inner_text()
    page.locator("a.right-next").click()
    expect(page.locator("article.bd-article h1").first).to_contain_text(title)
    page.locator("a.left-prev").click()
    page.wait_for_url(f"**/{LESSON}")
    assert LESSON in page.url


def test_buttons_without_words_say_their_name_on_focus(visit):
    page = visit().page
    page.locator(".dropdown-download-buttons > button").focus()
    for name in ("Fullscreen mode", "Light or dark"):
        page.keyboard.press("Tab")
        shown = page.evaluate("getComputedStyle(document.activeElement, '::after').content")
        assert name in shown


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", [LESSON, "search.html", "book/explore/claims.html"])
def test_every_control_has_a_name_in_words(visit, name, width):
    page = visit(name, viewport={"width": width, "height": 800}).page
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = {
        "button",
        "link",
        "DisclosureTriangle",
        "checkbox",
        "combobox",
        "radio",
        "searchbox",
        "textbox",
        "navigation",
    }
    found = [node["name"]["value"] for node in tree if not node["ignored"] and node["role"]["value"] in roles]
    assert len(found) > 5
    assert not [text for text in found if not re.search("[A-Za-z0-9#]", text) or re.search("[\ue000-\uf8ff]", text)]


@pytest.mark.parametrize("opener", ["search", "primary", "secondary"])
def test_dialogs_have_names_and_give_the_focus_back(visit, opener):
    page = visit(**PHONE).page
    button = page.locator(".search-button" if opener == "search" else f"button.{opener}-toggle")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_have_attribute("aria-label", re.compile("Search|Contents"))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


def test_a_button_of_the_head_keeps_the_focus_and_tells_its_state(visit):
    page = visit().page
    switch = page.locator(".theme-switch-button")
    switch.focus()
    told = set()
    for _ in range(3):
        page.keyboard.press("Enter")
        expect(switch).to_be_focused()
        told.add(switch.get_attribute("aria-label"))
    assert told == {f"Light or dark: {state}" for state in ("light", "dark", "as the system")}
    sidebar = page.locator("button.primary-toggle")
    sidebar.focus()
    page.keyboard.press("Enter")
    expect(sidebar).to_be_focused()


def test_every_icon_is_drawn(visit):
    page = visit().page
    page.evaluate("document.fonts.ready")
    icons = page.locator(".bd-header-article [class*='fa-']:visible, .prev-next-area i, .onthispage i")
    assert icons.count() >= 6
    for icon in icons.all():
        drawn = icon.evaluate("e => getComputedStyle(e, '::before').content")
        assert re.fullmatch('"." / ""', drawn), drawn
        family = icon.evaluate("e => getComputedStyle(e).fontFamily")
        assert "Font Awesome" in family
    states = page.evaluate("[...document.fonts].filter(f => f.weight === '900').map(f => f.status)")
    assert states == ["loaded"]


def test_folded_cells_open_and_close(visit):
    page = visit().page
    fold = page.locator("article details:has(> summary)", has_text="Show the solution").first
    content = fold.locator("div.cell_input, div.cell_output, pre").first
    expect(content).to_be_hidden()
    fold.locator("summary").first.click()
    expect(content).to_be_visible()


def test_paper_shows_the_lesson_without_controls(visit):
    page = visit().page
    page.emulate_media(media="print")
    expect(page.locator(".bd-header-article")).to_be_hidden()
    expect(page.locator("#pst-primary-sidebar")).to_be_hidden()
    expect(page.locator("article.bd-article h2").first).to_be_visible()


def test_every_page_describes_itself(book):
    for path in sorted(book.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        if "_static/book.css" in text:
            found = re.findall(r'<meta name="description" content="([^"]+)"', text)
            assert len(found) == 1 and 15 < len(found[0]) < 200, (path.name, found)
            assert not found[0].startswith(":"), path.name
