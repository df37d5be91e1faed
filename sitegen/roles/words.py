"""What is a role: the words that one is made of, and whether it says enough."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from sitegen import gazetteer

LONGEST = 12
"""Words of the longest role; one before a name has fewer, because there nothing says where it begins."""
WINDOW = 240
"""Characters on either side of a name that are looked at."""

EXPANDED = {
    **{"Adm": "Admiral", "Brig": "Brigadier", "Capt": "Captain", "Cmdr": "Commander", "Col": "Colonel"},
    **{"Cpl": "Corporal", "Gen": "General", "Gov": "Governor", "Lt": "Lieutenant", "Maj": "Major"},
    **{"Prof": "Professor", "Pvt": "Private", "Rep": "Representative", "Reps": "Representative"},
    **{"Sen": "Senator", "Sens": "Senator", "Sgt": "Sergeant"},
}
FIELDS = frozenset(
    """Affairs Agriculture Budget Commerce Communications Culture Defence Defense Development Economic Economics
    Economy Education Employment Energy Environment External Finance Fisheries Food Foreign Forestry Health Home
    Housing Human Industry Information Interior Internal Justice Labor Labour Management Mines Navy Army Air Oil
    Petroleum Planning Public Resources Science Security Services Social State Technology Telecommunications Tourism
    Trade Transport Transportation Treasury Urban Water Welfare Works""".split()
)
"""What ministries and committees are for; joined by `and` they are one name."""
MODIFIERS = frozenset(
    """acting assistant associate business caretaker chief commercial deposed deputy executive exiled first former
    general head jailed late ousted previous
    honorary incoming incumbent independent junior lead leading managing non-executive outgoing permanent press
    prime principal retired second senior special third top veteran vice""".split()
) | {field.lower() for field in FIELDS}
KINDS = frozenset(
    """accounting administrative advertising airline arms auto bank banking board bond brokerage cattle central
    civil club cocoa coffee commission committee commodity company computer congressional corporate
    corporation currency dairy diplomatic economic editorial exchange farm federal film financial fund futures
    gas government grain group human-rights industrial insurance intelligence international investment legal
    legislative local market marketing medical merger metals military money national naval news nuclear
    operating opposition panel parliamentary party police political presidential price provincial regional
    research retail rights sales scientific securities space staff state steel stock subcommittee tax team
    technical union wheat wire""".split()
)
"""Small words that with those above may stand between a role and what precedes it: `senior oil analyst`."""
_PREFIXES = ("ex-", "then-", "co-")
SUFFIXES = ("-elect", "-designate")
_RELATIVES = frozenset(
    """brother colleague counterpart crewmate daughter father husband mother partner predecessor rival sister son
    successor teammate widow wife""".split()
)
"""Roles that say nothing unless they say whose."""
_VAGUE = frozenset(
    """champion chief defendant expert executive forward general head leader lead member minister officer official
    owner passenger player principal representative resident specialist suspect veteran winner""".split()
)
"""Roles that say too little alone."""
_PLURAL = re.compile(r"(?:[^s]|^)s$")
COMPLEMENTS = frozenset("at for from in of on to with".split())
ENDS = frozenset(
    """after although as are because before but can could did does has have if is may nor or said says should than
    that until was were when where which while who whom whose will would""".split()
)
NEVER_INSIDE = (
    ENDS | COMPLEMENTS | frozenset("a an and by he he's her his it its one she some the their they".split())
)
ADVERBS = frozenset("also currently here now then there today tonight yesterday".split())

ASIDE = re.compile(r"<[A-Z0-9.]{1,12}>|\([A-Z][\w.&-]{1,20}\)")
"""A ticker, an acronym behind the name that it is short for, or `(Asia)`."""
ABBREVIATION = re.compile(
    r"(?:[A-Z]\.)+|(?:Adm|Brig|Bros|Capt|Cmdr|Co|Col|Corp|Cos|Cpl|Dr|Ft|Gen|Gov|Hon|Inc|Jr|Lt|Ltd|Maj|Messrs|Mr|Mrs|Ms|Mt"
    r"|Prof|Pvt|Rep|Reps|Rev|Sen|Sens|Sgt|Sr|St|Vice)\."
)
MARKS_BEFORE, MARKS_AFTER = "\"“”‘'([{-–—*", ',;:!?)]}"”'
POSSESSIVE = re.compile(r"(?<=\w)(?:['’]s|(?<=s)['’])$")


def begins_title(words: Sequence[str], index: int) -> bool:
    return any(" ".join(words[index : index + length]) in titles() for length in range(1, 5))


@lru_cache(10_000)
def is_role(word: str) -> bool:
    """`chairman`, `co-founder`, `President-elect`; not of several people."""
    plain = without_affixes(word)
    if plain in gazetteer.lexicon().roles or plain in small_titles():
        return not (_PLURAL.search(plain) and plain[:-1] in gazetteer.lexicon().roles)
    return plain[:1].isupper() and (plain in titles() or plain.lower() in gazetteer.lexicon().roles)


def without_affixes(word: str) -> str:
    for prefix in _PREFIXES:
        word = word.removeprefix(prefix)
    for suffix in SUFFIXES:
        word = word.removesuffix(suffix)
    return word


@lru_cache(10_000)
def is_modifier(word: str) -> bool:
    return word in MODIFIERS or word in KINDS or word.startswith(_PREFIXES) or word.endswith(SUFFIXES)


def is_telling(words: Sequence[str], head: int) -> bool:
    """Whether the role reads well away from its text: not `wife`, `Japanese counterpart` or `member` alone."""
    role = without_affixes(words[head]).lower()
    if words[0].lower() in NEVER_INSIDE or words[-1].lower() in NEVER_INSIDE:
        return False
    if role in _RELATIVES:
        return role != "counterpart" and (
            words[head + 1 : head + 2] == ["of"] or any(POSSESSIVE.search(word) for word in words[:head])
        )
    return len(words) > 1 or words[0][0].isupper() or role not in _VAGUE


@cache
def titles() -> frozenset[str]:
    return gazetteer.lexicon().titles


@cache
def small_titles() -> frozenset[str]:
    """Titles as roles: `prime minister`, `undersecretary`."""
    return frozenset(title.lower() for title in titles()) - {"major", "private", *map(str.lower, EXPANDED)}
