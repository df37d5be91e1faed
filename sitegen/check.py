"""`sitegen check`: is what was built whole, and can it be published?

Every page of output/ that sitegen wrote is read as a browser reads it; what people put there counts as files.
"""

from __future__ import annotations

import pickle
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

import msgspec
from msgspec import Struct

from sitegen.budget import Budget, budget, overspent, size_in_words
from sitegen.build import Options, open_store, open_workers, survey
from sitegen.errors import Invalid, Problem
from sitegen.inspection import Inspected, Inspector
from sitegen.redirects import combine
from sitegen.sources import read_sources
from sitegen.store import MANIFEST, Store
from sitegen.urls import Urls
from sitegen.workers import Track, untracked

START = "index.html"
NOT_FOUND = "404.html"

Ask = Callable[[Mapping[str, str]], Iterable[Problem]]
"""Asks the hosts of addresses, each given with a page that leads there, and says which do not answer."""


class CheckReport(Struct, frozen=True, kw_only=True):
    """What a check found. `links` counts the different addresses on each page, `outside` those of other sites."""

    pages: int
    links: int
    outside: int
    budget: Budget
    seconds: float
    problems: tuple[Problem, ...]


class Desk(Struct, frozen=True):
    """Where a worker finds the pages and what is needed to inspect them; another desk for each check."""

    check: int
    root: Path
    output: Path
    urls: Urls


def check(options: Options, ask: Ask | None = None, track: Track = untracked) -> CheckReport:
    """Check the output folder and what is written by hand. Raises Invalid where nothing was built."""
    started = time.perf_counter()
    store = open_store(options)
    sizes = output_files(store)
    if START not in sizes:
        raise Invalid(Problem(store.shown(START), message="is not there", hint="run sitegen build"))
    pages = sorted(file for file in store.owned_files() & sizes.keys() if file.endswith(".html"))
    sources = read_sources(store, options.base_url)
    urls = Urls(sources.config.base_url)
    with open_workers(store, options, track) as workers:
        desk = pickle.dumps(Desk(time.time_ns(), store.root, store.output, urls))
        found = list(workers.map("Checking pages", partial(_inspect, desk=desk), pages, len(pages)))
    spent, outside, seen = budget(sizes), _outside(found, store), survey(options)
    live = {"/" + page.file.removesuffix("index.html") for page in found if not page.is_redirect}
    problems = {
        *seen.problems,
        *combine(sources.redirects, seen.resolution.redirects, live)[1],
        *_summed_up(problem for page in found for problem in page.problems),
        *_summed_up(_missing_places(found, store)),
        *_orphans(found, store),
        *overspent(spent, store.shown("").rstrip("/")),
        *(ask(outside) if ask else ()),
    }
    return CheckReport(
        pages=len(pages),
        links=sum(page.links for page in found),
        outside=len(outside),
        budget=spent,
        seconds=time.perf_counter() - started,
        problems=tuple(sorted(problems)),
    )


def output_files(store: Store) -> dict[str, int]:
    """The bytes of each file that is to be published."""
    return {file: size for file, size in store.output_sizes().items() if file != MANIFEST}


def _inspect(file: str, desk: bytes) -> Inspected:
    """Inspect a page. In a worker, which looks at the folder itself: names are many."""
    store, inspector = _sit_down(desk)
    shown = store.shown(file)
    try:
        return inspector.inspect(file, store.read_output(file), shown)
    except Invalid as invalid:
        return Inspected(file, problems=invalid.problems)


@lru_cache(maxsize=1)
def _sit_down(desk: bytes) -> tuple[Store, Inspector]:
    found: Desk = pickle.loads(desk)
    store = Store(found.root, found.output)
    return store, Inspector(found.urls, output_files(store).keys())


# --- what no page shows alone ---------------------------------------------------------------------------------


def _missing_places(pages: Iterable[Inspected], store: Store) -> Iterator[Problem]:
    """Links to a place in a page that has no such id."""
    ids = {page.file: frozenset(page.ids) for page in pages}
    for page in pages:
        for place in page.places:
            if place.file in ids and place.id not in ids[place.file]:
                message = f"{place.address} leads to a place that is not on its page"
                yield Problem(store.shown(page.file), place.line, place.column, message)


def _orphans(pages: Sequence[Inspected], store: Store) -> Iterator[Problem]:
    """Pages that nobody comes to who starts at the front page and follows links.

    Old addresses are not meant: pages that lead on, and what search engines are to leave out where the site is not.
    """
    is_hidden = any(page.is_hidden for page in pages if page.file == START)
    leads = {page.file: page.leads for page in pages}
    reached, waiting = {START}, deque([START])
    while waiting:
        for file in leads.get(waiting.popleft(), ()):
            if file not in reached:
                reached.add(file)
                waiting.append(file)
    for page in pages:
        is_old = page.file == NOT_FOUND or page.is_redirect or (page.is_hidden and not is_hidden)
        if page.file not in reached and not is_old:
            yield Problem(store.shown(page.file), message="no link leads here from the front page")


def _outside(pages: Iterable[Inspected], store: Store) -> dict[str, str]:
    """The addresses of other sites, with the first page that leads to each."""
    found: dict[str, str] = {}
    for page in pages:
        for address in page.outside:
            found.setdefault(address, store.shown(page.file))
    return dict(sorted(found.items()))


def _summed_up(problems: Iterable[Problem]) -> Iterator[Problem]:
    """One problem for each mistake, however many pages have it."""
    alike: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        alike[problem.message, problem.hint].append(problem)
    for same in alike.values():
        pages = len({problem.path for problem in same}) - 1
        others = f"and on {pages:,} more page{'s' if pages > 1 else ''}" if pages else ""
        hint = ", ".join(filter(None, [same[0].hint, others]))
        yield msgspec.structs.replace(same[0], hint=hint)


# --- words ----------------------------------------------------------------------------------------------------


def in_words(report: CheckReport, *, verbose: bool) -> str:
    """A check in a few lines; the parts of the site too, for who wants to know more."""
    spent = report.budget
    errors = sum(problem.severity == "error" for problem in report.problems)
    share = f"{spent.size / spent.limit:.0%} of what GitHub Pages takes"
    largest = f"the largest is {spent.largest}, {size_in_words(spent.largest_size)}"
    lines = [
        f"{report.pages:,} pages, {report.links:,} links, {report.outside:,} of other sites",
        f"{spent.files:,} files, {size_in_words(spent.size)}, {share}; {largest}",
    ]
    if verbose:
        parts = ((share.part, share.files, size_in_words(share.size)) for share in (*spent.shares, *spent.kinds))
        lines += [f"  {size:>10} {files:>8,} files  {part}" for part, files, size in parts]
    notices = sum(problem.severity == "notice" for problem in report.problems)
    told = f"{errors:,} problem{'s' if errors != 1 else ''}" + (f", {notices:,} notices" if notices else "")
    return "\n".join([*lines, f"{told}; {report.seconds:.1f} s"])
