"""Time what relates articles and finds storylines, on made-up archives that grow.

    python bench/related.py

An article lists names and says words drawn from Zipf-like vocabularies that grow with the archive as text does
(Heaps' law), 11 words and 6 names each, as many as newswire stories have. Prints a Markdown table: seconds of one
core for all articles, and for those whose relations an edit of one article can reach.
"""

from __future__ import annotations

import datetime
import platform
import random
import time
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import TypeVar

import msgspec

from sitegen.model import EntityKey
from sitegen.related import Index, make_index, nearest, reach
from sitegen.storylines import find_in
from sitegen.terms import Terms

SIZES = (1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 100_000)
BEGINNING = datetime.date(1900, 1, 1)
A_DAY = 300
"""Articles of a day, as a newswire has them."""

WORDS, NAMES, ABOUT = 11, 6, 3
FIGURES = ("12",)

T = TypeVar("T")


def main() -> None:
    print(f"{platform.machine()}, Python {platform.python_version()}, one core\n")
    print("| articles | index, s | related, s | ms each | storylines, s | in reach of an edit | again, s |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for size in SIZES:
        row(size)


def row(size: int) -> None:
    archive = made_up(size)
    indexing, index = timed(lambda: make_index(archive))
    relating, _ = timed(lambda: {url: nearest(url, index) for url in archive})
    finding, _ = timed(lambda: find_in(index))
    url = f"/{size // 2}/"
    edited = {**archive, url: msgspec.structs.replace(archive[url], words=archive["/0/"].words)}
    after = make_index(edited)
    again, touched = timed(lambda: again_related(after, {url: archive[url]}))
    print(
        f"| {size:,} | {indexing:.2f} | {relating:.2f} | {1000 * relating / size:.3f} | {finding:.2f} "
        f"| {touched:,} | {again:.2f} |",
        flush=True,
    )


def again_related(index: Index, before: Mapping[str, Terms]) -> int:
    urls = reach(index, before)
    for url in urls:
        nearest(url, index)
    return len(urls)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def made_up(size: int) -> dict[str, Terms]:
    chance = random.Random(1)
    words, names = zipf(120 * size**0.5, chance), zipf(140 * size**0.5, chance)
    return {f"/{number}/": article(number, words, names) for number in range(size)}


def article(number: int, words: Iterator[int], names: Iterator[int]) -> Terms:
    said = {f"w{next(words)}" for _ in range(WORDS)}
    listed = list(dict.fromkeys(key(next(names)) for _ in range(NAMES)))
    return Terms(
        date=BEGINNING + datetime.timedelta(number // A_DAY),
        entities=tuple(listed),
        about=tuple(sorted(listed[:ABOUT])),
        headlined=tuple(sorted(listed[:2])),
        words={word: word for word in sorted(said)},
        figures=FIGURES,
    )


def key(rank: int) -> EntityKey:
    """The commonest names are places, as in the news."""
    return ("place" if rank < 50 or rank % 3 == 0 else "organization"), f"n{rank}"


def zipf(vocabulary: float, chance: random.Random) -> Iterator[int]:
    """Ranks, the first the commonest: the n-th as often as 1/n (Zipf 1949)."""
    sums = list(accumulate(1 / rank for rank in range(10, int(vocabulary) + 10)))
    while True:
        yield bisect(sums, chance.random() * sums[-1])


if __name__ == "__main__":
    main()
