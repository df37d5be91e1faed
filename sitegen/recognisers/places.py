"""Rules for places and events that no table settles alone: features of the land, cities, storms."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sitegen import gazetteer
from sitegen.gazetteer import Name
from sitegen.recognisers.tokens import Document, PhraseTable

LARGE = 100_000
"""People in a city that needs no context to be meant by its name."""
VERY_LARGE = 1_000_000
"""People in a city that is meant rather than a person of that surname."""


# --- named by a common word -----------------------------------------------------------------------------------


def find_events(document: Document) -> None:
    """`Hurricane Mitch`, `Typhoon Haiyan`."""
    heads = gazetteer.lexicon().event_heads
    for index in document.capitals:
        follows = index + 1
        if document.words[index] in heads and document.is_free(index) and document.is_free(follows):
            document.claim(index, follows, "event")


def find_features(document: Document) -> None:
    """`Illinois River`, `Mount Etna`, `Olympic Stadium`."""
    lexicon = gazetteer.lexicon()
    for index in document.capitals:
        if not document.is_free(index):
            continue
        word = document.words[index]
        if word in lexicon.feature_leads and document.is_free(index + 1):
            document.claim(index, index + 1, "place")
        elif word in lexicon.feature_heads and not document.is_free(index + 1):
            first = _feature_start(document, index)
            if first < index:
                document.claim(first, index, "place")


def _feature_start(document: Document, head: int) -> int:
    first, lexicon = head, gazetteer.lexicon()
    while document.is_free(first - 1) and head - first < 3:
        word = document.words[first - 1]
        if document.opens_sentence(first - 1) and (word in lexicon.starters or word.lower() in lexicon.ordinary):
            break
        first -= 1
    return first


def silence_vessels(document: Document) -> None:
    """`the aircraft carrier Forrestal`, `the shuttle Columbia`: a vessel has no page, here or later on."""
    lexicon, fixed = gazetteer.lexicon(), gazetteer.fixed_names()
    vessels: dict[str, Name] = {}
    for first, last in document.runs():
        kind, word = document.words[first - 1], document.words[first]
        is_vessel = kind in lexicon.vessels or (kind == "carrier" and document.words[first - 2] == "aircraft")
        if is_vessel and word not in fixed and word not in lexicon.given_names and not word.isupper():
            vessels[document.phrase(first, last)] = Name("", "")
    for first, last, _ in document.find(PhraseTable(vessels)):
        document.silence(first, last)


def find_worlds(document: Document) -> None:
    """`Mars`, but not the craft `Mars 3` or `Mars Pathfinder`."""
    for index in document.capitals:
        if document.words[index] in gazetteer.worlds() and document.is_free(index):
            following = document.words[index + 1]
            if following[:1].isupper() or following[:1].isdigit():
                document.silence(index, index + 1)
            elif not document.is_free(index - 1):
                document.claim(index, index, "place", document.words[index])


# --- cities ---------------------------------------------------------------------------------------------------


def find_states(document: Document) -> None:
    """`the state of Washington`, where the name alone means a city."""
    states, words = gazetteer.us_states(), document.words
    for index in document.capitals:
        if words[index] in states and words[index - 2 : index] == ["state", "of"] and document.is_free(index):
            document.claim(index, index, "place", states[words[index]])


def find_placed_cities(document: Document) -> None:
    """`Paris, Texas` or `Kingston, Jamaica`."""
    _claim_cities(document, lambda _, last, phrase: _before_its_country(document, last, phrase))


def find_cities(document: Document) -> None:
    """Cities of one word, and smaller ones, where their size or the words around speak for them."""
    _claim_cities(document, lambda first, last, phrase: _is_city_here(document, first, last, phrase))


def _claim_cities(document: Document, is_meant: Callable[[int, int, str], bool]) -> None:
    """Claim the longest names of cities (first, last, phrase) that are meant."""
    for first, last in list(document.runs()):
        for index in range(first, last + 1):
            if document.taken[index]:
                continue
            for end in range(min(last, index + 3), index - 1, -1):
                phrase = document.phrase(index, end)
                if gazetteer.cities(phrase) and is_meant(index, end, phrase):
                    document.claim(index, end, "place", gazetteer.place(phrase))
                    break


def _is_city_here(document: Document, first: int, last: int, phrase: str) -> bool:
    if document.words[first - 1] == "The" and gazetteer.cities(f"The {phrase}"):
        return True
    if document.is_free(last + 1):
        return False
    if _is_unmistakable(phrase):
        return True
    if document.is_free(first - 1) or not _is_plausible(phrase):
        return False
    is_large = gazetteer.cities(phrase)[0].population >= LARGE
    return _is_place_expected(document, first) or (is_large and _is_after_place(document, first))


def _before_its_country(document: Document, last: int, phrase: str) -> bool:
    if document.words[last + 1] != ",":
        return False
    codes = {city.country for city in gazetteer.cities(phrase)}
    following = document.words[last + 2]
    country = gazetteer.country(following)
    if country and country.code in codes:
        return True
    is_state = following in gazetteer.us_states() or _is_abbreviated_state(document, last + 2)
    return "US" in codes and is_state


def find_abbreviated_states(document: Document) -> None:
    """`Va.` in `Richmond, Va.`: only after a place and a comma, for `Miss.` and `Ill.` could be anything."""
    for index in document.capitals:
        after_comma = document.words[index - 1] == "," and document.is_free(index)
        if after_comma and _is_abbreviated_state(document, index) and _is_after_town(document, index - 2):
            last = index + (not document.words[index].endswith("."))
            document.claim(index, last, "place", gazetteer.place(document.phrase(index, last)))


def _is_after_town(document: Document, last: int) -> bool:
    """Whether a place ends at `last`: one known, or up to three capitals that something is in or of."""
    first = last + 1
    while last - first < 2 and document.is_free(first - 1):
        first -= 1
    if first > last:
        return bool(document.taken[last])
    before = document.words[first - 1]
    if before != "of" and before not in gazetteer.lexicon().place_prepositions:
        return False
    document.claim(first, last, "place")
    return True


def _is_abbreviated_state(document: Document, index: int) -> bool:
    states, word = gazetteer.state_abbreviations(), document.words[index]
    return word in states or (document.words[index + 1 : index + 2] == ["."] and f"{word}." in states)


def _is_place_expected(document: Document, first: int) -> bool:
    """`in X`, `northern X`, `the town of X`."""
    lexicon = gazetteer.lexicon()
    before = document.words[first - 1]
    if before == "of":
        return document.words[first - 2] in lexicon.place_kinds
    return before in lexicon.place_prepositions or before in lexicon.place_adjectives


def _is_after_place(document: Document, index: int) -> bool:
    """`Paris and X`, `Los Angeles and X`."""
    last = index - 2
    if document.words[index - 1] != "and" or not document.taken[last]:
        return False
    return any(gazetteer.place(document.phrase(first, last)) for first in (last, max(1, last - 1)))


@cache
def _is_unmistakable(phrase: str) -> bool:
    """A large city or a capital whose name is not also a word or a common name of people."""
    lexicon = gazetteer.lexicon()
    largest = gazetteer.cities(phrase)[0]
    if phrase.lower() in lexicon.ordinary or phrase in lexicon.starters:
        return False
    if phrase in gazetteer.capitals() or largest.population >= VERY_LARGE:
        return True
    named = phrase in lexicon.given_names or phrase in lexicon.surnames
    return largest.population >= LARGE and not named


@cache
def _is_plausible(phrase: str) -> bool:
    """Good enough where a preposition stands before it."""
    lexicon = gazetteer.lexicon()
    if phrase.lower() in lexicon.ordinary or phrase in lexicon.given_names:
        return gazetteer.cities(phrase)[0].population >= LARGE and phrase.lower() not in lexicon.ordinary
    return True
