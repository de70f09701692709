"""Builds that are killed: whenever it happens, the last good book is whole, or the next build brings it back.

Putting a book in place is killed at each of its steps: every file opened, made, renamed or removed. The command itself,
with Jupyter Book at work, is killed at a few random moments; ``COURSEKIT_KILLS=50`` tries so many.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coursekit import publish
from coursekit.publish import build

KILLS = int(os.environ.get("COURSEKIT_KILLS", "1"))
LONGEST = 8.0
"""Seconds until the latest kill: about what this small book takes."""

STEPS = {"open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.unlink", "os.link", "os.utime"}
"""What Python tells of as it happens (PEP 578), of all that changes files."""

CHILD = """
import os, signal, sys
from pathlib import Path
from coursekit.publish import build

root, text, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
steps = set(sys.argv[4].split())

def runner(root, work):
    html = work / "_build" / "html"
    html.mkdir(parents=True)
    for name in ("index", "a", "b"):
        (html / f"{name}.html").write_text(text)
    return []

def child(limit):
    count = 0
    def watch(event, arguments):
        nonlocal count
        if event in steps and str(root) in str(arguments[0]):
            count += 1
            if count == limit:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(watch)
    sys.stdout = open(os.devnull, "w")
    build(root, clean=True, runner=runner)
    return count

for at in [limit] if limit else range(1, 10_000):
    pid = os.fork()
    if not pid:
        child(at)
        os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    print("killed" if killed else "done", flush=True)
    sys.stdin.readline()
    if not killed:
        break
"""


def whole(book: Path) -> str | None:
    """Return the text of a book of which every page is there and says the same; None of any other."""
    texts = {(book / f"{name}.html").read_text() for name in ("index", "a", "b") if (book / f"{name}.html").is_file()}
    count = sum(1 for path in book.rglob("*") if path.is_file()) if book.is_dir() else 0
    return texts.pop() if len(texts) == 1 and count == 3 else None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")
def test_a_build_killed_at_any_step_leaves_a_whole_book(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "index.md").write_text("# A page\n", encoding="utf-8")
    folder = tmp_path / "_build"

    def made(text: str):
        def runner(root: Path, work: Path) -> list[str]:
            (html := work / "_build" / "html").mkdir(parents=True)
            for name in ("index", "a", "b"):
                (html / f"{name}.html").write_text(text)
            return []

        return runner

    build(tmp_path, runner=made("old"))
    command = [sys.executable, "-c", CHILD, str(tmp_path), "new", "0", " ".join(STEPS)]
    points, away = 0, 0
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        while process.stdout.readline().strip() == "killed":
            points += 1
            book = folder / "html" if (folder / "html").is_dir() else folder / "html.old"
            away += book.name == "html.old"
            assert whole(book) in ("old", "new"), f"at step {points} the book was lost"
            build(tmp_path, clean=True, runner=made("old"))  # what a next build finds is no hindrance to it
            assert whole(folder / "html") == "old"
            assert not [path for path in folder.iterdir() if path.suffix in (".old", ".new")]
            process.stdin.write("\n")
            process.stdin.flush()
        process.stdin.write("\n")
    assert whole(folder / "html") == "new"
    assert points >= 30, "steps were not seen"
    assert away <= 1, "the book is away for one step, between two renames"
    print(f"killed at {points} steps; at {away} the book stood beside its place")


@pytest.fixture
def buildable(course: Path) -> Path:
    """The small course as Jupyter Book builds it, without what the course's own pages need."""
    config = {"title": "A course", "author": "", "only_build_toc_files": True, "execute": {"execute_notebooks": "off"}}
    (course / "_config.yml").write_text(json.dumps(config), encoding="utf-8")
    return course


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="processes are ended in another way there")
def test_the_command_killed_at_random_leaves_a_whole_book(buildable: Path) -> None:
    book = buildable / "_build" / "html"
    book.mkdir(parents=True)
    for name in ("index", "a", "b"):
        (book / f"{name}.html").write_text("old", encoding="utf-8")
    command = [sys.executable, "-m", "coursekit", "--root", str(buildable), "book", "--clean"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for number in range(KILLS):
        page = buildable / "book" / "index.md"
        page.write_text(f"# A course\n\nWords, change {number}.\n", encoding="utf-8")
        moment = random.uniform(0.1, LONGEST)
        with subprocess.Popen(command, start_new_session=True, **quiet) as one:
            time.sleep(moment)
            os.killpg(one.pid, signal.SIGKILL)  # and Jupyter Book with it, as when a machine goes down
        place = book if book.is_dir() else book.with_name("html.old")
        if whole(place) != "old":  # it was quicker: then a new book stands there, with all its pages
            pages = {path.relative_to(place).as_posix() for path in place.rglob("*.html")}
            assert pages >= {"index.html", "book/index.html", "notebooks/01-sample.html", "search.html"}, moment
            assert "Words, change" in (place / "book" / "index.html").read_text(encoding="utf-8"), moment


def test_a_build_that_is_interrupted_by_hand_says_so(buildable: Path, monkeypatch, capsys) -> None:
    from coursekit.__main__ import main

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, "run_jupyter_book", stopped)
    assert main(["--root", str(buildable), "book"]) == 130
    assert capsys.readouterr().err == "interrupted\n"
