"""Notebooks that are none, or odd: every command that reads one says so in a line, and writes nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_check_command import CELL, LESSON, MARKDOWN, SHOWN, notebook

from coursekit.faults import CourseError
from coursekit.handouts import hand_out
from coursekit.notebooks import check_notebook, read, tree_of
from coursekit.prose import DEEPEST, LONGEST, LONGEST_BLOCK, check_prose, passages

COMMANDS = {
    "report": ["report"],
    "students": ["notebooks", "--for", "students", "out"],
    "instructors": ["notebooks", "--for", "instructors", "out"],
    "refresh": ["refresh"],
}


def edited(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return the sample notebook after a change."""
    found = notebook()
    change(found)
    return json.dumps(found).encode()


def code(**fields: Any) -> bytes:
    return edited(lambda found: found["cells"][1].update(fields))


def prose(**fields: Any) -> bytes:
    return edited(lambda found: found["cells"][0].update(fields))


def without(number: int, key: str) -> bytes:
    return edited(lambda found: found["cells"][number].pop(key))


HALF = "\ud800"
WHOLE = json.dumps(notebook()).encode()
FILES = {
    "empty": b"",
    "cut short": WHOLE[:-20],
    "a list": b"[]",
    "nothing": b"null",
    "a number": b"1",
    "zeros": bytes(100),
    "a ZIP archive": b"PK\x03\x04" + bytes(60),
    "UTF-16": WHOLE.decode().encode("utf-16"),
    "Latin-1": b'{"cells": ["\xe4"]}',
    "a byte order mark": b"\xef\xbb\xbf" + WHOLE,
    "nested without end": b'{"cells": ' + b"[" * 99_999,
    "a boundless number": b'{"nbformat": ' + b"1" * 5000 + b"}",
    "format 3": b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}',
    "format 5": edited(lambda found: found.update(nbformat=5)),
    "format in words": edited(lambda found: found.update(nbformat="4")),
    "no format": edited(lambda found: found.pop("nbformat")),
    "no cells": edited(lambda found: found.pop("cells")),
    "cells twice": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [], "cells": 5}',
    "not a number": WHOLE.replace(b'"execution_count": 1', b'"execution_count": NaN'),
    "metadata a list": edited(lambda found: found.update(metadata=[])),
    "no metadata": edited(lambda found: found.pop("metadata")),
    "kernel a text": edited(lambda found: found["metadata"].update(kernelspec="python3")),
    "kernel null": edited(lambda found: found["metadata"].update(kernelspec=None)),
    "half a letter in prose": prose(source=MARKDOWN + HALF),
    "half a letter in code": code(source=f"x = '{HALF}'"),
    "half a letter in an output": code(outputs=[{"output_type": "stream", "name": "stdout", "text": HALF}]),
    "half a letter in an id": code(id=f"a{HALF}"),
    "half a letter in metadata": edited(lambda found: found["metadata"].update(title=HALF)),
    "half a letter as a name": edited(lambda found: found["metadata"].update({HALF: 1})),
    "tags null": code(metadata={"tags": None}),
    "tags a number": code(metadata={"tags": 5}),
    "tags a text": code(metadata={"tags": "solution"}),
    "tags of lists": code(metadata={"tags": [["a"]]}),
    "tags with a comma": code(metadata={"tags": ["a,b"]}),
    "attachments a number": prose(attachments=5),
    "execution count in words": code(execution_count="1"),
    "an output of no kind": code(outputs=[{"output_type": "nothing"}]),
    "an output without data": code(outputs=[{"output_type": "display_data", "metadata": {}}]),
    "prose with outputs": prose(outputs=[SHOWN]),
    "cell without metadata": without(1, "metadata"),
    "cell without kind": without(1, "cell_type"),
    "cell without source": without(1, "source"),
    "cell of an unknown kind": code(cell_type="magic"),
    "cell an unknown key": code(colour="red"),
    "source a number": code(source=5),
    "source of numbers": code(source=[5]),
    "id with a blank": code(id="a b"),
    "id too long": code(id="x" * 65),
    "cells of cells": edited(lambda found: found.update(cells=[found["cells"]])),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", FILES)
def test_what_is_no_notebook_is_refused(course: Path, refused, kind: str, command: str) -> None:
    (course / LESSON).write_bytes(FILES[kind])
    assert "01-sample.ipynb" in refused(*COMMANDS[command])


@pytest.mark.parametrize("kind", FILES)
def test_the_check_says_the_same(course: Path, kind: str) -> None:
    (course / LESSON).write_bytes(FILES[kind])
    faults = check_notebook(course / LESSON)
    assert faults
    assert all(fault.reason and fault.remedy for fault in faults)
    with pytest.raises(CourseError) as caught:
        read(course / LESSON)
    assert str(caught.value) in "\n".join(map(str, faults))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just(HALF),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
