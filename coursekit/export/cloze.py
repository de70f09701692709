"""Passages with gaps as Moodle's embedded answers: ``{1:SHORTANSWER:=Moscow#well done}``."""

from __future__ import annotations

import re

from coursekit.export.words import bare, reaches, starless
from coursekit.quiz.entry import Gap, Gaps
from coursekit.quiz.text import block, escape

CONTROL = re.compile(r"[&<>\"'~{}#=*%\\]")
"""Signs of the notation. Moodle decodes the entities of answers and feedback once, after it has taken them apart."""


def weight(question: Gaps) -> int:
    """Return the marks for each gap: a whole number, at least one."""
    share, rest = divmod(question.points, len(question.gaps))
    return share if share and not rest else 1


def cloze(question: Gaps, html: str) -> str:
    """Return HTML with what the passage asks; braces in the texts are no gaps."""
    html = (html + block(question.passage)).replace("{", "&#123;").replace("}", "&#125;")
    marks = weight(question)
    for gap in question.gaps:
        html = html.replace(f"[[{gap.id}]]", _gap(gap, marks), 1)
    return html


def _gap(gap: Gap, marks: int) -> str:
    why = f"#{_coded(block(gap.feedback))}" if gap.feedback else ""
    right = bare(gap.accepted)
    if not gap.choices:
        answers = [f"={_coded(starless(text))}{why}" for text in right]
        return f"{{{marks}:SHORTANSWER:{'~'.join([*answers, f'*{why}'])}}}"
    answers = [f"{'=' * reaches(gap, text)}{_coded(escape(text))}{why}" for text in bare(gap.choices)]
    return f"{{{marks}:MULTICHOICE:{'~'.join(answers)}}}"


def _coded(text: str) -> str:
    return CONTROL.sub(lambda sign: f"&#{ord(sign[0])};", text)
