"""Files of answers as a stranger could write them: the page's own code reads each, in a browser.

Whatever the file holds, it is refused in words, or the plan of an import holds nothing but answers of known shape to
questions that the book asks; no prototype is reached, and storage holds what it held.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from coursekit.progress import STATIC
from coursekit.quiz.script import script

pytestmark = pytest.mark.browser

COURSE, QUIZ, QUESTION = "course", "01-sample", "q1"
SAMPLES = 300
ANSWER = {
    "hash": "1c24b92e",
    "response": "a",
    "checked": True,
    "tries": 1,
    "share": 1,
    "confidence": 3,
    "hints": 0,
    "revealed": False,
    "time": "2026-11-22T22:11:25.070Z",
}


def document(answer: Any = ANSWER, **changes: Any) -> dict[str, Any]:
    quizzes = {QUIZ: {"seed": 5, "answers": {QUESTION: answer}}}
    return {"format": "coursekit-answers", "version": 1, "course": COURSE, "quizzes": quizzes, **changes}


JUDGE = """({ texts, known: [theQuiz, theQuestion] }) => {
  const asked = new Map([[theQuiz, new Map([[theQuestion, { hash: "1c24b92e", points: 1, confidence: false }]])]]);
  const shapes = {
    hash: (v) => typeof v === "string" && v.length > 0 && v.length <= 16,
    response: (v) => v === null || (JSON.stringify(v).length < 700_000 &&
      (typeof v === "string" || Object.values(v).every((one) => typeof one === "string"))),
    checked: (v) => typeof v === "boolean", tries: (v) => Number.isInteger(v) && v >= 0 && v < 10_000,
    share: (v) => v === null || (v >= 0 && v <= 1), confidence: (v) => v === null || [1, 2, 3].includes(v),
    hints: (v) => [0, 1, 2, 3].includes(v), revealed: (v) => typeof v === "boolean",
    time: (v) => typeof v === "string" && v.length < 40,
  };
  const keys = Object.keys(shapes).sort().join();
  const all = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
  return texts.map((text) => {
    try {
      const plan = planImport(readFile(text, "course"), "course", asked);
      if (JSON.stringify(Object.getOwnPropertyNames(Object.prototype)) !== all) return "a prototype was reached";
      for (const { quiz, seed, answers } of plan.changes) {
        if (quiz !== theQuiz || !Number.isInteger(seed)) return "an unknown quiz";
        for (const [id, answer] of Object.entries(answers)) {
          if (id !== theQuestion) return "an unknown question";
          if (Object.keys(answer).sort().join() !== keys) return `fields ${Object.keys(answer)}`;
          for (const [name, fits] of Object.entries(shapes))
            if (!fits(answer[name])) return `${name}: ${JSON.stringify(answer[name]).slice(0, 80)}`;
        }
      }
      if (localStorage.length) return "something was written";
      return plan.taken ? "taken" : "nothing taken";
    } catch (error) {
      return error instanceof Refused && error.message.endsWith(".") ? "refused" : `${error.name}: ${error.message}`;
    }
  });
}"""
FINE = {"taken", "nothing taken", "refused"}


@pytest.fixture(scope="module")
def judge(browser, tmp_path_factory):
    """A function that has the page's code read texts of files, and returns what came of each."""
    folder = tmp_path_factory.mktemp("answers")
    (folder / "quiz.js").write_text(script(), encoding="utf-8")
    (folder / "file.js").write_text((STATIC / "file.js").read_text(encoding="utf-8"), encoding="utf-8")
    html = '<!doctype html><meta charset="utf-8"><script src="quiz.js"></script><script src="file.js"></script>'
    (folder / "index.html").write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    yield lambda texts: page.evaluate(JUDGE, {"texts": texts, "known": [QUIZ, QUESTION]})
    page.close()


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


