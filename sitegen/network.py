"""Who appears with whom: the ties between entities, which of them a picture shows, and where it shows them.

Two entities are tied by the articles that list both, and the closer the larger their share of the articles that
list either is: the cosine of the two sets, shared / √(a·b) (Ochiai 1957; Salton and McGill 1983, 'Introduction to
Modern Information Retrieval', for terms). A name in every other article is so close to nobody. The measure asks
nothing of the rest of the archive, so a picture stands until one of those in it appears again; and the square root
is exact (IEEE 754), so it is the same on every machine.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nsmallest
from itertools import chain, combinations

from sitegen.model import ENTITY_TYPES, Circle, EntityKey, Graph, Tie

LEAST_SHARED = 2
"""One article in common is chance."""

LEAST_COMPANY = 8
"""An entity with fewer companions has no picture: the list beside it says as much."""

COMPANY = 14
"""How many companions an entity's picture shows."""

COVERED = 12
"""How many people, organizations and places the archive's picture shows at most, so that no type crowds it."""

CLOSEST = 2
"""How many of its ties an entity brings into a picture, so that none is a tangle; another's may add to them."""

ALL_NAMED = 20
"""So many articles that two entities share are named where either is; of more, some, and all have a page."""

RECENT = 4096
"""Of so many entities, at most, the articles shared with others are held as they were counted."""

LEVELS = 4


class Shared:
    """How many articles list both of two entities, counted for those that are asked about."""

    def __init__(self, listings: Iterable[Collection[EntityKey]]) -> None:
        """`listings` are what each article lists, nothing twice."""
        self._listings: dict[EntityKey, list[Collection[EntityKey]]] = {}
        for keys in listings:
            for key in keys:
                self._listings.setdefault(key, []).append(keys)
        self._beside: dict[EntityKey, Counter[EntityKey]] = {}

    def articles(self, key: EntityKey) -> int:
        """How many list an entity."""
        return len(self._listings.get(key, ()))

    def beside(self, key: EntityKey) -> Mapping[EntityKey, int]:
        """How many list each other entity beside it; of itself, all that do."""
        if key not in self._beside:
            if len(self._beside) >= RECENT:
                self._beside.clear()
            self._beside[key] = Counter(chain.from_iterable(self._listings.get(key, ())))
        return self._beside[key]


def circle_of(key: EntityKey, shared: Shared) -> Circle | None:
    """An entity's closest companions, each beside one that it is close to; None where they are too few."""
    if shared.articles(key) < LEAST_SHARED:
        return None
    beside = shared.beside(key)
    known = [other for other, articles in beside.items() if articles >= LEAST_SHARED and other != key]
    if len(known) < LEAST_COMPANY:
        return None
    ranked = sorted(known, key=lambda other: (-closeness(shared, key, other), other))
    graph = _graph(_chain(ranked[:COMPANY], shared), shared)
    return Circle(
        graph=graph,
        shared=tuple(beside[other] for other in graph.keys),
        closeness=tuple(closeness(shared, key, other) for other in graph.keys),
    )


def most_covered(
    appearances: Mapping[EntityKey, Sequence[object]], listings: Iterable[Collection[EntityKey]]
) -> Graph | None:
    """Of each type's entities in most articles, those tied to another of them; None where they are too few."""
    found = [(-len(articles), key) for key, articles in appearances.items() if len(articles) >= LEAST_SHARED]
    tops = (nsmallest(COVERED, (item for item in found if item[1][0] == type_)) for type_ in ENTITY_TYPES)
    ranked = [key for _, key in sorted(chain.from_iterable(tops))]
    kept = frozenset(ranked)
    shared = Shared(kept.intersection(keys) for keys in listings)
    tied = {place for tie in _graph(ranked, shared).ties for place in (tie.one, tie.other)}
    if len(tied) < LEAST_COMPANY:
        return None
    return _connected(_graph([ranked[place] for place in sorted(tied)], shared), shared)


def closeness(shared: Shared, one: EntityKey, other: EntityKey) -> float:
    return shared.beside(one).get(other, 0) / math.sqrt(shared.articles(one) * shared.articles(other))


def level(value: float, highest: float) -> int:
    """1 to LEVELS, as near as `value` comes to the highest."""
    return max(1, math.ceil(LEVELS * value / highest))


def _chain(ranked: Sequence[EntityKey], shared: Shared) -> list[EntityKey]:
    """The closest first, then always the one closest to the last, so that those who go together stand together."""
    placed, left = [ranked[0]], list(ranked[1:])
    while left:
        last = placed[-1]
        following = max(left, key=lambda other: closeness(shared, last, other))
        left.remove(following)
        placed.append(following)
    return placed


def _graph(keys: Sequence[EntityKey], shared: Shared) -> Graph:
    """The entities and, for each of them, its closest ties to others of them."""
    found: dict[int, list[Tie]] = defaultdict(list)
    for tie in _ties(keys, shared):
        found[tie.one].append(tie)
        found[tie.other].append(tie)
    return Graph(tuple(keys), tuple(sorted({tie for ties in found.values() for tie in ties[:CLOSEST]})))


def _connected(graph: Graph, shared: Shared) -> Graph:
    """With the ties that hold it together as closely as can be (Kruskal 1956), where something does."""
    group = list(range(len(graph.keys)))
    bridges = []
    for tie in _ties(graph.keys, shared):
        one, other = group[tie.one], group[tie.other]
        if one != other:
            bridges.append(tie)
            group = [one if mark == other else mark for mark in group]
    return Graph(graph.keys, tuple(sorted({*graph.ties, *bridges})))


def _ties(keys: Sequence[EntityKey], shared: Shared) -> list[Tie]:
    """All ties among the entities, the closest first."""
    ties = []
    for one, other in combinations(range(len(keys)), 2):
        both = shared.beside(keys[one]).get(keys[other], 0)
        if both >= LEAST_SHARED:
            ties.append(Tie(one, other, both, closeness(shared, keys[one], keys[other])))
    return sorted(ties, key=lambda tie: (-tie.closeness, tie.one, tie.other))
