"""Notebooks: run them again and store outputs that never change by themselves; find what is wrong with them.

The stored outputs are what the book shows and what nbval compares with, so they hold no times, no random
ids, no widget state and no path of the machine they were made on.
"""

from __future__ import annotations

import ast
import json
import os
import re
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.files import read as read_file
from coursekit.files import write

TIMEOUT = 120
"""Seconds a cell may run."""

ENVIRONMENT = {"PYTHONHASHSEED": "0", "TZ": "UTC", "PYTHONUTF8": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
"""What a kernel runs with, so that outputs are the same everywhere."""

KERNEL = "python3"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": KERNEL},
    "language_info": {"name": "python"},
}
CELL_METADATA = {"tags", "mystnb", "jupyter", "slideshow"}
"""What the book, JupyterLab and slides read. All else in a cell's metadata is left by editors, and dropped."""

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
MACHINE_PATH = re.compile(r"(?<![\w./:-])(?:/(?:home|root|work|tmp|Users|private|mnt)/[\w.-]+|[A-Z]:\\Users\\)")
ACTIVE = re.compile(
    r"<(?:script|iframe|frame|object|embed|base|meta|link)\b|<[a-z][^<>]*\son[a-z]+\s*=|javascript:", re.IGNORECASE
)
"""What in HTML runs, loads or leads away."""

NOT_COMPARED_TAGS = {"nbval-skip", "nbval-ignore-output", "nbval-raises-exception", "raises-exception"}
NOT_COMPARED_MARK = re.compile(
    r"^\s*#\s*(?:NBVAL_(?:SKIP|IGNORE_OUTPUT|RAISES_EXCEPTION)|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", re.M
)
NOT_COMPARED_REASON = re.compile(r"^# not compared: \S")
REFRESH = "run: python -m coursekit refresh"


def refresh(paths: Iterable[Path]) -> list[Path]:
    """Run each notebook from top to bottom in a fresh kernel and store its outputs; return those that changed.

    A file is written only if its bytes change, and then at once: it is never half written.

    Raises:
        CourseError: if a notebook cannot be read or one of its cells fails; its file stays as it was.
    """
    changed = []
    for path in paths:
        before = _bytes(path)
        after = serialised(execute(_parsed(before, path), path))
        if after != before:
            write(path, after)
            changed.append(path)
        print(f"{_name(path)}: {'outputs stored' if after != before else 'unchanged'}", flush=True)
    return changed


def read(path: Path) -> dict[str, Any]:
    """Return a notebook as stored, but that every cell has an id.

    Raises:
        CourseError: if the file cannot be read or is no valid notebook of format 4.
    """
    return _with_ids(_parsed(_bytes(path), path))


