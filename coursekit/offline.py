"""Pack a built book into one file to take away: unpacked anywhere, it works without a network."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from coursekit.export.files import entry

NAME = "offline.zip"


def pack(book: Path, name: str) -> Path:
    """Write all files of a book, in order and with nothing of the clock, into its ``offline.zip``.

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
            archive.writestr(entry(f"{name}/{inside}"), path.read_bytes())
    return target
