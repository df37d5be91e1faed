"""The search index of the site that is looked at: a part is made when a browser first asks for a file of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial

from sitegen.model import Config, Corpus
from sitegen.search import FOLDER, LISTING, RUNTIME, Maker


class Finder:
    """Any thread may ask; one makes a part, the others wait for it."""

    def __init__(
        self, make_maker: Callable[[], Maker] | None = None, made: Mapping[str, dict[str, bytes]] | None = None
    ) -> None:
        """`made` are the files of parts by their keys."""
        self._make_maker = make_maker
        self._maker: Maker | None = None
        self._made = dict(made or {})
        self._keys: dict[str, str] = {}
        self._lock = threading.Lock()

    def of(self, corpus: Corpus, config: Config) -> Finder:
        """That of another state of the site, which takes over the parts that are still the same."""
        with self._lock:
            known = {key: self._made[key] for key in self._keys.values() if key in self._made}
        has_search = config.search and bool(corpus.articles)
        return Finder(partial(Maker, corpus, config.language) if has_search else None, known)

    def file(self, path: str) -> bytes | None:
        """The bytes of a file of the index. Raises Invalid where they cannot be made."""
        if self._make_maker is None or not path.startswith(FOLDER):
            return None
        with self._lock:
            maker = self._maker = self._maker or self._make_maker()
        if path == LISTING:
            return maker.listing(maker.parts)
        part, _, name = path.removeprefix(FOLDER).partition("/")
        if part not in maker.parts:
            part, name = RUNTIME, path.removeprefix(FOLDER)
        with self._lock:
            self._keys = self._keys or maker.keys()
            key = self._keys[part]
            if key not in self._made:
                self._made[key] = maker.make(part)
            return self._made[key].get(name)
