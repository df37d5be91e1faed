"""Networks: who appears with whom, about one entity and among those that the archive covers most."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial

from msgspec import Struct

from sitegen.errors import Problem
from sitegen.languages import Words, words_of
from sitegen.layout import Layout, can_spread, spread, wheel
from sitegen.model import Circle, Config, Corpus, Graph, Later, Page
from sitegen.network import level, most_covered
from sitegen.pages.cards import entity_cards
from sitegen.views import EntityCard, Head, Lines, Link, Network, NetworkRow, NetworkView, Node, Tied

URL = "/network/"

LARGEST = 10
"""The radius of a node at most."""

BEND = 1 / 400
"""How far the line between two companions bends to the middle, from 0 to 1, for each unit of its length."""


class Facts(Struct, frozen=True, gc=False):
    """What the page of the archive's network is made from: who is in it, by their `cards`, and their ties."""

    graph: Graph
    cards: tuple[EntityCard, ...]


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:  # noqa: ARG001
    if graph := _graph(corpus):
        view = Later(_view, partial(_facts, graph=graph))
        yield Page(URL, "network.html", view, ("the archive's network",))


def _facts(corpus: Corpus, graph: Graph) -> Facts:
    return Facts(graph, entity_cards(corpus, graph.keys))


def _view(facts: Facts, config: Config) -> NetworkView:
    """Best made in a worker: the library for it leaves a thread behind, and a process with threads cannot fork."""
    network = archive_network(words_of(config), facts.graph, facts.cards)
    head = Head(title=network.title, description=network.description, url=URL, kind="network")
    return NetworkView(head, network.title, network)


def links(corpus: Corpus, words: Words) -> tuple[Link, ...]:
    """The way to the archive's network, where there is one."""
    return (Link(words("network"), URL),) if _graph(corpus) else ()


def problems(corpus: Corpus) -> Iterator[Problem]:
    """A remark where the archive's network cannot be drawn."""
    if not can_spread() and _graph(corpus):
        message = "has a table and no drawing, which igraph is needed for"
        yield Problem(URL, message=message, hint="pip install 'sitegen[networks]'", severity="remark")


@lru_cache(maxsize=1)
def _graph(corpus: Corpus) -> Graph | None:
    return most_covered(corpus.where, corpus.listed.values())


def archive_network(words: Words, graph: Graph, cards: Sequence[EntityCard]) -> Network:
    """The network of the most covered; without a drawing where the library that lays it out is missing."""
    layout = spread([card.name for card in cards], [size_of(card) for card in cards], _ends(graph))
    highest = max(tie.closeness for tie in graph.ties)
    drawn: dict[int, list[str]] = defaultdict(list)
    spots = layout.spots if layout else ()
    for tie in graph.ties if layout else ():
        one, other = spots[tie.one], spots[tie.other]
        drawn[level(tie.closeness, highest)].append(f"M{one.x} {one.y}L{other.x} {other.y}")
    return Network(
        title=words("who_with_whom"),
        description=words("closest_ties", n=len(cards)),
        centre=None,
        width=layout.width if layout else 0,
        height=layout.height if layout else 0,
        nodes=tuple(_nodes(layout, cards, [0] * len(cards))) if layout else (),
        lines=_lines(drawn),
        rows=tuple(_rows(graph, cards, [0] * len(cards))),
    )


def company_network(
    words: Words, hub: EntityCard, circle: Circle, cards: Sequence[EntityCard], sizes: Sequence[int]
) -> Network:
    """An entity's own network: itself, and the companions it is closest to by their `cards`; see `size_of`."""
    graph, count = circle.graph, hub.count or 0
    layout = wheel(hub.name, _radius(count), [card.name for card in cards], sizes)
    middle, *spots = layout.spots
    highest = max(*circle.closeness, *(tie.closeness for tie in graph.ties), 0)
    drawn: dict[int, list[str]] = defaultdict(list)
    for spot, value in zip(spots, circle.closeness, strict=True):
        drawn[level(value, highest)].append(f"M{middle.x} {middle.y}L{spot.x} {spot.y}")
    for tie in graph.ties:
        one, other = spots[tie.one], spots[tie.other]
        bend = BEND * math.dist((one.x, one.y), (other.x, other.y))
        x, y = (
            round((1 - bend) * (a + b) / 2 + bend * m)
            for a, b, m in ((one.x, other.x, middle.x), (one.y, other.y, middle.y))
        )
        drawn[level(tie.closeness, highest)].append(f"M{one.x} {one.y}Q{x} {y} {other.x} {other.y}")
    return Network(
        title=words("who_with", name=hub.name),
        description=words("closest_names", n=len(cards), name=hub.name),
        centre=hub,
        width=layout.width,
        height=layout.height,
        nodes=tuple(_nodes(layout, [hub, *cards], [count, *circle.shared])),
        lines=_lines(drawn),
        rows=tuple(sorted(_rows(graph, cards, circle.shared), key=lambda row: (-row.shared, row.entity.name))),
    )


def _ends(graph: Graph) -> list[tuple[int, int]]:
    return [(tie.one, tie.other) for tie in graph.ties]


def size_of(card: EntityCard) -> int:
    """How large an entity is drawn."""
    return _radius(card.count or 0)


def _radius(count: int) -> int:
    """Larger with every fourfold number of articles."""
    return min(3 + (count.bit_length() + 1) // 2, LARGEST)


def _nodes(layout: Layout, cards: Sequence[EntityCard], shared: Sequence[int]) -> Iterator[Node]:
    for spot, card, both in zip(layout.spots, cards, shared, strict=True):
        yield Node(
            entity=card,
            shared=both,
            x=spot.x,
            y=spot.y,
            radius=spot.radius,
            label_lines=spot.lines,
            label_x=spot.label_x,
            label_y=spot.label_y,
            anchor=spot.anchor,
        )


def _lines(paths: dict[int, list[str]]) -> tuple[Lines, ...]:
    """The faintest first, so that the strongest lie on top."""
    return tuple(Lines(strength, "".join(parts)) for strength, parts in sorted(paths.items()))


def _rows(graph: Graph, cards: Sequence[EntityCard], shared: Sequence[int]) -> Iterator[NetworkRow]:
    ties: dict[int, list[Tied]] = defaultdict(list)
    for tie in graph.ties:
        ties[tie.one].append(Tied(cards[tie.other], tie.shared))
        ties[tie.other].append(Tied(cards[tie.one], tie.shared))
    for place, card in enumerate(cards):
        others = sorted(ties[place], key=lambda tied: (-tied.shared, tied.entity.name))
        yield NetworkRow(card, shared[place], tuple(others))
