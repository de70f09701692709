"""The lessons run from top to bottom, and each cell shows again exactly what is stored."""

import os
import re
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import guards
import pytest

from coursekit import project
from coursekit.notebooks import ENVIRONMENT, execute, refresh, serialised

ROOT = project.root(Path(__file__).parent)
LESSONS = project.lessons(ROOT)
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout", "120"]


def nbval(*places: Path) -> subprocess.CompletedProcess[str]:
    """Compare the output of every cell of notebooks, or of those in a folder, with the stored one."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider", *NBVAL, *map(str, places)]
    return subprocess.run(
        command,
        cwd=places[0] if places[0].is_dir() else places[0].parent,
        env=inherited | ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=900,
    )


def test_there_are_lessons():
    assert LESSONS


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda path: path.stem)
def test_what_is_stored_is_shown_in_one_process(notebook, monkeypatch):
    """As nbval compares it, in a quarter of the time: without a kernel for each notebook."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    assert guards.first_change(notebook) == ""


@pytest.mark.long
@pytest.mark.parametrize("start", [0, 1])
def test_stored_outputs_are_what_the_cells_show(start):
    run = nbval(*LESSONS[start::2])  # two runs, one for each worker: to start pytest takes as long as a lesson
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.sample(1)
@pytest.mark.parametrize("notebook", LESSONS, ids=lambda path: path.stem)
def test_refreshing_changes_no_byte(notebook, tmp_path):
    for folder in ("data", "book"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "notebooks").mkdir()
    copy = Path(shutil.copy(notebook, tmp_path / "notebooks"))
    assert refresh([copy]) == []
    assert copy.read_bytes() == notebook.read_bytes()


def test_the_comparison_notices_whatever_is_planted(tmp_path):
    code = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    cells = [{**code, "id": "sum", "source": "1 + 1"}, {**code, "id": "word", "source": "print('peace')"}]
    path = tmp_path / "true.ipynb"
    true = execute({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, path)
    result, stream, removed = (deepcopy(true) for _ in range(3))
    result["cells"][0]["outputs"][0]["data"]["text/plain"] = "3"
    stream["cells"][1]["outputs"][0]["text"] = "war\n"
    removed["cells"][0]["outputs"] = []
    planted = {"true": true, "result": result, "stream": stream, "removed": removed}
    for name, notebook in planted.items():
        path.with_stem(name).write_bytes(serialised(notebook))
    run = nbval(tmp_path)
    assert sorted(re.findall(r"^FAILED (\w+)\.ipynb::Cell (\d)", run.stdout, re.M)) == [
        ("removed", "0"),
        ("result", "0"),
        ("stream", "1"),
    ], run.stdout
