"""The ledger: what differs from it is named with its place, shown against what was read, and signed."""

from __future__ import annotations

import csv
import subprocess

import pytest
import yaml
from test_check_command import QUIZ, course  # noqa: F401  # a course of one lesson

from coursekit.__main__ import main
from coursekit.review import LEDGER
from coursekit.review.items import items, reviewable
from coursekit.review.ledger import check_reviewed, read_ledger

EVENTS, LESSON, PAGE = "data/events.csv", "notebooks/01-sample.ipynb", "book/page.md"


@pytest.fixture
def signed(course):  # noqa: F811
    (course / PAGE).write_text("# Page\n\nThey met on 9 November.\nTwelve came {cite:p}`s-one`. Nobody left.\n")
    assert main(["--root", str(course), "review", "--sign", "A. Reader"]) == 0
    return course


def edit(course, file, old, new):  # noqa: F811
    path = course / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def review(course, *arguments):  # noqa: F811
    return main(["--root", str(course), "review", *arguments])


def test_the_project_is_reviewed(root):
    assert (root / LEDGER).is_file()
    assert "\n".join(map(str, check_reviewed(root))) == ""


def test_every_table_bank_lesson_and_guide_is_in_the_ledger(root):
    known = {entry.file for entry in read_ledger(root)}
    assert {file for file in reviewable(root) if items(root, file)} == known


def test_what_was_signed_is_reviewed(signed, capsys):
    assert check_reviewed(signed) == []
    capsys.readouterr()
    assert review(signed) == 0
    assert capsys.readouterr().out == "nothing has changed since it was reviewed\n"
    assert {entry.reviewer for entry in read_ledger(signed)} == {"A. Reader"}


def test_a_course_without_a_ledger_lacks_none(course):  # noqa: F811
    assert check_reviewed(course) == []
    assert review(course) == 1


CHANGES = [
    (EVENTS, "2018-11-09", "2018-11-10", "data/events.csv:4: e-3:", "changed since its review on"),
    (EVENTS, "e-1,2017,year,,s-one\n", "", "data/events.csv:", "reviewed, and now e-1 is gone"),
    (EVENTS, "e-1,2017", "e-0,2017", "data/events.csv:2: e-0:", "never reviewed"),
    (EVENTS, "e-1,2017", "e-0,2017", "data/events.csv:1: (order of rows):", "changed since its review on"),
    (PAGE, "9 November", "8 November", "book/page.md:3:", "never reviewed"),
    (PAGE, "Twelve", "Eleven", "book/page.md:4:", "never reviewed"),
    (PAGE, "s-one", "s-two", "book/page.md:4:", "never reviewed"),
    (PAGE, "Twelve came {cite:p}`s-one`.", "", "book/page.md:", "a sentence with a number is gone or changed"),
]


@pytest.mark.parametrize(("file", "old", "new", "place", "words"), CHANGES)
def test_what_differs_is_named(signed, file, old, new, place, words):
    edit(signed, file, old, new)
    named = [line for line in map(str, check_reviewed(signed)) if line.startswith(place) and words in line]
    assert len(named) == 1, check_reviewed(signed)
    assert "review --sign NAME" in named[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [("Nobody left", "Nobody stayed"), ("# Page", "# Another page"), ("9 November.\n", "9 November.\n\n")],
)
def test_words_without_a_number_are_free(signed, old, new):
    edit(signed, PAGE, old, new)
    assert check_reviewed(signed) == []


def question(course, kind, change):  # noqa: F811
    path = course / QUIZ
    bank = yaml.safe_load(path.read_text("utf-8"))
    change(next(question for question in bank["questions"] if question["type"] == kind))
    path.write_text(yaml.safe_dump(bank, sort_keys=False, allow_unicode=True), "utf-8")


def moved(found):
    first, second, *_ = found["options"]
    first["correct"], second["correct"] = second.get("correct", False), first.get("correct", False)


KEYS = {
    "right option": ("single_choice", moved),
    "true or false": ("true_false", lambda q: q.update(answer=not q["answer"])),
    "number": ("numeric", lambda q: q.update(answer=q["answer"] + 2)),
    "tolerance": ("numeric", lambda q: q.update(tolerance=q.get("tolerance", 0) + 0.5)),
    "points": ("true_false", lambda q: q.update(points=3)),
    "order": ("ordering", lambda q: q["items"].reverse()),
    "hint": ("true_false", lambda q: q.update(hints=["Look again."])),
    "number in the explanation": ("true_false", lambda q: q.update(explanation="There were 7.")),
}


