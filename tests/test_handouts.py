"""Notebooks to hand out: students' without what comes later, instructors' with all of it, both from one source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coursekit.__main__ import main
from coursekit.faults import CourseError
from coursekit.handouts import edition, hand_out, tags
from coursekit.notebooks import execute
from coursekit.secret import RUN, runs


def code(identity: str, source: str, *tagged: str, shown: str = "") -> dict:
    outputs = [{"output_type": "stream", "name": "stdout", "text": shown}] if shown else []
    metadata = {"tags": list(tagged)} if tagged else {}
    return {"cell_type": "code", "id": identity, "metadata": metadata, "source": source, "outputs": outputs}


def words(identity: str, source: str, *tagged: str) -> dict:
    return {"cell_type": "markdown", "id": identity, "metadata": {"tags": list(tagged)}, "source": source}


CELLS = [
    words("title", "# Sample"),
    code("load", "import pandas as pd\ntable = 3", shown="3"),
    code("solved", "answer = table + 39", "solution", "hide-cell", shown="42"),
    words("solved-words", "Forty-two, since ...", "solution"),
    words("between", "And now:"),
    code("verdict", "shown = 'supported'\nprint(shown)", "verdict", "hide-output", shown="supported"),
    code("end", "print(table)", "hide-input", shown="3"),
]


def sources(notebook: dict) -> list[str]:
    return [cell["source"] for cell in notebook["cells"]]


def test_students_get_neither_solutions_nor_verdicts_nor_outputs() -> None:
    notebook = edition({"cells": CELLS}, "students", "a.ipynb")
    text = json.dumps(notebook)
    assert "39" not in text and "Forty-two" not in text and "supported" not in text
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in notebook["cells"])
    assert sources(notebook)[2] == "# Your work\n" and notebook["cells"][2]["cell_type"] == "code"
    assert sources(notebook)[3] == "And now:", "one place holder for one run of solutions"
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


def test_instructors_get_everything_unfolded() -> None:
    notebook = edition({"cells": CELLS}, "instructors", "a.ipynb")
    assert sources(notebook) == [cell["source"] for cell in CELLS]
    assert not any(tag.startswith("hide") for cell in notebook["cells"] for tag in tags(cell))
    assert tags(notebook["cells"][2]) == {"solution"} and notebook["cells"][2]["outputs"]


def test_a_solution_that_is_needed_is_a_fault() -> None:
    with pytest.raises(CourseError, match="cell end needs answer, which cell solved makes, a solution"):
        edition({"cells": [*CELLS[:-1], code("end", "print(answer)")]}, "students", "a.ipynb")


def test_a_verdict_that_is_needed_stays_collapsed_and_not_run() -> None:
    notebook = edition({"cells": [*CELLS, code("after", "print(shown)")]}, "students", "a.ipynb")
    kept = next(cell for cell in notebook["cells"] if cell["id"] == "verdict")
    assert kept["outputs"] == [] and kept["metadata"]["jupyter"] == {"source_hidden": True}


@pytest.fixture(scope="module")
def students(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("students")
    hand_out(root, "students", folder)
    return folder


def test_nothing_secret_is_in_the_students_files(root: Path, students: Path) -> None:
    names = {path.relative_to(students).as_posix() for path in students.rglob("*") if path.is_file()}
    assert not [name for name in names if "assessment" in name or "instructor" in name]
    assert "data/datapackage.json" in names and len(names) > 20
    for lesson in sorted((root / "notebooks").glob("[0-9]*.ipynb")):
        given = (students / "notebooks" / lesson.name).read_text(encoding="utf-8")
        cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
        open_ones = {run for cell in cells if "solution" not in tags(cell) for run in runs("".join(cell["source"]))}
        solved = {run for cell in cells if "solution" in tags(cell) for run in runs("".join(cell["source"]))}
        shared = (solved - open_ones) & {
            run for cell in json.loads(given)["cells"] for run in runs("".join(cell["source"]))
        }
        assert not shared, f"{lesson.name}: {RUN} words of a solution: {sorted(shared)[:1]}"


@pytest.mark.long
def test_a_lesson_without_its_solutions_runs(students: Path) -> None:
    path = students / "notebooks" / "04-moscow-format.ipynb"
    ran = execute(json.loads(path.read_text(encoding="utf-8")), path)
    assert sum(bool(cell.get("outputs")) for cell in ran["cells"]) > 10


def test_the_command(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--root", str(root), "notebooks", "--for", "instructors", str(tmp_path / "out"), "04-moscow-format"]
    assert main(command) == 0
    assert [path.name for path in (tmp_path / "out" / "notebooks").iterdir()] == ["04-moscow-format.ipynb"]
    assert main(command) == 1
    assert "holds something already -> name a new folder" in capsys.readouterr().err
    assert main([*command[:-2], str(tmp_path / "other"), "99-none"]) == 1
    assert "no lesson of this name" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


def test_what_gives_something_away_is_not_left_behind(project_copy: Path, tmp_path: Path) -> None:
    card = "The old ferryman will agree to any price, if only nobody counts the sheep before noon."
    (project_copy / "instructor" / "77-card.md").write_text(card, encoding="utf-8")
    (project_copy / "data" / "note.md").write_text(card, encoding="utf-8")
    with pytest.raises(CourseError, match="instructor/77-card"):
        hand_out(project_copy, "students", tmp_path / "out")
    assert not (tmp_path / "out").exists()
