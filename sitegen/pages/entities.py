"""The pages of people, organizations and places."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sitegen.languages import Words, words_of
from sitegen.model import ENTITY_TYPES, Appearance, Config, Corpus, Entity, EntityKey, Page
from sitegen.network import Shared
from sitegen.pages.cards import Dated, article_card, dated_pages, entity_card, listing
from sitegen.pages.coverage import coverage
from sitegen.pages.indexes import index_pages
from sitegen.pages.networks import company_network, company_shared
from sitegen.pages.places import cities_by_country, country_url, locator
from sitegen.text import identify
from sitegen.urls import entity_url, period_url
from sitegen.views import (
    Companion,
    EntityCard,
    EntityView,
    Entry,
    Head,
    Link,
    Listing,
    ListView,
    NameCount,
    Snippet,
    Timeline,
)

SHARED = 5
"""How many of the articles that two entities share a page names."""

CITIES = 24
"""How many of a country's cities its page names, the most covered first."""


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    words = words_of(config)
    shared, cities = company_shared(corpus), cities_by_country(corpus)
    for kind in ENTITY_TYPES.values():
        keys = [key for key in corpus.entities if key[0] == kind.name]
        if keys and kind.name != "place":
            yield from index_pages(kind.plural, [entity_card(corpus, key) for key in keys], config)
        for key in keys:
            yield from _entity_pages(corpus, config, words, key, shared, cities)


def _entity_pages(
    corpus: Corpus,
    config: Config,
    words: Words,
    key: EntityKey,
    shared: Shared,
    cities: Mapping[str, tuple[EntityCard, ...]],
) -> Iterable[Page]:
    entity = corpus.entities[key]
    kind = ENTITY_TYPES[entity.type]
    url = entity_url(*key)
    found = corpus.appearances[key]
    items = [_entry(corpus, appearance) for appearance in reversed(found)]
    first, last = items[-1].article.date, items[0].article.date
    crumb = Link(words(kind.plural), f"/{kind.plural}/")
    towns = cities.get(entity.name, ()) if entity.type == "place" else ()
    view = EntityView(
        head=Head(
            title=entity.name,
            description=entity.description or _coverage(words, entity.name, items),
            url=url,
            kind=entity.type,
            crumbs=(crumb,),
        ),
        name=entity.name,
        type=entity.type,
        description=entity.description,
        stated=entity.stated,
        country=_country(corpus, entity),
        latitude=entity.latitude,
        longitude=entity.longitude,
        names=_names(found),
        same_as=entity.same_as,
        first=first,
        last=last,
        about=sum(appearance.about for appearance in found),
        company=_company(corpus, key),
        timeline=coverage(words, items, entity.name, url, limit=config.list_limit),
        network=company_network(corpus, words, key, shared),
        map=locator(words, entity),
        cities=towns[:CITIES],
        more_cities=Link(words("all_places_in", name=entity.name), country_url(entity.name))
        if towns[CITIES:]
        else None,
        listing=listing(words, items, url, limit=config.list_limit),
    )
    sources = (f"{entity.type} {entity.name}",)
    yield Page(url, "entity.html", view, sources, last)

    def dated(period: Dated, part: Listing, within: Sequence[Entry]) -> Page:
        chart = coverage(words, within, entity.name, url, period, limit=config.list_limit)
        crumbs, newest = (crumb, Link(entity.name, url)), within[0].article.date
        return list_page(words, entity.name, url, period, part, chart, newest, crumbs=crumbs, sources=sources)

    yield from dated_pages(words, items, url, dated, limit=config.list_limit)


def _company(corpus: Corpus, key: EntityKey) -> tuple[Companion, ...]:
    """Who it appears with most, and the newest articles they share; not all, or a page would have thousands."""
    articles = corpus.appearances[key]
    wanted = {other: min(count, SHARED) for other, count in corpus.company[key] if count < len(articles)}
    found: dict[EntityKey, list[Link]] = {other: [] for other, _ in corpus.company[key]}
    for appearance in reversed(articles):
        if not wanted:
            break
        for other in wanted.keys() & set(corpus.listed[appearance.article]):
            card = article_card(corpus, appearance.article)
            found[other].append(Link(card.title, card.url))
            if len(found[other]) == wanted[other]:
                del wanted[other]
    return tuple(
        Companion(entity_card(corpus, other), count, tuple(found[other])) for other, count in corpus.company[key]
    )


def _country(corpus: Corpus, entity: Entity) -> Link | None:
    key = "place", identify(entity.country)
    return Link(entity.country, entity_url(*key)) if entity.country and key in corpus.entities else None


def list_page(
    words: Words,
    name: str,
    base: str,
    period: Dated,
    part: Listing,
    chart: Timeline | None,
    newest: datetime.date,
    *,
    crumbs: tuple[Link, ...],
    sources: tuple[str, ...],
) -> Page:
    """A period of a long list of `name`, whose whole is at `base`."""
    title = words("name_period", name=name, period=words.date(*period))
    here = period_url(*period, under=base)
    above = period_url(*period[:-1], under=base)
    parents = tuple(
        Link(words.date(*period[:depth]), period_url(*period[:depth], under=base))
        for depth in range(1, len(period))
    )
    view = ListView(
        head=Head(
            title=title,
            description=words("titled_articles", n=part.count, title=title),
            url=here,
            kind="list",
            crumbs=(*crumbs, *parents),
        ),
        title=title,
        listing=part,
        timeline=chart,
        up=Link((*crumbs, *parents)[-1].text, above),
    )
    return Page(here, "list.html", view, sources, newest)


def _entry(corpus: Corpus, appearance: Appearance) -> Entry:
    snippet = Snippet(appearance.before, appearance.mark, appearance.after) if appearance.mark else None
    return Entry(article_card(corpus, appearance.article), snippet, appearance.about)


def _coverage(words: Words, name: str, items: Sequence[Entry]) -> str:
    first, last = (items[index].article.date for index in (-1, 0))
    if len(items) == 1:
        return words("news_of_once", name=name, date=first)
    return words("news_of", name=name, n=len(items), first=first, last=last)


def _names(found: Iterable[Appearance]) -> tuple[NameCount, ...]:
    counts = Counter(form for appearance in found for form in appearance.forms)
    return tuple(
        NameCount(name, count) for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
