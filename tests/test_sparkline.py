"""Small pictures of series: a dot for each figure, at its place, and nothing that a reader is to judge first."""

from __future__ import annotations

import re
from datetime import date

import pytest
from browser_support import ROOT

from coursekit.data import load
from coursekit.rows import sections
from coursekit.sparkline import HEIGHT, WIDTH, sparkline


def dots(svg: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h0", svg)]


def test_dots_stand_in_time_and_from_zero_up():
    svg = sparkline([(date(2018, 1, 1), 10), (date(2017, 1, 1), 5), (date(2016, 1, 1), 0)], "A & B")
    (late, mid, early) = dots(svg)
    assert early[0] < mid[0] < late[0] <= WIDTH
    assert early[1] == HEIGHT - 4
    assert late[1] == 4
    assert mid[1] == pytest.approx((early[1] + late[1]) / 2, abs=1)
    assert 'aria-label="A &amp; B: 3 figures, 2016 to 2018, between 0 and 10"' in svg
    assert "style=" not in svg, "the policy of the pages allows no styles in attributes"


@pytest.mark.parametrize("points", [[], [(date(2018, 1, 1), 3.0)]])
def test_fewer_than_two_figures_make_no_picture(points):
    assert sparkline(points, "x") == ""


def test_equal_figures_and_equal_days_are_drawn():
    assert len(dots(sparkline([(date(2018, 1, 1), 0), (date(2018, 1, 1), 0)], "x"))) == 2
    assert len(dots(sparkline([(date(2018, 1, 1), -5), (date(2019, 1, 1), 5)], "x"))) == 2
    assert "2 figures, 2018, between 0 and 1" in sparkline([(date(2018, 1, 1), 0), (date(2018, 7, 1), 1)], "x")


def test_each_series_with_figures_of_before_the_article_has_its_picture():
    table = load("indicators", ROOT)
    before = table[table["period_end"].astype(str) <= "2018-11-05"].groupby("indicator", observed=True).size()
    html = "".join(text for _, _, text in sections(ROOT, "indicators"))
    drawn = re.findall(r'<div class="spark">.*?</div>', html)
    assert len(drawn) == (before >= 2).sum() > 20
    assert sorted(len(dots(svg)) for svg in drawn) == sorted(before[before >= 2])
    assert not re.search(r'aria-label="[^"]* (?:2019|202\d)[ ,]', html)
