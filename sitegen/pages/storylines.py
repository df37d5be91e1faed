"""Storylines: a page for each, the list of all, and what an article's page shows of its own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import partial

from sitegen.languages import Words, words_of
from sitegen.model import Config, Corpus, Later, Page, Storyline
from sitegen.pages.cards import article_cards, as_gathered, entity_groups, uncounted_cards
from sitegen.urls import storyline_url
from sitegen.views import Head, Link, StorylineCard, StorylinesView, StorylineView, StorySoFar

URL = "/storylines/"

AROUND = 3
"""How many articles before and after it an article's page lists of its story, beside the first."""


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    if not corpus.storylines:
        return
    words = words_of(config)
    newest = max(_last(corpus, story) for story in corpus.storylines)
    view = Later(as_gathered, partial(_index_view, words=words))
    yield Page(URL, "storylines.html", view, ("the storylines",), newest)
    for story in corpus.storylines:
        source = f"the story of {_title(corpus, words, story)}"
        view = Later(as_gathered, partial(_view, words=words, story=story))
        yield Page(storyline_url(story.id), "storyline.html", view, (source,), _last(corpus, story))


def section(words: Words) -> Link:
    return Link(words("storylines"), URL)


def storyline_card(corpus: Corpus, words: Words, story: Storyline) -> StorylineCard:
    names = _title(corpus, words, story)
    first, last = corpus.dates[story.articles[0]], _last(corpus, story)
    matter = words.join(words("quoted", word=word) for word in story.words)
    return StorylineCard(
        title=names,
        url=storyline_url(story.id),
        count=len(story.articles),
        first=first,
        last=last,
        reason=words(
            "story_reason",
            articles=words("articles", n=len(story.articles)),
            span=_span(words, first, last),
            names=names,
            words=matter,
        ),
    )


def story_so_far(corpus: Corpus, words: Words, story: Storyline, url: str) -> StorySoFar:
    """The story that an article is in, as the article's page shows it."""
    place = story.articles.index(url)
    around = story.articles[max(0, place - AROUND) : place + AROUND + 1]
    shown = dict.fromkeys((story.articles[0], *around))
    return StorySoFar(
        storyline=storyline_card(corpus, words, story),
        articles=article_cards(corpus, shown),
        whole=len(shown) == len(story.articles),
    )


def _title(corpus: Corpus, words: Words, story: Storyline) -> str:
    return words.join(corpus.entities[key].name for key in story.shared)


def _last(corpus: Corpus, story: Storyline) -> datetime.date:
    return corpus.dates[story.articles[-1]]


def _index_view(corpus: Corpus, words: Words) -> StorylinesView:
    head = Head(
        title=words("storylines"),
        description=words("storylines_described"),
        url=URL,
        kind="storylines",
    )
    cards = tuple(storyline_card(corpus, words, story) for story in reversed(corpus.storylines))
    return StorylinesView(head, head.title, cards)


def _view(corpus: Corpus, words: Words, story: Storyline) -> StorylineView:
    card = storyline_card(corpus, words, story)
    return StorylineView(
        head=Head(
            title=words("story_title", title=card.title),
            description=card.reason,
            url=card.url,
            kind="storyline",
            crumbs=(section(words),),
        ),
        title=card.title,
        storyline=card,
        articles=article_cards(corpus, story.articles),
        about=entity_groups(words, uncounted_cards(corpus, story.shared)),
    )


def _span(words: Words, first: datetime.date, last: datetime.date) -> str:
    """`6 days`, `3 weeks`, `4 months`: both ends count."""
    days = (last - first).days + 1
    for length, unit, least in ((30, "months", 90), (7, "weeks", 14)):
        if days >= least:
            return words(unit, n=round(days / length))
    return words("days", n=days)
