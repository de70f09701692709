"""Make everything twice, in two rooms that differ in all that must not matter, and tell what comes out different.

    python tests/repeat.py [--keep FOLDER] [--without-notebooks]

Both rooms get the project as it stands, without what git ignores. They differ in folder, day, time zone, language,
seed of Python's hashes, home, file rights and the order in which files were written. The second room also runs every
notebook again, and goes on with what that stores. The day is moved by the program `faketime` (on Debian and Ubuntu
`apt install faketime`); where there is none, both rooms have today, and the report says so.

Exit status 1 if a file differs, each named with the first place where it does.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile, is_zipfile

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coursekit.export import FORMATS  # noqa: E402

AHEAD = "+400d"
"""How far the clock of the second room is ahead, for faketime: another day, month and year."""

STEPS = [
    ["book"],
    ["instructor-book"],
    ["slides"],
    *(["export", name] for name in FORMATS),
    *(["export", name, "--assessments"] for name in FORMATS),
    *(["notebooks", "--for", audience, f"_build/notebooks/{audience}"] for audience in ("students", "instructors")),
]
"""Every command that makes something for readers. A new one belongs here."""

COMPARED = [
    *("notebooks", "data", "_build/html", "_build/instructor", "_build/slides", "_build/instructor-slides"),
    *("_build/export", "_build/notebooks"),
]
SHOWN = 60
"""Characters of a difference that are shown."""


@dataclass(frozen=True)
class Room:
    """A copy of the project and the surroundings in which it is built."""

    folder: Path
    environment: dict[str, str]
    umask: int = 0o022
    steps: list[list[str]] = field(default_factory=list)
    clock: tuple[str, ...] = ()
    backwards: bool = False


class StepFailed(Exception):
    """A command ended with an error; the message says which, where, and what it last said."""


def rooms(folder: Path, notebooks: bool = True) -> tuple[Room, Room]:
    """Return the two rooms, to be made in a folder.

    Args:
        folder: where both are made.
        notebooks: whether the second room runs the notebooks again.
    """
    first = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
    second = {"TZ": "Pacific/Pago_Pago", "PYTHONHASHSEED": "2", "LC_ALL": "C", "LANGUAGE": "de"}
    faketime = shutil.which("faketime")
    return (
        Room(folder / "one", first, steps=STEPS),
        Room(
            folder / "another place" / "Кабул",
            second,
            umask=0o077,
            steps=[*([["refresh"]] if notebooks else []), *STEPS],
            clock=(faketime, "-f", AHEAD) if faketime else (),
            backwards=True,
        ),
    )


def files(root: Path) -> list[str]:
    """Return the files of the project as it stands, committed or not, without what git ignores."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    return sorted(name for name in listed.split("\0") if (root / name).is_file())


def furnish(room: Room, root: Path, names: list[str]) -> None:
    """Copy the project into a room, with the room's rights and in its order."""
    for name in reversed(names) if room.backwards else names:
        target = room.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((root / name).read_bytes())
        target.chmod(0o666 & ~room.umask)


def work(room: Room) -> None:
    """Run the steps of a room, one after the other.

    Raises:
        StepFailed: at the first that fails.
    """
    home = room.folder.parent / f"home of {room.folder.name}"
    home.mkdir(exist_ok=True)
    own = {"HOME": str(home), "PYTHONPATH": str(room.folder), "PYTHONUTF8": "1", **room.environment}
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT", "SOURCE_DATE_EPOCH"}}
    for step in room.steps:
        started = time.monotonic()
        command = [*room.clock, sys.executable, "-m", "coursekit", *step]
        umask = {} if sys.platform == "win32" else {"umask": room.umask}
        done = subprocess.run(
            command, cwd=room.folder, env=kept | own, capture_output=True, text=True, encoding="utf-8", **umask
        )
        print(f"{room.folder.name:8} {time.monotonic() - started:6.1f} s  {' '.join(step)}", flush=True)
        if done.returncode:
            said = (done.stdout + done.stderr).strip()[-2000:]
            raise StepFailed(f"`python -m coursekit {' '.join(step)}` failed in {room.folder}:\n{said}")


def compare(one: Path, other: Path, folders: list[str]) -> Iterator[str]:
    """Yield a line for each file that is in one place only, or differs."""
    for folder in folders:
        here, there = (
            {path.relative_to(root).as_posix() for path in (root / folder).rglob("*") if path.is_file()}
            for root in (one, other)
        )
        for name in sorted(here ^ there):
            yield f"{name}: only in the {'first' if name in here else 'second'} room"
        for name in sorted(here & there):
            if words := difference(one / name, other / name):
                yield f"{name}: {words}"


def difference(one: Path, other: Path) -> str:
    """Return where two files differ first, in words; empty if they do not."""
    first, second = one.read_bytes(), other.read_bytes()
    if first == second:
        return ""
    if is_zipfile(one) and is_zipfile(other):
        return _packed(one, other)
    at = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second)))
    line, start = first.count(b"\n", 0, at) + 1, max(0, at - SHOWN // 3)
    shown = [text[start : start + SHOWN].decode("utf-8", "backslashreplace") for text in (first, second)]
    return f"line {line}, byte {at}: {shown[0]!r} and {shown[1]!r}"


def _packed(one: Path, other: Path) -> str:
    """Return how two archives differ."""
    with ZipFile(one) as first, ZipFile(other) as second:
        entries = [{entry.filename: entry for entry in archive.infolist()} for archive in (first, second)]
        if list(entries[0]) != list(entries[1]):
            alone = sorted(entries[0].keys() ^ entries[1].keys())
            return f"in one archive only: {', '.join(alone[:5])}" if alone else "entries in another order"
        for name, entry in entries[0].items():
            if first.read(name) != second.read(name):
                return f"the entry {name} differs"
            for what in ("date_time", "external_attr", "create_system", "compress_type", "extra"):
                if getattr(entry, what) != getattr(entries[1][name], what):
                    return f"the entry {name} has another {what}"
    return "the same entries, packed in another way"


def run(folder: Path, notebooks: bool) -> int:
    """Make both rooms in a folder, compare them, say what was found; return the exit status."""
    first, second = rooms(folder, notebooks)
    names = files(ROOT)
    for room in (first, second):
        furnish(room, ROOT, names)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work, room) for room in (first, second)]:
            done.result()
    found = list(compare(first.folder, second.folder, COMPARED))
    for line in found:
        print(line)
    total = sum(path.is_file() for name in COMPARED for path in (first.folder / name).rglob("*"))
    print(f"{total} files made twice, {len(found)} different (clocks {_days_apart(first, second)} days apart)")
    if not second.clock:
        print("The second room had today's clock: install faketime to move it.")
    return 1 if found else 0


def _days_apart(first: Room, second: Room) -> int:
    """Return how far apart the clocks are that programs see in the two rooms."""
    ask = [sys.executable, "-c", "import time; print(time.time())"]
    one, other = (float(subprocess.check_output([*room.clock, *ask])) for room in (first, second))
    return round((other - one) / 86_400)


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison; return the exit status."""
    parser = argparse.ArgumentParser(description="Make everything twice and tell what comes out different.")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make both in this new folder, and keep them")
    parser.add_argument("--without-notebooks", action="store_true", help="do not run the notebooks again")
    options = parser.parse_args(arguments)
    try:
        if options.keep:
            options.keep.mkdir(parents=True)
            return run(options.keep.resolve(), not options.without_notebooks)
        with tempfile.TemporaryDirectory(prefix="repeat-") as folder:
            return run(Path(folder), not options.without_notebooks)
    except (StepFailed, OSError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
