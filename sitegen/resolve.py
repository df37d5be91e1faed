"""Who is who: first within an article, then across the archive.

A wrong merge is worse than a missed one. Within an article the longest name of a person explains the shorter ones;
across the archive the same name is the same entity, and what people decided (content/entities.yaml) comes before
everything found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from sitegen import gazetteer
from sitegen.errors import Problem
from sitegen.model import (
    ENTITY_TYPES,
    Article,
    Authority,
    Doubt,
    Entity,
    EntityKey,
    EntityRef,
    Mention,
    Redirect,
    Resolution,
)
from sitegen.names import explained_forms, family_name, initials, is_full_name
from sitegen.text import identify
from sitegen.urls import entity_url

# --- within an article ----------------------------------------------------------------------------------------


class Within(Struct, frozen=True):
    """What the mentions of one article name.

    `names` runs parallel to the mentions: the canonical name of each, None where it could mean several.
    `entities` are the listings for the front matter, in the order of first mention.
    """

    names: tuple[str | None, ...]
    entities: tuple[EntityRef, ...]


def within(mentions: Sequence[Mention]) -> Within:
    """Bring short forms to the full name: `Rubio` to `Marco Rubio`, `DIA` to `Defense Intelligence Agency`."""
    full = {
        "person": _longest_people(_spelled(mentions, "person")),
        "organization": tuple(_spelled(mentions, "organization")),
    }
    rules = {"person": _person, "organization": _organization}
    names = tuple(
        rules[mention.type](_spelling(mention), full[mention.type]) if mention.type in rules else _spelling(mention)
        for mention in mentions
    )
    return Within(names, _references(mentions, names))


def _spelling(mention: Mention) -> str:
    return mention.name or " ".join(mention.text.split())


def _spelled(mentions: Iterable[Mention], type_: str) -> list[str]:
    return list(dict.fromkeys(_spelling(mention) for mention in mentions if mention.type == type_))


def _longest_people(names: Iterable[str]) -> tuple[str, ...]:
    """Full names, one for each person: `Donald Trump` gives way to `Donald J. Trump` of the same article."""
    longest: dict[tuple[str, str], str] = {}
    for name in names:
        if is_full_name(name):
            ends = (name.split()[0], family_name(name))
            longest[ends] = max(longest.get(ends, ""), name, key=len)
    return tuple(longest.values())


def _person(name: str, full: Iterable[str]) -> str | None:
    families = {known: family_name(known).casefold() for known in full if known != name}
    wanted = name.casefold()
    bearers = [known for known, family in families.items() if wanted in (family, family.split()[-1])]
    if bearers or not is_full_name(name):
        return _only(bearers, name)
    ends = (name.split(maxsplit=1)[0], family_name(name))
    return next((known for known in full if (known.split()[0], family_name(known)) == ends), name)


def _organization(name: str, full: Iterable[str]) -> str | None:
    if " " not in name and name.isupper():
        bearers = [known for known in full if known != name and initials(known) == name]
        return _only(bearers, name)
    words = name.split()
    longer = [known for known in full if len(known) > len(name) and _is_run(words, known.split())]
    return _only(longer, name)


def _is_run(words: Sequence[str], of: Sequence[str]) -> bool:
    """Whether `words` stand one after the other in `of`, as `Treasury` in `U.S. Treasury Department`."""
    return any(list(of[start : start + len(words)]) == list(words) for start in range(len(of) - len(words) + 1))


def _only(candidates: Sequence[str], otherwise: str) -> str | None:
    if not candidates:
        return otherwise
    return candidates[0] if len(candidates) == 1 else None


def _references(mentions: Sequence[Mention], names: Sequence[str | None]) -> tuple[EntityRef, ...]:
    forms: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for mention, name in zip(mentions, names, strict=True):
        if name and mention.type in ENTITY_TYPES:
            forms[mention.type, name][" ".join(mention.text.split())] = None
    return tuple(
        EntityRef(type_, name, tuple(form for form in found if form not in explained_forms(type_, name)))
        for (type_, name), found in forms.items()
    )


# --- across the archive ---------------------------------------------------------------------------------------


def across(articles: Sequence[Article], authority: Authority) -> Resolution:
    """The archive's entities, and each article's listings by entity; the same whatever the order of articles."""
    decided = _Decisions(authority)
    listed = {article.path: [(ref, decided.key(ref)) for ref in article.entities] for article in articles}
    surnames, doubts = _surnames(listed, decided)
    listings: dict[str, dict[EntityKey, tuple[str, ...]]] = {}
    spellings: dict[EntityKey, Counter[str]] = defaultdict(Counter)
    moved: set[Redirect] = set()
    for path, refs in listed.items():
        forms: dict[EntityKey, dict[str, None]] = defaultdict(dict)
        for ref, key in refs:
            final = surnames.get((path, ref), key)
            if final is not None:
                forms[final].update(dict.fromkeys((ref.name, *ref.forms)))
                spellings[final][ref.name] += 1
            if key is not None:
                moved.add(_move((ref.type, identify(ref.name)), key))
        listings[path] = {key: tuple(found) for key, found in forms.items()}
    entities = {key: decided.described(key) or _found(key, names) for key, names in spellings.items()}
    moved |= decided.old_addresses(entities)
    return Resolution(
        entities=dict(sorted(entities.items())),
        listings=listings,
        redirects=_live_redirects(moved, entities),
        doubts=doubts,
        problems=(*decided.problems, *decided.aimless_merges(ref for refs in listed.values() for ref, _ in refs)),
    )


class _Decisions:
    """content/entities.yaml, indexed for looking up what an article lists."""

    def __init__(self, authority: Authority) -> None:
        self._entities = {entity.key: entity for entity in authority.entities}
        self._hidden = {identify(name) for name in authority.hidden} | set(authority.hidden)
        self._merges = {merge.source: merge.into for merge in authority.merges}
        self._bearers: dict[str, set[EntityKey]] = defaultdict(set)
        for entity in authority.entities:
            for form in (entity.id, entity.name, *entity.aliases):
                self._bearers[identify(form)].add(entity.key)
        self.problems = [
            Problem(
                "content/entities.yaml", message=f"merge: `{source}` leads in a circle", hint="delete one merge"
            )
            for source in sorted(self._merges)
            if self._merged(source) is None
        ]

    def key(self, ref: EntityRef) -> EntityKey | None:
        """The entity that an article's listing means; None where it is hidden or could mean several."""
        id_ = identify(ref.name)
        if id_ in self._hidden:
            return None
        known = self._bearers.get(id_, set())
        same_type = {key for key in known if key[0] == ref.type}
        bearers = same_type or known
        if len(bearers) > 1:
            return None
        type_, id_ = next(iter(bearers)) if bearers else (ref.type, _canonical_id(ref))
        into = self._merged(id_) or id_
        if into in self._hidden:
            return None
        return next((key for key in self._entities if key[1] == into and into != id_), (type_, into))

    def described(self, key: EntityKey) -> Entity | None:
        return self._entities.get(key)

    def is_decided(self, ref: EntityRef) -> bool:
        return identify(ref.name) in self._bearers or identify(ref.name) in self._merges

    def old_addresses(self, entities: Mapping[EntityKey, Entity]) -> set[Redirect]:
        """Where entities may have lived before people decided on them.

        A page listed under a decided name no longer says what it was called and typed before, so every form of a
        described entity leads to it, from every section, as does every id that was merged.
        """
        moved = {
            _move((type_, id_), entity.key)
            for entity in self._entities.values()
            if entity.key in entities
            for id_ in map(identify, (entity.name, *entity.aliases))
            if self._bearers[id_] == {entity.key}
            for type_ in ENTITY_TYPES
        }
        for source in self._merges:
            targets = [key for key in entities if key[1] == self._merged(source)]
            moved |= {_move((key[0], source), key) for key in targets}
        return moved

    def aimless_merges(self, refs: Iterable[EntityRef]) -> Iterable[Problem]:
        """Merges into an id that nobody had before: likely a slip of the pen."""
        known = {_canonical_id(ref) for ref in refs} | {id_ for _, id_ in self._entities}
        for into in sorted(set(self._merges.values()) - known):
            yield Problem("content/entities.yaml", message=f"merge: there was nothing with the id `{into}`")

    def _merged(self, id_: str) -> str | None:
        """Where a chain of merges from `id_` ends; None in a circle."""
        passed = {id_}
        while id_ in self._merges:
            id_ = self._merges[id_]
            if id_ in passed:
                return None
            passed.add(id_)
        return id_


