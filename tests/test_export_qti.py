"""QTI 1.2 and 2.1, read by pyslet, a library of other people.

The schemas of the standard are on no package registry, and a copy would not be ours to keep. pyslet has a class for
each element, with its place among its brothers and sisters: an element that it does not know, or would write
elsewhere, is a fault of ours. It also runs the response processing of QTI 2.1, so that the points that a file gives
can be compared with those that the course gives.
"""

from __future__ import annotations

import io
import zipfile
from itertools import combinations, permutations, product
from typing import Any

import pytest
from lxml import etree
from quiz_samples import bank, one_of_each, vectors
from readers import ask

from coursekit.export import qti12, qti21
from coursekit.export.words import bare
from coursekit.quiz.grading import read_number
from coursekit.quiz.types import Bank

QTI1 = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
RICH = {
    "text": "A *word*, [کابل]{lang=prs}, $x^2$ and [a link](https://example.org).\n\n3. three\n4. four",
    "hints": ["first", "second"],
    "points": 2,
    "confidence": True,
}


def samples() -> Bank:
    """One question of each type, bare, and again with what a question may have."""
    kinds = one_of_each()
    rich = [{**one, **RICH, **({"points": 0} if one["type"].startswith("forecast") else {})} for one in kinds]
    return bank(*kinds, *rich)


