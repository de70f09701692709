"""Measure what a reader downloads and what a build costs, and write the table in README.md.

    python tests/bench/bench.py            pages, builds, notebooks
    python tests/bench/bench.py --cold     the installation too (some minutes)

Builds run on a copy of the project, so that the built book stays as it is.
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
from find_browser import FLAGS, find_browser
from playwright.sync_api import Browser, sync_playwright

from coursekit import project
from coursekit.notebooks import ENVIRONMENT
from coursekit.publish import build
from coursekit.serve import BookServer

START, END = "<!-- bench:start -->", "<!-- bench:end -->"
COLD = "Installation into an empty environment"
ROUNDS = 3
NBVAL = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
BARE = """
import sys, nbformat, nbclient
for path in sys.argv[1:]:
    nbclient.NotebookClient(nbformat.read(path, as_version=4), timeout=120, kernel_name="python3").execute()
"""


def main() -> int:
    """Measure, print and write."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--cold", action="store_true", help="measure the installation too")
    cold = options.parse_args().cold
    root = project.root(Path(__file__).parent)
    readme = root / "README.md"
    before = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    book = build(root)
    table = "\n".join([*machine(), "", *pages(root, book), "", *costs(root, cold, before)])
    print(f"\n{table}")
    if START not in before or END not in before:
        print(f"\nREADME.md has no {START} and {END}: nothing written", file=sys.stderr)
        return 1
    head, rest = before.split(START, 1)
    readme.write_text(f"{head}{START}\n{table}\n{END}{rest.split(END, 1)[1]}", encoding="utf-8")
    return 0


def machine() -> list[str]:
    """Return what the numbers were measured on, and when."""
    browser = subprocess.run([find_browser(), "--version"], capture_output=True, text=True).stdout.strip()
    today = datetime.datetime.now(datetime.UTC).date()
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {_processor()}"
    return [f"Measured {today} on {system}; Python {platform.python_version()}, {browser}."]


def _processor() -> str:
    with contextlib.suppress(OSError):
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        if found:
            return found[1]
    return platform.processor() or "processor unknown"


def pages(root: Path, book: Path) -> list[str]:
    """Return the table of lesson pages: what one visit with an empty cache sends."""
    lines = [
        "| lesson page, empty cache, gzip | kB sent | requests | third-party requests |",
        "| --- | --: | --: | --: |",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        for lesson in project.lessons(root):
            sent, requests, foreign = visit(browser, book, f"notebooks/{lesson.stem}.html")
            lines.append(f"| {lesson.stem} | {sent / 1000:.0f} | {requests} | {foreign} |")
        lines += ["", *quizzes.readiness(root, browser, book)]
        lines += ["", *quizzes.weights(root), "", *quizzes.growth(root, browser)]
        browser.close()
    return lines


def visit(browser: Browser, book: Path, page: str) -> tuple[int, int, int]:
    """Open a page in a fresh profile; return bytes and requests served, and requests to others."""
    foreign = []
    with BookServer(book) as server:
        context = browser.new_context()
        tab = context.new_page()
        tab.on(
            "request", lambda r: foreign.append(r.url) if not r.url.startswith((server.url, "data:", "blob:")) else None
        )
        answer = tab.goto(server.url + page, wait_until="networkidle")
        if answer is None or not answer.ok:
            raise SystemExit(f"{page} is not in the book")
        context.close()
        return sum(server.sent.values()), sum(server.requests.values()), len(foreign)


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
