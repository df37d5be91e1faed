"""The parts that pages share: cards of articles and entities, and long lists split by date."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import TypeAlias, TypeVar

import msgspec

from sitegen.charts import LEAST_BARS
from sitegen.languages import Words
from sitegen.model import ENTITY_TYPES, Config, Corpus, EntityKey, Outline, Page
from sitegen.text import identify
from sitegen.urls import anchor, entity_url, label_url, period_url
from sitegen.views import ArticleCard, EntityCard, EntityGroup, Entry, Link, Listing, Period, Section

K = TypeVar("K")
V = TypeVar("V")

REMEMBERED = 20_000
"""How many cards of a kind are kept, all in all some 20 MB: to make one anew takes microseconds."""

NEWEST = 20
"""How many of the newest articles stand before a list that is split into periods."""

Dated: TypeAlias = tuple[int, ...]
"""(), (year,), (year, month) or (year, month, day)."""

MakePage: TypeAlias = Callable[[Dated, slice], Page]


class Made(dict[K, V]):
    """What a function makes of keys, where one is first asked for; `REMEMBERED` of them are kept."""

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> V:
        if len(self) >= REMEMBERED:
            self.clear()
        made = self[key] = self._make(key)
        return made


class _Cards:
    """The cards of a corpus, and what says less or no more: each stands in a dozen lists."""

    def __init__(self, corpus: Corpus) -> None:
        self.articles: Made[str, ArticleCard] = Made(partial(_article_card, corpus))
        self.headlines: Made[str, Link] = Made(partial(_headline, self.articles))
        self.entries: Made[str, Entry] = Made(partial(_entry, self.articles))
        self.entities: Made[EntityKey, EntityCard] = Made(partial(_entity_card, corpus))
        self.uncounted: Made[EntityKey, EntityCard] = Made(partial(_uncounted, self.entities))


_cards = lru_cache(maxsize=2)(_Cards)


def article_card(corpus: Corpus, url: str) -> ArticleCard:
    return _cards(corpus).articles[url]


def article_cards(corpus: Corpus, urls: Iterable[str]) -> tuple[ArticleCard, ...]:
    known = _cards(corpus).articles
    return tuple([known[url] for url in urls])


def _article_card(corpus: Corpus, url: str) -> ArticleCard:
    article = corpus.articles[url]
    return ArticleCard(
        title=article.title,
        url=url,
        date=article.date,
        summary=article.summary,
        authors=author_links(article),
        location=article.location,
        language=article.language,
    )


def headlines(corpus: Corpus, urls: Iterable[str]) -> tuple[Link, ...]:
    """Articles by title alone."""
    known = _cards(corpus).headlines
    return tuple([known[url] for url in urls])


def _headline(cards: Mapping[str, ArticleCard], url: str) -> Link:
    return Link(cards[url].title, url)


def entries(corpus: Corpus, urls: Iterable[str]) -> tuple[Entry, ...]:
    """Entries that say nothing of articles but what their cards do."""
    known = _cards(corpus).entries
    return tuple([known[url] for url in urls])


def _entry(cards: Mapping[str, ArticleCard], url: str) -> Entry:
    return Entry(cards[url])


def author_links(article: Outline) -> tuple[Link, ...]:
    return tuple(Link(author, label_url("author", identify(author))) for author in article.authors)


def entity_card(corpus: Corpus, key: EntityKey, count: int | None = None) -> EntityCard:
    card = _cards(corpus).entities[key]
    return card if count is None else msgspec.structs.replace(card, count=count)


def entity_cards(corpus: Corpus, keys: Iterable[EntityKey]) -> tuple[EntityCard, ...]:
    known = _cards(corpus).entities
    return tuple([known[key] for key in keys])


def uncounted_cards(corpus: Corpus, keys: Iterable[EntityKey]) -> tuple[EntityCard, ...]:
    """The cards of entities for a page that stays as it is when these are in the news again."""
    known = _cards(corpus).uncounted
    return tuple([known[key] for key in keys])


def _uncounted(cards: Mapping[EntityKey, EntityCard], key: EntityKey) -> EntityCard:
    return msgspec.structs.replace(cards[key], count=None)


def _entity_card(corpus: Corpus, key: EntityKey) -> EntityCard:
    """A faint one has no page."""
    entity = corpus.entities.get(key)
    if entity is None:
        return EntityCard(name=corpus.faint[key].name, url=None, type=key[0], count=0)
    return EntityCard(
        name=entity.name,
        url=entity_url(*key),
        type=entity.type,
        count=len(corpus.where[key]),
        description=entity.description,
        same_as=entity.same_as,
    )


def entity_groups(words: Words, cards: Iterable[EntityCard]) -> tuple[EntityGroup, ...]:
    """Cards by type, in the order of the table of types; types with none are left out."""
    by_type: dict[str, list[EntityCard]] = {name: [] for name in ENTITY_TYPES}
    for card in cards:
        by_type[card.type].append(card)
    return tuple(
        EntityGroup(words(ENTITY_TYPES[name].plural), f"/{ENTITY_TYPES[name].plural}/", tuple(found))
        for name, found in by_type.items()
        if found
    )


def entries_in(corpus: Corpus, part: slice, urls: Sequence[str]) -> tuple[Entry, ...]:
    """The entries of a part of a list."""
    return entries(corpus, urls[part])


def dates_of(corpus: Corpus, urls: Iterable[str]) -> list[datetime.date]:
    return [corpus.dates[url] for url in urls]


def as_gathered(view: V, _: Config) -> V:
    """What `Later` makes of a view that is gathered as a whole, because only one page is made from its facts."""
    return view


def listing(
    words: Words, items: Sequence[Entry], base: str, period: Dated = (), *, limit: int, always_split: bool = False
) -> Listing:
    """`items` (newest first) as sections, or as periods of which each is a page under `base`.

    A list of more than `limit` is split by year, then by month, then by day, so a page about the past never
    changes when the present grows.
    """
    is_day = len(period) == 3
    fits = len(items) <= limit or is_day
    return Listing(
        count=len(items),
        sections=_sections(words, items, period)
        if fits
        else ()
        if period
        else (Section(words("newest"), tuple(items[:NEWEST])),),
        periods=_periods(words, items, base, period) if not is_day and (always_split or not fits) else (),
    )


def dated_pages(
    dates: Sequence[datetime.date],
    make: MakePage,
    *,
    limit: int,
    always_split: bool = False,
    period: Dated = (),
    within: slice | None = None,
) -> Iterator[Page]:
    """The pages that `listing` refers to, for a list of these dates, newest first.

    Each is made by `make` from its period and the part of the list that is in it; itself it is of a `period`, and
    the part `within` longer ones.
    """
    start, stop = (within.start, within.stop) if within else (0, len(dates))
    if len(period) == 3 or not (always_split or stop - start > limit):
        return
    depth = len(period) + 1
    for part_period, found in groupby(range(start, stop), key=lambda place: _date(dates[place])[:depth]):
        places = list(found)
        part = slice(places[0], places[-1] + 1)
        yield make(part_period, part)
        yield from dated_pages(dates, make, limit=limit, always_split=always_split, period=part_period, within=part)


def dates_in(items: Iterable[Entry]) -> list[datetime.date]:
    return [entry.article.date for entry in items]


def section_depth(dates: Sequence[datetime.date], period: Dated) -> int:
    """How many parts of a date the sections of a list go by: a whole list of few years has one for each month.

    So has its timeline, which has bars for months or days then.
    """
    is_short = bool(dates) and not period and dates[0].year - dates[-1].year + 1 < LEAST_BARS
    return 2 if is_short else len(period) + 1


def years(words: Words, counts: Mapping[int, int]) -> tuple[Period, ...]:
    return tuple(Period(words.date(year), period_url(year), count) for year, count in sorted(counts.items()))


def _by_date(items: Iterable[Entry], depth: int) -> Iterator[tuple[Dated, list[Entry]]]:
    for period, part in groupby(items, key=lambda entry: _date(entry.article.date)[:depth]):
        yield period, list(part)


def _date(date: datetime.date) -> Dated:
    return date.year, date.month, date.day


def _periods(words: Words, items: Sequence[Entry], base: str, period: Dated) -> tuple[Period, ...]:
    return tuple(
        Period(words.date(*within), period_url(*within, under=base), len(part))
        for within, part in _by_date(items, len(period) + 1)
    )


def _about_first(items: Iterable[Entry]) -> tuple[Entry, ...]:
    """What is about an entity before what mentions it, else in the same order."""
    return tuple(sorted(items, key=lambda entry: not entry.is_about))


def _sections(words: Words, items: Sequence[Entry], period: Dated) -> tuple[Section, ...]:
    if len(period) == 3:
        return (Section("", _about_first(items)),)
    return tuple(
        Section(words.date(*within), _about_first(part), period_url(*within), anchor(*within))
        for within, part in _by_date(items, section_depth(dates_in(items), period))
    )
