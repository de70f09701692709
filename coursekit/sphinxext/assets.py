"""The files that pages ask for, and which page asks for which."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursekit import chart_live, pages, progress
from coursekit.quiz.script import COMMENT, script, style

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).resolve().parent.parent / "static"
COMMON = ("tokens.css", "looks.css", "course.css")
"""The style of every page, in this order."""

REFERENCE = (
    r'class="(?:[^"]* )?(?:actor-card|card-[a-z]+|case|citation|closing-[a-z]+|crossings|entry|entry-later|glossary'
    r'|fold|paragraph|shelf-card)[ "]'
)
ASKED = {
    r'<div class="quiz"': (["quiz.css"], ["quiz.js"]),
    r'<div class="progress-page"': (["progress.css"], ["quiz.js", "progress.js"]),
    r'<div class="explorer ': (["explorer.css"], ["explorer.js"]),
    REFERENCE: (["reference.css"], []),
}
"""What is on a page, as a pattern, and the styles and scripts it needs, each script after those it builds on."""

DAY = re.compile(r"<(t[dh])>([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)</\1>")
"""A cell of a table that holds a date: browsers would break it at a hyphen."""

LESSON = re.compile(r'<section(?= id="[^"]*">\n<h1>)(?=.*<section id="objectives">)', re.DOTALL)
TABLE = re.compile(r'<table class="table"(?=>(?P<head>.*?)</tr>)', re.DOTALL)
"""The section that is a lesson, and a table with its first row, to be marked here. A style that looks for what an
element has inside (``:has``) would be asked anew, for the whole page, with every button that a quiz shows or hides."""

DROPDOWN = re.compile(
    r'<details class="sd-[^"]*">\s*<summary[^>]*>\s*<span class="sd-summary-text">(?P<words>.*?)</span>'
    r'<span class="sd-summary-state-marker.*?</span></summary><div class="sd-summary-content[^"]*">',
    re.DOTALL,
)
"""The start of a dropdown as Sphinx Design writes it: a card with a drawing, for which every page would carry style."""


CITED = re.compile(r'(<span class="bibtex-citation") id="(id\d+)"')
"""An anchor for links back from the list of references, of which there are few."""


def prepare(app: Sphinx, config: Any) -> None:
    """Write the table of sources as a bibliography, beside the build; add our static files and theme options."""
    target = Path(app.doctreedir).parent / "sources.bib"
    text = pages.bibtex(Path(app.srcdir))
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    config.bibtex_bibfiles = [*config.bibtex_bibfiles, str(target)]
    config.html_static_path = [*config.html_static_path, str(_written(target.parent / "assets"))]
    # Jupyter Book's own options stay; setting html_theme_options in _config.yml would replace them all.
    config.html_theme_options = {**config.html_theme_options, "navbar_persistent": []}


def _written(folder: Path) -> Path:
    """Write the files that pages of ours ask for into a folder, and return it."""
    folder.mkdir(exist_ok=True)
    files = {
        "course.css": "".join(map(_read, COMMON)),
        # one request for both: a lesson has charts and words of the glossary
        "charts.js": f"{chart_live.script()}\n{COMMENT.sub('', _read('terms.js'))}",
        "quiz.css": style(),
        "quiz.js": script(),
        "progress.css": progress.style(),
        "progress.js": progress.script(),
        "reference.css": _read("reference.css"),
        "explorer.css": _read("explorer.css"),
        "explorer.js": COMMENT.sub("", _read("explorer.js")),
    }
    for name, text in files.items():
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def _read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def finish_page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Name folds by their words, mark the lesson, its tables and dates; load what the page needs, and no more."""
    # MyST-NB calls every folded cell "Toggle hidden content"; the words on the fold say more.
    body = context.get("body", "").replace('<summary aria-label="Toggle hidden content">', "<summary>")
    body = DAY.sub(r'<\1 class="day">\2</\1>', body)
    body = LESSON.sub('<section class="lesson"', body, count=1)
    body = TABLE.sub(lambda found: f'<table class="table columns-{found["head"].count("</th>")}"', body)
    body = body.replace('<p class="sd-card-text">', "<p>")
    # Docutils' role for an entry has been withdrawn from the standard; the list around them has no items without one.
    body = body.replace(' role="doc-biblioentry"', ' role="listitem"')
    body = CITED.sub(lambda found: found[0 if f'href="#{found[2]}"' in body else 1], body)
    body = DROPDOWN.sub(r'<details class="fold"><summary>\g<words></summary><div>', body)
    context["body"] = body
    app.add_css_file("course.css")
    for mark, (styles, scripts) in ASKED.items():
        if re.search(mark, body):
            for name in styles:
                app.add_css_file(name)
            for place, name in enumerate(scripts):
                # before the theme's: a reader wants to answer before the theme has marked where the page is
                app.add_js_file(name, loading_method="defer", priority=100 + place)
