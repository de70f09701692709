"""Check question banks against the course: references, objectives, forecasts, verdicts, names, the published schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from coursekit import project
from coursekit.data import load, tables
from coursekit.faults import CourseError, Fault
from coursekit.prose import markdown_cells
from coursekit.quiz.bank import Examined, examine
from coursekit.quiz.document import Document, Trail
from coursekit.quiz.forecast import ForecastOutcome
from coursekit.quiz.schema import check_schema
from coursekit.quiz.verdicts import Verdicts

BIB_ENTRY = re.compile(r"^\s*@\w+\s*\{\s*([^,\s]+)\s*,", re.MULTILINE)


def check_banks(root: Path, files: Sequence[Path] = ()) -> list[Fault]:
    """Return everything that is wrong with question banks.

    References, objectives and forecasts are looked up for banks of the course (YAML). Banks from elsewhere (JSON)
    belong to no lesson: of them only the shape is checked.

    Args:
        root: the project folder.
        files: the banks to check; by default all in ``data/quizzes``, and the schema beside them.
    """
    everything = [*project.quizzes(root), *project.foreign_quizzes(root)]
    paths = list(files) or everything
    faults = [] if files else [*_names(everything), *check_schema(root)]
    examined: dict[Path, Examined] = {}
    for path in paths:
        try:
            examined[path] = examine(path)
        except CourseError as error:
            faults.extend(error.faults)
    known = known_keys(root)
    forecasts, verdicts = Forecasts(root), Verdicts(root)
    for path, found in examined.items():
        faults.extend(found.faults)
        if path.suffix != ".json":
            faults.extend(_references(found, known))
            faults.extend(_objectives(found, root / "notebooks" / f"{path.stem}.ipynb"))
            faults.extend(forecasts.missing(path.stem, found))
            faults.extend(verdicts.disagreeing(found))
    return faults


def notes(files: Sequence[Path]) -> list[Fault]:
    """Return what could not be taken over from banks from elsewhere as it was."""
    found = []
    for path in files:
        try:
            found.extend(examine(path).notes)
        except CourseError:
            continue  # the check says why
    return found


def objectives(notebook: Path) -> int:
    """Return the number of objectives of a lesson."""
    return len(objective_texts(notebook))


def objective_texts(notebook: Path) -> list[str]:
    """Return the objectives: the first lines of the items of the ordered list under the heading "Objectives"."""
    section = re.search(r"^## Objectives\s*$(.*?)(?=^#{1,2} |\Z)", _prose(notebook), re.MULTILINE | re.DOTALL)
    return re.findall(r"^\d+\. (.*)$", section[1], re.MULTILINE) if section else []


def _prose(notebook: Path) -> str:
    try:
        return "\n\n".join(text for _, text in markdown_cells(notebook, notebook.name))
    except CourseError:
        return ""  # the check of notebooks says what is wrong with the file


def known_keys(root: Path) -> dict[str, set[str]]:
    """Return what a reference may name: the keys of each table, and those of the bibliography."""
    keys: dict[str, set[str]] = {"cite": set()}
    for table in tables(root):
        try:
            frame = load(table, root)
        except CourseError:
            continue  # the check of the tables says what is wrong
        keys[table] = set(frame.iloc[:, 0].astype("str"))
    keys["paragraph"] = keys.get("article_paragraphs", set())
    bibliography = root / "book" / "references.bib"
    if bibliography.is_file():
        keys["cite"] = set(BIB_ENTRY.findall(project.read_text(bibliography)))
    keys["cite"] |= keys.get("sources", set())
    return keys


def _names(paths: Sequence[Path]) -> Iterator[Fault]:
    """Yield a fault for each bank that another hides."""
    stems = [path.stem for path in paths]
    for number, path in enumerate(paths):
        if path.stem in stems[:number]:
            other = paths[stems.index(path.stem)].name
            yield Fault(f"data/quizzes/{path.name}", reason=f"{other} has the same name", remedy="rename one of them")


def _references(found: Examined, known: dict[str, set[str]]) -> Iterator[Fault]:
    for number, question in found.questions.items():
        for at, reference in enumerate(question.references):
            kind, _, key = reference.partition(":")
            place = ("questions", number, "references", at)
            if kind not in known:
                remedy = f"use one of: {', '.join(sorted(known))}"
                yield found.document.fault(place, reference, f"there is no table {kind}", remedy)
            elif key not in known[kind]:
                yield found.document.fault(place, reference, f"no such key in {kind}", "check the key")


def _objectives(found: Examined, notebook: Path) -> Iterator[Fault]:
    count = objectives(notebook) if notebook.is_file() else 0
    if not count:
        return  # the check of the lessons says that they are missing
    for number, question in found.questions.items():
        if question.objective is not None and question.objective > count:
            place = ("questions", number, "objective")
            reason = f"the lesson has {count} objectives"
            yield found.document.fault(place, str(question.objective), reason, f"use 1 to {count}")


class Forecasts:
    """The forecasts of the course, by quiz; read when the first outcome asks for one."""

    def __init__(self, root: Path) -> None:
        """Begin for a project folder."""
        self.root = root
        self.known: dict[str, set[str] | None] | None = None

    def missing(self, quiz: str, found: Examined) -> Iterator[Fault]:
        """Yield a fault for each outcome that opens no forecast there is."""
        for number, question in found.questions.items():
            if isinstance(question, ForecastOutcome):
                name, _, forecast = question.opens.partition("/")
                of_quiz = self.of(name, quiz, found)
                if of_quiz is not None and forecast not in of_quiz:
                    yield self._fault(found.document, ("questions", number, "opens"), question.opens, name, of_quiz)

    def of(self, name: str, quiz: str, found: Examined) -> set[str] | None:
        """Return the forecasts of a quiz; None if its file cannot be read, which is said elsewhere."""
        if name == quiz:
            return _forecasts(found)
        if self.known is None:
            self.known = {path.stem: self._read(path) for path in project.quizzes(self.root)}
        return self.known.get(name, set())

    def _read(self, path: Path) -> set[str] | None:
        try:
            found = examine(path)
        except CourseError:
            return None
        return _forecasts(found)

    def _fault(self, document: Document, place: Trail, value: str, name: str, of_quiz: set[str]) -> Fault:
        remedy = f"use one of: {', '.join(f'{name}/{one}' for one in sorted(of_quiz))}"
        return document.fault(place, value, "there is no such forecast", remedy if of_quiz else "check quiz and id")


def _forecasts(found: Examined) -> set[str]:
    """Return the ids of forecasts, of faulty ones too: what is wrong with them is said once."""
    value = found.document.value
    questions = value.get("questions") if isinstance(value, dict) else None
    entries = [entry for entry in questions if isinstance(entry, dict)] if isinstance(questions, list) else []
    return {str(entry.get("id")) for entry in entries if entry.get("type") == "forecast"}
