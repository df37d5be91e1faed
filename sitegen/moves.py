"""What moved between two builds: pages of articles, entities, authors and topics that have another address now.

An article is the same if its file is, or its seed, or its words. An entity that is gone is the same as one that its
articles list instead, if name or id say so, or many articles agree: a wrong redirect is worse than a missing one.
So is an author or a topic.
"""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from sitegen.model import LABELS, Corpus, EntityKey, Outline, Redirect
from sitegen.text import identify
from sitegen.urls import entity_url, label_url

ALIKE = 0.8
"""How alike two ids must be (Ratcliff/Obershelp, 0 to 1) to be spellings of one name."""

AGREED = 3
"""So many articles that all list another entity instead prove that it is the same one."""


class Known(Struct, frozen=True, array_like=True, gc=False):
    """An article as it was published. `former` is the address that its file's name stood for, if another.

    `words` is a digest of its text; `entities` are what it lists that has a page, by number.
    """

    url: str
    former: str
    seed: str
    words: bytes
    entities: tuple[int, ...]


class AddressBook(Struct, frozen=True):
    """What was published where: articles by path, entities, authors and topics, and their names.

    `noted` are the moves that the last build added to content/redirects.yaml: until the file is seen to say so, it
    may have been written where nobody keeps it.
    """

    articles: Mapping[str, Known] = {}
    entities: tuple[EntityKey, ...] = ()
    names: tuple[str, ...] = ()
    noted: Mapping[str, str] = {}


def address_book(corpus: Corpus, before: AddressBook, noted: Mapping[str, str]) -> AddressBook:
    """Of an archive. Articles that are gone from everywhere are kept in mind: they may come back elsewhere."""
    names = _names(corpus)
    numbers = {key: number for number, key in enumerate(names)}
    articles = {
        article.path: _known(url, article, [numbers[key] for key in _listed(corpus, url) if key in numbers])
        for url, article in (*corpus.articles.items(), *corpus.withdrawn.items())
    }
    seeds = {known.seed for known in articles.values() if known.seed}
    words = {known.words for known in articles.values()}
    gone = {
        path: Known(known.url, known.former, known.seed, known.words, ())
        for path, known in before.articles.items()
        if path not in articles and known.seed not in seeds and known.words not in words
    }
    return AddressBook(
        articles=dict(sorted({**gone, **articles}.items())),
        entities=tuple(numbers),
        names=tuple(names.values()),
        noted=noted,
    )


def _names(corpus: Corpus) -> dict[EntityKey, str]:
    """What has a page that articles lead to, and what it is called."""
    names = {key: entity.name for key, entity in corpus.entities.items()}
    for labels in corpus.labels.values():
        names |= labels
    return names


def _listed(corpus: Corpus, url: str) -> Iterator[EntityKey]:
    yield from corpus.listed.get(url, ())
    yield from (key for key, _ in corpus.labels.get(url, ()))


def _url(key: EntityKey) -> str:
    return label_url(*key) if key[0] in LABELS else entity_url(*key)


def _known(url: str, article: Outline, entities: Iterable[int]) -> Known:
    former = article.filed_under if article.filed_under != url else ""
    return Known(url, former, article.source.file if article.source else "", article.words, tuple(entities))


def moves(before: AddressBook, corpus: Corpus, settled: Collection[str]) -> tuple[Redirect, ...]:
    """From addresses that `before` had and that lead nowhere now: what is `settled` has page or redirect."""
    if not before.articles:
        return ()
    found = {
        old: new
        for old, new in (*_of_articles(before, corpus, settled), *_of_entities(before, corpus))
        if old not in settled and old != new
    }
    lost = {old: found.get(new, new) for old, new in before.noted.items() if old not in settled}
    found = {**lost, **found}
    return tuple(Redirect(old, new) for old, new in sorted(found.items()))


def _of_articles(before: AddressBook, corpus: Corpus, settled: Collection[str]) -> Iterator[tuple[str, str]]:
    lost = {
        path: known
        for path, known in before.articles.items()
        if any(old and old not in settled for old in (known.url, known.former))
    }
    if not lost:
        return
    urls = _urls(corpus)
    by_seed: dict[str, list[str]] = defaultdict(list)
    by_words: dict[bytes, list[str]] = defaultdict(list)
    for url, article in (*corpus.articles.items(), *corpus.withdrawn.items()):
        by_seed[article.source.file if article.source else ""].append(url)
        if article.path not in before.articles:
            by_words[_known(url, article, ()).words].append(url)
    for path, known in lost.items():
        same = [urls[path]] if path in urls else []
        same = same or (by_seed[known.seed] if known.seed else [])
        same = same or by_words[known.words]
        if len(same) == 1:
            yield from ((old, same[0]) for old in (known.url, known.former) if old)


def _urls(corpus: Corpus) -> dict[str, str]:
    """The address of each article by its path."""
    return {article.path: url for url, article in (*corpus.articles.items(), *corpus.withdrawn.items())}


def _of_entities(before: AddressBook, corpus: Corpus) -> Iterator[tuple[str, str]]:
    names = _names(corpus)
    gone = {number: key for number, key in enumerate(before.entities) if key not in names}
    urls = _urls(corpus) if gone else {}
    instead: dict[int, Counter[EntityKey]] = defaultdict(Counter)
    asked: Counter[int] = Counter()
    for path, known in before.articles.items() if gone else ():
        lost = [number for number in known.entities if number in gone]
        if not lost or path not in urls:
            continue
        listed = {before.entities[number] for number in known.entities}
        new = {key for key in _listed(corpus, urls[path]) if key in names and key not in listed}
        for number in lost:
            asked[number] += 1
            instead[number].update(key for key in new if _is_like(key, gone[number]))
    for number, candidates in sorted(instead.items()):
        called = {key: names[key] for key in candidates}
        agreed = {key for key, count in candidates.items() if count == asked[number] >= AGREED}
        if same := _same(gone[number], before.names[number], called, agreed):
            yield _url(gone[number]), _url(same)


def _is_like(key: EntityKey, other: EntityKey) -> bool:
    """Whether one may be the other: an entity has another type at times, an author is never a topic."""
    return key[0] == other[0] or (key[0] not in LABELS and other[0] not in LABELS)


def _same(
    key: EntityKey, name: str, names: Mapping[EntityKey, str], agreed: Collection[EntityKey]
) -> EntityKey | None:
    """Which of several is the one that is gone, if that is clear; the surest sign first."""
    likeness = {other: _likeness(name, names[other]) for other in names}
    signs = (
        [other for other in names if identify(names[other]) == identify(name) or other[1] == key[1]],
        [other for other in names if other[0] == key[0] and likeness[other] >= ALIKE],
        list(agreed),
    )
    for found in signs:
        best = max((likeness[other] for other in found), default=0.0)
        nearest = [other for other in found if likeness[other] == best]
        if len(nearest) == 1:
            return nearest[0]
        if nearest:
            return next((other for other in nearest if other[0] == key[0]), None)
    return None


def _likeness(one: str, two: str) -> float:
    """1 where one name has all the words of the other, or is its initials."""
    ids = identify(one), identify(two)
    words = [set(id_.split("-")) for id_ in ids]
    initials = ["".join(word[0] for word in id_.split("-")) for id_ in ids]
    if words[0] <= words[1] or words[1] <= words[0] or ids[0] == initials[1] or ids[1] == initials[0]:
        return 1.0
    return difflib.SequenceMatcher(None, *ids, autojunk=False).ratio()
