"""What articles are labelled with: authors and topics, each by its most frequent spelling."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

from sitegen.model import LABELS, Corpus

SECTIONS = {section: kind for kind, section in LABELS.items()}
"""The sections whose pages are of labels that articles carry, and what one is called."""


class Label(Struct, frozen=True, gc=False):
    """An author or a topic by its most frequent spelling, with the articles that carry it, in archive order."""

    id: str
    name: str
    articles: tuple[str, ...]


def labels(corpus: Corpus, section: str) -> tuple[Label, ...]:
    """The labels of a section by their ids."""
    return _labels(corpus).get(section, ())


@lru_cache(maxsize=1)
def _labels(corpus: Corpus) -> Mapping[str, tuple[Label, ...]]:
    """Those of all sections, for which the archive is gone through once."""
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    spellings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for url, found in corpus.labels.items():
        for label, name in found:
            spellings[label][name] += 1
        for label in dict(found):
            holders[label].append(url)
    made: dict[str, list[Label]] = defaultdict(list)
    for label, names in sorted(spellings.items()):
        kind, id_ = label
        made[LABELS[kind]].append(Label(id_, _most_frequent(names), tuple(holders[label])))
    return {section: tuple(found) for section, found in made.items()}


def _most_frequent(names: Counter[str]) -> str:
    return min(names, key=lambda name: (-names[name], name))
