"""The disk: the only room that reads and writes it. Paths are relative to the site, with forward slashes."""

from __future__ import annotations

import contextlib
import datetime
import math
import os
import re
import stat
import struct
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from filelock import FileLock, Timeout
from msgspec import Struct

from sitegen import yamltext
from sitegen.errors import Invalid, Problem
from sitegen.model import Seed, Theme

SEEDS = "content/seeds"
ARTICLES = "content/articles"
PAGES = "content/pages"
AUTHORITY = "content/entities.yaml"
REDIRECTS = "content/redirects.yaml"
CONFIG = "sitegen.yaml"
THEMES = "themes"
THEME_PARTS = ("languages", "static", "templates")
CACHE = ".sitegen"
LOCK = "lock"
MEMO = "memo.sqlite"
REVIEW = "review.md"
BUSY = "busy"
"""In .sitegen/ while a build writes; found at the start of the next one, that build was killed."""

TEMPORARY = ".sitegen-new-"
"""How the names of files begin that are still being written."""

MANIFEST = ".sitegen-manifest"
"""In output/: the files that sitegen wrote there, one to a line. Beside them, because the cache may be deleted."""


Stamp: TypeAlias = bytes
"""What the file system says of a file without reading it: times of modification and change, size, inode.

Whoever alters a file alters its stamp; `cp -p` and `touch -d` forge the first time, but not the second.
"""

GRANULARITY = 2_000_000_000
"""Nanoseconds that a clock of a file system may stand still (FAT's does for 2 s).

A file that was altered so shortly before it was read could be altered once more and keep its stamp: git calls this
the racy problem. The stamp of such a file is not trusted.
"""

_THEME_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_NEW_THEME = """\
name: {0}
description: ""
# Whatever this theme does not have comes from there. What it has under the same name goes first:
# static/style.css gives new looks; templates/article.html may {{% extends "{1}/article.html" %}} and change one
# block; languages/en.yaml says things in other words.
extends: {1}
"""


_OCTAL = re.compile(r"\\([0-7]{3})")
"""How /proc/mounts writes blanks in names."""


