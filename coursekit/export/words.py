"""Texts of questions as the formats need them: HTML, bare words, numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, TypeVar

from coursekit.quiz import grading
from coursekit.quiz.base import ELSEWHERE, BaseQuestion, scrambled
from coursekit.quiz.choice import ChoiceQuestion
from coursekit.quiz.entry import Gap, Interval
from coursekit.quiz.forecast import RULE, ForecastOutcome
from coursekit.quiz.markup import KINDS
from coursekit.quiz.text import block, escape, inline, plain
from coursekit.quiz.types import Bank

Asked = TypeVar("Asked", bound=BaseQuestion)
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML cannot hold."""
FRACTIONS = 10
"""Right answers among which Moodle knows how to share a mark: its list of fractions has a tenth, a ninth and so on."""
DATA = re.compile(r' data-[a-z]+="[^"]*"')
REPLACEMENT = "\ufffd"


def writable(bank: Bank) -> tuple[Bank, list[str]]:
    """Return a bank without characters that no file holds, and the ids of the questions that had some."""
    # Through dictionaries and back, since a question cannot be changed; done only where there is something to do.
    odd = [question.id for question in bank.questions if _odd(question.model_dump())]
    if not odd and not UNWRITABLE.search(bank.title):
        return bank, []
    return Bank.model_validate(_mended(bank.model_dump()), context=ELSEWHERE), odd


def _odd(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_odd, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_odd, value))
    return isinstance(value, str) and UNWRITABLE.search(value) is not None


def _mended(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _mended(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mended(item) for item in value]
    return UNWRITABLE.sub(REPLACEMENT, value) if isinstance(value, str) else value


def number(value: float) -> str:
    """Return a number in digits, without an exponent: 7, 0.05."""
    text = format(Decimal(repr(float(value))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def bare(texts: list[str]) -> list[str]:
    """Return the bare words of each text, each way of writing once."""
    return list(dict.fromkeys(plain(text) for text in texts))


def reference(name: str) -> str:
    """Return a reference in words: ``claim C026``."""
    kind, _, key = name.partition(":")
    return f"{KINDS.get(kind, kind)} {key}"


def labels(question: BaseQuestion) -> dict[str, str]:
    """Return what sorts a question among others, by name."""
    named = {"objective": question.objective, "level": question.level, "difficulty": question.difficulty}
    return {name: str(value) for name, value in {**named, "part": question.part}.items() if value is not None}


def asked(question: BaseQuestion) -> str:
    """Return what is asked, as HTML, without the means to answer it."""
    html = block(question.text)
    if resolution := getattr(question, "resolution", ""):
        html += f"<p>{RULE}:</p>{block(resolution)}"
    if isinstance(question, ForecastOutcome):
        html += f"<p>{escape(outcome(question))}</p>"
    return html


def outcome(question: ForecastOutcome) -> str:
    """Return what happened, and the base rate, as plain text."""
    rate = "" if question.base_rate is None else f" Base rate: {number(100 * question.base_rate)} percent."
    return f"{question.words[question.outcome]}.{rate}"


def explained(question: BaseQuestion, items: list[tuple[str, str]] | None = None) -> str:
    """Return what is said after the answer, as HTML: about each item, the explanation, where to read on.

    Args:
        question: the question.
        items: what each item is, in HTML, and what is said about it, in Markdown.
    """
    said = "".join(f"<li><p>{label}</p>{block(words)}</li>" for label, words in items or [] if words)
    html = f"<ul>{said}</ul>" if said else ""
    html += block(question.explanation) if question.explanation else ""
    if question.references:
        html += f"<p>See: {escape('; '.join(map(reference, question.references)))}</p>"
    return html


def key(question: BaseQuestion) -> str:
    """Return the list of answers as HTML, without what is in it for the script of a page."""
    return f"<ul>{DATA.sub('', question.answers())}</ul>"


def on_items(question: BaseQuestion) -> list[tuple[str, str]]:
    """Return what is said about each item of a question: the item with its answer, in HTML, and the words."""
    if pairs := getattr(question, "pairs", None):
        return [(f"{inline(pair.item)} → {inline(pair.match)}", pair.feedback) for pair in pairs]
    if statements := getattr(question, "statements", None):
        names = {one.id: one.text for one in getattr(question, "classes", [])}
        return [(f"{inline(one.text)} → {inline(names[one.belongs])}", one.feedback) for one in statements]
    if gaps := getattr(question, "gaps", None):
        return [(", or ".join(map(inline, gap.accepted)), gap.feedback) for gap in gaps]
    return [(inline(step.text), step.note) for step in getattr(question, "items", [])]


def spread(interval: Interval) -> tuple[float, float]:
    """Return the middle of an interval and how far it reaches to each side."""
    if interval.range is not None:
        low, high = interval.range
        return low / 2 + high / 2, high / 2 - low / 2
    answer = interval.answer or 0.0
    return answer, interval.tolerance or (interval.relative_tolerance or 0.0) * abs(answer)


def ends(interval: Interval) -> tuple[float, float]:
    """Return the lowest and the highest number of an interval as its author wrote them."""
    if interval.range is not None:
        return interval.range
    middle, reach = spread(interval)
    return middle - reach, middle + reach


def starless(text: str) -> str:
    r"""Return a short answer in which a star means a star: Moodle reads a bare one as anything, ``\*`` as itself."""
    return text.replace("*", r"\*")


def weighed(question: ChoiceQuestion) -> list[float]:
    """Return what each option adds to the share that is right, in hundredths.

    Where several are right each wrong tick takes back a right one, which is the rule of the course.
    """
    share = 100 / len(question.right())
    wrong = -share if question.control == "checkbox" else 0.0
    return [share if option.correct else wrong for option in question.options]


def too_fine(question: BaseQuestion) -> list[str]:
    """Return what is said where an option is worth a share of which Moodle has no fraction."""
    if isinstance(question, ChoiceQuestion) and len(question.right()) > FRACTIONS:
        return ["at import choose the nearest grade where one is not listed: no fraction is as small"]
    return []


def reaches(gap: Gap, text: str) -> bool:
    """Return whether one of a gap's choices, in bare words, is the right one."""
    return grading.accepts(bare(gap.accepted), text, loosely=False)


def mixed(question: Asked) -> Asked:
    """Return a question whose options stand in another order, the same each time, if they may change places."""
    if not isinstance(question, ChoiceQuestion) or not question.shuffle:
        return question
    options = {option.id: option for option in question.options}
    order = scrambled(list(options), question.id)
    return question.model_copy(update={"options": [options[name] for name in order]})
