"""YAML in and out, for front matter, settings and authority files alike.

Scalars stay strings until a type asks otherwise, so `NO` is Norway's code, `1984` a title and `2026-13-02` a
mistake that can be pointed at, whatever YAML 1.1 would make of them.
"""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

import msgspec
import yaml

from sitegen.errors import Invalid, Problem

T = TypeVar("T")

_NULL = "tag:yaml.org,2002:null"
_PATH_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_UNKNOWN_KEY = re.compile(r"unknown field `(.+?)`")
_MISSING_KEY = re.compile(r"missing required field `(.+?)`")
_EXPECTED = re.compile(r"Expected `(.+?)`(?: of length (\d+))?")
_KINDS = {
    "array": "a list",
    "object": "a mapping",
    "str": "text",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
}
SLIP = 0.8
"""How alike two words are (difflib's ratio) of which one is most likely a slip of the pen."""

_HINTS = {"array": "write [one, two] or a line `- one` for each"}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    yaml_implicit_resolvers = {"": [(_NULL, re.compile("^$"))], "~": [(_NULL, re.compile("^~$"))]}  # noqa: RUF012

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set()
        for key, _ in node.value:
            if isinstance(key.value, str) and key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"`{key.value}` stands here twice", key.start_mark
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


class Flow(list[Any]):
    """A list written on one line."""


class FlowMap(dict[str, Any]):
    """A mapping written on one line."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


_Dumper.add_representer(Flow, lambda d, v: d.represent_sequence("tag:yaml.org,2002:seq", v, flow_style=True))
_Dumper.add_representer(FlowMap, lambda d, v: d.represent_mapping("tag:yaml.org,2002:map", v, flow_style=True))


def dump(value: dict[str, Any] | list[Any]) -> str:
    """`value` as YAML that any other reader understands the same way; keys keep their order."""
    return str(
        yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=10**9)
    )


def load(text: str, path: str, first_line: int = 1) -> Any:
    """The plain data in `text`, whose first line is line `first_line` of `path`. Raises Invalid."""
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        raise Invalid(Problem(path, line, column, f"not valid YAML: {error.problem or error.context}")) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = str(error).partition("\n")[0]
        raise Invalid(Problem(path, first_line, 1, f"not valid YAML: {reason}")) from None


def convert(data: Any, type_: type[T], text: str, path: str, first_line: int = 1, at: str = "$") -> T:
    """`data`, loaded from `text`, as a `type_`. Raises Invalid with the place of what does not fit.

    `at` is the path of `data` within the whole document, in msgspec's notation (`$[2].aliases`).
    """
    try:
        return msgspec.convert(data, type_, strict=False)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `")
        inner = where.rstrip("`").removeprefix("$")
        raise Invalid(_explain(message, inner, at, type_, text, path, first_line)) from None


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A hint that names the known word most like `word`, or all known words when none is like it."""
    words = sorted(known)
    close = difflib.get_close_matches(word, words, 1, cutoff)
    return f"did you mean `{close[0]}`?" if close else f"known are {', '.join(words)}"


def slip(word: str, known: Iterable[str]) -> str:
    """The known word that `word` is most likely meant for, where it is so like it; else nothing."""
    return next(iter(difflib.get_close_matches(word, sorted(known), 1, SLIP)), "")


def position(text: str, where: str, first_line: int = 1, *, of_key: bool = False) -> tuple[int, int]:
    """Line and column of the value (or the key) at `where`, as far as the document goes along that path."""
    node: Any = yaml.compose(text, Loader=_Loader)
    place = node
    for key, index in _PATH_STEP.findall(where):
        found = next(((k, v) for k, v in getattr(node, "value", ()) if k.value == key), None) if key else None
        if found is None and key:
            break
        place, node = (found if of_key else (found[1], found[1])) if found else (node.value[int(index)],) * 2
    mark = place.start_mark if place else None
    return (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)


