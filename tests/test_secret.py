"""What students must not get is found wherever it slips in: in sources, in a finished book, in an archive."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from browser_support import BOOK

from coursekit.faults import CourseError
from coursekit.publish import build
from coursekit.secret import check_given, check_secret, secret

CARD = "The old ferryman will agree to any price, if only nobody counts the sheep before noon."
QUESTION = "Which of the seven lanterns did the miller carry across the bridge on the second evening?"
GUIDE = "Ask first who held the lantern, then wait a full minute before you open the second door."


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for folder in ("instructor/cards", "data/assessments", "data/quizzes", "book", "notebooks"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "instructor" / "01-sample.md").write_text(f"# Guide\n\n- **Plan.** {GUIDE}\n", encoding="utf-8")
    (tmp_path / "instructor" / "cards" / "a.md").write_text(f"# Card\n\n{CARD}\n", encoding="utf-8")
    points = "delegation,wording,points\n" + "".join(f"ferryman,{n}A,{n}\n" for n in range(9))
    (tmp_path / "instructor" / "cards" / "points.csv").write_text(points, encoding="utf-8")
    bank = f"quiz: 01-sample\ntitle: A\nquestions:\n  - id: a\n    text: {QUESTION}\n"
    (tmp_path / "data" / "assessments" / "01-sample.yml").write_text(bank, encoding="utf-8")
    (tmp_path / "book" / "index.md").write_text("# A\n\nNothing to see.\n", encoding="utf-8")
    (tmp_path / "data" / "datapackage.json").write_text("{}", encoding="utf-8")
    return tmp_path


def html(text: str) -> str:
    first, second, rest = text.split(" ", 2)
    return f"<li><p>{first} <b>{second}</b>\n {rest.replace(' ', '&#32;')}</p></li>"


@pytest.mark.parametrize("text", [CARD, QUESTION, GUIDE])
@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("page.html", html),
        ("data.json", json.dumps),
        ("_sources/page.md", str.upper),
        ("deep/chart.js", lambda text: f'var a="{text.replace(" ", chr(92) + "n")}";'),
    ],
)
def test_a_leak_into_a_finished_book_is_found(course: Path, tmp_path: Path, text: str, name: str, written) -> None:
    page = tmp_path / "html" / name
    page.parent.mkdir(parents=True)
    page.write_text(f"Before. {written(text)} After.", encoding="utf-8")
    faults = check_given(tmp_path / "html", course)
    assert [fault.file for fault in faults] == [f"html/{name}"]
    assert "students would read what only " in str(faults[0])


@pytest.mark.parametrize("before", range(20))
@pytest.mark.parametrize("after", [0, 1, 9, 30])
def test_a_run_is_found_wherever_it_stands(course: Path, before: int, after: int) -> None:
    hidden = secret(course)
    run = " ".join(CARD.lower().split()[2:12]).replace(",", "")
    text = " ".join([*["lamp"] * before, run, *["lamp"] * after])
    assert hidden.within(text) == (run, "instructor/cards/a.md")
    assert hidden.within(text.replace(run, run.rpartition(" ")[0])) is None, "nine words are free"


def test_a_leak_into_an_archive_is_found(course: Path, tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    with ZipFile(tmp_path / "html" / "offline.zip", "w") as archive:
        archive.writestr("book/page.html", f"<p>{CARD}</p>")
        archive.writestr("book/data/assessments/x.bin", b"\x00")
    found = sorted(map(str, check_given(tmp_path / "html", course)))
    assert len(found) == 2
    assert found[0].startswith(
        "html/offline.zip!book/data/assessments/x.bin: a file from a folder that no student gets"
    )
    assert "html/offline.zip!book/page.html" in found[1]


def test_a_point_sheet_is_found(course: Path, tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    sheet = (course / "instructor" / "cards" / "points.csv").read_text(encoding="utf-8")
    (tmp_path / "html" / "sheet.txt").write_text(sheet.replace(",", "\t"), encoding="utf-8")
    assert check_given(tmp_path / "html", course)


def test_few_words_and_public_sentences_are_free(course: Path, tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    page = tmp_path / "html" / "page.html"
    page.write_text(" ".join(CARD.split()[:9]), encoding="utf-8")
    assert check_given(tmp_path / "html", course) == []
    page.write_text(CARD, encoding="utf-8")
    assert check_given(tmp_path / "html", course)
    (course / "instructor" / "_public.txt").write_text(f"A word before.\n{CARD}\n", encoding="utf-8")
    assert check_given(tmp_path / "html", course) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("book/index.md", f"# A\n\n{CARD}\n"),
        ("data/quizzes/01-sample.yml", f"quiz: 01-sample\nquestions:\n  - text: {QUESTION}\n"),
        ("data/rows.csv", f'a,b\n1,"{GUIDE}"\n'),
        ("notebooks/01-sample.ipynb", json.dumps({"cells": [{"source": [CARD[:30], CARD[30:]]}]})),
        ("notebooks/01-sample.ipynb", json.dumps({"cells": [{"outputs": [{"text": [CARD]}]}]})),
    ],
)
def test_a_leak_into_a_source_is_found_where_it_is_made(course: Path, name: str, content: str) -> None:
    assert check_secret(course) == []
    (course / name).write_text(content, encoding="utf-8")
    assert [fault.file for fault in check_secret(course)] == [name]


def test_a_book_that_gives_something_away_is_not_put_in_place(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def runner(root: Path, work: Path) -> list[str]:
        made = work / "_build" / "html"
        made.mkdir(parents=True, exist_ok=True)
        (made / "index.html").write_text((root / "book" / "index.md").read_text(encoding="utf-8"), encoding="utf-8")
        return []

    book = build(course, runner=runner)
    before = (book / "index.html").read_bytes()
    (course / "book" / "index.md").write_text(f"# A\n\n{CARD}\n", encoding="utf-8")
    with pytest.raises(CourseError) as error:
        build(course, runner=runner)
    assert "_build/html/index.html" in str(error.value) and "instructor/cards/a.md" in str(error.value)
    assert "students must not get this: no book was put in place; the book built before is still" in str(error.value)
    assert (book / "index.html").read_bytes() == before


def test_the_built_book_gives_nothing_away(root: Path) -> None:
    """The test of the test: there is something to give away, and the book is there to be looked at."""
    assert len(secret(root).runs) > 5000
    assert (BOOK / "index.html").is_file() and (BOOK / "offline.zip").is_file()
    found = check_given(BOOK, root)
    assert found == [], "\n".join(map(str, found))
    packed = ZipFile(BOOK / "offline.zip").namelist()
    assert not [name for name in packed if "instructor" in name or "assessments" in name]
