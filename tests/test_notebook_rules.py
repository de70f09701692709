"""Each rule for stored notebooks finds the fault it is for, and `refresh` mends what it can."""

import json

import pytest

from coursekit import notebooks
from coursekit.faults import CourseError
from coursekit.notebooks import check_notebook, check_notebooks, execute, normalised, refresh, serialised


def code(source="1 + 1", count=1, outputs=(), tags=(), identity="a-cell", **metadata):
    if tags:
        metadata["tags"] = list(tags)
    return {
        "cell_type": "code",
        "id": identity,
        "source": source,
        "execution_count": count,
        "outputs": list(outputs),
        "metadata": metadata,
    }


def text(source, identity="some-text"):
    return {"cell_type": "markdown", "id": identity, "source": source, "metadata": {}}


def shown(plain="2", **data):
    return {"output_type": "display_data", "data": {"text/plain": plain, **data}, "metadata": {}}


def printed(words, name="stdout"):
    return {"output_type": "stream", "name": name, "text": words}


def book(*cells, **metadata):
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": list(cells),
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}, **metadata},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


@pytest.fixture
def lesson(tmp_path):
    """Write a notebook as a lesson and return its path."""
    folder = tmp_path / "notebooks"
    folder.mkdir()

    def write(content):
        path = folder / "01-lesson.ipynb"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


GOOD = book(text("# Title"), code("x = 1"), code("x", 2, [shown("1")], identity="b"), code("", None, identity="c"))
ERROR = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []}


def test_a_good_notebook_has_no_faults(lesson):
    path = lesson(GOOD)
    assert check_notebook(path) == []
    assert check_notebooks(path.parent.parent) == []


