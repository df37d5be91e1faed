"""What a text says a person is: `U.S. Secretary of State` before a name, `chairman of the Fed` after it.

A role stands directly before a name, or as an apposition after it (Hearst's patterns, COLING 1992, for persons). It
is taken whole or not at all: what cannot be cut where a phrase ends is left. Two roles agree where they could be
one person's; that is evidence, never proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from sitegen import gazetteer
from sitegen.model import Hit
from sitegen.names import claim_forms, explained_forms, find_forms

_LONGEST = 12
"""Words of the longest role; one before a name has fewer, because there nothing says where it begins."""
_LONGEST_BEFORE = 9
_WINDOW = 240
"""Characters on either side of a name that are looked at."""

_EXPANDED = {
    **{"Adm": "Admiral", "Brig": "Brigadier", "Capt": "Captain", "Cmdr": "Commander", "Col": "Colonel"},
    **{"Cpl": "Corporal", "Gen": "General", "Gov": "Governor", "Lt": "Lieutenant", "Maj": "Major"},
    **{"Prof": "Professor", "Pvt": "Private", "Rep": "Representative", "Reps": "Representative"},
    **{"Sen": "Senator", "Sens": "Senator", "Sgt": "Sergeant"},
}
_RANKS = frozenset(_EXPANDED) | frozenset(_EXPANDED.values()) | {"Judge", "Justice"}
"""Titles that may follow another, which then says more: `Army Chief of Staff Gen. …`."""
_OFFICES = frozenset(
    """Archbishop Ayatollah Bishop Cardinal Emir Emperor Empress Imam King Patriarch Pope Prince Princess Prof Prof.
    Professor Queen Rabbi Sultan""".split()
)
"""The honorifics that are roles; `Mr.` and `Sir` are none."""
_FIELDS = frozenset(
    """Affairs Agriculture Budget Commerce Communications Culture Defence Defense Development Economic Economics
    Economy Education Employment Energy Environment External Finance Fisheries Food Foreign Forestry Health Home
    Housing Human Industry Information Interior Internal Justice Labor Labour Management Mines Navy Army Air Oil
    Petroleum Planning Public Resources Science Security Services Social State Technology Telecommunications Tourism
    Trade Transport Transportation Treasury Urban Water Welfare Works""".split()
)
"""What ministries and committees are for; joined by `and` they are one name."""
_MODIFIERS = frozenset(
    """acting assistant associate business caretaker chief commercial deposed deputy executive exiled first former
    general head jailed late ousted previous
    honorary incoming incumbent independent junior lead leading managing non-executive outgoing permanent press
    prime principal retired second senior special third top veteran vice""".split()
) | {field.lower() for field in _FIELDS}
_KINDS = frozenset(
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
_TIMELESS = frozenset(
    """acting caretaker current deposed ex exiled former honorary incoming incumbent jailed late new newly ousted
    outgoing previous retired senior then""".split()
)
"""What a role may lose without becoming another; `vice` and `deputy` are not among them."""
_PREFIXES = ("ex-", "then-", "co-")
_SUFFIXES = ("-elect", "-designate")
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
_COMPLEMENTS = frozenset("at for from in of on to with".split())
_CUTS = frozenset("and at by during for from in on since under with".split())
_ENDS = frozenset(
    """after although as are because before but can could did does has have if is may nor or said says should than
    that until was were when where which while who whom whose will would""".split()
)
_NEVER_INSIDE = (
    _ENDS | _COMPLEMENTS | frozenset("a an and by he he's her his it its one she some the their they".split())
)
_ADVERBS = frozenset("also currently here now then there today tonight yesterday".split())
_PRONOUNS = frozenset("her his its my our their your".split())
_GROUPS = frozenset(
    """agency airline association bank board body bureau chamber club commission committee company concern council
    country court department exchange firm fund group institute ministry organization panel party state subsidiary
    union unit university""".split()
)
"""`of the company`: says nothing away from its article."""
_AMBIGUOUS_OPENERS = frozenset("Best First Second Third Top Young".split())
"""Words that open sentences, and names of firms: `First Boston`."""

_SPELLINGS = {"defence": "defense", "labour": "labor", "advisor": "adviser"}

_ASIDE = re.compile(r"<[A-Z0-9.]{1,12}>|\([A-Z][\w.&-]{1,20}\)")
"""A ticker, an acronym behind the name that it is short for, or `(Asia)`."""
_ABBREVIATION = re.compile(
    r"(?:[A-Z]\.)+|(?:Adm|Brig|Bros|Capt|Cmdr|Co|Col|Corp|Cos|Cpl|Dr|Ft|Gen|Gov|Hon|Inc|Jr|Lt|Ltd|Maj|Messrs|Mr|Mrs|Ms|Mt"
    r"|Prof|Pvt|Rep|Reps|Rev|Sen|Sens|Sgt|Sr|St|Vice)\."
)
_OPENS_APPOSITION = re.compile(
    r"(?:\s\([^()\n]{1,30}\))?,\s(?:(?:aged\s)?\d\d,\s)?(?:[DR]-[A-Z][\w.]*,\s)?(?=[^\W\d_])"
)
_VERB = re.compile(
    r"(?!(?:based|owned|controlled|backed|called|named)$)[a-z]+ed|believes|calls|estimates|expects|notes|predicts|sees|thinks"
)
"""What is a verb directly after a capitalised word."""
_MARKS_BEFORE, _MARKS_AFTER = "\"“”‘'([{-–—*", ',;:!?)]}"”'
_POSSESSIVE = re.compile(r"(?<=\w)(?:['’]s|(?<=s)['’])$")


def stated_roles(text: str, people: Iterable[str]) -> dict[str, str]:
    """The role of each person as `text` first states it, by name; people without one are left out.

    `text` is paragraphs joined by blank lines. A surname alone is believed where the full name never stands.
    """
    names = dict.fromkeys(people)
    hits = find_forms(text, claim_forms((("person", name), explained_forms("person", name)) for name in names))
    in_full = {hit.key[1] for hit in hits if _is_whole(hit)}
    roles: dict[str, str] = {}
    starts = [*(hit.start for hit in hits), len(text)]
    top = 0
    for hit, later in zip(hits, starts[1:], strict=True):
        name = hit.key[1]
        if name not in roles and (_is_whole(hit) or name not in in_full):
            role = _role_before(text, hit.start, top) or _role_after(text, hit.end, later)
            roles |= {name: role} if role else {}
        if name in roles and text.startswith(" and ", hit.end):
            top = hit.end
    return roles


def _is_whole(hit: Hit) -> bool:
    return hit.end - hit.start == len(hit.key[1])


# --- before a name --------------------------------------------------------------------------------------------


def _role_before(text: str, start: int, top: int) -> str:
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
    top = max(top, start - _WINDOW)
    above = text.rfind("\n\n", top, start)
    top = above + 2 if above >= 0 else top
    words: list[str] = []
    tokens = text[top:start].split()
    for token in reversed(tokens):
        if _ASIDE.fullmatch(token):
            continue
        bare = token.rstrip(_MARKS_AFTER)
        if bare != token or not bare:
            return words, token[-1] in '!?:"”'
        if token.endswith(".") and not _ABBREVIATION.fullmatch(token.lstrip(_MARKS_BEFORE)):
            return words, True
        if token.endswith(("-", "–", "—", "*")):
            return words, True
        word = token.lstrip(_MARKS_BEFORE)
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
    while first < start and words[first] in _ADVERBS:
        first += 1
    if first > 0 and words[first - 1].lower() in gazetteer.lexicon().place_prepositions:
        first = _after_place(words, first, start)
    found = [*words[first:start], *_expanded(words[start:end])]
    found[0] = found[0].removeprefix("then-")
    return " ".join(found) if _is_telling(found, len(found) - 1) and len(found) <= _LONGEST_BEFORE else ""


def _head_start(words: Sequence[str], end: int) -> int:
    """Where the title or role begins that ends before `end`; `end` itself where none does."""
    for length in range(min(4, end), 0, -1):
        phrase = _without_affixes(" ".join(words[end - length : end]))
        if phrase in _titles() or phrase in _small_titles():
            return end - length
    if end and (words[end - 1] in _OFFICES or _is_role(words[end - 1])):
        return end - 1
    field = end
    while field and (words[field - 1] in _FIELDS or (field < end and words[field - 1] == "and")):
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
    if before and not (_POSSESSIVE.search(before) or before in _NEVER_INSIDE | gazetteer.lexicon().speech):
        while first < start and words[first] in _KINDS:
            first += 1
    return first


def _belongs(words: Sequence[str], index: int) -> bool | None:
    """Whether a word belongs to the role that what follows it belongs to; None where that cannot be told."""
    word, following = words[index], words[index + 1]
    is_capital = word[0].isupper()
    if word in gazetteer.lexicon().calendar or word in ("The", "A", "An"):
        return False
    if _POSSESSIVE.search(word) or is_capital:
        return is_capital
    if word in ("and", "&", "of", "for", "on"):
        return _is_link(words, index)
    if word in gazetteer.lexicon().particles:
        return following[0].isupper() and index > 0 and words[index - 1][0].isupper()
    if _is_role(word):
        return following == "and" or (_is_modifier(word) and following.islower())
    return _is_modifier(word)


def _is_link(words: Sequence[str], index: int) -> bool | None:
    """`and` in `Trade and Industry Minister`, `of` in `Bank of Japan Governor`; between two roles it is none."""
    before, word, following = words[index - 1] if index else "", words[index], words[index + 1]
    lexicon = gazetteer.lexicon()
    if word in ("and", "&"):
        firms = lexicon.company_suffixes | {"Sons", "Brothers", "Company", "Partners"}
        if (
            {before.capitalize(), following.capitalize()} <= _FIELDS
            or _links_roles(words, index)
            or following.rstrip(".") in firms
        ):
            return True
        if following.islower() or not before[:1].isupper() or _begins_role(words, index + 1):
            return False
        return True if word == "&" else None
    if following.islower() or not before[:1].isupper() or gazetteer.demonym(following):
        return False
    if _begins_title(words, index + 1):
        return False
    return True if before in lexicon.heads else None


def _links_roles(words: Sequence[str], index: int) -> bool:
    """`chairman and chief executive`: two roles of one person."""
    return words[index] == "and" and index > 0 and words[index - 1].islower() and _is_role(words[index - 1])


def _begins_role(words: Sequence[str], index: int) -> bool:
    """Whether a role of its own begins here: `and British Prime Minister`, not `and Budget Director`."""
    return _is_national(words, index) or _begins_title(words, index)


def _begins_title(words: Sequence[str], index: int) -> bool:
    return any(" ".join(words[index : index + length]) in _titles() for length in range(1, 5))


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
        if word.lower() in _MODIFIERS and word not in _AMBIGUOUS_OPENERS:
            break
        if not is_small or word in _FIELDS or _POSSESSIVE.search(word) or _is_national(words, first):
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
    return [_EXPANDED.get(word.rstrip("."), word) for word in title]


# --- after a name ---------------------------------------------------------------------------------------------


def _role_after(text: str, end: int, following: int) -> str:
    """`chairman of the Federal Reserve Board` after `Paul Volcker,`; empty for none. Another name follows."""
    opening = _OPENS_APPOSITION.match(text, end)
    if not opening:
        return ""
    bottom = opening.end() + _WINDOW
    if opening.end() < following < bottom and text[following - 5 : following].endswith(" and "):
        bottom = following - 5
    window = text[opening.end() : bottom].partition("\n\n")[0]
    words = _phrase_after(window)
    while words and words[0].lower() in _ADVERBS:
        words.pop(0)
    head = _head_of(words)
    if head is None:
        return ""
    first = _first_of_apposition(words, head)
    words = _complete(words[first:], head - first)
    return " ".join(words) if words and _is_telling(words, head - first) else ""


def _phrase_after(window: str) -> list[str]:
    """The words up to the first mark or verb; none where no end is in sight."""
    words: list[str] = []
    plain_window = _ASIDE.sub("", window).replace("<", "").replace(">", "")
    tokens = re.sub(r"\s+(?=[,.;:])", "", plain_window).split()
    speech = gazetteer.lexicon().speech
    for token, following in pairwise([*tokens, ""]):
        bare = token.rstrip(_MARKS_AFTER)
        plain = bare.rstrip(".")
        if not plain or plain in _ENDS or plain in speech or token[0] in _MARKS_BEFORE or token == "--":
            return words
        if words and words[-1][0].isupper() and _VERB.fullmatch(plain):
            return words
        if bare.endswith(".") and not (_ABBREVIATION.fullmatch(bare) and _goes_on(following)):
            return [*words, bare if _ABBREVIATION.fullmatch(bare) else plain]
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
    if words[-1].lower() in _MODIFIERS and following.rstrip(",").lower() in _MODIFIERS:
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
        if _is_role(word) and not _POSSESSIVE.search(word) and (not after or _may_follow(after[0])):
            return index
        if not (word[0].isupper() or _is_modifier(word) or has_article or _POSSESSIVE.search(word)):
            return None
        is_link = word in ("of", "and") and index > first and after[:1] and after[0][0].isupper()
        if word in _NEVER_INSIDE and not is_link:
            return None
    return None


def _title_end(words: Sequence[str], index: int) -> int:
    """Past `Secretary of State` or `minister of trade and industry`: a name after it is another's."""
    for length in (4, 3, 2):
        if " ".join(words[index : index + length]).lower() in _small_titles():
            return index + length
    end = index + 1
    while words[index + 1 : index + 2] == ["of"] and words[end : end + 1]:
        if not (words[end].capitalize() in _FIELDS or words[end] in ("of", "and")):
            break
        end += 1
    return end if end > index + 2 else index + 1


