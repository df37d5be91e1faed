"""Charts of coverage as plain data: bars over time, and a year's days by shade. Units are those of the drawings.

A drawing is WIDTH units wide, about as many as a small telephone has pixels, and its letters are at most LETTER
units high there; a style sheet may make them smaller where the drawing is shown larger. All numbers are rounded, so
that a drawing is the same on every machine.
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count, takewhile
from typing import TypeAlias

from sitegen.languages import Words
from sitegen.views import Bar, Calendar, CalendarDay, HalfYear, Shade, Tick, Timeline

Dated: TypeAlias = tuple[int, ...]
"""(), (year,), (year, month) or (year, month, day)."""

LinkTo: TypeAlias = Callable[[Dated], str | None]
"""Where the articles of a period are listed, if anywhere."""

WIDTH = 360
LETTER = 11

UNITS = ("", "year", "month", "day")
LEAST_ARTICLES = 3
LEAST_BARS = 6
"""The unit is the coarsest that gives so many bars, else the finest: at most 60 months or 153 days."""

TALLEST = 76
"""How high the highest bar is."""

WIDEST = 12
"""How wide a bar is at most."""

FILLED = 0.8
"""The part of its slot that a bar fills."""

TOP, RIGHT, ROW = 8, 12, 14
"""Room above the highest bar and right of the last, and the height of a row of words below them."""

DIGIT, YEAR_GAP, MONTH_GAP, DAY_GAP, ERA_GAP = 6.5, 34, 25, 16, 54
"""How wide a digit is, and how far apart labels must begin: `1962`, `Mar`, `28`, `Sep 1987`."""

PITCH, CELL = 12.5, 11
"""How far apart the days of a calendar are, and how large."""

DAYS_LEFT, DAYS_TOP = 12, 16
"""Where the days of a calendar begin: beside the names of weekdays, below those of months."""

SHADES = 4


def timeline(
    words: Words, dates: Iterable[datetime.date], title: str, link: LinkTo, period: Dated = ()
) -> Timeline | None:
    """Articles of `dates` by year, month or day, as their span asks; those of a `period` by its next smaller unit.

    A unit without articles is a gap. None where a few articles, or a single day, say as much by themselves.
    """
    known = sorted(dates)
    if len(known) < LEAST_ARTICLES or known[0] == known[-1]:
        return None
    slots = _slots_of(period) if period else _slots(known[0], known[-1])
    depth = len(slots[0])
    counts = Counter(_dated(date, depth) for date in known)
    highest = max(counts.values())
    marks = _steps(highest)
    left = 6 + DIGIT * len(words.number(marks[-1]))
    slot = (WIDTH - RIGHT - left) / len(slots)
    eras = () if period or depth == 1 else tuple(_eras(words, slots, slot, left))
    return Timeline(
        title=words(f"by_{UNITS[depth]}", title=title),
        description=_described(words, known, counts, depth),
        unit=UNITS[depth],
        width=WIDTH,
        height=TOP + TALLEST + ROW * (2 if eras else 1) + 4,
        left=round(left, 1),
        base=TOP + TALLEST,
        bars=tuple(
            _bar(words, at, counts[at], link(at), left + slot * place, slot, highest)
            for place, at in enumerate(slots)
            if at in counts
        ),
        scale=tuple(Tick(words.number(n), round(TOP + TALLEST * (1 - n / highest), 1)) for n in marks),
        labels=tuple(
            Tick(text, round(left + slot * (place + 0.5), 1)) for place, text in _labels(words, slots, slot)
        ),
        eras=eras,
    )


def _bar(words: Words, at: Dated, articles: int, url: str | None, left: float, slot: float, highest: int) -> Bar:
    wide, high = min(slot * FILLED, WIDEST), round(TALLEST * articles / highest, 1)
    return Bar(
        title=words.date(*at),
        count=articles,
        url=url,
        x=round(left + (slot - wide) / 2, 1),
        y=round(TOP + TALLEST - high, 1),
        width=round(wide, 1),
        height=high,
    )


def _slots_of(period: Dated) -> list[Dated]:
    """Every month of a year, or day of a month."""
    parts = range(1, 1 + (12 if len(period) == 1 else monthrange(*period)[1]))
    return [(*period, part) for part in parts]


def _slots(first: datetime.date, last: datetime.date) -> list[Dated]:
    """Every year from first to last, or every month or day where these are too few."""
    if last.year - first.year + 1 >= LEAST_BARS:
        return [(year,) for year in range(first.year, last.year + 1)]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    if len(months) >= LEAST_BARS:
        return [(month // 12, month % 12 + 1) for month in months]
    days = range(first.toordinal(), last.toordinal() + 1)
    return [_dated(datetime.date.fromordinal(day), 3) for day in days]


def _dated(date: datetime.date, depth: int) -> Dated:
    return (date.year, date.month, date.day)[:depth]


def _steps(highest: int) -> list[int]:
    """Two to four round numbers up to the highest, or 1 alone."""
    step = list(takewhile(lambda size: size == 1 or size * 2 <= highest, _round_numbers(1, 2, 5)))[-1]
    return list(range(step, highest + 1, step))


def _round_numbers(*leads: int) -> Iterator[int]:
    """The leads, ten times each, a hundred times each…"""
    return (10**power * lead for power in count() for lead in leads)


def _described(words: Words, dates: Sequence[datetime.date], counts: Counter[Dated], depth: int) -> str:
    first, last = (words.date(*_dated(date, depth)) for date in (dates[0], dates[-1]))
    between = "from_to" if depth == 3 else "from_to_period"
    span = words(between, first=first, last=last) if first != last else first
    return f"{words('articles', n=len(dates))}, {span}, {_most(words, counts, depth)}"


def _most(words: Words, counts: Mapping[Dated, int], depth: int) -> str:
    """`most in 1962: 4`; `at most 4 a year` where several have as many."""
    highest = max(counts.values())
    first, *more = (at for at, articles in counts.items() if articles == highest)
    if more:
        return words(f"at_most_a_{UNITS[depth]}", n=highest)
    return words("most_on" if depth == 3 else "most_in", period=words.date(*first), n=highest)


def _labels(words: Words, slots: Sequence[Dated], slot: float) -> Iterator[tuple[int, str]]:
    """Labels below the bars: (place of the slot, text), as many as do not collide."""
    depth = len(slots[0])
    if depth == 1:
        step = next(size for size in _round_numbers(1, 2, 5) if size * slot >= YEAR_GAP)
        yield from ((place, words.date(at[0])) for place, at in enumerate(slots) if at[0] % step == 0)
    elif depth == 2:
        step = next(size for size in (1, 2, 3, 6, 12) if size * slot >= MONTH_GAP)
        yield from (
            (place, words.month(at[1], short=True)) for place, at in enumerate(slots) if (at[1] - 1) % step == 0
        )
    else:
        patterns = (range(1, 32), range(1, 29, 2), (1, 8, 15, 22), (1, 15))
        days = next((days for days in patterns if (days[1] - days[0]) * slot >= DAY_GAP), (1,))
        yield from ((place, str(at[2])) for place, at in enumerate(slots) if at[2] in days)


def _eras(words: Words, slots: Sequence[Dated], slot: float, left: float) -> Iterator[Tick]:
    """Labels of the second row: the year or the month, where one begins and where the first bar stands."""
    gap = YEAR_GAP if len(slots[0]) == 2 else ERA_GAP
    last = WIDTH - gap + 10
    begin = {
        place: _era(words, at) for place, at in enumerate(slots) if at[-1] == 1 and left + slot * place <= last
    }
    if min(begin, default=len(slots)) * slot >= gap:
        yield Tick(_era(words, slots[0]), round(left, 1))
    for place, text in begin.items():
        yield Tick(text, round(min(left + slot * place, WIDTH - gap), 1))


def _era(words: Words, at: Dated) -> str:
    return words.date(at[0]) if len(at) == 2 else f"{words.month(at[1], short=True)} {at[0]}"


# --- a year's days --------------------------------------------------------------------------------------------


def calendar(words: Words, dates: Iterable[datetime.date], year: int, link: LinkTo) -> Calendar:
    """The days of a year by week, Monday first, shaded by their articles; `dates` are those of the articles."""
    counts = Counter(date for date in dates if date.year == year)
    total, days, highest = counts.total(), len(counts), max(counts.values(), default=0)
    shades = _shades(highest)
    return Calendar(
        title=words("days_of_year", year=words.date(year)),
        description=words("articles_on_days", articles=words("articles", n=total), days=words("days", n=days))
        + (f", {_most(words, {_dated(date, 3): n for date, n in counts.items()}, 3)}" if days > 1 else ""),
        halves=tuple(_half(words, counts, year, months, shades, link) for months in (range(1, 7), range(7, 13))),
        cell=CELL,
        shades=tuple(
            Shade(level, words.number(span[0]) if len(span) == 1 else words("one_to", first=span[0], last=span[-1]))
            for level, span in shades.items()
        ),
    )


def _shades(highest: int) -> dict[int, range]:
    """Which numbers of articles each shade stands for: as many round numbers each; the darkest are always used."""
    leads = (1, 2, 3, 4, 5, 6, 8) if highest <= 8 * SHADES else (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
    size = next(size for size in _round_numbers(*leads) if size * SHADES >= highest)
    used = -(-highest // size)
    return {SHADES - used + part + 1: range(part * size + 1, (part + 1) * size + 1) for part in range(used)}


def _half(
    words: Words,
    counts: Counter[datetime.date],
    year: int,
    months: Sequence[int],
    shades: Mapping[int, range],
    link: LinkTo,
) -> HalfYear:
    first, end = datetime.date(year, months[0], 1), monthrange(year, months[-1])[1]
    start = first.toordinal() - first.weekday()
    days = range(first.toordinal(), datetime.date(year, months[-1], end).toordinal() + 1)
    spots = {datetime.date.fromordinal(day): _spot(day - start) for day in days}
    starts = {month: _spot(datetime.date(year, month, 1).toordinal() - start) for month in months}
    return HalfYear(
        title=words("half_year", first=words.month(months[0]), last=words.month(months[-1]), year=words.date(year)),
        width=WIDTH + 2,
        height=round(DAYS_TOP + 7 * PITCH),
        months=tuple(
            Tick(words.month(month, short=True), x if y == DAYS_TOP else x + PITCH)
            for month, (x, y) in starts.items()
        ),
        weekdays=tuple(Tick(words.weekday(row), DAYS_TOP + row * PITCH) for row in (0, 2, 4)),
        blank=tuple(spot for date, spot in spots.items() if not counts[date]),
        days=tuple(
            CalendarDay(
                date,
                counts[date],
                link(_dated(date, 3)),
                next(level for level, span in shades.items() if counts[date] in span),
                *spot,
            )
            for date, spot in spots.items()
            if counts[date]
        ),
    )


def _spot(day: int) -> tuple[float, float]:
    """Where a day stands, counted from the Monday of the first week."""
    return DAYS_LEFT + day // 7 * PITCH, DAYS_TOP + day % 7 * PITCH
