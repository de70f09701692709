"""What every question has, whatever its type."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from coursekit.quiz.text import LANGUAGES, bad_formula, block, escape, unknown_language, unmarked

Id = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60, strip_whitespace=False),
    Field(description="Lower-case letters, digits and hyphens."),
]
Reference = Annotated[str, StringConstraints(pattern=r"^[a-z_]+:\S+$", max_length=120, strip_whitespace=False)]


COMPLETE = {"complete": True}
"""The validation context of the course's own banks. Banks from elsewhere may leave empty what is ``Needed``."""

ELSEWHERE = {"elsewhere": True}
"""The validation context of banks from elsewhere: what is no formula is shown as text, and no language is marked."""


def refusal(reason: str, remedy: str, *at: str | int) -> PydanticCustomError:
    """Return the error by which a validator refuses a value.

    Args:
        reason: what is wrong.
        remedy: what to do.
        at: the way from the value to the part of it that is to be mended.
    """
    return PydanticCustomError("refusal", "{reason}; {remedy}", {"reason": reason, "remedy": remedy, "at": at})


def _readable(text: str, information: ValidationInfo) -> str:
    """Refuse a text that would not be shown as meant."""
    if information.context != ELSEWHERE and (found := _unreadable(text)):
        raise refusal(*found)
    return text


@lru_cache(maxsize=10_000)
def _unreadable(text: str) -> tuple[str, str] | None:
    """Return what would not be shown as meant and what to do, or None."""
    if formula := bad_formula(text):
        return f"the formula {formula!r} cannot be read", "write LaTeX, or \\$ for a dollar"
    if code := unknown_language(text):
        return f"there is no language {code!r}", f"use one of: {', '.join(sorted(LANGUAGES))}"
    if word := unmarked(text):
        return f"the language of {word!r} is not marked", f"write [{word}]{{lang=ru}}, or prs, ps, fa, ar"
    return None


Text = Annotated[str, Field(min_length=1, max_length=2000, description="Markdown."), AfterValidator(_readable)]
"""Markdown of one or more characters."""


def _filled(value: Any, information: ValidationInfo) -> Any:
    """Refuse an empty value in a bank of the course."""
    if information.context == COMPLETE and value in (None, "", []):
        if value is None:
            raise PydanticCustomError("missing", "missing")
        raise PydanticCustomError("string_too_short" if value == "" else "too_short", "empty", {"min_length": 1})
    return value


Needed = AfterValidator(_filled)
NeededText = Annotated[str, Field(max_length=2000, description="Markdown."), Needed, AfterValidator(_readable)]
"""Markdown that a bank of the course must have, and a bank from elsewhere may lack."""

Note = Annotated[str, Field(max_length=2000, description="Markdown; may be left out."), AfterValidator(_readable)]


class Model(BaseModel):
    """Base of all parts of a bank: no unknown fields, no text for a number, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, strict=True)


class RightWrong(Model):
    """Feedback for the right answer and for a wrong one that has no words of its own."""

    right: NeededText = Field(description="Said to whoever is right, in Markdown.")
    wrong: NeededText = Field(description="Said to whoever is wrong, unless a listed mistake has its own words.")


class BaseQuestion(Model):
    """The fields of every question.

    ``objective`` is the number of a learning objective of the lesson; ``level`` is recall, reason (apply an
    idea to a case) or data (read a row or a chart); ``part`` sets a question apart, to be shown elsewhere in
    the lesson. A question of no ``points`` is not scored.
    """

    id: Id = Field(description="Stable name, unique in the bank and never used again: answers are kept by it.")
    part: Id | None = Field(None, description='Shown only by Quiz("…", part="…").')
    objective: Annotated[Annotated[int, Field(ge=1, le=20)] | None, Needed] = Field(
        description="The number of the learning objective in the lesson."
    )
    level: Annotated[Literal["recall", "reason", "data"] | None, Needed] = Field(
        description="recall; reason: an idea applied to a case; data: a row or chart is needed."
    )
    difficulty: Annotated[Literal["easy", "medium", "hard"] | None, Needed] = Field(
        description="How hard you expect it to be."
    )
    points: Annotated[int, Field(ge=0, le=100)] = Field(1, description="What it is worth; 0: not scored.")
    text: Text = Field(description="The question, in Markdown.")
    hints: Annotated[list[Text], Field(max_length=3)] = Field([], description="Up to three, each saying more.")
    confidence: bool = Field(False, description="Ask how sure the reader is.")
    explanation: NeededText = Field(description="Shown with the right answer.")
    references: Annotated[list[Reference], Field(max_length=12), Needed] = Field(
        description="Where to read on: paragraph:4, claims:C026 (table:key) or cite:key."
    )

    prompt: ClassVar[str] = ""
    final: ClassVar[bool] = False
    """Whether the first answer stands: no second try."""

    def grade(self, response: Any) -> float | None:
        """Return the share of the question that a response has right, 0 to 1; None where nothing is graded."""
        raise NotImplementedError

    def controls(self) -> str:
        """Return the HTML of the controls a reader answers with."""
        raise NotImplementedError

    def answers(self) -> str:
        """Return the HTML list of answers with feedback: readable without a script, and the script's key."""
        raise NotImplementedError

    def data(self) -> dict[str, str]:
        """Return further ``data-`` attributes of the fieldset for the page's script."""
        return {}

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that change when what is asked, or its key, changes.

        Feedback, hints and the like may be bettered without asking the reader again.
        """
        aside = {"part", "objective", "level", "difficulty", "points", "hints", "confidence", "explanation"}
        asked = self.model_dump(exclude=aside | {"references", "feedback"})
        text = json.dumps(_without_feedback(asked), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def _without_feedback(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_feedback(item) for name, item in value.items() if name != "feedback"}
    return [_without_feedback(item) for item in value] if isinstance(value, list | tuple) else value


def scrambled(ids: list[str], seed: str) -> list[str]:
    """Return ids in an order that gives nothing away and is the same each time: never the one they came in."""
    mixed = sorted(ids, key=lambda name: hashlib.sha256(f"{seed}/{name}".encode()).digest())
    return mixed if mixed != ids or len(ids) < 2 else [*mixed[1:], mixed[0]]


def attributes(pairs: dict[str, str]) -> str:
    """Return HTML attributes, escaped, each with a space before it."""
    return "".join(f' {name}="{escape(value)}"' for name, value in pairs.items())


def answer_line(word: str, label: str, feedback: str, **data: Any) -> str:
    """Return one line of the list of answers: what it is, in HTML, and why, in Markdown.

    Args:
        word: ``Right``, ``Not right`` or the like; may be empty.
        label: the answer, as HTML.
        feedback: what is said about it; may be empty.
        data: the line's part of the key, as ``data-`` attributes.
    """
    known = attributes({f"data-{name}": str(value) for name, value in data.items()})
    lead = f"<strong>{word}:</strong> " if word else ""
    return f'<li{known}><p>{lead}{label}</p><div class="quiz-why">{block(feedback)}</div></li>'
