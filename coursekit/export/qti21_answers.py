"""What a reader answers with in QTI 2.1, and how it is graded.

Every item sets ``SCORE`` to its points or a share of them, and ``FEEDBACK`` to the names of the feedback to show.
"""

from __future__ import annotations

from typing import Any

from lxml.etree import Element

from coursekit.export.words import bare, ends, number, reaches
from coursekit.export.xhtml import MATHML, QTI, XML, put, sub
from coursekit.quiz.arrange import AssignQuestion, Ordering
from coursekit.quiz.base import scrambled
from coursekit.quiz.choice import ChoiceQuestion, TrueFalse
from coursekit.quiz.entry import Gap, Gaps, Interval, Numeric, ShortText
from coursekit.quiz.text import block, inline, language, plain

RESPONSE = "RESPONSE"
ALWAYS = "explanation"


class Item:
    """The parts of an item, put together in the order that the standard wants."""

    def __init__(self, points: int) -> None:
        """Begin with an empty body."""
        self.points = points
        self.declarations: list[Any] = []
        self.body = Element(f"{{{QTI}}}itemBody", nsmap={None: QTI, "m": MATHML})
        self.processing = Element(f"{{{QTI}}}responseProcessing", nsmap={None: QTI})
        self.feedback: dict[str, str] = {}

    def declare(self, name: str, cardinality: str, base: str, right: list[str]) -> Any:
        """Declare a response with its right values."""
        declaration = Element(f"{{{QTI}}}responseDeclaration", nsmap={None: QTI})
        declaration.attrib.update({"identifier": name, "cardinality": cardinality, "baseType": base})
        if right:
            correct = sub(declaration, "correctResponse")
            for value in right:
                sub(correct, "value").text = value
        self.declarations.append(declaration)
        return declaration

    def say(self, name: str, feedback: str) -> None:
        """Keep feedback, in Markdown, under a name."""
        if feedback:
            self.feedback[name] = block(feedback)

    def explain(self, html: str) -> None:
        """Show an explanation after every answer."""
        self.feedback[ALWAYS] = html
        self.show(self.processing, ALWAYS)

    def show(self, parent: Any, name: str = "") -> None:
        """Add one more name, or the response itself, to the feedback that is shown."""
        several = sub(sub(parent, "setOutcomeValue", identifier="FEEDBACK"), "multiple")
        sub(several, "variable", identifier="FEEDBACK")
        if name:
            sub(several, "baseValue", baseType="identifier").text = name
        else:
            sub(several, "variable", identifier=RESPONSE)

    def score(self, parent: Any, *, mapped: bool = False) -> None:
        """Set the score to the points, or to that share of them which the mapping of the response gives."""
        value = sub(parent, "setOutcomeValue", identifier="SCORE")
        if mapped:
            value = sub(value, "product")
            sub(value, "mapResponse", identifier=RESPONSE)
        sub(value, "baseValue", baseType="float").text = str(float(self.points))

    def write(self, item: Any) -> None:
        """Add all parts to an item."""
        item.extend(self.declarations)
        for name, value in (("SCORE", 0.0), ("MAXSCORE", float(self.points))):
            outcome = sub(item, "outcomeDeclaration", identifier=name, cardinality="single", baseType="float")
            sub(sub(outcome, "defaultValue"), "value").text = str(value)
        if self.feedback:
            sub(item, "outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier")
        item.append(self.body)
        if len(self.processing):
            item.append(self.processing)
        for name, html in self.feedback.items():
            shown = {"outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"}
            put(sub(item, "modalFeedback", shown), html)


def _map(declaration: Any, entries: dict[str, float]) -> None:
    """Say what each value of a response adds; the whole is never below 0 nor above 1."""
    mapping = sub(declaration, "mapping", lowerBound="0", upperBound="1", defaultValue="0")
    for key, value in entries.items():
        sub(mapping, "mapEntry", mapKey=key, mappedValue=repr(value))


def _options(item: Item, options: dict[str, str], *, many: bool, shuffle: bool) -> None:
    limits = {"responseIdentifier": RESPONSE, "maxChoices": "0" if many else "1", "shuffle": str(shuffle).lower()}
    interaction = sub(item.body, "choiceInteraction", limits)
    for name, html in options.items():
        put(sub(interaction, "simpleChoice", identifier=name), html)


