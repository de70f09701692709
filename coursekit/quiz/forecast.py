"""Forecasts: sealed in one lesson, opened in a later one, scored against a base rate."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from coursekit.quiz import grading
from coursekit.quiz.base import BaseQuestion, Text, answer_line
from coursekit.quiz.text import block, escape

NONE = Annotated[int, Field(ge=0, le=0)]

RULE = "The rule"
"""What stands before the words by which a forecast will be settled."""


class Forecast(BaseQuestion):
    """An event to be given a probability and a reason. The first answer is sealed; nothing is graded here."""

    type: Literal["forecast"]
    points: NONE = 0
    resolution: Text = Field(description="By what rule, and when, it will be settled.")
    prompt: ClassVar[str] = "Give a probability and a reason."
    final: ClassVar[bool] = True

    def grade(self, response: Any) -> None:
        """Nothing: what happened is told where the forecast is opened."""
        return None

    def controls(self) -> str:
        """The rule, a number and a few words: who forecasts must know by what the forecast will be settled."""
        return (
            f'<div class="quiz-rule">{block(f"{RULE}: {self.resolution}")}</div>'
            '<label class="quiz-field">Probability, from 0 to 100 <span class="quiz-held"><input type="text"'
            f' inputmode="decimal" size="5" name="{self.id}.probability" data-item="probability" autocomplete="off">'
            " percent</span></label>"
            f'<label class="quiz-field">My reason, in a sentence <textarea rows="2" maxlength="1000"'
            f' name="{self.id}.reason" data-item="reason"></textarea></label>'
        )

    def answers(self) -> str:
        """How the question will be settled."""
        return answer_line(RULE, "", self.resolution)


class ForecastOutcome(BaseQuestion):
    """A sealed forecast opened: what was said, what happened, and the Brier score beside that of the base rate."""

    type: Literal["forecast_outcome"]
    points: NONE = 0
    opens: Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$", max_length=121)] = Field(
        description="The forecast: name of its quiz, a slash, its id."
    )
    outcome: Literal["happened", "did_not_happen", "void", "open"] = Field(
        description="void: it cannot be settled by its rule. open: it is not settled yet."
    )
    base_rate: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="How often such things happen, as a share; what a forecaster without news would say."
    )
    prompt: ClassVar[str] = "Open your forecast."
    final: ClassVar[bool] = True
    words: ClassVar[dict[str, str]] = {
        "happened": "It happened",
        "did_not_happen": "It did not happen",
        "void": "Void: it cannot be settled by its rule, and is not scored",
        "open": "Not settled yet",
    }

    def grade(self, response: Any) -> None:
        """Nothing: a forecast has a Brier score and no points. See :meth:`brier`."""
        return None

    def brier(self, response: Any) -> float | None:
        """Return the Brier score of a forecast, 0 (best) to 1; None where there is no forecast or no outcome."""
        given = grading.probability(response)
        if given is None or self.outcome not in ("happened", "did_not_happen"):
            return None
        return grading.brier(given, self.outcome == "happened")

    def controls(self) -> str:
        """A note: what was sealed is in the reader's own browser."""
        return '<p class="quiz-sealed">Your forecast is kept in the browser in which you sealed it.</p>'

    def data(self) -> dict[str, str]:
        """Which forecast, what happened, how often such things do."""
        rate = {} if self.base_rate is None else {"base-rate": repr(self.base_rate)}
        return {"opens": self.opens, "outcome": self.outcome, **rate}

    def answers(self) -> str:
        """What happened."""
        rate = "" if self.base_rate is None else f" Base rate: {100 * self.base_rate:.3g} percent."
        return answer_line("Outcome", escape(f"{self.words[self.outcome]}.{rate}"), "")
