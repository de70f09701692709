"""Build the book: Jupyter Book with warnings as errors, put in place only when it is whole.

Jupyter Book works in ``_build/work``. A finished book is copied to ``_build/html.new`` and swapped with
``_build/html`` by renaming, so that a failed or killed build leaves the last good book where it was. The book for
students is put in place only if it gives away nothing of what :mod:`coursekit.secret` guards; other editions of
the book, such as that for those who teach, are built beside it by the same steps.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO

from coursekit.export.files import VARIABLE, moment
from coursekit.faults import CourseError, Fault
from coursekit.files import NO_LINKS, replace_folder, write
from coursekit.secret import FOLDERS, check_given

PROGRAM = """\
import sys
from jupyter_book.cli.main import main
try:
    main()
except RuntimeError as error:  # in words for its readers; the rest of a traceback is the inside of Jupyter Book
    sys.exit(str(error))
"""
COMMAND = [sys.executable, "-c", PROGRAM, "build", "--quiet"]
STRICT = ["--warningiserror", "--nitpick", "--keep-going"]
ENVIRONMENT = {"TZ": "UTC", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
"""What makes two builds of the same sources alike, and shows warnings as they come."""

PAGES = {".md", ".ipynb"}
"""Sphinx notices by itself when these change. A change of anything else rebuilds the whole book."""

BANNER = re.compile(r"^(=+|Running Jupyter-Book.*|(Source|Config|Output) [^:]*: .*|Building your .*)?$")
CELL = re.compile(r"\.ipynb:(\d+)(\d{4}):")
"""How MyST-NB tells a place in a notebook: cell 59, line 4 is `:590004`."""

WARNING = re.compile(r"\b(WARNING|ERROR|CRITICAL|SEVERE):")

Runner = Callable[[Path, Path], list[str]]


@dataclass(frozen=True)
class Edition:
    """A book that can be made of the project, and where it is made and put within ``_build``.

    Attributes:
        folder: the finished book.
        work: where Jupyter Book works.
        stamp: the file that remembers what the book was built from.
        lock: the file that one build at a time holds; editions have their own, and may be built side by side.
        students: whether it goes to students: then it must give nothing away, and does not rest on what is secret.
    """

    folder: str
    work: str
    stamp: str
    lock: str
    students: bool = True


STUDENTS = Edition("html", "work", "built-from.json", "build.lock")


def build(root: Path, clean: bool = False, runner: Runner | None = None, edition: Edition = STUDENTS) -> Path:
    """Build the book and return its folder, ``_build/html`` or that of another edition.

    Only pages that changed are built again, unless something changed that any page may rest on: tables,
    configuration, styles, the package. Nothing is built when nothing changed.

    Args:
        root: the project folder.
        clean: build everything anew.
        runner: builds the project in its first argument into its second and returns the warnings;
            Jupyter Book by default, something quick in tests.
        edition: which book.

    Raises:
        CourseError: if the build fails or warns, gives away what students must not get, or another build is running.
    """
    folder = root / "_build"
    folder.mkdir(exist_ok=True)
    with _lock(folder / edition.lock):
        _recover(folder / edition.folder)
        return _build(root, folder, clean, runner or run_jupyter_book, edition)


def _build(root: Path, folder: Path, clean: bool, runner: Runner, edition: Edition) -> Path:
    book, work, stamp = folder / edition.folder, folder / edition.work, folder / edition.stamp
    sources = fingerprint(root, whole=not edition.students)
    reason = "asked for" if clean else _why_all(sources, stamp, book, work)
    if reason is None and sources == _read(stamp):
        print(f"The book is up to date: {book}")
        return book
    if reason:
        shutil.rmtree(work, ignore_errors=True)
    print("Building the changed pages ..." if reason is None else f"Building the whole book ({reason}) ...")
    stamp.unlink(missing_ok=True)  # written again at the end: after a failure the next build is a whole one
    started = time.monotonic()
    warnings = runner(root, work)
    made = work / "_build" / "html"
    if warnings or not (made / "index.html").is_file():
        shutil.rmtree(work, ignore_errors=True)
        raise CourseError(_failure(warnings, book))
    if edition.students and (given := check_given(made, root, f"_build/{edition.folder}")):
        kept = "; the book built before is still in place" if book.is_dir() else ""
        reason = f"students must not get this: no book was put in place{kept}"
        raise CourseError([*given, Fault("_build", reason=reason, remedy="mend the pages above, then build again")])
    _swap(made, book)
    write(stamp, json.dumps(sources, indent=0).encode())
    print(f"Built in {time.monotonic() - started:.1f} s: {book}")
    print(f"Open {(book / 'index.html').as_uri()}")
    if edition is STUDENTS:
        print("or run `make serve`, or python -m coursekit serve, to see it as a web server would show it.")
    return book


def _failure(warnings: list[str], book: Path) -> Fault:
    kept = "; the book built before is still in place" if book.is_dir() else ""
    if not warnings:
        return Fault("_build", reason=f"Jupyter Book wrote no book{kept}", remedy="see its messages above")
    number = f"{len(warnings)} warning" + ("" if len(warnings) == 1 else "s")
    return Fault("_build", reason=f"{number}, and a warning is an error{kept}", remedy="see them above")


def run_jupyter_book(root: Path, work: Path, options: Sequence[str] = ()) -> list[str]:
    """Run Jupyter Book over the project, pass its messages on as they come, and return the warnings.

    A failure without a warning counts as one.

    Args:
        root: the project folder.
        work: where to work.
        options: further options of Jupyter Book, such as another table of contents.
    """
    command = [*COMMAND, *STRICT, *options, "--path-output", str(work), str(root)]
    warnings = []
    with subprocess.Popen(
        command,
        cwd=root,
        env=os.environ | ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        close_fds=False,  # it inherits the lock: should this process be killed, the lock lasts as long as the work
    ) as process:
        assert process.stdout is not None
        try:
            for line in _messages(process.stdout, root):
                print(line, flush=True)
                if WARNING.search(line):
                    warnings.append(line)
        except BaseException:
            process.kill()
            raise
    if process.returncode and not warnings:
        warnings.append(f"Jupyter Book ended with status {process.returncode}")
    return warnings


def _messages(lines: Iterator[str], root: Path) -> Iterator[str]:
    """Yield what is worth showing: no banners, no colours, nothing twice, places that people can find."""
    seen = set()
    finished = False
    for raw in lines:
        line = re.sub(r"\x1b\[[0-9;]*m", "", raw).rstrip().replace(f"{root}{os.sep}", "")
        line = CELL.sub(lambda m: f".ipynb: cell {m[1]}, line {int(m[2])}:", line)
        finished = finished or "Finished generating HTML" in line  # in a folder that is not the reader's
        if not (finished or BANNER.match(line) or line in seen):
            seen.add(line)
            yield line


def fingerprint(root: Path, whole: bool = False) -> dict[str, str]:
    """Return a digest for each file the book may rest on, and for the programs and the time that go into it.

    Args:
        root: the project folder.
        whole: include what no student gets.

    Raises:
        CourseError: if ``SOURCE_DATE_EPOCH`` holds no time.
    """
    found = {
        "(python)": f"{sys.version} {sys.prefix} {root}",
        "(jupyter-book)": version("jupyter-book"),
        f"({VARIABLE})": str(moment()),
    }
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        if not whole and name.startswith(tuple(f"{folder}/" for folder in FOLDERS)):
            continue
        found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _files(folder: Path) -> Iterator[Path]:
    """Yield all files in order, save hidden ones, what was built, tests and compiled Python."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in {"_build", "tests", "__pycache__"}:
            continue
        if path.is_symlink():
            raise CourseError(Fault(f"{folder.name}/{path.name}", reason="is a link to elsewhere", remedy=NO_LINKS))
        if path.is_dir():
            yield from _files(path)
        elif path.suffix != ".pyc":
            yield path


