"""`python -m coursekit check` over a small course, broken in one way at a time.

Each fault must come out as one line with its place and its remedy; the exit status is 1, nothing is written,
and no traceback is shown.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from quiz_samples import one_of_each, question
from test_bad_data import COLUMNS, ROWS, cell, package, swap, whole

from coursekit.__main__ import main

LESSON, QUIZ = "notebooks/01-sample.ipynb", "data/quizzes/01-sample.yml"
PAGE = "book/index.md"
MARKDOWN = "# Sample\n\n## Objectives\n\n1. read\n2. count\n"


def notebook() -> dict:
    return {
        "cells": [
            {"cell_type": "markdown", "id": "title", "metadata": {}, "source": MARKDOWN},
            {
                "cell_type": "code",
                "id": "sum",
                "metadata": {},
                "source": "1 + 1",
                "execution_count": 1,
                "outputs": [
                    {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "2"}}
                ],
            },
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one lesson, with tables of two to five rows."""
    root = tmp_path / "course"
    for folder in ("data/quizzes", "notebooks", "book"):
        (root / folder).mkdir(parents=True)
    for name, rows in ROWS.items():
        (root / "data" / f"{name}.csv").write_bytes(f"{','.join(COLUMNS[name])}\n{rows}\n".encode())
    (root / "data" / "datapackage.json").write_text(json.dumps(package(), indent=1), encoding="utf-8")
    questions = [question({"id": f"q{n}", "references": ["paragraph:1"], **p}) for n, p in enumerate(one_of_each(), 1)]
    bank = {"quiz": "01-sample", "title": "Sample", "questions": questions}
    (root / QUIZ).write_text(yaml.safe_dump(bank, sort_keys=False), encoding="utf-8")
    (root / LESSON).write_text(json.dumps(notebook(), indent=1), encoding="utf-8")
    (root / "_toc.yml").write_text("format: jb-book\nroot: book/index\nchapters:\n  - file: notebooks/01-sample\n")
    (root / PAGE).write_text("# A course\n\nWords.\n", encoding="utf-8")
    (root / "book" / "references.bib").write_text("@book{barfield2010,\n  title = {A}\n}\n", encoding="utf-8")
    return root


def text(file: str, old: str, new: str):
    """Replace a piece of a text file once."""

    def change(root: Path) -> None:
        content = (root / file).read_text(encoding="utf-8")
        assert old in content
        (root / file).write_text(content.replace(old, new, 1), encoding="utf-8")

    return change


def content(file: str, new: bytes):
    """Give a file another content, or make a new file."""

    def change(root: Path) -> None:
        (root / file).parent.mkdir(exist_ok=True)
        (root / file).write_bytes(new)

    return change


def gone(file: str):
    """Remove a file."""
    return lambda root: (root / file).unlink()


def folder(file: str):
    """Put a folder in the place of a file."""

    def change(root: Path) -> None:
        (root / file).unlink()
        (root / file).mkdir()

    return change


def link(file: str, target: str):
    """Put a link in the place of a file."""

    def change(root: Path) -> None:
        (root / file).unlink()
        (root / file).symlink_to(target)

    return change


UNFOLDING = b"a: &a [x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(98, 108)
)


def in_notebook(change_it):
    """Change the lesson as a dictionary."""

    def change(root: Path) -> None:
        found = json.loads((root / LESSON).read_text(encoding="utf-8"))
        change_it(found)
        (root / LESSON).write_text(json.dumps(found, indent=1), encoding="utf-8")

    return change


def code(**changes):
    """Change the lesson's code cell."""
    return in_notebook(lambda found: found["cells"][1].update(changes))


def printed(words: str):
    """Give the code cell another output."""
    return code(outputs=[{"output_type": "stream", "name": "stdout", "text": words}])


