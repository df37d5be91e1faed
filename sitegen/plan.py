"""What is to be written and deleted, and why: pages and static files against what earlier builds left."""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from sitegen.errors import Invalid, Problem
from sitegen.model import Corpus, Later, Page
from sitegen.urls import asset_url, file_of

NEW = "new"
UNRECORDED = "not in the cache"
REPAIRED = "repaired"
CHANGED = "changed"
"""The view may be another; which parts of it are is found where it is made."""

_ENCODE = msgspec.msgpack.Encoder().encode


class Left(Struct, frozen=True, array_like=True, gc=False):
    """A file of output/ as a build left it.

    `fingerprint` is of what it was made from, `stamp` the file system's word for it, `parts` a checksum of each
    field of its view, `reason` why it was last written, `content` a digest of its bytes.
    """

    fingerprint: bytes
    stamp: bytes
    parts: bytes
    reason: str
    content: bytes = b""


class Record(Struct, frozen=True):
    """What a build left in output/. `shared` are digests, by name, of what every page is made with."""

    shared: Mapping[str, str]
    files: Mapping[str, Left]


NOTHING = Record({}, {})

NO_CORPUS = Corpus(
    articles={},
    dates={},
    copies={},
    entities={},
    faint={},
    listed={},
    labels={},
    about={},
    forms={},
    where={},
    appearances={},
    company={},
    circles={},
    related={},
)


class Task(Struct, frozen=True):
    """A page of a corpus to be rendered to a file, and why; `before` is how an earlier build left that."""

    page: Page
    corpus: Corpus
    file: str
    reason: str
    before: Left | None = None

    def packed(self) -> Task:
        """The same with its facts and no more, to be sent to another process."""
        page, view = self.page, self.page.view
        if isinstance(view, Later):
            copy = Gathered(view.copy(self.corpus)) if view.copy else None
            sent = Later(view.make, Gathered(view.gather(self.corpus)), copy)
            page = msgspec.structs.replace(page, view=sent)
        return msgspec.structs.replace(self, page=page, corpus=NO_CORPUS)


class Gathered(Struct, frozen=True):
    """Facts that wait for whom they were gathered for."""

    facts: Any

    def __call__(self, _: Corpus) -> Any:
        return self.facts


class Plan(Struct, frozen=True):
    """What output/ is to hold: all files by their sources, and of these what is not known to be as it should."""

    sources: Mapping[str, tuple[str, ...]]
    tasks: tuple[Task, ...]
    assets: Mapping[str, Left]
    deleted: tuple[str, ...]
    problems: tuple[Problem, ...]


Print: TypeAlias = bytes | tuple[Problem, ...]
"""The fingerprint of a page, or why it has none."""

Each: TypeAlias = Callable[[Callable[[Page], Print], Sequence[Page]], Iterable[Print]]
"""A map over pages; several processes may share it."""