class Store:
    """A site's folder and, possibly elsewhere, its output folder."""

    def __init__(self, root: Path, output: Path) -> None:
        self.root = root
        self.output = output
        self._folders: set[str] = set()
        shown = output.relative_to(root) if output.is_relative_to(root) else output
        self._output_shown = shown.as_posix()

    # --- sources ---

    def scan(self, folder: str) -> tuple[dict[str, Stamp], list[Problem]]:
        """Files below `folder`, sorted, with their stamps, and links that are not followed.

        Hidden ones are nobody's business.
        """
        found: dict[str, Stamp] = {}
        problems: list[Problem] = []
        waiting = [folder] if (self.root / folder).exists() else []
        while waiting:
            place = waiting.pop()
            try:
                with os.scandir(self.root / place) as entries:
                    for entry in entries:
                        path = f"{place}/{entry.name}"
                        if entry.name.startswith("."):
                            continue
                        if entry.is_symlink() and (problem := self._astray(path, folder)):
                            problems.append(problem)
                        elif entry.is_dir():
                            waiting.append(path)
                        else:
                            found[path] = stamp(entry)
            except OSError as error:
                _refuse(error)
        return dict(sorted(found.items())), sorted(problems)

    def _astray(self, path: str, folder: str) -> Problem | None:
        """Why a link below `folder` is not followed: it could publish anything that the machine holds.

        `folder` and what it is in may be links themselves, to wherever their owner keeps what is there. What is
        hidden is as far away as what is elsewhere: .git may hold a password. A folder that is read already, or has
        what is read in it, would be read for ever.
        """
        link = self.root / path
        home, target = (self.root / folder).resolve(), Path(os.path.realpath(link))
        places = (self.root.resolve(), (self.root / folder).parent.resolve(), home)
        place = next((place for place in places if target.is_relative_to(place)), None)
        is_linked_once = link.parent.resolve() == home / link.parent.relative_to(self.root / folder)
        if place is None:
            where = f"out of the site, to {_readable(str(target))}"
        elif any(part.startswith(".") for part in target.relative_to(place).parts):
            where = f"to what is hidden, {_readable(str(target))}"
        elif target.is_symlink():
            where = "that leads in a circle"
        elif target.is_dir() and (not is_linked_once or target.is_relative_to(home) or home.is_relative_to(target)):
            where = "to a folder that has what is read already, or itself comes by a link"
        else:
            return None
        hint = "put there what it leads to, or delete it"
        return Problem(_readable(path), message=f"is a link {where}, and is not followed", hint=hint)

    def stamp(self, path: str) -> Stamp:
        return stamp(self.root / path)

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
        return as_text(self.read(path), path)

    def write_source(self, path: str, text: str, *, is_new: bool) -> None:
        """Write an article page. Raises Invalid where the disk refuses, or a new page would replace something."""
        if is_new and os.path.lexists(self.root / path):
            raise Invalid(Problem(path, message="something is there already, and is left alone"))
        _write(self.root / path, text.encode(), path)

    def add_addresses(self, text: str) -> None:
        """Write content/redirects.yaml, if something was added to what it says.

        Raises Invalid where the disk refuses, or the file was edited since it was read.
        """
        before = self.read_text(REDIRECTS, default="")
        if before == text:
            return
        if not text.startswith(before):
            raise Invalid(Problem(REDIRECTS, message="changed while it was read", hint="build again"))
        _write(self.root / REDIRECTS, text.encode(), REDIRECTS)

    def write_note(self, name: str, text: str) -> None:
        """Write a file of .sitegen/ that is for people to read, if it says anything new."""
        note, data = self.root / CACHE / name, text.encode()
        if not note.is_file() or note.stat().st_size != len(data) or _read(note, name) != data:
            _write(note, data, f"{CACHE}/{name}")

    def note_stamp(self, name: str) -> Stamp:
        return stamp(self.root / CACHE / name)

    @property
    def memo(self) -> Path:
        """Where the cache is."""
        return self.root / CACHE / MEMO

    def delete_memo(self) -> None:
        for name in (MEMO, f"{MEMO}-journal"):
            with contextlib.suppress(OSError):
                (self.root / CACHE / name).unlink(missing_ok=True)

    def delete_cache(self) -> None:
        """Delete the files of .sitegen/ that sitegen makes."""
        for name in (MEMO, f"{MEMO}-journal", REVIEW, BUSY, LOCK):
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
        with self._lock():
            if busy.exists():
                self.sweep()
            with contextlib.suppress(OSError):
                busy.touch()
            try:
                yield
            except Exception:
                self.sweep()
                raise
            # Not where the block was left by an exception: the next build is to sweep.
            with contextlib.suppress(OSError):
                busy.unlink(missing_ok=True)

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

    def source_folders(self) -> dict[str, Path]:
        """Where sources really lie, by name: content/ and themes/, and what symbolic links in them lead to."""
        tops = [self.root / "content", self.root / "themes"]
        inner = [self.root / SEEDS, self.root / ARTICLES, self.root / PAGES, *_folders(self.root / "themes")]
        found = [*tops, *(folder for folder in inner if folder.is_symlink())]
        return {folder.relative_to(self.root).as_posix(): folder.resolve() for folder in found if folder.is_dir()}

    def probe(self) -> bool:
        """Write a file in .sitegen/ and delete it, which a listener should hear of; False where that cannot be."""
        file = self.root / CACHE / f"{TEMPORARY}probe"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
            file.unlink()
        except OSError:
            return False
        return True

    # --- themes ---

    def read_theme(self, name: str) -> Theme:
        """A theme of the site or of sitegen, with what it takes from those it extends. Raises Invalid."""
        layers = list(self._theme_layers(name))
        own: dict[str, str] = {}
        templates: dict[str, str] = {}
        static: dict[str, bytes] = {}
        places: dict[str, str] = {}
        origins: dict[str, str] = {}
        languages: dict[str, str] = {}
        for folder, label in reversed(layers):
            for path, data in _files(folder / "templates", f"{label}/templates").items():
                own[path] = as_text(data, f"{label}/templates/{path}")
                places[path] = f"{label}/templates/{path}"
            # Under the theme's name too, so that a child can extend the template it replaces.
            templates |= {f"{folder.name}/{path}": text for path, text in own.items()}
            origins |= {f"{folder.name}/{path}": place for path, place in places.items()}
            static.update(_files(folder / "static", f"{label}/static"))
            for path, data in _files(folder / "languages", f"{label}/languages").items():
                languages[f"{label}/languages/{path}"] = as_text(data, f"{label}/languages/{path}")
        return Theme(name, templates | own, static, origins | places, languages)

    def themes(self) -> tuple[list[Theming], list[Problem]]:
        """The themes there are to choose from, by name, and what is wrong with the description of any."""
        found: dict[str, Theming] = {}
        problems: list[Problem] = []
        for home, label in self._theme_homes():
            for folder in sorted(home.iterdir()) if home.is_dir() else ():
                if folder.name in found or not (folder / "theme.yaml").is_file():
                    continue
                try:
                    about = _theme_file(folder, f"{label}/{folder.name}/theme.yaml")
                except Invalid as invalid:
                    problems += invalid.problems
                    about = _ThemeFile()
                own = home.parent == self.root
                found[folder.name] = Theming(folder.name, about.description, about.extends, own)
        return sorted(found.values()), problems

    def new_theme(self, name: str, extends: str) -> str:
        """Make a theme of the site that takes all from another; returns its folder. Raises Invalid.

        What is there already is left alone.
        """
        place = f"{THEMES}/{name}"
        known = [theme.name for theme in self.themes()[0]]
        if not _THEME_NAME.fullmatch(name):
            hint = "write letters, digits, hyphens and underscores"
            raise Invalid(Problem(THEMES, message=f"{name!r} cannot be the name of a theme", hint=hint))
        if extends not in known:
            raise Invalid(
                Problem(place, message=f"there is no theme {extends!r}", hint=yamltext.nearest(extends, known))
            )
        if name in known or os.path.lexists(self.root / place):
            message = f"there is a theme {name!r} already, and it is left alone"
            raise Invalid(Problem(place, message=message, hint="choose another name"))
        _write(self.root / place / "theme.yaml", _NEW_THEME.format(name, extends).encode(), f"{place}/theme.yaml")
        try:
            for part in THEME_PARTS:
                (self.root / place / part).mkdir()
        except OSError as error:
            raise _cannot_write(place, error) from None
        return place

    def theme_guide(self) -> Path:
        """themes/README.md as it came with sitegen: what can go into a theme."""
        guides = [folder / "README.md" for folder, _ in self._theme_homes()[1:]]
        return next(filter(Path.is_file, guides), guides[-1])

    def _theme_homes(self) -> list[tuple[Path, str]]:
        package = Path(str(resources.files("sitegen")))
        return [
            (self.root / THEMES, THEMES),
            (package / THEMES, THEMES),
            (package.parent / THEMES, THEMES),
        ]

    def _theme_layers(self, name: str) -> Iterator[tuple[Path, str]]:
        """The folders of a theme and of those it extends, nearest first."""
        passed: list[str] = []
        at, where = CONFIG, (0, 0)
        while True:
            if name in passed:
                raise Invalid(Problem(at, *where, f"theme {name} extends itself", "mend `extends`"))
            passed.append(name)
            place = next(
                ((home / name, label) for home, label in self._theme_homes() if (home / name).is_dir()), None
            )
            if place is None or not name or PurePosixPath(name).name != name or name == "..":
                hint = yamltext.nearest(name, [theme.name for theme in self.themes()[0]])
                raise Invalid(Problem(at, *where, f"there is no theme {name!r}", hint))
            folder, label = place
            yield folder, f"{label}/{name}"
            at = f"{label}/{name}/theme.yaml"
            name = _theme_file(folder, at).extends
            if not name:
                return
            where = yamltext.position(_theme_text(folder, at), "$.extends")

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
        data = "".join(f"{file}\n" for file in sorted(files)).encode()
        if not self.holds(MANIFEST, data):
            self.write_output(MANIFEST, data)

    def output_stamp(self, file: str) -> Stamp | None:
        """The stamp of a regular file of output/; None where there is none."""
        try:
            found = os.lstat(f"{self.output}/{file}")
        except (OSError, ValueError):
            return None
        return stamp(found) if stat.S_ISREG(found.st_mode) else None

    def holds(self, file: str, data: bytes) -> bool:
        """Whether exactly these bytes stand in output/ under that name. Raises Invalid where it cannot be read."""
        try:
            found = os.lstat(f"{self.output}/{file}")
        except OSError:
            return False
        if self.obstacle(file):
            return False
        if stat.S_ISREG(found.st_mode) and found.st_size != len(data):
            return False
        return not stat.S_ISLNK(found.st_mode) and self.read_output(file) == data

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
        parent = file.rpartition("/")[0]
        if not parent or parent in self._folders:
            return None
        if higher := self.obstacle(parent):
            return higher
        try:
            found = os.lstat(f"{self.output}/{parent}")
        except OSError:
            return None
        if not stat.S_ISDIR(found.st_mode):
            return parent
        self._folders.add(parent)
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

    def output_sizes(self) -> dict[str, int]:
        """The bytes of every file in output/, sitegen's own or not, by name. Raises Invalid."""
        found: dict[str, int] = {}
        waiting = [""] if self.output.is_dir() else []
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(f"{self.output}/{folder}") as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(f"{folder}{entry.name}/")
                        elif entry.is_file():
                            found[folder + entry.name] = entry.stat().st_size
            except OSError as error:
                _refuse(error)
        return dict(sorted(found.items()))

    def read_output(self, file: str) -> bytes:
        """Raises Invalid where the file cannot be read."""
        return _read(self.output / file, self.shown(file))

    def shown(self, file: str) -> str:
        """How a file of output/ is called in messages."""
        return f"{self._output_shown}/{file}"


