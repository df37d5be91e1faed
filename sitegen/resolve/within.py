"""Who is who within an article: short forms are brought to the longest name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from msgspec import Struct

from sitegen.model import ENTITY_TYPES, EntityRef, Mention
from sitegen.names import explained_forms, family_name, initials, is_full_name

CERTAIN = 0.8
"""A name that is at least so likely is listed without its confidence; of names below, too many are none."""


class Within(Struct, frozen=True):
    """What the mentions of one article name.

    `names` runs parallel to the mentions: the canonical name of each, None where it could mean several.
    `entities` are the listings for the front matter, in the order of first mention.
    """

    names: tuple[str | None, ...]
    entities: tuple[EntityRef, ...]


def within(mentions: Sequence[Mention], text: str = "") -> Within:
    """Bring short forms to the full name: `Rubio` to `Marco Rubio`, `DIA` to `Defense Intelligence Agency`.

    `text` is what the mentions are of: of several Reagans, `President Reagan` is the one called so elsewhere.
    """
    bearers_of: dict[str, Callable[[str], list[str]]] = {
        "person": _people(_longest_people(_spelled(mentions, "person"))),
        "organization": _organizations(_spelled(mentions, "organization")),
    }
    titles: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        titles[_spelling(mention)].add(_word_before(text, mention))

    @cache
    def meaning(type_: str, name: str, title: str) -> str | None:
        bearers = bearers_of[type_](name) if type_ in bearers_of else []
        alike = [bearer for bearer in bearers if title and title in titles[bearer]]
        return _only(bearers, name) or _only(alike, "")

    names = [meaning(mention.type, _spelling(mention), _word_before(text, mention)) for mention in mentions]
    return Within(tuple(names), _references(mentions, names))


def _word_before(text: str, mention: Mention) -> str:
    """The capitalised word right before a mention: `President`, `Mrs`; empty where there is none."""
    words = text[max(0, mention.start - 40) : mention.start].rsplit(maxsplit=1)
    is_apart = text[mention.start - 1 : mention.start].isspace()
    return words[-1].rstrip(".") if words and is_apart and words[-1][0].isupper() else ""


def _spelling(mention: Mention) -> str:
    return mention.name or " ".join(mention.text.split())


def _spelled(mentions: Iterable[Mention], type_: str) -> list[str]:
    return list(dict.fromkeys(_spelling(mention) for mention in mentions if mention.type == type_))


def _longest_people(names: Iterable[str]) -> tuple[str, ...]:
    """Full names, one for each person: `Donald Trump` gives way to `Donald J. Trump` of the same article."""
    longest: dict[tuple[str, str], str] = {}
    for name in names:
        if is_full_name(name):
            ends = (name.split()[0], family_name(name))
            longest[ends] = max(longest.get(ends, ""), name, key=len)
    return tuple(longest.values())


def _people(full: Iterable[str]) -> Callable[[str], list[str]]:
    """Says whose name, of several people's, a form may be short for."""
    by_family: dict[str, list[str]] = defaultdict(list)
    by_ends: dict[tuple[str, str], list[str]] = defaultdict(list)
    for known in full:
        family = family_name(known)
        by_ends[known.split()[0], family].append(known)
        for form in {family.casefold(), family.casefold().split()[-1]}:
            by_family[form].append(known)

    def bearers(name: str) -> list[str]:
        found = [known for known in by_family.get(name.casefold(), ()) if known != name]
        if found or not is_full_name(name):
            return found
        return by_ends.get((name.split(maxsplit=1)[0], family_name(name)), [])

    return bearers


def _organizations(full: Iterable[str]) -> Callable[[str], list[str]]:
    """Says which names of organizations a form may be short for."""
    by_initials: dict[str, list[str]] = defaultdict(list)
    by_word: dict[str, list[str]] = defaultdict(list)
    for known in full:
        by_initials[initials(known)].append(known)
        for word in dict.fromkeys(known.split()):
            by_word[word].append(known)

    def bearers(name: str) -> list[str]:
        if " " not in name and name.isupper():
            return [known for known in by_initials.get(name, ()) if known != name]
        words = name.split()
        near = min((by_word.get(word, []) for word in words), key=len, default=[])
        return [known for known in near if len(known) > len(name) and _is_run(words, known.split())]

    return bearers


def _is_run(words: Sequence[str], of: Sequence[str]) -> bool:
    """Whether `words` stand one after the other in `of`, as `Treasury` in `U.S. Treasury Department`."""
    return any(list(of[start : start + len(words)]) == list(words) for start in range(len(of) - len(words) + 1))


def _only(candidates: Sequence[str], otherwise: str) -> str | None:
    if not candidates:
        return otherwise or None
    return candidates[0] if len(candidates) == 1 else None


def _references(mentions: Sequence[Mention], names: Sequence[str | None]) -> tuple[EntityRef, ...]:
    forms: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    confidence: dict[tuple[str, str], float] = defaultdict(float)
    for mention, name in zip(mentions, names, strict=True):
        if name and mention.type in ENTITY_TYPES:
            listing = mention.type, name
            forms[listing][" ".join(mention.text.split())] = None
            confidence[listing] = max(confidence[listing], mention.confidence)
    return tuple(
        EntityRef(
            type_,
            name,
            tuple(form for form in found if form not in explained_forms(type_, name)),
            1.0 if confidence[type_, name] >= CERTAIN else confidence[type_, name],
        )
        for (type_, name), found in forms.items()
    )
