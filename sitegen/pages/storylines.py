"""Storylines: a page for each, the list of all, and what an article's page shows of its own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from sitegen.model import Config, Corpus, Page, Storyline
from sitegen.pages.cards import article_card, entity_groups
from sitegen.text import join_words
from sitegen.urls import storyline_url
from sitegen.views import Head, Link, StorylineCard, StorylinesView, StorylineView, StorySoFar

SECTION = Link("Storylines", "/storylines/")

AROUND = 3
"""How many articles before and after it an article's page lists of its story, beside the first."""


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:  # noqa: ARG001
    if not corpus.storylines:
        return
    cards = tuple(storyline_card(corpus, story) for story in reversed(corpus.storylines))
    head = Head(
        title=SECTION.text,
        description="Runs of articles about the same people and organizations, close in time",
        url=SECTION.url,
        kind="storylines",
    )
    newest = max(card.last for card in cards)
    yield Page(
        SECTION.url, "storylines.html", StorylinesView(head, SECTION.text, cards), ("the storylines",), newest
    )
    for story in corpus.storylines:
        yield _page(corpus, story)


def storyline_card(corpus: Corpus, story: Storyline) -> StorylineCard:
    names = join_words(corpus.entities[key].name for key in story.shared)
    first, last = (corpus.articles[story.articles[place]].date for place in (0, -1))
    words = join_words(f"‘{word}’" for word in story.words)
    return StorylineCard(
        title=names,
        url=storyline_url(story.id),
        count=len(story.articles),
        first=first,
        last=last,
        reason=f"{len(story.articles)} articles in {_span(first, last)}, all about {names}, "
        f"the first of them on {words}",
    )


def stories_so_far(corpus: Corpus) -> dict[str, StorySoFar]:
    """Of each article that is in a story, that story as its page shows it."""
    return {url: _so_far(corpus, story, url) for story in corpus.storylines for url in story.articles}


def _so_far(corpus: Corpus, story: Storyline, url: str) -> StorySoFar:
    place = story.articles.index(url)
    around = story.articles[max(0, place - AROUND) : place + AROUND + 1]
    shown = dict.fromkeys((story.articles[0], *around))
    return StorySoFar(
        storyline=storyline_card(corpus, story),
        articles=tuple(article_card(corpus, other) for other in shown),
        whole=len(shown) == len(story.articles),
    )


def _page(corpus: Corpus, story: Storyline) -> Page:
    card = storyline_card(corpus, story)
    view = StorylineView(
        head=Head(
            title=f"{card.title}: the story",
            description=card.reason,
            url=card.url,
            kind="storyline",
            crumbs=(SECTION,),
        ),
        title=card.title,
        storyline=card,
        articles=tuple(article_card(corpus, url) for url in story.articles),
        groups=entity_groups(corpus, story.shared),
    )
    return Page(card.url, "storyline.html", view, (f"the story of {card.title}",), card.last)


def _span(first: datetime.date, last: datetime.date) -> str:
    """`6 days`, `3 weeks`, `4 months`: both ends count."""
    days = (last - first).days + 1
    for length, unit, least in ((30, "months", 90), (7, "weeks", 14)):
        if days >= least:
            return f"{round(days / length)} {unit}"
    return f"{days} days"
