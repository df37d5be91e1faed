"""What all articles list, and what the rules have made of it so far."""

from __future__ import annotations

import datetime
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from sitegen.model import Article, EntityKey, EntityRef, Ruling
from sitegen.text import identify

Label: TypeAlias = tuple[str, str]
"""(type, name), as articles list it."""

Roles: TypeAlias = Mapping[str, Mapping[str, str]]
"""By path of article and listed name: the role that the article states."""


class Archive:
    """The listings of all articles, and which entity each means.

    `where` has the articles that list a label, the earliest first, and `stated` the roles that some of them state.
    `own` is the entity that a label names of itself, `keys` what it means, None for nothing, `labels` are those of
    an entity, and `exceptions` what one means in single articles, by their paths. Articles that are `unsure` list
    something with a confidence. Labels that people `decided` on are no business of later rules; but a name
    that was only described, `by_own_name`, may be another's in single articles.
    """

    def __init__(self, articles: Iterable[Article], roles: Roles) -> None:
        ordered = sorted(articles, key=lambda article: (article.date, article.path))
        self.articles: dict[str, Article] = {article.path: article for article in ordered}
        self.roles = roles
        self.unsure: set[str] = set()
        self._again: Counter[Label] = Counter()
        self._listed: dict[str, list[Label]] = {}
        where: dict[Label, tuple[Label, list[str]]] = {}
        for path, article in self.articles.items():
            self._listed[path] = labels = []
            for ref in article.entities:
                label = ref.type, ref.name
                label, paths = where.setdefault(label, (label, []))
                labels.append(label)
                if paths and paths[-1] == path:
                    self._again[label] += 1
                else:
                    paths.append(path)
            if not {ref.confidence for ref in article.entities} <= {1.0}:
                self.unsure.add(path)
        self.where: dict[Label, list[str]] = {label: where[label][1] for label in sorted(where)}
        self.own: dict[Label, EntityKey] = {label: (label[0], identify(label[1])) for label in self.where}
        self.keys: dict[Label, EntityKey | None] = {**self.own}
        self.labels: dict[EntityKey, list[Label]] = {}
        for label, key in self.own.items():
            self.labels.setdefault(key, []).append(label)
        self.stated: dict[Label, dict[str, str]] = defaultdict(dict)
        for path in filter(roles.__contains__, self._listed):
            for label in self._listed[path]:
                if role := roles[path].get(label[1]):
                    self.stated[label][path] = role
        self.exceptions: dict[str, dict[Label, EntityKey | None]] = defaultdict(dict)
        self.decided: set[Label] = set()
        self.by_own_name: set[Label] = set()
        self.rulings: list[Ruling] = []
        self._about: dict[Label, list[Ruling]] = {}
        self._meant = {path: list(map(self.keys.__getitem__, labels)) for path, labels in self._listed.items()}

    def apply(self, rulings: Sequence[Ruling]) -> None:
        ruled: set[str] = set()
        for ruling in rulings:
            label = ruling.type, ruling.name
            if ruling.articles:
                for path in ruling.articles:
                    self.exceptions[path][label] = ruling.key
            else:
                self._mean(label, ruling.key)
            ruled.update(ruling.articles or self.where[label])
            self._about.setdefault(label, []).append(ruling)
        self.rulings += rulings
        for path in ruled:
            self._meant[path] = [self.meant(path, label) for label in self._listed[path]]

    def _mean(self, label: Label, key: EntityKey | None) -> None:
        before = self.keys[label]
        self.keys[label] = key
        if before:
            self.labels[before].remove(label)
            if not self.labels[before]:
                del self.labels[before]
        if key:
            insort(self.labels.setdefault(key, []), label)

    # --- questions --------------------------------------------------------------------------------------------

    def meant(self, path: str, label: Label) -> EntityKey | None:
        """The entity that a label means in an article."""
        if path in self.exceptions and label in self.exceptions[path]:
            return self.exceptions[path][label]
        return self.keys[label]

    def keys_in(self, path: str) -> set[EntityKey]:
        """The entities that an article lists."""
        return {key for key in self._meant[path] if key}

    def listing(self, path: str) -> list[tuple[EntityRef, EntityKey]]:
        """What an article lists that means something, and the entity that it means."""
        return [(ref, key) for ref, key in zip(self.articles[path].entities, self._meant[path], strict=True) if key]

    def meanings(self) -> dict[tuple[Label, EntityKey], int]:
        """How often each label is listed for each entity."""
        found = Counter({(label, self.keys[label]): len(self.where[label]) for label in self.where})
        found.update({(label, self.keys[label]): count for label, count in self._again.items()})
        for path, meant in self.exceptions.items():
            for label, key in meant.items():
                count = self._listed[path].count(label)
                found[label, self.keys[label]] -= count
                found[label, key] += count
        return {(label, key): count for (label, key), count in found.items() if key and count}

    def rulings_about(self, label: Label) -> list[Ruling]:
        return self._about.get(label, [])

    def name(self, key: EntityKey) -> str:
        """A name of an entity, for a reason that people read."""
        return next((name for _, name in self.labels.get(key, ())), key[1])

    def count(self, key: EntityKey) -> int:
        """In how many articles an entity is listed, a little more where several labels of it are in one."""
        return sum(len(self.where[label]) for label in self.labels.get(key, ()))

    def is_settled(self, label: Label) -> bool:
        """Whether people decided what a label means in every article."""
        return label in self.decided and label not in self.by_own_name

    def precedence(self, label: Label) -> tuple[bool, datetime.date, str, Label]:
        """Which of several labels gives the address: what people decided, else the earliest, for good."""
        path = self.where[label][0]
        return label not in self.decided, self.articles[path].date, path, label


class Company:
    """Who appears with whom, places aside, as long as nothing else is ruled; worked out for whom it is asked."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._present: dict[str, frozenset[EntityKey]] = {}
        self._of: dict[EntityKey, frozenset[EntityKey]] = {}
        self._exceptions: dict[EntityKey, set[str]] = defaultdict(set)
        for path, meant in archive.exceptions.items():
            for key in filter(None, meant.values()):
                self._exceptions[key].add(path)

    def present(self, path: str) -> frozenset[EntityKey]:
        """What an article lists."""
        if path not in self._present:
            self._present[path] = frozenset([key for _, key in self._archive.listing(path) if key[0] != "place"])
        return self._present[path]

    def of(self, key: EntityKey) -> frozenset[EntityKey]:
        """All that articles list beside an entity."""
        if key not in self._of:
            lists = (self._archive.where[label] for label in self._archive.labels.get(key, ()))
            paths = self._exceptions.get(key, set()).union(*lists)
            beside = (present for path in paths if key in (present := self.present(path)))
            self._of[key] = frozenset[EntityKey]().union(*beside) - {key}
        return self._of[key]


Rule: TypeAlias = Callable[[Archive], Iterable[Ruling]]
