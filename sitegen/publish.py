"""From a planned site to its output folder: what changed is rendered and written, the rest is not even read."""

from __future__ import annotations

import hashlib
import pickle
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from sitegen.cache import digest, digest_of_code
from sitegen.errors import Invalid, Problem
from sitegen.model import Change, Config, Corpus, Later, Page, Theme, Why
from sitegen.plan import (
    CHANGED,
    NOTHING,
    Fingerprints,
    Gathered,
    Left,
    Plan,
    Record,
    Task,
    changed_parts,
    make_plan,
    parts_of,
)
from sitegen.render import Renderer
from sitegen.search import Index
from sitegen.store import Store
from sitegen.urls import Urls, asset_url, file_of
from sitegen.views import SiteView
from sitegen.workers import Workers

NOTHING_TO_FIND = Index()
WEIGHT = 20
"""Of rendering a page, beside that of quick work: for some dozens, another process is worth its start."""

RECORD = "Record"
"""Under this kind the cache keeps the record of each output folder."""


class Press(Struct, frozen=True):
    """What every page is rendered with."""

    theme: Theme
    site: SiteView
    urls: Urls
    config: Config

    def digests(self) -> dict[str, str]:
        """By the name that a change of it has in reasons."""
        encode = partial(msgspec.msgpack.encode, order="sorted")
        sections = self.site.nav, self.site.menu
        settings = msgspec.structs.replace(self.site, nav=(), menu=()), self.urls, self.config
        return {
            "sitegen": digest(digest_of_code()),
            "theme": digest(encode((self.theme.name, self.theme.templates))),
            "settings": digest(encode(settings)),
            "navigation": digest(encode(sections)),
        }


class Desk(Struct, frozen=True):
    """Where a worker finds what it needs: renderer and output folder; another desk for each build."""

    build: int
    press: Press
    root: Path
    output: Path


class Printed(Struct, frozen=True):
    """What became of a task: `left` is None where the page could not be rendered or written."""

    file: str
    left: Left | None
    is_written: bool = False
    problems: tuple[Problem, ...] = ()


class Published(Struct, frozen=True):
    """What was done to the output folder. `failures` are what the disk or a template refused."""

    pages: int
    kept: int
    changes: tuple[Change, ...]
    deleted: int
    problems: tuple[Problem, ...]
    failures: tuple[Problem, ...]
    record: Record
    why: Why | None


def publish(
    store: Store,
    pages: Iterable[Page],
    corpus: Corpus,
    press: Press,
    workers: Workers,
    *,
    complete: bool,
    index: Index = NOTHING_TO_FIND,
    why: str | None = None,
) -> Published:
    """Bring the output folder up to date with the `pages` of a corpus: write what differs, delete what has no
    source left.

    The manifest first claims all that is about to be written, so a build killed half-way leaves nothing that the
    next one would not know as its own. A file that somebody else put there is never replaced. Where the site is not
    `complete`, nothing published is taken back. `why` is the URL of a page to be explained.
    """
    shared = press.digests()
    owned = store.owned_files()
    record = read_record(store, workers)
    stamps = {file: store.output_stamp(file) for file in record.files}
    record = _recognised(store, record, stamps)
    comparing = partial(workers.map_each, "Comparing")
    pages, static = list(pages), press.theme.static
    plan = make_plan(pages, corpus, static, owned, record, shared, stamps, index.fingerprints, comparing)
    foreign = {file for file in plan.sources.keys() - owned if store.stands(file)}
    withdrawn = plan.deleted if complete else ()
    store.own_files(owned | (plan.sources.keys() - foreign))
    printed = list(_print_all(store, plan, press, index, foreign, workers))
    left = {result.file: _with_history(result, record) for result in printed}
    failures = [problem for result in printed for problem in result.problems]
    for file in withdrawn:
        failures += problems_of(store.delete_output, file)
    refused = {result.file for result in printed if result.left is None} & foreign
    failures += problems_of(store.own_files, (plan.sources.keys() | owned.difference(withdrawn)) - refused)
    files = {
        file: known
        for file in plan.sources
        if (known := left[file] if file in left else record.files.get(file)) is not None
    }
    made = Record(shared, files)
    _keep_record(store, workers, made)
    changes = tuple(
        Change(result.file, result.left.reason) for result in printed if result.is_written and result.left
    )
    return Published(
        pages=len(plan.sources) - len(press.theme.static) - len(index.fingerprints),
        kept=len(plan.sources) - len(changes) - sum(result.left is None for result in printed),
        changes=changes,
        deleted=len(withdrawn),
        problems=plan.problems,
        failures=tuple(_summed_up(failures)),
        record=made,
        why=_explain(why, plan, made, changes) if why is not None else None,
    )


def _with_history(result: Printed, record: Record) -> Left | None:
    """What is left of a file; one that was not written keeps the reason why it last was."""
    before = record.files.get(result.file)
    if result.left is None or result.is_written or before is None:
        return result.left
    return msgspec.structs.replace(result.left, reason=before.reason)


def problems_of(action: Callable[..., None], *arguments: object) -> tuple[Problem, ...]:
    try:
        action(*arguments)
    except Invalid as invalid:
        return invalid.problems
    return ()


def is_as_left(store: Store, record: Record) -> bool:
    """Whether nobody touched the files of the output folder since."""
    return all(store.output_stamp(file) == left.stamp for file, left in record.files.items())


# --- the record of an output folder ---------------------------------------------------------------------------


def read_record(store: Store, workers: Workers) -> Record:
    place = str(store.output)
    for _, data in workers.memory.get(RECORD, {place}):
        try:
            return msgspec.msgpack.decode(data, type=Record)
        except msgspec.DecodeError:
            break
    return NOTHING


