"""Moodle XML, checked against what Moodle's importer reads.

No package registry has a reader of Moodle XML. The patterns below say what Moodle's own importer looks for: the
elements of each type, and how it takes embedded answers apart and decodes them.
"""

from __future__ import annotations

import html
import re
from itertools import combinations
from typing import Any

import pytest
from lxml import etree
from quiz_samples import bank, one_of_each

from coursekit.export import moodle
from coursekit.quiz.text import block

EVERY = {"name", "questiontext", "generalfeedback", "penalty", "hidden", "idnumber", "tags", "hint", "defaultgrade"}
READS = {
    "multichoice": {"single", "shuffleanswers", "answernumbering", "answer"},
    "truefalse": {"answer"},
    "numerical": {"answer", "unitgradingtype", "unitpenalty", "showunits", "unitsleft"},
    "shortanswer": {"usecase", "answer"},
    "matching": {"shuffleanswers", "subquestion"},
    "ordering": {
        *("layouttype", "selecttype", "selectcount", "gradingtype", "showgrading", "numberingstyle", "answer"),
        *("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"),
    },
    "multianswer": set(),
    "essay": {"responseformat", "responserequired", "responsefieldlines", "attachments", "graderinfo"},
    "description": set(),
}
ANSWER = r"(?:(=)?(.+?)(?<!\\|&)(?=[~#}]|$)(?:#(.*?)(?<!\\)(?=[~}]|$))?)"
GAP = re.compile(rf"\{{(\d+):(SHORTANSWER|MULTICHOICE):((?:{ANSWER})(?:~{ANSWER})*)\}}", re.DOTALL)


def quiz(*partials: dict[str, Any]) -> list[Any]:
    """Return the questions of a file, without the category at its head."""
    (content,) = moodle.export([bank(*partials)], None).files.values()
    category, *questions = etree.fromstring(content)
    assert category.get("type") == "category"
    assert category.findtext("category/text") == "$course$/top/01-sample"
    return questions


def gaps(question: Any) -> list[tuple[int, str, list[tuple[bool, str, str]]]]:
    """Return the gaps as Moodle finds them: marks, kind, and for each answer whether it is right, itself, feedback."""
    found = []
    for marks, kind, answers in ((m[1], m[2], m[3]) for m in GAP.finditer(question.findtext("questiontext/text"))):
        parts = [m.groups() for m in re.finditer(f"~?{ANSWER}", answers, re.DOTALL)]
        read = [(right == "=", html.unescape(text), html.unescape(why or "")) for right, text, why in parts]
        found.append((int(marks), kind, read))
    return found


def test_each_type_has_what_the_importer_reads():
    rich = {"hints": ["one"], "part": "judge"}
    questions = quiz(*({**partial, **rich} for partial in one_of_each()))
    assert [q.get("type") for q in questions] == list(moodle.PROFILE.becomes.values())
    for question in questions:
        assert {child.tag for child in question} - EVERY == READS[question.get("type")]
        assert question.findtext("idnumber") == f"01-sample/{question.findtext('name/text')}"
        assert "objective 1" in [tag.findtext("text") for tag in question.iter("tag")]
        assert question.findtext("hint/text") == "<p>one</p>"


def test_ticks_are_worth_what_they_are_worth_in_the_course():
    partial = one_of_each()[1]
    (question,) = quiz(partial)
    fractions = [float(answer.get("fraction")) for answer in question.iter("answer")]
    (own,) = bank(partial).questions
    names = [option.id for option in own.options]
    for size in range(4):
        for chosen in combinations(range(3), size):
            moodles = max(0.0, sum(fractions[n] for n in chosen)) / 100
            assert moodles == pytest.approx(own.grade([names[n] for n in chosen]))


def test_a_number_is_right_within_its_tolerance():
    (question,) = quiz({"type": "numeric", "range": [1, 4], "mistakes": [{"answer": 8, "feedback": "on eight"}]})
    answers = [
        (a.findtext("text"), a.findtext("tolerance"), a.get("fraction"), a.findtext("feedback/text"))
        for a in question.iter("answer")
    ]
    expected = [("2.5", "1.5", "100", "on right"), ("8", "0", "0", "on eight"), ("*", "0", "0", "on wrong")]
    assert answers == [(*rest, f"<p>{words}</p>") for *rest, words in expected]
    assert "Answer in: things" in question.findtext("questiontext/text")


def test_a_star_in_a_short_answer_is_a_star():
    (question,) = quiz({"type": "short_text", "accepted": ["a*b"]})
    assert [answer.findtext("text") for answer in question.iter("answer")] == [r"a\*b", "*"]


def test_distractors_belong_to_no_item():
    question = quiz(*one_of_each())[5]
    pairs = {(sub.findtext("text") or "", sub.findtext("answer/text")) for sub in question.iter("subquestion")}
    assert pairs == {("Doha", "Qatar"), ("Tashkent", "Uzbekistan"), ("Moscow", "Russia"), ("", "Turkey")}


def test_an_order_is_written_in_order():
    question = quiz(*one_of_each())[7]
    assert [answer.findtext("text") for answer in question.iter("answer")] == ["First", "Second", "Third", "Fourth"]


def test_gaps_become_embedded_answers():
    (question,) = quiz({**one_of_each()[8], "points": 4})
    month, city = "<p>on month</p>", "<p>on city</p>"
    assert gaps(question) == [
        (2, "MULTICHOICE", [(False, "September", month), (True, "November", month)]),
        (2, "SHORTANSWER", [(True, "Moscow", city), (True, "Moskva", city), (False, "*", city)]),
    ]


def test_signs_of_the_notation_stay_text():
    nasty = r"a~b=c#d{e}f*g%h\i/j&k <script>alert(1)</script> &lt;b> {1:SHORTANSWER:=x} R&"
    partial = {"type": "gaps", "passage": f"{nasty} [[g]] {nasty}", "text": nasty}
    (written,) = quiz({**partial, "gaps": [{"id": "g", "accepted": [nasty, "=x"], "feedback": nasty}]})
    ((_, _, answers),) = gaps(written)
    words = r"a~b=c#d{e}f*g%h\i/j&k <script>alert(1)</script> <b> {1:SHORTANSWER:=x} R&"
    assert [text for _, text, _ in answers] == [words.replace("*", r"\*"), "=x", "*"]
    assert {why for *_, why in answers} == {block(nasty)}
    (listed,) = quiz({**partial, "gaps": [{"id": "g", "accepted": [nasty], "choices": ["other", nasty]}]})
    ((_, _, answers),) = gaps(listed)
    assert answers[1][:2] == (True, html.escape(words))  # a choice is HTML in Moodle
    assert "<script" not in written.findtext("questiontext/text")


def test_marks_that_gaps_cannot_have_are_said():
    lost = [loss.words for loss in moodle.export([bank({**one_of_each()[8], "points": 3})], None).losses]
    assert "is worth 2 there, 1 for each gap, and 3 here" in lost


def test_many_right_options_are_said():
    options = [{"id": f"o{n}", "correct": True} for n in range(11)]
    lost = [loss.words for loss in moodle.export([bank({"type": "multiple_choice", "options": options})], None).losses]
    assert any(words.startswith("at import choose the nearest grade") for words in lost)
