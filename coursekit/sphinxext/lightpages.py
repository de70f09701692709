"""A Sphinx extension: each page gets a description, and at the end of a build all pages are made light."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pybtex.plugin import register_plugin
from pybtex.style.formatting.plain import Style as PlainStyle
from pybtex.style.template import join
from sphinx.errors import SphinxError

from coursekit import __version__
from coursekit.light import ThemeChanged, lighten

if TYPE_CHECKING:
    from pybtex.style.template import Node
    from sphinx.application import Sphinx

LONGEST = 160
"""Letters of a description that search engines show."""


class LightPagesError(SphinxError):
    """The pages could not be made light."""

    category = "The theme or an extension has changed"


class BriefStyle(PlainStyle):
    """What a citation says when pointed at: the reference without its address, which the link leads to."""

    def format_web_refs(self, e: Any) -> Node:
        """Return nothing."""
        return join[""]


def describe(doctree: nodes.document) -> str:
    """Return the first sentences of a page that say something, cut at a word; nothing if it has none."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if len(text) >= 60 and re.search(r"[.?!][\"”’)]*$", text):
            return text if len(text) <= LONGEST else text[: LONGEST - 1].rpartition(" ")[0].rstrip(",;:") + "…"
    return ""


def _add_description(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Describe the page, unless it describes itself."""
    if 'name="description"' in context.get("metatags", ""):
        return
    # the page of search results names itself later, in its template
    title = re.sub(r"<[^>]*>", "", context.get("title") or pagename.capitalize())
    described = describe(doctree) if doctree is not None else ""
    text = described or f"{title}: {app.config.html_title or app.config.project}"
    context["metatags"] = context.get("metatags", "") + f'\n<meta name="description" content="{escape(text)}" />'


def _own_files(app: Sphinx) -> set[str]:
    """Return the names of static files that are the course's: written for this build, or beside its configuration."""
    folders = [Path(app.confdir, entry) for entry in app.config.html_static_path]
    ours = [folder for folder in folders if folder.is_relative_to(Path(app.doctreedir).parent)]
    return {
        path.name for folder in [*ours, Path(app.srcdir, "_static")] if folder.is_dir() for path in folder.iterdir()
    }


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name != "html":
        return
    try:
        lighten(Path(app.outdir), _own_files(app))
    except ThemeChanged as changed:
        raise LightPagesError(str(changed)) from changed


def setup(app: Sphinx) -> dict[str, Any]:
    """Register style and events."""
    register_plugin("pybtex.style.formatting", "course-brief", BriefStyle, force=True)
    app.connect("html-page-context", _add_description)
    app.connect("build-finished", _finish, priority=900)  # the theme writes the colours of code in the same event
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
