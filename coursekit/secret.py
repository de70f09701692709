"""What students must not get before time: guides, graded questions, cards. Finds their words where they do not belong.

Secret is what stands in ``instructor/`` and ``data/assessments/``. A page repeats it if it has a run of ten of its
words. Guides may repeat public sentences: those are listed in ``instructor/_public.txt``, one on a line, and are free.
"""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import yaml

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.prose import passages
from coursekit.quiz import source
from coursekit.quiz.types import text_fields

FOLDERS = ("instructor", "data/assessments")
"""Folders of the project that no student gets."""

PUBLIC = "instructor/_public.txt"
RUN = 10
"""So many words in a row are no accident."""

READ = {".html", ".js", ".json", ".txt", ".csv", ".md", ".ipynb", ".yml", ".svg", ".xml"}
"""Files that hold text; a finished book has others, such as pictures and fonts."""

REMEDY = "take it out; or, if it is public and a guide quotes it, add the sentence to " + PUBLIC
WORD = re.compile(r"[^\W_]+")
TAG = re.compile(r"<(?:/?(?:p|li|ul|ol|td|th|tr|div|h[1-6]|br|dt|dd|option|label|summary|legend)\b)[^<>]*>", re.I)
INLINE = re.compile(r"<[^<>]{1,600}>")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt]")


@dataclass(frozen=True)
class Secret:
    """The runs of secret words, each with the file where it stands."""

    runs: dict[str, str]

    @cached_property
    def threes(self) -> frozenset[str]:
        """All that three words in a row of a run may be."""
        split = [run.split() for run in self.runs]
        return frozenset(" ".join(words[at : at + 3]) for words in split for at in range(len(words) - 2))

    def within(self, text: str) -> tuple[str, str] | None:
        """Return the first run that a text repeats and the file it comes from, or None.

        Each run holds one of the threes of words that begin at every eighth word: only where one is of a secret run,
        the runs that hold it are looked up. A book has millions of runs.
        """
        words = words_of(text)
        every_eighth = range(RUN - 3, len(words) - 2, RUN - 2)
        places = (place for place in every_eighth if " ".join(words[place : place + 3]) in self.threes)
        starts = (start for place in places for start in range(place - (RUN - 3), place + 1))
        near = (" ".join(words[start : start + RUN]) for start in starts)
        return next(((run, self.runs[run]) for run in near if run in self.runs), None)


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return WORD.findall(text.lower())


def runs(text: str) -> Iterator[str]:
    """Yield every run of words of a text, in lower case."""
    words = words_of(text)
    for start in range(len(words) - RUN + 1):
        yield " ".join(words[start : start + RUN])


def secret(root: Path) -> Secret:
    """Return what is secret in a project, less the sentences listed as public."""
    free: set[str] = set()
    listed = root / PUBLIC
    if listed.is_file():
        for line in project.read_text(listed).splitlines():
            free.update(runs(line))
    found: dict[str, str] = {}
    for path in files(root):
        name = path.relative_to(root).as_posix()
        for text in texts(path):
            found.update((run, name) for run in runs(text) if run not in free)
    return Secret(found)


def files(root: Path) -> list[Path]:
    """Return the secret files, in order of name."""
    return sorted(
        path
        for folder in FOLDERS
        for path in (root / folder).rglob("*")
        if path.suffix in {".md", ".yml", ".csv"} and not path.name.startswith("_")
    )


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a secret file: passages, fields of questions, a table as one text; a broken file has none."""
    try:
        text = project.read_text(path)
    except CourseError:
        return  # another check says so
    if path.suffix == ".md":
        for passage in passages(text):
            yield passage.text
    elif path.suffix == ".csv":
        yield text
        for row in csv.reader(text.splitlines()):
            yield from row
    else:
        try:
            yield from [one for _, one in source.texts(source.composed(text), text_fields())]
        except (yaml.YAMLError, RecursionError):
            return


def readings(text: str) -> Iterator[str]:
    """Yield a text as it stands, and as a reader sees it: without tags, entities and escapes."""
    yield text
    if "<" in text or "&" in text or "\\" in text:
        plain = ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else " ", text)
        yield html.unescape(INLINE.sub("", TAG.sub(" ", plain)))


def leak(text: str, hidden: Secret) -> tuple[str, str] | None:
    """Return the first secret run in a text, however it is written, and the file it comes from."""
    return next((found for one in readings(text) if (found := hidden.within(one))), None)


# --- Sources, so that the fault is found where it is made ---------------------------------------------------------


def check_secret(root: Path) -> list[Fault]:
    """Return a fault for each file from which students' pages are made that repeats what is secret."""
    hidden = secret(root)
    if not hidden.runs:
        return []
    sources = [*project.lessons(root), *sorted((root / "book").rglob("*.md")), *project.quizzes(root)]
    sources += sorted((root / "data").glob("*.csv"))
    faults = []
    for path in sources:
        try:
            text = project.read_text(path)
        except CourseError:
            continue  # another check says so
        pieces = _cells(text) if path.suffix == ".ipynb" else [text]
        if found := next((found for piece in pieces if (found := leak(piece, hidden))), None):
            faults.append(_fault(path.relative_to(root).as_posix(), found))
    return faults


def _cells(text: str) -> Iterable[str]:
    """Yield the texts of a notebook, lines joined."""
    try:
        return list(strings(json.loads(text)))
    except (ValueError, RecursionError):
        return [text]


def strings(value: Any) -> Iterator[str]:
    """Yield the texts in a value of JSON; lines that stand in a list are one text, as in a notebook."""
    if isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            yield "".join(value)
        else:
            for item in value:
                yield from strings(item)
    elif isinstance(value, str):
        yield value


def _fault(file: str, found: tuple[str, str]) -> Fault:
    run, home = found
    return Fault(file, value=run, reason=f"students would read what only {home} may say", remedy=REMEDY)


# --- What students get --------------------------------------------------------------------------------------------


def check_given(folder: Path, root: Path, shown: str = "") -> list[Fault]:
    """Return a fault for each file of a finished book, or of anything else made for students, that gives away secrets.

    Args:
        folder: what students get; files in a ZIP archive are looked at too.
        root: the project folder.
        shown: how faults name the folder.
    """
    hidden = secret(root)
    names = {Path(name).name for name in FOLDERS}
    faults = []
    for name, content in _contents(folder):
        place = f"{shown or folder.name}/{name}"
        if names & set(re.split(r"[/!]", name)[:-1]):
            reason = "a file from a folder that no student gets"
            faults.append(Fault(place, reason=reason, remedy="keep it out of the contents and of downloads"))
        elif Path(name).suffix in READ and (found := leak(content.decode("utf-8", "replace"), hidden)):
            faults.append(_fault(place, found))
    return faults


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every file, and of every other file packed into an archive."""
    seen: set[bytes] = set()
    archives = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix == ".zip":
            archives.append(path)
        elif path.is_file():
            content = path.read_bytes()
            seen.add(content)
            yield path.relative_to(folder).as_posix(), content
    for path in archives:
        try:
            with ZipFile(path) as archive:
                for name in archive.namelist():
                    if not name.endswith("/") and (content := archive.read(name)) not in seen:
                        yield f"{path.relative_to(folder).as_posix()}!{name}", content
        except BadZipFile:
            continue
