"""GIFT, read with the grammar of npm's gift-pegjs in a browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from quiz_samples import bank, one_of_each
from readers import gift_grammar

from coursekit.export import gift
from coursekit.export.command import export
from coursekit.quiz.text import block, plain
from coursekit.quiz.types import Bank

NASTY = r"a ~b =c #d {e} f:g h\i \{T\} ->j ####k //l %50%m [html]n ::o:: 5 < 6 & <script>alert(1)</script> ]]>"

SAID = plain(NASTY).replace("->", "→")  # what no short answer can hold: said at export


@pytest.fixture(scope="module")
def parse(browser: Browser) -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """The grammar; what it cannot read raises."""
    page = browser.new_page()
    page.add_script_tag(path=gift_grammar())
    yield lambda text: json.loads(page.evaluate("text => JSON.stringify(giftParser.parse(text))", text))
    page.close()


def text_of(one: Bank) -> str:
    return gift.export([one], None).files["01-sample.gift.txt"].decode()


def test_every_question_is_read_as_what_it_is(parse):
    one = bank(*one_of_each())
    category, *questions = parse(text_of(one))
    assert category == {"type": "Category", "title": "01-sample"}
    expected = ["MC", "MC", "TF", "Numerical", "Short", "Matching", "Matching", "Matching"]
    assert [q["type"] for q in questions] == [*expected, "MC", "Essay", "Description"]  # two gaps: left out
    assert [q["title"] for q in questions] == [f"q{n}" for n in (*range(1, 9), 10, 11, 12)]
    # the grammar forgets ids and tags where a comment goes before them; every question has its own
    assert {q["id"] for q in questions} <= {f"01-sample/q{n}" for n in range(1, 13)} | {None}


def test_the_key_is_read_as_it_was_written(parse):
    _, *questions = parse(text_of(bank(*one_of_each())))
    one, many, false, number, short, match, sort, order, *_ = questions
    assert [(c["isCorrect"], c["text"]["text"]) for c in one["choices"]] == [(False, "a"), (True, "b"), (False, "c")]
    assert [c["feedback"]["text"] for c in one["choices"]] == ["<p>on a</p>", "<p>on b</p>", "<p>on c</p>"]
    assert [c["weight"] for c in many["choices"]] == [50, -50, 50]
    assert false["isTrue"] is False
    # the names in the grammar are off: the first is shown to who is wrong, the second to who is right
    assert [false[name]["text"] for name in ("trueFeedback", "falseFeedback")] == ["<p>on true</p>", "<p>on false</p>"]
    assert [(c["text"].get("number"), c["weight"]) for c in number["choices"]] == [(7, None), (8, 0), (None, None)]
    assert number["choices"][0]["text"]["range"] == 0
    assert [c["text"]["text"] for c in short["choices"]] == ["Kabul", "کابل", "Кабул", "Kandahar", "*"]
    assert [c["weight"] for c in short["choices"]] == [100, 100, 100, 0, 0]
    pairs = {(pair["subquestion"]["text"], pair["subanswer"]) for pair in match["matchPairs"]}
    assert pairs == {("Doha", "Qatar"), ("Tashkent", "Uzbekistan"), ("Moscow", "Russia"), ("", "Turkey")}
    assert ("They met.", "Fact") in {(pair["subquestion"]["text"], pair["subanswer"]) for pair in sort["matchPairs"]}
    assert ("First", "1") in {(pair["subquestion"]["text"], pair["subanswer"]) for pair in order["matchPairs"]}
    assert all(q["globalFeedback"]["text"].startswith(("<p>Because", "<ul>")) for q in (one, number, match))


def test_one_gap_stays_in_its_passage(parse):
    gap = {"type": "gaps", "passage": "It met in [[city]] *twice*."}
    for entry in ({"accepted": ["Moscow", "Moskva"]}, {"accepted": ["Moscow"], "choices": ["Doha", "Moscow"]}):
        _, question = parse(text_of(bank({**gap, "gaps": [{"id": "city", **entry}]})))
        assert question["hasEmbeddedAnswers"]
        assert question["stem"]["text"] == "<p>What is it?</p><p>It met in _____ <em>twice</em>.</p>"
        right = [c["text"]["text"] for c in question["choices"] if c["isCorrect"] and c["weight"] != 0]
        assert right == entry["accepted"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"answer": 10993, "tolerance": 0.5}, {"type": "range", "number": 10993, "range": 0.5}),
        ({"answer": -2, "relative_tolerance": 0.25}, {"type": "range", "number": -2, "range": 0.5}),
        ({"answer": 1e-7}, {"type": "range", "number": 1e-7, "range": 0}),
        ({"range": [-1.5, 1e21]}, {"type": "high-low", "numberLow": -1.5, "numberHigh": 1e21}),
    ],
)
def test_numbers_need_no_exponent(parse, fields, expected):
    _, question = parse(text_of(bank({"type": "numeric", **fields})))
    assert question["choices"][0]["text"] == expected


def hostile() -> Bank:
    """Questions made of the signs of GIFT."""
    pair = {"id": "p", "item": NASTY, "match": NASTY}
    return bank(
        {
            "type": "single_choice",
            "text": NASTY,
            "options": [{"id": "a", "text": NASTY, "feedback": NASTY}, {"id": "b", "text": "=b", "correct": True}],
        },
        {"type": "true_false", "answer": True, "feedback": {"true": NASTY, "false": NASTY}},
        {"type": "numeric", "answer": 1, "unit": NASTY[:60], "feedback": {"right": NASTY, "wrong": NASTY}},
        {"type": "short_text", "accepted": [NASTY, "[html]x", "a*b", "%50%c"]},
        {"type": "matching", "pairs": [pair, {"id": "q", "item": "->", "match": "-> x -> y"}]},
        {"type": "gaps", "passage": f"{NASTY} [[g]] {NASTY}", "gaps": [{"id": "g", "accepted": [NASTY]}]},
        {"type": "forecast", "resolution": NASTY},
    )


def test_control_signs_stay_text(parse):
    one = hostile()
    _, *questions = parse(text_of(one))
    assert [q["type"] for q in questions] == ["MC", "TF", "Numerical", "Short", "Matching", "Short", "Essay"]
    html = block(NASTY)
    assert questions[0]["stem"]["text"] == html
    assert "<script" not in json.dumps(questions[0])
    assert [c["text"]["text"] for c in questions[0]["choices"]] == [html[3:-4], "=b"]
    assert questions[1]["trueFeedback"]["text"] == html
    assert [c["text"]["text"] for c in questions[3]["choices"]] == [SAID, "[html]x", r"a\*b", "%50%c", "*"]
    assert [p["subquestion"]["text"] for p in questions[4]["matchPairs"]] == [html[3:-4], "-&gt;"]
    assert questions[5]["choices"][0]["text"]["text"] == SAID
    said = [loss.question for loss in gift.export([one], None).losses if "->" in loss.words]
    assert said == ["q4", "q6"]


def test_the_banks_of_the_course_are_read(parse, root):
    from coursekit.project import quizzes
    from coursekit.quiz.bank import read_bank

    banks = [read_bank(path) for path in quizzes(root)]
    done = export("gift", banks, root)
    left_out = sum("left out" in loss.words for loss in done.losses)
    read = sum(len(parse(content.decode())) - 1 for content in done.files.values())
    assert read == sum(len(one.questions) for one in banks) - left_out
