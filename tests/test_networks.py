"""Networks: each file of cases/networks has articles (how many, whom they list) and the network of one in them."""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen.layout import SPREAD, WHEEL, Box, Layout, fold, spread, text_width, wheel
from sitegen.model import EntityKey
from sitegen.network import (
    CLOSEST,
    COMPANY,
    COVERED,
    LEAST_COMPANY,
    LEAST_SHARED,
    Shared,
    circle_of,
    closeness,
    most_covered,
)

CASES = sorted((Path(__file__).parent / "cases" / "networks").glob("*.yaml"))

KEYS = st.tuples(st.just("person"), st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
LISTINGS = st.lists(st.sets(KEYS, max_size=20).map(sorted), max_size=30)
NAMES = st.text(min_size=1, max_size=60) | st.lists(st.sampled_from("of the Ministry Foreign Affairs".split())).map(
    " ".join
)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_company(path: Path) -> None:
    case: Any = yaml.safe_load(path.read_text("utf-8"))
    listings = [[("person", name) for name in names] for times, *names in case["articles"] for _ in range(times)]
    circle = circle_of(("person", case["centre"]), Shared(listings))
    graph = circle and circle.graph
    names = [name for _, name in graph.keys] if graph else None
    assert names == case["names"]
    pairs = {frozenset((names[tie.one], names[tie.other])) for tie in graph.ties} if graph and names else set()
    for name, others in case.get("ties", {}).items():
        assert {other for pair in pairs if name in pair for other in pair - {name}} == set(others)


@given(LISTINGS, KEYS)
def test_company_is_the_closest_there_is(listings: list[list[EntityKey]], key: EntityKey) -> None:
    shared = Shared(listings)
    circle = circle_of(key, shared)
    graph = circle and circle.graph
    counts = shared.beside(key)
    known = [other for other in counts if counts[other] >= LEAST_SHARED and other != key]
    assert (graph is not None) == (len(known) >= LEAST_COMPANY)
    if graph:
        assert len(set(graph.keys)) == len(graph.keys) == min(len(known), COMPANY)
        left = [closeness(shared, key, other) for other in known if other not in graph.keys]
        assert min(closeness(shared, key, other) for other in graph.keys) >= max(left, default=0)
        assert len(graph.ties) <= CLOSEST * len(graph.keys)
        for tie in graph.ties:
            one, other = graph.keys[tie.one], graph.keys[tie.other]
            both = sum(one in listing and other in listing for listing in listings)
            assert tie.shared == both >= LEAST_SHARED
            assert 0 < tie.closeness <= 1 + 1e-9
        assert circle_of(key, Shared(listings[::-1])) == circle


@given(LISTINGS)
def test_the_most_covered_are_tied(listings: list[list[EntityKey]]) -> None:
    appearances = {
        key: [url for url, keys in enumerate(listings) if key in keys] for keys in listings for key in keys
    }
    graph = most_covered(appearances, listings)
    assert graph == most_covered(dict(reversed(appearances.items())), listings[::-1])
    if graph:
        assert LEAST_COMPANY <= len(graph.keys) <= COVERED
        assert {place for tie in graph.ties for place in (tie.one, tie.other)} == set(range(len(graph.keys)))
        ranked = [(-len(appearances[key]), key) for key in graph.keys]
        assert ranked == sorted(ranked)


# --- drawings -------------------------------------------------------------------------------------------------


@given(st.text(), st.integers(1, 30), st.integers(1, 3))
def test_a_folded_name_fits_and_begins_as_it_did(name: str, width: int, lines: int) -> None:
    folded = fold(name, width, lines)
    assert 1 <= len(folded) <= lines
    assert all(text_width(line) <= width for line in folded)
    whole, shown = "".join(name.split()), "".join(" ".join(folded).split())
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown.removesuffix("…")))


@given(NAMES, st.lists(NAMES, min_size=LEAST_COMPANY, max_size=COMPANY), st.data())
def test_names_about_a_wheel_do_not_overlap(hub: str, names: list[str], data: st.DataObject) -> None:
    radii = data.draw(st.lists(st.integers(3, 10), min_size=len(names), max_size=len(names)))
    layout = wheel(hub, 10, names, radii)
    assert layout.width == WHEEL
    check(layout, letter=11)


@given(st.lists(NAMES, min_size=LEAST_COMPANY, max_size=36), st.data())
def test_names_of_a_spread_graph_do_not_overlap(names: list[str], data: st.DataObject) -> None:
    places = st.integers(0, len(names) - 1)
    ties = data.draw(
        st.lists(st.tuples(places, places).filter(lambda tie: tie[0] < tie[1]), unique=True, max_size=60)
    )
    layout = spread(names, [10] * len(names), ties)
    assert layout
    assert layout.width == SPREAD[0]
    assert spread(names, [10] * len(names), ties) == layout
    check(layout, letter=12)


def check(layout: Layout, letter: int) -> None:
    """Nothing overlaps, and nothing leaves the drawing."""
    boxes = [Box(s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in layout.spots]
    for spot in layout.spots:
        for row, line in enumerate(spot.lines):
            width = text_width(line) * letter
            left = spot.label_x - {"start": 0, "middle": width / 2, "end": width}[spot.anchor]
            base = spot.label_y + 13 * row
            boxes.append(Box(left, base - 8.5, left + width, base + 3))
    assert [(one, other) for one, other in combinations(boxes, 2) if one.meets(other)] == []
    assert min(min(box.left, box.top) for box in boxes) >= 0
    assert max(box.right for box in boxes) <= layout.width
    assert max(box.bottom for box in boxes) <= layout.height


def test_without_igraph_nothing_is_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "igraph", None)
    assert spread(["John Glenn", "NASA"], [5, 5], [(0, 1)]) is None
