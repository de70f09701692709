"""What stands on slides: parts with an estimate of their height, and how they are spread over slides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil

from coursekit.slides.markdown import Label, Piece, block, fair, inline, plain, sentences, words

LINES = 13.6
"""Lines of running text below the heading of a slide. Where an estimate errs, the script makes letters smaller."""

WIDTH = 84
"""Letters in such a line."""

REST, SQUEEZED = 3.5, 1.15
"""A slide of fewer lines than the first joins the one before it, if together they are at most so much too long."""

ROW, PADDING, TABLE_WIDTH = 0.64, 0.27, 118
"""Height of a line in a table and of the space between rows, in lines of text; letters side by side in a table."""

LEAD, ENTRY, SPOKEN = 42, 75, 60
"""Words that are kept of a section's first paragraph, of an entry of a list, and of a paragraph that a cell says.

Entries are where the evidence stands: one is cut only if it is longer than any slide should be."""


@dataclass(frozen=True)
class Part:
    """A piece of a slide.

    Attributes:
        html: its HTML; that of an entry goes into its list.
        lines: its height, in lines of text.
        list: ``ul`` or ``ol`` for an entry of a list, else empty.
        number: that of an entry in its list.
        joined: it may not be the last of a slide, as it leads to what follows.
        step: it is shown by a further press of the key.
    """

    html: str
    lines: float
    list: str = ""
    number: int = 0
    joined: bool = False
    step: bool = False


@dataclass
class Slide:
    """One slide.

    Attributes:
        heading: its heading, in Markdown.
        parts: what stands below.
        kind: how it is laid out: ``title``, ``text``, ``prompt``, ``chart`` or ``quiz``.
        across: it begins a stack: one goes to it sideways, to those after it downwards.
        fold: the words on the fold that hides its parts; empty if they are in the open.
        told: what the lesson says here and the slide does not show, in Markdown.
        topic: by what notes find it: ``title``, ``objectives``, ``callout``, ``Discussion 1``, ``Exercise 1`` or
            ``question:`` and an id.
        opening: it holds words of a section, to which its first code may be added.
    """

    heading: str
    parts: list[Part] = field(default_factory=list)
    kind: str = "text"
    across: bool = False
    fold: str = ""
    told: list[str] = field(default_factory=list)
    topic: str = ""
    opening: bool = False

    def html(self) -> str:
        """Return what stands below the heading."""
        made = []
        for tag, group in groupby(self.parts, key=lambda part: part.list):
            parts = list(group)
            if not tag:
                made += [_stepped(part) for part in parts]
                continue
            start = f' start="{parts[0].number}"' if tag == "ol" and parts[0].number > 1 else ""
            made.append(f"<{tag}{start}>{''.join(f'<li>{part.html}</li>' for part in parts)}</{tag}>")
        return "\n".join(made)

    @property
    def lines(self) -> float:
        """The height of all that stands below the heading."""
        return _lines(self.parts)


def _stepped(part: Part) -> str:
    return f'<div class="fragment">{part.html}</div>' if part.step else part.html


def spread(parts: Iterable[Part], most: float = LINES) -> list[list[Part]]:
    """Return the parts slide by slide, in order; what leads to something stands on the slide of what it leads to."""
    slides: list[list[Part]] = [[]]
    for part in parts:
        now = slides[-1]
        if now and _lines(now) + part.lines > most:
            lead = len(now) - next((at for at, one in enumerate(reversed(now)) if not one.joined), len(now))
            slides[-1], moved = now[:lead], now[lead:]
            slides.append(moved)
        slides[-1].append(part)
    slides = [slide for slide in slides if slide]
    if len(slides) > 1 and _lines(slides[-1]) < REST and _lines(slides[-2]) + _lines(slides[-1]) <= most * SQUEEZED:
        slides[-2:] = [slides[-2] + slides[-1]]
    return slides


def _lines(parts: list[Part]) -> float:
    return sum(part.lines for part in parts)


# --- Parts made of Markdown ---------------------------------------------------------------------------------------


def text_part(text: str, label: Label, joined: bool = False) -> Part:
    """Return a paragraph."""
    return Part(f"<p>{inline(text, label)}</p>", height(text) + 0.4, joined=joined)


def entry(text: str, label: Label, tag: str = "ul", number: int = 0) -> Part:
    """Return an entry of a list; blocks within it stay blocks."""
    html = block(text, label)
    if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
        html = html[3:-4]
    return Part(html, height(text, WIDTH - 4) + 0.25, tag, number)


def height(text: str, width: int = WIDTH) -> float:
    """Return the lines that a paragraph of Markdown fills; citations are in small letters."""
    cited = text.count("{cite") * 22
    return max(1, ceil((len(plain(text)) + cited) / width))


def row_heights(rows: list[list[str]]) -> list[float]:
    """Return the height of each row of a table; columns share the width by the letters of their longest cells."""
    count = max(map(len, rows), default=0)
    longest = [max((len(row[at]) for row in rows if at < len(row)), default=1) for at in range(count)]
    needed = [min(one, 60) + 3 for one in longest]
    spare = TABLE_WIDTH / max(1, sum(needed))
    widths = [max(1, one * spare - 2) for one in needed]
    return [
        ROW * max((ceil(len(cell) / width) for cell, width in zip(row, widths, strict=False)), default=1) + PADDING
        for row in rows
    ]


def entries(piece: Piece, label: Label, most: int | None = ENTRY) -> list[Part]:
    """Return the entries of a list, each cut to so many words, or whole."""
    tag = "ol" if piece.ordered else "ul"
    return [
        entry(item if most is None or "\n\n" in item else fair(item, most) or item, label, tag, number)
        for number, item in enumerate(piece.items, 1)
    ]


def whole(piece: Piece, label: Label) -> list[Part]:
    """Return a piece of Markdown uncut."""
    if piece.kind == "list":
        return entries(piece, label, None)
    if piece.kind == "paragraph":
        return [text_part(piece.text, label)]
    if piece.kind == "quote":
        return [Part(f"<blockquote>{block(piece.text, label)}</blockquote>", height(piece.text, WIDTH - 6) + 1)]
    if piece.kind == "callout":
        title = f"<p><strong>{inline(piece.title, label)}</strong></p>" if piece.title else ""
        html = f'<div class="callout">{title}{block(piece.text, label)}</div>'
        return [Part(html, 1 + sum(height(one, WIDTH - 6) + 0.45 for one in piece.text.split("\n\n")))]
    if piece.kind == "table":
        rows = [[plain(cell) for cell in row.strip().strip("|").split("|")] for row in piece.text.splitlines()]
        return [Part(block(piece.text, label), sum(row_heights(rows)) - 0.5)]
    return [Part(block(piece.text, label), 0.8 * len(piece.text.splitlines()) + 0.5)]


def shortened(body: list[Piece], label: Label, lead: int = 0) -> tuple[list[Part], list[str]]:
    """Return what of a section goes on slides, and what of it is told beside them.

    Shown are its first paragraph, paragraphs that begin with bold words, what leads to a list, lists, tables and
    quotations; paragraphs and entries by their first sentences. Callouts called ``tip`` are for readers at home.

    Args:
        body: what stands below a heading, or in a cell without one.
        label: returns what stands for a citation.
        lead: how many words of the first paragraph are shown; 0 for none of it.
    """
    parts: list[Part] = []
    told: list[str] = []
    leads = sum(map(_bold, body)) > 1 and _bold(body[0])
    for at, piece in enumerate(body):
        follows = body[at + 1].kind if at + 1 < len(body) else ""
        if piece.kind == "paragraph":
            shown = ""
            if piece.text.rstrip().endswith(":") and follows in ("list", "table", "quote"):
                shown = sentences(piece.text)[-1]
                parts.append(text_part(shown, label, joined=True))
            elif at == 0 and lead and not leads:
                shown = fair(piece.text, lead)
                parts += [text_part(shown, label)] if shown else []
            elif _bold(piece):
                shown = fair(piece.text, LEAD)
                parts += [entry(shown, label)] if shown else []
            if words(shown) < words(piece.text):
                told.append(piece.text)
        elif piece.kind == "list":
            parts += entries(piece, label)
            if any(words(fair(item, ENTRY)) < words(item) for item in piece.items):
                told.append(piece.text)
        elif not (piece.kind == "callout" and piece.kinds == "tip"):
            parts += whole(piece, label)
    return parts, told


def _bold(piece: Piece) -> bool:
    """Whether a paragraph begins with bold words that name what it is about."""
    return piece.kind == "paragraph" and piece.text.startswith("**")


def callouts(body: list[Piece]) -> Iterator[Piece]:
    """Yield the callouts of a cell that a class should see."""
    yield from (piece for piece in body if piece.kind == "callout" and piece.kinds != "tip")