@pytest.mark.parametrize(
    "notebook, row, words",
    [
        (book(code(count=None)), 1, "never run"),
        (book(code(), code(count=3, identity="b")), 2, "execution count is 3"),
        (book(code(outputs=[ERROR])), 1, "ValueError: no"),
        (book(code(outputs=[printed("careful", "stderr")])), 1, "stderr"),
        (book(code(), widgets={"state": {}}), 0, "widget state"),
        (book(code(outputs=[shown(**{notebooks.WIDGET_VIEW: {"model_id": "1"}})])), 1, "widget view"),
        (book(code(execution={"iopub.status.busy": "2018-11-05T00:00:00Z"})), 1, "times of execution"),
        (book(code(outputs=[shown("<Quiz at 0x7f12ab34cd56>")])), 1, "0x7f12ab34cd56"),
        (book(code(outputs=[printed("in /home/ana/course/x.csv")])), 1, "/home/ana"),
        (book(code(outputs=[printed(["one\n", "/tmp/ipykernel_12/3.py\n"])])), 1, "/tmp/ipykernel_12"),
        (book(code(outputs=[shown(**{"application/json": {"at": "/root/data.csv"}})])), 1, "/root/data.csv"),
        (book(code(), kernelspec={"name": "my-env", "display_name": "Mine"}), 0, "the kernel is my-env"),
        ({**book(code()), "metadata": {}}, 0, "the kernel is not named"),
        (book(code(identity="a"), text("b", identity="a")), 0, "the same id"),
        (book(code(tags=["nbval-skip"])), 1, "no reason"),
        (book(code(tags=["raises-exception"])), 1, "no reason"),
        (book(code("# NBVAL_IGNORE_OUTPUT\n1 + 1")), 1, "no reason"),
        (book(code("1 + 1  \n# not compared: late", tags=["nbval-ignore-output"])), 1, "no reason"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_rule_finds_its_fault(lesson, notebook, row, words):
    faults = check_notebook(lesson(notebook))
    assert len(faults) == 1, faults
    assert faults[0].file == "notebooks/01-lesson.ipynb"
    assert faults[0].row == row
    assert words in faults[0].reason
    assert faults[0].remedy


def test_cells_without_ids_are_found(lesson):
    notebook = book(code(), text("words"))
    for cell in notebook["cells"]:
        del cell["id"]
    (fault,) = check_notebook(lesson(notebook))
    assert "2 of 2 cells have no id" in fault.reason


@pytest.mark.parametrize(
    "content, words",
    [
        ('{"cells": [}', "not JSON in line 1"),
        ("[]", "not a notebook of format 4"),
        ('{"nbformat": 3, "worksheets": []}', "not a notebook of format 4"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "not a valid notebook"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"id": "a"}]}', "not a valid notebook"),
    ],
)
def test_what_is_not_a_notebook_is_said_so(lesson, content, words):
    (fault,) = check_notebook(lesson(content))
    assert words in fault.reason


def test_a_notebook_that_is_not_utf8_is_said_so(lesson):
    path = lesson("")
    path.write_bytes(b'{"cells": "\xff"}')
    assert check_notebook(path)[0].reason == "not UTF-8"


@pytest.mark.parametrize("tag", sorted(notebooks.NOT_COMPARED_TAGS))
def test_a_reason_allows_a_cell_to_be_left_out(lesson, tag):
    assert check_notebook(lesson(book(code("# not compared: it draws lots\nx = 1", tags=[tag])))) == []


@pytest.mark.parametrize(
    "harmless",
    ["https://example.org/home/page", "see data/home/x", "notebooks/tmp/x", "0xff", "either/or", "C:\\data"],
)
def test_ordinary_text_is_no_path_or_address(lesson, harmless):
    assert check_notebook(lesson(book(code(outputs=[printed(harmless)])))) == []


def test_normalising_removes_what_changes_from_run_to_run():
    view = shown("2", **{notebooks.WIDGET_VIEW: {"model_id": "1"}, "text/html": "<p>2</p>"})
    result = {"output_type": "execute_result", "data": {"text/plain": "2"}, "metadata": {}, "execution_count": 9}
    cell = code(count=9, outputs=[view, result], tags=["keep"], execution={"a": "b"}, collapsed=True)
    empty = code("  \n", 10, identity="empty")
    clean = normalised(book(cell, empty, widgets={"state": {}}, vscode={}))
    assert set(clean["metadata"]) == {"kernelspec", "language_info"}
    first, second = clean["cells"]
    assert first["metadata"] == {"tags": ["keep"]}
    assert first["execution_count"] == 1
    assert first["outputs"][0]["data"] == {"text/plain": "2", "text/html": "<p>2</p>"}
    assert first["outputs"][1]["execution_count"] == 1
    assert second["execution_count"] is None


def test_missing_and_doubled_ids_are_made_the_same_way_each_time():
    cells = [code(), text("a"), text("b", identity="a-cell")]
    del cells[1]["id"]
    names = [cell["id"] for cell in normalised(book(*cells))["cells"]]
    assert names == ["a-cell", "markdown-2", "a-cell-3"]


def test_refresh_stores_outputs_once_and_then_leaves_the_file_alone(lesson):
    noisy = code("import sys\nfor word in 'abc':\n    print(word, flush=True)\nprint(ascii('é'))", 7, identity="a")
    path = lesson(book(text("# Title"), noisy, code("sorted({'b', 'a'})", None, identity="b")))
    assert refresh([path]) == [path]
    stored = path.read_bytes()
    assert stored.endswith(b"}\n") and not stored.endswith(b"\n\n")
    cells = json.loads(stored)["cells"]
    assert [cell.get("execution_count") for cell in cells] == [None, 1, 2]
    assert cells[1]["outputs"] == [printed(["a\n", "b\n", "c\n", "'\\xe9'\n"])]
    assert cells[2]["outputs"][0]["data"] == {"text/plain": ["['a', 'b']"]}
    assert check_notebook(path) == []
    modified = path.stat().st_mtime_ns
    assert refresh([path]) == []
    assert path.stat().st_mtime_ns == modified
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_failing_cell_is_named_and_the_file_left_alone(lesson):
    path = lesson(book(text("# Title"), code("x = 1"), code("1 / 0\n", 2, identity="b")))
    before = path.read_bytes()
    with pytest.raises(CourseError, match=r"code cell 2 failed: ZeroDivisionError: division by zero"):
        refresh([path])
    assert path.read_bytes() == before


def test_a_kernel_that_does_not_start_is_told(lesson, monkeypatch):
    monkeypatch.setattr(notebooks, "KERNEL", "no-such-kernel")
    with pytest.raises(CourseError, match="the kernel no-such-kernel does not start"):
        refresh([lesson(book(code()))])


def test_a_cell_that_never_ends_is_stopped(lesson, monkeypatch):
    monkeypatch.setattr(notebooks, "TIMEOUT", 1)
    with pytest.raises(CourseError, match="code cell 1 failed: CellTimeoutError"):
        refresh([lesson(book(code("while True: pass")))])


def test_the_kernel_runs_in_the_folder_of_the_notebook_in_utc(lesson):
    path = lesson(book(code("import os, pathlib\nprint(pathlib.Path.cwd().name, os.environ['TZ'])")))
    (cell,) = execute(json.loads(path.read_text(encoding="utf-8")), path)["cells"]
    assert cell["outputs"][0]["text"] == "notebooks UTC\n"


def test_writing_is_what_jupyter_writes():
    import nbformat

    assert serialised(GOOD).decode() == nbformat.writes(nbformat.from_dict(GOOD)) + "\n"
