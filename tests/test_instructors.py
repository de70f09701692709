"""The book for those who teach: its contents and configuration, and that a students' book cannot hold its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from test_publish import FakeBook

from coursekit import project
from coursekit.assessments import check_assessments
from coursekit.faults import CourseError
from coursekit.instructors import build_instructors, configuration, contents, unlisted
from coursekit.quiz.bank import read_bank
from coursekit.quiz.keyed import keyed
from coursekit.sphinxext.instructors import GradedQuestions


def pages(toc: object) -> list[str]:
    return [word for word in yaml.safe_dump(toc).split() if "/" in word]


def test_every_page_is_in_the_contents_and_the_students_pages_follow(root: Path) -> None:
    found = pages(contents(root))
    assert unlisted(root) == []
    guides = [page.relative_to(root).with_suffix("").as_posix() for page in project.guides(root)]
    theirs = pages(yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8")))
    assert sorted(found) == sorted([*guides, *theirs])
    assert contents(root)["root"] == "instructor/index"


def test_a_pattern_without_pages_leaves_its_part_out(project_copy: Path) -> None:
    for path in (project_copy / "instructor" / "simulation").rglob("*.md"):
        path.unlink()
    assert "Simulation" not in [part["caption"] for part in contents(project_copy)["parts"]]


def test_a_page_that_is_left_out_is_a_fault(project_copy: Path) -> None:
    (project_copy / "instructor" / "aside.md").write_text("# Aside\n", encoding="utf-8")
    assert "instructor/aside.md: not in instructor/_toc.yml -> add - file: instructor/aside" in "\n".join(
        map(str, check_assessments(project_copy))
    )


def test_the_configuration_is_the_students_with_a_few_entries_over_it(root: Path) -> None:
    theirs = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    ours = configuration(root)
    assert ours["sphinx"]["config"].pop("course_audience") == "instructors"
    assert ours.pop("title") != theirs.pop("title")
    assert ours == theirs


def test_it_is_built_beside_the_students_book(project_copy: Path) -> None:
    runner = FakeBook()
    book = build_instructors(project_copy, runner=runner)
    assert book == project_copy / "_build" / "instructor"
    assert not (project_copy / "_build" / "html").exists()
    bank = next((project_copy / "data" / "assessments").glob("*.yml"))
    bank.write_text(bank.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    build_instructors(project_copy, runner=runner)
    assert runner.fresh == [True, True], "graded questions are shown, so their change builds the book anew"


@pytest.mark.parametrize("name", ["_toc.yml", "_config.yml"])
def test_broken_contents_are_a_message(project_copy: Path, name: str) -> None:
    (project_copy / "instructor" / name).write_text("- a: [", encoding="utf-8")
    with pytest.raises(CourseError, match=f"instructor/{name}:1: not YAML"):
        build_instructors(project_copy, runner=FakeBook())


def test_a_students_page_cannot_print_graded_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GradedQuestions, "config", {"course_audience": "students"})
    directive = GradedQuestions.__new__(GradedQuestions)
    directive.error = ValueError  # type: ignore[method-assign]
    with pytest.raises(ValueError, match="belong in the book for those who teach, and nowhere"):
        directive.run()


def test_every_key_is_in_the_open(root: Path) -> None:
    for path in project.assessments(root):
        bank = read_bank(path)
        shown = keyed(bank)
        assert len(shown) == len(bank.questions)
        for question, (heading, html) in zip(bank.questions, shown, strict=True):
            assert question.id in heading and f"objective {question.objective}" in html
            assert "<details" not in html and "<form" not in html and "<input" not in html
