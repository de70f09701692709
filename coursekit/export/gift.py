"""GIFT: one question a paragraph, in plain text with HTML inside.

The notation is described at <https://docs.moodle.org/en/GIFT_format>; the tests read it with the grammar of the npm
package gift-pegjs.
"""

from __future__ import annotations

import re
from pathlib import Path

from coursekit.export.features import ANSWERS, texts
from coursekit.export.model import Banks, Export, Loss, Profile, kind_of
from coursekit.export.words import (
    asked,
    bare,
    ends,
    explained,
    labels,
    number,
    on_items,
    reaches,
    spread,
    starless,
    too_fine,
    weighed,
)
from coursekit.quiz.arrange import AssignQuestion, Ordering
from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.choice import ChoiceQuestion, TrueFalse
from coursekit.quiz.entry import Gap, Gaps, Interval, Numeric, ShortText
from coursekit.quiz.text import block, escape, inline, plain
from coursekit.quiz.types import Bank

PROFILE = Profile(
    name="GIFT",
    becomes={
        **{"single_choice": "multiple choice", "multiple_choice": "multiple choice", "true_false": "true/false"},
        **{"numeric": "numerical", "short_text": "short answer", "matching": "matching", "sorting": "matching"},
        **{"ordering": "matching", "gaps": "missing word (one gap)", "judgement": "multiple choice"},
        **{"forecast": "essay", "forecast_outcome": "description"},
    },
    turned={
        "sorting": "becomes a matching question",
        "ordering": "GIFT has no ordering questions: becomes a matching of each item with its place",
        "judgement": "becomes a choice question; the verdict is its right answer",
        "forecast": "becomes an essay; the probability is not read as a number",
        "forecast_outcome": "becomes a description, which asks nothing",
    },
    lost={
        "hints": "hints are dropped",
        "confidence": "confidence is not asked",
        "points": "points are dropped: set them in the quiz",
        "fixed order": "the order of the options is up to the quiz",
        "first answer": "whether the first answer stands is up to the settings of the quiz",
        "relative tolerance": "the relative tolerance is written as an absolute one",
        "half-open range": "the upper end of the range counts too",
        "spelling": "spellings are not folded: only case does not matter",
        "answer markup": "answers to choose or write lose markup, formulas and language",
        "formulas": "formulas are MathML, which the system must let through",
        "item feedback": "feedback on the items stands in the general feedback",
        "notes": "notes on the items stand in the general feedback",
        "ordering.right and wrong feedback": "feedback on right and wrong answers is dropped",
        "ordering.partial credit": "partial credit is by items in their place, not by pairs in order",
        "sealing": "the forecast is neither sealed nor opened, and no Brier score is worked out",
        "forecast_outcome.explanation": "the explanation stands in the text",
        "forecast_outcome.references": "the references stand in the text",
    },
)
CONTROL = re.compile(r"[~=#{}:\\]")
ARROW = ("->", "→")
"""What GIFT takes for a sign of matching, wherever it stands, and what is written for it; in HTML it is coded."""
MANY_GAPS = "GIFT has room for one gap in a question, and this has {} -> left out"


def export(banks: Banks, root: Path) -> Export:
    """Return a file per bank."""
    done = Export()
    for bank in banks:
        parts = [f"// {' '.join(bank.title.split())}\n$CATEGORY: {bank.quiz}"]
        for question in bank.questions:
            if isinstance(question, Gaps) and len(question.gaps) > 1:
                done.losses.append(Loss(bank.quiz, question.id, MANY_GAPS.format(len(question.gaps))))
                continue
            done.losses += PROFILE.losses(bank.quiz, question)
            done.losses += [Loss(bank.quiz, question.id, words) for words in [*too_fine(question), *_arrows(question)]]
            parts.append(_question(bank, question))
        done.files[f"{bank.quiz}.gift.txt"] = ("\n\n".join(parts) + "\n").encode()
    return done


