"""Rules for companies: what wire copy marks them by."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from sitegen import gazetteer
from sitegen.recognisers.tokens import Document

LONGEST = 10
"""Words before the suffix, at most."""
_TICKER = re.compile(r"[A-Z\d.]{1,12}")
_FOREIGN_LINKS = frozenset("de des du di della do del la e y et".split())
_PARTS = frozenset({"unit", "subsidiary", "division", "affiliate", "arm"})
"""`a unit of X`: X is a company; so is the one that is a unit."""
KIN = frozenset({"Sons", "Son", "Brothers", "Partners", "Associates"})
_NOT_ONE = frozenset({"both", "between", "Both", "Between"})
_ORDINALS = frozenset({"First", "Second", "Third", "Fourth", "Fifth"})
"""Words that open a sentence, and the names of banks."""
LARGE = 100_000
"""People in a city that is meant by its name even where a company begins with it."""
_MOST_PARTNERS = 5
_MOST_SUFFIXES = 3


# --- marked names ---------------------------------------------------------------------------------------------


def find_bracketed(document: Document) -> None:
    """`<Nestle S.A.>`: a company without a ticker, in angle brackets; the tickers there name nothing."""
    for index in document.capitals:
        opening = index - 1
        if document.words[opening] != "<" or not (last := _bracketed_end(document, index)):
            continue
        inside = document.phrase(index, last)
        if _TICKER.fullmatch(inside):
            document.silence(index, last)
        elif document.words[index] == "The" and document.is_free(index + 1):
            document.claim(index + 1, last, "organization", _table_name(document, index + 1, last))
        elif document.is_free(index) and (" " in inside or not inside.isupper()):
            document.claim(index, last, "organization", _table_name(document, index, last))


def _bracketed_end(document: Document, first: int) -> int | None:
    """The token before the closing bracket, where nothing inside is yet part of a name."""
    for index in range(first, min(first + LONGEST + 4, len(document.words))):
        if document.words[index] == ">":
            return index - 1
        if document.words[index] in ("", "<") or document.taken[index]:
            break
    return None


def find_before_tickers(document: Document) -> None:
    """`Nova <NVA.A.T>`: what stands right before a ticker is a company."""
    for span in document.silences:
        last = span.first - 2
        if span.rule == find_bracketed.__name__ and _belongs(document, last) and len(document.words[last]) > 1:
            first = _row_start(document, last)
            if _names_something(document, first, last, last):
                document.claim(first, last, "organization", _table_name(document, first, last))


def find_parts(document: Document) -> None:
    """`a unit of Amerada Hess`, `Iowa Beef Processors, a division of …`: owner and owned are companies."""
    for first, last in list(document.runs()):
        words = document.words
        owns = words[first - 1] == "of" and words[first - 2] in _PARTS
        owned = words[last + 1 : last + 3] == [",", "a"] and not _PARTS.isdisjoint(words[last + 3 : last + 6])
        owned = owned and "of" in words[last + 4 : last + 7]
        known = list(map(is_known, words[first : last + 1]))
        if (owns and not any(known)) or (owned and not (known[0] and len(known) == 1)):
            document.claim(first, last, "organization")


def find_local(document: Document) -> None:
    """`Intuitive Machines of Houston`: what a firm makes, in the plural, and the city that it is from."""
    lexicon = gazetteer.lexicon()
    for first, last in list(document.runs()):
        word, city = document.words[last], document.words[last + 2 : last + 3]
        is_product = last > first and word.endswith("s") and _is_ordinary(word) and word not in lexicon.groups
        is_from = document.words[last + 1] == "of" and city and city[0] in large_cities()
        if is_product and is_from and not document.opens_sentence(first):
            document.claim(first, last, "organization")


def is_known(word: str) -> bool:
    lexicon = gazetteer.lexicon()
    return word in gazetteer.fixed_names() or word in lexicon.groups or word.lower() in lexicon.ordinary


# --- names by their suffix ------------------------------------------------------------------------------------


def find_companies(document: Document) -> None:
    """`Standard Oil Co`, `Kidder, Peabody and Co Inc`, `Aluminum Co of Canada Ltd`."""
    for key in document.capitals:
        if document.words[key] in suffixes() and document.is_free(key):
            first, last = _start(document, key), _end(document, key)
            if _names_something(document, first, key, last):
                document.claim(first, last, "organization", _table_name(document, first, last))


def _end(document: Document, key: int) -> int:
    """Past further suffixes, and past `of Canada` where a suffix follows or it is a state of the USA."""
    last = _past_suffixes(document, key)
    if document.words[last + 1] != "of" or not _belongs(document, last + 2):
        return last
    end = last + 2
    while end - last < LONGEST and _belongs(document, end + 1):
        end += 1
    if _is_suffix(document, end + 1):
        return _past_suffixes(document, end + 1)
    state = document.phrase(last + 2, end)
    return end if state in gazetteer.us_states() or state == "America" else last


def _past_suffixes(document: Document, last: int) -> int:
    for _ in range(_MOST_SUFFIXES):
        if _is_suffix(document, last + 1):
            last += 1
        elif document.words[last + 1] == "," and _is_suffix(document, last + 2):
            last += 2
        else:
            break
    return last


def _is_suffix(document: Document, index: int) -> bool:
    return index < len(document.words) and document.words[index] in suffixes() and document.is_free(index)


def _start(document: Document, key: int) -> int:
    first = _before_brackets(document, key)
    while key - first < LONGEST:
        before = first - 1
        if _belongs(document, before):
            first = before
        elif _links(document, before):
            first = before - 1
        elif document.words[before] == "and" and (partner := _partner(document, first, before, key)):
            return partner
        else:
            break
    return first


def _before_brackets(document: Document, key: int) -> int:
    """The opening one in `Credit Suisse (Securities) Ltd`, where a name stands before it; else the suffix."""
    if document.words[key - 1] == ")":
        for opening in (key - 3, key - 4):
            if document.words[opening] == "(" and _belongs(document, opening - 1):
                return opening
    return key


def _belongs(document: Document, index: int) -> bool:
    if not document.is_free(index) or document.words[index] in suffixes():
        return False
    word = document.words[index]
    return word in _ORDINALS or not (word in gazetteer.lexicon().starters and document.opens_sentence(index))


def _links(document: Document, link: int) -> bool:
    """`&` anywhere, `of` after `Bank`, `de` and its like in foreign names."""
    word, before = document.words[link], link - 1
    if not _belongs(document, before):
        return False
    return (
        word == "&"
        or word in _FOREIGN_LINKS
        or (word == "of" and document.words[before] in gazetteer.lexicon().heads)
    )


def _partner(document: Document, first: int, link: int, key: int) -> int | None:
    """Where a name with `and` in it begins, whose last part is from `first` to `key`; None if others are named."""
    words, before = document.words, link - 1
    if not _belongs(document, before):
        return None
    start = _row_start(document, before)
    if first == key or (first == key - 1 and words[first] in KIN):  # and Co, and Sons Inc
        return _first_partner(document, start, _is_partner)
    if _are_trades(words[before], words[first], start < before and first == key - 1):
        return start
    founder = _first_partner(document, start, _is_founder)
    if (
        founder < start and _may_be_family(words[first]) and _is_founder(words[start:link])
    ):  # Donaldson, Lufkin and …
        return founder
    is_pair = start == before and first == key - 1 and words[key].rstrip(".") == "Co"
    known = words[before] in gazetteer.fixed_names() or words[before - 1] in _NOT_ONE
    return before if is_pair and not known else None


def _are_trades(one: str, other: str, likely: bool) -> bool:
    """`Oil and Gas`; `Telephone and Telegraph` where more words stand before, and no more after."""
    if _is_ordinary(one) and _is_ordinary(other):
        return True
    unknown = other if _is_ordinary(one) else one
    is_name = unknown in gazetteer.lexicon().surnames or unknown in gazetteer.fixed_names()
    return likely and not is_name and (_is_ordinary(one) or _is_ordinary(other))


def _row_start(document: Document, index: int) -> int:
    last = index
    while last - index < LONGEST and (_belongs(document, index - 1) or _links(document, index - 1)):
        index -= 1 if _belongs(document, index - 1) else 2
    return index


def _first_partner(document: Document, start: int, fits: Callable[[list[str]], bool]) -> int:
    """Where the list `A, B, C` begins whose last name begins at `start`."""
    for _ in range(_MOST_PARTNERS):
        last = start - 2
        if document.words[start - 1] != "," or not _belongs(document, last):
            break
        before = _row_start(document, last)
        if not fits(document.words[before : last + 1]):
            break
        start = before
    return start


def _is_partner(words: list[str]) -> bool:
    """`Kidder`, `Smith Barney`; no place, and no person's name in full."""
    known = gazetteer.fixed_names().get(" ".join(words))
    if known and known.type == "organization":
        return True
    return len(words) <= 2 and words[0] not in _given_names(words) and all(map(_may_be_family, words))


