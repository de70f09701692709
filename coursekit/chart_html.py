"""Turn a stored chart into a figure of HTML, and into the files that its page offers or asks for later."""

from __future__ import annotations

import csv
import hashlib
import io
from html import escape
from typing import Any

from coursekit.chart_columns import datasets
from coursekit.chart_live import live_script
from coursekit.chart_svg import draw_both
from coursekit.tablehtml import table_html

MAX_ROWS = 400


def figure_html(spec: dict[str, Any], page: str) -> str:
    """Return ``<figure id="fig-name">`` with the drawings, the caption, and the data, folded, as a table.

    There are two drawings, for a wide and for a narrow column; the style sheet shows one, to listeners too.

    Args:
        spec: a stored specification.
        page: the last part of the page's name, with which the names of its files begin.

    Raises:
        ValueError: if the specification has no ``usermeta`` name and caption, or cannot be drawn.
    """
    name, caption, description = _texts(spec)
    drawings = "".join(
        f'<div class="chart-drawing chart-{kind}">{svg}</div>\n'
        for kind, (_, svg) in zip(("wide", "narrow"), draw_both(spec, name, description), strict=True)
    )
    label = name.replace("-", " ")  # tables and buttons of one page are told apart by their names
    files = chart_files(spec, page)
    sheets = [file for file in files if file.endswith(".csv")]
    tables = "".join(
        f'{_table(rows, f"Data: {label}")}<p><a href="{escape(file)}" download>Download these data as CSV</a></p>'
        for file, rows in zip(sheets, _data(spec), strict=True)
    )
    live = next(file for file in files if file.endswith(".js"))
    digest = hashlib.sha256(files[live].encode()).hexdigest()[:8]
    bound = ", ".join(
        param["bind"]["element"] for param in spec.get("params", []) if "element" in param.get("bind", {})
    )
    inputs = f' data-inputs="{escape(bound)}"' if bound else ""
    return (
        f'<figure class="chart" id="fig-{escape(name)}" data-live="{escape(live)}?v={digest}"{inputs}>\n{drawings}'
        f"<figcaption>{escape(caption)}</figcaption>\n"
        '<div class="chart-more">'
        f'<details class="chart-data"><summary>Data of this chart</summary>{tables}</details>'
        f'<button type="button" class="chart-explore" hidden>Explore<span> this chart: {escape(label)}</span></button>'
        "</div>\n</figure>"
    )


def chart_files(spec: dict[str, Any], page: str) -> dict[str, str]:
    """Return what stands beside a page for a chart on it, by file name: its data as CSV, and what makes it live."""
    name, _, description = _texts(spec)
    files = {}
    for number, rows in enumerate(_data(spec), start=1):
        files[f"{page}-{name}{f'-{number}' if number > 1 else ''}.csv"] = _csv(rows)
    files[f"{page}-{name}.js"] = live_script(name, draw_both(spec, name, description))
    return files


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
