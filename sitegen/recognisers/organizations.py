"""Rules for organizations: a word that says what a body is, and the capitalised words around it."""

from __future__ import annotations

from functools import cache

from sitegen import gazetteer
from sitegen.gazetteer import Name
from sitegen.recognisers.companies import suffixes
from sitegen.recognisers.fixed import is_state_body, long_names, nation_before, qualified_name
from sitegen.recognisers.titles import last_words, title_end
from sitegen.recognisers.tokens import Document, PhraseTable, Span

LONGEST = 10
"""Words on either side of the word that tells what a body is, at most."""
_RIGHT_LINKS = frozenset({"of", "for"})
_HEADS_WITH_ON = frozenset({"Committee", "Subcommittee", "Commission", "Conference", "Council"})
_LEADING_HEADS = frozenset({"Bank", "Radio", "Banco", "Banca", "Banque", "Club", "University"})
_FOREIGN_LINKS = frozenset("de des du di della do del da".split())
_AGENCY = ["news", "agency"]
_LEFT_JOINED = frozenset(
    "Commission Administration Ministry Department Agency Board Council Committee Fund Bureau Association "
    "Institute Office Service Subcommittee Union Exchange Federation Brotherhood Foundation Authority".split()
)
"""Bodies whose names have an `and` in them: `Securities and Exchange Commission`."""


# --- names by their head or suffix ----------------------------------------------------------------------------


def find_bodies(document: Document) -> None:
    """`Salomon Brothers`, `Bank of Japan`, `Japanese Finance Ministry`: what ends in or turns on a known word."""
    keys = _keys()
    for index in reversed(document.capitals):
        if document.words[index] in keys and document.is_free(index):
            _claim_body(document, index)


def _claim_body(document: Document, key: int) -> None:
    first = _extend_left(document, key)
    last = _extend_right(document, first, key)
    first = _without_nationality(document, first, last)
    fixed = document.match(long_names(), first)
    if fixed and fixed[0] > last:
        document.claim(first, fixed[0], fixed[1].type, fixed[1].name)
    elif _is_body(document, first, key, last):
        document.claim(first, last, "organization", _canonical_name(document, first, last))


def _canonical_name(document: Document, first: int, last: int) -> str | None:
    fixed = gazetteer.fixed_names()
    phrase = document.phrase(first, last)
    return qualified_name(document, first, last, fixed.get(phrase) or fixed.get(phrase.removeprefix("U.S. ")))


def _extend_left(document: Document, key: int) -> int:
    first = key
    while key - first < LONGEST:
        before = first - 1
        if _belongs_left(document, before):
            first = before
        elif _joins_left(document, key, before) or _lists_left(document, first, before):
            first = before - 1
        else:
            break
    return first


def _belongs_left(document: Document, index: int) -> bool:
    if not document.is_free(index):
        return False
    word = document.words[index]
    lexicon = gazetteer.lexicon()
    if word in suffixes() or word in last_words():
        return False
    return not (word in lexicon.starters and document.opens_sentence(index))


def _joins_left(document: Document, key: int, link: int) -> bool:
    """Whether `and`, `&` or `of` at `link` belongs to the name that ends at `key`."""
    words, before = document.words, link - 1
    if before < 1 or not _belongs_left(document, before):
        return False
    if words[link] == "&":
        return True
    if words[link] == "of":
        return words[before] in gazetteer.lexicon().heads
    if (
        words[link] != "and"
        or words[before] in gazetteer.fixed_names()
        or words[before] in gazetteer.lexicon().heads
    ):
        return False
    opening = document.opens_sentence(before) and words[before].lower() in gazetteer.lexicon().ordinary
    return words[key] in _LEFT_JOINED and not opening


def _lists_left(document: Document, first: int, link: int) -> bool:
    """Whether the comma at `link` belongs to a name: `Coffee, Sugar and Cocoa Exchange`."""
    words = document.words
    if words[link] != "," or words[first + 1] not in ("and", ",") or not _belongs_left(document, link - 1):
        return False
    ordinary = gazetteer.lexicon().ordinary
    return words[link - 1].lower() in ordinary and words[first].lower() in ordinary


def _extend_right(document: Document, first: int, key: int) -> int:
    """Past `of Japan` after `Bank`, `for the Liberation of X` after `Movement`."""
    words, last, heads = document.words, key, gazetteer.lexicon().heads
    if words[key] not in heads:  # Agency of Natural Resources and Energy
        return _joined_right(document, last) if words[first] in heads else last
    if key == first and words[key] in _LEADING_HEADS:
        last = _capitals_right(document, key)
    while last - key < LONGEST and _links_right(words[last], words[last + 1]):
        start = last + 2 + (words[last + 2 : last + 3] == ["the"])
        end = _object_end(document, start)
        if end < start:
            break
        last = _joined_right(document, end)
    return last


def _object_end(document: Document, start: int) -> int:
    """The end of what stands after `of`: a known place, or all the capitalised words."""
    end = _capitals_right(document, start - 1)
    fixed = document.match(long_names(), start) if end > start else None
    place_end = fixed[0] if fixed else start
    is_place = place_end < end and gazetteer.place(document.phrase(start, place_end))
    return place_end if is_place and document.words[end] not in _keys() else end


