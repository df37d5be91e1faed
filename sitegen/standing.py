"""A build that would find nothing to do: what it is known by, and what it reports."""

from __future__ import annotations

import contextlib
from functools import partial

import msgspec
from msgspec import Struct

from sitegen import recognisers
from sitegen import store as disk
from sitegen.cache import digest, digest_of_code
from sitegen.intake import Converted
from sitegen.model import BuildReport
from sitegen.publish import is_as_left, read_record
from sitegen.sources import Folders, Sources
from sitegen.store import Store
from sitegen.workers import Workers


class Done(Struct, frozen=True):
    """A build that left nothing to be done: a digest of all its inputs, its report, and how its files stood.

    The report holds `until` a date comes that it says is in the future.
    """

    inputs: str
    report: BuildReport
    notes: tuple[bytes | None, ...]
    until: float | None


def inputs_of(sources: Sources, folders: Folders, *, drafts: bool) -> str:
    """A digest of all that decides what a build leaves behind."""
    encode = partial(msgspec.msgpack.encode, order="sorted")
    recogniser = recognisers.version(sources.config.recogniser)
    read = (
        sources.config,
        recogniser,
        sources.rules,
        sources.addresses,
        sources.theme,
        sources.problems,
        drafts,
    )
    return digest(digest_of_code(), encode(read), folders.digest())


def folders_after(folders: Folders, converted: Converted) -> Folders:
    """The folders as the next build finds them if nobody else touches them: with the pages just written."""
    pages = dict(sorted({**folders.articles.digests, **converted.pages}.items()))
    return msgspec.structs.replace(folders, articles=msgspec.structs.replace(folders.articles, digests=pages))


def left_by(store: Store, workers: Workers, inputs: str, now: float) -> BuildReport | None:
    """The report of the last build, if it was made from the same and nobody touched what it wrote."""
    for _, data in workers.memory.get("Done", {str(store.output)}):
        with contextlib.suppress(msgspec.DecodeError):
            done = msgspec.msgpack.decode(data, type=Done)
            if done.until is not None and done.until <= now:
                return None
            if done.inputs == inputs and done.notes == _notes(store):
                record = read_record(store, workers)
                is_whole = len(record.files) == done.report.kept
                return done.report if is_whole and is_as_left(store, record) else None
    return None


def remember(store: Store, workers: Workers, inputs: str, report: BuildReport, until: float | None) -> None:
    """What the next build is to report that finds the same inputs."""
    again = BuildReport(
        articles=report.articles,
        entities=report.entities,
        pages=report.pages,
        kept=report.written + report.kept,
        problems=report.problems,
    )
    data = msgspec.msgpack.encode(Done(inputs, again, _notes(store), until))
    workers.memory.put("Done", {str(store.output): data})


def _notes(store: Store) -> tuple[bytes | None, ...]:
    return store.output_stamp(disk.MANIFEST), store.note_stamp(disk.REVIEW)
