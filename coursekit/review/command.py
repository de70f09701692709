"""``python -m coursekit review``: what has changed since it was reviewed, and the signature of whoever read it."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coursekit.faults import CourseError, Fault
from coursekit.review import LEDGER

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
    from coursekit.review.ledger import differences, sign
    from coursekit.review.listing import listing

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
