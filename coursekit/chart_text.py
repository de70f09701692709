"""Keep the words of a drawing inside it, whatever font a reader's machine draws them with.

The renderer measures words with Liberation Sans, as wide as Helvetica and Arial. A machine without these takes what it
has, and DejaVu Sans or Verdana are a sixth wider: a name at the edge would lose its first letters. A word that a wider
font could carry over the edge, or in a legend onto its neighbour, is told how long it is (``textLength``), so that it
fits in every font; the others are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from math import cos, radians, sin

WIDER = 1.35
"""How much wider than Helvetica a font may be."""

BOLDER = 1.07
"""How much wider bold letters are."""

METRICS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 "
    "556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 "
    "667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 "
    "556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 "
)
"""Adobe's widths of Helvetica from space to tilde, in thousandths of the size."""

WIDTHS = dict(zip(map(chr, range(32, 127)), map(int, METRICS.split()), strict=True))
WIDTHS |= {"–": 556, "—": 1000, "…": 1000, "‘": 222, "’": 222, "“": 333, "”": 333, "·": 278, "−": 584, "×": 584}

TAG = re.compile(r"<(/?)(\w+)([^>]*?)(/?)>([^<]*)")
MOVED = re.compile(r"translate\(\s*([-\d.]+)[ ,]+([-\d.]+)\s*\)")
TURNED = re.compile(r"rotate\(\s*([-\d.]+)")
ENDS = {"start": (0.0, 1.0), "middle": (0.5, 0.5), "end": (1.0, 0.0)}
"""How much of a word lies before and after the point it stands at."""


def width(text: str, size: float = 12, bold: bool = False) -> float | None:
    """Return how wide words are in Helvetica; nothing for a script it does not have."""
    letters = [unicodedata.normalize("NFD", letter)[0] for letter in text]
    if any(letter not in WIDTHS for letter in letters):
        return None
    return sum(WIDTHS[letter] for letter in letters) * size / 1000 * (BOLDER if bold else 1)


def fitted(svg: str) -> str:
    """Return a drawing in which no font up to ``WIDER`` can carry a word over the edge."""
    across, down = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)', svg).groups())  # type: ignore[union-attr]
    stack: list[dict[str, str]] = []

    def fit(found: re.Match[str]) -> str:
        closing, name, attributes, empty, text = found.groups()
        if closing:
            stack.pop()
            return found[0]
        one = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes)) | {"": name}
        stack.append(one)
        length = _length(stack, unescape(text), across, down) if name in ("text", "tspan") else None
        if empty:
            stack.pop()
        if length is None:
            return found[0]
        told = f' textLength="{length:.0f}" lengthAdjust="spacingAndGlyphs"'
        return f"<{name}{attributes}{told}>{text}"

    return TAG.sub(fit, svg)


def _length(stack: list[dict[str, str]], text: str, across: float, down: float) -> float | None:
    """Return how long the innermost words are to be, if they could leave the drawing."""

    def of(name: str, default: str) -> str:
        return next((one[name] for one in reversed(stack) if name in one), default)

    long = width(text, float(of("font-size", "12").removesuffix("px")), of("font-weight", "") in ("bold", "600", "700"))
    if not text.strip() or long is None:
        return None
    x = y = turn = 0.0
    for one in stack:
        moved = MOVED.search(one.get("transform", ""))
        x, y = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
        turned = TURNED.search(one.get("transform", ""))
        turn += float(turned[1]) if turned else 0
    before, after = ENDS[of("text-anchor", "start")]
    if any("role-legend-label" in one.get("class", "") for one in stack):
        return long
    for share in (-before, after):
        at = share * long * WIDER
        if not (0 <= x + at * cos(radians(turn)) <= across and 0 <= y + at * sin(radians(turn)) <= down):
            return long
    return None