def _given_names(words: list[str]) -> frozenset[str]:
    return gazetteer.lexicon().given_names if len(words) > 1 else frozenset()


def _may_be_family(word: str) -> bool:
    lexicon = gazetteer.lexicon()
    if word in lexicon.surnames:
        return word not in gazetteer.fixed_names()
    return not is_known(word) and not gazetteer.cities(word)


def _is_founder(words: list[str]) -> bool:
    return len(words) == 1 and words[0] in gazetteer.lexicon().surnames and words[0] not in gazetteer.fixed_names()


def _is_ordinary(word: str) -> bool:
    return word.lower() in gazetteer.lexicon().ordinary and word not in gazetteer.fixed_names()


def _names_something(document: Document, first: int, key: int, last: int) -> bool:
    """Whether more is said than that it is a company: not `Holdings Ltd`, nor the end `Canada Ltd` of a name."""
    lexicon, fixed = gazetteer.lexicon(), gazetteer.fixed_names()
    words = document.words[first : last + 1]
    core = fixed.get(document.phrase(first, key - 1)) if first < key <= last else None
    if core and core.type != "organization":
        return False
    endings = (fixed.get(document.phrase(start, last)) for start in range(first, min(key + 1, last)))
    if any(ending and ending.type != "organization" for ending in endings):
        return False
    said = suffixes() | lexicon.group_suffixes | lexicon.heads | lexicon.general
    return any(word[:1].isupper() and word not in said for word in words)


def _table_name(document: Document, first: int, last: int) -> str | None:
    known = gazetteer.fixed_names().get(document.phrase(first, last))
    return known.name if known and known.type == "organization" else None


# --- tables ---------------------------------------------------------------------------------------------------


@cache
def large_cities() -> frozenset[str]:
    return frozenset(form for form, _ in gazetteer.large_cities(LARGE))


@cache
def suffixes() -> frozenset[str]:
    return gazetteer.lexicon().company_suffixes | {"Inc.", "Corp.", "Co.", "Cos.", "Ltd.", "Bros."}
