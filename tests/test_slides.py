"""Slides made of lessons: what is shown, in which order, what is told beside it, and who gets what."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from coursekit.__main__ import main
from coursekit.faults import CourseError
from coursekit.handouts import hand_out
from coursekit.slides.build import FOLDER, TEACH, build_slides
from coursekit.slides.guide import Guide
from coursekit.slides.live import with_slide_types
from coursekit.slides.markdown import block, cut, fair, labels, pieces, sentences
from coursekit.slides.outline import Makers, outline
from coursekit.slides.outputs import table
from coursekit.slides.page import deck
from coursekit.slides.parts import LINES, Part, spread

LESSON = "10-moscow-simulation"


def label(key: str) -> str:
    return f"Publisher {key}, 2018"


def quiz(name: str, part: str | None) -> list[tuple[str, str]]:
    return [(f"{part or name}-{number}", f"<form>{part or name} {number}</form>") for number in (1, 2)]


MAKERS = Makers(label, lambda spec: f"<figure>{spec.get('name')}</figure>", quiz)


def text(source: str, slide_type: str = "") -> dict:
    metadata = {"slideshow": {"slide_type": slide_type}} if slide_type else {}
    return {"cell_type": "markdown", "metadata": metadata, "source": source}


def code(source: str, *tags: str, data: dict | None = None, slide_type: str = "", **metadata) -> dict:
    shown = [{"output_type": "execute_result", "data": data}] if data else []
    metadata |= {"tags": list(tags)} | ({"slideshow": {"slide_type": slide_type}} if slide_type else {})
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": shown}


FORM = {"text/html": '<div class="quiz" role="form" data-course="c" data-quiz-id="q" data-quiz-part="judge">'}
VERDICT = {"text/markdown": "- **C1** supported"}
BEFORE = ":::{admonition} Before\nStep out.\n:::"
TIP = ":::{admonition} Short of time\n:class: tip\nSkip.\n:::"
CELLS = [
    text("# A title\n\n**Part I · A source** · 90 minutes · assumes nothing\n\n> The question?\n\n" + BEFORE),
    text("## Objectives\n\nAfter it you can:\n\n1. one;\n2. two.\n\n" + TIP),
    text("## First things\n\nA lead. It goes on.\n\nProse that a speaker says.\n\n- an entry\n- another {cite:p}`key`"),
    code("import pandas", data={"text/plain": "loaded"}),
    code("len(table)", data={"text/plain": "42"}),
    code('Quiz("q", part="judge")', data=FORM),
    code("verdicts", "verdict", "hide-cell", data=VERDICT, mystnb={"code_prompt_show": "I have judged: show"}),
    code("figure()", data={"application/vnd.vegalite.v5+json": {"name": "chart-one"}}),
    text("What the chart says, in prose."),
    text("## Exercises\n\n### Exercise 1: Count\n\nCount them."),
    code("solution", "solution", "hide-cell", data={"text/plain": "the solution"}),
    text("## For discussion\n\n1. Why?\n2. Who?"),
    text("## Check yourself\n\nHints are there."),
    code(
        'Quiz("q")',
        data={"text/html": '<div class="quiz" role="form" data-course="c" data-quiz-id="q" aria-label="x">'},
    ),
    text("## What we learned\n\n- This."),
    text("## Sources\n\nAll of them."),
]


def made(cells: list[dict]) -> list:
    return outline({"cells": cells}, MAKERS)


def test_a_lesson_becomes_slides_by_its_headings_and_outputs():
    slides = made(CELLS)
    assert [(slide.heading, slide.kind, slide.across) for slide in slides] == [
        ("A title", "title", True),
        ("Before", "text", False),
        ("Objectives", "text", True),
        ("First things", "text", True),
        ("First things", "text", False),  # what the first cell prints; its code is no slide
        ("First things", "text", False),
        ("First things · 1 of 2", "question", False),
        ("First things · 2 of 2", "question", False),
        ("First things", "text", False),
        ("First things", "chart", False),
        ("Exercise 1: Count", "text", True),
        ("For discussion", "prompt", True),
        ("For discussion", "prompt", False),
        ("Check yourself · 1 of 2", "question", True),
        ("Check yourself · 2 of 2", "question", False),
        ("What we learned", "text", True),
    ]
    whole = "".join(slide.html() for slide in slides)
    assert "the solution" not in whole and "Prose that" not in whole and "Skip" not in whole and "import" not in whole
    assert "90 minutes" in slides[0].html() and "assumes" not in slides[0].html()


def test_what_is_not_shown_is_told():
    slides = made(CELLS)
    assert "Prose that a speaker says." in slides[3].told
    assert slides[9].told == ["What the chart says, in prose."]


def test_a_verdict_comes_on_a_slide_after_the_questions_and_folded():
    slides = made(CELLS)
    asked = max(at for at, slide in enumerate(slides) if slide.topic.startswith("question:judge"))
    told = [at for at, slide in enumerate(slides) if "supported" in slide.html()]
    assert told == [asked + 1] and slides[told[0]].fold == "I have judged: show"
    html = deck(slides, "A title", label, "en-GB")
    assert '<details class="fold fragment custom"><summary>I have judged: show</summary>' in html


def test_no_verdict_of_a_lesson_stands_in_the_open_or_before_its_questions(root: Path):
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        folded = [cell for cell in cells if "verdict" in cell["metadata"].get("tags", [])]
        slides = outline({"cells": [text("## S"), *folded]}, MAKERS)
        assert all(slide.fold for slide in slides if slide.parts), path.name


def test_authors_decide_by_the_metadata_of_a_cell():
    slides = made(
        [
            text("## One\n\nA lead."),
            text("Shown whole. " * 30, "subslide"),
            text("Then this.", "fragment"),
            text("Said only.", "notes"),
            text("Left out.\n\n- an entry", "skip"),
            code("1 + 1", data={"text/plain": "2"}, slide_type="slide"),
            code("2 + 2", "hide-input", data={"text/plain": "4"}, slide_type="-"),
        ]
    )
    assert [(slide.across, len(slide.parts)) for slide in slides] == [(True, 1), (False, 2), (True, 3)]
    assert slides[1].html().count("Shown whole.") == 30
    assert '<div class="fragment"><p>Then this.</p></div>' in slides[1].html()
    assert slides[1].told == ["Said only."]
    assert "Left out" not in "".join(slide.html() for slide in slides)


def test_sentences_are_not_cut_within_quotations_emphasis_or_abbreviations():
    said = '**When?** A stamp says "updated. Twice." It was c. 4 o\'clock. *One. Two.* Then {cite:p}`a. b`.'
    assert sentences(said) == [
        "**When?**",
        'A stamp says "updated. Twice."',
        "It was c. 4 o'clock.",
        "*One. Two.*",
        "Then {cite:p}`a. b`.",
    ]
    assert cut(said, 3) == '**When?** A stamp says "updated. Twice."'


def test_a_paragraph_is_not_cut_between_two_accounts():
    """The second account would be missing on the slide."""
    said = "They met. Moscow said yes {cite:p}`a`. Kabul said no {cite:p}`b`."
    assert fair(said, 3) == said
    assert fair(said + " And so on." * 60, 3) == "They met."
    assert fair("Moscow said yes {cite:p}`a`." + " And so on." * 60, 3) == ""
    assert fair("They met. They spoke. They left.", 4) == "They met. They spoke."


def test_markdown_keeps_citations_and_languages_and_no_other_html():
    html = block(
        'As {cite:t}`k` says <span lang="prs" dir="rtl">دری</span><br><b onclick="x()">b</b> [p](../a.md)', label
    )
    assert "Publisher k (2018)" in html and '<span lang="prs" dir="rtl">دری</span><br>' in html
    assert "<b " not in html and "&lt;b onclick" in html and "<a" not in html
    assert "javascript" not in block("[x](javascript:alert(1))", label).split(">")[0]


def test_a_citation_of_nothing_is_a_fault(root: Path):
    known = labels(root)
    assert known("zartman2000") == "Zartman, 2000"
    with pytest.raises(CourseError, match="no-such-key"):
        known("no-such-key")


def test_long_tables_end_with_the_number_of_rows_left():
    rows = "".join(f"<tr><td>{n}</td></tr>" for n in range(60))
    part = table(
        f'<style scoped>x</style><table border="1" class="dataframe"><tr style="a"><th>n</th></tr>{rows}</table>'
    )
    assert "more rows in the lesson" in part.html and part.lines < LINES * 1.2
    assert "style" not in part.html and "border" not in part.html
    assert part.html.count("<tr>") - 1 + int(part.html.split("and ")[1].split()[0]) == 60


def test_what_leads_to_a_list_stays_with_it():
    parts = [Part("a", LINES - 2), Part("as follows:", 1, joined=True), Part("b", 5), Part("c", 5)]
    assert [[part.html for part in some] for some in spread(parts)] == [["a"], ["as follows:", "b", "c"]]


GUIDE = """# Guide

