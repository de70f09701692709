"""The question types. Each class is one type: its fields, its grading and its markup.

A new type is a class here, its name in :data:`Question`, and an entry of the same name in ``TYPES`` of
``static/quiz.js``. The grading rule of both must agree; ``tests/test_grading.py`` runs both.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from coursekit.quiz.text import block, escape, inline

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Reference = Annotated[str, Field(pattern=r"^[a-z_]+:\S+$", max_length=120)]


class Model(BaseModel):
    """Base of all parts of a bank: no unknown fields, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, strict=False)


class Option(Model):
    """One answer to choose from, with feedback for whoever chooses it."""

    id: Id
    text: Text
    correct: bool = False
    feedback: Text


class BaseQuestion(Model):
    """What every question has.

    ``objective`` is the number of a learning objective of the lesson; ``level`` is recall, reason (apply an
    idea to a case) or data (read a row or a chart); ``part`` sets a question apart, to be shown elsewhere in
    the lesson.
    """

    id: Id
    part: Id | None = None
    objective: Annotated[int, Field(ge=1, le=20)]
    level: Literal["recall", "reason", "data"]
    text: Text
    explanation: Text
    references: Annotated[list[Reference], Field(min_length=1, max_length=12)]

    prompt: ClassVar[str] = ""

    def grade(self, response: Any) -> bool:
        """Return whether a response, as the page's script records it, is right."""
        raise NotImplementedError

    def controls(self) -> str:
        """Return the HTML of the controls a reader answers with."""
        raise NotImplementedError

    def answers(self) -> str:
        """Return the HTML list of answers with feedback: readable without a script, and the script's key."""
        raise NotImplementedError


def _choice(kind: str, name: str, value: str, label: str) -> str:
    """Return one radio button or checkbox inside its label."""
    return (
        f'<label class="quiz-option"><input type="{kind}" name="{escape(name)}" value="{escape(value)}">'
        f"<span>{label}</span></label>"
    )


def _answer(value: str, correct: bool, label: str, feedback: str) -> str:
    """Return one line of the list of answers."""
    word = "Right" if correct else "Not right"
    return (
        f'<li data-value="{escape(value)}" data-correct="{str(correct).lower()}">'
        f'<p><strong>{word}:</strong> {label}</p><div class="quiz-why">{block(feedback)}</div></li>'
    )


class ChoiceQuestion(BaseQuestion):
    """What the types with options share: a control of one kind and a line of answers for each."""

    options: list[Option]
    control: ClassVar[str]

    def controls(self) -> str:
        """Radio buttons or checkboxes."""
        return "".join(_choice(self.control, self.id, option.id, inline(option.text)) for option in self.options)

    def answers(self) -> str:
        """One line per option."""
        return "".join(_answer(o.id, o.correct, inline(o.text), o.feedback) for o in self.options)


class SingleChoice(ChoiceQuestion):
    """One right answer among several."""

    type: Literal["single_choice"]
    options: Annotated[list[Option], Field(min_length=3, max_length=6)]
    prompt: ClassVar[str] = "Choose one."
    control: ClassVar[str] = "radio"

    @model_validator(mode="after")
    def _one_right(self) -> SingleChoice:
        if sum(option.correct for option in self.options) != 1:
            raise ValueError("exactly one option must be correct; mark it with correct: true")
        return self

    def grade(self, response: Any) -> bool:
        """Right if the id of the correct option was chosen."""
        return any(option.correct and option.id == response for option in self.options)


class MultipleChoice(ChoiceQuestion):
    """Several right answers; right if all of them and nothing else is ticked."""

    type: Literal["multiple_choice"]
    options: Annotated[list[Option], Field(min_length=3, max_length=8)]
    prompt: ClassVar[str] = "Choose all that apply."
    control: ClassVar[str] = "checkbox"

    @model_validator(mode="after")
    def _right_and_wrong(self) -> MultipleChoice:
        if len({option.correct for option in self.options}) != 2:
            raise ValueError("some options must be correct and some not; mark the correct ones with correct: true")
        return self

    def grade(self, response: Any) -> bool:
        """Right if exactly the correct options were ticked, in any order."""
        right = {option.id for option in self.options if option.correct}
        return isinstance(response, list) and all(isinstance(v, str) for v in response) and set(response) == right


class TrueFalseFeedback(Model):
    """Feedback for the reader who says true and for the one who says false."""

    true: Text
    false: Text


