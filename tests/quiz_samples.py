"""Questions for tests: what a case needs, filled up to a whole question."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from coursekit.quiz.types import Bank

VECTORS = Path(__file__).parent / "vectors" / "grading.yml"


def question(partial: dict[str, Any], identifier: str = "q") -> dict[str, Any]:
    """Return a whole question from the fields a test cares about."""
    whole = {
        "id": identifier,
        "objective": 1,
        "level": "reason",
        "text": "What is it?",
        "explanation": "Because it is.",
        "references": ["paragraph:4"],
        **deepcopy(partial),
    }
    kind = whole["type"]
    if "options" in whole:
        whole["options"] = [{"text": o["id"], "feedback": f"on {o['id']}", **o} for o in whole["options"]]
    elif kind == "true_false":
        whole.setdefault("feedback", {"true": "on true", "false": "on false"})
    elif kind == "numeric":
        whole = {"tolerance": 0, "unit": "things", "feedback": {"right": "on right", "wrong": "on wrong"}, **whole}
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
        {"type": "numeric", "answer": 7, "mistakes": [{"answer": 8, "tolerance": 0, "feedback": "on eight"}]},
    ]


def vectors() -> list[tuple[dict[str, Any], Any, bool]]:
    """Return every grading case: question, response, whether it is right."""
    groups = yaml.safe_load(VECTORS.read_text(encoding="utf-8"))
    return [(group["question"], response, right) for group in groups for response, right in group["cases"]]
