"""Class results from files that anybody may have sent: what counts, what is left out, and what is written."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import yaml
from class_files import answered, files, right, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quiz_samples import one_of_each, question

from coursekit.__main__ import main
from coursekit.faults import CourseError
from coursekit.quiz import Quiz, answerfile
from coursekit.results import command, reading, tally
from coursekit.results.analysis import analyse
from coursekit.results.gradebook import PLATFORMS, defused
from coursekit.results.items import Course
from coursekit.results.people import KEY, Person, Pseudonyms, person

COURSE, BANK = "sample-course", "01-sample"
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "id": "o", "metadata": {}, "source": "# T\n\n## Objectives\n\n1. Tell *this*.\n"}
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course of one quiz with a question of each type."""
    return make_course(tmp_path / "course")


def make_course(folder: Path) -> Path:
    (folder / "data" / "quizzes").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    (folder / "data" / "datapackage.json").write_text(json.dumps({"name": COURSE, "resources": []}))
    questions = [question({"confidence": n < 3, **p}, f"q{n}") for n, p in enumerate(one_of_each(), 1)]
    whole = {"quiz": BANK, "title": "=Sample <b>", "questions": questions}
    (folder / "data" / "quizzes" / f"{BANK}.yml").write_text(yaml.safe_dump(whole), encoding="utf-8")
    (folder / "notebooks" / f"{BANK}.ipynb").write_text(json.dumps(NOTEBOOK))
    return folder


@pytest.fixture
def course(root: Path) -> Course:
    return Course(root)


def entry(course: Course, name: str, response: object, **more: object) -> dict:
    known = {"hash": course.place[BANK][name].question.fingerprint, "response": response, "checked": True, "tries": 1}
    return {**known, "share": 1, "confidence": None, "hints": 0, "revealed": False, "time": "", **more}


def sheet(course: Course, /, second: int = 0, **answers: object) -> str:
    """Return a file: by question a response, or a whole entry."""
    at = f"2026-01-01T10:00:{second:02}.000Z"
    made = {
        n: r if isinstance(r, dict) and "checked" in r else entry(course, n, r, time=at) for n, r in answers.items()
    }
    return answerfile.written(COURSE, {BANK: {"seed": 1, "answers": made}}, datetime(2026, 1, 2, 10, 0, second, 0, UTC))


