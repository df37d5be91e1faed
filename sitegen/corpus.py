"""The archive as a whole: order, who appears where and with whom, and what is related to what."""

from __future__ import annotations

import datetime
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import nsmallest
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import Raw, Struct

from sitegen import gazetteer
from sitegen.errors import Problem
from sitegen.geography import country_of
from sitegen.model import (
    Appearance,
    Article,
    Circle,
    Company,
    Corpus,
    Entity,
    EntityKey,
    Hit,
    Outline,
    Redirect,
    Relation,
    Resolution,
    Storyline,
    TextPage,
)
from sitegen.names import claim_forms, explained_forms, find_forms
from sitegen.network import ALL_NAMED, circle_of, shared_articles
from sitegen.related import Each
from sitegen.related import relate as find_related
from sitegen.salience import nationalities, salient
from sitegen.storylines import find as find_storylines
from sitegen.terms import Terms, terms
from sitegen.text import sentence_around
from sitegen.urls import article_url, entity_url, label_url, labels_of, storyline_url

K = TypeVar("K")
V = TypeVar("V")

COMPANY_LIMIT = 12
"""How many of the entities that an entity appears with are kept."""

SHARED = 5
"""How many of the articles that two entities share are named if these are more than `ALL_NAMED`."""


class Claim(Struct, frozen=True, array_like=True, gc=False):
    """What an entity claims of a text: its name, and others it is known by; `excluded` phrases are nobody's."""

    key: EntityKey
    name: str
    aliases: tuple[str, ...]
    excluded: tuple[str, ...]


class Reading(Struct, frozen=True, gc=False):
    """All that decides how entities appear in an article, its words aside, of which `copy` is a digest: those with
    a page that it lists, and the forms that it has `used` of each.

    `headline` is empty where the title was made from the lead: that would count the lead twice.
    """

    url: str
    copy: str
    title: str
    headline: str
    location: str
    date: datetime.date
    claims: tuple[Claim, ...]
    used: tuple[tuple[str, ...], ...]


class Seen(Struct, frozen=True, gc=False):
    """How the entities appear that an article lists, in that order, and what it can be compared by.

    `forms` of names, and which of them means which, are kept as MessagePack.
    """

    appearances: tuple[Appearance, ...]
    terms: Terms
    forms: Raw


class Kin(Struct, frozen=True, gc=False):
    """With whom each entity appears most, in how many articles, and the newest of these; who is close to it; what
    is near each article, what they share, the words that decided and whether one repeats the other; the storylines.

    `company` and `related` run parallel to entities sorted and to the articles in their order, name either by its
    number there, and are kept as MessagePack: as objects they would take ten times the memory.
    """

    company: tuple[Raw, ...]
    circles: tuple[tuple[int, Circle], ...]
    related: tuple[Raw, ...]
    storylines: tuple[Storyline, ...]


_Companions: TypeAlias = tuple[tuple[int, int, tuple[int, ...]], ...]
_Nearest: TypeAlias = tuple[tuple[int, tuple[int, ...], tuple[str, ...], bool], ...]
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
    claims = {key: _claim(entity) for key, entity in entities.items()}
    readings = [_reading(url, article, listings[url], claims) for url, article in ordered.items()]
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
    urls, keys = list(said), _keys(said)
    return Corpus(
        articles=ordered,
        copies={a.path: a.body for a in every.values() if isinstance(a, Article)} if copies is None else copies,
        entities={key: entity for key, entity in entities.items() if appearances[key]},
        faint=resolution.faint,
        listed=listed,
        forms=Packed(forms, _Forms, dict),
        about=about,
        appearances={key: tuple(found) for key, found in appearances.items() if found},
        company=Packed(dict(zip(keys, kin.company, strict=True)), _Companions, partial(_companies, keys, urls)),
        circles={keys[number]: circle for number, circle in kin.circles},
        related=Packed(dict(zip(urls, kin.related, strict=True)), _Nearest, partial(_relations, keys, urls)),
        storylines=kin.storylines,
        choices=resolution.choices,
        redirects=(*resolution.redirects, *_moved(every), *_begun_later(kin.storylines)),
        texts=tuple(texts),
        withdrawn={url: article for url, article in every.items() if article.withdrawn is not None},
    )


def read_again(corpus: Corpus, article: Outline, text: str) -> Seen:
    """How entities appear in another version of an article, which lists the same."""
    url = article_url(article.date, article.slug)
    claims = {key: _claim(corpus.entities[key]) for key in corpus.listed[url] if key in corpus.entities}
    reading = _reading(url, article, dict.fromkeys(claims, ()), claims)
    return _read(reading, text, corpus.forms[url])


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


def _packed(value: object) -> Raw:
    return Raw(msgspec.msgpack.encode(value))


def _companies(keys: Sequence[EntityKey], urls: Sequence[str], most: _Companions) -> tuple[Company, ...]:
    return tuple([Company(keys[key], count, tuple([urls[place] for place in new])) for key, count, new in most])


