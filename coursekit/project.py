"""Where things are: the project folder, its lessons and its tables."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from coursekit.faults import CourseError, Fault
from coursekit.files import read

LESSON_NAME = re.compile(r"^\d{2}-[a-z0-9]+(?:-[a-z0-9]+)*\Z")
"""A lesson is called by a two-digit number and a slug: ``04-moscow-format``."""


SCHEMA_NAME = "schema.json"
"""The file in ``data/quizzes/`` that tells editors what a bank may hold."""


class ProjectNotFound(Exception):
    """No folder with ``data/datapackage.json`` was found."""


def root(start: Path | None = None) -> Path:
    """Return the project folder.

    Looked for in this order: the folder named by ``COURSEKIT_ROOT``; ``start`` (the current folder by
    default) and the folders above it; the folder that holds this package, as in a development install.

    Raises:
        ProjectNotFound: if none of them holds ``data/datapackage.json``, or ``start`` is no folder.
    """
    if start is not None and not start.is_dir():
        raise ProjectNotFound(f"{str(start)[:200]!r} is not a folder -> correct its name")
    named = os.environ.get("COURSEKIT_ROOT")
    if named and start is None:
        candidates = [Path(named)]
    else:
        here = (start or Path.cwd()).resolve()
        candidates = [here, *here.parents]
        if start is None:
            candidates.append(Path(__file__).resolve().parent.parent)
    for folder in candidates:
        if (folder / "data" / "datapackage.json").is_file():
            return folder
    raise ProjectNotFound(
        f"no data/datapackage.json in {candidates[0]} or above it: "
        "run this inside the course folder, or set COURSEKIT_ROOT to it"
    )


def course_name(folder: Path | None = None) -> str:
    """Return the name of the course: that of its data package."""
    try:
        name = json.loads(read_text((folder or root()) / "data" / "datapackage.json")).get("name")
    except (ValueError, AttributeError, RecursionError):
        name = None
    return name if isinstance(name, str) and name else "course"


def lessons(project: Path) -> list[Path]:
    """Return the lesson notebooks in reading order: those in ``notebooks/`` named like ``04-some-title``."""
    return sorted(p for p in (project / "notebooks").glob("*.ipynb") if LESSON_NAME.match(p.stem))


def chosen_lessons(project: Path, names: list[str]) -> list[Path]:
    """Return the notebooks of the lessons with these names, in this order; all if there are no names.

    Raises:
        CourseError: with every name that no lesson has.
    """
    known = {path.stem: path for path in lessons(project)}
    if unknown := [name for name in names if name not in known]:
        remedy = f"there are: {', '.join(known) or 'none yet'}"
        raise CourseError(
            [Fault("notebooks", value=name, reason="no lesson of this name", remedy=remedy) for name in unknown]
        )
    return [known[name] for name in names] if names else list(known.values())


def quizzes(project: Path) -> list[Path]:
    """Return the course's own question banks, ``data/quizzes/*.yml``, in order of name."""
    return sorted((project / "data" / "quizzes").glob("*.yml"))


def assessments(project: Path) -> list[Path]:
    """Return the banks of graded questions, ``data/assessments/*.yml``, in order of name; no student gets them."""
    return sorted((project / "data" / "assessments").glob("*.yml"))


def guides(project: Path) -> list[Path]:
    """Return the pages for those who teach, ``instructor/**/*.md``, in order of name; no student gets them."""
    return sorted((project / "instructor").rglob("*.md"))


def foreign_quizzes(project: Path) -> list[Path]:
    """Return the question banks from elsewhere, ``data/quizzes/*.json`` but for the schema, in order of name."""
    return sorted(p for p in (project / "data" / "quizzes").glob("*.json") if p.name != SCHEMA_NAME)


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        CourseError: if it is missing or not UTF-8; the message names its folder, file and line.
    """
    name = f"{path.absolute().parent.name}/{path.name}"
    try:
        content = read(path)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "the file is missing" if missing else f"cannot be read ({error.strerror})"
        raise CourseError(Fault(name, reason=reason, remedy="restore it from the repository")) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CourseError(Fault(name, line, reason="not UTF-8", remedy="save it as UTF-8")) from None
