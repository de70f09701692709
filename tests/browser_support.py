"""What tests in a browser share: where the book is, how it is served, a page that remembers what went wrong on it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from coursekit.project import lessons

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "_build" / "html"
LESSONS = [path.stem for path in lessons(ROOT)]
BESIDE = sorted(path.relative_to(ROOT).with_suffix(".html").as_posix() for path in (ROOT / "book").rglob("*.md"))
"""The pages of the book beside the lessons."""
PAGES = sorted(
    name
    for path in BOOK.rglob("*.html")
    if not (name := path.relative_to(BOOK).as_posix()).startswith("_") and "_static" in path.read_text(encoding="utf-8")
)
"""All built pages in the book's style, by name; none as long as the book is not built."""
AS_TYPED = str.maketrans("“”‘’", "\"\"''")
"""Turns marks that a page curls back into those of the rows."""


def go_to(page: Page, address: str) -> None:
    """Open a page, and wait until the theme's scripts have done to it what they do once it was drawn."""
    page.goto(address)
    page.evaluate("new Promise(window.afterPaint ?? ((done) => done()))")  # some pages only lead on to another


def lay_out(page: Page) -> None:
    """Have the browser lay out all of a page, what is far from the screen too, so that it can be measured."""
    page.evaluate(
        "document.querySelectorAll('section, .entry').forEach(one => (one.style.contentVisibility = 'visible'))"
    )


def unfold(page: Page) -> None:
    """Open what charts are folded into: what came after the judging stands behind a fold."""
    page.evaluate("document.querySelectorAll('details:has(figure.chart)').forEach(fold => (fold.open = true))")


LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]

THIN = """() => {
    const state = /^(class|style|type|open|disabled|hidden|data-result|aria-(pressed|current|expanded|invalid))$/;
    const words = ({ attributes }) => [...attributes].filter((one) => state.test(one.name)).map((one) => one.value);
    const kind = (one) => (one.localName === "article" ? "" : kind(one.parentElement) + one.localName + words(one));
    const seen = new Map();
    for (const one of document.querySelectorAll("article *:not(:has(*), svg *, [id])")) {
        const name = kind(one);
        seen.set(name, (seen.get(name) ?? 0) + 1);
        if (seen.get(name) > 2) one.remove();
    }
}"""
"""Leaves two of each kind of element, a kind being all names, classes and states from the article down: a third has
their colours (a stripe is on every second row). Half of a lesson goes, and two thirds of the time it takes."""


def broken_rules(page: Page, scheme: str = "light", context: Any = None) -> list[str]:
    """Return the rules of accessibility that a page, or a part of it, breaks, each with a place and what to mend.

    Looks at everything on a light page, and on the dark one at what colours alone can spoil; at what is far from the
    screen too. Takes away from the page what is repeated.
    """

    def found(**options: Any) -> list[dict[str, Any]]:
        options["resultTypes"] = ["violations"]
        return Axe().run(page, context=context, options=options).response["violations"]

    violations = []
    lay_out(page)
    if scheme == "light":
        violations += found(runOnly=LEVELS, rules={rule: {"enabled": False} for rule in COLOURS})
    page.evaluate(THIN)
    violations += found(runOnly=COLOURS)
    return [f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in violations]


def wait_until(page: Page, expression: str, arg: Any = None, timeout: float = 30) -> None:
    """Wait, up to ``timeout`` seconds, until the expression, or the function with ``arg``, is true on the page.

    Playwright's own ``wait_for_function`` evaluates words inside the page, which a page with a policy refuses as soon
    as the first look does not find what is waited for.
    """
    deadline = time.monotonic() + timeout
    while not page.evaluate(expression, arg):
        assert time.monotonic() < deadline, f"not within {timeout:g} s: {expression}"
        page.wait_for_timeout(20)


class Visit:
    """A page with what it logged and what it asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.foreign: list[str] = []
        page.on("console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._note)
        # An icon that is still on its way when a test ends is given up, and no fault of the page.
        page.on("requestfailed", lambda r: r.url.endswith("favicon.svg") or self.errors.append(f"failed: {r.url}"))

    def _note(self, request) -> None:
        if not request.url.startswith(("file:", "data:", "blob:", "http://127.0.0.1", "http://localhost")):
            self.foreign.append(request.url)


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder as it is now, and says nothing."""

    def end_headers(self) -> None:
        """Keep browsers from taking a page written twice in one second for the same."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args) -> None:
        pass


@contextmanager
def served(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a folder; yields the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
