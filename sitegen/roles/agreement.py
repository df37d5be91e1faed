"""Whether two roles could be one person's: the same office, of the same body, of no two countries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from sitegen import gazetteer
from sitegen.roles.words import COMPLEMENTS, FIELDS, MODIFIERS, POSSESSIVE, begins_title, is_role

_TIMELESS = frozenset(
    """acting caretaker current deposed ex exiled former honorary incoming incumbent jailed late new newly ousted
    outgoing previous retired senior then""".split()
)
"""What a role may lose without becoming another; `vice` and `deputy` are not among them."""

_SPELLINGS = {"defence": "defense", "labour": "labor", "advisor": "adviser"}


def agrees(one: str, other: str) -> bool:
    """Whether two roles could be the same person's: the same office, of the same body, of no two countries.

    `President` agrees with `U.S. President`, `Finance Minister` with `West German Finance Minister` and neither
    with `Foreign Minister`. A role with a body agrees with none without. Symmetric; true of a role and itself.
    """
    if not one or not other:
        return False
    mine, theirs = _analyse(one), _analyse(other)
    if one == other:
        return True
    bodies = bool(mine[1] & theirs[1]) if mine[1] and theirs[1] else mine[1] == theirs[1]
    nations = mine[2] == theirs[2] or not mine[2] or not theirs[2]
    return bool(mine[0] & theirs[0]) and bodies and nations


def nation(role: str) -> str:
    """The canonical name of the country that a role states, `West Germany` of `West German Finance Minister`."""
    return _analyse(role)[2]


@lru_cache(10_000)
def _analyse(role: str) -> tuple[frozenset[str], frozenset[str], str]:
    """(offices, words of the bodies they are held in, country) of a role: `finance minister`, none, `Japan`."""
    words = [POSSESSIVE.sub("", word) for word in role.replace("-", " ").replace(",", "").split()]
    country, rest = _take_nation(words)
    offices, bodies = set(), set()
    for part in _parts(rest):
        office, body = _office_and_body(part)
        offices |= {office} - {""}
        bodies |= body
    return frozenset(offices), frozenset(bodies), country


def _take_nation(words: Sequence[str]) -> tuple[str, list[str]]:
    """The country that an office is held in, and the other words. Not `American` of `American Motors chairman`."""
    first = 0
    while first < len(words) - 1 and words[first].lower() in _TIMELESS:
        first += 1
    after_of = (index + 1 for index, word in enumerate(words) if word == "of")
    for start in (first, *(index + (words[index : index + 1] == ["the"]) for index in after_of)):
        for length in (4, 3, 2, 1):
            found = " ".join(words[start : start + length])
            known = gazetteer.country(found) or (gazetteer.demonym(found) if start == first else None)
            if known and _is_held_there(words, start + length, leads=start == first):
                return known.name, [*words[first:start], *words[start + length :]]
    return "", list(words[first:])


def _is_held_there(words: Sequence[str], index: int, *, leads: bool) -> bool:
    if index >= len(words):
        return not leads
    word = words[index]
    fixed = (" ".join(words[index : index + length]) for length in (4, 3, 2, 1))
    return (
        not word[0].isupper()
        or word in FIELDS
        or begins_title(words, index)
        or any(gazetteer.fixed_names().get(name) for name in fixed)
    )


def _parts(words: Sequence[str]) -> Iterator[list[str]]:
    """`president` and `chief executive officer of Y` of both in one."""
    part: list[str] = []
    for word in words:
        if word == "and" and part and _has_role(part) and _has_role(words):
            yield part
            part = []
        else:
            part.append(word)
    yield part


def _has_role(words: Sequence[str]) -> bool:
    return any(is_role(word) for word in words)


def _office_and_body(words: Sequence[str]) -> tuple[str, set[str]]:
    """`finance minister` and nothing; `chairman` and {Federal, Reserve, Board}."""
    end = next((index for index, word in enumerate(words) if word in COMPLEMENTS), len(words))
    heads = [index for index in range(end) if is_role(words[index])]
    if not heads:
        return "", set()
    head = heads[-1]
    first = head
    while first and _names_office(words[first - 1]):
        first -= 1
    office = [_SPELLINGS.get(word.lower(), word.lower()) for word in words[first : head + 1]]
    after = words[head + 1 :]
    if after[:1] == ["of"] and len(after) > 1 and all(word in FIELDS or word == "and" for word in after[1:]):
        field = [_SPELLINGS.get(word.lower(), word.lower()) for word in after[1:]]
        return " ".join([*field, *office]), set()
    if after[:1] == ["general"]:
        office.append("general")
    office = [word for word in office if word not in _TIMELESS]
    body = {word for word in (*words[:first], *after) if word[0].isupper() and word not in ("The", "A")}
    return " ".join(office), body


def _names_office(word: str) -> bool:
    return is_role(word) or word.lower() in MODIFIERS or word in FIELDS
