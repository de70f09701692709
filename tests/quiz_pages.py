"""Pages made for tests: one quiz or several, with the script and style as files beside them, as in the book."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from quiz_samples import bank, one_of_each

from coursekit.quiz.markup import render
from coursekit.quiz.script import script, style
from coursekit.quiz.types import Bank

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sample</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' file:; style-src 'self' file:"
>
<link rel="stylesheet" href="page.css"><link rel="stylesheet" href="quiz.css">
<script src="quiz.js" defer></script></head>
<body><main><h1>Sample</h1>
{body}
</main></body></html>
"""
PAPER = """:root { color-scheme: light dark; }
body { background: Canvas; color: CanvasText; font-family: sans-serif; margin: 1rem; }
h1 { font-size: 1.5rem; } ul { padding-inline-start: 1.2rem; }
"""


def full_bank(**changed: Any) -> Bank:
    """Return a bank with a question of each type, with hints, confidence and points here and there."""
    partials = one_of_each()
    for partial in partials[:5]:
        partial["confidence"] = True
    partials[0]["hints"] = ["Look at the **map**.", "Look again.", "It is $\\frac{1}{2}$ of it."]
    partials[6]["points"] = 4
    for partial in partials:
        partial |= changed
    return bank(*partials)


def form(sample: Bank, course: str = "course", part: str | None = None) -> str:
    """Return the form of a bank."""
    return render(course, sample.quiz, sample.title, [q for q in sample.questions if q.part == part], part)


def write_page(folder: Path, *forms: str, name: str = "index.html") -> Path:
    """Write a page with these forms, and what it needs, into a folder; return the page."""
    (folder / "quiz.js").write_text(script(), encoding="utf-8")
    (folder / "quiz.css").write_text(style(), encoding="utf-8")
    (folder / "page.css").write_text(PAPER, encoding="utf-8")
    page = folder / name
    page.write_text(PAGE.format(body="\n".join(forms)), encoding="utf-8")
    return page
