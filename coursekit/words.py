"""Words and names: one spelling for each name, and no word that carries a verdict in the course's own voice.

The rules are data: those of this course stand in ``words.yml`` beside this file; a course on another text has its own
``words.yml`` in its folder, which then stand alone. :func:`check_words` reads what the readers meet: the
Markdown and the outputs of the lessons, captions and titles of charts, the pages of the book and of those who
teach, the texts of the tables, the quizzes and the graded questions. Words in quotation marks, in italics and in
code are free, and so are the titles of sources.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from coursekit.data import DESCRIPTOR, descriptor
from coursekit.faults import CourseError, Fault
from coursekit.files import read
from coursekit.notebooks import text_of
from coursekit.project import assessments, guides, lessons, quizzes, read_text
from coursekit.prose import passages, read_notebook
from coursekit.quiz import source
from coursekit.quiz.types import text_fields

RULES = Path(__file__).with_name("words.yml")
OWN = "words.yml"
"""The file with the rules of a course that does not use those."""

PAGES = ("book/", "instructor/")
"""Where a text's place is a line of its file; in a notebook it is a cell."""
CHART = "application/vnd.vegalite.v5+json"
# What is quoted, and what is a name of a thing and no word: addresses, and ids such as tass-2017-skip-moscow.
FREE = re.compile(
    r"“[^“”]*”|\"[^\"]*\"|‘(?:[^‘’]|(?<=\w)’(?=\w))*’|(?<![\w’'])'(?=\S)(?:[^']|(?<=\w)'(?=\w))*'(?!\w)"
    r"|https?://\S+|\b[a-z0-9]+(?:-[a-z0-9]+)*-(?:nd|\d{4})(?:-[a-z0-9]+)*\b"
)


@dataclass(frozen=True)
class Rule:
    """What not to write, what to write instead, and why."""

    id: str
    kind: str
    pattern: re.Pattern[str]
    use: str
    why: str
    allow: tuple[re.Pattern[str], ...] = ()
    unless: re.Pattern[str] | None = None

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the places in a text that break the rule; quoted words are looked for by the caller."""
        for match in self.pattern.finditer(text):
            allowed = (m.span() for pattern in self.allow for m in pattern.finditer(text))
            if any(start <= match.start() and match.end() <= end for start, end in allowed):
                continue
            if self.unless and self.unless.search(_sentence(text, match.start())):
                continue
            yield match


@dataclass(frozen=True)
class Rulebook:
    """The rules, and the columns of the tables for which only some of them or none apply."""

    rules: tuple[Rule, ...]
    reported: frozenset[str] = frozenset()
    exempt: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Text:
    """A text that readers meet, and where it stands; ``reported`` if it gives another's words."""

    file: str
    row: int
    column: str
    text: str
    reported: bool = False


