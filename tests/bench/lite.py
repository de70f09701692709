"""Open a JupyterLite site in Chromium and tell how far it comes: `make lite` first, then

    python tests/bench/lite.py [_build/site/lite]

It opens the first lesson as its button does, lists the lessons that the page offers, waits for the kernel, and runs
the first cells. Pyodide, and pandas with it, come from the internet unless the site was built with them: without
either, the kernel is where it ends, and that is said. It is not part of `make test`.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, TimeoutError, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from find_browser import FLAGS, find_browser  # noqa: E402

from coursekit.project import lessons  # noqa: E402
from coursekit.serve import BookServer  # noqa: E402


def main() -> int:
    """Tell what came of it; the exit status is 1 if the site or the lesson did not open."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, nargs="?", default=ROOT / "_build" / "site" / "lite")
    parser.add_argument("--lesson", default=lessons(ROOT)[0].stem, help="the lesson to open (default: the first)")
    parser.add_argument("--code", help="run this instead of the lesson's cells, in a console beside it")
    parser.add_argument("--wait", type=float, default=240, help="seconds to wait for the kernel (default: 240)")
    parser.add_argument("--picture", type=Path, help="write a picture of the page at the end")
    options = parser.parse_args()
    with sync_playwright() as playwright, BookServer(options.site) as server:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        hosts: dict[str, list[str]] = {}
        page.context.on("request", lambda one: hosts.setdefault(urlsplit(one.url).hostname or "-", []).append(one.url))
        failed: list[str] = []
        page.context.on("requestfailed", lambda one: failed.append(f"{one.url}: {one.failure}"))
        page.on("console", lambda one: one.type == "error" and print(f"  console: {one.text[:300]}"))
        start = time.monotonic()
        try:
            opened = visit(page, f"{server.url}lab/index.html", options, start)
        finally:
            if options.picture:
                page.screenshot(path=str(options.picture))
        for host, urls in sorted(hosts.items()):
            print(f"asked {host}: {len(urls)} requests" + ("" if host == "127.0.0.1" else f", first {urls[0]}"))
        for one in failed[:10]:
            print(f"failed: {one}")
        browser.close()
    return 0 if opened else 1


def visit(page: Page, address: str, options: argparse.Namespace, start: float) -> bool:
    """Open the lesson and go as far as it goes; return whether the lesson opened."""
    page.goto(f"{address}?path=notebooks/{options.lesson}.ipynb")
    said = lambda what: print(f"{time.monotonic() - start:6.1f} s: {what}", flush=True)  # noqa: E731
    try:
        page.locator(".jp-DirListing-item").first.wait_for(timeout=120_000)
        said("JupyterLab is there")
        notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        notebook.locator("h1").first.wait_for(timeout=120_000)
        said(f"the lesson is open: {notebook.locator('h1').first.inner_text()!r}")
    except TimeoutError:
        said("the page or the lesson did not open")
        return False
    listed = page.locator(".jp-DirListing-itemText").all_inner_texts()
    said(f"files listed: {', '.join(listed)}")
    dialog = page.locator(".jp-Dialog")
    if dialog.count():
        said(f"it asks: {' '.join(dialog.inner_text().split())[:160]}")
    state = page.locator(".jp-Notebook-ExecutionIndicator").first
    deadline = time.monotonic() + options.wait
    status = ""
    while time.monotonic() < deadline and status != "idle":
        now = state.get_attribute("data-status") or ""
        if now != status:
            said(f"the kernel is {now}")
            status = now
        page.wait_for_timeout(500)
    if status != "idle":
        said("the kernel did not start")
        return True
    cells = notebook.locator(".jp-CodeCell")
    for number in range(min(cells.count(), 3)):
        cell = cells.nth(number)
        cell.locator(".jp-InputArea-editor").click()
        if options.code and number == 0:
            page.keyboard.press("Control+A")
            page.keyboard.insert_text(options.code)
        page.keyboard.press("Shift+Enter")
        try:
            while "*" in cell.locator(".jp-InputPrompt").inner_text() or (number == 0 and page.wait_for_timeout(1000)):
                page.wait_for_timeout(500)
                if time.monotonic() > deadline + options.wait:
                    said(f"cell {number + 1} did not end")
                    return True
            shown = " ".join(cell.locator(".jp-OutputArea").first.inner_text().split())
            said(f"cell {number + 1} ran {cell.locator('.jp-InputPrompt').inner_text()}: {shown[-300:]}")
        except Error as error:
            said(f"cell {number + 1}: {error}")
        if options.code:
            break
    return True


if __name__ == "__main__":
    sys.exit(main())
