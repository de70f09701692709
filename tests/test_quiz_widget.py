"""The quiz as a widget: the same output each time, answers graded in Python."""

from __future__ import annotations

import pandas as pd
import pytest
import yaml
from quiz_samples import one_of_each, question

from coursekit.faults import CourseError
from coursekit.quiz import Quiz
from coursekit.quiz.types import TYPES


@pytest.fixture
def course(tmp_path):
    (tmp_path / "data" / "quizzes").mkdir(parents=True)
    (tmp_path / "data" / "datapackage.json").write_text('{"resources": []}')
    questions = [question({"id": f"q{n}", **p}) for n, p in enumerate(one_of_each(), 1)]
    questions.append(question({"id": "apart", "part": "judge", "type": "true_false", "answer": True}))
    bank = {"quiz": "01-sample", "title": "Sample", "questions": questions}
    (tmp_path / "data" / "quizzes" / "01-sample.yml").write_text(yaml.safe_dump(bank))
    return tmp_path


def test_output_is_the_same_each_time(course):
    first, second = (Quiz("01-sample", root=course)._repr_mimebundle_()[0] for _ in range(2))
    assert first["text/html"] == second["text/html"]
    assert first["text/plain"] == second["text/plain"] == "Quiz('01-sample'): 12 questions"
    assert "application/vnd.jupyter.widget-view+json" in first


def test_a_part_shows_its_questions_only(course):
    quiz = Quiz("01-sample", part="judge", root=course)
    assert [q.id for q in quiz.questions] == ["apart"]
    assert repr(quiz) == "Quiz('01-sample', part='judge'): 1 questions"
    assert 'data-quiz-part="judge"' in quiz.html


def test_an_unknown_part_names_those_there_are(course):
    with pytest.raises(CourseError, match="parts: judge"):
        Quiz("01-sample", part="other", root=course)


EMPTY = {"points": 0, "possible": 9, "right": 0, "answered": 0, "questions": 12}


def test_responses_are_graded_in_python(course):
    quiz = Quiz("01-sample", root=course)
    assert quiz.responses["correct"].isna().all()
    assert quiz.score == EMPTY
    quiz.answers = {
        "q1": {"response": "b", "checked": True, "tries": 2, "confidence": 3, "time": "2018-11-05T10:00:00.000Z"},
        "q2": {"response": ["a"], "checked": True, "tries": 1},
        "q3": {"response": "false", "checked": False, "tries": 1},
        "q4": {"response": "7,0", "checked": True, "tries": 1, "time": "yesterday"},
        "q10": {"response": "b", "checked": True, "tries": 1, "confidence": 2},
        "q11": {"response": {"probability": "70", "reason": "so"}, "checked": True, "tries": 1},
        "unknown": {"response": "x", "checked": True},
    }
    frame = quiz.responses.set_index("question")
    assert list(frame.columns) == ["type", "answer", "correct", "points", "confidence", "tries", "time"]
    assert frame["type"].tolist() == list(TYPES)
    assert frame["correct"].dropna().to_dict() == {"q1": True, "q2": False, "q4": True}
    assert frame["points"].dropna().to_dict() == {"q1": 1.0, "q2": 0.5, "q4": 1.0, "q10": 0.0}
    assert frame["answer"].notna().sum() == 5, "a draft is no answer"
    assert frame.loc["q1", ["tries", "confidence"]].tolist() == [2, 3]
    assert frame.loc["q1", "time"] == pd.Timestamp("2018-11-05T10:00Z")
    assert frame["time"].notna().sum() == 1
    dtypes = {"correct": "boolean", "points": "Float64", "confidence": "Int64", "tries": "Int64"}
    assert {name: str(frame[name].dtype) for name in dtypes} == dtypes
    assert str(frame["time"].dtype) == "datetime64[us, UTC]"
    assert quiz.score == {"points": 2.5, "possible": 9, "right": 2, "answered": 5, "questions": 12}


@pytest.mark.parametrize(
    ("answer", "tries"),
    [("b", 0), (["b"], 0), (7, 0), (None, 0), ({}, 0), ({"response": 7, "checked": True, "tries": 1}, 1)]
    + [({"response": "b", "checked": 1}, 0), ({"response": "b", "checked": "true"}, 0)]
    + [({"tries": odd}, 0) for odd in (None, "two", [], -1, 1e400, 2**70, True)]
    + [({"confidence": odd, "time": odd}, 0) for odd in (None, "two", [], 4, 0, 2**70, True)],
)
def test_answers_of_odd_shapes_are_passed_over(course, answer, tries):
    quiz = Quiz("01-sample", root=course)
    quiz.answers = {f"q{number}": answer for number in range(1, 13)}
    assert quiz.responses[["answer", "correct", "confidence", "time"]].isna().all(axis=None)
    assert quiz.responses["tries"].tolist() == [tries] * 12
    assert quiz.score == EMPTY


def test_reset_forgets(course):
    quiz = Quiz("01-sample", root=course)
    quiz.answers = {"q1": {"response": "b", "checked": True, "tries": 1}}
    assert quiz.score["right"] == 1
    quiz.reset()
    assert quiz.answers == {}
    assert quiz.score == EMPTY


def test_the_score_can_be_observed(course):
    seen = []
    quiz = Quiz("01-sample", root=course)
    quiz.observe(lambda change: seen.append(change["new"]["points"]), names="score")
    quiz.answers = {"q1": {"response": "b", "checked": True}}
    quiz.answers = {"q1": {"response": "b", "checked": True}, "q2": {"response": ["a"], "checked": True}}
    assert seen == [1, 1.5]


def test_answers_can_be_observed(course):
    seen = []
    quiz = Quiz("01-sample", root=course)
    quiz.observe(lambda change: seen.append(change["new"]), names="answers")
    quiz.answers = {"q3": {"response": "false", "checked": True, "tries": 1}}
    assert len(seen) == 1
