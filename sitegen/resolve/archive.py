"""What all articles list, and what the rules have made of it so far."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from msgspec import Struct

from sitegen.model import Article, EntityKey, EntityRef, Ruling
from sitegen.text import identify

Label: TypeAlias = tuple[str, str]
"""(type, name), as articles list it."""

Roles: TypeAlias = Mapping[str, Mapping[str, str]]
"""By path of article and listed name: the role that the article states."""


class Company(Struct, frozen=True):
    """Who appears with whom, places aside: by article, and by entity."""

    present: Mapping[str, frozenset[EntityKey]]
    of: Mapping[EntityKey, frozenset[EntityKey]]


class Archive:
    """The listings of all articles, and which entity each means.

    `where` has the articles that list a label, the earliest first; `keys` what the label means, None for nothing;
    `exceptions` what it means in single articles, by their paths. Labels that people `decided` on are no business
    of later rules; but a name that was only described, `by_own_name`, may be another's in single articles.
    """

    def __init__(self, articles: Iterable[Article], roles: Roles) -> None:
        ordered = sorted(articles, key=lambda article: (article.date, article.path))
        self.articles: dict[str, Article] = {article.path: article for article in ordered}
        self.roles = roles
        self.where: dict[Label, list[str]] = defaultdict(list)
        self._listed = {a.path: [(ref.type, ref.name) for ref in a.entities] for a in ordered}
        for path, labels in self._listed.items():
            for label in dict.fromkeys(labels):
                self.where[label].append(path)
        self.where = {label: self.where[label] for label in sorted(self.where)}
        self.keys: dict[Label, EntityKey | None] = {label: (label[0], identify(label[1])) for label in self.where}
        self.exceptions: dict[str, dict[Label, EntityKey | None]] = defaultdict(dict)
        self.decided: set[Label] = set()
        self.by_own_name: set[Label] = set()
        self.rulings: list[Ruling] = []
        self._about: dict[Label, list[Ruling]] = {}

    def apply(self, rulings: Sequence[Ruling]) -> None:
        for ruling in rulings:
            label = ruling.type, ruling.name
            if ruling.articles:
                for path in ruling.articles:
                    self.exceptions[path][label] = ruling.key
            else:
                self.keys[label] = ruling.key
            self._about.setdefault(label, []).append(ruling)
        self.rulings += rulings

    # --- questions --------------------------------------------------------------------------------------------

    def meant(self, path: str, label: Label) -> EntityKey | None:
        """The entity that a label means in an article."""
        if path in self.exceptions and label in self.exceptions[path]:
            return self.exceptions[path][label]
        return self.keys[label]

    def listing(self, path: str) -> Iterator[tuple[EntityRef, EntityKey]]:
        """What an article lists that means something, and the entity that it means."""
        keys = map(self.keys.__getitem__, self._listed[path])
        if path in self.exceptions:
            keys = map(partial(self.meant, path), self._listed[path])
        return ((ref, key) for ref, key in zip(self.articles[path].entities, keys, strict=True) if key)

    def labels(self) -> dict[EntityKey, list[Label]]:
        """The labels of each entity."""
        found: dict[EntityKey, list[Label]] = defaultdict(list)
        for label, key in self.keys.items():
            if key is not None:
                found[key].append(label)
        return found

    def rulings_about(self, label: Label) -> list[Ruling]:
        return self._about.get(label, [])

    def name(self, key: EntityKey) -> str:
        """A name of an entity, for a reason that people read."""
        return next((label[1] for label, meant in self.keys.items() if meant == key), key[1])

    def counts(self) -> Counter[EntityKey]:
        """In how many articles each entity is listed, a little more where several labels of it are in one."""
        found: Counter[EntityKey] = Counter()
        for label, key in self.keys.items():
            if key is not None:
                found[key] += len(self.where[label])
        return found

    def is_settled(self, label: Label) -> bool:
        """Whether people decided what a label means in every article."""
        return label in self.decided and label not in self.by_own_name

    def precedence(self, label: Label) -> tuple[bool, datetime.date, str, Label]:
        """Which of several labels gives the address: what people decided, else the earliest, for good."""
        path = self.where[label][0]
        return label not in self.decided, self.articles[path].date, path, label

    def company(self) -> Company:
        present: dict[str, frozenset[EntityKey]] = {}
        of: dict[EntityKey, set[EntityKey]] = defaultdict(set)
        for path in self.articles:
            keys = {key for _, key in self.listing(path) if key[0] != "place"}
            present[path] = frozenset(keys)
            for key in keys:
                of[key] |= keys
        return Company(present, {key: frozenset(keys - {key}) for key, keys in of.items()})


Rule: TypeAlias = Callable[[Archive], Iterable[Ruling]]
