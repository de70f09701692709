"""The simulation of lesson 10: its point sheets bear out what is said of them, its secrets stay with instructors."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from coursekit.secret import strings

RUN = 6
SENTENCES = "12345"
WORDINGS = [number + letter for number in SENTENCES for letter in "ABC"]
STATES = {"russia", "pakistan", "china", "iran"}
AFGHAN = {"taliban", "high_peace_council"}
OTHERS = {"india", "united_states"}
ENTITLED = {number: STATES | AFGHAN if number in "134" else STATES for number in SENTENCES}
ZONES = {"1": {"1A"}, "2": {"2A", "2B"}, "3": set(), "4": {"4C"}, "5": {"5A", "5B"}}
"""What instructor/simulation/README.md says of the design."""

FREE = [
    "The lines of this card are the course's inference. No document behind them was seen. The numbers are invented.",
    "The card is a tool for a game and no portrait of a people or a state.",
    "A number below zero: worse for you than no sentence. Zero: you do not mind.",
]
"""Sentences of the cards that students may and should read: they say what a card is."""


@pytest.fixture(scope="module")
def folder() -> Path:
    return Path(__file__).resolve().parent.parent / "instructor" / "simulation"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def points(folder: Path) -> dict[str, dict[str, int]]:
    """The points of each wording by delegation."""
    sheets: dict[str, dict[str, int]] = {}
    for row in rows(folder / "points.csv"):
        sheet = sheets.setdefault(row["delegation"], {})
        assert row["wording"] not in sheet, f"{row['delegation']}: {row['wording']} stands twice"
        sheet[row["wording"]] = int(row["points"])
    return sheets


def zone(points: dict[str, dict[str, int]], number: str, voters: set[str]) -> set[str]:
    """Return the wordings of a sentence that no voter likes less than no sentence."""
    found = [wording for wording in WORDINGS if wording[0] == number]
    return {wording for wording in found if min(points[voter][wording] for voter in voters) >= 0}


# --- The point sheets ----------------------------------------------------------------------------------------


def test_each_delegation_has_points_for_each_wording(points):
    assert set(points) == STATES | AFGHAN | OTHERS
    for delegation, sheet in points.items():
        assert sorted(sheet) == WORDINGS, delegation


@pytest.mark.parametrize("number", SENTENCES)
def test_zones_are_those_of_the_design(points, number):
    assert zone(points, number, ENTITLED[number]) == ZONES[number]


def test_another_rule_of_consent_makes_other_zones(points):
    assert zone(points, "2", STATES | AFGHAN) == set()
    assert zone(points, "5", STATES | AFGHAN) == {"5A"}
    everybody = {number: zone(points, number, set(points)) for number in SENTENCES}
    assert everybody == {"1": {"1A"}, "2": set(), "3": set(), "4": {"4C"}, "5": set()}


def test_zones_without_iran(points):
    for number, voters in ENTITLED.items():
        assert zone(points, number, voters - {"iran"}) == ZONES[number]


def test_the_page_for_instructors_shows_the_smallest_numbers(folder, points):
    page = (folder / "README.md").read_text(encoding="utf-8")
    for number, voters in ENTITLED.items():
        smallest = [min(points[voter][number + letter] for voter in voters) for letter in "ABC"]
        row = re.search(rf"^\| {number} [^|]*\|[^|]*\|(.*?)\|[^|]*\|$", page, re.M)
        assert row, number
        assert [int(cell) for cell in row[1].split("|")] == smallest, number


def test_the_largest_sum_is_not_always_in_the_zone(points):
    sums = {wording: sum(points[voter][wording] for voter in ENTITLED[wording[0]]) for wording in WORDINGS}
    assert (sums["2A"], sums["2B"], sums["3B"]) == (6, 7, 11)
    assert max(["3A", "3B", "3C"], key=sums.__getitem__) == "3B"


def test_red_lines_are_worse_than_no_sentence(folder, points):
    lines = rows(folder / "red_lines.csv")
    assert sorted(line["delegation"] for line in lines) == sorted(points)
    named = {line["delegation"]: line["wording"] for line in lines if line["wording"]}
    assert named == {"taliban": "3A", "high_peace_council": "1B", "iran": "2C"}
    for delegation, wording in named.items():
        assert points[delegation][wording] < 0
        assert points[delegation][wording] == min(points[delegation].values())
    assert all(line["red_line"] for line in lines)


# --- The cards -----------------------------------------------------------------------------------------------


def cards(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((folder / "cards").glob("*.md"))}


def test_each_delegation_has_a_card_that_says_what_it_is(folder, points):
    found = cards(folder)
    assert set(found) == set(points)
    for delegation, text in found.items():
        for sentence in FREE[:2]:
            assert sentence in text, delegation


def test_cards_print_the_points_and_the_red_line_of_the_tables(folder, points):
    lines = {row["delegation"]: row["red_line"] for row in rows(folder / "red_lines.csv")}
    extra = rows(folder / "extra_points.csv")
    for delegation, text in cards(folder).items():
        printed = re.findall(r"^\| ([1-5])\. [^|]+\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", text, re.M)
        shown = {row[0] + letter: int(row[at]) for row in printed for at, letter in enumerate("ABC", 1)}
        assert shown == points[delegation], delegation
        assert lines[delegation] in text, delegation
        for row in extra:
            if row["delegation"] == delegation:
                assert f"- {int(row['points']):+d} {row['occasion']}." in text, delegation


# --- What students get ---------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower().replace("’", "'").replace("'", ""))


def runs(text: str) -> set[str]:
    found = words(text)
    return {" ".join(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def secrets(folder: Path) -> dict[str, str]:
    """Return each run of words of the cards and red lines with the card it stands on."""
    texts = cards(folder)
    for row in [*rows(folder / "red_lines.csv"), *rows(folder / "extra_points.csv")]:
        texts[row["delegation"]] += "\n\n" + row.get("red_line", row.get("occasion", ""))
    found: dict[str, str] = {}
    for delegation, text in texts.items():
        for sentence in FREE:
            text = text.replace(sentence, "\n\n")
        for paragraph in re.split(r"\n\s*\n|\n(?=\d\.|[-|#])", text):
            found |= dict.fromkeys(runs(paragraph), delegation)
    return found


def for_students(root: Path) -> Iterator[tuple[str, str]]:
    """Yield each text of the files that students get, with the name of its file."""
    for name in ("book", "notebooks", "data"):
        for path in sorted((root / name).rglob("*")):
            parts = path.relative_to(root).parts
            if not path.is_file() or ".ipynb_checkpoints" in parts or parts[:2] == ("data", "assessments"):
                continue
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture or a font
            place = path.relative_to(root).as_posix()
            if path.suffix == ".ipynb":
                yield from ((place, part) for part in strings(json.loads(text)))
            else:
                yield place, text


def leaks(root: Path, folder: Path) -> list[str]:
    known = secrets(folder)
    found = []
    for place, text in for_students(root):
        found += [f"{place}: {run!r} of the card of {known[run]}" for run in sorted(runs(text) & known.keys())]
    return found


def test_no_line_of_a_card_stands_where_students_read(root, folder):
    assert len(secrets(folder)) > 300
    found = leaks(root, folder)
    assert not found, "\n".join(found[:20])


def test_no_sheet_stands_where_students_read(root, points):
    sheets = {name: [sheet[wording] for wording in WORDINGS] for name, sheet in points.items()}
    for place, text in for_students(root):
        numbers = " ".join(re.findall(r"(?<![\w.])[+-]?\d+(?![\w.])", text)).replace("+", "")
        for name, sheet in sheets.items():
            assert f" {' '.join(map(str, sheet))} " not in f" {numbers} ", f"{place}: the points of {name}"


@pytest.mark.parametrize("name", ["book/page.md", "notebooks/10-a.ipynb", "data/quizzes/a.yml"])
def test_a_leak_is_found(tmp_path, folder, name):
    card = cards(folder)["china"]
    line = re.search(r"^3\. (.*)$", card, re.M)[1]
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    text = f"Some words, and {line.lower()}"
    path.write_text(json.dumps({"cells": [{"source": [text[:20], text[20:]]}]}) if name.endswith("b") else text)
    assert leaks(tmp_path, folder)


def test_the_folder_for_instructors_is_in_no_contents(root):
    assert "instructor" not in (root / "_toc.yml").read_text(encoding="utf-8")


# --- The version for a table ---------------------------------------------------------------------------------


def test_page_and_notebook_have_the_same_table_top_sheets(root):
    page = (root / "book" / "simulation" / "table-top.md").read_text(encoding="utf-8")
    cells = json.loads((root / "notebooks" / "10-moscow-simulation.ipynb").read_text(encoding="utf-8"))["cells"]
    source = "".join(next(cell["source"] for cell in cells if cell["id"] == "sheets"))
    printed = re.findall(
        r"^\| (?:The afternoon|The road|What goes home) \| `(.+?)` \| `(.+?)` \| `(.+?)` \|$", page, re.M
    )
    on_page = [[int(number) for row in printed[at : at + 3] for number in row] for at in (0, 3, 6)]
    in_cell = [[int(n) for n in found.split(",")] for found in re.findall(r"points=\[(.*?)\]", source)]
    assert on_page == in_cell
    smallest = [min(numbers) for numbers in zip(*on_page, strict=True)]
    assert [at for at, number in enumerate(smallest) if number >= 0] == [2, 6, 7]  # afternoon C; home A and B
