"""Maps: laws of the projection, of dots and of names, and outlines with cities on the right side of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen import drawing
from sitegen.drawing import Point, Spot

HEIGHT = 1040
"""Of the whole map of the world."""

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
spots = st.lists(
    st.builds(
        Spot,
        id=st.text("abcdef", min_size=1, max_size=4),
        count=st.integers(1, 5000),
        x=st.integers(0, 200),
        y=st.integers(0, 100),
        is_area=st.booleans(),
    ),
    unique_by=lambda spot: spot.id,
    max_size=120,
)

ON_LAND = {
    "Wichita": (37.69, -97.34),
    "Brasilia": (-15.79, -47.88),
    "Madrid": (40.42, -3.70),
    "Moscow": (55.75, 37.62),
    "Nairobi": (-1.29, 36.82),
    "Alice Springs": (-23.70, 133.88),
    "Anadyr": (66.5, 171.0),
    "Chukotka": (66.6, -173.5),
}
AT_SEA = {"the Caspian": (41.9, 50.7), "off Ireland": (52.0, -20.0), "the Tasman Sea": (-38.0, 160.0)}


# --- the world ------------------------------------------------------------------------------------------------


@given(latitudes, longitudes)
def test_the_projection_stays_in_the_picture(latitude: float, longitude: float) -> None:
    x, y = drawing.project(latitude, longitude)
    assert 0 <= x <= drawing.WIDTH
    assert 0 <= y <= HEIGHT


@given(latitudes, longitudes)
def test_the_projection_is_symmetrical(latitude: float, longitude: float) -> None:
    x, y = drawing.project(latitude, longitude)
    mirrored = drawing.project(-latitude, -longitude)
    assert mirrored == pytest.approx((drawing.WIDTH - x, 2 * drawing.project(0, 0)[1] - y))


@given(latitudes, latitudes, longitudes)
def test_north_is_up(one: float, other: float, longitude: float) -> None:
    south, north = sorted((one, other))
    assert drawing.project(north, longitude)[1] <= drawing.project(south, longitude)[1]


def test_the_projection_is_the_published_one() -> None:
    """x at the equator's end is 0.8707 pi, the pole's line is 0.55 times as long (Savric and others, 2011)."""
    assert drawing.project(0, 180) == pytest.approx((drawing.WIDTH, HEIGHT / 2), abs=0.01)
    assert drawing.project(90, 180)[0] - drawing.project(90, -180)[0] == pytest.approx(
        0.55 * drawing.WIDTH, rel=0.01
    )


@pytest.mark.parametrize(("where", "is_land"), [*((w, True) for w in ON_LAND), *((w, False) for w in AT_SEA)])
def test_the_map_of_the_world_knows_land_from_sea(where: str, is_land: bool) -> None:
    x, y = drawing.project(*(ON_LAND | AT_SEA)[where])
    assert is_inside(drawing.outlines().land, (round(x), round(y))) == is_land


def test_the_outlines_stay_in_the_picture_and_are_small() -> None:
    known = drawing.outlines()
    for line in (line for path in (known.land, known.borders) for line in lines(path)):
        assert all(0 <= x <= drawing.WIDTH and 0 <= y <= HEIGHT for x, y in line)
    assert len(known.land) + len(known.borders) < 40_000


# --- surroundings ---------------------------------------------------------------------------------------------


@given(latitudes, longitudes)
def test_a_place_is_in_its_surroundings(latitude: float, longitude: float) -> None:
    x, y = drawing.in_window(drawing.around_point(latitude, longitude), latitude, longitude)
    assert 0 <= x <= drawing.LOCATOR_WIDTH
    assert 0 <= y <= drawing.LOCATOR_HEIGHT


@pytest.mark.parametrize(("where", "is_land"), [*((w, True) for w in ON_LAND), *((w, False) for w in AT_SEA)])
@given(north=st.integers(-8, 8), east=st.integers(-12, 12), other_way=st.booleans())
def test_surroundings_know_land_from_sea(where: str, is_land: bool, north: int, east: int, other_way: bool) -> None:
    """From whatever window it is looked at, though each leaves out what is far; and by the other way round."""
    latitude, longitude = (ON_LAND | AT_SEA)[where]
    turn = 0 if not other_way else 360 if longitude < 0 else -360
    window = drawing.around_point(latitude + north, longitude + east + turn)
    picture = drawing.surroundings(window)
    assert is_inside(picture.land, drawing.in_window(window, latitude, longitude)) == is_land


@pytest.mark.parametrize(
    ("codes", "city", "is_in"),
    [
        ("FR", "Madrid", False),
        ("ES", "Madrid", True),
        ("RU", "Moscow", True),
        ("RU", "Anadyr", True),
        ("US", "Wichita", True),
        ("RU UA KZ", "Moscow", True),
        ("ET TZ", "Nairobi", False),
    ],
)
def test_a_country_holds_its_cities(codes: str, city: str, is_in: bool) -> None:
    window = drawing.around_countries(codes.split())
    assert window is not None
    picture = drawing.surroundings(window, tuple(codes.split()))
    assert is_inside(picture.countries, drawing.in_window(window, *ON_LAND[city])) == is_in


def test_what_is_no_country_has_no_window() -> None:
    assert drawing.around_countries(["ZZ"]) is None
    assert drawing.around_countries([]) is None


def test_outlines_go_on_where_they_left_off() -> None:
    """From piece to piece, also where one runs backwards, and from the last to the first."""
    known = drawing.outlines()
    for ring in chain(known.rings, *known.countries.values()):
        pieces = [piece.points for piece in drawing._outline(ring).pieces]
        assert all(before[-1] == after[0] for before, after in pairwise([*pieces, pieces[0]]))


def lines(path: str) -> Iterator[list[Point]]:
    """The points of each line of a path, as drawing.path writes it."""
    for line in path.split("M")[1:]:
        numbers = [int(number) for number in re.findall(r"-?\d+", line)]
        points = [(numbers[0], numbers[1])]
        for x, y in zip(numbers[2::2], numbers[3::2], strict=True):
            points.append((points[-1][0] + x, points[-1][1] + y))
        yield points


def is_inside(path: str, point: Point) -> bool:
    """Whether a point is in the area that a path encloses, by the even-odd rule."""
    x, y = point[0] + 0.5, point[1] + 0.5
    crossings = 0
    for line in lines(path):
        for (ax, ay), (bx, by) in pairwise([*line, line[0]]):
            crossings += (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay)
    return crossings % 2 == 1


@given(st.lists(st.lists(st.tuples(st.integers(-999, 999), st.integers(-999, 999)), min_size=4, max_size=9)))
def test_a_path_goes_through_its_points(drawn: list[list[Point]]) -> None:
    distinct = [[line[0], *(b for a, b in pairwise(line) if a != b)] for line in drawn]
    assert list(lines(drawing.path(distinct))) == [line for line in distinct if len(line) > 1]


# --- dots and names -------------------------------------------------------------------------------------------


@given(spots)
def test_groups_partition_the_spots(found: list[Spot]) -> None:
    groups = drawing.grouped(found)
    assert sorted(spot.id for group in groups for spot in group) == sorted(spot.id for spot in found)
    for lead, *others in groups:
        assert all(other.count <= lead.count and other.is_area == lead.is_area for other in others)
        assert all(apart(lead, other) < drawing.NEAR for other in others)
    for one, other in combinations([lead for lead, *_ in groups], 2):
        assert one.is_area != other.is_area or apart(one, other) >= drawing.CLOSE
    assert drawing.grouped(found[::-1]) == groups


@given(spots)
def test_circles_grow_with_counts_and_keep_their_distance(found: list[Spot]) -> None:
    counts = [spot.count for spot in found]
    circles = drawing.circles(found, counts)
    by_count = sorted(zip(counts, circles, strict=True), key=lambda pair: pair[0])
    for (_, smaller), (_, larger) in pairwise(by_count):
        assert smaller.radius <= larger.radius
    for circle in circles:
        assert drawing.SMALLEST <= circle.radius <= drawing.LARGEST
        assert circle.radius <= circle.target <= max(circle.radius, drawing.TARGET)
    for one, other in combinations(circles, 2):
        if one.target > one.radius and other.target > other.radius and (one.x, one.y) != (other.x, other.y):
            assert one.target + other.target <= apart(one, other)


def test_the_area_of_a_circle_is_in_proportion_to_its_count() -> None:
    small, large = drawing.circles([Spot("a", 25, 0, 0), Spot("b", 100, 900, 0)], [25, 100])
    assert (2 * small.radius, large.radius) == (drawing.LARGEST, drawing.LARGEST)


@given(spots)
def test_names_cover_neither_names_nor_circles(found: list[Spot]) -> None:
    circles = drawing.circles(found, [spot.count for spot in found])
    placed = list(drawing.labels([(c, spot.id * 3) for c, spot in zip(circles, found, strict=True)], circles))
    boxes = [box(label.x, label.y, label.anchor, len(label.text)) for label in placed]
    boxes += [(c.x - c.radius, c.y - c.radius, c.x + c.radius, c.y + c.radius) for c in circles]
    for one, other in combinations(boxes[: len(placed)], 2):
        assert are_apart(one, other)
    assert all(are_apart(one, other) for one in boxes[: len(placed)] for other in boxes[len(placed) :])


def box(x: int, y: int, anchor: str, letters: int) -> Sequence[float]:
    wide = letters * drawing.LETTER_WIDTH
    left = {"start": x, "end": x - wide, "middle": x - wide / 2}[anchor]
    return left, y - drawing.LINE_HEIGHT * 0.8, left + wide, y + drawing.LINE_HEIGHT * 0.2 - 1


def are_apart(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


def apart(one: Spot | drawing.Circle, other: Spot | drawing.Circle) -> float:
    return float(((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5)
