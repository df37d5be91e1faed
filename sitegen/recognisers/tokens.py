"""The copy of a story as tokens, and the names found in it so far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from msgspec import Struct

from sitegen import gazetteer
from sitegen.gazetteer import Name
from sitegen.model import Mention, Story
from sitegen.recognisers.datelines import dateline_end
from sitegen.text import fold_space

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Rev|Fr|Hon|Messrs|St|Mt|Ft|Jr|Sr|Sens?|Reps?|Gov|Gen|Lt|Col|Maj|Capt|Cmdr|Sgt|Cpl|Pvt|Adm|Brig"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
TOKEN = re.compile(
    rf"""
      (?:[A-Z]\.){{2,}} (?:-[\w-]+)?                          # U.S.  J.P.  U.S.-led
    | (?:{_ABBREVIATIONS})\.                                  # Mr.  Gen.
    | (?:Inc|Corp|Cos?|Ltd|Bros)\.(?=,|\s+[^\sA-Z])           # Co. where no sentence ends
    | [A-Z]\.(?!\w)                                           # J.
    | [A-Z]/[A-Z](?!\w)                                       # A/S
    | ['’]s(?!\w)                                             # the possessive
    | [^\W_]+ (?: (?: ['’](?!s(?!\w)) | & | - ) [^\W_]+ )* (?:\.com\b)?   # word  O'Neill  AT&T  al-Assad
    | \S
    """,
    re.VERBOSE,
)
_SENTENCE_BREAKS = frozenset({"", ".", "!", "?", ":", ";", "--", "…", "•", "*"})
_QUOTES = frozenset('"“”«»')
_OPENERS = frozenset("'‘([<") | _QUOTES
_POSSESSIVES = frozenset({"'s", "’s"})
_ARTICLES = frozenset({"al-", "el-", "ul-"})
"""Arabic articles, written small before a name: `al-Assad`."""
_MEGAWORD = 60
"""No name has a word longer than this."""


class Span(Struct, frozen=True):
    """A name in a document: tokens `first` to `last`, both included, and the rule that found it.

    `confidence` is the model's; 1 where a sure rule settled the name.
    """

    first: int
    last: int
    type: str
    name: str | None = None
    rule: str = ""
    confidence: float = 1.0


class Document:
    """The tokens of a story's paragraphs, datelines and capitals headings left out, and the names found so far.

    `words[i]` begins at `starts[i]` of the story's text; an empty word stands before and after each block.
    `capitals` lists the capitalised tokens, `candidates` those that could be part of a name. Rules claim tokens;
    what is claimed stays. `rule` is the one at work. `headings` are the (start, end) of paragraphs in capitals.
    """

    def __init__(self, story: Story) -> None:
        self.text = story.text
        self.words: list[str] = [""]
        self.starts: list[int] = [0]
        self.spans: list[Span] = []
        self.silences: list[Span] = []
        self.headings: list[tuple[int, int]] = []
        self.rule = ""
        start = 0
        for position, block in enumerate(story.blocks):
            if block.kind == "paragraph":
                skipped = dateline_end(story) if position == 0 else 0
                self._read_block(start + skipped, start + len(block.text))
            start += len(block.text) + 2
        calendar = gazetteer.lexicon().calendar
        self.capitals = [
            index
            for index, word in enumerate(self.words)
            if (word[:1].isupper() or (word[:3] in _ARTICLES and word[3:4].isupper()))
            and (word not in calendar or self._is_short_name(index))
        ]
        self.candidates = frozenset(filter(self._could_be_name, self.capitals))
        self.taken = bytearray(len(self.words))

    def _read_block(self, start: int, end: int) -> None:
        words: list[str] = []
        starts: list[int] = []
        for match in TOKEN.finditer(self.text, start, end):
            words.append(match[0])
            starts.append(match.start())
        if is_shouted(words):
            self.headings.append((start, end))
        else:
            self.words += [*words, ""]
            self.starts += [*starts, end]

    def _could_be_name(self, index: int) -> bool:
        word = self.words[index]
        if "-" in word and word[:3] not in _ARTICLES:
            return _is_hyphenated_name(word)
        return len(word) <= _MEGAWORD and word != "The"

    def _is_short_name(self, index: int) -> bool:
        """`Jan Smuts`: an abbreviation of a month without a full stop is one where a number follows."""
        word = self.words[index]
        return len(word) == 3 and word != "May" and not self.words[index + 1][:1].isdigit()

    # --- questions about tokens -------------------------------------------------------------------------------

    def is_free(self, index: int) -> bool:
        """Whether the token could be part of a name and is not yet part of one."""
        return index in self.candidates and not self.taken[index]

    def opens_sentence(self, index: int) -> bool:
        """Whether a capital here says nothing, because any word would have one."""
        before = index - 1
        while self.words[before] in _OPENERS:
            if self.words[before] in _QUOTES:
                return True
            before -= 1
        return self.words[before] in _SENTENCE_BREAKS

    def is_possessive(self, index: int) -> bool:
        return self.words[index] in _POSSESSIVES

    def runs(self) -> Iterator[tuple[int, int]]:
        """(first, last) of each longest row of free tokens, words that merely open a sentence left out."""
        starters = gazetteer.lexicon().starters
        first = last = -1
        for index in self.capitals:
            if not self.is_free(index) or (self.words[index] in starters and self.opens_sentence(index)):
                continue
            if index != last + 1:
                if first > 0:
                    yield first, last
                first = index
            last = index
        if first > 0:
            yield first, last

    def phrase(self, first: int, last: int) -> str:
        """The tokens as the text has them, white space folded."""
        return fold_space(self.text[self.starts[first] : self.starts[last] + len(self.words[last])])

    # --- finding ----------------------------------------------------------------------------------------------

    def claim(self, first: int, last: int, type_: str, name: str | None = None) -> None:
        self.spans.append(Span(first, last, type_, name, self.rule))
        self._take(first, last)

    def silence(self, first: int, last: int) -> None:
        """Take the tokens from later rules without naming anything."""
        self.silences.append(Span(first, last, "", None, self.rule))
        self._take(first, last)

    def _take(self, first: int, last: int) -> None:
        self.taken[first : last + 1] = b"\1" * (last + 1 - first)

    def match(self, phrases: PhraseTable, index: int) -> tuple[int, Name] | None:
        """The last token and the meaning of the longest phrase that begins at `index`, all its tokens free."""
        for length in phrases.lengths.get(self.words[index], ()):
            end = index + length
            meaning = phrases.meanings.get(tuple(self.words[index:end]))
            if meaning and not any(self.taken[index:end]):
                return end - 1, meaning
        return None

    def find(self, phrases: PhraseTable) -> Iterator[tuple[int, int, Name]]:
        """(first, last, meaning) of every occurrence of the phrases that is free when the turn comes to it."""
        for index in self.capitals:
            if self.is_free(index) and (found := self.match(phrases, index)):
                yield index, *found

    def mentions(self, spans: Iterable[Span]) -> list[Mention]:
        found = []
        for span in sorted(spans, key=lambda span: span.first):
            start, end = self.starts[span.first], self.starts[span.last] + len(self.words[span.last])
            found.append(Mention(start, end, self.text[start:end], span.type, span.name, span.confidence))
        return found


class PhraseTable:
    """Phrases as tokens, with their meanings. `lengths` are those of the phrases by first word, longest first."""

    def __init__(self, forms: Mapping[str, Name]) -> None:
        self.meanings = {tuple(TOKEN.findall(form)): meaning for form, meaning in forms.items()}
        lengths: dict[str, set[int]] = {}
        for words in self.meanings:
            lengths.setdefault(words[0], set()).add(len(words))
        self.lengths = {word: sorted(found, reverse=True) for word, found in lengths.items()}


def is_shouted(words: list[str]) -> bool:
    """Whether most words are in capitals: a heading, or copy of which nothing can be said."""
    letters = [word for word in words if word[0].isalpha()]
    return 2 * sum(map(str.isupper, letters)) > len(letters) and (
        len(letters) > 3 or all(map(str.isupper, letters))
    )


@cache
def _is_hyphenated_name(word: str) -> bool:
    """`Guinea-Bissau`, `Port-au-Prince`, `G-8`, `Shui-bian`; not `U.S.-led`, `Anglo-American`, `Baghdad-based`."""
    if word in gazetteer.fixed_names() or gazetteer.cities(word):
        return True
    first, *parts = word.split("-")
    if word in _compound_adjectives() or first in gazetteer.fixed_names():
        return False
    ordinary = gazetteer.lexicon().ordinary
    return all(part[:1].isupper() or part not in ordinary for part in parts)


@cache
def _compound_adjectives() -> frozenset[str]:
    """`Anglo-American`, `Franco-German`: capitalised throughout and yet no names."""
    countries = (
        "American",
        "Soviet",
        "Israeli",
        "German",
        "French",
        "British",
        "Irish",
        "Iraqi",
        "Iranian",
        "Russian",
    )
    prefixes = (
        "Anglo",
        "Franco",
        "Sino",
        "Arab",
        "Afro",
        "Euro",
        "Russo",
        "Indo",
        "U.S.",
        "Asian",
        "African",
        *countries,
    )
    return frozenset(f"{prefix}-{country}" for prefix in prefixes for country in countries)
