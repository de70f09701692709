"""The map: where the meetings of the table of events were held, up to the day of the article.

The outline of the region and the places lie in ``data/map``; ``tools/cut_map.py`` made them. What came later is not
counted.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from coursekit.charts import GRID, INK, PALETTE, Figure, figure
from coursekit.data import load
from coursekit.faults import CourseError, Fault
from coursekit.rows import PUBLISHED

FOLDER = "data/map"
LAND = "#eceef0"  # on a dark page the style sheet replaces it
SIDES: dict[str, tuple[Any, int, int]] = {
    "N": ("center", 0, -13),
    "NE": ("left", 8, -13),
    "E": ("left", 10, 0),
    "SE": ("left", 8, 11),
    "S": ("center", 0, 14),
    "SW": ("right", -8, 11),
    "W": ("right", -10, 0),
    "NW": ("right", -8, -13),
}
"""Where a name stands beside its dot: how it is aligned, and by how many pixels it is moved."""


def files(root: Path) -> list[Path]:
    """Return the files that the map is made of."""
    return [root / FOLDER / "region.geojson", root / FOLDER / "places.csv", root / "data" / "events.csv"]


def meetings_by_place(root: Path) -> pd.DataFrame:
    """Return the places of meetings held up to the day of the article, with their number, most first."""
    events = load("events", root)
    held = events[(events["form"] == "meeting") & (events["date"] <= PUBLISHED)]
    years = held["date"].dt.year
    rows = (
        pd.DataFrame({"place": held["place"].astype(str), "year": years})
        .groupby("place", as_index=False)
        .agg(meetings=("year", "size"), first=("year", "min"), last=("year", "max"))
    )
    places = pd.read_csv(root / FOLDER / "places.csv")
    found = rows.merge(places, on="place", how="left").sort_values(["meetings", "place"], ascending=[False, True])
    lost = found[found["latitude"].isna() & ~found["place"].str.contains(" and ")]["place"].tolist()
    if lost:
        remedy = "add it to PLACES in tools/cut_map.py and run that"
        raise CourseError(Fault(f"{FOLDER}/places.csv", value=lost[0], reason="a meeting at no place", remedy=remedy))
    return found.reset_index(drop=True)


def outline(root: Path) -> tuple[dict[str, dict[str, Any]], list[float]]:
    """Return the features of the outline by name, and its frame: west, south, east, north."""
    found = json.loads((root / FOLDER / "region.geojson").read_text(encoding="utf-8"))
    return {one["id"]: {"type": "Feature", "geometry": one["geometry"]} for one in found["features"]}, found["bbox"]


def place_map(root: Path) -> Figure:
    """Return the map as a chart with caption and text alternative.

    Raises:
        CourseError: if a meeting was held at a place that is not known.
    """
    rows = meetings_by_place(root)
    features, (west, south, east, north) = outline(root)
    inside = rows["longitude"].between(west, east) & rows["latitude"].between(south, north)
    drawn, others = rows[inside], rows[~inside]
    columns = ["place", "meetings", "first", "last", "latitude", "longitude"]
    shown = alt.Chart(rows[columns]).transform_filter(
        alt.FieldOneOfPredicate(field="place", oneOf=sorted(drawn["place"]))
    )
    spots = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    told = [
        alt.Tooltip("place:N"),
        alt.Tooltip("meetings:Q"),
        alt.Tooltip("first:Q", format="d"),
        alt.Tooltip("last:Q", format="d"),
    ]
    size = alt.Size("meetings:Q", scale=alt.Scale(domain=[0, 5], range=[0, 320]), legend=None)
    dots = shown.mark_circle(color=PALETTE[0], opacity=0.9).encode(**spots, size=size, tooltip=told)
    labels = []
    for side, group in drawn.groupby("label_side", sort=True):
        align, dx, dy = SIDES[str(side)]
        words = alt.Chart(rows[columns]).transform_filter(
            alt.FieldOneOfPredicate(field="place", oneOf=sorted(group["place"]))
        )
        words = words.transform_calculate(label="split(datum.place, ',')[0] + ' ' + datum.meetings")
        mark = words.mark_text(align=align, baseline="middle", dx=dx, dy=dy, color=INK, fontSize=12)
        labels.append(mark.encode(**spots, text="label:N", tooltip=alt.value(None)))
    layers = [
        _shape(features["land"], color=LAND),
        _shape(features["afghanistan"], color=GRID),
        _shape(features["borders"], filled=False, color=INK, strokeOpacity=0.4, strokeWidth=0.8, strokeDash=[3, 2]),
    ]
    chart = alt.layer(*layers, dots, *labels).project("mercator").properties(width=600, height=340)
    return figure(chart, name="places-of-meetings", caption=_caption(rows, others), alt_text=_alternative(drawn))


def _shape(feature: dict[str, Any], **look: Any) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=[feature])).mark_geoshape(**look).encode(tooltip=alt.value(None))


def _times(count: int) -> str:
    return f"{count} meeting" if count == 1 else f"{count} meetings"


def _caption(rows: pd.DataFrame, others: pd.DataFrame) -> str:
    beyond = "; ".join(f"{row.place}: {row.meetings}" for row in others.itertuples())
    return (
        f"Where the {rows['meetings'].sum()} meetings of the table of events were held, up to 5 November 2018; a "
        f"larger dot is more of them. Not on this map: {beyond}. The table is a choice of the course, and a place "
        "without a dot is no place without talks. Lines on this map take no position: they are those of Natural "
        "Earth, which draws who held an area and not who claims it. Afghan governments have not accepted the Durand "
        "Line as a border; Kashmir, Crimea, and others drawn here are disputed too."
    )


def _alternative(drawn: pd.DataFrame) -> str:
    told = ", ".join(f"{row.place} {row.meetings}" for row in drawn.itertuples())
    first, second = drawn.iloc[0], drawn.iloc[1]
    return (
        "Map from Istanbul and Moscow in the west to Beijing in the east, Afghanistan darker than its neighbours, "
        f"with a dot at each place of a meeting. Meetings by place: {told}. Most were in {first.place} "
        f"({_times(first.meetings)}), then in {second.place}."
    )
