"""Pages: from the corpus to what is to be rendered, as plain data. One module for each family of pages.

A page maker is a function of corpus and settings. To add pages of your own, register one in your package:

    [project.entry-points."sitegen.pages"]
    crosswords = "my_package.crosswords:pages"

Its templates come from the site's theme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points
from typing import Protocol

from sitegen.model import Config, Corpus, Page
from sitegen.pages import (
    archive,
    articles,
    emblems,
    entities,
    feeds,
    home,
    lists,
    llms,
    networks,
    places,
    search,
    sitemaps,
    storylines,
    texts,
    together,
)
from sitegen.views import Listed

ENTRY_POINTS = "sitegen.pages"


class PageMaker(Protocol):
    """Plans pages. Pure: the same corpus and settings give the same pages in the same order."""

    def __call__(self, corpus: Corpus, config: Config) -> Iterable[Page]: ...


MAKERS: tuple[PageMaker, ...] = (
    home.pages,
    articles.pages,
    articles.withdrawn,
    entities.pages,
    together.pages,
    places.pages,
    archive.pages,
    lists.authors,
    lists.topics,
    networks.pages,
    storylines.pages,
    search.pages,
    texts.pages,
    texts.not_found,
    texts.choices,
    texts.redirects,
    feeds.pages,
    llms.pages,
    emblems.pages,
)


def plan_pages(corpus: Corpus, config: Config) -> Iterator[Page]:
    """Every page of the site, one at a time, in a fixed order; the sitemap, which names the others, is the last."""
    added = sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: (entry.name, entry.value))
    listed: list[Listed] = []
    for maker in (*MAKERS, *(entry.load() for entry in added)):
        for page in maker(corpus, config):
            if page.listed:
                listed.append(Listed(page.url, page.modified))
            yield page
    yield from sitemaps.pages(() if config.noindex else listed)
