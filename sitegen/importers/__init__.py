"""Importers: from a raw file to a `Story`. A folder of its own because archives come in many formats.

To add one, write a class with the two methods of `Importer` (no base class) and register it in your package:

    [project.entry-points."sitegen.importers"]
    nitf = "my_package.nitf:NitfImporter"

A seed goes to the first importer that accepts it. Those of other packages are asked before sitegen's own, each
group in order of entry point name; the last, `wire`, takes whatever is left and explains what it cannot read.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

from msgspec import Struct

from sitegen.errors import Problem
from sitegen.model import Seed, Story

ENTRY_POINTS = "sitegen.importers"


class Imported(Struct, frozen=True):
    """A story, and what a person should know about how it was read."""

    story: Story
    problems: tuple[Problem, ...] = ()


class Importer(Protocol):
    """Reads one format. Pure: the same seed gives the same result, in any process."""

    name: str

    def accepts(self, seed: Seed) -> bool:
        """Whether this file is of the format, judged quickly: by its path or its first bytes."""

    def read(self, seed: Seed) -> Imported:
        """The story in the file. Raises `errors.Invalid`, with the reasons, when there is none.

        A problem names the file as `content/` + `seed.path`: paths of problems start at the site's root.
        """


def load() -> tuple[Importer, ...]:
    """Every installed importer, in the order in which they are asked."""
    return tuple(entry.load()() for entry in sorted(entry_points(group=ENTRY_POINTS), key=_precedence))


def _precedence(entry: EntryPoint) -> tuple[bool, str, str]:
    return entry.module.startswith("sitegen."), entry.name, entry.value
