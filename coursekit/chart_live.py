"""What makes a chart on a built page live: Vega from its Python package, and each chart compiled for it."""

from __future__ import annotations

import copy
import json
import re
from concurrent.futures import Future
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from coursekit import chart_work
from coursekit.chart_columns import datasets, parts
from coursekit.chart_svg import VEGA_LITE, compiled
from coursekit.quiz.script import COMMENT

SCRIPT = Path(__file__).resolve().parent / "static" / "charts.js"
DAY = re.compile(r"\d{4}-\d\d-\d\dT00:00:00")
DERIVED = ("aggregate", "bin", "timeUnit", "impute")
"""By these a mark stands for several rows, and has no columns of its own."""


def live_script(name: str, drawn: list[tuple[dict[str, Any], str]]) -> str:
    """Return the script that hands the page what it needs to make a chart live.

    A script, because a page opened from a folder may load nothing else.

    Args:
        name: the chart's name.
        drawn: specifications with their drawings, as :func:`coursekit.chart_svg.draw_both` gives them.
    """
    live = [_placed(compiled(_with_tooltips(spec)), svg) for spec, svg in drawn]
    pair = json.dumps(live, sort_keys=True, separators=(",", ":"))
    return f"coursekitCharts.add({json.dumps(f'fig-{name}')}, {pair});\n"


def vega() -> str:
    """Return Vega and what embeds it, as one classic script that needs nothing else."""
    return begin_vega().result()


@lru_cache(maxsize=1)
def begin_vega() -> Future[str]:
    """Let Vega be bundled beside other work."""
    return chart_work.submit(bundled)


def bundled() -> str:
    """Bundle Vega, which takes seconds: :func:`vega` does so once."""
    import vl_convert

    module = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
    # A module keeps its names to itself; a classic script, which file:// needs, does so in a function.
    return f'(() => {{"use strict";\n{module}\n}})();\n'


def script() -> str:
    """Return the script of pages with charts, without comments; it names the version of what it loads."""
    text = COMMENT.sub("", SCRIPT.read_text(encoding="utf-8"))
    return text.replace('"vega.js"', f'"vega.js?v={version("vl-convert-python")}"')


def _with_tooltips(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a specification whose marks say their rows."""
    spec = copy.deepcopy(spec)
    spec["config"] = {**spec.get("config", {}), "aria": False}  # the drawing underneath has the name
    _add_tooltips(spec, spec.get("data", {}), datasets(spec))
    return spec


def _placed(made: dict[str, Any], svg: str) -> dict[str, Any]:
    """Return a chart of Vega with its plot exactly where the drawing has it."""
    origin = re.search(r'<g[^>]* transform="translate\(([\d.]+),([\d.]+)\)', svg)
    left, top = (float(number) for number in origin.groups()) if origin else (0.0, 0.0)
    # Letters are measured anew in each browser; margins made of them would move the plot.
    made |= {"autosize": {"type": "none"}, "padding": {"left": left, "top": top, "right": 0, "bottom": 0}}
    return {key: value for key, value in made.items() if key not in ("$schema", "usermeta", "description")}


def _add_tooltips(spec: dict[str, Any], data: dict[str, Any], tables: dict[str, Any]) -> None:
    """Let each mark say its row, in the columns of the data table, unless the author chose something else."""
    data = spec.get("data", data)
    for inner in parts(spec):
        _add_tooltips(inner, data, tables)
    if "mark" not in spec or "tooltip" in spec.get("encoding", {}):
        return
    rows = tables.get(data.get("name", ""), [])
    made_of_many = any(f'"{word}":' in json.dumps([spec.get("encoding"), spec.get("transform")]) for word in DERIVED)
    if rows and not made_of_many:
        spec.setdefault("encoding", {})["tooltip"] = [_told(column, rows) for column in rows[0]]
    else:
        mark = spec["mark"] if isinstance(spec["mark"], dict) else {"type": spec["mark"]}
        spec["mark"] = {"tooltip": {"content": "encoding"}, **mark}


def _told(column: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return how a column is told: days as days, large numbers in groups of three digits."""
    values = [row[column] for row in rows if row.get(column) is not None]
    field = re.sub(r"([.\[\]])", r"\\\1", column)
    told = {"field": field, "title": column.replace("_", " "), "type": "nominal"}
    if values and all(isinstance(value, str) and DAY.match(value) for value in values):
        return {**told, "type": "temporal", "format": "%-d %B %Y"}
    if values and all(isinstance(value, int | float) for value in values):
        whole_years = all(1500 <= value <= 2200 and value == int(value) for value in values)
        return {**told, "type": "quantitative", "format": "d" if whole_years else ","}
    return told
