"""The disk: the only room that reads and writes it. Paths are relative to the site, with forward slashes."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout
from msgspec import Struct

from sitegen import yamltext
from sitegen.errors import Invalid, Problem
from sitegen.model import Seed, Theme

SEEDS = "content/seeds"
ARTICLES = "content/articles"
PAGES = "content/pages"
AUTHORITY = "content/entities.yaml"
CONFIG = "sitegen.yaml"
CACHE = ".sitegen"
LOCK = "lock"
BUSY = "busy"
"""In .sitegen/ while a build writes; found at the start of the next one, that build was killed."""

TEMPORARY = ".sitegen-new-"
"""How the names of files begin that are still being written."""

MANIFEST = ".sitegen-manifest"
"""In output/: the files that sitegen wrote there, one to a line. Beside them, because the cache may be deleted."""


class Store:
    """A site's folder and, possibly elsewhere, its output folder."""

    def __init__(self, root: Path, output: Path) -> None:
        self.root = root
        self.output = output

    # --- sources ---

    def scan(self, folder: str) -> list[str]:
        """Files below `folder`, sorted; hidden ones are nobody's business."""
        found = []
        top = self.root / folder
        for base, folders, names in os.walk(top, onerror=_refuse) if top.exists() else ():
            folders[:] = [name for name in folders if not name.startswith(".")]
            visible = (Path(base) / name for name in names if not name.startswith("."))
            found += [path.relative_to(self.root).as_posix() for path in visible]
        return sorted(found)

    def read(self, path: str) -> bytes:
        """Raises Invalid where the file cannot be read."""
        return _read(self.root / path, path)

    def glimpse(self, path: str) -> str:
        """What can be made out of a text that cannot be read properly; nothing where nothing can."""
        try:
            return self.read(path).decode(errors="replace")
        except Invalid:
            return ""

    def read_text(self, path: str, default: str | None = None) -> str:
        """Raises Invalid where the file is not UTF-8 or, without a default, not there."""
        if default is not None and not (self.root / path).exists():
            return default
        return _text(self.read(path), path)

    def read_seed(self, path: str) -> Seed:
        """Raises Invalid where the file cannot be read."""
        seed = read_loose(self.root / path, path)
        return Seed(path.removeprefix("content/"), seed.data, seed.received)

    def write_source(self, path: str, text: str, *, is_new: bool) -> None:
        """Write an article page. Raises Invalid where the disk refuses, or a new page would replace something."""
        if is_new and os.path.lexists(self.root / path):
            raise Invalid(Problem(path, message="something is there already, and is left alone"))
        _write(self.root / path, text.encode(), path)

    def write_note(self, name: str, text: str) -> None:
        """Write a file of .sitegen/ that is for people to read."""
        _write(self.root / CACHE / name, text.encode(), f"{CACHE}/{name}")

    def memo(self) -> Memo:
        return Memo(self.root / CACHE / "memo.sqlite")

    def delete_cache(self) -> None:
        """Delete the files of .sitegen/ that sitegen makes."""
        for name in ("memo.sqlite", "review.md", BUSY, LOCK):
            with contextlib.suppress(OSError):
                (self.root / CACHE / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            (self.root / CACHE).rmdir()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Around all writing: one build at a time. Raises Invalid while another one, that is alive, writes.

        What an earlier build that was killed left half-written is swept away first.
        """
        busy = self.root / CACHE / BUSY
        with self._lock(), contextlib.ExitStack() as stack:
            if busy.exists():
                self.sweep()
            with contextlib.suppress(OSError):
                busy.touch()
                stack.callback(busy.unlink, missing_ok=True)
            yield

    def _lock(self) -> contextlib.AbstractContextManager[object]:
        """A lock that the system releases when its holder dies; none where .sitegen/ cannot be written."""
        lock = FileLock(self.root / CACHE / LOCK, timeout=0)
        try:
            (self.root / CACHE).mkdir(parents=True, exist_ok=True)
            return lock.acquire()
        except Timeout:
            raise Invalid(
                Problem(f"{CACHE}/{LOCK}", message="another build is at work here", hint="wait")
            ) from None
        except (OSError, NotImplementedError):
            return contextlib.nullcontext()

    def sweep(self) -> None:
        """Delete temporary files, whose writer is dead."""
        for folder in (self.root / ARTICLES, self.output):
            for path in folder.rglob(f"{TEMPORARY}*"):
                with contextlib.suppress(OSError):
                    path.unlink()

    # --- themes ---

    def read_theme(self, name: str) -> Theme:
        """A theme of the site or of sitegen, with what it takes from those it extends. Raises Invalid."""
        layers = list(self._theme_layers(name))
        templates: dict[str, str] = {}
        static: dict[str, bytes] = {}
        origins: dict[str, str] = {}
        for folder, label in reversed(layers):
            for path, data in _files(folder / "templates", f"{label}/templates").items():
                # Under its own theme's name too, so that a child can extend the template it replaces.
                for name_in_jinja in (path, f"{folder.name}/{path}"):
                    templates[name_in_jinja] = _text(data, f"{label}/templates/{path}")
                    origins[name_in_jinja] = f"{label}/templates/{path}"
            static.update(_files(folder / "static", f"{label}/static"))
        return Theme(name, templates, static, origins)

    def themes(self) -> list[str]:
        """Names of the themes there are to choose from."""
        homes = [home for home, _ in self._theme_homes() if home.is_dir()]
        return sorted(
            {folder.name for home in homes for folder in home.iterdir() if (folder / "theme.yaml").is_file()}
        )

    def _theme_homes(self) -> list[tuple[Path, str]]:
        package = Path(str(resources.files("sitegen")))
        return [
            (self.root / "themes", "themes"),
            (package / "themes", "themes"),
            (package.parent / "themes", "themes"),
        ]

    def _theme_layers(self, name: str) -> Iterator[tuple[Path, str]]:
        """The folders of a theme and of those it extends, nearest first."""
        passed: list[str] = []
        at = CONFIG
        while True:
            if name in passed:
                raise Invalid(Problem(at, message=f"theme {name} extends itself", hint="mend `extends`"))
            passed.append(name)
            place = next(
                ((home / name, label) for home, label in self._theme_homes() if (home / name).is_dir()), None
            )
            if place is None or not name or PurePosixPath(name).name != name or name == "..":
                hint = yamltext.nearest(name, self.themes())
                raise Invalid(Problem(at, message=f"there is no theme {name!r}", hint=hint))
            folder, label = place
            yield folder, f"{label}/{name}"
            at = f"{label}/{name}/theme.yaml"
            text = _text(_read(folder / "theme.yaml", at), at) if (folder / "theme.yaml").exists() else ""
            data = yamltext.load(text, at) or {}
            name = yamltext.convert(data, _ThemeFile, text, at).extends
            if not name:
                return

    # --- output ---

    def owned_files(self) -> set[str]:
        """The files of output/ that earlier builds wrote or were about to write."""
        manifest = self.output / MANIFEST
        if not manifest.exists():
            return set()
        lines = _read(manifest, self.shown(MANIFEST)).decode(errors="replace").splitlines()
        return {line for line in lines if line and _stays_inside(line)}

    def own_files(self, files: Iterable[str]) -> None:
        """Say which files of output/ are sitegen's."""
        self.write_output(MANIFEST, "".join(f"{file}\n" for file in sorted(files)).encode())

    def read_output(self, file: str) -> bytes | None:
        """What stands in output/ under that name; None where nothing does."""
        path = self.output / file
        return None if path.is_symlink() or not path.exists() else _read(path, self.shown(file))

    def stands(self, file: str) -> bool:
        """Whether anything is at that place of output/, or in its way."""
        return os.path.lexists(self.output / file) or self.obstacle(file) is not None

    def write_output(self, file: str, data: bytes) -> None:
        """Replace a file of output/ as a whole or not at all. Raises Invalid where the disk refuses.

        A symbolic link in output/ is never followed: what it leads to is not ours.
        """
        if not _stays_inside(file):
            raise Invalid(Problem(self.shown(file), message="is not a place in the output folder"))
        if obstacle := self.obstacle(file):
            raise Invalid(Problem(self.shown(obstacle), message="is in the way of a folder", hint="move it away"))
        _write(self.output / file, data, self.shown(file))

    def obstacle(self, file: str) -> str | None:
        """The parent of `file` in output/ that is there and no folder."""
        for parent in list(PurePosixPath(file).parents)[:-1]:
            place = self.output / parent
            if place.is_symlink() or (place.exists() and not place.is_dir()):
                return str(parent)
        return None

    def delete_output(self, file: str) -> None:
        """Delete a file of output/ and the folders it leaves empty. Raises Invalid where the disk refuses."""
        path = self.output / file
        if not path.is_symlink() and not self.obstacle(file):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise Invalid(Problem(self.shown(file), message=f"cannot be deleted: {error.strerror}")) from None
        for parent in path.parents:
            if parent == self.output or not parent.is_relative_to(self.output) or parent.is_symlink():
                break
            with contextlib.suppress(OSError):
                parent.rmdir()

    def shown(self, file: str) -> str:
        """How a file of output/ is called in messages."""
        inside = self.output.is_relative_to(self.root)
        return f"{self.output.relative_to(self.root).as_posix() if inside else self.output.as_posix()}/{file}"


class _ThemeFile(Struct, forbid_unknown_fields=True):
    name: str = ""
    description: str = ""
    extends: str = ""


class Memo:
    """Results of pure functions, kept between runs under a digest of all that they depend on.

    One SQLite file in .sitegen/. What cannot be read is an empty memo; what cannot be written is not kept.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection = self._open()

    def get(self, kind: str) -> dict[str, bytes]:
        """All that is kept of one kind."""
        try:
            return dict(self._connection.execute("SELECT key, value FROM memo WHERE kind = ?", (kind,)))
        except sqlite3.Error:
            return {}

    def replace(self, kind: str, values: Mapping[str, bytes]) -> None:
        """Keep these values of one kind, and only these."""
        with contextlib.suppress(sqlite3.Error), self._connection as connection:
            connection.execute("DELETE FROM memo WHERE kind = ?", (kind,))
            connection.executemany("INSERT INTO memo VALUES (?, ?, ?)", [(kind, k, v) for k, v in values.items()])

    def close(self) -> None:
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        """The database as it is, else made afresh, else one in memory."""
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _database(self._file)
        except sqlite3.OperationalError:  # locked by another build, or not to be written
            return _database(":memory:")
        except sqlite3.DatabaseError:
            with contextlib.suppress(sqlite3.Error, OSError):
                self._file.unlink()
                return _database(self._file)
        return _database(":memory:")


def _database(place: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(place)
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS memo (kind TEXT, key TEXT, value BLOB, PRIMARY KEY (kind, key))"
        )
        connection.execute("SELECT kind, key, value FROM memo LIMIT 1").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def digest_of_code() -> str:
    """A digest of sitegen's own code and tables: what was made by another version is made again."""
    package = Path(str(resources.files("sitegen")))
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix != ".pyc" and path.is_file():
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def read_loose(path: Path, shown: str = "") -> Seed:
    """A raw file from anywhere, with the day it was received by its time of modification (UTC). Raises Invalid."""
    data = _read(path, shown or path.as_posix())
    return Seed(path.as_posix(), data, datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC).date())