def _capitals_right(document: Document, index: int) -> int:
    limit = index + LONGEST
    while index < limit and document.is_free(index + 1) and title_end(document, index + 1) == index + 1:
        index += 1
    return index


def _links_right(word: str, link: str) -> bool:
    if link in _FOREIGN_LINKS:
        return word in _LEADING_HEADS
    return link in _RIGHT_LINKS or (link == "on" and word in _HEADS_WITH_ON)


def _joined_right(document: Document, end: int) -> int:
    """`Ministry of Trade and Industry`, `… on Banking, Housing and Urban Affairs`; not `Bank of England and …`."""
    reached = end
    for _ in range(LONGEST):
        link, follows = document.words[reached + 1], reached + 2
        if link not in ("and", ",") or not document.is_free(follows):
            break
        if not (_is_ordinary(document.words[follows]) and _is_ordinary(document.words[reached])):
            break
        reached = _capitals_right(document, reached + 1)
        if link == "and":
            return reached
    return end


def _is_ordinary(word: str) -> bool:
    return word.lower() in gazetteer.lexicon().ordinary


def _without_nationality(document: Document, first: int, last: int) -> int:
    """In `Japanese Finance Ministry` the name begins at the second word: it is a body of a state."""
    if last > first and gazetteer.demonym(document.words[first]) and is_state_body(document, first, last):
        return first + 1
    return first


def _is_body(document: Document, first: int, key: int, last: int) -> bool:
    """Something in the name, or a nationality before it, must tell it apart from others of its kind."""
    keys, fixed, words = _keys(), gazetteer.fixed_names(), document.words[first : last + 1]
    general = gazetteer.lexicon().general
    endings = (fixed.get(document.phrase(start, last)) for start in range(first, min(key + 1, last)))
    if any(ending and ending.type != "organization" for ending in endings):
        return False
    if any(word[0].isupper() and word not in keys and word not in general for word in words):
        return first < last
    if is_state_body(document, first, last):
        return bool(nation_before(document, first)) or any(word in general for word in words[1:-1])
    return first < last and document.phrase(first, last) in fixed


@cache
def _keys() -> frozenset[str]:
    lexicon = gazetteer.lexicon()
    return lexicon.heads | lexicon.group_suffixes


# --- acronyms -------------------------------------------------------------------------------------------------


def find_acronyms(document: Document) -> None:
    """`Defense Intelligence Agency (DIA)`: the name before the brackets, the acronym, and the acronym later."""
    defined: dict[str, Name] = {}
    ends = {span.last: span for span in document.spans if span.type == "organization"}
    for index in document.capitals:
        if document.words[index - 1] == "(" and document.words[index + 1] == ")" and _is_acronym(document, index):
            span = ends.get(index - 2) or _spelled_out(document, index)
            if span:
                name = span.name or document.phrase(span.first, span.last)
                document.claim(index, index, "organization", name)
                defined[document.words[index]] = Name("organization", name)
    for first, last, meaning in document.find(PhraseTable(defined)):
        document.claim(first, last, meaning.type, meaning.name)


def _is_acronym(document: Document, index: int) -> bool:
    word = document.words[index].replace(".", "")
    return word.isupper() and 2 <= len(word) <= 8 and document.is_free(index)


def _spelled_out(document: Document, acronym: int) -> Span | None:
    """The capitalised words before the brackets whose initials the acronym is; not a `Space Launch System`."""
    letters = document.words[acronym].replace(".", "")
    index, left = acronym - 2, len(letters)
    if document.words[index].lower() in gazetteer.lexicon().ordinary:
        return None
    while left and index > 0:
        word = document.words[index]
        if document.is_free(index) and word[0] == letters[left - 1]:
            left -= 1
        elif word not in ("of", "for", "and", "the", "in", "on"):
            return None
        index -= 1
    if left:
        return None
    document.claim(index + 1, acronym - 2, "organization")
    return document.spans[-1]


# --- with what they are beside them ----------------------------------------------------------------------------


def find_media(document: Document) -> None:
    """`the Antara news agency`, `the newspaper Asharq al-Awsat`: what is said to be one."""
    for first, last in list(document.runs()):
        before, after = document.words[first - 2 : first], document.words[last + 1 : last + 3]
        is_medium = _AGENCY in (before, after) or "newspaper" in (*before[1:], *after[:1])
        if is_medium and not any(map(_is_known_otherwise, document.words[first : last + 1])):
            document.claim(first, last, "organization")


def _is_known_otherwise(word: str) -> bool:
    is_fixed = word in gazetteer.fixed_names() or word in gazetteer.lexicon().groups
    return is_fixed or _is_ordinary(word) or bool(gazetteer.cities(word))


# --- later, shorter -------------------------------------------------------------------------------------------


def find_short_bodies(document: Document) -> None:
    """`the Treasury` after `U.S. Treasury Department`."""
    meanings: dict[str, Name] = {}
    for span in document.spans:
        words = document.words[span.first : span.last + 1]
        if span.type == "organization" and words[-2:] == ["Treasury", "Department"]:
            meanings["Treasury"] = Name("organization", span.name or document.phrase(span.first, span.last))
    for first, last, meaning in document.find(PhraseTable(meanings)):
        document.claim(first, last, meaning.type, meaning.name)
