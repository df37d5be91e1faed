"""Authors and topics: a page for each, and the A to Z of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

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
        yield from _label_pages(section, id_, name, entries(corpus, holders[id_]), config.list_limit)


def _label_pages(section: str, id_: str, name: str, items: Sequence[Entry], limit: int) -> Iterable[Page]:
    url = f"/{section}/{id_}/"
    crumb = Link(section.capitalize(), f"/{section}/")
    sources = (f"{section.removesuffix('s')} {name}",)
    whole = listing(items, url, limit=limit)
    head = Head(title=name, description=f"{name}: {whole.count} articles", url=url, kind=section, crumbs=(crumb,))
    yield Page(
        url,
        "list.html",
        ListView(head, name, whole, coverage(items, name, url, limit=limit), up=crumb),
        sources,
        items[0].article.date,
    )

    def dated(period: Dated, part: Listing, within: Sequence[Entry]) -> Page:
        chart = coverage(within, name, url, period, limit=limit)
        newest = within[0].article.date
        return list_page(name, url, period, part, chart, newest, crumbs=(crumb, Link(name, url)), sources=sources)

    yield from dated_pages(items, url, dated, limit=limit)
