"""Banks broken in one way at a time: the right place, to the character, the right remedy, and no traceback.

Each case is a question of the template, what is replaced in it, and the fault. The sign « marks the character at
which the fault must be named; in a column of its own are banks whose files are broken as a whole.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter

import pytest
import yaml
from jsonschema import Draft7Validator

from coursekit.__main__ import main
from coursekit.quiz.check import check_banks
from coursekit.quiz.schema import schema
from coursekit.quiz.source import parse
from coursekit.quiz.template import TEMPLATE
from coursekit.quiz.types import TYPES

TEXT = TEMPLATE.read_text(encoding="utf-8").replace("name-of-the-quiz", "01-sample")
MARK = "«"
LONG = "x" * 2001
# question, pieces replaced, words of the reason and of the remedy
CASES = [
    # what every question has
    ("single", [("type: single_choice", "type: «single-choice")], "no such type", "did you mean single_choice?"),
    ("single", [("type: single_choice", "type: «essay")], "no such type", "use one of: single_choice, multiple_choice"),
    ("single", [("id: single", "«id: single"), ("    type: single_choice\n", "")], "type is missing", "add type"),
    ("single", [("id: single ", "id: «Not An Id ")], "id is not well formed", "lower-case letters"),
    ("multiple", [("id: multiple", "id: «single")], "another question has this id", "one of its own"),
    ("single", [("text: Which", "«tekst: Which")], "tekst is not a field of this", "did you mean text?"),
    (
        "single",
        [("    explanation:", "    «anwser: x\n    explanation:")],
        "anwser is not a field of this",
        "remove it; the fields here are: ",
    ),
    ("single", [("id: single", "«id: single"), ("    level: recall", "    #")], "level is missing", "add it"),
    ("single", [("level: recall", "level: «easy")], "level has a value", "'recall', 'reason' or 'data'"),
    ("single", [("difficulty: easy", "difficulty: «trivial")], "difficulty has a value", "'easy', 'medium' or 'hard'"),
    ("single", [("objective: 1", "objective: «0")], "objective is too small", "at least 1"),
    ("single", [("objective: 1", 'objective: «"1"')], "objective is not a whole number", "without quotation marks"),
    ("single", [("objective: 1", "objective: «1.5")], "objective is not a whole number", "whole number"),
    ("single", [("objective: 1 ", "objective: «~ ")], "objective is missing", "add it"),
    ("single", [("Which month comes first in the year?", f"«{LONG}")], "longer than 2000", "shorten"),
    ("single", [("Which month comes first in the year?", '«""')], "text is empty", "write it"),
    ("single", [("Which month comes first in the year?", '«"  "')], "text is empty", "write it"),
    ("single", [("Which month comes first in the year?", "«2018")], "text is not text", "needs quotation marks"),
    ("single", [("Which month comes first in the year?", "«Костыль?")], "language of 'Костыль?'", "{lang=ru}"),
    ("single", [("Which month", '«"[Which]{lang=xx} month'), ("year?", 'year?"')], "no language 'xx'", "prs"),
    ("single", [("Which month comes", "«Which $\\frac{$ comes")], "formula", "write LaTeX"),
    ("single", [("hints:", "«hints:"), ("[Think of the new year.]", "[a, b, c, d]")], "too many entries", "at most 3"),
    ("single", [("[Think of the new year.]", '[«""]')], "entry 1 of hints is empty", "write it"),
    ("single", [('references: ["paragraph:1"]', "«references: []")], "too few entries", "at least 1"),
    ("single", [('"paragraph:1"', "«the article")], "entry 1 of references is not well formed", "table:key"),
    ("single", [('"paragraph:1"', "«kings:1")], "there is no table kings", "use one of: "),
    ("single", [('"paragraph:1"', "«paragraph:99")], "no such key in paragraph", "check the key"),
    ("single", [("objective: 1", "objective: «9")], "the lesson has 2 objectives", "use 1 to 2"),
    ("multiple", [("points: 2", "points: «101")], "points is too large", "at most 100"),
    ("statement", [("confidence: true", "confidence: «yes")], "neither true nor false", "write true or false"),
    ("verdict", [("part: judge", "part: «Judge First")], "part is not well formed", "hyphens"),
    # single choice
    ("single", [("options:", "«options:"), (" correct: true,", "")], "exactly one option", "mark it with correct"),
    ("single", [("text: May,", "text: May, correct: «true,")], "exactly one option", "mark it with correct"),
    ("single", [("text: May,", "text: «January,")], "the same text stands twice", "change one"),
    ("single", [("id: b, text", "id: «a, text")], "another option has this id", "one of its own"),
    (
        "single",
        [("{id: b, text: May, feedback: Four months come before it.}", "«{id: b, text: May}")],
        "missing",
        "add it",
    ),
    ("single", [("correct: true", "«corect: true")], "corect is not a field", "did you mean correct?"),
    ("single", [("correct: true", 'correct: «"true"')], "neither true nor false", "write true or false"),
    ("single", [("feedback: It is the first of twelve.", 'feedback: «""')], "feedback is empty", "write it"),
    ("single", [("{id: b, text: May, feedback: Four months come before it.}", "«May")], "not a set of", "name: value"),
    (
        "single",
        [("options:", "«options:"), ("      - {id: b", "#"), ("      - {id: c", "#")],
        "too few entries",
        "at least 2",
    ),
    ("single", [("[Think of the new year.]", "«Think")], "hints is not a list", "begin each entry with a dash"),
    ("single", [("[Think of the new year.]", "[«7]")], "entry 1 of hints is not text", "quotation marks"),
    # multiple choice
    (
        "multiple",
        [("options:", "«options:"), (" correct: true,", ""), (" correct: true,", "")],
        "some options",
        "correct",
    ),
    ("multiple", [("text: June", "text: «April")], "the same text stands twice", "change one"),
    # true or false
    ("statement", [("answer: false", "answer: «perhaps")], "answer is neither true nor false", "write true or false"),
    ("statement", [("{true: Only leap years have one.", "{true: «''")], "true is empty", "write it"),
    (
        "statement",
        [("feedback:", "«feedback:"), (", false: Only leap years have one.", "")],
        "false is missing",
        "add it",
    ),
    # numeric
    ("number", [("answer: 12", "answer: «twelve")], "answer is not a number", "55.5"),
    ("number", [("answer: 12", 'answer: «"12"')], "answer is not a number", "without quotation marks"),
    ("number", [("answer: 12", "answer: «12:30")], "answer is not a number", "55.5"),
    ("number", [("answer: 12", "answer: «.inf")], "answer is not a finite number", "55.5"),
    ("number", [("tolerance: 0", "tolerance: «-1")], "tolerance is too small", "at least 0"),
    ("number", [("tolerance: 0", "tolerance: 0\n    relative_tolerance: «0.1")], "exclude each other", "keep one"),
    ("number", [("tolerance: 0", "relative_tolerance: «5")], "relative_tolerance is too large", "at most 1"),
    ("number", [("answer: 12", "answer: 12\n    «range: [1, 2]")], "either an answer or a range", "remove one"),
    ("number", [("id: number", "«id: number"), ("    answer: 12\n", "")], "either an answer or a range", "add one"),
    ("number", [("answer: 12\n    tolerance: 0", "«range: [2, 1]")], "range holds no number", "lower number first"),
    ("number", [("answer: 12\n    tolerance: 0", "«range: [1, 2, 3]")], "too many entries", "at most 2"),
    ("number", [("answer: 12\n    tolerance: 0", "range: «twelve")], "range is not a list", "[lowest, highest]"),
    ("number", [("tolerance: 0", "half_open: «true")], "half_open belongs to a range", "remove it"),
    ("number", [("{answer: 10,", "«{answer: 12,")], "mistake 12 lies within", "change one"),
    # short text
    ("word", [("accepted: [December", "accepted: [«--, December")], "neither letters nor digits", "write a word"),
    ("word", [("written: [November]", "written: [«dec]")], "'dec' is also accepted", "change one"),
    ("word", [("accepted:", "«accepted:"), ('[December, Dec, "[декабрь]{lang=ru}"]', "[]")], "too few", "at least 1"),
    ("word", [('"[декабрь]{lang=ru}"', "«декабрь")], "language of 'декабрь' is not marked", "{lang=ru}"),
    # matching
    ("matches", [("distractors: [Summer]", "distractors: [«Winter]")], "'Winter' stands twice", "type: sorting"),
    ("matches", [("match: Spring", "match: «Winter")], "'Winter' stands twice", "type: sorting"),
    ("matches", [("item: April", "item: «January")], "the same text stands twice", "change one"),
    (
        "matches",
        [("{id: april, item: April, match: Spring, ", "«{id: april, item: April, ")],
        "match is missing",
        "add it",
    ),
    ("matches", [("id: april", "id: «january")], "another pair has this id", "one of its own"),
    # sorting
    ("classes", [("belongs: fact", "belongs: «facts")], "there is no class facts", "use one of: fact, judgement"),
    (
        "classes",
        [("{id: judgement", "{id: «fact"), ("belongs: judgement", "belongs: fact")],
        "another class",
        "its own",
    ),
    (
        "classes",
        [("classes: [{id: fact, text: Fact}, ", "«classes: ["), ("s: fact", "s: judgement")],
        "too few",
        "at least 2",
    ),
    (
        "classes",
        [("text: July is the best month.", "text: «July has 31 days.")],
        "the same text stands twice",
        "change",
    ),
    # ordering
    ("order", [("{id: august", "{id: «march")], "another item has this id", "one of its own"),
    ("order", [("items:", "«items:"), ("      - {id: march, text: March}\n", "")], "too few entries", "at least 3"),
    ("order", [("text: November", "text: «March")], "the same text stands twice", "change one"),
    # gaps
    ("passage", [("A year has twelve [[unit]]", "«A year has twelve [[units]]")], "no gap 'units'", "unit, first"),
    (
        "passage",
        [("A year has twelve [[unit]]", "A year has"), ("{id: unit", "{id: «unit")],
        "does not mark",
        "[[unit]]",
    ),
    ("passage", [("A year has twelve", "«A year has [[unit]]")], "'unit' is marked twice", "mark each gap once"),
    ("passage", [("choices: [weeks", "«choices: [weeks"), (", months], f", "], f")], "0 of the choices", "exactly one"),
    ("passage", [("[weeks, months]", "[weeks, months, «weeks]")], "the same text stands twice", "change one"),
    # judgement
    ("verdict", [("options:", "«options:"), (" correct: true,", "")], "exactly one option", "mark it with correct"),
    ("verdict", [("id: verdict", "id: verdict\n    points: «-1")], "points is too small", "at least 0"),
    # forecasts
    ("forecast", [("part: seal", "points: «1")], "points is too large", "at most 0"),
    (
        "forecast",
        [("id: forecast\n", "«id: forecast\n"), ("    resolution:", "    #")],
        "resolution is missing",
        "add it",
    ),
    ("forecast-opened", [("outcome: open", "outcome: «unknown")], "outcome has a value", "'happened'"),
    ("forecast-opened", [("opens: 01-sample/forecast", "opens: «forecast")], "not well formed", "a slash and the id"),
    ("forecast-opened", [("01-sample/forecast", "«01-sample/rain")], "no such forecast", "01-sample/forecast"),
    ("forecast-opened", [("01-sample/forecast", "«09-none/rain")], "no such forecast", "check quiz and id"),
    ("forecast-opened", [("base_rate: 0.3", "base_rate: «30")], "base_rate is too large", "at most 1"),
]

# whole files: the text with the place marked, words of the reason and of the remedy
FILES = [
    ("«", "the file is empty", "write quiz:"),
    ("«# only a comment\n", "the file is empty", "write quiz:"),
    ("«- a\n- b\n", "the file is not a set of fields", "name: value"),
    ("quiz: [1\n«", "not YAML", "check indentation"),
    ("quiz: a\n«\ttitle: b\n", "not YAML", "check indentation"),
    ("quiz: a\ntitle: b: «c\n".replace(": «c", "«: c"), "not YAML", "check indentation"),
    ("quiz: a\n«quiz: b\n", "stands twice here", "keep one"),
    ("quiz: a«\0b\n", "not YAML: it holds the character U+0000", "remove the character"),
    ('title: «"\\ud800"\n', "holds half a letter (\\ud800)", "write the letter itself"),
    ('"\\udc00": x\n', "holds half a letter", "write the letter itself"),
    ("title: «!!bool x\n", "cannot be read as YAML", "check the value"),
    ("title: «" + "1" * 5000 + "\n", "cannot be read as YAML", "check the value"),
    ("x: " + "[" * 20 + "«" + "[" * 179 + "]" * 199, "nested too deeply", "see CONTRIBUTING.md"),
    ("x: «&a [*a]\n".replace("«", ""), "nested too deeply", "see CONTRIBUTING.md"),
    (TEXT.replace("quiz: 01-sample ", "quiz: «02-other "), "is not the name of the file", "write 01-sample"),
    (TEXT.replace("quiz: 01-sample ", "«quizz: 01-sample "), "quizz is not a field of this", "did you mean quiz?"),
]


def placed(text: str) -> tuple[str, tuple[int, int]]:
    """Return a text without the mark, and the line and character where it stood."""
    before, mark, after = text.partition(MARK)
    return before + after, (before.count("\n") + 1, len(before) - before.rfind("\n")) if mark else (0, 0)


def block(name: str) -> str:
    """Return the text of one question of the template."""
    start = re.search(rf"^  - id: {name}\b(?!-)", TEXT, re.MULTILINE).start()
    return TEXT[start:].partition("\n\n")[0]


def changed(name: str, pieces: list[tuple[str, str]]) -> str:
    """Return the text of one question with pieces replaced, each once."""
    text = block(name)
    for old, new in pieces:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def broken(name: str, pieces: list[tuple[str, str]]) -> str:
    """Return the template with pieces of one question replaced."""
    return TEXT.replace(block(name), changed(name, pieces))


@pytest.fixture(scope="module")
def course(root, tmp_path_factory):
    """The tables and the bibliography of the course, with one lesson of two objectives."""
    copy = tmp_path_factory.mktemp("course")
    shutil.copytree(root / "data", copy / "data", ignore=shutil.ignore_patterns("quizzes"))
    for name in ("book", "notebooks", "data/quizzes"):
        (copy / name).mkdir()
    shutil.copy(root / "book" / "references.bib", copy / "book")
    cell = {"cell_type": "markdown", "metadata": {}, "source": "## Objectives\n\n1. read\n2. count\n"}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (copy / "notebooks" / "01-sample.ipynb").write_text(json.dumps(notebook))
    return copy


def bank(folder, text: str):
    folder.mkdir(exist_ok=True)
    path = folder / "01-sample.yml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(course):
    """The faults of each broken bank, by its text; all are checked in one go, as a course is."""
    texts = [placed(broken(name, pieces))[0] for name, pieces, *_ in CASES] + [placed(text)[0] for text, *_ in FILES]
    paths = {text: bank(course / str(number), text) for number, text in enumerate([TEXT, *texts])}
    faults = check_banks(course, list(paths.values()))
    return {text: [fault for fault in faults if fault.file == str(path)] for text, path in paths.items()}


def test_there_are_enough_and_of_every_type():
    types = {entry["id"]: entry["type"] for entry in yaml.safe_load(TEXT)["questions"]}
    assert len(CASES) + len(FILES) >= 60
    assert {types[name] for name, *_ in CASES} == set(TYPES)


def test_the_template_has_no_fault(found):
    assert not found[TEXT]


@pytest.mark.parametrize(("name", "pieces", "reason", "remedy"), CASES, ids=lambda value: str(value)[:40])
def test_a_fault_is_named_where_it_is_to_be_mended(found, name, pieces, reason, remedy):
    text, place = placed(broken(name, pieces))
    (fault,) = found[text]
    assert (fault.row, fault.character) == place, str(fault)
    assert reason in fault.reason
    assert remedy in fault.remedy
    assert f"/01-sample.yml:{place[0]}:{place[1]}: " in str(fault)


@pytest.mark.parametrize(("text", "reason", "remedy"), FILES, ids=lambda value: str(value)[:25])
def test_a_file_that_is_no_bank(found, text, reason, remedy):
    text, place = placed(text)
    match = [fault for fault in found[text] if reason in fault.reason and remedy in fault.remedy]
    assert match, "\n".join(map(str, found[text]))
    assert place in ((0, 0), (match[0].row, match[0].character))
    assert all(fault.remedy and fault.row and fault.character for fault in found[text])


def test_all_faults_are_told_at_once(course, capsys):
    once = {name: pieces for name, pieces, *_ in CASES if name != "forecast-opened"}
    text = TEXT
    for name, pieces in once.items():
        text = text.replace(block(name), changed(name, pieces))
    path = bank(course / "all", text.replace(MARK, ""))
    found = check_banks(course, [path])
    assert len({fault.column.split(".")[1] for fault in found}) == len(once) == 11
    assert main(["--root", str(course), "quiz", "check", str(path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == f"{len(found)} faults in 1 file"


def test_what_editors_refuse_the_loader_refuses(found):
    """And of the faults that a schema can see at all, it sees most."""
    validator = Draft7Validator(schema())
    assert not list(validator.iter_errors(parse("01-sample.yml", TEXT.encode()).value))
    seen = Counter()
    for name, pieces, *_ in CASES:
        text = placed(broken(name, pieces))[0]
        refused = not validator.is_valid(parse("01-sample.yml", text.encode()).value)
        assert not refused or found[text]
        seen[refused] += 1
    assert seen[True] >= 50, seen