def in_bank(number: int, **changes):
    """Change a question of the bank."""

    def change(root: Path) -> None:
        bank = yaml.safe_load((root / QUIZ).read_text(encoding="utf-8"))
        bank["questions"][number - 1].update(changes)
        (root / QUIZ).write_text(yaml.safe_dump(bank, sort_keys=False), encoding="utf-8")

    return change


# how it is broken, where the fault must be reported, and a word of the reason or remedy
BROKEN = {
    "data file missing": (gone("data/events.csv"), r"data/events\.csv: .*missing"),
    "data file empty": (content("data/events.csv", b""), r"data/events\.csv.*empty"),
    "data not UTF-8": (swap("actors", "We want talks", b"We want \xff talks"), r"data/actors\.csv:2: .*UTF-8"),
    "unclosed quote": (swap("sources", '"Two, with', '"Two, "with'), r"data/sources\.csv:3: "),
    "wrong delimiter": (whole("actors", lambda raw: raw.replace(b",", b";")), r"data/actors\.csv:1: "),
    "a header misspelt": (swap("actors", "own_words_2018,", "own_word_2018,"), r"data/actors\.csv:1: .*own_word"),
    "a cell too many": (swap("events", "e-1,2017,", "e-1,2017,,"), r"data/events\.csv:2: "),
    "impossible date": (cell("events", 4, "date", "2018-02-30"), r"data/events\.csv:4: date: '2018-02-30'"),
    "impossible month": (cell("indicators", 2, "period_start", "2017-13-01"), r"data/indicators\.csv:2: period_start"),
    "not a number": (cell("indicators", 2, "value", "ten"), r"data/indicators\.csv:2: value: 'ten'"),
    "not an allowed value": (cell("claims", 2, "type", "truth"), r"data/claims\.csv:2: type: 'truth'"),
    "key twice": (cell("claims", 3, "claim_id", "C001"), r"data/claims\.csv:3: claim_id: 'C001'"),
    "key missing": (cell("actors", 2, "actor_id", ""), r"data/actors\.csv:2: actor_id"),
    "dangling foreign key": (
        cell("event_actors", 2, "actor_id", "nobody"),
        r"data/event_actors\.csv:2: actor_id: 'nobody'",
    ),
    "dangling list item": (cell("interests", 2, "in_article", "1;15"), r"data/interests\.csv:2: in_article"),
    "verdict on what is not checkable": (
        cell("claims", 4, "verdict_now", "supported"),
        r"data/claims\.csv:4: .*checkable",
    ),
    "contested with one source": (cell("claims", 3, "second_source_id", ""), r"data/claims\.csv:3: second_source_id"),
    "period ends before it starts": (cell("indicators", 2, "period_end", "2016-12-31"), r"data/indicators\.csv:2: "),
    "bound above the value": (cell("indicators", 2, "value_low", "11"), r"data/indicators\.csv:2: value_low: '11'"),
    "DOS line ends": (whole("claims", lambda raw: raw.replace(b"\n", b"\r\n")), r"data/claims\.csv.*line end"),
    "byte order mark": (whole("claims", lambda raw: b"\xef\xbb\xbf" + raw), r"data/claims\.csv.*byte order mark"),
    "descriptor missing": (gone("data/datapackage.json"), r"no data/datapackage\.json"),
    "descriptor not JSON": (swap("datapackage", '"name"', '"name'), r"data/datapackage\.json:\d+: .*JSON"),
    "table not declared": (content("data/kings.csv", b"a\n1\n"), r"data/kings\.csv: "),
    "no quiz": (
        gone(QUIZ),
        r"notebooks/01-sample\.ipynb: this lesson has no quiz -> write data/quizzes/01-sample\.yml",
    ),
    "no lesson": (gone(LESSON), r"data/quizzes/01-sample\.yml: no lesson of this name"),
    "not in the contents": (
        text("_toc.yml", "chapters:\n  - file: notebooks/01-sample\n", ""),
        r"_toc\.yml: .*not in the contents",
    ),
    "contents name no page": (
        text("_toc.yml", "01-sample", "02-other"),
        r"_toc\.yml: 'notebooks/02-other': no such page",
    ),
    "contents not YAML": (content("_toc.yml", b"root: [\n"), r"_toc\.yml.*not YAML"),
    "page not in the contents": (content("book/extra.md", b"# Extra\n"), r"book/extra\.md: .*not in the contents"),
    "page not UTF-8": (content(PAGE, b"# A\n\n\xff\n"), r"book/index\.md:3: not UTF-8 -> save it as UTF-8"),
    "contents not UTF-8": (content("_toc.yml", b"root: \xff\n"), r"_toc\.yml:1: not UTF-8"),
    "bibliography not UTF-8": (content("book/references.bib", b"\xff"), r"book/references\.bib:1: not UTF-8"),
    "notebook not UTF-8": (content(LESSON, b'{"cells": ["\xff"]}'), r"01-sample\.ipynb.*not UTF-8"),
    "quiz not UTF-8": (content(QUIZ, b"quiz: \xff\n"), r"01-sample\.yml:1:7: not UTF-8"),
    "quiz not YAML": (content(QUIZ, b"quiz: [1\n"), r"01-sample\.yml:2:1: not YAML"),
    "quiz empty": (content(QUIZ, b""), r"01-sample\.yml:1:1: the file is empty"),
    "quiz with the name of another": (
        text(QUIZ, "quiz: 01-sample", "quiz: 02-other"),
        r"01-sample\.yml:1:7: quiz: '02-other'",
    ),
    "key naming no option": (
        in_bank(1, options=[{"id": i, "text": "t", "feedback": "f"} for i in "abc"]),
        r"exactly one option",
    ),
    "question id twice": (
        in_bank(2, id="q1"),
        r"01-sample\.yml:\d+:7: questions\.2\.id: 'q1': another question has this id",
    ),
    "unknown question type": (
        in_bank(1, type="essay"),
        r"01-sample\.yml:\d+:9: questions\.1\.type: 'essay': .*no such type.*single_choice",
    ),
    "feedback missing": (
        in_bank(4, feedback={"right": "r"}),
        r"01-sample\.yml:\d+:3: questions\.4\.feedback\.wrong: wrong is missing",
    ),
    "tolerance negative": (in_bank(4, tolerance=-1), r"01-sample\.yml:\d+:14: questions\.4\.tolerance: '-1'"),
    "reference to nothing": (
        in_bank(1, references=["claims:C999"]),
        r"01-sample\.yml:\d+:5: questions\.1\.references\.1: 'claims:C999'",
    ),
    "objective the lesson has not": (
        in_bank(1, objective=9),
        r"01-sample\.yml:\d+:14: questions\.1\.objective: '9'.*use 1 to 2",
    ),
    "notebook stripped": (code(outputs=[], execution_count=None), r"01-sample\.ipynb:1: code cell 1: never run"),
    "notebook run out of order": (
        code(execution_count=7),
        r"01-sample\.ipynb:1: code cell 1: .*not run from top to bottom",
    ),
    "notebook with an error": (
        code(outputs=[{"output_type": "error", "ename": "KeyError", "evalue": "x", "traceback": []}]),
        r"01-sample\.ipynb:1: .*KeyError",
    ),
    "notebook with an address": (printed("<object at 0x7f0b71ed6840>"), r"01-sample\.ipynb:1: .*memory address"),
    "notebook with a local path": (printed("/home/me/course"), r"01-sample\.ipynb:1: .*path of one machine"),
    "notebook with timings": (code(metadata={"execution": {"x": "2026"}}), r"01-sample\.ipynb:1: .*times of execution"),
    "notebook with widget state": (
        in_notebook(lambda found: found["metadata"].update(widgets={"state": {}})),
        r"01-sample\.ipynb: widget state",
    ),
    "notebook not JSON": (content(LESSON, b"{"), r"01-sample\.ipynb: not JSON"),
    "cell left out without a reason": (code(source="# NBVAL_SKIP\n1 + 1"), r"01-sample\.ipynb:1: .*no reason given"),
    "number without a source": (text(PAGE, "Words.", "There were 10,993 of them."), r"book/index\.md:3: '10,993'"),
    "contents a folder": (folder("_toc.yml"), r"_toc\.yml: cannot be read"),
    "contents a list": (content("_toc.yml", b"- a\n"), r"_toc\.yml: holds no names with values"),
    "contents with no real day": (content("_toc.yml", b"a: 2018-11-99\n"), r"_toc\.yml: not YAML"),
    "contents too deep": (content("_toc.yml", b"[" * 20_000), r"_toc\.yml:1: nested too deeply"),
    "contents that hold themselves": (content("_toc.yml", b"a: &a\n  b: *a\n"), r"_toc\.yml:2: .*an alias"),
    "contents that unfold": (content("_toc.yml", UNFOLDING), r"_toc\.yml:2: .*an alias"),
    "page with a name too long": (content("_toc.yml", b"root: " + b"a" * 5000), r"_toc\.yml: 'aaa.*no such page"),
    "notebook a folder": (folder(LESSON), r"notebooks/01-sample\.ipynb: cannot be read"),
    "notebook a link to nothing": (link(LESSON, "nowhere/x"), r"^notebooks/01-sample\.ipynb: cannot be read"),
    "notebook a link to itself": (link(LESSON, "01-sample.ipynb"), r"^notebooks/01-sample\.ipynb: cannot be read"),
    "notebook too deep": (content(LESSON, b'{"cells": ' + b"[" * 99_999), r"01-sample\.ipynb: cannot be read"),
    "notebook with a boundless number": (
        content(LESSON, b'{"cells": ' + b"1" * 5000 + b"}"),
        r"01-sample\.ipynb: cann",
    ),
    "notebook of another minor format": (
        in_notebook(lambda found: found.update(nbformat_minor="5")),
        r"not of format 4",
    ),
    "lesson with a line in its name": (content("notebooks/02-a\n.ipynb", b"{}"), r"not named like a lesson"),
    "quiz a folder": (folder(QUIZ), r"quizzes/01-sample\.yml: cannot be read"),
    "quiz that holds itself": (content(QUIZ, b"quiz: &a [*a]\n"), r"01-sample\.yml:1:7: nested too deeply"),
    "quiz that unfolds": (content(QUIZ, UNFOLDING), r"01-sample\.yml:\d+:\d+: its aliases unfold without end"),
    "quiz with a value that is no word": (
        text(QUIZ, "title: Sample", "title: !!bool x"),
        r"01-sample\.yml:2:8: 'x': cannot",
    ),
    "quiz with a boundless number": (
        text(QUIZ, "title: Sample", f"title: {'1' * 5000}"),
        r"01-sample\.yml:2:8: '111.*cann",
    ),
    "page a folder": (folder(PAGE), r"book/index\.md: cannot be read"),
    "page in a folder not in the contents": (
        content("book/more/a.md", b"Words.\n"),
        r"book/more/a\.md: .*not in the con",
    ),
    "number in a page in a folder": (content("book/more/a.md", b"All 10,993.\n"), r"book/more/a\.md:1: '10,993'"),
    "word in a page in a folder": (content("book/more/a.md", b"The regime.\n"), r"book/more/a\.md:1: .*rule regime"),
    "descriptor too deep": (content("data/datapackage.json", b"[" * 99_999), r"data/datapackage\.json: cannot be read"),
    "descriptor with a boundless number": (
        content("data/datapackage.json", b'{"resources": ' + b"1" * 5000 + b"}"),
        r"data/datapackage\.json: cannot be read",
    ),
    "table whose name no file can have": (
        swap("datapackage", '"events.csv"', '"a\\u0000.csv"'),
        r"data/datapackage\.json: resource \d: .*without a name",
    ),
    "table whose name is too long": (
        swap("datapackage", '"events.csv"', f'"{"a" * 5000}.csv"'),
        r"data/datapackage\.json: resource \d: .*without a name",
    ),
    "a word of one side": (text(PAGE, "Words.", "The regime sent a letter."), r"book/index\.md:3: .*regime"),
    "a name spelt otherwise": (text(PAGE, "Words.", "Sergei Lavrov came."), r"book/index\.md:3: .*Sergey Lavrov"),
}


