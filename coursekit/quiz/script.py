"""The page's script and style: files in ``static/quiz``, joined in order.

They are joined, not loaded one by one, because a page should ask for one script and a widget is one module;
and not bundled by a tool, because joining is all there is to do.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static" / "quiz"
PARTS = ("grading", "types", "storage", "summary", "question", "form", "widget")
"""The files of the script in an order in which each uses only those before it."""


COMMENT = re.compile(r"/\*\*(?s:.*?)\*/ ?|^[ ]*//.*\n|^\s+", re.MULTILINE)
"""JSDoc, comments on lines of their own, and indentation: none of our strings and patterns looks like them. A tool
that knows JavaScript would save a tenth more; the one tried (rjsmin) changed the inside of nested templates."""

FRAME = """\
var CoursekitQuiz = (() => {{
"use strict";
{parts}
return {{ enhance, grade, brier, probability, readNumber, store, shown,
  calibration, calibrationSteps, widget: {{ render }} }};
}})();
{start}"""


@lru_cache(maxsize=1)
def script() -> str:
    """Return the script without comments: one function that sets ``CoursekitQuiz``, and its start on a page."""
    parts = "\n".join((STATIC / f"{name}.js").read_text(encoding="utf-8") for name in PARTS)
    start = (STATIC / "start.js").read_text(encoding="utf-8")
    lead = "// Made of the files in coursekit/static/quiz: comments and types are there.\n"
    return lead + COMMENT.sub("", FRAME.format(parts=parts, start=start))


@lru_cache(maxsize=1)
def style() -> str:
    """Return the style of a quiz."""
    return (STATIC / "quiz.css").read_text(encoding="utf-8")
