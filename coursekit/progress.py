"""The page of a reader's progress: a table of all quizzes, readable as it stands, filled in by a script.

The answers themselves are in the reader's browser. The page tells its script what there is to answer by ``data-``
attributes; everything the script shows or hides stands in the HTML already.
"""

from __future__ import annotations

import json
from functools import lru_cache
from html import escape
from pathlib import Path

from coursekit import project
from coursekit.quiz.bank import read_bank
from coursekit.quiz.base import attributes
from coursekit.quiz.markup import STEPS
from coursekit.quiz.places import heading
from coursekit.quiz.script import COMMENT
from coursekit.quiz.text import inline
from coursekit.quiz.types import Bank
from coursekit.references import reference

STATIC = Path(__file__).resolve().parent / "static" / "progress"
PARTS = ("file", "page")
"""The files of the script in an order in which each uses only those before it."""


def progress_html(root: Path) -> str:
    """Return the page's content: a row per quiz, what is summed up, and the buttons, hidden until a script runs.

    The link to a quiz stands as a reference ``quiz:name``; whoever publishes the page makes it a link.

    Raises:
        CourseError: if a bank has a fault.
    """
    banks = [read_bank(path) for path in project.quizzes(root)]
    data = attributes({"data-course": project.course_name(root)})
    return (
        f'<div class="progress-page"{data}>\n'
        '<p class="progress-static"><span>These answers are in this browser, and nowhere else.</span>'
        "<noscript>Your answers are in your browser; this page needs a script to show them. "
        "Without one, the table lists what there is to answer.</noscript></p>\n"
        f"{_quizzes(banks)}\n{_calibration()}\n{_forecasts(banks)}\n{_tools()}\n</div>"
    )


def _quizzes(banks: list[Bank]) -> str:
    rows = "".join(map(_quiz, banks))
    questions = sum(len(bank.questions) for bank in banks)
    points = sum(question.points for bank in banks for question in bank.questions)
    table = _table(
        "Quizzes of this course",
        '<th scope="col">Quiz</th><th scope="col" data-show="answered">Questions</th><th scope="col">Points</th>'
        '<th scope="col" data-show="last">Last answer</th>',
        rows,
        f'<tfoot><tr class="progress-sum">{_cells("All quizzes", questions, points)}</tr></tfoot>',
    )
    return f'<div class="progress-quizzes">{table}</div>'


def _quiz(bank: Bank) -> str:
    asked = [
        [question.id, question.fingerprint, question.points, int(question.confidence)] for question in bank.questions
    ]
    data = {"data-quiz-id": bank.quiz, "data-questions": json.dumps(asked, separators=(",", ":"))}
    link = reference("quiz", bank.quiz, heading(bank.quiz, bank.title))
    points = sum(question.points for question in bank.questions)
    return f"<tr{attributes(data)}>{_cells(link, len(bank.questions), points)}</tr>\n"


def _cells(head: str, questions: int, points: int) -> str:
    return (
        f'<th scope="row">{head}</th><td data-show="answered">{questions}</td><td data-show="points">{points}</td>'
        '<td data-show="last"></td>'
    )


def _table(label: str, head: str, rows: str, foot: str = "") -> str:
    name = escape(label)
    return (
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{name}"><table><caption>{name}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody>{foot}</table></div>"
    )


def _calibration() -> str:
    """Return the table of how sure a reader was and how often right."""
    rows = "".join(
        f'<tr data-step="{step}"><th scope="row">{word}</th><td data-show="given"></td><td data-show="right"></td></tr>'
        for step, word in STEPS
    )
    head = '<th scope="col">You were</th><th scope="col">Questions</th><th scope="col">Of these right</th>'
    return (
        '<div class="progress-calibration" hidden>\n'
        "<h2>How sure, and how often right</h2>\n"
        "<p>Scored questions that asked how sure you are. Who is well calibrated is right more often when surer.</p>\n"
        f"{_table('How sure you were, and how often right', head, rows)}\n</div>"
    )


def _forecasts(banks: list[Bank]) -> str:
    """Return the table of forecasts to be sealed, or nothing if the course asks for none."""
    rows = ""
    for bank in banks:
        for question in bank.questions:
            if question.type != "forecast":
                continue
            data = {"data-forecast": question.id, "data-of": bank.quiz, "data-hash": question.fingerprint}
            text = inline(question.text.strip().partition("\n\n")[0])
            rows += (
                f'<tr{attributes(data)}><th scope="row">{text}</th><td data-show="sealed">not sealed yet</td>'
                '<td data-show="said"></td></tr>\n'
            )
    if not rows:
        return ""
    head = '<th scope="col">Forecast</th><th scope="col">Sealed on</th><th scope="col">Percent</th>'
    return (
        '<div class="progress-forecasts" hidden>\n'
        "<h2>Your sealed forecasts</h2>\n"
        "<p>A forecast is listed once you have begun it. What happened is told where it is opened, not here.</p>\n"
        f"{_table('Your sealed forecasts', head, rows)}\n</div>"
    )


def _tools() -> str:
    """Return the ways to take answers along, to bring them back, and to erase them."""
    return (
        '<div class="progress-tools" hidden>\n'
        "<h2>Take your answers along, or erase them</h2>\n"
        f"<p>{_button('export', 'Save my answers as a file')}</p>\n"
        '<p><label for="progress-import">Bring back answers from such a file. For each question the later answer is '
        'kept.</label> <input type="file" id="progress-import" accept=".json,application/json"></p>\n'
        f"<p>{_button('ask', 'Erase all my answers')}</p>\n"
        '<p class="progress-note" role="status"></p>\n'
        '<dialog class="progress-erase" aria-labelledby="progress-erase" aria-describedby="progress-loss">\n'
        '<h2 id="progress-erase">Erase all your answers?</h2>\n<p id="progress-loss"></p>\n'
        f'<p class="progress-actions">{_button("close", "Keep them")} {_button("export", "Save them as a file first")} '
        f"{_button('erase', 'Erase them')}</p>\n"
        '<p class="progress-note" role="status"></p>\n</dialog>\n</div>'
    )


def _button(action: str, label: str) -> str:
    return f'<button type="button" data-action="{action}">{label}</button>'


@lru_cache(maxsize=1)
def script() -> str:
    """Return the page's script without comments; it needs that of the quizzes before it."""
    parts = "\n".join((STATIC / f"{name}.js").read_text(encoding="utf-8") for name in PARTS)
    lead = "// Made of the files in coursekit/static/progress: comments and types are there.\n"
    return lead + COMMENT.sub("", f'(() => {{\n"use strict";\n{parts}\n}})();\n')


@lru_cache(maxsize=1)
def style() -> str:
    """Return the style of the page."""
    return (STATIC / "progress.css").read_text(encoding="utf-8")
