"""All that the book's builder, Sphinx with MyST-NB, needs to know of the course: the only module that knows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from myst_nb.core.render import MimeData, MimeRenderPlugin
from pybtex.backends.plaintext import Backend as PlainText
from pybtex.plugin import register_plugin
from pybtex.style.formatting.plain import Style as PlainStyle
from pybtex.style.labels import BaseLabelStyle
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.logging import getLogger

from coursekit import __version__, chart_html, chart_live, pages, progress, project, rows
from coursekit.charts import MIME_TYPE
from coursekit.data import load
from coursekit.explore import explorer
from coursekit.faults import CourseError
from coursekit.project import course_name
from coursekit.quiz.bank import find_bank, questions_of, read_bank
from coursekit.quiz.markup import render
from coursekit.quiz.places import page_of
from coursekit.quiz.script import COMMENT, script, style
from coursekit.references import link, targets, titles

if TYPE_CHECKING:
    from docutils.nodes import Element, Node, system_message
    from myst_nb.core.render import NbElementRenderer
    from pandas import DataFrame
    from pybtex.database import Entry
    from sphinx.application import Sphinx

STATIC = Path(__file__).resolve().parent / "static"


class ChartRenderer(MimeRenderPlugin):
    """Renders a stored chart as SVG with caption and data; named in the entry points of this package.

    The node keeps the files that go beside the page, for :func:`_add_charts` to write with the page.
    """

    mime_priority_overrides = (("*", MIME_TYPE, 1),)

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[Element] | None:
        """Return the figure, or None for whatever is no chart of ours."""
        if inline or data.mime_type != MIME_TYPE:
            return None
        try:
            page = renderer.renderer.sphinx_env.docname.rpartition("/")[2]
            html = chart_html.figure_html(data.content, page)
            files = chart_html.chart_files(data.content, page)
        except ValueError as error:
            renderer.logger.warning(f"chart: {error}", subtype="chart", line=data.line)
            return []
        return [nodes.raw(text=html, format="html", chart_files=files)]


def _add_charts(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Write what the charts of a page offer and ask for; load their script where there are any, and nowhere else."""
    charts = (
        [] if doctree is None else [node["chart_files"] for node in doctree.findall(nodes.raw) if "chart_files" in node]
    )
    if not charts:
        return
    beside = Path(app.outdir, pagename).parent
    static = Path(app.outdir, "_static")
    for folder in (beside, static):
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in (item for files in charts for item in files.items()):
        (beside / name).write_text(text, encoding="utf-8", newline="")
    if not (static / "vega.js").is_file():
        (static / "vega.js").write_text(chart_live.vega(), encoding="utf-8")
    app.add_js_file("charts.js", loading_method="defer")


class NameAndYear(BaseLabelStyle):
    """Labels of the reference list as they stand in the text: ``Fearon, 1995``; a letter tells twins apart."""

    def format_labels(self, sorted_entries: list[Entry]) -> Iterator[str]:
        """Yield a label per entry, all different."""
        seen: Counter[str] = Counter()
        labels = [self._label(entry) for entry in sorted_entries]
        for label in labels:
            seen[label] += 1
            yield label + (chr(96 + seen[label]) if labels.count(label) > 1 else "")

    @staticmethod
    def _label(entry: Entry) -> str:
        people = entry.persons.get("author") or entry.persons.get("editor") or []
        names = [" ".join(map(str, person.rich_last_names)) for person in people]
        shown = names[0] + " et al." if len(names) > 2 else " and ".join(names)
        return f"{shown or entry.key}, {entry.fields.get('year', 'n.d.')}"