class Theming(Struct, frozen=True, order=True):
    """A theme to choose. The site's `own` one goes before one of that name that comes with sitegen."""

    name: str
    description: str
    extends: str
    own: bool


class _ThemeFile(Struct, forbid_unknown_fields=True):
    name: str = ""
    description: str = ""
    extends: str = ""


def _theme_file(folder: Path, shown: str) -> _ThemeFile:
    """What theme.yaml says of a theme, which needs none. Raises Invalid."""
    text = _theme_text(folder, shown)
    return yamltext.convert(yamltext.load(text, shown) or {}, _ThemeFile, text, shown)


def _theme_text(folder: Path, shown: str) -> str:
    file = folder / "theme.yaml"
    return as_text(_read(file, shown), shown) if file.exists() else ""


def read_loose(path: Path, shown: str = "") -> Seed:
    """A raw file from anywhere, with the day it was received by its time of modification (UTC). Raises Invalid."""
    data = _read(path, shown or path.as_posix())
    return Seed(path.as_posix(), data, datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC).date())


def find_site(start: Path) -> Path:
    """The nearest folder from `start` upwards that is a site; `start` where none is. Raises Invalid."""
    for folder in (start, *start.parents):
        if is_site(folder):
            return folder
    return start


def is_site(folder: Path) -> bool:
    """Raises Invalid for a folder that cannot be looked into."""
    for name, is_kind in ((CONFIG, stat.S_ISREG), ("content", stat.S_ISDIR)):
        try:
            if is_kind((folder / name).stat().st_mode):
                return True
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise Invalid(Problem(str(folder), message=f"cannot be looked into: {error.strerror}")) from None
    return False


