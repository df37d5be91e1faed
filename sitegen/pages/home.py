"""The front page: what is new, who is in the news, this day in other years, and the ways into the archive."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from heapq import nsmallest
from itertools import islice

from sitegen.languages import Words, words_of
from sitegen.model import ENTITY_TYPES, Config, Corpus, EntityKey, Later, Page
from sitegen.pages.archive import on_this_day
from sitegen.pages.cards import article_card, as_gathered, entity_card, entity_cards, headlines, years
from sitegen.pages.coverage import coverage
from sitegen.pages.networks import links
from sitegen.pages.site import DATA, FEED
from sitegen.pages.storylines import section, storyline_card
from sitegen.views import ArticleCard, EntityGroup, Head, HomeView, Ranking, SameDay, StoryInBrief

LATEST = 9
MOST_COVERED = 8
RECENTLY_COVERED = 5
STORYLINES = 3
"""How many storylines the front page has: those that went on last…"""

LAST_ARTICLES = 3
"""…each with so many of its newest articles."""

YEARS_AGO = 6
"""How many of the earlier years of a day the front page shows."""

RECENT = datetime.timedelta(days=30)
"""What counts as now, back from the archive's last date; of an archive of less than two such spans it is most."""

LEAST_RECENT = 2
"""In fewer articles of that span nobody is in the news."""


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    newest = list(corpus.dates.values())[-1:]
    view = Later(as_gathered, partial(_view, config=config))
    yield Page("/", "home.html", view, ("the front page",), newest[0] if newest else None)


def _view(corpus: Corpus, config: Config) -> HomeView:
    words = words_of(config)
    newest = list(corpus.articles)[::-1]
    dates = list(corpus.dates.values())
    last = dates[-1] if dates else None
    since = last - RECENT + datetime.timedelta(days=1) if last and last - dates[0] >= 2 * RECENT else None
    recent = tuple(_recent(corpus, words, since)) if since else ()
    return HomeView(
        head=Head(
            title=config.title,
            description=config.description or words("site_articles", title=config.title, n=len(newest)),
            url="/",
            kind="home",
            feed=FEED,
            data=DATA,
        ),
        count=len(newest),
        latest=tuple(islice(_latest(corpus, newest), LATEST)),
        storylines=tuple(_storylines(corpus, words)),
        all_storylines=section(words) if len(corpus.storylines) > STORYLINES else None,
        since=since if recent else None,
        recent=recent,
        day=words.day_and_month(last) if last else "",
        on_this_day=_earlier(corpus, words, last) if last else (),
        timeline=coverage(words, dates[::-1], config.title, "/", limit=config.list_limit, always_split=True),
        years=years(words, Counter(date.year for date in dates))[::-1],
        covered=tuple(_covered(corpus, words)),
        network_page=next(iter(links(corpus, words)), None),
    )


def _latest(corpus: Corpus, newest: Iterable[str]) -> Iterator[ArticleCard]:
    """The newest; a report that was sent again under the same headline stands once."""
    titles: set[str] = set()
    for card in (article_card(corpus, url) for url in newest):
        if card.title not in titles:
            titles.add(card.title)
            yield card


def _storylines(corpus: Corpus, words: Words) -> Iterator[StoryInBrief]:
    """What went on last, first."""
    newest = sorted(corpus.storylines, key=lambda story: (corpus.dates[story.articles[-1]], story.id))
    for story in newest[: -STORYLINES - 1 : -1]:
        last = headlines(corpus, reversed(story.articles[-LAST_ARTICLES:]))
        yield StoryInBrief(storyline_card(corpus, words, story), last)


def _recent(corpus: Corpus, words: Words, since: datetime.date) -> Iterator[EntityGroup]:
    """Of each type, who is in most of the articles since then."""
    counts = Counter(
        key
        for url, article in corpus.articles.items()
        if article.date >= since
        for key in corpus.listed[url]
        if key in corpus.entities
    )
    often = {key: count for key, count in counts.items() if count >= LEAST_RECENT}
    for kind in ENTITY_TYPES.values():
        if keys := _most(often, kind.name, RECENTLY_COVERED):
            cards = tuple(entity_card(corpus, key, counts[key]) for key in keys)
            yield EntityGroup(words(kind.plural), f"/{kind.plural}/", cards)


def _covered(corpus: Corpus, words: Words) -> Iterator[Ranking]:
    """Of each type, who is in most articles of all."""
    counts = {key: len(found) for key, found in corpus.where.items()}
    totals = Counter(type_ for type_, _ in corpus.entities)
    for kind in ENTITY_TYPES.values():
        if keys := _most(counts, kind.name, MOST_COVERED):
            cards = entity_cards(corpus, keys)
            yield Ranking(words(kind.plural), f"/{kind.plural}/", totals[kind.name], cards)


def _most(counts: Mapping[EntityKey, int], type_: str, limit: int) -> list[EntityKey]:
    ranked = nsmallest(limit, ((-count, key) for key, count in counts.items() if key[0] == type_))
    return [key for _, key in ranked]


def _earlier(corpus: Corpus, words: Words, last: datetime.date) -> tuple[SameDay, ...]:
    """The day of the newest article, in the years before."""
    _, *earlier = on_this_day(corpus, words, last.month, last.day)
    return tuple(earlier[:YEARS_AGO])
