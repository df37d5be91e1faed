"""The parts that pages share: cards of articles and entities, and long lists split by date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import TypeAlias

import msgspec

from sitegen.charts import LEAST_BARS
from sitegen.languages import Words
from sitegen.model import ENTITY_TYPES, Corpus, EntityKey, Outline, Page
from sitegen.text import identify
from sitegen.urls import anchor, entity_url, period_url
from sitegen.views import ArticleCard, EntityCard, EntityGroup, Entry, Link, Listing, Period, Section

NEWEST = 20
"""How many of the newest articles stand before a list that is split into periods."""

Dated: TypeAlias = tuple[int, ...]
"""(), (year,), (year, month) or (year, month, day)."""

MakePage: TypeAlias = Callable[[Dated, Sequence[Entry]], Page]


def article_card(corpus: Corpus, url: str) -> ArticleCard:
    return _article_cards(corpus)[url]


@lru_cache(maxsize=1)
def _article_cards(corpus: Corpus) -> dict[str, ArticleCard]:
    """Of all articles: each stands in a dozen lists."""
    return {
        url: ArticleCard(
            title=article.title,
            url=url,
            date=article.date,
            summary=article.summary,
            authors=author_links(article),
            location=article.location,
            language=article.language,
        )
        for url, article in corpus.articles.items()
    }


def author_links(article: Outline) -> tuple[Link, ...]:
    return tuple(Link(author, f"/authors/{identify(author)}/") for author in article.authors)


def entity_card(corpus: Corpus, key: EntityKey, count: int | None = None) -> EntityCard:
    card = _entity_cards(corpus)[key]
    return card if count is None else msgspec.structs.replace(card, count=count)


@lru_cache(maxsize=1)
def _entity_cards(corpus: Corpus) -> dict[EntityKey, EntityCard]:
    """Of all entities, those without a page among them."""
    faint = corpus.faint.items()
    return {key: EntityCard(name=entity.name, url=None, type=key[0], count=0) for key, entity in faint} | {
        key: EntityCard(
            name=entity.name,
            url=entity_url(*key),
            type=entity.type,
            count=len(corpus.appearances[key]),
            description=entity.description,
            same_as=entity.same_as,
        )
        for key, entity in corpus.entities.items()
    }


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


def entries(corpus: Corpus, urls: Iterable[str]) -> list[Entry]:
    """Plain entries, newest first, of articles given in archive order."""
    return [Entry(article_card(corpus, url)) for url in reversed(list(urls))]


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
    items: Sequence[Entry], make: MakePage, *, limit: int, always_split: bool = False, period: Dated = ()
) -> Iterator[Page]:
    """The pages that `listing` refers to, each made by `make` from its period and the part of `items` in it."""
    if len(period) == 3 or not (always_split or len(items) > limit):
        return
    for within, part in _by_date(items, len(period) + 1):
        yield make(within, part)
        yield from dated_pages(part, make, limit=limit, always_split=always_split, period=within)


def section_depth(items: Sequence[Entry], period: Dated) -> int:
    """How many parts of a date the sections of a list go by: a whole list of few years has one for each month.

    So has its timeline, which has bars for months or days then.
    """
    is_short = (
        bool(items) and not period and items[0].article.date.year - items[-1].article.date.year + 1 < LEAST_BARS
    )
    return 2 if is_short else len(period) + 1


def years(words: Words, counts: Mapping[int, int]) -> tuple[Period, ...]:
    return tuple(Period(words.date(year), period_url(year), count) for year, count in sorted(counts.items()))


def _by_date(items: Iterable[Entry], depth: int) -> Iterator[tuple[Dated, list[Entry]]]:
    for period, part in groupby(items, key=lambda entry: _date(entry)[:depth]):
        yield period, list(part)


def _date(entry: Entry) -> Dated:
    date = entry.article.date
    return date.year, date.month, date.day


def _periods(words: Words, items: Sequence[Entry], base: str, period: Dated) -> tuple[Period, ...]:
    return tuple(
        Period(words.date(*within), period_url(*within, under=base), len(part))
        for within, part in _by_date(items, len(period) + 1)
    )


def _about_first(items: Iterable[Entry]) -> tuple[Entry, ...]:
    """What is about an entity before what mentions it, else in the same order."""
    return tuple(sorted(items, key=lambda entry: not entry.about))


def _sections(words: Words, items: Sequence[Entry], period: Dated) -> tuple[Section, ...]:
    if len(period) == 3:
        return (Section("", _about_first(items)),)
    return tuple(
        Section(words.date(*within), _about_first(part), period_url(*within), anchor(*within))
        for within, part in _by_date(items, section_depth(items, period))
    )
