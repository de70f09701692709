"""Directives and roles of the course: pages made from tables and from question banks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.logging import getLogger

from coursekit import cards, closing, companion, offline, pages, progress, project, rows, shelf
from coursekit.chart_html import chart_figure
from coursekit.data import load
from coursekit.explore import explorer
from coursekit.explore.placemap import files, place_map
from coursekit.faults import CourseError
from coursekit.project import course_name
from coursekit.quiz.bank import find_bank, questions_of, read_bank
from coursekit.quiz.markup import render

if TYPE_CHECKING:
    from docutils.nodes import Node, system_message
    from pandas import DataFrame
    from sphinx.application import Sphinx


class TableDirective(SphinxDirective):
    """A page made from a table; the page is written anew when the table changes."""

    source = "datapackage"

    def run(self) -> list[Node]:
        """Return the page's content."""
        root = Path(self.env.srcdir)
        self.env.note_dependency(str(root / "data" / "datapackage.json"))
        for path in sorted((root / "data").glob("*.csv")):
            self.env.note_dependency(str(path))
        return self.content_of(root)

    def content_of(self, root: Path) -> list[Node]:
        """Return the nodes of the page."""
        raise NotImplementedError

    def as_sections(self, found: Callable[[], list[tuple[str, str, str]]]) -> list[Node]:
        """Return sections of a page, each of an id, a title as text and HTML, so that its own contents list them."""
        try:
            groups = found()
        except CourseError as error:
            raise self.error(str(error)) from None
        sections: list[Node] = []
        for name, title, html in groups:
            section = nodes.section(ids=[name], names=[name])
            section += nodes.title("", "", nodes.Text(title))
            section += nodes.raw("", html, format="html")
            sections.append(section)
        return sections


class Paragraphs(TableDirective):
    """``{course-paragraphs}``: the article, paragraph by paragraph, in the course's own words."""

    def content_of(self, root: Path) -> list[Node]:
        """Return the numbered summaries."""
        return [nodes.raw("", pages.paragraphs(root), format="html")]


class Glossary(TableDirective):
    """``{course-glossary}``: all terms."""

    def content_of(self, root: Path) -> list[Node]:
        """Return the definition list."""
        return [nodes.raw("", pages.glossary(root), format="html")]


class Sources(TableDirective):
    """``{course-sources} a-c``: the sources of the tables whose keys begin with these letters; all without letters."""

    optional_arguments = 1

    def content_of(self, root: Path) -> list[Node]:
        """Return the table."""
        return [nodes.raw("", pages.sources(root, *self.arguments), format="html")]


class Dictionary(TableDirective):
    """``{course-data-dictionary}``: a section per table."""

    def content_of(self, root: Path) -> list[Node]:
        """Return the sections, so that the page's own contents list them."""
        sections: list[Node] = []
        for name, title, html in pages.dictionary(root):
            section = nodes.section(ids=[f"table-{name}"], names=[f"table-{name}"])
            section += nodes.title("", "", nodes.Text(f"{title}: "), nodes.literal("", name))
            section += nodes.raw("", html, format="html")
            sections.append(section)
        return sections


class Rows(TableDirective):
    """``{course-rows} claims``: every row of a table, each under its anchor; with ``:later:`` the later ones only."""

    required_arguments = 1
    option_spec: ClassVar = {"later": directives.flag}

    def content_of(self, root: Path) -> list[Node]:
        """Return a section per group of rows, so that the page's own contents list them."""
        return self.as_sections(lambda: rows.sections(root, self.arguments[0], "later" in self.options))


class Actors(TableDirective):
    """``{course-actors}``: every actor as a card, by kind."""

    def content_of(self, root: Path) -> list[Node]:
        """Return a section per kind."""
        return self.as_sections(lambda: cards.actors(root))


class Positions(TableDirective):
    """``{course-positions}``: the case of each party."""

    def content_of(self, root: Path) -> list[Node]:
        """Return a section per party."""
        return self.as_sections(lambda: cards.positions(root))


class Crossings(TableDirective):
    """``{course-crossings}``: which lesson names which paragraph and which of its claims."""

    def content_of(self, root: Path) -> list[Node]:
        """Return the table; it is written anew when a lesson or a bank changes."""
        for path in [*project.lessons(root), *project.quizzes(root)]:
            self.env.note_dependency(str(path))
        try:
            return [nodes.raw("", companion.crossings(root), format="html")]
        except CourseError as error:
            raise self.error(str(error)) from None


class Documents(TableDirective):
    """``{course-documents}``: the primary texts of the shelf, each linked to its page."""

    def content_of(self, root: Path) -> list[Node]:
        """Return the list."""
        return [nodes.raw("", shelf.documents(root), format="html")]


