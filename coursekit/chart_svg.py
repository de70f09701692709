"""Turn a stored Vega-Lite specification into a figure of HTML: SVG, caption and the data as a table."""

from __future__ import annotations

import json
import os
import re
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from html import escape
from multiprocessing import get_context
from typing import Any

from coursekit.tablehtml import table_html

VEGA_LITE = "5.20"
MAX_ROWS = 400


def figure_html(spec: dict[str, Any]) -> str:
    """Return ``<figure id="fig-name">`` with the drawing, its caption and its data, folded, as a table.

    The drawing fits the width it is given, has a role and a name for screen readers, and ids that no other
    chart of the page can have.

    Raises:
        ValueError: if the specification has no ``usermeta`` name and caption, or cannot be drawn.
    """
    whole = spec if isinstance(spec, dict) else {}
    meta = found if isinstance(found := whole.get("usermeta"), dict) else {}
    texts = meta.get("name"), meta.get("caption"), whole.get("description")
    name, caption, description = (str(text or "") for text in texts)
    if not (name and caption and description):
        raise ValueError("a chart without name, caption or text alternative: make it with coursekit.charts.figure")
    svg = _fit(draw(json.dumps(spec, sort_keys=True)), name, description)
    label = name.replace("-", " ")  # regions of one page are told apart by their names
    tables = "".join(_table(rows, f"Data: {label}") for rows in _data(spec))
    folded = f'<details class="chart-data"><summary>Data of this chart</summary>{tables}</details>' if tables else ""
    return (
        f'<figure class="chart" id="fig-{escape(name)}">\n'
        f'<div class="chart-scroll" role="region" tabindex="0" aria-label="Chart: {escape(label)}">{svg}</div>\n'
        f"<figcaption>{escape(caption)}</figcaption>\n{folded}\n</figure>"
    )


@lru_cache(maxsize=256)
def draw(spec: str) -> str:
    """Return a specification in JSON as SVG.

    Drawn in UTC, in a process of its own that lives on for the next chart: the renderer takes the time zone from
    its process, and half a second to start.

    Raises:
        ValueError: with what the renderer said.
    """
    try:
        return _renderer().submit(_draw, spec).result()
    except ValueError as error:
        lines = str(error).strip().splitlines()
        raise ValueError(f"the chart cannot be drawn: {lines[-1] if lines else 'no reason given'}") from None


@lru_cache(maxsize=1)
def _renderer() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_use_utc)


def _use_utc() -> None:
    os.environ["TZ"] = "UTC"


def _draw(spec: str) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE))


def _fit(svg: str, name: str, description: str) -> str:
    """Make the drawing fluid, named, and safe to stand beside others."""
    # The renderer numbers its ids on from chart to chart: number them by their place in this one instead.
    numbers = {old: f"{escape(name)}-{n}" for n, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)))}
    svg = re.sub(r'\bid="([^"]+)"', lambda match: f'id="{numbers[match[1]]}"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", lambda match: f"url(#{numbers[match[1]]})", svg)
    svg = re.sub(r'href="#([^"]+)"', lambda match: f'href="#{numbers[match[1]]}"', svg)
    # Inside, every mark has an ARIA role and text of its own; one name for the whole is what a listener can use.
    svg = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
    opening, closing, rest = svg.partition(">")
    opening = re.sub(r' width="([\d.]+)" height="[\d.]+"', r' style="max-width:\1px"', opening, count=1)
    return f'{opening} role="img" aria-label="{escape(description)}"{closing}{rest}'


def _data(spec: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return the rows the chart draws, leaving out one-row layers such as a marked day."""
    found = [rows for rows in (spec.get("datasets") or {}).values() if len(rows) > 1]
    return sorted(found, key=len, reverse=True)


def _table(rows: list[dict[str, Any]], label: str) -> str:
    columns = list(rows[0])
    head = [escape(str(column).replace("_", " ")) for column in columns]
    cells = [[escape(_cell(row.get(column))) for column in columns] for row in rows[:MAX_ROWS]]
    more = f"<p>The first {MAX_ROWS} of {len(rows)} rows.</p>" if len(rows) > MAX_ROWS else ""
    return table_html(head, cells, label, caption=False) + more


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
    text = str(value)
    return text.removesuffix("T00:00:00").removesuffix("T00:00:00.000")
