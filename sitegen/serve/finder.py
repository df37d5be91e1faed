"""The search index of the site that is looked at: a part is made when a browser first asks for a file of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from sitegen.model import Config, Corpus
from sitegen.search import FOLDER, LISTING, RUNTIME, Maker


class Finder:
    """Any thread may ask; one makes a part, the others wait for it."""

    def __init__(self, maker: Maker | None = None, made: Mapping[str, dict[str, bytes]] | None = None) -> None:
        """`made` are the files of parts by their keys."""
        self._maker = maker
        self._made = dict(made or {})
        self._keys: dict[str, str] = {}
        self._lock = threading.Lock()

    def of(self, corpus: Corpus, config: Config) -> Finder:
        """That of another state of the site, which takes over the parts that are still the same."""
        with self._lock:
            known = {key: self._made[key] for key in self._keys.values() if key in self._made}
        return Finder(Maker(corpus, config.language) if config.search and corpus.articles else None, known)

    def file(self, path: str) -> bytes | None:
        """The bytes of a file of the index. Raises Invalid where they cannot be made."""
        maker = self._maker
        if maker is None or not path.startswith(FOLDER):
            return None
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
