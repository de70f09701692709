"""Judgements agree with the tables: their key is the verdict, or the outcome, of the row that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from coursekit.data import load
from coursekit.faults import CourseError, Fault
from coursekit.quiz.bank import Examined
from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.choice import Judgement

RULINGS = {"resolved": ("happened", "did_not_happen", "partly"), "void": ("void",), "unresolved": ("unresolved",)}
"""How a forecast may be ruled, and what the table of predictions says of it then."""

RULED = re.compile(r"(resolved|void|unresolved|not scorable)\b")
SAID = re.compile(r"\b(Then|Now): ([a-z ]+)[.;]")
COLUMNS = {"Then": "verdict_then", "Now": "verdict_now"}


class Verdicts:
    """The verdicts and outcomes of the tables; where a course has none of them, nothing is compared."""

    def __init__(self, root: Path) -> None:
        """Read them."""
        self.claims = _rows(root, "claims", {"checkable", "verdict_then", "verdict_now"})
        self.outcomes = {key: row["outcome"] for key, row in _rows(root, "predictions", {"outcome"}).items()}

    def disagreeing(self, found: Examined) -> Iterator[Fault]:
        """Yield a fault for each judgement of a bank whose key or explanation says something else than the tables."""
        for number, question in found.questions.items():
            claim = next(iter(_named(question, "claims")), "") if isinstance(question, Judgement) else ""
            if not isinstance(question, Judgement) or claim not in self.claims:
                continue
            right = next(at for at, option in enumerate(question.options) if option.correct)
            text = question.options[right].text
            if wanted := self._other_key(text.strip("*").lower(), claim, _named(question, "predictions")):
                place = ("questions", number, "options", right, "text")
                yield found.document.fault(place, text, f"not the verdict of {claim} in the tables", wanted)
            for word, verdict in SAID.findall(question.explanation):
                there = self._verdict(claim, COLUMNS[word])
                if verdict != there:
                    yield found.document.fault(
                        ("questions", number, "explanation"),
                        f"{word}: {verdict}",
                        f"the table says {there}",
                        "correct one",
                    )

    def _verdict(self, claim: str, column: str) -> str:
        row = self.claims[claim]
        return "not checkable" if row["checkable"] == "no" else row[column].replace("_", " ")

    def _other_key(self, right: str, claim: str, predictions: list[str]) -> str:
        """Return what the key should be, if the option marked right is another."""
        ruling = RULED.match(right)
        if ruling is None:
            wanted = self._verdict(claim, "verdict_then")
            return "" if right.startswith(wanted) else f"mark {wanted}, or correct the table"
        known = [self.outcomes[name] for name in predictions if name in self.outcomes]
        if known:
            agree = all(outcome in RULINGS.get(ruling[1], ("not_scored",)) for outcome in known)
            return "" if agree else f"the outcome there is {', '.join(known)}"
        now = self.claims[claim]["verdict_now"]  # a claim that the table of predictions leaves out
        agree = (now == "condition_not_met") == (ruling[1] == "void")
        agree = agree and (now == "unmeasurable") == (ruling[1] == "not scorable")
        return "" if agree else f"the verdict now is {now or 'none'}"


def _named(question: BaseQuestion, table: str) -> list[str]:
    """Return the keys of a table that a question refers to, in order."""
    return [key for kind, _, key in (reference.partition(":") for reference in question.references) if kind == table]


def _rows(root: Path, table: str, columns: set[str]) -> dict[str, dict[str, str]]:
    """Return the rows of a table as text, by key; none where the table or one of the columns is missing or faulty."""
    try:
        frame = load(table, root)
    except CourseError:
        return {}
    if not columns <= set(frame.columns):
        return {}
    texts = frame[sorted(columns)].astype("object").where(frame[sorted(columns)].notna(), "").astype("str")
    keys = frame.iloc[:, 0].astype("str")
    return dict(zip(keys, pd.DataFrame(texts).to_dict("records"), strict=True))  # type: ignore[arg-type]
