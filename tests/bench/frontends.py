"""Try a quiz and a chart in Notebook 7 and in the classic Notebook, in Chromium, and tell what came of it.

    python tests/bench/frontends.py [notebook] [nbclassic]

Needs the packages `notebook` and `nbclassic` beside requirements.txt. JupyterLab has a test of its own.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import nbformat
from playwright.sync_api import Page, TimeoutError, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from find_browser import FLAGS, find_browser  # noqa: E402
from quiz_driver import answer_by_mouse, right_response  # noqa: E402

from coursekit.project import lessons  # noqa: E402
from coursekit.quiz.bank import find_bank, questions_of, read_bank  # noqa: E402

LESSON = lessons(ROOT)[0].stem
CELLS = [
    f'from coursekit.quiz import Quiz\n\nquiz = Quiz("{LESSON}")\nquiz',
    "import altair as alt\nimport pandas as pd\nfrom coursekit.charts import figure\n\n"
    'bars = alt.Chart(pd.DataFrame({"n": [1, 2]})).mark_bar().encode(x="n:Q")\n'
    'figure(bars, name="bars", caption="Two.", alt_text="Two bars.")',
    'print("READ", quiz.score["answered"], quiz.score["right"])',
]
CELL = {"notebook": ".jp-CodeCell", "nbclassic": ".code_cell"}
PAGE = {"notebook": "notebooks", "nbclassic": "nbclassic/notebooks"}  # beside Notebook 7
READY = {"notebook": ".jp-Notebook .jp-Cell", "nbclassic": ".code_cell"}
OUTPUT = {"notebook": ".jp-OutputArea", "nbclassic": ".output"}


def main() -> int:
    """Try each and tell; the exit status is 1 if a quiz could not be answered."""
    failed = 0
    for program in sys.argv[1:] or list(CELL):
        with tempfile.TemporaryDirectory() as name:
            failed += not attempt(program, Path(name))
    return 1 if failed else 0


def attempt(program: str, folder: Path) -> bool:
    """Start a server, open a notebook, answer a question, read the score back in Python."""
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), folder / "trial.ipynb")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token="]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", program, *options, f"--ServerApp.root_dir={folder}"],
            env={**os.environ, **own, "COURSEKIT_ROOT": str(ROOT)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                httpx.get(f"{address}/api", timeout=2)
                break
            except httpx.HTTPError:
                time.sleep(0.5)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 1600})
            page.on("console", lambda one: one.type == "error" and print(f"  console: {one.text[:200]}", flush=True))
            page.on("response", lambda one: one.status >= 400 and print(f"  {one.status}: {one.url}", flush=True))
            try:
                print(f"{program}: {use(page, program, address)}", flush=True)
                return True
            except (TimeoutError, AssertionError) as error:
                print(f"{program}: {error}\n{(folder / 'log').read_text()[-1500:]}", flush=True)
                return False
            finally:
                page.screenshot(path=f"{program}.png")
                browser.close()
    finally:
        server.terminate()
        server.wait(timeout=30)


def use(page: Page, program: str, address: str) -> str:
    """Run the cells, answer the first question rightly, and return what Python and the chart's cell show."""
    page.set_default_timeout(120_000)
    page.goto(f"{address}/{PAGE[program]}/trial.ipynb")
    page.locator(READY[program]).first.wait_for()
    page.wait_for_timeout(5000)  # the kernel comes after the page
    run(page, program, 0)
    question = questions_of(read_bank(find_bank(LESSON, ROOT)), None)[0]
    form = page.locator("div.quiz[data-quiz-ready]")
    form.wait_for()
    field = form.locator(f'[data-question-id="{question.id}"]')
    answer_by_mouse(field, question, right_response(question))
    page.locator(f'[data-question-id="{question.id}"][data-result]').wait_for()
    run(page, program, 1)
    run(page, program, 2)
    output = page.locator(CELL[program]).nth(2).locator(OUTPUT[program]).first
    deadline = time.monotonic() + 60
    while "READ" not in output.inner_text():
        assert time.monotonic() < deadline, "the score could not be read"
        page.wait_for_timeout(300)
    chart = page.locator(CELL[program]).nth(1)
    drawn = chart.locator("svg.marks, canvas").count()
    shown = "drawn" if drawn else f"words: {chart.locator(OUTPUT[program]).first.inner_text().strip()!r}"
    read = output.inner_text().split()
    assert read[-2:] == ["1", "1"], f"Python read {read}"
    return f"quiz live, one question answered rightly, Python read {' '.join(read[-2:])}; chart {shown}"


def run(page: Page, program: str, number: int) -> None:
    """Run a cell from the keyboard."""
    page.locator(CELL[program]).nth(number).locator(".jp-InputArea-editor, .CodeMirror").first.click()
    page.keyboard.press("Shift+Enter")


if __name__ == "__main__":
    sys.exit(main())
