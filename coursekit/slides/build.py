"""Write the decks: for a class into ``_build/slides``, and with notes into ``_build/instructor-slides``."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

from coursekit import chart_html, chart_live, chart_stored, project
from coursekit.faults import CourseError, Fault
from coursekit.files import replace_folder
from coursekit.notebooks import read
from coursekit.quiz.bank import find_bank, questions_of, read_bank
from coursekit.quiz.markup import render
from coursekit.quiz.script import COMMENT, script, style
from coursekit.secret import check_given
from coursekit.settings import read_settings
from coursekit.slides import page
from coursekit.slides.guide import read_guide
from coursekit.slides.markdown import labels, plain
from coursekit.slides.outline import Makers, outline

STATIC = Path(__file__).resolve().parent.parent / "static"
STYLES = ("reveal/reveal.css", "tokens.css", "course.css", "quiz/quiz.css", "slides/slides.css")
FOLDER, TEACH = "slides", "instructor-slides"
"""The folders in ``_build``: for anybody, and for those who teach."""


def build_slides(root: Path, names: list[str]) -> list[Path]:
    """Write decks of the lessons and return the folders, each put in place only when it is whole.

    The folder for those who teach is made only where there are guides.

    Args:
        root: the project folder.
        names: names of lessons; all if empty.

    Raises:
        CourseError: if a lesson is not there or cannot be read, or a deck would give away what is secret; then both
            folders stay as they were.
    """
    lessons = project.chosen_lessons(root, names)
    config = read_settings(root, "_config.yml")
    language = str(config.get("sphinx", {}).get("config", {}).get("language") or "en")
    course = str(config.get("title") or project.course_name(root))
    label = labels(root)
    teach = (root / "instructor").is_dir()
    new = {name: root / "_build" / f"{name}.new" for name in ((FOLDER, TEACH) if teach else (FOLDER,))}
    for folder in new.values():
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "assets").mkdir(parents=True)
    try:
        assets = _assets()
        chart_stored.begin(lessons)
        decks = []
        for path in lessons:
            files: dict[str, str] = {}
            makers = Makers(label, partial(_figure, path.stem, files), partial(_forms, root, path.stem))
            slides = outline(read(path), makers)
            title = plain(slides[0].heading) if slides else path.stem
            notes = f"{path.stem}-notes.html"
            deck = f"{path.stem}.html"
            _write(new[FOLDER], files | {deck: page.deck(slides, title, label, language)})
            if teach:
                made = page.notes_page(slides, title, read_guide(root, path.stem), label, language, deck)
                _write(new[TEACH], files | {deck: page.deck(slides, title, label, language, notes), notes: made})
            decks.append((path.stem, title, len(slides)))
            print(f"{path.stem}: {len(slides)} slides", flush=True)
        for name, folder in new.items():
            _write(folder / "assets", assets)
            _write(folder, {"index.html": page.index(decks, language, course, name == TEACH)})
        if faults := check_given(new[FOLDER], root, f"_build/{FOLDER}"):
            raise CourseError(faults)
    except BaseException:
        chart_html.stop()
        for folder in new.values():
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return [replace_folder(folder, root / "_build" / name) for name, folder in new.items()]


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def _assets() -> dict[str, str]:
    """Return what all decks share, by file name."""

    def own(name: str) -> str:
        return COMMENT.sub("", (STATIC / "slides" / name).read_text(encoding="utf-8"))

    return {
        "slides.css": "".join((STATIC / name).read_text(encoding="utf-8") for name in STYLES[:3])
        + style()
        + (STATIC / STYLES[-1]).read_text(encoding="utf-8"),
        "reveal.js": (STATIC / "reveal" / "reveal.js").read_text(encoding="utf-8"),
        "quiz.js": script(),
        "charts.js": chart_live.script(),
        "vega.js": chart_live.vega(),
        "slides.js": own("slides.js"),
        "notes.js": own("notes.js"),
        "LICENSE.reveal.txt": (STATIC / "reveal" / "LICENSE").read_text(encoding="utf-8"),
    }


def _figure(lesson: str, files: dict[str, str], spec: dict[str, Any]) -> str:
    """Return a chart as on the book's pages, and add what stands beside the page for it."""
    try:
        html, beside = chart_html.chart_figure(spec, lesson)
    except ValueError as error:
        raise CourseError(
            Fault(f"notebooks/{lesson}.ipynb", reason=f"chart: {error}", remedy="mend the cell")
        ) from None
    files |= beside
    return html


def _forms(root: Path, lesson: str, name: str, part: str | None) -> list[tuple[str, str]]:
    """Return a form for each question of a quiz, by id.

    Answers are the class's, not the reader's: they are kept under another name than those in the book, by deck.
    """
    bank = read_bank(find_bank(name, root))
    course = f"slides-{lesson}"
    return [(one.id, render(course, name, bank.title, [one], part)) for one in questions_of(bank, part)]
