"""Feeds of the site, of each entity, author and topic: Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org).

The site's feed carries the whole copy. The others, of which a large archive has tens of thousands, carry summaries;
an entity's JSON Feed holds the facts about it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.model import ENTITY_TYPES, Config, Corpus, EntityKey, Page
from sitegen.pages.articles import form_links
from sitegen.pages.cards import article_card, entity_card
from sitegen.pages.entities import name_counts
from sitegen.pages.lists import SECTIONS, labels
from sitegen.pages.site import DATA, FEED, has_feed
from sitegen.urls import entity_url
from sitegen.views import EntityFacts, FeedEntry, FeedView, Tied


def pages(corpus: Corpus, config: Config) -> Iterator[Page]:
    newest = list(corpus.articles)[: -config.feed_limit - 1 : -1]
    view = FeedView(
        title=config.title,
        description=config.description,
        url=FEED,
        data=DATA,
        page="/",
        entries=tuple(_whole(corpus, url) for url in newest),
    )
    yield from _both(view, "the site's feed")
    for key, found in corpus.appearances.items():
        if has_feed(len(found), config):
            yield from _entity_feed(corpus, config, key)
    for section in SECTIONS:
        for label in labels(corpus, section):
            if has_feed(len(label.articles), config):
                view = _feed(corpus, config, label.name, f"/{section}/{label.id}/", label.articles)
                yield from _both(view, f"the feed of {label.name}")


def _entity_feed(corpus: Corpus, config: Config, key: EntityKey) -> Iterator[Page]:
    entity, found = corpus.entities[key], corpus.appearances[key]
    articles = [appearance.article for appearance in found]
    facts = EntityFacts(
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
        about=sum(appearance.about for appearance in found),
        first=corpus.articles[articles[0]].date,
        last=corpus.articles[articles[-1]].date,
        company=tuple(Tied(entity_card(corpus, other), shared) for other, shared in corpus.company[key]),
    )
    view = _feed(corpus, config, entity.name, entity_url(*key), articles, facts)
    yield from _both(view, f"the feed of {ENTITY_TYPES[entity.type].name} {entity.name}")


def _feed(
    corpus: Corpus, config: Config, name: str, page: str, articles: Sequence[str], facts: EntityFacts | None = None
) -> FeedView:
    """The feed of `articles`, which are in archive order."""
    return FeedView(
        title=f"{name} – {config.title}",
        description=facts.description if facts else "",
        url=page + FEED[1:],
        data=page + DATA[1:],
        page=page,
        entries=tuple(_brief(corpus, url) for url in articles[: -config.feed_limit - 1 : -1]),
        facts=facts,
    )


def _brief(corpus: Corpus, url: str) -> FeedEntry:
    article = corpus.articles[url]
    return FeedEntry(article_card(corpus, url), article.time, rights=article.rights, source_url=article.source_url)


def _whole(corpus: Corpus, url: str) -> FeedEntry:
    article = corpus.articles[url]
    return FeedEntry(
        article=article_card(corpus, url),
        time=article.time,
        body=article.body,
        links=form_links(corpus, url),
        rights=article.rights,
        source_url=article.source_url,
    )


def _both(view: FeedView, source: str) -> Iterator[Page]:
    yield Page(view.url, "feed.xml", view, (source,), listed=False)
    yield Page(view.data, "feed.json", view, (source,), listed=False)