def tree(root: Path) -> dict[str, str]:
    """Return a digest of every file."""
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(root.rglob("*")) if p.is_file()}


def test_the_course_is_good_before_it_is_broken(course, capsys):
    assert main(["--root", str(course), "check"]) == 0, capsys.readouterr().out
    assert "all good" in capsys.readouterr().out


def test_there_are_enough_kinds():
    assert len(BROKEN) >= 40


@pytest.mark.sample(60)
@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_broken_is_named(course, capsys, kind):
    change, expected = BROKEN[kind]
    change(course)
    before = tree(course)
    status = main(["--root", str(course), "check"])
    captured = capsys.readouterr()
    said = captured.out + captured.err
    assert status == 1, said
    assert any(re.search(expected, line) for line in said.splitlines()), said
    assert "Traceback" not in said
    assert tree(course) == before, "the check wrote something"


CELL = notebook()["cells"][1]
SHOWN = {"output_type": "display_data", "metadata": {}, "data": {}}
ODD_CELLS = {
    "cells missing": None,
    "cells of numbers": [1, 2],
    "source missing": [{k: v for k, v in CELL.items() if k != "source"}],
    "source null": [{**CELL, "cell_type": "markdown", "source": None}],
    "source of numbers": [{**CELL, "cell_type": "markdown", "source": [1]}],
    "outputs null": [{**CELL, "outputs": None}],
    "outputs of numbers": [{**CELL, "outputs": [1]}],
    "data null": [{**CELL, "outputs": [{**SHOWN, "data": None}]}],
    "data a list": [{**CELL, "outputs": [{**SHOWN, "data": []}]}],
    "Markdown a number": [{**CELL, "outputs": [{**SHOWN, "data": {"text/markdown": 5}}]}],
    "HTML a number": [{**CELL, "outputs": [{**SHOWN, "data": {"text/html": 5}}]}],
    "printed number": [{**CELL, "outputs": [{"output_type": "stream", "name": "stdout", "text": 3}]}],
    "id a list": [{**CELL, "id": ["a"]}],
    "kind a list": [{**CELL, "cell_type": ["code"]}],
    "metadata null": [{**CELL, "metadata": None}],
}


