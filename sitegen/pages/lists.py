"""Authors and topics: a page for each, and the A to Z of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from msgspec import Struct

from sitegen.languages import Words, words_of
from sitegen.model import Config, Corpus, Later, Page
from sitegen.pages.cards import entries, listing
from sitegen.pages.coverage import coverage
from sitegen.pages.entities import list_pages
from sitegen.pages.indexes import index_pages
from sitegen.text import identify
from sitegen.views import EntityCard, Entry, Head, Link, ListView


def authors(corpus: Corpus, config: Config) -> Iterable[Page]:
    return _section("authors", "author", {url: a.authors for url, a in corpus.articles.items()}, corpus, config)


def topics(corpus: Corpus, config: Config) -> Iterable[Page]:
    return _section("topics", "topic", {url: a.topics for url, a in corpus.articles.items()}, corpus, config)


def _section(
    section: str, kind: str, labels: Mapping[str, Sequence[str]], corpus: Corpus, config: Config
) -> Iterable[Page]:
    """The pages of a section whose articles carry `labels`, by article URL."""
    holders: dict[str, list[str]] = defaultdict(list)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for url, names in labels.items():
        for id_ in dict.fromkeys(map(identify, names)):
            holders[id_].append(url)
        for name in names:
            spellings[identify(name)][name] += 1
    if not holders:
        return
    titles = {id_: min(names, key=lambda name: (-names[name], name)) for id_, names in sorted(spellings.items())}
    cards = [EntityCard(name, f"/{section}/{id_}/", kind, len(holders[id_])) for id_, name in titles.items()]
    yield from index_pages(section, cards, config)
    for id_, name in titles.items():
        yield from _label_pages(section, id_, name, entries(corpus, holders[id_]), config)


class Facts(Struct, frozen=True, gc=False):
    """What the page of an author or topic is made from."""

    section: str
    name: str
    url: str
    entries: tuple[Entry, ...]


def _label_pages(section: str, id_: str, name: str, items: Sequence[Entry], config: Config) -> Iterable[Page]:
    url = f"/{section}/{id_}/"
    sources = (f"{section.removesuffix('s')} {name}",)
    view = Later(_view, partial(Facts, section, name, url, tuple(items)))
    yield Page(url, "list.html", view, sources, items[0].article.date)
    crumbs = (_crumb(words_of(config), section), Link(name, url))
    yield from list_pages(name, url, items, config.list_limit, crumbs=crumbs, sources=sources)


def _view(facts: Facts, config: Config) -> ListView:
    words, limit = words_of(config), config.list_limit
    section, name, url, items = facts.section, facts.name, facts.url, facts.entries
    crumb = _crumb(words, section)
    description = words("titled_articles", n=len(items), title=name)
    head = Head(title=name, description=description, url=url, kind=section, crumbs=(crumb,))
    whole = listing(words, items, url, limit=limit)
    return ListView(head, name, whole, coverage(words, items, name, url, limit=limit), up=crumb)


def _crumb(words: Words, section: str) -> Link:
    return Link(words(section), f"/{section}/")