class ReferenceStyle(PlainStyle):
    """The reference list: by name, with name and year instead of a number that stands nowhere else."""

    default_label_style = NameAndYear


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
    """``{course-sources}``: every source of the tables."""

    def content_of(self, root: Path) -> list[Node]:
        """Return the table."""
        return [nodes.raw("", pages.sources(root), format="html")]


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
    """``{course-rows} claims``: every row of a table, each under its anchor."""

    required_arguments = 1

    def content_of(self, root: Path) -> list[Node]:
        """Return a section per group of rows, so that the page's own contents list them."""
        try:
            groups = rows.sections(root, self.arguments[0])
        except CourseError as error:
            raise self.error(str(error)) from None
        sections: list[Node] = []
        for name, title, html in groups:
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


def _prepare(app: Sphinx, config: Any) -> None:
    """Write the table of sources as a bibliography, beside the build; add our static files and theme options."""
    target = Path(app.doctreedir).parent / "sources.bib"
    text = pages.bibtex(Path(app.srcdir))
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    config.bibtex_bibfiles = [*config.bibtex_bibfiles, str(target)]
    config.html_static_path = [*config.html_static_path, str(_assets(target.parent / "assets"))]
    # Jupyter Book's own options stay; setting html_theme_options in _config.yml would replace them all.
    config.html_theme_options = {**config.html_theme_options, "navbar_persistent": []}


def _assets(folder: Path) -> Path:
    """Write the files that pages of ours ask for into a folder, and return it."""
    folder.mkdir(exist_ok=True)
    files = {
        "course.css": (STATIC / "course.css").read_text(encoding="utf-8"),
        "charts.js": chart_live.script(),
        "quiz.js": script(),
        "quiz.css": style(),
        "progress.js": progress.script(),
        "progress.css": progress.style(),
    }
    files["explorer.css"] = (STATIC / "explorer.css").read_text(encoding="utf-8")
    files["explorer.js"] = COMMENT.sub("", (STATIC / "explorer.js").read_text(encoding="utf-8"))
    for name, text in files.items():
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


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

        context["body"] = link(context.get("body", ""), address, lambda reference: self.titles.get(reference, ""))


def _finish_page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Name folded cells by their words; load the script and style of quiz and explorer only where there is one."""
    app.add_css_file("course.css")
    # MyST-NB calls every folded cell "Toggle hidden content"; the words on the fold say more.
    body = context.get("body", "").replace('<summary aria-label="Toggle hidden content">', "<summary>")
    context["body"] = body
    if '<form class="quiz"' in body:
        app.add_css_file("quiz.css")
        app.add_js_file("quiz.js", loading_method="defer")
    if '<div class="explorer ' in body:
        app.add_css_file("explorer.css")
        app.add_js_file("explorer.js", loading_method="defer")


def _finish_progress(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Load the script and style of the page of progress there, and nowhere else; its script needs the quiz's."""
    if '<div class="progress-page"' in context.get("body", ""):
        app.add_css_file("progress.css")
        app.add_js_file("quiz.js", loading_method="defer")
        app.add_js_file("progress.js", loading_method="defer", priority=900)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register directives, roles and events."""
    app.add_directive("course-paragraphs", Paragraphs)
    app.add_directive("course-glossary", Glossary)
    app.add_directive("course-sources", Sources)
    app.add_directive("course-data-dictionary", Dictionary)
    app.add_directive("course-rows", Rows)
    app.add_directive("course-quiz", QuizForm)
    app.add_directive("course-progress", Progress)
    app.add_directive("course-explorer", Explorer)
    app.add_role("row-count", RowCount())
    app.add_role("series-count", SeriesCount())
    register_plugin("pybtex.style.formatting", "course", ReferenceStyle, force=True)
    # Looked up for each citation: unregistered, that searches the environment each time, a fifth of the build.
    register_plugin("pybtex.backends", "plaintext", PlainText, force=True)
    app.connect("config-inited", _prepare, priority=400)
    app.connect("html-page-context", _finish_page)
    app.connect("html-page-context", _finish_progress)
    app.connect("html-page-context", _add_charts)
    references = References()
    app.connect("env-updated", references.find, priority=900)  # after the bibliography has its entries
    app.connect("html-page-context", references.finish_page)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
