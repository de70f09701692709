"""One Anki deck: the glossary, and the questions of level recall."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import genanki
import pandas as pd

from coursekit.data import descriptor, load
from coursekit.export.files import archive, moment
from coursekit.export.model import Banks, Export, Loss, Profile, kind_of
from coursekit.export.words import asked, explained, key, labels, mixed
from coursekit.quiz.arrange import AssignQuestion, Ordering
from coursekit.quiz.base import BaseQuestion, scrambled
from coursekit.quiz.choice import ChoiceQuestion, TrueFalse
from coursekit.quiz.entry import GAP, Gaps, Numeric
from coursekit.quiz.text import block, direction, escape, inline
from coursekit.quiz.types import TYPES, Bank

CARD = "front and back"
UNFIT = {"judgement", "forecast", "forecast_outcome"}
PROFILE = Profile(
    name="The Anki deck",
    becomes=dict.fromkeys(sorted(set(TYPES) - UNFIT), CARD),
    left_out={
        "judgement": "a verdict is no fact to learn by heart",
        "forecast": "a forecast is no fact to learn by heart",
        "forecast_outcome": "a forecast is no fact to learn by heart",
    },
    lost={
        "confidence": "confidence is not asked",
        "points": "a card has no points",
        "partial credit": "readers grade themselves: no partial credit",
        "spelling": "readers grade themselves: nothing is written",
        "formulas": "formulas are MathML, which some of Anki's programs show as bare letters",
    },
)
NOT_RECALL = "the deck holds questions of level recall, and this is {} -> left out"
FILE = "course.apkg"
LANGUAGES = {"term_dari": ("Dari", "prs"), "term_pashto": ("Pashto", "ps"), "term_russian": ("Russian", "ru")}
CSS = """\
.card { font: 1.1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 40rem; padding: 1rem; text-align: start; }
.card li > p { margin: 0; }
"""
DAY = 1_541_376_000
"""The time that stands in the deck as its making, 5 November 2018, unless ``SOURCE_DATE_EPOCH`` is set. A clock would
make every deck another; a later time lets Anki take corrected cards over those that a student has."""


def _number(name: str) -> int:
    """Return a number made of a name, of the size that Anki wants for decks and types of notes."""
    return 1_000_000_000 + int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % 1_000_000_000


def _model(name: str, fields: list[str], templates: list[dict[str, str]]) -> Any:
    return genanki.Model(
        _number(f"model/{name}"), name, fields=[{"name": field} for field in fields], templates=templates, css=CSS
    )


TERM = _model(
    "Course: term",
    ["Term", "Definition", "Dari", "Pashto", "Russian", "Paragraphs"],
    [
        {
            "name": "Term to meaning",
            "qfmt": "<p><strong>{{Term}}</strong></p>",
            "afmt": "{{FrontSide}}<hr id=answer><p>{{Definition}}</p><p>{{Dari}}</p><p>{{Pashto}}</p>"
            "<p>{{Russian}}</p>{{#Paragraphs}}<p>Article, paragraph {{Paragraphs}}</p>{{/Paragraphs}}",
        },
        {
            "name": "Meaning to term",
            "qfmt": "<p>{{Definition}}</p>",
            "afmt": "{{FrontSide}}<hr id=answer><p><strong>{{Term}}</strong></p><p>{{Dari}}</p><p>{{Pashto}}</p>"
            "<p>{{Russian}}</p>",
        },
    ],
)
QUESTION = _model(
    "Course: question",
    ["Question", "Answer", "Source"],
    [{"name": "Question", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}"}],
)


def export(banks: Banks, root: Path) -> Export:
    """Return one deck of the glossary and of what can be learnt by heart in the banks."""
    done = Export()
    course = str(descriptor(root).get("title", "Course")).partition(":")[0]
    glossary = genanki.Deck(_number("deck/glossary"), f"{course}::Glossary")
    for row in load("glossary", root).to_dict("records"):
        glossary.add_note(_term(row))
    decks = [glossary]
    for bank in banks:
        deck = genanki.Deck(_number(f"deck/{bank.quiz}"), f"{course}::{_tame(bank.title).replace('::', ': ')}")
        for question in bank.questions:
            if kind_of(question) in PROFILE.becomes and question.level != "recall":
                words = NOT_RECALL.format(question.level or "not said")
                done.losses.append(Loss(bank.quiz, question.id, words))
                continue
            done.losses += PROFILE.losses(bank.quiz, question)
            if kind_of(question) in PROFILE.becomes:
                deck.add_note(_card(bank, question))
        if deck.notes:
            decks.append(deck)
    done.files[FILE] = _package(decks)
    return done


def _term(row: Any) -> Any:
    names = [_word(row[column], code) for column, (_, code) in LANGUAGES.items()]
    paragraphs = ", ".join("headline" if at == 0 else str(at) for at in row["in_article"])
    fields = [_tame(escape(str(row["term"]))), _tame(escape(str(row["definition"]))), *names, paragraphs]
    return genanki.Note(TERM, fields, guid=genanki.guid_for("glossary", row["term"]), tags=["glossary"])


def _word(value: Any, code: str) -> str:
    """Return a word in another language, marked as such; empty where there is none."""
    if pd.isna(value):
        return ""
    return f'<span lang="{code}" dir="{direction(code)}">{_tame(escape(str(value)))}</span>'


def _card(bank: Bank, question: BaseQuestion) -> Any:
    front = asked(question) + _choices(question)
    if question.hints:
        lines = "".join(f"<li>{block(hint)}</li>" for hint in question.hints)
        front += f"<details><summary>Hints</summary><ol>{lines}</ol></details>"
    back = key(question) + explained(question)
    tags = [f"{name}::{value}" for name, value in labels(question).items()] + [bank.quiz]
    guid = genanki.guid_for(bank.quiz, question.id)
    return genanki.Note(QUESTION, [_tame(front), _tame(back), f"{bank.quiz}/{question.id}"], guid=guid, tags=tags)


def _choices(question: BaseQuestion) -> str:
    """Return what there is to choose from, without the means to choose."""
    if isinstance(question, ChoiceQuestion):
        return _list(option.text for option in mixed(question).options)
    if isinstance(question, TrueFalse):
        return "<p>True or false?</p>"
    if isinstance(question, Numeric) and question.unit:
        return f"<p>Answer in: {escape(question.unit)}</p>"
    if isinstance(question, AssignQuestion):
        return _list(question.entries().values()) + _list(question.choices().values())
    if isinstance(question, Ordering):
        texts = {step.id: step.text for step in question.items}
        return _list(texts[name] for name in scrambled(list(texts), question.id))
    if isinstance(question, Gaps):
        blank = GAP.sub("<u>&emsp;&emsp;&emsp;</u>", block(question.passage))
        return blank + "".join(_list(gap.choices) for gap in question.gaps if gap.choices)
    return ""


def _list(texts: Any) -> str:
    return f"<ul>{''.join(f'<li>{inline(text)}</li>' for text in texts)}</ul>"


def _tame(html: str) -> str:
    r"""Return HTML in which Anki finds no ``[sound:…]``, no ``[latex]``, no ``\(…\)`` and no ``{{field}}``."""
    html = html.replace("\\(", "\\\u2060(").replace("\\[", "\\\u2060[").replace("\\)", "\\\u2060)")
    return html.replace("[", "&#91;").replace("{{", "{&#123;").replace("\x1f", " ")


def _package(decks: list[Any]) -> bytes:
    """Return decks as a file for Anki that is the same bytes each time."""
    buffer = io.BytesIO()
    genanki.Package(decks).write_to_file(buffer, timestamp=moment() or DAY)
    with zipfile.ZipFile(buffer) as packed:
        return archive({name: packed.read(name) for name in packed.namelist()})