def _explain(message: str, inner: str, at: str, type_: Any, text: str, path: str, first_line: int) -> Problem:
    """What msgspec found wrong at `at` + `inner`, in the words and at the place of the text."""
    where = at + inner
    if unknown := _UNKNOWN_KEY.search(message):
        line, column = position(text, f"{where}.{unknown[1]}", first_line, of_key=True)
        return Problem(
            path, line, column, f"unknown key `{unknown[1]}`", nearest(unknown[1], _known_keys(type_, inner))
        )
    if missing := _MISSING_KEY.search(message):
        return _missing(missing[1], where, _known_keys(type_, inner), text, path, first_line)
    line, column = position(text, where, first_line)
    value = _value_at(text, where)
    what = f"{inner.lstrip('.')}: {reprlib.repr(value)}".removeprefix(": ")
    if "date" in message.lower() or "RFC3339" in message:
        return Problem(path, line, column, f"{what} is not a date", "write YYYY-MM-DD")
    if "enum value" in message:
        return Problem(path, line, column, f"{what} is not one of {', '.join(_known_keys(type_, inner))}")
    if expected := _EXPECTED.search(message):
        wanted = expected[1].split(" | ")
        kinds = " or ".join(_KINDS.get(kind, kind) for kind in wanted if kind != "null")
        kinds += f" of {expected[2]}" if expected[2] else _range(type_, inner)
        return Problem(path, line, column, f"{what} is not {kinds}", _HINTS.get(wanted[0], ""))
    return Problem(path, line, column, f"{what}: {message}")


def _missing(key: str, where: str, known: Collection[str], text: str, path: str, first_line: int) -> Problem:
    """A key that is not there, or another that was meant for it."""
    others = [str(other) for other in _value_at(text, where) if str(other) not in known]
    if slip := difflib.get_close_matches(key, others, 1, 0.7):
        line, column = position(text, f"{where}.{slip[0]}", first_line, of_key=True)
        return Problem(path, line, column, f"unknown key `{slip[0]}`", f"did you mean `{key}`?")
    return Problem(path, *position(text, where, first_line), f"`{key}` is missing")


def _known_keys(type_: Any, inner: str) -> list[str]:
    """The keys, or the values, that `type_` knows at that path within it."""
    choices = _choices(type_, inner)
    info = next((choice for choice in choices if hasattr(choice, "item_type")), None)
    choices = getattr(info.item_type, "types", (info.item_type,)) if info else choices
    struct = next((choice for choice in choices if hasattr(choice, "fields")), None)
    return (
        sorted(field.encode_name for field in struct.fields)
        if struct
        else sorted(getattr(choices[0], "values", ()))
    )


def _range(type_: Any, inner: str) -> str:
    """Of which numbers `type_` takes one at that path within it; nothing where it takes any."""
    limits = ((getattr(choice, "ge", None), getattr(choice, "le", None)) for choice in _choices(type_, inner))
    return next((f" from {low} to {high}" for low, high in limits if None not in (low, high)), "")


def _choices(type_: Any, inner: str) -> Sequence[Any]:
    """What `type_` takes at that path within it: one type, or several."""
    choices: Sequence[Any] = (msgspec.inspect.type_info(type_),)
    choices = getattr(choices[0], "types", choices)
    for key, index in _PATH_STEP.findall(inner):
        kinds = ("fields",) if key else ("item_type", "item_types")
        info = next((choice for choice in choices if any(hasattr(choice, kind) for kind in kinds)), None)
        if info is None:
            break
        if key:
            found = next((field.type for field in info.fields if field.encode_name == key), info)
        else:
            found = info.item_types[int(index)] if hasattr(info, "item_types") else info.item_type
        choices = getattr(found, "types", (found,))
    return choices


def _value_at(text: str, where: str) -> Any:
    value = yaml.load(text, Loader=_Loader)
    for key, index in _PATH_STEP.findall(where):
        value = value[key] if key else value[int(index)]
    return value
