"""Rules for people: titles, given names, roles and speech; then surnames alone."""

from __future__ import annotations

from functools import cache

from sitegen import gazetteer
from sitegen.gazetteer import Lexicon
from sitegen.recognisers.titles import title_end, title_table
from sitegen.recognisers.tokens import Document

_AFTER_A_NAME = frozenset({",", "and", "is", "was", "has", "had", "also", "will", "would", "who", "did", "became"})
LONGEST = 5
"""Words in the longest name that is believed."""


# --- after a title --------------------------------------------------------------------------------------------


def find_titled(document: Document) -> None:
    """`Secretary of State Marco Rubio`, `Mr. Smith`: the name after a title; the title is no part of it."""
    titles = title_table()
    for index in document.capitals:
        if document.words[index] in titles and document.is_free(index) and not _is_family_name(document, index):
            after = title_end(document, index)
            last = name_end(document, after) if after > index else None
            if last is not None and _may_follow_title(document, after, last):
                document.claim(after, last, "person")
                if after - index > 2:  # House Majority Leader
                    document.silence(index, after - 1)


def _is_family_name(document: Document, index: int) -> bool:
    """`King` in `Martin Luther King Jr.` is no title."""
    word, before = document.words[index], document.words[index - 1]
    lexicon = gazetteer.lexicon()
    return word in lexicon.surnames and document.is_free(index - 1) and before in lexicon.given_names


def _may_follow_title(document: Document, first: int, last: int) -> bool:
    word = document.words[first]
    if word in gazetteer.lexicon().name_suffixes:
        return False
    if first == last and document.words[first - 1] in gazetteer.lexicon().honorifics:
        return True
    if word in gazetteer.fixed_names() or word in gazetteer.lexicon().groups:
        return False
    lexicon = gazetteer.lexicon()
    return any(
        _is_unknown(word) or word in lexicon.surnames or word in lexicon.given_names
        for word in document.words[first : last + 1]
    )


# --- with other evidence --------------------------------------------------------------------------------------


def find_named(document: Document) -> None:
    """Capitalised words that a given name, a role, a country in brackets or reported speech marks as people."""
    for first, last in list(document.runs()):
        start = _skip_modifiers(document, first, last)
        while start <= last:
            end = name_end(document, start)
            if end is not None and is_person(document, start, end):
                document.claim(start, end, "person")
                start = end + 1
            else:
                start += 1


def _skip_modifiers(document: Document, first: int, last: int) -> int:
    """`German Steffi Graf`, `Former Jamaican …`: a nationality or an ordinary opening word is no part of a name."""
    lexicon = gazetteer.lexicon()
    while first < last:
        word = document.words[first]
        opens = (
            document.opens_sentence(first) and word.lower() in lexicon.ordinary and word not in lexicon.given_names
        )
        if not opens and word not in gazetteer.fixed_names():
            break
        first += 1
    return first


def is_person(document: Document, first: int, last: int) -> bool:
    words, lexicon = document.words, gazetteer.lexicon()
    if first == last:
        return words[first - 1] in lexicon.roles and _is_unknown(words[first])
    if words[first] in lexicon.given_names:
        return _is_full_name(words[first], words[last], last - first, lexicon)
    if not all(_is_unknown(words[index]) for index in (first, last)):
        return False
    return _has_evidence(document, first, last, lexicon)


def _is_full_name(given: str, family: str, others: int, lexicon: Lexicon) -> bool:
    """`Will Smith` but not `Will Britain`, `Sally Ride` but not `Bill Says` or `James Webb Space Telescope`."""
    if family in lexicon.surnames:
        return not (given.lower() in lexicon.ordinary and family in gazetteer.fixed_names())
    if _is_unknown(family):
        return True
    common = (
        others > 1
        or family in gazetteer.fixed_names()
        or family in lexicon.groups
        or family in lexicon.feature_heads
    )
    return given.lower() not in lexicon.ordinary and not common and not gazetteer.place(given)


def _has_evidence(document: Document, first: int, last: int, lexicon: Lexicon) -> bool:
    words = document.words
    if words[first - 1] in lexicon.roles or words[first - 1] in lexicon.speech:
        return True
    if _is_initial(words[first]) and words[last] in lexicon.surnames:
        return True
    if words[last + 1] == "(" and gazetteer.country(words[last + 2]) and words[last + 3] == ")":
        return True
    return words[last + 1] == "," and _explains_person(words[last + 2 : last + 7], lexicon)


def _explains_person(words: list[str], lexicon: Lexicon) -> bool:
    """`, chairman of …`, `, a senior analyst at …`, `, 45,`, `, who …`."""
    if words and (words[0] == "who" or (words[0].isdecimal() and len(words[0]) == 2)):
        return True
    for word in words:
        if word in lexicon.roles:
            return True
        if word in (",", ".", "", "of", "and") or (word[0].isupper() and not gazetteer.demonym(word)):
            return False
    return False


@cache
def _is_unknown(word: str) -> bool:
    """No word of the language, place or body that the tables have; so it may be a name of a person."""
    lexicon = gazetteer.lexicon()
    if word in gazetteer.fixed_names() or word in lexicon.groups:
        return False
    if word in lexicon.heads or word in lexicon.group_suffixes:
        return False
    return word.lower() not in lexicon.ordinary and not (word.isupper() and len(word) > 1 and "." not in word)


