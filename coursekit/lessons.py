"""Check that lessons, quizzes and contents belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.files import NO_LINKS
from coursekit.quiz.check import check_banks, objectives
from coursekit.quiz.places import places
from coursekit.settings import read_settings


def check_lessons(root: Path | None = None) -> list[Fault]:
    """Return what is wrong with the lessons as a set: contents, quizzes, objectives and references.

    Every notebook needs a bank of its name, a line in ``_toc.yml`` and numbered objectives; every bank needs a
    notebook, or a page that shows it; every reference of a question must lead somewhere.
    """
    folder = root or project.root()
    notebooks = {path.stem: path for path in project.lessons(folder)}
    banks = {path.stem: path for path in project.quizzes(folder)}
    faults = [*_contents(folder, notebooks), *_settings(folder), *_links(folder), *_odd_names(folder)]
    for name in sorted(notebooks.keys() - banks.keys()):
        faults.append(
            Fault(f"notebooks/{name}.ipynb", reason="this lesson has no quiz", remedy=f"write data/quizzes/{name}.yml")
        )
    shown = places(folder)
    for name in sorted(banks.keys() - notebooks.keys() - {place.quiz for place in shown}):
        reason = "no lesson of this name, and no page that shows it"
        remedy = f"add notebooks/{name}.ipynb, write {{course-quiz}} {name} on a page, or remove the quiz"
        faults.append(Fault(f"data/quizzes/{name}.yml", reason=reason, remedy=remedy))
    for place in shown:
        if place.quiz not in banks:
            remedy = f"use one of: {', '.join(sorted(banks)) or 'none yet'}"
            faults.append(Fault(f"{place.page}.md", place.line, "", place.quiz, "no quiz of this name", remedy))
    for name, path in notebooks.items():
        if not objectives(path):
            remedy = 'write them as a numbered list under "## Objectives"'
            faults.append(Fault(f"notebooks/{name}.ipynb", reason="no objectives found", remedy=remedy))
    return [*faults, *check_banks(folder)]


def _odd_names(folder: Path) -> Iterator[Fault]:
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        if not project.LESSON_NAME.match(path.stem):
            yield Fault(
                f"notebooks/{path.name}", reason="not named like a lesson", remedy="call it 04-some-title.ipynb"
            )
    for path in sorted((folder / "data" / "quizzes").glob("*.yaml")):
        yield Fault(f"data/quizzes/{path.name}", reason="not read: the ending is .yaml", remedy="call it .yml")


def _contents(folder: Path, notebooks: dict[str, Path]) -> Iterator[Fault]:
    """Compare ``_toc.yml`` with the files there are."""
    file = "_toc.yml"
    try:
        listed = list(_pages(read_settings(folder, file)))
    except CourseError as error:
        yield from error.faults
        return
    times = Counter(listed)
    for name in notebooks:
        if f"notebooks/{name}" not in listed:
            remedy = f"add - file: notebooks/{name}"
            yield Fault(file, value=f"notebooks/{name}", reason="this lesson is not in the contents", remedy=remedy)
    for page in times:
        within = not Path(page).is_absolute() and ".." not in Path(page).parts
        if not within or not any(_is_file(folder / f"{page}{ending}") for ending in ("", ".md", ".ipynb")):
            yield Fault(file, value=page, reason="no such page", remedy="write it, or remove the line")
        if times[page] > 1:
            yield Fault(file, value=page, reason="listed twice", remedy="keep one line")
    written = {path.relative_to(folder).with_suffix("").as_posix() for path in (folder / "book").rglob("*.md")}
    for page in sorted(written - set(listed)):
        yield Fault(f"{page}.md", reason="this page is not in the contents", remedy=f"add - file: {page} to _toc.yml")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _links(folder: Path) -> Iterator[Fault]:
    """Yield the symbolic links in what the book is made of."""
    for name in ("data", "notebooks", "book", "instructor"):
        for path in sorted((folder / name).rglob("*")):
            if path.is_symlink() and not path.name.startswith("."):
                place = path.relative_to(folder).as_posix()
                yield Fault(place, reason="is a link to elsewhere", remedy=NO_LINKS)


def _settings(folder: Path) -> Iterator[Fault]:
    """Yield what is wrong with the configuration, if there is one; what it may say is for Jupyter Book to know."""
    try:
        if (folder / "_config.yml").exists():
            read_settings(folder, "_config.yml")
    except CourseError as error:
        yield from error.faults


def _pages(node: Any) -> Iterator[str]:
    """Yield the pages of the contents."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("file", "root") and isinstance(value, str):
                yield value.removesuffix(".md").removesuffix(".ipynb")
            else:
                yield from _pages(value)
    elif isinstance(node, list):
        for item in node:
            yield from _pages(item)
