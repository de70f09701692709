"""Charts: what is stored, and what is drawn from it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from coursekit.chart_html import chart_figure
from coursekit.chart_lighten import lighten
from coursekit.chart_live import bundled, script, vega
from coursekit.chart_narrow import WIDTH
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


@pytest.mark.long
def test_the_drawing_is_the_same_in_any_time_zone_and_after_any_other_chart():
    code = (
        "from test_charts import sample; "
        "from coursekit.chart_html import chart_figure; "
        "print(chart_figure(sample().spec, 'page'))"
    )
    environment = {**os.environ, "TZ": "Asia/Kabul", "PYTHONPATH": str(Path(__file__).parent)}
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    chart_figure(sample("another-before").spec, "page")
    assert there.stdout.strip() == str(chart_figure(sample().spec, "page"))


def test_the_figure_is_named_fluid_and_holds_its_data():
    html = chart_figure(sample().spec, "page").html
    assert html.startswith('<figure class="chart" id="fig-rounds-by-year" data-live="page-rounds-by-year.js?v=')
    assert 'role="img" aria-label="A line rising from 3 to 12."' in html
    assert "<figcaption>States per round, as announced.</figcaption>" in html
    assert "<td>2016-12-27</td><td>3</td>" in html
    assert "style=" not in html, "a strict policy refuses it"
    assert "<script" not in html


def test_two_charts_of_one_page_share_no_id():
    first, second = (
        set(re.findall(r'\bid="([^"]+)"', chart_figure(sample(name).spec, "page").html)) for name in ("one", "two")
    )
    assert len(first) > 1, "the sample has no inner id: the test proves nothing"
    assert not first & second
    html = chart_figure(sample("one").spec, "page").html
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= first


def test_the_name_in_a_stored_chart_cannot_carry_a_script():
    spec = sample().spec
    spec["usermeta"]["name"] = '"><script>alert(1)</script>'
    assert "<script" not in chart_figure(spec, "page").html


def test_texts_of_a_chart_cannot_carry_a_script():
    spec = sample(caption="<script>alert(1)</script>", alt_text='"><script>alert(1)</script>').spec
    html = chart_figure(spec, "page").html
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
        chart_figure(spec, "page")


def test_a_specification_that_cannot_be_drawn_says_why():
    spec = {**sample().spec, "layer": "nonsense"}
    with pytest.raises(ValueError, match="cannot be drawn"):
        chart_figure(spec, "page")


LONG = ["Islamic Republic of Pakistan", "Afghan government (2001-2021)", "Kingdom of Saudi Arabia"]


def long_names(**encoding):
    data = pd.DataFrame(
        {
            "who": LONG * 3,
            "round": [r for r in ("Dec 2016, before", "Feb 2017, before", "Apr 2017, no. 1") for _ in LONG],
        }
    )
    points = alt.Chart(data).mark_point().encode(x="round:N", y="who:N", **encoding)
    return figure(points.properties(width=500, height=60), name="long", caption="c", alt_text="a").spec


def drawings(html):
    return re.findall(r'<div class="chart-drawing chart-(\w+)">(<svg.*?</svg>)', html, re.DOTALL)


@pytest.mark.parametrize("spec", [sample().spec, long_names()], ids=["layers", "long names"])
def test_a_second_drawing_is_as_wide_as_a_phone(spec):
    (wide, first), (narrow, second) = drawings(chart_figure(spec, "page").html)
    assert (wide, narrow) == ("wide", "narrow")
    widths = [float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1]) for svg in (first, second)]
    assert widths[0] > 500
    assert abs(widths[1] - WIDTH) < 10


def test_long_names_break_into_lines_and_none_is_cut():
    _, (_, narrow) = drawings(chart_figure(long_names(), "page").html)
    assert "of Pakistan<" in narrow
    assert "rotate(-90)" in narrow
    assert "…" not in narrow
    assert float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)', narrow)[1]) > 90 + 100, "the rows got no height"


def test_what_a_drawing_says_is_not_rounded():
    data = pd.DataFrame({"x": [1], "y": ["0.12345 of 6.7890"]})
    chart = alt.Chart(data).mark_text().encode(x="x:Q", text="y:N")
    assert "0.12345 of 6.7890<" in chart_figure(figure(chart, name="n", caption="c", alt_text="a").spec, "page").html


def test_data_are_told_as_one_reads_and_once():
    rows = [{"count": n, "track": f"t{n}", "who": f"w{n}"} for n in range(4)]
    whole = alt.Chart(pd.DataFrame(rows)).mark_point().encode(y="who:N", x="track:N", size="count:Q")
    some = alt.Chart(pd.DataFrame(rows[:3])).mark_text().encode(y="who:N", x="track:N", text="count:Q")
    line = alt.Chart(pd.DataFrame({"x": [0, 1], "y": [0, 1]})).mark_line().encode(x="x:Q", y="y:Q")
    spec = figure(whole + some + line, name="n", caption="c", alt_text="a").spec
    sheets = [text for name, text in chart_figure(spec, "page").files.items() if name.endswith(".csv")]
    assert [sheet[1:].splitlines()[0] for sheet in sheets] == ["who,track,count"]


def test_the_data_are_offered_as_a_sheet_with_every_row():
    data = pd.DataFrame({"who, when": [f'"{n}"' for n in range(500)], "share": [n / 7 for n in range(500)]})
    chart = alt.Chart(data).mark_point().encode(x="share:Q")
    spec = figure(chart, name="n", caption="c", alt_text="a").spec
    sheet = chart_figure(spec, "page").files["page-n.csv"]
    assert sheet.startswith("\ufeff"), "Excel takes it for another alphabet"
    rows = list(csv.reader(io.StringIO(sheet[1:])))
    assert (rows[0], len(rows), rows[500]) == (["who, when", "share"], 501, ['"499"', str(499 / 7)])
    assert '<a href="page-n.csv" download>' in chart_figure(spec, "page").html
    assert "2018-11-09,12" in chart_figure(sample().spec, "page").files["page-rounds-by-year.csv"]


def live(spec):
    (text,) = (text for name, text in chart_figure(spec, "page").files.items() if name.endswith(".js"))
    name, pair = re.fullmatch(r"coursekitCharts\.add\((\"[^\"]+\"), (.*)\);\n", text, re.DOTALL).groups()
    return json.loads(name), json.loads(pair)


def test_the_live_chart_stands_where_its_drawing_does():
    name, pair = live(sample().spec)
    assert name == "fig-rounds-by-year"
    for (_, svg), one in zip(drawings(chart_figure(sample().spec, "page").html), pair, strict=True):
        left, top = map(float, re.search(r'<g[^>]* transform="translate\(([\d.]+),([\d.]+)\)', svg).groups())
        assert one["autosize"] == {"type": "none"}
        assert (one["padding"]["left"], one["padding"]["top"]) == (left, top)


def test_each_mark_tells_its_row_in_words_unless_the_author_said_otherwise():
    told = json.dumps(live(sample().spec)[1])
    assert '\\"day\\": timeFormat(datum[\\"day\\"], \'%-d %B %Y\')' in told
    assert '\\"states\\": format(datum[\\"states\\"], \\",\\")' in told
    assert "format(" not in json.dumps(live(long_names(tooltip="who:N"))[1][0]["marks"])
    counted = alt.Chart(pd.DataFrame({"kind": list("aab")})).mark_bar().encode(x="count()", y="kind:N")
    assert "Count of Records" in json.dumps(live(figure(counted, name="n", caption="c", alt_text="a").spec)[1])


def test_vega_is_one_classic_script_that_is_the_same_each_time():
    assert bundled() == vega()
    assert not re.search(r"^\s*(import|export)\b", vega(), re.MULTILINE)
    assert "window.vegaEmbed" in vega()


def test_the_script_of_a_page_names_the_version_of_vega_and_carries_no_comments():
    assert re.search(r'"vega\.js\?v=\d[^"]*"', script())
    assert "@param" not in script()
    assert len(script()) < 8000


RENDERED = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1">
<g fill="none" transform="translate(1,1)"><g class="root" role="graphics-object">
<path class="background" aria-hidden="true" d="M0,0h9v9h-9Z" pointer-events="none"/>
<g class="tick"><line transform="translate(0,1.25)" x2="-5" y2="0" stroke="#000" stroke-width="1" opacity="1"/>
<line transform="translate(0,2)" x2="0" y2="3" stroke="#000" stroke-width="1" opacity="1"/>
<line transform="translate(0,9)" x2="2" y2="3" stroke="#000" stroke-width="2" opacity="1"/></g>
<g class="label"><text font-family="sans-serif" fill="#111" transform="translate(0,1.0)">a  &lt; b</text>
<text font-size="12px" fill="#111" transform="translate(0,2)">c</text></g>
<path d="M0,0h1v1Z" fill="#222" stroke="none"/><path d="M0,0h2v2Z" fill="#222" fill-opacity="0"/>
<path d="M0,0h3v3Z" fill="#222" fill-opacity="0.15"/><path class="foreground" aria-hidden="true" d="" display="none"/>
<use xlink:href="#x"/></g></g></svg>"""


