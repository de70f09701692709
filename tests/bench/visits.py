"""What a visit to a page costs its reader: bytes, requests, and on a simulated phone time. Pages take turns."""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
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
COSTS = (
    "| page | kB sent | requests | other hosts | performance | accessibility | best practices | SEO "
    "| first paint, ms | blocked, ms | layout shift |"
)
QUIZ = " first quiz, and all, usable after first paint, ms |"
BEST = " blocked at the best visit, ms |"


class Cost(NamedTuple):
    """What a page costs: what is sent, the middle of what Lighthouse saw, the middle times until quizzes are usable."""

    kilobytes: float
    requests: float
    hosts: float
    seen: lighthouse.Verdict | None
    """None where there is no Lighthouse."""
    waits: tuple[float, ...]
    best: float | None
    """The least blocked time of all visits, ms: other work of the machine only adds to it."""

    def cells(self) -> list[str]:
        """Return what stands in the columns of COSTS, after the page."""
        shown = [f"{one:.0f}" for one in (self.kilobytes, self.requests, self.hosts)]
        if self.seen is None:
            return shown + ["–"] * (COSTS.count("|") - 2 - len(shown))
        *whole, shift, _ = self.seen
        return [*shown, *(f"{one:.0f}" for one in whole), f"{shift:.3f}"]

    def quiz(self) -> str:
        """Return what stands in the column QUIZ."""
        return ", ".join(f"{one:.0f}" for one in self.waits) or "no quiz"


def table(costs: dict[str, Cost]) -> list[str]:
    """Return the table of pages, a row each."""
    rows = [f"| {label} | {' | '.join([*cost.cells(), cost.quiz()])} |" for label, cost in costs.items()]
    return [COSTS + QUIZ, _rule(COSTS + QUIZ), *rows]


def ranges(costs: dict[str, Cost]) -> list[str]:
    """Return the table of pages, a row for each folder: the least and the most that a page in it costs."""
    folders: dict[str, list[list[str]]] = defaultdict(list)
    for label, cost in costs.items():
        best = "–" if cost.best is None else f"{cost.best:.0f}"
        folders[str(Path(label).parent)].append([*cost.cells(), best])
    lines = [COSTS + BEST, _rule(COSTS + BEST)]
    for folder, rows in sorted(folders.items()):
        place = "at the top" if folder == "." else f"`{folder}/`"
        cells = [_range(column) for column in zip(*rows, strict=True)]
        lines.append(f"| {place}, {len(rows)} {'page' if len(rows) == 1 else 'pages'} | {' | '.join(cells)} |")
    return lines


def speed(costs: dict[str, Cost]) -> str:
    """Say how fast the machine was while the pages were visited."""
    found = [cost.seen.index for cost in costs.values() if cost.seen]
    if not found:
        return ""
    return f" Lighthouse's index of the machine meanwhile, median: {statistics.median(found):.0f}."


def _range(cells: Iterable[str]) -> str:
    ordered = sorted(set(cells), key=lambda cell: float(cell.replace("–", "-1")))
    return ordered[0] if len(ordered) == 1 else f"{ordered[0]} to {ordered[-1]}"


def _rule(head: str) -> str:
    return "| --- |" + " --: |" * (head.count("|") - 2)


def measure(root: Path, browser: Browser, pages: list[Peer], rounds: int, brief: bool = False) -> dict[str, Cost]:
    """Visit pages several times, taking turns in each round; return by label what each costs.

    If ``brief``, a page that was never blocked at its first visit is not visited again.
    """
    program = lighthouse.lighthouse(root)
    verdicts: dict[str, list[lighthouse.Verdict]] = defaultdict(list)
    waits: dict[str, list[list[float]]] = defaultdict(list)
    sent = {page.label: weigh(browser, page) for page in pages}
    for turn in range(rounds):
        for page in pages:
            if brief and turn and verdicts[page.label] and not verdicts[page.label][0].blocked:
                continue
            if program:
                with BookServer(page.book) as server:
                    verdicts[page.label].append(lighthouse.visit(program, server.url + page.page))
            if page.ready:
                waits[page.label].append(_wait(browser, page))
            seen = _cost(sent[page.label], verdicts[page.label][-1:], waits[page.label][-1:])
            said = " ".join([*seen.cells()[3:], seen.quiz()])
            print(f"visit {turn + 1} of {rounds}: {page.label}: {said}", file=sys.stderr, flush=True)
    return {label: _cost(weight, verdicts[label], waits[label]) for label, weight in sent.items()}


def _cost(sent: tuple[int, int, set[str]], verdicts: list[lighthouse.Verdict], waits: list[list[float]]) -> Cost:
    size, requests, hosts = sent
    seen = lighthouse.Verdict(*_middle(verdicts)) if verdicts else None
    best = min((one.blocked for one in verdicts), default=None)
    return Cost(size / 1000, requests, len(hosts), seen, _middle(waits), best)


def _middle(rounds: Iterable[Iterable[float]]) -> tuple[float, ...]:
    return tuple(map(statistics.median, zip(*rounds, strict=True)))


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
