"""Questions answered by writing: a number, a short text, the gaps of a passage."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, Strict, model_validator

from coursekit.quiz import grading
from coursekit.quiz.base import BaseQuestion, Id, Model, NeededText, RightWrong, Text, answer_line, refusal
from coursekit.quiz.text import block, direction, escape, inline, language, plain

Finite = Annotated[float, Field(allow_inf_nan=False)]
GAP = re.compile(r"\[\[([^\[\]]*)\]\]")
GAP_AND_SIGN = re.compile(GAP.pattern + r"([.,;:!?)\]’”]*)")


class Interval(Model):
    """Numbers that count as one: an answer with its tolerance, or a range."""

    answer: Finite | None = Field(None, description="The number.")
    tolerance: Annotated[Finite, Field(ge=0)] | None = Field(None, description="Give or take, in the unit.")
    relative_tolerance: Annotated[Finite, Field(ge=0, le=1)] | None = Field(
        None, description="Give or take, as a share of the answer: 0.05 is five percent."
    )
    range: Annotated[tuple[Finite, Finite], Strict(False)] | None = Field(
        None, description="Lowest and highest number, both included."
    )
    half_open: bool = Field(False, description="The highest number of the range itself is left out.")

    @model_validator(mode="after")
    def _one_way(self) -> Interval:
        if (self.answer is None) == (self.range is None):
            at = () if self.range is None else ("range",)
            raise refusal("give either an answer or a range", "remove one, or add one", *at)
        given = [name for name in ("range", "tolerance", "relative_tolerance") if getattr(self, name) is not None]
        if len(given) > 1:
            raise refusal("tolerance, relative_tolerance and range exclude each other", "keep one", given[1])
        if self.half_open and self.range is None:
            raise refusal("half_open belongs to a range", "remove it, or give a range", "half_open")
        if self.range is not None and self.bounds()[0] > self.bounds()[1]:
            raise refusal("the range holds no number", "write the lower number first", "range")
        return self

    def bounds(self) -> tuple[float, float]:
        """Return the lowest and the highest number, both included."""
        if self.range is not None:
            low, high = self.range
            return low, math.nextafter(high, -math.inf) if self.half_open else high
        answer = self.answer or 0.0
        give = self.tolerance or (self.relative_tolerance or 0.0) * abs(answer)
        give += 1e-9 * max(1.0, abs(answer))  # a billionth of slack: 0.1 + 0.2 is not 0.3 in either language
        return max(answer - give, -1.7e308), min(answer + give, 1.7e308)

    def label(self, unit: str) -> str:
        """Return the interval in words, as plain text."""
        if self.range is not None:
            ends = " to below " if self.half_open else " to "
            return f"{_shown(self.range[0])}{ends}{_shown(self.range[1])} {unit}".strip()
        share = f"{_shown(100 * self.relative_tolerance)} percent" if self.relative_tolerance else ""
        within = share or (_shown(self.tolerance) if self.tolerance else "")
        return f"{_shown(self.answer or 0.0)} {unit}".strip() + (f" (give or take {within})" if within else "")


class NumberCase(Interval):
    """A further right number, or a typical wrong one, and what to say about it."""

    feedback: NeededText


class Numeric(Interval, BaseQuestion):
    """A number, right within its interval."""

    type: Literal["numeric"]
    unit: Annotated[str, Field(max_length=60)] = Field("", description="What is counted: rounds, percent, years.")
    alternatives: Annotated[list[NumberCase], Field(max_length=8)] = Field([], description="Also right.")
    mistakes: Annotated[list[NumberCase], Field(max_length=8)] = Field([], description="Wrong numbers people give.")
    feedback: RightWrong
    prompt: ClassVar[str] = "Write a number."

    @model_validator(mode="after")
    def _mistakes_are_wrong(self) -> Numeric:
        for number, mistake in enumerate(self.mistakes):
            low, high = mistake.bounds()
            middle = mistake.answer if mistake.answer is not None else (low + high) / 2
            if any(lowest <= middle <= highest for lowest, highest in self.right()):
                shown = mistake.label("")
                reason = f"the mistake {shown} lies within the tolerance of the answer"
                raise refusal(reason, "change one of them", "mistakes", number)
        return self

    def right(self) -> list[tuple[float, float]]:
        """Return the intervals that are right."""
        return [self.bounds(), *(case.bounds() for case in self.alternatives)]

    def grade(self, response: Any) -> float:
        """1 if the response reads as a number within a right interval, else 0."""
        return grading.between(response, self.right())

    def controls(self) -> str:
        """A text field: number fields refuse what phones and locales write."""
        return (
            f'<label class="quiz-field">Your answer <span class="quiz-held"><input type="text" inputmode="decimal"'
            f' name="{self.id}" autocomplete="off" size="10"> {escape(self.unit)}</span></label>'
        )

    def answers(self) -> str:
        """The right numbers, the typical mistakes and everything else."""
        lines = [self._line(self, True, self.feedback.right)]
        lines += [self._line(case, True, case.feedback) for case in self.alternatives]
        lines += [self._line(case, False, case.feedback) for case in self.mistakes]
        return "".join(lines) + answer_line("Not right", "any other number", self.feedback.wrong, correct="false")

    def _line(self, case: Interval, correct: bool, feedback: str) -> str:
        low, high = case.bounds()
        word = "Right" if correct else "Not right"
        ends = {"low": repr(low), "high": repr(high)}
        return answer_line(word, escape(case.label(self.unit)), feedback, **ends, correct=str(correct).lower())


def _shown(number: float) -> str:
    """Return a number as prose writes it: 10,993 or 55.5."""
    return f"{number:,.15g}"


Variants = Annotated[list[Text], Field(min_length=1, max_length=20)]
"""Ways to write one answer; the first is the one shown. Other languages marked as everywhere: [کابل]{lang=prs}."""


def _variants(texts: list[str]) -> list[str]:
    """Return the bare words of each variant."""
    return [plain(text) for text in texts]


def _writable(texts: list[str], *at: str | int) -> None:
    """Refuse a variant that no reader could write; ``at`` is the way to the list of them."""
    for number, text in enumerate(texts):
        if not grading.fold(plain(text)):
            raise refusal(f"{text!r} has neither letters nor digits", "write a word", *at, number)


class TextMistake(Model):
    """A typical wrong answer and what to say about it."""

    written: Variants = Field(description="Ways to write the mistake.")
    feedback: NeededText


class ShortText(BaseQuestion):
    """A word or a name. Case, accents, spaces, hyphens and common spellings of names do not matter."""

    type: Literal["short_text"]
    accepted: Variants = Field(description="Ways to write the answer; the first is the one shown.")
    mistakes: Annotated[list[TextMistake], Field(max_length=8)] = Field([], description="Wrong answers people give.")
    feedback: RightWrong
    prompt: ClassVar[str] = "Write a word or a name."

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> ShortText:
        _writable(self.accepted, "accepted")
        for number, mistake in enumerate(self.mistakes):
            at = ("mistakes", number, "written")
            _writable(mistake.written, *at)
            for place, text in enumerate(mistake.written):
                if grading.accepts(_variants(self.accepted), plain(text), loosely=False):
                    raise refusal(f"the mistake {text!r} is also accepted", "change one of them", *at, place)
        return self

    def grade(self, response: Any) -> float:
        """1 for an accepted answer, whatever its spelling, else 0."""
        mistaken = [plain(text) for mistake in self.mistakes for text in mistake.written]
        return grading.write(response, _variants(self.accepted), mistaken)

    def controls(self) -> str:
        """A text field that takes letters of either direction."""
        return (
            f'<label class="quiz-field">Your answer <input type="text" dir="auto" name="{self.id}" autocomplete="off"'
            ' autocapitalize="off" spellcheck="false" maxlength="200" size="24"></label>'
        )

    def answers(self) -> str:
        """What is accepted, the typical mistakes and everything else."""
        lines = [_written(self.accepted, True, self.feedback.right)]
        lines += [_written(mistake.written, False, mistake.feedback) for mistake in self.mistakes]
        return "".join(lines) + answer_line("Not right", "anything else", self.feedback.wrong, correct="false")


def _written(texts: list[str], correct: bool, feedback: str) -> str:
    label = ", or ".join(map(inline, texts))
    word = "Right" if correct else "Not right"
    return answer_line(word, label, feedback, value="\n".join(_variants(texts)), correct=str(correct).lower())


class Gap(Model):
    """One gap of a passage: to be written, or to be chosen if there are choices."""

    id: Id = Field(description="Its name in the passage: [[name]].")
    accepted: Variants = Field(description="Ways to fill it; the first is the one shown.")
    choices: Annotated[list[Text], Field(max_length=10)] = Field([], description="None: the reader writes.")
    feedback: NeededText


class Gaps(BaseQuestion):
    """A passage with gaps, marked ``[[name]]``. Each gap is worth the same."""

    type: Literal["gaps"]
    passage: Text = Field(description="Markdown with a [[name]] for each gap.")
    gaps: Annotated[list[Gap], Field(min_length=1, max_length=12)] = Field(description="What belongs in each gap.")
    prompt: ClassVar[str] = "Fill the gaps."

    @model_validator(mode="after")
    def _gaps_and_passage_agree(self) -> Gaps:
        marked, named = GAP.findall(self.passage), [gap.id for gap in self.gaps]
        for name in marked:
            if marked.count(name) > 1:
                raise refusal(f"the gap {name!r} is marked twice", "mark each gap once", "passage")
            if name not in named:
                raise refusal(f"there is no gap {name!r}", f"mark one of: {', '.join(named)}", "passage")
        for number, gap in enumerate(self.gaps):
            if gap.id not in marked:
                raise refusal("the passage does not mark this gap", f"write [[{gap.id}]] in it", "gaps", number, "id")
            _writable(gap.accepted, "gaps", number, "accepted")
            _writable(gap.choices, "gaps", number, "choices")
            right = sum(grading.accepts(_variants(gap.accepted), plain(text), loosely=False) for text in gap.choices)
            if gap.choices and right != 1:
                reason = f"{right} of the choices are accepted"
                raise refusal(reason, "exactly one must be", "gaps", number, "choices")
        return self

    def grade(self, response: Any) -> float:
        """The share of gaps filled rightly."""
        return grading.fill(response, {gap.id: (_variants(gap.accepted), not gap.choices) for gap in self.gaps})

    def controls(self) -> str:
        """The passage with a field or a list in each gap."""
        fields = {gap.id: self._field(gap, number) for number, gap in enumerate(self.gaps, 1)}

        def put(found: re.Match[str]) -> str:
            field = fields.pop(found[1], "")
            # A browser may break a line after any field: the signs after it stay with it.
            return f'<span class="quiz-held">{field}{found[2]}</span>' if field and found[2] else field or found[0]

        html = GAP_AND_SIGN.sub(put, block(self.passage))
        return f'<div class="quiz-passage">{html}</div>'

    def _field(self, gap: Gap, number: int) -> str:
        name = f' name="{self.id}.{gap.id}" data-item="{gap.id}" aria-label="Gap {number} of {len(self.gaps)}"'
        if not gap.choices:
            return (
                f'<input type="text" dir="auto"{name} autocomplete="off" autocapitalize="off" maxlength="200" size="9">'
            )
        return f"<select{name}>{choose()}{''.join(option(plain(text), text) for text in gap.choices)}</select>"

    def answers(self) -> str:
        """A line per gap."""
        return "".join(
            answer_line(
                f"Gap {number}",
                ", or ".join(map(inline, gap.accepted)),
                gap.feedback,
                item=gap.id,
                value="\n".join(_variants(gap.accepted)),
                **({} if gap.choices else {"written": "true"}),
            )
            for number, gap in enumerate(self.gaps, 1)
        )


def choose() -> str:
    """Return the first entry of a list to choose from: nothing chosen yet."""
    return '<option value="">Choose …</option>'


def option(value: str, text: str) -> str:
    """Return an entry of a list to choose from; such a list holds words only, no markup."""
    code = language(text)
    marked = f' lang="{code}" dir="{direction(code)}"' if code else ""
    return f'<option value="{escape(value)}"{marked}>{escape(plain(text))}</option>'
