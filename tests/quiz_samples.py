"""Questions for tests: what a case needs, filled up to a whole question."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from coursekit.quiz.types import Bank

VECTORS = Path(__file__).parent / "vectors" / "grading.yml"
COMMON = {
    "objective": 1,
    "level": "reason",
    "difficulty": "medium",
    "text": "What is it?",
    "explanation": "Because it is.",
    "references": ["paragraph:4"],
}
RIGHT_WRONG = {"right": "on right", "wrong": "on wrong"}
FILL = {
    "true_false": {"feedback": {"true": "on true", "false": "on false"}},
    "numeric": {"unit": "things", "feedback": RIGHT_WRONG},
    "short_text": {"feedback": RIGHT_WRONG},
    "ordering": {"feedback": RIGHT_WRONG},
    "forecast": {"resolution": "By the record at the end of the year."},
}
"""What a question of a type needs besides, if the case does not care."""


def question(partial: dict[str, Any], identifier: str = "q") -> dict[str, Any]:
    """Return a whole question from the fields a test cares about."""
    whole = {"id": identifier, **COMMON, **FILL.get(partial["type"], {}), **deepcopy(partial)}
    if "options" in whole:
        whole["options"] = [{"text": o["id"], "feedback": f"on {o['id']}", **o} for o in whole["options"]]
    for name in ("pairs", "statements", "gaps"):
        if name in whole:
            whole[name] = [{"feedback": f"on {entry['id']}", **entry} for entry in whole[name]]
    return whole


def bank(*partials: dict[str, Any], name: str = "01-sample") -> Bank:
    """Return a bank of these questions, called q1, q2, ..."""
    questions = [question({"id": f"q{number}", **partial}) for number, partial in enumerate(partials, 1)]
    return Bank.model_validate({"quiz": name, "title": "Sample", "questions": questions})


def one_of_each() -> list[dict[str, Any]]:
    """Return one question of each type."""
    return [
        {"type": "single_choice", "options": [{"id": "a"}, {"id": "b", "correct": True}, {"id": "c"}]},
        {
            "type": "multiple_choice",
            "options": [{"id": "a", "correct": True}, {"id": "b"}, {"id": "c", "correct": True}],
        },
        {"type": "true_false", "answer": False},
        {"type": "numeric", "answer": 7, "mistakes": [{"answer": 8, "feedback": "on eight"}]},
        {
            "type": "short_text",
            "accepted": ["Kabul", "[کابل]{lang=prs}", "[Кабул]{lang=ru}"],
            "mistakes": [{"written": ["Kandahar"], "feedback": "on Kandahar"}],
        },
        {
            "type": "matching",
            "pairs": [
                {"id": "doha", "item": "Doha", "match": "Qatar"},
                {"id": "tashkent", "item": "Tashkent", "match": "Uzbekistan"},
                {"id": "moscow", "item": "Moscow", "match": "Russia"},
            ],
            "distractors": ["Turkey"],
        },
        {
            "type": "sorting",
            "classes": [{"id": "fact", "text": "Fact"}, {"id": "value", "text": "Value"}],
            "statements": [
                {"id": "met", "text": "They met.", "belongs": "fact"},
                {"id": "good", "text": "It was good that they met.", "belongs": "value"},
                {"id": "left", "text": "They left.", "belongs": "fact"},
                {"id": "late", "text": "They left too late.", "belongs": "value"},
            ],
        },
        {
            "type": "ordering",
            "items": [{"id": name, "text": name.capitalize()} for name in ("first", "second", "third", "fourth")],
        },
        {
            "type": "gaps",
            "passage": "The meeting of [[month]] 2018 was in [[city]].",
            "gaps": [
                {"id": "month", "accepted": ["November"], "choices": ["September", "November"]},
                {"id": "city", "accepted": ["Moscow", "Moskva"]},
            ],
        },
        {"type": "judgement", "options": [{"id": "a"}, {"id": "b", "correct": True}, {"id": "c"}]},
        {"type": "forecast"},
        {"type": "forecast_outcome", "opens": "01-sample/q11", "outcome": "happened", "base_rate": 0.2},
    ]


def vectors() -> list[tuple[dict[str, Any], Any, float | None]]:
    """Return every grading case: question, response, the share of it that is right (None: nothing is graded)."""
    return _cases("grading")


def brier_vectors() -> list[tuple[dict[str, Any], Any, float | None]]:
    """Return every forecast: the question that opens it, what was sealed, its Brier score (None: there is none)."""
    return _cases("brier")


def _cases(section: str) -> list[tuple[dict[str, Any], Any, float | None]]:
    groups = yaml.safe_load(VECTORS.read_text(encoding="utf-8"))[section]
    return [
        (group["question"], response, None if share is None else float(Fraction(str(share))))
        for group in groups
        for response, share in group["cases"]
    ]
