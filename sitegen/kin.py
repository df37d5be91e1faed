"""Who and what belongs together in an archive."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest
from typing import TypeAlias

import msgspec
from msgspec import Raw, Struct

from sitegen.model import Circle, Company, EntityKey, Relation, Storyline
from sitegen.network import ALL_NAMED, circle_of, shared_articles
from sitegen.related import Each
from sitegen.related import relate as find_related
from sitegen.storylines import find as find_storylines
from sitegen.terms import Terms

COMPANY_LIMIT = 12
"""How many of the entities that an entity appears with are kept."""

SHARED = 5
"""How many of the articles that two entities share are named if these are more than `ALL_NAMED`."""


Companions: TypeAlias = tuple[tuple[int, int, tuple[int, ...]], ...]
"""An item of `Kin.company`: the number of another entity, how many articles both are in, the numbers of some."""

Nearest: TypeAlias = tuple[tuple[int, tuple[int, ...], tuple[str, ...], bool], ...]
"""An item of `Kin.related`: the number of an article, those of the entities that both share, words, repeats."""


class Kin(Struct, frozen=True, gc=False):
    """With whom each entity appears most, in how many articles, and the newest of these; who is close to it; what
    is near each article, what they share, the words that decided and whether one repeats the other; the storylines.

    `company` and `related` run parallel to entities sorted and to the articles in their order, name either by its
    number there, and are kept as MessagePack: as objects they would take ten times the memory.
    """

    company: tuple[Raw, ...]
    circles: tuple[tuple[int, Circle], ...]
    related: tuple[Raw, ...]
    storylines: tuple[Storyline, ...]


def relate(said: Mapping[str, Terms], each: Each = map) -> Kin:
    """Who and what belongs together, by the terms of articles in archive order."""
    numbers = {key: number for number, key in enumerate(keys_of(said))}
    places = {url: place for place, url in enumerate(said)}
    related = find_related(said, each)
    shared = shared_articles(article.entities for article in said.values())
    circles = ((number, circle_of(key, shared)) for key, number in numbers.items())
    return Kin(
        company=tuple(
            _packed(most)
            for most in _company([[numbers[key] for key in article.entities] for article in said.values()])
        ),
        circles=tuple((number, circle) for number, circle in circles if circle),
        related=tuple(
            _packed(
                [
                    (places[near.article], [numbers[key] for key in near.shared], near.words, near.repeats)
                    for near in related[url]
                ]
            )
            for url in said
        ),
        storylines=find_storylines(said),
    )


def _packed(value: object) -> Raw:
    return Raw(msgspec.msgpack.encode(value))


def companies(keys: Sequence[EntityKey], urls: Sequence[str], most: Companions) -> tuple[Company, ...]:
    return tuple([Company(keys[key], count, tuple([urls[place] for place in new])) for key, count, new in most])


def relations(keys: Sequence[EntityKey], urls: Sequence[str], nearest: Nearest) -> tuple[Relation, ...]:
    return tuple(
        [
            Relation(urls[place], tuple([keys[key] for key in shared]), words, repeats)
            for place, shared, words, repeats in nearest
        ]
    )


def keys_of(said: Mapping[str, Terms]) -> list[EntityKey]:
    """The entities that articles list, sorted."""
    return sorted({key for article in said.values() for key in article.entities})


def _company(listed: Sequence[Sequence[int]]) -> Iterator[tuple[tuple[int, int, tuple[int, ...]], ...]]:
    """With whom each entity appears most, by what articles list, the oldest first."""
    articles: dict[int, list[int]] = defaultdict(list)
    for place, keys in enumerate(listed):
        for key in keys:
            articles[key].append(place)
    for key in range(len(articles)):
        counts = Counter(other for place in articles[key] for other in listed[place])
        del counts[key]
        ranked = nsmallest(COMPANY_LIMIT, ((-count, other) for other, count in counts.items()))
        most = {other: -negative for negative, other in ranked}
        newest = _newest_shared(most, articles[key], listed)
        yield tuple((other, count, tuple(newest[other])) for other, count in most.items())


def _newest_shared(
    most: Mapping[int, int], articles: Sequence[int], listed: Sequence[Sequence[int]]
) -> dict[int, list[int]]:
    """The newest of `articles` that list each of `most` too, or all if they are few; none where all of them do."""
    named = {other: SHARED if count > ALL_NAMED else count for other, count in most.items()}
    wanted = {other: count for other, count in named.items() if most[other] < len(articles)}
    found: dict[int, list[int]] = {other: [] for other in most}
    for place in reversed(articles):
        if not wanted:
            break
        for other in wanted.keys() & set(listed[place]):
            found[other].append(place)
            if len(found[other]) == wanted[other]:
                del wanted[other]
    return found
