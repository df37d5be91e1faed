"""A role directly before a name: `U.S. Secretary of State` before `Marco Rubio`. It is cut where it begins."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sitegen import gazetteer
from sitegen.roles.words import (
    ABBREVIATION,
    ADVERBS,
    ASIDE,
    EXPANDED,
    FIELDS,
    KINDS,
    MARKS_AFTER,
    MARKS_BEFORE,
    MODIFIERS,
    NEVER_INSIDE,
    POSSESSIVE,
    SUFFIXES,
    WINDOW,
    begins_title,
    is_modifier,
    is_role,
    is_telling,
    small_titles,
    titles,
    without_affixes,
)

_LONGEST_BEFORE = 9
_RANKS = frozenset(EXPANDED) | frozenset(EXPANDED.values()) | {"Judge", "Justice"}
"""Titles that may follow another, which then says more: `Army Chief of Staff Gen. …`."""
_OFFICES = frozenset(
    """Archbishop Ayatollah Bishop Cardinal Emir Emperor Empress Imam King Patriarch Pope Prince Princess Prof Prof.
    Professor Queen Rabbi Sultan""".split()
)
"""The honorifics that are roles; `Mr.` and `Sir` are none."""
_AMBIGUOUS_OPENERS = frozenset("Best First Second Third Top Young".split())
"""Words that open sentences, and names of firms: `First Boston`."""


def role_before(text: str, start: int, top: int) -> str:
    """`former Federal Reserve chairman` before `Paul Volcker`; empty for none. It begins after `top`."""
    if start < 2 or text[start - 1] not in " \n" or text[start - 2] in ",;:)\n":
        return ""
    last = text[max(0, start - 30) : start].rsplit(maxsplit=1)[-1]
    if last not in _ends_of_roles() and last.lower().rpartition("-")[2] not in _ends_of_roles():
        return ""
    words, opens = _phrase_before(text, start, top)
    return _noun_phrase(words, opens)


def _phrase_before(text: str, start: int, top: int) -> tuple[list[str], bool]:
    """The words since the last mark between `top` and `start`, and whether a sentence begins with them."""
    top = max(top, start - WINDOW)
    above = text.rfind("\n\n", top, start)
    top = above + 2 if above >= 0 else top
    words: list[str] = []
    tokens = text[top:start].split()
    for token in reversed(tokens):
        if ASIDE.fullmatch(token):
            continue
        bare = token.rstrip(MARKS_AFTER)
        if bare != token or not bare:
            return words, token[-1] in '!?:"”'
        if token.endswith(".") and not ABBREVIATION.fullmatch(token.lstrip(MARKS_BEFORE)):
            return words, True
        if token.endswith(("-", "–", "—", "*")):
            return words, True
        word = token.lstrip(MARKS_BEFORE)
        words[:0] = [word] if word else []
        if word != token:
            return words, True
    return words, top == 0 or text[top - 1] == "\n"


def _noun_phrase(words: Sequence[str], opens: bool) -> str:
    """The role that ends a run of words, if it can be cut cleanly on the left."""
    end = len(words)
    while end and words[end - 1] in _bare_honorifics():
        end -= 1
    start = _head_start(words, end)
    if start == end:
        return ""
    if words[start].rstrip(".") in _RANKS and _head_start(words, start) < start:
        return _noun_phrase(words[:start], opens)
    first = _first_word(words, start)
    if first is None:
        return ""
    if first == 0 and opens:
        first = _after_opener(words, start)
    while first < start and words[first] in ADVERBS:
        first += 1
    if first > 0 and words[first - 1].lower() in gazetteer.lexicon().place_prepositions:
        first = _after_place(words, first, start)
    found = [*words[first:start], *_expanded(words[start:end])]
    found[0] = found[0].removeprefix("then-")
    return " ".join(found) if is_telling(found, len(found) - 1) and len(found) <= _LONGEST_BEFORE else ""


def _head_start(words: Sequence[str], end: int) -> int:
    """Where the title or role begins that ends before `end`; `end` itself where none does."""
    for length in range(min(4, end), 0, -1):
        phrase = without_affixes(" ".join(words[end - length : end]))
        if phrase in titles() or phrase in small_titles():
            return end - length
    if end and (words[end - 1] in _OFFICES or is_role(words[end - 1])):
        return end - 1
    field = end
    while field and (words[field - 1] in FIELDS or (field < end and words[field - 1] == "and")):
        field -= 1
    if 1 < field < end and words[field - 1] == "of" and words[field - 2].lower() in ("minister", "secretary"):
        return _head_start(words, field - 1)
    return end


def _first_word(words: Sequence[str], start: int) -> int | None:
    """Where the phrase begins whose title or role stands at `start`; None where that cannot be told."""
    first = start
    while first and (belongs := _belongs(words, first - 1)) is not False:
        if belongs is None:
            return None
        first -= 1
    before = words[first - 1].lower() if first else ""
    if before == "the":
        seconds = (index + 1 for index in range(first, start) if _links_roles(words, index))
        return next(seconds, first)
    if before and not (POSSESSIVE.search(before) or before in NEVER_INSIDE | gazetteer.lexicon().speech):
        while first < start and words[first] in KINDS:
            first += 1
    return first


def _belongs(words: Sequence[str], index: int) -> bool | None:
    """Whether a word belongs to the role that what follows it belongs to; None where that cannot be told."""
    word, following = words[index], words[index + 1]
    is_capital = word[0].isupper()
    if word in gazetteer.lexicon().calendar or word in ("The", "A", "An"):
        return False
    if POSSESSIVE.search(word) or is_capital:
        return is_capital
    if word in ("and", "&", "of", "for", "on"):
        return _is_link(words, index)
    if word in gazetteer.lexicon().particles:
        return following[0].isupper() and index > 0 and words[index - 1][0].isupper()
    if is_role(word):
        return following == "and" or (is_modifier(word) and following.islower())
    return is_modifier(word)


def _is_link(words: Sequence[str], index: int) -> bool | None:
    """`and` in `Trade and Industry Minister`, `of` in `Bank of Japan Governor`; between two roles it is none."""
    before, word, following = words[index - 1] if index else "", words[index], words[index + 1]
    lexicon = gazetteer.lexicon()
    if word in ("and", "&"):
        firms = lexicon.company_suffixes | {"Sons", "Brothers", "Company", "Partners"}
        if (
            {before.capitalize(), following.capitalize()} <= FIELDS
            or _links_roles(words, index)
            or following.rstrip(".") in firms
        ):
            return True
        if following.islower() or not before[:1].isupper() or _begins_role(words, index + 1):
            return False
        return True if word == "&" else None
    if following.islower() or not before[:1].isupper() or gazetteer.demonym(following):
        return False
    if begins_title(words, index + 1):
        return False
    return True if before in lexicon.heads else None


def _links_roles(words: Sequence[str], index: int) -> bool:
    """`chairman and chief executive`: two roles of one person."""
    return words[index] == "and" and index > 0 and words[index - 1].islower() and is_role(words[index - 1])


def _begins_role(words: Sequence[str], index: int) -> bool:
    """Whether a role of its own begins here: `and British Prime Minister`, not `and Budget Director`."""
    return _is_national(words, index) or begins_title(words, index)


def _is_national(words: Sequence[str], index: int) -> bool:
    phrases = [" ".join(words[index : index + length]) for length in (1, 2, 3)]
    return any(gazetteer.demonym(phrase) or gazetteer.country(phrase) for phrase in phrases)


def _after_opener(words: Sequence[str], start: int) -> int:
    """Past a word that is capitalised only because it opens the sentence: `But`, `Visiting`."""
    lexicon = gazetteer.lexicon()
    first = 0
    while first < start and words[first][0].isupper():
        word = words[first]
        is_small = word in lexicon.starters or word.lower() in lexicon.ordinary
        if word.lower() in MODIFIERS and word not in _AMBIGUOUS_OPENERS:
            break
        if not is_small or word in FIELDS or POSSESSIVE.search(word) or _is_national(words, first):
            break
        certain = word in lexicon.starters and word not in _AMBIGUOUS_OPENERS
        if not (certain or _begins_role(words, first + 1)):
            break
        first += 1
    return first


def _after_place(words: Sequence[str], first: int, start: int) -> int:
    """Past the city in `In London Prime Minister …`; a country's name belongs to the role."""
    for length in (3, 2, 1):
        place = " ".join(words[first : first + length])
        if first + length <= start and gazetteer.place(place) and not gazetteer.country(place):
            return first + length
    return first


def _expanded(title: Sequence[str]) -> list[str]:
    return [EXPANDED.get(word.rstrip("."), word) for word in title]


@cache
def _bare_honorifics() -> frozenset[str]:
    return gazetteer.lexicon().honorifics - _OFFICES - titles()


@cache
def _ends_of_roles() -> frozenset[str]:
    """Every word that a role before a name may end with."""
    lexicon = gazetteer.lexicon()
    ends = {title.split()[-1] for title in lexicon.titles | small_titles()}
    affixed = {suffix.removeprefix("-") for suffix in SUFFIXES}
    capitals = {role.capitalize() for role in lexicon.roles}
    return frozenset(ends | lexicon.roles | capitals | lexicon.honorifics | FIELDS | affixed)
