"""Notebooks to hand out: the lessons without solutions, verdicts and outputs, with everything unfolded, or for a place.

All come from the one notebook of a lesson, by the tags of its cells. The folder that is written is complete: the
data lie beside the notebooks, so that they run wherever the package is installed. For a place that starts without
the package, a cell that fetches it is added (:mod:`coursekit.places`); the rest is the lesson as it stands.
"""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.files import NO_LINKS
from coursekit.notebooks import METADATA, read, serialised, tags, text_of, tree_of
from coursekit.places import PLACES, set_up, whole_texts, with_set_up
from coursekit.secret import FOLDERS, check_given
from coursekit.slides.live import with_slide_types

AUDIENCES = ("students", "instructors", *PLACES)
REMOVED = {
    "solution": ("code", "# Your work\n"),
    "verdict": ("markdown", "*The course's verdicts stand here in the book. Judge first, then look there.*"),
}
"""Tags of cells that students get later, and the cell that stands in the place of one or several of them."""

FOLDS = {"hide-cell", "hide-output", "hide-input"}


def hand_out(root: Path, audience: str, folder: Path, lessons: list[str] | None = None) -> list[Path]:
    """Write the notebooks and the data beside them into a new folder, and return the notebooks.

    Args:
        root: the project folder.
        audience: one of :data:`AUDIENCES`.
        folder: where to write; it must be new or empty.
        lessons: names of lessons; all by default.

    Raises:
        CourseError: if the folder holds something, a lesson is not there or needs a cell that would be removed, or
            what was written gives something away; then nothing is left.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(Fault(str(folder), reason="holds something already", remedy="name a new folder"))
    if linked := [path for path in (root / "data").rglob("*") if path.is_symlink()]:
        places = [path.relative_to(root).as_posix() for path in linked]
        raise CourseError([Fault(place, reason="is a link to elsewhere", remedy=NO_LINKS) for place in places])
    chosen = project.chosen_lessons(root, lessons or [])
    if audience in PLACES:
        cell = set_up(root, audience)
        made = {path.name: with_set_up(read(path), cell) for path in chosen}
    else:
        made = {path.name: edition(read(path), audience, path.name) for path in chosen}
    try:
        (folder / "notebooks").mkdir(parents=True, exist_ok=True)
        for name, notebook in made.items():
            content = whole_texts(notebook) if audience == "lite" else serialised(notebook)
            (folder / "notebooks" / name).write_bytes(content)
        secret = {Path(one).name for one in FOLDERS}
        shutil.copytree(root / "data", folder / "data", ignore=lambda _, names: [n for n in names if n in secret])
        faults = [] if audience == "instructors" else check_given(folder, root)
        if audience == "students":
            faults = [*_untagged(folder), *faults]
        if faults:
            raise CourseError(faults)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return [folder / "notebooks" / name for name in made]


def edition(notebook: dict[str, Any], audience: str, name: str) -> dict[str, Any]:
    """Return a notebook as students or those who teach get it.

    Raises:
        CourseError: if a cell that students keep needs a name that only a solution makes.
    """
    if audience == "instructors":
        cells = with_slide_types([_unfolded(cell) for cell in notebook["cells"]])
    else:
        later = _later(notebook["cells"], name)
        cells = list(_without(notebook["cells"], later))
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def _unfolded(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell with all of it in the open."""
    metadata = {key: value for key, value in cell["metadata"].items() if key not in ("tags", "mystnb", "jupyter")}
    kept = [tag for tag in cell["metadata"].get("tags", []) if tag not in FOLDS]
    return {**cell, "metadata": metadata | ({"tags": kept} if kept else {})}


def _without(cells: list[dict[str, Any]], later: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the cells that students get: nothing that was run, and a place holder for those they get later."""
    before = ""
    for cell in cells:
        tag = next((one for one in REMOVED if one in tags(cell)), "") if cell["id"] in later else ""
        if tag and tag != before:
            kind, text = REMOVED[tag]
            yield _cell(kind, f"{cell['id']}-yours" if kind == "code" else f"{cell['id']}-later", text)
        elif not tag:
            yield _not_run(cell) if cell["cell_type"] == "code" else cell
        before = tag


def _not_run(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a code cell without outputs; a verdict cell that stays is collapsed in JupyterLab too."""
    metadata = cell["metadata"] | ({"jupyter": {"source_hidden": True}} if tags(cell) & REMOVED.keys() else {})
    return {**cell, "metadata": metadata, "outputs": [], "execution_count": None}


def _cell(kind: str, identity: str, text: str) -> dict[str, Any]:
    ran: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": identity, "metadata": {}, "source": text, **ran}


def _later(cells: list[dict[str, Any]], file: str) -> set[str]:
    """Return the ids of the cells that students get later.

    A verdict cell without which the rest of the lesson would not run stays, collapsed and not yet run; students have
    it in the book as well, folded. A solution may not be needed.
    """
    later = {str(cell["id"]) for cell in cells if tags(cell) & REMOVED.keys()}
    solutions = {str(cell["id"]) for cell in cells if "solution" in tags(cell)}
    while needed := _needed(cells, later):
        if faults := [
            Fault(
                file,
                value=name,
                reason=f"cell {user} needs {name}, which cell {maker} makes, a solution",
                remedy="make it in a cell that is no solution",
            )
            for user, name, maker in needed
            if maker in solutions
        ]:
            raise CourseError(faults)
        later -= {maker for _, _, maker in needed}
    return later


def _needed(cells: list[dict[str, Any]], later: set[str]) -> list[tuple[str, str, str]]:
    """Return the cell that uses it, the name, and the cell that makes it, where only a cell of later makes it."""
    removed: dict[str, str] = {}
    kept: set[str] = set()
    found = []
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        made, used = _names(text_of(cell["source"]))
        if cell["id"] in later:
            removed |= dict.fromkeys(made, str(cell["id"]))
            continue
        found += [(str(cell["id"]), name, removed[name]) for name in sorted(used - kept - made) if name in removed]
        kept |= made
    return found


def _names(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell makes and those that it uses; none if it is not plain Python."""
    tree = tree_of(source)
    if tree is None:
        return set(), set()
    made: set[str] = set()
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (made if isinstance(node.ctx, ast.Store) else used).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            made |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return made, used


def _untagged(folder: Path) -> Iterator[Fault]:
    """Yield a fault for each cell of a written notebook that is a solution, or holds an output or an attachment."""
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
            if "solution" in tags(cell) or cell.get("outputs") or cell.get("attachments"):
                yield Fault(
                    path.name, number, reason="students would get what they get later", remedy="tell the keepers"
                )
