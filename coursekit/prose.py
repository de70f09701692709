"""Numbers in prose: each is shown by a cell or has a source beside it.

A number that a cell can compute goes stale when it is typed, and a number without a source cannot be looked
up. :func:`check_prose` reads the Markdown of the lessons and of the book as its readers see it and reports
numbers that stand in a paragraph, list item or table row without a citation role. Years, dates, durations,
numbered parts of the course and the like are free; so are code, links and the contents of roles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from coursekit.faults import CourseError, Fault
from coursekit.project import guides, lessons, read_text

REASON = "a number without a cell that shows it or a source beside it"
REMEDY = "show it by a cell, or cite its source in the same paragraph"

LONGEST, LONGEST_BLOCK, DEEPEST = 200_000, 10_000, 20
"""The most that is read: characters of a page or cell, characters without a blank line, directives in directives. What
parses Markdown takes time as the square of these; the course's own pages have a tenth of it."""

# --- Markdown as its readers see it ------------------------------------------------------------------------

PARSER = (
    MarkdownIt("commonmark")
    .enable("table")
    .use(front_matter_plugin)
    .use(colon_fence_plugin)
    .use(myst_role_plugin)
    .use(myst_block_plugin)
    .use(dollarmath_plugin, allow_digits=False)
    .use(deflist_plugin)
    .use(footnote_plugin)
)
DIRECTIVE = re.compile(r"^\{([\w:.-]+)\}[ \t]*(.*)$")
OPTION = re.compile(r"^:[\w-]+:")
BLANK_LINE = re.compile(r"\n[ \t]*\n")
HTML = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)
# Directives whose contents are not prose, and directives whose argument is not (a path, a name, a language).
NO_PROSE = re.compile(
    r"^(?:math|code|code-block|code-cell|sourcecode|literalinclude|highlight|mermaid|graphviz|raw|include|"
    r"bibliography|toctree|tableofcontents|image|eval-rst|glue.*|doctest|only|contents|index)$"
)
TITLED = re.compile(
    r"^(?:admonition|topic|sidebar|dropdown|card|grid-item-card|tab-item|table|list-table|csv-table|rubric|"
    r"epigraph|margin|note|tip|warning|important|caution|hint|attention|seealso|danger|error|exercise|solution)$"
)
UNITS = {"paragraph", "heading", "list_item", "tr", "dt", "dd"}
"""What a citation covers: the innermost of these; a paragraph inside another of them is not one of its own."""


@dataclass(frozen=True)
class Passage:
    """A paragraph, heading, list item or table row: its first line, its text as read, and what it holds."""

    line: int
    text: str
    cited: bool = False
    heading: bool = False
    unread: str = ""
    """Why what stands here was not read, if it was not; then there is no text."""

    def line_of(self, position: int) -> int:
        """Return the line of a position in the text."""
        return self.line + self.text.count("\n", 0, position)


@lru_cache(maxsize=10_000)  # one check of a course asks for most texts two or three times
def passages(markdown: str) -> tuple[Passage, ...]:
    """Return the passages of a MyST text in order, without code, links' targets, roles, math and comments."""
    return tuple(sorted(_passages(markdown, 1, 0), key=lambda passage: passage.line))


def tokens(markdown: str) -> list[Token]:
    """Return the tokens of a MyST text; none of one that is too much to read, as :func:`check_prose` says."""
    return [] if _too_much(markdown) else PARSER.parse(markdown)


def _too_much(markdown: str) -> str:
    """Return why a text is not read, or an empty string."""
    if len(markdown) > LONGEST:
        return f"{len(markdown):,} characters of Markdown: more than {LONGEST:,} are not read"
    block = max(map(len, BLANK_LINE.split(markdown)))
    return f"{block:,} characters without a blank line: more than {LONGEST_BLOCK:,} are not read" * (
        block > LONGEST_BLOCK
    )


def _passages(markdown: str, first_line: int, depth: int) -> Iterator[Passage]:
    unread = _too_much(markdown) or f"more than {DEEPEST} directives in each other: not read" * (depth > DEEPEST)
    if unread:
        yield Passage(first_line, "", unread=unread)
        return
    units: list[tuple[str, list[tuple[int, str, bool]]]] = []  # kind and pieces of the open units
    for token in PARSER.parse(markdown):
        line = first_line + (token.map[0] if token.map else 0)
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if token.type == "inline":
            (units[-1][1] if units else []).append((line, *_read(token.children or [])))
        elif token.type in ("fence", "colon_fence"):
            yield from _directive(token, line, depth + 1)
        elif token.type == "html_block":
            yield Passage(line, HTML.sub(_blank, token.content))
        elif kind not in UNITS:
            continue
        elif token.nesting == 1 and (kind != "paragraph" or not units):
            units.append((kind, []))
        elif token.nesting == -1 and units and units[-1][0] == kind:
            pieces = units.pop()[1]
            cited = any(piece[2] for piece in pieces)
            yield from (Passage(at, text, cited, kind == "heading") for at, text, _ in pieces)


