"""The pages of people, organizations and places."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import TypeAlias

from msgspec import Struct

from sitegen.languages import Words, words_of
from sitegen.model import (
    ENTITY_TYPES,
    Appearance,
    Circle,
    Company,
    Config,
    Corpus,
    Entity,
    EntityKey,
    Later,
    Page,
)
from sitegen.pages.cards import (
    Dated,
    article_cards,
    dated_pages,
    dates_in,
    dates_of,
    entity_card,
    entity_cards,
    headlines,
    listing,
    uncounted_cards,
)
from sitegen.pages.coverage import coverage
from sitegen.pages.indexes import index_pages
from sitegen.pages.networks import company_network, size_of
from sitegen.pages.places import cities_by_country, country_url, locator
from sitegen.pages.site import data_of, feed_of, markdown_of
from sitegen.text import identify
from sitegen.urls import entity_url, period_url, together_url
from sitegen.views import (
    ArticleCard,
    Companion,
    EntityCard,
    EntityView,
    Entry,
    Head,
    Link,
    ListView,
    NameCount,
    Snippet,
)

CITIES = 24
"""How many of a country's cities its page names, the most covered first."""


class Facts(Struct, frozen=True, gc=False):
    """What an entity's page is made from. `articles` run parallel to `appearances`, the oldest first.

    `company` is those it appears with most, by their cards in `companions`, with the headlines of the articles
    that are named for all of them in `shared`; `circle`, `around` and `sizes` are for the picture.
    """

    entity: Entity
    card: EntityCard
    country: Link | None
    appearances: tuple[Appearance, ...]
    articles: tuple[ArticleCard, ...]
    company: tuple[Company, ...]
    companions: tuple[EntityCard, ...]
    shared: tuple[Link, ...]
    circle: Circle | None
    around: tuple[EntityCard, ...]
    sizes: tuple[int, ...]
    cities: tuple[EntityCard, ...]
    all_cities: int


GatherPart: TypeAlias = Callable[[Corpus, slice], tuple[Entry, ...]]
"""The entries of a part of a long list, newest first."""


class PartFacts(Struct, frozen=True, gc=False):
    """What the page of a period of a long list is made from: the list's name and address, and its entries then."""

    name: str
    base: str
    period: Dated
    entries: tuple[Entry, ...]
    crumbs: tuple[Link, ...]


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    cities = cities_by_country(corpus)
    for kind in ENTITY_TYPES.values():
        keys = [key for key in corpus.entities if key[0] == kind.name]
        if keys and kind.name != "place":
            yield from index_pages(kind.plural, entity_cards(corpus, keys), config)
        for key in keys:
            yield from _entity_pages(corpus, config, key, cities)


def _entity_pages(
    corpus: Corpus, config: Config, key: EntityKey, cities: Mapping[str, tuple[EntityCard, ...]]
) -> Iterator[Page]:
    entity, found = corpus.entities[key], corpus.where[key]
    url = entity_url(*key)
    sources = (f"{entity.type} {entity.name}",)
    towns = cities.get(entity.name, ()) if entity.type == "place" else ()
    newest = corpus.dates[found[-1]]
    view = Later(_view, partial(_facts, key=key, towns=towns))
    yield Page(url, "entity.html", view, sources, newest)
    if copy := markdown_of(url, config):
        yield Page(copy, "entity.md", view, sources, listed=False)
    if len(found) > config.list_limit:
        dates = dates_of(corpus, reversed(found))
        crumbs, part = (_section(words_of(config), entity), Link(entity.name, url)), partial(_entries_in, key=key)
        yield from list_pages(entity.name, url, dates, part, config.list_limit, crumbs=crumbs, sources=sources)


def _entries_in(corpus: Corpus, part: slice, key: EntityKey) -> tuple[Entry, ...]:
    found = corpus.appearances[key][::-1][part]
    cards = article_cards(corpus, [appearance.article for appearance in found])
    return tuple(map(_entry, found, cards))


def _facts(corpus: Corpus, key: EntityKey, towns: tuple[EntityCard, ...]) -> Facts:
    entity, found, company = corpus.entities[key], corpus.appearances[key], corpus.company[key]
    circle = corpus.circles.get(key)
    return Facts(
        entity=entity,
        card=entity_card(corpus, key),
        country=_country(corpus, entity),
        appearances=found,
        articles=article_cards(corpus, corpus.where[key]),
        company=company,
        companions=uncounted_cards(corpus, [other.key for other in company]),
        shared=headlines(corpus, [url for other in company for url in other.articles]),
        circle=circle,
        around=uncounted_cards(corpus, circle.graph.keys) if circle else (),
        sizes=tuple(map(size_of, entity_cards(corpus, circle.graph.keys))) if circle else (),
        cities=towns[:CITIES],
        all_cities=len(towns),
    )


