"""Where pages lead: a citation to a source, a link to a page that is there, and nothing loaded from another host.

The build finds out as well, after half a minute and one kind at a time; this is for whoever is writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.notebooks import text_of
from coursekit.prose import read_notebook
from coursekit.quiz.check import known_keys

CITATION = re.compile(r"(?<!`)\{cite(?::[a-z]+)?\}`([^`]*)`")
LINK = re.compile(r"\]\(((?![a-z]+:|//|#)[^()\s#]+\.(?:md|ipynb))(?:#[^()\s]*)?\)")
CODE = re.compile(r"^(`{3,}|~{3,})(?!\{)[^\n]*\n.*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"(?<![`}])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
SHOWN_CODE = re.compile(r"(?<!`)``(?!`)[^\n]*?(?<!`)``(?!`)")
FOREIGN = re.compile(
    r"<(?:script|link|img|iframe|source|object|embed|audio|video|track)\b[^<>]*?\s(?:src|href|data|srcset)\s*=\s*[\"']?"
    r"\s*((?:https?:)?//[^\s\"'<>]+)"
    r"|!\[[^\]]*\]\(\s*<?((?:https?:)?//[^\s)>]+)"
    r"|^```\{(?:image|figure)\}\s+((?:https?:)?//\S+)",
    re.IGNORECASE | re.MULTILINE,
)
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
ADDRESS = re.compile(r"https?://[^\s\"'`)]+|(?:url\(|@import)\s*[\"']?(//[^\s\"')]+)")


def check_leads(root: Path) -> list[Fault]:
    """Return a fault for each citation, link or address of a page, lesson, guide or style that leads astray."""
    keys = known_keys(root)["cite"]
    faults: list[Fault] = []
    pages = [*sorted((root / "book").rglob("*.md")), *project.guides(root)]
    for path in [*project.lessons(root), *pages]:
        try:
            for row, text in _texts(path, path.relative_to(root).as_posix()):
                faults += _of_page(root, path, row, text, keys)
        except CourseError:
            continue  # other checks say so
    for path in sorted((root / "coursekit" / "static").rglob("*")):
        if path.suffix in (".css", ".js"):
            faults += _of_asset(root, path)
    return faults


def _texts(path: Path, name: str) -> Iterator[tuple[int, str]]:
    """Yield the Markdown of a page, or that of each cell and output of a lesson with the number of the cell."""
    if path.suffix == ".md":
        yield 0, project.read_text(path)
        return
    for number, cell in enumerate(read_notebook(path, name), 1):
        if cell.get("cell_type") == "markdown":
            yield number, "".join(cell.get("source", []))
        for output in cell.get("outputs", []):
            yield number, text_of(output.get("data", {}).get("text/markdown", ""))


def _of_page(root: Path, path: Path, cell: int, text: str, keys: set[str]) -> Iterator[Fault]:
    file = path.relative_to(root).as_posix()
    text = SHOWN_CODE.sub(_blank, CODE.sub(_blank, text))
    plain = INLINE_CODE.sub(_blank, text)

    def fault(match: re.Match[str], value: str, reason: str, remedy: str) -> Fault:
        return Fault(file, cell or text.count("\n", 0, match.start()) + 1, "", value, reason, remedy)

    for match in CITATION.finditer(text):
        for key in match[1].split(","):
            if key.strip() not in keys:
                remedy = "correct the key, or add the source to book/references.bib or data/sources.csv"
                yield fault(match, key.strip(), "cites a source that is not there", remedy)
    for match in LINK.finditer(plain):
        if not (path.parent / unquote(match[1])).is_file():
            yield fault(match, match[1], "a link to a file that is not there", "correct the link")
    for match in FOREIGN.finditer(plain):
        address = next(filter(None, match.groups()))
        yield fault(match, address, "is loaded from another host", "put the file into the project")


def _of_asset(root: Path, path: Path) -> Iterator[Fault]:
    """Yield a fault for each address in a script or a style sheet; comments may have some."""
    text = COMMENT.sub(_blank, project.read_text(path))
    for match in ADDRESS.finditer(text):
        file, row = path.relative_to(root).as_posix(), text.count("\n", 0, match.start()) + 1
        yield Fault(file, row, "", match[0], "an address of another host", "put the file into the project")


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
