"""The same text and the same questions as pages of others: plain, with jupyterquiz, and with ipywidgets.

Each is a Jupyter Book of one page, built by an environment of its own that goes when the bench ends. Beside them
stands a page of this course: the same text and questions, built with the whole book.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import yaml

from coursekit import project
from coursekit.publish import build
from coursekit.quiz.bank import find_bank, read_bank
from coursekit.quiz.text import plain

TEN = 10
PACKAGES = ["jupyter-book==1.0.4.post1", "sphinx-book-theme==1.3.0", "jupyterquiz==2.9.6.4", "ipywidgets==8.1.9"]
MANAGER = ["@jupyter-widgets/html-manager@1.0.14", "requirejs@2.3.7"]
MANAGER_FILES = ["requirejs/require.js", "@jupyter-widgets/html-manager/dist/embed-amd.js"]
SAME = "same-work"
OURS = (
    """document.querySelector("div.quiz")?.matches("[data-quiz-ready]")""",
    """document.readyState !== "loading" && document.querySelector("div.quiz")
  && !document.querySelector("div.quiz:not([data-quiz-ready])")""",
)
"""Hold once the first quiz of a page of ours can be used, and once every one can."""

RADIO = tuple(f"document.querySelectorAll('input[type=radio]').length >= {count}" for count in (1, TEN))
"""Hold as soon as a page has something to answer one question with, and ten."""

JUPYTERQUIZ = """\
import json
from jupyterquiz import display_quiz
display_quiz(json.loads({questions!r}))
"""
WIDGETS = """\
import json
from ipywidgets import HTML, Label, RadioButtons, Stack, VBox, jsdlink
rows = []
for question in json.loads({questions!r}):
    answers = question["answers"]
    choice = RadioButtons(options=[one["answer"] for one in answers], index=None, layout={{"width": "max-content"}})
    said = Stack([HTML(one["feedback"]) for one in answers])
    jsdlink((choice, "index"), (said, "selected_index"))
    rows.append(VBox([HTML(question["question"]), choice, said]))
VBox(rows)
"""


class Peer(NamedTuple):
    """A page to measure beside ours."""

    label: str
    book: Path
    page: str
    ready: tuple[str, ...]
    """What holds in the page once its first quiz can be used, and once all can; nothing if it has none."""


def peers(root: Path, folder: Path) -> tuple[str, list[Peer]]:
    """Build the pages into a folder; return the lesson whose text and questions they have, and the pages."""
    lesson, questions = _questions(root)
    text = prose(root / "notebooks" / f"{lesson}.ipynb")
    python = _environment(folder / "environment")
    _npm(folder / "npm", MANAGER)
    data = json.dumps([_jupyterquiz(question) for question in questions], ensure_ascii=False)
    made = [
        Peer("this course, the same work", _own(root, folder / "course", text, questions), f"book/{SAME}.html", OURS)
    ]
    for name, label, code in (
        ("plain", "Jupyter Book, no quiz", ""),
        ("jupyterquiz", "Jupyter Book, jupyterquiz", JUPYTERQUIZ),
        ("ipywidgets", "Jupyter Book, ipywidgets with html-manager", WIDGETS),
    ):
        book = _book(python, folder / name, text, code.format(questions=data), folder / "npm" / "node_modules")
        made.append(Peer(label, book, "page.html", RADIO if code else ()))
    return lesson, made


def _questions(root: Path) -> tuple[str, list[Any]]:
    """Return the first lesson whose bank has ten questions with one right option, and these."""
    for path in project.lessons(root):
        found = [
            one
            for one in read_bank(find_bank(path.stem, root)).questions
            if one.type in ("single_choice", "true_false")
        ]
        if len(found) >= TEN:
            return path.stem, found[:TEN]
    raise SystemExit(f"no lesson has {TEN} questions with one right option")


def prose(notebook: Path) -> str:
    """Return the words of a lesson as Markdown that any book can read: no roles, no directives, no links, no HTML."""
    cells = [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "markdown"]
    text = "\n\n".join(cells)
    text = re.sub(r"^(```+|:::+)\{.*?^\1 *$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^\([\w-]+\)= *$|^%.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\{[\w:-]+\}`([^`]*)`", r"\1", text)
    text = re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})", r"\1", text)
    return re.sub(r"</?[a-z][^>]*>", "", text)


def _jupyterquiz(question: Any) -> dict[str, Any]:
    """Return a question as jupyterquiz writes it."""
    if question.type == "true_false":
        options = [
            (word, value == question.answer, getattr(question.feedback, str(value).lower()))
            for word, value in (("True", True), ("False", False))
        ]
    else:
        options = [(one.text, one.correct, one.feedback) for one in question.options]
    answers = [{"answer": plain(text), "correct": right, "feedback": plain(said)} for text, right, said in options]
    return {"question": plain(question.text), "type": "multiple_choice", "answers": answers}


def _own(root: Path, copy: Path, text: str, questions: list[Any]) -> Path:
    """Build a copy of the course with one more page: the text, and a bank of the questions."""
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".*", "_build", "__pycache__"))
    kept = [question.model_dump(exclude_none=True, by_alias=True) for question in questions]
    bank = {"quiz": SAME, "title": "The same work", "questions": kept}
    (copy / "data" / "quizzes" / f"{SAME}.yml").write_text(yaml.safe_dump(bank, allow_unicode=True), encoding="utf-8")
    page = f"{text}\n\n```{{course-quiz}} {SAME}\n```\n"
    (copy / "book" / f"{SAME}.md").write_text(page, encoding="utf-8")
    toc = copy / "_toc.yml"
    toc.write_text(toc.read_text(encoding="utf-8") + f"      - file: book/{SAME}\n", encoding="utf-8")
    return build(copy)


def _book(python: Path, folder: Path, text: str, code: str, modules: Path) -> Path:
    """Build a book of one page, with Jupyter Book as it comes; what runs is run once."""
    static = folder / "static"
    static.mkdir(parents=True)
    for name in MANAGER_FILES:
        shutil.copy(modules / name, static)
    cells = [nbformat.v4.new_markdown_cell(text)]
    if code:
        cells.append(nbformat.v4.new_code_cell(code, metadata={"tags": ["hide-input"]}))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "page.ipynb")
    config = {
        "title": "The same work",
        "execute": {"execute_notebooks": "force"},
        "sphinx": {
            "config": {
                "html_static_path": ["static"],
                "nb_ipywidgets_js": {Path(name).name: {} for name in MANAGER_FILES},
            }
        },
    }
    (folder / "_config.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: page\n", encoding="utf-8")
    run([str(python.parent / "jupyter-book"), "build", "--quiet", str(folder)])
    html = folder / "_build" / "html"
    fonts = Path(MANAGER_FILES[-1]).parent  # where the manager asks its own host for them
    (html / fonts).mkdir(parents=True)
    for path in (modules / fonts).glob("*.woff*"):
        shutil.copy(path, html / fonts)
    return html


def _environment(folder: Path) -> Path:
    run([sys.executable, "-m", "venv", str(folder)])
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES])
    return python


def _npm(folder: Path, packages: list[str]) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("the peers need npm, for the html-manager of ipywidgets: install Node.js")
    run([npm, "install", "--no-fund", "--no-audit", "--prefix", str(folder), *packages])


def run(command: list[str]) -> None:
    """Run a command; if it fails, end with what it said."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:6])} ... failed:\n{(done.stdout + done.stderr)[-3000:]}")
