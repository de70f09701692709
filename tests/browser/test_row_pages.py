"""Pages of rows in a browser: on a phone, in both colour schemes, and reached from a link."""

from __future__ import annotations

import pytest
from browser_support import broken_rules, lay_out
from playwright.sync_api import expect

from coursekit.rows import SERIES, VIEWS

pytestmark = pytest.mark.browser

OPEN = "document.querySelectorAll('details').forEach(fold => { fold.open = true; })"


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", [*VIEWS, SERIES])
def test_the_page_fits_a_narrow_phone_whatever_is_open(visit, name):
    page = visit(f"book/tables/{name}.html", viewport={"width": 320, "height": 800}).page
    assert page.locator("section.entry").count() > 10
    lay_out(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(OPEN)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.sample(2)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["claims", "relations"])
def test_axe_finds_nothing(visit, name, scheme):
    page = visit(f"book/tables/{name}.html", color_scheme=scheme).page
    page.evaluate("document.querySelectorAll('section.entry').forEach((entry, n) => { if (n > 20) entry.remove(); })")
    page.evaluate(OPEN)
    assert not broken_rules(page, scheme, "article.bd-article")


LISTS = [*(f"tables/{name}" for name in VIEWS), "actors", "explore/timeline", "explore/claims", "explore/network"]
DRAWN = """Array.from(document.querySelectorAll(".entry:not([hidden])")).filter((one) => one.checkVisibility())
    .map((one) => ({{ height: one.clientHeight, near: one.firstElementChild.checkVisibility({options}) }}))"""


@pytest.mark.sample(3)
@pytest.mark.parametrize("width", [412, 1280])
@pytest.mark.parametrize("name", LISTS)
def test_what_is_far_from_the_screen_is_laid_out_late_and_has_about_the_height_it_will_have(visit, name, width):
    page = visit(f"book/{name}.html", viewport={"width": width, "height": 823}).page
    before = page.evaluate(DRAWN.format(options="{ contentVisibilityAuto: true }"))
    near = [entry["near"] for entry in before]
    assert near[0]
    assert sum(near) <= 25, "a browser lays out what nobody sees yet"
    lay_out(page)
    after = page.evaluate(DRAWN.format(options="{}"))
    # What lies in a section that is late as a whole has no height of its own before.
    pairs = [(a["height"], b["height"]) for a, b, seen in zip(before, after, near, strict=True) if not seen]
    ratios = sorted(a / b for a, b in pairs if a)
    if len(ratios) > 20:
        assert 0.8 < ratios[len(ratios) // 2] < 1.25
        assert ratios[len(ratios) // 20] > 0.55
        assert ratios[-1 - len(ratios) // 20] < 1.6


def test_a_link_lands_on_its_row_with_the_verdict_folded(visit):
    seen = visit("book/source-companion.html")
    page = seen.page
    page.locator('#paragraph-4 a[href$="#claims-c026"]').click()
    page.wait_for_url("**/claims.html#claims-c026")
    entry = page.locator("#claims-c026")
    assert entry.is_visible()
    assert 0 <= entry.bounding_box()["y"] < 300
    fold = entry.locator("details > summary")
    assert not entry.get_by_text("Verdict then").is_visible()
    fold.focus()
    page.keyboard.press("Enter")
    assert entry.get_by_text("Verdict then").is_visible()
    assert not seen.errors


@pytest.mark.parametrize("name", ["actors", "positions", "source-companion"])
def test_pages_to_read_fit_a_narrow_phone_in_the_dark(visit, name):
    page = visit(f"book/{name}.html", viewport={"width": 320, "height": 800}, color_scheme="dark").page
    lay_out(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(OPEN)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if name != "source-companion":
        page.evaluate("document.querySelectorAll('.actor-card').forEach((one, n) => { if (n > 12) one.remove(); })")
        assert not broken_rules(page, context="article.bd-article")


def test_a_link_to_a_later_event_opens_the_fold_it_stands_behind(visit):
    page = visit("book/tables/events-later.html").page
    event = page.locator("#events-moscow-format-2018-11")
    assert not event.is_visible()
    page.evaluate("location.hash = 'events-moscow-format-2018-11'")
    expect(event).to_be_visible()
