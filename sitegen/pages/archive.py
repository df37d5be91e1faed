"""The archive by date: a page for each year, month and day that has articles."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial

from msgspec import Struct

from sitegen.languages import Words, words_of
from sitegen.model import Config, Corpus, Later, Page
from sitegen.pages.cards import Dated, dated_pages, dates_in, dates_of, entries, headlines, listing
from sitegen.pages.coverage import coverage, days_of
from sitegen.urls import period_url
from sitegen.views import Entry, Head, Link, ListView, SameDay

HEADLINES = 5
"""How many articles of the same day of another year a page names."""


class Facts(Struct, frozen=True, gc=False):
    """What a dated page is made from; `earlier` and `later` are the periods beside it that have a page."""

    period: Dated
    entries: tuple[Entry, ...]
    on_this_day: tuple[SameDay, ...]
    earlier: Dated | None
    later: Dated | None


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    days = [(date.year, date.month, date.day) for date in corpus.dates.values()]
    known: list[list[Dated]] = [sorted({day[:depth] for day in days}) for depth in range(4)]
    beside = {
        period: (earlier, later)
        for periods in known
        for earlier, period, later in zip([None, *periods], periods, [*periods[1:], None], strict=False)
    }

    def dated(period: Dated, part: slice) -> Page:
        gather = partial(_facts, words=words_of(config), period=period, urls=newest[part], beside=beside[period])
        source = (f"the archive of {period_url(*period)}",)
        return Page(period_url(*period), "list.html", Later(_view, gather), source, dates[part.start])

    newest = list(corpus.articles)[::-1]
    dates = dates_of(corpus, newest)
    yield from dated_pages(dates, dated, limit=config.list_limit, always_split=True)


def _facts(
    corpus: Corpus, words: Words, period: Dated, urls: Sequence[str], beside: tuple[Dated | None, Dated | None]
) -> Facts:
    same = on_this_day(corpus, words, *period[1:]) if len(period) == 3 else ()
    return Facts(period, entries(corpus, urls), same, *beside)


def on_this_day(corpus: Corpus, words: Words, month: int, day: int) -> tuple[SameDay, ...]:
    """That day of every year that has articles of it, newest first."""
    return _same_days(corpus, words)[month, day]


@lru_cache(maxsize=1)
def _same_days(corpus: Corpus, words: Words) -> dict[tuple[int, int], tuple[SameDay, ...]]:
    days: dict[datetime.date, list[str]] = defaultdict(list)
    for url, date in reversed(list(corpus.dates.items())):
        days[date].append(url)
    same: dict[tuple[int, int], list[SameDay]] = defaultdict(list)
    for date, urls in days.items():
        here, newest = period_url(date.year, date.month, date.day), headlines(corpus, urls[:HEADLINES])
        same[date.month, date.day].append(SameDay(words.date(date.year), here, len(urls), newest))
    return {at: tuple(found) for at, found in same.items()}


def _view(facts: Facts, config: Config) -> ListView:
    words, period, items, limit = words_of(config), facts.period, facts.entries, config.list_limit
    title = words.date(*period)
    parents = tuple(_link(words, period[:depth]) for depth in range(1, len(period)))
    return ListView(
        head=Head(
            title=title,
            description=words("titled_articles", n=len(items), title=title),
            url=period_url(*period),
            kind="archive",
            crumbs=parents,
        ),
        title=title,
        listing=listing(words, items, "/", period, limit=limit, always_split=True),
        timeline=coverage(words, dates_in(items), title, "/", period, limit=limit, always_split=True)
        if len(period) == 2
        else None,
        calendar=days_of(words, dates_in(items), *period) if len(period) == 1 else None,
        on_this_day=tuple(other for other in facts.on_this_day if other.url != period_url(*period)),
        up=parents[-1] if parents else None,
        previous=_link(words, facts.earlier) if facts.earlier else None,
        next=_link(words, facts.later) if facts.later else None,
    )


def _link(words: Words, period: Dated) -> Link:
    return Link(words.date(*period), period_url(*period))
