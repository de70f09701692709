"""Turn a stored chart into a figure of HTML, and into the files that its page offers or asks for later."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from concurrent.futures import Future
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from coursekit import chart_work
from coursekit.chart_columns import datasets
from coursekit.chart_live import live_script
from coursekit.chart_svg import draw_both
from coursekit.tablehtml import table_html

MAX_ROWS = 400
KEPT = 1024
"""Figures that stay at hand once they are made."""


class ChartFigure(NamedTuple):
    """A chart on a page, and what stands beside the page for it."""

    html: str
    """``<figure id="fig-name">`` with the drawings, the caption, and the data, folded, as a table."""
    files: dict[str, str]
    """Its data as CSV, and the script that makes it live, by file name."""


def chart_figure(spec: dict[str, Any], page: str) -> ChartFigure:
    """Return the figure of a chart.

    There are two drawings, for a wide and for a narrow column; the style sheet shows one, to listeners too.

    Args:
        spec: a stored specification.
        page: the last part of the page's name, with which the names of its files begin.

    Raises:
        ValueError: if the specification has no ``usermeta`` name and caption, or cannot be drawn.
    """
    return begin(spec, page).result()


def begin(spec: dict[str, Any], page: str) -> Future[ChartFigure]:
    """Let a figure be made beside other work; :func:`chart_figure`, asked for the same, waits for it."""
    return _begun(json.dumps(spec), page)


def stop() -> None:
    """Let go of figures that have not been made yet, and of those that have."""
    chart_work.stop()
    _begun.cache_clear()


@lru_cache(maxsize=KEPT)
def _begun(spec: str, page: str) -> Future[ChartFigure]:
    return chart_work.submit(_made, spec, page)


def _made(text: str, page: str) -> ChartFigure:
    """Make a figure; in a process of :mod:`coursekit.chart_work`."""
    spec = json.loads(text)
    name, caption, description = _texts(spec)
    drawn = draw_both(spec, name, description)
    drawings = "".join(
        f'<div class="chart-drawing chart-{kind}">{svg}</div>\n'
        for kind, (_, svg) in zip(("wide", "narrow"), drawn, strict=True)
    )
    label = name.replace("-", " ")  # tables and buttons of one page are told apart by their names
    sheets = {
        f"{page}-{name}{f'-{number}' if number > 1 else ''}.csv": rows
        for number, rows in enumerate(_data(spec), start=1)
    }
    tables = "".join(
        f'{_table(rows, f"Data: {label}")}<p><a href="{escape(file)}" download>Download these data as CSV</a></p>'
        for file, rows in sheets.items()
    )
    live, script = f"{page}-{name}.js", live_script(name, drawn)
    digest = hashlib.sha256(script.encode()).hexdigest()[:8]
    bound = ", ".join(
        param["bind"]["element"] for param in spec.get("params", []) if "element" in param.get("bind", {})
    )
    inputs = f' data-inputs="{escape(bound)}"' if bound else ""
    html = (
        f'<figure class="chart" id="fig-{escape(name)}" data-live="{escape(live)}?v={digest}"{inputs}>\n{drawings}'
        f"<figcaption>{escape(caption)}</figcaption>\n"
        '<div class="chart-more">'
        f'<details class="chart-data"><summary>Data of this chart</summary>{tables}</details>'
        f'<button type="button" class="chart-explore" hidden>Explore<span> this chart: {escape(label)}</span></button>'
        "</div>\n</figure>"
    )
    return ChartFigure(html, {file: _csv(rows) for file, rows in sheets.items()} | {live: script})


def _texts(spec: Any) -> tuple[str, str, str]:
    whole = spec if isinstance(spec, dict) else {}
    meta = found if isinstance(found := whole.get("usermeta"), dict) else {}
    name, caption, description = (
        str(text or "") for text in (meta.get("name"), meta.get("caption"), whole.get("description"))
    )
    if not (name and caption and description):
        raise ValueError("a chart without name, caption or text alternative: make it with coursekit.charts.figure")
    return name, caption, description


def _data(spec: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return the rows the chart draws, the most first.

    Left out is what only helps to draw: a marked day, a line of two ends, a list of labels, some of the rows again.
    """
    found = sorted(datasets(spec).values(), key=len, reverse=True)
    shown = found[:1]
    for rows in found[1:]:
        again = any(all(row in more for row in rows) for more in shown)
        if len(rows) > 2 and len(rows[0]) > 1 and not again:
            shown.append(rows)
    return shown


def _table(rows: list[dict[str, Any]], label: str) -> str:
    columns = list(rows[0])
    head = [escape(str(column).replace("_", " ")) for column in columns]
    cells = [[escape(_cell(row.get(column))) for column in columns] for row in rows[:MAX_ROWS]]
    more = f"<p>The first {MAX_ROWS} of {len(rows)} rows.</p>" if len(rows) > MAX_ROWS else ""
    return table_html(head, cells, label, caption=False) + more


def _csv(rows: list[dict[str, Any]]) -> str:
    """Return all rows, numbers as exact as the chart has them, with the mark by which Excel knows UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(rows[0])
    writer.writerows([_day(row.get(column)) for column in rows[0]] for row in rows)
    return "\ufeff" + text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
    return str(_day(value))


def _day(value: Any) -> Any:
    """Return a time at the start of a day as the day."""
    return value.removesuffix("T00:00:00").removesuffix("T00:00:00.000") if isinstance(value, str) else value