def choice(item: Item, question: ChoiceQuestion) -> None:
    """One right option or several; each wrong tick takes back a right one."""
    many = question.control == "checkbox"
    right = [_choice(name) for name in question.right()]
    declaration = item.declare(RESPONSE, "multiple" if many else "single", "identifier", right)
    share = 1 / len(right)
    wrong = -share if many else 0.0
    _map(declaration, {_choice(o.id): share if o.correct else wrong for o in question.options})
    _options(item, {_choice(o.id): inline(o.text) for o in question.options}, many=many, shuffle=question.shuffle)
    item.score(item.processing, mapped=True)
    for option in question.options:
        item.say(_choice(option.id), option.feedback)
    if item.feedback:
        item.show(item.processing)


def true_false(item: Item, question: TrueFalse) -> None:
    """True or false."""
    declaration = item.declare(RESPONSE, "single", "identifier", [_choice(str(question.answer).lower())])
    _map(declaration, {_choice(str(question.answer).lower()): 1.0})
    _options(item, {_choice("true"): "True", _choice("false"): "False"}, many=False, shuffle=False)
    item.score(item.processing, mapped=True)
    item.say(_choice("true"), question.feedback.true)
    item.say(_choice("false"), question.feedback.false)
    if item.feedback:
        item.show(item.processing)


def numeric(item: Item, question: Numeric) -> None:
    """A number within an interval."""
    middle = question.answer if question.answer is not None else ends(question)[0]
    item.declare(RESPONSE, "single", "float", [number(middle)])
    _field(item, 12, question.unit)
    cases: list[tuple[str, Interval, str, bool]] = [("right", question, question.feedback.right, True)]
    cases += [(f"alternative-{at}", case, case.feedback, True) for at, case in enumerate(question.alternatives, 1)]
    cases += [(f"mistake-{at}", case, case.feedback, False) for at, case in enumerate(question.mistakes, 1)]
    condition = sub(item.processing, "responseCondition")
    for name, case, feedback, right in cases:
        branch = sub(condition, "responseIf" if name == "right" else "responseElseIf")
        _within(branch, case)
        _branch(item, branch, name, feedback, right)
    _otherwise(item, condition, question.feedback.wrong)


def _within(branch: Any, case: Interval) -> None:
    low, high = case.bounds()
    if case.range is not None:
        high = case.range[1]
    both = sub(branch, "and")
    for name, end in (("gte", low), ("lt" if case.half_open else "lte", high)):
        comparison = sub(both, name)
        sub(comparison, "variable", identifier=RESPONSE)
        sub(comparison, "baseValue", baseType="float").text = number(end)


def _branch(item: Item, branch: Any, name: str, feedback: str, right: bool) -> None:
    item.say(name, feedback)
    if right:
        item.score(branch)
    if feedback:
        item.show(branch, name)
    if len(branch) == 1:  # a condition must do something
        sub(sub(branch, "setOutcomeValue", identifier="SCORE"), "baseValue", baseType="float").text = "0.0"


def _otherwise(item: Item, condition: Any, feedback: str) -> None:
    if feedback:
        item.say("wrong", feedback)
        item.show(sub(condition, "responseElse"), "wrong")


def _field(item: Item, length: int, unit: str = "") -> None:
    paragraph = sub(sub(item.body, "div"), "p")
    entry = sub(paragraph, "textEntryInteraction", responseIdentifier=RESPONSE, expectedLength=str(length))
    entry.tail = f" {unit}" if unit else None


def short_text(item: Item, question: ShortText) -> None:
    """A few words."""
    accepted = bare(question.accepted)
    item.declare(RESPONSE, "single", "string", accepted[:1])
    _field(item, 24)
    condition = sub(item.processing, "responseCondition")
    cases = [("right", accepted, question.feedback.right)]
    cases += [(f"mistake-{at}", bare(case.written), case.feedback) for at, case in enumerate(question.mistakes, 1)]
    for name, written, feedback in cases:
        branch = sub(condition, "responseIf" if name == "right" else "responseElseIf")
        _written(branch, RESPONSE, written)
        _branch(item, branch, name, feedback, name == "right")
    _otherwise(item, condition, question.feedback.wrong)


def _written(branch: Any, response: str, texts: list[str]) -> None:
    """Make a branch hold for each of these ways of writing."""
    anyone = sub(branch, "or")
    for text in texts:
        match = sub(anyone, "stringMatch", caseSensitive="false")
        sub(match, "variable", identifier=response)
        sub(match, "baseValue", baseType="string").text = text


