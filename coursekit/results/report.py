"""The report: one HTML file without scripts, to be read on a screen, on a phone and on paper. It names nobody."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import NamedTuple

import numpy as np

from coursekit.results import drawing
from coursekit.results.analysis import ClassResult, ItemResult, MarkCount, QuizResult
from coursekit.results.people import KEY
from coursekit.results.tally import Left

STATIC = Path(__file__).resolve().parent.parent / "static"
BLOCK = re.compile(r"html:root(\[data-theme=\"dark\"\])? \{([^}]*--paper:[^}]*)\}")
NONE = '<span class="muted">too few</span>'


class Run(NamedTuple):
    """What the report says about how it was made."""

    title: str
    named: bool
    until: str
    """The day on which the last file was saved, as ``2018-11-05``; empty if no file says."""


@lru_cache(maxsize=1)
def style() -> str:
    """Return the style: the book's own colours, light or dark as the reader's system is, then the report's rules."""
    light, dark = (text for _, text in BLOCK.findall((STATIC / "tokens.css").read_text(encoding="utf-8")))
    schemes = f":root {{{light}}}\n@media screen and (prefers-color-scheme: dark) {{ :root {{{dark}}} }}\n"
    return schemes + (STATIC / "results" / "report.css").read_text(encoding="utf-8")


def page(result: ClassResult, left: Sequence[Left], run: Run) -> str:
    """Return the report."""
    known = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    saved = f" Last file saved on {_day(run.until)}." if run.until else ""
    links = [("mend", "To mend"), *((quiz.name, quiz.title) for quiz in result.quizzes)]
    links += [
        ("sure", "How sure, and how often right"),
        ("left-out", "Files left out"),
        ("method", "How it was counted"),
    ]
    contents = "".join(f'<li><a href="#{name}">{escape(title)}</a></li>' for name, title in links)
    about = (STATIC / "results" / "about.html").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{known}'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>Class results: {escape(run.title)}</title>\n<style>{style()}</style>\n</head>\n<body>\n<header>\n"
        f'<h1>Class results</h1>\n<p class="lead">{escape(run.title)}.{saved}</p>\n'
        f'<nav aria-label="Contents"><ul>{contents}</ul></nav>\n</header>\n<main>\n'
        f"{_summary(result, left)}\n{_mend(result)}\n{''.join(map(_quiz, result.quizzes))}\n{_sure(result)}\n"
        f"{_left(left)}\n{about}\n{_stored(run)}\n</main>\n</body>\n</html>\n"
    )


def _summary(result: ClassResult, left: Sequence[Left]) -> str:
    questions = sum(len(quiz.items) for quiz in result.quizzes)
    tiles = [
        ("students", f"{result.students:,}", ""),
        ("files left out", f"{len(left):,}", ""),
        ("quizzes", str(len(result.quizzes)), f"{questions:,} questions answered by somebody"),
        ("questions to look at again", str(len(result.mend)), ""),
    ]
    aside = []
    if result.changed:
        aside.append(f"{_count(result.changed, 'answer')} to an earlier wording of a question did not count.")
    if result.unknown:
        aside.append(f"{_count(result.unknown, 'answer or quiz', 'answers or quizzes')} belonged to no question here.")
    return _tiles(tiles) + "".join(f'<p class="muted">{words}</p>' for words in aside)


def _mend(result: ClassResult) -> str:
    if not result.mend:
        words = "No question stands out, or too few have answered to tell."
        return f'<h2 id="mend">To mend</h2>\n<p>{words}</p>'
    titles = {quiz.name: quiz for quiz in result.quizzes}
    rows = []
    for one in result.mend:
        quiz = titles[one.item.quiz]
        found = "".join(f"<li>{escape(words)}</li>" for words in one.faults)
        place = f'<a href="#{_anchor(one)}">{escape(quiz.title)}, {_number_of(quiz, one)}</a>'
        rows.append(
            f'<tr><th scope="row">{escape(_cut(one.item.asked))}</th><td>{place}</td><td><ul>{found}</ul></td></tr>'
        )
    head = '<th scope="col">Question</th><th scope="col">Where</th><th scope="col">What the answers say</th>'
    return f'<h2 id="mend">To mend</h2>\n{_table("Questions to look at again", head, rows)}'


