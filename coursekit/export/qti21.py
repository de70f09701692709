"""QTI 2.1 as a content package: one item a question, one test for the bank, and the manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

from coursekit.export import qti21_answers as answers
from coursekit.export.files import archive
from coursekit.export.model import Banks, Export, Profile, kind_of
from coursekit.export.words import asked, explained, on_items
from coursekit.export.xhtml import MATHML, QTI, put, sub
from coursekit.quiz.arrange import AssignQuestion, Ordering
from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.choice import ChoiceQuestion, TrueFalse
from coursekit.quiz.entry import Gaps, Numeric, ShortText
from coursekit.quiz.types import Bank

PROFILE = Profile(
    name="QTI 2.1",
    becomes={
        **{"single_choice": "choice", "multiple_choice": "choice", "true_false": "choice", "judgement": "choice"},
        **{"numeric": "text entry", "short_text": "text entry", "matching": "match", "sorting": "match"},
        **{"ordering": "order", "gaps": "text entry, inline choice", "forecast": "extended text"},
        "forecast_outcome": "text only",
    },
    turned={
        "sorting": "becomes a matching question",
        "judgement": "becomes a choice question; the verdict is its right answer",
        "forecast": "becomes a text to write; the probability is not read as a number",
        "forecast_outcome": "becomes a text, which asks nothing",
    },
    lost={
        "hints": "hints are dropped",
        "confidence": "confidence is not asked",
        "first answer": "whether the first answer stands is up to the settings of the test",
        "labels": "objective, level, difficulty and part are dropped",
        "relative tolerance": "the relative tolerance is written as a range",
        "spelling": "spellings are not folded: only case does not matter",
        "languages": "the direction of words in another language is dropped; the language is kept",
        "list numbers": "lists begin at 1, and links lose their titles",
        "formulas": "formulas are MathML, which the system must let through",
        "short_text.answer markup": "answers to write lose markup, formulas and language",
        "gaps.answer markup": "answers to choose or write lose markup, formulas and language",
        "item feedback": "feedback on the items stands in the explanation",
        "notes": "notes on the items stand in the explanation",
        "ordering.partial credit": "an order is right or wrong: partial credit is dropped",
        "sealing": "the forecast is neither sealed nor opened, and no Brier score is worked out",
        "forecast_outcome.explanation": "the explanation stands in the text",
        "forecast_outcome.references": "the references stand in the text",
    },
)
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"


def export(banks: Banks, root: Path) -> Export:
    """Return a package per bank."""
    done = Export()
    for bank in banks:
        entries = {"imsmanifest.xml": _manifest(bank), "test.xml": _test(bank)}
        for question in bank.questions:
            done.losses += PROFILE.losses(bank.quiz, question)
            entries[_file(question)] = _item(bank, question)
        done.files[f"{bank.quiz}.qti21.zip"] = archive(entries)
    return done


def _file(question: BaseQuestion) -> str:
    return f"items/{question.id}.xml"


def _name(bank: Bank, question: BaseQuestion) -> str:
    """Return the identifier of an item; it may not begin with a digit."""
    return f"q-{bank.quiz}.{question.id}"


def _item(bank: Bank, question: BaseQuestion) -> bytes:
    item = etree.Element(
        f"{{{QTI}}}assessmentItem",
        {"identifier": _name(bank, question), "title": question.id, "adaptive": "false", "timeDependent": "false"},
        nsmap={None: QTI, "m": MATHML},
    )
    html, after = asked(question), explained(question, on_items(question))
    if kind_of(question) == "forecast_outcome":
        html, after = html + after, ""
    parts = answers.Item(question.points)
    put(sub(parts.body, "div"), html)
    _answer(parts, question)
    if after:
        parts.explain(after)
    parts.write(item)
    return _bytes(item)


def _answer(parts: answers.Item, question: BaseQuestion) -> None:
    if isinstance(question, ChoiceQuestion):
        answers.choice(parts, question)
    elif isinstance(question, TrueFalse):
        answers.true_false(parts, question)
    elif isinstance(question, Numeric):
        answers.numeric(parts, question)
    elif isinstance(question, ShortText):
        answers.short_text(parts, question)
    elif isinstance(question, AssignQuestion):
        answers.matching(parts, question)
    elif isinstance(question, Ordering):
        answers.ordering(parts, question)
    elif isinstance(question, Gaps):
        answers.gaps(parts, question)
    elif kind_of(question) == "forecast":
        answers.essay(parts)


def _test(bank: Bank) -> bytes:
    attributes = {"identifier": f"test-{bank.quiz}", "title": bank.title}
    test = etree.Element(f"{{{QTI}}}assessmentTest", attributes, nsmap={None: QTI})
    part = sub(test, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual")
    section = sub(part, "assessmentSection", identifier="section", title=bank.title, visible="true")
    for question in bank.questions:
        sub(section, "assessmentItemRef", identifier=_name(bank, question), href=_file(question))
    return _bytes(test)


def _manifest(bank: Bank) -> bytes:
    manifest = etree.Element(f"{{{CP}}}manifest", {"identifier": f"manifest-{bank.quiz}"}, nsmap={None: CP})

    def add(parent: Any, name: str, **attributes: str) -> Any:
        return etree.SubElement(parent, f"{{{CP}}}{name}", attributes)

    metadata = add(manifest, "metadata")
    add(metadata, "schema").text = "QTIv2.1 Package"
    add(metadata, "schemaversion").text = "1.0.0"
    add(manifest, "organizations")
    resources = add(manifest, "resources")
    test = add(resources, "resource", identifier=f"test-{bank.quiz}", type="imsqti_test_xmlv2p1", href="test.xml")
    add(test, "file", href="test.xml")
    for question in bank.questions:
        add(test, "dependency", identifierref=_name(bank, question))
    for question in bank.questions:
        href, name = _file(question), _name(bank, question)
        add(add(resources, "resource", identifier=name, type="imsqti_item_xmlv2p1", href=href), "file", href=href)
    return _bytes(manifest)


def _bytes(tree: Any) -> bytes:
    # Not indented: white space between the words of a text is part of it.
    content: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    return content + b"\n"
