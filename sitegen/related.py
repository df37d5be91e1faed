"""Related articles: what two articles share, the rarer the more it says, and how near in time they are.

Spärck Jones 1972, 'A statistical interpretation of term specificity': a term in n of N texts weighs log(N/n). Here
in whole bits, so that one article more changes the weights of next to nothing.
"""

from __future__ import annotations

import datetime
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

import msgspec
from msgspec import Struct

from sitegen.model import EntityKey, Relation
from sitegen.packed import Packed
from sitegen.terms import ALIKE, ALIKE_DAYS, Terms

LIMIT = 6
"""How many related articles an article names."""

SUBJECT = 2
"""A person or organization that an article is about says as much as so many words: a word comes by accident…"""

MENTIONED = 1
"""…one that it mentions no more than a word does, and so with places: half of all stories come from ten of them."""

COMMON = 3
"""A term of fewer bits weighs nothing: one in more than an eighth of the articles, a country in every story…"""

FEW = 5
"""…but a name in at most so many articles always weighs that: in a small archive every share is large."""

LEAST = 1.5
"""Related articles share as much as would tell one article of the archive from all others, and half of that again,
or a name that hardly another has."""

WEEK = 7
"""Days apart at which half of what nearness adds is gone; on the same day it doubles what is shared."""

REACH = 16
"""A term leads to so many of its holders before an article and as many after it…"""

RAREST = 12
"""…so many of an article's terms lead anywhere…"""

CANDIDATES = 12
"""…and so many of the articles they lead to are weighed in full: the three bound the work for each article."""

REASONS = 3
"""How many shared words are named as a reason."""

Term = EntityKey | str
"""An entity, the stem of a word, or a figure, which begins with `FIGURE` and weighs nothing."""

FIGURE = "\0"

USED = 0.75
"""Where less of the numbered terms are still used, they are numbered anew."""


class Lists:
    """Lists of numbers by number, in one array: processes that are forked read it without copying it."""

    def __init__(self, lists: Iterable[Sequence[int]], kept: tuple[bytes, bytes] = (b"", b"")) -> None:
        """Of `lists`, or as they were `kept`."""
        self._items, self._ends = array("I", kept[0]), array("I", kept[1] or [0])
        for numbers in lists:
            self._items.extend(numbers)
            self._ends.append(len(self._items))
        self._others: Mapping[int, Sequence[int]] = {}

    def kept(self) -> tuple[bytes, bytes]:
        """What they can be made from again on a machine of the same byte order."""
        assert not self._others
        return self._items.tobytes(), self._ends.tobytes()

    def but(self, others: Mapping[int, Sequence[int]]) -> Lists:
        """The same with `others` for some of the lists, or beside them."""
        made: Lists = object.__new__(Lists)
        made.__dict__.update(self.__dict__, _others={**self._others, **others})
        return made

    def where(self, number: int) -> tuple[Sequence[int], int, int]:
        """What has a list in it, where that begins and where it ends."""
        if number in self._others:
            found = self._others[number]
            return found, 0, len(found)
        return self._items, self._ends[number], self._ends[number + 1]

    def __getitem__(self, number: int) -> Sequence[int]:
        items, start, end = self.where(number)
        return items[start:end]

    def count(self, number: int) -> int:
        _, start, end = self.where(number)
        return end - start


class Own(Struct, frozen=True, gc=False):
    """The part of an index that is of single articles, fit to be kept: see there."""

    urls: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    days: bytes = b""
    casts: bytes = b""
    has: tuple[bytes, bytes] = (b"", b"")
    subjects: tuple[bytes, bytes] = (b"", b"")


