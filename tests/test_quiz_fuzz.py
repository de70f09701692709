"""Ten thousand inputs for the loader, found by hypothesis: each is a bank or a fault with words, never a crash."""

from __future__ import annotations

import json
import tempfile
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from quiz_samples import one_of_each, question
from test_jupyterquiz import BANK

from coursekit.faults import CourseError
from coursekit.quiz.bank import Examined, examine
from coursekit.quiz.markup import render
from coursekit.quiz.schema import schema
from coursekit.quiz.template import TEMPLATE

INPUTS = {"bytes": 3000, "text": 2500, "mutated": 1500, "field": 2000, "json": 400, "foreign": 600}
EDITOR = Draft7Validator(schema())
KEPT = tempfile.TemporaryDirectory(prefix="coursekit-fuzz-")  # until the tests have ended
FOLDER = Path(KEPT.name)


def fuzz(name: str) -> settings:
    return settings(max_examples=INPUTS[name], deadline=None)


def test_there_are_ten_thousand():
    assert sum(INPUTS.values()) == 10_000


def tried(content: bytes | str, ending: str = "yml") -> Examined | None:
    """Examine a file; whatever is sound in it can be shown, and whatever is not has words and a place."""
    path = FOLDER / f"01-sample.{ending}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    try:
        found = examine(path)
    except CourseError as error:
        assert error.faults
        assert all(fault.reason and fault.remedy for fault in error.faults)
        return None
    assert all(fault.reason and fault.remedy and fault.row and fault.character for fault in found.faults)
    assert str(found.faults)
    if found.bank and not found.faults:
        assert render("test", "01-sample", found.bank.title, found.bank.questions).encode()
    return found


@pytest.mark.long
@fuzz("bytes")
@given(st.binary(max_size=200))
def test_any_bytes(content):
    tried(content)


YAML_SIGNS = st.text(
    st.sampled_from(list("quiztle:sno-[]{}&*!|>'\"#%@`?,.~\\ud8\n\t 0123\u2028\ufeff\x85é")), max_size=120
)


@pytest.mark.long
@fuzz("text")
@given(YAML_SIGNS | st.text(max_size=120))
def test_any_text(content):
    tried(content)


def simple(partial: dict) -> dict:
    return {"quiz": "01-sample", "title": "Sample", "questions": [question(partial)]}


BANKS = [simple(partial) for partial in one_of_each()]
TEMPLATES = [
    "quiz: 01-sample\ntitle: T\nquestions:\n\n  - id" + part for part in TEMPLATE.read_text().split("  - id")[1:]
]


@pytest.mark.long
@fuzz("mutated")
@given(st.sampled_from(TEMPLATES), st.integers(0, 1500), st.integers(0, 30), YAML_SIGNS)
def test_a_bank_with_a_piece_replaced(text, at, length, piece):
    at = min(at, len(text))
    tried(text[:at] + piece[:20] + text[at + length :])


def test_the_pieces_are_banks():
    assert len(TEMPLATES) == 12
    assert all(tried(text).bank for text in TEMPLATES)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def trails(value, path=()):
    """Yield the way to every part of a value."""
    yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from trails(value[key], (*path, key))


def with_change(document, path, value, drop):
    """Return a copy with one part replaced, or left out."""
    if not path:
        return value
    changed = deepcopy(document)
    around = changed
    for part in path[:-1]:
        around = around[part]
    if drop:
        del around[path[-1]]
    else:
        around[path[-1]] = value
    return changed


PLACES = [(document, path) for document in BANKS for path in trails(document)]


@pytest.mark.long
@fuzz("field")
@given(st.sampled_from(PLACES), VALUES, st.booleans())
def test_any_value_in_any_field_of_every_type(place, value, drop):
    """What an editor refuses by the schema, the loader refuses too."""
    changed = with_change(*place, value, drop)
    found = tried(json.dumps(changed, ensure_ascii=False))
    if found is not None and not EDITOR.is_valid(found.document.value):
        assert found.faults


@pytest.mark.long
@fuzz("json")
@given(VALUES | st.lists(st.fixed_dictionaries({"question": VALUES, "type": VALUES, "answers": VALUES}), max_size=3))
def test_any_json(value):
    tried(json.dumps(value), "json")


FOREIGN = [(BANK, path) for path in trails(BANK)]


@fuzz("foreign")
@given(st.sampled_from(FOREIGN), VALUES, st.booleans())
def test_any_value_in_any_field_of_a_bank_from_elsewhere(place, value, drop):
    tried(json.dumps(with_change(*place, value, drop)), "json")


@pytest.mark.parametrize("ending", ["yml", "json"])
@pytest.mark.parametrize("half", ["\ud800", "\udfff", "a\udc00b"])
def test_half_a_letter_is_a_fault(half, ending):
    value = {**BANKS[0], "title": half} if ending == "yml" else [{**BANK[0], "question": half}]
    assert tried(json.dumps(value), ending) is None
