"""Measure what a reader downloads and what a build costs, and write the tables in README.md.

    python tests/bench/bench.py              lessons, quizzes, builds, notebooks
    python tests/bench/bench.py --beside     the pages beside the lessons too (some 20 minutes)
    python tests/bench/bench.py --peers      pages of others too, from the same text and questions (some minutes)
    python tests/bench/bench.py --scale      books of up to a hundred lessons too (half an hour)
    python tests/bench/bench.py --cold       the installation too (some minutes)
    python tests/bench/bench.py --all        all of these

Builds run on a copy of the project, so that the built book stays as it is. Of the pages beside the lessons, growing
books and the installation the last table stays where they are not measured anew.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import io
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import quizzes
import scale
import visits
from find_browser import FLAGS, find_browser, undisturbed
from peers import OURS, Peer, peers
from playwright.sync_api import sync_playwright

from coursekit import project
from coursekit.notebooks import ENVIRONMENT
from coursekit.publish import build

START, END = "<!-- bench:start -->", "<!-- bench:end -->"
BESIDE = "The pages beside the lessons"
GROWN = "Books of copied lessons"
COLD = "Installation into an empty environment"
ROUNDS = 3
EXPLAINED = (
    "kB and requests of a first visit, gzip, headers included; the rest on a phone that Lighthouse simulates (slow 4G, "
    "a processor four times slower) or, for the quiz, the browser slowed down alike: medians of {rounds}, the pages "
    "taking turns. A busy or slow machine makes blocked time longer and scores of performance lower, not the others."
)
NBVAL = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
BARE = """
import sys, nbformat, nbclient
for path in sys.argv[1:]:
    nbclient.NotebookClient(nbformat.read(path, as_version=4), timeout=120, kernel_name="python3").execute()
"""


def main() -> int:
    """Measure, print and write."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    more = {
        "beside": "the pages beside the lessons",
        "peers": "pages of others",
        "scale": "growing books",
        "cold": "the installation",
    }
    for name, what in more.items():
        options.add_argument(f"--{name}", action="store_true", help=f"measure {what} too")
    options.add_argument("--all", action="store_true", help="measure all of these")
    options.add_argument("--rounds", type=int, default=3, help="visits to each page, builds of each growing book (3)")
    asked = options.parse_args()
    root = project.root(Path(__file__).parent)
    readme = root / "README.md"
    before = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    load = _load()
    book = build(root)
    with tempfile.TemporaryDirectory() as name:
        parts = [pages(root, book, Path(name) if asked.peers or asked.all else None, asked.rounds)]
        parts.append(beside(root, book, before, asked.rounds if asked.beside or asked.all else 0))
        parts.append(grown(root, Path(name), before, asked.rounds if asked.scale or asked.all else 0))
    parts.append(costs(root, asked.cold or asked.all, before))
    table = "\n\n".join("\n".join(part) for part in [machine(load), *parts] if part)
    print(f"\n{table}")
    if START not in before or END not in before:
        print(f"\nREADME.md has no {START} and {END}: nothing written", file=sys.stderr)
        return 1
    head, rest = before.split(START, 1)
    readme.write_text(f"{head}{START}\n{table}\n{END}{rest.split(END, 1)[1]}", encoding="utf-8")
    return 0


def machine(load: str) -> list[str]:
    """Return what the numbers were measured on, when, and how busy the machine was."""
    busy = f"Processes waiting or at work on average, of five minutes: {load} at the start, {_load()} at the end."
    return [f"{place_and_browser()} {busy}"]


def place() -> str:
    """Say on what machine is measured, and on what day: a table can be older than the one beside it."""
    today = datetime.datetime.now(datetime.UTC).date()
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {_processor()}"
    return f"Measured {today} on {system}; Python {platform.python_version()}."


def place_and_browser() -> str:
    """Say also in which browser pages were visited, and whether it was left alone."""
    browser = subprocess.run([find_browser(lean=True), "--version"], capture_output=True, text=True).stdout.strip()
    first = " The page's own process went before all others." if undisturbed() != FLAGS else ""
    return f"{place()} {browser}.{first}"


def _load() -> str:
    return f"{os.getloadavg()[1]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _processor() -> str:
    with contextlib.suppress(OSError):
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        if found:
            return found[1]
    return platform.processor() or "processor unknown"


