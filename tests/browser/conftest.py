"""A browser, and pages of the built book opened without a network."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from browser_support import BOOK, Visit
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
        seen.page.goto((book / page).as_uri())
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
            seen.page.goto(f"{address}/{page}")
            return seen

        yield open_page


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder as it is now, and says nothing."""

    def end_headers(self) -> None:
        """Keep browsers from taking a page written twice in one second for the same."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; yields the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


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
