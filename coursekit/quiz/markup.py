"""The HTML of a quiz: readable as it stands, brought alive by ``static/quiz.js``.

The markup is a public contract, written down in CONTRIBUTING.md. It holds no script, no style and no id, so
that several quizzes fit on one page; the folded answers are both what a reader without scripts sees and the
key by which the script grades.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coursekit.quiz.text import block, escape, inline

LABELS = {"paragraph": "article, paragraph", "cite": "reference"}


def render(name: str, title: str, questions: Sequence[Any], part: str | None = None) -> str:
    """Return the form of a quiz.

    Args:
        name: id of the quiz.
        title: its accessible name.
        questions: the questions to show, in order.
        part: the part of the bank they belong to, if any.
    """
    total = len(questions)
    body = "\n".join(_question(question, number, total) for number, question in enumerate(questions, 1))
    of_part = f' data-quiz-part="{escape(part)}"' if part else ""
    return (
        f'<form class="quiz" data-quiz-id="{escape(name)}"{of_part} aria-label="Quiz: {escape(title)}" novalidate>\n'
        f"{body}\n"
        '<p class="quiz-total"><output class="quiz-score" aria-live="off"></output></p>\n'
        "</form>"
    )


def _question(question: Any, number: int, total: int) -> str:
    first, _, rest = question.text.strip().partition("\n\n")
    counted = f"Question {number} of {total}" if total > 1 else "Question"
    more = f'<div class="quiz-text">{block(rest)}</div>\n' if rest.strip() else ""
    return (
        f'<fieldset data-question-id="{question.id}" data-question-type="{question.type}">\n'
        f'<legend><span class="quiz-count">{counted}</span> {inline(first)} '
        f'<span class="quiz-prompt">{question.prompt}</span></legend>\n'
        f'{more}<div class="quiz-controls">{question.controls()}</div>\n'
        '<p class="quiz-actions"><button type="button" data-action="check" hidden>Check</button> '
        '<button type="button" data-action="retry" hidden>Try again</button></p>\n'
        '<div class="quiz-feedback" role="status"></div>\n'
        '<details class="quiz-answer"><summary>Answers</summary>\n'
        f"<ul>{question.answers()}</ul>\n"
        f'<div class="quiz-explanation">{block(question.explanation)}</div>\n'
        f'<p class="quiz-references">See: {"; ".join(map(_reference, question.references))}</p>\n'
        "</details>\n</fieldset>"
    )


def _reference(reference: str) -> str:
    kind, _, key = reference.partition(":")
    return f"{escape(LABELS.get(kind, kind))} {escape(key)}"
