"""What people decided: content/entities.yaml, looked up for what articles list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sitegen.model import ENTITY_TYPES, Authority, Entity, EntityKey, Redirect, Ruling
from sitegen.resolve.archive import Archive, Label
from sitegen.text import identify
from sitegen.urls import entity_url


class Decisions:
    """The authority file as the first rule, and what it says of entities later."""

    def __init__(self, authority: Authority) -> None:
        self._entities = {entity.key: entity for entity in authority.entities}
        self._hidden = {identify(name): name for name in authority.hidden}
        self._merges = {merge.source: merge.into for merge in authority.merges}
        self._bearers: dict[str, set[EntityKey]] = defaultdict(set)
        for entity in authority.entities:
            for form in (entity.id, entity.name, *entity.aliases):
                self._bearers[identify(form)].add(entity.key)
        self._targets: dict[str, dict[EntityKey, None]] = defaultdict(dict)
        self._used: set[tuple[str, str]] = set()
        self._subjects = self._bearers.keys() | self._hidden.keys() | self._merges.keys()

    def rule(self, archive: Archive) -> Iterator[Ruling]:
        """Settles every label that a rule of the file is about."""
        for there in (*self._entities, *filter(None, archive.keys.values())) if self._merges else ():
            self._targets[there[1]][there] = None
        for label, key in archive.keys.items():
            is_subject = key and not self._subjects.isdisjoint((identify(label[1]), key[1]))
            ruling = self._ruling(label, key) if key and is_subject else None
            if ruling:
                archive.decided.add(label)
                if ruling.rule == "described" and ruling.key == key:
                    archive.by_own_name.add(label)
                yield ruling

    def _ruling(self, label: Label, found: EntityKey) -> Ruling | None:
        """`found` is what the tables make of the label: a merge may name its id."""
        type_, name = label
        id_ = identify(name)
        if hidden := {id_, found[1]} & self._hidden.keys():
            return self._hides(label, min(hidden))
        known = self._bearers.get(id_, set())
        bearers = {key for key in known if key[0] == type_} or known
        if len(bearers) > 1:
            because = "several entries of content/entities.yaml claim the name"
            return Ruling(*label, "claimed twice", None, because, candidates=tuple(sorted(bearers)))
        described = next(iter(bearers), None)
        own = described or found
        into = self._end(own[1]) or own[1]
        if into in self._hidden:
            self._used |= self._chain(own[1])
            return self._hides(label, into)
        if into != own[1]:
            self._used |= {*self._chain(own[1]), ("merge", id_)}
            there = sorted(self._targets.get(into, ()), key=lambda key: key[0] != own[0])
            target = there[0] if there else (own[0], into)
            return Ruling(*label, "merged", target, f"content/entities.yaml merges `{own[1]}` into `{into}`")
        if described:
            return Ruling(*label, "described", described, "described in content/entities.yaml")
        return None

    def _hides(self, label: Label, id_: str) -> Ruling:
        self._used.add(("hide", self._hidden[id_]))
        return Ruling(*label, "hidden", None, f"content/entities.yaml hides `{self._hidden[id_]}`")

    def described(self, key: EntityKey) -> Entity | None:
        return self._entities.get(key)

    def old_addresses(self, live: Iterable[EntityKey]) -> Iterator[Redirect]:
        """Where entities may have lived before people decided on them.

        A page listed under a decided name no longer says what it was called and typed before, so every form of a
        described entity leads to it, from every section, as does every id that was merged.
        """
        keys = set(live)
        for entity in self._entities.values():
            if entity.key in keys:
                for id_ in map(identify, (entity.name, *entity.aliases)):
                    if self._bearers[id_] == {entity.key}:
                        yield from (_move((type_, id_), entity.key) for type_ in ENTITY_TYPES)
        of_id: dict[str | None, list[EntityKey]] = defaultdict(list)
        for key in keys if self._merges else ():
            of_id[key[1]].append(key)
        for source in self._merges:
            yield from (_move((key[0], source), key) for key in of_id[self._end(source)])

    def idle(self, archive: Archive, live: Iterable[EntityKey]) -> Iterator[tuple[str, str]]:
        """(kind, what it is about) of the rules that met nothing, go in a circle, or lead to an id nobody had."""
        keys = set(live)
        unmet = (e for e in self._entities.values() if e.key not in keys and e.id not in self._hidden)
        yield from (("entity", entity.name) for entity in unmet if identify(entity.name) not in self._hidden)
        yield from (("hide", name) for name in self._hidden.values() if ("hide", name) not in self._used)
        yield from (("circle", source) for source in sorted(self._merges) if self._end(source) is None)
        merges = (("merge", source) for source in self._merges if self._end(source))
        yield from (rule for rule in merges if rule not in self._used)
        others = (ruling.key for ruling in archive.rulings if ruling.key and ruling.rule != "merged")
        known = self._targets.keys() | {key[1] for key in others}
        yield from (("into", id_) for id_ in sorted(set(self._merges.values()) - known - self._merges.keys()))

    def _chain(self, id_: str) -> set[tuple[str, str]]:
        """The merges that lead on from `id_`."""
        passed: set[tuple[str, str]] = set()
        while id_ in self._merges and ("merge", id_) not in passed:
            passed.add(("merge", id_))
            id_ = self._merges[id_]
        return passed

    def _end(self, id_: str) -> str | None:
        """Where a chain of merges from `id_` ends; None in a circle."""
        passed = {id_}
        while id_ in self._merges:
            id_ = self._merges[id_]
            if id_ in passed:
                return None
            passed.add(id_)
        return id_


def _move(old: EntityKey, new: EntityKey) -> Redirect:
    return Redirect(entity_url(*old), entity_url(*new))