def unpack(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def written(xml: str) -> list[str]:
    """Return the names of the elements in order, without what pyslet does not list."""
    tree = etree.fromstring(xml.encode())
    for outcome in tree.iter("{*}outcomeDeclaration"):
        for child in list(outcome):
            outcome.remove(child)
    return [etree.QName(element).localname for element in tree.iter()]


def without_math(xml: str) -> str:
    """Return a document without its formulas, which belong to MathML and not to QTI."""
    tree = etree.fromstring(xml.encode())
    for formula in list(tree.iter("{http://www.w3.org/1998/Math/MathML}math")):
        formula.getparent().remove(formula)
    return etree.tostring(tree, encoding="unicode")


def items_of(package: dict[str, str]) -> list[str]:
    """Return each item of a QTI 1.2 package as a document of its own."""
    tree = etree.fromstring(package["quiz-01-sample/quiz-01-sample.xml"].encode())
    documents = []
    for item in tree.iter(f"{QTI1}item"):
        root = etree.Element(f"{QTI1}questestinterop", nsmap={None: QTI1[1:-1]})
        root.append(item)
        documents.append(etree.tostring(root, encoding="unicode"))
    return documents


def test_qti_1_has_the_elements_of_the_standard_in_its_order():
    documents = items_of(unpack(qti12.export([samples()], None).files["01-sample.qti12.zip"]))
    assert len(documents) == 24
    for document, answer in zip(documents, ask_qti("qti1", documents), strict=True):
        assert answer["unknown"] == []
        assert answer["elements"] == written(document)


def test_qti_2_has_the_elements_of_the_standard_in_its_order():
    package = unpack(qti21.export([samples()], None).files["01-sample.qti21.zip"])
    documents = [without_math(xml) for name, xml in package.items() if name != "imsmanifest.xml"]
    assert len(documents) == 25
    for document, answer in zip(documents, ask_qti("qti2", documents), strict=True):
        assert answer["unknown"] == []
        assert answer["elements"] == written(document)


@pytest.mark.parametrize("format", [qti12, qti21])
def test_the_manifest_names_every_file_and_no_other(format):
    (content,) = format.export([samples()], None).files.values()
    package = unpack(content)
    # Canvas knows its packages by the namespace of Common Cartridge, which has the elements of the one before it.
    known = package["imsmanifest.xml"].replace("imsccv1p1/imscp_v1p1", "imscp_v1p1")
    (answer,) = ask_qti("package", [known])
    assert answer["unknown"] == []
    manifest = etree.fromstring(package["imsmanifest.xml"].encode())
    assert [file.get("href") for file in manifest.iter("{*}file")] == [n for n in package if n != "imsmanifest.xml"]
    names = [resource.get("identifier") for resource in manifest.iter("{*}resource")]
    assert len(set(names)) == len(names)
    assert {one.get("identifierref") for one in manifest.iter("{*}dependency")} <= set(names)


def ask_qti(kind: str, documents: list[str]) -> list[dict[str, Any]]:
    return ask("pyslet", "grade_qti.py", [{"kind": kind, "xml": document} for document in documents])


def as_qti(question: Any, response: Any) -> dict[str, Any] | None:
    """Return a response as a QTI player would give it; None for what no player could give."""
    kind = question.type
    if kind in ("single_choice", "true_false", "judgement"):
        known = {"true", "false"} if kind == "true_false" else {option.id for option in question.options}
        return {"RESPONSE": f"choice-{response}"} if isinstance(response, str) and response in known else None
    if kind == "multiple_choice":
        known = {option.id for option in question.options}
        if not isinstance(response, list) or not response or not set(map(str, response)) <= known:
            return None
        return {"RESPONSE": [f"choice-{name}" for name in dict.fromkeys(response)]}
    if kind == "numeric":
        number = read_number(response)
        return None if number is None else {"RESPONSE": number}
    if kind == "short_text":
        return {"RESPONSE": response} if isinstance(response, str) and response.strip() else None
    if isinstance(response, list) and not all(isinstance(value, str) for value in response):
        return None  # nothing that a form could hand in
    if kind in ("matching", "sorting"):
        items, choices = question.entries(), question.choices()
        if not isinstance(response, dict) or not response:
            return None
        if not all(
            item in items and isinstance(choice, str) and choice in choices for item, choice in response.items()
        ):
            return None
        return {"RESPONSE": [f"item-{item} choice-{choice}" for item, choice in response.items()]}
    if kind == "ordering":
        names = [step.id for step in question.items]
        if not isinstance(response, list) or sorted(map(str, response)) != sorted(names):
            return None
        return {"RESPONSE": [f"choice-{name}" for name in response]}
    return None


def responses(question: Any) -> list[Any]:
    """Return responses to one of the sample questions: all there are, or many."""
    kind = question.type
    if kind == "short_text":
        return ["Kabul", "kabul", "Kandahar", "Herat", "کابل", "КАБУЛ"]
    if kind in ("matching", "sorting"):
        items, choices = question.entries(), question.choices()
        return [dict(zip(items, given, strict=True)) for given in product(choices, repeat=len(items))]
    if kind == "ordering":
        return [list(given) for given in permutations([step.id for step in question.items])]
    if kind == "multiple_choice":
        names = [option.id for option in question.options]
        return [list(given) for size in range(1, len(names) + 1) for given in combinations(names, size)]
    return ["a", "b", "c", "true", "false", "7", "8", "6.9999"]


def test_qti_2_gives_the_points_that_the_course_gives():
    questions = [(partial, responses(bank(partial).questions[0])) for partial in one_of_each()]
    questions += [(partial, [response]) for partial, response, _ in vectors()]
    cases = []
    for partial, given in questions:
        if partial["type"] in ("gaps", "judgement", "forecast", "forecast_outcome"):
            continue  # gaps: below; the others give no points
        one = bank({**partial, "points": 3})
        xml = unpack(qti21.export([one], None).files["01-sample.qti21.zip"])["items/q1.xml"]
        pairs = [(response, as_qti(one.questions[0], response)) for response in given]
        cases.append((one.questions[0], xml, [pair for pair in pairs if pair[1] is not None]))
    asked = [{"kind": "qti2", "xml": xml, "attempts": [given for _, given in pairs]} for _, xml, pairs in cases]
    compared: dict[str, int] = {}
    for (question, _, pairs), answer in zip(cases, ask("pyslet", "grade_qti.py", asked), strict=True):
        for (response, _), found in zip(pairs, answer["attempts"], strict=True):
            share = question.grade(response)
            if question.type == "ordering" and share < 1:
                share = 0.0  # said at export: an order is right or wrong
            if question.type == "short_text" and share and not said_alike(question, response):
                continue  # said at export: spellings are not folded
            assert found["score"] == pytest.approx(3 * share), (question, response)
            compared[question.type] = compared.get(question.type, 0) + 1
    assert len(compared) == 8 and min(compared.values()) >= 4 and sum(compared.values()) >= 150, compared


def said_alike(question: Any, response: str) -> bool:
    return response.lower() in {text.lower() for text in bare(question.accepted)}


def attempted(partial: dict[str, Any], *given: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what pyslet makes of each of these responses to a question."""
    xml = unpack(qti21.export([bank(partial)], None).files["01-sample.qti21.zip"])["items/q1.xml"]
    (answer,) = ask("pyslet", "grade_qti.py", [{"kind": "qti2", "xml": xml, "attempts": list(given)}])
    shown = {one.get("identifier") for one in etree.fromstring(xml.encode()).iter("{*}modalFeedback")}
    assert all(set(one["feedback"]) <= shown for one in answer["attempts"])
    return answer["attempts"]


def test_each_gap_is_worth_the_same():
    given = [("choice-2", "moskva"), ("choice-1", "Moscow"), ("choice-2", "Kabul"), ("choice-1", "Kabul")]
    answers = [{"RESPONSE-month": month, "RESPONSE-city": city} for month, city in given]
    found = attempted({**one_of_each()[8], "points": 4}, *answers, {"RESPONSE-month": "choice-2"}, {})
    assert [one["score"] for one in found] == [4.0, 2.0, 2.0, 0.0, 2.0, 0.0]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, {"choice-a": "choice-a", "choice-b": "choice-b"}),
        (2, {"choice-true": "choice-true"}),
        (3, {7.0: "right", 8.0: "mistake-1", 9.0: "wrong"}),
        (4, {"kabul": "right", "Kandahar": "mistake-1", "Herat": "wrong"}),
    ],
)
def test_an_answer_shows_its_own_feedback(number, expected):
    found = attempted(one_of_each()[number], *({"RESPONSE": given} for given in expected))
    assert [one["feedback"] for one in found] == [sorted(["explanation", name]) for name in expected.values()]


def test_a_half_open_range_leaves_its_end_out():
    numeric = {"type": "numeric", "range": [1, 5], "half_open": True}
    found = attempted(numeric, *({"RESPONSE": value} for value in (1.0, 4.999, 5.0)))
    assert [one["score"] for one in found] == [1.0, 1.0, 0.0]


def holds(condition: Any, given: dict[str, list[str]]) -> bool:
    """Return whether a condition of QTI 1.2 holds for what was given to each response."""
    name = etree.QName(condition).localname
    inside = [holds(child, given) for child in condition if name in ("conditionvar", "and", "or", "not")]
    if name in ("conditionvar", "and"):
        # several values of one response stand for one another
        alike = name == "conditionvar" and all(child.tag == f"{QTI1}varequal" for child in condition)
        return any(inside) if alike else all(inside)
    if name == "or":
        return any(inside)
    if name == "not":
        return not inside[0]
    if name == "other":
        return True
    values = given.get(condition.get("respident"), [])
    if name == "varequal":
        return any(value.lower() == condition.text.lower() for value in values)
    compare = {"vargte": float.__ge__, "varlte": float.__le__}[name]
    return any(compare(float(value), float(condition.text)) for value in values)


def score(item: Any, given: dict[str, list[str]]) -> float:
    """Return the score that the processing of a QTI 1.2 item gives, from 0 to 100."""
    total = 0.0
    for condition in item.iter(f"{QTI1}respcondition"):
        if holds(condition.find(f"{QTI1}conditionvar"), given):
            for setting in condition.iter(f"{QTI1}setvar"):
                total = float(setting.text) + (total if setting.get("action") == "Add" else 0)
            if condition.get("continue") == "No":
                break
    return total


@pytest.mark.parametrize(
    ("number", "given", "expected"),
    [
        (0, {"response1": ["b"]}, 100),
        (0, {"response1": ["a"]}, 0),
        (1, {"response1": ["a", "c"]}, 100),
        (1, {"response1": ["a", "b", "c"]}, 0),
        (1, {"response1": ["a"]}, 0),
        (2, {"response1": ["false"]}, 100),
        (2, {"response1": ["true"]}, 0),
        (3, {"response1": ["7"]}, 100),
        (3, {"response1": ["8"]}, 0),
        (4, {"response1": ["kabul"]}, 100),
        (4, {"response1": ["Kandahar"]}, 0),
        (5, {"response_doha": ["choice-doha"], "response_moscow": ["choice-moscow"]}, 66.66),
        (5, {"response_doha": ["choice-1"]}, 0),
        (6, {name: [f"choice-{kind}"] for name, kind in (("response_met", "fact"), ("response_good", "fact"))}, 25),
        (7, {f"response_{name}": [f"choice-place-{at}"] for at, name in enumerate(("first", "second"), 1)}, 50),
        (8, {"response_city": ["city-2"], "response_month": ["month-1"]}, 100),
        (9, {"response1": ["b"]}, 100),
    ],
)
def test_qti_1_gives_the_score_that_it_should(number, given, expected):
    package = unpack(qti12.export([bank(one_of_each()[number])], None).files["01-sample.qti12.zip"])
    (document,) = items_of(package)
    assert score(etree.fromstring(document), given) == pytest.approx(expected, abs=0.1)


def test_the_rest_of_a_qti_1_item_finds_its_feedback():
    """Every feedback that is shown is there, and every response that is graded is asked."""
    for document in items_of(unpack(qti12.export([samples()], None).files["01-sample.qti12.zip"])):
        tree = etree.fromstring(document)
        there = {one.get("ident") for one in tree.iter(f"{QTI1}itemfeedback")}
        assert {one.get("linkrefid") for one in tree.iter(f"{QTI1}displayfeedback")} == there
        asked = {one.get("ident") for name in ("response_lid", "response_str") for one in tree.iter(f"{QTI1}{name}")}
        graded = {one.get("respident") for one in tree.iter() if one.get("respident")}
        assert graded <= asked
