"""The policy of a page lets nothing run that is not the book's: faults are planted in copies of pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_support import BOOK, LESSONS, wait_until

from coursekit.serve import BookServer

pytestmark = pytest.mark.browser

PLANTED = {
    "inline script": "<script>window.planted = true</script>",
    "handler": '<img src="none.png" onerror="window.planted = true" alt="" />',
    "script from a text": '<script src="data:text/javascript,window.planted = true"></script>',
    "frame": '<iframe src="data:text/html,x" title="x"></iframe>',
    "style": '<p style="position: fixed" id="styled">x</p>',
    "base": '<base href="https://example.org/" />',
    "script of another host": '<script src="https://example.org/x.js"></script>',
}


@pytest.fixture(params=["http", "file"])
def planted(request, browser, tmp_path) -> Iterator:
    """Return a function that opens a lesson with something planted at its end, and what the policy refused."""
    copy = tmp_path / "book"
    shutil.copytree(BOOK, copy)
    with BookServer(copy) as server:
        start = server.url if request.param == "http" else copy.as_uri() + "/"

        def open_page(markup: str):
            path: Path = copy / "notebooks" / f"{LESSONS[0]}.html"
            original = (BOOK / "notebooks" / path.name).read_text(encoding="utf-8")
            path.write_text(original.replace("</body>", f"{markup}</body>"), encoding="utf-8")
            page = browser.new_page()
            page.add_init_script(
                "window.refused = []; document.addEventListener('securitypolicyviolation',"
                " (event) => refused.push(event.effectiveDirective))"
            )
            page.goto(f"{start}notebooks/{path.name}")
            return page

        yield open_page


@pytest.mark.sample(12)
@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_is_refused(planted, kind):
    page = planted(PLANTED[kind])
    wait_until(page, "refused.length > 0")
    assert page.evaluate("window.planted") is None
    assert page.evaluate("getComputedStyle(document.querySelector('#styled') ?? document.body).position") != "fixed"
    page.close()


def test_nothing_of_the_page_itself_is_refused(planted):
    page = planted("")
    page.locator("div.quiz [data-action=check]").first.click()
    assert page.evaluate("refused") == []
    page.close()