def drawing(marks):
    return f'<svg xmlns="http://www.w3.org/2000/svg"><g fill="none">{marks}</g></svg>'


def test_a_drawing_says_once_what_marks_have_in_common():
    svg = lighten(RENDERED.replace("\n", ""))
    alike, other = '<path d="M0,1.2h-5M0,2v3"/>', '<path d="M0,9l2,3" stroke-width="2"/>'
    assert f'<g stroke="#000">{alike}{other}</g>' in svg, "lines alike are one path"
    assert '<g fill="#111"><text transform="translate(0,1)">a  &lt; b</text>' in svg
    assert '<path d="M0,0h3v3Z" fill="#222" fill-opacity="0.15"/>' in svg
    assert "M0,0h9" not in svg, "what paints nothing goes"
    assert '<path d="M0,0h1v1Z" fill="#222" stroke="none"/>' in svg
    assert "M0,0h2" not in svg
    assert '<use href="#x"/>' in svg
    assert not re.search(r"class=|role=|aria-|pointer-events|ns0|<line", svg)
    assert svg.count("<g") == 3, "groups that say nothing go"


def test_a_colour_of_a_group_falls_on_nothing_that_had_none():
    mixed = '<text fill="#111">a</text><line x2="1" y2="0" stroke="#000"/>'
    svg = lighten(drawing(f"<g>{mixed}</g>"))
    assert '<g fill="none"><text fill="#111">a</text><path d="M0,0h1" stroke="#000"/></g>' in svg


def test_texts_without_words_go():
    svg = lighten(drawing('<text fill="#111">a</text><text fill="#111" transform="translate(0,1)"> </text><text/>'))
    assert '<g fill="none"><text fill="#111">a</text></g>' in svg


def test_outlines_alike_are_one_path_and_nothing_else_is():
    cells = '<path d="M0,0h2v2Z"/><path d="M2,0h2v2Z"/>'
    assert '<g stroke="#000"><path d="M0,0h2v2ZM2,0h2v2Z"/></g>' in lighten(drawing(f'<g stroke="#000">{cells}</g>'))
    assert lighten(drawing(f'<g fill="#222">{cells}</g>')).count("<path") == 2, "a filled one covers the one before"
    for other in ('stroke-opacity="0.5"', 'opacity="0.5"', 'transform="translate(0,1)"', 'stroke-width="2"'):
        svg = lighten(drawing(f'<g stroke="#000">{cells.replace("<path", f"<path {other}", 1)}</g>'))
        assert svg.count("<path") == 2, other
