"""The model decides what the rules leave open; a name that a sure rule found is settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from sitegen import gazetteer
from sitegen.recognisers.crf import Model
from sitegen.recognisers.evidence import Evidence, Keys, chunks
from sitegen.recognisers.fixed import qualified_name
from sitegen.recognisers.tokens import Document, Span

_COMPANIES = frozenset(
    {
        "find_bracketed",
        "find_companies",
        "find_before_tickers",
        "find_short_companies",
        "find_shorter_companies",
        "find_initials",
        "find_parts",
        "find_local",
    }
)
"""Rules for companies; none has a possessive in its name but those of the tables."""
SURE = _COMPANIES | frozenset(
    {
        "find_possessive_names",
        "find_long_names",
        "find_events",
        "find_acronyms",
        "find_media",
        "find_titled",
        "find_administrations",
        "find_short_bodies",
        "find_surnames",
        "find_abbreviated_states",
        "find_states",
        "find_placed_cities",
        "find_worlds",
    }
)
"""Rules for what wire copy states outright; measured, the model gains nothing by overruling them."""
_LONGEST = 200
"""Tokens of the longest row of capitalised words that is prose."""
_HOME = 5
"""Words before `of` that are looked at."""
_NEED_A_WITNESS = frozenset({"person", "place"})
_NAMELESS = frozenset({"silence_vessels", "find_bracketed", "find_titled", "find_surnames", "find_worlds"})
"""Rules that know what is no name: a vessel, a ticker, a title, a surname that two people bear, a spacecraft."""


def decide(document: Document, model: Model) -> list[Span]:
    """The names in a document that the rules have read.

    The model alone is not enough for a person or a place: on business copy it takes companies for both.
    """
    evidence, labels = Evidence(document), _settled(document)
    proposed = {(span.first, span.last, span.type): span for span in document.spans}
    found: list[Span] = []
    for first, last in chunks(document):
        if last - first >= _LONGEST:
            continue
        while labels.get(last + 1, "O").startswith("I"):
            last += 1  # noqa: PLW2901 (`Baikonur cosmodrome`)
        while labels.get(first, "O").startswith("I"):
            first += 1  # noqa: PLW2901 (the `Ltd` of `Credit Suisse (Securities) Ltd`)
        if first > last:
            continue
        tokens = [labels.get(index) or evidence.keys(index) for index in range(first, last + 1)]
        for (start, end, type_), confidence in _decode(model, tokens):
            name = first + start, first + end, type_
            known = proposed.get(name) or Span(*name, _canonical_name(document, *name))
            if len(document.words[known.first]) == 1 and known.first == known.last:
                continue
            if known.rule or known.type not in _NEED_A_WITNESS or _is_witnessed(known, evidence, document):
                found.append(msgspec.structs.replace(known, confidence=confidence))
    return found


def _decode(model: Model, tokens: Sequence[Keys | str]) -> Iterator[tuple[tuple[int, int, str], float]]:
    """The names among tokens, and how likely each is: 1 where all its labels were settled."""
    settled = [token for token in tokens if isinstance(token, str)]
    if len(settled) == len(tokens):
        yield from ((name, 1.0) for name in _names(settled))
        return
    rows = model.score(tokens)
    names = list(_names(model.decode(rows)))
    open_ = [name for name in names if not all(isinstance(token, str) for token in tokens[name[0] : name[1] + 1])]
    marginals = dict(zip(open_, model.marginals(rows, open_) if open_ else (), strict=True))
    yield from ((name, round(marginals.get(name, 1.0), 2)) for name in names)


def _is_witnessed(span: Span, evidence: Evidence, document: Document) -> bool:
    """Whether a person that no rule proposed has a given name, or such a place stands after `in` and is no word."""
    lexicon, word = gazetteer.lexicon(), document.words[span.first]
    if span.type == "place":
        other = word in lexicon.surnames or word in lexicon.heads or word.lower() in lexicon.ordinary
        return span.first == span.last and not (other or word.isupper()) and evidence.is_seen_in(span.first)
    return span.last > span.first and word in lexicon.given_names


def _settled(document: Document) -> dict[int, str]:
    """The labels of the tokens that sure rules have claimed, and of those that are no part of a name."""
    labels = dict.fromkeys((index for index in document.capitals if index not in document.candidates), "O")
    for span in document.spans:
        if _is_sure(document, span):
            labels[span.first] = f"B-{span.type}"
            labels |= dict.fromkeys(range(span.first + 1, span.last + 1), f"I-{span.type}")
            if span.rule in _COMPANIES and document.is_possessive(span.last + 1):
                labels[span.last + 1] = "O"
        elif span.type == "place" and _is_home(document, span.first):
            labels[span.first - 1] = "O"
    for span in document.silences:
        if span.rule in _NAMELESS:
            labels |= dict.fromkeys(range(span.first, span.last + 1), "O")
    return labels


def _is_home(document: Document, place: int) -> bool:
    """`Intuitive Machines of Houston`: where no word before `of` says what body it is, it is from there."""
    last = first = place - 2
    if document.words[place - 1] != "of" or not document.is_free(last):
        return False
    while last - first < _HOME and document.is_free(first - 1):
        first -= 1
    return gazetteer.lexicon().heads.isdisjoint(document.words[first : last + 1])


def _is_sure(document: Document, span: Span) -> bool:
    if span.rule == "find_bodies":  # sure where the tables know it or its name is long
        return span.name is not None or span.last - span.first > 1
    if span.rule == "find_named":
        return document.words[span.first] in gazetteer.lexicon().given_names
    if span.rule == "find_short_names":
        return span.type == "organization"
    return span.rule in SURE or span.type == "event"


def _names(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """(first, last, type) of each name in IOB2 labels."""
    first = -1
    for index, label in enumerate([*labels, "O"]):
        if first >= 0 and not label.startswith("I"):
            yield first, index - 1, labels[first][2:]
            first = -1
        if label.startswith("B"):
            first = index


def _canonical_name(document: Document, first: int, last: int, type_: str) -> str | None:
    """What the tables call a name that no rule proposed."""
    phrase = document.phrase(first, last)
    if type_ == "place":
        return gazetteer.place(phrase)
    known = gazetteer.fixed_names().get(phrase)
    if type_ == "organization":
        return qualified_name(document, first, last, known if known and known.type == type_ else None)
    return known.name if known and known.type == type_ else None
