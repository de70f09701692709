"""Faults to plant: each kind is a generator of changed files, drawn from a seed."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import tokenize
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from coursekit import project
from coursekit.notebooks import serialised, text_of
from coursekit.quiz.source import read_document

SKIPPED_NUMBERS = re.compile(
    r"\{[^{}\n]*\}`[^`]*`|`[^`\n]*`|\]\([^)\n]*\)|<[^>\n]*>|https?://\S+|^\s*(?:\d+\.|\(?\w+\)=)|^(?:```|:::).*$",
    re.MULTILINE,
)
"""Where a number is not read as one: roles, code, addresses, the numbers of a list, fences."""
WORDS = {
    "two": "three",
    "three": "four",
    "four": "five",
    "five": "six",
    "six": "seven",
    "seven": "eight",
    "eleven": "twelve",
}
OPERATORS = {
    **{"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "+": "-", "-": "+", "*": "+", "/": "*"},
    **{"&": "|", "|": "&", "True": "False", "False": "True", "and": "or", "or": "and", "not": ""},
}
RUN = "Nine patient otters carried yellow lanterns across the quiet harbour before anybody counted their boats."
"""A made-up sentence that stands for one of the article."""


@dataclass(frozen=True)
class Mutant:
    """One planted fault: the kind, what was done, and the files as they become (None: as they are)."""

    kind: str
    file: str
    what: str
    files: dict[str, bytes] = field(hash=False)
    cell: int = 0
    key: str = ""


Planter = Callable[[Path, random.Random], Iterator[Mutant]]
"""Yields faults of one kind without end."""


def mutant(kind: str, file: str, what: str, content: str | bytes, **more: Any) -> Mutant:
    return Mutant(kind, file, what, {file: content if isinstance(content, bytes) else content.encode()}, **more)


# Tables -----------------------------------------------------------------------------------------------------------


@dataclass
class Sheet:
    """A table as rows of text, with the schema of its columns."""

    file: str
    fields: dict[str, dict[str, Any]]
    key: list[str]
    pointers: dict[str, str]
    rows: list[dict[str, str]]

    def with_rows(self, rows: list[dict[str, str]]) -> str:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(self.fields), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue()

    def with_cell(self, number: int, column: str, value: str) -> str:
        rows = deepcopy(self.rows)
        rows[number][column] = value
        return self.with_rows(rows)


def sheets(root: Path) -> dict[str, Sheet]:
    found = {}
    for folder in ("data", "data/map"):
        package = json.loads((root / folder / "datapackage.json").read_text("utf-8"))
        for resource in package["resources"]:
            if not str(resource["path"]).endswith(".csv"):
                continue
            file = f"{folder}/{resource['path']}"
            with (root / file).open(encoding="utf-8", newline="") as handle:
                rows = list(csv.DictReader(handle))
            schema = resource["schema"]
            key = schema.get("primaryKey", [])
            pointers = {
                k["fields"]: k["reference"]["resource"]
                for k in schema.get("foreignKeys", [])
                if isinstance(k["fields"], str)
            }
            fields = {f["name"]: f for f in schema["fields"]}
            found[resource["name"]] = Sheet(file, fields, [key] if isinstance(key, str) else key, pointers, rows)
    return found


def other_number(text: str, rng: random.Random) -> str:
    """A number near another, written alike."""
    if "." in text:
        places = len(text.partition(".")[2])
        return f"{float(text) + rng.choice((-1, 1)) * 10**-places * rng.randint(1, 9):.{places}f}"
    value = int(text)
    return str(value + rng.choice((1, -1) if value > 1 else (1,)) * rng.choice((1, 1, 10 ** max(len(text) - 2, 0))))


def other_date(text: str, rng: random.Random) -> str:
    if len(text) == 10:
        return (date.fromisoformat(text) + timedelta(days=rng.choice((-30, -1, 1, 10)))).isoformat()
    if len(text) == 7:
        return f"{text[:5]}{int(text[5:]) % 12 + 1:02}"
    return str(int(text) + rng.choice((-1, 1)))


DATE = re.compile(r"\d{4}(-\d\d){0,2}")


def cell_kind(sheet: Sheet, column: str) -> str:
    """What a change of a column is called."""
    described = sheet.fields[column]
    if column in sheet.key or column in sheet.pointers or column.endswith("_id"):
        return "id"
    if "enum" in described.get("constraints", {}) or described["type"] == "boolean":
        return (
            "verdict"
            if column.startswith("verdict_") or (column == "outcome" and "verdict" not in sheet.fields)
            else "enumeration"
        )
    if described["type"] == "date" or described.get("loadAs") or column in ("date", "as_of", "key_dates", "year"):
        return "date"
    if described["type"] in ("number", "integer"):
        return "value"
    return "list" if described["type"] == "list" else "text"


def changed_cell(sheet: Sheet, found: dict[str, Sheet], number: int, column: str, rng: random.Random) -> str | None:
    """Return another value for a cell that its column allows, or None if there is none."""
    cell, described, kind = sheet.rows[number][column], sheet.fields[column], cell_kind(sheet, column)
    if kind in ("enumeration", "verdict"):
        choices = described.get("constraints", {}).get("enum") or ["true", "false"]
        others = [str(choice) for choice in choices if str(choice) != cell]
        return rng.choice(others) if cell and others else None
    if kind == "id":
        target = found.get(sheet.pointers.get(column, ""))
        if target:
            return (
                rng.choice([row[target.key[0]] for row in target.rows if row[target.key[0]] != cell]) if cell else None
            )
        return (
            re.sub(r"\d(?=\D*$)", lambda m: str((int(m[0]) + 1) % 10), cell) if re.search(r"\d", cell) else f"{cell}-x"
        )
    if not cell:
        return None
    if kind == "date":
        *earlier, last = cell.split(";")
        return ";".join([*earlier, other_date(last, rng)]) if DATE.fullmatch(last) else None
    if kind == "value":
        return other_number(cell, rng)
    if kind == "list":
        items = cell.split(";")
        if items[0].isdigit():
            free = [str(n) for n in range(15) if str(n) not in items]
            if not free:
                return None
            items[rng.randrange(len(items))] = rng.choice(free)
            return ";".join(sorted(items, key=int))
        return ";".join(items[1:]) or None
    if numbers := list(re.finditer(r"\d+", cell)):
        match = rng.choice(numbers)
        return cell[: match.start()] + str(int(match[0]) + 1) + cell[match.end() :]
    words = cell.split(" ")
    if len(words) < 2:
        return None
    del words[rng.randrange(len(words))]
    return " ".join(words)


def table_cells(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A cell of a table, the tables in turn: value, date, id, enumeration, list or text."""
    found = sheets(root)
    while True:
        for name, sheet in found.items():
            kinds: dict[str, list[str]] = {}
            for column in sheet.fields:
                kinds.setdefault(cell_kind(sheet, column), []).append(column)
            kinds.pop("verdict", None)
            for _ in range(40):
                kind = rng.choice(list(kinds))
                column, number = rng.choice(kinds[kind]), rng.randrange(len(sheet.rows))
                old = sheet.rows[number][column]
                new = changed_cell(sheet, found, number, column, rng)
                if new not in (None, old):
                    what = f"{name} {number + 2} {column}: {_short(old, str(new))}"
                    content, key = sheet.with_cell(number, column, str(new)), sheet.rows[number][sheet.key[-1]]
                    yield mutant(f"table: {kind}", sheet.file, what, content, key=key)
                    break


