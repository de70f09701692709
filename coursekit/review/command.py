"""``python -m coursekit review``: what has changed since it was reviewed, and the signature of whoever read it."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import get_close_matches, ndiff
from pathlib import Path
from typing import Any

from coursekit.faults import CourseError, Fault
from coursekit.review.items import PACKAGES, items
from coursekit.review.ledger import LEDGER, Difference, differences, sign

EPILOG = f"""\
Reviewed are the rows of the tables, the entries of the bibliography, the keys of all questions (answers, tolerance,
points, hints, and the numbers in what is said about them), and every sentence with a number in lessons, pages and
guides.
What differs from the ledger, {LEDGER}, is listed: "-" as it was reviewed, as far as git still has it, "+" as it is now.

Read each against its source. Then sign, and commit {LEDGER} together with the change.

examples:
  python -m coursekit review                                    list what is to be read; status 1 if there is anything
  python -m coursekit review data/events.csv                    of one file
  python -m coursekit review --sign "A. Reader"                 you have read what is listed
  python -m coursekit review --sign "A. Reader" data/events.csv
"""
PAST = 30
"""Commits of a file in which its reviewed state is looked for."""


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "review",
        help="list what has changed since it was reviewed, and sign it",
        description="List what has changed since it was reviewed, and sign it.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--sign", metavar="NAME", type=_name, help="write down that you have read what is listed")
    command.add_argument("file", nargs="*", help="only these files, from the course folder")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or not name.isprintable() or len(name) > 80:
        raise argparse.ArgumentTypeError("write the name of the person who has read it")
    return name


def run(options: argparse.Namespace, root: Path) -> int:
    """List the differences, or sign them; return 1 if some are left to read.

    Raises:
        CourseError: if the ledger cannot be read, or a file named is not there.
    """
    only = [Path(file).as_posix() for file in options.file]
    if absent := [file for file in only if not (root / file).is_file()]:
        remedy = "name it from the course folder, as in data/events.csv"
        raise CourseError(Fault(file, reason="no such file", remedy=remedy) for file in absent)
    found = differences(root, only)
    if found and (root / LEDGER).is_file():
        for line in listing(root, found):
            print(line)
    pieces = f"{len(found)} piece{'' if len(found) == 1 else 's'} in {len({one.file for one in found})} files"
    if options.sign and found:
        sign(root, found, options.sign, datetime.now(UTC).date().isoformat())
        print(f"signed by {options.sign}: {pieces}")
        return 0
    print(f"to review: {pieces}" if found else "nothing has changed since it was reviewed")
    return 1 if found else 0


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
