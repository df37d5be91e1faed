"""Related articles: what two articles share, the rarer the more it says, and how near in time they are.

Spärck Jones 1972, 'A statistical interpretation of term specificity': a term in n of N texts weighs log(N/n). Here
in whole bits, so that one article more changes the weights of next to nothing.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import chain

import msgspec
from msgspec import Struct

from sitegen.model import EntityKey, Relation
from sitegen.terms import Terms, alike

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
"""An entity, or the stem of a word."""


class Index(Struct, frozen=True):
    """An archive by its terms. An article's place is its number in the order of dates.

    `strengths` are what each article makes of its terms, whatever the others say; `holders` are the places of the
    articles that have a term, `weights` its bits, and `ranks` number the terms from the heaviest.
    """

    urls: Sequence[str]
    places: Mapping[str, int]
    terms: Sequence[Terms]
    days: Sequence[int]
    strengths: Sequence[Mapping[Term, int]]
    holders: Mapping[Term, Sequence[int]]
    weights: Mapping[Term, int]
    ranks: Mapping[Term, int]


def make_index(terms: Mapping[str, Terms]) -> Index:
    """The index of articles given by their URLs."""
    urls = sorted(terms, key=lambda url: (terms[url].date, url))
    strengths = [_strengths(terms[url]) for url in urls]
    holders: dict[Term, list[int]] = defaultdict(list)
    for place, said in enumerate(strengths):
        for term in said:
            holders[term].append(place)
    size = len(urls).bit_length()
    weights = {term: _weight(term, len(places), size) for term, places in holders.items()}
    ranks = _ranks(weights)
    return Index(
        urls=urls,
        places={url: place for place, url in enumerate(urls)},
        terms=[terms[url] for url in urls],
        days=[terms[url].date.toordinal() for url in urls],
        strengths=[{term: strength for term, strength in said.items() if weights[term]} for said in strengths],
        holders=holders,
        weights={term: weights[term] for term in ranks},
        ranks=ranks,
    )


def amended(index: Index, terms: Mapping[str, Terms]) -> Index:
    """The index with other `terms` for some of its articles, which keep their dates."""
    said, strengths, holders = list(index.terms), list(index.strengths), dict(index.holders)
    touched: set[Term] = set()
    for url, new in terms.items():
        place = index.places[url]
        before, after = _strengths(said[place]), _strengths(new)
        said[place] = new
        for term in before.keys() - after.keys():
            holders[term] = [other for other in holders[term] if other != place]
        for term in after.keys() - before.keys():
            holders[term] = sorted((*holders.get(term, ()), place))
        touched |= before.keys() ^ after.keys()
    size = len(index.urls).bit_length()
    found = {term: _weight(term, len(holders[term]), size) for term in touched}
    moved = {term for term, weight in found.items() if weight != index.weights.get(term, 0)}
    weights = {**index.weights, **{term: found[term] for term in moved}}
    for place in {index.places[url] for url in terms} | {place for term in moved for place in holders[term]}:
        strengths[place] = {
            term: strength for term, strength in _strengths(said[place]).items() if weights.get(term)
        }
    return msgspec.structs.replace(
        index,
        terms=said,
        strengths=strengths,
        holders={term: places for term, places in holders.items() if places},
        weights={term: weight for term, weight in weights.items() if weight} if moved else weights,
        ranks=_ranks(weights) if moved else index.ranks,
    )


def _ranks(weights: Mapping[Term, int]) -> dict[Term, int]:
    """Of the terms that weigh something, from the heaviest."""
    heavy = sorted((term for term in weights if weights[term]), key=lambda term: (-weights[term], str(term)))
    return {term: rank for rank, term in enumerate(heavy)}


def relate(terms: Mapping[str, Terms]) -> dict[str, tuple[Relation, ...]]:
    """The nearest of each article."""
    index = make_index(terms)
    return {url: nearest(url, index) for url in terms}


def nearest(url: str, index: Index) -> tuple[Relation, ...]:
    """The nearest of one article. It depends on the article's own terms, and of the index on those terms alone."""
    place = index.places[url]
    scored = [(_shared(place, other, index), other) for other in _candidates(place, index)]
    ranked = sorted(
        (-shared * _nearness(place, other, index), other)
        for shared, other in scored
        if shared >= LEAST * len(index.urls).bit_length() or _share_a_rarity(place, other, index)
    )
    return tuple(_unlike(place, (other for _, other in ranked), index))


def similarity(one: str, other: str, index: Index) -> float:
    """How near two articles are: the same both ways."""
    places = index.places[one], index.places[other]
    return _shared(*places, index) * _nearness(*places, index)


