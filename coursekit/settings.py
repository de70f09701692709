"""Files of contents and settings (``_toc.yml``, ``_config.yml``), looked over before Jupyter Book reads them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from coursekit import project
from coursekit.faults import CourseError, Fault

MAX_BYTES = 200_000
DEEPEST = 20


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
        _look_over(text, name)
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: such as a day that there is not
        mark = getattr(error, "problem_mark", None)
        reason = f"not YAML: {getattr(error, 'problem', '') or ' '.join(str(error).split())}"
        remedy = "check indentation, colons and quotes"
        raise CourseError(Fault(name, mark.line + 1 if mark else 0, reason=reason, remedy=remedy)) from None
    if not isinstance(found, dict):
        raise CourseError(Fault(name, reason="holds no names with values", remedy="restore it from the repository"))
    return found


def _look_over(text: str, name: str) -> None:
    """Refuse what would take long to read, before it is read."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise CourseError(Fault(name, line, reason="nested too deeply", remedy="restore it from the repository"))
        if isinstance(event, yaml.ScalarEvent) and not event.value.isascii():
            odd = next((letter for letter in event.value if "\ud800" <= letter <= "\udfff"), "")
            if odd:
                half = f"\\u{ord(odd):x}"
                raise CourseError(Fault(name, line, "", half, "half a letter", "write the letter itself"))
        if isinstance(event, yaml.AliasEvent):
            alias = f"*{event.anchor}"
            raise CourseError(Fault(name, line, "", alias, "an alias is not read", "write out what it stands for"))
