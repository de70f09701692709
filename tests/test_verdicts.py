"""The key of a judgement is the verdict of its claim or the outcome of its prediction, and its explanation says so."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest

from coursekit import project
from coursekit.quiz.bank import Examined, examine
from coursekit.quiz.choice import Judgement
from coursekit.quiz.verdicts import Verdicts


@pytest.fixture(scope="module")
def verdicts(root):
    return Verdicts(root)


@pytest.fixture(scope="module")
def judged(root) -> list[tuple[Path, int, Judgement]]:
    return [
        (path, number, question)
        for path in project.quizzes(root)
        if project.LESSON_NAME.match(path.stem)
        for number, question in examine(path).questions.items()
        if isinstance(question, Judgement)
    ]


def faults(verdicts, path, number, question):
    return list(verdicts.disagreeing(Examined(examine(path).document, questions={number: question})))


def marked(question, right):
    """The question with another option marked as the course's verdict."""
    options = [option.model_copy(update={"correct": at == right}) for at, option in enumerate(question.options)]
    return question.model_copy(update={"options": options})


def test_there_are_judgements_and_all_agree(verdicts, judged):
    assert len(judged) > 40
    assert [fault for one in judged for fault in faults(verdicts, *one)] == []


def test_each_names_its_claim_first(verdicts, judged):
    for path, _, question in judged:
        named = [reference for reference in question.references if reference.startswith("claims:")]
        assert named and named[0].removeprefix("claims:") in verdicts.claims, (path.name, question.id)


def test_another_key_is_named(verdicts, judged):
    """Every other option is wrong, but for rulings that the table of predictions cannot tell apart."""
    missed = 0
    for path, number, question in judged:
        for right, option in enumerate(question.options):
            if not option.correct:
                found = faults(verdicts, path, number, marked(question, right))
                missed += not found
                assert all(fault.file.endswith(path.name) and fault.row > 1 and fault.remedy for fault in found)
    assert missed <= 8


def test_another_verdict_in_the_table_is_named(verdicts, judged):
    path, number, question = judged[0]
    claim = question.references[0].removeprefix("claims:")
    other = deepcopy(verdicts)
    other.claims[claim]["verdict_then"] = "untraced"
    assert f"not the verdict of {claim}" in faults(other, path, number, question)[0].reason


@pytest.mark.parametrize(("word", "column"), [("Then", "verdict_then"), ("Now", "verdict_now")])
def test_another_verdict_in_the_explanation_is_named(verdicts, judged, word, column):
    path, number, question = next(one for one in judged if f"{word}: supported" in one[2].explanation)
    said = question.explanation.replace(f"{word}: supported", f"{word}: untraced")
    (fault,) = faults(verdicts, path, number, question.model_copy(update={"explanation": said}))
    assert (fault.value, fault.reason) == (f"{word}: untraced", "the table says supported")


def test_a_course_without_claims_compares_nothing(tmp_path, judged):
    (tmp_path / "data").mkdir()
    package = {"resources": [{"name": "x", "path": "x.csv", "schema": {"fields": [{"name": "a"}]}}]}
    (tmp_path / "data" / "datapackage.json").write_text(json.dumps(package))
    assert faults(Verdicts(tmp_path), *judged[0]) == []