class Index(Struct, frozen=True):
    """An archive by its terms. An article's place is its number in the order of dates; terms are numbered too.

    `said` are the articles' own terms. `has` are the numbers of an article's terms, the `casts` first of which are
    the entities that it lists, and `subjects` those that say more; none depends on what the others say. `holders`
    are the places of the articles that have a term, `weights` its bits, and `ranks` order terms from the heaviest.
    """

    said: Mapping[str, Terms]
    urls: Sequence[str]
    places: Mapping[str, int]
    days: Sequence[int]
    terms: Sequence[Term]
    numbers: Mapping[Term, int]
    has: Lists
    casts: Sequence[int]
    subjects: Lists
    holders: Lists
    weights: Sequence[int]
    ranks: Sequence[int]

    def cast(self, url: str) -> list[EntityKey]:
        """The entities that an article lists."""
        place = self.places[url]
        terms = (self.terms[number] for number in self.has[place][: self.casts[place]])
        return [term for term in terms if isinstance(term, tuple)]

    def own(self) -> Own:
        return Own(
            urls=tuple(self.urls),
            terms=tuple(self.terms),
            days=array("i", self.days).tobytes(),
            casts=array("I", self.casts).tobytes(),
            has=self.has.kept(),
            subjects=self.subjects.kept(),
        )


class _Row(NamedTuple):
    """What an index has of an article."""

    day: int
    url: str
    has: Sequence[int]
    subjects: Sequence[int]
    cast: int


def make_index(said: Mapping[str, Terms], own: Own | None = None, changed: Collection[str] = ()) -> Index:
    """The index of articles given by their URLs.

    `own` is of another archive, which says the same of all articles that are in both, but for the `changed`.
    """
    own = own or Own()
    numbers: dict[Term, int] = {term: number for number, term in enumerate(own.terms)}
    rows = _rows(own, {url for url in said if url not in changed})
    known = {row.url for row in rows}
    rows += [_row(url, said[url], numbers) for url in said if url not in known]
    rows.sort(key=lambda row: (row.day, row.url))
    terms = list(numbers)
    holders = [array("I") for _ in terms]
    for place, row in enumerate(rows):
        for number in row.has:
            holders[number].append(place)
    if sum(map(bool, holders)) < USED * len(terms):
        return make_index(said)
    size = len(rows).bit_length()
    weights = array("B", [_weight(term, len(held), size) for term, held in zip(terms, holders, strict=True)])
    return Index(
        said=said,
        urls=[row.url for row in rows],
        places={row.url: place for place, row in enumerate(rows)},
        days=array("i", [row.day for row in rows]),
        terms=terms,
        numbers=numbers,
        has=Lists(row.has for row in rows),
        casts=array("I", [row.cast for row in rows]),
        subjects=Lists(row.subjects for row in rows),
        holders=Lists(holders),
        weights=weights,
        ranks=_ranks(terms, weights),
    )


def _row(url: str, said: Terms, numbers: dict[Term, int]) -> _Row:
    """What an article has, with numbers for what is new."""
    has = array("I", [numbers.setdefault(term, len(numbers)) for term in _terms(said)])
    subjects = array("I", [numbers[key] for key in _subjects(said)])
    return _Row(said.date.toordinal(), url, has, subjects, len(said.entities))


def _rows(own: Own, urls: Set[str]) -> list[_Row]:
    """What some articles have."""
    has, subjects = Lists((), own.has), Lists((), own.subjects)
    days, casts = array("i", own.days), array("I", own.casts)
    return [
        _Row(days[place], url, has[place], subjects[place], casts[place])
        for place, url in enumerate(own.urls)
        if url in urls
    ]


def amended(index: Index, said: Mapping[str, Terms]) -> Index:
    """The index with other terms for some of its articles, which keep their dates."""
    terms, numbers = list(index.terms), dict(index.numbers)
    has: dict[int, Sequence[int]] = {}
    subjects: dict[int, Sequence[int]] = {}
    casts = array("I", index.casts)
    holders: dict[int, Sequence[int]] = {}
    for url, now in said.items():
        place = index.places[url]
        for term in _terms(now):
            if term not in numbers:
                numbers[term] = len(terms)
                holders[len(terms)] = ()
                terms.append(term)
        has[place] = [numbers[term] for term in _terms(now)]
        subjects[place] = [numbers[key] for key in _subjects(now)]
        casts[place] = len(now.entities)
        before, after = set(index.has[place]), set(has[place])
        for number in before ^ after:
            held = holders[number] if number in holders else index.holders[number]
            others = [other for other in held if other != place]
            holders[number] = others if number in before else sorted((*others, place))
    size, new = len(index.urls).bit_length(), len(terms) - len(index.terms)
    weights, ranks = array("B", [*index.weights, *bytes(new)]), array("I", [*index.ranks, *bytes(new)])
    found = {number: _weight(terms[number], len(held), size) for number, held in holders.items()}
    moved = {number: weight for number, weight in found.items() if weight != weights[number]}
    for number, weight in moved.items():
        weights[number] = weight
    return msgspec.structs.replace(
        index,
        said=index.said.but(said) if isinstance(index.said, Packed) else {**index.said, **said},
        terms=terms,
        numbers=numbers,
        has=index.has.but(has),
        casts=casts,
        subjects=index.subjects.but(subjects),
        holders=index.holders.but(holders),
        weights=weights,
        ranks=_ranks(terms, weights) if moved else ranks,
    )


