"""The archive by date: a page for each year, month and day that has articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from sitegen.languages import Words, words_of
from sitegen.model import Config, Corpus, Page
from sitegen.pages.cards import Dated, dated_pages, entries
from sitegen.pages.coverage import coverage, days_of
from sitegen.urls import period_url
from sitegen.views import Entry, Head, Link, Listing, ListView, SameDay

HEADLINES = 5
"""How many articles of the same day of another year a page names."""


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    words = words_of(config)
    days = [(a.date.year, a.date.month, a.date.day) for a in corpus.articles.values()]
    known: list[list[Dated]] = [sorted({day[:depth] for day in days}) for depth in range(4)]

    def dated(period: Dated, part: Listing, within: Sequence[Entry]) -> Page:
        same = on_this_day(corpus, words, *period[1:]) if len(period) == 3 else ()
        return _page(words, period, part, known[len(period)], within, same, config.list_limit)

    items = entries(corpus, corpus.articles)
    yield from dated_pages(words, items, "/", dated, limit=config.list_limit, always_split=True)


def on_this_day(corpus: Corpus, words: Words, month: int, day: int) -> tuple[SameDay, ...]:
    """That day of every year that has articles of it, newest first."""
    return _same_days(corpus, words)[month, day]


@lru_cache(maxsize=1)
def _same_days(corpus: Corpus, words: Words) -> dict[tuple[int, int], tuple[SameDay, ...]]:
    days: dict[Dated, list[Link]] = defaultdict(list)
    for url, article in reversed(list(corpus.articles.items())):
        days[article.date.timetuple()[:3]].append(Link(article.title, url))
    same: dict[tuple[int, int], list[SameDay]] = defaultdict(list)
    for (year, month, day), articles in days.items():
        here = period_url(year, month, day)
        same[month, day].append(SameDay(words.date(year), here, len(articles), tuple(articles[:HEADLINES])))
    return {at: tuple(found) for at, found in same.items()}


def _page(
    words: Words,
    period: Dated,
    part: Listing,
    siblings: Sequence[Dated],
    items: Sequence[Entry],
    same: Iterable[SameDay],
    limit: int,
) -> Page:
    title = words.date(*period)
    place = siblings.index(period)
    parents = tuple(_link(words, period[:depth]) for depth in range(1, len(period)))
    view = ListView(
        head=Head(
            title=title,
            description=words("titled_articles", n=part.count, title=title),
            url=period_url(*period),
            kind="archive",
            crumbs=parents,
        ),
        title=title,
        listing=part,
        timeline=coverage(words, items, title, "/", period, limit=limit, always_split=True)
        if len(period) == 2
        else None,
        calendar=days_of(words, items, *period) if len(period) == 1 else None,
        on_this_day=tuple(other for other in same if other.url != period_url(*period)),
        up=parents[-1] if parents else None,
        previous=_link(words, siblings[place - 1]) if place else None,
        next=_link(words, siblings[place + 1]) if place + 1 < len(siblings) else None,
    )
    return Page(period_url(*period), "list.html", view, (f"the archive of {title}",), items[0].article.date)


def _link(words: Words, period: Dated) -> Link:
    return Link(words.date(*period), period_url(*period))
