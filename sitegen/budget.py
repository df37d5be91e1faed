"""What a host takes: the size of a site against the limits of GitHub Pages, and what takes the space."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from sitegen.errors import Problem
from sitegen.urls import SEARCH_INDEX

GIGABYTE = 1_000_000_000
MEGABYTE = 1_000_000

SITE_LIMIT = 1 * GIGABYTE
"""A published site may be no larger, and its artifact is recommended to stay below (docs.github.com, GitHub Pages
limits; README of actions/upload-pages-artifact). There is no documented limit of the number of files."""

FILE_LIMIT = 100 * MEGABYTE
"""git refuses to push a larger file to GitHub (docs.github.com, About large files)."""

TAR_BLOCK = 512
"""Bytes. In a tar archive, which the artifact is, a file takes whole blocks and one more for its header (POSIX)."""

WARN_AT = 0.7

FEEDS, MARKDOWN = "feeds", "Markdown copies"
SETTINGS = {FEEDS: "feed_min_articles, feed_limit", MARKDOWN: "markdown"}
"""What a site may do with less of, by the settings that say so."""

_YEAR = re.compile(r"\d{4}")


class Share(Struct, frozen=True):
    """What a part of the site takes."""

    part: str
    files: int
    size: int


class Budget(Struct, frozen=True):
    """Sizes in bytes; `shares` of folders and of `kinds` of files, each from the largest.

    `artifact` is of the tar before it is compressed.
    """

    files: int
    size: int
    artifact: int
    limit: int
    largest: str
    largest_size: int
    shares: tuple[Share, ...]
    kinds: tuple[Share, ...]


def budget(sizes: Mapping[str, int]) -> Budget:
    """Of a site of files with these sizes."""
    largest = max(sizes, key=lambda file: (sizes[file], file), default="")
    return Budget(
        files=len(sizes),
        size=sum(sizes.values()),
        artifact=sum(TAR_BLOCK + -(-size // TAR_BLOCK) * TAR_BLOCK for size in sizes.values()),
        limit=SITE_LIMIT,
        largest=largest,
        largest_size=sizes.get(largest, 0),
        shares=_shares(sizes, _part),
        kinds=_shares(sizes, _kind),
    )


def _shares(sizes: Mapping[str, int], part_of: Callable[[str], str]) -> tuple[Share, ...]:
    parts: dict[str, list[int]] = defaultdict(list)
    for file, size in sizes.items():
        parts[part_of(file)].append(size)
    shares = (Share(part, len(found), sum(found)) for part, found in parts.items())
    return tuple(sorted(shares, key=lambda share: (-share.size, share.part)))


def _part(file: str) -> str:
    """The top folder; all years are one part."""
    top, slash, _ = file.partition("/")
    return ("articles and dates" if _YEAR.fullmatch(top) else f"{top}/") if slash else "the top folder"


def _kind(file: str) -> str:
    name = file.rpartition("/")[2]
    if file.startswith(SEARCH_INDEX[1:]):
        return "search index"
    if name in ("feed.xml", "feed.json"):
        return FEEDS
    return MARKDOWN if name.endswith(".md") else "pages" if name.endswith(".html") else "other files"


def overspent(spent: Budget, shown: str) -> Iterator[Problem]:
    """What comes near a limit or is over it."""
    used = max(spent.size, spent.artifact) / spent.limit
    if used >= WARN_AT:
        message = f"is {size_in_words(max(spent.size, spent.artifact))}, {used:.0%} of what GitHub Pages takes"
        most = ", ".join(f"{share.part} {size_in_words(share.size)}" for share in spent.shares[:4])
        can_go = ", ".join(
            f"{share.part} {size_in_words(share.size)} ({SETTINGS[share.part]})"
            for share in spent.kinds
            if share.part in SETTINGS
        )
        hint = f"most of it: {most}" + (f"; what settings save on: {can_go}" if can_go else "")
        yield Problem(shown, 0, 0, message, hint, "error" if used > 1 else "notice")
    part = spent.largest_size / FILE_LIMIT
    if part >= WARN_AT:
        message = f"is {size_in_words(spent.largest_size)}, {part:.0%} of what git takes to GitHub"
        yield Problem(f"{shown}/{spent.largest}", 0, 0, message, "", "error" if part > 1 else "notice")


def size_in_words(size: int) -> str:
    """`3.1 MB`"""
    return f"{size / GIGABYTE:,.2f} GB" if size >= GIGABYTE else f"{size / MEGABYTE:,.1f} MB"