def find_enumerated(document: Document) -> None:
    """The unknown name in `Francis Scobee, Ellison Onizuka and Ronald McNair`: one of a list of people."""
    people = [span for span in document.spans if span.type == "person"]
    firsts, lasts = {span.first for span in people}, {span.last for span in people}
    for first, last in document.runs():
        links = [document.words[first - 1]] if first - 2 in lasts else []
        links += [document.words[last + 1]] if last + 2 in firsts else []
        listed = set(links) <= {",", "and"} and ("and" in links or len(links) == 2)
        fits = 1 <= last - first <= 2 and name_end(document, first) == last
        if listed and fits and all(map(_is_unknown, document.words[first : last + 1])):
            document.claim(first, last, "person")


# --- the shape of a name --------------------------------------------------------------------------------------


def name_end(document: Document, first: int) -> int | None:
    """The last token of the person's name that begins at `first`, or None where none can."""
    if not _is_name_word(document, first):
        return None
    last = first
    while last - first < LONGEST:
        following = _skip_particles(document, last + 1)
        if not _is_name_word(document, following):
            break
        last = following
    if document.words[last + 1] in gazetteer.lexicon().name_suffixes:
        last += 1
    elif document.words[last + 1] == "," and document.words[last + 2] in ("Jr", "Jr.", "Sr", "Sr."):
        last += 2
    while last > first and _is_initial(document.words[last]):
        last -= 1
    return None if _is_initial(document.words[last]) else last


def _skip_particles(document: Document, index: int) -> int:
    """Past `van der`, where a capital follows; only words written small, for the others are words of the name."""
    start = index
    particles = gazetteer.lexicon().particles
    while document.words[index] in particles and document.words[index].islower() and index - start < 3:
        index += 1
    return index


def _is_name_word(document: Document, index: int) -> bool:
    if index >= len(document.words) or not document.is_free(index):
        return False
    word = document.words[index]
    lexicon = gazetteer.lexicon()
    if _is_initial(word):
        return True
    if word in lexicon.heads or word in lexicon.company_suffixes or _is_function_word(word):
        return False
    if word in title_table() and not _closes_name(document, index):
        return False
    return not word.isupper() or len(word) <= 2


def _closes_name(document: Document, index: int) -> bool:
    """Whether a word that is also a title ends a name here: `King` in `Larry King` or `Martin Luther King Jr.`"""
    lexicon, following = gazetteer.lexicon(), document.words[index + 1]
    ends = following in lexicon.name_suffixes or not document.is_free(index + 1)
    return ends and document.words[index] in lexicon.surnames


def _is_function_word(word: str) -> bool:
    """`However`, but not `Young`, which is a surname as well."""
    lexicon = gazetteer.lexicon()
    return word in lexicon.starters and (len(word) < 4 or word not in lexicon.surnames)


def _is_initial(word: str) -> bool:
    return word.endswith(".") and word.replace(".", "").isupper() and len(word) <= 6 and word[1] == "."


# --- surnames -------------------------------------------------------------------------------------------------


def find_administrations(document: Document) -> None:
    """`the Trump administration` names a person."""
    for index in document.capitals:
        follows = document.words[index + 1]
        if follows == "administration" and document.is_free(index) and _is_unknown(document.words[index]):
            document.claim(index, index, "person")


def find_surnames(document: Document) -> None:
    """Every other `Rubio` of a story that names Marco Rubio; `bin Laden`, `Naina Yeltsin`."""
    families = _families(document)
    for index in document.capitals:
        family = document.words[index]
        if family in families and document.is_free(index):
            if family in gazetteer.fixed_names() or not _stands_for_person(document, index):
                document.silence(index, index)
            else:
                document.claim(_begin_again(document, index, families[family]), index, "person")


def _stands_for_person(document: Document, index: int) -> bool:
    """Not the `Hubble` of `Hubble Space Telescope`, nor the `Young` of a sentence that begins so."""
    after = index + 1
    if document.is_free(after) and title_end(document, after) == after:
        return False
    lexicon = gazetteer.lexicon()
    if document.words[index].lower() not in lexicon.ordinary or not document.opens_sentence(index):
        return True
    following = document.words[after]
    return following in lexicon.speech or following in _AFTER_A_NAME or document.is_possessive(after)


def _families(document: Document) -> dict[str, set[str]]:
    """The last word of each person's name, and the words that stand inside the name before it.

    A surname that is also a place, like Jordan, then means neither when it stands alone.
    """
    suffixes = gazetteer.lexicon().name_suffixes | {","}
    families: dict[str, set[str]] = {}
    for span in document.spans:
        if span.type == "person":
            words = document.words[span.first : span.last + 1]
            while len(words) > 1 and words[-1] in suffixes:
                words.pop()
            if len(words[-1]) > 1:
                families.setdefault(words[-1], set()).update(words[1:-1])
    return families


def _begin_again(document: Document, index: int, inner: set[str]) -> int:
    first = index
    while _is_inside(document.words[first - 1], inner) and not document.taken[first - 1]:
        first -= 1
    before = first - 1
    if first == index and document.is_free(before) and not document.opens_sentence(before):
        word = document.words[before]
        first = before if _is_unknown(word) and len(word) > 2 else first
    return first


def _is_inside(word: str, inner: set[str]) -> bool:
    """`von`, and the `Von` that a sentence may begin with."""
    return word in inner or word.lower() in inner
