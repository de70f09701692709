"""Stored charts on a page: drawn when it is built, and the files that make them live."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin

from coursekit import chart_html, chart_live
from coursekit.charts import MIME_TYPE

if TYPE_CHECKING:
    from docutils.nodes import Element
    from myst_nb.core.render import NbElementRenderer
    from sphinx.application import Sphinx


CAPTION = re.compile(r"(?<=</div>\n)<figcaption>")
"""Where the caption of a chart begins."""


class ChartRenderer(MimeRenderPlugin):
    """Renders a stored chart as SVG with caption and data; named in the entry points of this package.

    The node keeps the files that go beside the page, for :func:`finish_page` to write with the page.
    """

    mime_priority_overrides = (("*", MIME_TYPE, 1),)

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[Element] | None:
        """Return the figure, or None for whatever is no chart of ours."""
        if inline or data.mime_type != MIME_TYPE:
            return None
        try:
            page = renderer.renderer.sphinx_env.docname.rpartition("/")[2]
            html, files = chart_html.chart_figure(data.content, page)
        except ValueError as error:
            renderer.logger.warning(f"chart: {error}", subtype="chart", line=data.line)
            return []
        return [nodes.raw(text=html, format="html", chart_files=files)]


def numbered(body: str) -> str:
    """Return a page whose charts are numbered in order: on a screen, and on the paper that quotes it."""
    numbers = count(1)
    return CAPTION.sub(lambda found: f"{found[0]}<b>Figure {next(numbers)}.</b> ", body)


def finish_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Write what the charts of a page offer and ask for; load their script where there are any, and nowhere else."""
    charts = (
        [] if doctree is None else [node["chart_files"] for node in doctree.findall(nodes.raw) if "chart_files" in node]
    )
    if not charts:
        return
    context["body"] = numbered(context["body"])
    beside = Path(app.outdir, pagename).parent
    static = Path(app.outdir, "_static")
    for folder in (beside, static):
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in (item for files in charts for item in files.items()):
        (beside / name).write_text(text, encoding="utf-8", newline="")
    if not (static / "vega.js").is_file():
        (static / "vega.js").write_text(chart_live.vega(), encoding="utf-8")
    app.add_js_file("charts.js", loading_method="defer")
