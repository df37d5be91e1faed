"""Article pages."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

from msgspec import Struct

from sitegen.languages import Words, words_of
from sitegen.model import Config, Corpus, EntityKey, Later, Outline, Page, Relation, Storyline
from sitegen.pages.cards import article_card, article_cards, author_links, entity_groups, uncounted_cards
from sitegen.pages.site import markdown_of
from sitegen.pages.storylines import story_so_far
from sitegen.text import identify
from sitegen.urls import article_url, entity_url, label_url, period_url
from sitegen.views import (
    ArticleCard,
    ArticleView,
    EntityCard,
    FormLink,
    Head,
    Link,
    Related,
    StorySoFar,
    WithdrawnView,
)

REASONS = 3
"""How many shared entities the reason for a related article names."""


class Facts(Struct, frozen=True, gc=False):
    """What an article's page is made from. `forms` are the forms of names to be linked, and what each means.

    `cards` are what it lists, under its `listed` keys; `nearest` the cards of what it is `related` to, and
    `in_common` the keys that both are about, if they are of one day.
    """

    article: Outline
    forms: tuple[tuple[str, EntityKey | None], ...]
    listed: tuple[EntityKey, ...]
    cards: tuple[EntityCard, ...]
    about: tuple[EntityKey, ...]
    related: tuple[Relation, ...]
    nearest: tuple[ArticleCard, ...]
    in_common: tuple[tuple[EntityKey, ...], ...]
    story: StorySoFar | None
    previous: ArticleCard | None
    next: ArticleCard | None


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    urls = list(corpus.articles)
    words = words_of(config)
    stories = {url: story for story in corpus.storylines for url in story.articles}
    for earlier, url, later in zip([None, *urls], urls, [*urls[1:], None], strict=False):
        article = corpus.articles[url]
        gather = partial(_facts, url=url, story=stories.get(url), words=words, earlier=earlier, later=later)
        view = Later(_view, gather, partial(_copy, path=article.path))
        yield Page(url, "article.html", view, (article.path,), article.date, listed=not article.noindex)
        if copy := markdown_of(url, config, noindex=article.noindex):
            yield Page(copy, "article.md", view, (article.path,), listed=False)


def withdrawn(corpus: Corpus, config: Config) -> Iterable[Page]:
    """What stands where an article was: its title and the reason, nothing of its copy."""
    words = words_of(config)
    for url, article in corpus.withdrawn.items():
        head = Head(
            title=article.title,
            description=article.withdrawn or words("was_withdrawn"),
            url=url,
            kind="withdrawn",
            noindex=True,
        )
        view = WithdrawnView(head, article.title, article.date, article.withdrawn or "")
        yield Page(url, "withdrawn.html", view, (article.path,), listed=False)


def _copy(corpus: Corpus, path: str) -> str:
    return corpus.copies[path]


def _facts(
    corpus: Corpus, url: str, story: Storyline | None, words: Words, earlier: str | None, later: str | None
) -> Facts:
    article, listed, about, related = (
        corpus.articles[url],
        corpus.listed[url],
        corpus.about[url],
        corpus.related[url],
    )
    nearest = article_cards(corpus, [relation.article for relation in related])
    return Facts(
        article=article,
        forms=tuple(sorted(corpus.forms[url].items())),
        listed=listed,
        cards=uncounted_cards(corpus, listed),
        about=tuple([key for key in listed if key in about]),
        related=related,
        nearest=nearest,
        in_common=tuple(
            [
                _in_common(corpus, relation, about) if card.date == article.date else ()
                for relation, card in zip(related, nearest, strict=True)
            ]
        ),
        story=story_so_far(corpus, words, story, url) if story else None,
        previous=article_card(corpus, earlier) if earlier else None,
        next=article_card(corpus, later) if later else None,
    )


def _in_common(corpus: Corpus, relation: Relation, about: Collection[EntityKey]) -> tuple[EntityKey, ...]:
    others = corpus.about[relation.article]
    return tuple([key for key in relation.shared if key in about and key in others])


def _view(facts: Facts, config: Config) -> ArticleView:
    words, article = words_of(config), facts.article
    url = article_url(article.date, article.slug)
    about = [card for key, card in zip(facts.listed, facts.cards, strict=True) if key in facts.about]
    others = [card for key, card in zip(facts.listed, facts.cards, strict=True) if key not in facts.about]
    return ArticleView(
        head=Head(
            title=article.title,
            description=article.summary or article.title,
            url=url,
            kind="article",
            crumbs=_crumbs(words, article.date),
            noindex=article.noindex,
            markdown=markdown_of(url, config, noindex=article.noindex),
        ),
        title=article.title,
        date=article.date,
        authors=author_links(article),
        location=article.location,
        summary=article.summary,
        body="",
        links=tuple([_form_link(form, key) for form, key in facts.forms]),
        about=entity_groups(words, about),
        mentioned=entity_groups(words, others),
        topics=tuple(Link(topic, label_url("topic", identify(topic))) for topic in article.topics),
        story=facts.story,
        related=tuple(_related(words, facts)),
        previous=facts.previous,
        next=facts.next,
        time=article.time,
        rights=article.rights,
        source_url=article.source_url,
        language=article.language,
    )


@lru_cache(10_000)
def _crumbs(words: Words, date: datetime.date) -> tuple[Link, ...]:
    year, month, day = date.timetuple()[:3]
    return (
        Link(words.date(year), period_url(year)),
        Link(words.date(year, month), period_url(year, month)),
        Link(words.date(year, month, day), period_url(year, month, day)),
    )


def form_links(corpus: Corpus, url: str) -> tuple[FormLink, ...]:
    """What to link in the copy of an article."""
    return tuple(_form_link(form, key) for form, key in sorted(corpus.forms[url].items()))


def _form_link(form: str, key: EntityKey | None) -> FormLink:
    return FormLink(form, key[0], entity_url(*key)) if key else FormLink(form)


def _related(words: Words, facts: Facts) -> Iterator[Related]:
    names = {key: card.name for key, card in zip(facts.listed, facts.cards, strict=True)}
    for relation, card, in_common in zip(facts.related, facts.nearest, facts.in_common, strict=True):
        yield Related(card, _reason(words, relation, names, in_common))


def _reason(words: Words, relation: Relation, names: Mapping[EntityKey, str], same_day: Sequence[EntityKey]) -> str:
    """`shares X and Y`, `the same day, also about Z`, `shares the words …`."""
    if relation.repeats:
        return words("same_text")
    if same_day and not relation.words:
        return words("same_day", names=_some(words, [names[key] for key in same_day]))
    shared = [names[key] for key in relation.shared]
    if relation.words:
        quoted = words.join(words("quoted", word=word) for word in relation.words)
        shared = [*shared[: REASONS - 1], words("the_words", n=len(relation.words), words=quoted)]
    return words("shares", names=_some(words, shared))


def _some(words: Words, names: Sequence[str]) -> str:
    rest = len(names) - REASONS + 1
    return words.join(names if rest < 2 else [*names[: REASONS - 1], words("more", n=rest)])
