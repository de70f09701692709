"""A browser, and pages of the built book opened without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_support import BOOK, Visit, go_to, served
from playwright.sync_api import Browser, BrowserContext
from quiz_pages import write_page


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
        go_to(seen.page, (book / page).as_uri())
        return seen

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def visit_http(browser: Browser, book: Path) -> Iterator[Callable[..., Visit]]:
    """Open a page of the book over http."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context, served(book) as address:

        def open_page(page: str) -> Visit:
            seen = Visit(context.new_page())
            go_to(seen.page, f"{address}/{page}")
            return seen

        yield open_page


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[str]:
    """Serve the test's own folder; yields the address."""
    with served(tmp_path) as address:
        yield address


@pytest.fixture
def open_quiz(browser: Browser, tmp_path: Path, serve: str) -> Iterator[Callable[..., Visit]]:
    """Write forms into a page and open it, over http or from a file; `before` is a script that runs first."""
    contexts: list[BrowserContext] = []

    def open_page(
        *forms: str, where: str = "http", name: str = "index.html", context=None, before: str = "", **options
    ):
        page = write_page(tmp_path, *forms, name=name)
        if context is None:
            context = browser.new_context(**{"viewport": {"width": 1000, "height": 900}, **options})
            contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.set_default_timeout(15_000)
        if before:
            seen.page.add_init_script(before)
        seen.page.goto(f"{serve}/{name}" if where == "http" else page.as_uri())
        return seen

    yield open_page
    for context in contexts:
        context.close()
