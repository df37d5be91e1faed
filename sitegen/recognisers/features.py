"""The features of the model, by name: what each key of a token's evidence stands for.

They are those of the field: words, affixes, shapes and tables in a window (Zhang and Johnson, CoNLL-2003; Ratinov
and Roth, CoNLL-2009), the other occurrences of a word in its document (Chieu and Ng, COLING 2002), and the
proposals of another recogniser, here of the rules (stacking; Florian et al., CoNLL-2003).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sitegen import gazetteer
from sitegen.recognisers.titles import title_table

LINKS = frozenset(
    "of for the and & - ' , 's ’s on in at to de la del di du von van der den bin ibn al el da dos le a".split()
)
"""Small words and signs that may stand between two capitalised words of one name, or of a list of names."""
SIGNS = frozenset("( ) , . - : ; at v vs beat in from".split())
"""What stands beside names in tables of results."""
SEEN = {
    name: 1 << position
    for position, name in enumerate(
        "inside small titled speaks in possesses family given person organization place nationality event".split()
    )
}
"""What may be true of a word somewhere in its story: inside a sentence, written small, after a title …"""


def names(keys: Sequence[Any]) -> list[str]:
    """The names of all features of a token, from the keys of its evidence."""
    return [f"{group} {name}" for (group, expand), key in zip(GROUPS, keys, strict=True) for name in expand(key)]


# --- groups ---------------------------------------------------------------------------------------------------


def _word(word: str) -> Iterator[str]:
    yield from _context(word)
    yield f"class={word_class(word)}"
    plain = word.rstrip(".").lower()
    for length in range(2, min(5, len(plain))):
        yield f"ends={plain[-length:]}"
    yield f"begins={plain[:3]}"


def _context(word: str) -> Iterator[str]:
    yield f"word={shape(word) if word[:1].isdigit() else word}"
    yield f"shape={shape(word)}"
    for kind in kinds(word):
        yield f"kind={kind}"


def _classes(key: tuple[str, str, str]) -> Iterator[str]:
    before, here, after = key
    yield f"{before}|{here}"
    yield f"{here}|{after}|"
    yield f"{before}|{here}|{after}"


def _rules(key: tuple[str, str, str]) -> Iterator[str]:
    before, here, after = key
    yield f"here={here}"
    yield f"before={before}"
    yield f"after={after}"
    before, here, after = (tag.partition(" ")[0] for tag in key)
    yield f"label={here}"
    yield f"labels={before} {here} {after}"


def _story(key: tuple[bool, int]) -> Iterator[str]:
    opens, seen = key
    yield f"opens={opens}"
    for name, flag in SEEN.items():
        yield f"{name}={seen & flag > 0}"
        yield f"{name}={seen & flag > 0} {opens}"
    yield f"all={seen} {opens}"


def _sport(key: tuple[bool, str, str, str, int]) -> Iterator[str]:
    is_sport, here, before, after, figures = key
    yield f"{is_sport}"
    yield f"{is_sport} {here}"
    yield f"{is_sport} figures={figures}"
    yield f"{is_sport} {here} figures={min(figures, 3)}"
    yield f"{is_sport} {here} before={before}"
    yield f"{is_sport} {here} after={after}"
    yield f"{here} {before} {after}"


GROUPS: tuple[tuple[str, Callable[[Any], Iterator[str]]], ...] = (
    ("0", _word),
    ("-1", _context),
    ("+1", _context),
    ("-2", _context),
    ("+2", _context),
    ("classes", _classes),
    ("rules", _rules),
    ("story", _story),
    ("sport", _sport),
)
"""A name and an expansion for each key of `evidence.Evidence.keys`, in that order."""


# --- words ----------------------------------------------------------------------------------------------------

_RUNS = ((re.compile(r"[^\W\d_a-z]+"), "X"), (re.compile(r"[a-z]+"), "x"), (re.compile(r"\d+"), "9"))
_LONG = 60
_KEPT = 50_000

_SETS = (
    "given_names surnames honorifics roles groups particles name_suffixes speech company_suffixes group_suffixes "
    "heads state_heads general clubs event_heads feature_heads feature_leads vessels calendar starters "
    "place_prepositions place_kinds place_adjectives"
).split()
_CLASSES = (
    "company_suffixes honorifics title fixed-place fixed-nationality fixed-organization fixed-event heads "
    "group_suffixes feature_heads feature_leads event_heads roles speech calendar given_names large-city ordinary "
    "surnames city place_prepositions"
).split()
"""Kinds of words, the most telling first."""


@lru_cache(_KEPT)
def shape(word: str) -> str:
    """`Xx` of `Rubio`, `X.X.` of `U.S.`, `Xx-Xx` of `Guinea-Bissau`; `X1` of a single capital."""
    if len(word) > _LONG:
        return "long"
    if len(word) == 1 and word.isupper():
        return "X1"
    for run, sign in _RUNS:
        word = run.sub(sign, word)
    return word


@lru_cache(_KEPT)
def kinds(word: str) -> tuple[str, ...]:
    """What the tables know of a word."""
    lexicon = gazetteer.lexicon()
    found = [name for name in _SETS if word in getattr(lexicon, name)]
    if fixed := gazetteer.fixed_names().get(word):
        found.append(f"fixed-{fixed.type}")
    if rows := gazetteer.cities(word):
        found.append("large-city" if rows[0].population > 500_000 else "city")
    if word in title_table():
        found.append("title")
    if word[:1].isupper() and word.lower() in lexicon.ordinary:
        found.append("ordinary")
    return tuple(found)


@lru_cache(_KEPT)
def word_class(word: str) -> str:
    """The one kind that tells most; else the word itself where it links names, else its shape."""
    found = kinds(word)
    for kind in _CLASSES:
        if kind in found:
            return kind
    if word[:1].isalpha() and word.islower():
        return word if word in LINKS else "small"
    return shape(word)


@lru_cache(_KEPT)
def club(word: str) -> str:
    """How a word could name a sports club."""
    found = kinds(word)
    if "clubs" in found:
        return "city-club" if gazetteer.cities(word) else "club"
    if fixed := gazetteer.fixed_names().get(word):
        return fixed.type
    if gazetteer.cities(word):
        return "city"
    return "player" if "surnames" in found else ""
