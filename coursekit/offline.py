"""Pack a built book into one file to take away: unpacked anywhere, it works without a network."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

NAME = "offline.zip"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP file can tell: the same book makes the same file on any day."""


def pack(book: Path, name: str) -> Path:
    """Write all files of a book, in order and without times, into its ``offline.zip``.

    Args:
        book: the folder of the built book.
        name: the folder that unpacking makes.
    """
    target = book / NAME
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(book.rglob("*")):
            inside = path.relative_to(book).as_posix()
            if not path.is_file() or path == target or inside.startswith((".", "_sources/")):
                continue
            entry = ZipInfo(f"{name}/{inside}", EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return target
