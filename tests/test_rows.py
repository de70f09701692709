"""Pages of rows: whatever a cell holds stays text, and what has to be judged first is folded."""

from __future__ import annotations

import re

import pytest
from data_support import plant

from coursekit.data import descriptor
from coursekit.faults import CourseError
from coursekit.references import raw_tables
from coursekit.rows import SERIES, VIEWS, Cells, sections

HOSTILE = '"><script>alert(1)</script>{0}{claim_id}'
PAGES = [*VIEWS, SERIES]


def columns(root, table):
    resource = next(r for r in descriptor(root)["resources"] if r["name"] == table)
    return [field["name"] for field in resource["schema"]["fields"]]


def html(root, table):
    return "".join(text for _, _, text in sections(root, table))


@pytest.mark.parametrize("table", [*PAGES, "event_actors", "sources"])
def test_every_cell_stays_text(project_copy, table):
    kept = {"paragraph"} | ({"event_id"} if table == "event_actors" else set())  # put a row in its place
    for column in columns(project_copy, table):
        if column not in kept:
            plant(project_copy, table, 1, **{column: HOSTILE})
    for page in PAGES:
        assert "<script" not in html(project_copy, page)
    shown = "claims" if table == "sources" else "events" if table == "event_actors" else table
    if table != "sources":
        assert "&lt;script" in html(project_copy, shown)


@pytest.mark.parametrize("table", PAGES)
def test_missing_cells_are_left_out(project_copy, table):
    for column in columns(project_copy, table)[1:]:
        if column != "paragraph":
            plant(project_copy, table, 1, **{column: ""})
    text = html(project_copy, table)
    assert "<dd></dd>" not in text
    assert "<dl></dl>" not in text
    assert "nan" not in text.split()


@pytest.mark.parametrize("table", VIEWS)
def test_views_name_columns_that_exist(root, table):
    view, known = VIEWS[table], set(columns(root, table))
    assert {*view.folded, *view.later_folded, *view.hidden, view.group, view.later[0]} - {""} <= known
    assert bool(view.fold) == bool(view.folded)
    assert bool(view.later_fold) == bool(view.later_folded) == bool(view.later[0])


def test_a_table_without_a_page_is_named(root):
    with pytest.raises(CourseError, match=r"sources.*no page of rows.*claims"):
        sections(root, "sources")


def test_codes_are_shown_in_words(root):
    relations = html(root, "relations")
    assert "a charge that the article makes or passes on" in relations
    assert "article_allegation" not in relations
    assert "named event" in html(root, "claims")
    assert "named_event" not in html(root, "claims")


def test_nobody_is_a_participant_of_what_is_no_meeting(root):
    cells = Cells(raw_tables(root), "event_actors")
    forms = {row["event_id"]: row["form"] for row in cells.tables["events"].rows}
    said = {(forms[row["event_id"]], cells.attendance(row).split(",")[0].split(";")[0]) for row in cells.table.rows}
    assert {("meeting", "participant"), ("other", "concerned"), ("other", "host")} < said
    assert not said & {("other", "participant"), ("meeting", "concerned")}


def test_a_charge_is_called_one_where_it_is_named(root):
    for _, _, text in sections(root, "relations"):
        for entry in text.split("<section ")[1:]:
            heading = re.split("</h[34]>", entry)[0]
            assert any(
                words in heading
                for words in ("reported as a fact", "said by the article", "a charge that the article", "opinion")
            )


def test_numbers_have_commas_and_keep_their_decimals(project_copy):
    plant(project_copy, SERIES, 1, value="1234567.50")
    assert "<td>1,234,567.50</td>" in html(project_copy, SERIES)
