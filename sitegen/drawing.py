"""Drawing, as data: where things stand on a map of the world or of one place's surroundings, and the paths of land.

Nothing here writes SVG: a map is a view, and templates draw it (`_drawings.html` of a theme). Coordinates are whole
units of a picture `WIDTH` or `LOCATOR_WIDTH` wide, y downwards, so that no machine rounds them differently. The
outlines are in one data file, made by tools/make_world.py and read at the first map; their borders are of today.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, groupby, pairwise, product
from typing import TypeAlias

import msgspec
from msgspec import Struct

from sitegen import gazetteer
from sitegen.views import Label

Point: TypeAlias = tuple[int, int]
Corners: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom."""

WIDTH = 2000
"""Of the map of the world, in units; on a wide screen two are about a pixel."""

CLOSE, NEAR = 9, 27
"""How far apart the most covered places stay apart, and the others: some 180 and 540 kilometres at the equator."""
LARGE = 80
"""How many of the places are the most covered."""
LARGEST, SMALLEST = 50, 7
"""The radius of the most covered place, and of one that would be smaller yet."""
TARGET = 24
"""The least radius of what a pointer has to hit, where there is room: 24 pixels across on a wide screen, as
WCAG 2.2 (success criterion 2.5.8) asks."""
LINE_HEIGHT, LETTER_WIDTH = 26, 14
"""Of the words on the map; a letter is as wide as most are at most."""

LOCATOR_WIDTH, LOCATOR_HEIGHT = 600, 400
HIGH = 24
"""Degrees from south to north in the map of a place's surroundings: with the width, 36 at the equator."""
STEP = 6
GAP = 300
"""Hundredths of degrees that the parts of a country may lie apart."""
TINY = 50
"""Hundredths of degrees that a country must span to be shown by its outline: Luxembourg, but not Singapore."""
MARGIN = 1.2
"""How much higher or wider than a country its map is."""

# --- paths ----------------------------------------------------------------------------------------------------


def path(lines: Iterable[Sequence[Point]], *, closed: bool = False) -> str:
    """The `d` of an SVG path through whole points, in relative steps; lines that come to one point are left out."""
    return "".join(_line(points, closed) for points in map(_steps, lines) if len(points) > (2 if closed else 1))


def _steps(points: Sequence[Point]) -> list[Point]:
    """The points without those that stand where the one before does."""
    return [*points[:1], *(here for before, here in pairwise(points) if here != before)]


