"""Charts: each file of cases/timelines has dates with their articles and what the timeline must show of them."""

from __future__ import annotations

import datetime
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen.charts import DAYS_TOP, DIGIT, PITCH, SHADES, WIDTH, calendar, timeline
from sitegen.languages import words
from sitegen.model import Page
from sitegen.pages.cards import dated_pages, listing
from sitegen.pages.coverage import coverage
from sitegen.urls import period_url
from sitegen.views import ArticleCard, Entry

ENGLISH = words("en")

CASES = sorted((Path(__file__).parent / "cases" / "timelines").glob("*.yaml"))
BASE = "/people/john-glenn/"

DATES = st.dates(datetime.date(1850, 1, 1), datetime.date(2050, 12, 31))
NEAR = st.dates(datetime.date(1986, 11, 1), datetime.date(1988, 2, 28))


def nowhere(at: tuple[int, ...]) -> None:
    """What a chart of articles that are listed nowhere links to."""


def entries(dates: list[datetime.date]) -> list[Entry]:
    """The list of an entity in articles of these dates, newest first."""
    return [Entry(ArticleCard("", "/", date, "")) for date in sorted(dates, reverse=True)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_timeline(path: Path) -> None:
    case: Any = yaml.safe_load(path.read_text("utf-8"))
    dates = list(Counter(case["dates"]).elements())
    period, limit = tuple(case.get("period", ())), case.get("limit", 100)
    chart = coverage(ENGLISH, sorted(dates, reverse=True), "John Glenn", BASE, period, limit=limit)
    shown = (
        {}
        if chart is None
        else {
            "title": chart.title,
            "description": chart.description,
            "bars": {bar.title: bar.count for bar in chart.bars},
            "links": [bar.url for bar in chart.bars],
            "levels": [tick.text for tick in chart.scale],
            "labels": [tick.text for tick in chart.labels],
            "eras": [tick.text for tick in chart.eras],
        }
    )
    wanted = {key: case[key] for key in shown.keys() & case.keys()}
    wanted["bars"] = {str(title): n for title, n in case.get("bars", {}).items()}
    assert shown == ({"eras": [], **wanted} if chart else {})
    assert (chart is None) == ("bars" not in case)


@given(st.lists(DATES | NEAR, max_size=40))
def test_a_timeline_counts_every_article_within_its_frame(dates: list[datetime.date]) -> None:
    chart = timeline(ENGLISH, dates, "", nowhere)
    if chart is None:
        assert len(dates) < 3 or len(set(dates)) == 1
        return
    assert sum(bar.count for bar in chart.bars) == len(dates)
    assert all(bar.y + bar.height == pytest.approx(chart.base) for bar in chart.bars)
    assert all(bar.width > 0 and chart.left <= bar.x and bar.x + bar.width <= WIDTH for bar in chart.bars)
    assert all(one.x < other.x for one, other in pairwise(chart.bars))
    assert max(bar.height for bar in chart.bars) == chart.base - min(bar.y for bar in chart.bars)
    for ticks, gap in ((chart.labels, 2), (chart.eras, 4)):
        assert all(one.at + len(one.text) * DIGIT + gap <= other.at for one, other in pairwise(ticks))
    assert all(tick.at + len(tick.text) * DIGIT <= WIDTH for tick in chart.eras)
    assert timeline(ENGLISH, dates[::-1], "", nowhere) == chart


@given(st.lists(NEAR, min_size=3, max_size=60), st.integers(1, 20), st.booleans())
def test_a_bar_leads_to_where_its_articles_are_listed(
    dates: list[datetime.date], limit: int, always_split: bool
) -> None:
    items = entries(dates)
    newest = sorted(dates, reverse=True)
    chart = coverage(ENGLISH, newest, "", BASE, limit=limit, always_split=always_split)
    pages = {BASE: set(anchors(listing(ENGLISH, items, BASE, limit=limit, always_split=always_split)))}
    for page in dated_pages(
        newest, lambda at, part: Page(BASE, "", (at, items[part])), limit=limit, always_split=always_split
    ):
        at, part = page.view
        listed = listing(ENGLISH, part, BASE, at, limit=limit, always_split=always_split)
        pages[period_url(*at, under=BASE)] = set(anchors(listed))
    for bar in chart.bars if chart else ():
        assert bar.url is not None
        page_url, _, fragment = bar.url.partition("#")
        assert page_url in pages
        assert not fragment or fragment in pages[page_url]


def anchors(part: Any) -> list[str]:
    """The ids of the sections of a listing."""
    return [section.id for section in part.sections]


@given(st.integers(1850, 2050), st.data())
def test_a_calendar_has_every_day_of_its_year_once(year: int, data: st.DataObject) -> None:
    days = st.dates(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    dates = data.draw(st.lists(days, max_size=60))
    chart = calendar(ENGLISH, [*dates, datetime.date(year + 1, 1, 1)], year, nowhere)
    shown = {day.date: day for half in chart.halves for day in half.days}
    assert {date: day.count for date, day in shown.items()} == Counter(dates)
    spots = [[*half.blank, *((day.x, day.y) for day in half.days)] for half in chart.halves]
    assert sum(map(len, spots)) == (366 if datetime.date(year, 12, 31).timetuple().tm_yday == 366 else 365)
    assert all(len(set(half)) == len(half) for half in spots)
    for date, day in shown.items():
        assert day.y == DAYS_TOP + date.weekday() * PITCH
        assert day.x + chart.cell <= chart.halves[0].width
        assert day.level in {shade.level for shade in chart.shades}


@given(st.dictionaries(st.integers(0, 364), st.integers(1, 2000), min_size=1, max_size=20))
def test_more_articles_are_no_lighter(counts: dict[int, int]) -> None:
    first = datetime.date(1987, 1, 1)
    dates = [first + datetime.timedelta(day) for day, n in counts.items() for _ in range(n)]
    days = [day for half in calendar(ENGLISH, dates, 1987, nowhere).halves for day in half.days]
    ranked = sorted(days, key=lambda day: day.count)
    assert all(one.level <= other.level for one, other in pairwise(ranked))
    assert ranked[-1].level == SHADES


def test_a_day_says_how_many_articles_it_has() -> None:
    dates = [datetime.date(1969, 7, 20)] * 5 + [datetime.date(1969, 7, 16)]
    chart = calendar(ENGLISH, dates, 1969, lambda at: "/{:04d}/{:02d}/{:02d}/".format(*at))
    assert chart.description == "6 articles on 2 days, most on 20 July 1969: 5"
    assert [shade.text for shade in chart.shades] == ["1 to 2", "3 to 4", "5 to 6"]
    assert [(day.url, day.level) for half in chart.halves for day in half.days] == [
        ("/1969/07/16/", 2),
        ("/1969/07/20/", 4),
    ]
