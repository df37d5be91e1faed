"""A site with other words in some of its articles, without deriving the rest of it anew.

An edit of title or copy changes the article's own page, the lists that show its title or a sentence of it, and what
is related to what. Who is who, the order of the archive and which pages there are stand as they did; an edit that
might do more is none of these, and the site has to be derived as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
from msgspec import Struct

from sitegen import store as disk
from sitegen.build import Site
from sitegen.cache import digest
from sitegen.corpus import amended, see_again
from sitegen.errors import Invalid
from sitegen.intake import Copies
from sitegen.model import Outline, Relation
from sitegen.reading import Seen
from sitegen.related import Index, nearest, reach
from sitegen.related import amended as other_index
from sitegen.store import Store
from sitegen.storylines import find_in as find_storylines
from sitegen.survey import parse, words_at
from sitegen.terms import Terms
from sitegen.urls import article_url

WORDS = frozenset({"title", "summary", "generated", "language", "rights", "source_url", "digest", "words"})
"""The fields of an article that decide neither who is who nor which pages there are."""


class Amended(Struct, frozen=True):
    """A site and the index of its terms. Storylines and the note for review are still as they were."""

    site: Site
    index: Index


def amend(store: Store, site: Site, index: Index, paths: Collection[str]) -> Amended | None:
    """The site with what these files say now; None where an edit does more than this is for."""
    articles: dict[str, Outline] = {}
    digests: dict[str, str] = {}
    for path in paths:
        article = _other_words(store, site, path)
        if article is None:
            return None
        articles[article_url(article.date, article.slug)], digests[path] = article, article.digest
    copies = Copies.of(store, {**site.digests, **digests})
    seen: dict[str, Seen] = {}
    for url, article in articles.items():
        seen[url] = see_again(site.corpus, article, words_at(copies, article.path))
    terms = {url: of.terms for url, of in seen.items() if of.terms != index.said[url]}
    before = {url: index.said[url] for url in terms}
    after = other_index(index, terms) if terms else index
    corpus = amended(site.corpus, articles, copies, seen, _related(after, before) if terms else {})
    return Amended(msgspec.structs.replace(site, corpus=corpus, digests={**site.digests, **digests}), after)


def _other_words(store: Store, site: Site, path: str) -> Outline | None:
    """An article as its page is now, if nothing but its words differs.

    None also where anything is told of the page, which might have to be told otherwise.
    """
    try:
        data = store.read(path)
        text = disk.as_text(data, path).replace("\r\n", "\n")
    except Invalid:
        return None
    page = parse((path, text, digest(data)))
    after = page.article
    before = site.corpus.articles.get(article_url(after.date, after.slug)) if after else None
    if after is None or before is None or page.problems or any(problem.path == path for problem in site.problems):
        return None
    as_before = msgspec.structs.replace(after, **{name: getattr(before, name) for name in WORDS})
    return after if as_before == before and page.roles == site.roles.get(path, {}) else None


def _related(index: Index, before: Mapping[str, Terms]) -> dict[str, tuple[Relation, ...]]:
    return {url: nearest(url, index) for url in reach(index, before)}


def has_same_storylines(site: Site, index: Index) -> bool:
    """Whether the storylines are still those that the articles make."""
    return find_storylines(index) == site.corpus.storylines
