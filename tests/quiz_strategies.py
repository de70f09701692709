"""Questions of every type with responses to them, made by hypothesis: right, nearly right, wrong, and of no shape."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError
from quiz_samples import bank

from coursekit.quiz.text import plain
from coursekit.quiz.types import BaseQuestion

# Signs known to the Unicode of this Python. A browser knows newer ones: what was assigned since is a letter there and
# nothing here, and would be folded away by one language only. Halves of surrogate pairs are no text and reach no page.
LETTERS = st.text(st.characters(exclude_categories=("Cn", "Cs")), max_size=12)
NAMES = ["constructor", "length", "valueof", "prototype", "1", "01", "1-0", "a", "b", "c-d", "value", "item", "x" * 60]
IDS = st.sampled_from(NAMES) | st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,3})?", fullmatch=True)
ODD_KEYS = st.sampled_from(["__proto__", "constructor", "toString", "0", "probability", ""]) | LETTERS

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | LETTERS | IDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ODD_KEYS | IDS, inner, max_size=4),
    max_leaves=6,
)
"""Anything that JSON can hold."""

WORDS = st.sampled_from(
    [
        *("Kabul", "Kaboul", "Haqqani", "Haqani", "Mohammed Omar", "Muhammad Umar", "Mazar-i-Sharif", "Łódź", "Ghani"),
        *("Hekmatyar", "Hikmatyar", "the Hague", "The Taliban", "Khalilzad", "Zhirinovsky", "Djibouti", "Gorbatchev"),
        *("[کابل]{lang=prs}", "[كابل]{lang=ar}", "[Фёдоров]{lang=ru}", "[Федоров]{lang=ru}", "[۱۳۹۷]{lang=fa}", "2018"),
        *("Straße", "STRASSE", "Θεός", "İstanbul", "ﬁn", "x", "*Kabul*", "`q`"),
    ]
)
SOUNDS = st.text("abdeghijkmnoqtuwxyzh -'", min_size=1, max_size=10)
"""Letters of which the spellings of one sound are made."""


def written(accepted: list[str]) -> st.SearchStrategy[Any]:
    """Return what a reader may write: an accepted text, one changed a little, another, or none."""

    def changed(text: str) -> st.SearchStrategy[str]:
        swaps = [("y", "i"), ("kh", "h"), ("q", "k"), ("o", "u"), ("-", " "), ("ی", "ي"), ("ک", "ك"), ("e", "ee")]
        pairs = st.lists(st.sampled_from(swaps), max_size=3)
        ends = st.sampled_from(["", " ", "the ", "The\u00a0", "\u200c", "\u0301", ".", "-", "\ufeff", "h", "́"])
        return st.builds(
            lambda chosen, before, after, case: before + getattr(_swapped(text, chosen), case)() + after,
            *(pairs, ends, ends, st.sampled_from(["lower", "upper", "title", "swapcase", "strip"])),
        )

    known = [plain(text) for text in accepted]
    near = st.sampled_from(known).flatmap(changed) if known else LETTERS
    return st.sampled_from(known or [""]) | near | WORDS.map(plain) | SOUNDS | LETTERS | JUNK


def _swapped(text: str, pairs: list[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text


def _ids(low: int, high: int) -> st.SearchStrategy[list[str]]:
    return st.lists(IDS, min_size=low, max_size=high, unique=True)


@st.composite
def _choice(draw: st.DrawFn, kind: str) -> tuple[dict[str, Any], st.SearchStrategy[Any]]:
    names = draw(_ids(2, 6))
    right = draw(st.sets(st.sampled_from(names), min_size=1)) if kind == "multiple_choice" else {names[-1]}
    one = st.sampled_from([*names, "__proto__"])
    response = st.just(names[-1]) | one
    if kind == "multiple_choice":
        response = st.just(sorted(right)) | st.lists(one, max_size=7) | st.permutations(names)
    return {"type": kind, "options": [{"id": name, "correct": name in right} for name in names]}, response


@st.composite
def _true_false(draw: st.DrawFn) -> tuple[dict[str, Any], st.SearchStrategy[Any]]:
    return {"type": "true_false", "answer": draw(st.booleans())}, st.sampled_from(["true", "false", "True", ""])


NUMBERS = st.integers(-1000, 1000).map(float) | st.floats(-1e6, 1e6) | st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def _interval(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"range": sorted([draw(NUMBERS), draw(NUMBERS)]), "half_open": draw(st.booleans())}
    give = draw(
        st.just({})
        | st.builds(lambda n: {"tolerance": n}, st.floats(0, 1e4))
        | st.builds(lambda n: {"relative_tolerance": n}, st.floats(0, 1))
    )
    return {"answer": draw(NUMBERS), **give}


def digits(number: float) -> st.SearchStrategy[str]:
    """Return ways to write a number, some of which mean another."""
    shown = [repr(number), f"{number:.10g}", f"{number:,.3f}", f"{number:.2f}".replace(".", ","), f"{number:.0f}"]
    around = st.sampled_from(["", " ", "%", " %", "+", "-", "−", "0", ",0", ".", "\u202f", "\x1c", "\x85", "\ufeff"])
    return st.builds(lambda text, one, other: one + text + other, st.sampled_from(shown), around, around)


@st.composite
def _numeric(draw: st.DrawFn) -> tuple[dict[str, Any], st.SearchStrategy[Any]]:
    main = draw(_interval())
    cases = st.lists(st.builds(lambda one: {**one, "feedback": "on it"}, _interval()), max_size=2)
    partial = {"type": "numeric", **main, "alternatives": draw(cases), "mistakes": draw(cases)}
    ends = [end for one in [main, *partial["alternatives"], *partial["mistakes"]] for end in _ends(one)]
    signs = st.text("0123456789,.+-−%eE '_\t\u00a0٧۷７", max_size=8)
    return partial, st.sampled_from(ends or [0.0]).map(repr) | st.sampled_from(ends or [0.0]).flatmap(
        digits
    ) | NUMBERS.flatmap(digits) | signs


def _ends(one: dict[str, Any]) -> list[float]:
    if "range" in one:
        return list(one["range"])
    give = one.get("tolerance", 0.0) or one.get("relative_tolerance", 0.0) * abs(one["answer"])
    return [end for end in (one["answer"], one["answer"] - give, one["answer"] + give) if abs(end) < 1.7e308]


TEXTS = st.lists(WORDS | SOUNDS | LETTERS, min_size=1, max_size=4)


@st.composite
def _short_text(draw: st.DrawFn) -> tuple[dict[str, Any], st.SearchStrategy[Any]]:
    accepted, mistaken = draw(TEXTS), draw(st.lists(TEXTS, max_size=2))
    mistakes = [{"written": texts, "feedback": "on it"} for texts in mistaken]
    partial = {"type": "short_text", "accepted": accepted, "mistakes": mistakes}
    return partial, written([text for texts in [accepted, *mistaken] for text in texts])


def _assigned(items: list[str], values: list[str], right: dict[str, str]) -> st.SearchStrategy[Any]:
    some = st.dictionaries(st.sampled_from(items) | ODD_KEYS, st.sampled_from([*values, ""]) | JUNK, max_size=8)
    return st.just(right) | some | st.builds(lambda given: {**right, **given}, some)


@st.composite
def _matching(draw: st.DrawFn) -> tuple[dict[str, Any], st.SearchStrategy[Any]]:
    names = draw(_ids(2, 6))
    pairs = [{"id": name, "item": f"item {name}", "match": f"match {name}"} for name in names]
    partial = {"type": "matching", "pairs": pairs, "distractors": ["other", "another"][: draw(st.integers(0, 2))]}
    return partial, _assigned(names, [*names, "-1"], {name: name for name in names})


@st.composite
def _sorting(draw: st.DrawFn) -> tuple[dict[str, Any], st.SearchStrategy[Any]]:
    classes, names = draw(_ids(2, 4)), draw(_ids(2, 6))
    right = {name: draw(st.sampled_from(classes)) for name in names}
    partial = {
        "type": "sorting",
        "classes": [{"id": name, "text": name} for name in classes],
        "statements": [{"id": name, "text": name, "belongs": right[name]} for name in names],
    }
    return partial, _assigned(names, classes, right)


@st.composite
def _ordering(draw: st.DrawFn) -> tuple[dict[str, Any], st.SearchStrategy[Any]]:
    names = draw(_ids(3, 7))
    some = st.lists(st.sampled_from([*names, "__proto__"]), max_size=8)
    return (
        {"type": "ordering", "items": [{"id": name, "text": name} for name in names]},
        st.just(names) | st.permutations(names) | some,
    )


@st.composite
def _gaps(draw: st.DrawFn) -> tuple[dict[str, Any], st.SearchStrategy[Any]]:
    gaps, right = [], {}
    for name in draw(_ids(1, 4)):
        accepted = draw(TEXTS)
        choices = draw(st.just([]) | st.just([accepted[0], "nothing of the kind"]))
        gaps.append({"id": name, "accepted": accepted, "choices": choices})
        right[name] = draw(written(accepted))
    partial = {"type": "gaps", "passage": " and ".join(f"[[{gap['id']}]]" for gap in gaps), "gaps": gaps}
    return partial, _assigned(list(right), [plain(gap["accepted"][0]) for gap in gaps], right)


@st.composite
def _forecast(draw: st.DrawFn) -> tuple[dict[str, Any], st.SearchStrategy[Any]]:
    given = (
        st.integers(-10, 110).map(str) | st.floats(0, 100).map(lambda n: f"{n:.6f}") | NUMBERS.flatmap(digits) | JUNK
    )
    response = st.builds(lambda percent, reason: {"probability": percent, "reason": reason}, given, LETTERS)
    if draw(st.booleans()):
        return {"type": "forecast"}, response
    outcome = draw(st.sampled_from(["happened", "did_not_happen", "void", "open"]))
    return {"type": "forecast_outcome", "opens": "other/it", "outcome": outcome}, response


@st.composite
def cases(draw: st.DrawFn) -> tuple[BaseQuestion, Any]:
    """Return a question of any type, which the model accepts, and a response to it."""
    choices = ("single_choice", "multiple_choice", "judgement")
    kinds = [*map(_choice, choices), _true_false(), _numeric(), _short_text(), _matching(), _sorting(), _ordering()]
    partial, response = draw(st.one_of(*kinds, _gaps(), _forecast()).filter(lambda case: _valid(case[0])))
    shapeless = draw(st.sampled_from([False, False, False, False, True]))
    return bank(partial).questions[0], draw(JUNK if shapeless else response)


def _valid(partial: dict[str, Any]) -> bool:
    try:
        bank(partial)
    except ValidationError:
        return False
    return True
