"""The same quiz in a live kernel: answered in JupyterLab, read back in Python."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from browser_support import LESSONS, ROOT, Visit
from test_lesson_pages import wrong_and_right

from coursekit.quiz.bank import find_bank, read_bank

pytestmark = pytest.mark.lab
READ_BACK = (
    'import json\nprint(json.dumps({"score": quiz.score, "rows": quiz.responses.to_dict("records")}, default=str))'
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab server on a copy of the course; yields its address and the copy."""
    folder: Path = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "data", folder / "data")
    (folder / "notebooks").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "settings"
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(settings / "config"),
        "JUPYTER_DATA_DIR": str(settings / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(settings / "lab"),
        "JUPYTERLAB_WORKSPACES_DIR": str(settings / "workspaces"),
    }
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"),
            *("--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True", f"--ServerApp.root_dir={folder}"),
            *("--LabApp.news_url=", "--ServerApp.port_retries=0"),
        ],
        stdout=(folder / "server.log").open("w"),
        stderr=subprocess.STDOUT,
        env=environment,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/api", timeout=2)
                break
            except OSError:
                assert server.poll() is None, (folder / "server.log").read_text()
                time.sleep(0.5)
        yield address, folder
    finally:
        server.terminate()
        server.wait(timeout=20)


def cut_copy(lesson: str, folder: Path) -> str:
    """Write the lesson's imports and its quiz, without outputs, as a notebook that keeps the quiz by name."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    imports = [cell for cell in code if "import" in cell.source][:1]
    shown = [cell for cell in code if re.search(r'^quiz = Quiz\("[^"]+"\)', cell.source, re.MULTILINE)]
    assert shown, "the lesson shows no quiz kept as `quiz`"
    notebook.cells = [*imports, shown[-1], nbformat.v4.new_code_cell(READ_BACK)]
    for cell in notebook.cells:
        cell.update(outputs=[], execution_count=None)
    nbformat.write(notebook, folder / "notebooks" / f"{lesson}.ipynb")
    return f"notebooks/{lesson}.ipynb"


@pytest.mark.parametrize("lesson", LESSONS)
def test_answers_given_in_jupyterlab_reach_python(browser, lab, lesson):
    address, folder = lab
    path = cut_copy(lesson, folder)
    context = browser.new_context(viewport={"width": 1280, "height": 1600})
    seen = Visit(context.new_page())
    page = seen.page
    page.goto(f"{address}/lab/workspaces/{lesson}/tree/{path}")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=90_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=90_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_selector('form.quiz[data-quiz-ready="true"]', timeout=90_000)

    questions = [question for question in read_bank(find_bank(lesson, ROOT)).questions if question.part is None]
    expected = {}
    for number, question in enumerate(questions):
        wrong, right = wrong_and_right(question)
        response = right if number % 2 else wrong
        fieldset = page.locator(f'[data-question-id="{question.id}"]')
        if isinstance(response, str):
            fieldset.locator("input").fill(response)
        else:
            for position in response:
                fieldset.locator("input").nth(position).check()
        fieldset.locator('[data-action="check"]').click()
        expected[question.id] = bool(number % 2)
    score = page.locator("output.quiz-score").inner_text()
    assert score == f"Score: {sum(expected.values())} of {len(questions)} right."

    page.locator(".jp-CodeCell .jp-InputArea-editor").last.click()
    page.keyboard.press("Shift+Enter")
    output = page.locator('.jp-CodeCell:has-text("rows") .jp-OutputArea-output pre').last
    deadline = time.monotonic() + 60
    while f'"answered": {len(questions)}' not in (text := output.inner_text()):
        assert time.monotonic() < deadline, text
        time.sleep(0.3)
    read = json.loads(text)
    context.close()
    assert read["score"] == {"right": sum(expected.values()), "answered": len(questions), "questions": len(questions)}
    assert {row["question"]: row["correct"] for row in read["rows"]} == expected
    assert all(row["tries"] == 1 for row in read["rows"])
