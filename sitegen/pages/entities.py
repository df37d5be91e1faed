"""The pages of people, organizations and places."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sitegen.model import ENTITY_TYPES, Appearance, Config, Corpus, Entity, EntityKey, Page
from sitegen.network import Shared
from sitegen.pages.cards import Dated, article_card, dated_pages, entity_card, listing
from sitegen.pages.coverage import coverage
from sitegen.pages.indexes import index_pages
from sitegen.pages.networks import company_network, company_shared
from sitegen.pages.places import cities_by_country, country_url, locator
from sitegen.text import identify, long_date
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
    shared, cities = company_shared(corpus), cities_by_country(corpus)
    for kind in ENTITY_TYPES.values():
        keys = [key for key in corpus.entities if key[0] == kind.name]
        if keys and kind.name != "place":
            yield from index_pages(kind.plural, [entity_card(corpus, key) for key in keys], config)
        for key in keys:
            yield from _entity_pages(corpus, config, key, shared, cities)


def _entity_pages(
    corpus: Corpus, config: Config, key: EntityKey, shared: Shared, cities: Mapping[str, tuple[EntityCard, ...]]
) -> Iterable[Page]:
    entity = corpus.entities[key]
    kind = ENTITY_TYPES[entity.type]
    url = entity_url(*key)
    found = corpus.appearances[key]
    items = [_entry(corpus, appearance) for appearance in reversed(found)]
    first, last = items[-1].article.date, items[0].article.date
    crumb = Link(kind.plural.capitalize(), f"/{kind.plural}/")
    towns = cities.get(entity.name, ()) if entity.type == "place" else ()
    view = EntityView(
        head=Head(
            title=entity.name,
            description=entity.description or _coverage(entity.name, items),
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
        timeline=coverage(items, entity.name, url, limit=config.list_limit),
        network=company_network(corpus, key, shared),
        map=locator(entity),
        cities=towns[:CITIES],
        more_cities=Link(f"All places in {entity.name}", country_url(entity.name)) if towns[CITIES:] else None,
        listing=listing(items, url, limit=config.list_limit),
    )
    sources = (f"{entity.type} {entity.name}",)
    yield Page(url, "entity.html", view, sources, last)

    def dated(period: Dated, part: Listing, within: Sequence[Entry]) -> Page:
        chart = coverage(within, entity.name, url, period, limit=config.list_limit)
        crumbs, newest = (crumb, Link(entity.name, url)), within[0].article.date
        return list_page(entity.name, url, period, part, chart, newest, crumbs=crumbs, sources=sources)

    yield from dated_pages(items, url, dated, limit=config.list_limit)


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
    title = f"{name}, {long_date(*period)}"
    here = period_url(*period, under=base)
    above = period_url(*period[:-1], under=base)
    parents = tuple(
        Link(long_date(*period[:depth]), period_url(*period[:depth], under=base)) for depth in range(1, len(period))
    )
    view = ListView(
        head=Head(
            title=title,
            description=f"{title}: {part.count} articles",
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


def _coverage(name: str, items: Sequence[Entry]) -> str:
    first, last = (items[index].article.date.timetuple()[:3] for index in (-1, 0))
    if len(items) == 1:
        return f"{name} in the news: one article, {long_date(*first)}"
    return f"{name} in the news: {len(items)} articles, {long_date(*first)} to {long_date(*last)}"


def _names(found: Iterable[Appearance]) -> tuple[NameCount, ...]:
    counts = Counter(form for appearance in found for form in appearance.forms)
    return tuple(
        NameCount(name, count) for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