def _quiz(quiz: QuizResult) -> str:
    shares = quiz.points / quiz.possible if quiz.possible else np.zeros(0)
    mapped = [
        (_number_of(quiz, one), one.facility, one.discrimination, bool(one.faults))
        for one in quiz.items
        if one.facility is not None and one.discrimination is not None
    ]
    figures = []
    if len(shares):
        words = f"Points of the {_count(len(shares), 'student')} who answered every scored question."
        figures.append(_figure(drawing.histogram(shares.tolist()), words))
    if mapped:
        words = "Each mark is a question: easy ones to the right, telling ones above. Triangles are to be looked at."
        figures.append(_figure(drawing.item_map(mapped), words))
    pictures = f'<div class="pair">{"".join(figures)}</div>\n' if figures else ""
    return (
        f'<section aria-labelledby="{quiz.name}">\n<h2 id="{quiz.name}">{escape(quiz.title)}</h2>\n'
        f"{_heads(quiz, shares)}{pictures}{_questions(quiz)}\n{_objectives(quiz)}{_given(quiz)}</section>\n"
    )


def _heads(quiz: QuizResult, shares: np.ndarray) -> str:
    tiles = [("answered something", f"{quiz.students:,}", ""), ("answered all", f"{quiz.finished:,}", "")]
    if len(shares):
        middle, low, high = (100 * float(np.percentile(shares, at)) for at in (50, 25, 75))
        spread = f"half of them between {low:.0f} and {high:.0f}; {quiz.possible} points"
        tiles.append(("median, percent of the points", f"{middle:.0f}", spread))
    if quiz.alpha is not None and quiz.interval is not None:
        name = "reliability, KR-20" if quiz.dichotomous else "reliability, Cronbach’s alpha"
        tiles.append((name, _two(quiz.alpha), f"95 percent: {_two(quiz.interval[0])} to {_two(quiz.interval[1])}"))
    if quiz.error is not None:
        tiles.append(("standard error of measurement", f"{quiz.error:.1f}", "points"))
    return _tiles(tiles)


def _questions(quiz: QuizResult) -> str:
    columns = ("Answers", "Facility, percent", "Right at the first try, percent", "Discrimination")
    head = '<th scope="col">No.</th><th scope="col">Question</th><th scope="col">Type</th>'
    head += "".join(f'<th scope="col" class="figure">{name}</th>' for name in columns) + '<th scope="col">Note</th>'
    rows = []
    for number, one in enumerate(quiz.items, 1):
        kind = str(getattr(one.item.question, "type", "")).replace("_", " ")
        unscored = '<span class="muted">not scored</span>'
        facility = unscored if one.facility is None else f"{100 * one.facility:.0f}{drawing.bar(one.facility)}"
        first = "" if one.first_try is None else f"{100 * one.first_try:.0f}"
        telling = NONE if one.discrimination is None else _two(one.discrimination)
        note = '<a class="flag" href="#mend">look again</a>' if one.faults else ""
        rows.append(
            f'<tr id="{_anchor(one)}"><td class="figure">{number}</td><th scope="row">{escape(_cut(one.item.asked))} '
            f'<span class="muted">{escape(one.item.question.id)}</span></th><td>{kind}</td>'
            f'<td class="figure">{one.answers:,}</td><td class="figure">{facility}</td><td class="figure">{first}</td>'
            f'<td class="figure">{telling if one.facility is not None else ""}</td><td>{note}</td></tr>'
        )
    return _table(f"Questions of {quiz.title}", head, rows)


def _objectives(quiz: QuizResult) -> str:
    if not quiz.objectives:
        return ""
    rows = []
    for one in quiz.objectives:
        share = one.mastered / one.students
        rows.append(
            f'<tr><td class="figure">{one.number}</td><th scope="row">{escape(one.text)}</th>'
            f'<td class="figure">{one.questions}</td><td class="figure">{one.students:,}</td>'
            f'<td class="figure">{100 * share:.0f}{drawing.bar(share)}</td></tr>'
        )
    head = '<th scope="col">No.</th><th scope="col">Objective</th><th scope="col" class="figure">Questions</th>'
    head += '<th scope="col" class="figure">Students who answered them all</th>'
    head += '<th scope="col" class="figure">Mastered by, percent</th>'
    return f"<h3>Objectives</h3>\n{_table(f'Objectives of {quiz.title}', head, rows)}\n"


def _given(quiz: QuizResult) -> str:
    shown = [(number, one) for number, one in enumerate(quiz.items, 1) if one.marks]
    if not shown:
        return ""
    sections = "".join(_answers(number, one, quiz) for number, one in shown)
    summary = "<summary>Answers given, question by question</summary>"
    return f'<details open>{summary}\n<div class="given">{sections}</div></details>\n'