def _directive(token: Token, line: int, depth: int) -> Iterator[Passage]:
    match = DIRECTIVE.match(token.info.strip())
    if not match or NO_PROSE.match(match[1]):
        return
    if match[2] and TITLED.match(match[1]):
        yield from _passages(match[2], line, depth)
    lines = token.content.split("\n")
    skip = 0
    if lines[0].strip() == "---":
        skip = next((n for n, text in enumerate(lines[1:], 2) if text.strip() == "---"), 0)
    while skip < len(lines) and OPTION.match(lines[skip]):
        skip += 1
    yield from _passages("\n".join(lines[skip:]), line + 1 + skip, depth)


def _read(children: list[Token]) -> tuple[str, bool]:
    """Return the text of inline tokens as read, and whether there is a citation role among them."""
    parts: list[str] = []
    cited = False
    for child in children:
        if child.type == "text":
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type in ("em_open", "em_close"):  # a word in italics is spoken about: quoted
            parts.append("“" if child.nesting == 1 else "”")
        elif child.type == "image":
            parts.append(child.content)
        elif child.type == "myst_role":
            cited = cited or child.meta["name"].startswith("cite")
            parts.append(" ")
        elif child.type in ("code_inline", "math_inline", "footnote_ref"):
            parts.append(" \N{OBJECT REPLACEMENT CHARACTER} ")
    return "".join(parts), cited


def _blank(match: re.Match[str]) -> str:
    """Replace a match by blanks, keeping the lines."""
    return re.sub(r"[^\n]", " ", match[0])


# --- Numbers ---------------------------------------------------------------------------------------------

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
SMALL = r"(?:one|two|three|four|five|six|seven|eight|nine|ten)"
LARGE = (
    r"(?:eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    rf"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-{SMALL})?|"
    r"dozens?|hundreds?|thousands?|millions?|billions?|trillions?)"
)
WORDS = rf"(?:(?:{SMALL}[\s-]+)?{LARGE}(?:[\s-]+(?:and\s+|of\s+)?(?:{LARGE}|{SMALL}\b))*)"
DIGITS = r"\d+(?:[.,]\d+)*"
ANY = rf"(?:{DIGITS}|{WORDS}|{SMALL}|a|half\s+an?)"
TO = r"(?:\s*[-–—/]\s*|\s+(?:to|or|and)\s+(?:some\s+|about\s+|almost\s+)?)"
PART = (
    r"(?:paragraph|lesson|part|exercise|question|step|version|chapter|section|resolution|objective|level|grade|"
    r"unit|session|figure|table|box|cell|row|rule|page|pp?\.|vol(?:ume|\.)|number|nos?\.|article|annex)s?"
)

EXEMPT = [
    re.compile(pattern, re.IGNORECASE if flag == "i" else 0)
    for flag, pattern in [
        ("i", r"\b(?:https?://|www\.|doi:)\S+|\b10\.\d{4,}/\S+|\bISBN[\s:]*[\dXx-]+|\{\{.*?\}\}"),
        ("", r"\b[A-Z][A-Za-z]*[-/]?\d[\w/-]*|\b(?:mid|pre|post|early|late|since)-(?:19|20)\d\d\b"),  # C028, Mi-35
        ("", r"\b[a-z]+(?:-\w+)*-\d[\w-]*-[\w-]*|\b\w*_\w*\b"),  # identifiers: tass-2017-skip-moscow, isis_k
        ("", r"\b(?:18|19|20)\d\d-\d\d(?:-\d\d)?\b"),  # 2018-11-09
        ("i", rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:{TO}\d{{1,2}})*\s+(?:of\s+)?{MONTH}(?:\s+\d{{4}}\b)?"),
        ("", rf"\b{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?"),
        ("", r"\b(?:19|20)\d\d\s*[-–/]\s*(?:(?:19|20)\d\d|\d\d)\b(?![.,]?\d)"),  # 2001–2021, 2018/19
        ("", r"(?<![\d.,$€£])(?:19|20)\d\d(?:s\b|(?![\d%])(?![.,]\d))(?!\s*(?:percent\b|per\s+cent\b))"),
        ("", r"\b9/11\b"),
        ("i", r"\b\d{1,2}(?:st|nd|rd|th)(?:[\s-]+century\b|-century\b)|\bthe\s+\d{1,2}(?:st|nd|rd|th)\b"),
        (
            "i",
            rf"\b{PART}\s+(?:{DIGITS}|{WORDS}|{SMALL}\b)[a-z]?\b"
            rf"(?:(?:\s*,\s*(?:and\s+|or\s+)?|{TO})(?:{DIGITS}|{WORDS}|{SMALL}\b)[a-z]?\b)*",
        ),
        (
            "i",
            rf"\b{ANY}(?:{TO}{ANY})?[\s-]+(?:(?:and\s+a\s+half|long|full|consecutive|whole|more)\s+)?"
            r"(?:of\s+)?(?:seconds|minute|hour|day|night|week|fortnight|month|year|decade|centur(?:y|ie))(?:s|[’']s?)?\b",
        ),
        ("", r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])"),
        ("i", r"\b\d{1,2}(?:\.\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.)(?!\w)"),
        ("", r"\bCC(?:0|[\s-]+BY[A-Z-]*)\s*(?:\d\.\d)?"),
        (
            "",
            r"\b(?:Python|pandas|Altair|Vega(?:-Lite)?|JupyterLab|Jupyter\s+Book|Unicode|HTML|CSS|Ubuntu|macOS|"
            r"Windows|Frictionless|nbformat)\s+v?\d+(?:\.\d+)*",
        ),
        ("", r"\bv?\d+\.\d+\.\d+\b(?!,\d)"),  # a version
        ("", r"\(\d{1,2}\)"),  # (1) in a running list
        ("", r"\b(?:being|counted\s+from|numbered\s+from|starts?\s+(?:at|with))\s+[01]\b(?![.,]\d)"),
        ("i", r"\b(?:in|since|of|from|by|until|to|before|after|around|c\.)\s+1[5-8]\d\d\b(?![.,]\d)"),
        (
            "i",
            r"\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-"
            r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)\b",
        ),
    ]
]
PLANNED = re.compile(
    r"(?<![\d.,$€£])(?:(?:\d{1,2}|100)(?![\d%])(?![.,]\d)|[1-9]\d\d(?=\s+words\b))"
    r"(?!\s+(?:per\s?cent|thousand|million|billion)\b)"
    r"|\b(?:eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty)\b(?![\s-]+(?:per\s?cent|hundred|thousand)\b)"
)
"""Free in pages for those who teach, small and bare: minutes, marks, sizes of groups and texts, answers of quizzes."""

