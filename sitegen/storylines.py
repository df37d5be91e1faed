"""Storylines: runs of articles about the same two, close in time and on one matter.

The archive is read in the order of its days. A story is founded by the first three articles that make one; what
comes later can add to it and never undo it, so its beginning, and with it its address, stays as the archive grows.
All evidence is from the days around a story: what happens far from it in time changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, combinations, pairwise

from msgspec import Struct

from sitegen import gazetteer
from sitegen.model import EntityKey, Storyline
from sitegen.related import Index, Term, make_index
from sitegen.terms import Terms, alike, likeness, plain_words

LEAST = 3
"""Articles that make a story, on two days at least…"""

FRESH = 0.6
"""…no two of which share so much of what they say: versions of one report, or a report that comes every week."""

GAP = 21
"""Days without an article after which a story is over."""

FOCUS = 0.5
"""Of the articles about each of the two in these days, the share that is about both: who is in the news for other
things as well, as a government is, makes no story with everyone beside him."""

CAST = 8
"""An article about more people and organizations than this is a round-up, and ties nothing."""

WINDOW = 30
"""Days before an article in which a word's frequency is counted."""

UNCOMMON = 1 / 16
"""A word in at most this share of the window's articles says something of the matter…"""

FEW = 5
"""…and so does one in no more than so many articles: a small archive has no frequencies to speak of."""

RECENT = 8
"""How many articles of a run or story are looked back at: a bound for two who are in the news every day."""

Pair = tuple[EntityKey, EntityKey]


class _Story(Struct):
    """A story as far as it has been read: whom it is about, its articles, and by their stems its first words."""

    pair: Pair
    articles: list[str]
    words: Mapping[str, str]


def find(said: Mapping[str, Terms]) -> tuple[Storyline, ...]:
    """The storylines of an archive, given by the URLs of its articles; oldest first. No article is in two."""
    return find_in(make_index(said))


def find_in(index: Index) -> tuple[Storyline, ...]:
    """The same, where the archive is indexed."""
    reader = _Reader(index)
    for place in _hopeful(index):
        reader.read(place)
    starts = [_starts(story, index.said) for story in reader.stories]
    ids = {first for first, *_ in starts}
    told = (
        Storyline(
            id=first,
            articles=tuple(story.articles),
            shared=story.pair,
            words=tuple(story.words.values()),
            former=tuple(id_ for id_ in later if id_ not in ids),
        )
        for story, (first, *later) in zip(reader.stories, starts, strict=True)
    )
    return tuple(sorted(told, key=lambda story: story.id))


def _hopeful(index: Index) -> list[int]:
    """The places of articles about any two that so many are about as a story has: the others are in none."""
    casts: dict[int, list[int]] = {}
    for place in range(len(index.urls)):
        subjects = index.subjects[place]
        if len(subjects) > 1:
            casts[place] = sorted(number for number in subjects if _is_cast(index.terms[number]))
    pairs = {place: list(combinations(cast, 2)) for place, cast in casts.items() if len(cast) <= CAST}
    counts = Counter(chain.from_iterable(pairs.values()))
    return [place for place, found in pairs.items() if any(counts[pair] >= LEAST for pair in found)]


def _starts(story: _Story, terms: Mapping[str, Terms]) -> list[str]:
    """The id of a story, and those it would have if it began with a later one of its articles."""
    days = dict.fromkeys(terms[url].date for url in story.articles[: 1 - LEAST])
    return [f"{day.isoformat()}-{story.pair[0][1]}-{story.pair[1][1]}" for day in days]