@pytest.mark.parametrize("change", KEYS)
def test_a_changed_key_is_named_at_its_question(signed, change):
    question(signed, *KEYS[change])
    (fault,) = check_reviewed(signed)
    assert (fault.file, fault.reason[:7]) == (QUIZ, "changed")
    assert fault.row and fault.column


def test_feedback_may_be_bettered(signed):
    question(signed, "single_choice", lambda q: q["options"][0].update(feedback="Said in better words."))
    question(signed, "single_choice", lambda q: q.update(level="data", difficulty="hard"))
    assert check_reviewed(signed) == []


def test_a_new_column_leaves_old_rows_reviewed(signed):
    path = signed / EVENTS
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    path.write_text(
        "\n".join(",".join([*row, "later" if n == 0 else ""]) for n, row in enumerate(rows)) + "\n", "utf-8"
    )
    assert check_reviewed(signed) == []


def test_a_copy_without_the_folders_for_those_who_teach_lacks_nothing(signed):
    (signed / "instructor").mkdir(exist_ok=True)
    (signed / "instructor" / "guide.md").write_text("Take 20 minutes.\n")
    assert review(signed, "--sign", "A. Reader") == 0
    (signed / "instructor" / "guide.md").unlink()
    assert [fault.file for fault in check_reviewed(signed)] == ["instructor/guide.md"]
    (signed / "instructor").rmdir()
    assert check_reviewed(signed) == []
    assert review(signed) == 0
    edit(signed, PAGE, "Twelve", "Eleven")
    assert review(signed, "--sign", "B. Reader") == 0
    assert "instructor/guide.md" in {entry.file for entry in read_ledger(signed)}


def test_review_shows_the_old_state_from_git_and_signs_the_new_one(signed, capsys):
    def git(*arguments):
        named = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *named, *arguments], cwd=signed, check=True, capture_output=True)

    git("init")
    git("add", "-A")
    git("commit", "-m", "first")
    edit(signed, EVENTS, "2018-11-09", "2018-11-10")
    edit(signed, PAGE, "9 November", "8 November")
    git("commit", "-am", "second")
    capsys.readouterr()
    assert review(signed) == 1
    said = capsys.readouterr().out
    assert "data/events.csv:4: e-3: changed\n    - date: 2018-11-09\n    + date: 2018-11-10\n" in said
    assert "book/page.md:3: changed\n    - They met on 9 November.\n    + They met on 8 November.\n" in said
    assert review(signed, "--sign", "B. Reader", EVENTS) == 0
    assert [fault.file for fault in check_reviewed(signed)] == [PAGE, PAGE]
    assert {entry.key for entry in read_ledger(signed) if entry.reviewer == "B. Reader"} == {"e-3"}


def test_a_file_that_cannot_be_read_is_left_to_the_other_checks(signed):
    (signed / LESSON).write_text("{")
    edit(signed, EVENTS, "e-1,2017", 'e-1,"2017')
    (signed / QUIZ).write_text("quiz: [")
    assert check_reviewed(signed) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("file,key\n", "the header is not"),
        ("file,key,digest,date,reviewer\na,b\n", "no entry"),
        ("file,key,digest,date,reviewer\ndata/events.csv,e-1,,2018-11-09,A\n", "no entry"),
        ("", "the header is not"),
    ],
)
def test_a_broken_ledger_is_a_fault_and_no_traceback(signed, capsys, content, reason):
    (signed / LEDGER).write_text(content)
    assert main(["--root", str(signed), "check"]) == 1
    assert reason in capsys.readouterr().out
    assert review(signed) == 1
    assert LEDGER in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "  ", "a\nb\x00", "x" * 81])
def test_a_signature_is_a_name(signed, name):
    with pytest.raises(SystemExit) as refused:
        review(signed, "--sign", name)
    assert refused.value.code == 2


def test_a_file_that_is_not_there_is_told(signed, capsys):
    assert review(signed, "data/evnts.csv") == 1
    assert "data/evnts.csv: no such file" in capsys.readouterr().err
