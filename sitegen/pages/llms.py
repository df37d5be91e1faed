"""llms.txt (llmstxt.org): what the archive is and where its pages are to be had as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from heapq import nsmallest

from sitegen.languages import words_of
from sitegen.model import ENTITY_TYPES, Config, Corpus, Later, Page
from sitegen.pages.cards import article_cards, as_gathered, entity_cards, entity_groups, years
from sitegen.views import LlmsView

COVERED, LATEST = 20, 20
"""How many entities of a type, and how many articles, are named."""


def pages(corpus: Corpus, config: Config) -> Iterator[Page]:  # noqa: ARG001
    if config.noindex or not config.markdown:
        return
    yield Page(
        "/llms.txt", "llms.txt", Later(as_gathered, partial(_view, config=config)), ("llms.txt",), listed=False
    )


def _view(corpus: Corpus, config: Config) -> LlmsView:
    words = words_of(config)
    counts = {key: len(found) for key, found in corpus.where.items()}
    most = [
        key
        for kind in ENTITY_TYPES
        for _, key in nsmallest(COVERED, ((-count, key) for key, count in counts.items() if key[0] == kind))
    ]
    open_ = [url for url, article in corpus.articles.items() if not article.noindex]
    dates = list(corpus.dates.values())
    return LlmsView(
        count=len(dates),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        covered=entity_groups(words, entity_cards(corpus, most)),
        latest=article_cards(corpus, open_[: -LATEST - 1 : -1]),
        years=years(words, Counter(date.year for date in dates)),
    )
