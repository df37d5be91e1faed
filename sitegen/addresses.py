"""What was published where, kept from one build to the next: an address that moved leads on."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import msgspec

from sitegen.corpus import live_urls
from sitegen.errors import Invalid, Problem
from sitegen.model import Corpus
from sitegen.moves import AddressBook, moves
from sitegen.redirects import added, combine, parse_redirects
from sitegen.sources import Sources
from sitegen.workers import Workers

ADDRESSES = "AddressBook"
"""Under this kind the cache keeps what was published where; to forget it would be to lose addresses."""

BOOK, NOTED = "book", "noted"

NO_ADDRESSES = AddressBook()


def read_address_book(workers: Workers) -> AddressBook:
    """What the last build published where."""
    kept = dict(workers.memory.get(ADDRESSES, {BOOK, NOTED}))
    with contextlib.suppress(msgspec.DecodeError, KeyError):
        book = msgspec.msgpack.decode(kept[BOOK], type=AddressBook)
        noted = msgspec.msgpack.decode(kept[NOTED], type=dict[str, str])
        return msgspec.structs.replace(book, noted=noted)
    return NO_ADDRESSES


def keep_addresses(workers: Workers, book: AddressBook, before: AddressBook) -> None:
    if book != before:
        without = msgspec.structs.replace(book, noted={})
        workers.memory.put(ADDRESSES, {BOOK: msgspec.msgpack.encode(without)})
        keep_noted(workers, book.noted)


def keep_noted(workers: Workers, noted: Mapping[str, str]) -> None:
    """Apart: what was noted is soon seen to be there, the book stays."""
    data = msgspec.msgpack.encode(noted)
    if dict(workers.memory.get(ADDRESSES, {NOTED})) != {NOTED: data}:
        workers.memory.put(ADDRESSES, {NOTED: data})


def noted(sources: Sources, addresses: str) -> dict[str, str]:
    """What this build adds to the redirects that it found."""
    found = {(entry.url, entry.target) for entry in sources.redirects}
    entries = parse_redirects(addresses)[0]
    return {entry.url: entry.target for entry in entries if (entry.url, entry.target) not in found}


def with_moves(sources: Sources, corpus: Corpus, before: AddressBook) -> tuple[str, tuple[Problem, ...]]:
    """The text of content/redirects.yaml with what moved since `before`, and why it could not be added."""
    live = live_urls(corpus)
    settled = {*live, *(redirect.url for redirect in combine(sources.redirects, corpus.redirects, live)[0])}
    moved = moves(before, corpus, settled)
    try:
        return added(sources.addresses, sources.redirects, moved) if moved else sources.addresses, ()
    except Invalid as invalid:
        return sources.addresses, invalid.problems