RAW = {
    "empty": "",
    "zeros": "\0" * 20,
    "a byte order mark": "\ufeff{}",
    "a picture": "\x89PNG\r\n",
    "cut short": json.dumps(document())[:-3],
    "two documents": json.dumps(document()) * 2,
    "not a number": json.dumps(document({**ANSWER, "tries": float("nan")})),
    "without end": json.dumps(document({**ANSWER, "share": float("inf")})),
    "deep": "[" * 100_000 + "]" * 100_000,
    "HTML": "<html></html>",
    "YAML": "format: coursekit-answers",
    "single quotation marks": "{'format': 'coursekit-answers'}",
}
REFUSED = {
    "another format": document(format="answers"),
    "another course": document(course="other"),
    "a course of lists": document(course=["course"]),
    "version 2": document(version=2),
    "version 1e400": document(version=10**400),
    "version true": document(version=True),
    "version in words": document(version="1"),
    "version a list": document(version=[1]),
    "quizzes a list": document(quizzes=[]),
    "quizzes null": document(quizzes=None),
    "quizzes a text": document(quizzes="quizzes"),
}
NOT_TAKEN = {
    "quiz a list": document(quizzes={QUIZ: []}),
    "quiz null": document(quizzes={QUIZ: None}),
    "answers a list": document(quizzes={QUIZ: {"answers": [ANSWER]}}),
    "answer null": document(None),
    "answer a text": document("a"),
    "answer a list": document([ANSWER]),
    "no hash": document({**ANSWER, "hash": ""}),
    "hash a number": document({**ANSWER, "hash": 1}),
    "hash an object": document({**ANSWER, "hash": {"toString": "x"}}),
    "another question": document(quizzes={QUIZ: {"answers": {"q2": ANSWER}}}),
    "another quiz": document(quizzes={"02-other": {"answers": {QUESTION: ANSWER}}}),
    "question by a prototype": document(quizzes={QUIZ: {"answers": {"__proto__": ANSWER, "constructor": ANSWER}}}),
    "quiz by a prototype": document(quizzes={"__proto__": {"answers": {QUESTION: ANSWER}}, "toString": 1}),
    "a question of capitals": document(quizzes={QUIZ: {"answers": {"Q1": ANSWER}}}),
    "many questions": document(quizzes={QUIZ: {"answers": {f"x{n}": ANSWER for n in range(20_000)}}}),
    "many quizzes": document(quizzes={f"x{n}": {} for n in range(20_000)}),
}
TAKEN = {
    "as it is saved": document(),
    "tries without measure": document({**ANSWER, "tries": 10**400}),
    "a share of two": document({**ANSWER, "share": 2}),
    "a share below": document({**ANSWER, "share": -1}),
    "a share in words": document({**ANSWER, "share": "1"}),
    "confidence 4": document({**ANSWER, "confidence": 4}),
    "hints -1": document({**ANSWER, "hints": -1}),
    "half a hint": document({**ANSWER, "hints": 0.5}),
    "a time of no day": document({**ANSWER, "time": "2026-99-99T99:99:99Z"}),
    "a long time": document({**ANSWER, "time": "2026-11-22T" + "1" * 5000 + "Z"}),
    "time a number": document({**ANSWER, "time": 1e308}),
    "a long response": document({**ANSWER, "response": "x" * 100_000}),
    "a response of many": document({**ANSWER, "response": ["x"] * 10_000}),
    "a response of lists": document({**ANSWER, "response": [["x"]]}),
    "a response by a prototype": document({**ANSWER, "response": {"__proto__": "x", "constructor": "y"}}),
    "a deep response": document({**ANSWER, "response": nested(300)}),
    "a response a number": document({**ANSWER, "response": 5}),
    "a long hash": document({**ANSWER, "hash": "1" * 5000}),
    "a seed in words": document(quizzes={QUIZ: {"seed": "x", "answers": {QUESTION: ANSWER}}}),
    "a seed without measure": document(quizzes={QUIZ: {"seed": 10**400, "answers": {QUESTION: ANSWER}}}),
    "fields nobody asked for": document({**ANSWER, "admin": True, "__proto__": {"share": 1}}),
    "half a letter": document({**ANSWER, "response": "\ud800"}),
    "HTML": document({**ANSWER, "response": "<img src=x onerror=alert(1)>"}),
}


@pytest.mark.parametrize("kind", RAW)
def test_what_is_no_json_is_refused(judge, kind: str) -> None:
    assert judge([RAW[kind]]) == ["refused"]


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_file_of_answers_is_refused(judge, kind: str) -> None:
    assert judge([json.dumps(REFUSED[kind])]) == ["refused"]


@pytest.mark.parametrize("kind", NOT_TAKEN)
def test_what_is_no_answer_is_left_out(judge, kind: str) -> None:
    assert judge([json.dumps(NOT_TAKEN[kind])]) == ["nothing taken"]


@pytest.mark.parametrize("kind", TAKEN)
def test_of_an_odd_answer_what_is_known_is_taken(judge, kind: str) -> None:
    assert judge([json.dumps(TAKEN[kind])]) == ["taken"]


NAMES = st.sampled_from(
    [*ANSWER, QUIZ, QUESTION, "answers", "seed", "__proto__", "constructor", "toString", "length", ""]
)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=6), inner, max_size=4),
    max_leaves=10,
)
FIELDS = st.fixed_dictionaries({}, optional={name: st.just(value) | ANY for name, value in ANSWER.items()})
FILES = (
    st.builds(document, FIELDS | ANY)
    | st.builds(lambda quizzes: document(quizzes=quizzes), ANY)
    | st.builds(lambda name, value: document(**{name: value}), st.sampled_from(list(document())), ANY)
    | st.builds(
        lambda ids: document(quizzes={QUIZ: {"answers": ids}}), st.dictionaries(NAMES, FIELDS | ANY, max_size=4)
    )
)


def test_any_file(judge) -> None:
    texts: list[str] = []

    @settings(max_examples=SAMPLES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(FILES)
    def collect(value: Any) -> None:
        texts.append(json.dumps(value))

    collect()
    assert len(texts) >= SAMPLES * 0.9
    odd = [(came, text) for came, text in zip(judge(texts), texts, strict=True) if came not in FINE]
    assert not odd, odd[:3]
