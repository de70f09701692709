"""Texts of other quiz programs as Markdown of the course: what is meant as text stays text."""

from __future__ import annotations

import hashlib
import html as entities
import re
import unicodedata

KEPT = re.compile(
    r"(?<![\\$])(?P<math>\$\$[^$]+\$\$|\$[^$\s](?:[^$]*[^$\s\\])?\$)"
    r"|\[(?P<words>[^\[\]]*)\]\((?P<address>[^\s()<>]+)\)"
    r"|<(?P<link>https?://[^\s<>]+)>"
    r"|(?P<dollar>\\\$)"
)
"""Formulas, links and ``\\$``: what is more than text in jupyterquiz too."""

SIGNS = re.compile(r"[\\`*_\[\]<&$]")
BLOCK = re.compile(r"^(?=[#+\->=])|^(\d+)(?=[.)])")
"""What at the beginning of a text would make a heading or a list."""


def markdown(text: str, html: bool = True) -> str:
    """Return a text as Markdown that shows it.

    Args:
        text: words, with LaTeX between dollar signs and links as in Markdown, and no other markup.
        html: whether the text went into a page, so that ``&lt;`` stands for a sign.
    """
    text = " ".join((entities.unescape(text) if html else text).split())
    parts, at = [], 0
    for match in KEPT.finditer(text):
        parts += [_escaped(text[at : match.start()]), _kept(match)]
        at = match.end()
    whole = "".join([*parts, _escaped(text[at:])])
    return BLOCK.sub(lambda match: f"{match[1]}\\" if match[1] else "\\", whole)


def _kept(match: re.Match[str]) -> str:
    if match["words"] is not None:
        return f"[{_escaped(match['words'])}]({match['address']})"
    return match[0]


def _escaped(text: str) -> str:
    return SIGNS.sub(lambda match: f"\\{match[0]}", text)


def code_block(code: str) -> str:
    """Return code as a block."""
    fence = _ticks(code, 3)
    return f"{fence}\n{entities.unescape(code).strip(chr(10))}\n{fence}"


def code_span(code: str) -> str:
    """Return code within a line; line ends become arrows."""
    shown = " ↵ ".join(line.strip() for line in entities.unescape(code).splitlines() if line.strip())
    ticks = _ticks(shown, 1)
    return f"{ticks} {shown} {ticks}" if shown else ""


def _ticks(code: str, least: int) -> str:
    """Return more backticks than stand together in the code."""
    return "`" * max([least, *(len(run) + 1 for run in re.findall("`+", code))])


def identifier(text: str, taken: set[str]) -> str:
    """Return an id made of the words of a text, unlike those taken, and take it.

    It does not depend on the place of the question, so that answers are kept when others are added.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall("[a-z0-9]+", plain))[:40].strip("-")
    if not re.search("[a-z]", words):
        words = f"q-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    found, number = words, 1
    while found in taken:
        number += 1
        found = f"{words}-{number}"
    taken.add(found)
    return found