PARTS = [
    *[(key,) for key in notebook()],
    *[("cells", 0, key) for key in notebook()["cells"][0]],
    *[("cells", 1, key) for key in CELL],
    *[("cells", 1, "outputs", 0, key) for key in CELL["outputs"][0]],
    ("cells", 1, "metadata", "tags"),
    ("cells", 1, "metadata", "mystnb"),
    ("cells", 1, "outputs", 0, "data", "text/plain"),
    ("metadata", "kernelspec", "name"),
]
SAMPLES = 250


@settings(max_examples=SAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PARTS), JSON)
def test_any_value_anywhere_in_a_notebook(tmp_path: Path, place: tuple, value: Any) -> None:
    """Whatever stands there, the notebook is refused in words, or handed out as two editions."""
    found = notebook()
    inner: Any = found
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    root = tmp_path / "course"
    (root / "notebooks").mkdir(parents=True, exist_ok=True)
    (root / "data").mkdir(exist_ok=True)
    (root / LESSON).write_text(json.dumps(found), encoding="utf-8")
    faults = check_notebook(root / LESSON)
    assert all(fault.reason and fault.remedy and str(fault) for fault in faults)
    check_prose(root)
    for audience in ("students", "instructors"):
        out = tmp_path / audience
        try:
            for path in hand_out(root, audience, out):
                assert json.loads(path.read_text(encoding="utf-8"))["cells"] is not None
                path.unlink()
            (out / "notebooks").rmdir()
            (out / "data").rmdir()
            out.rmdir()
        except CourseError as error:
            assert error.faults
            assert not out.exists()


# Cells that run, but not as they should


@pytest.mark.parametrize(
    "source", ["1 +", "1\0", "(" * 5000 + ")" * 5000, "-" * 50_000 + "1", "9" * 5000, "%matplotlib", "x = \ud800"]
)
def test_code_that_is_too_much_for_python_has_no_tree(source: str) -> None:
    assert tree_of(source) is None


@pytest.mark.parametrize("text", ["paragraphs 1-999999999999 say", "9" * 5000 + " minutes", "paragraph " + "9" * 5000])
def test_numbers_without_measure_stop_no_report(course: Path, capsys, text: str) -> None:
    from coursekit.coverage import report

    (course / LESSON).write_bytes(prose(source=f"{MARKDOWN}\n{text}"))
    assert "01-sample" in report(course)


@pytest.mark.parametrize("command", ["students", "refresh"])
def test_a_link_in_the_place_of_a_notebook_is_no_way_out(course: Path, refused, command: str) -> None:
    (course / LESSON).unlink()
    (course / LESSON).symlink_to("/dev/zero")
    assert "not a file" in refused(*COMMANDS[command])


# Markdown written to take long

NESTED = "\n".join([":::{note}"] * 900)
LONG = {
    "directives in directives": (NESTED, "directives in each other"),
    "fences in fences": ("\n".join("`" * (n + 3) + "{note}" for n in range(1400, 0, -1)), "characters of Markdown"),
    "fences in fences, apart": ("\n\n".join("`" * (n + 3) + "{note}" for n in range(300, 0, -1)), "in each other"),
    "a long page": ("word 5\n\n" * 40_000, "characters of Markdown"),
    "a long paragraph": ("word 5 " * 20_000, "without a blank line"),
    "stars": ("*a " * 20_000, "without a blank line"),
    "brackets": ("[" * 20_000, "without a blank line"),
    "lists in lists": ("\n".join(" " * (2 * n) + "- x" for n in range(1500)), "characters of Markdown"),
    "open comments": ("<!-- " * 20_000, "without a blank line"),
    "less-than signs": ("<" * 50_000, "without a blank line"),
}


@pytest.mark.parametrize("kind", LONG)
def test_markdown_that_takes_long_is_not_read(course: Path, kind: str) -> None:
    text, reason = LONG[kind]
    page = course / "book" / "index.md"
    page.write_text(f"# A page\n\n{text}\n", encoding="utf-8")
    started = time.process_time()
    (fault,) = [one for one in check_prose(course) if "not read" in one.reason]
    assert time.process_time() - started < 5
    assert reason in fault.reason
    assert (fault.file, fault.remedy) == ("book/index.md", "divide it")


def test_what_is_just_short_enough_is_read() -> None:
    inner = "".join(f"{':' * (DEEPEST + 3 - n)}{{note}}\n" for n in range(DEEPEST)) + "At the bottom."
    assert [one.text for one in passages(inner)] == ["At the bottom."]
    assert passages("x" * LONGEST_BLOCK)[0].text
    assert not passages("x" * (LONGEST_BLOCK + 1))[0].text
    assert passages("x" * (LONGEST + 1))[0].unread
    assert [one.text.strip() for one in passages("<!-- never closed\n\nwords\n")] == [""]
