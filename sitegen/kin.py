"""Who and what belongs together in an archive.

What is found of an article or an entity depends on a few others, so what an earlier archive came to is worth
keeping: only what a difference can reach is found again, and the result is the one that is found anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from heapq import nsmallest
from itertools import chain
from typing import TypeAlias, TypeVar

import msgspec
from msgspec import Raw, Struct

from sitegen.model import Circle, Company, EntityKey, Relation, Storyline
from sitegen.network import ALL_NAMED, LEAST_SHARED, Shared, circle_of
from sitegen.related import Index, Own, make_index, nearest, reach
from sitegen.storylines import find_in as find_storylines
from sitegen.terms import Terms

K = TypeVar("K")
V = TypeVar("V")

COMPANY_LIMIT = 12
"""How many of the entities that an entity appears with are kept."""

SHARED = 5
"""How many of the articles that two entities share are named if these are more than `ALL_NAMED`."""


Companions: TypeAlias = tuple[tuple[int, int, tuple[int, ...]], ...]
"""An item of `Kin.company`: the number of another entity, how many articles both are in, the numbers of some."""

Nearest: TypeAlias = tuple[tuple[int, tuple[int, ...], tuple[str, ...], bool], ...]
"""An item of `Kin.related`: the number of an article, those of the entities that both share, words, repeats."""

Each: TypeAlias = Callable[[Callable[[str], bytes], Sequence[str]], Iterable[bytes]]
"""A map over articles; several processes may share it."""


Relisted: TypeAlias = tuple[Set[EntityKey], Set[EntityKey]]
"""What an article listed and what it lists."""

encode, decode = msgspec.msgpack.encode, msgspec.msgpack.decode
NIL = encode(None)


class Kin(Struct, frozen=True, gc=False):
    """With whom each entity appears most, in how many articles, and the newest of these; who is close to it; what
    is near each article, what they share, the words that decided and whether one repeats the other; the storylines.

    Entities and articles are named by their numbers, which are their places in `keys` and `urls`. A number stays
    with its name from one archive to the next; a name that is in none of the rest is gone. All but storylines are
    kept as MessagePack: as objects they would take ten times the memory. `own` is of the index of their terms.
    """

    keys: tuple[EntityKey, ...] = ()
    urls: tuple[str, ...] = ()
    company: dict[int, Raw] = {}
    circles: dict[int, Raw] = {}
    related: dict[int, Raw] = {}
    storylines: tuple[Storyline, ...] = ()
    own: Own = Own()


NOBODY = Kin()


class Numbers(Struct, frozen=True, gc=False):
    """The numbers of the entities that articles list, sorted, and of the articles, in archive order."""

    keys: Mapping[EntityKey, int]
    urls: Mapping[str, int]


class Beside(Struct, frozen=True, gc=False):
    """What a difference between two archives made others, but for what is related to what."""

    company: dict[EntityKey, Raw]
    circles: dict[EntityKey, Raw]
    storylines: tuple[Storyline, ...]


def relate(said: Mapping[str, Terms], each: Each = map) -> Kin:
    """Who and what belongs together, by the terms of articles in archive order."""
    return relate_again(said, NOBODY, {}, said, each)


def relate_again(
    said: Mapping[str, Terms], kin: Kin, before: Mapping[str, Terms], after: Mapping[str, Terms], each: Each = map
) -> Kin:
    """The same, where it is known who and what belonged together in an archive that differed in a part.

    `before` and `after` are that part, in archive order.
    """
    changed = {url: before.get(url) for url in (*before, *after) if before.get(url) != after.get(url)}
    index = make_index(said, kin.own, changed)
    casts = list(map(index.cast, said))
    listed = sorted(set(chain.from_iterable(casts)))
    relisted = list(_relisted(changed, after)) if kin.urls else [(frozenset[EntityKey](), frozenset(listed))]
    among = frozenset([key for sets in relisted for keys in sets for key in keys])
    among |= {key for url in _moved(before, after) for key in said[url].entities}
    keys, urls = _numbered(kin.keys, listed), _numbered(kin.urls, list(said))
    of_key, of_url = ({name: number for number, name in enumerate(names)} for names in (keys, urls))
    numbers = Numbers({key: of_key[key] for key in listed}, {url: of_url[url] for url in said})

    def find(url: str) -> bytes:
        """What is near an article; for none, all the rest: it takes long, so it goes first, beside the others."""
        if url:
            return _near(url, index, numbers)
        stories = find_storylines(index) if changed else kin.storylines
        return encode(Beside(_company(casts, among, numbers), _circles(casts, kin, relisted), stories))

    reached = sorted(reach(index, changed) if kin.urls else said)
    rest, *near = each(find, ["", *reached])
    found = decode(rest, type=Beside)
    return Kin(
        keys=keys,
        urls=urls,
        company=_amended(kin.company, numbers.keys, found.company),
        circles=_amended(kin.circles, numbers.keys, found.circles),
        related=_amended(kin.related, numbers.urls, dict(zip(reached, map(Raw, near), strict=True))),
        storylines=found.storylines,
        own=index.own(),
    )


def companies(
    keys: Sequence[EntityKey], urls: Sequence[str], _: EntityKey, most: Companions
) -> tuple[Company, ...]:
    """What the packed company of an entity says."""
    return tuple([Company(keys[key], count, tuple([urls[place] for place in new])) for key, count, new in most])


def relations(keys: Sequence[EntityKey], urls: Sequence[str], _: str, nearest: Nearest) -> tuple[Relation, ...]:
    """What the packed relations of an article say."""
    return tuple(
        [
            Relation(urls[place], tuple([keys[key] for key in shared]), words, repeats)
            for place, shared, words, repeats in nearest
        ]
    )


# --- what differs ---------------------------------------------------------------------------------------------


def _relisted(changed: Mapping[str, Terms | None], after: Mapping[str, Terms]) -> Iterator[Relisted]:
    """What articles listed and list, as far as that is not the same."""
    for url, then in changed.items():
        listings = [frozenset(terms.entities if terms else ()) for terms in (then, after.get(url))]
        if listings[0] != listings[1]:
            yield listings[0], listings[1]


def _moved(before: Mapping[str, Terms], after: Mapping[str, Terms]) -> Iterator[str]:
    """The articles that may have passed others: of any two that changed places, one at least."""
    then, now = ([url for url in these if url in others] for these, others in ((before, after), (after, before)))
    for earlier, later in zip(then, now, strict=True):
        if earlier != later or before[later].date != after[later].date:
            yield later


def _numbered(before: Sequence[K], names: Sequence[K]) -> tuple[K, ...]:
    """Names by their numbers. Each keeps its own, and new ones take first those of names that are gone."""
    known, same = set(before), dict(zip(names, names, strict=True))
    new = iter([name for name in names if name not in known])
    return (*[same[name] if name in same else next(new, name) for name in before], *new)


def _amended(before: Mapping[int, Raw], live: Mapping[K, int], found: Mapping[K, Raw]) -> dict[int, Raw]:
    """By number what was found before, and what was found now instead, which may be nothing."""
    by_number = {live[name]: value for name, value in found.items()}
    kept = ((number, by_number.get(number) or before.get(number)) for number in live.values())
    return {number: value for number, value in kept if value is not None and bytes(value) != NIL}


# --- what is found --------------------------------------------------------------------------------------------


def _near(url: str, index: Index, numbers: Numbers) -> bytes:
    return encode(
        [
            (numbers.urls[to.article], [numbers.keys[key] for key in to.shared], to.words, to.repeats)
            for to in nearest(url, index)
        ]
    )


def _circles(casts: Iterable[Sequence[EntityKey]], kin: Kin, relisted: Sequence[Relisted]) -> dict[EntityKey, Raw]:
    """Who is close to the entities that a change of listings can reach, nobody to some of them.

    To others it is no less far than before, so it matters to them only if they were close, or if it is rarer now.
    """
    if not relisted:
        return {}
    shared = Shared(casts)
    touched = frozenset[EntityKey]().union(*chain.from_iterable(relisted))
    more = Counter(key for _, now in relisted for key in now)
    more.subtract(key for then, _ in relisted for key in then)
    rarer = [shared.beside(key) for key, count in more.items() if count < 0]
    reached = set(touched)
    circles = ((number, decode(circle, type=Circle)) for number, circle in kin.circles.items())
    reached |= {kin.keys[number] for number, circle in circles if not touched.isdisjoint(circle.graph.keys)}
    reached |= {other for beside in rarer for other, articles in beside.items() if articles >= LEAST_SHARED}
    return {key: Raw(encode(circle_of(key, shared))) for key in sorted(reached) if shared.articles(key)}


def _company(casts: Iterable[Sequence[EntityKey]], among: Set[EntityKey], numbers: Numbers) -> dict[EntityKey, Raw]:
    """With whom some entities appear most, by what each article lists."""
    if not among:
        return {}
    keys, of_keys, of_urls = list(numbers.keys), list(numbers.keys.values()), list(numbers.urls.values())
    rank = {key: place for place, key in enumerate(keys)}
    listed = [[rank[key] for key in cast] for cast in casts]
    found = {}
    for key, most in _companions(listed, frozenset([rank[key] for key in among if key in rank])):
        named = [(of_keys[other], count, [of_urls[place] for place in new]) for other, count, new in most]
        found[keys[key]] = Raw(encode(named))
    return found


def _companions(listed: Sequence[Sequence[int]], among: frozenset[int]) -> Iterator[tuple[int, Companions]]:
    """With whom some entities appear most, by what articles list, the oldest first."""
    articles: dict[int, list[int]] = defaultdict(list)
    for place, keys in enumerate(listed):
        for key in among.intersection(keys):
            articles[key].append(place)
    for key, places in articles.items():
        counts = Counter(other for place in places for other in listed[place])
        del counts[key]
        ranked = nsmallest(COMPANY_LIMIT, ((-count, other) for other, count in counts.items()))
        most = {other: -negative for negative, other in ranked}
        newest = _newest_shared(most, places, listed)
        yield key, tuple((other, count, tuple(newest[other])) for other, count in most.items())


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