def _line(points: Sequence[Point], closed: bool) -> str:
    steps = [(x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(points)]
    return f"M{_numbers(points[:1])}l{_numbers(steps[:-1] if closed and points[0] == points[-1] else steps)}" + (
        "z" if closed else ""
    )


def _numbers(points: Iterable[Point]) -> str:
    return " ".join(f"{x} {y}" for x, y in points).replace(" -", "-")


# --- the world ------------------------------------------------------------------------------------------------


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """(x, y) on the map of the world, in the Natural Earth projection.

    It shows neither Europe too small nor the Arctic too large, its curved sides say that the world is round, and it
    is a polynomial, which gives the same on every machine. Šavrič, Jenny, Patterson, Petrovič and Hurni, "A
    polynomial equation for the Natural Earth projection", Cartography and Geographic Information Science 38 (2011).
    """
    return (
        WIDTH * (0.5 + longitude / 360 * _length_of_parallel(latitude) / _length_of_parallel(0)),
        WIDTH * (_height(90) - _height(latitude)) / (math.tau * _length_of_parallel(0)),
    )


def _length_of_parallel(latitude: float) -> float:
    square = math.radians(latitude) ** 2
    return 0.8707 + square * (-0.131979 + square * (-0.013791 + square**3 * (0.003971 - 0.001529 * square)))


def _height(latitude: float) -> float:
    phi = math.radians(latitude)
    square = phi**2
    return phi * (
        1.007226 + square * (0.015085 + square**2 * (-0.044475 + 0.028874 * square - 0.005916 * square**2))
    )


# --- outlines -------------------------------------------------------------------------------------------------


class Outlines(Struct, frozen=True):
    """The data file. `land` and `borders` are paths on the map of the world.

    For maps of surroundings, lines are cut into `pieces`: hundredths of degrees east and north by turns, as
    little-endian numbers of 16 bits. Rings of `land`, of each of `countries` (by ISO alpha-2 code), and `lines`,
    where countries meet, are pieces in order; `~piece` is one run backwards.
    """

    land: str
    borders: str
    pieces: list[bytes]
    rings: list[list[int]]
    lines: list[list[int]]
    countries: dict[str, list[list[int]]]


class Box(Struct, frozen=True):
    """An area of the earth, in hundredths of degrees. It may reach beyond 180 degrees east or west."""

    west: int
    south: int
    east: int
    north: int

    @property
    def width(self) -> int:
        return self.east - self.west

    @property
    def height(self) -> int:
        return self.north - self.south

    def beyond(self, other: Box, shift: int = 0) -> int:
        """The sides of `other` that this box lies beyond, as bits; 0 if they may meet."""
        return (
            (self.east + shift < other.west)
            | (self.west + shift > other.east) << 1
            | (self.north < other.south) << 2
            | (self.south > other.north) << 3
        )


class Piece(Struct, frozen=True):
    """Part of an outline, as points (east, north) in hundredths of degrees."""

    points: tuple[Point, ...]
    box: Box


class Outline(Struct, frozen=True):
    pieces: tuple[Piece, ...]
    box: Box


@cache
def outlines() -> Outlines:
    return msgspec.msgpack.decode(gazetteer.data("world.xz"), type=Outlines)


@cache
def _pieces() -> tuple[Piece, ...]:
    return tuple(map(_piece, outlines().pieces))


def _piece(packed: bytes) -> Piece:
    numbers = array("h")
    numbers.frombytes(packed)
    points = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    return Piece(points, Box(*map(min, zip(*points, strict=True)), *map(max, zip(*points, strict=True))))


def _outline(numbers: Iterable[int]) -> Outline:
    known = _pieces()
    pieces = tuple(known[n] if n >= 0 else Piece(known[~n].points[::-1], known[~n].box) for n in numbers)
    return Outline(pieces, _around(piece.box for piece in pieces))


def _around(boxes: Iterable[Box]) -> Box:
    west, south, east, north = zip(*((box.west, box.south, box.east, box.north) for box in boxes), strict=True)
    return Box(min(west), min(south), max(east), max(north))


@cache
def _land() -> tuple[Outline, ...]:
    return tuple(map(_outline, outlines().rings))


@cache
def _borders() -> tuple[Outline, ...]:
    return tuple(map(_outline, outlines().lines))


@cache
def _country(code: str) -> tuple[Outline, ...]:
    return tuple(map(_outline, outlines().countries.get(code, ())))


# --- surroundings ---------------------------------------------------------------------------------------------


class Surroundings(Struct, frozen=True):
    """A window on the earth as a picture, `LOCATOR_WIDTH` by `LOCATOR_HEIGHT`, in the equirectangular projection.

    It is true to scale in the middle, so that a small window looks as it does on a globe (Snyder, "Map projections:
    a working manual", 1987, chapter 12).
    """

    land: str
    borders: str
    countries: str


def around_point(latitude: float, longitude: float) -> Box:
    """The window on a place: `HIGH` degrees from south to north.

    Its middle is on a grid of `STEP` degrees, so that neighbours share one.
    """
    middle = max(-84, min(84, STEP * round(latitude / STEP)))
    return _window(middle, STEP * round(longitude / STEP), HIGH)


def around_countries(codes: Iterable[str]) -> Box | None:
    """The window on countries of today, by ISO alpha-2 code; None if they have no outline that could be seen.

    Of each its largest part counts, and what lies less than `GAP` from that, and so on: France without Guiana, the
    United States without Alaska, all of Japan.
    """
    boxes = [_mainland([part.box for part in parts]) for code in codes if (parts := _country(code))]
    if not boxes:
        return None
    box = _around(boxes)
    if max(box.east - box.west, box.north - box.south) < TINY:
        return None
    latitude, longitude = (box.south + box.north) / 200, (box.west + box.east) / 200
    across = (box.east - box.west) / 100 * _stretch(latitude) * LOCATOR_HEIGHT / LOCATOR_WIDTH
    return _window(latitude, longitude, max(HIGH / 2, MARGIN * max((box.north - box.south) / 100, across)))


def _mainland(parts: Sequence[Box]) -> Box:
    whole = max(parts, key=lambda box: (box.east - box.west) * (box.north - box.south))
    while True:
        reach = Box(whole.west - GAP, whole.south - GAP, whole.east + GAP, whole.north + GAP)
        larger = _around([whole, *(box for box in parts if not box.beyond(reach))])
        if larger == whole:
            return whole
        whole = larger


def _window(latitude: float, longitude: float, height: float) -> Box:
    width = min(360, height * LOCATOR_WIDTH / LOCATOR_HEIGHT / _stretch(latitude))
    return Box(
        round(100 * (longitude - width / 2)),
        round(100 * (latitude - height / 2)),
        round(100 * (longitude + width / 2)),
        round(100 * (latitude + height / 2)),
    )


def _stretch(latitude: float) -> float:
    """How long a degree of longitude is in degrees of latitude; near the poles, longer than it is."""
    return max(0.35, round(math.cos(math.radians(latitude)), 3))


@lru_cache(1000)
def surroundings(window: Box, codes: tuple[str, ...] = ()) -> Surroundings:
    """The picture of a window, with the countries of `codes` apart."""
    return Surroundings(
        land=path(_rings(_land(), window), closed=True),
        borders=path(_lines(window)),
        countries=path((ring for code in codes for ring in _rings(_country(code), window)), closed=True),
    )


def in_window(window: Box, latitude: float, longitude: float) -> Point:
    """Where a point is in the picture of a window."""
    east = round(100 * longitude)
    turns = (east - window.west) // 36000
    ((x, y),) = _drawn(window, -36000 * turns, [(east, round(100 * latitude))])
    return x, y


@cache
def _everything() -> Box:
    return _around(shape.box for shape in _land())


def _shifts(window: Box) -> list[int]:
    """How far east of where they are outlines may be drawn, for a window that reaches past 180 degrees."""
    return [shift for shift in (-36000, 0, 36000) if not _everything().beyond(window, shift)]


def _meeting(shapes: Iterable[Outline], window: Box) -> Iterator[tuple[Outline, int]]:
    """The outlines that may be in a window, and how far east of where they are."""
    south, north = window.south, window.north
    spans = [(window.west - shift, window.east - shift, shift) for shift in _shifts(window)]
    for shape in shapes:
        box = shape.box
        if box.north >= south and box.south <= north:
            for west, east, shift in spans:
                if box.east >= west and box.west <= east:
                    yield shape, shift


def _rings(shapes: Iterable[Outline], window: Box) -> Iterator[list[Point]]:
    for shape, shift in _meeting(shapes, window):
        yield _drawn(window, shift, _near(shape, window, shift))


def _lines(window: Box) -> Iterator[list[Point]]:
    for line, shift in _meeting(_borders(), window):
        for is_beyond, run in groupby(line.pieces, key=lambda piece: bool(piece.box.beyond(window, shift))):
            if not is_beyond:
                yield _drawn(window, shift, chain.from_iterable(piece.points for piece in run))


def _near(shape: Outline, window: Box, shift: int) -> Iterator[Point]:
    """The points of a ring, but of pieces that lie beyond one side of the window only the first.

    What is left out stays beyond that side, so the window looks the same.
    """
    side = 0
    for piece in shape.pieces:
        beyond = piece.box.beyond(window, shift)
        if not beyond:
            yield from piece.points
        elif not side & beyond:
            yield piece.points[0]
        side = side & beyond or beyond


def _drawn(window: Box, shift: int, points: Iterable[Point]) -> list[Point]:
    """Points as they are in the picture, in whole numbers, without those too close to the one before."""
    found: list[Point] = []
    west, top, width, height = window.west - shift, window.north, window.width, window.height
    last_x = last_y = math.inf
    for east, north in points:
        x = LOCATOR_WIDTH * (east - west) // width
        y = LOCATOR_HEIGHT * (top - north) // height
        if abs(x - last_x) + abs(y - last_y) > 2:
            found.append((x, y))
            last_x, last_y = x, y
    return found


# --- dots and words -------------------------------------------------------------------------------------------


class Spot(Struct, frozen=True):
    """A place on the map of the world and how many articles name it. An area is marked in its middle."""

    id: str
    count: int
    x: int
    y: int
    is_area: bool = False


class Circle(Struct, frozen=True):
    """`target` is the radius of what answers to a pointer: `TARGET` where there is room, at least what is seen."""

    x: int
    y: int
    radius: int
    target: int


def spot(id_: str, count: int, latitude: float, longitude: float, *, is_area: bool = False) -> Spot:
    x, y = project(latitude, longitude)
    return Spot(id_, count, round(x), round(y), is_area)


def grouped(spots: Iterable[Spot]) -> list[list[Spot]]:
    """The spots in groups, each led by its most covered.

    A spot joins the nearest leader of its kind that is closer than `CLOSE`; one that is not among the `LARGE` most
    covered, one that is closer than `NEAR`.
    """
    groups: list[list[Spot]] = []
    cells: dict[tuple[bool, int, int], list[int]] = defaultdict(list)
    for rank, here in enumerate(sorted(spots, key=lambda spot: (-spot.count, spot.id))):
        column, row = here.x // NEAR, here.y // NEAR
        beside = product((here.is_area,), range(column - 1, column + 2), range(row - 1, row + 2))
        leads = ((_apart(here, groups[at][0]), at) for cell in beside for at in cells.get(cell, ()))
        reach = CLOSE if rank < LARGE else NEAR
        apart, at = min(leads, default=(reach**2, 0))
        if apart < reach**2:
            groups[at].append(here)
        else:
            cells[here.is_area, column, row].append(len(groups))
            groups.append([here])
    return groups


def _apart(one: Spot, other: Spot) -> int:
    """The square of their distance."""
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2


def circles(spots: Sequence[Spot], counts: Sequence[int]) -> list[Circle]:
    """A circle for each spot, its area in proportion to its count, but none too small to be seen."""
    largest = max(counts, default=1)
    found = []
    for here, count in zip(spots, counts, strict=True):
        radius = max(SMALLEST, round(LARGEST * math.sqrt(count / largest)))
        nearest = min((_apart(here, other) for other in spots if other != here), default=WIDTH**2)
        found.append(Circle(here.x, here.y, radius, max(radius, min(TARGET, math.isqrt(nearest) // 2))))
    return found


def labels(named: Iterable[tuple[Circle, str]], circles: Iterable[Circle]) -> Iterator[Label]:
    """Names beside circles, the first of them first; one that would cover a circle or another name is left out."""
    taken = [(c.x - c.radius, c.y - c.radius, c.x + c.radius, c.y + c.radius) for c in circles]
    for circle, text in named:
        for label, box in _beside(circle, text):
            if box[0] > 0 and box[2] < WIDTH and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                yield label
                break


def _beside(circle: Circle, text: str) -> Iterator[tuple[Label, Corners]]:
    """Where a name may stand, the best first, and what it covers there."""
    gap, long = circle.radius + 6, len(text) * LETTER_WIDTH
    for x, y, anchor, left in (
        (circle.x + gap, circle.y, "start", circle.x + gap),
        (circle.x - gap, circle.y, "end", circle.x - gap - long),
        (circle.x, circle.y - gap - LINE_HEIGHT // 3, "middle", circle.x - long // 2),
        (circle.x, circle.y + gap + LINE_HEIGHT // 3, "middle", circle.x - long // 2),
    ):
        top = y - LINE_HEIGHT // 2
        yield Label(x, y + LINE_HEIGHT // 3, anchor, text), (left, top, left + long, top + LINE_HEIGHT)


def _overlap(one: Corners, other: Corners) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
