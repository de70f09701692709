"""The colours of the pages: named in one file, and readable on whatever they stand on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent / "coursekit" / "static"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
OURS = [path for path in STATIC.rglob("*.css") if path.parent.name != "reveal"]  # that folder is reveal.js's own
BLOCKS = re.findall(r"html:root(\[data-theme=\"dark\"\])? \{([^}]*--paper:[^}]*)\}", TOKENS)
SCHEMES = {("dark" if dark else "light"): dict(re.findall(r"--([\w-]+): (#\w+);", text)) for dark, text in BLOCKS}
TEXT = [
    *("ink", "muted", "link", "hover", "focus", "code"),
    *("right", "partly", "wrong", "done", "source", "evidence", "method", "friendly", "hostile", "neutral"),
]
"""What words are written in."""


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_guidelines_say():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", ["paper", "sheet"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_readable_on_every_ground(scheme, ground):
    tokens = SCHEMES[scheme]
    found = {name: round(contrast(tokens[name], tokens[ground]), 2) for name in TEXT}
    assert not {name: ratio for name, ratio in found.items() if ratio < 4.5}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_no_word_can_be_told_from_its_ground(scheme):
    tokens = SCHEMES[scheme]
    assert contrast(tokens["edge"], tokens["paper"]) >= 3
    assert contrast(tokens["focus"], tokens["paper"]) >= 3
    assert contrast(tokens["ink"], tokens["mark"]) >= 4.5
    assert contrast(tokens["on-tip"], tokens["tip"]) >= 4.5
    for ground in ("paper", "chart-land", "chart-grid"):
        assert contrast(tokens["chart-ink"], tokens[ground]) >= 4.5, ground


def test_both_schemes_name_the_same_colours():
    assert list(SCHEMES) == ["light", "dark"]
    assert set(SCHEMES["light"]) == set(SCHEMES["dark"])


def test_no_other_style_sheet_names_a_colour_of_its_own():
    drawn = r'\[(?:fill|stroke)="#\w+"\]|#000 var\(--more\)'  # what drawings hold, and a mask
    fallback = r"var\(--[\w-]+, #\w+\)"  # a quiz also stands where these pages' colours are not known
    for path in OURS:
        if path.name != "tokens.css":
            text = re.sub(f"{drawn}|{fallback}|/\\*.*?\\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            assert not re.findall(r":[^;{}]*#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\b[^;{}]*;", text), path.name


def test_every_colour_is_used_and_every_used_one_is_there():
    sheets = "".join(path.read_text(encoding="utf-8") for path in OURS)
    used = set(re.findall(r"var\(--([\w-]+)", sheets))
    assert set(SCHEMES["light"]) <= used
    ours = {
        "serif",
        "sans",
        "measure",
        "callout",
        "label",
        "more",
        "result",
        "far",
        "ground",
        "halo",
        *SCHEMES["light"],
    }
    assert {name for name in used if not name.startswith(("pst-", "bs-"))} <= ours


def test_no_style_of_every_page_asks_what_a_large_part_of_it_holds():
    """A button shown in a quiz would have the browser look for all that such a style may change."""
    sheets = [path for path in OURS if path.name in ("tokens.css", "looks.css", "course.css", "page.css")]
    text = re.sub(r"/\*.*?\*/", "", "".join(path.read_text(encoding="utf-8") for path in sheets), flags=re.DOTALL)
    assert set(re.findall(r"([\w.-]+):has\(", text)) == {".chart-drawing", ".text_html"}
    assert not re.findall(r":not\(:has", text)
