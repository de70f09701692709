"""Building the book: whole or not at all, warnings are errors, one build at a time, and the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coursekit import publish
from coursekit.__main__ import main
from coursekit.faults import CourseError, Fault
from coursekit.publish import _messages, build, fingerprint, run_jupyter_book


class FakeBook:
    """Stands in for Jupyter Book: writes one page, and remembers whether it started from nothing."""

    def __init__(self):
        self.warnings = []
        self.text = "first"
        self.fresh = []

    def __call__(self, root: Path, work: Path) -> list[str]:
        self.fresh.append(not work.exists())
        html = work / "_build" / "html"
        html.mkdir(parents=True, exist_ok=True)
        (html / "index.html").write_text(self.text, encoding="utf-8")
        (html / f"{self.text}.html").write_text(self.text, encoding="utf-8")
        return self.warnings


@pytest.fixture
def runner():
    return FakeBook()


@pytest.fixture
def root(tmp_path):
    for name in (
        "book/index.md",
        "book/_static/course.css",
        "data/datapackage.json",
        "_toc.yml",
        "notebooks/01-a.ipynb",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}", encoding="utf-8")
    return tmp_path


def change(path, text="changed"):
    path.write_text(text, encoding="utf-8")


def test_a_book_is_put_in_place(root, runner, capsys):
    book = build(root, runner=runner)
    assert book == root / "_build" / "html"
    assert (book / "index.html").read_text(encoding="utf-8") == "first"
    shown = capsys.readouterr().out
    assert (book / "index.html").as_uri() in shown
    assert "make serve" in shown


def test_nothing_is_built_when_nothing_changed(root, runner, capsys):
    build(root, runner=runner)
    build(root, runner=runner)
    assert runner.fresh == [True]
    assert "up to date" in capsys.readouterr().out


@pytest.mark.parametrize("page", ["book/index.md", "notebooks/01-a.ipynb"])
def test_a_changed_page_is_built_upon_the_last_build(root, runner, page):
    build(root, runner=runner)
    change(root / page)
    build(root, runner=runner)
    assert runner.fresh == [True, False]


@pytest.mark.parametrize("source", ["book/_static/course.css", "data/datapackage.json", "_toc.yml", "_config.yml"])
def test_what_any_page_may_rest_on_rebuilds_all(root, runner, capsys, source):
    build(root, runner=runner)
    runner.text = "second"
    change(root / source)
    book = build(root, runner=runner)
    assert runner.fresh == [True, True]
    assert source in capsys.readouterr().out
    assert not (book / "first.html").exists(), "a page no longer made must not stay"


def test_a_removed_page_rebuilds_all(root, runner):
    build(root, runner=runner)
    (root / "notebooks" / "01-a.ipynb").unlink()
    build(root, runner=runner)
    assert runner.fresh == [True, True]


def test_clean_rebuilds_all(root, runner):
    build(root, runner=runner)
    build(root, clean=True, runner=runner)
    assert runner.fresh == [True, True]


def test_tests_caches_and_hidden_files_are_no_sources(root):
    before = fingerprint(root)
    for name in ("tests/test_a.py", ".git/index", ".venv/x", "_build/y", "coursekit/__pycache__/a.pyc"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        change(root / name)
    assert fingerprint(root) == before


def test_a_warning_fails_and_keeps_the_old_book(root, runner):
    build(root, runner=runner)
    change(root / "book" / "index.md")
    runner.text, runner.warnings = "second", ["book/index.md:1: WARNING: unknown document"]
    with pytest.raises(CourseError, match="1 warning, and a warning is an error; the book built before"):
        build(root, runner=runner)
    assert (root / "_build" / "html" / "index.html").read_text(encoding="utf-8") == "first"


def test_a_warning_is_seen_again_the_second_time(root, runner):
    runner.warnings = ["WARNING: a", "WARNING: b"]
    for _ in range(2):
        with pytest.raises(CourseError, match="2 warnings"):
            build(root, runner=runner)
    assert runner.fresh == [True, True], "nothing of a failed build may hide its warnings"


def test_an_interrupted_build_is_done_over(root, runner):
    def interrupted(root, work):
        runner(root, work)
        raise KeyboardInterrupt

    build(root, runner=runner)
    change(root / "book" / "index.md")
    with pytest.raises(KeyboardInterrupt):
        build(root, runner=interrupted)
    build(root, runner=runner)
    assert runner.fresh == [True, False, True]


def test_no_book_is_an_error(root):
    with pytest.raises(CourseError, match="wrote no book"):
        build(root, runner=lambda root, work: [])


def test_a_build_killed_between_the_renames_loses_nothing(root, runner):
    book = build(root, runner=runner)
    book.rename(book.with_name("html.old"))
    book.with_name("html.new").mkdir()
    build(root, runner=runner)
    assert (book / "index.html").is_file()
    assert sorted(p.name for p in book.parent.iterdir() if p.is_dir()) == ["html", "work"]
    assert runner.fresh == [True]


def test_a_failing_copy_leaves_the_old_book(root, runner, monkeypatch):
    book = build(root, runner=runner)
    runner.text = "second"
    monkeypatch.setattr(publish.shutil, "copytree", lambda *_, **__: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        build(root, clean=True, runner=runner)
    assert (book / "index.html").read_text(encoding="utf-8") == "first"


def test_two_builds_at_once_are_stopped(root, runner):
    def second(inner_root, work):
        with pytest.raises(CourseError, match=f"another build is running .process {os.getpid()}"):
            build(inner_root, runner=runner)
        return runner(inner_root, work)

    build(root, runner=second)
    assert runner.fresh == [True]


def test_the_lock_of_a_killed_build_is_free(root, runner):
    (root / "_build").mkdir()
    holder = (
        "import sys, time; from pathlib import Path; from coursekit.publish import _lock\n"
        "with _lock(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
    )
    lock = root / "_build" / "build.lock"
    with subprocess.Popen([sys.executable, "-c", holder, str(lock)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(CourseError, match=f"process {process.pid}"):
            build(root, runner=runner)
        process.kill()
    build(root, runner=runner)


def test_messages_are_shown_without_noise_and_with_places_people_find(root):
    colour = "\x1b[91m"
    lines = [
        "Running Jupyter-Book v1.0.4\n",
        "Source Folder: /x\n",
        f"{colour}=====\n",
        "\n",
        f"{colour}{root}/notebooks/01-a.ipynb:590004: WARNING: no such key\x1b[0m\n",
        f"{root}/notebooks/01-a.ipynb:590004: WARNING: no such key\n",
        "  and a second line\n",
        "Finished generating HTML for book.\n",
        "    _build/work/_build/html/\n",
    ]
    assert list(_messages(iter(lines), root)) == [
        "notebooks/01-a.ipynb: cell 59, line 4: WARNING: no such key",
        "  and a second line",
    ]


def tiny(root, index):
    """Write the smallest project that Jupyter Book builds."""
    (root / "_config.yml").write_text('title: Tiny\nauthor: ""\nonly_build_toc_files: true\n', encoding="utf-8")
    (root / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    (root / "index.md").write_text(index, encoding="utf-8")


@pytest.mark.long
def test_jupyter_book_itself_builds_and_its_warnings_are_told(tmp_path, capsys):
    tiny(tmp_path, "# Tiny\n\nWords.\n")
    assert (build(tmp_path) / "index.html").is_file()
    capsys.readouterr()
    change(tmp_path / "index.md", "# Tiny\n\n[nowhere](nowhere.md)\n")
    warnings = run_jupyter_book(tmp_path, tmp_path / "_build" / "work")
    assert len(warnings) == 1
    assert warnings[0].startswith("index.md:3: WARNING:")
    assert warnings[0] in capsys.readouterr().out
    change(tmp_path / "_toc.yml", "format: unheard-of\n")
    assert run_jupyter_book(tmp_path, tmp_path / "_build" / "work") == ["Jupyter Book ended with status 1"]
    said = capsys.readouterr().out
    assert "Table of Contents file is malformed" in said
    assert "Traceback" not in said


@pytest.fixture
def here(root, monkeypatch):
    """Make the project the one the command line works on, with no checks to run."""
    monkeypatch.setenv("COURSEKIT_ROOT", str(root))
    monkeypatch.setattr("coursekit.__main__.CHECKS", {})
    return root


def test_check_prints_faults_in_order_and_counts_them(here, monkeypatch, capsys):
    def found(root):
        return [Fault("b.csv", 2, reason="odd"), Fault("a.csv", 3, reason="bad", remedy="mend")]

    def raised(root):
        raise CourseError(Fault("a.csv", 1, reason="worse"))

    for name, function in (("found", found), ("raised", raised)):
        monkeypatch.setattr(f"coursekit.faults.{name}", function, raising=False)
    monkeypatch.setattr("coursekit.__main__.CHECKS", {"x": "coursekit.faults:found", "y": "coursekit.faults:raised"})
    assert main(["check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "a.csv:1: worse",
        "a.csv:3: bad -> mend",
        "b.csv:2: odd",
        "3 faults in 2 files",
    ]


def test_check_with_nothing_to_say_says_so(here, capsys):
    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith("all good")


def test_errors_are_told_without_a_traceback(here, capsys):
    assert main(["serve"]) == 1
    assert capsys.readouterr().err == "_build/html: no book has been built yet -> run `make book` first\n"


def test_a_table_that_cannot_be_read_is_told_before_the_build(here, monkeypatch, capsys):
    field = {"name": "key", "type": "string"}
    table = {"name": "events", "path": "events.csv", "schema": {"fields": [field]}}
    change(here / "data" / "datapackage.json", json.dumps({"resources": [table]}))
    change(here / "data" / "events.csv", "key\na,b\n")
    monkeypatch.setattr(publish, "build", lambda *_, **__: pytest.fail("the build began"))
    assert main(["book"]) == 1
    assert capsys.readouterr().err.startswith("data/events.csv:2: 2 cells, 1 declared")


def test_a_file_in_the_place_of_a_folder_is_told(here, monkeypatch, capsys):
    monkeypatch.setattr("coursekit.data.tables", lambda root: [])
    (here / "notebooks" / "01-a.ipynb").unlink()
    for name in ("_toc.yml", "_config.yml", "_build"):
        change(here / name, "title: a")
    assert main(["book"]) == 1
    assert capsys.readouterr().err.startswith(f"{here / '_build'}: File exists -> move it away")


def test_a_folder_that_is_no_course_is_told(here, tmp_path_factory, capsys):
    assert main(["--root", str(tmp_path_factory.mktemp("empty")), "check"]) == 1
    assert "no data/datapackage.json" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["bake"], ["serve", "--port", "0"], ["serve", "--port", "x"]])
def test_wrong_usage_ends_with_status_2(arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
