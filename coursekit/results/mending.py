"""Which questions to look at again, by rules of thumb that are said with each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coursekit.results.analysis import ItemResult

ENOUGH = 30
"""Answers below which nothing is said of a question: chance would say it."""

POOR = 0.2
"""Discrimination below this is poor, by the scale of R. L. Ebel and D. A. Frisbie, "Essentials of Educational
Measurement", 5th edition, Prentice Hall, 1991."""

IDLE = 0.05
"""A wrong option that fewer choose does no work. Source: T. M. Haladyna and S. M. Downing, "How many options is enough
for a multiple-choice test item?", Educational and Psychological Measurement 53 (1993), 999-1010."""

EASY, HARD = 0.95, 0.2
"""Facility above and below which a question tells little about anybody. Ours."""

SPREAD = 0.8
"""Facility above which too few are wrong to ask of every wrong option that it is chosen. Ours."""


def faults(result: ItemResult) -> list[str]:
    """Return what speaks against a question, the gravest first; nothing where too few answered."""
    if result.facility is None or result.answers < ENOUGH:
        return []
    found = []
    r, facility = result.discrimination, result.facility
    compared = r is not None and result.compared >= ENOUGH
    guessed = guessing(result)
    if compared and r is not None and r < 0:
        found.append("those who did better on the rest did worse here: check the key and the wording")
    if (guessed and facility < guessed) or facility < HARD:
        than = "fewer right than by guessing" if guessed and facility < guessed else "very hard"
        found.append(f"{than}: check the key, then whether the lesson teaches it")
    if compared and r is not None and 0 <= r < POOR and facility <= EASY:
        found.append("it hardly goes with the rest of the quiz: ambiguous, or about something else")
    found += _attractive(result) if compared else []
    if facility > EASY:
        found.append("almost everybody is right: it tells little, unless it is there to encourage")
    idle = [mark.label for mark in result.marks if _wrong_option(mark) and mark.count < IDLE * result.answers]
    if idle and facility <= SPREAD:
        words = ", ".join(f"“{_short(label)}”" for label in idle)
        found.append(f"hardly anybody chooses {words}: write a likelier error")
    return found


def _attractive(result: ItemResult) -> list[str]:
    """Return what is said of wrong options that those choose who do better on the rest than those who are right."""
    if result.rest_of_right is None:
        return []
    enough = max(10, IDLE * result.answers)
    return [
        f"whoever chooses “{_short(mark.label)}” does better on the rest than those who are right: is it right too?"
        for mark in result.marks
        if _wrong_option(mark) and mark.count >= enough and mark.rest is not None and mark.rest > result.rest_of_right
    ]


def _wrong_option(mark: object) -> bool:
    return getattr(mark, "kind", "") == "option" and not getattr(mark, "right", False)


def guessing(result: ItemResult) -> float:
    """Return the share that would be right by choosing one option blindly; 0 where nothing is chosen among options."""
    kind = str(getattr(result.item.question, "type", ""))
    return 1 / len(result.marks) if kind in ("single_choice", "true_false") and result.marks else 0.0


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
