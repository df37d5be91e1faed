"""The site, derived from its sources as they are, with a page rendered when it is asked for.

Deriving and rendering are the functions that a build uses, so a page here is the page that a build writes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from sitegen import store as disk
from sitegen.build import (
    Options,
    Site,
    folders_after,
    load,
    open_store,
    open_workers,
    read_address_book,
)
from sitegen.cache import digest
from sitegen.convert import Unclear
from sitegen.errors import Invalid, Problem
from sitegen.intake import convert_seeds
from sitegen.model import Page
from sitegen.pages import plan_pages
from sitegen.pages.site import site_view
from sitegen.plan import collision
from sitegen.publish import problems_of
from sitegen.render import Renderer
from sitegen.serve.finder import Finder
from sitegen.sources import Sources, look_around, read_sources
from sitegen.urls import Urls, asset_url, file_of
from sitegen.workers import Track, rare_collections, untracked

SHELF = 256
"""How many pages are kept as they were last shown."""


class Busy(Exception):
    """A build is at work on the site: what it writes is to be waited for."""


class State(Struct, frozen=True, gc=False):
    """A site as it was derived. Without `site` it could not be, so far.

    `pages` and `assets` are its files by where a build would write them, `looks` the entity tags of assets by their
    addresses; `version` counts states. It was derived from `sources` and from what `inputs` is the digest of, empty
    where that is not all that there is.
    """

    version: int
    sources: Sources | None = None
    inputs: str = ""
    site: Site | None = None
    pages: Mapping[str, Page] = {}
    assets: Mapping[str, bytes] = {}
    looks: Mapping[str, str] = {}
    base_path: str = ""
    unclear: Mapping[str, tuple[Unclear, ...]] = {}
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> frozenset[Problem]:
        return frozenset(problem for problem in self.problems if problem.severity == "error")


class Shown(Struct, frozen=True, gc=False):
    """A page as it was last good, None if it never was, and what is wrong with it now."""

    version: int
    data: bytes | None
    problem: Problem | None = None

    @property
    def etag(self) -> str:
        return etag(self.data) if self.data is not None else ""


class Preview:
    """A site that is looked at while people work on it. Any thread may ask for pages; one derives."""

    def __init__(
        self, options: Options, track: Track = untracked, meet: Callable[[Problem], None] = lambda _: None
    ) -> None:
        """`meet` is told what pages that are asked for meet. Raises Invalid where the options are no good."""
        self.store = open_store(options)
        self.state = State(0)
        self._options = options
        self._track = track
        self._meet = meet
        self._renderer: Renderer | None = None
        self._shelf: OrderedDict[str, Shown] = OrderedDict()
        self._finder = Finder()
        self._lock = threading.RLock()

    def refresh(self, changed: Collection[str] | None = None) -> State:
        """Derive the site from its sources as they are now, and show that from now on."""
        return self.show_from(self.derive(changed))

    def derive(self, changed: Collection[str] | None = None) -> State:  # noqa: ARG002
        """The site from its sources as they are now; the present state where nothing is new.

        `changed` are the paths that are known to have changed, None where anything may have. What cannot be read at
        all leaves the site as it was, with the reason. Raises Busy while a build is at work.
        """
        now = self.state
        try:
            with rare_collections(), open_workers(self.store, self._options, self._track) as workers:
                sources = self._with_last_good(read_sources(self.store, self._options.base_url))
                folders = look_around(self.store, workers)
                if sources == now.sources and folders.digest() == now.inputs:
                    return now
                converted = convert_seeds(self.store, sources.recipe, folders.seeds, folders.articles, workers)
                book = read_address_book(workers)
                site = load(self.store, self._options, sources, folders, converted, workers, book)
                failures = problems_of(self.store.write_note, disk.REVIEW, site.review)
        except Invalid as invalid:
            if any(problem.path == f"{disk.CACHE}/{disk.LOCK}" for problem in invalid.problems):
                raise Busy from None
            return self.derailed(*invalid.problems)
        pages, collisions = _by_file(site)
        base_path = unquote(Urls(site.config.base_url).base_path)
        static = {asset_url(name): data for name, data in site.theme.static.items()}
        return State(
            version=now.version + 1,
            sources=sources,
            inputs=folders_after(folders, converted).digest(),
            site=site,
            pages=pages,
            assets={file_of(url): data for url, data in static.items()},
            looks={f"{base_path}{url}": etag(data) for url, data in static.items()},
            base_path=base_path,
            unclear=converted.unclear,
            problems=tuple(sorted({*site.problems, *collisions, *failures})),
        )

    def derailed(self, *problems: Problem) -> State:
        """The site as it is shown now, with the reasons why it could not be derived anew."""
        now = self.state
        return msgspec.structs.replace(now, version=now.version + 1, inputs="", problems=problems)

    def show_from(self, state: State) -> State:
        """Show what `derive` returned."""
        with self._lock:
            site = state.site
            if site and site is not self.state.site:
                view, urls = site_view(site.corpus, site.config), Urls(site.config.base_url)
                self._renderer = Renderer(site.theme, view, urls)
                self._finder = self._finder.of(site.corpus, site.config)
            self.state = state
        return state

    def page(self, file: str) -> Shown | None:
        """A page by the file that a build would write; None where the site has no such page.

        A page that cannot be rendered is shown as it last could. So is one that is gone while an article cannot be
        read, as a build would leave it standing.
        """
        with self._lock:
            state, known = self.state, self._shelf.get(file)
            if known is None or known.version != state.version:
                known = self._render(state, file, known)
                self._keep(file, known)
            return known

    def found_by(self, file: str) -> bytes | None:
        """A file of the search index; None if there is no such. Raises Invalid where it cannot be made."""
        with self._lock:
            finder = self._finder
        return finder.file(file)

    def _render(self, state: State, file: str, known: Shown | None) -> Shown | None:
        page = state.pages.get(file)
        before = known.data if known else None
        if page and state.site and self._renderer:
            try:
                view = page.make_view(state.site.corpus, state.site.config)
            except Invalid as invalid:  # a source is another than it was; the next state is on its way
                return Shown(state.version, before, None if before is not None else invalid.problems[0])
            rendered = self._renderer.render(Page(page.url, page.template, view))
            if rendered.problem:
                self._meet(rendered.problem)
            return Shown(state.version, rendered.data or before, rendered.problem)
        is_withheld = state.site is None or not state.site.complete
        return Shown(state.version, before) if before is not None and is_withheld else None

    def _keep(self, file: str, shown: Shown | None) -> None:
        if shown is None:
            self._shelf.pop(file, None)
            return
        self._shelf[file] = shown
        self._shelf.move_to_end(file)
        if len(self._shelf) > SHELF:
            self._shelf.popitem(last=False)

    def _with_last_good(self, sources: Sources) -> Sources:
        """Settings, rules and theme as they were when they were last in order.

        A build would do with half of them; a page in view would turn into another at every slip of the hand.
        """
        last = self.state.sources
        bad = {problem.path for problem in sources.problems if problem.severity == "error"}
        if last is None or not bad:
            return sources
        if disk.CONFIG in bad:
            sources = msgspec.structs.replace(sources, config=last.config, theme=last.theme)
        if disk.AUTHORITY in bad:
            sources = msgspec.structs.replace(sources, authority=last.authority, rules=last.rules)
        if disk.REDIRECTS in bad:
            sources = msgspec.structs.replace(sources, redirects=last.redirects, addresses=last.addresses)
        if any(path.startswith("themes/") for path in bad):
            sources = msgspec.structs.replace(sources, theme=last.theme)
        return sources


def etag(data: bytes) -> str:
    """An entity tag (RFC 9110, section 8.8.3), without its quotes."""
    return digest(data)[:16]


def _by_file(site: Site) -> tuple[dict[str, Page], list[Problem]]:
    """The pages by file; of two that claim one, the first has it, as in a build."""
    pages: dict[str, Page] = {}
    problems: list[Problem] = []
    for page in plan_pages(site.corpus, site.config):
        file = file_of(page.url)
        if file in pages:
            problems.append(collision(page, pages[file].sources))
        else:
            pages[file] = page
    return pages, problems
