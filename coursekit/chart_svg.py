"""Draw a stored Vega-Lite specification as SVG, twice: for a wide column and for a phone."""

from __future__ import annotations

import json
import os
import re
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache
from html import escape
from multiprocessing import get_context
from typing import Any

from coursekit.chart_lighten import lighten
from coursekit.chart_narrow import WIDTH, narrowed
from coursekit.chart_text import fitted

VEGA_LITE = "5.20"
DRAW, COMPILE = "vegalite_to_svg", "vegalite_to_vega"
"""What the renderer is asked for, in its own words."""

NEAR = 4
"""Pixels by which a narrow drawing may miss its width: it is stretched or shrunk to the column anyway."""


def draw_both(spec: dict[str, Any], name: str, description: str) -> list[tuple[dict[str, Any], str]]:
    """Return the wide and the narrow specification, each with its drawing.

    Both drawings have a role and a name for screen readers, and ids that no other drawing of the page can have.

    Raises:
        ValueError: with what the renderer said.
    """
    text = json.dumps(spec, sort_keys=True)
    _asked(DRAW, text)  # at work while the narrow one is arranged
    try:
        narrow = _narrow(spec)
    finally:
        wide = draw(text)  # what is no chart fails here, in the renderer's words, whatever became of the other
    pairs = [(spec, wide), narrow]
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
            svg = draw(json.dumps(one, sort_keys=True))
            missing = WIDTH - float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])  # type: ignore[index]
            if abs(missing) <= NEAR:
                return one, svg
            plot = max(100.0, plot + missing)
    return one, svg


def draw(spec: str) -> str:
    """Return a specification in JSON as SVG.

    Raises:
        ValueError: with what the renderer said.
    """
    return _answer_of(_asked(DRAW, spec))


def compiled(specs: list[str]) -> list[dict[str, Any]]:
    """Return specifications in JSON as such of Vega, which Vega-Lite is short for."""
    return [json.loads(_answer_of(made)) for made in [_asked(COMPILE, spec) for spec in specs]]


def _answer_of(asked: Future[str]) -> str:
    try:
        return asked.result()
    except ValueError as error:
        lines = str(error).strip().splitlines()
        raise ValueError(f"the chart cannot be drawn: {lines[-1] if lines else 'no reason given'}") from None


@lru_cache(maxsize=512)
def _asked(what: str, spec: str) -> Future[str]:
    """Give the renderer a piece of work, unless it has had it before."""
    return _renderer().submit(_answer, what, spec)


@lru_cache(maxsize=1)
def _renderer() -> ProcessPoolExecutor:
    """Let the renderer work in UTC, in processes of its own that live on for the next chart: two, since charts are two.

    It takes the time zone from its process, and half a second to start.
    """
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=_use_utc)


def _use_utc() -> None:
    os.environ["TZ"] = "UTC"


def _answer(what: str, spec: str) -> str:
    import vl_convert

    made = getattr(vl_convert, what)(spec, vl_version=VEGA_LITE)
    return made if isinstance(made, str) else json.dumps(made)


def _named(svg: str, prefix: str, description: str) -> str:
    """Give a drawing a role, a name, and ids of its own."""
    # The renderer numbers its ids on from chart to chart: number them by their place in this one instead.
    numbers = {old: f"{escape(prefix)}-{n}" for n, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)))}
    svg = re.sub(r'\bid="([^"]+)"', lambda match: f'id="{numbers[match[1]]}"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", lambda match: f"url(#{numbers[match[1]]})", svg)
    svg = re.sub(r'href="#([^"]+)"', lambda match: f'href="#{numbers[match[1]]}"', svg)
    # One name for the whole is what a listener can use; the roles of the single marks went with what paints nothing.
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(description)}"', 1)
