"""Titles before names: where they stand and where they end. For the rules on people and on organizations."""

from __future__ import annotations

from functools import cache

from sitegen import gazetteer
from sitegen.recognisers.tokens import Document


def title_end(document: Document, index: int) -> int:
    """The token after the longest title or honorific that begins at `index`; `index` itself where none does."""
    words = document.words
    for title in title_table().get(words[index], ()):
        if words[index : index + len(title)] == title:
            return index + len(title)
    return index


@cache
def title_table() -> dict[str, list[list[str]]]:
    """Titles and honorifics as words, by their first, longest first."""
    lexicon = gazetteer.lexicon()
    table: dict[str, list[list[str]]] = {}
    for title in sorted(lexicon.titles | lexicon.honorifics):
        words = title.split()
        table.setdefault(words[0], []).append(words)
    for titles in table.values():
        titles.sort(key=len, reverse=True)
    return table


@cache
def last_words() -> frozenset[str]:
    """Words that end a title; what follows is no part of what stood before."""
    lexicon = gazetteer.lexicon()
    words = {title.split()[-1] for title in lexicon.titles | lexicon.honorifics}
    return frozenset(words - {"State", "Staff", "Lady", "General"})
