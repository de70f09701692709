"""What only the book for those who teach may hold."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from coursekit import project
from coursekit.export import FORMATS
from coursekit.export.table import survivals
from coursekit.faults import CourseError
from coursekit.quiz.bank import read_bank
from coursekit.quiz.keyed import keyed, summary
from coursekit.quiz.places import heading
from coursekit.tablehtml import table_html

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

AUDIENCE = "course_audience"
BANNER = (
    '<p class="instructors-only"><strong>For those who teach:</strong> this copy of the book holds answers and '
    "confidential cards. Do not publish it.</p>\n"
)
"""Stands above every page of a book that is not for students, the students' own pages included."""


class GradedQuestions(SphinxDirective):
    """``{course-graded-questions}``: every bank of graded questions with its keys, or the one that is named."""

    optional_arguments = 1

    def run(self) -> list[Node]:
        """Return a section per bank; the page is written anew when a bank changes."""
        if self.config[AUDIENCE] != "instructors":
            raise self.error(
                "graded questions with their keys belong in the book for those who teach, and nowhere else"
            )
        root = Path(self.env.srcdir)
        banks = {path.stem: path for path in project.assessments(root)}
        named = self.arguments or sorted(banks)
        sections: list[Node] = []
        for name in named:
            if name not in banks:
                raise self.error(f"no graded questions of this name: {name}")
            self.env.note_dependency(str(banks[name]))
            sections.append(self._section(name, banks[name]))
        return sections

    def _section(self, name: str, path: Path) -> Node:
        try:
            bank = read_bank(path)
        except CourseError as error:
            raise self.error(str(error)) from None
        section = nodes.section(ids=[f"graded-{name}"], names=[f"graded-{name}"])
        section += nodes.title("", "", nodes.Text(heading(name, bank.title)))
        section += nodes.raw("", summary(bank), format="html")
        for title, html in keyed(bank):
            section += nodes.rubric("", "", nodes.Text(title))
            section += nodes.raw("", html, format="html")
        return section


class ExportTable(SphinxDirective):
    """``{course-export-table} moodle``: what a format makes of each type of question, from the code that exports."""

    required_arguments = 1

    def run(self) -> list[Node]:
        """Return the table."""
        name = self.arguments[0]
        if name not in FORMATS:
            raise self.error(f"no format of this name: {name}; there are: {', '.join(FORMATS)}")
        rows = [
            (
                f"<code>{kind}</code>",
                escape(becomes),
                _listed(kept) if kept else "",
                _listed(lost) if lost else "nothing is lost",
            )
            for kind, becomes, kept, lost in survivals(name)
        ]
        head = ("Type", "Becomes", "Kept", "Changed or lost")
        return [nodes.raw("", table_html(head, rows, f"What survives: {FORMATS[name]}"), format="html")]


def _listed(words: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in words)}</ul>"


def finish_page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Say above a page whom it is for, and keep search engines from it should it be published by mistake."""
    if app.config[AUDIENCE] != "students":
        context["body"] = BANNER + context.get("body", "")
        context["metatags"] = context.get("metatags", "") + '\n<meta name="robots" content="noindex" />'


def register(app: Sphinx) -> None:
    """Make them known; a book is for students unless its configuration says otherwise."""
    app.connect("html-page-context", finish_page)
    app.add_config_value(AUDIENCE, "students", "env")
    app.add_directive("course-graded-questions", GradedQuestions)
    app.add_directive("course-export-table", ExportTable)
