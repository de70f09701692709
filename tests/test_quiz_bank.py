"""The loader: what it reads, how it reads YAML, and files that are hard to read. Broken banks: test_broken_banks.py."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
import yaml
from quiz_samples import one_of_each, question

from coursekit.faults import CourseError
from coursekit.quiz.bank import find_bank, read_bank
from coursekit.quiz.source import MAX_BYTES, parse


def write(folder, document, name="01-sample"):
    path = folder / f"{name}.yml"
    if isinstance(document, dict):
        document = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    path.write_bytes(document if isinstance(document, bytes) else document.encode())
    return path


def document(**changes):
    """A good bank with changes to its numeric question."""
    questions = [question({"id": f"q{n}", **p}) for n, p in enumerate(one_of_each(), 1)]
    questions[3].update(changes)
    return {"quiz": "01-sample", "title": "Sample", "questions": questions}


def faults(path):
    with pytest.raises(CourseError) as caught:
        read_bank(path)
    return caught.value.faults


def test_a_good_bank_is_read(tmp_path):
    bank = read_bank(write(tmp_path, document()))
    assert [q.type for q in bank.questions] == [p["type"] for p in one_of_each()]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("12:30", "12:30"),
        ("010", 10),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        ("-.5", -0.5),
        ("2018-11-05", "2018-11-05"),
        ("~", None),
        ("", None),
        ('"7"', "7"),
        ("!!str 7", "7"),
        ('"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
    ],
)
def test_yaml_is_read_as_editors_read_it(written, value):
    found = parse("a.yml", f"a: {written}\n".encode()).value["a"]
    assert (found, type(found)) == (value, type(value))


def test_no_python_is_made_of_yaml():
    found = parse("a.yml", b"a: !!python/name:os.system x\nb: !!python/object/apply:os.system [echo]\n")
    assert found.value == {"a": "x", "b": ["echo"]}


def test_leading_zeros_do_not_change_a_number(tmp_path):
    path = write(tmp_path, document(answer=70))
    path.write_text(path.read_text().replace("answer: 70\n", "answer: 070\n"))
    assert read_bank(path).questions[3].answer == 70


def test_a_mark_for_the_order_of_bytes_is_passed_over(tmp_path):
    path = write(tmp_path, document())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_bank(path).questions) == len(one_of_each())


@pytest.mark.parametrize("name", ["01-none.yml", "01-none.json", "a" * 300 + ".yml", "a\0b.yml", "a/b/c.yml"])
def test_a_file_that_is_not_there(tmp_path, name):
    (fault,) = faults(tmp_path / name)
    assert fault.remedy


@pytest.mark.parametrize("name", ["01-sample.yml", "01-sample.json"])
def test_a_folder_is_no_bank(tmp_path, name):
    (tmp_path / name).mkdir()
    assert "not a file" in faults(tmp_path / name)[0].reason


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "01-sample.yml")
    waiting = threading.Thread(target=lambda: faults(tmp_path / "01-sample.yml"), daemon=True)
    waiting.start()
    waiting.join(10)
    assert not waiting.is_alive()


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    """The file modes do not stop root, as which tests may run: the refusal is made up."""
    path = write(tmp_path, document())

    def refuse(*_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    assert "cannot be read (Permission denied)" in faults(path)[0].reason


@pytest.mark.parametrize(("content", "row", "character"), [(b"a: b\nc: \xff\n", 2, 4), (b"\xff\xfea\0", 1, 1)])
def test_what_is_not_utf8_is_placed(tmp_path, content, row, character):
    (fault,) = faults(write(tmp_path, content))
    assert (fault.row, fault.character, fault.reason) == (row, character, "not UTF-8")


def test_too_large_a_file_is_not_read(tmp_path):
    assert "larger than" in faults(write(tmp_path, "#" * (MAX_BYTES + 1)))[0].reason


UNFOLDING = "a: &a [x]\n" + "".join(
    f"{chr(n)}: &{chr(n)} [{','.join([f'*{chr(n - 1)}'] * 9)}]\n" for n in range(98, 108)
)


@pytest.mark.parametrize("text", [UNFOLDING, "x: " + "[" * 20_000, "- " * 20_000, "quiz: &a [*a]\n"])
def test_what_has_no_end_is_left(tmp_path, text):
    assert faults(write(tmp_path, text))[0].remedy


def test_an_unknown_quiz_lists_those_there_are(root):
    with pytest.raises(CourseError, match="no quiz of this name") as caught:
        find_bank("99-nothing", root)
    assert "there are: " in str(caught.value)
    assert "schema" not in str(caught.value)
