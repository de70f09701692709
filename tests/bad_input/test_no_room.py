"""Folders that may not be written to, and disks that are full: nothing is lost or half written, and it is said.

A full disk is a small one of memory, where this system lets the tests mount one; and everywhere a write that fails.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_check_command import LESSON, QUIZ

from coursekit import files, notebooks, publish
from coursekit.__main__ import main

WRITERS = {
    "quiz new": ["quiz", "new", "05-new"],
    "quiz schema": ["quiz", "schema"],
    **{f"export {name}": ["export", name] for name in ("moodle", "qti12", "qti21", "gift", "key", "worksheet")},
    "notebooks for students": ["notebooks", "--for", "students", "{root}/out"],
    "notebooks for instructors": ["notebooks", "--for", "instructors", "{root}/out"],
    "refresh": ["refresh"],
    "book": ["book"],
    "quiz preview": ["quiz", "preview", "--no-open", f"{{root}}/{QUIZ}"],
}
BOOK = "_build/html/index.html"


def build_quickly(root: Path, work: Path, options: tuple = ()) -> list[str]:
    """Stands in for Jupyter Book: a book of one page and a large picture."""
    html = work / "_build" / "html"
    html.mkdir(parents=True, exist_ok=True)
    (html / "index.html").write_text("new", encoding="utf-8")
    (html / "picture.png").write_bytes(bytes(300_000))
    return []


@pytest.fixture
def ready(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The course with an older book, where kernels and Jupyter Book are quick."""
    (course / "_config.yml").write_text("title: A course\n", encoding="utf-8")
    (course / BOOK).parent.mkdir(parents=True)
    (course / BOOK).write_text("old", encoding="utf-8")
    monkeypatch.setattr(publish, "run_jupyter_book", build_quickly)
    longer = {"cell_type": "markdown", "id": "more", "metadata": {}, "source": "x" * 300_000}
    monkeypatch.setattr(
        notebooks, "execute", lambda notebook, path: {**notebook, "cells": [*notebook["cells"], longer]}
    )
    monkeypatch.setattr(tempfile, "tempdir", str(course))
    return course


def kept(root: Path) -> dict[str, bytes]:
    """Return what must not be lost: the sources, and the book."""
    names = [LESSON, QUIZ, "data/datapackage.json", "_toc.yml", BOOK]
    return {name: (root / name).read_bytes() for name in names}


def half(root: Path, before: set[Path]) -> list[Path]:
    """Return what a command left that was not there before, but for folders, locks and what a build works on."""
    return [path for path in root.rglob("*") if path.is_file() and path not in before and "_build/" not in str(path)]


def told(root: Path, arguments: list[str], capsys) -> tuple[int, str]:
    status = main(["--root", str(root), *(one.replace("{root}", str(root)) for one in arguments)])
    captured = capsys.readouterr()
    return status, captured.out + captured.err


def must_fail(root: Path, arguments: list[str], capsys, words: str) -> None:
    before, there = kept(root), set(root.rglob("*"))
    status, said = told(root, arguments, capsys)
    assert status == 1, said
    assert words in said
    assert " -> " in said
    assert "Traceback" not in said
    assert kept(root) == before, "something was lost"
    assert not half(root, there), "something was half written"
    assert not (root / "_build" / "html.new").exists()


def test_they_all_work_where_there_is_room(ready: Path, capsys) -> None:
    for arguments in WRITERS.values():
        if "instructors" not in arguments:  # the folder of the other edition
            status, said = told(ready, arguments, capsys)
            assert status == 0, said
    assert (ready / BOOK).read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("command", WRITERS)