def _canonical_id(ref: EntityRef) -> str:
    """The id of a listing that nobody decided on; tables know that `U.S.` is the United States."""
    if ref.type == "place":
        return identify(gazetteer.place(ref.name) or ref.name)
    return identify(ref.name)


def _surnames(
    listed: Mapping[str, Sequence[tuple[EntityRef, EntityKey | None]]], decided: _Decisions
) -> tuple[dict[tuple[str, EntityRef], EntityKey | None], tuple[Doubt, ...]]:
    """People listed by surname alone, where the archive knows bearers of that surname.

    One bearer who keeps the same company (shares another person or organization with the article) is meant;
    a surname of several links nowhere; one bearer in other company leaves the surname an entity of its own.
    """
    bearers: dict[str, set[EntityKey]] = defaultdict(set)
    company: dict[EntityKey, set[EntityKey]] = defaultdict(set)
    for refs in listed.values():
        present = {key for _, key in refs if key is not None and key[0] != "place"}
        for ref, key in refs:
            if ref.type == "person" and key is not None and is_full_name(ref.name):
                bearers[family_name(ref.name)].add(key)
                company[key] |= present - {key}
    meant: dict[tuple[str, EntityRef], EntityKey | None] = {}
    doubts: dict[str, set[str]] = defaultdict(set)
    for path, refs in listed.items():
        present = {key for _, key in refs if key is not None and key[0] != "place"}
        for ref, _ in refs:
            if ref.type != "person" or ref.name not in bearers or decided.is_decided(ref):
                continue
            candidates = bearers[ref.name]
            if len(candidates) > 1:
                meant[path, ref] = None
                doubts[ref.name].add(path)
            elif company[only := next(iter(candidates))] & present:
                meant[path, ref] = only
    return meant, tuple(
        Doubt("person", name, tuple(id_ for _, id_ in sorted(bearers[name])), tuple(sorted(paths)))
        for name, paths in sorted(doubts.items())
    )


def _found(key: EntityKey, names: Counter[str]) -> Entity:
    """An entity nobody described: its commonest spelling names it, the longest of equals, then one with accents."""

    def rank(spelling: str) -> tuple[bool, int, int, bool, str]:
        own = identify(spelling) == key[1]
        return not own, -names[spelling], -len(spelling), spelling.isascii(), spelling

    name = min(names, key=rank)
    canonical = gazetteer.place(name) if key[0] == "place" else None
    return Entity(type=key[0], id=key[1], name=canonical if canonical and identify(canonical) == key[1] else name)


def _move(old: EntityKey, new: EntityKey) -> Redirect:
    return Redirect(entity_url(*old), entity_url(*new))


def _live_redirects(moved: Iterable[Redirect], entities: Mapping[EntityKey, Entity]) -> tuple[Redirect, ...]:
    """The moves that lead from an address no entity lives at to one where an entity does."""
    live = {entity_url(*key) for key in entities}
    return tuple(sorted(move for move in set(moved) if move.url not in live and move.target in live))
