"""Where the names of a network stand: a wheel about one entity, or a graph spread over the page.

Units are those of the drawing, whole numbers, so that a drawing survives the last digits in which machines differ.
Names do not overlap each other or a node: a wheel gives each a row of its own, a spread graph is stretched until
each has found a place.
"""

from __future__ import annotations

import math
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec

from msgspec import Struct

WHEEL, RIM = 360, 66
"""How wide the drawing of a wheel is, about as many units as a small telephone has pixels, and half its rim."""

ROW, LINE, LETTER = 32, 13, 11
"""The height of a row of a wheel, of a line of a name, and of its letters."""

HUB_NAME = 100
"""How wide the name at the middle of a wheel may be."""

SPREAD, MARGIN = (760, 520), (70, 24)
"""How wide and high a spread graph is, and how far from its edge the nodes stay. It grows in height alone."""

SPREAD_LETTER, SPREAD_NAME = 12, 216

STRETCHES = 20
"""The steps from the graph as it was laid out to one in which every node has a row of its own."""

AIR = 4
"""What is left between a node and its name, and between a name and another."""

NARROW, WIDE, CAPITALS = frozenset("fijlrtI.,:;'’!|()[]- "), frozenset("mwMW@%—"), 0.74
"""Letters by width. Those of a sans serif differ by a tenth; these widths are of the wider ones."""


class Spot(Struct, frozen=True, gc=False):
    """A node and its name: `lines` from `label_x`, `label_y` (the base line of the first) as `anchor` says."""

    x: int
    y: int
    radius: int
    lines: tuple[str, ...]
    label_x: int
    label_y: int
    anchor: str


class Layout(Struct, frozen=True, gc=False):
    """Spots in the order of the names they were made for."""

    width: int
    height: int
    spots: tuple[Spot, ...]


class Box(Struct, frozen=True, gc=False):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


# --- names ----------------------------------------------------------------------------------------------------


def text_width(text: str) -> float:
    """At most how wide a text is in a sans serif, in heights of a letter."""
    return sum(map(_char_width, text))


@lru_cache(maxsize=4096)
def _char_width(char: str) -> float:
    if unicodedata.combining(char):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.3
    if char in NARROW:
        return 0.38
    if char in WIDE:
        return 0.95
    return CAPITALS if char.isupper() else 0.6 if char.isalnum() and char < "ʰ" else 0.8


def fold(name: str, width: float, lines: int) -> tuple[str, ...]:
    """A name in at most so many lines of a width, in heights of a letter; what is too long ends in `…`."""
    words, folded = name.split(), [""]
    while words:
        longer = f"{folded[-1]} {words[0]}".strip()
        if text_width(longer) <= width:
            folded[-1] = longer
        elif len(folded) < lines and folded[-1]:
            folded.append("")
            continue
        else:
            folded[-1] = _cut(" ".join(filter(None, [folded[-1], *words])), width)
            break
        words.pop(0)
    return tuple(folded)


def _cut(text: str, width: float) -> str:
    ends = (end for end in range(len(text), 0, -1) if text_width(text[:end].rstrip() + "…") <= width)
    return text[: next(ends, 0)].rstrip() + "…"


# --- a wheel --------------------------------------------------------------------------------------------------