def _short(old: str, new: str) -> str:
    """Return two texts around the first place where they differ."""
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    start = max(0, at - 25)
    return f"{old[start : at + 15]!r} -> {new[start : at + 15]!r}"


def table_rows(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """Rows dropped, doubled under another key, put in another order, or with two cells of one column exchanged."""
    found = list(sheets(root).values())
    while True:
        for sheet in found:
            number = rng.randrange(len(sheet.rows) - 1)
            other = rng.choice([n for n in range(len(sheet.rows)) if n != number])
            rows = deepcopy(sheet.rows)
            how = rng.choice(("dropped", "moved", "cells exchanged"))
            if how == "dropped":
                del rows[number]
            elif how == "moved":
                rows[number], rows[number + 1] = rows[number + 1], rows[number]
            else:
                differing = [c for c in sheet.fields if rows[number][c] != rows[other][c] and c not in sheet.key]
                if not differing:
                    continue
                column = rng.choice(differing)
                rows[number][column], rows[other][column] = rows[other][column], rows[number][column]
                how = f"cells of {column} exchanged"
            yield mutant(
                f"row: {how.split()[0]}", sheet.file, f"{sheet.file} {number + 2}: {how}", sheet.with_rows(rows)
            )


# Questions --------------------------------------------------------------------------------------------------------


def _bank(kind: str, file: str, what: str, value: Any) -> Mutant:
    return mutant(kind, file, what, json.dumps(value, ensure_ascii=False, indent=1))  # JSON is YAML, and quick


@lru_cache(maxsize=2)
def _banks(root: Path) -> dict[str, Any]:
    paths = [*project.quizzes(root), *project.assessments(root)]
    return {path.relative_to(root).as_posix(): read_document(path).value for path in paths}


def questions(
    root: Path, rng: random.Random, wanted: Callable[[dict[str, Any]], bool]
) -> Iterator[tuple[str, Any, dict]]:
    """Yield copies of banks, practice and graded, each with a question to change."""
    banks = _banks(root)
    while True:
        file = rng.choice(list(banks))
        value = deepcopy(banks[file])
        if fitting := [question for question in value["questions"] if wanted(question)]:
            yield file, value, rng.choice(fitting)


def wrong_keys(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """Another answer is right."""
    types = (
        "single_choice",
        "multiple_choice",
        "true_false",
        "numeric",
        "short_text",
        "matching",
        "sorting",
        "ordering",
        "gaps",
    )
    for number, (file, value, question) in enumerate(questions(root, rng, lambda q: True)):
        kind = types[number % len(types)]
        same = [q for q in value["questions"] if q["type"] == kind]
        if not same:
            continue
        question = rng.choice(same)
        if kind in ("single_choice", "multiple_choice"):
            options = question["options"]
            right = rng.choice([o for o in options if o.get("correct")])
            wrong = [o for o in options if not o.get("correct")]
            if not wrong:
                continue
            right.pop("correct")
            rng.choice(wrong)["correct"] = True
        elif kind == "true_false":
            question["answer"] = not question["answer"]
        elif kind == "numeric":
            if "answer" in question:
                question["answer"] = type(question["answer"])(question["answer"] + 1)
            else:
                question["range"][1] += 1
        elif kind == "short_text":
            question["accepted"][0] += "s"
        elif kind == "matching":
            a, b = rng.sample(question["pairs"], 2)
            a["match"], b["match"] = b["match"], a["match"]
            if a["match"] == b["match"]:
                continue
        elif kind == "sorting":
            statement = rng.choice(question["statements"])
            statement["belongs"] = rng.choice([c["id"] for c in question["classes"] if c["id"] != statement["belongs"]])
        elif kind == "ordering":
            at = rng.randrange(len(question["items"]) - 1)
            question["items"][at : at + 2] = reversed(question["items"][at : at + 2])
        else:
            gap = rng.choice(question["gaps"])
            others = [choice for choice in gap.get("choices", []) if choice not in gap["accepted"]]
            gap["accepted"] = [rng.choice(others)] if others else [f"{gap['accepted'][0]}x"]
        yield _bank("answer key", file, f"{file} {question['id']} ({kind})", value)


def tolerances(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A numeric question takes more, or less."""
    for file, value, question in questions(root, rng, lambda q: q["type"] == "numeric"):
        name = "relative_tolerance" if "relative_tolerance" in question else "tolerance"
        if "range" in question:
            question["range"][0] = question["range"][0] - 1
        else:
            question[name] = round(question.get(name, 0) * 2, 6) or 0.5
        yield _bank("tolerance", file, f"{file} {question['id']}", value)


def points(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A question is worth more."""
    for file, value, question in questions(root, rng, lambda q: not q["type"].startswith("forecast")):
        question["points"] = question.get("points", 1) + 1
        yield _bank("points", file, f"{file} {question['id']}", value)


def hints(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A hint is gone."""
    for file, value, question in questions(root, rng, lambda q: bool(q.get("hints"))):
        question["hints"].pop(rng.randrange(len(question["hints"])))
        yield _bank("hint removed", file, f"{file} {question['id']}", value)


def quiz_references(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A reference of a question leads nowhere."""
    for file, value, question in questions(root, rng, lambda q: bool(q.get("references"))):
        at = rng.randrange(len(question["references"]))
        question["references"][at] += "9"
        yield _bank("reference of a question", file, f"{file} {question['references'][at]}", value)


def quiz_numbers(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A number in the words of a question."""
    for file, value, question in questions(root, rng, lambda q: bool(re.search(r"\d", str(q.get("explanation", ""))))):
        question["explanation"] = _other_number_in(question["explanation"], rng)
        yield _bank("prose number", file, f"{file} {question['id']} explanation", value)


def verdicts(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A verdict or an outcome says something else: in a table, in a key, in an explanation."""
    found = sheets(root)
    words = ("supported", "contested", "contradicted", "untraced", "unmeasurable")
    judged = questions(root, rng, lambda q: q["type"] in ("judgement", "forecast_outcome"))
    while True:
        for name, column in (("claims", "verdict_then"), ("claims", "verdict_now"), ("predictions", "outcome")):
            sheet = found[name]
            number = rng.choice([n for n, row in enumerate(sheet.rows) if row[column]])
            new = changed_cell(sheet, found, number, column, rng)
            what = f"{name} {number + 2} {column}: {sheet.rows[number][column]} -> {new}"
            yield mutant(
                "verdict",
                sheet.file,
                what,
                sheet.with_cell(number, column, str(new)),
                key=sheet.rows[number][sheet.key[0]],
            )
        for _ in range(2):
            file, value, question = next(judged)
            what = f"{file} {question['id']}"
            if question["type"] == "forecast_outcome":
                question["outcome"] = "did_not_happen" if question["outcome"] == "happened" else "happened"
            elif rng.random() < 0.5 and (said := re.search(rf"(?<=Now: )({'|'.join(words)})", question["explanation"])):
                new = rng.choice([word for word in words if word != said[0]])
                question["explanation"] = (
                    question["explanation"][: said.start()] + new + question["explanation"][said.end() :]
                )
                what += f" explanation: {said[0]} -> {new}"
            else:
                for option in question["options"]:
                    option.pop("correct", None)
                rng.choice(question["options"][1:])["correct"] = True
            if value != _banks(root)[file]:
                yield _bank("verdict", file, what, value)


# Prose ------------------------------------------------------------------------------------------------------------


def _numbers_of(text: str) -> list[re.Match[str]]:
    blanked = SKIPPED_NUMBERS.sub(lambda m: re.sub(r"[^\n]", "\0", m[0]), text)
    return list(re.finditer(rf"(?<![\w.#-])\d+(?:[.,]\d+)*(?![\w-])|\b(?:{'|'.join(WORDS)})\b", blanked))


def _other_number_in(text: str, rng: random.Random) -> str:
    numbers = _numbers_of(text) or list(re.finditer(r"\d+", text))
    match = rng.choice(numbers)
    new = WORDS.get(match[0]) or re.sub(r"\d(?=\D*$)", lambda m: str((int(m[0]) + 1) % 10), match[0])
    return text[: match.start()] + new + text[match.end() :]


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
        if done := edited_prose(root, path, rng, lambda t: bool(_numbers_of(t)), lambda t: _other_number_in(t, rng)):
            name = path.relative_to(root).as_posix()
            yield mutant("prose number", name, f"{name} {_short(done[0], done[1])}", done[2])


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
                yield mutant(kind, name, f"{name} {_short(done[0], done[1])}", done[2])


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
            yield mutant("link to nothing", name, f"{name} {_short(done[0], done[1])}", done[2])


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


# Notebooks --------------------------------------------------------------------------------------------------------


def _tokens(source: str) -> list[tokenize.TokenInfo]:
    try:
        return list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return []


def code(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A literal or an operator in the code of a cell."""
    paths = project.lessons(root)
    while True:
        path = rng.choice(paths)
        notebook = json.loads(path.read_text("utf-8"))
        cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
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
        name = path.relative_to(root).as_posix()
        what = f"{name} {cell['id']}: {token.string} -> {new} in {line.strip()[:70]!r}"
        yield mutant("code", name, what, serialised(notebook), cell=number + 1)


def outputs(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A stored output is edited, or gone."""
    paths = project.lessons(root)
    while True:
        path = rng.choice(paths)
        notebook = json.loads(path.read_text("utf-8"))
        cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
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
        name = path.relative_to(root).as_posix()
        yield mutant(
            "stored output", name, f"{name} {cells[number]['id']} {what}", serialised(notebook), cell=number + 1
        )


def text_alternatives(root: Path, rng: random.Random) -> Iterator[Mutant]:
    """A chart loses its text alternative, in the code or in what is stored."""
    paths = project.lessons(root)
    while True:
        path = rng.choice(paths)
        notebook = json.loads(path.read_text("utf-8"))
        cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
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
        name = path.relative_to(root).as_posix()
        yield mutant("text alternative", name, f"{name} {cell['id']} {what}", serialised(notebook), cell=number + 1)


PLANTERS: dict[str, tuple[Planter, int]] = {
    "cells of tables": (table_cells, 90),
    "rows of tables": (table_rows, 45),
    "verdicts": (verdicts, 25),
    "answer keys": (wrong_keys, 30),
    "tolerances": (tolerances, 10),
    "points": (points, 10),
    "hints": (hints, 10),
    "references of questions": (quiz_references, 10),
    "numbers in questions": (quiz_numbers, 10),
    "numbers in prose": (prose_numbers, 40),
    "citations": (citations, 16),
    "links": (links, 6),
    "addresses": (other_hosts, 6),
    "contents": (contents, 6),
    "article": (article, 6),
    "code": (code, 40),
    "outputs": (outputs, 15),
    "text alternatives": (text_alternatives, 8),
}
"""Each planter, and how many of its faults make up a whole run."""


def faults(root: Path, seed: int, counts: dict[str, int]) -> list[Mutant]:
    """Return the faults of a run, each once.

    Each planter has a seed of its own, so that more of one kind changes no other.
    """
    found: dict[str, Mutant] = {}
    for name, (planter, _) in PLANTERS.items():
        drawn = planter(root, random.Random(f"{seed} {name}"))
        wanted, tries = len(found) + counts.get(name, 0), 0
        while len(found) < wanted and tries < 1000:
            planted = next(drawn)
            found.setdefault(planted.what, planted)
            tries += 1
    return list(found.values())
