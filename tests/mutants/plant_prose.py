"""Faults in prose and contents: numbers, citations, links, addresses, the article's runs."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path

from fault import Mutant, mutant, numbers_of, other_number_in, short
from plant_tables import sheets

from coursekit import project
from coursekit.notebooks import serialised, text_of

RUN = "Nine patient otters carried yellow lanterns across the quiet harbour before anybody counted their boats."
"""A made-up sentence that stands for one of the article."""


def prose_files(root: Path) -> list[Path]:
    return [*project.lessons(root), *sorted((root / "book").rglob("*.md")), *project.guides(root)]


def edited_prose(
    root: Path, path: Path, rng: random.Random, fits: Callable[[str], bool], edit: Callable[[str], str]
) -> tuple[str, str, bytes] | None:
    """Return the old and the new text of a page or a cell, and the file with it."""
    if path.suffix == ".md":
        text = path.read_text("utf-8")
        new = edit(text) if fits(text) else text
        return (text, new, new.encode()) if new != text else None
    notebook = json.loads(path.read_text("utf-8"))
    cells = [c for c in notebook["cells"] if c["cell_type"] == "markdown" and fits(text_of(c["source"]))]
    if not cells:
        return None
    cell = rng.choice(cells)
    text = text_of(cell["source"])
    cell["source"] = edit(text)
    return (text, cell["source"], serialised(notebook)) if cell["source"] != text else None


def prose_numbers(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A number in a sentence of a lesson, a page or a guide."""
    files = prose_files(root)
    while True:
        path = rng.choice(files)
        if done := edited_prose(root, path, rng, lambda t: bool(numbers_of(t)), lambda t: other_number_in(t, rng)):
            name = path.relative_to(root).as_posix()
            yield mutant("prose number", name, f"{name} {short(done[0], done[1])}", done[2])


CITATION = re.compile(r"(\{cite:[pt]\}`)([a-z0-9-]+)")


def citations(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A citation names no source, or another one."""
    files = [path for path in prose_files(root) if "{cite:" in path.read_text("utf-8")]
    keys = [row["source_id"] for row in sheets(root)["sources"].rows]
    while True:
        for kind in ("citation of nothing", "citation of another source"):
            path = rng.choice(files)

            def edit(text: str, kind: str = kind) -> str:
                match = rng.choice(list(CITATION.finditer(text)))
                new = f"{match[2]}-x" if kind.endswith("nothing") else rng.choice(keys)
                return text[: match.start(2)] + new + text[match.end(2) :]

            if done := edited_prose(root, path, rng, lambda t: bool(CITATION.search(t)), edit):
                name = path.relative_to(root).as_posix()
                yield mutant(kind, name, f"{name} {short(done[0], done[1])}", done[2])


LINK = re.compile(r"(\]\((?:\.\./)*[\w/-]+?)(\.(?:md|ipynb))")


def links(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A link leads to a page that is not there."""
    files = [
        path for path in prose_files(root) if LINK.search(path.read_text("utf-8")) and "instructor" not in path.parts
    ]
    while True:
        path = rng.choice(files)
        if done := edited_prose(
            root, path, rng, lambda t: bool(LINK.search(t)), lambda t: LINK.sub(r"\1-x\2", t, count=1)
        ):
            name = path.relative_to(root).as_posix()
            yield mutant("link to nothing", name, f"{name} {short(done[0], done[1])}", done[2])


def other_hosts(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A script, style, font or picture comes from another host."""
    pages = sorted((root / "book").rglob("*.md"))
    while True:
        path = rng.choice(pages)
        name = path.relative_to(root).as_posix()
        address = f"https://cdn.example.net/{rng.randrange(10**6)}"
        tag = rng.choice(
            (
                f'<script src="{address}.js"></script>',
                f'<link rel="stylesheet" href="{address}.css">',
                f'<img alt="" src="{address}.png">',
                f"![A picture]({address}.png)",
            )
        )
        yield mutant("address of another host", name, f"{name} {tag}", path.read_text("utf-8") + f"\n\n{tag}\n")
        style = rng.choice(sorted((root / "coursekit/static").glob("*.css")))
        name = style.relative_to(root).as_posix()
        yield mutant(
            "address of another host",
            name,
            f"{name} @import",
            f'@import url("{address}.css");\n' + style.read_text("utf-8"),
        )


def contents(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A lesson or page is missing in the contents."""
    lines = (root / "_toc.yml").read_text("utf-8").splitlines(keepends=True)
    entries = [number for number, line in enumerate(lines) if re.match(r"\s*- file: ", line)]
    while True:
        number = rng.choice(entries)
        yield mutant(
            "missing in the contents", "_toc.yml", lines[number].strip(), "".join(lines[:number] + lines[number + 1 :])
        )


def article(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A sentence repeats a run of the article: a made-up one, whose hashes are added to the list."""
    tokens = re.findall(r"[a-z0-9]+", RUN.lower())
    runs = (" ".join(tokens[n : n + 8]) for n in range(len(tokens) - 7))
    listed = (root / "tests/article_runs.txt").read_text("ascii").splitlines()
    head = [line for line in listed if line.startswith("#")]
    hashes = {
        *(line for line in listed if not line.startswith("#")),
        *(blake2b(r.encode(), digest_size=5).hexdigest() for r in runs),
    }
    known = "\n".join([*head, *sorted(hashes)]) + "\n"
    files = [*prose_files(root), *project.quizzes(root)]
    while True:
        path = rng.choice(files)
        name = path.relative_to(root).as_posix()
        if path.suffix == ".yml":
            text = path.read_text("utf-8")
            content = (
                text.replace("explanation: ", f"explanation: {RUN} ", 1)
                if "explanation: " in text
                else text + f"# {RUN}\n"
            ).encode()
        elif done := edited_prose(root, path, rng, bool, lambda t: f"{t}\n\nAs was said: {RUN.lower()}\n"):
            content = done[2]
        else:
            continue
        yield Mutant("run of the article", name, name, {name: content, "tests/article_runs.txt": known.encode()})
