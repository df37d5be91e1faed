"""The archive as a whole: order, appearances, company, relations, and long lists split by date."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from sitegen.corpus import build
from sitegen.languages import words
from sitegen.model import Article, Authority, Company, Config, Corpus, EntityRef, Page
from sitegen.pages import plan_pages
from sitegen.pages.cards import dated_pages, dates_of, entries, listing
from sitegen.plan import NOTHING, make_plan
from sitegen.related import LIMIT
from sitegen.resolve import across
from sitegen.views import ArticleView, EntityView, Listing, ListView

NASA, GLENN = EntityRef("organization", "NASA"), EntityRef("person", "John Glenn")


def article(day: str, slug: str, text: str = "", *refs: EntityRef) -> Article:
    date = datetime.date.fromisoformat(day)
    path = f"content/articles/{day}-{slug}.md"
    return Article(path=path, title=slug, date=date, slug=slug, text=text, body=text, entities=refs)


def corpus(*articles: Article) -> Corpus:
    return build({a.path: a for a in articles}, across(articles, Authority()), ())


def test_the_sentence_that_first_names_an_entity() -> None:
    text = "It was cold.\n\nThen it flew. NASA said John\nGlenn was well. Glenn slept."
    found = corpus(article("1962-02-20", "a", text, NASA, GLENN)).appearances["person", "john-glenn"]
    assert [(a.before, a.mark, a.after) for a in found] == [("NASA said ", "John\nGlenn", " was well.")]
    assert found[0].forms == ("John Glenn", "Glenn")


def test_listed_but_not_named() -> None:
    (found,) = corpus(article("1962-02-20", "a", "Nothing.", NASA)).appearances["organization", "nasa"]
    assert (found.mark, found.forms) == ("", ())


def test_a_country_in_every_story_explains_nothing() -> None:
    usa = EntityRef("place", "United States")
    stories = [article(f"1962-02-{day:02}", f"s{day}", "", usa) for day in range(1, 21)]
    one = article("1962-03-01", "one", "", usa, NASA, GLENN)
    two = article("1962-03-02", "two", "", usa, GLENN)
    related = corpus(*stories, one, two).related
    assert [(r.article, r.shared) for r in related["/1962/03/01/one/"]] == [
        ("/1962/03/02/two/", (("person", "john-glenn"),))
    ]
    assert related["/1962/02/01/s1/"] == ()


def test_company() -> None:
    made = corpus(article("1962-02-20", "a", "", NASA, GLENN), article("1962-02-21", "b", "", NASA))
    assert made.company["organization", "nasa"] == (Company(("person", "john-glenn"), 1, ("/1962/02/20/a/",)),)
    assert made.company["person", "john-glenn"] == (Company(("organization", "nasa"), 1, ()),)


REFS = st.lists(
    st.sampled_from([EntityRef("person", name) for name in ("Ann One", "Bob Two", "Cy Three")]), unique=True
)
ARTICLES = st.lists(
    st.tuples(st.dates(datetime.date(1957, 1, 1), datetime.date(1958, 12, 31)), REFS), max_size=25
).map(lambda rows: [article(day.isoformat(), f"s{number}", "", *refs) for number, (day, refs) in enumerate(rows)])


@given(ARTICLES)
def test_relations_are_bounded_and_never_to_oneself(articles: Sequence[Article]) -> None:
    made = corpus(*articles)
    for url, relations in made.related.items():
        assert len(relations) <= LIMIT
        assert url not in {relation.article for relation in relations}
        for relation in relations:
            assert set(relation.shared) <= set(made.listed[url]) & set(made.listed[relation.article])


@given(ARTICLES, st.integers(1, 10))
def test_a_split_list_loses_nothing(articles: Sequence[Article], limit: int) -> None:
    made = corpus(*articles)
    newest = list(made.articles)[::-1]
    items = entries(made, newest)
    whole = listing(words("en"), items, "/x/", limit=limit)
    parts: dict[str, Listing] = {}

    def keep(period: tuple[int, ...], part: slice) -> Page:
        listed = listing(words("en"), items[part], "/x/", period, limit=limit)
        parts["/x/" + "".join(f"{n:0{w}}/" for n, w in zip(period, (4, 2, 2), strict=False))] = listed
        return Page("", "", None)

    for _ in dated_pages(dates_of(made, newest), keep, limit=limit):
        pass

    def collect(part: Listing) -> list[str]:
        if part.periods:
            return [url for period in part.periods for url in collect(parts.pop(period.url))]
        return [entry.article.url for section in part.sections for entry in section.entries]

    assert collect(whole) == [entry.article.url for entry in items]
    assert parts == {}


@given(ARTICLES, st.integers(1, 10))
def test_every_link_of_every_view_has_a_page(articles: Sequence[Article], limit: int) -> None:
    made = corpus(*articles)
    pages = list(plan_pages(made, Config(list_limit=limit)))
    plan = make_plan(pages, made, {}, (), NOTHING, {}, {})
    assert plan.problems == ()
    urls = {page.url for page in pages}
    for view in (page.make_view(made, Config(list_limit=limit)) for page in pages):
        if isinstance(view, ArticleView):
            assert {link.url for link in view.links} <= urls
            assert {related.article.url for related in view.related} <= urls
        if isinstance(view, EntityView | ListView):
            assert {period.url for period in view.listing.periods} <= urls
            assert {section.url for section in view.listing.sections} - {None} <= urls
            assert {crumb.url for crumb in view.head.crumbs} <= urls