def _may_follow(word: str) -> bool:
    return word in _COMPLEMENTS or word in _CUTS or word in ("emeritus", "general") or word in _ADVERBS


def _first_of_apposition(words: Sequence[str], head: int) -> int:
    """Past articles and possessors that say nothing: `the company's chairman`."""
    first = 1 if words[0].lower() in ("a", "an", "the", *_PRONOUNS) else 0
    for index in range(head - 1, first - 1, -1):
        if _POSSESSIVE.search(words[index]) and not words[index][0].isupper():
            return index + 1
    return first


def _complete(words: Sequence[str], head: int) -> list[str]:
    """The phrase cut where it ends; empty where that cannot be told."""
    found = list(words)
    for index in range(head + 1, len(found)):
        if (start := _anaphor_start(found, index)) is not None:
            found = found[: _last_cut(found, head, start)]
            break
    if len(found) > _LONGEST:
        found = found[: _last_cut(found, head, _LONGEST)]
    while len(found) > head + 1 and (found[-1].lower() in _NEVER_INSIDE or found[-1] in _ADVERBS):
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


# --- what is a role -------------------------------------------------------------------------------------------


@lru_cache(10_000)
def _is_role(word: str) -> bool:
    """`chairman`, `co-founder`, `President-elect`; not of several people."""
    plain = _without_affixes(word)
    if plain in gazetteer.lexicon().roles or plain in _small_titles():
        return not (_PLURAL.search(plain) and plain[:-1] in gazetteer.lexicon().roles)
    return plain[:1].isupper() and (plain in _titles() or plain.lower() in gazetteer.lexicon().roles)


