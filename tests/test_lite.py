"""The book whose lessons run in the browser: put together from parts, without JupyterLite and its packages."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from browser_support import LESSONS

from coursekit import lite
from coursekit.faults import CourseError
from coursekit.handouts import hand_out
from coursekit.notebooks import text_of
from coursekit.offline import pack


def make(files: Path, site: Path) -> None:
    """Stand for JupyterLite: a page, and the files it was given."""
    (site / "lab").mkdir(parents=True)
    (site / "lab" / "index.html").write_text("<p>lab</p>", encoding="utf-8")
    (files / "notebooks").rename(site / "files")


def book():
    """Return what stands for Jupyter Book: one page and the file to take away."""

    def run(root: Path, work: Path) -> list[str]:
        made = work / "_build" / "html"
        made.mkdir(parents=True, exist_ok=True)
        (made / "index.html").write_text("<p>book</p>", encoding="utf-8")
        pack(made, "book")
        return []

    return run


def test_the_site_lies_in_an_edition_of_its_own(project_copy, capsys):
    before = project_copy / "_build" / "html"
    before.mkdir(parents=True)
    (before / "index.html").write_text("the students' book", encoding="utf-8")
    made = lite.build_lite(project_copy, Path("none"), runner=book(), maker=make)
    assert made == project_copy / "_build" / "site"
    assert (made / "lite" / "lab" / "index.html").is_file()
    assert {path.stem for path in (made / "lite" / "files").glob("*.ipynb")} == set(LESSONS)
    assert [path.name for path in before.iterdir()] == ["index.html"], "the students' book stays as it was"
    config = yaml.safe_load((project_copy / "_build" / "lite" / "_config.yml").read_text(encoding="utf-8"))
    assert config["sphinx"]["config"]["course_lite"] == "lite"
    whole = yaml.safe_load((project_copy / "_config.yml").read_text(encoding="utf-8"))
    assert "course_lite" not in whole["sphinx"]["config"]
    config["sphinx"]["config"].pop("course_lite")
    assert config == whole
    size = (made / "offline.zip").stat().st_size
    (made / "lite" / "files" / "left.txt").write_text("of an earlier site", encoding="utf-8")
    lite.build_lite(project_copy, Path("none"), runner=book(), maker=make)
    assert not (made / "lite" / "files" / "left.txt").exists()
    assert (made / "offline.zip").stat().st_size == size, "the file to take away does not hold the site"


def test_what_students_must_not_get_is_in_no_site(project_copy, tmp_path):
    hand_out(project_copy, "lite", tmp_path / "files")
    assert not (tmp_path / "files" / "data" / "assessments").exists()
    guide = next(path for path in sorted((project_copy / "instructor").rglob("*.md")) if path.stat().st_size > 3000)

    def leaky(files: Path, site: Path) -> None:
        make(files, site)
        (site / "guide.md").write_text(guide.read_text(encoding="utf-8"), encoding="utf-8")

    with pytest.raises(CourseError, match=r"guide\.md"):
        lite.build_lite(project_copy, Path("none"), runner=book(), maker=leaky)
    assert not (project_copy / "_build" / "site").exists()


def test_lessons_for_the_browser_have_whole_texts_and_one_cell_more(project_copy, tmp_path):
    name = LESSONS[0]
    hand_out(project_copy, "lite", tmp_path / "out", [name])
    copy = json.loads((tmp_path / "out" / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    lesson = json.loads((project_copy / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    nbformat.validate(nbformat.from_dict(copy))
    assert all(isinstance(cell["source"], str) for cell in copy["cells"]), "JupyterLite does not put lines together"
    first = next(cell for cell in copy["cells"] if cell["cell_type"] == "code")
    assert 'await piplite.install("coursekit[lessons]")' in first["source"]
    others = [text_of(cell["source"]) for cell in copy["cells"] if cell is not first]
    assert others == [text_of(cell["source"]) for cell in lesson["cells"]]


def test_a_program_that_is_missing_or_fails_is_named(project_copy, root, tmp_path, capsys, monkeypatch):
    with pytest.raises(CourseError, match="run `make lite`, which makes the environment"):
        lite._run([str(tmp_path / "no-python"), "-m", "pip"], tmp_path)
    with pytest.raises(CourseError, match=r"deploy/lite: print.* ended with status 3"):
        lite._run([sys.executable, "-c", "print('why'); raise SystemExit(3)"], tmp_path)
    assert "why" in capsys.readouterr().err
    with pytest.raises(CourseError, match="JupyterLite wrote no site"):
        lite.build_lite(project_copy, Path("none"), runner=book(), maker=lambda files, site: None)


def test_every_wheel_of_the_site_is_pinned_by_the_project(root):
    """The site gets the versions that the lessons were tested with, by digest."""
    listed = [line.split("#")[0].strip() for line in (root / lite.WHEELS).read_text(encoding="utf-8").splitlines()]
    entries = re.split(r"\n(?=\S)", lite.pinned(root).strip())
    assert [entry.partition("==")[0] for entry in entries] == sorted(filter(None, listed))
    assert all("--hash=sha256:" in entry for entry in entries)


def test_programs_start_in_another_folder_from_wherever_python_was_named(root, tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(lite, "_run", lambda command, folder, *_: calls.append(command))
    lite.make_site(root, Path("env/bin/python"), "", tmp_path / "files", tmp_path / "site")
    assert [command[2:4] for command in calls] == [["pip", "wheel"], ["pip", "download"], ["jupyterlite_core", "build"]]
    assert all(Path(command[0]).is_absolute() for command in calls)
