"""QTI 1.2 as a content package, in the form in which Canvas reads it.

The types of question, named in the metadata of each item, are those of Canvas; a reader that does not know them
finds the standard's own elements. text2qti, which writes this form too, starts from a notation of its own that has
no matching, gaps or order, so that most of the course's types could not pass through it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree
from lxml.etree import SubElement

from coursekit.export import qti12_answers as answers
from coursekit.export.files import archive
from coursekit.export.model import Banks, Export, Profile, kind_of
from coursekit.export.qti12_answers import NAMESPACE, material, sub
from coursekit.export.words import asked, explained, labels, on_items
from coursekit.quiz.arrange import AssignQuestion, Ordering
from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.choice import ChoiceQuestion, TrueFalse
from coursekit.quiz.entry import Gaps, Numeric, ShortText
from coursekit.quiz.text import block, escape, plain
from coursekit.quiz.types import Bank

PROFILE = Profile(
    name="QTI 1.2",
    becomes={
        **{"single_choice": "multiple choice", "multiple_choice": "multiple answers", "true_false": "true/false"},
        **{"numeric": "numerical", "short_text": "short answer", "matching": "matching", "sorting": "matching"},
        **{"ordering": "matching", "gaps": "blanks or lists", "judgement": "multiple choice"},
        **{"forecast": "essay", "forecast_outcome": "text only"},
    },
    turned={
        "sorting": "becomes a matching question",
        "ordering": "Canvas has no ordering questions: becomes a matching of each item with its place",
        "judgement": "becomes a choice question; the verdict is its right answer",
        "forecast": "becomes an essay; the probability is not read as a number",
        "forecast_outcome": "becomes a text, which asks nothing",
    },
    lost={
        "hints": "hints are dropped",
        "confidence": "confidence is not asked",
        "fixed order": "the order of the options is up to the quiz",
        "first answer": "whether the first answer stands is up to the settings of the quiz",
        "labels": "objective, level, difficulty and part are metadata that Canvas does not read",
        "relative tolerance": "the relative tolerance is written as a range",
        "half-open range": "the upper end of the range counts too",
        "spelling": "spellings are not folded: only case does not matter",
        "answer markup": "answers to choose or write lose markup, formulas and language",
        "formulas": "formulas are MathML, which the system must let through",
        "item feedback": "feedback on the items stands in the general feedback",
        "notes": "notes on the items stand in the general feedback",
        "multiple_choice.partial credit": "partial credit is by the system's own rule; the file knows all or nothing",
        "ordering.partial credit": "partial credit is by items in their place, not by pairs in order",
        "sealing": "the forecast is neither sealed nor opened, and no Brier score is worked out",
        "forecast_outcome.explanation": "the explanation stands in the text",
        "forecast_outcome.references": "the references stand in the text",
    },
)

CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
CANVAS = {
    "single_choice": "multiple_choice_question",
    "judgement": "multiple_choice_question",
    "multiple_choice": "multiple_answers_question",
    "true_false": "true_false_question",
    "numeric": "numerical_question",
    "short_text": "short_answer_question",
    "matching": "matching_question",
    "sorting": "matching_question",
    "ordering": "matching_question",
    "forecast": "essay_question",
    "forecast_outcome": "text_only_question",
}
BLANKS, LISTS = "fill_in_multiple_blanks_question", "multiple_dropdowns_question"


def export(banks: Banks, root: Path) -> Export:
    """Return a package per bank."""
    done = Export()
    for bank in banks:
        tree = etree.Element(f"{{{NAMESPACE}}}questestinterop", nsmap={None: NAMESPACE})
        assessment = sub(tree, "assessment", ident=f"quiz-{bank.quiz}", title=bank.title)
        _fields(assessment, {"cc_maxattempts": "1"})
        section = sub(assessment, "section", ident="root_section")
        for question in bank.questions:
            done.losses += PROFILE.losses(bank.quiz, question)
            _item(section, bank, question)
        name = f"quiz-{bank.quiz}/quiz-{bank.quiz}.xml"
        entries = {"imsmanifest.xml": _manifest(bank, name), name: _bytes(tree)}
        done.files[f"{bank.quiz}.qti12.zip"] = archive(entries)
    return done


def _item(section: Any, bank: Bank, question: BaseQuestion) -> None:
    kind = kind_of(question)
    item = sub(section, "item", ident=f"{bank.quiz}.{question.id}", title=question.id)
    html = asked(question)
    after = explained(question, on_items(question))
    canvas = CANVAS.get(kind, "")
    if isinstance(question, Gaps):
        canvas = LISTS if all(gap.choices for gap in question.gaps) else BLANKS
        html += _passage(question, canvas == BLANKS)
    elif isinstance(question, Numeric) and question.unit:
        html += f"<p>Answer in: {escape(question.unit)}</p>"
    elif kind == "forecast_outcome":
        html, after = html + after, ""
    _fields(
        sub(item, "itemmetadata"),
        {"question_type": canvas, "points_possible": str(question.points), **labels(question)},
    )
    presentation = sub(item, "presentation")
    material(presentation, html)
    processing = answers.Processing()
    if after:
        processing.always("general_fb", after)
    _write_answers(processing, presentation, question)
    processing.write(item)


def _write_answers(processing: answers.Processing, presentation: Any, question: BaseQuestion) -> None:
    if isinstance(question, ChoiceQuestion):
        answers.choice(processing, presentation, question)
    elif isinstance(question, TrueFalse):
        answers.true_false(processing, presentation, question)
    elif isinstance(question, Numeric):
        answers.numeric(processing, presentation, question)
    elif isinstance(question, ShortText):
        answers.short_text(processing, presentation, question)
    elif isinstance(question, AssignQuestion):
        answers.matching(processing, presentation, question.entries(), question.choices(), question.key())
    elif isinstance(question, Ordering):
        steps = {step.id: step.text for step in question.items}
        places = {f"place-{place}": str(place) for place in range(1, len(steps) + 1)}
        answers.matching(processing, presentation, steps, places, dict(zip(steps, places, strict=True)))
        processing.right_or_wrong(block(question.feedback.right), block(question.feedback.wrong))
    elif isinstance(question, Gaps):
        answers.gaps(processing, presentation, question)
    elif kind_of(question) == "forecast":
        answers.field(presentation)


def _passage(question: Gaps, written: bool) -> str:
    """Return the passage with its gaps as Canvas marks them; lists among fields to write are spelt out."""
    html = block(question.passage)
    listed = ""
    for gap in question.gaps:
        html = html.replace(f"[[{gap.id}]]", f"[{gap.id}]", 1)
        if written and gap.choices:
            listed += f"<p>{gap.id}: {escape(', '.join(map(plain, gap.choices)))}</p>"
    return html + listed


def _manifest(bank: Bank, name: str) -> bytes:
    manifest = etree.Element(f"{{{CP}}}manifest", nsmap={None: CP}, identifier=f"manifest-{bank.quiz}")
    metadata = SubElement(manifest, f"{{{CP}}}metadata")
    SubElement(metadata, f"{{{CP}}}schema").text = "IMS Content"
    SubElement(metadata, f"{{{CP}}}schemaversion").text = "1.1.3"
    SubElement(manifest, f"{{{CP}}}organizations")
    resources = SubElement(manifest, f"{{{CP}}}resources")
    resource = SubElement(resources, f"{{{CP}}}resource", identifier=f"quiz-{bank.quiz}", type="imsqti_xmlv1p2")
    SubElement(resource, f"{{{CP}}}file", href=name)
    return _bytes(manifest)


def _fields(parent: Any, fields: dict[str, str]) -> None:
    metadata = sub(parent, "qtimetadata")
    for label, entry in fields.items():
        field = sub(metadata, "qtimetadatafield")
        sub(field, "fieldlabel").text = label
        sub(field, "fieldentry").text = entry


def _bytes(tree: Any) -> bytes:
    etree.indent(tree)
    content: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    return content + b"\n"
