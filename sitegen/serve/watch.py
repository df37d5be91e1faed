"""Hears of changes to a site's sources: by events of the file system, or by looking again and again."""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Iterable
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from sitegen import store as disk
from sitegen.serve.burst import Burst
from sitegen.store import Store

EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
"""Not the opening and closing of files that are read: that is what we do ourselves."""

TOPS = ("content", "themes", "languages", disk.CONFIG)
"""Where sources are, below the site's folder."""

INTERVAL = 1.0
"""Seconds between two looks where there are no events."""

SIGN_OF_LIFE = 1.0
"""Seconds within which the system must tell of a file that we write ourselves."""

SILENT = frozenset(
    """9p afs ceph cifs davfs drvfs fakeowner fuse.gcsfuse fuse.glusterfs fuse.grpcfuse fuse.osxfs fuse.rclone
    fuse.s3fs fuse.sshfs fuse.vmhgfs-fuse fuse.davfs2 gpfs grpcfuse lustre ncpfs nfs nfs4 osxfs prl_fs smb3 smbfs
    vboxsf virtiofs vmhgfs""".split()
)
"""File systems where others may write without Linux telling us: network mounts, and what hosts share with guests
(WSL's drives are 9p; what Docker Desktop shares is fakeowner, grpcfuse, osxfs or virtiofs)."""


class Watch:
    """The changes of a site's sources, one burst after the other. Nothing that happens after `start` is missed."""

    def __init__(self, store: Store, *, poll: bool = False) -> None:
        self._store = store
        self._root = store.root.absolute()
        self._changed = threading.Condition()
        self._is_closed = False
        self.polls, self.reason = (True, "") if poll else _silence(store)
        self._burst = Burst(tells_closing=not self.polls and disk.tells_closing())

    def start(self) -> None:
        """Begin to listen; `polls` says how, and `reason` why without events."""
        # watchdog hears of a folder that comes while another is moved twice, and takes it as it should.
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        if not self.polls:
            try:
                self._listen(Observer())
            except OSError as error:
                self._observer.stop()
                self._poll(f"the system refuses to tell ({error.strerror or error})")
            else:
                if not self._hears():
                    self._observer.stop()
                    self._poll("its file system tells of no changes")
        else:
            self._poll(self.reason)

    def take(self, patience: float | None = None) -> frozenset[str] | None:
        """Wait for a burst of changes and return its paths; None after `close`.

        After `patience` seconds in which nothing has changed, none.
        """
        begun = time.monotonic()
        with self._changed:
            while not self._is_closed:
                due, now = self._burst.due(), time.monotonic()
                if due is not None and due <= now:
                    break
                if due is None and patience is not None and now >= begun + patience:
                    return frozenset()
                until = due if due is not None else begun + patience if patience is not None else None
                self._changed.wait(None if until is None else until - now)
            else:
                return None
            paths = self._burst.take()
        if paths & set(TOPS):
            self._listen_anew()
        return paths

    def has_news(self) -> bool:
        with self._changed:
            return self._burst.due() is not None

    def has_much_news(self) -> bool:
        """Whether something is going on that nobody could follow file by file."""
        with self._changed:
            return self._burst.is_many

    def add(self, paths: Iterable[str], *, later: float = 0.0) -> None:
        """Take changes back, to be told of again."""
        with self._changed:
            for path in paths:
                self._burst.add("closed", path, time.monotonic() + later)
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        self._observer.stop()

    # --- listening ---

    def _poll(self, reason: str) -> None:
        self.polls, self.reason = True, reason
        self._burst = Burst(tells_closing=False)
        self._listen(PollingObserver(timeout=INTERVAL))

    def _listen(self, observer: BaseObserver) -> None:
        self._observer = observer
        self._schedule()
        observer.start()

    def _listen_anew(self) -> None:
        """A folder that was replaced is another one to the system."""
        self._observer.unschedule_all()
        self._schedule()

    def _schedule(self) -> None:
        """The site's folder itself for its settings, and what has sources in it, wherever that really is."""
        self._observer.schedule(_Listener(self, self._root, ""), str(self._root), event_filter=EVENTS)
        for name, folder in self._store.source_folders().items():
            listener = _Listener(self, folder, f"{name}/")
            self._observer.schedule(listener, str(folder), recursive=True, event_filter=EVENTS)

    def _hears(self) -> bool:
        """Whether an event comes of a file that we write. Where we may write none, events are taken for granted."""
        heard = threading.Event()
        if not self._store.probe():
            return True
        watch = self._observer.schedule(_Signal(heard), str(self._root / disk.CACHE), event_filter=EVENTS)
        self._store.probe()
        is_heard = heard.wait(SIGN_OF_LIFE)
        self._observer.unschedule(watch)
        return is_heard

    def _note(self, event: FileSystemEvent, source: str | None, target: str | None) -> None:
        """What an event says. Of a folder that comes, nobody may name the files that are in it."""
        now = time.monotonic()
        with self._changed:
            if source and target:
                self._burst.move(source, target, now)
            elif target:
                self._burst.add("closed", target, now)
            elif source:
                match event:
                    case FileCreatedEvent():
                        self._burst.create(source, now)
                    case FileModifiedEvent():
                        self._burst.add("written", source, now)
                    case FileClosedEvent():
                        self._burst.add("closed", source, now)
                    case DirCreatedEvent():
                        self._burst.add("begun", source, now)
                    case _:
                        self._burst.add("gone", source, now)
            self._changed.notify()


class _Listener(FileSystemEventHandler):
    """Gives the paths of events the names they have in the site; what is hidden or an editor's copy is
    nobody's business.
    """

    def __init__(self, watch: Watch, folder: Path, prefix: str) -> None:
        self._watch = watch
        self._folder = folder
        self._prefix = prefix

    def on_any_event(self, event: FileSystemEvent) -> None:
        self._watch._note(event, self._named(event.src_path), self._named(event.dest_path))

    def _named(self, path: bytes | str) -> str | None:
        found = Path(path.decode() if isinstance(path, bytes) else path)
        if not path or not found.is_relative_to(self._folder):
            return None
        name = self._prefix + found.relative_to(self._folder).as_posix()
        parts = name.removesuffix("/.").split("/")
        is_private = any(part.startswith(".") or part.endswith("~") for part in parts)
        return None if is_private or parts[0] not in TOPS else "/".join(parts)


class _Signal(FileSystemEventHandler):
    def __init__(self, heard: threading.Event) -> None:
        self._heard = heard

    def on_any_event(self, event: FileSystemEvent) -> None:  # noqa: ARG002
        self._heard.set()


def _silence(store: Store) -> tuple[bool, str]:
    """Whether changes have to be looked for, and why."""
    kind = disk.file_system(store.root)
    return kind in SILENT, f"it is on {kind}, which does not tell of every change"