def execute(notebook: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return a notebook, run in the folder of ``path`` and normalised.

    Raises:
        CourseError: if a cell fails, takes too long or kills the kernel.
    """
    import nbformat
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError

    node = nbformat.reads(json.dumps(_with_ids(notebook)), as_version=4)
    started = {"cell": 0}
    client = NotebookClient(
        node,
        timeout=TIMEOUT,
        kernel_name=KERNEL,
        extra_arguments=["--log-level=ERROR"],
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.resolve().parent)}},
        on_cell_start=lambda cell, cell_index: started.update(cell=cell_index),
    )
    kernel_environment = {k: v for k, v in os.environ.items() if k != "COURSEKIT_ROOT"} | ENVIRONMENT
    try:
        client.execute(env=kernel_environment)
    except (CellExecutionError, CellControlSignal, DeadKernelError) as error:
        number = sum(cell["cell_type"] == "code" for cell in notebook["cells"][: started["cell"] + 1])
        raise CourseError(_failed(error, _name(path), number)) from None
    except (NoSuchKernel, RuntimeError) as error:
        reason = f"the kernel {KERNEL} does not start: {error}"
        raise CourseError(Fault(_name(path), reason=reason, remedy="make the environment anew")) from None
    return normalised(node)


def _failed(error: Exception, name: str, number: int) -> Fault:
    kind = getattr(error, "ename", "") or type(error).__name__
    text = str(getattr(error, "evalue", "") or error).strip()
    return Fault(
        name,
        number,
        value="",
        reason=f"code cell {number} failed: {kind}: {text.splitlines()[0] if text else ''}",
        remedy="mend the cell; the file was left as it was",
    )


def normalised(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return an executed notebook without anything that differs from one run to the next."""
    cells = []
    count = 0
    for cell in _with_ids(notebook)["cells"]:
        kept = {k: v for k, v in cell["metadata"].items() if k in CELL_METADATA}
        cell = {**cell, "metadata": kept}
        if cell["cell_type"] == "code":
            ran = bool(text_of(cell["source"]).strip())
            count += ran
            cell["execution_count"] = count if ran else None
            cell["outputs"] = [_output(output, count) for output in cell.get("outputs", [])]
        cells.append(cell)
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def _output(output: dict[str, Any], count: int) -> dict[str, Any]:
    clean = {key: value for key, value in output.items() if key != "transient"}
    if "data" in clean:
        clean["data"] = {kind: value for kind, value in clean["data"].items() if kind != WIDGET_VIEW}
        clean["metadata"] = {k: v for k, v in clean.get("metadata", {}).items() if k != WIDGET_VIEW}
    if clean["output_type"] == "execute_result":
        clean["execution_count"] = count
    return clean


def _with_ids(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return the notebook as format 4.5; a cell without an id of its own gets one that tells kind and place."""
    taken: set[str] = set()
    cells = []
    for number, cell in enumerate(notebook["cells"], 1):
        identity = cell.get("id") or f"{cell.get('cell_type', 'cell')}-{number}"
        while identity in taken:
            identity += f"-{number}"
        taken.add(identity)
        cells.append({**cell, "id": identity})
    return {**notebook, "cells": cells, "nbformat": 4, "nbformat_minor": 5}


def serialised(notebook: dict[str, Any]) -> bytes:
    """Return the bytes of a notebook as Jupyter itself writes them: keys sorted, lines apart, one newline."""
    import nbformat

    return (nbformat.writes(nbformat.from_dict(notebook)).rstrip("\n") + "\n").encode()


def check_notebooks(root: Path) -> list[Fault]:
    """Return what is wrong with the lessons as they are stored. ``row`` is the number of the code cell."""
    return [fault for path in project.lessons(root) for fault in check_notebook(path)]


def check_notebook(path: Path) -> list[Fault]:
    """Return what is wrong with one notebook as it is stored."""
    try:
        notebook = _parsed(_bytes(path), path)
    except CourseError as error:
        return error.faults
    name = _name(path)
    faults = [Fault(name, reason=reason, remedy=REFRESH) for reason in _notebook_faults(notebook)]
    number = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and text_of(cell["source"]).strip():
            number += 1
            for reason, remedy in _cell_faults(cell, number):
                faults.append(Fault(name, number, reason=f"code cell {number}: {reason}", remedy=remedy))
    return faults


def _notebook_faults(notebook: dict[str, Any]) -> Iterator[str]:
    if notebook.get("nbformat_minor") != 5:
        yield "not of format 4.5"
    if asked := [name for name in ("mystnb", "myst") if name in notebook["metadata"]]:
        yield f"it says itself how it is to be built ({', '.join(asked)}): only _config.yml does"
    if "widgets" in notebook["metadata"]:
        yield "widget state is stored: it shows as a dead control, and changes with every run"
    kernel = notebook["metadata"].get("kernelspec", {}).get("name")
    if kernel != KERNEL:
        yield f"the kernel is {kernel or 'not named'}, not {KERNEL}: it exists on one machine only"
    identities = [cell["id"] for cell in notebook["cells"] if cell.get("id")]
    missing = len(notebook["cells"]) - len(identities)
    if missing:
        yield f"{missing} of {len(notebook['cells'])} cells have no id"
    if len(set(identities)) < len(identities):
        yield "two cells have the same id"


def _cell_faults(cell: dict[str, Any], number: int) -> Iterator[tuple[str, str]]:
    """Yield reason and remedy for each thing wrong with one code cell."""
    source = text_of(cell["source"])
    count = cell.get("execution_count")
    if count is None:
        yield "never run, so its output would be compared with nothing", REFRESH
    elif count != number:
        yield f"its execution count is {count}: not run from top to bottom", REFRESH
    if "execution" in cell["metadata"] or "ExecuteTime" in cell["metadata"]:
        yield "times of execution are stored, which change with every run", REFRESH
    left_out = NOT_COMPARED_TAGS.intersection(cell["metadata"].get("tags", [])) or NOT_COMPARED_MARK.search(source)
    if left_out and not NOT_COMPARED_REASON.match(source):
        yield "left out of the comparison with no reason given", "begin it with `# not compared: <reason>`"
    for output in cell.get("outputs", []):
        yield from _output_faults(output)


def _output_faults(output: dict[str, Any]) -> Iterator[tuple[str, str]]:
    kind = output.get("output_type")
    if kind == "error":
        yield f"its output is an error: {output.get('ename')}: {output.get('evalue')}", "mend the cell"
        return
    if kind == "stream" and output.get("name") == "stderr":
        yield "it writes to stderr (a warning?)", "mend what it warns of"
    data = output.get("data", {})
    if WIDGET_VIEW in data:
        yield "a widget view is stored: without its kernel it shows an error", REFRESH
    drawn = "\n".join(text_of(data[kind]) for kind in ("text/html", "image/svg+xml") if kind in data)
    if found := ACTIVE.search(drawn):
        yield (
            f"its output holds {found[0][:30]!r}, which the book does not run or load",
            "show a table, a chart or text",
        )
    shown = "\n".join([text_of(output.get("text", "")), *map(text_of, data.values())])
    for pattern, what, remedy in (
        (ADDRESS, "a memory address", "give the object a `__repr__`, or show something else"),
        (MACHINE_PATH, "a path of one machine", "show a path relative to the project"),
    ):
        if found := pattern.search(shown):
            yield f"its output holds {what} ({found.group()})", remedy


def text_of(value: Any) -> str:
    """Return the text of a source or an output: Jupyter stores a string, a list of lines, or JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return json.dumps(value, ensure_ascii=False)


def tags(cell: dict[str, Any]) -> set[str]:
    """Return the tags of a cell."""
    return set(cell.get("metadata", {}).get("tags", []))


def tree_of(source: str) -> ast.Module | None:
    """Return the syntax tree of a cell; None if it is not plain Python, or too much for Python's parser."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # a cell's own matter: it shows when the cell is run
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _bytes(path: Path) -> bytes:
    try:
        return read_file(path)
    except OSError as error:
        raise CourseError(Fault(_name(path), reason=f"cannot be read: {error.strerror}", remedy="check it")) from None


def _parsed(content: bytes, path: Path) -> dict[str, Any]:
    """Return a notebook as stored; unlike nbformat's own reading, nothing is mended on the way."""
    try:
        found = json.loads(content.decode("utf-8"))
        _whole_letters(found)
    except UnicodeDecodeError:
        raise CourseError(Fault(_name(path), reason="not UTF-8", remedy="save it as UTF-8")) from None
    except json.JSONDecodeError as error:
        fault = Fault(_name(path), reason=f"not JSON in line {error.lineno}: {error.msg}", remedy="restore it")
        raise CourseError(fault) from None
    except UnicodeEncodeError as error:
        reason = f"holds half a letter (\\u{ord(error.object[error.start]):x}), which no file can"
        raise CourseError(Fault(_name(path), reason=reason, remedy="write the letter itself")) from None
    except (ValueError, RecursionError) as error:  # JSON that Python will not hold
        raise CourseError(Fault(_name(path), reason=f"cannot be read: {error}", remedy="restore it")) from None
    version = found.get("nbformat") if isinstance(found, dict) else None
    if version != 4:
        raise CourseError(Fault(_name(path), reason="not a notebook of format 4", remedy="save it with JupyterLab"))
    return _valid(found, path)


def _whole_letters(value: Any) -> None:
    """Raise UnicodeEncodeError if a text holds one half of a letter, as JSON can write it (``\\ud800``)."""
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, dict | list):
        for part in [*value, *value.values()] if isinstance(value, dict) else value:
            _whole_letters(part)


def _valid(notebook: dict[str, Any], path: Path) -> dict[str, Any]:
    import nbformat

    try:
        cells = notebook.get("cells")
        if not isinstance(cells, list) or not all(map(_is_cell, cells)):
            raise nbformat.ValidationError("it has no list of cells, each with a kind and an id in words")
        nbformat.validate(nbformat.from_dict(_with_ids(notebook)))
    except nbformat.ValidationError as error:
        reason = f"not a valid notebook: {str(error).splitlines()[0]}"
        raise CourseError(Fault(_name(path), reason=reason, remedy="restore it")) from None
    return notebook


def _is_cell(cell: Any) -> bool:
    """Whether this can be told apart as a cell; what is in it is for the format to say."""
    return isinstance(cell, dict) and all(isinstance(cell.get(key, ""), str) for key in ("cell_type", "id"))


def _name(path: Path) -> str:
    """Return the path as shown to people: the folder and the file."""
    return f"{path.absolute().parent.name}/{path.name}"