def _refuse(error: OSError) -> None:
    """A folder that cannot be listed must not look like an empty one: what is in it would be taken back."""
    raise Invalid(Problem(str(error.filename), message=f"cannot be listed: {error.strerror}"))


def _stays_inside(file: str) -> bool:
    return not {"", ".", ".."} & set(file.split("/"))


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
        raise Invalid(Problem(_readable(shown), message="the file's name is not UTF-8", hint="rename it")) from None


def _readable(name: str) -> str:
    """A name of the disk as text, whatever bytes it has."""
    return name.encode(errors="replace").decode()


def as_text(data: bytes, shown: str) -> str:
    """Raises Invalid where the bytes are not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise Invalid(Problem(shown, line, column, "is not UTF-8 text", "save the file as UTF-8")) from None


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _files(folder: Path, shown: str) -> dict[str, bytes]:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    return {
        name: _read(folder / name, f"{shown}/{name}")
        for name in names
        if not PurePosixPath(name).name.startswith(".")
    }


def stamp(of: Path | os.DirEntry[str] | os.stat_result) -> Stamp:
    """Of what cannot be looked at, an empty stamp, which is never trusted."""
    try:
        found = of if isinstance(of, os.stat_result) else of.stat()
    except OSError:
        return b""
    return struct.pack("<qqqQ", found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def is_trusted(stamp: Stamp, read_at: int) -> bool:
    """Whether a file with that stamp, read at a time in ns, must change its stamp when it is altered again."""
    return bool(stamp) and max(struct.unpack_from("<qq", stamp)) < read_at - GRANULARITY


def day_of(stamp: Stamp) -> datetime.date:
    """The day (UTC) of the last modification."""
    return datetime.datetime.fromtimestamp(struct.unpack_from("<q", stamp)[0] / 1e9, datetime.UTC).date()


def _write(path: Path, data: bytes, shown: str) -> None:
    """A temporary file in the same folder, then a rename: readers see the old bytes or the new."""
    temporary = f"{path.parent}/{TEMPORARY}{os.urandom(8).hex()}"
    try:
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o644)  # noqa: PTH101
        os.replace(temporary, path)  # noqa: PTH105
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(temporary).unlink(missing_ok=True)
        raise _cannot_write(shown, error) from None


def _cannot_write(shown: str, error: OSError) -> Invalid:
    return Invalid(Problem(shown, message=f"cannot be written: {error.strerror}"))


def tells_closing() -> bool:
    """Whether this system tells when a file that was written is closed: Linux does, by inotify."""
    return sys.platform == "linux"


def file_system(folder: Path) -> str:
    """The type of the file system that a folder is on, as Linux calls it; empty where that is not known."""
    longest, found = 0, ""
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/mounts").read_text("utf-8", errors="replace").splitlines():
            _, point, kind, *_ = line.split(" ")
            place = _OCTAL.sub(lambda octal: chr(int(octal[1], 8)), point)
            if len(place) >= longest and folder.resolve().is_relative_to(place):
                longest, found = len(place), kind
    return found


LINGERING = 0.1
"""Seconds for which a thread that was waited for may still be there for the system."""


def is_single_threaded() -> bool:
    """Whether this process has no thread but this one, libraries' own included; False where that is not known."""
    deadline = time.monotonic() + LINGERING
    try:
        while len(list(Path("/proc/self/task").iterdir())) > 1:
            if threading.active_count() > 1 or time.monotonic() > deadline:
                return False
            time.sleep(0.001)
    except OSError:
        return False
    return True


