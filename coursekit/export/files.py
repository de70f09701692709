"""Archives that are the same bytes each time."""

from __future__ import annotations

import io
import os
import time
import zipfile

from coursekit.faults import CourseError, Fault

VARIABLE = "SOURCE_DATE_EPOCH"
"""The time that files tell as that of their making, as reproducible-builds.org has it: seconds since 1970, in UTC."""
EARLIEST, LATEST = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
"""The times that a zip file can tell. The clock is never asked: the same files make the same archive on any day."""
UNIX = 3


def moment() -> int | None:
    """Return the time in ``SOURCE_DATE_EPOCH``, in seconds since 1970; None if it is not set.

    Raises:
        CourseError: if it holds no such time.
    """
    text = os.environ.get(VARIABLE, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        remedy = "give seconds since 1970, as `git log -1 --format=%ct` prints them, or unset it"
        raise CourseError(Fault(VARIABLE, value=text, reason="not a time", remedy=remedy))
    return int(text)


def entry(name: str) -> zipfile.ZipInfo:
    """Return what a zip file tells of an entry besides its content: the same on every day and every system."""
    told = time.gmtime(moment() or 0)[:6]
    made = zipfile.ZipInfo(name, max(EARLIEST, min(told, LATEST)))
    made.compress_type = zipfile.ZIP_DEFLATED
    made.create_system = UNIX  # or Windows would write other bytes
    made.external_attr = 0o644 << 16
    return made


def archive(entries: dict[str, bytes]) -> bytes:
    """Return a zip file with these entries, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in entries.items():
            packed.writestr(entry(name), content)
    return buffer.getvalue()
