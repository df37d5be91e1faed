"""Authors and topics: a page for each, and the A to Z of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sitegen.languages import words_of
from sitegen.model import Config, Corpus, Page
from sitegen.pages.cards import Dated, dated_pages, entries, listing
from sitegen.pages.coverage import coverage
from sitegen.pages.entities import list_page
from sitegen.pages.indexes import index_pages
from sitegen.text import identify
from sitegen.views import EntityCard, Entry, Head, Link, Listing, ListView


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


def _label_pages(section: str, id_: str, name: str, items: Sequence[Entry], config: Config) -> Iterable[Page]:
    words, limit = words_of(config), config.list_limit
    url = f"/{section}/{id_}/"
    crumb = Link(words(section), f"/{section}/")
    sources = (f"{section.removesuffix('s')} {name}",)
    whole = listing(words, items, url, limit=limit)
    description = words("titled_articles", n=whole.count, title=name)
    head = Head(title=name, description=description, url=url, kind=section, crumbs=(crumb,))
    chart = coverage(words, items, name, url, limit=limit)
    view = ListView(head, name, whole, chart, up=crumb)
    yield Page(url, "list.html", view, sources, items[0].article.date)

    def dated(period: Dated, part: Listing, within: Sequence[Entry]) -> Page:
        chart = coverage(words, within, name, url, period, limit=limit)
        crumbs, newest = (crumb, Link(name, url)), within[0].article.date
        return list_page(words, name, url, period, part, chart, newest, crumbs=crumbs, sources=sources)

    yield from dated_pages(words, items, url, dated, limit=limit)
