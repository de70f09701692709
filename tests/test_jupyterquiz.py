"""Banks of jupyterquiz are read as they are, and graded as jupyterquiz grades them."""

from __future__ import annotations

import json
import math

import pytest

from coursekit.__main__ import main
from coursekit.faults import CourseError
from coursekit.quiz import Quiz
from coursekit.quiz.bank import examine, find_bank, read_bank
from coursekit.quiz.foreigntext import markdown
from coursekit.quiz.intervals import rounded, within, without
from coursekit.quiz.markup import render
from coursekit.quiz.preview import page
from coursekit.quiz.text import inline, plain

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>[go](javascript:alert(3)) $<b onclick=x>$ `</code>`'
BANK = [
    {
        "question": "Which of these are rivers?",
        "type": "many_choice",
        "answer_cols": 2,
        "answers": [
            {"answer": "Amu Darya", "correct": True, "feedback": "Yes."},
            {"answer": "Helmand", "correct": True, "feedback": "Yes."},
            {"answer": "Pamir", "correct": False, "feedback": "These are mountains."},
        ],
    },
    {
        "question": "What does this print?",
        "code": 'a = "1"\nprint(a + a &lt; "2")',
        "type": "multiple_choice",
        "answers": [
            {"code": "True", "correct": True},
            {"code": "False", "correct": False, "hide": True},
            {"answer": "both", "code": "x\n  y", "correct": False},
        ],
    },
    {
        "question": "Enter $\\pi$ to 3 digits.",
        "type": "numeric",
        "precision": 3,
        "answers": [
            {"type": "value", "value": 3.14159, "correct": True, "feedback": "Right."},
            {"type": "range", "range": [3, 4], "correct": False, "feedback": "Near."},
            {"type": "default", "feedback": "Far."},
        ],
    },
    {
        "question": "Enter a number from 1 to below 2, but not 1.5.",
        "type": "numeric",
        "answers": [
            {"type": "value", "value": 1.5, "correct": False, "feedback": "Not this."},
            {"type": "range", "range": [1, 2], "correct": True, "feedback": "Yes."},
        ],
    },
    {
        "question": "Which city?",
        "type": "string",
        "input_width": 20,
        "answers": [
            {"answer": "Kabul", "correct": True, "feedback": "Yes.", "match_case": True},
            {"answer": "Herat", "correct": False, "feedback": "Further west.", "fuzzy_threshold": 0.8},
            {"type": "default", "feedback": "No."},
        ],
    },
    {
        "question": "Match the cities.",
        "type": "match",
        "pairs": [{"label": "Doha", "answer": "Qatar"}, {"label": "Moscow", "answer": "Russia"}],
        "options": ["Qatar", "Russia", "Turkey"],
    },
    {
        "question": "Match the rivers.",
        "type": "match",
        "pairs": [
            {"label": "Kunduz", "answer": "north"},
            {"label": "Amu", "answer": "north"},
            {"label": "Helmand", "answer": "south"},
        ],
        "options": ["north", "south"],
    },
]


@pytest.fixture
def write(tmp_path):
    def put(questions, name="theirs"):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(questions, indent="\t"), encoding="utf-8")
        return path

    return put


def asked(write, question):
    return read_bank(write([question])).questions[0]


def test_each_type_is_taken_over(write):
    bank = read_bank(write(BANK))
    types = ["multiple_choice", "single_choice", "numeric", "numeric", "short_text", "matching", "sorting"]
    assert [question.type for question in bank.questions] == types
    assert (bank.quiz, bank.title) == ("theirs", "Theirs")
    assert all(question.points == 1 and question.objective is None for question in bank.questions)
    assert render("test", "theirs", bank.title, bank.questions)


# number of the question in BANK, the response, and what jupyterquiz says of it
GRADED = [
    (0, ["a1", "a2"], 1),
    (0, ["a1"], 0.5),
    (0, ["a1", "a2", "a3"], 0.5),
    (0, ["a3"], 0),
    (1, "a1", 1),
    (1, "a2", 0),
    (2, "3.14", 1),
    (2, "3.1416", 1),
    (2, "3.135", 0),  # the float lies below the half: JavaScript makes 3.13 of it
    (2, "3.1351", 1),
    (2, "3.1449999", 1),
    (2, "3.145", 0),
    (2, "3.1349", 0),
    (2, "3.13", 0),
    (2, "-3.14", 0),
    (3, "1", 1),
    (3, "1.4999", 1),
    (3, "1.5", 0),
    (3, "1.5001", 1),
    (3, "2", 0),
    (3, "0.9999", 0),
    (4, "Kabul", 1),
    (4, " Kabul ", 1),
    (4, "Herat", 0),
    (4, "Ghazni", 0),
    (5, {"p1": "p1", "p2": "p2"}, 1),
    (5, {"p1": "p1", "p2": "-1"}, 0.5),
    (6, {"p1": "c1", "p2": "c1", "p3": "c2"}, 1),
    (6, {"p1": "c1", "p2": "c2", "p3": "c2"}, 2 / 3),
]


