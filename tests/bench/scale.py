"""How a book grows: copies of a lesson are added to the course, up to a hundred lessons, and each size is built."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from coursekit import project
from coursekit.publish import build
from coursekit.quiz.bank import find_bank, read_bank

SIZES = (25, 50, 100)
"""Lessons of the books that are built, after that of the course as it is."""

BOUND = ("forecast", "forecast_outcome")
"""Questions that belong to one lesson: a copy of the lesson would open another's envelope."""


def growth(root: Path, folder: Path) -> list[str]:
    """Return the table of books of several sizes, and a line on what a change of one page builds again."""
    copy = folder / "grown"
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".*", "_build", "__pycache__"))
    ours = [path.stem for path in project.lessons(copy)]
    model = _model(copy, ours)
    lines = [
        "| lessons | pages | build, s | s a page | s a lesson added | first lesson, kB | a copied lesson, kB "
        "| first lesson grew by, bytes a lesson added | search index, kB |",
        "| --: | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
    first: tuple[int, float, int] | None = None
    for size in (len(ours), *SIZES):
        for name in _free(ours, size - len(project.lessons(copy))):
            _add(copy, model, name)
        seconds = _seconds(copy)
        html = copy / "_build" / "html"
        pages = sum(1 for _ in _pages(html))
        mine = _zipped(html / "notebooks" / f"{ours[0]}.html")
        last = _zipped(html / "notebooks" / f"{project.lessons(copy)[-1].stem}.html")
        first = first or (size, seconds, mine)
        added = size - first[0]
        each = ["–", f"{mine / 1000:.1f}", "–", "–"]
        if added:
            grew = (mine - first[2]) / added
            each = [f"{(seconds - first[1]) / added:.2f}", each[1], f"{last / 1000:.1f}", f"{grew:.1f}"]
        index = _zipped(html / "searchindex.js") / 1000
        lines.append(f"| {size} | {pages} | {seconds:.1f} | {seconds / pages:.2f} | {' | '.join(each)} | {index:.0f} |")
    return [*lines, "", _after_a_change(copy, project.lessons(copy)[-1])]


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


def _seconds(root: Path) -> float:
    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        build(root)
    return time.perf_counter() - started


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _zipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))