def _keep_record(store: Store, workers: Workers, record: Record) -> None:
    workers.memory.put(RECORD, {str(store.output): msgspec.msgpack.encode(record)})


def _recognised(store: Store, record: Record, stamps: Mapping[str, bytes | None]) -> Record:
    """The record with the new stamps of files that are the same and have others: unpacked, or copied."""
    found = {
        file: _if_same(store, file, left, stamp)
        for file, left in record.files.items()
        if (stamp := stamps[file]) is not None and stamp != left.stamp
    }
    return Record(record.shared, {**record.files, **found}) if found else record


def _if_same(store: Store, file: str, left: Left, stamp: bytes) -> Left:
    try:
        is_same = _digest_of(store.read_output(file)) == left.content
    except Invalid:
        return left
    return msgspec.structs.replace(left, stamp=stamp) if is_same else left


def _digest_of(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:16]


# --- printing -------------------------------------------------------------------------------------------------


def _print_all(
    store: Store, plan: Plan, press: Press, index: Index, foreign: set[str], workers: Workers
) -> Iterator[Printed]:
    """Static files first, then the search index, then pages as they are rendered."""
    static = {file_of(asset_url(name)): data for name, data in press.theme.static.items()}
    for file, left in plan.assets.items():
        try:
            data = static[file] if file in static else index.read(file)
        except Invalid as invalid:
            yield Printed(file, None, problems=invalid.problems)
        else:
            yield _put(store, file, data, left, is_foreign=file in foreign)
    desk = pickle.dumps(Desk(time.time_ns(), press, store.root, store.output))
    work = partial(_print, desk=desk, foreign=frozenset(foreign & {task.file for task in plan.tasks}))
    yield from workers.map_each("Rendering", work, plan.tasks, Task.packed, weight=WEIGHT)


def _print(task: Task, desk: bytes, foreign: frozenset[str]) -> Printed:
    """Make a view, render it and write the page. In a worker."""
    renderer, store, views, fingerprints = _sit_down(desk)
    page = views.gathered(task.page, task.corpus)
    try:
        view, parts = views.of(page, task.corpus)
    except Invalid as invalid:
        return Printed(task.file, None, problems=invalid.problems)
    rendered = renderer.render(Page(page.url, page.template, view))
    if rendered.data is None:
        return Printed(task.file, None, problems=tuple(filter(None, [rendered.problem])))
    is_changed = task.reason == CHANGED and task.before is not None
    reason = changed_parts(view, task.before.parts, parts) if is_changed and task.before else task.reason
    left = Left(fingerprints.of(page, task.corpus), b"", parts, reason)
    return _put(store, task.file, rendered.data, left, is_foreign=task.file in foreign)


class _Views:
    """Makes views, with the checksums of their fields; pages that follow each other may share one."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._planned: tuple[Any, Any] = None, None
        self._last: tuple[Any, Any, bytes] = None, None, b""

    def gathered(self, page: Page, corpus: Corpus) -> Page:
        """The page with its facts: view and fingerprint are made from the same."""
        view = page.view
        if not isinstance(view, Later):
            return page
        if view is not self._planned[0]:
            self._planned = view, msgspec.structs.replace(view, gather=Gathered(view.gather(corpus)))
        return msgspec.structs.replace(page, view=self._planned[1])

    def of(self, page: Page, corpus: Corpus) -> tuple[Any, bytes]:
        if page.view is not self._last[0] or page.view is None:
            made = page.make_view(corpus, self._config)
            self._last = page.view, made, parts_of(made)
        return self._last[1:]


@lru_cache(maxsize=1)
def _sit_down(desk: bytes) -> tuple[Renderer, Store, _Views, Fingerprints]:
    """What this process prints with, made from what was pickled for all of them."""
    found: Desk = pickle.loads(desk)
    press = found.press
    renderer = Renderer(press.theme, press.site, press.urls)
    return renderer, Store(found.root, found.output), _Views(press.config), Fingerprints()


def _put(store: Store, file: str, data: bytes, left: Left, *, is_foreign: bool) -> Printed:
    """Write a file if its bytes differ from what stands there."""
    try:
        is_written = not store.holds(file, data)
        if is_written:
            if is_foreign and not store.obstacle(file):
                message = "was not written by sitegen and is left alone"
                raise Invalid(Problem(store.shown(file), message=message, hint="move it away"))
            store.write_output(file, data)
    except Invalid as invalid:
        return Printed(file, None, problems=invalid.problems)
    stamp = store.output_stamp(file) or b""
    made = msgspec.structs.replace(left, stamp=stamp, content=_digest_of(data))
    return Printed(file, made, is_written=is_written)


# --- words ----------------------------------------------------------------------------------------------------


def _explain(url: str, plan: Plan, record: Record, changes: Iterable[Change]) -> Why:
    file = file_of(url)
    now = next((change.reason for change in changes if change.file == file), "")
    left = record.files.get(file)
    return Why(url, file, plan.sources.get(file, ()), now, left.reason if left else "")


def _summed_up(failures: Iterable[Problem]) -> Iterator[Problem]:
    """One problem for each mistake, however many pages met it."""
    alike: dict[Problem, list[Problem]] = defaultdict(list)
    for failure in failures:
        alike[msgspec.structs.replace(failure, hint="")].append(failure)
    for same in alike.values():
        others = len(set(same)) - 1
        hint = f"{same[0].hint} and {others:,} more" if others else same[0].hint
        yield msgspec.structs.replace(same[0], hint=hint)


def reasons(changes: Iterable[Change]) -> Mapping[str, int]:
    return dict(Counter(change.reason for change in changes).most_common())