def _relations(keys: Sequence[EntityKey], urls: Sequence[str], nearest: _Nearest) -> tuple[Relation, ...]:
    return tuple(
        [
            Relation(urls[place], tuple([keys[key] for key in shared]), words, repeats)
            for place, shared, words, repeats in nearest
        ]
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


def _claim(entity: Entity) -> Claim:
    return Claim(entity.key, entity.name, entity.aliases, entity.excluded)


def _reading(
    url: str, article: Outline, listing: Mapping[EntityKey, tuple[str, ...]], claims: Mapping[EntityKey, Claim]
) -> Reading:
    keys = [key for key in listing if key in claims]
    return Reading(
        url=url,
        copy=article.digest,
        title=article.title,
        headline="" if "title" in article.generated else article.title,
        location=article.location or "",
        date=article.date,
        claims=tuple([claims[key] for key in keys]),
        used=tuple([listing[key] for key in keys]),
    )


def _forms(reading: Reading) -> dict[str, EntityKey | None]:
    """The forms to look for in an article."""
    both = zip(reading.claims, reading.used, strict=True)
    claims = [
        (claim.key, (*explained_forms(claim.key[0], claim.name), *claim.aliases, *used)) for claim, used in both
    ]
    return claim_forms(claims, [phrase for claim in reading.claims for phrase in claim.excluded])


def _read_own(articles: Mapping[str, Outline], readings: Iterable[Reading]) -> Iterator[Seen]:
    for reading in readings:
        article = articles[reading.url]
        yield read(reading, article.text if isinstance(article, Article) else "")


def read(reading: Reading, text: str) -> Seen:
    """How each of the entities appears that an article lists; one that its text never names appears too."""
    return _read(reading, text, dict(sorted(_forms(reading).items())))


def _read(reading: Reading, text: str, forms: Mapping[str, EntityKey | None]) -> Seen:
    """The same by the forms of their names.

    The nationality of a country speaks for what the article is about, but names nothing.
    """
    keys = [claim.key for claim in reading.claims]
    places = {claim.name.partition(", ")[0]: claim.key for claim in reading.claims if claim.key[0] == "place"}
    nations = nationalities(places)
    hits = find_forms(text, {**nations, **forms})
    about = salient(text, hits, reading.headline, forms, _written_in(reading, places))
    named: dict[EntityKey, list[Hit]] = defaultdict(list)
    for hit in hits:
        form = " ".join(text[hit.start : hit.end].split())
        if form in forms or form not in nations:
            named[hit.key].append(hit)
    return Seen(
        appearances=tuple(_appearance(reading.url, text, named[key], key in about) for key in keys),
        terms=terms(reading.date, text, reading.title, reading.headline, keys, about, forms),
        forms=_packed(tuple(forms.items())),
    )


def _written_in(reading: Reading, places: Mapping[str, EntityKey]) -> Iterator[EntityKey]:
    """The place of the dateline and its country, as far as the article lists them; `places` are by name."""
    place = gazetteer.place(reading.location) or reading.location
    country = country_of(place, places, reading.date) if place else None
    names = (place, country.name if country else "")
    yield from (places[name] for name in names if name in places)


def _appearance(url: str, text: str, hits: Sequence[Hit], about: bool) -> Appearance:
    if not hits:
        return Appearance(url, "", "", "", about=about)
    first = hits[0]
    low, high = sentence_around(text, first.start, first.end)
    return Appearance(
        url,
        before=text[low : first.start],
        mark=text[first.start : first.end],
        after=text[first.end : high],
        forms=tuple(dict.fromkeys(" ".join(text[hit.start : hit.end].split()) for hit in hits)),
        about=about,
    )


def relate(said: Mapping[str, Terms], each: Each = map) -> Kin:
    """Who and what belongs together, by the terms of articles in archive order."""
    numbers = {key: number for number, key in enumerate(_keys(said))}
    places = {url: place for place, url in enumerate(said)}
    related = find_related(said, each)
    shared = shared_articles(article.entities for article in said.values())
    circles = ((number, circle_of(key, shared)) for key, number in numbers.items())
    return Kin(
        company=tuple(
            _packed(most)
            for most in _company([[numbers[key] for key in article.entities] for article in said.values()])
        ),
        circles=tuple((number, circle) for number, circle in circles if circle),
        related=tuple(
            _packed(
                [
                    (places[near.article], [numbers[key] for key in near.shared], near.words, near.repeats)
                    for near in related[url]
                ]
            )
            for url in said
        ),
        storylines=find_storylines(said),
    )


def _keys(said: Mapping[str, Terms]) -> list[EntityKey]:
    return sorted({key for article in said.values() for key in article.entities})


def _company(listed: Sequence[Sequence[int]]) -> Iterator[tuple[tuple[int, int, tuple[int, ...]], ...]]:
    """With whom each entity appears most, by what articles list, the oldest first."""
    articles: dict[int, list[int]] = defaultdict(list)
    for place, keys in enumerate(listed):
        for key in keys:
            articles[key].append(place)
    for key in range(len(articles)):
        counts = Counter(other for place in articles[key] for other in listed[place])
        del counts[key]
        ranked = nsmallest(COMPANY_LIMIT, ((-count, other) for other, count in counts.items()))
        most = {other: -negative for negative, other in ranked}
        newest = _newest_shared(most, articles[key], listed)
        yield tuple((other, count, tuple(newest[other])) for other, count in most.items())


def _newest_shared(
    most: Mapping[int, int], articles: Sequence[int], listed: Sequence[Sequence[int]]
) -> dict[int, list[int]]:
    """The newest of `articles` that list each of `most` too, or all if they are few; none where all of them do."""
    named = {other: SHARED if count > ALL_NAMED else count for other, count in most.items()}
    wanted = {other: count for other, count in named.items() if most[other] < len(articles)}
    found: dict[int, list[int]] = {other: [] for other in most}
    for place in reversed(articles):
        if not wanted:
            break
        for other in wanted.keys() & set(listed[place]):
            found[other].append(place)
            if len(found[other]) == wanted[other]:
                del wanted[other]
    return found
