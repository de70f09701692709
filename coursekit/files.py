"""Files read within bounds, and files and folders put in place whole or not at all."""

from __future__ import annotations

import errno
import shutil
import stat
from pathlib import Path

MOST = 20_000_000
"""Bytes of the largest file that is read: tables, pages, notebooks have a tenth of it at most."""

NO_LINKS = "put the file itself there: what a link leads to could be anything, and would be given out"
"""What to do about a symbolic link among the sources."""


def read(path: Path) -> bytes:
    """Return what is in a file.

    Raises:
        OSError: if it cannot be read, is larger than ``MOST``, or is no file: a folder, or a device that never ends.
    """
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is not a file", str(path))
    if found.st_size > MOST:
        raise OSError(errno.EFBIG, f"it is larger than {MOST:,} bytes", str(path))
    return path.read_bytes()


def write(path: Path, content: bytes) -> None:
    """Write a file so that whoever reads it meanwhile sees the old one or the new one, never a part.

    Raises:
        OSError: if it cannot be written, with the name of this file; then all is as it was.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        error.filename, error.filename2 = str(path), None  # not that of the temporary one, or none
        raise


def replace_folder(new: Path, folder: Path) -> Path:
    """Put a finished folder in the place of another beside it, and return it: two renames, no time half done.

    Killed between the two, the old one stands whole under its name with ``.old``.
    """
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return folder
