"""Questions and answers as plain text, for the teacher's desk."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

from coursekit.export.features import SHARED
from coursekit.export.model import Banks, Export, Profile, kind_of
from coursekit.export.words import labels, outcome, reference
from coursekit.quiz.arrange import AssignQuestion, Ordering
from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.choice import ChoiceQuestion, TrueFalse
from coursekit.quiz.entry import Gaps, Interval, Numeric, ShortText
from coursekit.quiz.forecast import RULE, Forecast, ForecastOutcome
from coursekit.quiz.types import TYPES

UNMARKED = "words of another language are not marked as such"
PROFILE = Profile(
    name="The answer key",
    becomes=dict.fromkeys(TYPES, "text"),
    lost={"languages": UNMARKED, "answer markup": UNMARKED, "formulas": "formulas stand as LaTeX"},
)
LANGUAGE = re.compile(r"\[([^\[\]]*)\]\{\s*lang=\w+\s*\}")
MARKS = {True: "(right)", False: "(wrong)"}


def export(banks: Banks, root: Path) -> Export:
    """Return a file per bank."""
    done = Export()
    for bank in banks:
        title = f"{bank.title} ({bank.quiz}): questions and answers"
        parts = [f"{title}\n{'=' * len(title)}"]
        for place, question in enumerate(bank.questions, 1):
            done.losses += PROFILE.losses(bank.quiz, question)
            parts.append(_question(place, question))
        done.files[f"{bank.quiz}.key.txt"] = ("\n\n".join(parts) + "\n").encode()
    return done


def _question(place: int, question: BaseQuestion) -> str:
    lines = [f"{place}. {question.id} ({'; '.join(_about(question))})", _inset(question.text), ""]
    lines += [_inset(line) for line in _answers(question)]
    lines += [_inset(f"Hint {at}: {hint}") for at, hint in enumerate(question.hints, 1)]
    if question.explanation:
        lines.append(_inset(f"Explanation: {question.explanation}"))
    if question.references:
        lines.append(_inset(f"See: {'; '.join(map(reference, question.references))}"))
    return "\n".join(lines)


def _about(question: BaseQuestion) -> list[str]:
    """Return what is to be known beside the texts."""
    points = "not scored" if question.points == 0 else f"{question.points} point{'s' * (question.points > 1)}"
    about = [kind_of(question).replace("_", " "), points]
    about += [f"{name} {value}" for name, value in labels(question).items()]
    if kind_of(question) in SHARED and question.points:
        about.append("can be partly right")
    if question.confidence:
        about.append("asks how sure the reader is")
    if question.final:
        about.append("the first answer stands")
    if isinstance(question, ChoiceQuestion):
        about.append("options change places" if question.shuffle else "options stay in place")
    return about


def _answers(question: BaseQuestion) -> list[str]:
    if isinstance(question, ChoiceQuestion):
        return [_line(MARKS[option.correct], option.text, option.feedback) for option in question.options]
    if isinstance(question, TrueFalse):
        said = ((True, "True", question.feedback.true), (False, "False", question.feedback.false))
        return [_line(MARKS[value == question.answer], word, why) for value, word, why in said]
    if isinstance(question, Numeric):
        return _numbers(question)
    if isinstance(question, ShortText):
        lines = [_line(MARKS[True], ", or ".join(question.accepted), question.feedback.right)]
        lines += [_line(MARKS[False], ", or ".join(case.written), case.feedback) for case in question.mistakes]
        return [*lines, _line(MARKS[False], "anything else", question.feedback.wrong), "Spelling is folded."]
    if isinstance(question, AssignQuestion):
        choices, key, why = question.choices(), question.key(), question.why()
        lines = [_line("", f"{text} -> {choices[key[item]]}", why[item]) for item, text in question.entries().items()]
        spare = [text for name, text in choices.items() if name not in key.values()]
        return lines + [f"Belongs to none: {text}" for text in spare]
    if isinstance(question, Ordering):
        lines = [_line(f"{place}.", step.text, step.note) for place, step in enumerate(question.items, 1)]
        lines.append(_line(MARKS[True], "this order", question.feedback.right))
        return [*lines, _line(MARKS[False], "any other order", question.feedback.wrong)]
    if isinstance(question, Gaps):
        return [question.passage, *_gaps(question)]
    if isinstance(question, Forecast):
        return [f"{RULE}: {question.resolution}"]
    if isinstance(question, ForecastOutcome):
        return [f"Opens the forecast {question.opens}.", outcome(question)]
    return []


def _numbers(question: Numeric) -> list[str]:
    cases: list[tuple[Interval, bool, str]] = [(question, True, question.feedback.right)]
    cases += [(case, True, case.feedback) for case in question.alternatives]
    cases += [(case, False, case.feedback) for case in question.mistakes]
    lines = [_line(MARKS[right], case.label(question.unit), why) for case, right, why in cases]
    return [*lines, _line(MARKS[False], "any other number", question.feedback.wrong)]


def _gaps(question: Gaps) -> list[str]:
    lines = []
    for gap in question.gaps:
        chosen = f" (from: {', '.join(gap.choices)})" if gap.choices else " (written; spelling is folded)"
        lines.append(_line(f"{gap.id}:", ", or ".join(gap.accepted) + chosen, gap.feedback))
    return lines


def _line(mark: str, text: str, why: str) -> str:
    return f"{mark} {text}".strip() + (f"\n{indent(why, '    ')}" if why else "")


def _inset(text: str) -> str:
    return indent(LANGUAGE.sub(r"\1", text.strip()), "   ")
