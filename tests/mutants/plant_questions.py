"""Faults in questions: keys, tolerances, points, hints, references, numbers, verdicts."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from fault import Mutant, mutant, other_number_in
from plant_tables import changed_cell, sheets

from coursekit import project
from coursekit.quiz.source import parse


def _bank(kind: str, file: str, what: str, value: Any) -> Mutant:
    return mutant(kind, file, what, json.dumps(value, ensure_ascii=False, indent=1))  # JSON is YAML, and quick


@lru_cache(maxsize=2)
def _banks(root: Path) -> dict[str, Any]:
    paths = [*project.quizzes(root), *project.assessments(root)]
    return {path.relative_to(root).as_posix(): parse(path.name, path.read_bytes()).value for path in paths}


def questions(
    root: Path, rng: random.Random, wanted: Callable[[dict[str, Any]], bool]
) -> Iterator[tuple[str, Any, dict]]:
    """Yield copies of banks, practice and graded, each with a question to change."""
    banks = _banks(root)
    while True:
        file = rng.choice(list(banks))
        value = deepcopy(banks[file])
        if fitting := [question for question in value["questions"] if wanted(question)]:
            yield file, value, rng.choice(fitting)


def wrong_keys(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """Another answer is right."""
    types = (
        "single_choice",
        "multiple_choice",
        "true_false",
        "numeric",
        "short_text",
        "matching",
        "sorting",
        "ordering",
        "gaps",
    )
    for number, (file, value, question) in enumerate(questions(root, rng, lambda q: True)):
        kind = types[number % len(types)]
        same = [q for q in value["questions"] if q["type"] == kind]
        if not same:
            continue
        question = rng.choice(same)
        if kind in ("single_choice", "multiple_choice"):
            options = question["options"]
            right = rng.choice([o for o in options if o.get("correct")])
            wrong = [o for o in options if not o.get("correct")]
            if not wrong:
                continue
            right.pop("correct")
            rng.choice(wrong)["correct"] = True
        elif kind == "true_false":
            question["answer"] = not question["answer"]
        elif kind == "numeric":
            if "answer" in question:
                question["answer"] = type(question["answer"])(question["answer"] + 1)
            else:
                question["range"][1] += 1
        elif kind == "short_text":
            question["accepted"][0] += "s"
        elif kind == "matching":
            a, b = rng.sample(question["pairs"], 2)
            a["match"], b["match"] = b["match"], a["match"]
            if a["match"] == b["match"]:
                continue
        elif kind == "sorting":
            statement = rng.choice(question["statements"])
            statement["belongs"] = rng.choice([c["id"] for c in question["classes"] if c["id"] != statement["belongs"]])
        elif kind == "ordering":
            at = rng.randrange(len(question["items"]) - 1)
            question["items"][at : at + 2] = reversed(question["items"][at : at + 2])
        else:
            gap = rng.choice(question["gaps"])
            others = [choice for choice in gap.get("choices", []) if choice not in gap["accepted"]]
            gap["accepted"] = [rng.choice(others)] if others else [f"{gap['accepted'][0]}x"]
        yield _bank("answer key", file, f"{file} {question['id']} ({kind})", value)


def tolerances(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A numeric question takes more, or less."""
    for file, value, question in questions(root, rng, lambda q: q["type"] == "numeric"):
        name = "relative_tolerance" if "relative_tolerance" in question else "tolerance"
        if "range" in question:
            question["range"][0] = question["range"][0] - 1
        else:
            question[name] = round(question.get(name, 0) * 2, 6) or 0.5
        yield _bank("tolerance", file, f"{file} {question['id']}", value)


def points(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A question is worth more."""
    for file, value, question in questions(root, rng, lambda q: not q["type"].startswith("forecast")):
        question["points"] = question.get("points", 1) + 1
        yield _bank("points", file, f"{file} {question['id']}", value)


def hints(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A hint is gone."""
    for file, value, question in questions(root, rng, lambda q: bool(q.get("hints"))):
        question["hints"].pop(rng.randrange(len(question["hints"])))
        yield _bank("hint removed", file, f"{file} {question['id']}", value)


def quiz_references(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A reference of a question leads nowhere."""
    for file, value, question in questions(root, rng, lambda q: bool(q.get("references"))):
        at = rng.randrange(len(question["references"]))
        question["references"][at] += "9"
        yield _bank("reference of a question", file, f"{file} {question['references'][at]}", value)


def quiz_numbers(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A number in the words of a question."""
    for file, value, question in questions(root, rng, lambda q: bool(re.search(r"\d", str(q.get("explanation", ""))))):
        question["explanation"] = other_number_in(question["explanation"], rng)
        yield _bank("prose number", file, f"{file} {question['id']} explanation", value)


def verdicts(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A verdict or an outcome says something else: in a table, in a key, in an explanation."""
    found = sheets(root)
    words = ("supported", "contested", "contradicted", "untraced", "unmeasurable")
    judged = questions(root, rng, lambda q: q["type"] in ("judgement", "forecast_outcome"))
    while True:
        for name, column in (("claims", "verdict_then"), ("claims", "verdict_now"), ("predictions", "outcome")):
            sheet = found[name]
            number = rng.choice([n for n, row in enumerate(sheet.rows) if row[column]])
            new = changed_cell(sheet, found, number, column, rng)
            what = f"{name} {number + 2} {column}: {sheet.rows[number][column]} -> {new}"
            yield mutant(
                "verdict",
                sheet.file,
                what,
                sheet.with_cell(number, column, str(new)),
                key=sheet.rows[number][sheet.key[0]],
            )
        for _ in range(2):
            file, value, question = next(judged)
            what = f"{file} {question['id']}"
            if question["type"] == "forecast_outcome":
                question["outcome"] = "did_not_happen" if question["outcome"] == "happened" else "happened"
            elif rng.random() < 0.5 and (said := re.search(rf"(?<=Now: )({'|'.join(words)})", question["explanation"])):
                new = rng.choice([word for word in words if word != said[0]])
                question["explanation"] = (
                    question["explanation"][: said.start()] + new + question["explanation"][said.end() :]
                )
                what += f" explanation: {said[0]} -> {new}"
            else:
                for option in question["options"]:
                    option.pop("correct", None)
                rng.choice(question["options"][1:])["correct"] = True
            if value != _banks(root)[file]:
                yield _bank("verdict", file, what, value)
