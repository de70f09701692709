"""The HTML of a quiz: readable as it stands, brought alive by the script in ``static/quiz``.

The markup is a public contract, written down in CONTRIBUTING.md. It holds no script, no style and no id, so
that several quizzes fit on one page; the folded answers are both what a reader without scripts sees and the
key by which the script grades.
"""

from __future__ import annotations

from collections.abc import Sequence

from coursekit.quiz.base import BaseQuestion, attributes
from coursekit.quiz.text import block, escape, inline

KINDS = {
    **{"paragraph": "article, paragraph", "cite": "reference", "sources": "source", "claims": "claim"},
    **{"events": "event", "indicators": "series", "actors": "actor", "positions": "position"},
}
"""Words for what a reference names, where the name of its table would not do."""

CHECK = {"forecast": "Seal", "forecast_outcome": "Open"}
"""The word on the first button of a question, where it is not Check."""

STEPS = ((1, "guessing"), (2, "fairly sure"), (3, "sure"))
"""The three steps of confidence."""


def render(course: str, name: str, title: str, questions: Sequence[BaseQuestion], part: str | None = None) -> str:
    """Return a quiz.

    It is a form to listeners, but no ``form`` element: it sends nothing, and when a page is there browsers that fill
    in forms lay out every one of them, however far it is from what is seen. So groups of radio buttons are told apart
    by name alone: a page shows a quiz once, and the widget gives each of its copies names of its own.

    Args:
        course: name of the course; readers' answers are kept by course, quiz and question.
        name: id of the quiz.
        title: its accessible name.
        questions: the questions to show, in order.
        part: the part of the bank they belong to, if any.
    """
    total = len(questions)
    body = "\n".join(_question(question, number, total) for number, question in enumerate(questions, 1))
    forecasts = all(getattr(question, "type", "") == "forecast" for question in questions)
    again = "Erase these forecasts" if forecasts else "Start again"
    data = {"data-course": course, "data-quiz-id": name} | ({"data-quiz-part": part} if part else {})
    return (
        f'<div class="quiz" role="form"{attributes(data)} aria-label="Quiz: {escape(title)}">\n'
        f"{body}\n"
        '<div class="quiz-summary" hidden></div>\n'
        '<p class="quiz-total"><output class="quiz-score" aria-live="off"></output></p>\n'
        f'<p class="quiz-actions quiz-whole">{_button("reset", again)} '
        f"{_button('print', 'Print without answers')} {_button('print-answers', 'Print with answers')}</p>\n"
        '<p class="quiz-note" role="status"></p>\n'
        "</div>"
    )


def _button(action: str, label: str) -> str:
    return f'<button type="button" data-action="{action}" hidden>{label}</button>'


def _question(question: BaseQuestion, number: int, total: int) -> str:
    kind = str(getattr(question, "type", ""))
    data = {"data-question-id": question.id, "data-question-type": kind, "data-hash": question.fingerprint}
    if question.points != 1:
        data["data-points"] = str(question.points)
    if question.final:
        data["data-final"] = "true"
    data |= {f"data-{key}": value for key, value in question.data().items()}
    first, _, rest = question.text.strip().partition("\n\n")
    more = f'<div class="quiz-text">{block(rest)}</div>\n' if rest.strip() else ""
    answers = f"<ul>{question.answers()}</ul>\n"
    explanation = f'<div class="quiz-explanation">{block(question.explanation)}</div>\n' if question.explanation else ""
    references = "; ".join(map(_reference, question.references))
    see = f'<p class="quiz-references">See: {references}</p>\n' if references else ""
    # One box after the legend: Chromium builds a fieldset anew, all of it, when a child of it is shown or hidden.
    return (
        f"<fieldset{attributes(data)}>\n"
        f'<legend><span class="quiz-count">{_counted(question, number, total)}</span> {inline(first)} '
        f'<span class="quiz-prompt">{question.prompt}</span></legend>\n<div>\n'
        f'{more}<div class="quiz-controls">{question.controls()}</div>\n'
        f"{_confidence(question)}{_hints(question)}"
        f'<p class="quiz-actions">{_button("check", CHECK.get(kind, "Check"))} '
        f"{'' if question.final else _button('retry', 'Try again') + ' ' + _button('reveal', 'Show the answer')}</p>\n"
        '<div class="quiz-feedback" role="status"></div>\n'
        f'<details class="quiz-answer"><summary>{"Rule" if kind == "forecast" else "Answers"}</summary>\n'
        f"{answers}{explanation}{see}</details>\n</div>\n</fieldset>"
    )


def _counted(question: BaseQuestion, number: int, total: int) -> str:
    """Return what stands above a question: its number, and its points where they are not one."""
    counted = f"Question {number} of {total}" if total > 1 else "Question"
    if question.points == 0:
        return f"{counted}, not scored"
    return counted if question.points == 1 else f"{counted}, {question.points} points"


def _confidence(question: BaseQuestion) -> str:
    if not question.confidence:
        return ""
    steps = "".join(
        f'<label class="quiz-option"><input type="radio" name="{question.id}.confidence" value="{step}">'
        f"<span>{word}</span></label>"
        for step, word in STEPS
    )
    lead = (
        '<div class="quiz-confidence" role="radiogroup" aria-label="How sure are you?"><span>How sure are you?</span>'
    )
    return f"{lead}{steps}</div>\n"


def _hints(question: BaseQuestion) -> str:
    total = len(question.hints)
    return "".join(
        f'<details class="quiz-hint"><summary>Hint{f" {number} of {total}" if total > 1 else ""}</summary>'
        f"<div>{block(hint)}</div></details>\n"
        for number, hint in enumerate(question.hints, 1)
    )


def _reference(reference: str) -> str:
    """Return a reference in words; whoever publishes the page knows where it leads and makes it a link."""
    kind, _, key = reference.partition(":")
    words = f"{KINDS.get(kind, kind)} {key}"
    return f'<span class="quiz-reference" data-reference="{escape(reference)}">{escape(words)}</span>'