def _terms(said: Terms) -> Iterator[Term]:
    """Entities, words and figures."""
    return chain(said.entities, said.words, [FIGURE + figure for figure in said.figures])


def _subjects(said: Terms) -> list[EntityKey]:
    """What an article is about, but for places."""
    return [key for key in said.about if key[0] != "place"]


def _ranks(terms: Sequence[Term], weights: Sequence[int]) -> Sequence[int]:
    """The ranks of the terms, those that weigh something from the heaviest."""
    heavy = [number for number, weight in enumerate(weights) if weight]
    heavy.sort(key=lambda number: (-weights[number], str(terms[number])))
    ranks = array("I", bytes(4 * len(terms)))
    for rank, number in enumerate(heavy):
        ranks[number] = rank
    return ranks


def _weight(term: Term, holders: int, size: int) -> int:
    """Bits; 0 of what relates nothing. `size` is the archive's, as a bit length."""
    bits = size - holders.bit_length()
    if holders < 2 or term[:1] == FIGURE:
        return 0
    if isinstance(term, tuple) and holders <= FEW:
        return max(bits, COMMON)
    return bits if bits >= COMMON else 0


# --- what is near ---------------------------------------------------------------------------------------------


def relate(said: Mapping[str, Terms]) -> dict[str, tuple[Relation, ...]]:
    """The nearest of each article."""
    index = make_index(said)
    return {url: nearest(url, index) for url in said}


def nearest(url: str, index: Index) -> tuple[Relation, ...]:
    """The nearest of one article. It depends on the article's own terms, and of the index on those terms alone."""
    place = index.places[url]
    mine = _mine(place, index)
    least = LEAST * len(index.urls).bit_length()
    ranked = []
    for other in _candidates(place, mine, index):
        shared = _shared(mine, other, index)
        if shared >= least or _share_a_rarity(mine, other, index):
            ranked.append((-shared * _nearness(place, other, index), other))
    return tuple(_unlike(place, mine, [other for _, other in sorted(ranked)], index))


def similarity(one: str, other: str, index: Index) -> float:
    """How near two articles are: the same both ways."""
    places = index.places[one], index.places[other]
    return _shared(_mine(places[0], index), places[1], index) * _nearness(*places, index)


def reach(index: Index, before: Mapping[str, Terms | None]) -> frozenset[str]:
    """The articles of `index` whose nearest may be others than they were; of all the rest an earlier result stands.

    `before` has all articles that are new, changed or gone since then, as they were; None of what was not there.
    """
    then = {url: said for url, said in before.items() if said}
    now = {url: index.said[url] for url in before if url in index.places}
    size = len(index.urls) - len(now) + len(then)
    if size.bit_length() != len(index.urls).bit_length():
        return frozenset(index.urls)
    found = {index.places[url] for url in now}
    lost = Counter(chain.from_iterable(map(_terms, then.values())))
    lost.subtract(chain.from_iterable(map(_terms, now.values())))
    for term, count in lost.items():
        number = index.numbers.get(term)
        if number is not None:
            was = _weight(term, index.holders.count(number) + count, size.bit_length())
            found.update(index.holders[number] if was != index.weights[number] else ())
    for url, said in chain(then.items(), now.items()):
        place = _place(said.date, url, index)
        for number in [index.numbers[term] for term in _terms(said) if term in index.numbers]:
            found.update(_around(place, number, index) if index.weights[number] else ())
    return frozenset([index.urls[place] for place in found])