def put(folder: Path, **contents: str | bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / f"{name}.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def run(root: Path, folder: Path, *options: str) -> tuple[int, Path]:
    out = root.parent / "out"
    return main(["--root", str(root), "results", str(folder), "-o", str(out), *options]), out


# What counts


def test_answers_are_graded_again_and_what_the_file_says_is_not_believed(root, course, tmp_path):
    folder = put(
        tmp_path / "in", a=sheet(course, q1=entry(course, "q1", "a", share=1), q2=["a", "c"], q6={"doha": "doha"})
    )
    answers, left = tally.gather(folder, course, root)
    assert not left
    share = {item.question.id: answers.share[0, item.number] for item in course.items}
    assert share["q1"] == 0 and share["q2"] == 1 and share["q6"] == pytest.approx(1 / 3)
    assert np.isnan(share["q3"]) and answers.answered.sum() == 3


def test_every_type_has_a_right_answer_that_counts_in_full_and_marks(course):
    for item in course.items:
        response = right(item.question)
        if response is not None:
            share, marks = course.graded(item, response)
            assert share == 1, item.question.id
            on = [mark for at, mark in enumerate(item.marks) if marks >> at & 1]
            assert all(mark.right for mark in on)
            assert len(on) == sum(mark.right for mark in item.marks)


def test_a_listed_mistake_is_told_apart(course):
    number, text = course.place[BANK]["q4"], course.place[BANK]["q5"]
    assert [mark.kind for mark in number.marks] == ["mistake"]
    assert course.graded(number, "8") == (0, 1) and course.graded(number, "9") == (0, 0)
    assert course.graded(text, "Qandahar") == (0, 1) and course.graded(text, "Qabul") == (1, 0)


def test_drafts_earlier_wordings_and_strange_entries_do_not_count(root, course, tmp_path):
    text = sheet(
        course,
        q1=entry(course, "q1", "b", checked=False),
        q2=entry(course, "q2", ["a"], hash="00000000"),
        q3="false",
        q4=entry(course, "q4", 7),
        q5=entry(course, "q5", "x" * 3000),
    )
    raw = json.loads(text)
    raw["quizzes"][BANK]["answers"] |= {"no-such": raw["quizzes"][BANK]["answers"]["q3"], "__proto__": {}, "q7": []}
    raw["quizzes"] |= {"no-such-quiz": {"answers": {}}, "toString": 1}
    answers, _ = tally.gather(put(tmp_path / "in", a=json.dumps(raw)), course, root)
    assert [course.items[at].question.id for at in np.flatnonzero(answers.answered[0])] == ["q3"]
    assert (answers.changed, answers.unknown) == (1, 3)


# What is left out

GOOD = {"format": "coursekit-answers", "version": 1, "course": COURSE, "exported": "2026-01-01T10:00:00.000Z"}
REFUSED = {
    "empty": (b"", "cannot be read"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "cannot be read"),
    "a list": (b"[]", "not a file of answers"),
    "nothing": (b"null", "not a file of answers"),
    "another format": ({**GOOD, "format": "answers", "quizzes": {}}, "not a file of answers"),
    "another course": ({**GOOD, "course": "=cmd|' /C calc'!A0", "quizzes": {}}, "another course"),
    "no course": ({**GOOD, "course": None, "quizzes": {}}, "another course"),
    "a newer version": ({**GOOD, "version": 2, "quizzes": {}}, "newer edition"),
    "a version in words": ({**GOOD, "version": "1", "quizzes": {}}, "version of the file is not known"),
    "a version that is true": ({**GOOD, "version": True, "quizzes": {}}, "version of the file is not known"),
    "no quizzes": (GOOD, "no quizzes"),
    "a list of quizzes": ({**GOOD, "quizzes": []}, "no quizzes"),
    "no answers": ({**GOOD, "quizzes": {BANK: {"answers": {}}}}, reading.NOTHING),
    "deeply nested": (b"[" * 300_000 + b"]" * 300_000, "cannot be read"),
    "no number": (b'{"version": NaN}', "cannot be read"),
    "a number without end": (b'{"version": ' + b"9" * 10_000 + b"}", "cannot be read"),
    "too large": (json.dumps({**GOOD, "quizzes": {}}).encode() + b" " * 2_000_000, "too large"),
    "not utf-8": (json.dumps(GOOD).encode("utf-16"), "cannot be read"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_none_is_left_out_and_the_rest_counts(name, root, course, tmp_path):
    content, reason = REFUSED[name]
    folder = put(tmp_path / "in", good=sheet(course, q1="b"))
    put(folder, bad=content if isinstance(content, bytes) else json.dumps(content))
    answers, left = tally.gather(folder, course, root)
    assert answers.paths == ["good.json"]
    assert [(one.path, reason in one.reason) for one in left] == [("bad.json", True)]


def test_links_pipes_and_other_endings_are_left_out_unopened(root, course, tmp_path):
    folder = put(tmp_path / "in", good=sheet(course, q1="b"))
    (folder / "link.json").symlink_to(folder / "good.json")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "pipe.json")
    (folder / "notes.txt").write_text("x")
    answers, left = tally.gather(folder, course, root)
    assert answers.paths == ["good.json"]
    assert {one.path: one.reason for one in left} == {
        **{"link.json": "a link to another file", "pipe.json": "not a file"},
        **{"notes.txt": "its name does not end in .json", "loop": "its name does not end in .json"},
    }


def test_of_copies_the_first_counts_however_they_are_written(root, course, tmp_path):
    text = sheet(course, q1="b", q3="false")
    again = json.dumps(json.loads(text)).replace("\n", "\r\n")
    later = json.dumps({**json.loads(text), "exported": "2027-01-01T10:00:00.000Z"})
    other = sheet(course, 30, q1="b", q3="false")
    answers, left = tally.gather(put(tmp_path / "in", a=text, b=again, c=later, d=other), course, root)
    assert answers.paths == ["a.json", "d.json"], "the same answers at another time are another student's"
    assert [(one.path, one.twin) for one in left] == [("b.json", "a.json"), ("c.json", "a.json")]
    assert all("a copy" in one.reason for one in left)


def test_of_one_students_files_the_latest_counts(root, course, tmp_path):
    name = "nazari_{}_77_answers"
    made = {name.format("LATE_12"): sheet(course, 5, q1="a"), "zz_12_99_answers": sheet(course, 9, q1="b")}
    answers, left = tally.gather(put(tmp_path / "in", **made, rahimi_13_78_x=sheet(course, q1="b")), course, root)
    assert answers.paths == ["rahimi_13_78_x.json", "zz_12_99_answers.json"]
    assert [(one.reason, one.twin) for one in left] == [
        ("an earlier file of the same student", "zz_12_99_answers.json")
    ]


KEYS = [
    *GOOD,
    "quizzes",
    "answers",
    "response",
    "checked",
    "tries",
    "confidence",
    "time",
    "hash",
    BANK,
    "q1",
    "q2",
    "q6",
]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(KEYS)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=20,
)
SHORT = st.text(max_size=5)
RESPONSES = st.text(max_size=30) | st.lists(SHORT, max_size=6) | st.dictionaries(SHORT, SHORT, max_size=6)


@pytest.fixture(scope="module")
def anywhere(tmp_path_factory) -> tuple[Path, Course]:
    """A folder for files, and a course of one quiz with a question of each type."""
    folder = tmp_path_factory.mktemp("fuzz")
    return folder, Course(make_course(folder / "course"))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    inside=st.dictionaries(st.sampled_from([BANK, "x"]), JSON | st.fixed_dictionaries({"answers": JSON})), whole=JSON
)
def test_nothing_that_is_in_a_file_raises(anywhere, inside, whole):
    folder, course = anywhere
    put(folder, a=json.dumps({**GOOD, "quizzes": inside}), b=json.dumps(whole))
    assert [reading.read(folder, name, course).path for name in ("a.json", "b.json")] == ["a.json", "b.json"]


