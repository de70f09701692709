"""The kinds of faults, and a run of them drawn from a seed."""

from __future__ import annotations

import random
from pathlib import Path

from fault import Mutant, Planter
from plant_notebooks import code, outputs, text_alternatives
from plant_prose import article, citations, contents, links, other_hosts, prose_numbers
from plant_questions import hints, points, quiz_numbers, quiz_references, tolerances, verdicts, wrong_keys
from plant_tables import table_cells, table_rows

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
