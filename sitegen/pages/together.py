"""What two share: a page of the articles that list both, where these are too many for the entities' own pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import combinations

from msgspec import Struct

from sitegen.languages import Words, words_of
from sitegen.model import ENTITY_TYPES, Config, Corpus, EntityKey, Later, Page
from sitegen.network import ALL_NAMED
from sitegen.pages.cards import dates_in, dates_of, entity_card, entries, entries_in, listing
from sitegen.pages.coverage import coverage
from sitegen.pages.entities import list_pages
from sitegen.urls import entity_url, together_url
from sitegen.views import Entry, Head, Link, ListView


class Facts(Struct, frozen=True, gc=False):
    """What the page of two entities is made from. `crumbs` lead to the first.

    Where neither names the other among its company no page leads to it, though one did, or will again.
    """

    url: str
    crumbs: tuple[Link, ...]
    other: Link
    entries: tuple[Entry, ...]
    is_linked: bool


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    """Of every two that share so many, not only of those that appear most with each other, which may change."""
    articles = {key: dict.fromkeys(found) for key, found in corpus.where.items() if len(found) > ALL_NAMED}
    company = {key: frozenset([companion.key for companion in corpus.company[key]]) for key in articles}
    for one, other in _pairs(corpus, articles):
        few, many = sorted((articles[one], articles[other]), key=len)
        is_linked = other in company[one] or one in company[other]
        yield from _pages(corpus, config, one, other, [url for url in few if url in many], is_linked=is_linked)


def _pairs(corpus: Corpus, often: Iterable[EntityKey]) -> list[tuple[EntityKey, EntityKey]]:
    """Every two that share more than are named, of those in the news `often` enough for it."""
    keys = sorted(often)
    numbers = {key: number for number, key in enumerate(keys)}
    counts: Counter[tuple[int, int]] = Counter()
    for listed in corpus.listed.values():
        counts.update(combinations(sorted([numbers[key] for key in listed if key in numbers]), 2))
    return [(keys[one], keys[other]) for (one, other), count in sorted(counts.items()) if count > ALL_NAMED]


def _pages(
    corpus: Corpus, config: Config, one: EntityKey, other: EntityKey, urls: Iterable[str], *, is_linked: bool
) -> Iterable[Page]:
    words, url, newest = words_of(config), together_url(one, other), list(urls)[::-1]
    dates = dates_of(corpus, newest)
    first, second = (Link(entity_card(corpus, key).name, entity_url(*key)) for key in (one, other))
    kind = ENTITY_TYPES[one[0]]
    crumbs = (Link(words(kind.plural), f"/{kind.plural}/"), first)
    sources = (f"{first.text} and {second.text}",)
    gather = partial(_facts, url=url, crumbs=crumbs, other=second, urls=newest, is_linked=is_linked)
    yield Page(url, "list.html", Later(_view, gather), sources, dates[0], listed=is_linked)
    if len(newest) > config.list_limit:
        title, part = _title(words, first, second), partial(entries_in, urls=newest)
        whole = (*crumbs, Link(title, url))
        yield from list_pages(title, url, dates, part, config.list_limit, crumbs=whole, sources=sources)


def _facts(
    corpus: Corpus, url: str, crumbs: tuple[Link, ...], other: Link, urls: Sequence[str], *, is_linked: bool
) -> Facts:
    return Facts(url, crumbs, other, entries(corpus, urls), is_linked)


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
            noindex=not facts.is_linked,
        ),
        title=title,
        listing=listing(words, items, url, limit=limit),
        timeline=coverage(words, dates_in(items), title, url, limit=limit),
        up=facts.other,
    )