def make_plan(
    pages: Sequence[Page],
    corpus: Corpus,
    static: Mapping[str, bytes],
    owned: Collection[str],
    record: Record,
    shared: Mapping[str, str],
    stamps: Mapping[str, bytes | None],
    found: Mapping[str, bytes] = {},
    each: Each = map,
) -> Plan:
    """Plan the files of a site, whose `pages` are of `corpus`.

    `found` are the files of the search index with their fingerprints, `owned` the files that earlier builds wrote;
    `record` says what from, `stamps` how they stand now. Two sources of one file are a problem that names both; the
    first keeps it.
    """
    anew = _of_all_pages(record, shared)
    recorded = [page for page in pages if file_of(page.url) in record.files]
    prints = iter([*each(partial(_print_of, Fingerprints(), corpus), recorded)])
    sources: dict[str, tuple[str, ...]] = {}
    tasks = []
    problems = []
    for page in pages:
        file = file_of(page.url)
        left = record.files.get(file)
        print_ = next(prints) if left else b""
        if file in sources:
            problems.append(collision(page, sources[file]))
            continue
        sources[file] = page.sources
        if left is None:
            tasks.append(Task(page, corpus, file, UNRECORDED if file in owned else NEW))
        elif isinstance(print_, tuple):
            problems += print_
        elif left.fingerprint != print_:
            tasks.append(Task(page, corpus, file, CHANGED, left))
        elif why := anew or (REPAIRED if stamps.get(file) != left.stamp else ""):
            tasks.append(Task(page, corpus, file, why, left))
    assets = {}
    for file, source, left in (*_static(static), *_search(found)):
        if file in sources:
            problems.append(Problem(sources[file][0], message=f"/{file} is the address of {source}"))
            continue
        sources[file] = (source,)
        known = record.files.get(file)
        if known is None:
            assets[file] = msgspec.structs.replace(left, reason=UNRECORDED if file in owned else NEW)
        elif known.fingerprint != left.fingerprint:
            assets[file] = left
        elif stamps.get(file) != known.stamp:
            assets[file] = msgspec.structs.replace(left, reason=REPAIRED)
    deleted = sorted(set(owned) - sources.keys())
    return Plan(sources, tuple(tasks), assets, tuple(deleted), tuple(sorted(problems)))


def _static(static: Mapping[str, bytes]) -> Iterator[tuple[str, str, Left]]:
    for name, data in sorted(static.items()):
        left = Left(hashlib.sha256(data).digest()[:16], b"", b"", "theme changed")
        yield file_of(asset_url(name)), f"the theme's static/{name}", left


def _search(found: Mapping[str, bytes]) -> Iterator[tuple[str, str, Left]]:
    for file, fingerprint in sorted(found.items()):
        yield file, "the search index", Left(fingerprint, b"", b"", "search changed")


def _print_of(prints: Fingerprints, corpus: Corpus, page: Page) -> Print:
    try:
        return prints.of(page, corpus)
    except Invalid as invalid:
        return invalid.problems


class Fingerprints:
    """Takes the fingerprints of pages; those that follow each other and show one view share most of the work."""

    def __init__(self) -> None:
        self._last: tuple[Any, bytes] = None, b""

    def of(self, page: Page, corpus: Corpus) -> bytes:
        """Of what a page is made from, whatever the theme: address, template, its view or the facts of it."""
        if page.view is not self._last[0]:
            self._last = page.view, _of_view(page.view, corpus)
        return hashlib.sha256(f"{page.template}\0{page.url}\0".encode() + self._last[1]).digest()[:16]


def _of_view(view: Any, corpus: Corpus) -> bytes:
    """A digest of a view, or of its facts and what makes it of them.

    All of the facts are encoded, though many pages share most: that is as fast as to look up what was seen before.
    """
    what, facts = (view.make, view.gather(corpus)) if isinstance(view, Later) else (type(view), view)
    data = _ENCODE(facts) if isinstance(facts, Struct) else pickle.dumps(facts)
    return hashlib.sha256(f"{what.__module__}.{what.__qualname__}\0".encode() + data).digest()


def parts_of(view: Any) -> bytes:
    """A checksum of each field of a view."""
    values = msgspec.structs.astuple(view) if isinstance(view, Struct) else ()
    return b"".join([zlib.crc32(_ENCODE(value)).to_bytes(4) for value in values])


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


def _of_all_pages(record: Record, shared: Mapping[str, str]) -> str:
    """Why every page is to be rendered, if so."""
    changed = [name for name, digest in shared.items() if record.shared.get(name) != digest]
    return f"{', '.join(changed)} changed" if changed else ""


def collision(page: Page, holders: tuple[str, ...]) -> Problem:
    """That two sources claim one file."""
    path, line, column = page.place or (" and ".join(page.sources), 0, 0)
    return Problem(
        path,
        line,
        column,
        message=f"{page.url} is already the address of {' and '.join(holders)}",
        hint="mend or delete the line" if page.place else "rename one of them",
    )
