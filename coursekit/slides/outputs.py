"""What cells show, as parts of slides: code, tables, printed text, charts and questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil
from typing import Any

from lxml import html as lxml_html
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from coursekit.charts import MIME_TYPE
from coursekit.notebooks import text_of
from coursekit.quiz.text import escape
from coursekit.slides.parts import LINES, SQUEEZED, Part, row_heights

SMALL, CODE_WIDTH = 0.72, 96
"""Height of a line of code, in lines of text, and letters in it."""

SHORT = 12
"""Letters of a cell that stay on one line."""

QUIZ = re.compile(r'<div class="quiz"[^>]* data-quiz-id="([^"]*)"(?: data-quiz-part="([^"]*)")?')
STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)


@dataclass(frozen=True)
class Shown:
    """One output of a cell: its ``kind`` is ``chart``, ``quiz``, ``markdown``, ``controls``, ``table`` or ``text``."""

    kind: str
    value: Any


def shown(cell: dict[str, Any]) -> list[Shown]:
    """Return what a code cell shows, the best form of each output, as on the book's pages."""
    return [found for output in cell.get("outputs", []) if (found := _best(output))]


def _best(output: dict[str, Any]) -> Shown | None:
    if output.get("output_type") == "stream":
        return Shown("text", text_of(output.get("text", "")))
    data = output.get("data", {})
    if MIME_TYPE in data:
        return Shown("chart", data[MIME_TYPE])
    html = text_of(data.get("text/html", ""))
    if quiz := QUIZ.search(html):
        return Shown("quiz", (quiz[1], quiz[2]))
    if html:
        return Shown("table" if "<table" in html else "controls", html)
    if "text/markdown" in data:
        return Shown("markdown", text_of(data["text/markdown"]))
    return Shown("text", text_of(data["text/plain"])) if "text/plain" in data else None


def code(source: str) -> Part:
    """Return code, coloured by classes."""
    lines = sum(max(1, ceil(len(line) / CODE_WIDTH)) for line in source.splitlines())
    made = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip()
    return Part(f"<pre><code>{made}</code></pre>", SMALL * lines + 0.8)


def printed(text: str) -> Part:
    """Return what a cell printed, cut at the foot of a slide."""
    lines = text.rstrip("\n").splitlines()
    most = int(LINES / SMALL) - 2
    if len(lines) > most:
        lines = [*lines[:most], "…"]
    return Part(f'<pre class="printed">{escape(chr(10).join(lines))}</pre>', SMALL * len(lines) + 0.8)


def table(html: str, most: float = LINES * SQUEEZED) -> Part:
    """Return a table of pandas without styles of its own, with as many rows as a slide has room for."""
    tree = lxml_html.fromstring(STYLE.sub("", html))
    found = tree if tree.tag == "table" else tree.find(".//table")
    for element in found.iter():
        for name in ("style", "border", "halign"):
            element.attrib.pop(name, None)
        if element.tag in ("td", "th") and len(element.text_content()) <= SHORT:
            element.set("class", "short")
    rows = found.findall(".//tr")
    heights = row_heights([[" ".join(cell.text_content().split()) for cell in row] for row in rows])
    total, kept = 0.0, 0
    for size in heights:
        if total + size > most - 0.8 and sum(heights) > most:
            break
        total, kept = total + size, kept + 1
    for row in rows[kept:]:
        row.getparent().remove(row)
    left = len(rows) - kept
    more = f'<p class="more">and {left} more {"row" if left == 1 else "rows"} in the lesson</p>' if left else ""
    found.tail = None
    return Part(str(lxml_html.tostring(found, encoding="unicode")) + more, total + (0.8 if left else 0) + 0.4)