def _without_affixes(word: str) -> str:
    for prefix in _PREFIXES:
        word = word.removeprefix(prefix)
    for suffix in _SUFFIXES:
        word = word.removesuffix(suffix)
    return word


@lru_cache(10_000)
def _is_modifier(word: str) -> bool:
    return word in _MODIFIERS or word in _KINDS or word.startswith(_PREFIXES) or word.endswith(_SUFFIXES)


def _is_telling(words: Sequence[str], head: int) -> bool:
    """Whether the role reads well away from its text: not `wife`, `Japanese counterpart` or `member` alone."""
    role = _without_affixes(words[head]).lower()
    if words[0].lower() in _NEVER_INSIDE or words[-1].lower() in _NEVER_INSIDE:
        return False
    if role in _RELATIVES:
        return role != "counterpart" and (
            words[head + 1 : head + 2] == ["of"] or any(_POSSESSIVE.search(word) for word in words[:head])
        )
    return len(words) > 1 or words[0][0].isupper() or role not in _VAGUE


@cache
def _titles() -> frozenset[str]:
    return gazetteer.lexicon().titles


@cache
def _small_titles() -> frozenset[str]:
    """Titles as roles: `prime minister`, `undersecretary`."""
    return frozenset(title.lower() for title in _titles()) - {"major", "private", *map(str.lower, _EXPANDED)}