def load_rules(path: Path = RULES) -> Rulebook:
    """Return the rules of a YAML file.

    Raises:
        CourseError: if the file is no list of rules, a rule is incomplete, its pattern is no regular expression or its
            id is taken.
    """
    try:
        found = yaml.safe_load(read_text(path))
    except (yaml.YAMLError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(
        isinstance(found.get(name, []), list) and all(isinstance(one, kind) for one in found.get(name, []))
        for name, kind in (("rules", dict), ("reported", str), ("exempt", str))
    ):
        raise CourseError(Fault(path.name, reason="not rules in YAML", remedy="write lists rules, reported and exempt"))
    faults: list[Fault] = []
    rules: dict[str, Rule] = {}
    for entry in found.get("rules", []):
        name = str(entry.get("id", "?"))
        if missing := [k for k in ("id", "kind", "pattern", "use", "why") if not entry.get(k)]:
            faults.append(Fault(path.name, column=name, reason=f"no {', '.join(missing)}", remedy="add it"))
            continue
        if name in rules or entry["kind"] not in ("name", "word"):
            faults.append(Fault(path.name, column=name, reason="id taken, or kind is not name or word"))
            continue
        try:
            rules[name] = Rule(
                name,
                entry["kind"],
                re.compile(entry["pattern"]),
                entry["use"],
                entry["why"],
                tuple(re.compile(pattern) for pattern in entry.get("allow", [])),
                re.compile(entry["unless"]) if "unless" in entry else None,
            )
        except re.error as error:
            faults.append(Fault(path.name, column=name, reason=f"not a regular expression: {error}"))
    if faults:
        raise CourseError(faults)
    return Rulebook(tuple(rules.values()), frozenset(found.get("reported", [])), frozenset(found.get("exempt", [])))


def check_words(root: Path, rules: Rulebook | None = None) -> list[Fault]:
    """Return a fault for each word or name in the project's texts that breaks a rule.

    Args:
        root: the project folder.
        rules: the rules to apply; by default those of the folder's own ``words.yml``, or else of this course.
    """
    own = root / OWN
    book = rules or load_rules(own if own.is_file() else RULES)
    titles, reports = _quoted(root, book)
    faults: list[Fault] = []
    clean: set[tuple[str, bool]] = set()  # most texts of tables come again and again
    for text in texts(root, book):
        if (text.text, text.reported) in clean:
            continue
        found = _check(text, book, [], [])
        if found and not text.file.startswith("data/"):  # worth the look whether what is shown is a quotation
            found = _check(text, book, titles, reports)
        if not found:
            clean.add((text.text, text.reported))
        faults += found
    return faults


def _check(text: Text, book: Rulebook, titles: list[str], reports: list[str]) -> list[Fault]:
    """Return the faults of a text; titles of sources and, for loaded words, reported texts in it are free."""
    plain = _without(text.text, titles)
    faults = check_text(text, plain, book, "name")
    return faults if text.reported else faults + check_text(text, _without(plain, reports), book, "word")


def check_text(place: Text, text: str, book: Rulebook, kind: str) -> list[Fault]:
    """Return the faults of one text under the rules of one kind."""
    free = FREE.sub(_blank, text.replace("\n", " "))
    return [
        Fault(
            place.file,
            place.row + (text.count("\n", 0, match.start()) if place.file.startswith(PAGES) else 0),
            place.column,
            match[0],
            f"{rule.why} (rule {rule.id})",
            f"use: {rule.use}",
        )
        for rule in book.rules
        if rule.kind == kind
        for match in rule.find(free)
    ]


# --- What readers meet ---------------------------------------------------------------------------------------


def texts(root: Path, book: Rulebook) -> Iterator[Text]:
    """Yield every text of the project that its readers meet."""
    for path in lessons(root):
        name = path.relative_to(root).as_posix()
        try:
            cells = read_notebook(path, name)
        except CourseError:
            continue  # the check of the notebooks says so
        for number, cell in enumerate(cells, 1):
            if cell.get("cell_type") == "markdown":
                for passage in passages("".join(cell.get("source", []))):
                    yield Text(name, number, "", passage.text)
            for output in cell.get("outputs", []):
                for text in _output(output):
                    yield Text(name, number, "output", text)
    for path in [*sorted((root / "book").rglob("*.md")), *guides(root)]:
        name = path.relative_to(root).as_posix()
        for passage in passages(_readable(path)):
            yield Text(name, passage.line, "", passage.text)
    for path in [*quizzes(root), *assessments(root)]:
        name = path.relative_to(root).as_posix()
        try:
            found = list(source.texts(source.composed(_readable(path)), text_fields()))
        except (yaml.YAMLError, RecursionError):
            continue  # the check of the quizzes says so
        for line, text in found:
            yield from (Text(name, line, "", passage.text) for passage in passages(text))
    yield from _tables(root, book)
    for text in _described(descriptor(root)):
        yield Text(DESCRIPTOR, 0, "", text)


def _readable(path: Path) -> str:
    """Return what can be read of a file; that not all of it can is for other checks to say."""
    try:
        return read(path).decode("utf-8-sig", "replace")
    except OSError:
        return ""


def _tables(root: Path, book: Rulebook) -> Iterator[Text]:
    for resource in descriptor(root)["resources"]:
        columns = {f"{resource['name']}.{field['name']}": field for field in resource["schema"]["fields"]}
        path = root / "data" / resource["path"]
        if not path.is_file():
            continue  # the check of the tables says so
        rows = list(csv.DictReader(io.StringIO(_readable(path), newline="")))
        for column, field in columns.items():
            limits = field.get("constraints", {})
            coded = field.get("type", "string") != "string" or "enum" in limits or "pattern" in limits
            if coded or field["name"].endswith("_id") or column in book.exempt:
                continue
            for number, row in enumerate(rows, 2):
                if cell := row.get(field["name"]):
                    yield Text(f"data/{path.name}", number, field["name"], cell, column in book.reported)


def _described(part: Any) -> Iterator[str]:
    """Yield the titles and descriptions of the data package, which the data dictionary shows."""
    for item in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _described(item)
    if isinstance(part, dict):
        yield from (part[key] for key in ("title", "description") if isinstance(part.get(key), str))


def _output(output: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of an output of a cell, once each: the lines of a table or print, the words of a chart."""
    data = output.get("data", {})
    if CHART in data:
        yield from dict.fromkeys(_chart(data[CHART], ""))
    elif "text/markdown" in data:
        yield from (passage.text for passage in passages(text_of(data["text/markdown"])))
    elif "text/html" in data:
        cells = re.split(r"<[^>]*>", re.sub(r"<(style|script)\b.*?</\1>", "", text_of(data["text/html"]), flags=re.S))
        yield from (html.unescape(cell).strip() for cell in dict.fromkeys(cells) if cell.strip())
    else:
        shown = text_of(output.get("text", "")) or text_of(data.get("text/plain", ""))
        yield from (line for line in shown.splitlines() if line.strip())


def _chart(part: Any, key: str) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if key == "datasets" or name not in ("config", "$schema", "name"):
                yield from _chart(value, "datasets" if "datasets" in (key, name) else name)
    elif isinstance(part, list):
        for item in part:
            yield from _chart(item, key)
    elif isinstance(part, str) and key in ("description", "caption", "title", "text", "datasets"):
        yield part


# --- What is free ----------------------------------------------------------------------------------------------


def _quoted(root: Path, book: Rulebook) -> tuple[list[str], list[str]]:
    """Return the titles of sources and the texts of reported columns, longest first: free wherever shown."""
    exempt: set[str] = set()
    reported: set[str] = set()
    for resource in descriptor(root)["resources"]:
        path = root / "data" / resource["path"]
        if not path.is_file():
            continue
        for row in csv.DictReader(io.StringIO(_readable(path), newline="")):
            for name, cell in row.items():
                column = f"{resource['name']}.{name}"
                if not isinstance(cell, str):
                    continue  # a row too long or too short: the check of the tables says so
                if column in book.exempt and resource["name"] == "sources":
                    exempt.add(cell)
                elif column in book.reported:
                    reported.add(cell)
    return (
        sorted((t for t in exempt if len(t) > 12), key=len, reverse=True),
        sorted((t for t in reported if len(t) > 20), key=len, reverse=True),
    )


def _without(text: str, quoted: list[str]) -> str:
    """Blank the quoted texts; a line that a table cut short is compared by its beginning."""
    cut = text.removesuffix("...").strip() if text.endswith("...") else ""
    if cut and any(quote.startswith(cut) for quote in quoted):
        return " "
    for quote in quoted:
        if quote in text:
            text = text.replace(quote, " " * len(quote))
    return text


def _sentence(text: str, position: int) -> str:
    """Return the sentence of a text around a position."""
    starts = [0, *(m.end() for m in re.finditer(r"[.!?]\s+(?=[A-Z“\"])", text)), len(text)]
    begin = max(start for start in starts if start <= position)
    return text[begin : next((start for start in starts if start > position), len(text))]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
