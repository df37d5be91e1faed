"""The shorter names with which a story goes on: `Woolworth`, `TWA`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from sitegen import gazetteer
from sitegen.gazetteer import Name
from sitegen.recognisers import companies
from sitegen.recognisers.companies import KIN, LARGE, is_known, suffixes
from sitegen.recognisers.tokens import Document, PhraseTable

_FULL_NAMES = frozenset(
    rule.__name__ for rule in (companies.find_bracketed, companies.find_before_tickers, companies.find_companies)
)
"""Rules that find a company by its name in full."""
_AT = frozenset({"in", "near", "outside", "around", "of"})
"""After these, a place is meant rather than the company that begins with its name."""


def find_short_companies(document: Document) -> None:
    """`Standard Oil` after `Standard Oil Co`, `Woolworth` after `F.W. Woolworth Co`: what can mean nothing else."""
    _claim_short(document, lambda words: not _is_personal(words) and (len(words) > 1 or _stands_alone(words[0])))


def find_shorter_companies(document: Document) -> None:
    """`Todd` after `Todd Shipyards Corp`, where the story names no such person and it is not in such a place."""
    people = {
        word
        for span in document.spans
        if span.type == "person"
        for word in document.words[span.first : span.last + 1]
    }
    _claim_short(document, lambda words: len(words) > 1 or (words[0] not in people and _may_stand_alone(words[0])))


def _claim_short(document: Document, fits: Callable[[list[str]], bool]) -> None:
    whole: dict[str, set[str]] = {}
    parts: dict[str, set[str]] = {}
    for span in document.spans:
        if span.rule in _FULL_NAMES:
            full = span.name or document.phrase(span.first, span.last)
            for words in filter(fits, _whole_names(document.words[span.first : span.last + 1])):
                whole.setdefault(" ".join(words), set()).add(full)
            for words in filter(fits, _beginnings(document.words[span.first : span.last + 1])):
                parts.setdefault(" ".join(words), set()).add(full)
    meanings = {form: full.pop() if len(full) == 1 else "" for form, full in (parts | whole).items()}
    names = PhraseTable({form: Name("organization", full) for form, full in meanings.items()})
    for first, last, meaning in document.find(names):
        if last > first or _could_be_company(document, first):
            document.claim(first, last, meaning.type, meaning.name or None)


def _could_be_company(document: Document, index: int) -> bool:
    """Not the last word of a longer name, nor a town that something is in."""
    before, given_names = index - 1, gazetteer.lexicon().given_names
    if document.is_free(before) and (document.words[before] in given_names or not document.opens_sentence(before)):
        return False
    return document.words[before] not in _AT or not gazetteer.cities(document.words[index])


def _whole_names(words: list[str]) -> Iterator[list[str]]:
    """A company's name without its suffix, also without initials."""
    base = _without_suffix(words)
    yield base
    while len(base) > 1 and base[0].endswith("."):
        base = base[1:]
        yield base


def _beginnings(words: list[str]) -> Iterator[list[str]]:
    """The words that a company's name begins with."""
    base = _without_suffix(words)
    yield from (base[:end] for end in range(2, len(base)) if base[end - 1][0].isupper())
    yield base[:1]


def _without_suffix(words: list[str]) -> list[str]:
    while len(words) > 1 and (words[-1] in suffixes() or words[-1] in ("and", "&", ",")):
        words = words[:-1]
    return words[:-2] if words[-2:-1] == ["and"] and words[-1] in KIN and len(words) > 2 else words


def _is_personal(words: list[str]) -> bool:
    return len(words) > 1 and words[0] in gazetteer.lexicon().given_names


@cache
def _stands_alone(word: str) -> bool:
    """Whether the first word of a company's name could only mean the company."""
    return _may_stand_alone(word) and word not in gazetteer.lexicon().given_names and not gazetteer.cities(word)


@cache
def _may_stand_alone(word: str) -> bool:
    """Whether it could mean the company, though also a person or a town."""
    cities = gazetteer.cities(word)
    return (
        len(word) > 2
        and not word.endswith(".")
        and not is_known(word)
        and not (cities and cities[0].population >= LARGE)
    )


def find_initials(document: Document) -> None:
    """`TWA` where the story has Trans World Airlines: the initials of one of its organizations."""
    meanings: dict[str, set[str]] = {}
    for span in document.spans:
        if span.type == "organization" and span.last - span.first >= 2:
            words = document.words[span.first : span.last + 1]
            for initials in {_initials(words), _initials(word for word in words if word not in suffixes())}:
                meanings.setdefault(initials, set()).add(span.name or document.phrase(span.first, span.last))
    names = {
        initials: Name("organization", min(full))
        for initials, full in meanings.items()
        if len(full) == 1 and len(initials) > 2 and not is_known(initials)
    }
    for first, last, meaning in document.find(PhraseTable(names)):
        document.claim(first, last, meaning.type, meaning.name)


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words if word[0].isupper() and "." not in word)
