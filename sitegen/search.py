"""The search index: what readers can find, made by Pagefind in parts that a browser loads as it needs them.

Each part holds the articles of one stretch of time and is made of them alone, so an edit makes one part again.
Pagefind runs as a child that reads requests and writes answers on its standard streams (`pagefind --service`, as
its own packages for Node and Python use it; the latter waits a tenth of a second for each record). Nothing touches
the disk here: the files come back as bytes.
"""

from __future__ import annotations

import base64
import datetime
import gzip
import hashlib
import json
import os
import re
import subprocess
import threading
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import cbor2
import msgspec
from msgspec import Struct

from sitegen.cache import digest, digest_of_code
from sitegen.errors import Invalid, Problem
from sitegen.markup import to_text
from sitegen.model import ENTITY_TYPES, Corpus, Outline
from sitegen.urls import SEARCH_INDEX, file_of
from sitegen.workers import Workers

FOLDER = file_of(SEARCH_INDEX).removesuffix("index.html")
"""Where the index is in output/."""

LISTING = FOLDER + "parts.json"
"""The parts, the newest first. `years` are the first and the last year of each."""

RUNTIME = ""
"""The name of the part that is none: what searches in a browser, in the folder itself."""

LIMIT = 2000
"""Articles in a part, at most. bench/README.md has what more or fewer would cost."""

SIGNATURE = b"pagefind_dcd"
"""What Pagefind's files begin with, once they are unpacked."""

ENTRY = "pagefind-entry.json"
ENDED = "it ended early"

KIND = "SearchFiles"
"""Under this kind the cache keeps which files a part consists of."""

INSTALL = "pip install 'pagefind[bin]'"

SERIES = "1.5."
"""How the versions of Pagefind begin whose files are understood here."""

PATIENCE = 600.0
"""Seconds that Pagefind may take for a part, which is many times what it does: it has come to a standstill."""


class Place(Struct, frozen=True, gc=False):
    """Where something to be found stands in time: the day and the address of an article."""

    date: datetime.date
    url: str


class Record(Struct, frozen=True, gc=False):
    """What is found, but for its words: an article's address, headline and day, and by what it can be filtered.

    `digest` is of the page at `path`, which has the words.
    """

    url: str
    path: str
    digest: str
    title: str
    date: datetime.date
    filters: Mapping[str, tuple[str, ...]]


class Part(Struct, frozen=True):
    """What is searched together, oldest first; `name` is a folder."""

    name: str
    places: tuple[Place, ...]

    @property
    def years(self) -> tuple[int, int]:
        years = [place.date.year for place in self.places]
        return min(years), max(years)


class Index(Struct, frozen=True):
    """The files of a search index by their names in output/: a fingerprint of each, and how to get its bytes."""

    fingerprints: Mapping[str, bytes] = {}
    read: Callable[[str], bytes] = bytes.fromhex
    problems: tuple[Problem, ...] = ()


class Known(Struct, frozen=True):
    """What an entry says of its language: the name of its metadata, how many pages, which wasm searches them."""

    hash: str
    page_count: int
    wasm: str | None


class Entry(Struct, frozen=True):
    """The file that a browser asks for first."""

    version: str
    languages: Mapping[str, Known]
    include_characters: tuple[str, ...]


class File(Struct, frozen=True):
    """A file that Pagefind made; its bytes come in Base64."""

    path: str
    content: bytes


class Answer(Struct, frozen=True):
    """What Pagefind says to a request, whatever that was."""

    type: str
    message: str = ""
    index_id: int = 0
    files: tuple[File, ...] = ()


class Letter(Struct, frozen=True):
    payload: Answer


# --- what is found --------------------------------------------------------------------------------------------


def places(corpus: Corpus) -> list[Place]:
    """What there is to find, oldest first: all but what search engines are to leave out."""
    return [Place(article.date, url) for url, article in corpus.articles.items() if not article.noindex]


def records(corpus: Corpus, part: Part) -> tuple[Record, ...]:
    return tuple(_record(corpus, place.url, corpus.articles[place.url]) for place in part.places)


def _record(corpus: Corpus, url: str, article: Outline) -> Record:
    filters: dict[str, tuple[str, ...]] = {"year": (f"{article.date.year:04}",)}
    if article.authors:
        filters["author"] = article.authors
    for type_ in ENTITY_TYPES:
        keys = (key for key in corpus.listed[url] if key[0] == type_ and key in corpus.entities)
        if names := tuple(dict.fromkeys(corpus.entities[key].name for key in keys)):
            filters[type_] = names
    escaped = {kind: tuple(map(_escaped, names)) for kind, names in filters.items()}
    return Record(url, article.path, article.digest, article.title, article.date, escaped)


