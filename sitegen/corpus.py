"""The archive as a whole: order, who appears where and with whom, and what is related to what."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct

from sitegen.errors import Problem
from sitegen.kin import Companions, Kin, Nearest, companies, relate, relations
from sitegen.model import (
    Appearance,
    Article,
    Circle,
    Corpus,
    EntityKey,
    Outline,
    Redirect,
    Relation,
    Resolution,
    Storyline,
    TextPage,
)
from sitegen.packed import Lazy, Packed, Stretch, array_header, numbered
from sitegen.reading import Forms, PackedSeen, Reading, Seen, Sentence, claim_of, read, read_again, reading_of
from sitegen.terms import Terms
from sitegen.urls import article_url, entity_url, label_url, labels_of, storyline_url

K = TypeVar("K")
V = TypeVar("V")

AT_ONCE = 8
"""Of so many entities, at most, the appearances are held unpacked: each may have thousands."""

COMPARED = 4096
"""The same of the terms of articles, each of which is compared with many."""


class _Row(Struct, frozen=True, order=True, gc=False):
    """An article in the order of the archive: by day, then by the moment within it; a bare date is the beginning of
    the day, no offset is UTC's.
    """

    date: datetime.date
    seconds: float
    path: str
    url: str
    filed_under: str
    is_withdrawn: bool
    labels: tuple[tuple[EntityKey, str], ...]


def build(
    articles: Mapping[str, Outline],
    resolution: Resolution,
    texts: Iterable[TextPage],
    copies: Mapping[str, str] | None = None,
    read_all: Callable[[Mapping[str, Reading]], Iterable[PackedSeen]] | None = None,
    relate_all: Callable[[Packed[str, Terms]], Kin] | None = None,
) -> Corpus:
    """Index the archive, of articles by their paths. They must have distinct URLs.

    Most of the time goes to `read` and `relate`; a caller may pass functions that remember their results. `copies`
    are Markdown by path; without them, articles come with their own.
    """
    own = {a.path: a for a in articles.values() if isinstance(a, Article)} if copies is None else {}
    outlines = articles if isinstance(articles, Packed) else _pack(articles)
    rows = sorted(_row(outline) for outline in outlines.values())
    paths = {row.path: row.url for row in rows if not row.is_withdrawn}
    urls = list(paths.values())
    places = numbered(urls)
    ordered = outlines.called({url: path for path, url in paths.items()})
    entities = resolution.entities
    one = {key: key for key in (*entities, *resolution.faint)}  # equal keys, the same object
    claims = {key: claim_of(entity) for key, entity in entities.items()}

    def reading(path: str) -> Reading:
        return reading_of(paths[path], ordered[paths[path]], resolution.listings[path], claims)

    listed: dict[str, tuple[EntityKey, ...]] = {}
    about: dict[str, tuple[EntityKey, ...]] = {}
    where: dict[EntityKey, list[str]] = {key: [] for key in sorted(entities)}
    sentences: dict[EntityKey, bytearray] = {key: bytearray() for key in where}
    said, forms = Stretch(), Stretch()
    readings = Lazy(list(paths), reading)
    for (path, url), seen in zip(paths.items(), (read_all or partial(_read_own, own))(readings), strict=True):
        listed[url] = tuple([one[key] for key in resolution.listings[path]])
        about[url] = tuple([one[key] for key in seen.about])
        said.append(seen.terms)
        forms.append(seen.forms)
        for key, sentence in zip(filter(claims.__contains__, listed[url]), seen.sentences, strict=True):
            where[key].append(url)
            sentences[key] += memoryview(sentence)
    kin = (relate_all or relate)(Packed(places, said, Terms, recent=COMPARED))
    held = {key: tuple(found) for key, found in where.items() if found}
    shown = (array_header(len(urls)) + sentences.pop(key) for key, urls in held.items())
    return Corpus(
        articles=ordered,
        dates={row.url: row.date for row in rows if not row.is_withdrawn},
        copies={path: article.body for path, article in own.items()} if copies is None else copies,
        entities={key: entity for key, entity in entities.items() if key in held},
        faint=resolution.faint,
        listed=listed,
        labels={row.url: row.labels for row in rows if row.labels and not row.is_withdrawn},
        forms=Packed(places, forms, Forms, _as_dict),
        about=about,
        where=held,
        appearances=Packed(
            numbered(held), shown, tuple[Sentence, ...], partial(_appearances, held), recent=AT_ONCE
        ),
        company=_of_kin(kin.keys, kin.company, Companions, partial(companies, kin.keys, kin.urls)),
        circles=_of_kin(kin.keys, kin.circles, Circle),
        related=_of_kin(kin.urls, kin.related, Nearest, partial(relations, kin.keys, kin.urls)),
        storylines=kin.storylines,
        choices=resolution.choices,
        redirects=(*resolution.redirects, *_moved(rows), *_begun_later(kin.storylines)),
        texts=tuple(texts),
        withdrawn={row.url: outlines[row.path] for row in rows if row.is_withdrawn},
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
    assert isinstance(corpus.articles, Packed)
    assert isinstance(corpus.appearances, Packed)
    assert isinstance(corpus.related, Packed)
    appearances: dict[EntityKey, tuple[Appearance, ...]] = {}
    for url, now in seen.items():
        keys = [key for key in corpus.listed[url] if key in corpus.entities]
        for key, found in zip(keys, now.appearances, strict=True):
            others = appearances.get(key) or corpus.appearances[key]
            appearances[key] = tuple([found if other.article == url else other for other in others])
    return msgspec.structs.replace(
        corpus,
        articles=corpus.articles.but(articles),
        copies=copies,
        about={**corpus.about, **{url: of.terms.about for url, of in seen.items()}},
        appearances=corpus.appearances.but(appearances),
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
            *(label_url(*key) for labels in corpus.labels.values() for key, _ in labels),
            *(storyline_url(story.id) for story in corpus.storylines),
            *(text.url for text in corpus.texts),
        }
    )


def _of_kin(
    names: Sequence[K], packed: Mapping[int, Raw], type_: Any, make: Callable[[K, Any], V] | None = None
) -> Packed[K, V]:
    """By name what `Kin` has by number."""
    return Packed(numbered(names[number] for number in packed), packed.values(), type_, make)


def _as_dict(_: str, pairs: Forms) -> dict[str, EntityKey | None]:
    return dict(pairs)


def _appearances(
    where: Mapping[EntityKey, Sequence[str]], key: EntityKey, sentences: Iterable[Sentence]
) -> tuple[Appearance, ...]:
    return tuple([Appearance(url, *sentence) for url, sentence in zip(where[key], sentences, strict=True)])


def _moved(rows: Sequence[_Row]) -> Iterator[Redirect]:
    """From the address that an article's file name gives it to the one that its front matter does.

    The file keeps the name it was made with, so it remembers the first address when a date or a slug is corrected.
    """
    urls = {row.url for row in rows}
    for row in rows:
        if row.filed_under and row.filed_under not in urls:
            yield Redirect(row.filed_under, row.url)


def _begun_later(storylines: Iterable[Storyline]) -> Iterator[Redirect]:
    """From where a story would be if its first articles had come later to the archive than the others."""
    for story in storylines:
        for id_ in story.former:
            yield Redirect(storyline_url(id_), storyline_url(story.id))


def without_collisions(claims: Mapping[str, str]) -> tuple[list[str], list[Problem]]:
    """The paths of articles that have the address they claim; of two that claim one, the first keeps it."""
    owners: dict[str, str] = {}
    problems = []
    for path, url in sorted(claims.items(), key=lambda claim: claim[0].removesuffix(".md")):
        if url in owners:
            message = f"{url} is already the address of {owners[url]}"
            problems.append(Problem(path, 1, 1, message, "give one of them another `slug`"))
        else:
            owners[url] = path
    return list(owners.values()), problems


def _pack(articles: Mapping[str, Outline]) -> Packed[str, Outline]:
    outlines = (a.outline() if isinstance(a, Article) else a for a in articles.values())
    return Packed(numbered(articles), map(msgspec.msgpack.encode, outlines), Outline)


def _row(article: Outline) -> _Row:
    return _Row(
        date=article.date,
        seconds=_seconds(article.time),
        path=article.path,
        url=article_url(article.date, article.slug),
        filed_under=article.filed_under,
        is_withdrawn=article.withdrawn is not None,
        labels=tuple(labels_of(article)),
    )


def _seconds(time: datetime.time | None) -> float:
    """From the midnight before the day began in UTC; -inf without a time."""
    if time is None:
        return -math.inf
    offset = time.utcoffset() or datetime.timedelta()
    of_day = datetime.timedelta(
        hours=time.hour, minutes=time.minute, seconds=time.second, microseconds=time.microsecond
    )
    return (of_day - offset).total_seconds()


def _read_own(articles: Mapping[str, Article], readings: Mapping[str, Reading]) -> Iterator[PackedSeen]:
    for path, reading in readings.items():
        yield read(reading, articles[path].text if path in articles else "").packed()
