"""How a book grows: copies of a lesson are added to the course, up to a hundred lessons, and each size is built."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from coursekit import project
from coursekit.publish import ENVIRONMENT, PROGRAM, build
from coursekit.quiz.bank import find_bank, read_bank

SIZES = (25, 50, 100)
"""Lessons of the books that are built, after that of the course as it is."""

BOUND = ("forecast", "forecast_outcome")
"""Questions that belong to one lesson: a copy of the lesson would open another's envelope."""

HEAD = (
    "| lessons | pages | build, s | s a page | s a lesson more | million calls | of these a lesson more "
    "| first lesson, kB | a copied lesson, kB | first lesson, bytes a lesson more | search index, kB |"
)
COUNTER = """\
import atexit, cProfile, os, pathlib

def tell():
    counter.disable()
    pathlib.Path(os.environ["COUNTED"]).write_text(str(sum(one.callcount for one in counter.getstats())))

counter = cProfile.Profile(builtins=False)
atexit.register(tell)
counter.enable()
"""


def growth(root: Path, folder: Path, rounds: int) -> list[str]:
    """Return the table of books of several sizes, and a line on what a change of one page builds again.

    "A lesson more" compares a book with that of the line above: flat if what a lesson costs does not depend on how
    many there are. Seconds are medians of so many builds, the sizes taking turns, and depend on the machine's mood;
    calls of functions, counted once in the process that builds, do not.
    """
    books = _books(root, folder)
    seconds: dict[int, list[float]] = {size: [] for size in books}
    for _ in range(rounds):
        for size, book in books.items():
            seconds[size].append(_seconds(book, clean=True))
            print(f"{size} lessons built in {seconds[size][-1]:.1f} s", file=sys.stderr, flush=True)
    lines = [HEAD, re.sub(r"[^|]+", " --: ", HEAD)]
    above: tuple[int, float, float, int] | None = None
    for size, book in books.items():
        html, last = book / "_build" / "html", project.lessons(book)[-1]
        pages = sum(1 for _ in _pages(html))
        took, called = statistics.median(seconds[size]), calls(book) / 1e6
        mine = _zipped(html / "notebooks" / f"{project.lessons(root)[0].stem}.html")
        more, copied = ["–"] * 3, "–"
        if above:
            added = size - above[0]
            more = [f"{(now - then) / added:.2f}" for now, then in ((took, above[1]), (called, above[2]))]
            more.append(f"{(mine - above[3]) / added:.1f}")
            copied = f"{_zipped(html / 'notebooks' / f'{last.stem}.html') / 1000:.1f}"
        above = size, took, called, mine
        index = _zipped(html / "searchindex.js") / 1000
        lines.append(
            f"| {size} | {pages} | {took:.1f} | {took / pages:.2f} | {more[0]} | {called:.0f} | {more[1]} "
            f"| {mine / 1000:.1f} | {copied} | {more[2]} | {index:.0f} |"
        )
    largest = books[max(books)]
    return [*lines, "", _after_a_change(largest, project.lessons(largest)[-1])]


def calls(root: Path) -> int:
    """Return how many functions of Python are called to build a book, which is the same on each machine.

    Charts are drawn in other processes, and not counted.
    """
    with tempfile.TemporaryDirectory() as name:
        counted = Path(name, "calls")
        command = [sys.executable, "-c", f"{COUNTER}{PROGRAM}", "build", "--quiet", "--path-output", name, str(root)]
        environment = os.environ | ENVIRONMENT | {"COUNTED": str(counted)}
        subprocess.run(command, cwd=root, env=environment, capture_output=True, check=True)
        return int(counted.read_text())


def _books(root: Path, folder: Path) -> dict[int, Path]:
    """Return copies of the course with more and more lessons, by their number."""
    ignored = shutil.ignore_patterns(".*", "_build", "__pycache__")
    ours = [path.stem for path in project.lessons(root)]
    model = _model(root, ours)
    books = {}
    for size in (len(ours), *SIZES):
        books[size] = Path(shutil.copytree(root, folder / f"grown-{size}", ignore=ignored))
        for name in _free([*ours], size - len(ours)):
            _add(books[size], model, name)
    return books


def _model(root: Path, lessons: list[str]) -> str:
    """Return the lesson to copy: of those with charts and no forecast the one whose page is of middle size."""
    fit = []
    for name in lessons:
        text = (root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
        kinds = {question.type for question in read_bank(find_bank(name, root)).questions}
        if kinds.isdisjoint(BOUND) and "vegalite" in text:
            fit.append((len(text), name))
    return sorted(fit)[len(fit) // 2][1]


def _free(taken: list[str], count: int) -> Iterator[str]:
    """Yield names of lessons not yet given: a name has two digits, and so there are a hundred."""
    numbers = [number for number in range(100) if f"{number:02}" not in {name[:2] for name in taken}]
    for number in numbers[:count]:
        taken.append(f"{number:02}-a-copied-lesson")
        yield taken[-1]


def _add(root: Path, model: str, name: str) -> None:
    """Add a copy of a lesson: notebook, bank and line in the contents. Its charts differ: each is drawn."""
    for path in (root / "notebooks" / f"{model}.ipynb", root / "data" / "quizzes" / f"{model}.yml"):
        text = path.read_text(encoding="utf-8").replace(model, name)
        if path.suffix == ".ipynb":
            notebook = json.loads(text)
            for cell in notebook["cells"]:
                if cell["cell_type"] == "markdown":
                    cell["source"] = re.sub(r"\A# (.*)", rf"# \1 ({name[:2]})", "".join(cell["source"]))
                for output in cell.get("outputs", []):
                    for kind, data in output.get("data", {}).items():
                        if "vegalite" in kind:
                            data["description"] += f" Copy {name[:2]}."
            text = json.dumps(notebook)
        path.with_stem(name).write_text(text, encoding="utf-8")
    toc = root / "_toc.yml"
    line = f"      - file: notebooks/{model}\n"
    before = toc.read_text(encoding="utf-8")
    toc.write_text(before.replace(line, f"{line}      - file: notebooks/{name}\n"), encoding="utf-8")


def _after_a_change(root: Path, lesson: Path) -> str:
    """Change a lesson by a sentence, build, and say what else was written."""
    html = root / "_build" / "html"
    before = {path.relative_to(html): (path.stat().st_mtime_ns, _digest(path)) for path in _pages(html)}
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    words = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"][-1]
    words["source"] = "".join(words["source"]) + "\n\nA sentence more."
    lesson.write_text(json.dumps(notebook), encoding="utf-8")
    seconds = _seconds(root)
    after = {path.relative_to(html): (path.stat().st_mtime_ns, _digest(path)) for path in _pages(html)}
    changed = sum(after[name][1] != before[name][1] for name in before)
    written = sum(after[name][0] != before[name][0] for name in before)
    return (
        f"After a change of one lesson the book of {len(project.lessons(root))} lessons took {seconds:.1f} s: "
        f"of {len(before)} pages {changed} came out different, and {written} were written at all."
    )


def _pages(html: Path) -> Iterator[Path]:
    return (path for path in sorted(html.rglob("*.html")) if not path.relative_to(html).as_posix().startswith("_"))


def _seconds(root: Path, clean: bool = False) -> float:
    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        build(root, clean)
    return time.perf_counter() - started


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _zipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))