class Document(TableDirective):
    """``{course-document} bonn-2001``: what the tables know of a primary text."""

    required_arguments = 1

    def content_of(self, root: Path) -> list[Node]:
        """Return its facts, who was there and who was not, and where to read it."""
        try:
            return [nodes.raw("", shelf.document(root, self.arguments[0]), format="html")]
        except CourseError as error:
            raise self.error(str(error)) from None


class Closing(TableDirective):
    """``{course-closing}``: the article, paragraph by paragraph, with what the rows say of it; then the whole."""

    def content_of(self, root: Path) -> list[Node]:
        """Return a section per paragraph and one for the whole, so that the page's own contents list them."""
        sections: list[Node] = [nodes.raw("", closing.SWITCH, format="html")]
        for name, title, html in closing.sections(root):
            section = nodes.section(ids=[name], names=[name])
            section += nodes.title("", "", nodes.Text(title))
            section += nodes.raw("", html, format="html")
            sections.append(section)
        return sections


class QuizForm(SphinxDirective):
    """``{course-quiz} name``: a quiz on a page; ``:part:`` shows the questions of that part."""

    required_arguments = 1
    option_spec: ClassVar = {"part": directives.unchanged_required}

    def run(self) -> list[Node]:
        """Return the form; the page is written anew when the bank changes."""
        root = Path(self.env.srcdir)
        name, part = self.arguments[0], self.options.get("part")
        try:
            path = find_bank(name, root)
            self.env.note_dependency(str(path))
            bank = read_bank(path)
            html = render(course_name(root), name, bank.title, questions_of(bank, part), part)
        except CourseError as error:
            raise self.error(str(error)) from None
        return [nodes.raw("", html, format="html")]


class Progress(SphinxDirective):
    """``{course-progress}``: what the reader has answered, over all quizzes."""

    def run(self) -> list[Node]:
        """Return the page's content; it is written anew when a bank changes."""
        root = Path(self.env.srcdir)
        for path in project.quizzes(root):
            self.env.note_dependency(str(path))
        try:
            return [nodes.raw("", progress.progress_html(root), format="html")]
        except CourseError as error:
            raise self.error(str(error)) from None


class Explorer(TableDirective):
    """``{course-explorer} timeline``: the rows of a table with a filter."""

    required_arguments = 1

    def content_of(self, root: Path) -> list[Node]:
        """Return the explorer."""
        try:
            return [nodes.raw("", explorer(root, self.arguments[0]), format="html")]
        except CourseError as error:
            raise self.error(str(error)) from None


class PlaceMap(TableDirective):
    """``{course-map}``: where the meetings of the table of events were held."""

    def content_of(self, root: Path) -> list[Node]:
        """Return the chart, as :mod:`coursekit.sphinxext.charts` returns one of a notebook."""
        for path in files(root):
            self.env.note_dependency(str(path))
        page = self.env.docname.rpartition("/")[2]
        try:
            html, beside = chart_figure(place_map(root).spec, page)
        except CourseError as error:
            raise self.error(str(error)) from None
        return [nodes.raw("", html, format="html", chart_files=beside)]


class RowCount(SphinxRole):
    """``{row-count}`claims```: how many rows a table has."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Return the number."""
        try:
            return [nodes.Text(f"{self.count(load(self.text, Path(self.env.srcdir))):,}")], []
        except CourseError as error:
            getLogger(__name__).warning(str(error), location=self.get_location())
            return [], []

    @staticmethod
    def count(table: DataFrame) -> int:
        """Count in a table."""
        return len(table)


class SeriesCount(RowCount):
    """``{series-count}`indicators```: how many different values the first column of a table has."""

    @staticmethod
    def count(table: DataFrame) -> int:
        """Count in a table."""
        return table.iloc[:, 0].nunique()


class OfflineBook(SphinxRole):
    """``{offline-book}`words```: a link to the file that holds the whole book, from wherever the page is."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Return the link."""
        way = "../" * self.env.docname.count("/")
        return [nodes.reference("", self.text, refuri=f"{way}{offline.NAME}", internal=True)], []


def register(app: Sphinx) -> None:
    """Make them known."""
    app.add_role("offline-book", OfflineBook())
    app.add_directive("course-paragraphs", Paragraphs)
    app.add_directive("course-glossary", Glossary)
    app.add_directive("course-sources", Sources)
    app.add_directive("course-data-dictionary", Dictionary)
    app.add_directive("course-rows", Rows)
    app.add_directive("course-documents", Documents)
    app.add_directive("course-document", Document)
    app.add_directive("course-closing", Closing)
    app.add_directive("course-actors", Actors)
    app.add_directive("course-positions", Positions)
    app.add_directive("course-crossings", Crossings)
    app.add_directive("course-quiz", QuizForm)
    app.add_directive("course-progress", Progress)
    app.add_directive("course-explorer", Explorer)
    app.add_directive("course-map", PlaceMap)
    app.add_role("row-count", RowCount())
    app.add_role("series-count", SeriesCount())