@pytest.mark.parametrize(("number", "response", "share"), GRADED)
def test_answers_are_graded_as_there(write, number, response, share):
    assert read_bank(write(BANK)).questions[number].grade(response) == pytest.approx(share)


@pytest.mark.parametrize(
    ("value", "precision", "right", "wrong"),
    [
        (3.14, None, [3.14], [3.15, 3.13]),
        (100, 2, [99.5, 100, 104.9], [99.4, 105, 110]),
        (100, 1, [95, 149.9], [94.9, 150]),
        (0.05, 1, [0.05, 0.0451, 0.0549], [0.0449, 0.055]),
        (-2.5, 1, [-2.5, -3, -3.49], [-2.4999, -3.5, 3]),
        (0, 3, [0], [0.0001, -0.0001]),
        (1.005, 3, [1.0, 1.005], [1.006]),
        (12345, 3, [12250, 12345, 12349.9], [12350, 12249]),
    ],
)
def test_a_precision_counts_significant_digits(value, precision, right, wrong):
    low, high = rounded(value, precision)
    assert all(low <= number <= high for number in right)
    assert not any(low <= number <= high for number in wrong)


@pytest.mark.parametrize(
    ("ends", "precision", "right", "wrong"),
    [
        ((1, 2), None, [1, 1.999999], [0.999999, 2]),
        ((1, 2), 1, [0.951, 1.49], [0.94, 0.95, 1.5, 2]),
        ((-1, 0), None, [-1, -1e-300], [0, -1.001]),
        ((0, 1), 2, [0, 1e-300, 0.994, 0.995], [-1e-300, 0.9951]),
        ((2, 2), None, [], [2]),
        ((3, 2), None, [], [2, 2.5, 3]),
        ((-1e308, 1e308), 3, [0, 1e307], [1.01e308]),
    ],
)
def test_a_range_leaves_out_its_upper_end(ends, precision, right, wrong):
    low, high = within(*ends, precision)
    assert all(low <= number <= high for number in right)
    assert not any(low <= number <= high for number in wrong)


def test_what_is_left_of_an_interval():
    assert without((0, 10), [(3, 5), (9, 20)]) == [
        (0, math.nextafter(3, 0)),
        (math.nextafter(5, 6), math.nextafter(9, 0)),
    ]
    assert without((0, 10), [(-1, 11)]) == []
    assert without((0, 10), [(5, 4)]) == [(0, 10)]


def test_feedback_is_that_of_the_first_answer_that_fits(write):
    numeric = read_bank(write(BANK)).questions[2]
    assert numeric.feedback.right == "Right."
    assert numeric.feedback.wrong == "Far."
    assert [case.feedback for case in numeric.mistakes] == ["Near.", "Near."]


def test_what_is_not_taken_over_is_noted(write):
    found = {str(note).partition("theirs.json:")[2] for note in examine(write(BANK)).notes}
    said = "\n".join(sorted(found))
    for words in (
        "1.answer_cols: is not taken over",
        "2.answers.2.hide: is not taken over",
        "2.answers.3.code: code of several lines is shown in one",
        "5.answers.1.match_case: is not taken over",
        "5.answers.2.fuzzy_threshold: is not taken over",
        "5.input_width: is not taken over",
    ):
        assert words in said, said
    assert len(found) == 6


# how the first question is changed, the place in the file and the words of reason and remedy
BROKEN = [
    (0, {"type": "essay"}, "1", "no such type", "use one of: multiple_choice"),
    (0, {"type": "many-choice"}, "1.type", "no such type", "did you mean many_choice?"),
    (0, {"question": ""}, "1.question", "question is empty", "write it"),
    (0, {"answers": []}, "1.answers", "no answer is correct", "mark one"),
    (0, {"answers": "x"}, "1.answers", "not a list", "in JSON, put them in [ ]"),
    (0, {"answers": [{"answer": "x", "correct": True}]}, "1.answers", "too few entries", "at least 2"),
    (0, {"answers": [{"answer": "x", "correct": "yes"}]}, "1.answers.1.correct", "neither true nor", "write true"),
    (0, {"answers": [{"answer": "x", "correct": True}, {"answer": "x"}]}, "1.answers.2.answer", "twice", "change one"),
    (0, {"answers": [{"answer": "x"}, {"answer": "y"}]}, "1.answers", "no answer is correct", "mark one"),
    (2, {"precision": 0}, "1.precision", "too small", "at least 1"),
    (2, {"answers": [{"value": "3", "correct": True}]}, "1.answers.1.value", "not a number", "quotation marks"),
    (2, {"answers": [{"range": [1], "correct": True}]}, "1.answers.1.range.2", "missing", "add it"),
    (4, {"answers": [{"answer": "+", "correct": True}]}, "1.answers.1.answer", "neither letters nor", "write a word"),
    (
        4,
        {"answers": [{"answer": "C", "correct": True}, {"answer": "C++"}]},
        "1.answers.2.answer",
        "also accepted",
        "change one",
    ),
    (5, {"pairs": [{"label": "a", "answer": "b"}]}, "1", "too few entries", "at least 2"),
]


