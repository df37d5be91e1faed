"""content/entities.yaml: what people decided about entities. Read, never written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from msgspec import Struct, field

from sitegen import yamltext
from sitegen.errors import Invalid, Problem
from sitegen.model import Authority, Entity, Merge
from sitegen.text import identify, slugify

FILE = "content/entities.yaml"


class _Entry(Struct, forbid_unknown_fields=True, kw_only=True):
    type: Literal["person", "organization", "place"]
    name: str
    id: str = ""
    aliases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = field(name="not", default=())
    description: str = ""
    same_as: tuple[str, ...] = ()


class _Hide(Struct, forbid_unknown_fields=True):
    hide: tuple[str, ...]


class _Into(Struct, forbid_unknown_fields=True):
    into: str
    sources: tuple[str, ...] = field(name="from")


class _Merge(Struct, forbid_unknown_fields=True):
    merge: _Into


def parse_authority(text: str) -> tuple[Authority, tuple[Problem, ...]]:
    """The rules in `text`. An entry that is wrong is reported and left out; the others hold."""
    try:
        data = yamltext.load(text, FILE)
    except Invalid as invalid:
        return Authority(), invalid.problems
    if data is None:
        return Authority(), ()
    if not isinstance(data, list):
        return Authority(), (Problem(FILE, 1, 1, "the rules are not a list", "start each with `- `"),)
    rules: list[_Entry | _Hide | _Merge] = []
    problems: list[Problem] = []
    for index, item in enumerate(data):
        try:
            rules.append(_rule(item, index, text))
        except Invalid as invalid:
            problems += invalid.problems
    entities = {entity.key: entity for entity in map(_entity, _of(rules, _Entry))}
    problems += _repeated(rules, data, text)
    return (
        Authority(
            entities=tuple(entities.values()),
            hidden=tuple(name for rule in _of(rules, _Hide) for name in rule.hide),
            merges=tuple(
                Merge(source, rule.merge.into) for rule in _of(rules, _Merge) for source in rule.merge.sources
            ),
        ),
        tuple(problems),
    )


def _of(rules: Iterable[Any], type_: type[Any]) -> list[Any]:
    return [rule for rule in rules if isinstance(rule, type_)]


def _rule(item: Any, index: int, text: str) -> _Entry | _Hide | _Merge:
    kind: type[_Entry | _Hide | _Merge] = _Entry
    if isinstance(item, dict):
        item = {key: value for key, value in item.items() if value is not None}
        kind = _Hide if "hide" in item else _Merge if "merge" in item else _Entry
    at = f"$[{index}]"
    rule = yamltext.convert(item, kind, text, FILE, at=at)
    if isinstance(rule, _Entry) and rule.id and rule.id != slugify(rule.id):
        place = yamltext.position(text, f"{at}.id")
        raise Invalid(Problem(FILE, *place, f"id: {rule.id!r} cannot stand in a URL", f"write {slugify(rule.id)}"))
    return rule


def _entity(entry: _Entry) -> Entity:
    return Entity(
        type=entry.type,
        id=entry.id or identify(entry.name),
        name=entry.name,
        aliases=entry.aliases,
        excluded=entry.excluded,
        description=entry.description,
        same_as=entry.same_as,
    )


def _repeated(rules: Iterable[Any], data: list[Any], text: str) -> Iterable[Problem]:
    """An entity described twice: the later entry holds, and the reader is told."""
    seen: set[tuple[str, str]] = set()
    for entity in map(_entity, _of(rules, _Entry)):
        if entity.key in seen:
            index = max(
                i for i, item in enumerate(data) if isinstance(item, dict) and item.get("name") == entity.name
            )
            place = yamltext.position(text, f"$[{index}]")
            yield Problem(FILE, *place, f"{entity.type} `{entity.id}` is described twice; the last entry holds")
        seen.add(entity.key)
