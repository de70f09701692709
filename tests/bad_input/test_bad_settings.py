"""Contents and configuration that are none, or odd: said in a line by the check and by both builds."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_check_command import UNFOLDING, content

from coursekit import instructors, publish
from coursekit.instructors import contents
from coursekit.lessons import check_lessons
from coursekit.settings import MAX_BYTES

OURS = {
    "_config.yml": b"title: A course\n",
    "instructor/_config.yml": b"title: For those who teach\n",
    "instructor/_toc.yml": b"root: book/index\n",
}
NO_YAML = {
    "empty": b"",
    "a comment alone": b"# nothing yet\n",
    "a list": b"- a\n",
    "a word": b"contents\n",
    "a bracket left open": b"a: [\n",
    "a tab": b"a:\n\t- b\n",
    "two documents": b"a: 1\n---\nb: 2\n",
    "no real day": b"a: 2018-11-99\n",
    "a program": b"a: !!python/object/apply:os.system ['touch ran']\n",
    "a bracket without end": b"a: " + b"[" * 20_000,
    "aliases that unfold": UNFOLDING,
    "an alias of itself": b"a: &a\n  b: *a\n",
    "half a letter": b'a: "\\ud800"\n',
    "a control character": b"a: \x01\n",
    "zeros": bytes(40),
    "UTF-16": "root: x\n".encode("utf-16"),
    "Latin-1": b"a: \xe4\n",
    "too large": b"a: " + b"x" * MAX_BYTES,
}
NO_CONTENTS = {
    "no root": b"chapters: []\n",
    "root a number": b"root: 5\n",
    "root a list": b"root: [a]\n",
    "chapters a number": b"root: a\nchapters: 5\n",
    "parts a number": b"root: a\nparts: 5\n",
    "parts of nothing": b"root: a\nparts: [null]\n",
    "parts of numbers": b"root: a\nparts: [5]\n",
    "a part without chapters": b"root: a\nparts: [{caption: x}]\n",
    "chapters of a part a text": b"root: a\nparts: [{chapters: x}]\n",
}
PATTERNS = {
    "out of the project": b"root: a\nchapters: [{glob: ../*}]\n",
    "absolute": b"root: a\nchapters: [{glob: /etc/*}]\n",
    "no pattern": b"root: a\nchapters: [{glob: '**a'}]\n",
    "two levels up": b"root: a\nchapters: [{glob: instructor/../../*}]\n",
}


@pytest.fixture(autouse=True)
def no_build(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both books have their files of settings, and neither gets as far as being built."""
    for name, text in OURS.items():
        content(name, text)(course)
    for module in (publish, instructors):
        monkeypatch.setattr(module, "build", lambda *_, **__: pytest.fail("the build began"))


@pytest.mark.parametrize("kind", NO_YAML)
@pytest.mark.parametrize("name", ["_toc.yml", "_config.yml", "instructor/_toc.yml", "instructor/_config.yml"])
def test_what_is_no_yaml_is_refused_before_the_build(course: Path, refused, name: str, kind: str) -> None:
    content(name, NO_YAML[kind])(course)
    assert f"{name}:" in refused("instructor-book")
    if "/" not in name:
        assert f"{name}:" in refused("book")
        assert [fault for fault in check_lessons(course) if fault.file == name and fault.remedy]
    assert not list(course.rglob("ran"))


@pytest.mark.parametrize("kind", NO_CONTENTS | PATTERNS)
def test_what_holds_no_contents_is_refused(course: Path, refused, kind: str) -> None:
    content("instructor/_toc.yml", (NO_CONTENTS | PATTERNS)[kind])(course)
    assert "instructor/_toc.yml: " in refused("instructor-book")


@pytest.mark.parametrize(
    "page", ["../../etc/passwd", "/etc/passwd", "book/../../x", "'a\\0b'", "x" * 5000, "nowhere", "1", "''"]
)
def test_a_page_that_is_none_is_named(course: Path, page: str) -> None:
    lines = f"format: jb-book\nroot: book/index\nchapters:\n- file: notebooks/01-sample\n- file: {page}\n"
    content("_toc.yml", lines.encode())(course)
    found = check_lessons(course)
    assert page == "1" or [fault.reason for fault in found] == ["no such page"]


def test_contents_of_many_lines_are_looked_over_in_time(course: Path) -> None:
    lines = "".join(f"- file: book/p{number}\n" for number in range(3000))
    content("_toc.yml", f"root: book/index\nchapters:\n- file: notebooks/01-sample\n{lines}".encode())(course)
    assert len(check_lessons(course)) == 3000


def test_a_pattern_finds_pages_of_the_project(course: Path) -> None:
    content("instructor/_toc.yml", b"root: a\nchapters: [{glob: book/*}]\n")(course)
    assert contents(course)["parts"][0]["chapters"] == [{"file": "book/index"}]
