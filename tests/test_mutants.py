"""A few planted faults are caught; `make mutants` plants them by the hundred."""

from __future__ import annotations

import mutants
import pytest
from fault import Mutant
from plant import PLANTERS, faults

SAMPLE = ["verdicts", "answer keys", "numbers in prose", "contents", "article", "outputs"]


@pytest.fixture(scope="module")
def copy(root, tmp_path_factory):
    import frictionless  # noqa: F401  # once here, and not again for each fault

    return mutants.copy_of(root, tmp_path_factory.mktemp("planted") / "copy")


@pytest.mark.long
@pytest.mark.parametrize("planter", SAMPLE)
def test_a_planted_fault_is_caught(copy, root, planter, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    (mutant,) = faults(root, mutants.SEED, {planter: 1})
    before = {name: (copy / name).read_bytes() for name in mutant.files}
    guard, said, ledger = mutants.examine(copy, mutant)
    assert guard or ledger, mutant.what
    assert bool(guard) == bool(said)
    assert {name: (copy / name).read_bytes() for name in mutant.files} == before


def test_nothing_is_caught_where_nothing_is_planted(copy, monkeypatch):
    monkeypatch.setattr(mutants.guards, "LESSONS_RUN", 0)
    monkeypatch.setenv("TZ", "UTC")
    name = "notebooks/01-reading-the-source.ipynb"
    for mutant in (
        Mutant("nothing", "data/claims.csv", "", {"data/claims.csv": (copy / "data/claims.csv").read_bytes()}),
        Mutant("nothing", name, "", {name: (copy / name).read_bytes()}, cell=1),
    ):
        assert mutants.examine(copy, mutant) == ("", "", False)


def test_faults_are_the_same_for_a_seed_and_change_what_they_say(root):
    names = ["cells of tables", "rows of tables", "code", "numbers in prose", "citations", "links", "contents"]
    counts = dict.fromkeys(names, 3)
    first, again, other = (faults(root, seed, counts) for seed in (1, 1, 2))
    assert [mutant.what for mutant in first] == [mutant.what for mutant in again] != [m.what for m in other]
    for mutant in [*first, *other]:
        assert all((root / name).read_bytes() != content for name, content in mutant.files.items()), mutant.what


def test_a_whole_run_is_large_enough():
    assert sum(count for _, count in PLANTERS.values()) >= 300


def result(kind, guard="", ledger=False, argued=""):
    return mutants.Result(kind, f"{kind} {guard}", guard, "", ledger, 1.0, argued)


def test_goals():
    good = [result("code", "nbval")] * 99
    assert mutants.shortfalls([*good, result("code")]) == []
    assert mutants.shortfalls([*good, *[result("code", argued="the same chart")] * 50]) == []
    assert "6 of 105 not caught" in mutants.shortfalls([*good, *[result("code")] * 6])[0]
    assert "verdict: verdict : not caught" in mutants.shortfalls([*good, result("verdict")])[0]
    assert mutants.shortfalls([*good, result("verdict", ledger=True)]) == []


def test_the_table_says_what_the_ledger_adds():
    lines = mutants.table([result("code", "nbval"), result("code"), result("points", ledger=True)]).splitlines()
    assert lines[1].split()[:5] == ["code", "2", "1", "0", "1"]
    assert lines[2].split()[:5] == ["points", "1", "1", "0", "0"] and lines[2].endswith("ledger 1")
    assert lines[3].split()[:5] == ["all", "3", "2", "0", "1"]