def pages(root: Path, book: Path, folder: Path | None, rounds: int) -> list[str]:
    """Return the tables of pages and quizzes; pages of others are made in the folder, if there is one."""
    lessons = [Peer(path.stem, book, f"notebooks/{path.stem}.html", OURS) for path in project.lessons(root)]
    same, others = peers(root, folder) if folder else ("", [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(lean=True), args=undisturbed())
        costs = visits.measure(root, browser, [*lessons, *others], rounds)
        lines = [*visits.table(costs), "", EXPLAINED.format(rounds=rounds) + visits.speed(costs)]
        if same:
            lines[-1] += f" The same work: the text of {same} and ten of its questions with one right answer."
        lines += ["", *quizzes.weights(root), "", *quizzes.growth(root, browser)]
        browser.close()
    return lines


def beside(root: Path, book: Path, before: str, rounds: int) -> list[str]:
    """Return the table of the pages beside the lessons, or the one there was if it is not to be measured anew."""
    if not rounds:
        return re.findall(rf"^{BESIDE}.*?\n\n.*?(?=\n\n)", before, re.DOTALL | re.MULTILINE)
    names = ["search.html", *sorted(path.relative_to(book).as_posix() for path in (book / "book").rglob("*.html"))]
    found = [Peer(name.removeprefix("book/"), book, name, ()) for name in names]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(lean=True), args=undisturbed())
        costs = visits.measure(root, browser, found, rounds, brief=True)
        browser.close()
    more = f", medians of {rounds} where that one was blocked" if rounds > 1 else ""
    said = f"{BESIDE}, {len(found)}: one visit to each{more}; the least and the most in each folder."
    return [f"{said} {place_and_browser()}{visits.speed(costs)}", "", *visits.ranges(costs)]


def grown(root: Path, folder: Path, before: str, rounds: int) -> list[str]:
    """Return the table of growing books, or the one there was if it is not to be measured anew."""
    if rounds:
        said = (
            f"{GROWN}: medians of {rounds} builds, the sizes taking turns; a lesson more than in the line above. "
            "Calls of Python's functions in the process that builds do not depend on the machine, as seconds do. "
            "A lesson takes longer than another page: the more of them, the more a page takes on average."
        )
        return [f"{said} {place()}", "", *scale.growth(root, folder, rounds)]
    found = re.search(rf"^{GROWN}.*?\n\n.*?\n\n.*?$", before, re.DOTALL | re.MULTILINE)
    return [found[0]] if found else []


def costs(root: Path, cold: bool, before: str) -> list[str]:
    """Return the table of seconds: installation, builds, notebooks."""
    lines = ["| work | how | seconds |", "| --- | --- | --: |"]
    if cold:
        lines.append(f"| {COLD} | `python -m venv`, `pip install --no-cache-dir` | {installation(root):.0f} |")
    else:
        lines += [line for line in before.splitlines() if line.startswith(f"| {COLD}")]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "course"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".*", "_build", "__pycache__"))
        return lines + builds(copy) + notebooks(project.lessons(copy))


def installation(root: Path) -> float:
    """Return the seconds that an environment takes, with nothing in pip's cache."""
    with tempfile.TemporaryDirectory() as folder:

        def install() -> None:
            _run([sys.executable, "-m", "venv", folder])
            _run(
                [
                    f"{folder}/bin/python",
                    "-m",
                    "pip",
                    "install",
                    "-q",
                    "--no-cache-dir",
                    "-r",
                    f"{root}/requirements.txt",
                ]
            )

        return _seconds(install)


def builds(root: Path) -> list[str]:
    """Return the rows for builds of a project that has not been built."""
    whole = _seconds(lambda: build(root, clean=True))
    count = len(re.findall(r"^\W*(?:file|root):", (root / "_toc.yml").read_text(encoding="utf-8"), re.M))
    page = root / "book" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    changed = _seconds(lambda: build(root))
    unchanged = _seconds(lambda: build(root))
    return [
        f"| Clean build | {count} pages, environment ready: {whole / count:.2f} s a page | {whole:.1f} |",
        f"| Build after a change | one page of {count} changed | {changed:.1f} |",
        f"| Build after no change | sources compared by content | {unchanged:.2f} |",
    ]


def notebooks(lessons: list[Path]) -> list[str]:
    """Return the rows for running the lessons: compared by nbval, and bare. The two take turns."""
    names = [str(path) for path in lessons]
    compared, bare = [], []
    for _ in range(ROUNDS):
        compared.append(_seconds(lambda: _run([sys.executable, *NBVAL, *names], lessons[0].parent)))
        bare.append(_seconds(lambda: _run([sys.executable, "-c", BARE, *names], lessons[0].parent)))
    first, second = statistics.median(compared), statistics.median(bare)
    return [
        f"| Notebooks compared with nbval | {len(lessons)} lessons, median of {ROUNDS} | {first:.1f} |",
        f"| The same run with nbclient alone | median of {ROUNDS}; nbval takes {first / second:.2f} times as long "
        f"| {second:.1f} |",
    ]


def _run(command: list[str], folder: Path | None = None) -> None:
    done = subprocess.run(command, cwd=folder, env=os.environ | ENVIRONMENT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:6])} ... failed:\n{done.stdout}{done.stderr}")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