@pytest.mark.parametrize(("number", "change", "column", "reason", "remedy"), BROKEN, ids=lambda v: str(v)[:40])
def test_what_is_broken_is_named_in_the_file(write, number, change, column, reason, remedy):
    path = write([{**BANK[number], **change}])
    with pytest.raises(CourseError) as caught:
        read_bank(path)
    match = [f for f in caught.value.faults if reason in f.reason and remedy in f.remedy and f.row and f.character]
    assert match, str(caught.value)
    assert match[0].column.startswith(column)


JSON = [
    ("", 1, 1, "the file is empty"),
    ("{}", 1, 1, "not a list of questions"),
    ("[]", 1, 1, "too few entries"),
    ('[{"a": 1,}]', 1, 10, "the name of a field is missing"),
    ('[{"a" 1}]', 1, 7, "a colon is missing"),
    ("[1 2]", 1, 4, "a comma or ] is missing"),
    ("[1]\n]", 2, 1, "more after the end"),
    ('["a', 1, 2, "unterminated string"),
    ("[tru]", 1, 2, "a value is missing"),
    ('[{"a": 1, "a": 2}]', 1, 11, "stands twice"),
    ('[{"question": "\\ud800"}]', 1, 15, "half a letter"),
    ("[" * 30, 1, 22, "nested too deeply"),
    ("[" + "9" * 5000 + "]", 1, 2, "cannot be read as JSON"),
]


@pytest.mark.parametrize(("text", "row", "character", "reason"), JSON, ids=lambda v: str(v)[:20])
def test_files_that_are_no_json(tmp_path, text, row, character, reason):
    path = tmp_path / "theirs.json"
    path.write_text(text)
    with pytest.raises(CourseError) as caught:
        read_bank(path)
    (fault,) = caught.value.faults
    assert reason in fault.reason
    assert (fault.row, fault.character) == (row, character)
    assert fault.remedy


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a * b * c and __init__", "a * b * c and __init__"),
        ("1. one", "1. one"),
        ("# no heading", "# no heading"),
        ("a &lt; b &amp;amp; c", "a < b &amp; c"),
        ("costs \\$5", "costs $5"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("[x]{lang=ru}", "[x]{lang=ru}"),
        ("back\\slash `tick`", "back\\slash `tick`"),
    ],
)
def test_text_is_shown_as_it_stands(text, shown):
    assert plain(markdown(text)) == shown


def test_formulas_and_links_are_kept():
    html = inline(markdown("Is $\\frac{1}{2}$ in [this_one](https://example.org/a_b) or <https://example.org>?"))
    assert html.count("<math") == 1
    assert '<a href="https://example.org/a_b">this_one</a>' in html
    assert html.count("<a ") == 2


@pytest.mark.parametrize("field", ["question", "answer", "feedback", "code"])
def test_a_hostile_bank_stays_text(write, field):
    question = {
        "question": "q",
        "type": "multiple_choice",
        "answers": [{"answer": "a", "correct": True}, {"answer": "b"}],
    }
    place = question if field == "question" else question["answers"][1]
    place[field] = HOSTILE
    html = page(read_bank(write([question])))
    body = html.partition("<body>")[2].partition("<script>")[0]
    assert "<img" not in body
    assert "<b " not in body
    assert 'href="javascript' not in body.lower()


def test_ids_do_not_depend_on_the_place(write):
    before = [question.id for question in read_bank(write(BANK[1:])).questions]
    after = [question.id for question in read_bank(write(BANK)).questions]
    assert after[1:] == before
    twice = [
        question.id for question in read_bank(write([BANK[0], BANK[0], {**BANK[0], "question": "реки"}])).questions
    ]
    assert twice[:2] == ["which-of-these-are-rivers", "which-of-these-are-rivers-2"]
    assert twice[2].startswith("q-")


def test_a_bank_in_any_language_is_read(write):
    bank = read_bank(write([{**BANK[0], "question": "Какие из них реки?"}]))
    assert "реки" in bank.questions[0].text


@pytest.mark.long
def test_a_bank_dropped_into_the_course_is_shown_and_checked(project_copy, capsys):
    path = project_copy / "data" / "quizzes" / "theirs.json"
    path.write_text(json.dumps(BANK))
    assert find_bank("theirs", project_copy) == path
    assert len(Quiz("theirs", root=project_copy).questions) == len(BANK)
    assert main(["--root", str(project_copy), "quiz", "check"]) == 0, capsys.readouterr().out
    assert "note: data/quizzes/theirs.json:1:" in capsys.readouterr().out
    path.rename(path.with_name("01-reading-the-source.json"))
    assert main(["--root", str(project_copy), "check"]) == 1
    assert "01-reading-the-source.yml has the same name" in capsys.readouterr().out
