"""The drawings of the report, as SVG with a name that says what they show. Colours are in the style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 360, 210
LEFT, RIGHT, TOP, FOOT = 34, 10, 16, 34
ACROSS, UP = WIDTH - LEFT - RIGHT, HEIGHT - TOP - FOOT
BINS = 10


def bins(shares: Sequence[float]) -> list[int]:
    """Return how many shares, 0 to 1, lie in each tenth; 1 belongs to the last."""
    counts = [0] * BINS
    for share in shares:
        counts[min(BINS - 1, max(0, int(share * BINS + 1e-9)))] += 1
    return counts


def histogram(shares: Sequence[float]) -> str:
    """Return the distribution of scores, each a share of what can be earned."""
    counts = bins(shares)
    most = max(counts) or 1
    step = ACROSS / BINS
    body = []
    for place, count in enumerate(counts):
        height = UP * count / most
        x, y = LEFT + place * step, TOP + UP - height
        body.append(f'<rect class="bar" x="{x + 1:.1f}" y="{y:.1f}" width="{step - 2:.1f}" height="{height:.1f}"/>')
        if count:
            body.append(_text(x + step / 2, y - 4, f"{count:,}"))
    ticks = [_text(LEFT + ACROSS * tick / 4, TOP + UP + 14, f"{25 * tick}") for tick in range(5)]
    words = ", ".join(f"{10 * place} to {10 * place + 10}: {count}" for place, count in enumerate(counts) if count)
    return _picture(
        f"Students by percent of the points: {words}.",
        [*body, _baseline(), *ticks, _text(LEFT + ACROSS / 2, HEIGHT - 4, "percent of the points")],
    )


def item_map(items: Sequence[tuple[int, float, float, bool]]) -> str:
    """Return where the questions lie by facility and discrimination.

    Args:
        items: of each its number in the table, facility, discrimination, and whether there is something to mend.
    """
    low = -0.4

    def place(facility: float, discrimination: float) -> tuple[float, float]:
        height = (min(1.0, max(low, discrimination)) - low) / (1 - low)
        return LEFT + ACROSS * facility, TOP + UP * (1 - height)

    body = []
    for value, words in ((0.0, "0"), (0.2, "0.2"), (0.4, "0.4"), (0.8, "0.8")):
        y = place(0, value)[1]
        body.append(f'<path class="{"base" if not value else "grid"}" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        body.append(_text(LEFT - 5, y + 4, words, "end"))
    for number, facility, discrimination, mend in items:
        x, y = place(facility, discrimination)
        shape = f"M{x:.1f} {y - 5:.1f}l5 9h-10z" if mend else ""
        body.append(
            f'<path class="mend" d="{shape}"/>' if mend else f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
        )
        if mend:
            body.append(_text(x + 7, y + 4, str(number), "start"))
    ticks = [_text(LEFT + ACROSS * tick / 4, TOP + UP + 14, f"{25 * tick}") for tick in range(5)]
    mended = ", ".join(str(number) for number, _, _, mend in items if mend) or "none"
    words = (
        f"{len(items)} questions by facility and discrimination. To mend: {mended}. The figures are in the table below."
    )
    foot = _text(LEFT + ACROSS / 2, HEIGHT - 4, "facility, percent")
    return _picture(words, [*body, *ticks, foot, _text(LEFT, 10, "discrimination", "start")])


def calibration(steps: Sequence[tuple[str, float, tuple[float, float]]]) -> str:
    """Return how often those were right who were so sure: a dot with its interval for each step.

    Args:
        steps: word, share that is right, interval of it.
    """
    body, words = [], []
    for value in range(0, 101, 25):
        y = TOP + UP * (1 - value / 100)
        body.append(f'<path class="{"base" if not value else "grid"}" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        body.append(_text(LEFT - 5, y + 4, str(value), "end"))
    for number, (word, share, (low, high)) in enumerate(steps):
        x = LEFT + ACROSS * (number + 0.5) / len(steps)
        top, middle, foot = (TOP + UP * (1 - value) for value in (high, share, low))
        body.append(f'<path class="reach" d="M{x:.1f} {foot:.1f}V{top:.1f}m-5 0h10m-5 {foot - top:.1f}m-5 0h10"/>')
        body.append(f'<circle class="dot" cx="{x:.1f}" cy="{middle:.1f}" r="5"/>')
        body.append(_text(x, TOP + UP + 14, word))
        words.append(f"{word}: {100 * share:.0f} percent")
    name = f"How often right, by how sure: {', '.join(words)}."
    return _picture(name, [*body, _text(LEFT, 10, "percent right", "start")])


def bar(share: float) -> str:
    """Return a small bar for a cell that says the share in figures too."""
    width = f"{60 * min(1.0, max(0.0, share)):.1f}"
    return (
        '<svg class="cell-bar" viewBox="0 0 60 8" width="60" height="8" aria-hidden="true">'
        f'<rect class="track" width="60" height="8"/><rect class="bar" width="{width}" height="8"/></svg>'
    )


def _baseline() -> str:
    return f'<path class="base" d="M{LEFT} {TOP + UP}H{WIDTH - RIGHT}"/>'


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _picture(words: str, body: Sequence[str]) -> str:
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg class="drawing" {size} role="img" aria-label="{escape(words)}">{"".join(body)}</svg>'
