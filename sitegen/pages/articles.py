"""Article pages."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import lru_cache

from sitegen.languages import Words, words_of
from sitegen.model import Config, Corpus, EntityKey, Page, Relation
from sitegen.pages.cards import article_card, author_links, entity_groups
from sitegen.pages.storylines import stories_so_far
from sitegen.text import identify
from sitegen.urls import entity_url, period_url
from sitegen.views import ArticleView, FormLink, Head, Link, Related, WithdrawnView

REASONS = 3
"""How many shared entities the reason for a related article names."""


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    words = words_of(config)
    urls = list(corpus.articles)
    stories = stories_so_far(corpus, words)
    for earlier, url, later in zip([None, *urls], urls, [*urls[1:], None], strict=False):
        article = corpus.articles[url]
        view = ArticleView(
            head=Head(
                title=article.title,
                description=article.summary,
                url=url,
                kind="article",
                crumbs=_crumbs(words, article.date),
                noindex=article.noindex,
            ),
            title=article.title,
            date=article.date,
            authors=author_links(article),
            location=article.location,
            summary=article.summary,
            body=article.body,
            links=tuple(_form_link(form, key) for form, key in sorted(corpus.forms[url].items())),
            about=entity_groups(corpus, words, [key for key in corpus.listed[url] if key in corpus.about[url]]),
            groups=entity_groups(
                corpus, words, [key for key in corpus.listed[url] if key not in corpus.about[url]]
            ),
            topics=tuple(Link(topic, f"/topics/{identify(topic)}/") for topic in article.topics),
            story=stories.get(url),
            related=tuple(_related(corpus, words, url, relation) for relation in corpus.related[url]),
            previous=article_card(corpus, earlier) if earlier else None,
            next=article_card(corpus, later) if later else None,
            time=article.time,
            rights=article.rights,
            source_url=article.source_url,
        )
        yield Page(url, "article.html", view, (article.path,), article.date, listed=not article.noindex)


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


@lru_cache(10_000)
def _crumbs(words: Words, date: datetime.date) -> tuple[Link, ...]:
    year, month, day = date.timetuple()[:3]
    return (
        Link(words.date(year), period_url(year)),
        Link(words.date(year, month), period_url(year, month)),
        Link(words.date(year, month, day), period_url(year, month, day)),
    )


@lru_cache(10_000)
def _form_link(form: str, key: EntityKey | None) -> FormLink:
    return FormLink(form, key[0], entity_url(*key)) if key else FormLink(form)


def _related(corpus: Corpus, words: Words, url: str, relation: Relation) -> Related:
    return Related(article_card(corpus, relation.article), _reason(corpus, words, url, relation))


def _reason(corpus: Corpus, words: Words, url: str, relation: Relation) -> str:
    """`shares X and Y`, `the same day, also about Z`, `shares the words …`."""
    if relation.repeats:
        return words("same_text")
    both = corpus.about[url] & corpus.about[relation.article]
    if corpus.articles[url].date == corpus.articles[relation.article].date and not relation.words:
        same = [key for key in relation.shared if key in both]
        if same:
            return words("same_day", names=_some(words, _names(corpus, same)))
    names = _names(corpus, relation.shared)
    if relation.words:
        quoted = words.join(words("quoted", word=word) for word in relation.words)
        names = [*names[: REASONS - 1], words("the_words", n=len(relation.words), words=quoted)]
    return words("shares", names=_some(words, names))


def _names(corpus: Corpus, keys: Iterable[EntityKey]) -> list[str]:
    return [corpus.entities[key].name for key in keys]


def _some(words: Words, names: Sequence[str]) -> str:
    rest = len(names) - REASONS + 1
    return words.join(names if rest < 2 else [*names[: REASONS - 1], words("more", n=rest)])
