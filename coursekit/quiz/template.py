"""The template of a question bank: one question of each type, with comments; it loads as it is."""

from __future__ import annotations

import re
from pathlib import Path

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.files import write

TEMPLATE = Path(__file__).with_name("template.yml")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def write_template(name: str, root: Path) -> Path:
    """Write the template as a new bank and return its file; never write over one there is.

    Raises:
        CourseError: if the name cannot be that of a quiz, or there is one of this name.
        OSError: if the file cannot be written.
    """
    if not NAME.fullmatch(name) or len(name) > 60:
        remedy = "use up to 60 lower-case letters, digits and single hyphens, as in 05-parallel-tracks"
        raise CourseError(Fault("data/quizzes", value=name, reason="cannot be the name of a quiz", remedy=remedy))
    path = root / "data" / "quizzes" / f"{name}.yml"
    for other in (path, path.with_suffix(".json")):
        if other.exists() and other.name != project.SCHEMA_NAME:
            raise CourseError(Fault(f"data/quizzes/{other.name}", reason="is there already", remedy="use another name"))
    text = TEMPLATE.read_text(encoding="utf-8").replace("name-of-the-quiz", name)
    write(path, text.encode())
    return path
