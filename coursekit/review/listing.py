"""What differs from the ledger, shown: what was reviewed, as far as git still has it, and what stands there now."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from difflib import get_close_matches, ndiff
from pathlib import Path

from coursekit.faults import CourseError
from coursekit.review.items import PACKAGES, items
from coursekit.review.ledger import Difference

PAST = 30
"""Commits of a file in which its reviewed state is looked for."""


def listing(root: Path, found: list[Difference]) -> Iterator[str]:
    """Yield lines that show each difference: where it is, what was reviewed, what stands there now."""
    for file in dict.fromkeys(difference.file for difference in found):
        here = [difference for difference in found if difference.file == file]
        past = reviewed_texts(root, file, {one.entry.digest for one in here if one.entry})
        gone = {past[one.entry.digest]: one for one in here if one.entry and not one.item and one.entry.digest in past}
        told: set[Difference] = set()
        for one in here:
            if one.item is None:
                continue
            before = past.get(one.entry.digest, "") if one.entry else ""
            if not one.item.key and (near := get_close_matches(one.item.text, gone, 1)):
                before = near[0]
                told.add(gone.pop(before))
            word = "changed" if one.entry or before else "new"
            yield f"{file}:{one.item.row}: {one.item.key + ': ' if one.item.key else ''}{word}"
            lines = ndiff(before.splitlines(), one.item.text.splitlines())
            yield from (f"    {line}" for line in lines if line[0] in "-+")
        for one in here:
            if one.entry and one.item is None and one not in told:
                yield f"{file}: {one.entry.key or 'a sentence'}: gone (reviewed {one.entry.date})"
                yield from (f"    - {line}" for line in past.get(one.entry.digest, "").splitlines())


def reviewed_texts(root: Path, file: str, digests: set[str]) -> dict[str, str]:
    """Return the texts of reviewed pieces of a file, by digest, from the newest commits that have them."""
    found: dict[str, str] = {}
    if not digests or not shutil.which("git"):
        return found
    commits = _git(root, "log", f"-{PAST}", "--format=%H", "--", file) or b""
    with tempfile.TemporaryDirectory() as folder:
        then = Path(folder)
        for name in PACKAGES:
            if (root / name).is_file():
                (then / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(root / name, then / name)
        (then / file).parent.mkdir(parents=True, exist_ok=True)
        for commit in commits.decode().split():
            if not digests - found.keys():
                break
            if (content := _git(root, "show", f"{commit}:./{file}")) is not None:
                (then / file).write_bytes(content)
                try:
                    found |= {one.digest: one.text for one in items(then, file) if one.digest in digests - found.keys()}
                except CourseError:
                    continue
    return found


def _git(root: Path, *arguments: str) -> bytes | None:
    """Return what git says in the project folder; None if it cannot."""
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None
