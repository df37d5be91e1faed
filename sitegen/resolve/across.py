"""Who is who across the archive: the rules in their order, and the entities that come of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

import msgspec
from msgspec import Struct

from sitegen import gazetteer
from sitegen.model import Article, Authority, Choice, Entity, EntityKey, Outline, Redirect, Resolution
from sitegen.names import explained_forms
from sitegen.resolve import organizations, people, places, tables, types
from sitegen.resolve.archive import Archive, Label, Roles, Rule
from sitegen.resolve.decisions import Decisions
from sitegen.urls import entity_url

RULES: tuple[Rule, ...] = (
    types.usual_type,
    people.name_variants,
    organizations.companies,
    organizations.acronyms,
    organizations.bodies_of_states,
    people.surnames,
    people.namesakes,
    places.same_name_elsewhere,
)
"""After the tables and what people decided."""

_SPELLINGS = frozenset({"variant", "company"})
"""Rules that bring together spellings of one name, the commonest of which is shown."""


class Thresholds(Struct, frozen=True):
    """When an entity gets a page: listed by so many articles, and as surely as this (0 to 1) by all together."""

    articles: int = 1
    confidence: float = 0.0


def brief(article: Outline) -> Article:
    """What `across` reads of an article: of the text, words in brackets, as after a full name.

    Whoever passes brief articles knows that no other change of a text changes who is who.
    """
    return Article(
        path=article.path,
        title="",
        date=article.date,
        slug="",
        location=article.location,
        entities=article.entities,
        text=article.brackets,
    )


def across(
    articles: Iterable[Article],
    authority: Authority,
    roles: Roles | None = None,
    thresholds: Thresholds | None = None,
) -> Resolution:
    """The archive's entities, and each article's listings by entity; the same whatever the order of articles."""
    archive, decisions = Archive(articles, roles or {}), Decisions(authority)
    for rule in (tables.known_names, decisions.rule, *RULES):
        archive.apply(list(rule(archive)))
    meanings = archive.meanings()
    found = _entities(archive, decisions, meanings)
    surely = _worth_a_page(archive, decisions, thresholds or Thresholds())
    entities = {key: entity for key, entity in found.items() if key in surely}
    redirects, choices = _moved(archive, decisions, entities, meanings)
    return Resolution(
        entities=entities,
        listings=_listings(archive, found),
        faint={key: entity for key, entity in found.items() if key not in surely},
        redirects=redirects,
        choices=choices,
        rulings=tuple(archive.rulings),
        idle=tuple(decisions.idle(archive, found)),
    )


def _listings(
    archive: Archive, entities: Mapping[EntityKey, Entity]
) -> dict[str, dict[EntityKey, tuple[str, ...]]]:
    """What each article lists, in its order, and the forms to look for besides those that an entity explains."""
    names = {key: entity.name for key, entity in entities.items()}
    listings = {}
    for path in archive.articles:
        found: dict[EntityKey, tuple[str, ...]] = {}
        for ref, key in archive.listing(path):
            forms = (ref.name,) if ref.name == names[key] else explained_forms(ref.type, ref.name)
            if ref.forms or key in found:
                forms = tuple(dict.fromkeys((*found.get(key, ()), *forms, *ref.forms)))
            found[key] = forms
        listings[path] = found
    return listings


# --- entities -------------------------------------------------------------------------------------------------


def _entities(
    archive: Archive, decisions: Decisions, meanings: Mapping[tuple[Label, EntityKey], int]
) -> dict[EntityKey, Entity]:
    spellings: dict[EntityKey, dict[str, int]] = defaultdict(dict)
    others: dict[EntityKey, dict[str, int]] = defaultdict(dict)
    variants = {(ruling.type, ruling.name) for ruling in archive.rulings if ruling.rule in _SPELLINGS}
    for (label, key), count in meanings.items():
        is_own = archive.own[label][1] == key[1] or label in variants
        names = (spellings if is_own else others)[key]
        names[label[1]] = names.get(label[1], 0) + count
    full = {ruling.key: ruling.full for ruling in archive.rulings if ruling.key and ruling.full}
    entities: dict[EntityKey, Entity] = {}
    for key in sorted(spellings.keys() | others.keys()):
        spelled = spellings.get(key) or ({full[key]: 1} if key in full else others[key])
        entities[key] = decisions.described(key) or _found(key, spelled)
    return {key: places.located(entity) for key, entity in _with_roles(archive, entities).items()}


def _found(key: EntityKey, names: Mapping[str, int]) -> Entity:
    """An entity nobody described: its commonest spelling names it, the longest of equals, then one with accents."""
    name, *others = names
    if others:
        name = min(names, key=lambda spelling: (-names[spelling], -len(spelling), spelling.isascii(), spelling))
    return Entity(type=key[0], id=key[1], name=(gazetteer.place(name) or name) if key[0] == "place" else name)


def _with_roles(archive: Archive, entities: Mapping[EntityKey, Entity]) -> dict[EntityKey, Entity]:
    """People whom nobody described are described by the role that an article first stated."""
    stated: dict[EntityKey, Entity] = {}
    for path, article in archive.articles.items():
        roles = archive.roles.get(path, {})
        for ref, key in archive.listing(path) if roles else ():
            if ref.name in roles and key not in stated and not entities[key].description:
                stated[key] = msgspec.structs.replace(
                    entities[key], description=roles[ref.name], stated=article.date
                )
    return {**entities, **stated}


def _worth_a_page(archive: Archive, decisions: Decisions, thresholds: Thresholds) -> set[EntityKey]:
    """Described entities, and those that enough articles list surely enough.

    The listings of an entity in several articles count as independent: what is unlikely in each of them may be
    certain in all.
    """
    sure = (archive.keys_in(path) for path in archive.articles if path not in archive.unsure)
    counts = Counter(chain.from_iterable(sure))
    certain = set(counts)
    doubt: dict[EntityKey, float] = {}
    for path in filter(archive.unsure.__contains__, archive.articles):
        in_article: dict[EntityKey, float] = {}
        for ref, key in archive.listing(path):
            in_article[key] = max(in_article.get(key, 0.0), ref.confidence)
        for key, highest in in_article.items():
            counts[key] += 1
            doubt[key] = doubt.get(key, 1.0) * (1 - highest)
    confidence = {key: 1.0 if key in certain else 1 - doubt[key] for key in counts}
    return {
        key
        for key, count in counts.items()
        if decisions.described(key) or (count >= thresholds.articles and confidence[key] >= thresholds.confidence)
    }


# --- redirects ------------------------------------------------------------------------------------------------


def _moved(
    archive: Archive,
    decisions: Decisions,
    entities: Mapping[EntityKey, Entity],
    meanings: Collection[tuple[Label, EntityKey]],
) -> tuple[tuple[Redirect, ...], dict[str, Choice]]:
    """Where addresses lead that entities may have lived at and none does now: to one, or to a choice of several."""
    live = {entity_url(*key) for key in entities}
    moved = {move for move in decisions.old_addresses(entities) if move.url not in live and move.target in live}
    led = live | {move.url for move in moved}
    for move in people.namesake_addresses(archive, meanings):
        if move.url not in led and move.target in live:
            moved.add(move)
            led.add(move.url)
    left = {label: entity_url(*key) for label, key in archive.own.items() if key not in entities}
    names: dict[str, str] = {}
    targets: dict[str, set[EntityKey]] = defaultdict(set)
    for label, url in left.items():
        names.setdefault(url, label[1])
        unclear = (ruling for ruling in archive.rulings_about(label) if ruling.key is None)
        targets[url].update(key for ruling in unclear for key in ruling.candidates if key in entities)
    for label, key in meanings:
        if label in left and key in entities:
            targets[left[label]].add(key)
    choices: dict[str, Choice] = {}
    for url, keys in targets.items():
        if url not in led and len(keys) == 1:
            moved.add(Redirect(url, entity_url(*min(keys))))
        elif url not in led and keys:
            choices[url] = Choice(names[url], tuple(sorted(keys)))
    return tuple(sorted(moved)), dict(sorted(choices.items()))
