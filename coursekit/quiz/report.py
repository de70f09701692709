"""The quality of a bank in numbers: what is asked how often, and which answers give themselves away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from coursekit.quiz.bank import read_bank
from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.check import objectives
from coursekit.quiz.choice import ChoiceQuestion, SingleChoice, TrueFalse
from coursekit.quiz.document import Trail, column
from coursekit.quiz.text import plain
from coursekit.quiz.types import Bank

QUESTIONS = 10
"""Questions of a lesson's quiz that belong to no part, at least."""

PER_OBJECTIVE = 2
"""Questions on each learning objective, at least."""

RECALL = 0.25
"""Share of questions that may ask for recall."""

DATA = 3
"""Questions for which a row or a chart is needed, at least."""

TELLING = 0.6
"""Share of single choices that may have the right option in one place, or as the longest."""

TELLING_LENGTH = 1.5
"""A right option so many times as long as the longest of the others stands out."""

LEVELS = ("recall", "reason", "data")
DIFFICULTIES = ("easy", "medium", "hard")


def report(path: Path, root: Path) -> str:
    """Return the report on a bank as plain text.

    Raises:
        CourseError: with every fault in the bank.
    """
    bank = read_bank(path)
    notebook = root / "notebooks" / f"{path.stem}.ipynb"
    count = objectives(notebook) if notebook.is_file() else 0
    points = sum(question.points for question in bank.questions)
    head = f"{bank.quiz}: {len(bank.questions)} questions, {points} points"
    parts = Counter(question.part for question in bank.questions if question.part)
    if parts:
        head += f"; in parts: {', '.join(f'{name} {number}' for name, number in sorted(parts.items()))}"
    sections = [
        head,
        _table("objective", bank.questions, lambda q: q.objective, range(1, count + 1)),
        _table("type", bank.questions, lambda q: str(getattr(q, "type", ""))),
        "\n".join(f"{name}: {said}" for name, said in _answers(bank).items()),
        "\n".join(f"- {line}" for line in shortfalls(bank, count)) or "- nothing falls short of the standard",
    ]
    return "\n\n".join(sections) + "\n"


def _table(
    name: str,
    questions: Sequence[BaseQuestion],
    group: Callable[[BaseQuestion], object],
    expected: Iterable[object] = (),
) -> str:
    """Return a table of questions by group, level and difficulty."""
    groups: dict[object, list[BaseQuestion]] = {key: [] for key in expected}
    for question in questions:
        groups.setdefault(group(question), []).append(question)
    rows = [[name, "all", *LEVELS, *DIFFICULTIES, "hints", "points"]]
    for key in sorted(groups, key=lambda key: (key is None, not isinstance(key, int), str(key).zfill(3))):
        held = groups[key]
        levels, hard = Counter(str(q.level) for q in held), Counter(str(q.difficulty) for q in held)
        counts = [len(held), *(levels[one] for one in LEVELS), *(hard[one] for one in DIFFICULTIES)]
        counts += [sum(bool(q.hints) for q in held), sum(q.points for q in held)]
        rows.append(["none" if key is None else str(key), *map(str, counts)])
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def _answers(bank: Bank) -> dict[str, str]:
    """Return what is known of right answers and of what is said about answers, by name."""
    single = _single(bank)
    places, longest = right_places(bank), longest_right(bank)
    long = [question.id for question in bank.questions if _stands_out(question)]
    empty = [column((question.id, *at)) for question in bank.questions for at in _unsaid(question)]
    truths = Counter(question.answer for question in bank.questions if isinstance(question, TrueFalse))
    return {
        "right option first, second, ...": ", ".join(str(places[at]) for at in range(max(places, default=-1) + 1))
        or "-",
        "right option the longest": f"{longest} of {len(single)}",
        "right option much longer than the others": ", ".join(long) or "none",
        "statements true, false": f"{truths[True]}, {truths[False]}",
        "without feedback": ", ".join(empty) or "none",
    }


def _single(bank: Bank) -> list[SingleChoice]:
    """Return the questions whose right option has a place that could give it away."""
    return [question for question in bank.questions if question.type == "single_choice"]


def right_places(bank: Bank) -> Counter[int]:
    """Return how often the right option of a single choice is the first (0), the second (1), ..."""
    return Counter([option.correct for option in question.options].index(True) for question in _single(bank))


def longest_right(bank: Bank) -> int:
    """Return in how many single choices the right option is the longest."""
    return sum(max(question.options, key=lambda option: len(option.text)).correct for question in _single(bank))


def _stands_out(question: BaseQuestion) -> bool:
    """Whether every right option is much longer than every wrong one."""
    if not isinstance(question, ChoiceQuestion):
        return False
    right = [len(plain(option.text)) for option in question.options if option.correct]
    wrong = [len(plain(option.text)) for option in question.options if not option.correct]
    return bool(wrong) and min(right) >= TELLING_LENGTH * max(wrong)


def _unsaid(question: BaseQuestion) -> list[Trail]:
    """Return where a question has nothing to say to an answer; banks from elsewhere may."""
    return list(_empty((), question.model_dump()))


def _empty(path: Trail, value: object) -> Iterable[Trail]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _empty((*path, key), inner)
    elif value == "" and "feedback" in path:
        yield path


def shortfalls(bank: Bank, count: int) -> list[str]:
    """Return in what a bank falls short of the standard of a lesson's quiz.

    Args:
        bank: the bank.
        count: how many objectives the lesson has; 0 if there is no lesson.
    """
    questions = [question for question in bank.questions if question.part is None]
    levels = Counter(question.level for question in questions)
    tested = Counter(question.objective for question in bank.questions)
    single = _single(bank)
    found = []
    if len(questions) < QUESTIONS:
        found.append(f"{len(questions)} questions belong to no part: at least {QUESTIONS}")
    for number in range(1, count + 1):
        if tested[number] < PER_OBJECTIVE:
            found.append(f"objective {number} has {tested[number]} questions: at least {PER_OBJECTIVE}")
    if levels["recall"] > len(questions) * RECALL:
        found.append(f"{levels['recall']} of {len(questions)} questions ask for recall: at most {RECALL:.0%}")
    if levels["data"] < DATA:
        found.append(f"{levels['data']} questions need a row or a chart (level: data): at least {DATA}")
    places = right_places(bank)
    if single and max(places.values()) > len(single) * TELLING:
        place, number = places.most_common(1)[0]
        found.append(f"the right option is number {place + 1} in {number} of {len(single)}: at most {TELLING:.0%}")
    if single and longest_right(bank) > len(single) * TELLING:
        found.append(
            f"the right option is the longest in {longest_right(bank)} of {len(single)}: at most {TELLING:.0%}"
        )
    return found
