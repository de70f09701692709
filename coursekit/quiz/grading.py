"""The rules by which responses are graded. ``static/quiz/grading.js`` holds the same rules for the page.

Every rule returns the share of a question that is right, from 0 to 1. Anything that is no response of the
right shape is worth 0 and raises nothing: responses come from readers, files and browsers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

LONGEST = 200
"""Characters of a written answer that are looked at; a longer one is wrong."""

# The two tables below stand in grading.js too; tests/vectors/grading.yml and a random test compare them.
LETTERS = str.maketrans(
    {
        **{"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ς": "σ"},
        **{"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه"},
        **{chr(start + digit): str(digit) for start in (0x660, 0x6F0) for digit in range(10)},
    }
)
"""Letters that people write for one another and that no decomposition joins."""

SPELLINGS = (
    ("m[ou]ham+[aei]d", "muhamad"),
    ("kh|x", "h"),
    ("gh", "g"),
    ("zh|dj", "j"),
    ("ph", "f"),
    ("tch", "ch"),
    ("q|ck", "k"),
    ("w", "v"),
    ("ou|oo|o", "u"),
    ("ee|ei|ie|ey|y|e", "i"),
    ("ah$", "a"),
    (r"(.)\1+", r"\1"),
)
"""Common spellings of one sound when Dari, Pashto and Russian names are written in Latin letters."""


def choose_one(response: Any, right: str) -> float:
    """Return 1 if the id of the right option was chosen, else 0."""
    return float(isinstance(response, str) and response == right)


def choose_many(response: Any, right: Sequence[str]) -> float:
    """Return the right options ticked less the others ticked, over the right ones there are; never below 0.

    Everything ticked is therefore worth little, and nothing ticked is worth nothing.
    """
    if not isinstance(response, list) or not all(isinstance(value, str) for value in response):
        return 0.0
    ticked = set(response)
    hits = len(ticked & set(right))
    return max(0.0, (2 * hits - len(ticked)) / len(right))


def assign(response: Any, key: dict[str, str]) -> float:
    """Return the share of items that were given what the key gives them."""
    if not isinstance(response, dict):
        return 0.0
    return sum(response.get(item) == choice for item, choice in key.items()) / len(key)


def fill(response: Any, gaps: dict[str, tuple[Sequence[str], bool]]) -> float:
    """Return the share of gaps filled rightly.

    Args:
        response: text by gap.
        gaps: by gap, the accepted texts, and whether the reader writes (so that spellings are folded too).
    """
    if not isinstance(response, dict):
        return 0.0
    return sum(
        accepts(accepted, response.get(gap), loosely=False) or (written and accepts(accepted, response.get(gap)))
        for gap, (accepted, written) in gaps.items()
    ) / len(gaps)


def order(response: Any, right: Sequence[str]) -> float:
    """Return how much of an order is right: Kendall's tau, and 0 where that is negative.

    Of all pairs of items, those in the right order less those in the wrong one, over all pairs. An order at
    random is worth nothing on average, and one exchange of neighbours costs two pairs' worth. Source: M. G.
    Kendall, "A new measure of rank correlation", Biometrika 30 (1938), 81-93.
    """
    if not isinstance(response, list) or not all(isinstance(value, str) for value in response):
        return 0.0
    if len(response) != len(right) or set(response) != set(right):
        return 0.0
    places = [right.index(value) for value in response]
    pairs = len(places) * (len(places) - 1) // 2
    good = sum(one < other for at, one in enumerate(places) for other in places[at + 1 :])
    return max(0.0, (2 * good - pairs) / pairs)


def fold(text: Any) -> str:
    """Return a written answer without what does not matter: case, accents, spaces, hyphens, other signs.

    A leading "the" is dropped; Arabic letters that look alike and digits of other scripts are joined.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        return ""
    text = re.sub("^[ \t\u00a0]*[Tt][Hh][Ee][ \t\u00a0]+", "", text)
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower()).translate(LETTERS)
    return "".join(c for c in folded if unicodedata.category(c) in ("Ll", "Lo", "Lt", "Lu", "Nd"))


def loosen(folded: str) -> str:
    """Return a folded answer with common spellings of one sound made one."""
    for pattern, letters in SPELLINGS:
        folded = re.sub(pattern, letters, folded)
    return folded


def accepts(accepted: Sequence[str], text: Any, loosely: bool = True) -> bool:
    """Return whether a written answer is one of the accepted ones."""
    given = fold(text)
    if not given:
        return False
    if loosely:
        return loosen(given) in {loosen(fold(variant)) for variant in accepted}
    return given in {fold(variant) for variant in accepted}


def write(response: Any, accepted: Sequence[str], mistaken: Sequence[str]) -> float:
    """Return 1 for an accepted answer; a listed mistake is one unless it is spelt as an accepted answer is."""
    if accepts(accepted, response, loosely=False):
        return 1.0
    return float(not accepts(mistaken, response, loosely=False) and accepts(accepted, response))


_SPACE = re.compile("[\\s\ufeff]")
_PLAIN = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)$", re.ASCII)
_GROUPED = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$", re.ASCII)
_DECIMAL_COMMA = re.compile(r"^[+-]?\d+,\d+$", re.ASCII)


def read_number(response: Any) -> float | None:
    """Return what a reader wrote as a number, or None; only text is read, as two languages write numbers in two ways.

    Spaces, a percent sign at the end and commas between groups of three digits are dropped (``10,993``); any
    other single comma is a decimal comma (``6,6``). A minus sign may be the typographic one.
    """
    if not isinstance(response, str):
        return None
    text = _SPACE.sub("", response).replace("\u2212", "-").removesuffix("%")
    if len(text) > 30:
        return None
    if _GROUPED.match(text):
        text = text.replace(",", "")
    elif _DECIMAL_COMMA.match(text):
        text = text.replace(",", ".")
    return float(text) if _PLAIN.match(text) else None


def between(response: Any, bounds: Sequence[tuple[float, float]]) -> float:
    """Return 1 if the response reads as a number within one of the intervals, ends included, else 0."""
    number = read_number(response)
    return float(number is not None and any(low <= number <= high for low, high in bounds))


def probability(response: Any) -> float | None:
    """Return the probability, from 0 to 1, in the response to a forecast (percent in text), or None."""
    percent = read_number(response.get("probability", "")) if isinstance(response, dict) else None
    return percent / 100 if percent is not None and 0 <= percent <= 100 else None


def brier(forecast: float, happened: bool) -> float:
    """Return the Brier score of one forecast: its squared distance from what happened; 0 is best, 1 is worst.

    Source: G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review
    78 (1950), 1-3, in the form for one event with two outcomes (half of Brier's own sum).
    """
    return (forecast - happened) ** 2
