"""What a visit to a page costs its reader: bytes, requests, and on a simulated phone time. Pages take turns."""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import lighthouse
from peers import Peer
from playwright.sync_api import Browser

from coursekit.serve import BookServer

# Lighthouse's mobile simulation: "slow 4G" and a processor four times slower.
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1638.4 * 1024 / 8,
    "uploadThroughput": 750 * 1024 / 8,
}
SLOWER = 4
WATCH = """
window.quizReady = [];
new MutationObserver((_, watcher) => {
  const holds = [READY];
  holds.forEach((now, at) => { if (now) window.quizReady[at] ??= performance.now(); });
  if (holds.every(Boolean)) watcher.disconnect();
}).observe(document, {subtree: true, childList: true, attributes: true});
"""
HEAD = (
    "| page | kB sent | requests | other hosts | performance | accessibility | best practices | SEO "
    "| first paint, ms | blocked, ms | layout shift | first quiz, and all, usable after first paint, ms |"
)


def table(root: Path, browser: Browser, pages: list[Peer], rounds: int) -> list[str]:
    """Return the table of pages: the middle of several visits each. In every round each page has its turn."""
    program = lighthouse.lighthouse(root)
    verdicts: dict[str, list[lighthouse.Verdict]] = defaultdict(list)
    waits: dict[str, list[list[float]]] = defaultdict(list)
    for turn in range(rounds):
        for page in pages:
            if program:
                with BookServer(page.book) as server:
                    verdicts[page.label].append(lighthouse.visit(program, server.url + page.page))
            if page.ready:
                waits[page.label].append(_wait(browser, page))
            seen = " ".join([*_middle(verdicts[page.label][-1:]), _both(waits[page.label][-1:])])
            print(f"visit {turn + 1} of {rounds}: {page.label}: {seen}", file=sys.stderr, flush=True)
    lines = [HEAD, "| --- |" + " --: |" * (HEAD.count("|") - 2)]
    for page in pages:
        sent, requests, hosts = weigh(browser, page)
        cells = [f"{sent / 1000:.0f}", str(requests), str(len(hosts)), *_middle(verdicts[page.label])]
        cells.append(_both(waits[page.label]))
        lines.append(f"| {page.label} | {' | '.join(cells)} |")
    return lines


def _both(waits: list[list[float]]) -> str:
    return ", ".join(f"{statistics.median(times):.0f}" for times in zip(*waits, strict=True)) or "no quiz"


def _middle(seen: list[lighthouse.Verdict]) -> list[str]:
    if not seen:
        return ["–"] * len(lighthouse.Verdict._fields)
    middle = lighthouse.Verdict(*map(statistics.median, zip(*seen, strict=True)))
    return [*(f"{value:.0f}" for value in middle[:-1]), f"{middle.shift:.3f}"]


def weigh(browser: Browser, page: Peer) -> tuple[int, int, set[str]]:
    """Open a page with an empty cache; return bytes and requests served, and the other hosts it asks."""
    hosts: set[str] = set()
    with BookServer(page.book) as server:
        context = browser.new_context()
        tab = context.new_page()
        tab.on("request", lambda asked: hosts.add(urlsplit(asked.url).netloc))
        answer = tab.goto(server.url + page.page, wait_until="networkidle")
        if answer is None or not answer.ok:
            raise SystemExit(f"{page.page} is not in the book")
        context.close()
        hosts -= {"", urlsplit(server.url).netloc}
        return sum(server.sent.values()), sum(server.requests.values()), hosts


def _wait(browser: Browser, page: Peer) -> list[float]:
    """Return the times from first paint to what ``ready`` names, in ms, at least 0, on the phone simulated here."""
    with BookServer(page.book) as server:
        context = browser.new_context(viewport={"width": 412, "height": 823}, device_scale_factor=1.75)
        tab = context.new_page()
        session = context.new_cdp_session(tab)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", NETWORK)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        tab.add_init_script(WATCH.replace("READY", ", ".join(page.ready)))
        tab.goto(server.url + page.page, wait_until="load", timeout=120_000)
        tab.wait_for_function(
            "count => Object.keys(window.quizReady).length === count"
            " && performance.getEntriesByName('first-contentful-paint').length",
            arg=len(page.ready),
            timeout=120_000,
        )
        first = tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        ready = tab.evaluate("window.quizReady")
        context.close()
        return [max(0.0, one - first) for one in ready]
