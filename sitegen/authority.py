"""content/entities.yaml: what people decided about entities. Read, never written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from sitegen import gazetteer, yamltext
from sitegen.errors import Invalid, Problem, Severity
from sitegen.model import Authority, Entity, Merge
from sitegen.text import identify, is_web_address, slugify

FILE = "content/entities.yaml"


_Latitude = Annotated[float, Meta(ge=-90, le=90)]
_Longitude = Annotated[float, Meta(ge=-180, le=180)]


LONGEST_ID = 100
"""Bytes of the longest id: that of a long name ends in a digest."""


class _Entry(Struct, forbid_unknown_fields=True, kw_only=True):
    type: Literal["person", "organization", "place"]
    name: str
    id: str = ""
    aliases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = field(name="not", default=())
    description: str = ""
    same_as: tuple[str, ...] = ()
    country: str = ""
    coordinates: tuple[_Latitude, _Longitude] | None = None


class _Hide(Struct, forbid_unknown_fields=True):
    hide: tuple[str, ...]


class _Into(Struct, forbid_unknown_fields=True):
    into: str
    sources: tuple[str, ...] = field(name="from")


class _Merge(Struct, forbid_unknown_fields=True):
    merge: _Into


_KEYS = frozenset(field.encode_name for kind in (_Entry, _Hide, _Merge) for field in msgspec.structs.fields(kind))
"""The keys of all kinds of rules."""


def parse_authority(text: str) -> tuple[Authority, tuple[Problem, ...]]:
    """The rules in `text`. An entry that is wrong is reported and left out; the others hold.

    Raises Invalid where the whole file cannot be read: to go on without it would undo every correction in it.
    """
    data = yamltext.load(text, FILE)
    if data is None:
        return Authority(), ()
    if not isinstance(data, list):
        raise Invalid(Problem(FILE, 1, 1, "the rules are not a list", "start each with `- `"))
    rules: list[_Entry | _Hide | _Merge] = []
    problems: list[Problem] = []
    for index, item in enumerate(data):
        try:
            rule, told = _with_addresses(_rule(item, index, text), index, text)
            told += _slips(rule, index, text)
        except Invalid as invalid:
            problems += invalid.problems
        else:
            rules.append(rule)
            problems += told
    entities = {entity.key: entity for entity in map(_entity, _of(rules, _Entry))}
    problems += [*_repeated(rules, data, text), *_contradictions(rules, text)]
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
    if isinstance(item, dict) and kind is _Entry and (unknown := [key for key in item if key not in _KEYS]):
        place = yamltext.position(text, f"{at}.{unknown[0]}", of_key=True)
        raise Invalid(
            Problem(FILE, *place, f"unknown key `{unknown[0]}`", yamltext.nearest(str(unknown[0]), _KEYS))
        )
    rule = yamltext.convert(item, kind, text, FILE, at=at)
    for where, id_ in _ids(rule):
        if id_ != slugify(id_, LONGEST_ID):
            place = yamltext.position(text, at + where)
            raise Invalid(
                Problem(FILE, *place, f"{id_!r} cannot stand in a URL", f"write {slugify(id_) or 'a word'}")
            )
    if isinstance(rule, _Entry) and not rule.name.strip():
        raise Invalid(Problem(FILE, *yamltext.position(text, f"{at}.name"), "name: is empty"))
    return rule


def _with_addresses(
    rule: _Entry | _Hide | _Merge, index: int, text: str
) -> tuple[_Entry | _Hide | _Merge, list[Problem]]:
    """A rule with the addresses of the same elsewhere that are some, and the others as problems."""
    if not isinstance(rule, _Entry):
        return rule, []
    problems = [
        Problem(
            FILE,
            *yamltext.position(text, f"$[{index}].same_as[{place}]"),
            f"same_as: {address!r} is not a web address, and is left out",
            "write https://host/path",
        )
        for place, address in enumerate(rule.same_as)
        if not is_web_address(address)
    ]
    return msgspec.structs.replace(rule, same_as=tuple(filter(is_web_address, rule.same_as))), problems


def _slips(rule: _Entry | _Hide | _Merge, index: int, text: str) -> Iterable[Problem]:
    """A notice where a country is none, and nearly one."""
    country = rule.country if isinstance(rule, _Entry) else ""
    is_unknown = country and not gazetteer.country(country)
    if is_unknown and (meant := yamltext.slip(country, gazetteer.country_names())):
        place = yamltext.position(text, f"$[{index}].country")
        message, hint = f"country: {country!r} is not known", f"did you mean `{meant}`?"
        yield Problem(FILE, *place, message, hint, "notice")


def _ids(rule: _Entry | _Hide | _Merge) -> Iterable[tuple[str, str]]:
    """(where in the rule, id) of all that will be part of an address."""
    if isinstance(rule, _Entry) and rule.id:
        yield ".id", rule.id
    if isinstance(rule, _Merge):
        yield ".merge.into", rule.merge.into
        yield from ((f".merge.from[{index}]", id_) for index, id_ in enumerate(rule.merge.sources))


def _entity(entry: _Entry) -> Entity:
    return Entity(
        type=entry.type,
        id=entry.id or identify(entry.name),
        name=entry.name,
        aliases=entry.aliases,
        excluded=entry.excluded,
        description=entry.description,
        same_as=entry.same_as,
        country=entry.country,
        latitude=entry.coordinates[0] if entry.coordinates else None,
        longitude=entry.coordinates[1] if entry.coordinates else None,
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


def _contradictions(rules: Iterable[Any], text: str) -> Iterable[Problem]:
    """Two rules that cannot both hold."""
    owners: dict[tuple[str, str], str] = {}
    targets: dict[str, str] = {}
    hidden = {name for rule in _of(rules, _Hide) for name in rule.hide}
    for entity in map(_entity, _of(rules, _Entry)):
        for form in dict.fromkeys((entity.name, *entity.aliases)):
            claimed = entity.type, identify(form)
            if owners.setdefault(claimed, entity.id) != entity.id:
                others = f"`{owners[claimed]}` and `{entity.id}`"
                yield _at_word(text, form, f"`{form}` is claimed by {others}; it will mean neither")
        if hidden & {entity.id, entity.name}:
            yield _at_word(text, entity.name, f"`{entity.name}` is described and hidden; it stays hidden")
    for rule in _of(rules, _Merge):
        for source in rule.merge.sources:
            if targets.setdefault(source, rule.merge.into) != rule.merge.into:
                message = f"merge: `{source}` goes into `{targets[source]}` and `{rule.merge.into}`; the last holds"
                yield _at_word(text, source, message)


_SAID_OF_RULES: Mapping[str, tuple[str, str, Severity]] = {
    "entity": ("no article names `{}`", "mend or delete the rule", "notice"),
    "hide": ("there is no `{}` to hide", "mend or delete the rule", "notice"),
    "merge": ("merge: there is no `{}`", "mend or delete the rule", "notice"),
    "into": ("merge: nothing but what is merged has the id `{}`", "is it a slip?", "notice"),
    "circle": ("merge: `{}` leads in a circle", "delete one merge", "error"),
}


def idle_rules(text: str, idle: Iterable[tuple[str, str]], *, complete: bool) -> Iterable[Problem]:
    """Problems at the rules that changed nothing or went wrong, given as (kind, what it is about).

    What articles come to name or cease to name makes no rule wrong, so that is a notice; and unless the archive is
    `complete`, what could not be read may be what a rule is about.
    """
    found = [rule for rule in idle if complete or _SAID_OF_RULES[rule[0]][2] == "error"]
    places = dict(_places(yamltext.load(text, FILE))) if found else {}
    for kind, subject in found:
        message, hint, severity = _SAID_OF_RULES[kind]
        line, column = yamltext.position(text, places.get((kind, subject), "$"))
        yield Problem(FILE, line, column, message.format(subject), hint, severity)


def _places(data: Any) -> Iterable[tuple[tuple[str, str], str]]:
    """Where in the file each rule stands, by (kind, what it is about)."""
    for index, item in enumerate(data if isinstance(data, list) else ()):
        rule = item if isinstance(item, dict) else {}
        merge = rule.get("merge")
        hidden, sources = rule.get("hide"), merge.get("from") if isinstance(merge, dict) else None
        yield ("entity", str(rule.get("name"))), f"$[{index}].name"
        for place, name in enumerate(hidden if isinstance(hidden, list) else ()):
            yield ("hide", str(name)), f"$[{index}].hide[{place}]"
        for place, source in enumerate(sources if isinstance(sources, list) else ()):
            yield ("merge", str(source)), f"$[{index}].merge.from[{place}]"
            yield ("circle", str(source)), f"$[{index}].merge.from[{place}]"
        if isinstance(merge, dict):
            yield ("into", str(merge.get("into"))), f"$[{index}].merge.into"


def _at_word(text: str, word: str, message: str) -> Problem:
    """A problem at the last place where `word` stands: the rule that came second."""
    offset = max(text.rfind(word), 0)
    line_start = text.rfind("\n", 0, offset) + 1
    return Problem(FILE, text.count("\n", 0, offset) + 1, offset - line_start + 1, message)
