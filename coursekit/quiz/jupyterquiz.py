"""Banks of jupyterquiz, read as they are: a list of questions in JSON.

The format is that of jupyterquiz 2.9 (its README, its schemas and the script that grades): the types
``multiple_choice`` and ``many_choice``, of which the number of right answers decides how they are asked, ``numeric``,
``string`` and ``match``. Of several answers that fit, the first one listed decides; a range leaves out its upper end;
a precision counts significant digits. What a question of the course cannot hold is told in notes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, Strict, ValidationError

from coursekit.faults import CourseError, Fault
from coursekit.quiz import reasons
from coursekit.quiz.document import Document, Trail
from coursekit.quiz.foreigntext import code_block, code_span, identifier, markdown
from coursekit.quiz.intervals import Interval, rounded, within, without

KNOWN = {"question", "type", "code", "answers", "precision", "pairs", "options"}
KNOWN_ANSWERS = {"answer", "code", "correct", "feedback", "value", "range", "type", "label"}
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


class _Part(BaseModel):
    model_config = ConfigDict(strict=True)


Number = Annotated[float, Field(allow_inf_nan=False)]
Words = Annotated[str, Field(max_length=2000)]


class _Answer(_Part):
    answer: Words = ""
    code: Words = ""
    correct: bool = False
    feedback: Words = ""


class _NumericAnswer(_Part):
    value: Number | None = None
    range: Annotated[tuple[Number, Number], Strict(False)] | None = None
    correct: bool = False
    feedback: Words = ""
    type: str = ""


class _StringAnswer(_Part):
    answer: Annotated[str, Field(max_length=200)] = ""
    correct: bool = False
    feedback: Words = ""
    type: str = ""


class _Pair(_Part):
    label: Words
    answer: Words


class _Question(_Part):
    question: Annotated[str, Field(min_length=1, max_length=2000)]
    code: Words = ""


class _Choice(_Question):
    type: Literal["multiple_choice", "many_choice"]
    answers: list[_Answer]


class _Numeric(_Question):
    type: Literal["numeric"]
    answers: list[_NumericAnswer]
    precision: Annotated[int, Field(ge=1, le=100)] | None = None


class _String(_Question):
    type: Literal["string"]
    answers: list[_StringAnswer]


class _Match(_Question):
    type: Literal["match"]
    pairs: list[_Pair]
    options: list[Words]


AnyQuestion = Annotated[_Choice | _Numeric | _String | _Match, Field(discriminator="type")]


class _Questions(RootModel[Annotated[list[AnyQuestion], Field(min_length=1, max_length=2000)]]):
    pass


def convert(document: Document, name: str) -> tuple[Document, None, dict[int, Any], list[Fault], list[Fault]]:
    """Return a bank of jupyterquiz as a bank of the course.

    Args:
        document: what the file holds.
        name: the name of the file without its ending; it becomes the name of the quiz and its title.

    Returns:
        The bank as a document whose faults lie where they do in the file; then nothing, no questions and no faults
        yet, as in :class:`coursekit.quiz.bank.Examined`; and notes on what could not be taken over.

    Raises:
        CourseError: if it is no bank of jupyterquiz, with every fault found.
    """
    if not isinstance(document.value, list):
        fault = document.fault((), "", "not a list of questions", "put the questions of jupyterquiz in [ ]")
        raise CourseError(fault)
    try:
        questions = _Questions.model_validate(document.value).root
    except ValidationError as error:
        raise CourseError(reasons.faults(error, document, _Questions)) from None
    title = name.replace("-", " ").strip()
    bank = _Bank(document)
    for number, question in enumerate(questions):
        bank.add(number, question)
    if bank.faults:
        raise CourseError(bank.faults)
    value = {"quiz": name, "title": (title[:1].upper() + title[1:])[:120], "questions": bank.questions}
    origins: dict[Trail, Trail] = {(): (), ("questions",): (), **bank.origins}
    notes = [*bank.notes, *_left_out(document)]
    return Document(document.file, value, document.places, document.names, origins), None, {}, [], notes


class _Bank:
    """The questions taken over so far."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.questions: list[dict[str, Any]] = []
        self.origins: dict[Trail, Trail] = {}
        self.faults: list[Fault] = []
        self.notes: list[Fault] = []
        self.taken: set[str] = set()

    def add(self, number: int, asked: Any) -> None:
        """Take over one question."""
        kinds: dict[type, Callable[[int, Any], dict[str, Any]]]
        kinds = {_Choice: self.choice, _Numeric: self.numeric, _String: self.string, _Match: self.match}
        text = markdown(asked.question)
        text += f"\n\n{code_block(asked.code)}" if asked.code.strip() else ""
        common: dict[str, Any] = {
            "id": identifier(asked.question, self.taken),
            "text": text,
            "objective": None,
            "level": None,
        }
        common |= {"difficulty": None, "explanation": "", "references": []}
        self.origins |= {("questions", number): (number,), ("questions", number, "text"): (number, "question")}
        self.questions.append(common | kinds[type(asked)](number, asked))

    def origin(self, number: int, path: Trail, *origin: str | int) -> None:
        """Note where in the file a part of a question comes from."""
        self.origins["questions", number, *path] = (number, *origin)

    def none_right(self, number: int) -> None:
        reason = "no answer is correct, so there is nothing to grade"
        self.faults.append(self.document.fault((number, "answers"), "", reason, "mark one, or remove the question"))

    def choice(self, number: int, asked: _Choice) -> dict[str, Any]:
        right = sum(answer.correct for answer in asked.answers)
        if not right:
            self.none_right(number)
        options = []
        self.origin(number, ("options",), "answers")
        for at, answer in enumerate(asked.answers):
            self.origin(number, ("options", at), "answers", at)
            self.origin(number, ("options", at, "text"), "answers", at, "answer" if answer.answer else "code")
            shown = " ".join(filter(None, [markdown(answer.answer), code_span(answer.code)]))
            if "\n" in answer.code.strip():
                self.note((number, "answers", at, "code"), "code of several lines is shown in one")
            options.append({"id": f"a{at + 1}", "text": shown, "correct": answer.correct, "feedback": ""})
            options[-1]["feedback"] = markdown(answer.feedback)
        return {"type": "multiple_choice" if right > 1 else "single_choice", "options": options}

    def numeric(self, number: int, asked: _Numeric) -> dict[str, Any]:
        """Of the answers that fit, the first decides: each is what is left of it after those before."""
        right: list[dict[str, Any]] = []
        wrong: list[dict[str, Any]] = []
        earlier: list[Interval] = []
        default = ""
        self.origin(number, ("alternatives",), "answers")
        self.origin(number, ("mistakes",), "answers")
        for at, answer in enumerate(asked.answers):
            if answer.value is None and answer.range is None:  # in this order the script of jupyterquiz looks
                default = answer.feedback if answer.type == "default" else default
                continue
            if answer.value is not None:
                whole = rounded(answer.value, asked.precision)
            else:
                whole = within(*answer.range, asked.precision) if answer.range else (1.0, 0.0)
            pieces = without(whole, earlier)
            if not pieces:
                self.note((number, "answers", at), "no number can reach this answer: it is left out")
            earlier.append(whole)
            for piece in pieces:
                case = _case(answer, asked.precision, piece, whole) | {"feedback": markdown(answer.feedback)}
                (right if answer.correct else wrong).append(case)
                if answer.correct and len(right) > 1:
                    self.origin(number, ("alternatives", len(right) - 2), "answers", at)
                elif not answer.correct:
                    self.origin(number, ("mistakes", len(wrong) - 1), "answers", at)
        if not right:
            self.none_right(number)
            return {"type": "numeric"}
        first = right[0]
        feedback = {"right": first.pop("feedback"), "wrong": markdown(default)}
        return {"type": "numeric", **first, "alternatives": right[1:], "mistakes": wrong, "feedback": feedback}

    def string(self, number: int, asked: _String) -> dict[str, Any]:
        answers = [(at, answer) for at, answer in enumerate(asked.answers) if answer.type != "default"]
        default = next((answer.feedback for answer in reversed(asked.answers) if answer.type == "default"), "")
        right = [(at, answer) for at, answer in answers if answer.correct]
        if not right:
            self.none_right(number)
        said = right[0][1].feedback if right else ""
        self.origin(number, ("accepted",), "answers")
        self.origin(number, ("mistakes",), "answers")
        for place, (at, answer) in enumerate(right):
            self.origin(number, ("accepted", place), "answers", at, "answer")
            if answer.feedback != said:
                self.note((number, "answers", at, "feedback"), "all right answers have the feedback of the first")
        mistakes = []
        for place, (at, answer) in enumerate((at, answer) for at, answer in answers if not answer.correct):
            self.origin(number, ("mistakes", place, "written", 0), "answers", at, "answer")
            written = [markdown(answer.answer, html=False)]
            mistakes.append({"written": written, "feedback": markdown(answer.feedback)})
        accepted = [markdown(answer.answer, html=False) for _, answer in right]
        feedback = {"right": markdown(said), "wrong": markdown(default)}
        return {"type": "short_text", "accepted": accepted, "mistakes": mistakes, "feedback": feedback}

    def match(self, number: int, asked: _Match) -> dict[str, Any]:
        """Matching where each answer belongs to one pair, sorting where several share one."""
        answers = [pair.answer for pair in asked.pairs]
        choices = list(dict.fromkeys([*asked.options, *answers]))
        if len(set(answers)) == len(answers):
            pairs = []
            for at, pair in enumerate(asked.pairs):
                self.origin(number, ("pairs", at, "item"), "pairs", at, "label")
                item = {"id": f"p{at + 1}", "item": markdown(pair.label), "match": markdown(pair.answer)}
                pairs.append({**item, "feedback": ""})
            rest = [markdown(text) for text in choices if text not in answers]
            self.origin(number, ("distractors",), "options")
            return {"type": "matching", "pairs": pairs, "distractors": rest}
        classes = [{"id": f"c{at + 1}", "text": markdown(text)} for at, text in enumerate(choices)]
        statements = []
        self.origin(number, ("classes",), "options")
        for at, pair in enumerate(asked.pairs):
            self.origin(number, ("statements", at, "text"), "pairs", at, "label")
            belongs = f"c{choices.index(pair.answer) + 1}"
            statement = {"id": f"p{at + 1}", "text": markdown(pair.label), "belongs": belongs, "feedback": ""}
            statements.append(statement)
        return {"type": "sorting", "classes": classes, "statements": statements}

    def note(self, path: Trail, reason: str) -> None:
        """Say what is not taken over as it is."""
        self.notes.append(self.document.fault(path, "", reason, ""))


def _case(answer: _NumericAnswer, precision: int | None, piece: Interval, whole: Interval) -> dict[str, Any]:
    """Return an interval in the fields of the course, as its author wrote it where that says the same."""
    if piece == whole and precision is None:
        if answer.value is not None:
            return {"answer": answer.value}
        return {"range": list(answer.range or ()), "half_open": True}
    return {"range": list(piece)}


def _left_out(document: Document) -> Iterator[Fault]:
    """Yield a note for each field that is not taken over, and for HTML, which stays text."""
    for path, place in document.names.items():
        name = str(path[-1])
        if name not in (KNOWN if len(path) == 2 else KNOWN_ANSWERS):
            yield Fault(document.file, place[0], _column(document, path), "", "is not taken over", "", place[1])
    for number, question in enumerate(document.value):
        for path, text in _texts((number,), question):
            if TAG.search(text):
                yield document.fault(path, "", "its HTML is shown as text", "")


def _column(document: Document, path: Trail) -> str:
    return document.fault(path, "", "", "").column


def _texts(path: Trail, value: Any) -> Iterator[tuple[Trail, str]]:
    if isinstance(value, str) and path[-1] in ("question", "answer", "feedback", "label"):
        yield path, value
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts((*path, key), inner)
