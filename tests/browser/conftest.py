"""A browser, and pages of the built book opened without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_support import BOOK, Visit
from find_browser import FLAGS, find_browser
from playwright.sync_api import Browser, BrowserContext, sync_playwright


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; its absence is a failure, never a skip."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def book() -> Path:
    """The built book."""
    assert (BOOK / "index.html").is_file(), "no book in _build/html: run `make book` first"
    return BOOK


@pytest.fixture
def visit(browser: Browser, book: Path) -> Iterator[Callable[..., Visit]]:
    """Open a page of the book by ``file://`` with the network cut."""
    contexts: list[BrowserContext] = []

    def open_page(page: str, **options) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_offline(True)
        contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.goto((book / page).as_uri())
        return seen

    yield open_page
    for context in contexts:
        context.close()