# --- parts ----------------------------------------------------------------------------------------------------


def split(found: Sequence[Place], limit: int) -> list[Part]:
    """Parts of at most `limit` articles, the newest first.

    Their bounds are halves of halves of time: 64 years, 32, …, a year, half of it, a quarter, a month, half of it,
    …, a day, and at last halves of the addresses of one day. None depends on what else there is, so a new article
    changes no part but its own, or cuts that in two.
    """
    return [*_split("all", found, 0, limit)][::-1] if found else []


def _split(name: str, found: Sequence[Place], level: int, limit: int) -> Iterator[Part]:
    if len(found) <= limit or level == len(LEVELS):
        yield Part(name, tuple(found))
        return
    below = defaultdict(list)
    for place in found:
        below[LEVELS[level](place)].append(place)
    for part in sorted(below):
        yield from _split(part, below[part], level + 1, limit)


def _years(span: int, place: Place) -> str:
    first = place.date.year // span * span
    return f"{first:04}-to-{first + span - 1:04}" if span > 1 else f"{first:04}"


def _months(span: int, place: Place) -> str:
    first = (place.date.month - 1) // span * span + 1
    month = f"{place.date.year:04}-{first:02}"
    return f"{month}-to-{first + span - 1:02}" if span > 1 else month


def _days(span: int, place: Place) -> str:
    first = (place.date.day - 1) // span * span + 1
    day = f"{place.date.isoformat()[:8]}{first:02}"
    return f"{day}-to-{first + span - 1:02}" if span > 1 else day


def _addresses(bits: int, place: Place) -> str:
    hashed = int.from_bytes(hashlib.sha256(place.url.encode()).digest()[:2])
    return f"{place.date.isoformat()}-{hashed >> 16 - bits:0{bits}b}"


LEVELS: tuple[Callable[[Place], str], ...] = (
    *(partial(_years, span) for span in (64, 32, 16, 8, 4, 2, 1)),
    *(partial(_months, span) for span in (6, 3, 1)),
    *(partial(_days, span) for span in (16, 8, 4, 2, 1)),
    *(partial(_addresses, bits) for bits in range(1, 17)),
)
"""The name of the part that an article is in, if the parts are that small."""


# --- words ----------------------------------------------------------------------------------------------------

_APOSTROPHE = re.compile(r"(?<=\w)[’ʼ](?=\w)")
_JOINT = re.compile(r"(?<=\w)[‐‑–—―…“”„«»‘]+(?=\w)")


def parted(text: str) -> str:
    """Copy in which Pagefind finds every word: of those that signs beyond ASCII join, it knows the first alone.

    An apostrophe becomes two of ASCII's, a low line and a blank follow other signs; search.js shows what there was.
    """
    return _JOINT.sub("\\g<0>_ ", _APOSTROPHE.sub("''", text))


def _escaped(name: str) -> str:
    """A name as it stands in JSON, by which Pagefind compares what is filtered by."""
    return json.dumps(name, ensure_ascii=False)[1:-1]


# --- files ----------------------------------------------------------------------------------------------------


class Maker:
    """Makes the files of an index, part by part. The part without a name is what searches in a browser."""

    def __init__(self, corpus: Corpus, language: str) -> None:
        self._corpus = corpus
        self._language = language
        self.parts = {part.name: part for part in split(places(corpus), LIMIT)}

    def keys(self) -> dict[str, str]:
        """By the name of each part, a digest of all that it is made of; no copy is read for it."""
        code = digest_of_code()
        found = {
            name: digest(code, self._language, msgspec.msgpack.encode(records(self._corpus, part), order="sorted"))
            for name, part in self.parts.items()
        }
        return {RUNTIME: digest(code, self._language), **found}

    def make(self, name: str) -> dict[str, bytes]:
        """The files of a part by their names in its folder. Raises Invalid where that fails."""
        if name == RUNTIME:
            return make_runtime(self._language)
        return make_part(records(self._corpus, self.parts[name]), self._language, self._words)

    def listing(self, names: Container[str]) -> bytes:
        """parts.json, with the parts of these names."""
        parts = [part for part in self.parts.values() if part.name in names]
        return msgspec.json.encode([{"name": part.name, "years": part.years} for part in parts])

    def _words(self, path: str) -> str:
        """Raises Invalid where the page is another than when its digest was taken."""
        return to_text(self._corpus.copies[path])


