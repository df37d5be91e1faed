"""Seeds that were renamed, perhaps edited at once: which page such a seed had.

A page whose seed is gone and a seed that has no page are of one story where their bytes say so, or their day and
copy. The archive's own likeness of articles (`related.py`) is for readers; here one page would be written over, so
what is another story of that day must never do.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator

from msgspec import Struct

STRETCH = 3
"""Words in a row by which copy is compared."""

GUESSED: None = None
"""Among the days of a page: that of its seed was guessed, so its seed may give any."""


class Stray(Struct, frozen=True):
    """A seed without a page, or a page without its seed: the bytes it was made from, and where it belongs."""

    path: str
    digests: frozenset[str]
    days: frozenset[datetime.date | None]
    slug: str


def reunited(seeds: Collection[Stray], pages: Collection[Stray], copy: Callable[[str], str]) -> dict[str, str]:
    """The page of each seed that had one under another name, by path; `copy` gives the text of either.

    Whichever is most alike goes together, whatever order they are given in.
    """
    found = _by_bytes(seeds, pages)
    taken = set(found.values())
    seeds = [seed for seed in seeds if seed.path not in found]
    pages = [page for page in pages if page.path not in taken]
    for *_, seed_path, page_path in sorted(_alike(seeds, pages, copy), key=_best_first):
        if seed_path not in found and page_path not in taken:
            found[seed_path] = page_path
            taken.add(page_path)
    return found


def _by_bytes(seeds: Collection[Stray], pages: Collection[Stray]) -> dict[str, str]:
    made_from: defaultdict[str, list[str]] = defaultdict(list)
    for page in sorted(pages, key=_path):
        for digest in page.digests:
            made_from[digest].append(page.path)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for seed in sorted(seeds, key=_path):
        waiting = (path for digest in seed.digests for path in made_from.get(digest, ()) if path not in taken)
        if page_path := next(waiting, ""):
            found[seed.path] = page_path
            taken.add(page_path)
    return found


def _alike(
    seeds: Collection[Stray], pages: Collection[Stray], copy: Callable[[str], str]
) -> Iterator[tuple[bool, int, str, str]]:
    """Pairs that may be one story: whether the address is another, less how much is shared, and the paths."""
    pages_of, seeds_of = _by_day(pages), _by_day(seeds)
    for day in pages_of.keys() & seeds_of.keys():
        those = pages_of[day]
        holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        sizes = []
        for number, page in enumerate(those):
            stretches = _stretches(copy(page.path))
            sizes.append(len(stretches))
            for stretch in stretches:
                holders[stretch].append(number)
        for seed in seeds_of[day]:
            stretches = _stretches(copy(seed.path))
            for number, shared in Counter(n for stretch in stretches for n in holders.get(stretch, ())).items():
                is_at_home = _has_address(those[number], seed)
                if _is_one_story(shared, len(stretches), sizes[number], is_at_home=is_at_home):
                    yield not is_at_home, -shared, seed.path, those[number].path


def _by_day(strays: Collection[Stray]) -> dict[datetime.date | None, list[Stray]]:
    found: defaultdict[datetime.date | None, list[Stray]] = defaultdict(list)
    for stray in strays:
        for day in stray.days:
            found[day].append(stray)
    return found


def _path(stray: Stray) -> str:
    return _in_order(stray.path)


def _best_first(pair: tuple[bool, int, str, str]) -> tuple[bool, int, str, str]:
    return (*pair[:3], _in_order(pair[3]))


def _in_order(path: str) -> str:
    """By which a page comes before the second one of its headline, `….md` before `…-2.md`."""
    return path.removesuffix(".md")


def _is_one_story(shared: int, one: int, other: int, *, is_at_home: bool) -> bool:
    """With day and headline, half of what the shorter says is enough; without, two thirds of the longer must be."""
    return shared * 2 >= min(one, other) if is_at_home else shared * 3 >= max(one, other) * 2


def _has_address(page: Stray, seed: Stray) -> bool:
    return re.fullmatch(rf"{re.escape(seed.slug)}(?:-\d+)?", page.slug) is not None


def _stretches(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    if not words:
        return set()
    return {tuple(words[start : start + STRETCH]) for start in range(max(1, len(words) - STRETCH + 1))}