@settings(max_examples=100, deadline=None)
@given(response=RESPONSES)
def test_no_response_of_any_shape_raises_or_is_worth_more_than_all(anywhere, response):
    for item in anywhere[1].items:
        share, marks = anywhere[1].graded(item, response)
        assert np.isnan(share) or 0 <= share <= 1
        assert 0 <= marks < 2 ** len(item.marks)


# What is written


def test_a_gradebook_a_report_and_what_was_left_out(root, course, tmp_path, capsys):
    folder = put(
        tmp_path / "in", rahimi=sheet(course, q1="b", q2=["a", "c"]), nazari=sheet(course, 1, q1="a"), bad=b"{"
    )
    before = {path: path.read_bytes() for path in folder.iterdir()}
    status, out = run(root, folder)
    said = capsys.readouterr()
    assert status == 0 and "2 files counted, 1 left out" in said.out
    assert "bad.json: left out: cannot be read" in said.err
    assert {path.name for path in out.iterdir()} == {"gradebook.csv", "report.html", "left-out.csv", "results.json"}
    head, *body = rows(out / "gradebook.csv")
    assert head == ["student", "answers", "'=Sample <b>", "points", "possible", "percent"] or head[2].startswith(
        "Lesson 1"
    )
    assert sorted(line[-3] for line in body) == ["0", "2"] and {line[-2] for line in body} == {"9"}
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    everything = "".join(path.read_text(encoding="utf-8") for path in out.iterdir())
    assert "rahimi" not in everything and "nazari" not in everything and "bad.json" not in everything


def test_pseudonyms_stay_the_same_and_need_the_key(root, course, tmp_path):
    folder = put(tmp_path / "in", rahimi=sheet(course, q1="b"))
    status, out = run(root, folder)
    first = rows(out / "gradebook.csv")
    assert status == 0
    if os.name == "posix":
        assert stat.S_IMODE((root / KEY).stat().st_mode) == 0o600
    put(folder, azizi=sheet(course, 1, q1="b"))
    run(root, folder)
    assert first[1][0] in {line[0] for line in rows(out / "gradebook.csv")}
    (root / KEY).unlink()
    run(root, folder)
    assert first[1][0] not in {line[0] for line in rows(out / "gradebook.csv")}
    assert not list(out.rglob(KEY)), "the key is not among what is handed on"


