"""What is made twice is the same: archives, exports and a small book, in surroundings that differ."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import pytest
import repeat
from browser_support import LESSONS, ROOT

from coursekit.export.command import export
from coursekit.export.files import archive
from coursekit.faults import CourseError
from coursekit.offline import pack
from coursekit.publish import fingerprint
from coursekit.quiz.bank import read_bank

COMMIT = "1541376000"
"""5 November 2018, 00:00 UTC, as `git log -1 --format=%ct` would print it."""
EXPORTS = """
import hashlib
from pathlib import Path
from coursekit.export import FORMATS
from coursekit.export.command import export
from coursekit.quiz.bank import read_bank

root = Path.cwd()
banks = [read_bank(path) for path in sorted(root.glob("data/quizzes/0[14]-*.yml"))]
for name in FORMATS:
    for file, content in export(name, banks, root).files.items():
        print(name, file, hashlib.sha256(content).hexdigest())
"""
BOOK = """
import sys
from pathlib import Path
from coursekit.publish import run_jupyter_book

run_jupyter_book(Path.cwd(), Path.cwd() / "_build")  # what it warns of is that pages are missing
"""
CONTENTS = f"format: jb-book\nroot: book/index\nchapters:\n  - file: notebooks/{LESSONS[0]}\n  - file: book/glossary\n"


def in_both(rooms, code):
    """Run code in two rooms at once; return what it printed."""

    def run(room):
        environment = os.environ | room.environment | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, cwd=room.folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=True
        ).stdout

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, rooms))


@pytest.fixture
def rooms(tmp_path):
    found = repeat.rooms(tmp_path)
    needed = ("_config.yml", "book/", "data/", "instructor/_", f"notebooks/{LESSONS[0]}", "pyproject.toml")
    names = [name for name in repeat.files(ROOT) if name.startswith(needed)]
    for room in found:
        repeat.furnish(room, ROOT, names)
        (room.folder / "_toc.yml").write_text(CONTENTS, encoding="utf-8")
    return found


def test_exports_are_the_same_bytes_in_another_place(rooms):
    first, second = in_both(rooms, EXPORTS)
    assert first.splitlines() == second.splitlines()
    assert len(first.splitlines()) > 10


@pytest.mark.long
def test_a_small_book_is_the_same_bytes_in_another_place(rooms):
    in_both(rooms, BOOK)
    one, other = (room.folder for room in rooms)
    for room in (one, other):
        (room / "_build" / "_build" / "html" / ".buildinfo").unlink()  # names folders, and is not published
    assert not list(repeat.compare(one, other, ["_build/_build/html"]))
    made = {path.name for path in (one / "_build" / "_build" / "html").rglob("*") if path.is_file()}
    assert {f"{LESSONS[0]}.html", "glossary.html", "offline.zip", "book.css", "searchindex.js"} <= made


def test_the_rooms_differ_in_what_must_not_matter(tmp_path):
    one, other = repeat.rooms(tmp_path)
    assert one.environment.keys() == other.environment.keys()
    assert all(one.environment[name] != other.environment[name] for name in one.environment)
    assert one.umask != other.umask
    assert " " in str(other.folder)


def test_every_format_and_both_books_are_made_twice():
    from coursekit.__main__ import parser

    commands = next(action for action in parser()._actions if action.dest == "command").choices
    makes_nothing = {"serve", "check", "report", "quiz", "agreement", "review"}
    # The first is begun once, by hand; the second is of the files of a class; the third fetches what it packs.
    makes_nothing |= {"new-article", "results", "lite"}
    assert {step[0] for step in repeat.STEPS} | {"refresh"} == commands.keys() - makes_nothing, (
        "a command that makes something for readers belongs in STEPS of tests/repeat.py"
    )


def test_what_differs_is_named_with_its_place(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, word in ((one, "Kabul"), (other, "Doha")):
        (folder / "html").mkdir(parents=True)
        (folder / "html" / "same.html").write_text("same", encoding="utf-8")
        (folder / "html" / "page.html").write_text(f"first\nin {word}\n", encoding="utf-8")
        (folder / "html" / f"{word}.html").write_text("x", encoding="utf-8")
        (folder / "html" / "book.zip").write_bytes(archive({"a": b"a", "b": word.encode()}))
    assert list(repeat.compare(one, other, ["html"])) == [
        "html/Doha.html: only in the second room",
        "html/Kabul.html: only in the first room",
        "html/book.zip: the entry b differs",
        r"html/page.html: line 2, byte 9: 'first\nin Kabul\n' and 'first\nin Doha\n'",
    ]


def test_another_date_in_an_archive_is_named(tmp_path, monkeypatch):
    (tmp_path / "one").write_bytes(archive({"a": b"a"}))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", COMMIT)
    (tmp_path / "other").write_bytes(archive({"a": b"a"}))
    assert repeat.difference(tmp_path / "one", tmp_path / "other") == "the entry a has another date_time"


@pytest.mark.parametrize(
    ("epoch", "told"),
    [
        (None, (1980, 1, 1, 0, 0, 0)),
        ("0", (1980, 1, 1, 0, 0, 0)),
        (COMMIT, (2018, 11, 5, 0, 0, 0)),
        ("99999999999", (2107, 12, 31, 23, 59, 58)),
    ],
)
def test_archives_tell_the_time_that_is_asked_for_and_never_the_clock(tmp_path, monkeypatch, epoch, told):
    if epoch is None:
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    else:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    (tmp_path / "index.html").write_text("x", encoding="utf-8")
    pack(tmp_path, "book")
    (tmp_path / "questions.zip").write_bytes(archive({"a.xml": b"x"}))
    for name in ("offline.zip", "questions.zip"):
        with ZipFile(tmp_path / name) as packed:
            assert [(entry.date_time, entry.create_system) for entry in packed.infolist()] == [(told, 3)]


def test_a_deck_is_as_old_as_is_asked_for(monkeypatch):
    bank = read_bank(next((ROOT / "data" / "quizzes").glob("01-*.yml")))
    decks = []
    for epoch in (COMMIT, COMMIT, str(int(COMMIT) + 1)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        with ZipFile(io.BytesIO(export("anki", [bank], ROOT).files["course.apkg"])) as deck:
            decks.append(deck.read("collection.anki2"))
    assert decks[0] == decks[1] != decks[2]


def test_another_time_is_another_book(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = fingerprint(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", COMMIT)
    assert fingerprint(tmp_path) != before


@pytest.mark.parametrize("text", ["now", "-1", "1.5", "2018-11-05", "٣", "9" * 12])
def test_a_time_that_is_none_is_a_fault_in_words(monkeypatch, text):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(CourseError, match=r"SOURCE_DATE_EPOCH: .*not a time -> give seconds since 1970"):
        fingerprint(Path())
