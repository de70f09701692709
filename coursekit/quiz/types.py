"""All question types as one union, and the bank that holds questions.

A new type is a class with its fields, its grading and its markup, beside the others of its kind; its name here;
and an entry of the same name in ``TYPES`` of ``static/quiz/types.js``. ``tests/vectors/grading.yml`` holds
cases that both languages must grade alike.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, get_args

from pydantic import Field

from coursekit.quiz.arrange import Matching, Ordering, Sorting
from coursekit.quiz.base import BaseQuestion, Id, Model
from coursekit.quiz.choice import Judgement, MultipleChoice, SingleChoice, TrueFalse
from coursekit.quiz.entry import Gaps, Numeric, ShortText
from coursekit.quiz.forecast import Forecast, ForecastOutcome

__all__ = ["TYPES", "Bank", "BaseQuestion", "Question", "text_fields"]

AnyQuestion = (
    SingleChoice
    | MultipleChoice
    | TrueFalse
    | Numeric
    | ShortText
    | Matching
    | Sorting
    | Ordering
    | Gaps
    | Judgement
    | Forecast
    | ForecastOutcome
)
Question = Annotated[AnyQuestion, Field(discriminator="type")]
"""Any question: a closed union, told apart by ``type``."""

TYPES: dict[str, type[BaseQuestion]] = {
    get_args(cls.model_fields["type"].annotation)[0]: cls for cls in get_args(AnyQuestion)
}
"""The class of each question type by its name in a bank."""


class Bank(Model):
    """A quiz: its name, its title and its questions."""

    quiz: Id = Field(description="The name of the file, without its ending.")
    title: Annotated[str, Field(min_length=1, max_length=120)] = Field(description="Its accessible name.")
    questions: Annotated[list[Question], Field(min_length=1, max_length=2000)]


@lru_cache(maxsize=1)
def text_fields() -> frozenset[str]:
    """Return the names of the fields, at any depth of a bank, that hold words for a reader."""
    schema = Bank.model_json_schema()
    found = set()
    for part in (schema, *schema["$defs"].values()):
        for name, field in part.get("properties", {}).items():
            kind = field.get("items", field)
            if kind.get("type") == "string" and not kind.keys() & {"pattern", "enum", "const"}:
                found.add(name)
    return frozenset(found)