def _question(bank: Bank, question: BaseQuestion) -> str:
    tags = "".join(f" [tag:{name} {value}]" for name, value in labels(question).items())
    lead = f"// [id:{bank.quiz}/{question.id}]{tags}\n::{question.id}::"
    html = asked(question)
    after = explained(question, on_items(question))
    if PROFILE.becomes[kind_of(question)] == "description":
        return lead + _html(html + after)
    rest = ""
    if isinstance(question, Gaps):
        before, _, rest = block(question.passage).partition(f"[[{question.gaps[0].id}]]")
        html += before
        rest = _coded(rest)
    elif isinstance(question, Numeric) and question.unit:
        html += f"<p>Answer in: {escape(question.unit)}</p>"
    answers = "".join(f"\n{line}" for line in _answers(question))
    general = f"\n####{_html(after)}" if after else ""
    sign = "#" if isinstance(question, Numeric) else ""
    return f"{lead}{_html(html)}{{{sign}{answers}{general}\n}}{rest}"


def _answers(question: BaseQuestion) -> list[str]:
    if isinstance(question, ChoiceQuestion):
        return _choices(question)
    if isinstance(question, TrueFalse):
        given = (question.feedback.true, question.feedback.false)
        right, wrong = given if question.answer else given[::-1]
        said = f"{_why(wrong) or '#'}{_why(right)}" if right else _why(wrong)
        return [f"{str(question.answer).upper()}{said}"]
    if isinstance(question, Numeric):
        return _numbers(question)
    if isinstance(question, ShortText):
        lines = [_short(text, 100, question.feedback.right) for text in bare(question.accepted)]
        for mistake in question.mistakes:
            lines += [_short(text, 0, mistake.feedback) for text in bare(mistake.written)]
        return [*lines, f"=%0%*{_why(question.feedback.wrong)}"]
    if isinstance(question, Gaps):
        return _gap(question.gaps[0])
    if isinstance(question, AssignQuestion):
        choices, key = question.choices(), question.key()
        pairs = [(_html(inline(text)), choices[key[item]]) for item, text in question.entries().items()]
        pairs += [("", text) for name, text in choices.items() if name not in key.values()]
        return [f"={left} -> {_coded(plain(right))}" for left, right in pairs]
    if isinstance(question, Ordering):
        return [f"={_html(inline(step.text))} -> {place}" for place, step in enumerate(question.items, 1)]
    return []


def _choices(question: ChoiceQuestion) -> list[str]:
    lines = []
    for option, share in zip(question.options, weighed(question), strict=True):
        sign = ("=" if option.correct else "~") if question.control == "radio" else f"~%{number(round(share, 5))}%"
        lines.append(f"{sign}{_html(inline(option.text))}{_why(option.feedback)}")
    return lines


def _numbers(question: Numeric) -> list[str]:
    cases: list[tuple[Interval, str, str]] = [(question, "=", question.feedback.right)]
    cases += [(case, "=", case.feedback) for case in question.alternatives]
    cases += [(case, "=%0%", case.feedback) for case in question.mistakes]
    lines = []
    for case, sign, words in cases:
        low, high = ends(case)
        middle, reach = spread(case)
        shown = f"{number(low)}..{number(high)}" if case.range else f"{number(middle)}:{number(reach)}"
        lines.append(f"{sign}{shown}{_why(words)}")
    return [*lines, f"~{_why(question.feedback.wrong)}"] if question.feedback.wrong else lines


def _gap(gap: Gap) -> list[str]:
    why = _why(gap.feedback)
    if not gap.choices:
        return [*(_short(text, 100, gap.feedback) for text in bare(gap.accepted)), f"=%0%*{why}"]
    return [f"{'=' if reaches(gap, text) else '~'}{_html(escape(text))}{why}" for text in bare(gap.choices)]


def _short(text: str, percent: int, feedback: str) -> str:
    kind = "[plain]" if text.startswith("[") else ""  # or the text's own bracket might be read as a format
    return f"=%{percent}%{kind}{_coded(starless(text.replace(*ARROW)))}{_why(feedback)}"


def _arrows(question: BaseQuestion) -> list[str]:
    """Return what is said where an answer to write holds the sign of matching."""
    held = any(path in ANSWERS and ARROW[0] in text for path, text in texts(question))
    written = isinstance(question, ShortText | Gaps)
    return [f"{ARROW[0]} in an answer to write becomes {ARROW[1]}"] if held and written else []


def _why(feedback: str) -> str:
    return f"#{_html(block(feedback))}" if feedback else ""


def _html(html: str) -> str:
    return f"[html]{_coded(html)}"


def _coded(text: str) -> str:
    r"""Return a text in which every sign of the notation stands for itself, on one line."""
    return CONTROL.sub(r"\\\g<0>", text).replace("\n", r"\n")
