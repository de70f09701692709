"""A strip of dots: how many events a year has on each track, drawn as SVG with a text alternative."""

from __future__ import annotations

from collections import Counter
from html import escape

from coursekit.explore.form import Options

LEFT, TOP, STEP, LINE = 232, 22, 13, 18
"""Units of the drawing: room for names and for years, width of a year, height of a track."""


def strip(dots: list[tuple[str, str]], tracks: Options, label: str) -> str:
    """Return the drawing.

    Args:
        dots: year and track of each event.
        tracks: all tracks, in order; those without an event are left out.
        label: what is drawn; it becomes the caption.
    """
    counts = Counter(dots)
    used = [(track, words) for track, words in tracks if any(one == track for _, one in counts)]
    numbers = [int(year) for year, _ in counts]
    first, last = min(numbers), max(numbers)
    step = max(STEP, 390 // (last - first + 1))
    width, height = LEFT + step * (last - first + 1), TOP + LINE * len(used)
    parts = []
    for number in range(first, last + 1):
        if number % 5 == 0 or last - first < 12:
            x = LEFT + step * (number - first) + step / 2
            parts.append(f'<text x="{x:g}" y="12" text-anchor="middle">{number}</text>')
            parts.append(f'<path class="grid" d="M{x:g} {TOP - 5}V{height}"/>')
    for at, (track, words) in enumerate(used):
        y = TOP + LINE * at + LINE / 2
        parts.append(f'<text x="{LEFT - 10}" y="{y + 4:g}" text-anchor="end">{escape(words)}</text>')
        for number in range(first, last + 1):
            if count := counts[str(number), track]:
                x = LEFT + step * (number - first) + step / 2
                radius = round(2.2 * count**0.5 + 0.8, 1)
                parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}"/>')
    told = "; ".join(f"{words} {sum(counts[y, t] for y, t in counts if t == track)}" for track, words in used)
    description = f"{label}: a row of dots for each track, {first} to {last}. Events in all: {told}."
    return (
        '<figure class="explorer-drawing explorer-strip">'
        f'<div class="chart-scroll" role="region" tabindex="0" aria-label="Drawing: {escape(label)}">'
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(description)}">{"".join(parts)}</svg>'
        f"</div><figcaption>{escape(label)}. A larger dot is more events. The table is a choice, so a year "
        "without a dot is no year without events. The filter leaves this drawing as it is.</figcaption></figure>"
    )