def test_a_spoilt_key_is_a_message(root, course, tmp_path, capsys):
    (root / KEY).write_text("my key")
    assert run(root, put(tmp_path / "in", a=sheet(course, q1="b")))[0] == 1
    assert "not a key -> remove it" in capsys.readouterr().err


MOODLE, CANVAS = "Mina Rahimi_4711_assignsubmission_file", "rahimimina_LATE_815_9001_answers"
BLACKBOARD = "Week 4_mrahimi_attempt_2026-03-01-10-00-00_answers"


def test_whose_file_it_is():
    assert person(f"{MOODLE}/answers.json") == Person("Mina Rahimi", "moodle", "4711")
    assert person(f"{MOODLE}_answers.json") == Person("Mina Rahimi", "moodle", "4711")
    assert person(f"{CANVAS}.json") == Person("rahimimina", "canvas", "815")
    assert person("rahimimina_815_9002_answers-1.json").handle == person(f"{CANVAS}.json").handle
    assert person(f"{BLACKBOARD}.json") == Person("mrahimi", "blackboard", "mrahimi")
    assert person("mina.rahimi@example.org.json") == Person("mina.rahimi@example.org")
    assert person("rahimi/answers-2026.json") == Person("rahimi")
    assert Pseudonyms(b"a").of("x") != Pseudonyms(b"b").of("x")


@pytest.mark.parametrize(
    ("platform", "file", "head", "row"),
    [
        ("moodle", MOODLE, ["Identifier", "Username", "Email address", "Grade", "Last modified (grade)"],
         ["Participant 4711", "", "", "1", ""]),
        ("moodle", "mina@example.org", None, ["", "", "mina@example.org", "1", ""]),
        ("canvas", CANVAS, ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"],
         ["rahimimina", "815", "", "", ""]),
        ("canvas", "mrahimi", None, ["mrahimi", "", "", "mrahimi", ""]),
        ("blackboard", BLACKBOARD, ["Username"], ["mrahimi"]),
    ],
)  # fmt: skip
def test_the_gradebook_has_the_columns_of_the_platform(platform, file, head, row, root, course, tmp_path):
    folder = put(tmp_path / "in", **{file: sheet(course, q1="b")})
    status, out = run(root, folder, "--lms", platform, "--names")
    assert status == 0
    content = (out / "gradebook.csv").read_bytes()
    found = rows(out / "gradebook.csv")
    assert not content.startswith(b"\xef\xbb\xbf"), "an importer may take the mark for a part of the first name"
    assert found[-1][: len(row)] == row and found[-1][-1] == "1"
    if head:
        assert found[0][: len(head)] == head
    assert (found[1][0] == "Points Possible" and found[1][-1] == "9") or platform != "canvas"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_without_names_no_platform_gets_any(platform, root, course, tmp_path, capsys):
    folder = put(tmp_path / "in", **{CANVAS: sheet(course, q1="b"), "mrahimi": sheet(course, 2, q1="b"), "x": b"{"})
    status, out = run(root, folder, "--lms", platform)
    assert status == 0 and "rahimi" not in "".join(path.read_text(encoding="utf-8") for path in out.iterdir())
    assert ("run again with --names" in capsys.readouterr().out) == (platform != "plain")


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n@x", "＝1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_that_would_run_is_defused(text):
    assert defused(text)[0] == "'"
    assert not set(defused(text)) & set("\t\r\n\0")


def test_names_of_files_cannot_run_in_a_spreadsheet(root, course, tmp_path, capsys):
    names = ['=HYPERLINK("http:x")', "+1", "-1", "@x", "\t=1", "a\nb", "\x1b[2Jc", os.fsdecode(b"\xff")]
    names = [name.replace("/", "") for name in names]
    folder = put(tmp_path / "in", **{name: sheet(course, at, q1="b") for at, name in enumerate(names)})
    put(folder, **{"=bad\x1b[31m": b"{"})
    status, out = run(root, folder, "--names")
    assert status == 0
    assert "\x1b" not in "".join(capsys.readouterr())
    for file in ("gradebook.csv", "left-out.csv"):
        for line in rows(out / file):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in line)
    assert len(rows(out / "gradebook.csv")) == 1 + len(names), "one line for each, whatever is in a name"