class _Reader:
    """What is known of an archive as far as it has been read."""

    def __init__(self, index: Index) -> None:
        self.stories: list[_Story] = []
        self._index = index
        self._terms = index.said
        self._window = (0, 0)
        self._about: dict[int, list[int]] = defaultdict(list)
        for place in range(len(index.urls)):
            for number in index.subjects[place]:
                self._about[number].append(place)
        self._runs: dict[Pair, list[str]] = defaultdict(list)
        self._open: dict[Pair, _Story] = {}
        self._used: set[str] = set()

    def read(self, place: int) -> None:
        """Read the article at the next place."""
        self._window = self._since(self._index.days[place] - WINDOW), place + 1
        url = self._index.urls[place]
        pairs = list(_pairs(self._terms[url]))
        story = next((story for story in self._open_stories(pairs, url) if self._goes_on(story, url)), None)
        if story:
            self._add(story, url)
            return
        for pair in pairs:
            self._run(pair, url).append(url)
        for pair in pairs:
            if pair not in self._open and url not in self._used:
                self._found(pair, url)

    def _open_stories(self, pairs: Iterable[Pair], url: str) -> list[_Story]:
        """The stories of `pairs` that are not over; the oldest first."""
        for pair in pairs:
            if pair in self._open and self._gap(self._open[pair].articles[-1], url) > GAP:
                del self._open[pair]
        found = [self._open[pair] for pair in pairs if pair in self._open]
        return sorted(found, key=lambda story: (self._order(story.articles[0]), story.pair))

    def _goes_on(self, story: _Story, url: str) -> bool:
        """Whether an article shares a word that the story was founded on, or two with an article of it."""
        others = dict.fromkeys((*story.articles[:LEAST], *story.articles[-RECENT:]))
        shared = (self._matter(url, other) for other in others)
        return any(len(words) > 1 or not words.isdisjoint(story.words) for words in shared)

    def _add(self, story: _Story, url: str) -> None:
        """Use an article for a story; one that is much the same as another there adds nothing to it."""
        self._used.add(url)
        if not any(alike(self._terms[url], self._terms[other]) for other in story.articles[-RECENT:]):
            story.articles.append(url)

    def _run(self, pair: Pair, url: str) -> list[str]:
        """The articles about both, none long after another, that no story uses."""
        run = self._runs[pair]
        if run and self._gap(run[-1], url) > GAP:
            run.clear()
        run[:] = (other for other in run if other not in self._used)
        return run

    def _found(self, pair: Pair, url: str) -> None:
        """Begin a story with `url` and two articles before it, if they make one, and what else of the run fits."""
        run = self._runs[pair]
        for before in combinations(run[-RECENT:-1], LEAST - 1):
            founders = [self._terms[other] for other in (*before, url)]
            words = self._matter(*before, url)
            if self._is_matter(pair, words, founders) and _are_apart(founders) and self._is_focus(pair, before[0]):
                ranked = sorted(words, key=lambda word: (self._frequency(word), word))
                story = _Story(pair, [*before, url], {word: _written(word, founders) for word in ranked})
                self._used.update(story.articles)
                for other in reversed(run):
                    near = self._gap(other, story.articles[0]) <= GAP
                    if near and other not in self._used and self._goes_on(story, other):
                        self._add(story, other)
                        story.articles.sort(key=self._order)
                run.clear()
                self.stories.append(story)
                self._open[pair] = story
                return

    def _is_matter(self, pair: Pair, words: set[str], founders: Iterable[Terms]) -> bool:
        """Whether headlines name both, and two uncommon words are shared: one, where a headline names both at once.

        A firm that is named only as the owner of another is in the leads, and not in the headlines.
        """
        headlined = [terms.headlined for terms in founders]
        if not frozenset().union(*headlined).issuperset(pair):
            return False
        at_once = any(set(keys).issuperset(pair) for keys in headlined)
        return len(words) >= (1 if at_once else 2)

    def _is_focus(self, pair: Pair, first: str) -> bool:
        since = self._since(self._day(first) - GAP)
        both = sum(self._order(url) >= since for url in self._runs[pair])
        about = (self._about[self._index.numbers[key]] for key in pair)
        return all(both >= FOCUS * _count(places, since, self._window[1]) for places in about)

    def _matter(self, *urls: str) -> set[str]:
        """The uncommon words that all of the articles share, as stems."""
        start, end = self._window
        most = max(FEW, UNCOMMON * (end - start))
        shared = set.intersection(*(set(self._terms[url].words) for url in urls))
        return {word for word in shared if self._frequency(word) <= most}

    def _frequency(self, word: str) -> int:
        """How many articles of the window say it."""
        places, first, last = self._index.holders.where(self._index.numbers[word])
        return _count(places, *self._window, first, last)

    def _since(self, day: int) -> int:
        """The place of the first article of that day, or after it."""
        return bisect_left(self._index.days, day)

    def _gap(self, earlier: str, later: str) -> int:
        return self._day(later) - self._day(earlier)

    def _day(self, url: str) -> int:
        return self._index.days[self._order(url)]

    def _order(self, url: str) -> int:
        return self._index.places[url]


def _count(places: Sequence[int], start: int, end: int, first: int = 0, last: int | None = None) -> int:
    """How many of the places between `first` and `last` are from `start` until before `end`."""
    return bisect_left(places, end, first, last) - bisect_left(places, start, first, last)


def _written(stem: str, founders: Sequence[Terms]) -> str:
    """The word of a stem as the first writes it, unless another shows that it has a capital."""
    forms = [terms.words[stem] for terms in founders]
    return next((form for form in forms if form.istitle()), forms[0])


def _are_apart(founders: Sequence[Terms]) -> bool:
    """Whether articles are of two days at least, none long after another, and each has news of its own."""
    return (
        founders[0].date < founders[-1].date
        and all((later.date - earlier.date).days <= GAP for earlier, later in pairwise(founders))
        and all(likeness(one, other) < FRESH for one, other in combinations(founders, 2))
    )


def _pairs(terms: Terms) -> Iterator[Pair]:
    """Every two people or organizations that an article is about, one of them in its headline.

    Places tie nothing: they are where things happen. Nor do institutions: they are in the news by their office.
    """
    cast = sorted(filter(_is_cast, terms.about))
    for pair in combinations(cast, 2) if len(cast) <= CAST else ():
        if not set(pair).isdisjoint(terms.headlined) and _independent(*pair):
            yield pair


@lru_cache(100_000)
def _is_cast(key: Term) -> bool:
    """Whether this is somebody whom stories are about."""
    is_institution = key[0] == "organization" and not _offices().isdisjoint(key[1].split("-"))
    return key[0] != "place" and not is_institution


@cache
def _offices() -> frozenset[str]:
    return frozenset(word.lower() for word in gazetteer.lexicon().heads)


def _independent(one: EntityKey, other: EntityKey) -> bool:
    """Whether two names are evidence of two: not `fed` and `federal-reserve`, nor a firm and its founder."""
    words, others = (set(key[1].split("-")) - plain_words() for key in (one, other))
    return words.isdisjoint(others) and one[1] not in other[1] and other[1] not in one[1]
