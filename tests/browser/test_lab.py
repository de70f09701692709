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
import yaml
from browser_support import LESSONS, ROOT, wait_until
from quiz_driver import FORECAST, answer_by_mouse, expected_verdict, right_response, wrong_response
from quiz_pages import full_bank
from quiz_samples import bank, one_of_each

from coursekit.quiz.bank import find_bank, read_bank

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab server on a copy of the course; yields its address and the copy."""
    folder: Path = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "data", folder / "data")
    for made in (SAMPLE, OTHER):
        text = yaml.safe_dump(made.model_dump(exclude_none=True))
        (folder / "data" / "quizzes" / f"{made.quiz}.yml").write_text(text, encoding="utf-8")
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


WHOLE = full_bank()
OPENER = WHOLE.questions[-1].model_copy(update={"opens": "90-sample/q11"})
SAMPLE = WHOLE.model_copy(update={"quiz": "90-sample", "questions": [*WHOLE.questions[:-1], OPENER]})
OTHER = bank(*one_of_each()[2:4], name="91-other")
READ_BACK = """import json
read = {"score": %s.score, "rows": %s.responses.to_dict("records")}
print("READ", json.dumps(read, default=str))"""


def open_notebook(browser, lab, name: str, *cells: str):
    """Write a notebook of these cells, open it, and run the first of them; return the page and how to run on."""
    address, folder = lab
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")
    context = browser.new_context(viewport={"width": 1280, "height": 1600})
    page = context.new_page()
    page.goto(f"{address}/lab/workspaces/{name}/tree/notebooks/{name}.ipynb")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=120_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=120_000)
    return page


def run(page, number: int, until: str) -> str:
    """Run a cell; return the text of its output once that holds the words."""
    page.locator(".jp-CodeCell .jp-InputArea-editor").nth(number).click()
    page.keyboard.press("Shift+Enter")
    output = page.locator(".jp-CodeCell").nth(number).locator(".jp-OutputArea")
    deadline = time.monotonic() + 90
    while until not in (text := output.inner_text()):
        assert time.monotonic() < deadline, text
        time.sleep(0.3)
    return text


def read_back(page, number: int, until: str) -> dict:
    """Run a cell that prints what Python knows, again and again until it knows enough."""
    deadline = time.monotonic() + 90
    while until not in (text := run(page, number, "READ")):
        assert time.monotonic() < deadline, text
        time.sleep(0.5)
    return json.loads(text[text.index("{") :])


def wait_for(page, words: str, quiz: str = "90-sample") -> None:
    """Wait until the score on the page begins with these words."""
    wait_until(
        page,
        '([quiz, words]) => document.querySelector(`div.quiz[data-quiz-id="${quiz}"][data-quiz-ready] output`)'
        "?.textContent.startsWith(words)",
        arg=[quiz, words],
        timeout=90,
    )


def fieldset(page, question, quiz: str = "90-sample"):
    return page.locator(f'div.quiz[data-quiz-id="{quiz}"] [data-question-id="{question.id}"]')


@pytest.mark.long
def test_every_type_answered_in_jupyterlab_reaches_python(browser, lab):
    imports = "from coursekit.quiz import Quiz\nseen = []"
    show = (
        'quiz = Quiz("90-sample")\nquiz.observe(lambda change: seen.append(change["new"]["answered"]), "score")\nquiz'
    )
    page = open_notebook(
        *(browser, lab, "sample", imports, show, READ_BACK % ("quiz", "quiz")),
        *('quiz.reset(); print("RESET", quiz.score["answered"], seen[-2:])', 'Quiz("90-sample", keep=False)'),
        'quiz.answers = {"q4": {"response": "7", "checked": True}, "q3": {"response": "true"}}\n'
        'print("SET", quiz.score["points"])',
        'other = Quiz("91-other")\nother',
        READ_BACK % ("other", "other"),
    )
    run(page, 0, "")
    run(page, 1, "Question 12 of 12")
    wait_for(page, "Score: 0 of 12 points")
    assert page.locator('div.quiz [data-action^="print"]').count() == 0, "JupyterLab's page is not made for paper"
    responses = [(wrong_response, right_response)[n % 2](question) for n, question in enumerate(SAMPLE.questions)]
    for question, response in zip(SAMPLE.questions, responses, strict=True):
        answer_by_mouse(fieldset(page, question), question, response)
        said = fieldset(page, question).locator('[role="status"]').inner_text()
        assert expected_verdict(question, response) in said
    shown = page.locator("div.quiz output").inner_text()
    read = read_back(page, 2, '"answered": 12')
    rows = read["rows"]
    earned = [question.grade(given) for question, given in zip(SAMPLE.questions, responses, strict=True)]
    assert [row["question"] for row in rows] == [question.id for question in SAMPLE.questions]
    told = [sorted(row["answer"]) if row["type"] == "multiple_choice" else row["answer"] for row in rows]
    assert told[:-1] == responses[:-1]
    assert rows[-1]["answer"] == FORECAST
    assert [row["confidence"] for row in rows if row["confidence"] not in (None, "<NA>")] == [2] * 6
    assert all(row["tries"] == 1 and row["time"].startswith("20") for row in rows)
    points = [None if share is None else share * q.points for q, share in zip(SAMPLE.questions, earned, strict=True)]
    assert [None if row["points"] in (None, "<NA>") else row["points"] for row in rows] == points
    assert shown == f"Score: {read['score']['points']:g} of 12 points."

    run(page, 1, "Question 12 of 12")  # the cell again: another widget takes up what the browser kept
    wait_for(page, shown)
    assert read_back(page, 2, '"answered": 12')["score"] == read["score"]

    run(page, 6, "Question 2 of 2")
    wait_for(page, "Score: 0 of 2 points", "91-other")
    answer_by_mouse(fieldset(page, OTHER.questions[0], "91-other"), OTHER.questions[0], "false")
    assert read_back(page, 7, '"answered": 1')["score"]["points"] == 1
    assert read_back(page, 2, '"answered": 12')["score"] == read["score"], "two quizzes keep apart"

    assert "RESET 0" in run(page, 3, "RESET")
    wait_for(page, "Score: 0 of 12 points, 12")
    assert page.locator('div.quiz[data-quiz-id="90-sample"] [data-result]').count() == 0
    wait_for(page, "Score: 1 of 2 points", "91-other")

    assert "SET 1" in run(page, 5, "SET")
    wait_for(page, "Score: 1 of 12 points, 11")
    assert fieldset(page, SAMPLE.questions[3]).locator(".quiz-controls input").input_value() == "7"
    assert fieldset(page, SAMPLE.questions[3]).get_attribute("data-result") == "right"
    assert fieldset(page, SAMPLE.questions[2]).locator('input[value="true"]').first.is_checked()

    run(page, 4, "Question 12 of 12")  # keep=False
    wait_until(
        page,
        "() => document.querySelectorAll('div.quiz[data-quiz-id=\"90-sample\"][data-quiz-ready]').length === 2",
        timeout=90,
    )
    kept = page.evaluate("() => Object.entries(localStorage).filter(([key]) => key.endsWith('/90-sample'))")
    assert json.loads(kept[0][1])["answers"] == {}
    scores = page.locator('div.quiz[data-quiz-id="90-sample"] output').all_inner_texts()
    assert scores[-1].startswith("Score: 0 of 12")
    page.context.close()


@pytest.mark.long
@pytest.mark.parametrize("lesson", LESSONS)
def test_answers_given_in_jupyterlab_reach_python(browser, lab, lesson):
    cells = [
        cell for cell in nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", 4).cells if cell.cell_type == "code"
    ]
    imports = next(cell.source for cell in cells if "import" in cell.source)
    shown = [cell.source for cell in cells if re.search(r'^quiz = Quiz\("[^"]+"\)', cell.source, re.MULTILINE)]
    assert shown, "the lesson shows no quiz kept as `quiz`"
    page = open_notebook(browser, lab, lesson, imports, shown[-1], READ_BACK % ("quiz", "quiz"))
    run(page, 0, "")
    run(page, 1, "Question 1 of")
    page.wait_for_selector("div.quiz[data-quiz-ready]", timeout=90_000)
    questions = [question for question in read_bank(find_bank(lesson, ROOT)).questions if question.part is None]
    responses = [(wrong_response, right_response)[n % 2](question) for n, question in enumerate(questions)]
    for question, response in zip(questions, responses, strict=True):
        answer_by_mouse(fieldset(page, question, lesson), question, response)
    score = page.locator("div.quiz output").inner_text()
    read = read_back(page, 2, f'"answered": {len(questions)}')
    page.context.close()
    assert score.startswith(f"Score: {read['score']['points']:g} of {read['score']['possible']} points")
    earned = sum(
        (question.grade(given) or 0) * question.points for question, given in zip(questions, responses, strict=True)
    )
    assert read["score"]["points"] == round(earned, 2)
    assert all(row["tries"] == 1 for row in read["rows"])
