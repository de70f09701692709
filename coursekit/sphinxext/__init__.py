"""All that the book's builder, Sphinx with MyST-NB, needs to know of the course: only this package knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pybtex.backends.plaintext import Backend as PlainText
from pybtex.plugin import register_plugin

from coursekit import __version__
from coursekit.sphinxext import assets, charts, directives, guard, instructors, launch, site
from coursekit.sphinxext.bibliography import Citations, ReferenceStyle
from coursekit.sphinxext.charts import ChartRenderer
from coursekit.sphinxext.contents import Contents
from coursekit.sphinxext.references import References
from coursekit.sphinxext.stems import English
from coursekit.sphinxext.terms import Terms

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["ChartRenderer", "setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register directives, roles and events."""
    directives.register(app)
    instructors.register(app)
    launch.register(app)
    register_plugin("pybtex.style.formatting", "course", ReferenceStyle, force=True)
    # Looked up for each citation: unregistered, that searches the environment each time, a fifth of the build.
    register_plugin("pybtex.backends", "plaintext", PlainText, force=True)
    app.add_domain(Citations, override=True)
    app.add_search_language(English)
    app.connect("config-inited", assets.prepare, priority=400)
    app.connect("html-page-context", assets.finish_page)
    app.connect("env-before-read-docs", charts.begin)
    app.connect("html-page-context", charts.finish_page)
    app.connect("build-finished", charts.stop)
    app.connect("html-page-context", site.finish_page)
    app.connect("build-finished", site.finish_book)
    app.connect("build-finished", site.pack_book, priority=950)  # after the pages were made light
    app.connect("source-read", guard.disarm)
    app.connect("env-updated", guard.check_files)
    app.connect("html-page-context", Contents().share, priority=300)  # before the theme asks
    references = References()
    app.connect("env-updated", references.find, priority=900)  # after the bibliography has its entries
    app.connect("html-page-context", references.finish_page)
    words = Terms()
    app.connect("builder-inited", words.find)
    app.connect("doctree-read", words.note)
    app.connect("doctree-resolved", words.mark)
    app.connect("html-page-context", words.finish_page, priority=400)  # before it is asked which files a page needs
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