def _place(date: datetime.date, url: str, index: Index) -> int:
    """The place of an article, or the one it would have."""
    order = date.toordinal(), url
    return bisect_left(range(len(index.urls)), order, key=lambda place: (index.days[place], index.urls[place]))


def _mine(place: int, index: Index) -> dict[int, int]:
    """What each term of an article weighs in it, as far as it weighs anything."""
    weights = index.weights
    mine = {number: weights[number] * MENTIONED for number in index.has[place] if weights[number]}
    for number in index.subjects[place]:
        if number in mine:
            mine[number] = weights[number] * SUBJECT
    return mine


def _candidates(place: int, mine: Mapping[int, int], index: Index) -> Iterable[int]:
    """The articles that share most of an article's rarest terms."""
    found: dict[int, int] = defaultdict(int)
    for number in sorted(mine, key=index.ranks.__getitem__)[:RAREST]:
        weight = mine[number]
        for other in _around(place, number, index):
            found[other] += weight
    found.pop(place, None)
    return [other for _, other in nlargest(CANDIDATES, zip(found.values(), found, strict=True))]


def _around(place: int, number: int, index: Index) -> Sequence[int]:
    """The holders of a term that are nearest to a place."""
    places, start, end = index.holders.where(number)
    if end - start <= REACH:
        return places[start:end]
    at = bisect_left(places, place, start, end)
    return places[max(start, at - REACH) : min(end, at + REACH + 1)]


def _shared(mine: Mapping[int, int], other: int, index: Index) -> int:
    """What an article shares with another: its terms, each for as much as it says in both."""
    total = 0
    for number in mine.keys() & index.has[other]:
        total += mine[number]
    for number in index.subjects[other]:
        if number in mine:
            total += mine[number] * (SUBJECT - MENTIONED)
    return total


def _share_a_rarity(mine: Mapping[int, int], other: int, index: Index) -> bool:
    names = (number for number in mine.keys() & index.has[other] if isinstance(index.terms[number], tuple))
    return any(index.holders.count(name) <= FEW for name in names)


def _nearness(one: int, other: int, index: Index) -> float:
    return 1 + WEEK / (WEEK + abs(index.days[one] - index.days[other]))


def _unlike(place: int, mine: Mapping[int, int], ranked: Iterable[int], index: Index) -> Iterator[Relation]:
    """The first of `ranked`. Of texts that are much the same one is enough, and so of the article's versions."""
    shown: list[int] = []
    versions = 0
    for other in ranked:
        repeats = _alike(place, other, index)
        if (repeats and versions) or any(_alike(other, known, index) for known in shown):
            continue
        versions += repeats
        shown.append(other)
        yield _relation(place, mine, other, index, repeats=repeats)
        if len(shown) == LIMIT:
            return


def _alike(one: int, other: int, index: Index) -> bool:
    """Whether two texts are much the same: `terms.alike`, by numbers."""
    if abs(index.days[one] - index.days[other]) > ALIKE_DAYS:
        return False
    mine, theirs = index.has[one], index.has[other]
    if min(len(mine), len(theirs)) < ALIKE * max(len(mine), len(theirs)):
        return False
    shared = len(set(mine).intersection(theirs))
    return shared / max(1, len(mine) + len(theirs) - shared) >= ALIKE


def _relation(place: int, mine: Mapping[int, int], other: int, index: Index, *, repeats: bool) -> Relation:
    """What two articles share, the rarest first; words only where they decided."""
    subjects = index.subjects[other]
    names, words, balance = [], [], 0
    for number in sorted(mine.keys() & index.has[other], key=index.ranks.__getitem__):
        term = index.terms[number]
        if isinstance(term, tuple):
            names.append(term)
            balance -= mine[number] * (SUBJECT if number in subjects else MENTIONED)
        else:
            words.append(term)
            balance += mine[number]
    said = index.said[index.urls[place]] if balance > 0 else None
    named = [said.words[word] for word in words[:REASONS]] if said else []
    return Relation(index.urls[other], tuple(names), tuple(named), repeats)
