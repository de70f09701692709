"""Draw a stored Vega-Lite specification as SVG, twice: for a wide column and for a phone.

The renderer takes the time zone from its process: :mod:`coursekit.chart_work` has processes in UTC.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

from coursekit.chart_lighten import lighten
from coursekit.chart_narrow import WIDTH, narrowed
from coursekit.chart_text import fitted

VEGA_LITE = "5.20"

NEAR = 4
"""Pixels by which a narrow drawing may miss its width: it is stretched or shrunk to the column anyway."""


def draw_both(spec: dict[str, Any], name: str, description: str) -> list[tuple[dict[str, Any], str]]:
    """Return the wide and the narrow specification, each with its drawing.

    Both drawings have a role and a name for screen readers, and ids that no other drawing of the page can have.

    Raises:
        ValueError: with what the renderer said.
    """
    wide = draw(spec)  # what is no chart fails here, in the renderer's words
    pairs = [(spec, wide), _narrow(spec)]
    return [
        (one, _named(lighten(fitted(svg)), f"{name}-{kind}", description))
        for kind, (one, svg) in zip(("wide", "narrow"), pairs, strict=True)
    ]


def _narrow(spec: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Arrange a chart for a phone: what stands beside the plot is known only when it is drawn."""
    for columns in (2, 1):  # entries of the legend side by side, if there is room
        plot = 200.0
        for _ in range(3):
            one = narrowed(spec, plot, columns)
            svg = draw(one)
            missing = WIDTH - float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])  # type: ignore[index]
            if abs(missing) <= NEAR:
                return one, svg
            plot = max(100.0, plot + missing)
    return one, svg


def draw(spec: dict[str, Any]) -> str:
    """Return a specification as SVG.

    Raises:
        ValueError: with what the renderer said.
    """
    return str(_asked("vegalite_to_svg", spec))


def compiled(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a specification as one of Vega, which Vega-Lite is short for.

    Raises:
        ValueError: with what the renderer said.
    """
    return dict(_asked("vegalite_to_vega", spec))


def _asked(what: str, spec: dict[str, Any]) -> Any:
    import vl_convert

    try:
        return getattr(vl_convert, what)(json.dumps(spec, sort_keys=True), vl_version=VEGA_LITE)
    except ValueError as error:
        lines = str(error).strip().splitlines()
        raise ValueError(f"the chart cannot be drawn: {lines[-1] if lines else 'no reason given'}") from None


def _named(svg: str, prefix: str, description: str) -> str:
    """Give a drawing a role, a name, and ids of its own."""
    # The renderer numbers its ids on from chart to chart: number them by their place in this one instead.
    numbers = {old: f"{escape(prefix)}-{n}" for n, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)))}
    svg = re.sub(r'\bid="([^"]+)"', lambda match: f'id="{numbers[match[1]]}"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", lambda match: f"url(#{numbers[match[1]]})", svg)
    svg = re.sub(r'href="#([^"]+)"', lambda match: f'href="#{numbers[match[1]]}"', svg)
    # One name for the whole is what a listener can use; the roles of the single marks went with what paints nothing.
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(description)}"', 1)
