"""Explorers: the rows of a table as one page that can be filtered, complete without a script.

Each returns HTML in which every row stands once, in order, with a link to its row. The page's script only hides what a
filter leaves out; the filter, too, is in the HTML, hidden until the script can serve it.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from coursekit.data import DESCRIPTOR
from coursekit.explore.claims import claims
from coursekit.explore.network import network
from coursekit.explore.timeline import timeline
from coursekit.faults import CourseError, Fault
from coursekit.project import course_name
from coursekit.rawtable import Table
from coursekit.references import raw_tables

EXPLORERS: dict[str, Callable[[dict[str, Table]], str]] = {"timeline": timeline, "claims": claims, "network": network}


def explorer(root: Path, name: str) -> str:
    """Return an explorer as HTML.

    Raises:
        CourseError: if there is no such explorer, or the cells of a table cannot be told apart.
    """
    if name not in EXPLORERS:
        remedy = f"use one of: {', '.join(EXPLORERS)}"
        raise CourseError(Fault(DESCRIPTOR, value=name, reason="no such explorer", remedy=remedy))
    # What a reader judged is kept by course: another one on the same host has claims of the same numbers.
    return f'<div data-course="{escape(course_name(root))}">\n{EXPLORERS[name](raw_tables(root))}\n</div>'
