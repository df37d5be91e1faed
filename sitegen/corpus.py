"""The archive as a whole: order, who appears where and with whom, and what is related to what."""

from __future__ import annotations

import datetime
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from sitegen import gazetteer
from sitegen.errors import Problem
from sitegen.geography import country_of
from sitegen.model import (
    Appearance,
    Article,
    Corpus,
    Entity,
    EntityKey,
    Hit,
    Redirect,
    Relation,
    Resolution,
    TextPage,
)
from sitegen.names import claim_forms, explained_forms, find_forms
from sitegen.salience import nationalities, salient
from sitegen.text import sentence_around
from sitegen.urls import article_url

COMPANY_LIMIT = 12
"""How many of the entities that an entity appears with are kept."""

RELATED_LIMIT = 6
"""How many related articles an article names."""

COMMON_SHARE = 0.15
"""An entity in more than this share of the articles (a country in every story) explains no relation…"""

COMMON_COUNT = 200
"""…nor does one in more than this many: it bounds the work at COMMON_COUNT candidates for each listing."""

RARE_ENOUGH = 5
"""…but one in at most this many articles always may: in a small archive every share is large."""


ROUNDING = 1e-9
"""More than a sum of weights can be wrong by."""

Listed: TypeAlias = Mapping[str, tuple[EntityKey, ...]]
"""What each article lists that has a page, by URL."""


class Reading(Struct, frozen=True, gc=False):
    """All that decides how entities appear in an article: its words, what it lists, and which form means which."""

    url: str
    text: str
    headline: str
    location: str
    date: datetime.date
    names: Mapping[EntityKey, str]
    forms: Mapping[str, EntityKey | None]


class Seen(Struct, frozen=True, gc=False):
    """How the entities appear that an article lists, in that order."""

    appearances: tuple[Appearance, ...]


class Kin(Struct, frozen=True, gc=False):
    """With whom each entity appears most, and in how many articles; each article's nearest, and what they share.

    Both run parallel to what was listed, articles in their order and entities sorted, and name either by its number
    there: as names they would take five times the memory.
    """

    company: tuple[tuple[tuple[int, int], ...], ...]
    related: tuple[tuple[tuple[int, tuple[int, ...]], ...], ...]


def build(
    articles: Iterable[Article],
    resolution: Resolution,
    texts: Iterable[TextPage],
    read_all: Callable[[Sequence[Reading]], Iterable[Seen]] | None = None,
    relate_all: Callable[[Listed, Mapping[str, datetime.date]], Kin] | None = None,
) -> Corpus:
    """Index the archive. Articles must have distinct URLs.

    Most of the time goes to `read` and `relate`; a caller may pass functions that remember their results.
    """
    ordered = {article_url(a.date, a.slug): a for a in sorted(articles, key=_archive_order)}
    entities = resolution.entities
    listings = {url: resolution.listings[article.path] for url, article in ordered.items()}
    listed = {url: tuple(key for key in listing if key in entities) for url, listing in listings.items()}
    forms = {url: _forms(listing, entities) for url, listing in listings.items()}
    readings = [
        _reading(url, a, {k: entities[k].name for k in listed[url]}, forms[url]) for url, a in ordered.items()
    ]
    appearances: dict[EntityKey, list[Appearance]] = {key: [] for key in sorted(entities)}
    about: dict[str, frozenset[EntityKey]] = {}
    for reading, seen in zip(readings, read_all(readings) if read_all else map(read, readings), strict=True):
        found = dict(zip(reading.names, seen.appearances, strict=True))
        about[reading.url] = frozenset(key for key, appearance in found.items() if appearance.about)
        for key, appearance in found.items():
            appearances[key].append(appearance)
    kin = (relate_all or relate)(listed, {url: article.date for url, article in ordered.items()})
    urls, keys = list(listed), _keys(listed)
    return Corpus(
        articles=ordered,
        entities={key: entity for key, entity in entities.items() if appearances[key]},
        faint=resolution.faint,
        listed={url: tuple(listing) for url, listing in listings.items()},
        forms=forms,
        about=about,
        appearances={key: tuple(found) for key, found in appearances.items() if found},
        company={
            key: tuple((keys[other], count) for other, count in most)
            for key, most in zip(keys, kin.company, strict=True)
        },
        related={
            url: tuple(Relation(urls[other], tuple(keys[key] for key in shared)) for other, shared in near)
            for url, near in zip(urls, kin.related, strict=True)
        },
        redirects=(*resolution.redirects, *_moved(ordered)),
        texts=tuple(texts),
    )


def _moved(articles: Mapping[str, Article]) -> Iterator[Redirect]:
    """From the address that an article's file name gives it to the one that its front matter does.

    The file keeps the name it was made with, so it remembers the first address when a date or a slug is corrected.
    """
    for url, article in articles.items():
        if article.filed_under and article.filed_under not in articles:
            yield Redirect(article.filed_under, url)


