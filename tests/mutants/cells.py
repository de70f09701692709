"""Run a lesson in this process and say what its cells show, as nbval would compare it.

A kernel takes seconds to start, nbval waits for it, and faults are planted by the hundred. So cells run in the shell
that a kernel has inside, in a process that is thrown away. Compared is what nbval compares: kinds of output and their
text, without counts, widget views and metadata.
"""

from __future__ import annotations

import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

from coursekit.notebooks import WIDGET_VIEW, text_of

Shown = dict[str, list[str]]
"""What a cell shows: kinds of output, each with its texts in order."""

LEFT_OUT = {WIDGET_VIEW, "image/png", "image/jpeg"}


def code_cells(path: Path) -> list[dict[str, Any]]:
    """Return the code cells of a notebook that have a source."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code" and text_of(cell["source"]).strip()]


def stored(cell: dict[str, Any]) -> Shown:
    """Return what a cell has stored."""
    shown: Shown = {}
    for output in cell.get("outputs", []):
        if output["output_type"] == "stream":
            shown.setdefault(output["name"], []).append(text_of(output["text"]))
        for kind, value in output.get("data", {}).items():
            if kind not in LEFT_OUT:
                shown.setdefault(kind, []).append(_text(value))
    return {kind: ["".join(texts)] if kind in ("stdout", "stderr") else texts for kind, texts in shown.items()}


def run(path: Path) -> list[Shown | str]:
    """Run a notebook from top to bottom and return what each code cell shows; the last entry is an error, if any."""
    import pandas as pd
    from IPython.core.interactiveshell import InteractiveShell

    pd.set_option("display.max_columns", 20)  # as pandas has it in a kernel, not in a terminal
    os.chdir(path.parent)
    os.environ.pop("COURSEKIT_ROOT", None)
    shell = InteractiveShell.instance(displayhook_class=_Hook, display_pub_class=_Publisher)
    found: list[Shown | str] = []
    for number, cell in enumerate(code_cells(path), 1):
        SHOWN.clear()
        printed, warned = io.StringIO(), io.StringIO()
        with redirect_stdout(printed), redirect_stderr(warned):
            result = shell.run_cell(text_of(cell["source"]), store_history=True)
        if not result.success:
            error = result.error_in_exec or result.error_before_exec
            found.append(f"cell {number} fails: {type(error).__name__}: {error}")
            break
        for name, stream in (("stdout", printed), ("stderr", warned)):
            if stream.getvalue():
                SHOWN[name] = [stream.getvalue()]
        found.append(dict(SHOWN))
    return found


SHOWN: Shown = {}
"""What the running cell has shown so far."""


def _note(data: dict[str, Any]) -> None:
    for kind, value in data.items():
        if kind not in LEFT_OUT:
            SHOWN.setdefault(kind, []).append(_text(value))


class _Hook(DisplayHook):
    """Takes the value of the last line, as a kernel does, and prints nothing."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        _note(format_dict)


class _Publisher(DisplayPublisher):
    """Takes what ``display`` is given."""

    def publish(self, data: dict[str, Any], *_: Any, **__: Any) -> None:
        _note(data)


def _text(value: Any) -> str:
    return text_of(value) if isinstance(value, str | list) else json.dumps(value, sort_keys=True, ensure_ascii=False)
