"""What speaks for and against a name, token by token, in a document that the rules have read.

A token's evidence is a tuple of keys, one for each group of features (`features.GROUPS`): the word, its neighbours,
what the rules found here, what the rest of the story says of the word. Keys repeat all the time, so at run time the
summed weights of each are kept (`crf.Model`); names of features are made once a key, and in training.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cache

from sitegen import gazetteer
from sitegen.recognisers.features import LINKS, SEEN, SIGNS, club, shape, word_class
from sitegen.recognisers.tokens import Document

Keys = tuple[Hashable, ...]
_GAP = 2
"""Links in a row, at most."""
_WINDOW = 4
"""Words before and after a token among which figures are counted: many make a table."""
_SPORT = frozenset(
    """match matches game games league season team teams coach cup goal goals championship tournament players player
    innings wicket wickets points played standings scorers scored scores striker halftime round race seed set sets
    title champion champions win won lead beat soccer baseball basketball hockey cricket rugby football tennis golf
    cycling athletics tabulate tabulated result results""".split()
)
_SPORT_WORDS = 3
"""So many different words of sport make a story of sport."""


def chunks(document: Document) -> Iterator[tuple[int, int]]:
    """(first, last) of each row of words that could be names, with what links them; all the rest is no name."""
    words, particles = document.words, gazetteer.lexicon().particles
    first = last = 0
    for index in document.capitals:
        if first and index - last <= _GAP + 1 and all(word in LINKS for word in words[last + 1 : index]):
            last = index
            continue
        if first:
            yield first, last
        first = last = index
        while words[first - 1] in particles:
            first -= 1
    if first:
        yield first, last


class Evidence:
    """The evidence of one document."""

    def __init__(self, document: Document) -> None:
        self._words = document.words
        self._rules = _rule_tags(document)
        self._openings = {index for index in document.capitals if document.opens_sentence(index)}
        self._seen = self._read_story(document)
        self._is_sport = len(_SPORT.intersection(document.words)) >= _SPORT_WORDS

    def keys(self, index: int) -> Keys:
        words, rules = self._words, self._rules
        before, word, after = words[index - 1], words[index], words[index + 1]
        return (
            word,
            before,
            after,
            words[index - 2] if index > 1 else "",
            words[index + 2] if index + 2 < len(words) else "",
            (word_class(before), word_class(word), word_class(after)),
            (rules.get(index - 1, ""), rules.get(index, ""), rules.get(index + 1, "")),
            (index in self._openings, self._seen.get(word, 0)),
            (
                self._is_sport,
                club(word),
                before if before in SIGNS else shape(before),
                after if after in SIGNS else shape(after),
                sum(map(str.isdigit, words[max(0, index - _WINDOW) : index + _WINDOW + 1])),
            ),
        )

    def is_seen_in(self, index: int) -> bool:
        """Whether the token's word somewhere follows `in` or its like."""
        return self._seen.get(self._words[index], 0) & SEEN["in"] > 0

    def _read_story(self, document: Document) -> dict[str, int]:
        """For each capitalised word, the sum of the `SEEN` that hold of it anywhere in the story."""
        words, lexicon = document.words, gazetteer.lexicon()
        all_words, titles = set(words), _words_before_people()
        seen: dict[str, int] = {}
        for index in document.capitals:
            word, before, after = words[index], words[index - 1], words[index + 1]
            flags = seen.get(word)
            if flags is None:
                flags = SEEN["small"] if word.lower() in all_words else 0
            if index not in self._openings:
                flags |= SEEN["inside"]
            if before in titles:
                flags |= SEEN["titled"]
            if before in lexicon.place_prepositions:
                flags |= SEEN["in"]
            if after in lexicon.speech:
                flags |= SEEN["speaks"]
            elif document.is_possessive(index + 1):
                flags |= SEEN["possesses"]
            seen[word] = flags
        for span in document.spans:
            for word in words[span.first : span.last + 1]:
                seen[word] = seen.get(word, 0) | SEEN[span.type]
            if span.type == "person" and span.last > span.first:
                seen[words[span.first]] |= SEEN["given"]
                seen[words[span.last]] |= SEEN["family"]
        return seen


def _rule_tags(document: Document) -> dict[int, str]:
    """What the rules made of each token: the label, and the rule; `O` where a rule says that it is no name."""
    tags: dict[int, str] = {}
    for span in document.silences:
        tags |= dict.fromkeys(range(span.first, span.last + 1), f"O {span.rule}")
    for span in document.spans:
        tags |= dict.fromkeys(range(span.first, span.last + 1), f"I-{span.type} {span.rule}")
        tags[span.first] = f"B-{span.type} {span.rule}"
    return tags


@cache
def _words_before_people() -> frozenset[str]:
    lexicon = gazetteer.lexicon()
    return frozenset(title.split()[-1] for title in lexicon.titles | lexicon.honorifics | lexicon.roles)
