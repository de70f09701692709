"""A page to print: the questions first, the answers on pages of their own."""

from __future__ import annotations

from pathlib import Path

from coursekit.export.model import Banks, Export, Profile
from coursekit.export.words import key, labels, mixed, reference
from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.entry import Gaps
from coursekit.quiz.markup import STEPS
from coursekit.quiz.script import style
from coursekit.quiz.text import block, escape, inline
from coursekit.quiz.types import TYPES

PROFILE = Profile(
    name="The worksheet",
    becomes=dict.fromkeys(TYPES, "on paper"),
    turned={"forecast_outcome": "opens no forecast: the reader has it elsewhere"},
    lost={
        "hints": "hints stand among the answers",
        "partial credit": "partial credit is up to whoever marks",
        "spelling": "which spellings count is up to whoever marks",
        "first answer": "nothing keeps a reader from the answers",
        "sealing": "the forecast is neither sealed nor opened, and no Brier score is worked out",
    },
)
PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'">
<title>{title}</title>
<style>
{style}
{own}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="name">Name: <span></span> Date: <span></span></p>
<div class="quiz" role="form" aria-label="Questions">
{questions}
</div>
<section class="answers" aria-labelledby="answers">
<h2 id="answers">Answers</h2>
<ol>
{answers}
</ol>
</section>
</main>
</body>
</html>
"""
OWN = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 46rem; padding: 1rem; }
.name { display: flex; flex-wrap: wrap; gap: .5rem; }
.name span { border-bottom: 1px solid; flex: 1 1 8rem; }
div.quiz .quiz-choices-short, div.quiz .quiz-gaps { display: block; }
.answers { border-top: 2px solid; margin-top: 3rem; overflow-wrap: anywhere; }
.answers li > p { margin: 0; }
.answers > ol > li { break-inside: avoid; margin-bottom: 1rem; }
@media print {
  body { max-width: none; padding: 0; }
  .answers { border: 0; break-before: page; margin: 0; }
}
"""


def export(banks: Banks, root: Path) -> Export:
    """Return a page per bank."""
    done = Export()
    for bank in banks:
        for question in bank.questions:
            done.losses += PROFILE.losses(bank.quiz, question)
        page = PAGE.format(
            title=escape(bank.title),
            style=style(),
            own=OWN,
            questions="\n".join(_question(place, question) for place, question in enumerate(bank.questions, 1)),
            answers="\n".join(map(_answers, bank.questions)),
        )
        done.files[f"{bank.quiz}.worksheet.html"] = page.encode()
    return done


def _question(place: int, question: BaseQuestion) -> str:
    first, _, rest = question.text.strip().partition("\n\n")
    more = f'<div class="quiz-text">{block(rest)}</div>' if rest.strip() else ""
    points = {0: ", not scored", 1: ""}.get(question.points, f", {question.points} points")
    sure = ""
    if question.confidence:
        steps = "".join(
            f'<label class="quiz-option"><input type="radio" name="{question.id}.confidence"> {word}</label>'
            for _, word in STEPS
        )
        sure = f'<div class="quiz-confidence" role="radiogroup" aria-label="How sure are you?">I am {steps}</div>'
    return (
        f'<fieldset><legend><span class="quiz-count">Question {place}{points}</span> {inline(first)} '
        f'<span class="quiz-prompt">{question.prompt}</span></legend>'
        f'{more}<div class="quiz-controls">{mixed(question).controls()}{_lists(question)}</div>{sure}</fieldset>'
    )


def _lists(question: BaseQuestion) -> str:
    """Return the choices of gaps spelt out: a list in a passage shows nothing on paper."""
    if not isinstance(question, Gaps):
        return ""
    lines = "".join(
        f"<li>Gap {place}: {' / '.join(map(inline, gap.choices))}</li>"
        for place, gap in enumerate(question.gaps, 1)
        if gap.choices
    )
    return f'<ul class="quiz-gaps">{lines}</ul>' if lines else ""


def _answers(question: BaseQuestion) -> str:
    parts = [key(question)]
    parts += [f"<p>Hint {place}:</p>{block(hint)}" for place, hint in enumerate(question.hints, 1)]
    if question.explanation:
        parts.append(block(question.explanation))
    if question.references:
        parts.append(f"<p>See: {escape('; '.join(map(reference, question.references)))}</p>")
    about = "; ".join(f"{name} {value}" for name, value in labels(question).items())
    return f"<li>{''.join(parts)}<p><small>{escape(question.id)}: {escape(about)}</small></p></li>"
