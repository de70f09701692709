"""A bank written to do harm: every text of every type holds what might run. Nothing runs, and the quiz works."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from quiz_driver import answer_by_mouse, right_response
from quiz_pages import write_page
from quiz_samples import bank, one_of_each

from coursekit.quiz.base import ELSEWHERE
from coursekit.quiz.markup import render
from coursekit.quiz.types import Bank

pytestmark = pytest.mark.browser

TRICKS = {
    "scripts": "<script>window.hit = 1</script><img src=http://hit.invalid/1 onerror='window.hit = 2'>"
    "<svg onload=window.hit=3>",
    "links": "[a](javascript:window.hit=4) [b](data:text/html,<script>window.hit=5</script>) [c](vbscript:x) "
    "[d](JaVaScRiPt&#58;x) <javascript:window.hit=6> [e](&#x6A;avascript:x) [f]( java\nscript:x) "
    "[g](file:///etc/passwd) ![h](http://hit.invalid/2)",
    "ends": "</label></fieldset></form></details></template></script></style></title>-->"
    "<!-- <![CDATA[ ]]> <plaintext> <xmp>",
    "styles": "<style>*{display:none}</style><link rel=stylesheet href=http://hit.invalid/3> "
    "<p style='position:fixed;inset:0'>x</p>",
    "attributes": '[x]{lang="ru\\" onmouseover=window.hit=7 x=\\""} '
    '[y]{lang=ru onclick="window.hit=8" style="color:red" .c #i} '
    '`z`{onclick="window.hit=9"} *w*{lang="en\' onfocus=window.hit=10 autofocus"} '
    '" onfocus=window.hit=11 autofocus x="',
    "formulas": "$\\href{javascript:window.hit=12}{x}$ $\\text{<img src=x onerror=window.hit=13>}$ "
    "$\\style{color:red}{x}$ $\\mathrm{</math><script>window.hit=14</script>}$ $\\unicode{60}$ $\\class{c}{y}$",
    "frames": "<iframe srcdoc='<script>parent.hit=15</script>'></iframe><object data=data:text/html,x></object>"
    "<base href=http://hit.invalid/><meta http-equiv=refresh content='0;url=http://hit.invalid/4'>"
    "<form action=http://hit.invalid/5><button formaction=javascript:x>",
}

AT_LIMIT = "x" * 60

INSPECT = """() => [...document.querySelectorAll("div.quiz *")].flatMap(e => [
    ...(/^(script|style|link|img|svg|iframe|object|embed|base|meta|xmp|plaintext|template|audio|video)$/i
        .test(e.tagName) ? [e.tagName] : []),
    ...[...e.attributes].filter(a => /^on|^style$|^id$|^srcdoc$|formaction/i.test(a.name)
        || (/^(href|src|action|xlink:href|data)$/i.test(a.name)
            && /^\\s*(javascript|data|vbscript|file):/i.test(a.value)))
        .map(a => `${e.tagName} ${a.name}=${a.value}`)])"""


def poisoned(value: Any, trick: str, number: list[int]) -> Any:
    """Put the trick behind every text an author may write, numbered so that no two are alike."""
    if isinstance(value, dict):
        return {name: text if name in KEPT else poisoned(text, trick, number) for name, text in value.items()}
    if isinstance(value, list):
        return [poisoned(entry, trick, number) for entry in value]
    if isinstance(value, str):
        number[0] += 1
        return f"{value} {number[0]} {trick}"
    return value


KEPT = {"id", "type", "belongs", "opens", "outcome", "references", "level", "difficulty", "choices", "accepted"}


def hostile_bank(trick: str):
    """Return a bank of all types, each text of which ends in the trick."""
    number = [0]
    whole = bank(*[{**partial, "hints": ["Look.", "Again."]} for partial in one_of_each()]).model_dump()
    questions = []
    for question in whole["questions"]:
        bad = poisoned(question, trick, number)
        if question["type"] == "numeric":
            bad["unit"] = trick[:60]
        if question["type"] == "short_text":
            bad["mistakes"][0]["written"] = [f"Kandahar {trick}"[:190]]
            bad["accepted"] = [f"Kabul {trick}"[:190], "Kabul"]
        if question["type"] == "gaps":
            bad["gaps"][0] |= {
                "accepted": [f"November {trick}"[:190]],
                "choices": ["September", f"November {trick}"[:190]],
            }
        if "options" in bad:
            bad["options"][0]["id"] = AT_LIMIT
        questions.append({**bad, "id": f"{AT_LIMIT[:56]}-{len(questions):03}"})
    return bank_of(questions, trick)


def bank_of(questions: list[dict[str, Any]], trick: str):
    return Bank.model_validate(
        {"quiz": AT_LIMIT, "title": f"T {trick}"[:120], "questions": questions}, context=ELSEWHERE
    )


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", [name for name in TRICKS if name != "formulas"])
def test_nothing_in_a_hostile_bank_runs(browser, tmp_path, name):
    sample = hostile_bank(TRICKS[name])
    html = render(TRICKS[name], sample.quiz, sample.title, sample.questions)
    page_file = write_page(tmp_path, html)
    # The policy of the page would stop much of this by itself; here the markup has to.
    page_file.write_text(page_file.read_text().replace('http-equiv="Content-Security-Policy"', 'name="none"'))
    watch(browser, page_file, sample)


def test_formulas_that_are_no_formulas_are_refused():
    """LaTeX that is not understood is a fault of the bank; what gets through becomes MathML of known tags."""
    with pytest.raises(ValidationError, match="cannot be read"):
        bank({"type": "numeric", "answer": 7, "text": "Is it $\\frac{1}{$ of it?"})


@pytest.mark.sample(2)
@pytest.mark.parametrize("formula", TRICKS["formulas"].split(" $"))
def test_no_formula_runs(browser, tmp_path, formula):
    text = "What is " + (formula if formula.startswith("$") else f"${formula}") + "?"
    try:
        sample = hostile_bank(text)
    except ValidationError as error:
        assert "cannot be read" in str(error)
        return
    watch(browser, write_page(tmp_path, render("c", sample.quiz, sample.title, sample.questions)), sample)


def watch(browser, page_file, sample):
    """Open the page, do everything there is to do, and see that nothing of the bank ran or was asked for."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    events = []
    page.on("dialog", lambda dialog: (events.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: events.append(request.url) if not request.url.startswith("file:") else None)
    page.on("pageerror", lambda error: events.append(str(error)))
    page.on("popup", lambda popup: events.append(f"popup {popup.url}"))
    page.goto(page_file.as_uri())
    assert page.locator("div.quiz").count() == 1
    assert page.locator("form").count() == 0
    assert page.locator("div.quiz > fieldset").count() == len(sample.questions), "the markup is broken"
    page.locator("summary").evaluate_all("all => all.forEach(e => { e.parentElement.open = true; })")
    page.locator("div.quiz *").evaluate_all(
        "all => all.forEach(e => ['mouseover', 'focus', 'load', 'error'].forEach(n => e.dispatchEvent(new Event(n))))"
    )
    for question in sample.questions:
        fieldset = page.locator(f'[data-question-id="{question.id}"]')
        answer_by_mouse(fieldset, question, right_response(question))
        reveal = fieldset.locator('[data-action="reveal"]:visible')
        if reveal.count():
            reveal.click()
    assert "to answer" not in page.inner_text("output.quiz-score")
    assert page.locator('[data-result="right"]').count() >= 8
    links = page.locator("div.quiz a[href]").evaluate_all("all => all.map(e => e.protocol)")
    assert set(links) <= {"http:", "https:", "file:"}, links
    page.evaluate(
        "() => { window.print = () => {}; document.querySelector('[data-action=\"print-answers\"]').click(); }"
    )
    assert page.evaluate(INSPECT) == []
    page.wait_for_timeout(100)
    assert page.evaluate("() => window.hit") is None
    assert not events
    context.close()


@pytest.mark.parametrize("identifier", ["A", "a b", "a--b", "-a", "a-", "x" * 61, "__proto__", 'a"b', "a<b", "ä", ""])
def test_an_id_holds_letters_digits_and_hyphens_only(identifier):
    with pytest.raises(ValidationError):
        bank({"type": "true_false", "answer": True, "id": identifier})
