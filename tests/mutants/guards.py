"""What notices a planted fault: the checks and tests that `make test` runs, those that fit the kind, cheapest first."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import cells
from fault import Mutant

from coursekit import project, validate
from coursekit.assessments import check_assessments
from coursekit.faults import Fault
from coursekit.leads import check_leads
from coursekit.lessons import check_lessons
from coursekit.notebooks import check_notebook, text_of
from coursekit.prose import check_prose
from coursekit.review.ledger import differences

Guard = tuple[str, Callable[[], str]]
"""Its name, and what gives its first complaint, or nothing."""

LESSONS_RUN = 2
"""Lessons that are run again for a change in a table, those that show the row first. `make test` runs all."""


def guards(root: Path, mutant: Mutant) -> Iterator[Guard]:
    """Yield what fits a fault."""
    file = root / mutant.file
    if mutant.kind == "run of the article":
        yield "article", lambda: _article(root, file)
    elif mutant.file == "_toc.yml":
        yield "check: lessons", lambda: _first(check_lessons(root))
    elif file.suffix == ".csv":
        yield "check: tables", lambda: _first(_tables(root))
        if mutant.kind in ("table: id", "row: dropped", "verdict"):  # what a question may name
            yield "check: lessons", lambda: _first(check_lessons(root))
        for lesson in lessons_with(root, file.stem, mutant.key)[:LESSONS_RUN]:
            yield "nbval", lambda lesson=lesson: first_change(lesson)  # type: ignore[misc]
    elif file.suffix == ".yml":
        graded = file.parent.name == "assessments"
        yield "check: questions", lambda: _first((check_assessments if graded else check_lessons)(root))
        if (lesson := root / "notebooks" / f"{file.stem}.ipynb").is_file() and not graded:
            yield "nbval", lambda: first_change(lesson)
    elif mutant.cell:
        yield "check: notebooks", lambda: _first(check_notebook(file))
        yield "nbval", lambda: first_change(file)
    else:
        yield "check: citations and links", lambda: _first(check_leads(root))
        yield "check: prose", lambda: _first(check_prose(root))
        if file.suffix == ".ipynb" or file.parent.name == "instructor":
            yield "check: lessons", lambda: _first(check_lessons(root))


def in_ledger(root: Path, mutant: Mutant) -> bool:
    """Whether the ledger of what has been reviewed names the fault."""
    return bool(differences(root, [mutant.file]))


def _first(faults: list[Fault]) -> str:
    return str(faults[0]) if faults else ""


def _tables(root: Path) -> list[Fault]:
    """Check the tables, but not their description again, which no fault touches and which takes longest."""
    validate.check_descriptor = lambda *_: None
    return validate.validate(root)


def lessons_with(root: Path, table: str, key: str) -> list[Path]:
    """Return the lessons that load a table, those first that show the key of the row."""
    found = []
    for path in project.lessons(root):
        code = cells.code_cells(path)
        if any(f'load("{table}")' in text_of(cell["source"]) for cell in code):
            found.append((not any(key in str(cells.stored(cell)) for cell in code), path))
    return [path for _, path in sorted(found)]


def first_change(path: Path) -> str:
    """Return the first cell that shows something else than is stored. The run is done in a process of its own."""
    shown = in_fork(lambda: cells.run(path))
    for number, cell in enumerate(cells.code_cells(path), 1):
        now = shown[number - 1] if number <= len(shown) else "not run"
        if now != cells.stored(cell):
            return f"{path.name}: {now}" if isinstance(now, str) else f"{path.name}: cell {number} shows something else"
    return ""


def _article(root: Path, file: Path) -> str:
    specification = importlib.util.spec_from_file_location("article_runs", root / "tests" / "test_article_runs.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    assert file in module.files(root)
    return "".join(module.shared([file], set(module.known_runs()))[:1])


def in_fork(work: Callable):  # type: ignore[no-untyped-def,type-arg]
    """Return what a function returns in a copy of this process, which is then thrown away."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "w") as pipe:
                pipe.write(json.dumps(work()))
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        raise RuntimeError("a check died; run it by hand")
    return json.loads(said)
