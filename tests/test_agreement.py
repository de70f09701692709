"""Two codings of the same rows: Cohen's kappa as published, and everything that cannot be compared said plainly."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.__main__ import main
from coursekit.agreement import cohens_kappa, compare, told
from coursekit.faults import CourseError

ROOT = Path(__file__).resolve().parent.parent
HEAD = "claim_id,type,checkable"
ADA = [HEAD, "C001,fact,yes", "C002,fact,part", "C003,causal,yes", "C004,evaluation,no", "C005,fact,yes"]
BEN = [HEAD, "C001,fact,yes", "C002,causal,yes", "C003,causal,yes", "C004,evaluation,no", "C006,fact,yes"]


@pytest.fixture
def files(tmp_path):
    def write(one, two, names=("ada.csv", "ben.csv")):
        paths = [tmp_path / name for name in names]
        for path, content in zip(paths, (one, two), strict=True):
            path.write_bytes(content if isinstance(content, bytes) else ("\n".join(content) + "\n").encode())
        return paths

    return write


def square(rows):
    return pd.DataFrame(rows, index=range(len(rows)), columns=range(len(rows)))


# --- The measure ---------------------------------------------------------------------------------------------


def test_kappa_is_that_of_published_examples():
    # Two dermatologists and 88 patients: SAS/STAT User's Guide, PROC FREQ, "Agreement Study"
    found = cohens_kappa(square([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]))
    assert (found.value, found.low, found.high) == pytest.approx((0.3449, 0.2030, 0.4868), abs=5e-5)
    # 100 patients on a scale of three: Fleiss, Statistical Methods for Rates and Proportions, 1981, chapter 13
    found = cohens_kappa(square([[75, 1, 4], [5, 4, 1], [0, 0, 10]]))
    assert found.value == pytest.approx(0.68, abs=5e-3)


def test_kappa_agrees_with_the_formula_of_lesson_1(root):
    """Exercise 1 works it out by hand, for two invented coders: its printed figure is that of the command."""
    a, b = "AECFFFACFFFEFAIPPERE", "EECEFFFCFEFEFFEPCERE"
    codes = sorted({*a, *b})
    table = pd.crosstab(pd.Series(list(a)), pd.Series(list(b))).reindex(index=codes, columns=codes, fill_value=0)
    stored = (root / "notebooks" / "01-reading-the-source.ipynb").read_text(encoding="utf-8")
    assert a in stored and b in stored
    assert f"kappa of the two invented coders: {cohens_kappa(table).value:.2f}" in stored


tables = st.integers(2, 5).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 9), min_size=size, max_size=size), min_size=size, max_size=size)
)
several = tables.filter(lambda rows: sum(map(sum, rows)) and sum(any(row) for row in rows) > 1)


@given(several)
@settings(deadline=None, max_examples=40)
def test_whoever_comes_first_kappa_is_the_same(rows):
    one, two = cohens_kappa(square(rows)), cohens_kappa(square([list(row) for row in zip(*rows, strict=True)]))
    assert (one.value, one.low, one.high) == pytest.approx((two.value, two.low, two.high))


@given(several, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_kappa_does_not_know_what_codes_are_called(rows, chance):
    order = list(range(len(rows)))
    chance.shuffle(order)
    one, two = cohens_kappa(square(rows)), cohens_kappa(square([[rows[i][j] for j in order] for i in order]))
    assert (one.value, one.low, one.high) == pytest.approx((two.value, two.low, two.high))


@given(several)
@settings(deadline=None, max_examples=40)
def test_kappa_is_between_minus_one_and_one_and_within_its_interval(rows):
    found = cohens_kappa(square(rows))
    assert -1 <= found.value <= 1
    assert found.low is None or -1 <= found.low <= found.value <= found.high <= 1


@given(st.lists(st.integers(1, 50), min_size=2, max_size=6))
@settings(deadline=None, max_examples=30)
def test_who_agrees_on_every_row_has_kappa_one_and_no_interval(counts):
    found = cohens_kappa(square([[n if i == j else 0 for j in range(len(counts))] for i, n in enumerate(counts)]))
    assert found.value == pytest.approx(1) and found.low is found.high is None


def test_coders_who_draw_lots_have_kappa_near_zero():
    lots = random.Random(7)
    pairs = pd.DataFrame(
        {"a": [lots.choice("xyz") for _ in range(3000)], "b": [lots.choice("xyz") for _ in range(3000)]}
    )
    found = cohens_kappa(pd.crosstab(pairs["a"], pairs["b"]))
    assert abs(found.value) < 0.05 and found.low < 0 < found.high


# --- What is told --------------------------------------------------------------------------------------------


def test_all_of_it_is_told(files, root, capsys):
    one, two = files(ADA, BEN)
    assert main(["--root", str(root), "agreement", str(one), str(two)]) == 0
    text = capsys.readouterr().out
    assert f"{one} and {two}: 4 rows in both, matched by claim_id" in text
    assert f"only in {one}: C005" in text and f"only in {two}: C006" in text
    assert "codes: those of the table claims" in text
    assert "kappa 0.64, 95 percent interval" in text and "3 of 4 rows alike (75 percent)" in text
    assert "C002: fact / causal" in text and "C002: part / yes" in text
    assert "C001:" not in text and "C003:" not in text


def test_the_confusion_table_has_the_first_coder_in_its_rows(files, root):
    found = compare(*files(ADA, BEN), root)
    kinds = found.columns[0].table
    assert list(kinds.index) == list(kinds.columns) == ["fact", "causal", "evaluation"]  # as the codebook has them
    assert kinds.loc["fact", "causal"] == 1 and kinds.loc["causal", "fact"] == 0
    assert int(kinds.to_numpy().sum()) == 4
    assert "  1 fact         1   1   0" in told(found)


def test_text_is_not_compared(files, root):
    head = "claim_id,claim,type,verdict_then"
    one = [head, "C001,One wording.,fact,supported", "C002,Another.,fact,"]
    two = [head, "C001,My wording.,fact,contested", "C002,Mine.,causal,"]
    found = compare(*files(one, two), root)
    assert [column.name for column in found.columns] == ["type", "verdict_then"] and found.text == ["claim"]
    assert found.columns[1].neither == 1 and found.columns[1].differing == [("C001", "supported", "contested")]


def test_a_row_that_one_left_empty_is_named_and_not_counted(files, root):
    text = told(compare(*files(ADA, [*BEN[:2], "C002,,yes", *BEN[3:]]), root))
    assert "empty in " in text and "ben.csv alone, and not counted: C002" in text
    assert "3 of 3 rows alike (100 percent)" in text


def test_without_a_table_of_that_key_codes_are_taken_as_they_stand(files, root):
    one = ["statement,code,note", "s1,red,so I thought", "s2,red,plainly", "s3,blue,hm"]
    two = ["statement,code,note", "s1,red,x1", "s2,blue,x2", "s3,blue,x3"]
    found = compare(*files(one, two), root)
    assert [column.name for column in found.columns] == ["code"] and found.text == ["note"]
    assert "no table of the project has the key statement" in told(found)


def test_one_code_for_every_row_has_no_kappa_and_says_why(files, root):
    text = told(
        compare(*files(["claim_id,type", "C001,fact", "C002,fact"], ["claim_id,type", "C001,fact", "C002,fact"]), root)
    )
    assert "no kappa: 2 of 2 rows alike (100 percent), but both gave every row the code fact" in text
    one, two = files(["claim_id,type", "C001,fact", "C002,fact"], ["claim_id,type", "C001,fact", "C002,causal"])
    assert f"kappa 0.00: 1 of 2 rows alike (50 percent), but {one} has one code only" in told(compare(one, two, root))


def test_no_interval_is_made_up_where_all_rows_are_alike(files, root):
    text = told(compare(*files(ADA, ADA), root))
    assert "kappa 1.00: 5 of 5 rows alike (100 percent); no interval" in text and "nan" not in text


def test_what_spreadsheets_write_is_read(files, root):
    two = ("\ufeff" + "\r\n".join([*BEN, ",,", ""])).replace("C001,", " C001 ,").encode()
    assert compare(*files(ADA, two), root).shared == 4


def test_columns_in_another_order_are_matched_by_name(files, root):
    two = [",".join(reversed(line.split(","))) for line in BEN]
    there = told(compare(*files(ADA, two), root))
    assert there == told(compare(*files(ADA, BEN), root))


def test_signs_that_a_terminal_would_obey_are_not_printed(files, root):
    one = ["id,code", "\x1b[2Ja,x", "b,x\x07", "c,x"]
    two = ["id,code", "\x1b[2Ja,x\u202e", "b,x", "c,x"]
    text = told(compare(*files(one, two), root))
    assert not {"\x1b", "\x07", "\u202e"} & set(text)


# --- What cannot be compared ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("two", "fault"),
    [
        (["claim_id,type", "C001,fact"], "ben.csv:1: 'claim_id,type': not the columns of"),
        (["claim_id,type,weight", "C001,fact,slip"], "ben.csv:1: 'claim_id,type,weight': not the columns of"),
        ([*BEN, "C001,fact,no"], "ben.csv:7: claim_id: 'C001': the same as in line 2 -> keep one of the two"),
        ([*BEN, ",fact,no"], "ben.csv:7: claim_id: the key is empty"),
        ([*BEN, "C009,fact"], "ben.csv:7: 2 cells under 3 columns"),
        (
            [*BEN, "C009,Fact,no"],
            "ben.csv:7: type: 'Fact': not one of the allowed codes -> use one of: fact, attribution",
        ),
        ([HEAD, "C077,fact,no"], "ben.csv: no claim_id of it stands in"),
        ([HEAD], "ben.csv: no claim_id of it stands in"),
        ([], "ben.csv:1: fewer than two columns"),
        ([HEAD.replace(",", ";"), "C001;fact;no"], "save it as CSV with commas"),
        (["claim_id,type,type", "C001,fact,fact"], "ben.csv:1: 'type': a column has no name, or that of another"),
        (["claim_id,type,checkable", 'C001,"fact,no'], "ben.csv:2: not CSV"),
        (b"claim_id,type,checkable\nC001,f\xe4ct,no\n", "ben.csv: not UTF-8 -> save it as CSV in UTF-8"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_place_and_remedy(files, root, capsys, two, fault):
    one, other = files(ADA, two)
    assert main(["--root", str(root), "agreement", str(one), str(other)]) == 1
    shown = capsys.readouterr()
    assert shown.out == "" and " -> " in shown.err and "Traceback" not in shown.err
    assert fault in shown.err


def test_a_missing_file_the_same_file_and_no_codes_are_refused(files, root, tmp_path):
    one, two = files(["claim_id,claim", "C001,So."], ["claim_id,claim", "C001,So."])
    for pair, words in (
        ((one, tmp_path / "lost.csv"), "lost.csv: cannot be read"),
        ((one, one), "the same file twice"),
        ((one, tmp_path), "cannot be read"),
        ((one, two), "no column of codes beside claim_id"),
    ):
        with pytest.raises(CourseError, match=words):
            compare(*pair, root)


@given(st.binary(max_size=200), st.binary(max_size=200))
@settings(deadline=None, max_examples=40)
def test_whatever_is_handed_in_is_compared_or_refused(tmp_path_factory, one, two):
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "a.csv").write_bytes(b"id,code\n" + one)
    (folder / "b.csv").write_bytes(b"id,code\n" + two)
    try:
        told(compare(folder / "a.csv", folder / "b.csv", ROOT))
    except CourseError as error:
        assert " -> " in str(error)


def test_nobody_else_pays_for_the_statistics(root):
    code = (
        "import sys, coursekit.data, coursekit.__main__, coursekit.agreement\n"
        "coursekit.data.load('claims')\n"
        "print([m for m in ('statsmodels', 'scipy', 'patsy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
