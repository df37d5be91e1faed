"""How entities appear in one article, and what that can be compared by."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec
from msgspec import Raw, Struct

from sitegen import gazetteer
from sitegen.geography import country_of
from sitegen.model import Appearance, Entity, EntityKey, Hit, Outline
from sitegen.names import claim_forms, explained_forms, find_forms
from sitegen.salience import nationalities, salient
from sitegen.terms import Terms, terms
from sitegen.text import Sentences


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

    `forms` of names are all that were looked for, each with what it means there.
    """

    appearances: tuple[Appearance, ...]
    terms: Terms
    forms: Mapping[str, EntityKey | None]

    def packed(self) -> PackedSeen:
        sentences = [(a.before, a.mark, a.after, a.forms, a.about) for a in self.appearances]
        return PackedSeen(
            sentences=tuple(map(_packed, sentences)),
            about=self.terms.about,
            terms=_packed(self.terms),
            forms=_packed(tuple(self.forms.items())),
        )


class PackedSeen(Struct, frozen=True, array_like=True, gc=False):
    """The same as MessagePack: a `Sentence` for each of the entities that have a page, `Terms`, and `Forms`."""

    sentences: tuple[Raw, ...]
    about: tuple[EntityKey, ...]
    terms: Raw
    forms: Raw


Sentence: TypeAlias = tuple[str, str, str, tuple[str, ...], bool]
"""An `Appearance` but for the article."""

Forms: TypeAlias = tuple[tuple[str, EntityKey | None], ...]


def _packed(value: object) -> Raw:
    return Raw(msgspec.msgpack.encode(value))


def claim_of(entity: Entity) -> Claim:
    return Claim(entity.key, entity.name, entity.aliases, entity.excluded)


def reading_of(
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


def read(reading: Reading, text: str) -> Seen:
    """How each of the entities appears that an article lists; one that its text never names appears too."""
    return read_again(reading, text, dict(sorted(_forms(reading).items())))


def read_again(reading: Reading, text: str, forms: Mapping[str, EntityKey | None]) -> Seen:
    """The same by the forms of their names, as another version of the article had them.

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
    sentences = Sentences(text)
    return Seen(
        appearances=tuple(_appearance(reading.url, sentences, named[key], key in about) for key in keys),
        terms=terms(reading.date, text, reading.title, reading.headline, keys, about, forms),
        forms=forms,
    )


def _written_in(reading: Reading, places: Mapping[str, EntityKey]) -> Iterator[EntityKey]:
    """The place of the dateline and its country, as far as the article lists them; `places` are by name."""
    place = gazetteer.place(reading.location) or reading.location
    country = country_of(place, places, reading.date) if place else None
    names = (place, country.name if country else "")
    yield from (places[name] for name in names if name in places)


def _appearance(url: str, sentences: Sentences, hits: Sequence[Hit], about: bool) -> Appearance:
    if not hits:
        return Appearance(url, "", "", "", about=about)
    first, text = hits[0], sentences.text
    low, high = sentences.around(first.start, first.end)
    return Appearance(
        url,
        before=text[low : first.start],
        mark=text[first.start : first.end],
        after=text[first.end : high],
        forms=tuple(dict.fromkeys(" ".join(text[hit.start : hit.end].split()) for hit in hits)),
        about=about,
    )
