"""Rules for names whose form alone says what they are: the fixed names of the gazetteer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from sitegen import gazetteer
from sitegen.gazetteer import Country, Name
from sitegen.recognisers.titles import title_end
from sitegen.recognisers.tokens import Document, PhraseTable

_DIRECTIONS = frozenset("Latin North South Central East West Anglo Native African Asian".split())


def find_possessive_names(document: Document) -> None:
    """`Moody's Investors Service`: the few names that have a possessive in them."""
    _find(document, _possessive_names())


def find_long_names(document: Document) -> None:
    """`Saint Kitts and Nevis`, `World Bank`, `Los Angeles`: fixed names of several words, any type."""
    _find(document, long_names())


def find_short_names(document: Document) -> None:
    """`Cuba`, `NASA`, `Jamaican`: fixed names of one word, where they are no part of a longer name."""
    for first, last, meaning in document.find(_short_names()):
        if meaning.type != "organization" and _is_part(document, first, last, meaning.type):
            document.silence(first, last)
        else:
            document.claim(first, last, meaning.type, qualified_name(document, first, last, meaning))


def _is_part(document: Document, first: int, last: int, type_: str) -> bool:
    """`Statistics Canada`, `Virginia Federal`, `Latin American`: something else is named."""
    before, after = first - 1, last + 1
    if "." in document.words[first]:
        return False
    if type_ == "nationality":
        return document.words[before] in _DIRECTIONS and document.is_free(before)
    if document.is_free(after) and title_end(document, after) == after:
        return not _is_known(document.words[after])
    return document.is_free(before) and not (document.opens_sentence(before) or _is_known(document.words[before]))


def _is_known(word: str) -> bool:
    lexicon = gazetteer.lexicon()
    return word in gazetteer.fixed_names() or word in lexicon.groups or word.lower() in lexicon.ordinary


def _find(document: Document, phrases: PhraseTable) -> None:
    for first, last, meaning in document.find(phrases):
        document.claim(first, last, meaning.type, qualified_name(document, first, last, meaning))


# --- whose body? ----------------------------------------------------------------------------------------------


def qualified_name(document: Document, first: int, last: int, meaning: Name | None) -> str | None:
    """The canonical name: with its country, where several countries have such a body; else from the table."""
    if meaning and meaning.type != "organization":
        return _state_after_its_city(document, first) or meaning.name
    if is_state_body(document, first, last) and (nation := nation_before(document, first)):
        return f"{nation} {document.phrase(first, last)}"
    return meaning.name if meaning else None


def _state_after_its_city(document: Document, first: int) -> str | None:
    """`Washington State` for the last word of `Spokane, Washington`."""
    state = gazetteer.us_states().get(document.words[first])
    if not state or first < 2 or document.words[first - 1] != ",":
        return None
    phrases = (document.phrase(max(first - length, 0), first - 2) for length in (2, 3))
    divisions = {city.division for phrase in phrases for city in gazetteer.cities(phrase) if city.country == "US"}
    return state if any(place.division in divisions for place in gazetteer.locations(state)) else None


def is_state_body(document: Document, first: int, last: int) -> bool:
    heads = gazetteer.lexicon().state_heads
    return any(document.words[index] in heads for index in range(first, last + 1))


def nation_before(document: Document, first: int) -> str:
    """`Iranian`, before a name as such or as `Iran's`; empty for none and for the USA, whose bodies need none."""
    before = first - 1
    if document.is_possessive(before):
        country = _named_at(document, before - 1, gazetteer.country)
        adjective = country.demonyms[0] if country and country.demonyms else ""
    else:
        country = _named_at(document, before, gazetteer.demonym)
        adjective = document.words[before] if country and gazetteer.demonym(document.words[before]) else ""
        if country and country.name.startswith(("North ", "South ", "East ", "West ")):
            adjective = country.demonyms[0]
    return adjective if country and country.code != "US" else ""


def _named_at(document: Document, last: int, table: Callable[[str], Country | None]) -> Country | None:
    """What the last two tokens name, or the last one."""
    if last < 1:
        return None
    return table(document.phrase(last - 1, last)) or table(document.words[last])


# --- tables ---------------------------------------------------------------------------------------------------


@cache
def long_names() -> PhraseTable:
    cities = {form: Name("place", name) for form, name in _long_city_names()}
    return PhraseTable(cities | {form: name for form, name in gazetteer.fixed_names().items() if " " in form})


@cache
def _short_names() -> PhraseTable:
    worlds = gazetteer.worlds()
    names = gazetteer.fixed_names().items()
    return PhraseTable({form: name for form, name in names if " " not in form and form not in worlds})


@cache
def _possessive_names() -> PhraseTable:
    return PhraseTable({form: name for form, name in gazetteer.fixed_names().items() if "'s" in form})


def _long_city_names() -> Iterator[tuple[str, str]]:
    """Cities of several words; those that begin as a person's name does are left to context."""
    given_names = gazetteer.lexicon().given_names
    for form, city in gazetteer.large_cities(100_000):
        if " " in form and form.split()[0] not in given_names and not form.startswith("The "):
            yield form, city