def index(corpus: Corpus, language: str, workers: Workers) -> Index:
    """The files of the whole index; only the parts that an earlier build did not make are made now.

    Where Pagefind fails, there is a problem in the place of a part.
    """
    maker = Maker(corpus, language)
    keys = maker.keys()
    known = {key: _decoded(data) for key, data in workers.memory.get(KIND, set(keys.values()))}
    made: dict[str, dict[str, bytes]] = {}
    problems: list[Problem] = []

    def attempt(name: str) -> dict[str, bytes] | tuple[Problem, ...]:
        try:
            return maker.make(name)
        except Invalid as invalid:
            return invalid.problems

    unknown = [name for name, key in keys.items() if not known.get(key)]
    with ThreadPoolExecutor(workers.jobs) as threads:
        results = workers.track("Indexing", threads.map(attempt, unknown), len(unknown))
        for name, files in zip(unknown, results, strict=True):
            if isinstance(files, tuple):
                problems += files
            else:
                made[name] = files
                known[keys[name]] = {file: _fingerprint(data) for file, data in files.items()}
    workers.memory.put(KIND, {keys[name]: msgspec.msgpack.encode(known[keys[name]]) for name in made})
    workers.memory.keep_only(KIND, set(keys.values()))

    files_of = {name: known[key] for name, key in keys.items() if known.get(key)}
    where = {place_of(name, file): (name, file) for name, files in files_of.items() for file in files}
    fingerprints = {place: files_of[name][file] for place, (name, file) in where.items()}
    listing = maker.listing(files_of)

    def read(place: str) -> bytes:
        """The bytes of a file, which are then forgotten. Raises Invalid where its part cannot be made again."""
        if place == LISTING:
            return listing
        name, file = where[place]
        if file not in made.get(name, {}):
            made[name] = maker.make(name)
        return made[name].pop(file)

    return Index({**fingerprints, LISTING: _fingerprint(listing)}, read, tuple(dict.fromkeys(problems)))


def place_of(part: str, file: str) -> str:
    """Where in output/ a file of a part is."""
    return f"{FOLDER}{part}/{file}" if part else FOLDER + file


def _fingerprint(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:16]


def _decoded(data: bytes) -> dict[str, bytes]:
    try:
        return msgspec.msgpack.decode(data, type=dict[str, bytes])
    except msgspec.DecodeError:
        return {}


# --- Pagefind -------------------------------------------------------------------------------------------------


def is_installed() -> bool:
    return _binary() is not None


def make_part(found: Iterable[Record], language: str, words: Callable[[str], str]) -> dict[str, bytes]:
    """The index of some records alone: entry, metadata, index, filters, and a fragment for each record.

    `words` gives those of an article by its path. Raises Invalid where it or Pagefind does.
    """
    return _in_order(_run(((record, words(record.path)) for record in found), language))


def make_runtime(language: str) -> dict[str, bytes]:
    """What searches in a browser, as an index without any record, to which parts are added."""
    nobody = Record("/", "", "", "", datetime.date.min, {})
    files = _run([(nobody, "nothing")], language)
    entry, tag, known = _entry_in(files)
    meta = _packed([entry.version, [], [], [], [], ["title"]])
    name = f"{tag}_{_hash(meta, 10)}"
    wasm = f"wasm.{known.wasm or 'unknown'}.pagefind"
    return {
        "pagefind.js": files["pagefind.js"],
        wasm: files[wasm],
        f"pagefind.{name}.pf_meta": meta,
        ENTRY: _renamed(entry, name, page_count=0),
    }


