"""What came after 5 November 2018 is folded on the pages that readers look things up on."""

from __future__ import annotations

import re

import pytest
from data_support import plant
from unfolded import unfolded

from coursekit import pages, rows
from coursekit.references import later_page, targets
from coursekit.views import LATER_FOLD, is_after

LATER_YEAR = re.compile(r"\b(?:2019|20[2-9]\d)\b")
SHOWN = {
    "glossary": pages.glossary,
    "actors": lambda root: told(root, "actors"),
    "events": lambda root: told(root, "events"),
    "relations": lambda root: told(root, "relations"),
}


def told(root, table):
    found = rows.sections(root, table)
    if later_page(root, table):
        found += rows.sections(root, table, later_only=True)
    return "".join(html for _, _, html in found)


@pytest.mark.parametrize("page", SHOWN)
def test_no_later_year_is_seen_before_the_reader_unfolds(root, page):
    text = unfolded(SHOWN[page](root))
    assert len(text) > 5_000
    found = [text[max(0, hit.start() - 60) : hit.end() + 20] for hit in LATER_YEAR.finditer(text)]
    assert not found, "\n".join(found)


def test_the_scan_finds_what_it_looks_for(project_copy):
    plant(project_copy, "glossary", 1, definition="It ended in 2021.")
    plant(project_copy, "actors", 1, one_line="It changed its mind in 2025.")
    for page in ("glossary", "actors"):
        assert LATER_YEAR.search(unfolded(SHOWN[page](project_copy))), page


def test_titles_of_later_events_stand_behind_one_fold(root):
    [(name, _, later)] = rows.sections(root, "events", later_only=True)
    assert name == "later"
    assert unfolded(later).split() == LATER_FOLD.split()
    assert later.count('<section class="entry"') > 50
    assert "<h4>" in later and "<h3>2019</h3>" in later


def test_later_rows_stand_at_the_end_unless_they_have_a_page_of_their_own(project_copy):
    assert rows.sections(project_copy, "relations")[-1][0] == "later"
    assert "later" not in [name for name, _, _ in rows.sections(project_copy, "events")]
    (project_copy / "book" / "tables" / "events-later.md").unlink()
    assert rows.sections(project_copy, "events")[-1][0] == "later"
    assert targets(project_copy)["events:moscow-format-2018-11"] == "book/tables/events#events-moscow-format-2018-11"


def test_a_later_part_of_an_entry_is_folded(root):
    from coursekit.references import raw_tables

    tables = raw_tables(root)
    for table, html in (("glossary", pages.glossary(root)), ("events", told(root, "events"))):
        seen = unfolded(html)
        parts = [row["later"] for row in tables[table].rows if row["later"]]
        assert len(parts) >= 3
        for part in parts:
            assert re.sub(r"\W+", "", part) not in re.sub(r"\W+", "", seen)


def test_own_words_of_a_later_day_are_folded_and_earlier_ones_are_not(root):
    html = told(root, "actors")
    seen = unfolded(html)
    assert "the breakthrough" not in seen and "the meeting was a breakthrough" in html  # 13 November
    assert "we are ready to host direct talks at any stage" in seen  # March


@pytest.mark.parametrize(
    ("date", "after"),
    [
        *[(date, False) for date in ("2018-11-05", "2018-11-04", "2018-10", "2017", "")],
        *[(date, True) for date in ("2018-11-06", "2018-11", "2018", "2019")],
    ],
)
def test_a_date_is_after_the_article(date, after):
    assert is_after(date) == after


def test_a_series_is_called_by_its_title(root):
    html = told(root, "indicators")
    assert "<h3>Opium poppy: area (UN)</h3>" in html
    heads = re.findall(r"<h3>(.*?)</h3>", html)
    assert not [head for head in heads if "_" in head]
