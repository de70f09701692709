"""Slide types for a notebook shown live in JupyterLab, where each cell stands whole and code runs.

JupyterLab's slides know nothing but the metadata of cells: without it a notebook is one slide. So the notebooks for
those who teach are written with a type on every cell, by headings and outputs.
"""

from __future__ import annotations

from typing import Any

from coursekit.notebooks import text_of
from coursekit.slides.outline import slide_type


def with_slide_types(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the cells of a lesson, each with a slide type; what its author chose stands.

    ``#`` and ``##`` begin a stack. Below it words begin a slide, and so does code that shows something unless words
    stand right before it. *Sources* is left out.
    """
    made = []
    before = ""
    for cell in cells:
        kind = slide_type(cell) or _kind(cell, before)
        made.append({**cell, "metadata": {**cell["metadata"], "slideshow": {"slide_type": kind}}})
        before = cell["cell_type"]
    return made


def _kind(cell: dict[str, Any], before: str) -> str:
    source = text_of(cell["source"])
    if cell["cell_type"] == "markdown":
        if source.startswith("## Sources"):
            return "skip"
        return "slide" if source.startswith(("# ", "## ")) else "subslide"
    return "subslide" if cell.get("outputs") and before != "markdown" else "-"
