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
from sitegen.survey import Parsed, parse, words_at
from sitegen.terms import Terms

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
    known = {article.path: url for url, article in site.corpus.articles.items()}
    for path in paths:
        url = known.get(path)
        page = _page(store, path) if url else None
        if url is None or page is None or not _is_other_words(site, url, page):
            return None
        assert page.article
        articles[url], digests[path] = page.article, page.article.digest
    copies = Copies.of(store, {**site.digests, **digests})
    seen: dict[str, Seen] = {}
    for url, article in articles.items():
        seen[url] = see_again(site.corpus, article, words_at(copies, article.path))
    terms = {url: of.terms for url, of in seen.items() if of.terms != index.said[url]}
    before = {url: index.said[url] for url in terms}
    after = other_index(index, terms) if terms else index
    corpus = amended(site.corpus, articles, copies, seen, _related(after, before) if terms else {})
    return Amended(msgspec.structs.replace(site, corpus=corpus, digests={**site.digests, **digests}), after)


def _page(store: Store, path: str) -> Parsed | None:
    """A page as it is now; None where something is wrong with it."""
    try:
        data = store.read(path)
        text = disk.as_text(data, path).replace("\r\n", "\n")
    except Invalid:
        return None
    page = parse((path, text, digest(data)))
    return page if page.article and not page.problems else None


def _is_other_words(site: Site, url: str, page: Parsed) -> bool:
    """Whether nothing but words differs, and nothing is told of the page that might have to be told otherwise."""
    before, after = site.corpus.articles[url], page.article
    assert after
    as_before = msgspec.structs.replace(after, **{name: getattr(before, name) for name in WORDS})
    is_told = any(problem.path == before.path for problem in site.problems)
    return as_before == before and page.roles == site.roles.get(before.path, {}) and not is_told


def _related(index: Index, before: Mapping[str, Terms]) -> dict[str, tuple[Relation, ...]]:
    return {url: nearest(url, index) for url in reach(index, before)}


def has_same_storylines(site: Site, index: Index) -> bool:
    """Whether the storylines are still those that the articles make."""
    return find_storylines(index) == site.corpus.storylines
