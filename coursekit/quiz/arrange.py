"""Questions answered by arranging what is given: matching, sorting into classes, putting in order."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from coursekit.quiz import grading
from coursekit.quiz.base import (
    BaseQuestion,
    Id,
    Model,
    NeededText,
    Note,
    RightWrong,
    Text,
    answer_line,
    refusal,
    scrambled,
)
from coursekit.quiz.entry import choose, option
from coursekit.quiz.text import escape, inline, plain

SHORT = 60
"""Characters of a choice that a list on a phone shows whole; longer ones also stand above the lists."""


class AssignQuestion(BaseQuestion):
    """What matching and sorting share: each item is given one of the same choices."""

    def entries(self) -> dict[str, str]:
        """Return the text of each item by its id."""
        raise NotImplementedError

    def choices(self) -> dict[str, str]:
        """Return the text of each choice by its id, in the order shown."""
        raise NotImplementedError

    def key(self) -> dict[str, str]:
        """Return the right choice of each item."""
        raise NotImplementedError

    def why(self) -> dict[str, str]:
        """Return the feedback on each item."""
        raise NotImplementedError

    def grade(self, response: Any) -> float:
        """The share of items that were given their right choice."""
        return grading.assign(response, self.key())

    def controls(self) -> str:
        """A list to choose from per item; the choices are also listed above, for paper and where they are long."""
        choices = self.choices()
        short = all(len(plain(text)) <= SHORT for text in choices.values())
        listed = "".join(f"<li>{inline(text)}</li>" for text in choices.values())
        shown = f'<ul class="quiz-choices{" quiz-choices-short" if short else ""}">{listed}</ul>'
        entries = choose() + "".join(option(name, text) for name, text in choices.items())
        texts = self.entries()
        rows = "".join(
            f'<label class="quiz-item"><span>{inline(texts[item])}</span>'
            f'<select name="{self.id}.{item}" data-item="{item}">{entries}</select></label>'
            for item in scrambled(list(texts), self.id)
        )
        return f"{shown}{rows}"

    def answers(self) -> str:
        """A line per item."""
        key, choices, why = self.key(), self.choices(), self.why()
        return "".join(
            answer_line(
                "",
                f"{inline(text)} → <strong>{inline(choices[key[item]])}</strong>",
                why[item],
                item=item,
                value=key[item],
            )
            for item, text in self.entries().items()
        )


class Pair(Model):
    """An item and what belongs to it."""

    id: Id
    item: Text = Field(description="The left side.")
    match: Text = Field(description="What belongs to it.")
    feedback: NeededText


class Matching(AssignQuestion):
    """Items to be matched, each with one of the matches; each item is worth the same."""

    type: Literal["matching"]
    pairs: Annotated[list[Pair], Field(min_length=2, max_length=10)] = Field(description="Items and their matches.")
    distractors: Annotated[list[Text], Field(max_length=6)] = Field([], description="Matches that belong to no item.")
    prompt: ClassVar[str] = "Match each with one."

    @model_validator(mode="after")
    def _all_different(self) -> Matching:
        texts = [pair.match for pair in self.pairs] + self.distractors
        for number, text in enumerate(texts):
            if text in texts[:number]:
                extra = number - len(self.pairs)
                at = ("pairs", number, "match") if extra < 0 else ("distractors", extra)
                remedy = "change one; where several items share a match, use type: sorting"
                raise refusal(f"the match {text!r} stands twice", remedy, *at)
        return self

    def entries(self) -> dict[str, str]:
        """The left side."""
        return {pair.id: pair.item for pair in self.pairs}

    def choices(self) -> dict[str, str]:
        """The right side with the distractors, mixed; a distractor's id is no id an author could write."""
        texts = {pair.id: pair.match for pair in self.pairs}
        texts |= {f"-{number}": text for number, text in enumerate(self.distractors, 1)}
        return {name: texts[name] for name in scrambled(list(texts), f"{self.id}/choices")}

    def key(self) -> dict[str, str]:
        """Each item belongs to the match of its own pair."""
        return {pair.id: pair.id for pair in self.pairs}

    def why(self) -> dict[str, str]:
        """Feedback by pair."""
        return {pair.id: pair.feedback for pair in self.pairs}


class Class(Model):
    """One of the classes into which statements are sorted."""

    id: Id
    text: Text


class Item(Model):
    """A statement and the class it belongs to."""

    id: Id
    text: Text
    belongs: Id = Field(description="The id of its class.")
    feedback: NeededText


class Sorting(AssignQuestion):
    """Statements to be sorted into classes; each is worth the same."""

    type: Literal["sorting"]
    classes: Annotated[list[Class], Field(min_length=2, max_length=8)] = Field(description="What to sort into.")
    statements: Annotated[list[Item], Field(min_length=2, max_length=12)] = Field(description="What to sort.")
    prompt: ClassVar[str] = "Sort each into a class."

    @model_validator(mode="after")
    def _classes_exist(self) -> Sorting:
        known = [one.id for one in self.classes]
        for number, statement in enumerate(self.statements):
            if statement.belongs not in known:
                at = ("statements", number, "belongs")
                raise refusal(f"there is no class {statement.belongs}", f"use one of: {', '.join(known)}", *at)
        return self

    def entries(self) -> dict[str, str]:
        """The statements."""
        return {statement.id: statement.text for statement in self.statements}

    def choices(self) -> dict[str, str]:
        """The classes, in the author's order."""
        return {one.id: one.text for one in self.classes}

    def key(self) -> dict[str, str]:
        """The class of each statement."""
        return {statement.id: statement.belongs for statement in self.statements}

    def why(self) -> dict[str, str]:
        """Feedback by statement."""
        return {statement.id: statement.feedback for statement in self.statements}


class Step(Model):
    """One thing to be put in its place."""

    id: Id
    text: Text
    note: Note = Field("", description="Shown after the check, such as a date.")


class Ordering(BaseQuestion):
    """Things to be put in order; graded by pairs."""

    type: Literal["ordering"]
    items: Annotated[list[Step], Field(min_length=3, max_length=10, description="In the right order.")]
    feedback: RightWrong
    prompt: ClassVar[str] = "Put them in order, the first on top."

    def grade(self, response: Any) -> float:
        """Pairs in the right order less pairs in the wrong one, over all pairs; never below 0."""
        return grading.order(response, [step.id for step in self.items])

    def controls(self) -> str:
        """A list with two buttons for each entry: nothing has to be dragged."""
        texts = {step.id: step.text for step in self.items}
        rows = "".join(
            f'<li data-value="{name}"><span class="quiz-step">{inline(texts[name])}</span>'
            f'<span class="quiz-moves" hidden>{_move("up", texts[name])}{_move("down", texts[name])}</span></li>'
            for name in scrambled([step.id for step in self.items], self.id)
        )
        return f'<ol class="quiz-order">{rows}</ol>'

    def answers(self) -> str:
        """A line per item in the right order, then what is said of the whole."""
        lines = [answer_line("", inline(step.text), step.note, value=step.id) for step in self.items]
        lines.append(answer_line("Right", "this order", self.feedback.right, correct="true"))
        lines.append(answer_line("Not right", "any other order", self.feedback.wrong, correct="false"))
        return "".join(lines)


def _move(direction: str, text: str) -> str:
    sign = {"up": "↑", "down": "↓"}[direction]
    label = escape(f"Move {direction}: {plain(text)}")
    return f'<button type="button" data-move="{direction}" aria-label="{label}">{sign}</button>'
