"""Begin with another article: a folder in which checks, book, claims explorer and agreement work from the start.

Nothing is said twice. The claims table and the tables its keys point to are described as this course describes them,
less what belongs to its own article; the book is configured as this one is; the quiz is the template of all types.
What is left are pages, a notebook and the codebook, in ``template/``, with ``{title}`` where the title belongs.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import yaml

from coursekit import project
from coursekit.data import DESCRIPTOR, descriptor
from coursekit.faults import CourseError, Fault
from coursekit.newarticle.package import ROWS, packaged
from coursekit.notebooks import refresh
from coursekit.quiz.schema import write_schema
from coursekit.quiz.template import write_template
from coursekit.settings import read_settings
from coursekit.tablehtml import slug

TEMPLATE = Path(__file__).with_name("template")
LESSON = "01-first-reading"
TITLED = ("README.md", "book/index.md")
"""Files of the template in which ``{title}`` stands for the title."""

OURS = {"launch_buttons": {}, "author": "", "copyright": ""}
"""What a book for another article says instead of what this one says of itself: nothing."""


def new_article(folder: Path, root: Path) -> Path:
    """Write a folder for another article and return it: whole, or not at all.

    Its name becomes the name of the data package, by which readers' answers are kept, and the title, which can be
    changed. The notebook in it is run once, so that it has outputs to compare with.

    Args:
        folder: where to write; it must be new or empty, and outside of a course.
        root: the folder of this course.

    Raises:
        CourseError: if the folder holds something or lies within a course, if its name has no letter or digit, or if
            this course lacks a table or a file that is to be taken over.
        OSError: if it cannot be written.
    """
    target = folder.resolve()
    name = slug(target.name)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CourseError(Fault(str(folder), reason="holds something already", remedy="name a new folder"))
    if within := next((one for one in target.parents if (one / DESCRIPTOR).is_file()), None):
        reason = f"lies within the course {within.name}, which would take it for a part of itself"
        raise CourseError(Fault(str(folder), reason=reason, remedy=f"name a folder beside it: {within.parent / name}"))
    if not name:
        remedy = "use letters from a to z or digits, as in library-letter"
        raise CourseError(Fault(str(folder), reason="no name for a course", remedy=remedy))
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=target.parent))
    try:
        _fill(work, root, name)
        with contextlib.redirect_stdout(io.StringIO()):
            refresh(project.lessons(work))
        work.chmod(0o755)  # a temporary folder is its owner's alone
        if target.exists():
            target.rmdir()
        work.rename(target)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return folder


def _fill(work: Path, root: Path, name: str) -> None:
    """Write everything but the outputs of the notebook."""
    title = name.replace("-", " ").capitalize()
    package = packaged(descriptor(root), name, title)
    configuration = yaml.safe_dump(_configured(root, title), sort_keys=False, allow_unicode=True)
    shutil.copytree(TEMPLATE, work, dirs_exist_ok=True)
    for file in TITLED:
        _write(work / file, project.read_text(work / file).replace("{title}", title))
    _write(
        work / "_config.yml", f"# Jupyter Book's configuration, taken over from that of the course.\n{configuration}"
    )
    (work / "data" / "quizzes").mkdir(parents=True)
    _write(work / DESCRIPTOR, json.dumps(package, indent=2, ensure_ascii=False) + "\n")
    for resource in package["resources"]:
        header = ",".join(field["name"] for field in resource["schema"]["fields"])
        _write(work / "data" / resource["path"], "\n".join([header, *ROWS.get(resource["name"], ())]) + "\n")
    write_template(LESSON, work)
    write_schema(work)


def _configured(root: Path, title: str) -> dict[str, Any]:
    """Return the configuration of this course's book, less what it says of itself."""
    found = read_settings(root, "_config.yml")
    html = {key: value for key, value in (found.get("html") or {}).items() if key not in ("favicon", "baseurl")}
    kept = {key: value for key, value in found.items() if key not in ("repository", "logo")}
    return {**kept, "title": title, **OURS, "html": {**html, "baseurl": ""}}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
