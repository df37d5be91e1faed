"""What articles are compared by: the entities they list, the words of headline and lead, and the day."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from msgspec import Struct

from sitegen import english, gazetteer
from sitegen.model import EntityKey
from sitegen.text import MONTHS

LEAD_WORDS = 60
"""A lead is at most so many words long: copy without paragraphs is all one."""

ALIKE = 0.7
"""Two texts whose headlines and leads share so much of what they say are much the same text…"""

ALIKE_DAYS = 2
"""…within so many days: a correction or a repeat comes soon, the next week's figures in the same words do not."""

_WORD = re.compile(r"\w+(?:[.,'’-]\w+)*")
_NAME = re.compile(r"(?<=[\w,] )[^\W\d_][^\W\d_]+")
"""A word within a sentence, whose capital is its own."""
_TICKER = re.compile(r"<[^<>]{1,12}>")
_DIGIT = re.compile(r"\d")
_STOP = (
    english.DANGLING
    | english.VERBS
    | english.SAYING
    | english.ROLES
    | english.NUMBERS
    | english.TIMES
    | english.DAYS
    | english.BEFORE_TIMES
    | english.WANT_OF
    | english.NAME_JOINS
    | frozenset(name.lower() for month in MONTHS for name in (month, month[:3], month[:4]))
    | frozenset("acting chief executive former newsroom officer vice".split())
    | frozenset("cents common dlr stg".split())
    | frozenset("get make see seek seen sees".split())
)


class Terms(Struct, frozen=True, array_like=True, gc=False):
    """An article's own terms: they depend on nothing but the article and what it lists.

    `about` is a part of `entities`. `words` are stems, each with its word as written; `figures` have digits.
    `headlined` are the people and organizations that the title names by a word of one of their forms, as headlines
    do. What has no order of its own is sorted, so that equal terms are kept as equal bytes.
    """

    date: datetime.date
    entities: tuple[EntityKey, ...]
    about: tuple[EntityKey, ...]
    headlined: tuple[EntityKey, ...]
    words: Mapping[str, str]
    figures: tuple[str, ...]


def terms(
    date: datetime.date,
    text: str,
    title: str,
    headline: str,
    listed: Iterable[EntityKey],
    about: Iterable[EntityKey],
    forms: Mapping[str, EntityKey | None],
) -> Terms:
    """What an article with a page for each of `listed` is compared by.

    `headline` is empty where the title was made from the lead, of which it says nothing new. Words that are part of
    a name count for nothing beside it; `forms` are the names to look for in the article.
    """
    lead = " ".join(_TICKER.sub(" ", text.partition("\n\n")[0]).split()[:LEAD_WORDS])
    tokens = _tokens(lead) + _tokens(_TICKER.sub(" ", headline))
    named: set[str] = set()
    carriers: dict[str, set[EntityKey]] = defaultdict(set)
    for form, key in forms.items():
        words = _form_tokens(form)
        named.update(words)
        if key and key[0] != "place":
            for word in words:
                carriers[word].add(key)
    titled = set(_tokens(_TICKER.sub(" ", title))) - plain_words()
    capitals = {word.lower(): word for word in _NAME.findall(lead) if word.istitle()}
    return Terms(
        date=date,
        entities=tuple(listed),
        about=tuple(sorted(about)),
        headlined=tuple(sorted({key for word in titled for key in carriers.get(word, ())})),
        words={stem: capitals.get(word, word) for stem, word in _stemmed(tokens, named)},
        figures=tuple(sorted({token for token in tokens if _is_figure(token)})),
    )


def alike(one: Terms, other: Terms) -> bool:
    """Whether two texts are much the same: a story and its correction, repeat or next version."""
    if abs((one.date - other.date).days) > ALIKE_DAYS:
        return False
    mine, theirs = _size(one), _size(other)
    return min(mine, theirs) >= ALIKE * max(mine, theirs) and likeness(one, other) >= ALIKE


def likeness(one: Terms, other: Terms) -> float:
    """What two texts share of all that they say in headline and lead, from 0 to 1 (Jaccard 1901)."""
    shared = len(one.words.keys() & other.words.keys())
    shared += len(set(one.figures).intersection(other.figures))
    shared += len(set(one.entities).intersection(other.entities))
    return shared / max(1, _size(one) + _size(other) - shared)


def _size(terms: Terms) -> int:
    return len(terms.words) + len(terms.figures) + len(terms.entities)


@cache
def plain_words() -> frozenset[str]:
    """What the names of many organizations have, and no headline means one by: `inc`, `group`, `committee`."""
    lexicon = gazetteer.lexicon()
    words = lexicon.company_suffixes | lexicon.group_suffixes | lexicon.heads
    return english.NAME_JOINS | {"house"} | {word.lower() for word in words}


def _tokens(text: str) -> tuple[str, ...]:
    """Words in lower case, without a possessive's ending."""
    return tuple(word.removesuffix("'s") for word in _WORD.findall(text.lower().replace("’", "'")))


_form_tokens = lru_cache(100_000)(_tokens)


def _stemmed(tokens: Iterable[str], named: Collection[str]) -> Iterator[tuple[str, str]]:
    for word in tokens:
        if len(word) > 2 and word not in _STOP and word not in named and not _is_figure(word):
            yield _stem(word), word


def _is_figure(word: str) -> bool:
    return not word.isalpha() and _DIGIT.search(word) is not None


def _stem(word: str) -> str:
    """Without the ending of a plural: the S stemmer of Harman 1991, 'How effective is suffixing?'"""
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")):
        return word[:-1]
    return word
