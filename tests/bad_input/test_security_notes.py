"""SECURITY.md names tests, files and limits: each is there."""

from __future__ import annotations

import re
from pathlib import Path

from count import DOORS

from coursekit import files
from coursekit.prose import DEEPEST, LONGEST
from coursekit.quiz.source import MAX_BYTES


def test_every_test_that_is_named_is_there(root: Path) -> None:
    notes = (root / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:\w+/)?test_\w+\.py)(?:::(test_\w+))?`", notes)
    assert len(named) > 15
    for file, test in named:
        text = (root / "tests" / file).read_text(encoding="utf-8")
        assert not test or f"def {test}(" in text, f"{file}::{test}"
    assert (root / "tests" / "bad_input" / "count.py").is_file()


def test_limits_are_what_the_code_says(root: Path) -> None:
    notes = (root / "SECURITY.md").read_text(encoding="utf-8")
    script = (root / "coursekit" / "static" / "progress" / "file.js").read_text(encoding="utf-8")
    assert f"{MAX_BYTES:,} bytes" in notes
    assert f"{files.MOST:,} bytes" in notes
    assert f"{LONGEST:,} characters" in notes
    assert f"{DEEPEST} directives" in notes
    assert f"MOST_BYTES = {MAX_BYTES:_};" in script


def test_every_door_leads_to_tests(root: Path) -> None:
    for names in DOORS.values():
        assert all((root / "tests" / name).is_file() for name in names)
    counted = {name for names in DOORS.values() for name in names}
    ours = {f"bad_input/{path.name}" for path in (root / "tests" / "bad_input").glob("test_*.py")}
    assert ours - counted == {"bad_input/test_security_notes.py"}