def cpu_quota(root: Path = Path("/")) -> float:
    """How many CPUs the control groups of this process (Linux, version 1 or 2) let it use; infinite without any."""
    quotas = [math.inf]
    with contextlib.suppress(OSError, ValueError):
        for line in (root / "proc/self/cgroup").read_text("ascii").splitlines():
            _, controllers, path = line.split(":", 2)
            top = root / "sys/fs/cgroup" / ("cpu" if "cpu" in controllers.split(",") else "")
            if controllers and top.name != "cpu":
                continue
            for folder in (top / path.lstrip("/"), *(top / path.lstrip("/")).parents):
                if folder.is_relative_to(top):
                    quotas.append(_quota(folder))
    return min(quotas)


def _quota(folder: Path) -> float:
    """Version 2 has `cpu.max` (quota and period in microseconds, or `max`), version 1 a file for each."""
    with contextlib.suppress(OSError, ValueError, ZeroDivisionError):
        quota, period = (folder / "cpu.max").read_text("ascii").split()
        return math.inf if quota == "max" else int(quota) / int(period)
    with contextlib.suppress(OSError, ValueError, ZeroDivisionError):
        quota, period = ((folder / f"cpu.cfs_{name}_us").read_text("ascii") for name in ("quota", "period"))
        return int(quota) / int(period) if int(quota) > 0 else math.inf
    return math.inf
