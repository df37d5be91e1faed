"""What the tables know: `U.S.` is the United States, and `U.N.` the United Nations."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import gazetteer
from sitegen.model import Ruling
from sitegen.resolve.archive import Archive, Label
from sitegen.text import identify


def known_names(archive: Archive) -> Iterator[Ruling]:
    """Other forms of the names of places and organizations."""
    for label, key in archive.keys.items():
        canonical = _canonical(label)
        if canonical and identify(canonical) != (key or label)[1]:
            yield Ruling(*label, "table", (label[0], identify(canonical)), f"another name of {canonical}")


def _canonical(label: Label) -> str | None:
    type_, name = label
    if type_ == "place":
        return gazetteer.place(name)
    known = gazetteer.fixed_names().get(name) if type_ == "organization" else None
    return known.name if known and known.type == type_ else None
