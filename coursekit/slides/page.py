"""The pages that are written: a deck, the notes that go with it, and the list of all decks."""

from __future__ import annotations

from html import escape

from coursekit.faults import CourseError, Fault
from coursekit.light.assets import INLINE, OUR_SCHEME
from coursekit.light.policy import restrict
from coursekit.light.quotes import curl
from coursekit.slides.guide import Guide
from coursekit.slides.markdown import Label, block, inline, plain
from coursekit.slides.parts import Slide

SCRIPTS = {"quiz.js": "", "reveal.js": " defer", "slides.js": " defer", "charts.js": " defer"}
"""What a deck loads, in this order. Questions come alive when all of it has run: ours empties them before."""

KEYS = (
    ("Space, or the button of a presenter", "the next slide, or the next step on it"),
    ("→ ←", "the next and the last section"),
    ("↓ ↑", "the slides of a section"),
    ("Tab", "into questions and charts; Esc leaves a field"),
    ("Esc", "all slides at once"),
    ("F, B", "whole screen; black screen"),
    ("?", "all keys"),
)


def deck(slides: list[Slide], title: str, label: Label, language: str, notes: str = "") -> str:
    """Return the page of a deck.

    Args:
        slides: its slides.
        title: the name of the lesson.
        label: returns what stands for a citation in a heading.
        language: that of the course, such as ``en-GB``.
        notes: the file of notes beside it, if there is one.

    Raises:
        CourseError: if it holds what the policy of pages does not allow.
    """
    stacks: list[list[str]] = []
    for number, slide in enumerate(slides, 1):
        if slide.across or not stacks:
            stacks.append([])
        stacks[-1].append(_section(slide, number, label))
    body = "\n".join(f"<section>\n{chr(10).join(stack)}\n</section>" for stack in stacks)
    asks = f' data-notes="{escape(notes)}"' if notes else ""
    scripts = "".join(f'<script src="assets/{name}"{how}></script>\n' for name, how in SCRIPTS.items())
    main = f'<main>\n<div class="deck"{asks}>\n<div class="slides">\n{body}\n</div>\n</div>\n</main>'
    return _page(f"{title}: slides", main, language, scripts)


def _section(slide: Slide, number: int, label: Label) -> str:
    level = 1 if slide.kind == "title" else 2
    heading = f"<h{level}>{inline(slide.heading, label)}</h{level}>"
    body = slide.html()
    if slide.fold:
        opened = f"<summary>{escape(slide.fold)}</summary>"
        body = f'<details class="fold fragment custom">{opened}<div>{body}</div></details>'
    return f'<section class="slide {slide.kind}" id="slide-{number}">\n{heading}\n{body}\n</section>'


def notes_page(slides: list[Slide], title: str, guide: Guide | None, label: Label, language: str, file: str) -> str:
    """Return the page of notes: slide by slide what the guide says, and what the lesson says beside what is shown.

    Raises:
        CourseError: if it holds what the policy of pages does not allow.
    """
    made = []
    for number, slide in enumerate(slides, 1):
        ours = "\n".join(block(text, label) for text in (guide.at(slide.topic) if guide else []))
        theirs = "\n".join(block(text, label) for text in slide.told)
        shown = (f"<div class='guide'><h3>From the guide</h3>{ours}</div>" if ours else "") + (
            f"<div><h3>From the lesson</h3>{theirs}</div>" if theirs else ""
        )
        made.append(
            f'<section id="note-{number}" tabindex="-1"><h2><span>{number}</span> {inline(slide.heading, label)}</h2>\n'
            f"{shown or '<p class=more>No note.</p>'}</section>"
        )
    head = (
        f"<h1>Notes: {escape(title)}</h1>\n<p><strong>For those who teach.</strong> These notes hold expected answers: "
        f'do not publish or project them. Press S on <a href="{escape(file)}">the slides</a> to open them in a window '
        'that follows the slides; there the arrow keys turn them.</p>\n<p id="clock" role="timer" hidden></p>'
    )
    body = f'<main class="notes">\n{head}\n{chr(10).join(made)}\n</main>'
    return _page(f"{title}: notes", body, language, '<script src="assets/notes.js" defer></script>\n')


def index(decks: list[tuple[str, str, int]], language: str, course: str, teach: bool) -> str:
    """Return the page that lists the decks.

    Args:
        decks: name, title and number of slides of each.
        language: that of the course.
        course: its title.
        teach: whether pages of notes stand beside the decks.

    Raises:
        CourseError: if it holds what the policy of pages does not allow.
    """
    rows = "".join(
        f'<li><a href="{escape(name)}.html">{escape(title)}</a> <span>{count} slides</span>'
        + (f' <a href="{escape(name)}-notes.html">Notes<span> on {escape(title)}</span></a>' if teach else "")
        + "</li>\n"
        for name, title, count in decks
    )
    known = [*KEYS, ("S", "the notes, in a window of their own")] if teach else KEYS
    keys = "".join(f"<tr><th scope=row>{key}</th><td>{does}</td></tr>" for key, does in known)
    warning = (
        "<p><strong>For those who teach.</strong> Notes hold expected answers: do not publish this folder. "
        "The slides for a class to keep are in the folder <code>slides</code>.</p>"
        if teach
        else ""
    )
    body = (
        f'<main class="index">\n<h1>Slides: {escape(course)}</h1>\n{warning}'
        "<p>The slides need no network. On a phone they are a page to scroll. To print a deck, or to keep it as PDF, "
        "open it and print it: one slide to a page. Answers given on slides are not kept; those in the book are.</p>\n"
        f"<ul>\n{rows}</ul>\n<h2>Keys</h2>\n<table>{keys}</table>\n</main>"
    )
    return _page(f"Slides: {course}", body, language, "")


def _page(title: str, body: str, language: str, scripts: str) -> str:
    html = (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(plain(title))}</title>\n<link rel="icon" href="data:,">\n<script>{OUR_SCHEME}</script>\n'
        f'<link rel="stylesheet" href="assets/slides.css">\n{scripts}</head>\n<body>\n{body}\n</body>\n</html>\n'
    )
    restricted, problems = restrict(curl(html), INLINE)
    if problems:
        raise CourseError([Fault("slides", value=title, reason=one, remedy="mend the cell") for one in problems])
    return restricted
