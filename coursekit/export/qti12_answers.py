"""What a reader answers with in QTI 1.2, and how it is graded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml.etree import Element, SubElement

from coursekit.export.words import bare, ends, number, reaches
from coursekit.quiz.choice import ChoiceQuestion, TrueFalse
from coursekit.quiz.entry import Gaps, Interval, Numeric, ShortText
from coursekit.quiz.text import block, inline, plain

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
RESPONSE = "response1"


def sub(parent: Any, name: str, **attributes: str) -> Any:
    """Add an element of QTI 1.2."""
    return SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def material(parent: Any, html: str) -> None:
    """Add a piece of HTML."""
    sub(sub(parent, "material"), "mattext", texttype="text/html").text = html


class Processing:
    """The conditions of an item, in order, and the feedback that they show."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.conditions = Element(f"{{{NAMESPACE}}}resprocessing", nsmap={None: NAMESPACE})
        outcomes = sub(self.conditions, "outcomes")
        sub(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
        self.feedback: dict[str, str] = {}

    def when(self, feedback: str = "", html: str = "", score: str = "", action: str = "Set") -> Any:
        """Add a condition and return where to write it; a score ends the search, if it is set for good."""
        ended = bool(score) and action == "Set"
        condition = sub(self.conditions, "respcondition", **{"continue": "No" if ended else "Yes"})
        variable = sub(condition, "conditionvar")
        if score:
            sub(condition, "setvar", action=action, varname="SCORE").text = score
        if feedback and html:
            sub(condition, "displayfeedback", feedbacktype="Response", linkrefid=feedback)
            self.feedback[feedback] = html
        return variable

    def always(self, feedback: str, html: str) -> None:
        """Show feedback whatever the answer is."""
        sub(self.when(feedback, html), "other")

    def equal(self, values: Iterable[str], feedback: str = "", html: str = "", score: str = "") -> None:
        """Add a condition that holds for each of these values of the one response."""
        variable = self.when(feedback, html, score)
        for value in values:
            sub(variable, "varequal", respident=RESPONSE).text = value

    def otherwise(self, html: str) -> None:
        """Show feedback on what is not right."""
        if html:
            sub(self.when("general_incorrect_fb", html), "other")

    def right_or_wrong(self, right: str, wrong: str) -> None:
        """Show feedback on the whole, as Canvas tells right from wrong itself."""
        for name, html in (("correct_fb", right), ("general_incorrect_fb", wrong)):
            if html:
                self.always(name, html)

    def write(self, item: Any) -> None:
        """Add the conditions and the feedback to an item."""
        item.append(self.conditions)
        for name, html in self.feedback.items():
            material(sub(sub(item, "itemfeedback", ident=name), "flow_mat"), html)


def _choices(presentation: Any, options: dict[str, str], cardinality: str = "Single", shuffle: bool = False) -> None:
    response = sub(presentation, "response_lid", ident=RESPONSE, rcardinality=cardinality)
    render = sub(response, "render_choice", shuffle="Yes" if shuffle else "No")
    for name, html in options.items():
        material(sub(render, "response_label", ident=name), html)


def field(presentation: Any, kind: str = "String") -> None:
    """Add a field to write in."""
    response = sub(presentation, "response_str", ident=RESPONSE, rcardinality="Single")
    sub(sub(response, "render_fib", fibtype=kind), "response_label", ident="answer1", rshuffle="No")


def choice(processing: Processing, presentation: Any, question: ChoiceQuestion) -> None:
    """One right option or several."""
    many = question.control == "checkbox"
    options = {option.id: inline(option.text) for option in question.options}
    _choices(presentation, options, "Multiple" if many else "Single", question.shuffle)
    for option in question.options:
        if option.feedback:
            processing.equal([option.id], f"{option.id}_fb", block(option.feedback))
    variable = processing.when(score="100")
    if not many:
        sub(variable, "varequal", respident=RESPONSE).text = question.right()[0]
        return
    together = sub(variable, "and")
    for option in question.options:
        parent = together if option.correct else sub(together, "not")
        sub(parent, "varequal", respident=RESPONSE).text = option.id


def true_false(processing: Processing, presentation: Any, question: TrueFalse) -> None:
    """True or false."""
    _choices(presentation, {"true": "True", "false": "False"})
    for name, words in (("true", question.feedback.true), ("false", question.feedback.false)):
        if words:
            processing.equal([name], f"{name}_fb", block(words))
    processing.equal([str(question.answer).lower()], score="100")


def numeric(processing: Processing, presentation: Any, question: Numeric) -> None:
    """A number within an interval."""
    field(presentation, "Decimal")
    for place, mistake in enumerate(question.mistakes, 1):
        _within(processing.when(f"mistake-{place}_fb", block(mistake.feedback)), mistake)
    _within(processing.when("correct_fb", block(question.feedback.right), "100"), question)
    for place, case in enumerate(question.alternatives, 1):
        _within(processing.when(f"alternative-{place}_fb", block(case.feedback), "100"), case)
    processing.otherwise(block(question.feedback.wrong))


def _within(variable: Any, interval: Interval) -> None:
    low, high = ends(interval)
    if interval.answer is not None:
        variable = sub(variable, "or")
        sub(variable, "varequal", respident=RESPONSE).text = number(interval.answer)
        variable = sub(variable, "and")
    sub(variable, "vargte", respident=RESPONSE).text = number(low)
    sub(variable, "varlte", respident=RESPONSE).text = number(high)


def short_text(processing: Processing, presentation: Any, question: ShortText) -> None:
    """A few words."""
    field(presentation)
    for place, mistake in enumerate(question.mistakes, 1):
        processing.equal(bare(mistake.written), f"mistake-{place}_fb", block(mistake.feedback))
    processing.equal(bare(question.accepted), "correct_fb", block(question.feedback.right), "100")
    processing.otherwise(block(question.feedback.wrong))


def matching(
    processing: Processing,
    presentation: Any,
    items: dict[str, str],
    choices: dict[str, str],
    key: dict[str, str],
) -> None:
    """A choice for each item; each is worth the same."""
    for item, text in items.items():
        response = sub(presentation, "response_lid", ident=f"response_{item}")
        material(response, inline(text))
        render = sub(response, "render_choice")
        for name, choice_text in choices.items():
            label = sub(render, "response_label", ident=_name(name))
            sub(sub(label, "material"), "mattext", texttype="text/plain").text = plain(choice_text)
        _add(processing, item, _name(key[item]), len(items))


def gaps(processing: Processing, presentation: Any, question: Gaps) -> None:
    """A field or a list for each gap; Canvas gives a field to each if one needs it."""
    listed = all(gap.choices for gap in question.gaps)
    for gap in question.gaps:
        response = sub(presentation, "response_lid", ident=f"response_{gap.id}")
        material(response, gap.id)
        render = sub(response, "render_choice")
        for place, text in enumerate(bare(gap.choices if listed else gap.accepted), 1):
            name = f"{gap.id}-{place}"
            label = sub(render, "response_label", ident=name)
            sub(sub(label, "material"), "mattext", texttype="text/plain").text = text
            if not listed or reaches(gap, text):
                _add(processing, gap.id, name, len(question.gaps))


def _add(processing: Processing, item: str, value: str, parts: int) -> None:
    """Add the share of one part for its right value."""
    variable = processing.when(score=number(round(100 / parts, 2)), action="Add")
    sub(variable, "varequal", respident=f"response_{item}").text = value


def _name(choice: str) -> str:
    """Return the id of a choice; a distractor's begins with a hyphen."""
    return f"choice{choice}" if choice.startswith("-") else f"choice-{choice}"
