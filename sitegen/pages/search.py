"""The page to search on. What it searches is made apart from the pages, and nothing of that is known here."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.languages import words_of
from sitegen.model import ENTITY_TYPES, Config, Corpus, Page
from sitegen.pages.site import navigation
from sitegen.urls import SEARCH, SEARCH_INDEX, period_url
from sitegen.views import Head, Link, SearchView


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    if not config.search or not corpus.articles:
        return
    words = words_of(config)
    years = sorted({article.date.year for article in corpus.articles.values()}, reverse=True)
    present = {type_ for type_, _ in corpus.entities}
    filters = [Link(words(f"kind_{name}"), name) for name in ENTITY_TYPES if name in present]
    if any(article.authors for article in corpus.articles.values()):
        filters.append(Link(words("search_author"), "author"))
    view = SearchView(
        head=Head(
            title=words("search"), description=words("search_in", title=config.title), url=SEARCH, kind="search"
        ),
        index=SEARCH_INDEX,
        years=tuple(f"{year:04}" for year in years),
        filters=tuple(filters),
        sections=tuple(link for link in navigation(corpus, words) if "#" not in link.url),
        periods=tuple(Link(words.date(year), period_url(year)) for year in years),
    )
    yield Page(SEARCH, "search.html", view, ("the search page",))
