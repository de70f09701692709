"""References, such as ``claims:C026``, made links when a page is written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.logging import getLogger

from coursekit import project
from coursekit.quiz.places import page_of
from coursekit.references import link, targets, titles

if TYPE_CHECKING:
    from sphinx.application import Sphinx


CITED = re.compile(r'(<a class="reference internal" href="[^"]*#cite-[^"]*") (title="[^"]*")>')
"""A link to an entry of a reference list, which tells the entry to a pointer."""


class References:
    """Makes links of the references on a page: those to rows of tables, and ``cite:key``."""

    def __init__(self) -> None:
        """Start without knowing where anything is."""
        self.targets: dict[str, str] = {}
        self.titles: dict[str, str] = {}

    def find(self, app: Sphinx, env: Any) -> None:
        """Find where every reference leads, once all pages are read."""
        self.targets = targets(Path(app.srcdir))
        self.titles = titles(Path(app.srcdir))
        # An entry of the bibliography first; a source that no page cites has its row in the table of sources.
        for reference, target in list(self.targets.items()):
            if reference.startswith("sources:"):
                self.targets[reference.replace("sources:", "cite:", 1)] = target
                self.titles[reference.replace("sources:", "cite:", 1)] = self.titles.get(reference, "")
        for path in project.quizzes(Path(app.srcdir)):
            self.targets[f"quiz:{path.stem}"] = page_of(path.stem, Path(app.srcdir)) or ""
        for citation in env.get_domain("cite").citations:
            self.titles[f"cite:{citation.key}"] = citation.formatted_entry.label
            self.targets[f"cite:{citation.key}"] = f"{citation.bibliography_key.docname}#{citation.citation_id}"

    def finish_page(self, app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
        """Link the references of a page."""

        def address(reference: str) -> str | None:
            docname, _, anchor = self.targets.get(reference, "").partition("#")
            if docname not in app.env.found_docs:
                what = "cite it on a page, or" if reference.startswith("cite:") else "correct it:"
                remedy = f"{what} name a row as table:key, paragraph:number or cite:key"
                getLogger(__name__).warning(
                    f"the reference '{reference}' leads nowhere -> {remedy}", location=(pagename, None)
                )
                return None
            return str(app.builder.get_relative_uri(pagename, docname)) + (f"#{anchor}" if anchor else "")

        body = link(context.get("body", ""), address, lambda reference: self.titles.get(reference, ""))
        context["body"] = tell_once(body)


def tell_once(html: str) -> str:
    """Keep what a citation tells to a pointer, the whole entry, at the first of its work only.

    A lesson cites a work up to ten times; the entries are a twentieth of its bytes.
    """
    told: set[str] = set()

    def shown(found: re.Match[str]) -> str:
        start, title = found.groups()
        again = title in told
        told.add(title)
        return f"{start}>" if again else found[0]

    return CITED.sub(shown, html)