@cache
def _bare_honorifics() -> frozenset[str]:
    return gazetteer.lexicon().honorifics - _OFFICES - _titles()


@cache
def _ends_of_roles() -> frozenset[str]:
    """Every word that a role before a name may end with."""
    lexicon = gazetteer.lexicon()
    ends = {title.split()[-1] for title in lexicon.titles | _small_titles()}
    affixed = {suffix.removeprefix("-") for suffix in _SUFFIXES}
    capitals = {role.capitalize() for role in lexicon.roles}
    return frozenset(ends | lexicon.roles | capitals | lexicon.honorifics | _FIELDS | affixed)


# --- comparing roles ------------------------------------------------------------------------------------------


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
    words = [_POSSESSIVE.sub("", word) for word in role.replace("-", " ").replace(",", "").split()]
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
        or word in _FIELDS
        or _begins_title(words, index)
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
    return any(_is_role(word) for word in words)


def _office_and_body(words: Sequence[str]) -> tuple[str, set[str]]:
    """`finance minister` and nothing; `chairman` and {Federal, Reserve, Board}."""
    end = next((index for index, word in enumerate(words) if word in _COMPLEMENTS), len(words))
    heads = [index for index in range(end) if _is_role(words[index])]
    if not heads:
        return "", set()
    head = heads[-1]
    first = head
    while first and _names_office(words[first - 1]):
        first -= 1
    office = [_SPELLINGS.get(word.lower(), word.lower()) for word in words[first : head + 1]]
    after = words[head + 1 :]
    if after[:1] == ["of"] and len(after) > 1 and all(word in _FIELDS or word == "and" for word in after[1:]):
        field = [_SPELLINGS.get(word.lower(), word.lower()) for word in after[1:]]
        return " ".join([*field, *office]), set()
    if after[:1] == ["general"]:
        office.append("general")
    office = [word for word in office if word not in _TIMELESS]
    body = {word for word in (*words[:first], *after) if word[0].isupper() and word not in ("The", "A")}
    return " ".join(office), body


def _names_office(word: str) -> bool:
    return _is_role(word) or word.lower() in _MODIFIERS or word in _FIELDS
