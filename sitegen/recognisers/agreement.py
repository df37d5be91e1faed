"""A story agrees with itself: what is a name in one place is one in another (Krishnan and Manning, ACL 2006)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

import msgspec

from sitegen import gazetteer
from sitegen.model import Mention
from sitegen.recognisers.tokens import TOKEN, Document, Span

_LONGEST = 6
"""Words of the longest name that is looked for elsewhere."""

_LIKELY = 0.7
"""The confidence from which a coined word that is no acronym is looked for elsewhere."""


def agree(document: Document, spans: Sequence[Span]) -> list[Span]:
    """The names found, each word with one meaning, and the same names where they were missed."""
    agreed = list(_in_full(document, list(_of_one_type(document, spans))))
    return [*agreed, *_missed(document, agreed)]


def _in_full(document: Document, spans: Sequence[Span]) -> Iterator[Span]:
    """`the Commission` stands for the European Commission where the story names that one and no other."""
    bodies: dict[str, set[str]] = defaultdict(set)
    for span in spans:
        if span.type == "organization" and span.first < span.last:
            name = span.name or document.phrase(span.first, span.last)
            for word in (document.words[span.first], document.words[span.last]):
                bodies[word].add(name)
    heads = gazetteer.lexicon().heads
    for span in spans:
        word = document.words[span.first]
        is_head = span.first == span.last and span.type == "organization" and not span.name and word in heads
        if is_head and len(bodies[word]) == 1:
            yield msgspec.structs.replace(span, name=min(bodies[word]))
        else:
            yield span


def _of_one_type(document: Document, spans: Sequence[Span]) -> Iterator[Span]:
    """A name of one word is of its likeliest type in the whole story; what is settled or in the tables stays."""
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for span in spans:
        if span.first == span.last:
            weights[document.words[span.first]][span.type] += span.confidence
    for span in spans:
        word = document.words[span.first]
        is_known = word in gazetteer.fixed_names() or gazetteer.cities(word)
        type_ = max(weights[word], key=weights[word].__getitem__) if span.first == span.last else span.type
        if type_ == span.type or span.confidence == 1 or is_known:
            yield span
        else:
            yield Span(span.first, span.last, type_, confidence=span.confidence)


def _missed(document: Document, spans: Sequence[Span]) -> Iterator[Span]:
    """Names of several words, the last words of people's, and coined ones of companies, where nothing was found."""
    known = _forms(document, spans)
    lengths = sorted({len(form) for form in known}, reverse=True)
    starts = {form[0] for form in known}
    taken = {index for span in spans for index in range(span.first, span.last + 1)}
    taken |= {index for span in document.silences for index in range(span.first, span.last + 1)}
    words = document.words
    for index in document.capitals:
        if index in taken or words[index] not in starts:
            continue
        for length in lengths:
            found = known.get(tuple(words[index : index + length]))
            if found and taken.isdisjoint(range(index, index + length)):
                yield Span(index, index + length - 1, found.type, found.name, confidence=found.confidence)
                taken.update(range(index, index + length))
                break


def _forms(document: Document, spans: Sequence[Span]) -> dict[tuple[str, ...], Span]:
    """What each form means: whole names, and the surnames of people; a form of two types means neither."""
    meanings: dict[tuple[str, ...], dict[str, Span]] = defaultdict(dict)
    for span in spans:
        words = tuple(document.words[span.first : span.last + 1])
        is_coined = len(words) == 1 and span.type == "organization" and _is_coined(words[0])
        is_coined = is_coined and (span.confidence >= _LIKELY or words[0].isupper())
        if 1 < len(words) <= _LONGEST or is_coined:
            _keep_surest(meanings[words], span)
        if span.type == "person" and len(words) > 1 and _is_surname(words[-1]):
            surname = Span(span.last, span.last, span.type, confidence=span.confidence)
            _keep_surest(meanings[words[-1:]], surname)
    return {words: next(iter(types.values())) for words, types in meanings.items() if len(types) == 1}


@lru_cache(10_000)
def _is_coined(word: str) -> bool:
    """A word that no table has: `USAir`."""
    lexicon = gazetteer.lexicon()
    known = word.lower() in lexicon.ordinary or word in gazetteer.fixed_names() or gazetteer.cities(word)
    return not (known or word in lexicon.given_names or word in lexicon.surnames) and len(word) > 1


def _keep_surest(types: dict[str, Span], span: Span) -> None:
    known = types.setdefault(span.type, span)
    if span.confidence > known.confidence:
        types[span.type] = span


@lru_cache(10_000)
def _is_surname(word: str) -> bool:
    """A last word that would mean its bearer alone: no suffix, country or word of the language."""
    lexicon = gazetteer.lexicon()
    return not (
        word in lexicon.name_suffixes or word in gazetteer.fixed_names() or word.lower() in lexicon.ordinary
    )


def in_headings(document: Document, spans: Sequence[Span], taken: Set[int]) -> Iterator[Mention]:
    """Names in paragraphs of capitals: `CUBA` is Cuba where the copy has Cuba. At `taken`, others begin."""
    forms = _forms_in_capitals(document, spans) if document.headings else {}
    longest = max(map(len, forms), default=0)
    for start, end in document.headings:
        matches = list(TOKEN.finditer(document.text, start, end))
        words = tuple(match[0] for match in matches)
        index = 0
        while index < len(words):
            lengths = range(min(longest, len(words) - index), 0, -1)
            length = next((length for length in lengths if words[index : index + length] in forms), 0)
            if length and matches[index].start() not in taken:
                span = forms[words[index : index + length]]
                first, last = matches[index].start(), matches[index + length - 1].end()
                name = span.name or document.phrase(span.first, span.last)
                yield Mention(first, last, document.text[first:last], span.type, name, span.confidence)
            index += length or 1


def _forms_in_capitals(document: Document, spans: Sequence[Span]) -> dict[tuple[str, ...], Span]:
    forms: dict[tuple[str, ...], Span] = {}
    for span in spans:
        words = tuple(word.upper() for word in document.words[span.first : span.last + 1])
        if len(words) <= _LONGEST:
            forms.setdefault(words, span)
        if span.type == "person":
            forms.setdefault(words[-1:], span)
    return forms
