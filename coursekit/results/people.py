"""Whose file it is: what a learning platform writes into file names, and pseudonyms in the place of that."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from coursekit.faults import CourseError, Fault

KEY = ".results-key"
"""The file of the key, in the project folder. Without it nobody can make the pseudonym of a name."""

HANDED_IN = {
    "moodle": re.compile(r"(?:^|/)(?P<name>[^/_]+)_(?P<id>\d{1,12})_assignsubmission_file"),
    "blackboard": re.compile(r"_(?P<id>[^/_]{1,64})_attempt_\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d"),
    "canvas": re.compile(r"(?:^|/)(?P<name>[^/_]+)(?:_LATE)?_(?P<id>\d{1,18})_\d{1,18}_[^/]*$"),
}
"""How the platforms name the files of a hand-in that is downloaded whole, most telling first."""


@dataclass(frozen=True)
class Person:
    """Whoever a file is from, as far as its name tells.

    Attributes:
        name: the name or login in the file's name.
        platform: the platform that named the file so; empty where none did.
        number: the id in that name; empty where there is none.
    """

    name: str
    platform: str = ""
    number: str = ""

    @property
    def handle(self) -> str:
        """What is the same in all files of one person; empty if files cannot be told to be of one person."""
        return f"{self.platform}:{self.number}" if self.platform else ""


def person(path: str) -> Person:
    """Return whose file it is, from its path within the folder of answers.

    The platform's own naming goes first. Otherwise it is the name of the file, or of the folder it lies in if there is
    one: students seldom rename what they saved.
    """
    for platform, pattern in HANDED_IN.items():
        if found := pattern.search(path):
            name = found["name"] if platform != "blackboard" else found["id"]
            return Person(name, platform, found["id"])
    parts = PurePosixPath(path).parts
    return Person(parts[0] if len(parts) > 1 else PurePosixPath(path).stem)


class Pseudonyms:
    """Names that stay the same from run to run, and tell nobody without the key who it is."""

    def __init__(self, key: bytes) -> None:
        """Begin with a key."""
        self._key = key

    def of(self, identity: str) -> str:
        """Return the pseudonym: ``s-`` and ten letters and digits of an HMAC-SHA-256."""
        digest = hmac.new(self._key, identity.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        return "s-" + base64.b32encode(digest)[:10].decode().lower()


def kept_key(root: Path) -> bytes:
    """Return the key of the project, made at first use and readable by its owner alone.

    Raises:
        CourseError: if the file holds something else.
    """
    path = root / KEY
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
    except FileExistsError:
        pass
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise CourseError(
            Fault(KEY, reason="not a key", remedy="remove it; the next run makes one, and new pseudonyms")
        )
    return bytes.fromhex(text)