## In one paragraph

The gist.

## Board questions

1. Who?

## Expected answers

**Discussion 1, the letter.** *Strong:* this.

A second paragraph.

**Exercise 1.** *Strong:* that.

| task | strong |
|---|---|
| Discussion 2, more | the row |

## What wrong answers reveal

| id | wrong | do |
|---|---|---|
| `judge-1` | Supported | ask |
| `judge-10` | Other | no |
"""


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("title", "The gist."),
        ("objectives", "Who?"),
        ("Discussion 1", "A second paragraph."),
        ("Discussion 2", "the row"),
        ("Exercise 1", "*Strong:* that."),
        ("question:judge-1", "Supported"),
        ("question:judge-2", ""),
        ("", ""),
    ],
)
def test_the_guide_speaks_where_it_belongs(topic: str, said: str):
    found = "\n".join(Guide(GUIDE).at(topic))
    assert said in found and bool(found) == bool(said)
    if topic.startswith("question"):
        assert "Other" not in found


def test_every_guide_speaks_to_every_prompt_and_exercise(root: Path):
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        guide = Guide((root / "instructor" / f"{path.stem}.md").read_text(encoding="utf-8"))
        slides = outline(json.loads(path.read_text(encoding="utf-8")), Makers(label, lambda spec: "", quiz))
        topics = [slide.topic for slide in slides if slide.topic.startswith(("Discussion", "Exercise"))]
        assert topics and not [topic for topic in topics if not guide.at(topic)], path.name


def test_notes_are_in_the_folder_for_those_who_teach_alone(project_copy: Path, capsys):
    """The deck is the same for all; what the guide says stands nowhere in the folder for a class."""
    assert main(["--root", str(project_copy), "slides", LESSON]) == 0
    ours, theirs = project_copy / "_build" / TEACH, project_copy / "_build" / FOLDER
    assert "slides" in capsys.readouterr().out
    notes = (ours / f"{LESSON}-notes.html").read_text(encoding="utf-8")
    guide = (project_copy / "instructor" / f"{LESSON}.md").read_text(encoding="utf-8")
    gist = next(piece.text for piece in pieces(guide.split("## In one paragraph")[1]))[:60]
    assert gist in notes and "From the guide" in notes
    assert gist not in "".join(p.read_text(encoding="utf-8") for p in theirs.rglob("*") if p.is_file())
    assert not list(theirs.glob("*notes*.html")) and "data-notes" not in (theirs / f"{LESSON}.html").read_text()
    assert {"index.html", f"{LESSON}.html", "assets"} <= {path.name for path in theirs.iterdir()}
    assert "script-src 'self' 'sha256-" in (theirs / f"{LESSON}.html").read_text(encoding="utf-8")


def test_a_deck_that_gives_a_secret_away_is_not_put_in_place(project_copy: Path):
    (project_copy / "_build" / FOLDER).mkdir(parents=True)
    (project_copy / "_build" / FOLDER / "old.html").write_text("the last good deck")
    path = project_copy / "notebooks" / f"{LESSON}.ipynb"
    lesson = json.loads(path.read_text(encoding="utf-8"))
    guide = (project_copy / "instructor" / f"{LESSON}.md").read_text(encoding="utf-8")
    lesson["cells"] = [lesson["cells"][0], text(guide.split("## In one paragraph")[1].split("##")[0], "slide")]
    path.write_text(json.dumps(lesson), encoding="utf-8")
    with pytest.raises(CourseError, match="students would read"):
        build_slides(project_copy, [LESSON])
    assert [one.name for one in sorted((project_copy / "_build").iterdir())] == [FOLDER]
    assert (project_copy / "_build" / FOLDER / "old.html").is_file()


def test_an_unknown_lesson_is_named(project_copy: Path, capsys):
    assert main(["--root", str(project_copy), "slides", "99-nothing"]) == 1
    assert "no lesson of this name" in capsys.readouterr().err
    assert not (project_copy / "_build").exists()


def test_notebooks_for_those_who_teach_can_be_shown_live(root: Path, tmp_path: Path):
    types = [cell["metadata"]["slideshow"]["slide_type"] for cell in with_slide_types(CELLS)]
    assert types == [
        *("slide", "slide", "slide", "-", "subslide", "subslide", "subslide", "subslide", "subslide", "slide", "-"),
        *("slide", "slide", "-", "slide", "skip"),
    ]
    kept = with_slide_types([text("## A", "skip")])
    assert kept[0]["metadata"]["slideshow"] == {"slide_type": "skip"}
    (path,) = hand_out(root, "instructors", tmp_path / "out", [LESSON])
    assert all("slideshow" in cell["metadata"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"])


def test_the_files_of_reveal_are_those_that_were_checked(root: Path):
    folder = root / "coursekit" / "static" / "reveal"
    lines = [line.split() for line in (folder / "SHA256SUMS").read_text().splitlines() if not line.startswith("#")]
    assert {name for _, name in lines} == {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    for digest, name in lines:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
