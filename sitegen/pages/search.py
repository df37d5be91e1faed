"""The page to search on. What it searches is made apart from the pages, and nothing of that is known here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sitegen.languages import words_of
from sitegen.model import ENTITY_TYPES, Config, Corpus, Page
from sitegen.pages.cards import years
from sitegen.pages.labels import labels
from sitegen.urls import SEARCH, SEARCH_INDEX
from sitegen.views import Filter, Head, SearchView


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    if not config.search or not corpus.articles:
        return
    words = words_of(config)
    counts = Counter(date.year for date in corpus.dates.values())
    present = {type_ for type_, _ in corpus.entities}
    filters = [Filter(name, words(f"kind_{name}")) for name in ENTITY_TYPES if name in present]
    if labels(corpus, "authors"):
        filters.append(Filter("author", words("search_author")))
    view = SearchView(
        head=Head(
            title=words("search"), description=words("search_in", title=config.title), url=SEARCH, kind="search"
        ),
        index=SEARCH_INDEX,
        filters=tuple(filters),
        year_values=tuple(f"{year:04}" for year in sorted(counts, reverse=True)),
        years=years(words, counts)[::-1],
    )
    yield Page(SEARCH, "search.html", view, ("the search page",))