def _view(facts: Facts, config: Config) -> EntityView:
    words, limit = words_of(config), config.list_limit
    entity, found = facts.entity, facts.appearances
    url = entity_url(*entity.key)
    items = [_entry(*both) for both in zip(reversed(found), reversed(facts.articles), strict=True)]
    return EntityView(
        head=Head(
            title=entity.name,
            description=entity.description or _coverage(words, entity.name, items),
            url=url,
            kind=entity.type,
            crumbs=(_section(words, entity),),
            feed=feed_of(url, len(found), config),
            data=data_of(url, len(found), config),
            markdown=markdown_of(url, config),
        ),
        name=entity.name,
        type=entity.type,
        description=entity.description,
        stated=entity.stated,
        country=facts.country,
        latitude=entity.latitude,
        longitude=entity.longitude,
        names=name_counts(found),
        same_as=entity.same_as,
        first=items[-1].article.date,
        last=items[0].article.date,
        count_about=sum(appearance.about for appearance in found),
        company=tuple(_company(words, facts)),
        timeline=coverage(words, dates_in(items), entity.name, url, limit=limit),
        network=company_network(words, facts.card, facts.circle, facts.around, facts.sizes)
        if facts.circle
        else None,
        map=locator(words, entity),
        cities=facts.cities,
        all_cities=Link(words("all_places_in", name=entity.name), country_url(entity.name))
        if facts.all_cities > CITIES
        else None,
        listing=listing(words, items, url, limit=limit),
    )


def _section(words: Words, entity: Entity) -> Link:
    kind = ENTITY_TYPES[entity.type]
    return Link(words(kind.plural), f"/{kind.plural}/")


def _company(words: Words, facts: Facts) -> Iterator[Companion]:
    """Whom it appears with most, and the articles they share; of many not all, or a page would have thousands."""
    headlines = iter(facts.shared)
    for other, companion in zip(facts.company, facts.companions, strict=True):
        links = tuple(islice(headlines, len(other.articles)))
        whole = None
        if 0 < len(links) < other.count:
            whole = Link(words("all_articles", n=other.count), together_url(facts.entity.key, other.key))
        yield Companion(companion, other.count, links, whole)


def _country(corpus: Corpus, entity: Entity) -> Link | None:
    key = "place", identify(entity.country)
    return Link(entity.country, entity_url(*key)) if entity.country and key in corpus.entities else None


def list_pages(
    name: str,
    base: str,
    dates: Sequence[datetime.date],
    gather: GatherPart,
    limit: int,
    *,
    crumbs: tuple[Link, ...],
    sources: tuple[str, ...],
) -> Iterator[Page]:
    """The periods of a long list of `name`, whose whole is at `base`; of these `dates`, the newest first."""

    def dated(period: Dated, part: slice) -> Page:
        facts = partial(_part_facts, name=name, base=base, period=period, part=part, gather=gather, crumbs=crumbs)
        here, newest = period_url(*period, under=base), dates[part.start]
        return Page(here, "list.html", Later(_part_view, facts), sources, newest)

    return dated_pages(dates, dated, limit=limit)


def _part_facts(
    corpus: Corpus,
    name: str,
    base: str,
    period: Dated,
    part: slice,
    gather: GatherPart,
    crumbs: tuple[Link, ...],
) -> PartFacts:
    return PartFacts(name, base, period, gather(corpus, part), crumbs)


def _part_view(facts: PartFacts, config: Config) -> ListView:
    words, limit = words_of(config), config.list_limit
    name, base, period, items = facts.name, facts.base, facts.period, facts.entries
    title = words("name_period", name=name, period=words.date(*period))
    parents = tuple(
        Link(words.date(*period[:depth]), period_url(*period[:depth], under=base))
        for depth in range(1, len(period))
    )
    crumbs = (*facts.crumbs, *parents)
    return ListView(
        head=Head(
            title=title,
            description=words("titled_articles", n=len(items), title=title),
            url=period_url(*period, under=base),
            kind="list",
            crumbs=crumbs,
        ),
        title=title,
        listing=listing(words, items, base, period, limit=limit),
        timeline=coverage(words, dates_in(items), name, base, period, limit=limit),
        up=Link(crumbs[-1].text, period_url(*period[:-1], under=base)),
    )


def _entry(appearance: Appearance, card: ArticleCard) -> Entry:
    snippet = Snippet(appearance.before, appearance.mark, appearance.after) if appearance.mark else None
    return Entry(card, snippet, appearance.about)


def _coverage(words: Words, name: str, items: Sequence[Entry]) -> str:
    first, last = (items[index].article.date for index in (-1, 0))
    if len(items) == 1:
        return words("news_of_once", name=name, date=first)
    return words("news_of", name=name, n=len(items), first=first, last=last)


def name_counts(found: Iterable[Appearance]) -> tuple[NameCount, ...]:
    counts = Counter(form for appearance in found for form in appearance.forms)
    return tuple(
        NameCount(name, count) for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