def test_a_write_that_fails_leaves_all_as_it_was(ready: Path, monkeypatch, capsys, command: str) -> None:
    """The disk fills up in the midst of a file."""
    write_bytes, write_text = Path.write_bytes, Path.write_text

    def full(path: Path) -> OSError:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    def some_bytes(path: Path, content: bytes) -> int:
        write_bytes(path, content[: len(content) // 2])
        raise full(path)

    def some_text(path: Path, content: str, *rest, **options) -> int:
        if path.name in ("index.html",):
            return write_text(path, content, *rest, **options)
        write_text(path, content[: len(content) // 2], *rest, **options)
        raise full(path)

    def some_of_a_tree(source, target, *_, **__):
        Path(target).mkdir(parents=True)
        raise shutil.Error([(str(source), str(target), str(full(Path(target))))])

    monkeypatch.setattr(Path, "write_bytes", some_bytes if command != "book" else write_bytes)
    monkeypatch.setattr(Path, "write_text", some_text)
    monkeypatch.setattr(shutil, "copytree", some_of_a_tree)
    must_fail(ready, WRITERS[command], capsys, "No space left on device")


# A disk of 256 kB


@pytest.fixture
def small_disk(ready: Path, tmp_path: Path) -> Iterator[Path]:
    """The course on a disk with room for little more than itself."""
    place = tmp_path / "disk"
    place.mkdir()
    size = sum((path.stat().st_size // 4096 + 2) * 4096 for path in ready.rglob("*")) + 40_000
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this system lets the tests mount no disk")
    try:
        shutil.copytree(ready, place / "course")
        yield place / "course"
    finally:
        subprocess.run(["umount", place], check=True)


def fill(folder: Path) -> None:
    """Leave no byte."""
    with (folder.parent / "filler").open("wb", buffering=0) as filler:
        try:
            while filler.write(bytes(4096)):
                pass
        except OSError:
            return


@pytest.mark.parametrize("command", WRITERS)
def test_a_full_disk_loses_nothing(small_disk: Path, monkeypatch, capsys, command: str) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    if command not in ("book", "refresh"):  # these need more than there is anyhow
        fill(small_disk)
    must_fail(small_disk, WRITERS[command], capsys, "No space left on device")


# Folders of somebody else


@pytest.fixture
def as_somebody_else() -> Iterator[Callable[[Path], None]]:
    """A function that gives up the right to write everywhere, once all that is needed has been loaded."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0

    def become(folder: Path) -> None:
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        for path in folder.parents:
            if root and path.stat().st_mode & 0o005 != 0o005:
                pytest.skip(f"{path} may be read by its owner alone")
        if root:
            os.seteuid(65534)

    yield become
    if root:
        os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("command", [name for name in WRITERS if name != "quiz preview"])
def test_a_folder_that_may_not_be_written_to_is_told(ready: Path, as_somebody_else, capsys, command: str) -> None:
    arguments = WRITERS[command]
    folder = Path(tempfile.mkdtemp(prefix="coursekit-test-", dir="/tmp"))
    try:
        folder.chmod(0o755)
        rehearsal, course = (shutil.copytree(ready, folder / name) for name in ("rehearsal", "course"))
        assert told(rehearsal, arguments, capsys)[0] == 0
        as_somebody_else(course)
        must_fail(course, arguments, capsys, "Permission denied")
    finally:
        if hasattr(os, "geteuid") and os.geteuid() == 65534:
            os.seteuid(0)
        for path in folder.rglob("*"):
            path.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_file_that_may_not_be_read_is_told(ready: Path, as_somebody_else, capsys) -> None:
    folder = Path(tempfile.mkdtemp(prefix="coursekit-test-", dir="/tmp"))
    try:
        folder.chmod(0o755)
        course = Path(shutil.copytree(ready, folder / "course"))
        assert told(course, ["quiz", "check"], capsys)[0] == 0
        as_somebody_else(course)
        euid = os.geteuid() if hasattr(os, "geteuid") else 0
        os.seteuid(os.getuid())
        (course / QUIZ).chmod(0)
        os.seteuid(euid)
        status, said = told(course, ["quiz", "check"], capsys)
        assert status == 1
        assert "cannot be read (Permission denied)" in said
    finally:
        os.seteuid(os.getuid())
        for path in folder.rglob("*"):
            path.chmod(0o755)
        shutil.rmtree(folder)


def test_an_error_while_writing_names_the_file_itself(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "a").write_text("old", encoding="utf-8")
    error = OSError(errno.ENOSPC, "full", "x", None, "y")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(error))
    with pytest.raises(OSError, match="full") as caught:
        files.write(tmp_path / "a", b"new")
    assert (caught.value.filename, caught.value.filename2) == (str(tmp_path / "a"), None)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text(encoding="utf-8") == "old"


# Files without measure


LARGE = {
    "data/actors.csv": "book",
    "data/datapackage.json": "book",
    "_toc.yml": "book",
    LESSON: "refresh",
    QUIZ: "quiz check",
    "book/index.md": "check",
}


@pytest.mark.parametrize("name", LARGE)
def test_a_file_of_100_megabytes_is_not_read(course: Path, refused, name: str) -> None:
    (course / "_config.yml").write_text("title: A course\n", encoding="utf-8")
    with (course / name).open("r+b") as file:
        file.truncate(100_000_000)
    said = refused(*LARGE[name].split())
    assert name.rpartition("/")[2] in said
    assert "larger than" in said