NUMBERING = re.compile(r"^\s*\d+(?:\.\d+)*[.):]?\s")
NUMBER = re.compile(
    rf"(?:[$€£]\s?)?(?<![\w.]){DIGITS}(?:st|nd|rd|th)?(?:\s*%|\s+per\s?cent\b|\s+(?:{LARGE})\b)?"
    rf"|\b{SMALL}\s+per\s?cent\b|\b{WORDS}(?:\s+per\s?cent)?\b",
    re.IGNORECASE,
)


def numbers(passage: Passage, planned: bool = False) -> list[tuple[int, str]]:
    """Return the numbers of a passage that are not exempt, each with its line.

    Args:
        passage: the passage.
        planned: also exempt the small whole numbers of which a plan for teaching is full.
    """
    text = passage.text
    if passage.heading:
        text = NUMBERING.sub(_blank, text)
    for pattern in [*EXEMPT, PLANNED] if planned else EXEMPT:
        text = pattern.sub(_blank, text)
    return [(passage.line_of(m.start()), " ".join(m[0].split())) for m in NUMBER.finditer(text)]


# --- The project -------------------------------------------------------------------------------------------


def check_prose(root: Path) -> list[Fault]:
    """Return a fault for each number in the prose of lessons, pages and guides that has no cell and no source."""
    faults = []
    for path in [*lessons(root), *sorted((root / "book").rglob("*.md")), *guides(root)]:
        name = path.relative_to(root).as_posix()
        try:
            pieces = markdown_cells(path, name) if path.suffix == ".ipynb" else [(0, read_text(path))]
            for cell, markdown in pieces:
                for passage in passages(markdown):
                    faults += _unbound(passage, name, cell)
        except CourseError as error:
            faults += error.faults
    return faults


def _unbound(passage: Passage, file: str, cell: int = 0) -> list[Fault]:
    if passage.unread:
        return [Fault(file, cell or passage.line, reason=passage.unread, remedy="divide it")]
    if passage.cited:
        return []
    found = numbers(passage, planned=file.startswith("instructor/"))
    return [Fault(file, cell or line, value=value, reason=REASON, remedy=REMEDY) for line, value in found]


def read_notebook(path: Path, name: str) -> list[dict]:
    """Return the cells of a notebook.

    Raises:
        CourseError: if the file is not a notebook.
    """
    try:
        cells = json.loads(read_text(path))["cells"]
        if all(map(_is_cell, cells)):
            return list(cells)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise CourseError(Fault(name, reason="not a notebook in JSON", remedy="restore it from the repository"))


def _is_cell(cell: Any) -> bool:
    """Whether a cell has its source and its outputs in the shape that notebooks have."""
    if not isinstance(cell, dict) or not isinstance(cell.get("outputs", []), list):
        return False
    source = cell.get("source", [])
    return (
        isinstance(source, str | list)
        and all(isinstance(line, str) for line in source)
        and all(isinstance(o, dict) and isinstance(o.get("data", {}), dict) for o in cell.get("outputs", []))
    )


def markdown_cells(path: Path, name: str) -> Iterator[tuple[int, str]]:
    """Yield the number (counted from 1, code cells included) and the text of each Markdown cell."""
    for number, cell in enumerate(read_notebook(path, name), 1):
        if cell.get("cell_type") == "markdown":
            yield number, "".join(cell.get("source", []))
