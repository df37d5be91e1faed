"""What an article is about, of all that it mentions: entity salience (Dunietz and Gillick, EACL 2014).

Evidence is where an entity is named, as wire copy is written: in the headline, in the lead, and throughout.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import accumulate

from sitegen import gazetteer
from sitegen.model import EntityKey, Hit
from sitegen.names import claim_forms, find_forms

PARAGRAPHS = 3
"""An article is about an entity that it names in so many paragraphs; measured with bench/countries.py."""


def salient(
    text: str,
    hits: Iterable[Hit],
    headline: str = "",
    forms: Mapping[str, EntityKey | None] | None = None,
    written_in: Iterable[EntityKey] = (),
) -> frozenset[EntityKey]:
    """The entities that an article is about.

    `hits` are where its `text` (paragraphs joined by blank lines) names them, a country's nationality included;
    `forms` are looked for in its `headline`, which is empty where it was made from the lead: that would count the
    lead twice. `written_in` are the places and countries of its dateline.
    """
    starts = list(accumulate((len(paragraph) + 2 for paragraph in text.split("\n\n")), initial=0))
    paragraphs: dict[EntityKey, set[int]] = defaultdict(set)
    for hit in hits:
        paragraphs[hit.key].add(bisect_right(starts, hit.start) - 1)
    found = {key for key, where in paragraphs.items() if 0 in where or len(where) >= PARAGRAPHS}
    return frozenset(found.union(_named(headline, forms or {}), written_in))


def nationalities(places: Mapping[str, EntityKey]) -> dict[str, EntityKey | None]:
    """The nationality words of the countries among places, which are by canonical name: evidence, but no names."""
    countries = ((key, gazetteer.country(name)) for name, key in places.items())
    return claim_forms((key, country.demonyms) for key, country in countries if country)


def _named(headline: str, forms: Mapping[str, EntityKey | None]) -> set[EntityKey]:
    if headline.isupper():
        excluded = [form.upper() for form, key in forms.items() if key is None]
        forms = claim_forms(((key, (form.upper(),)) for form, key in forms.items() if key), excluded)
    return {hit.key for hit in find_forms(headline, forms)} if headline else set()
