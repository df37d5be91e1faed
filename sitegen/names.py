"""What a name explains: the forms its bearer may appear under, how it sorts, and where forms stand in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

from sitegen import gazetteer
from sitegen.model import EntityKey, Hit

LONG_TEXT = 20_000
"""Characters from which it is quicker to look at each word of a text than for each form, of which it has many."""

_SUFFIXES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"})
_PARTICLES = frozenset("al bin da dal de del della der di dos du el ibn la le ten ter van von zu".split())
_MINOR = frozenset("a an and at by for in of on the to".split())
_WORD = re.compile(r"[\w-]+")
_SAME_LENGTH = str.maketrans({"\n": " ", "\t": " ", "\u00a0": " ", "’": "'", "‘": "'", "ʼ": "'"})


def family_name(name: str) -> str:
    """The part of a person's name that stands alone later: `von Braun` of `Wernher von Braun`.

    East Asian names given family-first are not told apart; an authority entry's aliases are for them.
    """
    words = name.split()
    while len(words) > 1 and words[-1].rstrip(",") in _SUFFIXES:
        words.pop()
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[start:]).rstrip(", ") or name


def name_suffix(name: str) -> str:
    """`Jr` of `Martin Luther King Jr.`; empty for most."""
    last = name.rsplit(maxsplit=1)[-1]
    return last.rstrip(".") if last in _SUFFIXES else ""


def is_full_name(name: str) -> bool:
    """Whether a person's name has more than the family's part: `Wernher von Braun`, not `von Braun`."""
    first, _, rest = name.partition(" ")
    return bool(rest) and first not in _PARTICLES


def initials(name: str) -> str:
    """`DIA` of `Defense Intelligence Agency`: the capitals of its words, small words left out."""
    return "".join([word[0] for word in name.replace("-", " ").split() if word[0].isupper() and word not in _MINOR])


def _acronym(name: str) -> str:
    """The initials of an organization that mean nothing else; empty where they are too few, or known otherwise.

    A company's legal form is not among them: First Boston Inc is not the FBI.
    """
    words = name.split()
    while len(words) > 1 and words[-1] in gazetteer.lexicon().company_suffixes:
        words.pop()
    short = initials(" ".join(words))
    known = gazetteer.fixed_names().get(short)
    is_own = known is None or name in (known.name, *gazetteer.aliases(known.name))
    return short if len(short) > 2 and is_own else ""


@lru_cache(100_000)
def explained_forms(type_: str, name: str) -> tuple[str, ...]:
    """The forms of an entity that its canonical name alone explains, the name first.

    A place's is named without the state or country that tells it from others: `Cambridge, Massachusetts`.
    """
    forms = [name.partition(", ")[0] if type_ == "place" else name]
    if type_ == "person" and is_full_name(name):
        family = family_name(name)
        forms += [family, family.split()[-1]]
    if type_ == "organization":
        forms += [short] if (short := _acronym(name)) else []
        forms += gazetteer.aliases(name)
    if type_ == "place":
        forms += [*gazetteer.aliases(name), name.upper()]
    return tuple(dict.fromkeys(forms))


def sort_key(type_: str, name: str) -> str:
    """What an A to Z goes by: people by family name."""
    from_family = family_name(name) if type_ == "person" else ""
    plain = f"{from_family} {name}".strip() if from_family != name else name
    return plain.casefold()


def claim_forms(
    claims: Iterable[tuple[EntityKey, Iterable[str]]], excluded: Iterable[str] = ()
) -> dict[str, EntityKey | None]:
    """Which form means which entity. A form that two claim means neither; an excluded phrase means nobody."""
    owners: dict[str, EntityKey | None] = {}
    for key, forms in claims:
        for form in forms:
            if owners.setdefault(form, key) != key:
                owners[form] = None
    owners.update(dict.fromkeys(excluded))
    return owners


def find_forms(text: str, forms: Mapping[str, EntityKey | None]) -> list[Hit]:
    """Where the forms stand as whole words: leftmost first, then longest; none overlaps another.

    A hyphen is part of a word (`U.S.-led` is no mention of the U.S.), any white space is as good as a blank.
    """
    plain = text.translate(_SAME_LENGTH)
    search = _search if len(text) <= LONG_TEXT else _search_by_word
    hits: list[Hit] = []
    reached = 0
    for start, negative_end, key in sorted(search(plain, forms), key=lambda found: found[:2]):
        if start >= reached:
            reached = -negative_end
            if key is not None:
                hits.append(Hit(start, reached, key))
    return hits


_Found: TypeAlias = tuple[int, int, EntityKey | None]
"""Where a form begins, where it ends with its sign changed, and what it means."""


def _search(text: str, forms: Mapping[str, EntityKey | None]) -> list[_Found]:
    """Form by form: quickest in a short text."""
    return [
        (start, -end, key)
        for form, key in forms.items()
        if (word := _plain(form)) in text
        for start, end in _occurrences(text, word)
    ]


def _search_by_word(text: str, forms: Mapping[str, EntityKey | None]) -> list[_Found]:
    """The same word by word, however many forms there are: where one of them could begin."""
    by_word: dict[str, list[str]] = defaultdict(list)
    others: dict[str, EntityKey | None] = {}
    for form, key in forms.items():
        if opening := _WORD.match(_plain(form)):
            by_word[opening[0]].append(form)
        else:
            others[form] = key
    found = _search(text, others)
    for word in _WORD.finditer(text):
        for form in by_word.get(word[0], ()):
            end = word.start() + len(form)
            if text.startswith(_plain(form), word.start()) and not _is_word_part(text[end : end + 1]):
                found.append((word.start(), -end, forms[form]))
    return found


@lru_cache(100_000)
def _plain(form: str) -> str:
    return form.translate(_SAME_LENGTH)


def _is_word_part(char: str) -> bool:
    return char.isalnum() or (char in "_-" and char != "")


def _occurrences(text: str, form: str) -> Iterable[tuple[int, int]]:
    start = text.find(form) if form else -1
    while start >= 0:
        end = start + len(form)
        if not _is_word_part(text[end : end + 1]) and not (start and _is_word_part(text[start - 1])):
            yield start, end
        start = text.find(form, start + 1)
