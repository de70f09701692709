"""The commands for those who write quizzes: what they say, their exit status, and no traceback whatever they meet."""

from __future__ import annotations

import json
import subprocess
import sys
import webbrowser
from pathlib import Path

import pytest
from browser_support import LESSONS, ROOT
from jsonschema import Draft7Validator

from coursekit.__main__ import main
from coursekit.quiz.bank import read_bank
from coursekit.quiz.check import check_banks
from coursekit.quiz.report import report, shortfalls
from coursekit.quiz.schema import published, schema, text
from coursekit.quiz.source import parse
from coursekit.quiz.types import TYPES

BANKS = sorted((ROOT / "data" / "quizzes").glob("*.yml"))
COMMANDS = ("check", "preview", "new", "report", "schema")


@pytest.fixture
def course(project_copy, monkeypatch):
    monkeypatch.chdir(project_copy)
    return project_copy


def run(*arguments: str, capsys) -> tuple[int, str]:
    """Run a command of ``quiz`` and return its status and all that it says."""
    try:
        status = main(["quiz", *arguments])
    except SystemExit as stop:
        status = int(stop.code or 0)
    said = "".join(capsys.readouterr())
    assert "Traceback" not in said
    return status, said


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_says_what_a_command_does(command, capsys):
    status, said = run(*filter(None, [command]), "--help", capsys=capsys)
    assert status == 0
    assert len(said.splitlines()) > 5
    if not command:
        assert all(name in said for name in COMMANDS)


def test_a_command_that_is_not_there_is_wrong_usage(capsys):
    assert run("chekc", capsys=capsys)[0] == 2
    assert run(capsys=capsys)[0] == 2


def odd_files(folder: Path) -> dict[str, str]:
    """Make files that are no bank, and return words of what is said of each."""
    (folder / "folder.yml").mkdir()
    (folder / "latin.yml").write_bytes(b"quiz: caf\xe9\n")
    (folder / "empty.json").write_bytes(b"")
    (folder / "large.yml").write_bytes(b"#" * 3_000_000)
    (folder / "half.yml").write_text('quiz: half\ntitle: "\\ud800"\nquestions: []\n')
    (folder / "loop.yml").symlink_to("loop.yml")
    return {
        "folder.yml": "not a file",
        "latin.yml": "latin.yml:1:10: not UTF-8",
        "empty.json": "the file is empty",
        "large.yml": "larger than 2,000,000 bytes",
        "half.yml": "half.yml:2:8: holds half a letter",
        "loop.yml": "cannot be read",
        "none.yml": "the file is missing",
        "/dev/zero": "not a file",
    }


@pytest.mark.parametrize("command", ["check", "preview", "report"])
def test_whatever_is_no_bank_is_told(course, tmp_path, capsys, command):
    for name, words in odd_files(tmp_path).items():
        status, said = run(command, str(tmp_path / name), capsys=capsys)
        assert status == 1, name
        assert words in said, said


@pytest.mark.long
def test_check_looks_at_all_banks_and_at_the_course(course, capsys):
    status, said = run("check", capsys=capsys)
    assert (status, said) == (0, f"all good: {len(BANKS)} question banks\n")
    path = course / "data" / "quizzes" / BANKS[0].name
    path.write_text(path.read_text().replace("objective: 1\n", "objective: 19\n", 1))
    status, said = run("check", capsys=capsys)
    line = parse(path.name, path.read_bytes()).places["questions", 0, "objective"][0]
    assert status == 1
    assert said.startswith(f"data/quizzes/{path.name}:{line}:16: questions.1.objective: '19': the lesson has ")
    assert said.endswith("1 fault in 1 file\n")
    assert run("check", f"data/quizzes/{path.name}", capsys=capsys) == (1, said)
    assert main(["check"]) == 1
    assert said.splitlines()[0] in capsys.readouterr().out


