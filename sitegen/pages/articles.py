"""Article pages."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import lru_cache

from sitegen.model import Config, Corpus, EntityKey, Page, Relation
from sitegen.pages.cards import article_card, author_links, entity_groups
from sitegen.text import identify, join_words, long_date
from sitegen.urls import entity_url, period_url
from sitegen.views import ArticleView, FormLink, Head, Link, Related

REASONS = 3
"""How many shared entities the reason for a related article names."""


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:  # noqa: ARG001
    urls = list(corpus.articles)
    for earlier, url, later in zip([None, *urls], urls, [*urls[1:], None], strict=False):
        article = corpus.articles[url]
        view = ArticleView(
            head=Head(
                title=article.title,
                description=article.summary,
                url=url,
                kind="article",
                crumbs=_crumbs(article.date),
            ),
            title=article.title,
            date=article.date,
            authors=author_links(article),
            location=article.location,
            summary=article.summary,
            body=article.body,
            links=tuple(_form_link(form, key) for form, key in sorted(corpus.forms[url].items())),
            about=entity_groups(corpus, [key for key in corpus.listed[url] if key in corpus.about[url]]),
            groups=entity_groups(corpus, [key for key in corpus.listed[url] if key not in corpus.about[url]]),
            topics=tuple(Link(topic, f"/topics/{identify(topic)}/") for topic in article.topics),
            related=tuple(_related(corpus, relation) for relation in corpus.related[url]),
            previous=article_card(corpus, earlier) if earlier else None,
            next=article_card(corpus, later) if later else None,
        )
        yield Page(url, "article.html", view, (article.path,))


@lru_cache(10_000)
def _crumbs(date: datetime.date) -> tuple[Link, ...]:
    year, month, day = date.timetuple()[:3]
    return (
        Link(str(year), period_url(year)),
        Link(long_date(year, month), period_url(year, month)),
        Link(long_date(year, month, day), period_url(year, month, day)),
    )


@lru_cache(10_000)
def _form_link(form: str, key: EntityKey | None) -> FormLink:
    return FormLink(form, key[0], entity_url(*key)) if key else FormLink(form)


def _related(corpus: Corpus, relation: Relation) -> Related:
    names = [corpus.entities[key].name for key in relation.shared]
    shown = (
        names[:REASONS] if len(names) <= REASONS else [*names[: REASONS - 1], f"{len(names) - REASONS + 1} more"]
    )
    return Related(article_card(corpus, relation.article), f"shares {join_words(shown)}")
