"""The quiz as a widget: the same output each time, answers graded in Python."""

from __future__ import annotations

import pytest
import yaml
from quiz_samples import one_of_each, question

from coursekit.faults import CourseError
from coursekit.quiz import Quiz


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
    assert first["text/plain"] == second["text/plain"] == "Quiz('01-sample'): 4 questions"
    assert "application/vnd.jupyter.widget-view+json" in first


def test_a_part_shows_its_questions_only(course):
    quiz = Quiz("01-sample", part="judge", root=course)
    assert [q.id for q in quiz.questions] == ["apart"]
    assert repr(quiz) == "Quiz('01-sample', part='judge'): 1 questions"
    assert 'data-quiz-part="judge"' in quiz.html


def test_an_unknown_part_names_those_there_are(course):
    with pytest.raises(CourseError, match="parts: judge"):
        Quiz("01-sample", part="other", root=course)


def test_responses_are_graded_in_python(course):
    quiz = Quiz("01-sample", root=course)
    assert quiz.responses["correct"].isna().all()
    quiz.answers = {
        "q1": {"response": "b", "tries": 2},
        "q2": {"response": ["a"], "tries": 1},
        "q4": {"response": "7,0", "tries": 1},
        "unknown": {"response": "x"},
    }
    frame = quiz.responses.set_index("question")
    assert frame["correct"].isna().tolist() == [False, False, True, False]
    assert frame["correct"].dropna().tolist() == [True, False, True]
    assert frame.loc["q1", "tries"] == 2
    assert str(frame["correct"].dtype) == "boolean"


@pytest.mark.parametrize(
    ("answer", "tries"),
    [("b", 0), (["b"], 0), (7, 0), (None, 0), ({}, 0), ({"response": {"a": 1}, "tries": 1}, 1)]
    + [({"tries": odd}, 0) for odd in (None, "two", [], -1, 1e400, 2**70)],
)
def test_answers_of_odd_shapes_are_passed_over(course, answer, tries):
    quiz = Quiz("01-sample", root=course)
    quiz.answers = {f"q{number}": answer for number in range(1, 5)}
    assert quiz.responses["correct"].isna().all()
    assert quiz.responses["tries"].tolist() == [tries] * 4


def test_reset_forgets(course):
    quiz = Quiz("01-sample", root=course)
    quiz.answers = {"q1": {"response": "b", "tries": 1}}
    quiz.reset()
    assert quiz.answers == {}
    assert quiz.score == {"right": 0, "answered": 0, "questions": 4}


def test_answers_can_be_observed(course):
    seen = []
    quiz = Quiz("01-sample", root=course)
    quiz.observe(lambda change: seen.append(change["new"]), names="answers")
    quiz.answers = {"q3": {"response": "false", "tries": 1}}
    assert len(seen) == 1