def test_nothing_of_anybody_elses_is_overwritten(root, course, tmp_path, capsys):
    folder = put(tmp_path / "in", a=sheet(course, q1="b"))
    out = root.parent / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    assert run(root, folder)[0] == 1
    assert "thesis.txt" in capsys.readouterr().err and [p.name for p in out.iterdir()] == ["thesis.txt"]
    (out / "thesis.txt").unlink()
    assert run(root, folder)[0] == 0 and run(root, folder)[0] == 0, "its own earlier results are replaced"
    (out / "gradebook.csv").write_text("marks typed by hand")
    assert run(root, folder)[0] == 1
    assert "it was changed since" in capsys.readouterr().err
    assert (out / "gradebook.csv").read_text() == "marks typed by hand"


@pytest.mark.parametrize("inside", ["in/out", "in", "."])
def test_results_and_answers_do_not_lie_in_each_other(inside, root, course, tmp_path, capsys):
    folder = put(tmp_path / "in", a=sheet(course, q1="b"))
    assert main(["--root", str(root), "results", str(folder), "-o", str(tmp_path / inside)]) == 1
    assert "hold one another" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["a.json"]


def test_when_it_cannot_be_written_the_earlier_results_stay(root, course, tmp_path, monkeypatch):
    folder = put(tmp_path / "in", a=sheet(course, q1="b"))
    _, out = run(root, folder)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    put(folder, b=sheet(course, 1, q1="a"))
    write_bytes = Path.write_bytes

    def full(self: Path, content: bytes) -> int:
        if self.name == "left-out.csv":
            raise OSError(28, "No space left on device", str(self))
        return write_bytes(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert run(root, folder)[0] == 1
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course", "in", "out"], "nothing is left behind"


@pytest.mark.parametrize(
    ("options", "words"), [(["--quiz", "no-such"], "no quiz of this name -> there are: 01-sample")]
)
def test_a_wrong_name_is_a_message(options, words, root, course, tmp_path, capsys):
    assert run(root, put(tmp_path / "in", a=sheet(course, q1="b")), *options)[0] == 1
    assert words in capsys.readouterr().err


def test_no_folder_and_no_file_that_counts_are_messages(root, tmp_path, capsys):
    assert run(root, tmp_path / "none")[0] == 1
    assert "not a folder -> unpack" in capsys.readouterr().err
    status, out = run(root, put(tmp_path / "in", a=b"{"))
    assert status == 1 and not out.exists()
    assert "no file that counts" in capsys.readouterr().err


def test_help_teaches(capsys):
    with pytest.raises(SystemExit):
        main(["results", "--help"])
    text = capsys.readouterr().out
    assert all(word in text for word in ("gradebook.csv", "left-out.csv", "pseudonyms", "examples:", "--names"))
    assert tuple(PLATFORMS) == command.PLATFORMS


# The report


class Page(HTMLParser):
    """The tags of a page, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data


def test_the_report_has_no_script_no_address_and_nothing_of_a_strangers(root, course, tmp_path):
    evil = entry(course, "q1", "b", time="<script>")
    folder = put(tmp_path / "in", **{"<img src=x onerror=alert(1)>": sheet(course, q1=evil), "<b>": b"{"})
    _, out = run(root, folder, "--names")
    text = (out / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not {"script", "img", "iframe", "link", "object"} & {tag for tag, _ in page.tags}
    for _, attributes in page.tags:
        assert not any(name.startswith("on") or name in ("style", "src") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids)) and {a["href"][1:] for tag, a in page.tags if tag == "a"} <= set(ids)
    assert "onerror" not in text and "=Sample <b>" in page.words, "a bank's title is text"
    assert all(a.get("aria-label") for tag, a in page.tags if tag == "svg" and a.get("role") == "img")


def test_too_few_answers_say_nothing_of_a_question(root, course, tmp_path):
    few = {f"s{n}": sheet(course, n, q1="a") for n in range(20)}
    answers, _ = tally.gather(put(tmp_path / "few", **few), course, root)
    assert analyse(answers, course, root).mend == []
    many = {f"s{n}": sheet(course, n, q1="a") for n in range(40)}
    answers, _ = tally.gather(put(tmp_path / "many", **many), course, root)
    assert "fewer right than by guessing" in " ".join(analyse(answers, course, root).mend[0].faults)


def test_a_wrong_key_is_found(root, tmp_path):
    """Of a question keyed wrongly, those who are good elsewhere choose what counts as wrong."""
    course = Course(root)
    sheets = {}
    for n in range(60):
        good = n % 2
        answers = {i.question.id: right(i.question) for i in course.items if i.points and right(i.question) is not None}
        if not good:
            answers |= {"q2": ["b"], "q3": "true", "q4": "8", "q6": {}, "q8": ["fourth", "third", "second", "first"]}
        sheets[f"s{n}"] = sheet(course, n, **{**answers, "q1": "c" if good else "b"})
    answers, _ = tally.gather(put(tmp_path / "in", **sheets), course, root)
    result = analyse(answers, course, root)
    said = {one.item.question.id: " ".join(one.faults) for one in result.mend}
    assert "check the key" in said["q1"] and "whoever chooses “c” does better" in said["q1"]
    objective = result.quizzes[0].objectives[0]
    assert (objective.text, objective.students, objective.mastered) == ("Tell this.", 60, 30)


def test_first_tries_are_told_apart(root, course, tmp_path):
    made = {"a": sheet(course, q1="b"), "b": sheet(course, 1, q1=entry(course, "q1", "b", tries=3))}
    answers, _ = tally.gather(put(tmp_path / "in", **made), course, root)
    one = analyse(answers, course, root).quizzes[0].items[0]
    assert (one.facility, one.first_try) == (1, 0.5)


# Many files


def test_many_files_are_read_by_several_processes_with_the_same_result(root, course, tmp_path, monkeypatch):
    items = answered(course)
    write(tmp_path / "in", course, items, 120)
    put(tmp_path / "in", zz=b"{")
    alone, left = tally.gather(tmp_path / "in", course, root)
    monkeypatch.setattr(tally, "FEW", 10)
    seen: list[tuple[int, int]] = []
    together, also = tally.gather(tmp_path / "in", course, root, lambda done, total: seen.append((done, total)))
    assert together.paths == alone.paths and len(alone.paths) == 120 and left == also
    for name in ("share", "marks", "flags", "answered"):
        assert np.array_equal(getattr(together, name), getattr(alone, name), equal_nan=name == "share")
    assert seen == [(50, 121), (100, 121), (121, 121)]


def test_the_memory_for_graded_answers_is_bounded(course, monkeypatch):
    monkeypatch.setattr("coursekit.results.items.MOST_KEPT", 5)
    item = course.place[BANK]["q5"]
    for number in range(50):
        course.graded(item, f"answer {number}")
    course.graded(item, "x" * 1900)
    assert len(course._kept) == 5


def test_the_class_that_is_made_is_the_same_each_time(course):
    items = answered(course)
    assert list(files(course, items, 3)) == list(files(course, items, 3))


# From a kernel


def test_a_quiz_in_a_kernel_saves_a_file_that_counts(root, course, tmp_path, monkeypatch):
    quiz = Quiz(BANK, root=root)
    quiz.answers = {"q1": entry(course, "q1", "b", time="2026-01-01T10:00:00.000Z")}
    path = quiz.save(tmp_path / "in" / "me.json")
    quiz.answers = {"q3": entry(course, "q3", "false")}
    assert quiz.save(path) == path
    answers, left = tally.gather(tmp_path / "in", course, root)
    assert not left and answers.answered.sum() == 2, "a second save keeps what is there"
    path.write_text('{"mine": 1}')
    with pytest.raises(CourseError, match="not a file of answers -> name another file"):
        quiz.save(path)
    assert path.read_text() == '{"mine": 1}'
