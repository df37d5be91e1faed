"""The site's feed (Atom, RFC 4287)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from sitegen.model import Config, Corpus, Page
from sitegen.pages.cards import article_card
from sitegen.pages.site import FEED
from sitegen.views import FeedEntry, FeedView


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    newest = list(corpus.articles)[: -config.feed_limit - 1 : -1]
    view = FeedView(
        title=config.title,
        url=FEED,
        page="/",
        updated=max((corpus.articles[url].date for url in newest), default=datetime.date(1970, 1, 1)),
        entries=tuple(FeedEntry(article_card(corpus, url), corpus.articles[url].body) for url in newest),
    )
    yield Page(FEED, "feed.xml", view, ("the site's feed",), listed=False)
