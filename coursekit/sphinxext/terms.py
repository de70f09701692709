"""In each lesson, the first use of a word of the glossary becomes a link that tells what it means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from coursekit import terms

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LESSONS = "notebooks/"
APART = (
    nodes.reference,
    nodes.literal,
    nodes.literal_block,
    nodes.title,
    nodes.rubric,
    nodes.caption,
    nodes.math,
    nodes.image,
    nodes.footnote,
    nodes.citation,
    nodes.container,
    nodes.table,
)
"""What a text must not stand in. Cells of code, their outputs and folds are containers."""


class Terms:
    """Links the words of the glossary."""

    def __init__(self) -> None:
        """Start without knowing the glossary."""
        self.terms: list[terms.Term] = []
        self.used: dict[str, list[terms.Term]] = {}

    def find(self, app: Sphinx) -> None:
        """Read the glossary."""
        self.terms = terms.terms(Path(app.srcdir))

    @staticmethod
    def note(app: Sphinx, doctree: nodes.document) -> None:
        """Have a lesson written anew when the glossary changes."""
        if app.env.docname.startswith(LESSONS):
            app.env.note_dependency(str(Path(app.srcdir) / "data" / "glossary.csv"))

    def mark(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Link the first use of each term in the prose of a lesson."""
        self.used.pop(docname, None)
        if not docname.startswith(LESSONS) or terms.PAGE not in app.env.found_docs or app.builder.format != "html":
            return
        glossary = app.builder.get_relative_uri(docname, terms.PAGE)
        left = list(self.terms)
        used: list[terms.Term] = []
        for text in list(doctree.findall(nodes.Text)):
            if not left or not in_prose(text):
                continue
            words = text.astext()
            parts: list[nodes.Node] = []
            at = 0
            for start, end, term in terms.first_uses(words, left):
                parts.append(nodes.Text(words[at:start]))
                target = f"{glossary}#{term.anchor}"
                parts.append(nodes.reference("", words[start:end], internal=True, refuri=target, classes=["term"]))
                at = end
                left.remove(term)
                used.append(term)
            if parts:
                text.parent.replace(text, [*parts, nodes.Text(words[at:])])
        if used:
            self.used[docname] = used

    def finish_page(self, app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
        """Put the definitions at the end of a lesson."""
        if used := self.used.get(pagename):
            context["body"] = terms.describe(context.get("body", "")) + terms.definitions(used)


def in_prose(text: nodes.Node) -> bool:
    """Whether a text is prose that somebody reads on: a paragraph outside of tables, outputs and folds."""
    node, paragraph = text.parent, False
    while node is not None:
        if isinstance(node, APART):
            return False
        paragraph = paragraph or isinstance(node, nodes.paragraph)
        node = node.parent
    return paragraph
