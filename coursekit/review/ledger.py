"""The file of the ledger, ``reviewed.csv``, and what differs from it.

A line says that a piece was read, with the digest it had, the day and the name of the person. The ledger is not in the
folder of the tables: readers of the course do not need it, and it would be in the way of those who use the data.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.files import write
from coursekit.review import LEDGER
from coursekit.review.items import Item, items, reviewable

HEADER = ["file", "key", "digest", "date", "reviewer"]
REMEDY = "read it against its source, then `python -m coursekit review --sign NAME`"


@dataclass(frozen=True, order=True)
class Entry:
    """A line of the ledger: what was reviewed (as in :class:`~coursekit.review.items.Item`), when and by whom."""

    file: str
    key: str
    digest: str
    date: str
    reviewer: str


@dataclass(frozen=True)
class Difference:
    """A piece that is not as it was reviewed: changed if it has both an item and an entry, new, or gone."""

    item: Item | None
    entry: Entry | None

    @property
    def file(self) -> str:
        """The file the piece stands or stood in."""
        return self.item.file if self.item else self.entry.file if self.entry else ""

    def fault(self) -> Fault:
        """Return what ``check`` says of it."""
        if self.item is None:
            assert self.entry is not None
            what = f"{self.entry.key} is gone" if self.entry.key else "a sentence with a number is gone or changed"
            return Fault(self.file, value=self.entry.digest, reason=f"reviewed, and now {what}", remedy=REMEDY)
        reason = "never reviewed" if self.entry is None else f"changed since its review on {self.entry.date}"
        return Fault(self.file, self.item.row, self.item.key, self.item.text, reason, REMEDY)


def check_reviewed(root: Path) -> list[Fault]:
    """Return a fault for each piece that is not as it was reviewed; a course without a ledger lacks none."""
    return [difference.fault() for difference in differences(root)] if (root / LEDGER).is_file() else []


def differences(root: Path, only: Iterable[str] = ()) -> list[Difference]:
    """Return what differs from the ledger, file by file.

    A file that cannot be read is left to the checks that say why. A folder that is not there at all, as in a copy of
    the course without what is for those who teach, lacks nothing.

    Args:
        root: the project folder.
        only: the files to look at, from the project folder; all by default.

    Raises:
        CourseError: if the ledger cannot be read.
    """
    entries: dict[str, list[Entry]] = {}
    for entry in read_ledger(root):
        entries.setdefault(entry.file, []).append(entry)
    files = sorted({*reviewable(root), *(file for file in entries if (root / file).parent.is_dir())})
    wanted = set(only) or set(files)
    found: list[Difference] = []
    for file in files:
        if file in wanted:
            try:
                there = items(root, file) if (root / file).exists() else []
            except CourseError:
                continue
            found += _compare(there, entries.get(file, []))
    return found


def _compare(there: list[Item], entries: list[Entry]) -> Iterator[Difference]:
    """Yield the differences within one file. A sentence has no key: changed, it is gone and new."""
    known = {(entry.key or entry.digest): entry for entry in entries}
    met: set[str] = set()
    for item in there:
        name = item.key or item.digest
        met.add(name)
        entry = known.get(name)
        if entry is None or entry.digest != item.digest:
            yield Difference(item, entry)
    yield from (Difference(None, entry) for name, entry in known.items() if name not in met)


def sign(root: Path, signed: Iterable[Difference], reviewer: str, date: str) -> None:
    """Write into the ledger that the pieces were reviewed as they are now.

    Args:
        root: the project folder.
        signed: the differences that were read.
        reviewer: the name of whoever read them.
        date: the day, as year-month-day.
    """
    kept = set(read_ledger(root))
    for difference in signed:
        if difference.entry:
            kept.discard(difference.entry)
        if item := difference.item:
            kept.add(Entry(item.file, item.key, item.digest, date, reviewer))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([e.file, e.key, e.digest, e.date, e.reviewer] for e in sorted(kept))
    write(root / LEDGER, text.getvalue().encode())


def read_ledger(root: Path) -> list[Entry]:
    """Return the lines of the ledger; none if there is no ledger yet.

    Raises:
        CourseError: with each line that is none of the ledger's.
    """
    path = root / LEDGER
    if not path.is_file():
        return []
    rows = csv.reader(io.StringIO(project.read_text(path), newline=""))
    remedy = "restore it from the repository"
    try:
        if next(rows, []) != HEADER:
            raise CourseError(Fault(LEDGER, 1, reason=f"the header is not {','.join(HEADER)}", remedy=remedy))
        found, faults = [], []
        for row in rows:
            if len(row) == len(HEADER) and all(row[:1] + row[2:]):
                found.append(Entry(*row))
            else:
                faults.append(Fault(LEDGER, rows.line_num, value=",".join(row), reason="no entry", remedy=remedy))
    except csv.Error as error:
        raise CourseError(Fault(LEDGER, rows.line_num, reason=f"not CSV: {error}", remedy=remedy)) from None
    if faults:
        raise CourseError(faults)
    return found
