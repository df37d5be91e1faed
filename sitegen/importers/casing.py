"""Names that the wire sent in capitals, brought to the case in which they are read."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_][^\s/-]*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+")
_ROMAN = frozenset({"II", "III", "IV"})
_PERSON_PARTICLES = frozenset("bin da das de del den der dos du ibn la las los van von y".split())
_PLACE_PARTICLES = _PERSON_PARTICLES | frozenset(
    "am and an au aux des di do el en es in le les of on sous sur the under upon".split()
)


def person(name: str) -> str:
    """`Peter O'Neill` of `PETER O'NEILL`; a name in mixed case is left as its bearer writes it."""
    return _readable(name, _PERSON_PARTICLES) if name.isupper() else name


def place(name: str) -> str:
    """`Rio de Janeiro` of `RIO DE JANEIRO` or `rio de janeiro`; a name in mixed case is left alone."""
    return _readable(name, _PLACE_PARTICLES, elided="dl") if name.isupper() or name.islower() else name


def _readable(name: str, particles: frozenset[str], elided: str = "") -> str:
    def word(match: re.Match[str]) -> str:
        lower = match[0].lower()
        if match.start() and lower in particles:
            return lower
        if match.start() and lower[0] in elided and lower[1:2] in {"'", "’"}:
            return lower[:2] + lower[2:].capitalize()
        if _INITIALS.fullmatch(lower) or lower.upper() in _ROMAN:
            return lower.upper()
        return _capital(lower)

    return _WORD.sub(word, name)


def _capital(word: str) -> str:
    """`O'Neill`, `McDonald` and `St.`, but `John's`. Mac is left: Macdonald and MacDonald are both right."""
    if word.startswith("mc") and len(word) > 3:
        return "Mc" + word[2:].capitalize()
    if word[1:2] in {"'", "’"}:
        return word[:2].capitalize() + word[2:].capitalize()
    return word.capitalize()
