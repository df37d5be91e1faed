"""What is to be written and deleted: pages and static files against what an earlier build left."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from sitegen.errors import Problem
from sitegen.model import Page
from sitegen.urls import asset_url, file_of


class Plan(Struct, frozen=True):
    """What output/ is to hold. `pages` and `assets` by file; `deleted` are files of ours whose source is gone."""

    pages: Mapping[str, Page]
    assets: Mapping[str, bytes]
    deleted: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def files(self) -> frozenset[str]:
        return frozenset((*self.pages, *self.assets))


def make_plan(pages: Iterable[Page], static: Mapping[str, bytes], owned: Collection[str]) -> Plan:
    """Plan the files of a site. `owned` are the files that earlier builds wrote.

    Two sources of one file are a problem that names both; the first keeps it.
    """
    planned: dict[str, Page] = {}
    problems = []
    for page in pages:
        holder = planned.setdefault(file_of(page.url), page)
        if holder is not page:
            problems.append(_collision(page, holder))
    assets = {file_of(asset_url(name)): data for name, data in sorted(static.items())}
    kept = {file: data for file, data in assets.items() if file not in planned}
    problems += [
        Problem(planned[file].sources[0], message=f"{planned[file].url} is the address of a file of the theme")
        for file in assets.keys() - kept.keys()
    ]
    deleted = sorted(set(owned) - planned.keys() - kept.keys())
    return Plan(planned, kept, tuple(deleted), tuple(sorted(problems)))


def _collision(page: Page, holder: Page) -> Problem:
    return Problem(
        " and ".join(page.sources),
        message=f"{page.url} is already the address of {' and '.join(holder.sources)}",
        hint="rename one of them",
    )
