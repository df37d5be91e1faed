"""What the pages hold, as plain data: the front page, days, the A to Z, company."""

from __future__ import annotations

import datetime

from sitegen.corpus import build
from sitegen.model import Article, Authority, Config, EntityRef, Page
from sitegen.pages import plan_pages
from sitegen.resolve import across
from sitegen.views import HomeView, ListView

NASA = EntityRef("organization", "NASA")
GLENN = EntityRef("person", "John Glenn")
USA = EntityRef("place", "United States")


def article(day: str, slug: str, *refs: EntityRef) -> Article:
    path = f"content/articles/{day}-{slug}.md"
    date = datetime.date.fromisoformat(day)
    return Article(path=path, title=slug, date=date, slug=slug, text="", body="", entities=refs)


def plan(*articles: Article, limit: int = 100) -> dict[str, Page]:
    corpus = build(articles, across(articles, Authority()), ())
    return {page.url: page for page in plan_pages(corpus, Config(list_limit=limit))}


def home(*articles: Article) -> HomeView:
    view = plan(*articles)["/"].view
    assert isinstance(view, HomeView)
    return view


def on_this_day(pages: dict[str, Page], url: str) -> list[tuple[str, list[str]]]:
    view = pages[url].view
    assert isinstance(view, HomeView | ListView)
    return [(day.title, [link.text for link in day.articles]) for day in view.on_this_day]


# --- the front page -------------------------------------------------------------------------------------------


def test_in_the_news_are_the_last_30_days_of_the_archive() -> None:
    old = [article("1962-02-20", f"orbit-{number}", GLENN, NASA) for number in range(5)]
    new = [article("1969-07-01", "eve", USA, NASA), article("1969-07-30", "back", USA, NASA, GLENN)]
    view = home(*old, article("1969-06-30", "before", USA), *new)
    assert view.since == datetime.date(1969, 7, 1)
    assert [(card.name, card.count) for group in view.recent for card in group.entities] == [
        ("NASA", 2),
        ("United States", 2),
    ]
    assert [(card.name, card.count) for ranking in view.covered for card in ranking.entities] == [
        ("John Glenn", 6),
        ("NASA", 7),
        ("United States", 3),
    ]


def test_in_a_young_archive_nothing_is_news_beside_the_rest() -> None:
    view = home(*(article(f"1962-02-{day}", "orbit", NASA) for day in range(10, 28)))
    assert (view.since, view.recent) == (None, ())
    assert [ranking.total for ranking in view.covered] == [1]


def test_an_empty_archive_has_a_front_page() -> None:
    view = home()
    assert (view.latest, view.since, view.on_this_day, view.timeline, view.covered) == ((), None, (), None, ())


def test_the_front_page_remembers_the_day_of_its_newest_article() -> None:
    days = ["1961-04-12", "1961-04-13", "1981-04-12", "2011-04-12", "2011-03-12"]
    pages = plan(*(article(day, f"on-{day}") for day in days))
    assert on_this_day(pages, "/") == [("1981", ["on-1981-04-12"]), ("1961", ["on-1961-04-12"])]
    assert pages["/"].view.day == "12 April"


# --- days -----------------------------------------------------------------------------------------------------


def test_a_day_shows_that_day_of_other_years() -> None:
    many = [article("1981-04-12", f"shuttle-{number}") for number in range(7)]
    pages = plan(article("1961-04-12", "vostok"), *many, article("1961-04-13", "after"))
    assert on_this_day(pages, "/1981/04/12/") == [("1961", ["vostok"])]
    assert on_this_day(pages, "/1961/04/13/") == []
    (day,) = pages["/1961/04/12/"].view.on_this_day
    assert (day.url, day.count, [link.text for link in day.articles]) == (
        "/1981/04/12/",
        7,
        [f"shuttle-{number}" for number in (6, 5, 4, 3, 2)],
    )


def test_a_day_changes_only_with_its_calendar_day() -> None:
    known = [article("1961-04-12", "vostok"), article("1981-04-12", "shuttle"), article("1990-01-01", "new-year")]
    before, other, same = (
        plan(*known),
        plan(*known, article("2011-04-11", "x")),
        plan(*known, article("2011-04-12", "y")),
    )
    assert before["/1961/04/12/"] == other["/1961/04/12/"] != same["/1961/04/12/"]
    assert before["/1990/01/01/"].view.listing == same["/1990/01/01/"].view.listing
    assert same["/1990/01/01/"].view.on_this_day == ()
