"""The same chart for a phone: a specification rearranged to be as wide as a narrow column."""

from __future__ import annotations

import copy
import json
import textwrap
from collections.abc import Iterator
from typing import Any

WIDTH = 300
"""Pixels: what a screen of 320 leaves between margins, and a little; drawn so, words keep nearly their size."""

LINE = 17
"""Characters to a line of a label beside a row."""

LINE_HEIGHT = 15
LEFT_OUT = object()
"""Stands for what an author set and a narrow axis cannot have."""


def narrowed(spec: dict[str, Any], plot: float, columns: int) -> dict[str, Any]:
    """Return a copy whose plots are so wide, one below the other, with legends stacked.

    Long names of rows break into lines, and names along the foot stand upright.

    Args:
        spec: a Vega-Lite specification made by :func:`coursekit.charts.figure`.
        plot: width of each plot in pixels, without its axis.
        columns: entries of a legend side by side.
    """
    spec = copy.deepcopy(spec)
    legend = spec.setdefault("config", {}).setdefault("legend", {})
    legend.update(columns=columns, labelLimit=WIDTH - 30, layout={"top": {"direction": "vertical", "anchor": "start"}})
    for view in _views(spec):
        if "projection" in view:  # a map keeps its shape
            view["height"] = round(view["height"] * plot / view["width"])
        view["width"] = plot
        _arrange(view, spec)
    return spec


def _arrange(view: dict[str, Any], spec: dict[str, Any]) -> None:
    """Arrange the axes and legends of a plot. Layers share their axis: it is arranged for the names of all."""
    datasets = spec.get("datasets") or {}
    axes: dict[str, list[tuple[dict[str, Any], list[dict[str, Any]]]]] = {"x": [], "y": []}
    for unit in _units(view):
        data = unit.get("data", view.get("data", spec.get("data", {})))
        for channel, coded in unit.get("encoding", {}).items():
            if channel in axes and coded.get("type") in ("nominal", "ordinal") and coded.get("axis", {}) is not None:
                axes[channel].append((coded, datasets.get(data.get("name"), [])))
            if isinstance(coded, dict) and isinstance(coded.get("legend"), dict):
                coded["legend"].pop("columns", None)
    arranged = {"y": _beside(_names(axes["y"]), view), "x": _below(_names(axes["x"]))}
    for channel, found in axes.items():
        for coded, _ in found:
            axis = coded.get("axis", {}) | arranged[channel]
            coded["axis"] = {key: value for key, value in axis.items() if value is not LEFT_OUT}


def _views(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what is drawn as one plot, and put the plots of a composition below each other."""
    if "facet" in spec and "spec" in spec:
        spec["columns"] = 1
        yield from _views(spec["spec"])
    elif parts := spec.pop("hconcat", None) or spec.pop("concat", None) or spec.get("vconcat"):
        spec.pop("columns", None)
        spec["vconcat"] = parts
        for part in parts:
            yield from _views(part)
    else:
        yield spec


def _units(view: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield view
    for layer in view.get("layer", []):
        yield from _units(layer)


def _names(axes: list[tuple[dict[str, Any], list[dict[str, Any]]]]) -> list[str]:
    """Return the names along a discrete axis, or nothing if it has numbers."""
    values = dict.fromkeys(row.get(axis.get("field", "")) for axis, rows in axes for row in rows)
    return [str(value) for value in values] if all(isinstance(value, str) for value in values) else []


def _beside(names: list[str], view: dict[str, Any]) -> dict[str, Any]:
    """Break the long names of rows into lines, and give the rows the height."""
    lines = {name: textwrap.wrap(name, LINE, break_long_words=False) for name in names}
    most = max(map(len, lines.values()), default=1)
    if most == 1:
        return {}
    if isinstance(view.get("height"), int):
        view["height"] = max(view["height"], len(names) * LINE_HEIGHT * most)
    # The first line is drawn in the middle of its row: lift it, so that the lines together are.
    lift = [
        {"test": f"length(({json.dumps(lines)})[datum.value]) == {n}", "value": -(n - 1) * LINE_HEIGHT / 2}
        for n in range(2, most + 1)
    ]
    return {
        "labelExpr": f"({json.dumps(lines)})[datum.label]",
        "labelOffset": {"condition": lift, "value": 0},
    }


def _below(names: list[str]) -> dict[str, Any]:
    """Stand names along the foot upright, each on one line as it is in the data; leave out numbers in between."""
    if not names:
        return {"labelOverlap": "parity", "labelSeparation": 4}
    fitted = dict.fromkeys(("labelExpr", "labelAlign", "labelBaseline", "labelPadding"), LEFT_OUT)
    return {**fitted, "labelAngle": -90}
