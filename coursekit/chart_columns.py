"""What a chart is made of, and in which order its columns are told: in its table, its sheet and its tooltips."""

from __future__ import annotations

from typing import Any

PLACES = {"y": 0, "x": 1, "shape": 2, "color": 2, "fill": 2}
"""Places of columns by the channel that shows them: at the side, along the foot, in form or colour."""

UNDRAWN, NUMBERS = 4, 5
"""The place of a column that no such channel shows, and what numbers add to theirs."""


def parts(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the specifications inside one: its layers, the plots of a composition, the plot that is repeated."""
    found = [part for name in ("layer", "hconcat", "vconcat", "concat") for part in spec.get(name, [])]
    return [*found, spec["spec"]] if "spec" in spec else found


def datasets(spec: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a chart by name, their columns as one reads: what a row is about, and then its numbers."""
    places = _places(spec)
    return {
        name: [dict(sorted(row.items(), key=lambda cell: places.get(cell[0], UNDRAWN))) for row in rows]
        for name, rows in (spec.get("datasets") or {}).items()
    }


def _places(spec: dict[str, Any]) -> dict[str, int]:
    """Return the place of each field that a channel shows; the first, if several do."""
    places: dict[str, int] = {}
    for channel, place in PLACES.items():
        coded = spec.get("encoding", {}).get(channel) or {}
        if "field" in coded:
            places.setdefault(coded["field"], place + NUMBERS * (coded.get("type") == "quantitative"))
    for part in parts(spec):
        for field, place in _places(part).items():
            places[field] = min(place, places.get(field, place))
    return places
