"""Check what only those who teach get: guides and banks of graded questions, one of each for every lesson.

``instructor/_plan.yml`` says how many questions there must be, and which lessons are graded in another way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.instructors import CONTENTS, unlisted
from coursekit.quiz.bank import Examined, examine
from coursekit.quiz.check import check_banks, objectives
from coursekit.quiz.report import DIFFICULTIES
from coursekit.quiz.text import plain
from coursekit.secret import check_secret

PLAN = "instructor/_plan.yml"


@dataclass(frozen=True)
class Plan:
    """What is asked of the banks: questions in all, questions in each, and lessons that are graded otherwise."""

    questions: int = 60
    per_bank: int = 8
    graded_otherwise: dict[str, str] = field(default_factory=dict)


def read_plan(root: Path) -> Plan:
    """Return the plan of a project; the default one if it has no file.

    Raises:
        CourseError: if the file cannot be read or holds something else.
    """
    path = root / PLAN
    if not path.is_file():
        return Plan()
    try:
        found = yaml.safe_load(project.read_text(path)) or {}
        plan = Plan(**found)
        if not isinstance(plan.graded_otherwise, dict) or not all(
            isinstance(number, int) for number in (plan.questions, plan.per_bank)
        ):
            raise TypeError
    except (yaml.YAMLError, TypeError, ValueError, RecursionError):
        remedy = "write questions: and per_bank: with numbers, and graded_otherwise: with lessons and reasons"
        raise CourseError(Fault(PLAN, reason="not a plan", remedy=remedy)) from None
    return plan


def check_assessments(root: Path) -> list[Fault]:
    """Return what is wrong with guides and graded questions; a course that has neither lacks none."""
    banks = {path.stem: path for path in project.assessments(root)}
    faults = [*_odd_names(root)]
    if (root / "instructor").is_dir():
        faults += _guides(root)
    if banks:
        faults += check_banks(root, list(banks.values()))
        try:
            faults += _banks(root, banks, read_plan(root))
        except CourseError as error:
            faults += error.faults
    return [*faults, *check_secret(root)]


def _odd_names(root: Path) -> Iterator[Fault]:
    for path in sorted((root / "data" / "assessments").glob("*.yaml")):
        yield Fault(f"data/assessments/{path.name}", reason="not read: the ending is .yaml", remedy="call it .yml")


def _guides(root: Path) -> Iterator[Fault]:
    """Yield a fault for each lesson without a guide, and for each guide without a lesson."""
    there = {path.stem for path in (root / "instructor").glob("*.md") if project.LESSON_NAME.match(path.stem)}
    lessons = {path.stem for path in project.lessons(root)}
    for name in sorted(lessons - there):
        yield Fault(f"notebooks/{name}.ipynb", reason="this lesson has no guide", remedy=f"write instructor/{name}.md")
    for name in sorted(there - lessons):
        yield Fault(f"instructor/{name}.md", reason="no lesson of this name", remedy=f"add notebooks/{name}.ipynb")
    if (root / CONTENTS).is_file():
        try:
            for page in unlisted(root):
                yield Fault(f"{page}.md", reason=f"not in {CONTENTS}", remedy=f"add - file: {page}")
        except CourseError as error:
            yield from error.faults


def _banks(root: Path, banks: dict[str, Path], plan: Plan) -> Iterator[Fault]:
    lessons = {path.stem: path for path in project.lessons(root)}
    for name in sorted(lessons.keys() - banks.keys() - plan.graded_otherwise.keys()):
        remedy = f"write data/assessments/{name}.yml, or say in {PLAN} how it is graded"
        yield Fault(f"notebooks/{name}.ipynb", reason="this lesson has no graded questions", remedy=remedy)
    practice = Practice(root)
    total = 0
    for name, path in banks.items():
        shown = f"data/assessments/{path.name}"
        if name not in lessons:
            yield Fault(shown, reason="no lesson of this name", remedy=f"add notebooks/{name}.ipynb, or rename it")
        try:
            found = examine(path)
        except CourseError:
            continue  # said already
        total += len(found.questions)
        yield from _coverage(shown, found, objectives(lessons[name]) if name in lessons else 0, plan)
        yield from practice.repeated(name, found)
    if total < plan.questions:
        reason = f"{total} graded questions in all: at least {plan.questions}"
        yield Fault("data/assessments", reason=reason, remedy=f"write more, or change {PLAN}")


def _coverage(file: str, found: Examined, count: int, plan: Plan) -> Iterator[Fault]:
    """Yield a fault for each objective and difficulty that no question of a bank has."""
    questions = list(found.questions.values())
    if len(questions) < plan.per_bank:
        yield Fault(file, reason=f"{len(questions)} graded questions: at least {plan.per_bank}", remedy="write more")
    for number in range(1, count + 1):
        if not any(question.objective == number for question in questions):
            yield Fault(file, reason=f"no question on objective {number}", remedy="write one")
    for difficulty in DIFFICULTIES:
        if not any(str(question.difficulty) == difficulty for question in questions):
            yield Fault(file, reason=f"no question is {difficulty}", remedy="write one")


class Practice:
    """The questions that students practise on."""

    def __init__(self, root: Path) -> None:
        """Read them."""
        self.ids: dict[str, set[str]] = {}
        self.asked: dict[str, str] = {}
        for path in project.quizzes(root):
            try:
                questions = examine(path).questions.values()
            except CourseError:
                continue  # the check of the quizzes says so
            self.ids[path.stem] = {question.id for question in questions}
            self.asked |= {_words(question.text): f"{path.stem}/{question.id}" for question in questions}

    def repeated(self, name: str, found: Examined) -> Iterator[Fault]:
        """Yield a fault for each graded question that has the id or asks the words of a practice question."""
        for number, question in found.questions.items():
            if question.id in self.ids.get(name, set()):
                place, reason = ("questions", number, "id"), "a practice question of this lesson has this id"
                yield found.document.fault(place, question.id, reason, "give it another")
            if twin := self.asked.get(_words(question.text)):
                place, reason = ("questions", number, "text"), f"students practise on this very question ({twin})"
                yield found.document.fault(place, question.text, reason, "ask something else")


def _words(text: str) -> str:
    return " ".join(plain(text).casefold().split())
