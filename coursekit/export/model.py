"""What every format shares: its profile, its files and the losses it tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from coursekit.export.features import used
from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.types import Bank


@dataclass(frozen=True, order=True)
class Loss:
    """What a format does not hold of one question."""

    bank: str
    question: str
    words: str

    def __str__(self) -> str:
        """Return the loss as one line."""
        return f"{self.bank} / {self.question}: {self.words}"


@dataclass(frozen=True)
class Profile:
    """What a format holds.

    Attributes:
        name: the format as people call it.
        becomes: by type of question, what it becomes; a type that is missing is left out.
        left_out: by type, why it is left out.
        turned: by type, what is said of the change.
        lost: by feature, or by type and feature as in ``matching.hints``, what is said of its loss; an empty text
            after a type says that this type holds the feature, whatever the others do.
    """

    name: str
    becomes: dict[str, str]
    lost: dict[str, str]
    left_out: dict[str, str] = field(default_factory=dict)
    turned: dict[str, str] = field(default_factory=dict)

    def loss(self, kind: str, feature: str) -> str:
        """Return what is said of a feature that this format does not hold; empty where it does."""
        return self.lost.get(f"{kind}.{feature}", self.lost.get(feature, ""))

    def losses(self, bank: str, question: BaseQuestion) -> list[Loss]:
        """Return what this format loses of a question."""
        kind = kind_of(question)
        if kind not in self.becomes:
            reason = self.left_out.get(kind, f"{self.name} has no such question")
            return [Loss(bank, question.id, f"{reason} -> left out")]
        said = [self.turned[kind]] if kind in self.turned else []
        said += [words for feature in sorted(used(question)) if (words := self.loss(kind, feature))]
        return [Loss(bank, question.id, words) for words in dict.fromkeys(said)]


@dataclass
class Export:
    """Files by name, and what they do not hold."""

    files: dict[str, bytes] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)


Banks = Iterable[Bank]
Root = Path


def kind_of(question: BaseQuestion) -> str:
    """Return the type of a question as a bank names it."""
    return str(getattr(question, "type", ""))