def without_collisions(articles: Iterable[Article]) -> tuple[list[Article], list[Problem]]:
    """The articles that have an address of their own; of two that claim one, the first by path keeps it."""
    owners: dict[str, Article] = {}
    problems = []
    for article in sorted(articles, key=lambda a: a.path.removesuffix(".md")):
        url = article_url(article.date, article.slug)
        if url in owners:
            message = f"{url} is already the address of {owners[url].path}"
            problems.append(Problem(article.path, 1, 1, message, "give one of them another `slug`"))
        else:
            owners[url] = article
    return list(owners.values()), problems


def _archive_order(article: Article) -> tuple[str, str]:
    return article.date.isoformat(), article.path


def _forms(
    listing: Mapping[EntityKey, Sequence[str]], entities: Mapping[EntityKey, Entity]
) -> dict[str, EntityKey | None]:
    """The forms to look for in an article, for what it lists and has a page."""
    claims = []
    excluded: list[str] = []
    for key, used in listing.items():
        entity = entities.get(key)
        if entity is None:
            continue
        claims.append((key, (*explained_forms(key[0], entity.name), *entity.aliases, *used)))
        excluded += entity.excluded
    return claim_forms(claims, excluded)


def _reading(
    url: str, article: Article, names: Mapping[EntityKey, str], forms: Mapping[str, EntityKey | None]
) -> Reading:
    headline = "" if "title" in article.generated else article.title
    return Reading(url, article.text, headline, article.location or "", article.date, names, forms)


def read(reading: Reading) -> Seen:
    """How each of the entities appears that an article lists; one that its text never names appears too.

    The nationality of a country speaks for what the article is about, but names nothing.
    """
    text, forms = reading.text, reading.forms
    places = {name.partition(", ")[0]: key for key, name in reading.names.items() if key[0] == "place"}
    nations = nationalities(places)
    hits = find_forms(text, {**nations, **forms})
    about = salient(text, hits, reading.headline, forms, _written_in(reading, places))
    named: dict[EntityKey, list[Hit]] = defaultdict(list)
    for hit in hits:
        form = " ".join(text[hit.start : hit.end].split())
        if form in forms or form not in nations:
            named[hit.key].append(hit)
    return Seen(tuple(_appearance(reading.url, text, named[key], key in about) for key in reading.names))


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


def relate(listed: Listed, days: Mapping[str, datetime.date]) -> Kin:
    """Who belongs together, by what the articles list and their dates."""
    numbers = {key: number for number, key in enumerate(_keys(listed))}
    numbered = [tuple(numbers[key] for key in keys) for keys in listed.values()]
    return Kin(_company(numbered, len(numbers)), _related(numbered, list(listed), days))


def _keys(listed: Listed) -> list[EntityKey]:
    return sorted({key for keys in listed.values() for key in keys})


def _company(listed: Sequence[Sequence[int]], count: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    together: list[Counter[int]] = [Counter() for _ in range(count)]
    for keys in listed:
        for key in keys:
            together[key].update(keys)
    return tuple(_most(counts, key) for key, counts in enumerate(together))


def _most(counts: Counter[int], besides: int) -> tuple[tuple[int, int], ...]:
    ranked = sorted((-count, key) for key, count in counts.items() if key != besides)
    return tuple((key, -negative) for negative, key in ranked[:COMPANY_LIMIT])


def _related(
    listed: Sequence[Sequence[int]], urls: Sequence[str], days: Mapping[str, datetime.date]
) -> tuple[tuple[tuple[int, tuple[int, ...]], ...], ...]:
    """Each article's nearest by what they share, the rarer the nearer (inverse document frequency), then by date.

    Spärck Jones 1972, 'A statistical interpretation of term specificity': a term in n of N texts weighs log(N/n).
    """
    holders: dict[int, list[int]] = defaultdict(list)
    for number, keys in enumerate(listed):
        for key in keys:
            holders[key].append(number)
    limit = max(RARE_ENOUGH, min(COMMON_COUNT, COMMON_SHARE * len(listed)))
    weights = {key: math.log(len(listed) / len(held)) for key, held in holders.items() if 1 < len(held) <= limit}
    telling = [frozenset(key for key in keys if key in weights) for keys in listed]
    dates = [days[url].toordinal() for url in urls]

    def nearest(number: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
        keys = sorted(telling[number], key=lambda key: (-weights[key], key))
        scores: dict[int, float] = defaultdict(float)
        for key in keys:
            weight = weights[key]
            for other in holders[key]:
                scores[other] += weight
        scores.pop(number, None)

        def rank(other: int) -> tuple[float, int, str]:
            # To the last digit, so that the order of adding up decides nothing.
            exact = math.fsum(weights[key] for key in telling[number] & telling[other])
            return -exact, abs(dates[other] - dates[number]), urls[other]

        least = min(sorted(scores.values(), reverse=True)[:RELATED_LIMIT], default=0.0)
        near = [other for other, score in scores.items() if score >= least - ROUNDING]
        return tuple(
            (other, tuple(key for key in keys if key in telling[other]))
            for other in sorted(near, key=rank)[:RELATED_LIMIT]
        )

    return tuple(nearest(number) for number in range(len(listed)))
