"""The site, derived from its sources as they are, with a page rendered when it is asked for.

Deriving and rendering are the functions that a build uses, so a page here is the page that a build writes.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from functools import partial
from itertools import chain
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from sitegen import store as disk
from sitegen.addresses import read_address_book
from sitegen.build import (
    Options,
    Site,
    load,
    note_for_review,
    open_store,
    open_workers,
    standing,
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
from sitegen.related import Index, make_index
from sitegen.render import Renderer
from sitegen.serve.amend import amend, has_same_storylines
from sitegen.serve.finder import Finder
from sitegen.sources import Folders, Sources, look_around, read_sources
from sitegen.standing import folders_after
from sitegen.terms import Terms
from sitegen.urls import Urls, asset_url, file_of
from sitegen.views import SiteView
from sitegen.workers import Track, rare_collections, untracked

FEW = 50
"""More edited articles than these are derived with the whole site."""

SHELF = 256
"""How many pages are kept as they were last shown."""


class Busy(Exception):
    """A build is at work on the site: what it writes is to be waited for."""


class State(Struct, frozen=True, gc=False):
    """A site as it was derived. Without `site` it could not be, so far; then what is `built` may be shown, files of
    output/ that are what a build would write.

    `pages` and `assets` are its files by where a build would write them, `looks` the entity tags of assets by their
    addresses; `version` counts states. It was derived from `sources` and `folders`, None where these are not all
    that there is. `terms` are for the `index` that an edit of words needs; what is `amended` has storylines and a
    note for review that may be out of date.
    """

    version: int
    sources: Sources | None = None
    folders: Folders | None = None
    site: Site | None = None
    view: SiteView | None = None
    renderer: Renderer | None = None
    built: frozenset[str] = frozenset()
    pages: Mapping[str, Page] = {}
    assets: Mapping[str, bytes] = {}
    looks: Mapping[str, str] = {}
    base_path: str = ""
    unclear: Mapping[str, tuple[Unclear, ...]] = {}
    problems: tuple[Problem, ...] = ()
    terms: Mapping[str, Terms] = {}
    index: Index | None = None
    amended: bool = False

    @property
    def errors(self) -> frozenset[Problem]:
        return frozenset(problem for problem in self.problems if problem.severity == "error")

    @property
    def is_there(self) -> bool:
        """Whether there is anything to be shown."""
        return self.site is not None or bool(self.built)

    def has(self, file: str) -> bool:
        """Whether the site has a page in that file."""
        return file in self.pages or (file in self.built and file not in self.assets)


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
        self._shelf: OrderedDict[str, Shown] = OrderedDict()
        self._finder = Finder()
        self._lock = threading.RLock()
        self._derived = threading.Event()

    def refresh(self, changed: Collection[str] | None = None) -> State:
        """Derive the site from its sources as they are now, and show that from now on."""
        return self.show_from(self.derive(changed))

    def show_as_built(self) -> State | None:
        """Show the site as the last build left it, if another would find nothing to do, until it is derived."""
        left = None
        with contextlib.suppress(Invalid):
            left = standing(self._options)
        if left is None:
            return None
        built = State(self.state.version + 1, sources=left.sources, built=left.files, problems=left.report.problems)
        self.state = _with_theme(built, left.sources)
        return self.state

    def derive(self, changed: Collection[str] | None = None) -> State:
        """The site from its sources as they are now; the present state where nothing is new.

        `changed` are the paths that are known to have changed, None where anything may have. What cannot be read at
        all leaves the site as it was, with the reason. Raises Busy while a build is at work.
        """

        def derive() -> State:
            return self._with_other_words(changed or ()) or self._with_other_looks(changed or ()) or self._anew()

        return self._derive(derive)

    def _derive(self, derive: Callable[[], State]) -> State:
        try:
            return derive()
        except Invalid as invalid:
            if any(problem.path == f"{disk.CACHE}/{disk.LOCK}" for problem in invalid.problems):
                raise Busy from None
            return self.derailed(*invalid.problems)

    @property
    def is_unsettled(self) -> bool:
        return bool(self.state.terms) or self.state.amended

    def settle(self) -> State | None:
        """Do what nobody waits for. Returns the site as it is to be shown now, if that is another.

        Raises Busy while a build is at work.
        """
        now = self.state
        if now.terms:
            self._replace(now, index=make_index(now.terms), terms={})
        elif now.site and now.index and now.amended:
            if not has_same_storylines(now.site, now.index):
                return self._derive(partial(self._anew, even_if_known=True))
            corpus = now.site.corpus
            articles = {a.path: a for a in chain(corpus.articles.values(), corpus.withdrawn.values())}
            note = note_for_review(now.site.resolution, now.unclear, articles, now.site.text_of)
            problems_of(self.store.write_note, disk.REVIEW, note)
            self._replace(now, amended=False)
        return None

    def derailed(self, *problems: Problem) -> State:
        """The site as it is shown now, with the reasons why it could not be derived anew."""
        now = self.state
        return msgspec.structs.replace(now, version=now.version + 1, folders=None, problems=problems, amended=False)

    def show_from(self, state: State) -> State:
        """Show what `derive` returned."""
        with self._lock:
            if state.site and state.site is not self.state.site:
                self._finder = self._finder.of(state.site.corpus, state.site.config)
            self.state = state
        self._derived.set()
        return state

    def wait(self) -> State:
        """The state, as soon as the site has been derived: what is as built knows nothing of the reasons."""
        self._derived.wait()
        return self.state

    def _replace(self, before: State, **fields: object) -> None:
        """What nobody sees of a state."""
        with self._lock:
            if self.state is before:
                self.state = msgspec.structs.replace(before, **fields)

    def _anew(self, *, even_if_known: bool = False) -> State:
        """The site derived as a whole, unless all is known that it is derived from."""
        now, said = self.state, list[Mapping[str, Terms]]()
        with rare_collections(), open_workers(self.store, self._options, self._track) as workers:
            sources = self._with_last_good(read_sources(self.store, self._options.base_url))
            folders = look_around(self.store, workers)
            is_known = now.folders is not None and folders.digest() == now.folders.digest()
            if is_known and sources == now.sources and not even_if_known:
                return now
            converted = convert_seeds(self.store, sources.recipe, folders.seeds, folders.articles, workers)
            book = read_address_book(workers)
            site = load(self.store, self._options, sources, folders, converted, workers, book, said.append)
            failures = problems_of(self.store.write_note, disk.REVIEW, site.review)
        pages, collisions = _by_file(site)
        state = State(
            version=now.version + 1,
            sources=sources,
            folders=folders_after(folders, converted),
            site=site,
            view=site_view(site.corpus, site.config),
            pages=pages,
            unclear=converted.unclear,
            problems=tuple(sorted({*site.problems, *collisions, *failures})),
            terms=said[-1],
        )
        return _with_theme(state, sources)

    def _with_other_words(self, changed: Collection[str]) -> State | None:
        """The site with the words of a few edited articles; None where more has changed."""
        now = self.state
        if not (now.site and now.folders and now.index) or not 0 < len(changed) <= FEW:
            return None
        if not all(path.startswith(f"{disk.ARTICLES}/") and path.endswith(".md") for path in changed):
            return None
        found = amend(self.store, now.site, now.index, changed)
        if found is None:
            return None
        articles = msgspec.structs.replace(now.folders.articles, digests=found.site.digests)
        return msgspec.structs.replace(
            now,
            version=now.version + 1,
            folders=msgspec.structs.replace(now.folders, articles=articles),
            site=found.site,
            index=found.index,
            amended=True,
        )

    def _with_other_looks(self, changed: Collection[str]) -> State | None:
        """The site with another version of its theme; None where more has changed."""
        now = self.state
        is_looks = bool(changed) and all(path.startswith("themes/") for path in changed)
        if not (is_looks and now.site and now.sources and now.folders):
            return None
        sources = self._with_last_good(read_sources(self.store, self._options.base_url))
        as_before = msgspec.structs.replace(sources, theme=now.sources.theme, problems=now.sources.problems)
        if as_before != now.sources:
            return None
        told = set(now.problems) - set(now.sources.problems) | set(sources.problems)
        site = msgspec.structs.replace(now.site, theme=sources.theme)
        state = msgspec.structs.replace(
            now, version=now.version + 1, sources=sources, site=site, problems=tuple(sorted(told))
        )
        return _with_theme(state, sources)

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
        if state.site is None and file in state.built:
            return self._as_it_stands(state, file, before)
        if page and state.site and state.renderer:
            try:
                view = page.make_view(state.site.corpus, state.site.config)
            except Invalid as invalid:  # a source is another than it was; the next state is on its way
                return Shown(state.version, before, None if before is not None else invalid.problems[0])
            rendered = state.renderer.render(Page(page.url, page.template, view))
            if rendered.problem:
                self._meet(rendered.problem)
            return Shown(state.version, rendered.data or before, rendered.problem)
        is_withheld = state.site is None or not state.site.complete
        return Shown(state.version, before) if before is not None and is_withheld else None

    def _as_it_stands(self, state: State, file: str, before: bytes | None) -> Shown:
        try:
            return Shown(state.version, self.store.read_output(file))
        except Invalid as invalid:
            return Shown(state.version, before, invalid.problems[0])

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


def _with_theme(state: State, sources: Sources) -> State:
    """With what the theme brings: a renderer, and files of its own."""
    base_path = unquote(Urls(sources.config.base_url).base_path)
    static = {asset_url(name): data for name, data in sources.theme.static.items()}
    return msgspec.structs.replace(
        state,
        renderer=Renderer(sources.theme, state.view, Urls(sources.config.base_url)) if state.view else None,
        assets={file_of(url): data for url, data in static.items()},
        looks={f"{base_path}{url}": etag(data) for url, data in static.items()},
        base_path=base_path,
    )


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