def test_preview_is_one_page_that_asks_for_nothing(course, capsys, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    status, said = run("preview", "--no-open", f"data/quizzes/{BANKS[1].name}", capsys=capsys)
    page = Path(said.strip())
    html = page.read_text()
    assert (status, opened) == (0, [])
    assert not page.is_relative_to(course)
    assert not {"<link", "src=", "http-equiv=refresh", "@import"} & set(html.split("<script>")[0].split())
    assert 'data-course="preview"' in html
    parts = {question.part for question in read_bank(BANKS[1]).questions}
    assert html.count('role="form"') == len(parts)
    assert html.lower().count("</script") == html.count("<script>") == 1
    assert run("preview", f"data/quizzes/{BANKS[1].name}", capsys=capsys)[0] == 0
    assert opened[0].startswith("file://")


def test_a_broken_bank_is_not_previewed(course, capsys, monkeypatch):
    monkeypatch.setattr(webbrowser, "open", lambda _: pytest.fail("opened"))
    Path("data/quizzes/x.yml").write_text("quiz: x\n")
    status, said = run("preview", "data/quizzes/x.yml", capsys=capsys)
    assert status == 1
    assert "questions is missing" in said


def test_new_writes_a_bank_of_every_type_that_loads(course, capsys):
    status, said = run("new", "12-next", capsys=capsys)
    path = course / "data" / "quizzes" / "12-next.yml"
    assert status == 0
    assert "data/quizzes/12-next.yml" in said
    assert [question.type for question in read_bank(path).questions] == list(TYPES)
    assert not check_banks(course)
    assert path.read_text().splitlines()[0] == "# yaml-language-server: $schema=schema.json"


@pytest.mark.parametrize("name", [BANKS[0].stem, "Two Words", "../x", "", "a/b", "x.yml", "x" * 61, "\ud800"])
def test_new_writes_over_nothing_and_nowhere_else(course, capsys, name):
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    status, said = run("new", name, capsys=capsys)
    assert status == 1
    assert "->" in said
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before


def test_new_knows_banks_from_elsewhere(course, capsys):
    Path("data/quizzes/theirs.json").write_text("[]")
    assert "is there already" in run("new", "theirs", capsys=capsys)[1]


def test_what_may_not_be_written_is_told(course, capsys, monkeypatch):
    def refuse(self, *_, **__):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    status, said = run("schema", capsys=capsys)
    assert status == 1
    assert "schema.json: Permission denied" in said


def test_report_counts_and_is_the_same_each_time(course, capsys):
    status, said = run("report", capsys=capsys)
    assert status == 0
    assert said == run("report", capsys=capsys)[1]
    for path in BANKS:
        bank = read_bank(path)
        assert f"{bank.quiz}: {len(bank.questions)} questions, " in said
    assert all(line.isascii() for line in said.splitlines())


def flawed() -> list[dict]:
    """Questions of jupyterquiz whose answers give themselves away."""
    long = [{"answer": "a long and careful answer that nobody could miss", "correct": True}, {"answer": "no"}]
    return [{"question": f"Question {n}?", "type": "multiple_choice", "answers": long} for n in range(4)]


def test_report_names_what_gives_itself_away(course, capsys):
    path = Path("data/quizzes/theirs.json")
    path.write_text(json.dumps(flawed()))
    said = report(path, course)
    for words in (
        "right option first, second, ...: 4\n",
        "right option the longest: 4 of 4",
        "much longer than the others: question-0, question-1, question-2, question-3",
        "without feedback: question-0.options.1.feedback, question-0.options.2.feedback, ",
        "- 4 questions belong to no part: at least 10",
        "- 0 questions need a row or a chart (level: data): at least 3",
        "- the right option is number 1 in 4 of 4: at most 60%",
        "- the right option is the longest in 4 of 4: at most 60%",
    ):
        assert words in said, said
    assert "objective 3 has 0 questions: at least 2" in shortfalls(read_bank(path), 3)


def test_the_published_schema_is_not_stale(course, capsys):
    assert published(ROOT).read_text(encoding="utf-8") == text()
    published(course).write_text("{}")
    assert "data/quizzes/schema.json: the schema for editors is stale" in run("check", capsys=capsys)[1]
    assert run("schema", capsys=capsys) == (0, "data/quizzes/schema.json\n")
    assert run("check", capsys=capsys)[0] == 0
    published(course).write_bytes(b"\xff")
    assert "cannot be read" in run("check", capsys=capsys)[1]


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_editors_find_the_schema_and_nothing_wrong(path):
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=schema.json\n")
    assert not list(Draft7Validator(schema()).iter_errors(parse(path.name, path.read_bytes()).value))


def test_the_schema_is_sound_and_helps():
    Draft7Validator.check_schema(schema())
    for kind, model in TYPES.items():
        definition = schema()["definitions"][model.__name__]
        assert definition["title"] == kind
        for name, field in definition["properties"].items():
            assert name in ("type", "feedback", "points", "confidence", "shuffle") or field.get("description"), (
                kind,
                name,
            )
    assert "null" not in json.dumps([schema()["definitions"]["SingleChoice"]["properties"]["objective"]])


@pytest.mark.long
def test_half_a_letter_stops_a_refresh_without_a_traceback(course):
    """The kernel meets the bank as a lesson does."""
    path = course / "data" / "quizzes" / f"{LESSONS[0]}.yml"
    path.write_text(path.read_text().replace("title: ", 'title: "\\ud800" #', 1))
    notebook = course / "notebooks" / f"{LESSONS[0]}.ipynb"
    content = json.loads(notebook.read_text())
    content["cells"] = [cell for cell in content["cells"] if "quiz = Quiz(" in "".join(cell["source"])][:1]
    content["cells"][0]["source"] = f"from coursekit.quiz import Quiz\nQuiz({LESSONS[0]!r})"
    notebook.write_text(json.dumps(content))
    done = subprocess.run(
        [sys.executable, "-m", "coursekit", "refresh", str(notebook)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "holds half a letter" in done.stdout + done.stderr
