"""The archive as a whole: order, who appears where and with whom, and what is related to what."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import Raw

from sitegen.errors import Problem
from sitegen.kin import Companions, Kin, Nearest, companies, relate, relations
from sitegen.model import (
    Appearance,
    Article,
    Corpus,
    EntityKey,
    Outline,
    Redirect,
    Relation,
    Resolution,
    Storyline,
    TextPage,
)
from sitegen.reading import Reading, Seen, claim_of, read, read_again, reading_of
from sitegen.terms import Terms
from sitegen.urls import article_url, entity_url, label_url, labels_of, storyline_url

K = TypeVar("K")
V = TypeVar("V")

_Forms: TypeAlias = tuple[tuple[str, EntityKey | None], ...]


class Packed(Mapping[K, V]):
    """Values as MessagePack, each unpacked when it is asked for: most are wanted once in a build, or never."""

    def __init__(
        self, packed: Mapping[K, Raw], type_: Any, make: Callable[[Any], V], others: Mapping[K, V] | None = None
    ) -> None:
        self._packed = packed
        self._type = type_
        self._decode = msgspec.msgpack.Decoder(type_).decode
        self._make = make
        self._others = others or {}

    def but(self, others: Mapping[K, V]) -> Packed[K, V]:
        """The same with `others` for some of the values."""
        return Packed(self._packed, self._type, self._make, {**self._others, **others})

    def __getitem__(self, key: K) -> V:
        if key in self._others:
            return self._others[key]
        return self._make(self._decode(self._packed[key]))

    def __iter__(self) -> Iterator[K]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def build(
    articles: Iterable[Outline],
    resolution: Resolution,
    texts: Iterable[TextPage],
    copies: Mapping[str, str] | None = None,
    read_all: Callable[[Sequence[Reading]], Iterable[Seen]] | None = None,
    relate_all: Callable[[Mapping[str, Terms]], Kin] | None = None,
) -> Corpus:
    """Index the archive. Articles must have distinct URLs.

    Most of the time goes to `read` and `relate`; a caller may pass functions that remember their results. `copies`
    are Markdown by path; without them, articles come with their own.
    """
    every = {article_url(a.date, a.slug): a for a in sorted(articles, key=_archive_order)}
    ordered = {url: article for url, article in every.items() if article.withdrawn is None}
    entities = resolution.entities
    one = {key: key for key in (*entities, *resolution.faint)}  # equal keys, the same object
    listings = {url: resolution.listings[article.path] for url, article in ordered.items()}
    listed = {url: tuple([one[key] for key in listing]) for url, listing in listings.items()}
    claims = {key: claim_of(entity) for key, entity in entities.items()}
    readings = [reading_of(url, article, listings[url], claims) for url, article in ordered.items()]
    del listings, claims
    appearances: dict[EntityKey, list[Appearance]] = {key: [] for key in sorted(entities)}
    about: dict[str, frozenset[EntityKey]] = {}
    said: dict[str, Terms] = {}
    forms: dict[str, Raw] = {}
    for reading, seen in zip(readings, (read_all or partial(_read_own, ordered))(readings), strict=True):
        about[reading.url] = frozenset([one[key] for key in seen.terms.about])
        said[reading.url] = seen.terms
        forms[reading.url] = seen.forms
        for claim, appearance in zip(reading.claims, seen.appearances, strict=True):
            appearances[claim.key].append(appearance)
    kin = (relate_all or relate)(said)
    keys, urls = kin.keys, kin.urls
    return Corpus(
        articles=ordered,
        copies={a.path: a.body for a in every.values() if isinstance(a, Article)} if copies is None else copies,
        entities={key: entity for key, entity in entities.items() if appearances[key]},
        faint=resolution.faint,
        listed=listed,
        forms=Packed(forms, _Forms, dict),
        about=about,
        appearances={key: tuple(found) for key, found in appearances.items() if found},
        company=Packed(
            {keys[n]: most for n, most in kin.company.items()}, Companions, partial(companies, keys, urls)
        ),
        circles={keys[n]: circle for n, circle in kin.circles.items()},
        related=Packed({urls[n]: near for n, near in kin.related.items()}, Nearest, partial(relations, keys, urls)),
        storylines=kin.storylines,
        choices=resolution.choices,
        redirects=(*resolution.redirects, *_moved(every), *_begun_later(kin.storylines)),
        texts=tuple(texts),
        withdrawn={url: article for url, article in every.items() if article.withdrawn is not None},
    )


def see_again(corpus: Corpus, article: Outline, text: str) -> Seen:
    """How entities appear in another version of an article, which lists the same."""
    url = article_url(article.date, article.slug)
    claims = {key: claim_of(corpus.entities[key]) for key in corpus.listed[url] if key in corpus.entities}
    reading = reading_of(url, article, dict.fromkeys(claims, ()), claims)
    return read_again(reading, text, corpus.forms[url])


def amended(
    corpus: Corpus,
    articles: Mapping[str, Outline],
    copies: Mapping[str, str],
    seen: Mapping[str, Seen],
    related: Mapping[str, tuple[Relation, ...]],
) -> Corpus:
    """The archive with other versions of some `articles`, by URL, that list what they did and keep their places.

    `seen` is how entities appear in them, and `related` what is related to what in consequence.
    """
    assert isinstance(corpus.related, Packed)
    appearances = dict(corpus.appearances)
    for url, now in seen.items():
        keys = [key for key in corpus.listed[url] if key in corpus.entities]
        for key, found in zip(keys, now.appearances, strict=True):
            appearances[key] = tuple([found if other.article == url else other for other in appearances[key]])
    return msgspec.structs.replace(
        corpus,
        articles={**corpus.articles, **articles},
        copies=copies,
        about={**corpus.about, **{url: frozenset(of.terms.about) for url, of in seen.items()}},
        appearances=appearances,
        related=corpus.related.but(related),
    )


def live_urls(corpus: Corpus) -> frozenset[str]:
    """The addresses of pages that might move: what every section has of its own is not among them."""
    return frozenset(
        {
            *corpus.articles,
            *corpus.withdrawn,
            *(entity_url(*key) for key in corpus.entities),
            *corpus.choices,
            *(label_url(*key) for article in corpus.articles.values() for key, _ in labels_of(article)),
            *(storyline_url(story.id) for story in corpus.storylines),
            *(text.url for text in corpus.texts),
        }
    )


def _moved(articles: Mapping[str, Outline]) -> Iterator[Redirect]:
    """From the address that an article's file name gives it to the one that its front matter does.

    The file keeps the name it was made with, so it remembers the first address when a date or a slug is corrected.
    """
    for url, article in articles.items():
        if article.filed_under and article.filed_under not in articles:
            yield Redirect(article.filed_under, url)


def _begun_later(storylines: Iterable[Storyline]) -> Iterator[Redirect]:
    """From where a story would be if its first articles had come later to the archive than the others."""
    for story in storylines:
        for id_ in story.former:
            yield Redirect(storyline_url(id_), storyline_url(story.id))


def without_collisions(articles: Iterable[Outline]) -> tuple[list[Outline], list[Problem]]:
    """The articles that have an address of their own; of two that claim one, the first by path keeps it."""
    owners: dict[str, Outline] = {}
    problems = []
    for article in sorted(articles, key=lambda a: a.path.removesuffix(".md")):
        url = article_url(article.date, article.slug)
        if url in owners:
            message = f"{url} is already the address of {owners[url].path}"
            problems.append(Problem(article.path, 1, 1, message, "give one of them another `slug`"))
        else:
            owners[url] = article
    return list(owners.values()), problems


def _archive_order(article: Outline) -> tuple[str, float, str]:
    """By day, then by the moment within it: a bare date is the beginning of the day, no offset is UTC's."""
    return article.date.isoformat(), _seconds(article.time), article.path


def _seconds(time: datetime.time | None) -> float:
    """From the midnight before the day began in UTC; -inf without a time."""
    if time is None:
        return -math.inf
    offset = time.utcoffset() or datetime.timedelta()
    of_day = datetime.timedelta(
        hours=time.hour, minutes=time.minute, seconds=time.second, microseconds=time.microsecond
    )
    return (of_day - offset).total_seconds()


def _read_own(articles: Mapping[str, Outline], readings: Iterable[Reading]) -> Iterator[Seen]:
    for reading in readings:
        article = articles[reading.url]
        yield read(reading, article.text if isinstance(article, Article) else "")
