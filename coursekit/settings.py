"""Files of contents and settings (``_toc.yml``, ``_config.yml``), looked over before Jupyter Book reads them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from coursekit import project
from coursekit.faults import CourseError, Fault

MAX_BYTES = 200_000


def read_settings(root: Path, name: str) -> dict[str, Any]:
    """Return what a file of settings holds.

    Args:
        root: the project folder.
        name: the file, from there.

    Raises:
        CourseError: if it cannot be read, is no mapping in YAML, or repeats parts by aliases, which could unfold
            without end.
    """
    try:
        text = project.read_text(root / name)
    except CourseError as error:
        raise CourseError(replace(fault, file=name) for fault in error.faults) from None
    if len(text) > MAX_BYTES:
        raise CourseError(Fault(name, reason=f"longer than {MAX_BYTES:,} characters", remedy="shorten it"))
    try:
        for event in yaml.parse(text, yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 0
                what = Fault(name, line, value=f"*{event.anchor}", reason="an alias is not read", remedy="write it out")
                raise CourseError(what)
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: such as a day that there is not
        mark = getattr(error, "problem_mark", None)
        reason = f"not YAML: {getattr(error, 'problem', '') or ' '.join(str(error).split())}"
        remedy = "check indentation, colons and quotes"
        raise CourseError(Fault(name, mark.line + 1 if mark else 0, reason=reason, remedy=remedy)) from None
    if not isinstance(found, dict):
        raise CourseError(Fault(name, reason="holds no names with values", remedy="restore it from the repository"))
    try:
        yaml.safe_dump(found, allow_unicode=True).encode()
    except UnicodeEncodeError:
        raise CourseError(Fault(name, reason="holds half a letter", remedy="write the letter itself")) from None
    return found
