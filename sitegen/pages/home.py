"""The front page: the newest articles, the years, the most covered entities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sitegen.model import ENTITY_TYPES, Config, Corpus, EntityKey, Page
from sitegen.pages.cards import article_card, entity_groups, years
from sitegen.pages.site import FEED
from sitegen.views import Head, HomeView

LATEST = 9
MOST_COVERED = 8


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    newest = list(corpus.articles)[::-1]
    view = HomeView(
        head=Head(
            title=config.title,
            description=config.description or f"{config.title}: {len(newest)} articles.",
            url="/",
            kind="home",
            feed=FEED,
        ),
        count=len(newest),
        latest=tuple(article_card(corpus, url) for url in newest[:LATEST]),
        years=years(Counter(article.date.year for article in corpus.articles.values()))[::-1],
        groups=entity_groups(corpus, [key for type_ in ENTITY_TYPES for key in most_covered(corpus, type_)]),
    )
    yield Page("/", "home.html", view, ("the front page",))


def most_covered(corpus: Corpus, type_: str) -> list[EntityKey]:
    ranked = sorted((-len(found), key) for key, found in corpus.appearances.items() if key[0] == type_)
    return [key for _, key in ranked[:MOST_COVERED]]
