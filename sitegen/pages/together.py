"""What two share: a page of the articles that list both, where these are too many for the entities' own pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from itertools import combinations

from msgspec import Struct

from sitegen.languages import Words, words_of
from sitegen.model import ENTITY_TYPES, Config, Corpus, EntityKey, Later, Page
from sitegen.network import ALL_NAMED
from sitegen.pages.cards import entity_card, entries, listing
from sitegen.pages.coverage import coverage
from sitegen.pages.entities import list_pages
from sitegen.urls import entity_url, together_url
from sitegen.views import Entry, Head, Link, ListView


class Facts(Struct, frozen=True, gc=False):
    """What the page of two entities is made from. `crumbs` lead to the first."""

    url: str
    crumbs: tuple[Link, ...]
    other: Link
    entries: tuple[Entry, ...]


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    """Of every two that share so many, not only of those that appear most with each other, which may change."""
    for (one, other), urls in sorted(_shared(corpus).items()):
        if len(urls) > ALL_NAMED:
            yield from _pages(corpus, config, one, other, urls)


def _shared(corpus: Corpus) -> dict[tuple[EntityKey, EntityKey], list[str]]:
    """The articles of every two entities that may share enough, in archive order."""
    often = {key for key, found in corpus.appearances.items() if len(found) > ALL_NAMED}
    shared: dict[tuple[EntityKey, EntityKey], list[str]] = defaultdict(list)
    for url, keys in corpus.listed.items():
        for pair in combinations(sorted(often.intersection(keys)), 2):
            shared[pair].append(url)
    return shared


def _pages(corpus: Corpus, config: Config, one: EntityKey, other: EntityKey, urls: Iterable[str]) -> Iterable[Page]:
    words, url = words_of(config), together_url(one, other)
    items = entries(corpus, urls)
    first, second = (Link(entity_card(corpus, key).name, entity_url(*key)) for key in (one, other))
    kind = ENTITY_TYPES[one[0]]
    crumbs = (Link(words(kind.plural), f"/{kind.plural}/"), first)
    sources = (f"{first.text} and {second.text}",)
    gather = partial(Facts, url, crumbs, second, tuple(items))
    yield Page(url, "list.html", Later(_view, gather), sources, items[0].article.date)
    title = _title(words, first, second)
    whole = (*crumbs, Link(title, url))
    yield from list_pages(title, url, items, config.list_limit, crumbs=whole, sources=sources)


def _title(words: Words, first: Link, second: Link) -> str:
    return words("articles_with", names=words.join((first.text, second.text)))


def _view(facts: Facts, config: Config) -> ListView:
    words, limit = words_of(config), config.list_limit
    url, items = facts.url, facts.entries
    title = _title(words, facts.crumbs[-1], facts.other)
    return ListView(
        head=Head(
            title=title,
            description=words("titled_articles", n=len(items), title=title),
            url=url,
            kind="list",
            crumbs=facts.crumbs,
        ),
        title=title,
        listing=listing(words, items, url, limit=limit),
        timeline=coverage(words, items, title, url, limit=limit),
        up=facts.other,
    )
