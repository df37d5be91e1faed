"""Headlines and summaries made from a lead paragraph, by leaving words out: none is ever put in.

There is no parser here. A headline is the lead's first sentence without its asides, its source and its weekday.
When that is too long, every shortening that the grammar of wire English allows is weighed, and the cheapest taken.
The costs are points without a unit; a rule says how much is lost with what it cuts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import chain, pairwise
from typing import NamedTuple

from sitegen import english
from sitegen.text import fold_space, sentence_spans

HEADLINE_LIMIT = 90
SUMMARY_LIMIT = 200

_LONGEST_SENTENCE = 1_500
_OPENING_BRACKETS = re.compile(r"\A\(([^()]{1,80})\)")
_ASIDE = re.compile(r"(?P<quotation>\"[^\"]*\"|“[^”]*”)|(?<=\S\s)(?:<[A-Z][A-Z.]{0,9}>|\([^()]{1,80}\))|[<>]")
_DAY = re.compile(
    r"(?P<comma>(?:,\s+)?)(?P<on>(?:\b(?:on|late|later|early|earlier|last|here|this)\s+){0,3})"
    rf"\b(?:{'|'.join(sorted(english.DAYS))})(?:\s+(?:morning|afternoon|evening|night))?(?P<stop>,?)(?![\w'’-])",
    re.I,
)
_TWO_WORDS = re.compile(r"\w\S*\s+\S*\w")
_EDGE = "\"'“”‘’()[]<>{},;:.!?-–—…*"
_QUOTES = "\"”’'"
_NO_PAIRS = str.maketrans("", "", '"“”()[]')
_STOP = re.compile(rf"[,;:]+([{_QUOTES}]*)$")
_FINAL_STOP = re.compile(rf"[.,;:。]+([{_QUOTES})]*)$")
_INITIALS = re.compile(r"(?:^|\W)(?:[^\W\d_]\.)+$")
_FIGURE = re.compile(r"[$£€¥#]?\d[\d.,/:-]*(?:st|nd|rd|th|s|m|bn|%)?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_PAST = re.compile(r"(?!(?:hundr|end)ed)[^-]{3,}ed")

_LINKS = english.PREPOSITIONS | english.SUBORDINATORS


def headline(lead: str, names: Sequence[tuple[int, int]] = ()) -> str:
    """A headline of at most 90 characters from a lead paragraph without its dateline.

    `names` are the (start, end) of names in `lead`, which are kept whole. Empty only when the lead has no word.
    """
    words = _without_source(_words(*_first_sentence(lead, names)))
    text = _finished(words)
    if len(text) <= HEADLINE_LIMIT:
        return text
    drafts = (draft for version, cost in _versions(words) for draft in _cuts(version, cost))
    return min(drafts, default=(0.0, ""))[1] or _truncated(words)


def summary(text: str, limit: int = SUMMARY_LIMIT) -> str:
    """The beginning of a text, one blank between words, cut after a sentence, else a clause, else a word."""
    # More than fits, so that its end is no end of a sentence, but not a megabyte.
    whole = " ".join(text.split())[: limit * 8]
    if len(whole) <= limit:
        return whole
    sentences = [end for _, end in sentence_spans(whole) if limit // 3 <= end <= limit]
    if sentences:
        return whole[: sentences[-1]]
    room = whole[:limit]
    cut = max(map(room.rfind, (", ", "; ", ": ", " - ", " – ", " — ")))
    if cut < limit // 2:
        cut = room.rfind(" ")
    return (room[:cut] if cut > 0 else room[:-1]).rstrip(" ,;:-–—") + "…"


# --- the first sentence, as words -----------------------------------------------------------------------------


class _Word(NamedTuple):
    """A word as it stands and its bare lower-case form.

    A `held` one may not be parted from the one before, a `named` one because a caller's name goes on in it.
    """

    text: str
    core: str
    capital: bool
    named: bool
    held: bool

    @property
    def stops(self) -> bool:
        return self.text.rstrip(_QUOTES).endswith((",", ";", ":"))

    @property
    def is_number(self) -> bool:
        return self.core in english.NUMBERS or _FIGURE.fullmatch(self.core) is not None


_Words = tuple[_Word, ...]


def _first_sentence(lead: str, names: Sequence[tuple[int, int]]) -> tuple[str, set[int]]:
    """The lead up to the end of its first sentence, and which of its characters go on with a name."""
    indent = len(lead) - len(lead.lstrip())
    lead = _OPENING_BRACKETS.sub(r" \1 ", lead[indent : indent + _LONGEST_SENTENCE])
    inside = {at for start, end in names for at in range(max(start + 1 - indent, 0), min(end - indent, len(lead)))}
    # As many blanks as what goes has characters, so that offsets stay.
    short = _ASIDE.sub(lambda aside: aside["quotation"] or " " * len(aside[0]), lead)
    short = _DAY.sub(lambda day: day[0] if day.end() - 1 in inside else _blank_day(day), short)
    # `Monday.` has nothing left.
    lead = short if re.search(r"\w", short) else lead
    # `Yes.` is no headline, and a quotation of several sentences is one for us.
    spans = sentence_spans(lead)[:4]
    ends = [end for _, end in spans if _TWO_WORDS.search(lead, 0, end)] or [len(lead)]
    return lead[: next((end for end in ends if _is_balanced(lead[:end])), ends[0])], inside


def _blank_day(day: re.Match[str]) -> str:
    """`The fleet sailed late on Tuesday for Manila` without `late on Tuesday`.

    Not when the day is the news (`until Friday`), part of a name (`Sunday Times`) or one of several.
    """
    before, after = day.string[: day.start()].split(), day.string[day.end() :].split(maxsplit=3)[:3]
    last = _core(before[-1]) if before else ""
    if last in english.KEEP_DAY | english.DAYS or not _is_balanced(day.string[: day.start()]):
        return day[0]
    if after and after[0] in {"and", "or", "to", "through", "until"}:
        if any(_core(word) in english.DAYS for word in after):
            return day[0]
    elif after and after[0][0].isupper() and not (day["on"] or day["stop"] or last in english.SAYING):
        return day[0]
    # `Rubio, on Monday, said` needs neither comma.
    comma, stop = ("", "") if not before or (day["comma"] and day["stop"]) else (day["comma"], day["stop"])
    return comma + " " * (len(day[0]) - len(comma + stop)) + stop


def _core(word: str) -> str:
    return word.strip(_EDGE).lower().replace("’", "'")


def _is_balanced(text: str) -> bool:
    """Whether every quotation and bracket that is opened is closed."""
    pairs = (("“", "”"), ("(", ")"), ("[", "]"))
    return text.count('"') % 2 == 0 and all(text.count(opens) == text.count(closes) for opens, closes in pairs)


def _words(sentence: str, inside: Set[int]) -> _Words:
    """The words of a sentence, with what a name, figure, quotation or bracket holds together marked as held."""
    shouting = sentence.isupper()
    has_pairs = _is_balanced(sentence)
    words: list[_Word] = []
    for match in re.finditer(r"\S+", sentence):
        text = match[0]
        if words and not text.strip(".,;:?!"):
            words[-1] = words[-1]._replace(text=words[-1].text + text)
            continue
        capital = not shouting and text.lstrip("\"'“‘<([")[:1].isupper()
        inside_pair = has_pairs and not _is_balanced(sentence[: match.start()])
        named = match.start() in inside
        words.append(_Word(text, _core(text), capital, named, held=named or inside_pair))
        for at in range(len(words) - _hanging(words), len(words)):
            words[at] = words[at]._replace(held=True)
    return tuple(words)


def _hanging(words: Sequence[_Word]) -> int:
    """How many of the last words go on with those before: of `17 percent` one, of `Bank of the North` three."""
    if len(words) < 2 or words[-1].core in _LINKS or {words[-1].core, words[-2].core} & english.DAYS:
        return 0
    before, word = words[-2:]
    if before.stops:
        return int(before.is_number and _YEAR.fullmatch(word.core) is not None)
    if before.is_number or (before.capital and word.text[:1].isdigit()):
        return 1
    count = 1
    while count < min(3, len(words) - 1) and words[-count - 1].core in english.NAME_JOINS:
        count += 1
    first = words[-count - 1]
    return count if word.capital and first.capital and not first.stops else 0


# --- verbs and clauses ----------------------------------------------------------------------------------------


def _is_verb(words: Sequence[_Word], at: int) -> bool:
    """Whether a word looks like the verb of a clause: listed, or in -ed, or as `foresees a` does."""
    word, before = words[at], words[at - 1]
    if not at or word.capital or word.named or before.core in english.ARTICLES | english.POSSESSIVES:
        return False
    if word.core in english.VERBS or (_PAST.fullmatch(word.core) and before.core not in english.PREPOSITIONS):
        return not _is_reduced(words, at)
    determined = at + 1 < len(words) and words[at + 1].core in english.DETERMINERS
    return determined and word.core not in _LINKS and re.search(r"ed$|[^suc'i]s$", word.core) is not None


def _is_reduced(words: Sequence[_Word], at: int) -> bool:
    """`The bridge built by Brunel`: a passive that only goes with its noun; `fell by 3 percent` is none."""
    word, by = words[at], words[at + 1 : at + 3]
    if len(by) < 2 or by[0].core != "by" or word.stops or words[at - 1].core in english.BE:
        return False
    participle = _PAST.fullmatch(word.core) is not None or word.core in english.VERBS - english.AUXILIARIES
    adverb = not by[1].capital and by[1].core in english.DANGLING - english.DETERMINERS
    return participle and not by[1].is_number and not adverb


def _is_clause(words: Sequence[_Word], end: int) -> bool:
    """Whether every clause begun before `end` has its verb: `X said Y` without more has not."""
    owed = 1
    for at, word in enumerate(words[:end]):
        owed -= _is_verb(words, at)
        if word.core in english.CLAUSE_OPENERS or (word.core in english.REPORTING and not word.stops):
            owed = max(owed, 0) + 1
    return owed <= 0


# --- what every headline does without -------------------------------------------------------------------------


def _segments(words: _Words) -> list[_Words]:
    """The words between commas, semicolons and colons; those within a quotation or a name do not count."""
    ends = [at for at in range(1, len(words)) if words[at - 1].stops and not words[at].held]
    return [words[start:end] for start, end in pairwise([0, *ends, len(words)])]


def _unstopped(words: _Words) -> _Words:
    """`X,` as `X`."""
    return (*words[:-1], words[-1]._replace(text=_STOP.sub(r"\1", words[-1].text)))


def _without_source(words: _Words) -> _Words:
    """`…, officials said on Monday` and `…, according to …` go, and what the source is said to quote."""
    kept: list[_Words] = []
    dropped = False
    for segment in _segments(words):
        trails = dropped and segment[0].core.endswith("ing")
        dropped = bool(kept) and (trails or _is_source(segment))
        if not dropped:
            kept.append(segment)
            continue
        if len(kept) > 2 and segment[0].core in english.SAYING and not any(word.capital for word in segment):
            # `…, Ernie Pyle, a reporter, said`: the speaker stands two commas before.
            del kept[-2:]
        kept[-1] = _unstopped(kept[-1])
    result = tuple(chain(*kept))
    is_quotation = result and result[0].text.startswith(('"', "“")) and result[-1].text.endswith(('"', "”"))
    return words if is_quotation or len(result) < 3 else result


def _is_source(segment: _Words) -> bool:
    """Whether nothing stands between two commas but who says so, and when and where."""
    clause = english.VERBS | english.CLAUSE_OPENERS | english.PRONOUNS | english.POSSESSIVES
    for at, word in enumerate(segment[:16]):
        if word.core in english.SAYING:
            where = [following.core for following in segment[at + 1 :]]
            circumstance = not where or at == 0 or where[0] in english.PREPOSITIONS
            told = word.core in {"told", "tells"}
            return (circumstance or told) and len(where) <= 12 and clause.isdisjoint(where)
    return segment[0].core == "according"


# --- what a long one does without -----------------------------------------------------------------------------


def _versions(words: _Words) -> Iterator[tuple[_Words, float]]:
    """The sentence, and what it is without any or all of what may go; each with the cost of having gone."""
    changes = (
        (_without_appositions, 2),
        (_without_opening, 7),
        (_without_said_it, 3),
        (_without_role, 6),
        (_without_postmodifier, 16),
    )
    versions = {words: 0.0}
    for change, cost in changes:
        for version, before in list(versions.items()):
            versions.setdefault(change(version), before + cost)
    return iter(versions.items())


def _without_appositions(words: _Words) -> _Words:
    """`X, a maker of Y, said` and `Z, which …, fell` without their middles."""
    segments = _segments(words)
    kept = segments[:1]
    for segment, following in pairwise(segments[1:]):
        if _is_apposition(kept[-1], segment, following):
            kept[-1] = _unstopped(kept[-1])
        else:
            kept.append(segment)
    return tuple(chain(*kept, *segments[1:][-1:]))


def _is_apposition(before: _Words, segment: _Words, following: _Words) -> bool:
    """`NATO`, `a maker of Y`, and whatever stands before a verb."""
    first = segment[0]
    acronym = len(segment) == 1 and first.text[:2].isupper()
    described = first.core in {"a", "an", "one"} and before[-1].capital
    resumed = first.core not in english.CONJUNCTIONS | english.VERBS and _is_verb((before[-1], *following), 1)
    return not following[0].capital and (acronym or described or resumed)


def _without_opening(words: _Words) -> _Words:
    """`After months of talks, X agreed` from X on."""
    opening, *rest = _segments(words)
    kept = tuple(chain(*rest))
    return kept if opening[0].core in _LINKS and _is_clause(kept, len(kept)) else words


def _without_said_it(words: _Words) -> _Words:
    """`X said it will close` as `X will close`: what someone says of his own doings."""
    for at, word in enumerate(words[:-3]):
        if word.core == "said":
            verb = at + (3 if words[at + 1].core == "that" else 2)
            own = words[verb - 1].core in {"it", "they"} and words[verb].core not in english.BACKSHIFTED
            return (*words[:at], *words[verb:]) if own and not word.stops and _is_verb(words, verb) else words
    return words


def _without_role(words: _Words) -> _Words:
    """`Secretary of State Marco Rubio said` as `Marco Rubio said`."""
    for at, word in enumerate(words[:14]):
        if word.stops or _is_verb(words, at):
            break
        office = [following.core for following in words[at + 1 : at + 3]]
        name = words[at + (1 if office[:1] != ["of"] else 4 if office[1:] == ["the"] else 3) :]
        full = len(name) > 2 and name[0].capital and name[1].capital and not (name[0].stops or name[0].named)
        if word.core in english.ROLES and full and name[0].core not in english.ROLES:
            return name
    return words


def _without_postmodifier(words: _Words) -> _Words:
    """`The export of oil from Baku will resume` as `The export will resume`."""
    said = next((at for at, word in enumerate(words) if word.core in english.REPORTING and not word.stops), -1)
    start = next((at for at in range(said + 2, len(words) - 2) if _is_postmodifier(words, at)), 0)
    subject = range(said + 1, start)
    if not start or any(_is_verb(words, at) or words[at].core in english.CLAUSE_OPENERS for at in subject):
        return words
    for at in range(start + 2, len(words)):
        if words[at].stops or words[at].core in english.CLAUSE_OPENERS:
            break
        if _is_verb(words, at) and words[at - 1].core not in english.DANGLING:
            # `leaders of … satisfied with growth` are no leaders who satisfied.
            doubtful = words[at].core not in english.VERBS and words[min(at + 1, len(words) - 1)].core in _LINKS
            return words if doubtful else (*words[:start], *words[at:])
    return words


def _is_postmodifier(words: _Words, at: int) -> bool:
    """Whether `from Baku` or `owned by Nobel` opens here."""
    before, word = words[at - 1], words[at]
    opens = word.core in english.PREPOSITIONS or _is_reduced(words, at)
    return opens and not (word.held or before.stops or before.core in english.DANGLING | english.WANT_OF)


# --- where to cut ---------------------------------------------------------------------------------------------


def _cuts(words: _Words, cost: float) -> Iterator[tuple[float, str]]:
    """Every acceptable beginning of a sentence, the whole among them, that goes on after its opening."""
    first, *rest = _segments(words)
    opening = len(first) if rest and words[0].core in _LINKS else 0
    for end in range(opening + 1, len(words) + 1):
        text = _finished(words[:end])
        if len(text) > HEADLINE_LIMIT:
            return
        boundary = _boundary(words, end)
        if boundary is not None and _is_clause(words, end):
            # What is left out may have been the news.
            brevity = (HEADLINE_LIMIT - len(text)) * 0.45 + max(0, 45 - len(text))
            yield cost + boundary + brevity + _raggedness(words, end), text


def _raggedness(words: _Words, end: int) -> float:
    """What a cut after a comma costs: `X, a maker of Y` has lost its verb, `new parks, roads` its last part."""
    commas = [at for at in range(end - 1) if words[at].stops]
    if not commas:
        return 0
    if not any(_is_verb(words, at) for at in range(commas[0] + 1)):
        return 40
    whole = words[end - 1].stops or end == len(words) or words[commas[-1] + 1].core in english.CONJUNCTIONS
    return 0 if whole else 14


def _boundary(words: _Words, end: int) -> float | None:
    """What it costs to cut before a word; None where grammar does not let us."""
    if words[end - 1].core in english.DANGLING or (end < len(words) and words[end].held):
        return None
    if end == len(words):
        return 0
    # A word of marks only is a dash.
    if words[end - 1].stops or not words[end].core:
        return 6
    rules = (_at_clause, _at_and, _at_time, _at_participle, _at_phrase)
    return next((cost for rule in rules if (cost := rule(words, end)) is not None), None)


def _at_clause(words: _Words, end: int) -> float | None:
    """`Parliament passed the reform | while crowds waited`."""
    if words[end].core not in english.SUBORDINATORS or words[end - 1].core in english.TIMES:
        return None
    # `rejected | as too low` is none.
    return None if words[end].core == "as" and _is_unfinished_verb(words, end) else 8


def _at_and(words: _Words, end: int) -> float | None:
    """`The council met | and voted`: only where a verb follows soon."""
    soon = range(end + 1, min(end + 5, len(words)))
    return 9 if words[end].core in {"and", "or"} and any(_is_verb(words, at) for at in soon) else None


def _at_time(words: _Words, end: int) -> float | None:
    """`Prices rose | last year`, `The Titanic sank | two hours after`."""
    # `the final | two hours` is none.
    counted = words[end].is_number and words[end - 2].core not in english.DETERMINERS
    time = end + 1 < len(words) and words[end + 1].core in english.TIMES
    return 9 if time and (counted or words[end].core in english.BEFORE_TIMES) else None


def _at_participle(words: _Words, end: int) -> float | None:
    """`a capsule | owned by`, `an order | worth`."""
    return 15 if words[end].core in english.PARTICIPLES or _is_reduced(words, end) else None


def _at_phrase(words: _Words, end: int) -> float | None:
    """Before a preposition, `to` or `that`, unless the words before are nothing without what follows."""
    core = words[end].core
    if core not in english.PREPOSITIONS | {"that"} or _is_unfinished_verb(words, end):
        return None
    if core == "to" and _wants_infinitive(words[max(0, end - 9) : end]):
        return None
    if core == "of" and (words[end - 1].is_number or words[end - 1].core in english.WANT_OF):
        return 45
    return {"of": 24, "to": 28, "that": 30}.get(core, 14)


def _wants_infinitive(words: _Words) -> bool:
    """`urged the banks | to`: the verb has not had its `to` yet."""
    wants = [at for at, word in enumerate(words) if word.core in english.WANT_INFINITIVE]
    return bool(wants) and all(word.core != "to" for word in words[wants[-1] :])


def _is_unfinished_verb(words: _Words, end: int) -> bool:
    """`accused`, `is planning`, `to insert`: verbs that want an object or a phrase."""
    last, before = words[end - 1], words[max(0, end - 2)]
    if _is_reduced(words, end - 1) or last.core in english.PARTICIPLES:
        return True
    if last.core in english.INTRANSITIVES or last.capital or last.is_number:
        return False
    if last.core.endswith("ing"):
        return _is_verb(words, end - 2) or before.core in english.DANGLING - english.DETERMINERS
    return before.core == "to" or (_is_verb(words, end - 1) and before.core not in english.BE)


# --- finishing ------------------------------------------------------------------------------------------------


def _finished(words: _Words) -> str:
    """The words as a line: a capital first, no stop last but that of `the U.S.`."""
    text = " ".join(word.text for word in words)
    if not _is_balanced(text):
        text = text.translate(_NO_PAIRS)
    text = fold_space(text).rstrip(" ,;:-–—")
    if not _INITIALS.search(text):
        text = _FINAL_STOP.sub(r"\1", text)
    # `iPhone` and `eBay` are spelt as they are.
    return text[:1].upper() + text[1:] if not text[1:2].isupper() else text


def _truncated(words: _Words) -> str:
    """As many words as fit and an ellipsis: the last resort."""
    ends = [end for end in range(1, len(words)) if words[end - 1].core not in english.DANGLING]
    for end in sorted(ends, key=lambda end: (words[end].held, -end)):
        text = _finished(words[:end])
        if len(text) < HEADLINE_LIMIT:
            return text + "…"
    return words[0].text.translate(_NO_PAIRS)[: HEADLINE_LIMIT - 1] + "…"
