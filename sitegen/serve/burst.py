"""Which changes of files belong together: when a person, an editor or git is through with them.

Times are seconds of a monotonic clock, handed in.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["written", "closed", "gone", "begun"]
"""What happened to a file: something was put into it, its writer closed it, it is not there any more. Or a folder
was begun, which will be filled.
"""

QUIET = 0.02
"""Seconds without a change after which a save is over: what an editor does in one go takes a few milliseconds."""

LULL = 0.3
"""The same for what is not over by the look of it: a file that is open or gone (many editors delete it, then write
it anew), or so many files that git or an archiver is at work.
"""

MANY = 20
"""More files than a person saves at once."""

PATIENCE = 10.0
"""Seconds after which what never ends is looked at as it is."""


class Burst:
    """Changes since somebody last asked, and when they are to be acted on.

    `tells_closing` says that whoever reports them also reports when a file is closed.
    """

    def __init__(self, *, tells_closing: bool) -> None:
        self._tells_closing = tells_closing
        self._paths: set[str] = set()
        self._unfinished: set[str] = set()
        self._born: set[str] = set()
        self._first = self._last = 0.0

    def add(self, kind: Kind, path: str, now: float) -> None:
        """A change of `path`. For what comes and goes within one burst, as an editor's own files, nobody waits."""
        if not self._paths:
            self._first = now
        self._last = now
        self._paths.add(path)
        is_open = kind == "written" and self._tells_closing
        if is_open or kind == "begun" or (kind == "gone" and path not in self._born):
            self._unfinished.add(path)
        else:
            self._unfinished.discard(path)

    def create(self, path: str, now: float) -> None:
        """A file that was not there before is written."""
        if path not in self._paths:
            self._born.add(path)
        self.add("written", path, now)

    def move(self, source: str, target: str, now: float) -> None:
        """A file got another name, as editors do that write beside a file and then replace it."""
        if target not in self._paths:
            self._born.add(target)
        self.add("gone", source, now)
        self.add("closed", target, now)

    @property
    def is_many(self) -> bool:
        return len(self._paths) > MANY

    def due(self) -> float | None:
        """When to act, if nothing else happens; None while there is nothing to act on."""
        if not self._paths:
            return None
        quiet = LULL if self.is_many or self._unfinished else QUIET
        return min(self._last + quiet, self._first + PATIENCE)

    def take(self) -> frozenset[str]:
        """The paths that changed; from now on they are somebody else's."""
        paths = frozenset(self._paths)
        self._paths.clear()
        self._unfinished.clear()
        self._born.clear()
        return paths
