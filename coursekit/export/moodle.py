"""Moodle XML, as the question bank of Moodle imports it.

Which elements a type of question has is what Moodle's own importer reads (``question/format/xml/format.php`` and,
for ordering, ``question/type/ordering/questiontype.php``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.etree import SubElement

from coursekit.export.cloze import cloze, weight
from coursekit.export.model import Banks, Export, Loss, Profile, kind_of
from coursekit.export.words import asked, bare, explained, labels, number, on_items, spread, starless, too_fine, weighed
from coursekit.quiz.arrange import AssignQuestion, Ordering
from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.choice import ChoiceQuestion, TrueFalse
from coursekit.quiz.entry import Gaps, Interval, Numeric, ShortText
from coursekit.quiz.text import block, escape, inline, plain
from coursekit.quiz.types import Bank

NO_TRIES = "the hints are in the file, but Moodle shows none with this type"
PROFILE = Profile(
    name="Moodle XML",
    becomes={
        **{"single_choice": "multichoice", "multiple_choice": "multichoice", "true_false": "truefalse"},
        **{"numeric": "numerical", "short_text": "shortanswer", "matching": "matching", "sorting": "matching"},
        **{"ordering": "ordering", "gaps": "multianswer", "judgement": "multichoice"},
        **{"forecast": "essay", "forecast_outcome": "description"},
    },
    turned={
        "sorting": "becomes a matching question",
        "ordering": "becomes Moodle's type ordering, part of Moodle from 4.4 and a plugin before",
        "judgement": "becomes a choice question; the verdict is its right answer",
        "forecast": "becomes an essay without marks; the probability is not read as a number",
        "forecast_outcome": "becomes a description, which asks nothing",
    },
    lost={
        "confidence": "confidence is not asked (Moodle can ask it for a whole quiz: certainty-based marking)",
        "first answer": "whether the first answer stands is up to the settings of the quiz",
        "relative tolerance": "the relative tolerance is written as an absolute one",
        "half-open range": "the upper end of the range counts too",
        "spelling": "spellings are not folded: only case does not matter",
        "answer markup": "answers to choose or write lose markup, formulas and language",
        "formulas": "formulas are MathML, which the system must let through",
        "item feedback": "feedback on the items stands in the general feedback",
        "gaps.item feedback": "",
        "notes": "notes on the items stand in the general feedback",
        "ordering.partial credit": "partial credit: pairs in the wrong order take nothing back",
        "sealing": "the forecast is neither sealed nor opened, and no Brier score is worked out",
        **{f"{kind}.hints": NO_TRIES for kind in ("true_false", "forecast", "forecast_outcome")},
    },
)


def export(banks: Banks, root: Path) -> Export:
    """Return a file per bank."""
    done = Export()
    for bank in banks:
        quiz = etree.Element("quiz")
        category = SubElement(quiz, "question", type="category")
        _text(SubElement(category, "category"), f"$course$/top/{bank.quiz}")
        _html(category, "info", f"<p>{escape(bank.title)}</p>")
        for question in bank.questions:
            done.losses += PROFILE.losses(bank.quiz, question)
            done.losses += [Loss(bank.quiz, question.id, words) for words in _question(quiz, bank, question)]
        etree.indent(quiz)
        content = etree.tostring(quiz, xml_declaration=True, encoding="UTF-8")
        done.files[f"{bank.quiz}.moodle.xml"] = content + b"\n"
    return done


def _question(quiz: Any, bank: Bank, question: BaseQuestion) -> list[str]:
    """Write one question; return what is lost beside what the profile says."""
    kind = kind_of(question)
    element = SubElement(quiz, "question", type=PROFILE.becomes[kind])
    _text(SubElement(element, "name"), question.id)
    html = asked(question)
    losses: list[str] = []
    if isinstance(question, Gaps):
        html = cloze(question, html)
        if (total := weight(question) * len(question.gaps)) != question.points:
            losses.append(f"is worth {total} there, {weight(question)} for each gap, and {question.points} here")
    elif isinstance(question, Numeric) and question.unit:
        html += f"<p>Answer in: {escape(question.unit)}</p>"
    _html(element, "questiontext", html)
    moved = [] if isinstance(question, Gaps) else on_items(question)
    _html(element, "generalfeedback", explained(question, moved))
    if not isinstance(question, Gaps):
        SubElement(element, "defaultgrade").text = str(question.points)
    SubElement(element, "penalty").text = "0.3333333"
    SubElement(element, "hidden").text = "0"
    SubElement(element, "idnumber").text = f"{bank.quiz}/{question.id}"
    writer = WRITERS.get(PROFILE.becomes[kind])
    if writer:
        writer(element, question)
    for hint in question.hints:
        _html(element, "hint", block(hint))
    tags = SubElement(element, "tags")
    for name, value in labels(question).items():
        _text(SubElement(tags, "tag"), f"{name} {value}")
    return losses + too_fine(question)


def _multichoice(element: Any, question: ChoiceQuestion) -> None:
    SubElement(element, "single").text = str(question.control == "radio").lower()
    SubElement(element, "shuffleanswers").text = str(question.shuffle).lower()
    SubElement(element, "answernumbering").text = "none"
    for option, fraction in zip(question.options, weighed(question), strict=True):
        _answer(element, fraction, inline(option.text), option.feedback, html=True)


def _truefalse(element: Any, question: TrueFalse) -> None:
    for value, words in ((True, question.feedback.true), (False, question.feedback.false)):
        _answer(element, 100 if value == question.answer else 0, str(value).lower(), words)


def _numerical(element: Any, question: Numeric) -> None:
    cases: list[tuple[Interval, float, str]] = [(question, 100, question.feedback.right)]
    cases += [(case, 100, case.feedback) for case in question.alternatives]
    cases += [(case, 0, case.feedback) for case in question.mistakes]
    for case, fraction, words in cases:
        middle, reach = spread(case)
        answer = _answer(element, fraction, number(middle), words)
        SubElement(answer, "tolerance").text = number(reach)
    answer = _answer(element, 0, "*", question.feedback.wrong)
    SubElement(answer, "tolerance").text = "0"
    SubElement(element, "unitgradingtype").text = "0"
    SubElement(element, "unitpenalty").text = "0"
    SubElement(element, "showunits").text = "3"  # no field for a unit: it stands in the text
    SubElement(element, "unitsleft").text = "0"


def _shortanswer(element: Any, question: ShortText) -> None:
    SubElement(element, "usecase").text = "0"
    for text in bare(question.accepted):
        _answer(element, 100, starless(text), question.feedback.right)
    for mistake in question.mistakes:
        for text in bare(mistake.written):
            _answer(element, 0, starless(text), mistake.feedback)
    _answer(element, 0, "*", question.feedback.wrong)


def _matching(element: Any, question: AssignQuestion) -> None:
    SubElement(element, "shuffleanswers").text = "true"
    choices, key = question.choices(), question.key()
    pairs = [(inline(text), plain(choices[key[item]])) for item, text in question.entries().items()]
    pairs += [("", plain(text)) for name, text in choices.items() if name not in key.values()]
    for html, match in pairs:
        sub = _html(element, "subquestion", html)
        _text(SubElement(sub, "answer"), match)


def _ordering(element: Any, question: Ordering) -> None:
    settings = {"layouttype": "VERTICAL", "selecttype": "ALL", "selectcount": "0"}
    settings |= {"gradingtype": "RELATIVE_ALL_PREVIOUS_AND_NEXT", "showgrading": "0", "numberingstyle": "none"}
    for name, value in settings.items():
        SubElement(element, name).text = value
    _html(element, "correctfeedback", block(question.feedback.right))
    _html(element, "partiallycorrectfeedback", block(question.feedback.wrong))
    _html(element, "incorrectfeedback", block(question.feedback.wrong))
    for place, step in enumerate(question.items, 1):
        _answer(element, place, inline(step.text), "", html=True)


def _essay(element: Any, question: BaseQuestion) -> None:
    SubElement(element, "responseformat").text = "editor"
    SubElement(element, "responserequired").text = "1"
    SubElement(element, "responsefieldlines").text = "5"
    SubElement(element, "attachments").text = "0"
    _html(element, "graderinfo", "")


WRITERS: dict[str, Callable[[Any, Any], None]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "numerical": _numerical,
    "shortanswer": _shortanswer,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
"""What is written beside text, feedback and hints; a description and a cloze have nothing else."""


def _answer(element: Any, fraction: float, text: str, feedback: str, html: bool = False) -> Any:
    shown = number(round(fraction, 5))
    answer = SubElement(element, "answer", fraction=shown, format="html" if html else "moodle_auto_format")
    SubElement(answer, "text").text = text
    _html(answer, "feedback", block(feedback))
    return answer


def _html(parent: Any, name: str, html: str) -> Any:
    element = SubElement(parent, name, format="html")
    SubElement(element, "text").text = html
    return element


def _text(element: Any, text: str) -> None:
    SubElement(element, "text").text = text
