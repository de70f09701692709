"""Questions whose answers are given: single choice, multiple choice, true or false, judgement."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from coursekit.quiz import grading
from coursekit.quiz.base import BaseQuestion, Id, Model, NeededText, Text, answer_line, refusal
from coursekit.quiz.text import escape, inline


class Option(Model):
    """One answer to choose from, with feedback for whoever chooses it."""

    id: Id
    text: Text
    correct: bool = Field(False, description="Whether this is right.")
    feedback: NeededText = Field(description="Said to whoever chooses this: why it is right or wrong.")


def _control(kind: str, name: str, value: str, label: str) -> str:
    """Return one radio button or checkbox inside its label."""
    return (
        f'<label class="quiz-option"><input type="{kind}" name="{escape(name)}" value="{escape(value)}">'
        f"<span>{label}</span></label>"
    )


class ChoiceQuestion(BaseQuestion):
    """What the types with options share: a control of one kind and a line of answers for each."""

    options: list[Option]
    shuffle: bool = Field(True, description="False: keep the order, as for a scale or for 'all of these'.")
    control: ClassVar[str] = "radio"
    words: ClassVar[tuple[str, str]] = ("Right", "Not right")

    def right(self) -> list[str]:
        """Return the ids of the correct options."""
        return [option.id for option in self.options if option.correct]

    def controls(self) -> str:
        """Radio buttons or checkboxes."""
        return "".join(_control(self.control, self.id, option.id, inline(option.text)) for option in self.options)

    def answers(self) -> str:
        """One line per option."""
        return "".join(
            answer_line(
                self.words[not option.correct],
                inline(option.text),
                option.feedback,
                value=option.id,
                correct=str(option.correct).lower(),
            )
            for option in self.options
        )

    def data(self) -> dict[str, str]:
        """Whether the options may change places."""
        return {"shuffle": "true"} if self.shuffle else {}


class SingleChoice(ChoiceQuestion):
    """One right answer among several."""

    type: Literal["single_choice"]
    options: Annotated[list[Option], Field(min_length=2, max_length=12)] = Field(description="One of them correct.")
    prompt: ClassVar[str] = "Choose one."

    @model_validator(mode="after")
    def _one_right(self) -> SingleChoice:
        right = [number for number, option in enumerate(self.options) if option.correct]
        if len(right) != 1:
            second = (right[1], "correct") if right else ()
            raise refusal("exactly one option must be correct", "mark it with correct: true", "options", *second)
        return self

    def grade(self, response: Any) -> float:
        """1 if the correct option was chosen, else 0."""
        return grading.choose_one(response, self.right()[0])


class Judgement(SingleChoice):
    """A statement to be judged before the course's own verdict is shown; not scored unless given points.

    The option marked ``correct`` is the course's verdict. The reader also says how sure he or she is, and the
    first answer stands.
    """

    type: Literal["judgement"]  # type: ignore[assignment]
    points: Annotated[int, Field(ge=0, le=100)] = 0
    confidence: bool = True
    shuffle: bool = False
    prompt: ClassVar[str] = "What is your verdict?"
    words: ClassVar[tuple[str, str]] = ("The course's verdict", "Another verdict")
    final: ClassVar[bool] = True


class MultipleChoice(ChoiceQuestion):
    """Several right answers. Each wrong tick takes back a right one."""

    type: Literal["multiple_choice"]
    options: Annotated[list[Option], Field(min_length=2, max_length=12)] = Field(description="Some of them correct.")
    prompt: ClassVar[str] = "Choose all that apply."
    control: ClassVar[str] = "checkbox"

    @model_validator(mode="after")
    def _some_right(self) -> MultipleChoice:
        if not self.right():
            raise refusal("some options must be correct", "mark the correct ones with correct: true", "options")
        return self

    def grade(self, response: Any) -> float:
        """Right ticks less wrong ticks, over the right ones there are; never below 0."""
        return grading.choose_many(response, self.right())


class TrueFalseFeedback(Model):
    """Feedback for the reader who says true and for the one who says false."""

    true: NeededText
    false: NeededText


class TrueFalse(BaseQuestion):
    """A statement to be judged true or false."""

    type: Literal["true_false"]
    answer: bool = Field(description="Whether the statement is true.")
    feedback: TrueFalseFeedback
    prompt: ClassVar[str] = "True or false?"

    def grade(self, response: Any) -> float:
        """1 if the response is ``"true"`` or ``"false"``, whichever the answer is, else 0."""
        return grading.choose_one(response, str(self.answer).lower())

    def controls(self) -> str:
        """Two radio buttons."""
        return _control("radio", self.id, "true", "True") + _control("radio", self.id, "false", "False")

    def answers(self) -> str:
        """One line for true, one for false."""
        lines = (("true", self.answer, self.feedback.true), ("false", not self.answer, self.feedback.false))
        return "".join(
            answer_line(
                "Right" if right else "Not right", value.capitalize(), why, value=value, correct=str(right).lower()
            )
            for value, right, why in lines
        )