@pytest.mark.sample(12)
@pytest.mark.parametrize("kind", ODD_CELLS)
def test_cells_of_odd_shapes_are_no_traceback(course, capsys, kind):
    in_notebook(lambda found: found.update(cells=ODD_CELLS[kind]))(course)
    assert main(["--root", str(course), "check"]) == 1
    assert "notebooks/01-sample.ipynb: not a valid notebook" in capsys.readouterr().out


def test_what_a_console_cannot_show_is_spelt_out(course):
    cell("event_actors", 2, "actor_id", "طالبان")(course)
    done = subprocess.run(
        [sys.executable, "-m", "coursekit", "--root", str(course), "check"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 1
    assert r"actor_id: '\u0637" in done.stdout
    assert done.stderr == ""


def test_a_folder_that_is_not_there_is_told(course, capsys):
    assert main(["--root", str(course / "typo"), "check"]) == 1
    assert "is not a folder" in capsys.readouterr().err


def test_the_command_itself_shows_no_traceback(course):
    cell("events", 4, "date", "2018-02-30")(course)
    done = subprocess.run(
        [sys.executable, "-m", "coursekit", "--root", str(course), "check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "data/events.csv:4: date: '2018-02-30'" in done.stdout
    assert "1 fault in 1 file" in done.stdout
    assert done.stderr == ""
