"""A role as an apposition after a name: `chairman of the Fed` after `Paul Volcker,`. It is cut where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sitegen import gazetteer
from sitegen.roles.words import (
    ABBREVIATION,
    ADVERBS,
    ASIDE,
    COMPLEMENTS,
    ENDS,
    FIELDS,
    LONGEST,
    MARKS_AFTER,
    MARKS_BEFORE,
    MODIFIERS,
    NEVER_INSIDE,
    POSSESSIVE,
    WINDOW,
    is_modifier,
    is_role,
    is_telling,
    small_titles,
)

_CUTS = frozenset("and at by during for from in on since under with".split())
_PRONOUNS = frozenset("her his its my our their your".split())
_GROUPS = frozenset(
    """agency airline association bank board body bureau chamber club commission committee company concern council
    country court department exchange firm fund group institute ministry organization panel party state subsidiary
    union unit university""".split()
)
"""`of the company`: says nothing away from its article."""
_OPENS_APPOSITION = re.compile(
    r"(?:\s\([^()\n]{1,30}\))?,\s(?:(?:aged\s)?\d\d,\s)?(?:[DR]-[A-Z][\w.]*,\s)?(?=[^\W\d_])"
)
_VERB = re.compile(
    r"(?!(?:based|owned|controlled|backed|called|named)$)[a-z]+ed|believes|calls|estimates|expects|notes|predicts|sees|thinks"
)
"""What is a verb directly after a capitalised word."""


def role_after(text: str, end: int, following: int) -> str:
    """`chairman of the Federal Reserve Board` after `Paul Volcker,`; empty for none. Another name follows."""
    opening = _OPENS_APPOSITION.match(text, end)
    if not opening:
        return ""
    bottom = opening.end() + WINDOW
    if opening.end() < following < bottom and text[following - 5 : following].endswith(" and "):
        bottom = following - 5
    window = text[opening.end() : bottom].partition("\n\n")[0]
    words = _phrase_after(window)
    while words and words[0].lower() in ADVERBS:
        words.pop(0)
    head = _head_of(words)
    if head is None:
        return ""
    first = _first_of_apposition(words, head)
    words = _complete(words[first:], head - first)
    return " ".join(words) if words and is_telling(words, head - first) else ""


def _phrase_after(window: str) -> list[str]:
    """The words up to the first mark or verb; none where no end is in sight."""
    words: list[str] = []
    plain_window = ASIDE.sub("", window).replace("<", "").replace(">", "")
    tokens = re.sub(r"\s+(?=[,.;:])", "", plain_window).split()
    speech = gazetteer.lexicon().speech
    for token, following in pairwise([*tokens, ""]):
        bare = token.rstrip(MARKS_AFTER)
        plain = bare.rstrip(".")
        if not plain or plain in ENDS or plain in speech or token[0] in MARKS_BEFORE or token == "--":
            return words
        if words and words[-1][0].isupper() and _VERB.fullmatch(plain):
            return words
        if bare.endswith(".") and not (ABBREVIATION.fullmatch(bare) and _goes_on(following)):
            return [*words, bare if ABBREVIATION.fullmatch(bare) else plain]
        words.append(bare)
        if bare != token:
            if token.endswith(",") and following.rstrip(".,") in gazetteer.lexicon().company_suffixes:
                continue
            return [] if _is_halved(words, token, tokens, following) else words
    return words


def _goes_on(following: str) -> bool:
    return bool(following) and following not in gazetteer.lexicon().starters


def _is_halved(words: Sequence[str], token: str, tokens: Sequence[str], following: str) -> bool:
    """Whether a comma stands inside a name or list: `of Smith, Barney and Co`, `of trade, industry and energy`."""
    if not token.endswith(",") or not following:
        return False
    if words[-1].lower() in MODIFIERS and following.rstrip(",").lower() in MODIFIERS:
        return True
    rest = tokens[tokens.index(token) + 1 :][:5]
    while rest and rest[0][0].isupper():
        if rest[0].endswith(",") or gazetteer.place(rest[0]):
            return False
        rest = rest[1:]
    if len(rest) < 2 or len(rest) == 5 or rest[0] not in ("and", "&"):
        return False
    return words[-1][0].isupper() and rest[1][0].isupper()


def _head_of(words: Sequence[str]) -> int | None:
    """The word of an apposition that is the role: `secretary` of `the Treasury secretary`."""
    first = 1 if words and words[0].lower() in ("a", "an", "the", *_PRONOUNS) else 0
    has_article = first == 1
    for index in range(first, min(len(words), first + 8)):
        word = words[index]
        after = words[_title_end(words, index) :][:1]
        if is_role(word) and not POSSESSIVE.search(word) and (not after or _may_follow(after[0])):
            return index
        if not (word[0].isupper() or is_modifier(word) or has_article or POSSESSIVE.search(word)):
            return None
        is_link = word in ("of", "and") and index > first and after[:1] and after[0][0].isupper()
        if word in NEVER_INSIDE and not is_link:
            return None
    return None


def _title_end(words: Sequence[str], index: int) -> int:
    """Past `Secretary of State` or `minister of trade and industry`: a name after it is another's."""
    for length in (4, 3, 2):
        if " ".join(words[index : index + length]).lower() in small_titles():
            return index + length
    end = index + 1
    while words[index + 1 : index + 2] == ["of"] and words[end : end + 1]:
        if not (words[end].capitalize() in FIELDS or words[end] in ("of", "and")):
            break
        end += 1
    return end if end > index + 2 else index + 1


def _may_follow(word: str) -> bool:
    return word in COMPLEMENTS or word in _CUTS or word in ("emeritus", "general") or word in ADVERBS


def _first_of_apposition(words: Sequence[str], head: int) -> int:
    """Past articles and possessors that say nothing: `the company's chairman`."""
    first = 1 if words[0].lower() in ("a", "an", "the", *_PRONOUNS) else 0
    for index in range(head - 1, first - 1, -1):
        if POSSESSIVE.search(words[index]) and not words[index][0].isupper():
            return index + 1
    return first


def _complete(words: Sequence[str], head: int) -> list[str]:
    """The phrase cut where it ends; empty where that cannot be told."""
    found = list(words)
    for index in range(head + 1, len(found)):
        if (start := _anaphor_start(found, index)) is not None:
            found = found[: _last_cut(found, head, start)]
            break
    if len(found) > LONGEST:
        found = found[: _last_cut(found, head, LONGEST)]
    while len(found) > head + 1 and (found[-1].lower() in NEVER_INSIDE or found[-1] in ADVERBS):
        found.pop()
    return found


def _anaphor_start(words: Sequence[str], index: int) -> int | None:
    """Where `its …` or `the investment banking and securities firm` begins: which one, only the text tells."""
    if words[index].lower() in _PRONOUNS:
        return index
    if words[index] not in _GROUPS or words[index + 1 : index + 2] == ["of"]:
        return None
    for first in range(index - 1, 0, -1):
        if words[first] in ("the", "this", "that"):
            return first
        if words[first] == "of" or not words[first].islower():
            return None
    return None


def _last_cut(words: Sequence[str], head: int, end: int) -> int:
    """The last place before `end` where the phrase may stop; directly after the role where there is none other."""
    for index in range(min(end, len(words) - 1), head, -1):
        within = words[index - 1][0].isupper() and words[index + 1 : index + 2] and words[index + 1][0].isupper()
        if words[index] == "and" and within:
            continue
        if words[index] in _CUTS or (words[index] == "of" and index == head + 1):
            return index
    return head + 1
