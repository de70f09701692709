"""Broken question banks: the right place, the right remedy, no traceback."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quiz_samples import one_of_each, question

from coursekit.faults import CourseError
from coursekit.quiz.bank import MAX_BYTES, find_bank, read_bank


def write(folder, document, name="01-sample"):
    path = folder / f"{name}.yml"
    if isinstance(document, dict):
        document = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    path.write_bytes(document if isinstance(document, bytes) else document.encode())
    return path


def document(**changes):
    """A good bank with changes to its first question."""
    questions = [question({"id": f"q{n}", **p}) for n, p in enumerate(one_of_each(), 1)]
    questions[0].update(changes)
    for name in [name for name, value in changes.items() if value is ...]:
        del questions[0][name]
    return {"quiz": "01-sample", "title": "Sample", "questions": questions}


def faults(path):
    with pytest.raises(CourseError) as caught:
        read_bank(path)
    return caught.value.faults


def test_a_good_bank_is_read(tmp_path):
    bank = read_bank(write(tmp_path, document()))
    assert [q.type for q in bank.questions] == [p["type"] for p in one_of_each()]


def options(*pairs):
    return [{"id": i, "text": "t", "feedback": "f", **({"correct": True} if right else {})} for i, right in pairs]


# what is changed in question 1, the column and words of the reason and the remedy
CASES = [
    ({"type": "essay"}, "questions.1", "no such type of question", "single_choice"),
    ({"type": ...}, "questions.1", "type is missing", "add type"),
    ({"text": ...}, "questions.1.text", "text is missing", "add it"),
    ({"text": ""}, "questions.1.text", "text is empty", "write it"),
    ({"text": "x" * 2001}, "questions.1.text", "longer than 2000", "shorten"),
    ({"text": ["a"]}, "questions.1.text", "text is not text", "quotation marks"),
    ({"txet": "a"}, "questions.1.txet", "is not a field", "spelling"),
    ({"id": "Not An Id"}, "questions.1.id", "not well formed", "hyphens"),
    ({"id": "q2"}, "id", "another question has this id", "one of its own"),
    ({"objective": "two"}, "questions.1.objective", "not a whole number", "whole number"),
    ({"objective": 0}, "questions.1.objective", "too small", "at least 1"),
    ({"objective": 1.5}, "questions.1.objective", "not a whole number", "whole number"),
    ({"level": "hard"}, "questions.1.level", "not allowed", "recall"),
    ({"explanation": ...}, "questions.1.explanation", "is missing", "add it"),
    ({"references": []}, "questions.1.references", "too few", "at least 1"),
    ({"references": ["see the article"]}, "questions.1.references.1", "not well formed", "table:key"),
    ({"references": "paragraph:4"}, "questions.1.references", "not a list", "dash"),
    ({"options": ...}, "questions.1.options", "is missing", "add it"),
    ({"options": []}, "questions.1.options", "too few", "at least 3"),
    (
        {"options": options(("a", False), ("b", False), ("c", False))},
        "questions.1",
        "exactly one option",
        "correct: true",
    ),
    (
        {"options": options(("a", True), ("b", True), ("c", False))},
        "questions.1",
        "exactly one option",
        "correct: true",
    ),
    ({"options": options(("a", True), ("a", False), ("c", False))}, "id", "another option has this id", "its own"),
    ({"options": [{"id": "a"}] * 3}, "questions.1.options.1.text", "is missing", "add it"),
    ({"options": [1, 2, 3]}, "questions.1.options.1", "not a set of fields", "name: value"),
    ({"type": "true_false", "answer": "perhaps"}, "questions.1.answer", "neither true nor false", "true or false"),
    ({"type": "numeric", "answer": "many"}, "questions.1.answer", "not a number", "55.5"),
    ({"type": "numeric", "answer": float("inf")}, "questions.1.answer", "not a finite number", "55.5"),
    ({"type": "numeric", "answer": 1, "tolerance": -1}, "questions.1.tolerance", "too small", "at least 0"),
]


@pytest.mark.parametrize(("changes", "column", "reason", "remedy"), CASES, ids=lambda v: str(v)[:30])
def test_each_fault_is_named_with_its_place(tmp_path, changes, column, reason, remedy):
    found = faults(write(tmp_path, document(**changes)))
    match = [f for f in found if f.column == column and reason in f.reason and remedy in f.remedy]
    assert match, "\n".join(map(str, found))
    assert match[0].row > 0
    assert match[0].file.endswith("01-sample.yml")


def test_the_line_is_the_one_to_mend(tmp_path):
    path = write(tmp_path, document(level="hard"))
    lines = path.read_text().splitlines()
    assert lines[faults(path)[0].row - 1].strip() == "level: hard"


def test_all_faults_are_reported_at_once(tmp_path):
    bank = document(level="hard", objective=0)
    bank["questions"][2]["answer"] = "maybe"
    assert len(faults(write(tmp_path, bank))) == 3


def test_a_mistake_that_is_right_is_a_fault(tmp_path):
    bank = document()
    bank["questions"][3]["mistakes"] = [{"answer": 7, "tolerance": 0, "feedback": "f"}]
    assert "lies within the tolerance" in faults(write(tmp_path, bank))[0].reason


FILES = [
    ("", "the file is empty"),
    ("# only a comment\n", "the file is empty"),
    ("- a\n- b\n", "not a set of fields"),
    ("quiz: [1\n", "not YAML"),
    ("quiz: a\n\ttitle: b\n", "not YAML"),
    ("quiz: 01-sample\nquiz: again\n", "stands twice"),
    (b"quiz: \xff\xfe\n", "not UTF-8"),
    (b"quiz: a\x00b\n", "not YAML"),
    ("quiz: !!python/object/apply:os.system [echo]\n", ""),
    ("a: &a [x]\nb: *a\n", "is missing"),
    ("? [1, 2]\n: x\n", "is missing"),
    ("x: " + "[" * 200 + "]" * 200, "nested too deeply"),
    ("x: " + "[" * 20_000, ""),
    ("quiz: 2018-11-99\ntitle: t\nquestions: []\n", ""),
]


@pytest.mark.parametrize(("text", "reason"), FILES, ids=lambda v: str(v)[:25])
def test_files_that_are_no_bank(tmp_path, text, reason):
    found = faults(write(tmp_path, text))
    assert any(reason in fault.reason for fault in found), "\n".join(map(str, found))
    assert all(fault.remedy for fault in found)


@pytest.mark.parametrize("odd", ["12:30", "1:30.5"])
def test_a_time_of_day_is_no_number(tmp_path, odd):
    path = write(tmp_path, document())
    path.write_text(path.read_text().replace("answer: 7\n", f"answer: {odd}\n"))
    assert "is not a number" in faults(path)[0].reason


def test_leading_zeros_do_not_change_a_number(tmp_path):
    path = write(tmp_path, document())
    path.write_text(path.read_text().replace("answer: 7\n", "answer: 010\n"))
    assert read_bank(path).questions[3].answer == 10


def test_too_large_a_file_is_not_read(tmp_path):
    assert "larger than" in faults(write(tmp_path, "#" * (MAX_BYTES + 1)))[0].reason


def test_a_missing_file(tmp_path):
    assert "missing" in faults(tmp_path / "01-none.yml")[0].reason


def test_the_quiz_is_called_like_its_file(tmp_path):
    assert "name of the file" in faults(write(tmp_path, document(), name="02-other"))[0].reason


def test_an_unknown_quiz_lists_those_there_are(root):
    with pytest.raises(CourseError, match="no quiz of this name") as caught:
        find_bank("99-nothing", root)
    assert "there are: " in str(caught.value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_bank_or_a_fault(tmp_path, content):
    assert all(fault.reason for fault in faults(write(tmp_path, content)))


@QUIET
@given(field=st.sampled_from(sorted(question(one_of_each()[0]))), value=VALUES)
def test_any_value_in_any_field_is_read_or_named(tmp_path, field, value):
    path = write(tmp_path, document(**{field: value}))
    try:
        read_bank(path)
    except CourseError as error:
        assert all(fault.reason and fault.row for fault in error.faults)