def find_site(start: Path) -> Path:
    """The nearest folder from `start` upwards that is a site; `start` where none is."""
    for folder in (start, *start.parents):
        if is_site(folder):
            return folder
    return start


def is_site(folder: Path) -> bool:
    return (folder / CONFIG).is_file() or (folder / "content").is_dir()


def _refuse(error: OSError) -> None:
    """A folder that cannot be listed must not look like an empty one: what is in it would be taken back."""
    raise Invalid(Problem(str(error.filename), message=f"cannot be listed: {error.strerror}"))


def _stays_inside(file: str) -> bool:
    path = PurePosixPath(file)
    return not path.is_absolute() and ".." not in path.parts and path.as_posix() == file != "."


def _read(path: Path, shown: str) -> bytes:
    """Raises Invalid for what is no regular file (a pipe would never end) or cannot be read."""
    try:
        if not path.is_file():
            raise Invalid(Problem(shown, message="is not a file"))
        shown.encode()
        return path.read_bytes()
    except OSError as error:
        raise Invalid(Problem(shown, message=f"cannot be read: {error.strerror}")) from None
    except UnicodeEncodeError:
        readable = shown.encode(errors="replace").decode()
        raise Invalid(Problem(readable, message="the file's name is not UTF-8", hint="rename it")) from None


def _text(data: bytes, shown: str) -> str:
    """Raises Invalid where the bytes are not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise Invalid(Problem(shown, line, column, "is not UTF-8 text", "save the file as UTF-8")) from None


def _files(folder: Path, shown: str) -> dict[str, bytes]:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    return {
        name: _read(folder / name, f"{shown}/{name}")
        for name in names
        if not PurePosixPath(name).name.startswith(".")
    }


def _write(path: Path, data: bytes, shown: str) -> None:
    """A temporary file in the same folder, then a rename: readers see the old bytes or the new."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise Invalid(Problem(shown, message=f"cannot be written: {error.strerror}")) from None
