"""The charts that notebooks store: all begun at once, while whoever shows them is busy with words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from coursekit import chart_html
from coursekit.charts import MIME_TYPE


def begin(notebooks: Iterable[Path]) -> int:
    """Let the figures of notebooks be made, in their order, and return how many; pages are named as the notebooks."""
    charts = [(spec, path.stem) for path in notebooks for spec in stored(path)]
    for spec, page in charts:
        chart_html.begin(spec, page)
    return len(charts)


def stored(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the charts of a notebook; nothing more from what is no notebook: whoever shows it complains."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield from (
            output["data"][MIME_TYPE]
            for cell in cells
            for output in cell.get("outputs", ())
            if MIME_TYPE in output.get("data", ())
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return
