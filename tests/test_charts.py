"""Charts: what is stored, and what is drawn from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from coursekit.chart_svg import figure_html
from coursekit.charts import MIME_TYPE, figure, mark_day


def sample(name="rounds-by-year", **changes):
    data = pd.DataFrame({"day": pd.to_datetime(["2016-12-27", "2017-04-14", "2018-11-09"]), "states": [3, 11, 12]})
    chart = alt.Chart(data).mark_line(clip=True, point=True).encode(x="day:T", y="states:Q")
    texts = {"caption": "States per round, as announced.", "alt_text": "A line rising from 3 to 12.", **changes}
    return figure(alt.layer(chart, mark_day("2018-11-05", "article")), name=name, **texts)


def test_the_output_is_the_same_each_time_and_in_each_process():
    here = json.dumps(sample()._repr_mimebundle_(), sort_keys=True)
    code = (
        "from test_charts import sample; import json; print(json.dumps(sample()._repr_mimebundle_(), sort_keys=True))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Kabul", "PYTHONPATH": str(Path(__file__).parent)}
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert there.stdout.strip() == here
    assert "0x" not in here


def test_the_output_is_drawn_by_jupyterlab_and_read_by_those_who_do_not_see_it():
    bundle = sample()._repr_mimebundle_()
    assert set(bundle) == {MIME_TYPE, "text/plain"}
    assert bundle["text/plain"] == "Figure rounds-by-year: A line rising from 3 to 12."
    assert bundle[MIME_TYPE]["description"] == "A line rising from 3 to 12."


@pytest.mark.parametrize(
    "changes", [{"caption": " "}, {"alt_text": ""}, {"name": "Not A Name"}, {"name": ""}, {"name": "a\n"}]
)
def test_a_chart_without_name_caption_or_alternative_is_refused(changes):
    with pytest.raises(ValueError, match="chart"):
        sample(**changes)


def test_the_drawing_is_the_same_in_any_time_zone_and_after_any_other_chart():
    code = (
        "from test_charts import sample; from coursekit.chart_svg import figure_html; print(figure_html(sample().spec))"
    )
    environment = {**os.environ, "TZ": "Asia/Kabul", "PYTHONPATH": str(Path(__file__).parent)}
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    figure_html(sample("another-before").spec)
    assert there.stdout.strip() == figure_html(sample().spec)


def test_the_figure_is_named_fluid_and_holds_its_data():
    html = figure_html(sample().spec)
    assert html.startswith('<figure class="chart" id="fig-rounds-by-year">')
    assert 'role="img" aria-label="A line rising from 3 to 12."' in html
    assert "<figcaption>States per round, as announced.</figcaption>" in html
    assert "<td>2016-12-27</td><td>3</td>" in html
    assert ' width="' not in html.split(">", 3)[2]


def test_two_charts_of_one_page_share_no_id():
    import re

    first, second = (set(re.findall(r'\bid="([^"]+)"', figure_html(sample(name).spec))) for name in ("one", "two"))
    assert len(first) > 1, "the sample has no inner id: the test proves nothing"
    assert not first & second
    html = figure_html(sample("one").spec)
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= first


def test_the_name_in_a_stored_chart_cannot_carry_a_script():
    spec = sample().spec
    spec["usermeta"]["name"] = '"><script>alert(1)</script>'
    assert "<script" not in figure_html(spec)


def test_texts_of_a_chart_cannot_carry_a_script():
    html = figure_html(sample(caption="<script>alert(1)</script>", alt_text='"><script>alert(1)</script>').spec)
    assert "<script" not in html


@pytest.mark.parametrize(
    "spec",
    [
        {},
        [],
        "x",
        None,
        {"usermeta": ["x"], "description": "d"},
        {"usermeta": {"name": "x", "caption": "c"}},
        {"description": "d"},
    ],
)
def test_a_specification_of_unknown_origin_is_refused(spec):
    with pytest.raises(ValueError, match="without name, caption or text alternative"):
        figure_html(spec)


def test_a_specification_that_cannot_be_drawn_says_why():
    spec = {**sample().spec, "layer": "nonsense"}
    with pytest.raises(ValueError, match="cannot be drawn"):
        figure_html(spec)
