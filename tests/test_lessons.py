"""Lessons belong together with quizzes and contents, and keep the standard that can be counted."""

from __future__ import annotations

import json
import re

import nbformat
import pytest
import yaml
from browser_support import LESSONS, ROOT

from coursekit.charts import MIME_TYPE
from coursekit.lessons import check_lessons
from coursekit.quiz.bank import read_bank
from coursekit.quiz.check import objectives
from coursekit.quiz.report import shortfalls

TYPES = {"single_choice", "multiple_choice", "true_false", "numeric"}


def notebook(lesson):
    return nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4)


def bank(lesson):
    return read_bank(ROOT / "data" / "quizzes" / f"{lesson}.yml")


def cells(lesson, kind):
    return [cell for cell in notebook(lesson).cells if cell.cell_type == kind]


def test_the_course_is_whole():
    assert not check_lessons(ROOT)


def test_the_lessons_stand():
    assert len(LESSONS) >= 8
    assert sum(len(bank(lesson).questions) for lesson in LESSONS) >= 120


@pytest.mark.parametrize("lesson", LESSONS)
def test_objectives_are_numbered(lesson):
    count = objectives(ROOT / "notebooks" / f"{lesson}.ipynb")
    assert count >= 4


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_quiz_keeps_the_standard(lesson):
    count = objectives(ROOT / "notebooks" / f"{lesson}.ipynb")
    assert not shortfalls(bank(lesson), count)
    assert {question.type for question in bank(lesson).questions if question.part is None} >= TYPES


@pytest.mark.parametrize("lesson", LESSONS)
def test_code_charts_and_exercises(lesson):
    code = cells(lesson, "code")
    assert len(code) >= 6
    charts = [o for c in code for o in c.outputs if MIME_TYPE in o.get("data", {})]
    assert len(charts) >= 2
    assert all(len(cell.source.splitlines()) <= 25 for cell in code), "a cell is too long to read"
    solutions = [cell for cell in code if "solution" in cell.metadata.get("tags", [])]
    assert len(solutions) >= 2
    assert all("hide-cell" in cell.metadata["tags"] for cell in solutions), "a solution lies open"
    assert all(cell.metadata.get("jupyter", {}).get("outputs_hidden") for cell in solutions), "JupyterLab would show it"
    assert any(re.search(r"^quiz = Quiz\(", cell.source, re.MULTILINE) for cell in code)


@pytest.mark.parametrize("lesson", LESSONS)
def test_verdicts_are_folded(lesson):
    for cell in cells(lesson, "code"):
        tags = set(cell.metadata.get("tags", []))
        shown = json.dumps(cell.get("outputs", []))
        if "verdict" in tags:
            assert tags & {"hide-output", "hide-cell"}
            assert cell.metadata.get("jupyter", {}).get("outputs_hidden"), "JupyterLab would show it"
        elif not tags & {"hide-output", "hide-cell"}:
            assert "verdict_then" not in shown
            assert "verdict_now" not in shown


HEADINGS = ("Objectives", "Exercises", "For discussion", "Check yourself", "What we learned", "Sources")


@pytest.mark.parametrize("lesson", LESSONS)
def test_prose_is_as_long_as_a_lesson_and_in_its_sections(lesson):
    prose = "\n".join(cell.source for cell in cells(lesson, "markdown"))
    assert re.search(r"\b\d+ minutes\b", prose)
    sections = {part.split("\n")[0].strip(): part for part in re.split(r"^## ", prose, flags=re.MULTILINE)}
    assert sections.keys() >= set(HEADINGS)
    running = "\n".join(text for heading, text in sections.items() if heading not in HEADINGS)
    running = re.sub(r"\{cite:[pt]\}`[^`]*`|\]\([^)]*\)|^:.*$", "", running, flags=re.MULTILINE)
    assert 1500 <= len(re.findall(r"[A-Za-z][A-Za-z’'-]*", running)) <= 2500


