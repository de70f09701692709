"""A small picture of a series of figures: a dot for each, from zero up, time from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

WIDTH, HEIGHT, EDGE = 240, 48, 4


def sparkline(points: Sequence[tuple[date, float]], title: str) -> str:
    """Return the picture as SVG with a name that says what it shows; nothing for fewer than two figures.

    Dots are not joined: a line would say what was between the counts. The scale begins at zero, so that a small change
    looks small.

    Args:
        points: the middle of the period of each figure, and the figure.
        title: what the series is called.
    """
    if len(points) < 2:
        return ""
    days = [day.toordinal() for day, _ in points]
    values = [value for _, value in points]
    low, high = min(0.0, *values), max(0.0, *values)
    across = (WIDTH - 2 * EDGE) / (max(days) - min(days) or 1)
    up = (HEIGHT - 2 * EDGE) / (high - low or 1)
    dots = "".join(
        f"M{EDGE + (day - min(days)) * across:.0f} {HEIGHT - EDGE - (value - low) * up:.0f}h0"
        for day, value in zip(days, values, strict=True)
    )
    first, last = min(points)[0].year, max(points)[0].year
    years = f"{first} to {last}" if first < last else f"{first}"
    words = f"{title}: {len(points)} figures, {years}, between {_figure(min(values))} and {_figure(max(values))}"
    base = HEIGHT - EDGE + low * up  # where zero is
    return (
        f'<div class="spark"><svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{escape(words)}"><path d="{dots}" fill="none" stroke="currentColor" stroke-linecap="round" '
        f'stroke-width="4"/><path d="M0 {base:.0f}H{WIDTH}" stroke="currentColor" stroke-opacity=".3"/></svg>'
        f'<span aria-hidden="true">{years}, zero to {_figure(high)}</span></div>'
    )


def _figure(value: float) -> str:
    """Return a figure as readers write it: ``1,837,080``, ``54.1``."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"