def _in_order(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files with what Pagefind leaves to chance, the order of filters and of their values, put in order.

    Names hold digests of what is in the files, so these are taken anew. (Pagefind's files are CBOR, RFC 8949,
    packed with gzip: a filter is its name and values with the numbers of their records, and the fourth item of the
    metadata has the names of filters and of their files.)
    """
    entry, tag, known = _entry_in(files)
    kept = {n: data for n, data in files.items() if n.startswith(("index/", "fragment/"))}
    filters = []
    for name in (name for name in files if name.startswith("filter/")):
        title, values = _unpacked(files[name])
        data = _packed([title, sorted(values)])
        filters.append([title, f"{tag}_{_hash(data, 7)}"])
        kept[f"filter/{filters[-1][1]}.pf_filter"] = data
    meta = _unpacked(files[f"pagefind.{known.hash}.pf_meta"])
    data = _packed([*meta[:3], sorted(filters), *meta[4:]])
    kept[f"pagefind.{tag}_{_hash(data, 10)}.pf_meta"] = data
    kept[ENTRY] = _renamed(entry, f"{tag}_{_hash(data, 10)}", page_count=known.page_count)
    return dict(sorted(kept.items()))


def _entry_in(files: Mapping[str, bytes]) -> tuple[Entry, str, Known]:
    """The entry, the tag of its language, and what is known of that. Raises Invalid for another Pagefind's."""
    try:
        entry = msgspec.json.decode(files[ENTRY], type=Entry)
        [(tag, known)] = entry.languages.items()
    except (KeyError, ValueError):
        raise Invalid(_failure("it makes files of another kind")) from None
    if not entry.version.startswith(SERIES):
        raise Invalid(_failure(f"it is version {entry.version}, not {SERIES}x"))
    return entry, tag, known


def _renamed(entry: Entry, name: str, page_count: int) -> bytes:
    """An entry for other metadata."""
    [(tag, known)] = entry.languages.items()
    languages = {tag: Known(name, page_count, known.wasm)}
    return msgspec.json.encode(Entry(entry.version, languages, entry.include_characters), order="sorted")


def _packed(content: Any) -> bytes:
    return gzip.compress(SIGNATURE + cbor2.dumps(content), 9, mtime=0)


def _unpacked(data: bytes) -> Any:
    return cbor2.loads(gzip.decompress(data).removeprefix(SIGNATURE))


def _hash(data: bytes, length: int) -> str:
    return hashlib.sha256(data).hexdigest()[:length]


def _run(found: Iterable[tuple[Record, str]], language: str) -> dict[str, bytes]:
    """All files that Pagefind makes of records and their words, in their order. Raises Invalid where it cannot."""
    binary = _binary()
    if binary is None:
        raise Invalid(missing())
    command = [binary, "--service"]
    try:
        with (
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            ) as child,
            _ended_after(PATIENCE, child),
        ):
            return _converse(child, found, language.partition("-")[0].casefold())
    except BrokenPipeError:
        raise Invalid(_failure(ENDED)) from None
    except OSError as error:
        raise Invalid(_failure(error.strerror or str(error))) from None


@contextmanager
def _ended_after(seconds: float, child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Nobody waits for ever for an answer that does not come."""
    timer = threading.Timer(seconds, child.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _converse(
    child: subprocess.Popen[bytes], found: Iterable[tuple[Record, str]], language: str
) -> dict[str, bytes]:
    answers = _answers(child)

    def ask(kind: str, **request: Any) -> Answer:
        assert child.stdin is not None
        message = msgspec.json.encode({"message_id": 1, "payload": {"type": kind, **request}})
        child.stdin.write(base64.b64encode(message) + b",")
        child.stdin.flush()
        answer = next(answers, Answer("Error", ENDED))
        if answer.type == "Error":
            raise Invalid(_failure(answer.message))
        return answer

    made = ask("NewIndex", config={}).index_id
    for record, words in found:
        ask(
            "AddRecord",
            index_id=made,
            url=record.url,
            content=parted(words or record.title),
            language=language,
            meta={"title": parted(record.title)},
            filters=record.filters,
            sort={"date": record.date.isoformat()},
        )
    return {file.path: file.content for file in ask("GetFiles", index_id=made).files}


def _answers(child: subprocess.Popen[bytes]) -> Iterator[Answer]:
    """Each is JSON in Base64, with a comma behind it. Raises Invalid where one is not."""
    assert child.stdout is not None
    pieces: list[bytes] = []
    while data := os.read(child.stdout.fileno(), 1 << 20):
        *whole, rest = data.split(b",")
        for piece in whole:
            pieces.append(piece)
            try:
                letter = msgspec.json.decode(base64.b64decode(b"".join(pieces)), type=Letter)
            except ValueError:
                raise Invalid(_failure("its answers make no sense")) from None
            yield letter.payload
            pieces.clear()
        pieces.append(rest)


def _binary() -> str | None:
    """Pagefind's own way of finding itself: what PAGEFIND_BINARY_PATH names, its package, or one in the PATH."""
    try:
        from pagefind.service import get_executable  # noqa: PLC0415
    except ImportError:
        return None
    found = get_executable()
    return str(found) if found and os.access(found, os.X_OK) else None


def missing() -> Problem:
    message = "there is no search: Pagefind is not installed"
    return Problem("search", message=message, hint=INSTALL, severity="notice")


def _failure(message: str) -> Problem:
    return Problem("search", message=f"Pagefind could not make a part of the index: {message}", hint=INSTALL)
