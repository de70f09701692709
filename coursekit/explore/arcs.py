"""The drawing of the network: actors below each other by kind, ties as arcs beside them.

A list of names can be read on a phone and does not move when a row is added; what a tie rests on is its line, how it
is coded a sign at its crest. Nothing is placed by chance, so the drawing is the same on every machine.
"""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from dataclasses import dataclass
from html import escape

from coursekit.explore.form import Options

FACT = "reported-fact"
LINES = {FACT: "", "article-claim": "9 3 2 3", "article-allegation": "5 4", "opinion": "1.5 4"}
"""The dashes of each basis: a reported fact is a whole line, a charge is dashed, an opinion dotted. In this order."""

MARKS = {"1": ("+", "friendly"), "0": ("0", "neutral"), "-1": ("−", "hostile")}
"""The sign at the crest of a tie, and its class."""

LABELS, ROW, KIND, BETWEEN, REACH = 226, 16, 26, 13, 200
"""Units: room for names; height of a line of a name and of a kind; between arcs of a pair; reach of the longest arc."""


@dataclass(frozen=True)
class Arc:
    """A tie to draw: keys of its ends, basis, sign, what it says, and the attributes that the filter looks at."""

    source: str
    target: str
    basis: str
    sign: str
    words: str
    marks: str


def drawing(arcs: list[Arc], actors: list[tuple[str, str, str]], bases: Options, signs: Options) -> str:
    """Return the figure: drawing, text alternative and legend.

    Args:
        arcs: the ties.
        actors: key, name and kind of each actor, those of a kind together.
        bases: what ties rest on, with words.
        signs: how ties are coded, with words.
    """
    places, labels, height = _names(actors)
    lines, width = _lines(arcs, places, height)
    svg = (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(_told(arcs, actors, bases))}">'
        f"{labels}{lines}</svg>"
    )
    return (
        '<figure class="explorer-drawing explorer-arcs">'
        f'<div class="chart-scroll" role="region" tabindex="0" aria-label="Drawing: network of relations">{svg}</div>'
        f"{_legend(bases, signs)}"
        "<figcaption>Ties told by 5 November 2018, as far as the table has them; the filter works here too. An arc "
        "joins two actors, and the arrow at its crest points from who acts, or is said to act, to the other. The "
        "article and the lessons chose the rows: an actor with many arcs is much written about there, which is not the "
        "same as much tied. A pair without an arc may be tied all the same.</figcaption></figure>"
    )


def _names(actors: list[tuple[str, str, str]]) -> tuple[dict[str, float], str, float]:
    """Return the height of each actor, their names drawn, and the height of all."""
    places: dict[str, float] = {}
    parts: list[str] = []
    y, last = 0.0, ""
    for key, name, kind in actors:
        if kind != last:
            y += KIND
            parts.append(f'<text class="kind" x="0" y="{y - 6:g}">{escape(kind[:1].upper() + kind[1:])}</text>')
            last = kind
        lines = textwrap.wrap(name.partition(" (")[0], 34) or [name]
        places[key] = y + 4 + ROW * len(lines) / 2
        for number, line in enumerate(lines):
            parts.append(
                f'<text x="{LABELS - 8}" y="{y + ROW * (number + 1):g}" text-anchor="end">{escape(line)}</text>'
            )
        y += ROW * len(lines) + 5
    return places, "".join(parts), y + 10


def _lines(arcs: list[Arc], places: dict[str, float], height: float) -> tuple[str, float]:
    """Return the ties drawn, and the width of all."""
    seen: Counter[frozenset[str]] = Counter()
    parts, width = [], 0.0
    for arc in arcs:
        start, end = places[arc.source], places[arc.target]
        pair = frozenset((arc.source, arc.target))
        reach = 22 + REACH * abs(end - start) / height + BETWEEN * seen[pair]
        lean = math.radians(9 * (seen[pair] % 5 - 2))  # signs of a pair are not all at one height
        seen[pair] += 1
        top, half = min(start, end), max(abs(end - start) / 2, 4)
        sign, name = MARKS.get(arc.sign, ("?", "neutral"))
        dashes = f' stroke-dasharray="{LINES[arc.basis]}"' if LINES.get(arc.basis) else ""
        way = "↓" if end > start else "↑"
        parts.append(
            f'<g class="tie tie-{escape(arc.basis)} {name}"{arc.marks}><title>{escape(arc.words)}</title>'
            f'<path d="M{LABELS} {top:g}a{reach:.0f} {half:g} 0 0 1 0 {2 * half:g}"{dashes}/>'
            f'<text x="{LABELS + reach * math.cos(lean):.0f}" y="{top + half + half * math.sin(lean) + 3:.0f}" '
            f'text-anchor="middle">{sign}{way}</text>'
            "</g>"
        )
        width = max(width, LABELS + reach + 12)
    return "".join(parts), width


def _told(arcs: list[Arc], actors: list[tuple[str, str, str]], bases: Options) -> str:
    """Return what the drawing shows, in words; ties of each basis are counted apart."""
    told = "; ".join(f"{words} {sum(arc.basis == value for arc in arcs)}" for value, words in bases)
    facts = [arc for arc in arcs if arc.basis == FACT]
    ends = Counter(end for arc in facts for end in (arc.source, arc.target))
    most = [name for key, name, _ in actors if ends and ends[key] == max(ends.values())]
    often = f" Those reported as a fact have {' and '.join(most)} at an end most often." if most else ""
    return (
        f"Arc diagram. {len(actors)} actors stand below each other by kind; arcs beside them are the ties told by "
        f"5 November 2018. Ties by what they rest on: {told}.{often} The list on this page has the same ties in words."
    )


def _legend(bases: Options, signs: Options) -> str:
    """Return what lines and signs mean."""
    parts = []
    for value, words in bases:
        dashes = f' stroke-dasharray="{LINES[value]}"' if LINES.get(value) else ""
        sample = f'<svg viewBox="0 0 44 10" aria-hidden="true"><path d="M1 5H43"{dashes}/></svg>'
        parts.append(f"<li>{sample} {escape(words)}</li>")
    for value, words in signs:
        sign, name = MARKS[value]
        parts.append(f'<li><span class="sign {name}">{sign}</span> {escape(words)}, as coded</li>')
    parts.append('<li><span class="sign">↓ ↑</span> from who acts to the other</li>')
    return f'<ul class="explorer-legend">{"".join(parts)}</ul>'
