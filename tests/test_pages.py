"""What the pages hold, as plain data: the front page, days, the A to Z, company."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.corpus import build as index
from sitegen.languages import words
from sitegen.model import Article, Authority, Config, EntityRef, Page
from sitegen.pages import cards, plan_pages
from sitegen.pages.cards import listing
from sitegen.pages.indexes import index_pages
from sitegen.resolve import across
from sitegen.text import identify
from sitegen.views import ArticleCard, EntityCard, EntityView, Entry, HomeView, IndexView, Link, ListView

ENGLISH = words("en")

NASA = EntityRef("organization", "NASA")
GLENN = EntityRef("person", "John Glenn")
USA = EntityRef("place", "United States")


def article(day: str, slug: str, *refs: EntityRef) -> Article:
    path = f"content/articles/{day}-{slug}.md"
    date = datetime.date.fromisoformat(day)
    return Article(path=path, title=slug, date=date, slug=slug, text="", body="", entities=refs)


def plan(*articles: Article, limit: int = 100) -> dict[str, Page]:
    corpus = index({a.path: a for a in articles}, across(articles, Authority()), ())
    config = Config(list_limit=limit)
    pages = plan_pages(corpus, config)
    return {page.url: msgspec.structs.replace(page, view=page.make_view(corpus, config)) for page in pages}


def home(*articles: Article) -> HomeView:
    view = plan(*articles)["/"].view
    assert isinstance(view, HomeView)
    return view


def on_this_day(pages: dict[str, Page], url: str) -> list[tuple[str, list[str]]]:
    view = pages[url].view
    assert isinstance(view, HomeView | ListView)
    return [(day.title, [link.text for link in day.headlines]) for day in view.on_this_day]


# --- the front page -------------------------------------------------------------------------------------------


def test_a_report_that_was_sent_again_stands_once_on_the_front_page() -> None:
    again = msgspec.structs.replace(article("1962-02-20", "orbit-2", GLENN), title="orbit")
    view = home(article("1962-02-19", "eve", GLENN), article("1962-02-20", "orbit", GLENN), again)
    assert [card.url for card in view.latest] == ["/1962/02/20/orbit/", "/1962/02/19/eve/"]


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


def test_without_a_summary_the_title_describes_an_article() -> None:
    assert plan(article("1961-04-12", "vostok"))["/1961/04/12/vostok/"].view.head.description == "vostok"


# --- days -----------------------------------------------------------------------------------------------------


def test_a_day_shows_that_day_of_other_years() -> None:
    many = [article("1981-04-12", f"shuttle-{number}") for number in range(7)]
    pages = plan(article("1961-04-12", "vostok"), *many, article("1961-04-13", "after"))
    assert on_this_day(pages, "/1981/04/12/") == [("1961", ["vostok"])]
    assert on_this_day(pages, "/1961/04/13/") == []
    (day,) = pages["/1961/04/12/"].view.on_this_day
    assert (day.url, day.count, [link.text for link in day.headlines]) == (
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


def test_a_page_about_a_year_stays_as_it_is_when_the_next_one_comes() -> None:
    """But for the way on, which is there on the last year, month and day that have articles."""
    days = [f"1987-{month:02}-{day:02}" for month in (3, 11, 12) for day in range(1, 10)]
    year = [by("Nellie Bly", article(day, f"on-{day}", GLENN, NASA, USA)) for day in days]
    later = [by("Nellie Bly", article(f"1988-01-{day:02}", "later", GLENN, NASA, USA)) for day in range(1, 30)]
    before, after = plan(*year, limit=5), plan(*year, *later, limit=5)
    dated = {url for url in before if "/1987/" in url and before[url].template == "list.html"}
    lists = ("", "/people/john-glenn", "/organizations/nasa/with/people/john-glenn", "/authors/nellie-bly")
    assert dated >= {f"{base}/1987{part}/" for base in lists for part in ("", "/12", "/12/09")}
    changed = {url for url in dated if before[url] != after[url]}
    assert changed == {"/1987/", "/1987/12/", "/1987/12/09/"}
    for url in changed:
        then, now = before[url].view, after[url].view
        assert (then.next, now.next.url[:6]) == (None, "/1988/")
        assert msgspec.structs.replace(now, next=None) == then


def by(author: str, of: Article) -> Article:
    return msgspec.structs.replace(of, authors=(author,))


# --- A to Z ---------------------------------------------------------------------------------------------------

NAMES = (
    "Buzz Aldrin",
    "Neil Armstrong",
    "Alan Bean",
    "Wernher von Braun",
    "Léopold Eyharts",
    "Žiga X",
    "A",
    "Ab",
    "7",
)


def names_of(view: IndexView) -> list[str]:
    return [card.name for group in view.groups for card in group.entities]


def people(limit: int, names: Iterable[str] = NAMES) -> dict[str, IndexView]:
    """The pages of the A to Z, by URL."""
    pages = plan(*(article("1969-07-20", identify(name), EntityRef("person", name)) for name in names), limit=limit)
    return {url: page.view for url, page in pages.items() if isinstance(page.view, IndexView)}


def test_a_short_list_is_one_page_by_family_name() -> None:
    (view,) = people(limit=3).values()
    assert [(group.title, [card.name for card in group.entities]) for group in view.groups] == [
        ("A", ["A", "Ab", "Buzz Aldrin", "Neil Armstrong"]),
        ("B", ["Alan Bean"]),
        ("E", ["Léopold Eyharts"]),
        ("V", ["Wernher von Braun"]),
        ("X", ["Žiga X"]),
        ("#", ["7"]),
    ]
    assert (view.most, view.letters) == ((), ())


def test_a_long_list_is_split_by_letter() -> None:
    views = people(limit=2)
    whole = views["/people/"]
    assert (whole.groups, len(whole.most)) == ((), len(NAMES))
    assert [(letter.title, letter.url, letter.total) for letter in whole.letters] == [
        ("A", "/people/a-to-z/a/", 4),
        ("B", "/people/a-to-z/b/", 1),
        ("E", "/people/a-to-z/e/", 1),
        ("V", "/people/a-to-z/v/", 1),
        ("X", "/people/a-to-z/x/", 1),
        ("#", "/people/a-to-z/other/", 1),
    ]
    long = views["/people/a-to-z/a/"]
    assert [group.title for group in long.groups] == ["Ab", "Al", "Ar", "#"]
    assert [link.url for link in long.siblings] == [letter.url for letter in whole.letters]
    assert [group.title for group in views["/people/a-to-z/other/"].groups] == ["#"]


def test_a_long_letter_is_split_again() -> None:
    views = people(1, ["B", *(f"Pilot B{second}{third}" for second in "ae" for third in "abcdefgh")])
    letter = views["/people/a-to-z/b/"]
    assert [(part.url, part.total) for part in letter.letters] == [
        ("/people/a-to-z/ba/", 8),
        ("/people/a-to-z/be/", 8),
        ("/people/a-to-z/b-other/", 1),
    ]
    assert [crumb.url for crumb in views["/people/a-to-z/ba/"].head.crumbs] == ["/people/", "/people/a-to-z/b/"]


@given(st.sets(st.text(min_size=1, max_size=4).filter(str.strip), max_size=20), st.integers(1, 3))
def test_an_a_to_z_loses_nobody(names: set[str], limit: int) -> None:
    cards = [EntityCard(name, f"/authors/{number}/", "author", 1) for number, name in enumerate(sorted(names))]
    pages = list(index_pages("authors", cards, Config(list_limit=limit)))
    assert sorted(name for page in pages for name in names_of(page.view)) == sorted(names)
    urls = [page.url for page in pages]
    assert len(set(urls)) == len(urls)
    led = {"/authors/", *(letter.url for page in pages for letter in page.view.letters)}
    assert led == set(urls)
    assert {link.url for page in pages for link in page.view.siblings} <= led


def test_no_letter_takes_the_address_of_an_entity() -> None:
    names = ["A to Z", "A to Z A", "A", "B", "C"]
    stories = [article(f"19{year}-07-20", "x", *(EntityRef("organization", n) for n in names)) for year in (61, 69)]
    pages = list(
        plan_pages(index({a.path: a for a in stories}, across(stories, Authority()), ()), Config(list_limit=1))
    )
    urls = [page.url for page in pages if page.url.startswith("/organizations/")]
    assert len(set(urls)) == len(urls)
    assert {"/organizations/a-to-z/", "/organizations/a-to-z/1969/"} <= set(urls)


# --- entities -------------------------------------------------------------------------------------------------


def company(pages: dict[str, Page], url: str) -> list[tuple[str, int, list[str]]]:
    view = pages[url].view
    assert isinstance(view, EntityView)
    return [(c.entity.name, c.shared, [link.text for link in c.headlines]) for c in view.company]


def test_company_comes_with_the_articles_it_shares() -> None:
    flights = [article(f"1962-02-{day}", f"on-{day}", GLENN, NASA) for day in range(10, 17)]
    pages = plan(*flights, article("1962-03-01", "tour", GLENN, USA), article("1962-03-02", "rest", GLENN))
    assert company(pages, "/people/john-glenn/") == [
        ("NASA", 7, [f"on-{day}" for day in range(16, 9, -1)]),
        ("United States", 1, ["tour"]),
    ]
    assert company(pages, "/organizations/nasa/") == [("John Glenn", 7, [])]
    assert not [url for url in pages if "/with/" in url]


def test_what_two_share_has_a_page_where_it_is_too_much_for_theirs() -> None:
    flights = [article(f"1962-02-{day:02}", f"on-{day:02}", GLENN, NASA, USA) for day in range(1, 22)]
    pages = plan(*flights, article("1962-03-01", "tour", GLENN), article("1962-03-02", "fair", NASA), limit=20)
    whole = "/organizations/nasa/with/people/john-glenn/"
    for url in ("/people/john-glenn/", "/organizations/nasa/"):
        (first, *_) = pages[url].view.company
        assert (first.shared, [link.text for link in first.headlines]) == (
            21,
            [f"on-{n}" for n in range(21, 16, -1)],
        )
        assert first.all == Link("All 21 articles", whole)
    listed = pages[whole].view
    assert listed.title == "Articles with NASA and John Glenn"
    assert [link.url for link in (*listed.head.crumbs, listed.up)] == [
        "/organizations/",
        "/organizations/nasa/",
        "/people/john-glenn/",
    ]
    assert [period.url for period in listed.listing.periods] == [f"{whole}1962/"]
    days = [url for url in pages if url.startswith(f"{whole}1962/02/")]
    assert len(days) == 22
    assert pages["/places/united-states/"].view.company[0].all is None


def test_company_changes_only_with_what_is_shared() -> None:
    known = [article("1962-02-20", "orbit", GLENN, NASA), article("1962-02-21", "splash", GLENN)]
    before, after = plan(*known), plan(*known, article("1962-02-22", "parade", GLENN))
    assert company(before, "/people/john-glenn/") == company(after, "/people/john-glenn/")
    assert before["/organizations/nasa/"].view.company[0].headlines == ()


@given(st.lists(st.tuples(st.dates(datetime.date(1961, 1, 1), datetime.date(1962, 12, 31)), st.booleans())))
def test_what_is_about_an_entity_stands_first_in_its_section(rows: list[tuple[datetime.date, bool]]) -> None:
    items = [
        Entry(ArticleCard(str(number), f"/{number}/", date, ""), is_about=about)
        for number, (date, about) in enumerate(sorted(rows, reverse=True))
    ]
    for section in listing(ENGLISH, items, "/people/john-glenn/", limit=len(items)).sections:
        ranks = [(not entry.is_about, items.index(entry)) for entry in section.entries]
        assert ranks == sorted(ranks)
        is_long = items[0].article.date.year - items[-1].article.date.year >= 5
        titles = {ENGLISH.date(*entry.article.date.timetuple()[: 1 if is_long else 2]) for entry in section.entries}
        assert titles == {section.title}


def test_of_what_pages_share_so_much_is_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "REMEMBERED", 3)
    made = cards.Made(str.upper)
    assert ["".join(made[letter] for letter in "abcabdefa"), len(made)] == ["ABCABDEFA", 1]
