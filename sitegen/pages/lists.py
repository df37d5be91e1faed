"""Authors and topics: a page for each, and the A to Z of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from msgspec import Struct

from sitegen.languages import Words, words_of
from sitegen.model import Config, Corpus, Later, Page
from sitegen.pages.cards import dates_in, dates_of, entries, entries_in, listing
from sitegen.pages.coverage import coverage
from sitegen.pages.entities import list_pages
from sitegen.pages.indexes import index_pages
from sitegen.pages.labels import SECTIONS, Label, labels
from sitegen.pages.site import data_of, feed_of
from sitegen.urls import label_url
from sitegen.views import EntityCard, Entry, Head, Link, ListView


def authors(corpus: Corpus, config: Config) -> Iterable[Page]:
    return _section("authors", corpus, config)


def topics(corpus: Corpus, config: Config) -> Iterable[Page]:
    return _section("topics", corpus, config)


def _section(section: str, corpus: Corpus, config: Config) -> Iterable[Page]:
    found = labels(corpus, section)
    if not found:
        return
    kind = SECTIONS[section]
    cards = [EntityCard(label.name, label_url(kind, label.id), kind, len(label.articles)) for label in found]
    yield from index_pages(section, cards, config)
    for label in found:
        yield from _label_pages(corpus, section, label, config)


class Facts(Struct, frozen=True, gc=False):
    """What the page of an author or topic is made from."""

    section: str
    name: str
    url: str
    entries: tuple[Entry, ...]


def _label_pages(corpus: Corpus, section: str, label: Label, config: Config) -> Iterable[Page]:
    name, url, newest = label.name, label_url(SECTIONS[section], label.id), label.articles[::-1]
    dates = dates_of(corpus, newest)
    sources = (f"{section.removesuffix('s')} {name}",)
    view = Later(_view, partial(_facts, section=section, name=name, url=url, urls=newest))
    yield Page(url, "list.html", view, sources, dates[0])
    crumbs, part = (_crumb(words_of(config), section), Link(name, url)), partial(entries_in, urls=newest)
    yield from list_pages(name, url, dates, part, config.list_limit, crumbs=crumbs, sources=sources)


def _facts(corpus: Corpus, section: str, name: str, url: str, urls: Sequence[str]) -> Facts:
    return Facts(section, name, url, entries(corpus, urls))


def _view(facts: Facts, config: Config) -> ListView:
    words, limit = words_of(config), config.list_limit
    section, name, url, items = facts.section, facts.name, facts.url, facts.entries
    crumb = _crumb(words, section)
    description = words("titled_articles", n=len(items), title=name)
    head = Head(
        title=name,
        description=description,
        url=url,
        kind=section,
        crumbs=(crumb,),
        feed=feed_of(url, len(items), config),
        data=data_of(url, len(items), config),
    )
    whole = listing(words, items, url, limit=limit)
    return ListView(head, name, whole, coverage(words, dates_in(items), name, url, limit=limit), up=crumb)


def _crumb(words: Words, section: str) -> Link:
    return Link(words(section), f"/{section}/")
