"""Questions with their keys in the open, as HTML: for the desk of those who teach, never for a students' page."""

from __future__ import annotations

from coursekit.export.words import asked, key, labels
from coursekit.quiz.base import BaseQuestion, attributes
from coursekit.quiz.markup import KINDS
from coursekit.quiz.text import block, escape
from coursekit.quiz.types import Bank


def keyed(bank: Bank) -> list[tuple[str, str]]:
    """Return for each question of a bank its heading, as text, and the question with its key, as HTML."""
    return [(f"{place}. {question.id}", _question(question)) for place, question in enumerate(bank.questions, 1)]


def summary(bank: Bank) -> str:
    """Return what there is in a bank, as HTML."""
    points = sum(question.points for question in bank.questions)
    return f"<p>{len(bank.questions)} questions, {points:g} points.</p>"


def _question(question: BaseQuestion) -> str:
    kind = str(getattr(question, "type", "")).replace("_", " ")
    points = {0: "not scored", 1: "1 point"}.get(question.points, f"{question.points:g} points")
    about = "; ".join([kind, points, *(f"{name} {value}" for name, value in labels(question).items())])
    parts = [f"<p><small>{escape(about)}</small></p>", asked(question)]
    if passage := getattr(question, "passage", ""):
        parts.append(f"<blockquote>{block(passage)}</blockquote>")
    parts.append(key(question))
    parts += [f"<p>Hint {place}:</p>{block(hint)}" for place, hint in enumerate(question.hints, 1)]
    if question.explanation:
        parts.append(f"<p><strong>Why:</strong></p>{block(question.explanation)}")
    if question.references:
        parts.append(f"<p>See: {'; '.join(map(_reference, question.references))}</p>")
    return f'<div class="graded-question">{"".join(parts)}</div>'


def _reference(reference: str) -> str:
    kind, _, name = reference.partition(":")
    data = attributes({"data-reference": reference})
    return f'<span class="quiz-reference"{data}>{escape(f"{KINDS.get(kind, kind)} {name}")}</span>'
