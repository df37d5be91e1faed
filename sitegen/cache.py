"""The cache: results of pure functions, kept between builds under digests of all that they depend on.

One SQLite file in .sitegen/. It can be ignored but never be wrong: every value carries a checksum, what cannot be
read is an empty cache, and what cannot be written is not kept. So it need not survive a loss of power either.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from importlib import metadata, resources
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from platform import python_version

TOGETHER = 500
"""So many values are looked up with one query."""

GROUPS = ("sitegen.importers", "sitegen.recognisers", "sitegen.pages")
"""Entry points whose code has a say in the pages."""

FONTS = "fontpkg.family"
"""Entry points of packages with fonts, which pictures are lettered in."""

LIBRARIES = (
    "babel",
    "jinja2",
    "markdown-it-py",
    "markupsafe",
    "msgspec",
    "pyyaml",
    "rcssmin",
    "igraph",
    "pagefind",
    "cbor2",
    "resvg-py",
    "fonttools",
)
"""What has a say in the bytes of pages, as far as it is installed."""


class Memo:
    """Values by kind and key."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection = self._open()

    def keys(self, kind: str) -> set[str]:
        """Of what is kept, sound or not."""
        try:
            rows = self._connection.execute("SELECT key FROM memo WHERE kind = ?", (kind,)).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._begin_again(error)
            return set()
        return {key for (key,) in rows}

    def get(self, kind: str, keys: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """What is kept of these keys, in no order."""
        waiting = iter(keys)
        while some := list(islice(waiting, TOGETHER)):
            wanted = ", ".join("?" * len(some))
            query = f"SELECT key, value FROM memo WHERE kind = ? AND key IN ({wanted})"
            try:
                rows = self._connection.execute(query, (kind, *some)).fetchall()
            except (sqlite3.Error, UnicodeDecodeError) as error:
                self._begin_again(error)
                return
            yield from ((key, value[4:]) for key, value in rows if _is_sound(kind, key, value))

    def put(self, kind: str, values: Mapping[str, bytes]) -> None:
        rows = ((kind, key, _checksum(kind, key, value) + value) for key, value in values.items())
        self._execute("INSERT OR REPLACE INTO memo VALUES (?, ?, ?)", rows)

    def keep_only(self, kind: str, keys: Collection[str]) -> None:
        """Forget what no input leads to any more."""
        gone = [(kind, key) for key in self.keys(kind) if key not in keys]
        self._execute("DELETE FROM memo WHERE kind = ? AND key = ?", gone)

    def close(self) -> None:
        self._connection.close()

    def _execute(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        try:
            with self._connection as connection:
                connection.executemany(statement, rows)
        except sqlite3.Error as error:
            self._begin_again(error)

    def _begin_again(self, error: Exception) -> None:
        """What is broken, or lies on a disk that is full, is of no use any more."""
        if _is_busy(error):
            return
        self._connection.close()
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        """The database as it is, else made afresh, else one in memory."""
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(2):
            try:
                return _database(self._file)
            except sqlite3.Error as error:
                if _is_busy(error):
                    break
                with contextlib.suppress(OSError):
                    self._file.unlink(missing_ok=True)
        return _database(":memory:")


def _database(place: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(place)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS memo (kind TEXT, key TEXT, value BLOB, PRIMARY KEY (kind, key))"
        )
        connection.execute("SELECT kind, key, value FROM memo LIMIT 1").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _is_busy(error: Exception) -> bool:
    """Whether another process is at the database, which is then in order."""
    return getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _checksum(kind: str, key: str, value: bytes) -> bytes:
    return zlib.crc32(value, zlib.crc32(f"{kind}\0{key}".encode())).to_bytes(4)


def _is_sound(kind: str, key: str, value: object) -> bool:
    return isinstance(value, bytes) and value[:4] == _checksum(kind, key, value[4:])


def digest(*parts: str | bytes) -> str:
    """A digest that tells sequences of parts apart."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        made.update(len(data).to_bytes(8) + data)
    return made.hexdigest()


@cache
def digest_of_code() -> str:
    """A digest of the code and tables at work: sitegen's own, what extends it, and the libraries it builds on.

    What was made by another version is made again, so nobody has to bump a number.
    """
    made = hashlib.sha256(python_version().encode())
    fonts = {entry.dist.name for entry in _entries(FONTS) if entry.dist}
    for name in (*LIBRARIES, *sorted(fonts)):
        with contextlib.suppress(metadata.PackageNotFoundError):
            made.update(f"{name} {metadata.version(name)}\n".encode())
    for path in (Path(str(resources.files("sitegen"))), *_extensions()):
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix != ".pyc" and file.is_file():
                made.update(file.relative_to(path.parent).as_posix().encode() + b"\0" + file.read_bytes())
    return made.hexdigest()


def _extensions() -> list[Path]:
    """The packages, or single modules, of entry points that are not sitegen's own."""
    tops = {entry.value.partition(":")[0].partition(".")[0] for name in GROUPS for entry in _entries(name)}
    specs = [find_spec(top) for top in sorted(tops - {"sitegen"})]
    places = [Path(spec.origin) for spec in specs if spec and spec.origin]
    return [place.parent if place.stem == "__init__" else place for place in places]


def _entries(group: str) -> Iterable[metadata.EntryPoint]:
    return metadata.entry_points(group=group)
