"""Feeds of the site, of each entity, author and topic: Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org).

The site's feed carries the whole copy. The others, of which a large archive has tens of thousands, carry summaries;
an entity's JSON Feed holds the facts about it too. Where one moved, its old address has the same feed, which names
the new one as its own: who reads feeds comes with a program that no page can lead on.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial

from msgspec import Struct

from sitegen.model import ENTITY_TYPES, LABELS, Appearance, Company, Config, Corpus, Entity, EntityKey, Later, Page
from sitegen.pages.articles import form_links
from sitegen.pages.cards import Made, article_card, uncounted_cards
from sitegen.pages.entities import name_counts
from sitegen.pages.labels import SECTIONS, labels
from sitegen.pages.site import DATA, FEED, has_feed
from sitegen.urls import entity_url, label_url
from sitegen.views import EntityCard, EntityFacts, FeedEntry, FeedView, Tied

_FOLDERS = frozenset({*(kind.plural for kind in ENTITY_TYPES.values()), *LABELS.values()})
"""The sections in which everything has a feed."""


class Facts(Struct, frozen=True, gc=False):
    """What a feed is made from: the name and address of the page that it follows, and the newest articles.

    The site's own is named and described by the settings.
    """

    page: str
    entries: tuple[FeedEntry, ...]
    name: str = ""


class EntityFeed(Struct, frozen=True, gc=False):
    """What an entity's feed is made from; whom it appears with is `company`, by their cards in `companions`."""

    entity: Entity
    entries: tuple[FeedEntry, ...]
    appearances: tuple[Appearance, ...]
    first: datetime.date
    company: tuple[Company, ...]
    companions: tuple[EntityCard, ...]


def pages(corpus: Corpus, config: Config) -> Iterator[Page]:
    newest = list(corpus.articles)[: -config.feed_limit - 1 : -1]
    former = _former(corpus)
    yield from _both(Later(_view, partial(_site_facts, urls=newest)), "/", "site")
    for key, found in corpus.where.items():
        if has_feed(len(found), config):
            view = Later(_entity_view, partial(_entity_facts, key=key, limit=config.feed_limit))
            page = entity_url(*key)
            yield from _both(view, page, f"{key[0]} {corpus.entities[key].name}", former.get(page, ()))
    for section in SECTIONS:
        for label in labels(corpus, section):
            if has_feed(len(label.articles), config):
                page = label_url(SECTIONS[section], label.id)
                last = label.articles[: -config.feed_limit - 1 : -1]
                view = Later(_view, partial(_label_facts, page=page, name=label.name, urls=last))
                yield from _both(view, page, f"{SECTIONS[section]} {label.name}", former.get(page, ()))


def _former(corpus: Corpus) -> dict[str, list[str]]:
    """Of pages, the addresses at which they had feeds before they moved."""
    found = defaultdict(list)
    for redirect in corpus.redirects:
        _, section, *names = redirect.url.split("/")
        if section in _FOLDERS and len(names) == 2 and not names[-1]:
            found[redirect.target].append(redirect.url)
    return found


def _both(view: Later, page: str, what: str, former: Iterable[str] = ()) -> Iterator[Page]:
    source = (f"the feed of {what}",)
    for url in (page, *former):
        yield Page(url + FEED[1:], "feed.xml", view, source, listed=False)
        yield Page(url + DATA[1:], "feed.json", view, source, listed=False)


def _view(facts: Facts, config: Config) -> FeedView:
    description = "" if facts.name else config.description
    return _feed(facts.name, description, facts.page, facts.entries, config)


def _site_facts(corpus: Corpus, urls: Iterable[str]) -> Facts:
    return Facts("/", tuple([_whole(corpus, url) for url in urls]))


def _label_facts(corpus: Corpus, page: str, name: str, urls: Iterable[str]) -> Facts:
    return Facts(page, _briefly(corpus, urls), name)


def _entity_facts(corpus: Corpus, key: EntityKey, limit: int) -> EntityFeed:
    found, company = corpus.appearances[key], corpus.company[key]
    return EntityFeed(
        entity=corpus.entities[key],
        entries=_briefly(corpus, corpus.where[key][: -limit - 1 : -1]),
        appearances=found,
        first=corpus.dates[found[0].article],
        company=company,
        companions=uncounted_cards(corpus, [other.key for other in company]),
    )


def _entity_view(facts: EntityFeed, config: Config) -> FeedView:
    entity, found = facts.entity, facts.appearances
    known = EntityFacts(
        type=entity.type,
        name=entity.name,
        description=entity.description,
        stated=entity.stated,
        names=name_counts(found),
        same_as=entity.same_as,
        country=entity.country,
        latitude=entity.latitude,
        longitude=entity.longitude,
        count=len(found),
        count_about=sum(appearance.about for appearance in found),
        first=facts.first,
        last=facts.entries[0].article.date,
        company=tuple(Tied(card, other.count) for other, card in zip(facts.company, facts.companions, strict=True)),
    )
    return _feed(entity.name, entity.description, entity_url(*entity.key), facts.entries, config, known)


def _feed(
    name: str,
    description: str,
    page: str,
    entries: tuple[FeedEntry, ...],
    config: Config,
    facts: EntityFacts | None = None,
) -> FeedView:
    return FeedView(
        title=f"{name} – {config.title}" if name else config.title,
        description=description,
        url=page + FEED[1:],
        data=page + DATA[1:],
        page=page,
        entries=entries,
        facts=facts,
    )


def _briefly(corpus: Corpus, urls: Iterable[str]) -> tuple[FeedEntry, ...]:
    """Articles as feeds without the copy show them."""
    known = _briefs(corpus)
    return tuple([known[url] for url in urls])


@lru_cache(maxsize=2)
def _briefs(corpus: Corpus) -> Made[str, FeedEntry]:
    """Each article is in a dozen feeds."""
    return Made(partial(_brief, corpus))


def _brief(corpus: Corpus, url: str) -> FeedEntry:
    article, card = corpus.articles[url], article_card(corpus, url)
    return FeedEntry(card, article.time, rights=article.rights, source_url=article.source_url)


def _whole(corpus: Corpus, url: str) -> FeedEntry:
    article = corpus.articles[url]
    return FeedEntry(
        article=article_card(corpus, url),
        time=article.time,
        body=corpus.copies[article.path],
        links=form_links(corpus, url),
        rights=article.rights,
        source_url=article.source_url,
    )