def matching(item: Item, question: AssignQuestion) -> None:
    """A choice for each item; each is worth the same."""
    items, choices, key = question.entries(), question.choices(), question.key()
    right = {f"{_item(name)} {_choice(key[name])}": 1 / len(items) for name in items}
    _map(item.declare(RESPONSE, "multiple", "directedPair", list(right)), right)
    limits = {"responseIdentifier": RESPONSE, "shuffle": "true", "maxAssociations": str(len(items))}
    interaction = sub(item.body, "matchInteraction", limits)
    left, right_side = sub(interaction, "simpleMatchSet"), sub(interaction, "simpleMatchSet")
    for name in scrambled(list(items), question.id):
        put(sub(left, "simpleAssociableChoice", identifier=_item(name), matchMax="1"), inline(items[name]))
    for name, text in choices.items():
        # any number of items may be given one choice, as in the course
        put(sub(right_side, "simpleAssociableChoice", identifier=_choice(name), matchMax="0"), inline(text))
    item.score(item.processing, mapped=True)


def ordering(item: Item, question: Ordering) -> None:
    """Everything in its order, or nothing."""
    texts = {step.id: step.text for step in question.items}
    item.declare(RESPONSE, "ordered", "identifier", [_choice(name) for name in texts])
    interaction = sub(item.body, "orderInteraction", responseIdentifier=RESPONSE, shuffle="true")
    for name in scrambled(list(texts), question.id):
        put(sub(interaction, "simpleChoice", identifier=_choice(name)), inline(texts[name]))
    condition = sub(item.processing, "responseCondition")
    branch = sub(condition, "responseIf")
    match = sub(branch, "match")
    sub(match, "variable", identifier=RESPONSE)
    sub(match, "correct", identifier=RESPONSE)
    _branch(item, branch, "right", question.feedback.right, True)
    _otherwise(item, condition, question.feedback.wrong)


def gaps(item: Item, question: Gaps) -> None:
    """A field or a list in each gap; each is worth the same."""
    html = block(question.passage)
    for gap in question.gaps:
        html = html.replace(f"[[{gap.id}]]", f'<gap name="{gap.id}"/>', 1)
    passage = put(sub(item.body, "div"), html)
    by_name = {gap.id: gap for gap in question.gaps}
    for place in list(passage.iter(f"{{{QTI}}}gap")):
        _gap(item, place, by_name[place.attrib.pop("name")], question.points / len(question.gaps))


def _gap(item: Item, element: Any, gap: Gap, worth: float) -> None:
    """Turn the mark of a gap into the means to fill it, and add what it is worth where it is filled rightly."""
    branch = sub(sub(item.processing, "responseCondition"), "responseIf")
    element.set("responseIdentifier", _response(gap))
    if not gap.choices:
        element.tag = f"{{{QTI}}}textEntryInteraction"
        element.set("expectedLength", "12")
        accepted = bare(gap.accepted)
        item.declare(_response(gap), "single", "string", accepted[:1])
        _written(branch, _response(gap), accepted)
    else:
        element.tag = f"{{{QTI}}}inlineChoiceInteraction"
        element.set("shuffle", "false")
        names = {_choice(str(at)): text for at, text in enumerate(gap.choices, 1)}
        right = next(name for name, text in names.items() if reaches(gap, plain(text)))
        item.declare(_response(gap), "single", "identifier", [right])
        match = sub(branch, "match")
        sub(match, "variable", identifier=_response(gap))
        sub(match, "correct", identifier=_response(gap))
        for name, text in names.items():
            entry = sub(element, "inlineChoice", identifier=name)
            entry.text = plain(text)
            if code := language(text):
                entry.set(f"{{{XML}}}lang", code)
    total = sub(sub(branch, "setOutcomeValue", identifier="SCORE"), "sum")
    sub(total, "variable", identifier="SCORE")
    sub(total, "baseValue", baseType="float").text = repr(worth)


def essay(item: Item) -> None:
    """A text that nobody grades."""
    item.declare(RESPONSE, "single", "string", [])
    sub(item.body, "extendedTextInteraction", responseIdentifier=RESPONSE, expectedLines="4")


def _choice(name: str) -> str:
    """Return the identifier of a choice; it may not begin with a digit or a hyphen."""
    return f"choice-{name}"


def _item(name: str) -> str:
    return f"item-{name}"


def _response(gap: Gap) -> str:
    return f"RESPONSE-{gap.id}"