class TrueFalse(BaseQuestion):
    """A statement to be judged true or false."""

    type: Literal["true_false"]
    answer: bool
    feedback: TrueFalseFeedback
    prompt: ClassVar[str] = "True or false?"

    def grade(self, response: Any) -> bool:
        """Right if the response is ``"true"`` or ``"false"``, whichever the answer is."""
        return bool(response == str(self.answer).lower())

    def controls(self) -> str:
        """Two radio buttons."""
        return _choice("radio", self.id, "true", "True") + _choice("radio", self.id, "false", "False")

    def answers(self) -> str:
        """One line for true, one for false."""
        return _answer("true", self.answer, "True", self.feedback.true) + _answer(
            "false", not self.answer, "False", self.feedback.false
        )


class Mistake(Model):
    """A typical wrong number and what to say about it."""

    answer: Annotated[float, Field(allow_inf_nan=False)]
    tolerance: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    feedback: Text


class NumericFeedback(Model):
    """Feedback for the right number and for any wrong one that is not a typical mistake."""

    right: Text
    wrong: Text


class Numeric(BaseQuestion):
    """A number, right within an absolute tolerance in the same unit."""

    type: Literal["numeric"]
    answer: Annotated[float, Field(allow_inf_nan=False)]
    tolerance: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    unit: Annotated[str, Field(min_length=1, max_length=60)]
    mistakes: Annotated[list[Mistake], Field(max_length=8)] = []
    feedback: NumericFeedback
    prompt: ClassVar[str] = "Write a number."

    @model_validator(mode="after")
    def _mistakes_are_wrong(self) -> Numeric:
        for mistake in self.mistakes:
            if _within(mistake.answer, self.answer, self.tolerance):
                raise ValueError(f"the mistake {_shown(mistake.answer)} lies within the tolerance of the answer")
        return self

    def grade(self, response: Any) -> bool:
        """Right if the response reads as a number no further from the answer than the tolerance."""
        number = read_number(response)
        return number is not None and _within(number, self.answer, self.tolerance)

    def controls(self) -> str:
        """A text field: number fields refuse what phones and locales write."""
        return (
            f'<label class="quiz-number-field">Your answer <input type="text" inputmode="decimal" name="{self.id}"'
            f' autocomplete="off" size="10"> <span class="quiz-unit">{escape(self.unit)}</span></label>'
        )

    def answers(self) -> str:
        """The right number, the typical mistakes and everything else."""
        within = f" (give or take {_shown(self.tolerance)})" if self.tolerance else ""
        lines = [
            _number(
                self.answer, self.tolerance, True, f"{_shown(self.answer)} {self.unit}{within}", self.feedback.right
            )
        ]
        for mistake in self.mistakes:
            lines.append(
                _number(
                    mistake.answer,
                    mistake.tolerance,
                    False,
                    f"{_shown(mistake.answer)} {self.unit}",
                    mistake.feedback,
                )
            )
        lines.append(_answer("", False, "any other number", self.feedback.wrong))
        return "".join(lines)


def _number(answer: float, tolerance: float, correct: bool, label: str, feedback: str) -> str:
    line = _answer(repr(answer), correct, escape(label), feedback)
    return line.replace("<li ", f'<li data-tolerance="{tolerance!r}" ', 1)


def _shown(number: float) -> str:
    """Return a number as prose writes it: 10,993 or 55.5."""
    return f"{number:,.15g}"


def _within(number: float, answer: float, tolerance: float) -> bool:
    # A billionth of slack: 0.1 + 0.2 is not 0.3 in either language.
    return abs(number - answer) <= tolerance + 1e-9 * max(1.0, abs(answer))


_SPACE = re.compile("[\\s\ufeff]")
_PLAIN = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)$", re.ASCII)
_GROUPED = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$", re.ASCII)
_DECIMAL_COMMA = re.compile(r"^[+-]?\d+,\d+$", re.ASCII)


def read_number(response: Any) -> float | None:
    """Return what a reader wrote as a number, or None.

    Spaces, a percent sign at the end and commas between groups of three digits are dropped (``10,993``); any
    other single comma is a decimal comma (``6,6``). A minus sign may be the typographic one.
    """
    text = _SPACE.sub("", str(response)).replace("\u2212", "-").removesuffix("%")
    if len(text) > 30 or isinstance(response, list):
        return None
    if _GROUPED.match(text):
        text = text.replace(",", "")
    elif _DECIMAL_COMMA.match(text):
        text = text.replace(",", ".")
    return float(text) if _PLAIN.match(text) else None


Question = Annotated[SingleChoice | MultipleChoice | TrueFalse | Numeric, Field(discriminator="type")]
"""Any question: a closed union, told apart by ``type``."""


class Bank(Model):
    """A quiz: its name, its title and its questions."""

    quiz: Id
    title: Annotated[str, Field(min_length=1, max_length=120)]
    questions: Annotated[list[Question], Field(min_length=1, max_length=2000)]
