"""Faults in notebooks: code, stored outputs, text alternatives."""

from __future__ import annotations

import io
import json
import random
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from fault import Mutant, mutant, other_number

from coursekit import project
from coursekit.notebooks import serialised, text_of

OPERATORS = {
    **{"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "+": "-", "-": "+", "*": "+", "/": "*"},
    **{"&": "|", "|": "&", "True": "False", "False": "True", "and": "or", "or": "and", "not": ""},
}


def _tokens(source: str) -> list[tokenize.TokenInfo]:
    try:
        return list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return []


def _lesson(root: Path, rng: random.Random) -> tuple[str, dict, list[dict]]:
    """Return a lesson drawn by lot: its file, its notebook, and the cells of code in that."""
    path = rng.choice(project.lessons(root))
    notebook = json.loads(path.read_text("utf-8"))
    return path.relative_to(root).as_posix(), notebook, [c for c in notebook["cells"] if c["cell_type"] == "code"]


def code(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A literal or an operator in the code of a cell."""
    while True:
        name, notebook, cells = _lesson(root, rng)
        number = rng.randrange(1, len(cells))
        cell = cells[number]
        source = text_of(cell["source"])
        fitting = [
            t
            for t in _tokens(source)
            if t.type == tokenize.NUMBER
            or t.string in OPERATORS
            or (t.type == tokenize.STRING and re.fullmatch(r"['\"][\w #;:,.-]{2,}['\"]", t.string))
        ]
        if not fitting:
            continue
        token = rng.choice(fitting)
        if token.type == tokenize.NUMBER:
            new = other_number(token.string, rng) if re.fullmatch(r"\d+(\.\d+)?", token.string) else "7"
        elif token.type == tokenize.STRING:
            new = token.string[:-1] + "x" + token.string[-1]
        else:
            new = OPERATORS[token.string]
        lines = source.split("\n")
        row, column = token.start
        line = lines[row - 1]
        lines[row - 1] = line[:column] + new + line[column + len(token.string) :]
        cell["source"] = "\n".join(lines)
        what = f"{name} {cell['id']}: {token.string} -> {new} in {line.strip()[:70]!r}"
        yield mutant("code", name, what, serialised(notebook), cell=number + 1)


def outputs(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A stored output is edited, or gone."""
    while True:
        name, notebook, cells = _lesson(root, rng)
        number = rng.choice([n for n, c in enumerate(cells) if c["outputs"]])
        output = rng.choice(cells[number]["outputs"])
        kinds = [kind for kind, value in output.get("data", {}).items() if re.search(r"\d", text_of(value))]
        if rng.random() < 0.2 or not kinds:
            cells[number]["outputs"].remove(output)
            what = "removed"
        else:
            kind = rng.choice(kinds)
            text = text_of(output["data"][kind])
            match = rng.choice(list(re.finditer(r"(?<![\\\w])\d+\b", text)) or list(re.finditer(r"\d+", text)))
            text = text[: match.start()] + str(int(match[0]) + 1) + text[match.end() :]
            try:
                output["data"][kind] = text if isinstance(output["data"][kind], str | list) else json.loads(text)
            except ValueError:
                continue
            what = f"{kind}: {match[0]} -> {int(match[0]) + 1}"
        yield mutant(
            "stored output", name, f"{name} {cells[number]['id']} {what}", serialised(notebook), cell=number + 1
        )


def text_alternatives(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A chart loses its text alternative, in the code or in what is stored."""
    while True:
        name, notebook, cells = _lesson(root, rng)
        charts = [
            n for n, c in enumerate(cells) if re.search(r"\balt_text=f?\"", text_of(c["source"])) and c["outputs"]
        ]
        if not charts:
            continue
        number = rng.choice(charts)
        cell = cells[number]
        if rng.random() < 0.5:
            cell["source"] = re.sub(r"alt_text=(f?\"[^\n]*\n?\s*)+", 'alt_text="")', text_of(cell["source"]))
            what = "in the code"
        else:
            for output in cell["outputs"]:
                for value in output.get("data", {}).values():
                    if isinstance(value, dict):
                        value.pop("description", None)
                        value.get("usermeta", {}).pop("alt_text", None)
            what = "in what is stored"
        yield mutant("text alternative", name, f"{name} {cell['id']} {what}", serialised(notebook), cell=number + 1)