# How the project is broken, and the fault that must be named.
def without_quiz(copy, lesson):
    (copy / "data" / "quizzes" / f"{lesson}.yml").unlink()
    return f"notebooks/{lesson}.ipynb", "has no quiz"


def without_line_in_contents(copy, lesson):
    text = (copy / "_toc.yml").read_text()
    (copy / "_toc.yml").write_text("\n".join(line for line in text.splitlines() if lesson not in line))
    return "_toc.yml", "not in the contents"


def without_notebook(copy, lesson):
    (copy / "notebooks" / f"{lesson}.ipynb").unlink()
    return f"data/quizzes/{lesson}.yml", "no lesson of this name"


def with_page_missing(copy, lesson):
    (copy / "book" / "glossary.md").unlink()
    return "_toc.yml", "no such page"


def with_page_unlisted(copy, lesson):
    (copy / "book" / "extra.md").write_text("# Extra\n")
    return "book/extra.md", "not in the contents"


def with_contents_broken(copy, lesson):
    (copy / "_toc.yml").write_text("root: [\n")
    return "_toc.yml", "not YAML"


def without_contents(copy, lesson):
    (copy / "_toc.yml").unlink()
    return "_toc.yml", "missing"


def with_page_twice(copy, lesson):
    with (copy / "_toc.yml").open("a") as contents:
        contents.write("      - file: book/glossary\n")
    return "_toc.yml", "listed twice"


def with_odd_name(copy, lesson):
    (copy / "notebooks" / "Untitled.ipynb").write_text("{}")
    return "notebooks/Untitled.ipynb", "not named like a lesson"


def with_odd_ending(copy, lesson):
    (copy / "data" / "quizzes" / "05-x.yaml").write_text("")
    return "data/quizzes/05-x.yaml", "not read"


def shown_on_pages(copy):
    """Return the page and the quiz of the first page that shows one which is no lesson's."""
    for page in sorted((copy / "book").glob("*.md")):
        match = re.search(r"^```\{course-quiz\} (\S+)$", page.read_text(), re.MULTILINE)
        if match and match[1] not in LESSONS:
            return page, match[1]
    raise AssertionError("no page shows a quiz")


def with_quiz_that_no_page_shows(copy, lesson):
    page, name = shown_on_pages(copy)
    page.write_text(page.read_text().replace("{course-quiz}", "{note}"))
    return f"data/quizzes/{name}.yml", "no page that shows it"


def with_page_that_shows_no_quiz(copy, lesson):
    page, name = shown_on_pages(copy)
    page.write_text(page.read_text().replace(f"{{course-quiz}} {name}", "{course-quiz} no-such-quiz"))
    return f"book/{page.name}", "no quiz of this name"


def edited_bank(copy, lesson, change):
    path = copy / "data" / "quizzes" / f"{lesson}.yml"
    document = yaml.safe_load(path.read_text())
    change(document["questions"][0])
    path.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True))
    return f"data/quizzes/{lesson}.yml"


def with_reference_to_nothing(copy, lesson):
    return edited_bank(copy, lesson, lambda q: q.update(references=["claims:C999"])), "no such key in claims"


def with_reference_to_no_table(copy, lesson):
    return edited_bank(copy, lesson, lambda q: q.update(references=["kings:x"])), "no table kings"


def with_citation_of_nothing(copy, lesson):
    return edited_bank(copy, lesson, lambda q: q.update(references=["cite:nobody1900"])), "no such key in cite"


def with_objective_too_high(copy, lesson):
    return edited_bank(copy, lesson, lambda q: q.update(objective=19)), "objectives"


BREAKS = [value for name, value in list(globals().items()) if name.startswith(("without_", "with_"))]


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda f: f.__name__)
def test_what_does_not_belong_together_is_named(project_copy, break_it):
    file, reason = break_it(project_copy, LESSONS[0])
    found = check_lessons(project_copy)
    match = [fault for fault in found if fault.file == file and reason in fault.reason]
    assert match, "\n".join(map(str, found))
    assert all(fault.remedy for fault in match)
