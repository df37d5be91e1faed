"""Headlines and summaries made from a lead paragraph, by leaving words out: none is ever put in.

There is no parser here. A headline is the lead's first sentence without its asides, its source and its weekday.
When that is too long, every shortening that the grammar of wire English allows is weighed, and the cheapest taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sitegen.text import fold_space, sentence_spans

HEADLINE_LIMIT = 90
SUMMARY_LIMIT = 200


def headline(lead: str, names: Sequence[tuple[int, int]] = ()) -> str:
    """A headline of at most 90 characters from a lead paragraph without its dateline.

    `names` are the (start, end) of names in `lead`, which are kept whole. Empty only when the lead has no word.
    """
    sentence = _first_sentence(lead, names)
    words = _without_days(_without_source(sentence))
    # `Monday.` has nothing left.
    text = _finished(words) or _finished(sentence)
    if len(text) <= HEADLINE_LIMIT:
        return text
    drafts = (draft for version, cost in _versions(words) for draft in _cuts(version, cost))
    best = min(drafts, default=None)
    return best.text if best else _truncated(words)


def summary(text: str, limit: int = SUMMARY_LIMIT) -> str:
    """The beginning of a text, one blank between words, cut after a sentence, else a clause, else a word."""
    whole = " ".join(text[: limit * 8].split() if len(text) > limit * 8 and " " in text else text.split())
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


# --- the words of wire English --------------------------------------------------------------------------------


def _table(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_ARTICLES = _table("a an the")
_POSSESSIVES = _table("its his her their our my your whose")
_DETERMINERS = (
    _table("some any no little more many this these that those all both several") | _ARTICLES | _POSSESSIVES
)
_SPECIFIERS = _ARTICLES | _POSSESSIVES
_PRONOUNS = _table("it he she they we i you")
_CONJUNCTIONS = _table("and or but nor yet")
_PREPOSITIONS = _table(
    "about above across against along among around at behind below beneath beside between beyond by during for",
    "from in inside into near of off on onto out outside over past per through throughout to toward towards under",
    "until up upon versus via vs with within without",
)
_SUBORDINATORS = _table(
    "after although amid as because before but despite following if once provided since so than though unless",
    "until when whereas where which while who whom whose citing saying adding including compared quoting yielding",
)
_CLAUSE_OPENERS = _table(
    "that which who whom whose while because although though when if where whether unless how why",
)
"""After one of these a clause must have a verb."""

_BE = _table("is are was were be been being am")
_AUXILIARIES = _BE | _table(
    "has have had having do does did will would shall should can could may might must cannot isn't wasn't won't",
    "wouldn't can't didn't doesn't don't hasn't haven't couldn't",
)
_BACKSHIFTED = _table("was were had would could might did is are")
"""Not to stand without the `said it` before them: tense or meaning would change."""

_SAYING = _table(
    "said says say saying told tells announces announced reports reported adds added warns warned indicates",
    "indicated shows showed show believes believe believed estimates estimated noted declared stated predicts",
    "predicted disclosed confirmed acknowledged argued",
)
_REPORTING = _table("said says say saying told tells believe believes believed predicts predicted warns warned")
"""What follows one of these is a clause of its own."""

_INTRANSITIVES = _table(
    "rose fell grew died resigned expired increased declined dropped closed opened ended began collapsed climbed",
    "slipped gained eased jumped surged plunged soared slowed widened narrowed arrived landed met won lost failed",
    "exploded crashed spread begin start expand stop occur grow rise fall close open resume continue fly land",
    "retired returned changed improved rallied advanced weakened strengthened",
)
_VERBS = (
    _AUXILIARIES - _table("be been being having")
    | _SAYING - _table("reports saying shows show estimates")
    | _table(
        "ate beat became began bid bore bought broke brought built came caught chose clung crept cut dealt died",
        "drank drew drove dug fed fell felt fled flew forbade forced forgot fought found froze gave got grew",
        "heard held hid hit hung hurt kept knelt knew laid lay leapt led left lent let lit lost made meant met",
        "overcame overthrew overtook paid put ran rang read rode rose sang sank saw sent set shone shook shot",
        "shrank shut slept slid sold sought sped spent split spoke sprang spread spun stole stood struck stuck",
        "swam swept swore swung taught thought threw tied took tore understood undertook upheld went withdrew",
        "withheld woke won wore wrote accuses agree agrees appear appears approves becomes begins brings carries",
        "comes continue continues denies expect expects face faces gets gives goes holds hope hopes includes",
        "intend intends keeps launches leads makes mean means needs orbits orders owns plan plans rejects remain",
        "remains seek seeks seem seems stands takes urges vows want wants",
    )
)
_NEVER_PAST = _table(
    "preferred limited united leveraged diversified unspecified related so-called adjusted skilled subordinated",
    "hundred exceed proceed succeed speed need breed embed",
)
_PARTICIPLES = _table(
    "raising leading giving making bringing taking using involving calling requiring allowing covering totaling",
    "totalling generating representing seeking leaving sending killing warning urging causing forcing prompting",
    "paying carrying containing aimed designed due worth effective payable valued",
)
"""What may open a phrase after a noun, and be cut off with it."""

_WANT_INFINITIVE = _table(
    "agree agreed aim aims allow allowed allowing allows appear appears ask asked asks authorise authorised",
    "authorize authorized cause caused causes continue continued decide decided enable enabled enables encourage",
    "encouraged expect expected expects fail failed force forced forces going hope hoped hopes intend intended",
    "intends invite invited led let likely offer offered order ordered orders permit permits permitted persuade",
    "persuaded plan planned planning plans ready refuse refused require required requires seek seeks seem seems",
    "tell tells told tried urge urged urges want wanted wants",
)
_WANT_OF = _table(
    "all amount because beginning case cost couple end form group half instead kind lack level lot majority many",
    "means member members most number one out pair part piece price range rate result series size some sort total",
    "type use value variety way",
)
_WANT_AS = _table(
    "seen regarded described viewed used served serve such well same as known acting act named so much",
)

_DANGLING = (
    _DETERMINERS | _PRONOUNS | _CONJUNCTIONS | _PREPOSITIONS | _SUBORDINATORS | _CLAUSE_OPENERS | _AUXILIARIES
) | _REPORTING.union(
    _table(
        "almost already also another approximately certain currently down dr each either estimated even every few",
        "first further gen gov just last least less major most mr mrs ms nearly neither new next non not now only",
        "other others own previously recently rep roughly same second sen soon still such there third very what",
    )
)
"""What a headline cannot end with."""

_WANT_OBJECT = _DANGLING - _DETERMINERS
_FUNCTION_WORDS = _PREPOSITIONS | _SUBORDINATORS | _CONJUNCTIONS
_CLAUSE_ENDS = _SUBORDINATORS | _CLAUSE_OPENERS | _CONJUNCTIONS
_PHRASE_STARTS = _PREPOSITIONS - {"to"}

_WEAK_ENDS = _table(
    "even just only partly mainly largely shortly soon immediately especially particularly well far",
)
_MEASURES = _table("about almost an by further just less more nearly only rather sharply slightly than")
_NUMBERS = _table(
    "one two three four five six seven eight nine ten eleven twelve half dozen hundred thousand million mln",
    "billion bln trillion pct percent cts twenty thirty forty fifty sixty seventy eighty ninety",
)
_FIGURE = re.compile(r"[$£€¥#]?\d[\d.,/:-]*(?:st|nd|rd|th|s|m|bn|%)?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_MONTHS = _table("jan feb mar apr may jun jul aug sep oct nov dec")
_TIME_UNITS = _table("minutes hours hour day days week weeks month months year years moments")
_TIME_NOUNS = _TIME_UNITS | _table(
    "morning afternoon evening night weekend season quarter spring summer autumn winter",
)
_NOT_VERBS = _PREPOSITIONS | _SUBORDINATORS | _TIME_NOUNS
_MEASURING = _MEASURES | _TIME_UNITS | {"a", "and"}
_BEFORE_TIME = _table("this last next earlier each")
_AFTER_TIME = _table("after before since from later ago following until")
_DAYS = _table("monday tuesday wednesday thursday friday saturday sunday")
_NOW = _table("today yesterday")
_DAY_PARTS = _table("morning afternoon evening night")
_DAY_LEADS = _table("on late early last this here later earlier")
_KEEPS_DAY = _table(
    "by until till from since before after for of a an the next black ash good holy easter bloody and or to",
    "between every each effective through than ended via due palm super cyber not starting beginning",
)
_OPENINGS = _table(
    "after while as with in on at despite amid following when although though if since under because for by",
    "citing faced facing speaking during before until once unlike from",
)
_RELATIVES = _table("who which whose where whom currently formerly already including")
_TRAILERS = _table("quoting citing adding saying")
_CIRCUMSTANCES = _table("in on at during after late early to this last through by from before here") | _DAYS | _NOW
_POSTMODIFIERS = _PREPOSITIONS - {"of"} | _table("after which who that whose because")
_ROLES = _table(
    "administrator adviser ambassador analyst astronaut chairman chairwoman chancellor commander commissioner",
    "congressman correspondent cosmonaut deputy director economist engineer envoy exchequer financier governor",
    "investor leader magnate mayor minister premier president professor representative scientist secretary",
    "senator spokesman spokeswoman undersecretary under-secretary",
)
_JOINS = _table("of and the de la del for & y van von der du")
_DASHES = _table("- -- – —")

_ASIDE = re.compile(r"<[A-Z][A-Z.]{0,9}>|\([^()]{1,80}\)|[<>]")
_EDGE = "\"'“”‘’()[]<>{},;:.!?-–—…*"
_QUOTES = "\"”’'"
_STOP = re.compile(rf"[,;:]+([{_QUOTES}]*)$")
_FINAL_STOP = re.compile(rf"[.,;:。]+([{_QUOTES})]*)$")
_ABBREVIATION = re.compile(r"(?:^|\W)(?:[A-Z]\.)+$|\b(?:Inc|Corp|Co|Ltd|Jr|Sr|Bros)\.$|\b[ap]\.m\.$", re.A)
_NO_QUOTES = str.maketrans("", "", '"“”')
_LONGEST_SENTENCE = 1_500


# --- the first sentence, as words -----------------------------------------------------------------------------


class _Word(NamedTuple):
    """A word as it stands and its bare lower-case form.

    A `held` word may not be parted from the one before; a `named` one because a caller's name goes on in it.
    """

    text: str
    core: str
    capital: bool = False
    held: bool = False
    named: bool = False

    @property
    def stops(self) -> bool:
        text = self.text.rstrip(_QUOTES) if self.text[-1:] in _QUOTES else self.text
        return text.endswith((",", ";", ":"))

    @property
    def is_number(self) -> bool:
        return self.core in _NUMBERS or _FIGURE.fullmatch(self.core) is not None


_Words = tuple[_Word, ...]


def _first_sentence(lead: str, names: Sequence[tuple[int, int]]) -> _Words:
    indent = len(lead) - len(lead.lstrip())
    lead = _ASIDE.sub(_blank, lead[: indent + _LONGEST_SENTENCE])
    spans = sentence_spans(lead)
    if not spans:
        return ()
    start = spans[0][0]
    # A quotation of several sentences is one sentence for us.
    end = next((end for _, end in spans[:4] if _is_balanced(lead[start:end])), spans[0][1])
    return _words(lead, start, end, names)


def _blank(aside: re.Match[str]) -> str:
    """As many blanks as the aside has characters, so that offsets stay.

    One that opens the lead only loses its brackets, one within a quotation nothing.
    """
    before = aside.string[: aside.start()]
    if not before.strip():
        return f" {aside[0][1:-1]} " if len(aside[0]) > 1 else " "
    return " " * len(aside[0]) if _is_balanced(before) else aside[0]


def _is_balanced(text: str) -> bool:
    return text.count('"') % 2 == 0 and text.count("“") == text.count("”")


def _words(lead: str, start: int, end: int, names: Sequence[tuple[int, int]]) -> _Words:
    inside_name = {at for first, last in names for at in range(max(first + 1, start), min(last, end))}
    shouting = lead[start:end].isupper()
    has_quotations = _is_balanced(lead[start:end])
    words: list[_Word] = []
    quoted = ""
    for match in re.finditer(r"\S+", lead[start:end]):
        text = match[0]
        if words and not text.strip(".,;:"):
            words[-1] = words[-1]._replace(text=words[-1].text + text)
            continue
        capital = not shouting and text.lstrip("\"'“‘<([")[:1].isupper()
        word = _Word(text, text.strip(_EDGE).lower().replace("’", "'"), capital)
        if words:
            named = start + match.start() in inside_name
            in_quotation = has_quotations and not _is_balanced(quoted)
            word = word._replace(named=named, held=named or in_quotation or _belongs(words, word))
        if word.held and capital:
            _hold_joins(words)
        words.append(word)
        quoted += text
    return tuple(words)


def _belongs(words: list[_Word], word: _Word) -> bool:
    """Whether a word makes one name, one figure or one date with those before it."""
    before = words[-1]
    if before.stops:
        return _YEAR.fullmatch(word.core) is not None and len(words) > 1 and words[-2].core[:3] in _MONTHS
    if {word.core, before.core} & _DAYS or word.core in _FUNCTION_WORDS:
        return False
    if before.is_number:
        return not _YEAR.fullmatch(before.core)
    if word.text[:1].isdigit():
        return before.capital
    return word.capital and _is_open_name(words)


def _is_open_name(words: list[_Word]) -> bool:
    """Whether a capital would continue a name: `Secretary of` and `Bank of the`, but not `The`."""
    at = len(words) - 1
    while at > 0 and words[at].core in _JOINS and at > len(words) - 3:
        at -= 1
    first = words[at]
    if not first.capital or first.stops or first.core in _DAYS:
        return False
    return at > 0 or (first.core not in _ARTICLES and first.core not in _OPENINGS)


def _hold_joins(words: list[_Word]) -> None:
    """Make `of the` part of the name that goes on after it."""
    at = len(words) - 1
    while at > 0 and words[at].core in _JOINS:
        words[at] = words[at]._replace(held=True)
        at -= 1


# --- verbs and clauses ----------------------------------------------------------------------------------------


def _is_verb(words: Sequence[_Word], at: int) -> bool:
    """Whether a word looks like the verb of a clause."""
    if not at or words[at].capital or words[at - 1].core in _SPECIFIERS:
        return False
    return _is_past(words, at) or _is_strong_verb(words, at)


def _is_strong_verb(words: Sequence[_Word], at: int) -> bool:
    """As sure as it gets without a dictionary: listed, or in -s or -ed before a determiner (`foresees a`)."""
    core = words[at].core
    following = words[at + 1].core if at + 1 < len(words) and not words[at].stops else ""
    if core in _VERBS:
        return not _is_reduced(words, at)
    return (
        following in _DETERMINERS
        and core.endswith(("s", "ed"))
        and not core.endswith(("ss", "us", "is", "'s", "ics"))
        and not words[at].capital
        and core not in _NOT_VERBS
    )


def _is_past(words: Sequence[_Word], at: int) -> bool:
    core, before = words[at].core, words[at - 1]
    if not core.endswith("ed") or len(core) < 5 or core in _NEVER_PAST or "-" in core:
        return False
    if before.core in _PREPOSITIONS or before.core.endswith("'s"):
        return False
    if before.is_number and not (before.held and words[at - 2].capital):
        return False
    return before.core in _PRONOUNS or not _is_reduced(words, at)


def _is_reduced(words: Sequence[_Word], at: int) -> bool:
    """`People arrested during riots will` is about people who were arrested: the verb is still to come."""
    core = words[at].core
    participle = core in _VERBS or core.endswith("ed")
    if at + 1 >= len(words) or words[at].stops or words[at + 1].core not in _PHRASE_STARTS or not participle:
        return False
    if words[at + 1].core == "by" and at + 2 < len(words) and words[at].core not in _AUXILIARIES:
        return not (words[at + 2].is_number or words[at + 2].core in _MEASURES or words[at - 1].core in _BE)
    if words[at].core in _VERBS:
        return False
    for word in words[at + 2 : at + 16]:
        if word.core in _AUXILIARIES:
            return True
        if word.stops or word.core in _CLAUSE_ENDS:
            return False
    return False


def _is_clause(words: Sequence[_Word], end: int | None = None) -> bool:
    """Whether every clause begun before `end` has its verb: `X said Y` without more has not."""
    owed = 1
    since_verb = 9
    for at, word in enumerate(words[:end]):
        since_verb += 1
        if _is_verb(words, at):
            owed -= since_verb > 2
            since_verb = 0
        if word.core in _CLAUSE_OPENERS or (word.core in _REPORTING and not word.stops):
            owed = max(owed, 0) + 1
            since_verb = 9
    return owed <= 0


# --- what every headline does without -------------------------------------------------------------------------


def _segments(words: _Words) -> list[_Words]:
    """The words between commas, semicolons and colons; those within a quotation or a name do not count."""
    ends = [at for at in range(1, len(words)) if words[at - 1].stops and not words[at].held]
    return [words[start:end] for start, end in pairwise([0, *ends, len(words)])]


def _joined(segments: Sequence[_Words]) -> _Words:
    return tuple(word for segment in segments for word in segment)


def _unstopped(words: _Words) -> _Words:
    return (*words[:-1], words[-1]._replace(text=_STOP.sub(r"\1", words[-1].text)))


def _without_source(words: _Words) -> _Words:
    """`…, officials said on Monday` and `…, according to …` go, and what the source is said to quote."""
    kept: list[_Words] = []
    dropped = False
    for segment in _segments(words):
        trails = dropped and segment[0].core in _TRAILERS
        dropped = bool(kept) and (trails or _is_source(segment))
        if dropped and _lacks_speaker(segment):
            # `…, Ernie Pyle, a reporter, said`: the speaker stands two commas before.
            dropped = len(kept) > 2
            del kept[-2 if dropped else len(kept) :]
        if dropped:
            kept[-1] = _unstopped(kept[-1])
        else:
            kept.append(segment)
    result = _joined(kept)
    is_quotation = result and result[0].text.startswith(('"', "“")) and result[-1].text.endswith(('"', "”"))
    return words if is_quotation or len(result) < 3 else result


def _lacks_speaker(segment: _Words) -> bool:
    """`said`, `told a meeting`, `said on Friday`, but not `said Ernie Pyle`."""
    said_where = len(segment) == 1 or segment[1].core in _CIRCUMSTANCES or segment[0].core in {"told", "tells"}
    return segment[0].core in _SAYING and said_where


def _is_source(segment: _Words) -> bool:
    """Whether nothing stands between two commas but who says so, and when and where."""
    if segment[0].core == "according":
        return True
    verb = next((at for at, word in enumerate(segment[:16]) if word.core in _SAYING), None)
    if verb is None:
        return False
    who, where = segment[:verb], segment[verb + 1 :]
    if any(_is_verb(who, at) or word.core in _CLAUSE_OPENERS for at, word in enumerate(who)):
        return False
    if who and who[0].core in _CONJUNCTIONS | _SUBORDINATORS | _PRONOUNS:
        return False
    if any(word.core in _VERBS | _CLAUSE_OPENERS | _PRONOUNS | {"its"} for word in where):
        return False
    inverted = not who or segment[verb].core in {"told", "tells"}
    return not where or (len(where) <= 12 and (inverted or where[0].core in _CIRCUMSTANCES))


def _without_days(words: _Words) -> _Words:
    kept: list[_Word] = []
    at = 0
    while at < len(words):
        end = _day_end(words, at)
        if not end or not _is_dispensable(kept[-1:], words[at:end], words[end : end + 3]):
            kept.append(words[at])
            at += 1
            continue
        if kept and words[end - 1].stops:
            # `Rubio, on Monday, said` needs neither comma, `on Monday, a day before` the one.
            kept[-1] = _unstopped((kept[-1],))[0] if kept[-1].stops else kept[-1]._replace(text=kept[-1].text + ",")
        at = end
    return tuple(kept)


def _day_end(words: _Words, start: int) -> int:
    """Where `late on Monday night`, `Monday` or `today`, begun at `start`, ends; 0 when nothing of the kind is."""
    at = start
    while at < min(len(words) - 1, start + 3) and words[at].core in _DAY_LEADS:
        at += 1
    if words[at].core not in _DAYS | _NOW or any(word.held for word in words[start : at + 2]):
        return 0
    return at + 2 if at + 1 < len(words) and words[at + 1].core in _DAY_PARTS else at + 1


def _is_dispensable(before: list[_Word], day: _Words, after: _Words) -> bool:
    if before and before[0].core in _KEEPS_DAY | _DAYS | _BE:
        return False
    if after and after[0].core in _CONJUNCTIONS | {"to", "through", "until"}:
        return not any(word.core in _DAYS for word in after[1:])
    said = bool(before) and before[0].core in _SAYING
    return not after or said or day[-1].stops or day[0].core in _DAY_LEADS or not after[0].capital


# --- what a long one does without -----------------------------------------------------------------------------


def _versions(words: _Words) -> Iterator[tuple[_Words, float]]:
    """The sentence, and what it is without any or all of what may go; each with the cost of having gone."""
    versions = {words: 0.0}
    for change, cost in _CHANGES:
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
    return _joined(kept + segments[1:][-1:])


def _is_apposition(before: _Words, segment: _Words, following: _Words) -> bool:
    first = segment[0]
    if first.core in _RELATIVES or (len(segment) == 1 and first.text[:2].isupper()):
        return True
    if first.core in {"a", "an", "one"} and before[-1].capital:
        return True
    if first.core in _CONJUNCTIONS | _VERBS:
        return False
    resumes = 1 if following[0].core.endswith("ly") and len(following) > 1 else 0
    return not following[resumes].capital and _is_strong_verb(following, resumes)


def _without_opening(words: _Words) -> _Words:
    """`After months of talks, X agreed` from X on."""
    segments = _segments(words)
    rest = _joined(segments[1:])
    return rest if rest and segments[0][0].core in _OPENINGS and _is_clause(rest) else words


def _without_said_it(words: _Words) -> _Words:
    """`X said it will close` as `X will close`: what someone says of his own doings."""
    for at, word in enumerate(words[:-3]):
        if word.core == "said":
            verb = at + (3 if words[at + 1].core == "that" else 2)
            own = words[verb - 1].core in {"it", "they"} and words[verb].core not in _BACKSHIFTED
            return (*words[:at], *words[verb:]) if own and not word.stops and _is_verb(words, verb) else words
    return words


def _without_role(words: _Words) -> _Words:
    """`Secretary of State Marco Rubio said` as `Marco Rubio said`."""
    for at, word in enumerate(words[:14]):
        if word.stops or word.named or _is_verb(words, at):
            return words
        if word.core in _ROLES:
            office = [following.core for following in words[at + 1 : at + 3]]
            name = at + (1 if office[:1] != ["of"] else 4 if office[1:] == ["the"] else 3)
            if _starts_with_full_name(words[name:]):
                return words[name:]
    return words


def _starts_with_full_name(words: _Words) -> bool:
    return (
        len(words) > 2
        and all(word.capital and word.core not in _ROLES | _JOINS for word in words[:2])
        and not (words[0].named or words[0].stops)
    )


def _without_postmodifier(words: _Words) -> _Words:
    """`The export of oil after a quake cut a pipeline will resume` without what stands before `will`."""
    return _skip_to_verb(words, _POSTMODIFIERS)


def _without_genitive(words: _Words) -> _Words:
    """`The Canadian unit of a drug maker will receive` as `The Canadian unit will receive`."""
    return _skip_to_verb(words, frozenset({"of"}))


def _skip_to_verb(words: _Words, starts: frozenset[str]) -> _Words:
    said = next((at for at, word in enumerate(words) if word.core in _REPORTING and not word.stops), -1)
    start = next((at for at in range(said + 2, len(words) - 2) if _is_postmodifier(words, at, starts)), 0)
    if not start or any(_is_verb(words, at) for at in range(said + 1, start)):
        return words
    # A clause among what is skipped brings a verb of its own.
    clauses = 1 if words[start].core in _SUBORDINATORS | _CLAUSE_OPENERS else 0
    for at in range(start + 2, min(start + 40, len(words))):
        if words[at].stops or words[at].core in _CLAUSE_OPENERS:
            return words
        if _is_verb(words, at) and words[at - 1].core not in _DANGLING:
            if not clauses:
                return (*words[:start], *words[at:]) if _is_strong_verb(words, at) else words
            clauses -= 1
    return words


def _is_postmodifier(words: _Words, at: int, starts: frozenset[str]) -> bool:
    before = words[at - 1]
    if words[at].held or before.stops or before.core in _DANGLING or before.core in _WANT_OF:
        return False
    return words[at].core in starts or ("of" not in starts and before.core not in _BE and _is_reduced(words, at))


_CHANGES: tuple[tuple[Callable[[_Words], _Words], float], ...] = (
    (_without_appositions, 2),
    (_without_opening, 7),
    (_without_said_it, 3),
    (_without_role, 6),
    (_without_postmodifier, 8),
    (_without_genitive, 14),
)


# --- where to cut ---------------------------------------------------------------------------------------------


class _Draft(NamedTuple):
    """A possible headline; the lower its cost, the better."""

    cost: float
    text: str


def _cuts(words: _Words, cost: float) -> Iterator[_Draft]:
    """Every acceptable beginning of a sentence, the whole among them."""
    opening = len(_segments(words)[0]) if words[0].core in _OPENINGS else 0
    length = 0
    for end in range(1, len(words) + 1):
        length += len(words[end - 1].text) + (end > 1)
        if length > HEADLINE_LIMIT + 2:
            return
        boundary = _boundary(words, end)
        if boundary is None or end <= opening < len(words):
            continue
        kept = _steady(words, end)
        if kept and kept[-1].core not in _DANGLING and _is_clause(words, len(kept)):
            text = _finished(kept)
            if len(text) <= HEADLINE_LIMIT:
                yield _Draft(cost + boundary + _raggedness(words, end) + _brevity(text), text)


def _brevity(text: str) -> float:
    """What is left out may have been the news."""
    return (HEADLINE_LIMIT - len(text)) * 0.45 + max(0, 45 - len(text))


def _raggedness(words: _Words, end: int) -> float:
    """A cut after a comma, but not at one: a subject whose verb is gone is bad, a broken last clause less so."""
    if words[end - 1].stops or end == len(words):
        commas = [at for at in range(end - 1) if words[at].stops]
    else:
        commas = [at for at in range(end) if words[at].stops]
    if not commas:
        return 0
    if not any(_is_verb(words, at) for at in range(commas[0] + 1)):
        return 40
    whole = words[end - 1].stops or end == len(words) or words[commas[-1] + 1].core in _CONJUNCTIONS
    return 0 if whole else 14


def _boundary(words: _Words, end: int) -> float | None:
    """What it costs to cut before a word; None where grammar does not let us."""
    if end == len(words):
        return 0
    if words[end].held:
        return None
    for rule in _BOUNDARIES:
        cost = rule(words, end)
        if cost is not None:
            return cost
    return None


def _at_punctuation(words: _Words, end: int) -> float | None:
    if words[end].text in _DASHES or words[end - 1].text.endswith(";"):
        return 3
    return 6 if words[end - 1].stops else None


def _at_subordinator(words: _Words, end: int) -> float | None:
    core = words[end].core
    if core not in _SUBORDINATORS or (core == "as" and words[end - 1].core in _WANT_AS):
        return None
    return 12 if core in {"who", "than"} else 8


def _at_and(words: _Words, end: int) -> float | None:
    """Cheap before another clause or verb, dearer before another noun; never after one adjective of two."""
    if words[end].core not in {"and", "or"} or end + 1 == len(words):
        return None
    if any(word.core in {"both", "between", "either"} for word in words[max(0, end - 8) : end]):
        return None
    if any(_is_verb(words, at) for at in range(end + 1, min(end + 5, len(words)))):
        return 9
    following = words[end + 1]
    new_noun = following.capital or following.core in _DETERMINERS
    return 22 if new_noun and not _is_verb(words, end - 1) else None


def _at_time(words: _Words, end: int) -> float | None:
    following = words[end + 1].core if end + 1 < len(words) else ""
    return 9 if words[end].core in _BEFORE_TIME and following in _TIME_NOUNS else None


def _at_measure(words: _Words, end: int) -> float | None:
    """`Earnings fell | almost 10 pct`."""
    after = words[end]
    measured = after.is_number or after.core in _MEASURES
    return 18 if measured and words[end - 1].core in _INTRANSITIVES and _is_verb(words, end - 1) else None


def _at_participle(words: _Words, end: int) -> float | None:
    """`a capsule | owned by`, `an order | worth`."""
    if _is_verb(words, end - 1) or words[end - 1].core in _DANGLING:
        return None
    core, following = words[end].core, words[end + 1].core if end + 1 < len(words) else ""
    opens = core in _PARTICIPLES or (core.endswith(("ed", "n", "t")) and following == "by")
    return 15 if opens or (core.endswith("ed") and following in {"in", "for", "on"}) else None


def _at_phrase(words: _Words, end: int) -> float | None:
    """Before a preposition, `to` or `that`, unless the words before are nothing without what follows."""
    before, core = words[end - 1], words[end].core
    if core == "of":
        return _at_of(words, end)
    if (core != "that" and core not in _PREPOSITIONS) or _is_unfinished_verb(words, end):
        return None
    if core != "to":
        return 30 if core == "that" else 14
    return None if before.core in _WANT_INFINITIVE or _wants_infinitive(words, end) else 28


def _at_of(words: _Words, end: int) -> float | None:
    before = words[end - 1]
    if before.core.endswith(("ed", "ing")) and not before.core.endswith("building"):
        return None
    counts = before.core in _WANT_OF or before.is_number or words[end - 2].is_number
    return 45 if counts else 24


def _wants_infinitive(words: _Words, end: int) -> bool:
    """`urged the banks | to`: the verb has not had its `to` yet."""
    for word in reversed(words[max(0, end - 9) : end]):
        if word.core == "to":
            return False
        if word.core in _WANT_INFINITIVE:
            return True
    return False


def _is_unfinished_verb(words: _Words, end: int) -> bool:
    """`accused`, `is planning`, `to insert`: verbs that want an object or a phrase."""
    last, before = words[end - 1], words[end - 2] if end > 1 else words[0]
    if before.core == "to" and not last.capital and not last.is_number:
        return last.core not in _INTRANSITIVES
    if last.core.endswith("ing"):
        return _is_verb(words, end - 2) or before.core in _WANT_OBJECT
    if last.core.endswith("ed") and _is_reduced(words, end - 1):
        return True
    passive = before.core in _BE or (before.core.endswith("ly") and end > 2 and words[end - 3].core in _BE)
    return _is_verb(words, end - 1) and not passive and last.core not in _INTRANSITIVES


_BOUNDARIES: tuple[Callable[[_Words, int], float | None], ...] = (
    _at_punctuation,
    _at_subordinator,
    _at_and,
    _at_time,
    _at_measure,
    _at_participle,
    _at_phrase,
)


def _steady(words: _Words, end: int) -> _Words:
    """The words before `end` without what only led to the next: `even`, `two weeks` before `after`."""
    if end < len(words) and words[end].core in _AFTER_TIME and words[end - 1].core in _TIME_UNITS:
        end -= 1
        while end > 1 and (words[end - 1].is_number or words[end - 1].core in _MEASURING):
            end -= 1
    while end > 1 and (words[end - 1].core in _WEAK_ENDS or words[end - 1].text in _DASHES):
        end -= 1
    return words[:end]


# --- finishing ------------------------------------------------------------------------------------------------


def _finished(words: _Words) -> str:
    text = " ".join(word.text for word in words)
    if not _is_balanced(text):
        text = text.translate(_NO_QUOTES)
    text = fold_space(text).rstrip(" ,;:-–—")
    if not _ABBREVIATION.search(text):
        text = _FINAL_STOP.sub(r"\1", text)
    # `iPhone` and `eBay` are spelt as they are.
    return text[:1].upper() + text[1:] if not text[1:2].isupper() else text


def _truncated(words: _Words) -> str:
    """As many words as fit and an ellipsis: the last resort."""
    for whole_names in (True, False):
        for end in range(len(words) - 1, 0, -1):
            if words[end - 1].core in _DANGLING or (whole_names and words[end].held):
                continue
            text = _finished(words[:end])
            if len(text) < HEADLINE_LIMIT:
                return text + "…"
    return words[0].text[: HEADLINE_LIMIT - 1] + "…"