def _answers(number: int, one: ItemResult, quiz: QuizResult) -> str:
    kinds = {"option": "Option", "mistake": "Listed mistake", "part": "Part that is right"}
    head = f'<th scope="col">{kinds[one.marks[0].kind]}</th><th scope="col" class="figure">Percent</th>'
    head += '<th scope="col" class="figure">Points on the rest, percent</th>'
    rows = []
    for mark in one.marks:
        share = mark.count / one.answers
        rest = "" if mark.rest is None else f"{100 * mark.rest:.0f}"
        rows.append(
            f'<tr><th scope="row">{escape(_cut(mark.label))}{_key(mark, one)}</th>'
            f'<td class="figure">{100 * share:.0f}{drawing.bar(share)}</td><td class="figure">{rest}</td></tr>'
        )
    title = f"{number}. {escape(_cut(one.item.asked))}"
    table = _table(f"Answers to question {number} of {quiz.title}", head, rows, hidden=True)
    return f"<section><h3>{title}</h3>{table}</section>"


def _key(mark: MarkCount, one: ItemResult) -> str:
    if mark.kind != "option" or not mark.right:
        return ""
    return f' <span class="right">{"✓ right" if one.item.points else "the course’s verdict"}</span>'


def _sure(result: ClassResult) -> str:
    steps = [
        (one.word, one.right / one.given, one.interval) for one in result.calibration if one.given and one.interval
    ]
    title = '<h2 id="sure">How sure, and how often right</h2>\n'
    if not steps:
        return title + "<p>Nobody said how sure they were of a scored answer.</p>"
    rows = [
        f'<tr><th scope="row">{one.word}</th><td class="figure">{one.given:,}</td><td class="figure">'
        f"{_percent(one.right, one.given)}</td></tr>"
        for one in result.calibration
    ]
    head = '<th scope="col">They were</th><th scope="col" class="figure">Answers</th>'
    head += '<th scope="col" class="figure">Right, percent</th>'
    picture = _figure(
        drawing.calibration(steps),
        "A class that knows what it knows is right more often the surer it is.",
    )
    return f'{title}<div class="pair">{picture}{_table("Right answers by confidence", head, rows)}</div>'


def _left(left: Sequence[Left]) -> str:
    title = '<h2 id="left-out">Files left out</h2>\n'
    if not left:
        return title + "<p>None: every file counts.</p>"
    counted = Counter(one.reason for one in left).most_common()
    rows = [f'<tr><th scope="row">{escape(reason)}</th><td class="figure">{n:,}</td></tr>' for reason, n in counted]
    words = "<p>Each is listed in <code>left-out.csv</code>. Of copies the first by name counts.</p>"
    head = '<th scope="col">Reason</th><th scope="col" class="figure">Files</th>'
    return f"{title}{words}{_table('Files left out, by reason', head, rows)}"


def _stored(run: Run) -> str:
    text = (STATIC / "results" / "stored.html").read_text(encoding="utf-8")
    held = "what the names of the files say about their senders. Handle them as you handle marks, and remove them later"
    return text.replace("%TABLES%", held if run.named else "pseudonyms, points and reasons, and no name").replace(
        "%KEY%", KEY
    )


def _day(text: str) -> str:
    """Return a day in words; what is no day as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return escape(text)
    return f"{day.day} {day:%B %Y}"


def _tiles(tiles: Iterable[tuple[str, str, str]]) -> str:
    cells = "".join(
        f"<div><dt>{name}</dt><dd>{value}{f'<small>{more}</small>' if more else ''}</dd></div>"
        for name, value, more in tiles
    )
    return f'<dl class="tiles">{cells}</dl>\n'


def _table(name: str, head: str, rows: Sequence[str], hidden: bool = False) -> str:
    title = escape(name)
    caption = "" if hidden else f"<caption>{title}</caption>"
    named = f' aria-label="{title}"' if hidden else ""
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{title}"><table{named}>{caption}<thead><tr>'
        f"{head}</tr></thead>\n<tbody>{chr(10).join(rows)}</tbody></table></div>"
    )


def _figure(picture: str, words: str) -> str:
    return f"<figure>{picture}<figcaption>{words}</figcaption></figure>"


def _anchor(one: ItemResult) -> str:
    return f"{one.item.quiz}.{one.item.question.id}"


def _number_of(quiz: QuizResult, one: ItemResult) -> int:
    return quiz.items.index(one) + 1


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}" if whole else "–"


def _cut(text: str) -> str:
    return text if len(text) <= 110 else text[:107].rstrip() + "…"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
