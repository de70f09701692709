"""The map: what it is made of, what it counts, and what it says of its lines."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pytest

from coursekit.chart_html import chart_figure
from coursekit.data import load
from coursekit.explore.placemap import FOLDER, SIDES, meetings_by_place, outline, place_map
from coursekit.faults import CourseError


@pytest.fixture
def cut_map(root: Path):
    """The script that made the outline."""
    spec = importlib.util.spec_from_file_location("cut_map", root / "tools" / "cut_map.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_outline_and_the_places_are_described_with_source_and_licence(root):
    from frictionless import Package

    package = Package(str(root / FOLDER / "datapackage.json"))
    report = package.get_resource("places").validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert {path.name for path in (root / FOLDER).iterdir()} == {
        "datapackage.json",
        *(r.path for r in package.resources),
    }
    for resource in package.resources:
        assert resource.sources and resource.licenses


def test_each_meeting_up_to_the_article_counts_once_and_none_after(root):
    events = load("events", root)
    held = events[(events["form"] == "meeting") & (events["date"] <= "2018-11-05")]
    rows = meetings_by_place(root)
    assert rows["meetings"].sum() == len(held) > 15
    assert rows["last"].max() <= 2018
    assert len(events[events["form"] == "meeting"]) > len(held), "no later meeting: the test proves nothing"


def test_a_meeting_at_an_unknown_place_is_a_fault_with_a_remedy(root, tmp_path):
    shutil.copytree(root / "data", tmp_path / "data")
    places = tmp_path / FOLDER / "places.csv"
    places.write_text(
        "".join(line for line in places.open(encoding="utf-8") if "Tashkent" not in line), encoding="utf-8"
    )
    with pytest.raises(CourseError, match=r"Tashkent.*tools/cut_map\.py"):
        place_map(tmp_path)


def test_the_map_says_what_its_lines_are_not_and_what_is_not_on_it(root):
    chart = place_map(root)
    assert "Lines on this map take no position" in chart.caption
    assert "Durand Line" in chart.caption
    assert "Kashmir" in chart.caption
    beyond = meetings_by_place(root).query("not (24 <= longitude <= 122)")["place"]
    assert len(beyond)
    assert all(place in chart.caption for place in beyond)
    html = chart_figure(chart.spec, "map").html
    assert html.count("<tbody>") == 1, "the outline is no data to read"
    assert "<td>Moscow, Russia</td>" in html


def test_the_outline_stays_in_its_frame_and_is_light(root):
    features, (west, south, east, north) = outline(root)
    assert set(features) == {"land", "afghanistan", "borders"}
    text = (root / FOLDER / "region.geojson").read_text(encoding="utf-8")
    assert len(text) < 30_000

    def points(part):
        return [part] if isinstance(part[0], float | int) else [point for inner in part for point in points(inner)]

    for one in features.values():
        for x, y in points(one["geometry"]["coordinates"]):
            assert west <= x <= east
            assert south <= y <= north
    assert set(json.loads(text)["bbox"]) == {west, south, east, north}


def test_cutting_keeps_ends_and_closes_along_the_frame(cut_map):
    line = [(30.0, 30.0), (31.0, 30.01), (32.0, 30.0), (33.0, 32.0)]
    assert cut_map.simplified(line) == [(30.0, 30.0), (32.0, 30.0), (33.0, 32.0)]
    inside = cut_map.clipped([(110.0, 50.0), (150.0, 50.0), (150.0, 80.0), (110.0, 80.0)])
    assert {max(x for x, _ in inside), max(y for _, y in inside)} == {cut_map.EAST, cut_map.NORTH}
    assert cut_map.area(inside) == pytest.approx((122 - 110) * (59 - 50))
    assert cut_map.clipped([(-10.0, 0.0), (-9.0, 0.0), (-9.0, 1.0)]) == []
    assert cut_map.pieces([(20.0, 40.0), (30.0, 40.0), (31.0, 41.0), (10.0, 41.0)]) == [
        [(24.0, 40.0), (30.0, 40.0), (31.0, 41.0), (24.0, 41.0)]
    ]
    assert all(side in SIDES for _, side in cut_map.PLACES.values())
