"""What a quiz costs: bytes on a page, and how a large bank grows."""

from __future__ import annotations

import gzip
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser
from quiz_samples import one_of_each, question

from coursekit import project
from coursekit.export import FORMATS
from coursekit.export.command import export
from coursekit.quiz.bank import find_bank, read_bank
from coursekit.quiz.markup import render
from coursekit.quiz.script import script, style

SIZES = (125, 250, 500, 1000)
TEN = 10


def weights(root: Path) -> list[str]:
    """Return the rows for bytes: the script with its style, and ten questions of each lesson."""
    shared = _zipped(script()) + _zipped(style())
    lines = [f"| Quiz script and style, once for the whole book | {shared / 1000:.1f} |"]
    for lesson in project.lessons(root):
        bank = read_bank(find_bank(lesson.stem, root))
        ten = [one for one in bank.questions if one.part is None][:TEN]
        form = _zipped(render("course", bank.quiz, bank.title, ten))
        lines.append(f"| First ten questions of {lesson.stem}, with script and style | {(form + shared) / 1000:.1f} |")
    return ["| gzip | kB |", "| --- | --: |", *lines]


def _zipped(text: str) -> int:
    return len(gzip.compress(text.encode(), 6))


def growth(root: Path, browser: Browser) -> list[str]:
    """Return the table of a growing bank of all question types: seconds to read, render, bring alive and export."""
    steps = ["read and check", "render", "bring alive in a browser", *(f"export: {name}" for name in FORMATS)]
    found: dict[str, list[float]] = {step: [] for step in steps}
    with tempfile.TemporaryDirectory() as name:
        for size in SIZES:
            path = Path(name) / f"bank-{size}.yml"
            path.write_text(yaml.safe_dump(_document(path.stem, size), allow_unicode=True), encoding="utf-8")
            bank, seconds = _timed(lambda path=path: read_bank(path))
            found["read and check"].append(seconds)
            form, seconds = _timed(lambda bank=bank: render("course", bank.quiz, bank.title, bank.questions))
            found["render"].append(seconds)
            found["bring alive in a browser"].append(_alive(browser, form))
            for kind in FORMATS:
                _, seconds = _timed(lambda kind=kind, bank=bank: export(kind, [bank], root))
                found[f"export: {kind}"].append(seconds)
    head = "".join(f" {size} |" for size in SIZES)
    lines = [f"| questions in a bank: seconds |{head} last over first, {SIZES[-1] // SIZES[0]} times the questions |"]
    lines.append("| --- |" + " --: |" * (len(SIZES) + 1))
    for step, seconds_of in found.items():
        cells = "".join(f" {seconds:.2f} |" for seconds in seconds_of)
        lines.append(f"| {step} |{cells} {seconds_of[-1] / seconds_of[0]:.1f} |")
    return lines


def _document(name: str, size: int) -> dict[str, object]:
    partials = islice(cycle(one_of_each()), size)
    return {
        "quiz": name,
        "title": "A large bank",
        "questions": [question(partial, f"q{number}") for number, partial in enumerate(partials, 1)],
    }


def _alive(browser: Browser, form: str) -> float:
    page = browser.new_page()
    page.set_content(form)
    page.add_script_tag(content=script())
    seconds = page.evaluate(
        """() => { const start = performance.now(); CoursekitQuiz.enhance(document.querySelector(".quiz"));
           return (performance.now() - start) / 1000; }"""
    )
    page.close()
    return float(seconds)


def _timed(work: Callable[[], object]) -> tuple[object, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started
