"""Answer any question in a browser: by mouse or by keyboard alone, on a page or in JupyterLab."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.text import plain

FORECAST = {"probability": "70", "reason": "Both sides had said so."}


def right_response(question: BaseQuestion) -> Any:
    """Return the response that has everything right; None where nothing is entered."""
    match question.type:
        case "multiple_choice":
            return question.right()
        case "single_choice" | "judgement":
            return question.right()[0]
        case "true_false":
            return str(question.answer).lower()
        case "numeric":
            low, high = question.bounds()
            return f"{question.answer if question.answer is not None else (low + high) / 2:.15g}"
        case "short_text":
            return plain(question.accepted[0])
        case "matching" | "sorting":
            return question.key()
        case "ordering":
            return [step.id for step in question.items]
        case "gaps":
            chosen = {
                gap.id: next((c for c in gap.choices if c in gap.accepted), gap.accepted[0]) for gap in question.gaps
            }
            return {name: plain(text) for name, text in chosen.items()}
        case "forecast":
            return FORECAST
    return None


def wrong_response(question: BaseQuestion) -> Any:
    """Return a response that is worth less than everything, and nothing where that can be."""
    right = right_response(question)
    match question.type:
        case "multiple_choice":
            others = [option.id for option in question.options if not option.correct]
            return others[:1] or right[:1]
        case "single_choice" | "judgement":
            return next(option.id for option in question.options if not option.correct)
        case "true_false":
            return {"true": "false", "false": "true"}[right]
        case "numeric":
            numbers = (f"{high + step:.4f}" for step in (1, 1e3, 1e6) for _, high in question.right())
            return next(number for number in numbers if not question.grade(number))
        case "short_text":
            return "zzz"
        case "matching" | "sorting":
            return {item: next(name for name in question.choices() if name != key) for item, key in right.items()}
        case "ordering":
            return right[::-1]
        case "gaps":
            others = {gap.id: [plain(c) for c in gap.choices if plain(c) != right[gap.id]] for gap in question.gaps}
            return {name: (choices or ["zzz"])[0] for name, choices in others.items()}
    return right


def expected_verdict(question: BaseQuestion, response: Any) -> str:
    """Return how the feedback on a response begins."""
    if question.type in ("judgement", "forecast"):
        return {"judgement": "Your verdict (fairly sure)", "forecast": "Sealed on"}[question.type]
    if question.type == "forecast_outcome":
        return question.words[question.outcome]
    share = question.grade(response)
    return "Right." if share == 1 else "Not right." if not share else "Partly right."


def answer_by_mouse(fieldset: Locator, question: BaseQuestion, response: Any) -> None:
    """Enter a response and confidence, and press the button."""
    enter_by_mouse(fieldset, question, response)
    fieldset.locator('[data-action="check"]').click()


def enter_by_mouse(fieldset: Locator, question: BaseQuestion, response: Any) -> None:
    """Enter a response, and that one is fairly sure."""
    controls = fieldset.locator(".quiz-controls")
    if question.type in ("single_choice", "multiple_choice", "true_false", "judgement"):
        for value in response if isinstance(response, list) else [response]:
            controls.locator(f'input[value="{value}"]').check()
    elif question.type == "ordering":
        for place, value in enumerate(response):
            item = controls.locator(f'li[data-value="{value}"]')
            while (now := item.evaluate("item => [...item.parentElement.children].indexOf(item)")) != place:
                item.locator(f'[data-move="{"up" if now > place else "down"}"]').click()
    elif isinstance(response, str):
        controls.locator("input").fill(response)
    elif isinstance(response, dict):
        for name, value in response.items():
            control = controls.locator(f'[data-item="{name}"]')
            if control.evaluate("control => control.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
    if question.confidence:
        fieldset.locator('.quiz-confidence input[value="2"]').check()


class Keyboard:
    """Answers questions by key presses alone; looks that the focus is seen and never lost."""

    def __init__(self, page: Page, form: str = "div.quiz") -> None:
        self.page = page
        self.form = form

    def go(self, selector: str) -> None:
        """Tab, forwards or backwards, to the element or to one of a group of radio buttons."""
        for _ in range(600):
            way = self.page.evaluate(
                """selector => { const wanted = [...document.querySelectorAll(selector)], now = document.activeElement;
                if (wanted.includes(now)) return 0;
                return now.compareDocumentPosition(wanted[0]) & Node.DOCUMENT_POSITION_FOLLOWING ? 1 : -1; }""",
                selector,
            )
            if not way:
                return self.look()
            self.page.keyboard.press("Tab" if way > 0 else "Shift+Tab")
        raise AssertionError(f"Tab never reached {selector}")

    def look(self) -> None:
        """The focus is on something, and can be seen."""
        outline, tag = self.page.evaluate(
            "() => { const e = document.activeElement; return [getComputedStyle(e).outlineStyle, e.tagName]; }"
        )
        assert tag != "BODY", "the focus was lost"
        assert outline != "none", f"the focus on {tag} cannot be seen"

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.look()

    def choose(self, group: str, value: str) -> None:
        """Choose a radio button by space and arrows."""
        self.go(group)
        self.press("Space")
        for _ in range(20):
            if self.page.evaluate("() => document.activeElement.value") == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"the arrows never reached {value}")

    def answer(self, question: BaseQuestion, response: Any) -> None:
        """Enter a response and confidence; press the button by Enter or by space."""
        self.enter(question, response)
        self.go(f'{self.form} [data-question-id="{question.id}"] [data-action="check"]')
        self.page.keyboard.press("Enter" if len(question.id) % 2 else "Space")
        self.look()

    def enter(self, question: BaseQuestion, response: Any) -> None:
        here = f'{self.form} [data-question-id="{question.id}"]'
        controls = f"{here} .quiz-controls"
        if question.type == "multiple_choice":
            for value in response:
                self.go(f'{controls} input[value="{value}"]')
                self.press("Space")
        elif question.type in ("single_choice", "true_false", "judgement"):
            self.choose(f"{controls} input", response)
        elif question.type == "ordering":
            for place, value in enumerate(response):
                item = f'{controls} li[data-value="{value}"]'
                now = self.page.eval_on_selector(item, "item => [...item.parentElement.children].indexOf(item)")
                if now > place:
                    self.go(f'{item} [data-move="up"]')
                    self.press(*["Enter"] * (now - place))
        elif isinstance(response, str):
            self.go(f"{controls} input")
            self.page.keyboard.type(response)
        elif isinstance(response, dict):
            for name, value in response.items():
                self.fill(f'{controls} [data-item="{name}"]', value)
        if question.confidence:
            self.choose(f"{here} .quiz-confidence input", "2")

    def fill(self, control: str, value: str) -> None:
        self.go(control)
        if self.page.eval_on_selector(control, "control => control.tagName") != "SELECT":
            self.page.keyboard.type(value)
            return
        for _ in range(20):
            if self.page.eval_on_selector(control, "control => control.value") == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{control} has no {value}")
