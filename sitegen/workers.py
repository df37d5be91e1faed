"""Work on many items: in one process or several, each result kept for the next run.

The processes stand behind `concurrent.futures.Executor`, so another engine's executor fits as well.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import math
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing.connection import wait
from typing import Any, ParamSpec, Protocol, TypeVar, cast

import msgspec

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")

Track = Callable[[str, Iterable[Any], int], Iterable[Any]]
"""Watches a long stage: (what it does, its items, how many) to the same items."""

CHUNK = 100
"""Items that travel to a worker together."""

ROUNDS = 4
"""So often, at least, each process comes for more where there is enough: none waits long for the last."""

AHEAD = 16
"""Chunks that are under way at once: enough to keep every worker busy, few enough to hold in memory."""

WORTH_PROCESSES = 1000
"""Fewer items are done before another process would have started."""


class Memory(Protocol):
    """Where results are kept; see `cache.Memo`."""

    def keys(self, kind: str) -> set[str]: ...

    def get(self, kind: str, keys: Collection[str]) -> Iterator[tuple[str, bytes]]: ...

    def put(self, kind: str, values: Mapping[str, bytes]) -> None: ...

    def keep_only(self, kind: str, keys: Collection[str]) -> None: ...


def untracked(_: str, items: Iterable[Any], __: int) -> Iterable[Any]:
    return items


class Workers:
    """Maps pure functions over items. Functions and items must pickle."""

    def __init__(self, executor: Executor, memory: Memory, track: Track = untracked) -> None:
        self._executor = executor
        self.memory = memory
        self.track = track
        self.jobs = executor.jobs if isinstance(executor, Pool) else 1

    def map(self, label: str, function: Callable[[S], T], items: Iterable[S], count: int) -> Iterable[T]:
        """The results, in the order of the `count` items, as they come. Items are taken as they are needed."""
        if count < WORTH_PROCESSES or isinstance(self._executor, InlineExecutor):
            return self.track(label, map(function, items), count)
        if isinstance(self._executor, Pool):
            self._executor.start()
        return self._map_chunks(label, function, _chunks(items), count)

    def map_each(
        self,
        label: str,
        function: Callable[[S], T],
        items: Sequence[S],
        pack: Callable[[S], S] | None = None,
        weight: int = 1,
    ) -> Iterable[T]:
        """The same for items that are all there: processes that are forked now inherit them, and none travels.

        To other processes they are sent as `pack` makes them fit to travel; without it, all is done here. `weight`
        is how many quick items each of these is worth.
        """
        pool = self._executor
        if len(items) * weight >= WORTH_PROCESSES and isinstance(pool, Pool) and pool.can_fork():
            return self._map_inherited(pool, label, function, items)
        if pack is None:
            return self.track(label, map(function, items), len(items))
        return self.map(label, function, map(pack, items), len(items))

    def _map_inherited(self, pool: Pool, label: str, function: Callable[[S], T], items: Sequence[S]) -> Iterator[T]:
        """By processes that have nothing to do afterwards, but much in memory."""
        pool.inherit(function, items)
        chunks = _chunks(range(len(items)), min(CHUNK, math.ceil(len(items) / pool.jobs / ROUNDS)))
        yield from self._map_chunks(label, _apply_to_inherited, chunks, len(items))
        pool.shutdown()

    def _map_chunks(
        self, label: str, function: Callable[[S], T], chunks: Iterable[list[S]], count: int
    ) -> Iterable[T]:
        results = _ahead(self._executor, partial(_apply, function), chunks)
        return self.track(label, (result for chunk in results for result in chunk), count)

    def apart(self, function: Callable[[], T], count: int) -> T:
        """What a function returns that has much to do, on `count` items: the memory that it takes is given back.

        It has a process of its own, where one can be forked.
        """
        pool = self._executor
        if count >= WORTH_PROCESSES and isinstance(pool, Pool) and pool.can_fork():
            pool.inherit(_call, [function])
            result = pool.submit(_apply_to_inherited, 0).result()
            pool.shutdown()
            return cast("T", result)
        return function()

    def remember(
        self, label: str, function: Callable[[S], T], items: Mapping[str, Callable[[], S | None]], type_: type[T]
    ) -> Iterator[tuple[str, T]]:
        """The same by key, but results of an earlier run are taken from memory. None is held longer than needed.

        The key of an item is a digest of all that its result depends on; `type_` is what results are decoded as.
        An item is fetched only where its result is not known; where it turns out to be None, there is no result.
        """
        kind, decode = type_.__name__, msgspec.msgpack.Decoder(type_).decode
        known = self.memory.keys(kind) & items.keys()
        made = self._made(label, function, items, [key for key in items if key not in known])
        ahead = next(made, None)
        for keys in _chunks(items):
            found = dict(self.memory.get(kind, known.intersection(keys)))
            fresh: dict[str, bytes] = {}
            for key in keys:
                value = _decoded(decode, found.get(key))
                if ahead and ahead[0] == key:
                    fresh[key], value = ahead[1], decode(ahead[1])
                    ahead = next(made, None)
                elif value is None and key in known and (item := items[key]()) is not None:
                    fresh[key] = msgspec.msgpack.encode(function(item))  # it cannot be read, or not any more
                    value = decode(fresh[key])
                if value is not None:
                    yield key, value
            if fresh:
                self.memory.put(kind, fresh)

    def _made(
        self,
        label: str,
        function: Callable[[S], T],
        items: Mapping[str, Callable[[], S | None]],
        keys: Collection[str],
    ) -> Iterator[tuple[str, bytes]]:
        """The results of some items, of those that there are, as MessagePack."""
        fetched: deque[str] = deque()
        work = partial(_encoded, function)
        for data in self.map(label, work, _fetch(keys, items, fetched), len(keys)):
            yield fetched.popleft(), data


def _call(function: Callable[[], T]) -> T:
    return function()


def _encoded(function: Callable[[S], T], item: S) -> bytes:
    return msgspec.msgpack.encode(function(item))


def _decoded(decode: Callable[[bytes], T], data: bytes | None) -> T | None:
    """A result from memory; None where there is none, or one that says nothing."""
    with contextlib.suppress(msgspec.DecodeError):
        return decode(data) if data else None
    return None


def _fetch(keys: Iterable[str], items: Mapping[str, Callable[[], S | None]], fetched: deque[str]) -> Iterator[S]:
    """The items there are, their keys noted."""
    for key in keys:
        item = items[key]()
        if item is not None:
            fetched.append(key)
            yield item


def _ahead(executor: Executor, function: Callable[[S], T], items: Iterable[S]) -> Iterator[T]:
    """`executor.map` that takes items only so far ahead of the results that are asked for."""
    waiting = iter(items)
    pending = deque(_submit(executor, function, item) for item in islice(waiting, AHEAD))
    while pending:
        yield pending.popleft().result()
        pending.extend(_submit(executor, function, item) for item in islice(waiting, 1))


def _submit(executor: Executor, function: Callable[[S], T], item: S) -> Future[T]:
    """An interrupt waits: it would leave a process that is just being started behind."""
    if not hasattr(signal, "pthread_sigmask"):
        return executor.submit(function, item)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return executor.submit(function, item)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _chunks(items: Iterable[S], size: int | None = None) -> Iterator[list[S]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size or CHUNK)):
        yield chunk


def _apply(function: Callable[[S], T], chunk: Iterable[S]) -> list[T]:
    return [function(item) for item in chunk]


_inherited: tuple[Callable[[Any], Any], Sequence[Any]] = (bool, ())
"""The work, and its items, that the processes which are forked next find in their memory."""


def _apply_to_inherited(place: int) -> Any:
    function, items = _inherited
    return function(items[place])


class Pool(Executor):
    """Processes that are started when they are needed, and anew when they are to inherit what there is by then.

    A fork costs least, but that of a process with threads can hang.
    """

    def __init__(self, jobs: int, can_fork: Callable[[], bool]) -> None:
        self.jobs = jobs
        self._can_fork = can_fork
        self._pool: ProcessPoolExecutor | None = None

    def start(self, limit: int | None = None) -> ProcessPoolExecutor:
        """The processes. Here, before anything else starts a thread."""
        if self._pool is None:
            give_back()
            context = multiprocessing.get_context("fork" if self._can_fork() else "spawn")
            gc.freeze()
            self._pool = ProcessPoolExecutor(
                min(self.jobs, limit or self.jobs), mp_context=context, initializer=_start_worker
            )
            if context.get_start_method() == "fork":
                self._pool.submit(int)
        return self._pool

    def can_fork(self) -> bool:
        """Whether processes would be forked now. It ends those there are, whose threads in this one forbid it."""
        self.shutdown()
        return self._can_fork()

    def inherit(self, function: Callable[[Any], Any], items: Sequence[Any]) -> None:
        """Start processes that know these two, one for each item at most."""
        global _inherited  # noqa: PLW0603  (a fork hands on what is in memory, and nothing else)
        _inherited = function, items
        self.start(len(items))
        _inherited = bool, ()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return self.start().submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)
            self._pool = None


class InlineExecutor(Executor):
    """Runs each call where and when it is submitted."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextlib.contextmanager
def open_executor(jobs: int, can_fork: Callable[[], bool] = bool) -> Iterator[Executor]:
    """An executor for `jobs` processes, which end with the block and with this process, however that ends.

    `can_fork` is asked before they start.
    """
    if jobs <= 1:
        yield InlineExecutor()
        return
    executor = Pool(jobs, can_fork)
    try:
        yield executor
    except BaseException:
        stop_processes()
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    executor.shutdown()


def _start_worker() -> None:
    """Interrupts are the parent's business; its end is everybody's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)


def stop_processes() -> None:
    """End all workers at once."""
    children = multiprocessing.active_children()
    for process in children:
        process.kill()
    for process in children:
        process.join()


def give_back() -> None:
    """Return to the system what memory is free, where its C library keeps that for later (glibc does).

    At the end of a stage that can be as much as is in use, and processes that are forked would have it too.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """Derived data has no cycles: looking for them again and again costs a tenth of a build."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def usable_cpus(quota: float = math.inf) -> int:
    """The CPUs that this process may use: by its affinity, and by the `quota` of its control group."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, math.ceil(min(quota, allowed))))
