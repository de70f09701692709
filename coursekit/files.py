"""Files written whole or not at all."""

from __future__ import annotations

from pathlib import Path

NO_LINKS = "put the file itself there: what a link leads to could be anything, and would be given out"
"""What to do about a symbolic link among the sources."""


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
