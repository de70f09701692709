"""Check that lessons, quizzes and contents belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from coursekit import project
from coursekit.data import load, tables
from coursekit.faults import CourseError, Fault
from coursekit.prose import markdown_cells
from coursekit.quiz.bank import read_bank
from coursekit.quiz.places import places
from coursekit.quiz.types import Bank

BIB_ENTRY = re.compile(r"^\s*@\w+\s*\{\s*([^,\s]+)\s*,", re.MULTILINE)


def check_lessons(root: Path | None = None) -> list[Fault]:
    """Return what is wrong with the lessons as a set: contents, quizzes, objectives and references.

    Every notebook needs a bank of its name, a line in ``_toc.yml`` and numbered objectives; every bank needs a
    notebook, or a page that shows it; every reference of a question must lead somewhere.
    """
    folder = root or project.root()
    notebooks = {path.stem: path for path in project.lessons(folder)}
    banks = {path.stem: path for path in project.quizzes(folder)}
    faults = [*_contents(folder, notebooks), *_odd_names(folder)]
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
    known = _known_keys(folder)
    for name, path in banks.items():
        try:
            bank = read_bank(path)
        except CourseError as error:
            faults.extend(error.faults)
            continue
        faults.extend(_references(bank, path, known))
        if name in notebooks:
            faults.extend(_objectives(bank, path, notebooks[name]))
    return faults


def objectives(notebook: Path) -> int:
    """Return the number of objectives: the items of the ordered list under the heading "Objectives"."""
    section = re.search(r"^## Objectives\s*$(.*?)(?=^#{1,2} |\Z)", _prose(notebook), re.MULTILINE | re.DOTALL)
    return len(re.findall(r"^\d+\. ", section[1], re.MULTILINE)) if section else 0


def _prose(notebook: Path) -> str:
    try:
        return "\n\n".join(text for _, text in markdown_cells(notebook, notebook.name))
    except CourseError:
        return ""  # the check of notebooks says what is wrong with the file


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
        document = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
    except FileNotFoundError:
        yield Fault(file, reason="the file is missing", remedy="restore it from the repository")
        return
    except OSError as error:
        yield Fault(file, reason=f"cannot be read ({error.strerror})", remedy="restore it from the repository")
        return
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        yield Fault(file, mark.line + 1 if mark else 0, reason="not YAML in UTF-8", remedy="check the indentation")
        return
    if not isinstance(document, dict):
        yield Fault(file, reason="holds no contents", remedy="write format: jb-book, root: and chapters:")
    listed = list(_pages(document, set()))
    for name in notebooks:
        if f"notebooks/{name}" not in listed:
            remedy = f"add - file: notebooks/{name}"
            yield Fault(file, value=f"notebooks/{name}", reason="this lesson is not in the contents", remedy=remedy)
    for page in listed:
        if not any(_is_file(folder / f"{page}{ending}") for ending in ("", ".md", ".ipynb")):
            yield Fault(file, value=page, reason="no such page", remedy="write it, or remove the line")
        if listed.count(page) > 1:
            yield Fault(file, value=page, reason="listed twice", remedy="keep one line")
    written = {path.relative_to(folder).with_suffix("").as_posix() for path in (folder / "book").rglob("*.md")}
    for page in sorted(written - set(listed)):
        yield Fault(f"{page}.md", reason="this page is not in the contents", remedy=f"add - file: {page} to _toc.yml")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for a file
        return False


def _pages(node: Any, seen: set[int]) -> Iterator[str]:
    """Yield the pages of the contents; what an alias repeats is read once."""
    if isinstance(node, dict | list):
        if id(node) in seen:
            return
        seen.add(id(node))
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("file", "root") and isinstance(value, str):
                yield value.removesuffix(".md").removesuffix(".ipynb")
            else:
                yield from _pages(value, seen)
    elif isinstance(node, list):
        for item in node:
            yield from _pages(item, seen)


def _known_keys(folder: Path) -> dict[str, set[str]]:
    """Return what a reference may name: the keys of each table, and those of the bibliography."""
    keys: dict[str, set[str]] = {"cite": set()}
    for table in tables(folder):
        try:
            frame = load(table, folder)
        except CourseError:
            continue  # the check of the tables says what is wrong
        keys[table] = set(frame.iloc[:, 0].astype("str"))
    keys["paragraph"] = keys.get("article_paragraphs", set())
    bibliography = folder / "book" / "references.bib"
    if bibliography.is_file():
        keys["cite"] = set(BIB_ENTRY.findall(project.read_text(bibliography)))
    keys["cite"] |= keys.get("sources", set())
    return keys


def _references(bank: Bank, path: Path, known: dict[str, set[str]]) -> Iterator[Fault]:
    file = f"data/quizzes/{path.name}"
    for question in bank.questions:
        for reference in question.references:
            kind, _, key = reference.partition(":")
            if kind not in known:
                remedy = f"use one of: {', '.join(sorted(known))}"
                yield Fault(file, 0, f"{question.id}.references", reference, f"there is no table {kind}", remedy)
            elif key not in known[kind]:
                yield Fault(file, 0, f"{question.id}.references", reference, f"no such key in {kind}", "check the key")


def _objectives(bank: Bank, path: Path, notebook: Path) -> Iterator[Fault]:
    count = objectives(notebook)
    if not count:
        remedy = 'write them as a numbered list under "## Objectives"'
        yield Fault(f"notebooks/{notebook.name}", reason="no objectives found", remedy=remedy)
        return
    for question in bank.questions:
        if question.objective is not None and question.objective > count:
            reason = f"the lesson has {count} objectives"
            value = str(question.objective)
            yield Fault(f"data/quizzes/{path.name}", 0, f"{question.id}.objective", value, reason, f"use 1 to {count}")
