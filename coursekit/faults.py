"""Faults: what is wrong with a file, where, and what to do about it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in one place, in words for the person who has to mend it.

    ``row`` counts the lines of a file from 1, the header of a table being line 1; 0 stands for the whole file.
    ``character`` counts the characters of that line from 1, where the place is that exact; 0 where it is not.
    """

    file: str
    row: int = 0
    column: str = ""
    value: str = ""
    reason: str = ""
    remedy: str = ""
    character: int = 0

    def __str__(self) -> str:
        """Return the fault as one line: ``file:row:character: column: 'value': reason -> remedy``."""
        place = ":".join([_short(self.file, 200), *(str(number) for number in (self.row, self.character) if number)])
        parts = [place + ":"]
        if self.column:
            parts.append(f"{self.column}:")
        if self.value:
            parts.append(repr(_short(self.value, 60)) + ":")
        parts.append(self.reason)
        line = " ".join(parts) + (f" -> {self.remedy}" if self.remedy else "")
        # a name from elsewhere must neither begin a line of its own nor tell a terminal what to do
        return line if line.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 3] + "..."


def shown(text: str) -> str:
    """Return a stranger's text for a terminal: without signs that would steer it."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def tell(faults: Iterable[Fault], good: str) -> int:
    """Print faults in order of place, each once, or that all is good; return the exit status, 1 if there is one."""
    found = sorted(set(faults))
    for fault in found:
        print(fault)
    if found:
        files = len({fault.file for fault in found})
        print(f"{_count(len(found), 'fault')} in {_count(files, 'file')}")
        return 1
    print(f"all good: {good}")
    return 0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


REMEDIES = {
    errno.ENOSPC: "make room on the disk, then run the command again",
    errno.EDQUOT: "make room on the disk, then run the command again",
    errno.EACCES: "change its permissions, or name another place",
    errno.EPERM: "change its permissions, or name another place",
    errno.EROFS: "name another place: nothing can be written there",
    errno.EEXIST: "move it away: a folder is needed there",
    errno.ENOTDIR: "move it away: a folder is needed there",
    errno.EISDIR: "move it away: a file is needed there",
    errno.ENAMETOOLONG: "use a shorter name",
}
"""What to do when the system refuses, by its number of the error."""


def failed(error: OSError) -> Fault:
    """Return as a fault what the system refused: which file, why, and what to do."""
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):  # of a copied folder
        _, copy, reason = error.args[0][0]
        code = next((number for number in REMEDIES if f"[Errno {number}]" in str(reason)), 0)
        error = OSError(code, os.strerror(code) if code else str(reason), str(copy))
    remedy = REMEDIES.get(error.errno or 0, "mend that, then run the command again")
    return Fault(str(error.filename or "the output"), reason=error.strerror or str(error), remedy=remedy)


class CourseError(Exception):
    """Something the user can mend; its message says where and how. Shown without a traceback."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        """Keep the faults, sorted by place."""
        self.faults = [faults] if isinstance(faults, Fault) else sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))
