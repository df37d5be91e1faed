"""From the folders of a site to what is in them: seeds become article pages, files become digests.

A file whose stamp is the one remembered is not read; one that has to be read is known by its digest from then on.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import TypeVar

import msgspec
from msgspec import Struct

from sitegen import recognisers
from sitegen import store as disk
from sitegen.cache import digest, digest_of_code
from sitegen.convert import Draft, Recipe, Unclear, convert, first_homes, settle
from sitegen.document import copy_of, source_file
from sitegen.errors import Invalid, Problem
from sitegen.model import Seed
from sitegen.store import Stamp, Store
from sitegen.workers import Workers

T = TypeVar("T")

SETTLEMENT = "Settlement"

NAMED_COPIES = 20
"""More seeds than these that are copies of others are only counted."""


class Known(Struct, frozen=True, array_like=True, gc=False):
    """A file as it was last read: its stamp, empty where that is not to be trusted, and the digest of its bytes."""

    stamp: bytes
    digest: str


class Files(Struct, frozen=True):
    """The files of a folder by path: what the system says of each, and what is in it."""

    stamps: Mapping[str, Stamp]
    digests: Mapping[str, str]
    problems: tuple[Problem, ...]


class Home(Struct, frozen=True, array_like=True, gc=False):
    """An article page of this digest: the seed that it names, and whether it is text at all."""

    digest: str
    seed: str | None
    is_text: bool


class Residue(Struct, frozen=True, array_like=True, gc=False):
    """What a settled seed has to say besides its article.

    `key` is the digest of the seed and all that its conversion depends on, `page` and `digest` are of the page that
    follows it, or was edited: settling it again would do nothing.
    """

    key: str
    page: str
    digest: str
    problems: tuple[Problem, ...] = ()
    unclear: tuple[Unclear, ...] = ()


class Settlement(Struct, frozen=True):
    """How seeds and article pages stood to each other, by path."""

    version: str = ""
    homes: Mapping[str, Home] = {}
    seeds: Mapping[str, Residue] = {}


class Converted(Struct, frozen=True):
    """The article pages after their seeds were converted: digests by path, without those that are no text."""

    pages: Mapping[str, str]
    complete: bool
    unclear: Mapping[str, tuple[Unclear, ...]]
    written: int
    problems: tuple[Problem, ...]


class Texts(Mapping[str, str]):
    """The text of pages by path, read when it is asked for, line ends brought to one kind."""

    def __init__(self, store: Store, digests: Mapping[str, str]) -> None:
        self._store = store
        self._digests = digests

    def __getitem__(self, path: str) -> str:
        """Raises Invalid where the page is no text, or is another than when its digest was taken."""
        data = read_known(self._store, path, self._digests[path])
        return disk.as_text(data, path).replace("\r\n", "\n")

    def __iter__(self) -> Iterator[str]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)


class Copies(Mapping[str, str]):
    """The Markdown of articles by path, read when it is asked for: an archive's copy is more than memory holds."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    @classmethod
    def of(cls, store: Store, digests: Mapping[str, str]) -> Copies:
        return cls(Texts(store, digests))

    def __getitem__(self, path: str) -> str:
        """Raises Invalid where the page is another than when its digest was taken."""
        return copy_of(path, self._texts[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def look_at(store: Store, folder: str, workers: Workers) -> Files:
    """The files of `folder` that can be read. What decides is their content; time stamps only save the reading."""
    stamps, problems = store.scan(folder)
    known = _recall(workers, folder, dict[str, Known]) or {}
    seen: dict[str, Known] = {}
    for path, stamp in stamps.items():
        found = known.get(path)
        if found is None or found.stamp != stamp:
            read_at = time.time_ns()
            try:
                data = store.read(path)
            except Invalid as invalid:
                problems += invalid.problems
                continue
            found = Known(stamp if disk.is_trusted(stamp, read_at) else b"", digest(data))
        seen[path] = found
    _keep(workers, folder, seen, known)
    return Files(stamps, {path: found.digest for path, found in seen.items()}, tuple(problems))


def read_known(store: Store, path: str, known: str) -> bytes:
    """A file's bytes again. Raises Invalid where they are not those of the digest that is `known`."""
    data = store.read(path)
    if digest(data) != known:
        raise Invalid(Problem(path, message="changed while it was read", hint="build again"))
    return data


def convert_seeds(store: Store, recipe: Recipe, seeds: Files, articles: Files, workers: Workers) -> Converted:
    """Convert what changed, and write the pages that follow their seeds.

    A seed is settled when converting it again would write nothing; only the others are looked at.
    """
    of_recogniser = recognisers.version(recipe.recogniser)
    version = digest(digest_of_code(), msgspec.msgpack.encode(recipe), of_recogniser)
    before = _recall(workers, SETTLEMENT, Settlement) or Settlement()
    if before.version != version:
        before = Settlement()
    homes, problems = _homes(store, articles, before.homes)
    owners = first_homes({path: home.seed for path, home in homes.items()})
    keys = {path: _draft_key(version, path, seeds) for path in seeds.digests}
    settled = {
        path: known
        for path, key in keys.items()
        if (known := before.seeds.get(path))
        and known.key == key
        and known.page == ("" if not known.page else owners.get(_seed(path)))
        and known.digest == (homes[known.page].digest if known.page else "")
    }
    drafts = _drafts(store, recipe, seeds, {path: keys[path] for path in keys.keys() - settled.keys()}, workers)
    problems += drafts.problems
    workers.memory.keep_only("Draft", set(keys.values()))
    texts = Texts(store, {path: home.digest for path, home in homes.items() if home.is_text})
    writes, found = settle(
        drafts.found.values(),
        texts,
        frozenset(map(_seed, seeds.stamps)),
        {path: store.glimpse(path) for path, home in homes.items() if not home.is_text},
        {path: home.seed for path, home in homes.items()},
    )
    written, failures = _write(store, writes, texts, workers)
    homes |= {page: Home(digests, source_file(writes[page]), True) for page, digests in written.items()}
    told = {problem.path for problem in found} | (writes.keys() - written.keys())
    residues = settled | _residues(drafts.found, keys, homes, told)
    stories = {path for path, known in settled.items() if known.page}
    stories |= {path for path, draft in drafts.found.items() if draft.article}
    _keep(workers, SETTLEMENT, Settlement(version, homes, residues), before)
    problems += _exact_copies({path: seeds.digests[path] for path in stories})
    problems += [*found, *failures, *(problem for residue in settled.values() for problem in residue.problems)]
    unclear = {_seed(path): residue.unclear for path, residue in settled.items() if residue.unclear}
    return Converted(
        pages={path: home.digest for path, home in homes.items() if home.is_text},
        complete=all(home.is_text for home in homes.values()),
        unclear=unclear | {draft.path: draft.unclear for draft in drafts.found.values() if draft.unclear},
        written=len(written),
        problems=tuple(problems),
    )


def _exact_copies(stories: Mapping[str, str]) -> list[Problem]:
    """Of seeds, by path with their digests, those that say what another one says, byte for byte."""
    first: dict[str, str] = {}
    found = []
    for path, known in sorted(stories.items()):
        if first.setdefault(known, path) != path:
            message = f"is the same as {first[known]}, byte for byte; both are published"
            found.append(Problem(path, message=message, hint="delete one, and its page", severity="notice"))
    if len(found) <= NAMED_COPIES:
        return found
    message = f"{len(found) - NAMED_COPIES:,} more are the same as another, byte for byte; all are published"
    return [*found[:NAMED_COPIES], Problem(disk.SEEDS, message=message, severity="notice")]


def _residues(
    drafts: Mapping[str, Draft], keys: Mapping[str, str], homes: Mapping[str, Home], told: Collection[str]
) -> dict[str, Residue]:
    """Of the drafts that are settled: no story, or with a page as it would be written or that a person edited.

    What was just written is what would be written again: its date, if it was guessed, is now stated. A page that
    there is something to be `told` about is looked at again by the next build.
    """
    owners = first_homes({page: home.seed for page, home in homes.items()})
    residues = {}
    for path, draft in drafts.items():
        page = owners.get(draft.path, "") if draft.article else ""
        if page not in told and (page or not draft.article):
            as_found = homes[page].digest if page else ""
            residues[path] = Residue(keys[path], page, as_found, draft.problems, draft.unclear)
    return residues


class _Drafts(Struct, frozen=True):
    """Drafts by the path of their seeds, in the order of the paths."""

    found: Mapping[str, Draft]
    problems: list[Problem]


def _drafts(store: Store, recipe: Recipe, seeds: Files, keys: Mapping[str, str], workers: Workers) -> _Drafts:
    problems: list[Problem] = []

    def fetch(path: str) -> Seed | None:
        try:
            data = read_known(store, path, seeds.digests[path])
        except Invalid as invalid:
            problems.extend(invalid.problems)
            return None
        return Seed(_seed(path), data, disk.day_of(seeds.stamps[path]))

    items = {key: partial(fetch, path) for path, key in sorted(keys.items())}
    made = dict(workers.remember("Converting", partial(convert, recipe=recipe), items, Draft))
    return _Drafts({path: made[key] for path, key in sorted(keys.items()) if key in made}, problems)


def _draft_key(version: str, path: str, seeds: Files) -> str:
    return digest(version, path, disk.day_of(seeds.stamps[path]).isoformat(), seeds.digests[path])


def _homes(store: Store, articles: Files, known: Mapping[str, Home]) -> tuple[dict[str, Home], list[Problem]]:
    """What each article page says it came from, even one that cannot be read."""
    homes: dict[str, Home] = {}
    problems: list[Problem] = []
    texts = Texts(store, articles.digests)
    for path in articles.stamps:
        if not path.endswith(".md"):
            problems.append(not_a_page(path))
        elif (home := known.get(path)) and home.is_text and home.digest == articles.digests.get(path):
            homes[path] = home
        elif path in articles.digests:
            try:
                homes[path] = Home(articles.digests[path], source_file(texts[path]), True)
            except Invalid as invalid:
                problems += invalid.problems
                homes[path] = Home(articles.digests[path], source_file(store.glimpse(path)), False)
        else:
            homes[path] = Home("", None, False)
    return homes, problems


def not_a_page(path: str) -> Problem:
    return Problem(
        path, message="is not a Markdown page and is not published", hint="call it .md", severity="notice"
    )


def _write(
    store: Store, writes: Mapping[str, str], texts: Texts, workers: Workers
) -> tuple[dict[str, str], list[Problem]]:
    """The digests of the pages that could be written, and why the others could not."""
    written: dict[str, str] = {}
    problems: list[Problem] = []
    for path, text in workers.track("Writing article pages", sorted(writes.items()), len(writes)):
        try:
            store.write_source(path, text, is_new=path not in texts)
        except Invalid as invalid:
            problems += invalid.problems
        else:
            written[path] = digest(text)
    return written, problems


def _seed(path: str) -> str:
    """What a seed is called in front matter: relative to content/."""
    return path.removeprefix("content/")


def _recall(workers: Workers, kind: str, type_: type[T]) -> T | None:
    """A thing that is kept as a whole."""
    for _, data in workers.memory.get(kind, {""}):
        with contextlib.suppress(msgspec.DecodeError):
            return msgspec.msgpack.decode(data, type=type_)
    return None


def _keep(workers: Workers, kind: str, value: object, before: object = None) -> None:
    if value != before:
        workers.memory.put(kind, {"": msgspec.msgpack.encode(value)})
