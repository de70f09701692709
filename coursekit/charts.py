"""Charts: Altair with one theme, a caption, a text alternative and an output that never changes by itself.

A notebook stores the Vega-Lite specification, which JupyterLab draws and nbval compares. The book build makes
of the same specification a figure (:mod:`coursekit.chart_html`): drawings, data, and a live chart for who asks.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import altair as alt
import pandas as pd

MIME_TYPE = "application/vnd.vegalite.v5+json"
"""The type JupyterLab and VS Code draw without help from the internet."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.20.1.json"
NAME = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z")

PALETTE = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6b6b6b"]
"""Colours that readers with colour-blindness tell apart (Okabe and Ito, 2008), darkest first; yellow left out."""

INK = "#4a4f57"  # on a dark page the style sheet replaces it
GRID = "#d5d8dc"


def theme() -> dict[str, Any]:
    """Return the Vega-Lite configuration that all charts share."""
    text = {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 600,
    }
    return {
        "background": "transparent",
        "font": "sans-serif",
        "view": {"stroke": None, "continuousWidth": 520, "continuousHeight": 300},
        "axis": {**text, "gridColor": GRID, "domainColor": INK, "tickColor": INK, "labelLimit": 260},
        "legend": {**text, "orient": "top", "direction": "horizontal", "columns": 3, "labelLimit": 260},
        "header": {**text, "labelLimit": 260},
        "range": {"category": PALETTE},
        "bar": {"color": PALETTE[0]},
        "line": {"color": PALETTE[0], "strokeWidth": 2},
        "point": {"color": PALETTE[0], "filled": True, "size": 60},
        "rule": {"color": INK},
        "text": {"color": INK, "fontSize": 12},
    }


class Figure:
    """A chart with its name, caption and text alternative, ready to be shown by a notebook or the book."""

    def __init__(self, spec: dict[str, Any], name: str, caption: str, alt_text: str) -> None:
        """Keep a finished Vega-Lite specification; use :func:`figure` to make one."""
        self.spec = spec
        self.name = name
        self.caption = caption
        self.alt_text = alt_text

    def __repr__(self) -> str:
        """Return the text alternative: the chart, for whoever does not see it."""
        return f"Figure {self.name}: {self.alt_text}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if "google.colab" in sys.modules:  # draws HTML only; what Altair gives it loads Vega from the internet
            with alt.renderers.enable("colab"):
                shown: Any = alt.renderers.get()(self.spec)  # type: ignore[misc]
            return {**shown, "text/plain": repr(self)}
        return {MIME_TYPE: self.spec, "text/plain": repr(self)}


def figure(chart: alt.TopLevelMixin, *, name: str, caption: str, alt_text: str) -> Figure:
    """Return a chart as a :class:`Figure`; as the last line of a cell it shows itself.

    Args:
        chart: an Altair chart. Name its parameters, if any: unnamed ones are numbered by order of creation.
        name: short name in kebab case, unique in the lesson; it becomes the anchor ``fig-name``.
        caption: what is shown, by whom it was counted, and what is missing. Plain text.
        alt_text: what a reader who does not see the chart should know: kind, axes, and the finding.

    Raises:
        ValueError: if the name is not in kebab case or a text is empty.
    """
    if not NAME.match(name):
        raise ValueError(f"chart name {name!r}: use lower-case words joined by hyphens, such as 'who-sat-where'")
    for label, text in (("caption", caption), ("alt_text", alt_text)):
        if not text.strip():
            raise ValueError(f"chart {name!r}: {label} is empty; every chart needs one")
    spec = chart.to_dict()
    spec["$schema"] = SCHEMA
    spec["config"] = theme()
    spec["description"] = alt_text
    spec["usermeta"] = {"name": name, "caption": caption}
    return Figure(spec, name, caption, alt_text)


def mark_day(day: str, label: str) -> alt.LayerChart | alt.FacetChart:
    """Return a layer that marks one day on a time axis by a labelled rule.

    Args:
        day: ISO date, such as ``2018-11-05``.
        label: the words beside the rule.
    """
    data = pd.DataFrame({"day": pd.to_datetime([day]), "label": [label]})
    base = alt.Chart(data).encode(x="day:T")
    rule = base.mark_rule(strokeDash=[4, 3])
    text = base.mark_text(align="left", baseline="top", dx=4).encode(text="label:N", y=alt.value(0))
    return alt.layer(rule, text)
