"""The charts of a list of articles, each bar and day a link to where its articles are listed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence

from sitegen.charts import Dated, LinkTo, calendar, timeline
from sitegen.languages import Words
from sitegen.pages.cards import section_depth
from sitegen.urls import anchor, period_url
from sitegen.views import Calendar, Timeline


def coverage(
    words: Words,
    dates: Sequence[datetime.date],
    title: str,
    base: str,
    period: Dated = (),
    *,
    limit: int,
    always_split: bool = False,
) -> Timeline | None:
    """The timeline of the articles of these `dates`, which `cards.listing` is given for the same page."""
    return timeline(words, dates, title, _link(dates, base, period, limit, always_split), period)


def days_of(words: Words, dates: Iterable[datetime.date], year: int) -> Calendar:
    """The calendar of a year of the archive, where every day with articles has a page."""
    return calendar(words, dates, year, lambda at: period_url(*at))


def _link(dates: Sequence[datetime.date], base: str, period: Dated, limit: int, always_split: bool) -> LinkTo:
    """Where a period of articles of these `dates` is listed, as `cards.listing` and `cards.dated_pages` have it.

    A list of more than `limit` has a page for each of its parts, and a shorter one a section for each; what is
    smaller than the parts is found in the smallest page or section that holds it.
    """
    here = period_url(*period, under=base)
    if len(dates) <= limit and not always_split:
        sections = section_depth(dates, period)
        return lambda at: f"{here}#{anchor(*at[:sections])}"
    days = [(date.year, date.month, date.day) for date in dates]
    counts = Counter(day[:depth] for day in days for depth in range(len(period), 4))

    def link(at: Dated) -> str:
        depth = len(period)
        while depth < len(at) and (always_split or counts[at[:depth]] > limit):
            depth += 1
        page = period_url(*at[:depth], under=base)
        return page if depth == len(at) else f"{page}#{anchor(*at[: depth + 1])}"

    return link
