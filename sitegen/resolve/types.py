"""Place, person or organization: the evidence of the whole archive."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from sitegen.model import ENTITY_TYPES, EntityKey, Ruling
from sitegen.resolve.archive import Archive

ENOUGH = 4
"""Listings of one type that can speak for a name…"""
CLEAR = 4
"""…if they are so many times those of all other types together."""


def usual_type(archive: Archive) -> Iterator[Ruling]:
    """A name that nearly all articles list as one type is of that type in the others too.

    A single word is never made a person or taken from one: `Jordan` may well be both.
    """
    known = Counter(id_ for _, id_ in archive.labels)
    by_id: dict[str, list[EntityKey]] = defaultdict(list)
    for key in sorted(key for key in archive.labels if known[key[1]] > 1):
        by_id[key[1]].append(key)
    for keys in by_id.values():
        counts = {key: archive.count(key) for key in keys}
        usual = max(counts, key=counts.__getitem__)
        others = sum(counts.values()) - counts[usual]
        if others and counts[usual] >= max(ENOUGH, CLEAR * others):
            moved = [label for key in keys if key != usual for label in archive.labels[key]]
            because = f"usually listed under {ENTITY_TYPES[usual[0]].plural}, {counts[usual]} times"
            yield from (
                Ruling(*label, "type", usual, because)
                for label in moved
                if label not in archive.decided and (" " in label[1] or "person" not in (label[0], usual[0]))
            )
