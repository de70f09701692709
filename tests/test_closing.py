"""The closing page: counted from the rows, weighed, and folded until the reader has judged."""

from __future__ import annotations

import re

from data_support import plant

from coursekit.closing import GROUPS, WEIGHTS, group_of, sections, weighed
from coursekit.data import load

HOSTILE = '"><script>alert(1)</script>'
FOLD = re.compile(r'<details class="closing-fold">.*?</details>', re.DOTALL)


def claim(weight, verdict):
    return {"weight": weight, "verdict_now": verdict, "verdict_then": verdict}


def test_a_section_for_each_paragraph_and_one_for_the_whole(root):
    names = [name for name, _, _ in sections(root)]
    numbers = load("article_paragraphs", root)["paragraph"]
    assert names == [*(f"closing-{number}" for number in numbers), "closing-whole"]


def test_every_claim_stands_once_in_its_paragraph(root):
    found = {name: re.findall(r"<li><span[^>]*>(C\d{3})<", html) for name, _, html in sections(root)}
    claims = load("claims", root)
    for number, ids in claims.groupby("paragraph")["claim_id"]:
        assert sorted(found[f"closing-{number}"]) == sorted(ids)


def test_no_claim_and_no_verdict_stands_above_the_fold(root):
    for name, title, html in sections(root):
        assert len(FOLD.findall(html)) == 1
        above = title + FOLD.sub("", html)
        assert not re.search(r"C\d{3}|supported|contested|contradicted|untraced|cannot be settled|checkable", above), (
            name
        )


def test_the_weightiest_come_first(root):
    claims = load("claims", root).set_index("claim_id")["weight"]
    for name, _, html in sections(root)[:-1]:
        order = [WEIGHTS.index(claims[key]) for key in re.findall(r"<li><span[^>]*>(C\d{3})<", html)]
        assert order == sorted(order), name


def test_verdicts_are_counted_by_weight():
    rows = [
        claim("slip", "contradicted"),
        claim("central", "supported"),
        claim("central", "untraced"),
        claim("central", "unmeasurable"),
        claim("secondary", ""),
        claim("secondary", "contested"),
    ]
    assert weighed(rows) == (
        "Of 3 central statements: 1 supported, 2 cannot be settled. "
        "Of 2 secondary statements: 1 contested, 1 not checkable. "
        "The one slip: contradicted."
    )
    assert weighed([]) == ""


def test_every_verdict_has_its_group(root):
    claims = load("claims", root).astype("object")
    rows = claims.where(claims.notna(), "").to_dict("records")
    assert {group_of(row, column) for row in rows for column in ("verdict_then", "verdict_now")} <= {*GROUPS}


def test_the_whole_counts_every_row_once(root):
    *_, (_, _, html) = sections(root)
    rows = [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)]
    counts = [row for row in rows if row]
    for when in ("then", "now"):
        some = [list(map(int, row[2:])) for row in counts if row[1] == when]
        assert all(sum(row[:-1]) == row[-1] for row in some)
        assert sum(row[-1] for row in some) == len(load("claims", root))


def test_a_changed_row_changes_the_count(project_copy):
    before = {name: html for name, _, html in sections(project_copy)}
    row = list(load("claims", project_copy)["claim_id"]).index("C001") + 1
    plant(project_copy, "claims", row, verdict_now="contradicted")
    after = {name: html for name, _, html in sections(project_copy)}
    assert "1 contradicted" in after["closing-0"]
    assert "1 contradicted" not in before["closing-0"]
    assert re.search(r"differ for .*C001", after["closing-0"])
    assert before["closing-1"] == after["closing-1"]


def test_cells_stay_text(project_copy):
    plant(project_copy, "claims", 1, claim=HOSTILE)
    plant(project_copy, "article_paragraphs", 1, topic=HOSTILE, summary=HOSTILE)
    assert all("<script" not in html for _, _, html in sections(project_copy))
