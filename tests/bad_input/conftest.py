"""What the tests of bad input share: a small course to break, and a way to run a command that must refuse."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_check_command import course as course

from coursekit.__main__ import main

TOLD = 600
"""A message is to be read by a person: so many characters a line, and no more."""


def tree(folder: Path) -> dict[str, str]:
    """Return a digest of every file below a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def refused(course: Path, capsys: pytest.CaptureFixture[str], monkeypatch, tmp_path) -> Iterator[Callable[..., str]]:
    """A function that runs a command over the course, and sees that it is refused as it should be.

    The exit status is not 0; what is said is short, says what to do, and is no traceback; no file has changed.
    """
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    def run(*arguments: str, statuses: tuple[int, ...] = (1,)) -> str:
        before = tree(tmp_path)
        try:
            status = main(["--root", str(course), *arguments])
        except SystemExit as stopped:  # wrong usage, as argparse tells it
            status = int(stopped.code or 0)
        captured = capsys.readouterr()
        said = captured.out + captured.err
        assert status in statuses, said
        assert said.strip()
        assert "Traceback" not in said
        assert max(map(len, said.splitlines())) < TOLD, said
        assert status == 2 or " -> " in said or ": use" in said, f"no remedy: {said}"
        assert tree(tmp_path) == before, "something was written"
        return said

    yield run