def wheel(hub: str, hub_radius: int, names: Sequence[str], radii: Sequence[int]) -> Layout:
    """The hub and then the others about it, from the top clockwise: half of them on its right, in rows."""
    right = (len(names) + 1) // 2
    height = ROW * right
    middle = WHEEL // 2, height // 2
    lines = fold(hub, HUB_NAME / LETTER, 2)
    spots = [Spot(*middle, hub_radius, lines, middle[0], middle[1] + hub_radius + LETTER + 1, "middle")]
    for place, (name, radius) in enumerate(zip(names, radii, strict=True)):
        side, row = (1, place) if place < right else (-1, len(names) - 1 - place)
        rows = right if side == 1 else len(names) - right
        across, y = _on_rim(row, rows, right)
        x = middle[0] + side * across
        label = x + side * (radius + AIR)
        room = WHEEL - label if side == 1 else label
        folded = _folded(name, room // 4 * 4)
        base = middle[1] + y + 4 - (len(folded) - 1) * LINE // 2
        spots.append(Spot(x, middle[1] + y, radius, folded, label, base, "start" if side == 1 else "end"))
    return Layout(WHEEL, height, tuple(spots))


@lru_cache(maxsize=256)
def _on_rim(row: int, rows: int, most: int) -> tuple[int, int]:
    """How far from the middle a row of one side stands, across and down, where a side has `most` rows."""
    down = ROW * (row - (rows - 1) / 2)
    return round(RIM * math.sqrt(1 - (down / (ROW * most / 2)) ** 2)), round(down)


@lru_cache(maxsize=4096)
def _folded(name: str, room: int) -> tuple[str, ...]:
    return fold(name, room / LETTER, 2)


# --- a spread graph -------------------------------------------------------------------------------------------


def can_spread() -> bool:
    """Whether the library is there that `spread` needs."""
    return sys.modules.get("igraph", True) is not None and find_spec("igraph") is not None


def spread(names: Sequence[str], radii: Sequence[int], ties: Sequence[tuple[int, int]]) -> Layout | None:
    """The graph by Kamada and Kawai's springs (1989), as igraph has them; None where igraph is not installed.

    The springs begin from a spiral and not by chance, and come to rest, so there is nothing to be seeded.
    """
    try:
        import igraph  # noqa: PLC0415  (an extra)
    except ImportError:
        return None
    start = [
        (round(math.sqrt(n) * math.cos(2.4 * n), 3), round(math.sqrt(n) * math.sin(2.4 * n), 3))
        for n in range(len(names))
    ]
    found = [(float(x), float(y)) for x, y in igraph.Graph(len(names), list(ties)).layout_kamada_kawai(seed=start)]
    lines = [fold(name, SPREAD_NAME / SPREAD_LETTER, 1) for name in names]
    layouts = (_labelled(_stretched(found, step), radii, lines) for step in range(STRETCHES + 1))
    return next(layout for layout in layouts if layout)


def _stretched(points: Sequence[tuple[float, float]], step: int) -> list[tuple[int, int]]:
    """The points on the page; at the last step each has a row of its own."""
    across, down = (_fitted([point[axis] for point in points], SPREAD[axis] - 2 * MARGIN[axis]) for axis in (0, 1))
    order = sorted(range(len(points)), key=lambda place: (down[place], across[place], place))
    rows = {place: row for row, place in enumerate(order)}
    part = step / STRETCHES
    return [
        (
            MARGIN[0] + round(across[place]),
            MARGIN[1] + round((1 - part) * down[place] + part * rows[place] * (SPREAD_LETTER + 3 * AIR)),
        )
        for place in range(len(points))
    ]


def _fitted(values: Sequence[float], size: float) -> list[float]:
    low, high = min(values), max(values)
    return [(value - low) / ((high - low) or 1) * size for value in values]


def _labelled(
    points: Sequence[tuple[int, int]], radii: Sequence[int], lines: Sequence[tuple[str, ...]]
) -> Layout | None:
    """A place for every name beside its node, the first served first; None where one finds none."""
    nodes = [Box(x - r, y - r, x + r, y + r) for (x, y), r in zip(points, radii, strict=True)]
    if any(node.meets(other) for place, node in enumerate(nodes) for other in nodes[:place]):
        return None
    height = max(y for _, y in points) + MARGIN[1]
    page = Box(0, 0, SPREAD[0], height)
    spots: list[Spot] = []
    taken = list(nodes)
    for (x, y), radius, name in zip(points, radii, lines, strict=True):
        tries = ((spot, _label_box(spot)) for spot in _label_spots(x, y, radius, name))
        free = ((s, box) for s, box in tries if page.holds(box) and not any(map(box.meets, taken)))
        spot, box = next(free, (None, None))
        if spot is None or box is None:
            return None
        spots.append(spot)
        taken.append(box)
    return Layout(SPREAD[0], height, tuple(spots))


def _label_spots(x: int, y: int, radius: int, lines: tuple[str, ...]) -> Iterator[Spot]:
    beside, below = radius + AIR, radius + SPREAD_LETTER
    yield Spot(x, y, radius, lines, x + beside, y + 4, "start")
    yield Spot(x, y, radius, lines, x - beside, y + 4, "end")
    yield Spot(x, y, radius, lines, x, y + below, "middle")
    yield Spot(x, y, radius, lines, x, y - beside - 2, "middle")


def _label_box(spot: Spot) -> Box:
    width = text_width(spot.lines[0]) * SPREAD_LETTER
    left = spot.label_x - {"start": 0, "middle": width / 2, "end": width}[spot.anchor]
    return Box(left, spot.label_y - SPREAD_LETTER, left + width, spot.label_y + AIR)
