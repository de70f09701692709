"""Guides and graded questions: one of each for every lesson, covering it, and other than the practice questions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from coursekit import project
from coursekit.assessments import check_assessments, read_plan
from coursekit.faults import CourseError
from coursekit.quiz.bank import read_bank
from coursekit.quiz.check import objectives
from coursekit.words import check_words

BANK = "05-parallel-tracks"


def edit(root: Path, change, name: str = BANK) -> None:
    """Change a bank of graded questions."""
    path = root / "data" / "assessments" / f"{name}.yml"
    bank = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(bank["questions"])
    path.write_text(yaml.safe_dump(bank, sort_keys=False, allow_unicode=True), encoding="utf-8")


def said(root: Path) -> str:
    return "\n".join(map(str, check_assessments(root)))


def test_the_course_has_no_fault(root: Path) -> None:
    assert said(root) == ""


def test_every_lesson_is_graded_and_every_objective_asked_about(root: Path) -> None:
    plan = read_plan(root)
    banks = {path.stem: read_bank(path) for path in project.assessments(root)}
    for lesson in project.lessons(root):
        if lesson.stem in plan.graded_otherwise:
            continue
        asked = {question.objective for question in banks[lesson.stem].questions}
        assert asked == set(range(1, objectives(lesson) + 1)), lesson.stem
    assert sum(len(bank.questions) for bank in banks.values()) >= 60


def test_a_lesson_without_graded_questions(project_copy: Path) -> None:
    (project_copy / "data" / "assessments" / f"{BANK}.yml").unlink()
    assert f"notebooks/{BANK}.ipynb: this lesson has no graded questions -> write data/assessments/" in said(
        project_copy
    )
    plan = project_copy / "instructor" / "_plan.yml"
    plan.write_text(plan.read_text(encoding="utf-8") + f"  {BANK}: by an essay\n", encoding="utf-8")
    assert said(project_copy) == ""


def test_a_lesson_without_a_guide_and_a_guide_without_a_lesson(project_copy: Path) -> None:
    guide = project_copy / "instructor" / f"{BANK}.md"
    guide.rename(guide.with_name("77-nothing.md"))
    found = said(project_copy)
    assert f"notebooks/{BANK}.ipynb: this lesson has no guide -> write instructor/{BANK}.md" in found
    assert "instructor/77-nothing.md: no lesson of this name" in found


def test_a_bank_without_a_lesson(project_copy: Path) -> None:
    path = project_copy / "data" / "assessments" / f"{BANK}.yml"
    text = path.read_text(encoding="utf-8").replace(f"quiz: {BANK}", "quiz: 77-nothing")
    path.with_name("77-nothing.yml").write_text(text, encoding="utf-8")
    assert "data/assessments/77-nothing.yml: no lesson of this name" in said(project_copy)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda found: found[0].update(objective=9), "'9': the lesson has 5 objectives"),
        (lambda found: found[0].update(references=["claims:C999"]), "'claims:C999': no such key in claims"),
        (lambda found: found[0].update(level="guess"), "level"),
        (lambda found: found[0].update(id="taliban-tracks"), "a practice question of this lesson has this id"),
        (lambda found: found.__delitem__(slice(7, None)), "7 graded questions: at least 8"),
        (lambda found: [one.update(objective=1) for one in found], "no question on objective 2"),
        (lambda found: [one.update(difficulty="easy") for one in found], "no question is hard"),
    ],
)
def test_a_faulty_bank(project_copy: Path, change, expected: str) -> None:
    edit(project_copy, change)
    found = said(project_copy)
    assert expected in found
    assert f"data/assessments/{BANK}.yml" in found


def test_a_question_that_students_practise_on(project_copy: Path) -> None:
    practice = read_bank(project_copy / "data" / "quizzes" / "04-moscow-format.yml").questions[0]
    again = f"  {practice.text.upper()}\n"  # in other letters it is the same question
    edit(project_copy, lambda found: found[0].update(text=again))
    assert f"students practise on this very question (04-moscow-format/{practice.id})" in said(project_copy)


def test_too_few_questions_in_all(project_copy: Path) -> None:
    (project_copy / "instructor" / "_plan.yml").write_text("questions: 4000\ngraded_otherwise: {}\n", encoding="utf-8")
    assert "graded questions in all: at least 4000" in said(project_copy)


@pytest.mark.parametrize("content", ["[1, 2]", "questions: many", "a: b: c", "graded_otherwise: 3"])
def test_a_plan_that_is_none(project_copy: Path, content: str) -> None:
    (project_copy / "instructor" / "_plan.yml").write_text(content, encoding="utf-8")
    with pytest.raises(CourseError, match="not a plan"):
        read_plan(project_copy)
    assert "not a plan" in said(project_copy)


def test_another_ending_is_not_passed_over(project_copy: Path) -> None:
    (project_copy / "data" / "assessments" / "a.yaml").write_text("", encoding="utf-8")
    assert "data/assessments/a.yaml: not read" in said(project_copy)


def test_a_course_without_either_lacks_none(project_copy: Path) -> None:
    shutil.rmtree(project_copy / "instructor")
    shutil.rmtree(project_copy / "data" / "assessments")
    assert said(project_copy) == ""


@pytest.mark.long
def test_words_of_guides_and_graded_questions_are_checked(project_copy: Path) -> None:
    guide = project_copy / "instructor" / f"{BANK}.md"
    guide.write_text(guide.read_text(encoding="utf-8") + "\nThe regime met the warlords.\n", encoding="utf-8")
    edit(project_copy, lambda found: found[0].update(explanation="It was the regime of the time."))
    places = {(fault.file, fault.value) for fault in check_words(project_copy)}
    line = guide.read_text(encoding="utf-8").count("\n")
    assert {(f"instructor/{BANK}.md", "regime"), (f"data/assessments/{BANK}.yml", "regime")} <= places
    assert any(fault.row == line for fault in check_words(project_copy) if fault.file.startswith("instructor/"))