def reach(index: Index, before: Mapping[str, Terms | None]) -> frozenset[str]:
    """The articles of `index` whose nearest may be others than they were; of all the rest an earlier result stands.

    `before` has all articles that are new, changed or gone since then, as they were; None of what was not there.
    """
    then = {url: said for url, said in before.items() if said}
    now = {url: index.terms[index.places[url]] for url in before if url in index.places}
    size = len(index.urls) - len(now) + len(then)
    if size.bit_length() != len(index.urls).bit_length():
        return frozenset(index.urls)
    found = {index.places[url] for url in now}
    lost = Counter(chain.from_iterable(map(_strengths, then.values())))
    lost.subtract(chain.from_iterable(map(_strengths, now.values())))
    for term, count in lost.items():
        holders = index.holders.get(term, ())
        if index.weights.get(term, 0) != _weight(term, len(holders) + count, size.bit_length()):
            found.update(holders)
    for url, said in chain(then.items(), now.items()):
        place = _place(said.date, url, index)
        for term in _strengths(said).keys() & index.weights.keys():
            found.update(_around(place, term, index))
    return frozenset([index.urls[place] for place in found])


def _place(date: datetime.date, url: str, index: Index) -> int:
    """The place of an article, or the one it would have."""
    order = date.toordinal(), url
    return bisect_left(range(len(index.urls)), order, key=lambda place: (index.days[place], index.urls[place]))


def _strengths(article: Terms) -> dict[Term, int]:
    strengths: dict[Term, int] = dict.fromkeys(article.words, 1)
    for key in article.entities:
        strengths[key] = SUBJECT if key[0] != "place" and key in article.about else MENTIONED
    return strengths


def _weight(term: Term, holders: int, size: int) -> int:
    """Bits; 0 of what relates nothing. `size` is the archive's, as a bit length."""
    bits = size - holders.bit_length()
    if holders < 2:
        return 0
    if isinstance(term, tuple) and holders <= FEW:
        return max(bits, COMMON)
    return bits if bits >= COMMON else 0


def _candidates(place: int, index: Index) -> Iterable[int]:
    """The articles that share most of an article's rarest terms."""
    strengths, weights = index.strengths[place], index.weights
    found: dict[int, int] = defaultdict(int)
    for term in sorted(strengths, key=index.ranks.__getitem__)[:RAREST]:
        weight = weights[term] * strengths[term]
        for other in _around(place, term, index):
            found[other] += weight
    found.pop(place, None)
    return [other for _, other in nlargest(CANDIDATES, zip(found.values(), found, strict=True))]


def _around(place: int, term: Term, index: Index) -> Sequence[int]:
    """The holders of a term that are nearest to one of them."""
    places = index.holders[term]
    if len(places) <= REACH:
        return places
    at = bisect_left(places, place)
    return places[max(0, at - REACH) : at + REACH + 1]


def _shared(one: int, other: int, index: Index) -> int:
    mine, theirs, weights = index.strengths[one], index.strengths[other], index.weights
    total = 0
    for term in mine.keys() & theirs.keys():
        total += weights[term] * mine[term] * theirs[term]
    return total


def _share_a_rarity(one: int, other: int, index: Index) -> bool:
    names = index.strengths[one].keys() & index.strengths[other].keys()
    return any(len(index.holders[name]) <= FEW for name in names if isinstance(name, tuple))


def _nearness(one: int, other: int, index: Index) -> float:
    return 1 + WEEK / (WEEK + abs(index.days[one] - index.days[other]))


def _unlike(place: int, ranked: Iterable[int], index: Index) -> Iterator[Relation]:
    """The first of `ranked`. Of texts that are much the same one is enough, and so of the article's versions."""
    terms = index.terms
    shown: list[int] = []
    versions = 0
    for other in ranked:
        repeats = alike(terms[place], terms[other])
        if (repeats and versions) or any(alike(terms[other], terms[known]) for known in shown):
            continue
        versions += repeats
        shown.append(other)
        yield _relation(place, other, index, repeats=repeats)
        if len(shown) == LIMIT:
            return


def _relation(place: int, other: int, index: Index, *, repeats: bool) -> Relation:
    """What two articles share, the rarest first; words only where they decided."""
    mine, theirs, weights = index.strengths[place], index.strengths[other], index.weights
    names, words, balance = [], [], 0
    for term in sorted(mine.keys() & theirs.keys(), key=index.ranks.__getitem__):
        if isinstance(term, tuple):
            names.append(term)
            balance -= weights[term] * mine[term] * theirs[term]
        else:
            words.append(term)
            balance += weights[term]
    named = [index.terms[place].words[word] for word in words[:REASONS]] if balance > 0 else []
    return Relation(index.urls[other], tuple(names), tuple(named), repeats)