def _why_all(sources: dict[str, str], stamp: Path, book: Path, work: Path) -> str | None:
    """Return why the whole book has to be built, or None if the changed pages will do."""
    before = _read(stamp)
    if not before or not work.is_dir() or not (book / "index.html").is_file():
        return "there is no finished build to start from"
    for name in sorted(sources.keys() ^ before.keys()):
        return f"{name} was {'added' if name in sources else 'removed'}"
    for name, digest in sources.items():
        if digest != before[name] and Path(name).suffix not in PAGES:
            return f"{name} changed"
    return None


def _read(stamp: Path) -> dict[str, str]:
    try:
        found = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _swap(made: Path, book: Path) -> None:
    """Put a copy of the finished pages in the place of the book."""
    new = book.with_name(f"{book.name}.new")
    try:
        shutil.copytree(made, new, ignore=shutil.ignore_patterns(".buildinfo", ".doctrees"))
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)  # at once: half a book may be what fills the disk
        raise
    replace_folder(new, book)


def _recover(book: Path) -> None:
    """Clear away what an interrupted build left, after bringing back a book it had set aside."""
    old = book.with_name(f"{book.name}.old")
    if old.exists() and not book.exists():
        old.rename(book)
    for leftover in (old, book.with_name(f"{book.name}.new")):
        shutil.rmtree(leftover, ignore_errors=True)


def _claim(handle: IO[str]) -> None:
    """Lock an open file, or raise OSError if another process holds it."""
    if sys.platform == "win32":
        import msvcrt

        handle.seek(1 << 20)  # a byte beyond the text, which others may then still read
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold the lock of the build folder. The system frees it when the build ends, however it ends."""
    with path.open("a+", encoding="utf-8") as handle:
        try:
            _claim(handle)
        except OSError:
            handle.seek(0)
            owner = handle.read().strip() or "unknown"
            raise CourseError(
                Fault("_build", reason=f"another build is running (process {owner})", remedy="wait for it to end")
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        os.set_inheritable(handle.fileno(), True)
        yield
