"""Stored charts on a page: drawn when it is built, and the files that make them live."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin

from coursekit import chart_html, chart_live, chart_stored
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


def begin(app: Sphinx, env: Any, docnames: list[str]) -> None:
    """Let the charts of all pages that are to be read be made, in their order, while Sphinx is busy with words."""
    paths = [Path(env.doc2path(docname)) for docname in docnames]
    if chart_stored.begin(path for path in paths if path.suffix == ".ipynb") and not _vega(app).is_file():
        chart_live.begin_vega()


def _vega(app: Sphinx) -> Path:
    return Path(app.outdir, "_static", "vega.js")


def stop(app: Sphinx, exception: Exception | None) -> None:
    """Make no more charts for a book that will not be."""
    if exception is not None:
        chart_html.stop()


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
    beside, vega = Path(app.outdir, pagename).parent, _vega(app)
    for folder in (beside, vega.parent):
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in (item for files in charts for item in files.items()):
        (beside / name).write_text(text, encoding="utf-8", newline="")
    if not vega.is_file():
        vega.write_text(chart_live.vega(), encoding="utf-8")
    app.add_js_file("charts.js", loading_method="defer")
