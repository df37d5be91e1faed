"""What is to be written and deleted, and why: pages and static files against what earlier builds left."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from sitegen.errors import Problem
from sitegen.model import Page
from sitegen.urls import asset_url, file_of

NEW = "new"
UNRECORDED = "not in the cache"
REPAIRED = "repaired"
CHANGED = "changed"
"""The view is another; which parts of it are is found where it is decoded."""


class Left(Struct, frozen=True, array_like=True, gc=False):
    """A file of output/ as a build left it.

    `fingerprint` is of what it was made from, `stamp` the file system's word for it, `parts` a checksum of each
    field of its view, `reason` why it was last written.
    """

    fingerprint: bytes
    stamp: bytes
    parts: bytes
    reason: str


class Record(Struct, frozen=True):
    """What a build left in output/. `shared` are digests, by name, of what every page is made with."""

    shared: Mapping[str, str]
    files: Mapping[str, Left]


NOTHING = Record({}, {})


class Task(Struct, frozen=True, gc=False):
    """A page to be rendered. `kind` is the type of its view, None where that was pickled; `place` where it lies."""

    file: str
    url: str
    template: str
    kind: type | None
    place: Any
    fingerprint: bytes
    reason: str
    parts: bytes


class Plan(Struct, frozen=True):
    """What output/ is to hold: all files by their sources, and of these what is not known to be as it should."""

    sources: Mapping[str, tuple[str, ...]]
    tasks: tuple[Task, ...]
    assets: Mapping[str, Left]
    deleted: tuple[str, ...]
    problems: tuple[Problem, ...]


def make_plan(
    pages: Iterable[Page],
    static: Mapping[str, bytes],
    owned: Collection[str],
    record: Record,
    shared: Mapping[str, str],
    stamps: Mapping[str, bytes | None],
    lay_down: Callable[[bytes], Any],
) -> Plan:
    """Plan the files of a site.

    `owned` are the files that earlier builds wrote, `record` says what from, `stamps` how they stand now. Views are
    not kept: of a page to be rendered, the view goes to `lay_down`. Two sources of one file are a problem that
    names both; the first keeps it.
    """
    anew = _of_all_pages(record, shared)

    def reason(file: str, fingerprint: bytes, of_all: str = "") -> str:
        left = record.files.get(file)
        if left is None:
            return UNRECORDED if file in owned else NEW
        if left.fingerprint != fingerprint:
            return CHANGED
        return of_all or (REPAIRED if stamps.get(file) != left.stamp else "")

    sources: dict[str, tuple[str, ...]] = {}
    tasks = []
    problems = []
    for page in pages:
        file = file_of(page.url)
        if file in sources:
            problems.append(_collision(page, sources[file]))
            continue
        sources[file] = page.sources
        kind, data = encode(page.view)
        fingerprint = _fingerprint(page, kind, data)
        if why := reason(file, fingerprint, anew):
            parts = record.files[file].parts if file in record.files else b""
            tasks.append(Task(file, page.url, page.template, kind, lay_down(data), fingerprint, why, parts))
    assets = {}
    for name, data in sorted(static.items()):
        file = file_of(asset_url(name))
        if file in sources:
            url = asset_url(name)
            problems.append(Problem(sources[file][0], message=f"{url} is the address of a file of the theme"))
            continue
        sources[file] = (f"the theme's static/{name}",)
        fingerprint = hashlib.sha256(data).digest()[:16]
        if why := reason(file, fingerprint):
            assets[file] = Left(fingerprint, b"", b"", why.replace(CHANGED, "theme changed"))
    deleted = sorted(set(owned) - sources.keys())
    return Plan(sources, tuple(tasks), assets, tuple(deleted), tuple(sorted(problems)))


def encode(view: Any) -> tuple[type | None, bytes]:
    """A view as bytes, and as what to decode them; one that is no `Struct` is pickled."""
    if isinstance(view, Struct):
        return type(view), msgspec.msgpack.encode(view)
    return None, pickle.dumps(view)


def decode(kind: type | None, data: bytes) -> Any:
    return pickle.loads(data) if kind is None else msgspec.msgpack.decode(data, type=kind)


def parts_of(view: Any) -> bytes:
    """A checksum of each field of a view."""
    fields = view.__struct_fields__ if isinstance(view, Struct) else ()
    return b"".join(_part(getattr(view, name)) for name in fields)


def changed_parts(view: Any, before: bytes, after: bytes) -> str:
    """Which fields of a view are not what they were, in words. `head` says over again what the rest does."""
    if len(before) != len(after) or not after:
        return "view changed"
    names = [
        name
        for index, name in enumerate(view.__struct_fields__)
        if before[4 * index : 4 * index + 4] != after[4 * index : 4 * index + 4]
    ]
    told = [name for name in names if name != "head"] or names or ["template"]
    return f"{', '.join(told)} changed"


def _part(value: Any) -> bytes:
    return hashlib.sha256(msgspec.msgpack.encode(value)).digest()[:4]


def _fingerprint(page: Page, kind: type | None, data: bytes) -> bytes:
    name = f"{kind.__module__}.{kind.__qualname__}" if kind else ""
    return hashlib.sha256(f"{page.template}\0{page.url}\0{name}\0".encode() + data).digest()[:16]


def _of_all_pages(record: Record, shared: Mapping[str, str]) -> str:
    """Why every page is to be rendered, if so."""
    changed = [name for name, digest in shared.items() if record.shared.get(name) != digest]
    return f"{', '.join(changed)} changed" if changed else ""


def _collision(page: Page, holders: tuple[str, ...]) -> Problem:
    return Problem(
        " and ".join(page.sources),
        message=f"{page.url} is already the address of {' and '.join(holders)}",
        hint="rename one of them",
    )
