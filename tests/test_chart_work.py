"""The processes that make charts: they work ahead of the page, and stop when nobody waits for them any more."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from test_charts import sample

from coursekit import chart_html, chart_stored, chart_work, project
from coursekit.charts import MIME_TYPE
from coursekit.sphinxext import charts


class Env:
    """As much of Sphinx's environment as is asked."""

    @staticmethod
    def doc2path(docname):
        return docname


@pytest.fixture
def app(tmp_path):
    """As much of Sphinx as is asked."""
    return SimpleNamespace(outdir=tmp_path)


@pytest.fixture
def begun(monkeypatch):
    """What is begun, nothing of which is made."""
    found = []
    monkeypatch.setattr(chart_html, "begin", lambda spec, page: found.append((page, json.dumps(spec))))
    monkeypatch.setattr(charts.chart_live, "begin_vega", lambda: found.append("vega"))
    return found


def test_a_figure_begun_ahead_is_the_one_that_the_page_gets():
    spec = sample("begun-ahead").spec
    begun = chart_html.begin(spec, "page")
    assert chart_html.chart_figure(json.loads(json.dumps(spec)), "page") is begun.result()


def test_what_is_begun_is_what_the_pages_ask_for(root, app, begun):
    lessons = project.lessons(root)
    charts.begin(app, Env, [*map(str, lessons), str(root / "book" / "intro.md")])
    read = [
        (path.stem, json.dumps(output["data"][MIME_TYPE]))
        for path in lessons
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if MIME_TYPE in output.get("data", {})
    ]
    assert begun == [*read, "vega"]
    assert len(read) > len(lessons)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"cells": [7]}', '{"cells": [{"outputs": [{"data": 7}]}]}', "[" * 9999]
)
def test_what_is_no_notebook_begins_nothing(text, tmp_path):
    path = tmp_path / "odd.ipynb"
    path.write_text(text, encoding="utf-8")
    assert list(chart_stored.stored(path)) == []


def test_pages_without_charts_begin_nothing_and_a_book_has_vega_once(root, app, begun):
    charts.begin(app, Env, [str(root / "book" / "intro.md")])
    assert begun == []
    (app.outdir / "_static").mkdir()
    (app.outdir / "_static" / "vega.js").touch()
    charts.begin(app, Env, [*map(str, project.lessons(root))])
    assert begun
    assert "vega" not in begun


def test_a_figure_that_was_let_go_is_made_when_it_is_asked_for_again():
    spec = sample("let-go").spec
    waiting = [chart_html.begin(spec, f"page-{number}") for number in range(20)]
    chart_html.stop()
    assert waiting[-1].cancelled()
    assert chart_html.chart_figure(spec, "page-19").html.startswith("<figure")


def test_work_that_has_not_begun_is_let_go():
    chart_work.stop()
    waiting = [chart_work.submit(time.sleep, 0.3) for _ in range(100)]
    chart_work.stop()
    with pytest.raises(CancelledError):
        waiting[-1].result(timeout=0)
    assert chart_work.submit(abs, -1).result(timeout=30) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed there in another way")
def test_the_processes_go_when_theirs_is_killed(root):
    code = (
        "import os, sys; from coursekit import chart_work; "
        "print(chart_work.submit(os.getpid).result(), flush=True); sys.stdin.read()"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], cwd=root, text=True, **pipes) as process:
        worker = int(process.stdout.readline())
        os.kill(process.pid, signal.SIGKILL)
    for _ in range(100):
        if not _runs(worker):
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the process outlived the one that it worked for")


def _runs(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{number}/stat")
    return not (status.is_file() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z")
