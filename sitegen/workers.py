"""Work on many items: in one process or several, each result kept for the next run.

The processes stand behind `concurrent.futures.Executor`, so another engine's executor fits as well.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from typing import Any, ParamSpec, Protocol, TypeVar

import msgspec

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")

Track = Callable[[str, Iterable[Any], int], Iterable[Any]]
"""Watches a long stage: (what it does, its items, how many) to the same items."""

CHUNK = 100
"""Items that travel to a worker together."""

WORTH_PROCESSES = 1000
"""Fewer items are done before another process would have started."""


class Memory(Protocol):
    """Where results are kept; see `store.Memo`."""

    def get(self, kind: str) -> dict[str, bytes]: ...

    def replace(self, kind: str, values: Mapping[str, bytes]) -> None: ...


def untracked(_: str, items: Iterable[Any], __: int) -> Iterable[Any]:
    return items


class Workers:
    """Maps pure functions over items. Functions and items must pickle."""

    def __init__(self, executor: Executor, memory: Memory, track: Track = untracked) -> None:
        self._executor = executor
        self._memory = memory
        self.track = track

    def map(self, label: str, function: Callable[[S], T], items: Sequence[S]) -> Iterable[T]:
        """The results, in the order of the items, as they come."""
        chunks = list(_chunks(items))
        executor = self._executor if len(items) >= WORTH_PROCESSES else InlineExecutor()
        results = executor.map(partial(_apply, function), chunks)
        return self.track(label, (result for chunk in results for result in chunk), len(items))

    def remember(self, label: str, function: Callable[[S], T], items: Mapping[str, S], type_: type[T]) -> list[T]:
        """The same, but results of an earlier run are taken from memory.

        The key of an item is a digest of all that its result depends on; `type_` is what results are decoded as.
        """
        decoder = msgspec.msgpack.Decoder(type_)
        known: dict[str, bytes] = {}
        results: dict[str, T] = {}
        for key, value in self._memory.get(type_.__name__).items():
            if key in items:
                with contextlib.suppress(msgspec.DecodeError):
                    results[key] = decoder.decode(value)
                    known[key] = value
        new = {key: item for key, item in items.items() if key not in known}
        made = dict(zip(new, self.map(label, function, list(new.values())), strict=True))
        if made or len(known) < len(items):
            known |= {key: msgspec.msgpack.encode(result) for key, result in made.items()}
            self._memory.replace(type_.__name__, known)
        results |= made
        return [results[key] for key in items]


def _chunks(items: Sequence[S]) -> Iterator[list[S]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _apply(function: Callable[[S], T], chunk: Iterable[S]) -> list[T]:
    return [function(item) for item in chunk]


class InlineExecutor(Executor):
    """Runs each call where and when it is submitted."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def map(self, fn: Callable[..., T], *iterables: Any, **_: Any) -> Any:
        """Lazily, so that a long map holds one result at a time."""
        return map(fn, *iterables)


def make_executor(jobs: int) -> Executor:
    """An executor for `jobs` processes. They are spawned: a fork of a process with threads can hang."""
    if jobs <= 1:
        return InlineExecutor()
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_leave_interrupts_to_parent)


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def stop_processes() -> None:
    """End all workers at once."""
    for process in multiprocessing.active_children():
        process.terminate()


def usable_cpus() -> int:
    """The CPUs that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
