"""The folder of results: written whole or not at all, and never over anything that is not an earlier run's own."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from coursekit.faults import CourseError, Fault

MANIFEST = "results.json"
"""Names the files of a run with their fingerprints, so that the next knows that nobody has changed them."""


def check(folder: Path, answers: Path) -> None:
    """Refuse a folder that results must not be written into.

    Raises:
        CourseError: if it holds what no earlier run wrote, or lies in the folder of answers, or the other way round.
    """
    here, theirs = folder.resolve(), answers.resolve()
    if here == theirs or theirs in here.parents or here in theirs.parents:
        reason = "the folder of answers and that of results hold one another"
        raise CourseError(Fault(str(folder), reason=reason, remedy="name another folder with -o"))
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CourseError(Fault(str(folder), reason="not a folder", remedy="name another with -o"))
    if odd := _foreign(folder):
        reason = "no earlier run wrote this, or it was changed since; nothing is written over it"
        raise CourseError(
            Fault(f"{folder}/{odd}", reason=reason, remedy="move it away, or name another folder with -o")
        )


def _foreign(folder: Path) -> str:
    """Return the name of a file in the folder that is not an earlier run's, or an empty string."""
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if not there:
        return ""
    try:
        known = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        own = {str(name): str(digest) for name, digest in known.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        own = {}
    for name in there:
        path = folder / name
        if name == MANIFEST and own:
            continue
        if path.is_symlink() or not path.is_file() or own.get(name) != _digest(path.read_bytes()):
            return name
    return ""


def write(folder: Path, answers: Path, files: dict[str, bytes]) -> None:
    """Put files in place together, in the place of those of an earlier run.

    Raises:
        CourseError: as :func:`check`; then nothing is changed.
        OSError: if they cannot be written; then nothing is changed.
    """
    check(folder, answers)
    manifest = {"files": {name: _digest(content) for name, content in files.items()}}
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    new, old = aside / "new", aside / "old"
    try:
        new.mkdir()
        for name, content in {**files, MANIFEST: (json.dumps(manifest, indent=1) + "\n").encode()}.items():
            (new / name).write_bytes(content)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
