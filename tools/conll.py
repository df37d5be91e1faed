"""Annotated corpora: read from CoNLL columns, laid out as wire copy, and scored.

The formats are those of the shared task of CoNLL-2003 (Tjong Kim Sang and De Meulder) and its successors: a token a
line, its tag in IOB1 or IOB2, a blank line after each sentence, `-DOCSTART-` or a comment between documents.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from sitegen.model import Block, Mention, Story

TYPES = {
    "PER": "person",
    "ORG": "organization",
    "LOC": "place",
    "NORP": "nationality",
    "EVENT": "event",
    "MISC": "misc",
}
SENTENCES_WITHOUT_DOCUMENTS = 16
"""Sentences taken for one document where a corpus does not say where documents end."""
_NEW_DOCUMENT = re.compile(r"-DOCSTART-|# (?:passage|newdoc)\b")
_NO_SPACE_BEFORE = frozenset(", . ; : ! ? ) ] } % 's 'S 'm 're 've 'll 'd n't ’s".split())
_NO_SPACE_AFTER = frozenset("( [ { $ £ #".split())


class Span(Struct, frozen=True, order=True):
    """A name: tokens `first` to `last` of a document, both included, and its type."""

    first: int
    last: int
    type: str


class Annotated(Struct, frozen=True):
    """A document: its sentences as tokens, and the names in it. Spans count tokens through all sentences."""

    sentences: tuple[tuple[str, ...], ...]
    spans: tuple[Span, ...]


# --- reading --------------------------------------------------------------------------------------------------


def read(path: Path) -> list[Annotated]:
    """The documents of a corpus."""
    documents: list[list[list[tuple[str, str]]]] = [[[]]]
    for line in path.read_text("utf-8").splitlines():
        if _NEW_DOCUMENT.match(line):
            documents.append([[]])
        elif not line.strip():
            documents[-1].append([])
        elif not line.startswith("# "):
            documents[-1][-1].append(_token_and_tag(line))
    if len(documents) == 1:
        step = SENTENCES_WITHOUT_DOCUMENTS
        sentences = [sentence for sentence in documents[0] if sentence]
        documents = [sentences[start : start + step] for start in range(0, len(sentences), step)]
    return [_annotated(sentences) for sentences in documents if any(sentences)]


def _token_and_tag(line: str) -> tuple[str, str]:
    """From `token … tag`, or from the numbered columns `1 token tag …` of Universal NER."""
    columns = line.split("\t") if "\t" in line else line.split()
    return (columns[1], columns[2]) if len(columns) == 5 else (columns[0], columns[-1])


def _annotated(sentences: Iterable[Sequence[tuple[str, str]]]) -> Annotated:
    filled = [sentence for sentence in sentences if sentence]
    spans: list[Span] = []
    start = 0
    for sentence in filled:
        spans += _spans([tag for _, tag in sentence], start)
        start += len(sentence)
    return Annotated(tuple(tuple(token for token, _ in sentence) for sentence in filled), tuple(spans))


def _spans(tags: Sequence[str], offset: int) -> Iterator[Span]:
    """The names of a sentence; a tag of another type, or with B-, begins a new one, in IOB1 as in IOB2."""
    first = 0
    for index, (tag, following) in enumerate(pairwise([*tags, "O"])):
        type_ = tag[2:]
        if tag[0] == "B" or index == 0 or tags[index - 1][2:] != type_:
            first = index
        if type_ in TYPES and (following[2:] != type_ or following[0] == "B"):
            yield Span(offset + first, offset + index, TYPES[type_])


# --- laying out -----------------------------------------------------------------------------------------------


def lay_out(document: Annotated, per_paragraph: int = 1) -> tuple[Story, list[tuple[int, int]]]:
    """A story with so many sentences a paragraph, and the (start, end) of each token in its text."""
    paragraphs: list[str] = []
    offsets: list[tuple[int, int]] = []
    start = 0
    for position in range(0, len(document.sentences), per_paragraph):
        text = ""
        for sentence in document.sentences[position : position + per_paragraph]:
            begin = start + len(text) + bool(text)
            spaced, places = _spaced(sentence)
            offsets += [(begin + first, begin + last) for first, last in places]
            text = f"{text} {spaced}" if text else spaced
        paragraphs.append(text)
        start += len(text) + 2
    return Story(tuple(Block("paragraph", text) for text in paragraphs)), offsets


def _spaced(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    text = ""
    offsets: list[tuple[int, int]] = []
    in_quotes = joined = True
    in_quotes = False
    for token in tokens:
        closes = token == '"' and in_quotes
        if not (joined or closes or token in _NO_SPACE_BEFORE):
            text += " "
        offsets.append((len(text), len(text) + len(token)))
        text += token
        in_quotes ^= token == '"'
        joined = token in _NO_SPACE_AFTER or (token == '"' and in_quotes)
    return text, offsets


def spans_of(mentions: Iterable[Mention], offsets: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    """What mentions cover, in tokens of the corpus."""
    found: list[Span] = []
    index = 0
    for mention in mentions:
        while index < len(offsets) and offsets[index][1] <= mention.start:
            index += 1
        last = index
        while last + 1 < len(offsets) and offsets[last + 1][0] < mention.end:
            last += 1
        if index < len(offsets):
            found.append(Span(index, last, mention.type))
    return tuple(found)


# --- scoring --------------------------------------------------------------------------------------------------


class Score(Struct):
    """Counts of what was right, what was found and what there is to find."""

    right: int = 0
    found: int = 0
    there: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.there) if self.right else 0.0


def score(
    pairs: Iterable[tuple[Sequence[Span], Sequence[Span]]], types: Iterable[str], *, lenient: bool = False
) -> dict[str, Score]:
    """Scores by type and for `all`, of (found, expected) names by document.

    Strict: the same tokens and type, as the shared task counts. Lenient: the same type, and a token in common.
    """
    scores = {name: Score() for name in (*types, "all")}
    for found, expected in pairs:
        for type_ in scores.keys() - {"all"}:
            mine = [span for span in found if span.type == type_]
            gold = [span for span in expected if span.type == type_]
            right = _overlaps(mine, gold) if lenient else len(set(mine) & set(gold))
            for counted in (scores[type_], scores["all"]):
                counted.right += right
                counted.found += len(mine)
                counted.there += len(gold)
    return scores


def _overlaps(found: Iterable[Span], expected: Iterable[Span]) -> int:
    """How many pairs have a token in common, each name counted once."""
    owner = {token: span for span in expected for token in range(span.first, span.last + 1)}
    met = Counter[Span]()
    for span in found:
        hit = next((owner[token] for token in range(span.first, span.last + 1) if token in owner), None)
        if hit is not None:
            met[hit] += 1
    return len(met)
