"""The order of things: from a site's folder to its output, in the stages of the design.

`load` reads and derives everything, `publish` renders what changed; `build` is both. A preview would load the same
way and render one page at a time.
"""

from __future__ import annotations

import contextlib
import datetime
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from sitegen import search
from sitegen import store as disk
from sitegen.addresses import (
    ADDRESSES,
    BOOK,
    NO_ADDRESSES,
    NOTED,
    keep_addresses,
    keep_noted,
    noted,
    read_address_book,
    with_moves,
)
from sitegen.cache import Memo
from sitegen.convert import Unclear
from sitegen.corpus import build as build_corpus
from sitegen.corpus import live_urls
from sitegen.document import place_of
from sitegen.errors import Invalid, Problem
from sitegen.intake import Converted, Texts, convert_seeds, look_at
from sitegen.kin import Kin
from sitegen.languages import FOLDER as LANGUAGES
from sitegen.model import BuildReport, Config, Corpus, Outline, Resolution, Theme, Why
from sitegen.moves import AddressBook, address_book
from sitegen.packed import Packed
from sitegen.pages import emblems, networks, plan_pages
from sitegen.pages.site import site_view
from sitegen.publish import Press, Published, problems_of, publish, read_record, reasons
from sitegen.redirects import combine, parse_redirects
from sitegen.review import review
from sitegen.sources import Folders, Sources, look_around, read_sources, read_text_pages
from sitegen.standing import folders_after, inputs_of, left_by, remember
from sitegen.store import Store
from sitegen.survey import Survey, read_all, relate_all, who_is_who, words_at
from sitegen.terms import Terms
from sitegen.urls import Urls, entity_url
from sitegen.workers import Track, Workers, give_back, open_executor, rare_collections, untracked

T = TypeVar("T")

EASTERNMOST = datetime.timezone(datetime.timedelta(hours=14))
"""Where a day begins first: the Line Islands."""

NOBODY = Resolution({}, {})

NAMED_CHANGES = 100
"""More files than these are only counted in the report."""


class Options(Struct, frozen=True, kw_only=True):
    """What the caller of a build may choose. None leaves a choice to the site's settings.

    `clean` builds without the cache; `why` is the URL of a page to be explained; `now` stands in for the clock,
    which decides what is said of dates in the future and nothing that is published.
    """

    site: Path
    output: Path | None = None
    base_url: str | None = None
    jobs: int = 1
    drafts: bool = False
    clean: bool = False
    why: str | None = None
    now: datetime.datetime | None = None


class Site(Struct, frozen=True):
    """A site, derived as a whole: everything that publishing needs.

    It is `complete` unless an article page could not be read: then nothing published is taken back. `digests` are
    of the article pages, by path, and `roles` what they state of people, by path and name. `until` is the time
    stamp of the moment when what `problems` say of dates in the future is over; None where they say nothing.
    `addresses` is what content/redirects.yaml is to say; where the site `knows_addresses`, they are all there are.
    """

    config: Config
    theme: Theme
    corpus: Corpus
    resolution: Resolution
    digests: Mapping[str, str]
    roles: Mapping[str, Mapping[str, str]]
    review: str
    complete: bool
    problems: tuple[Problem, ...]
    until: float | None = None
    addresses: str = ""
    knows_addresses: bool = False

    def text_of(self, path: str) -> str:
        """The words of an article; none where its page cannot be read any more."""
        return words_at(self.corpus.copies, path)


def build(options: Options, track: Track = untracked) -> BuildReport:
    """Convert the seeds, derive the site and write it to the output folder."""
    started = time.perf_counter()
    store = open_store(options)
    with rare_collections(), open_workers(store, options, track) as workers:
        sources = read_sources(store, options.base_url)
        folders = look_around(store, workers)
        inputs = inputs_of(sources, folders, drafts=options.drafts)
        done = None if options.why is not None else left_by(store, workers, inputs, _now(options))
        if done is None:
            converted = convert_seeds(store, sources.recipe, folders.seeds, folders.articles, workers)
            book = read_address_book(workers)
            site = load(store, options, sources, folders, converted, workers, book)
            after = msgspec.structs.replace(sources, addresses=site.addresses)
            inputs = inputs_of(after, folders_after(folders, converted), drafts=options.drafts)
            seeds_converted = converted.written
            site = msgspec.structs.replace(site, resolution=NOBODY, digests={}, roles={})
            del folders, converted  # with that, a third of the memory, and all of it done with
            give_back()
            why = None if options.why is None else Urls(site.config.base_url).named(options.why)
            report, failures = write(store, site, workers, why)
            if not failures:
                if site.knows_addresses:
                    keep_addresses(workers, address_book(site.corpus, book, noted(sources, site.addresses)), book)
                remember(store, workers, inputs, report, site.until)
            report = msgspec.structs.replace(report, converted=seeds_converted)
        else:
            report = done
            keep_noted(workers, {})
    return msgspec.structs.replace(report, seconds=time.perf_counter() - started)


class Standing(Struct, frozen=True):
    """What a build left that would find nothing to do now: its report, and the files of its output folder."""

    sources: Sources
    report: BuildReport
    files: frozenset[str]


def standing(options: Options) -> Standing | None:
    """What the last build left, if another one would find nothing to do."""
    store = open_store(options)
    with open_workers(store, options, untracked) as workers:
        sources = read_sources(store, options.base_url)
        report = left_by(
            store, workers, inputs_of(sources, look_around(store, workers), drafts=options.drafts), _now(options)
        )
        return Standing(sources, report, frozenset(read_record(store, workers).files)) if report else None


def last_build(options: Options) -> BuildReport | None:
    """The report of the last build, if another one would find nothing to do."""
    left = standing(options)
    return left.report if left else None


def convert_only(options: Options, track: Track = untracked) -> BuildReport:
    """Bring the article pages up to date with their seeds, and nothing else."""
    started = time.perf_counter()
    store = open_store(options)
    with open_workers(store, options, track) as workers:
        sources = read_sources(store, options.base_url)
        folders = look_around(store, workers)
        converted = convert_seeds(store, sources.recipe, folders.seeds, folders.articles, workers)
    return BuildReport(
        articles=len(converted.pages),
        converted=converted.written,
        problems=tuple(sorted({*sources.problems, *folders.problems, *converted.problems})),
        seconds=time.perf_counter() - started,
    )


def clean(options: Options) -> BuildReport:
    """Delete what builds wrote: our files of the output folder, and the cache."""
    started = time.perf_counter()
    store = open_store(options)
    with store.writing():
        owned = sorted(store.owned_files())
        problems = [problem for file in owned for problem in problems_of(store.delete_output, file)]
        if not problems:
            store.delete_output(disk.MANIFEST)
        store.sweep()
        store.delete_cache()
    return BuildReport(
        deleted=len(owned) - len(problems), problems=tuple(problems), seconds=time.perf_counter() - started
    )


def open_store(options: Options) -> Store:
    """Raises Invalid for an output folder that would end up among the sources, or they in it."""
    output = (options.output or options.site / "output").absolute()
    for name in ("content", "themes", LANGUAGES, disk.CACHE, disk.CONFIG):
        place, source = output.resolve(), (options.site / name).resolve()
        if place.is_relative_to(source):
            raise Invalid(
                Problem(
                    str(output), message=f"is in {name}/, among what the site is made from", hint="go elsewhere"
                )
            )
        if source.is_relative_to(place):
            raise Invalid(Problem(str(output), message=f"is where the site has {name}", hint="go elsewhere"))
    return Store(options.site, output)


@contextmanager
def open_workers(store: Store, options: Options, track: Track) -> Iterator[Workers]:
    with store.writing(), open_executor(options.jobs, can_fork=disk.is_single_threaded) as executor:
        addresses = _forget(store) if options.clean else {}
        with closing(Memo(store.memo)) as memo:
            if addresses:
                memo.put(ADDRESSES, addresses)
            yield Workers(executor, memo, track)


def _forget(store: Store) -> dict[str, bytes]:
    """Begin with an empty cache. Returns what is not found out anew: what was published where."""
    with closing(Memo(store.memo)) as memo:
        addresses = dict(memo.get(ADDRESSES, {BOOK, NOTED}))
    store.delete_memo()
    return addresses


# --- reading --------------------------------------------------------------------------------------------------


def load(
    store: Store,
    options: Options,
    sources: Sources,
    folders: Folders,
    converted: Converted,
    workers: Workers,
    before: AddressBook = NO_ADDRESSES,
    hear: Callable[[Mapping[str, Terms]], object] = len,
) -> Site:
    """Derive the whole site from its sources. What moved since `before` is led on from where it was.

    `hear` is told the terms of all articles, which a build has no use for afterwards.
    """
    survey = who_is_who(
        store,
        converted.pages,
        sources.config,
        sources.authority,
        sources.rules,
        workers,
        drafts=options.drafts,
    )
    articles = survey.outlines.called({path: path for path in (*survey.articles, *survey.withdrawn)})
    texts, bad_texts = read_text_pages(store, folders.pages)

    def relate_and_tell(said: Packed[str, Terms]) -> Kin:
        hear(said)
        return relate_all(workers, said)

    corpus = build_corpus(
        articles,
        survey.resolution,
        (text for text in texts if options.drafts or not text.draft),
        survey.copies,
        read_all=partial(read_all, workers, survey.copies),
        relate_all=relate_and_tell,
    )
    ahead = _ahead(corpus, _now(options))
    complete = survey.complete and converted.complete
    addresses = sources.addresses
    unnoted: tuple[Problem, ...] = ()
    if complete and not options.drafts:
        addresses, unnoted = with_moves(sources, corpus, before)
    redirects, misled = combine(parse_redirects(addresses)[0], corpus.redirects, live_urls(corpus))
    corpus = msgspec.structs.replace(corpus, redirects=redirects)
    return Site(
        config=sources.config,
        theme=sources.theme,
        corpus=corpus,
        resolution=survey.resolution,
        complete=complete,
        digests=converted.pages,
        roles=survey.roles,
        review=note_for_review(survey.resolution, converted.unclear, articles, survey.text_of),
        problems=(
            *sources.problems,
            *folders.problems,
            *converted.problems,
            *survey.problems,
            *bad_texts,
            *unnoted,
            *misled,
            *networks.problems(corpus),
            *emblems.problems(sources.config),
            *_in_the_future(ahead, Texts(store, converted.pages)),
        ),
        until=min(ahead.values(), default=None),
        addresses=addresses,
        knows_addresses=complete and not options.drafts and not unnoted,
    )


def note_for_review(
    resolution: Resolution,
    unclear: Mapping[str, Iterable[Unclear]],
    articles: Mapping[str, Outline],
    text_of: Callable[[str], str],
) -> str:
    """What people may want to look at, as Markdown; see `review`."""
    told = {seed: [(u.form, u.before, u.after) for u in found] for seed, found in unclear.items()}
    return review(resolution, told, articles, text_of)


def _now(options: Options) -> float:
    return (options.now or datetime.datetime.now(datetime.UTC)).timestamp()


def _ahead(corpus: Corpus, now: float) -> dict[str, float]:
    """The articles of the future, by path, and the moment of each."""
    today = datetime.datetime.fromtimestamp(now, datetime.UTC).date()
    days = [url for url, date in corpus.dates.items() if date >= today - datetime.timedelta(days=2)]
    articles = map(corpus.articles.__getitem__, days)
    return {article.path: at for article in articles if (at := _begins(article)) > now}


def _begins(article: Outline) -> float:
    """The moment of an article; without an offset, the earliest that its date and time can mean on the earth."""
    time = article.time or datetime.time()
    return datetime.datetime.combine(article.date, time, time.tzinfo or EASTERNMOST).timestamp()


def _in_the_future(pages: Iterable[str], texts: Mapping[str, str]) -> Iterator[Problem]:
    message, hint = "date: is in the future, and published all the same", "write `draft: true` to hold it back"
    for path in pages:
        place = (0, 0)
        with contextlib.suppress(Invalid):
            place = place_of(texts[path], "date")
        yield Problem(path, *place, message, hint, "notice")


def survey(options: Options) -> Survey:
    """Who is who in the article pages as they are; nothing is converted or written."""
    store = open_store(options)
    with closing(Memo(store.memo)) as memo, open_executor(1) as executor:
        workers = Workers(executor, memo)
        sources, files = read_sources(store, options.base_url), look_at(store, disk.ARTICLES, workers)
        texts = look_at(store, disk.PAGES, workers)
        pages = {path: known for path, known in files.digests.items() if path.endswith(".md")}
        seen = who_is_who(
            store, pages, sources.config, sources.authority, sources.rules, workers, drafts=options.drafts
        )
        problems = (*sources.problems, *files.problems, *texts.problems, *read_text_pages(store, texts)[1])
    return msgspec.structs.replace(seen, problems=(*problems, *seen.problems))


# --- writing --------------------------------------------------------------------------------------------------


def write(
    store: Store, site: Site, workers: Workers, why: str | None = None
) -> tuple[BuildReport, tuple[Problem, ...]]:
    """Bring the output folder up to date. Returns the report, and what in it the disk or a template refused."""
    press = Press(site.theme, site_view(site.corpus, site.config), Urls(site.config.base_url), site.config)
    pages = plan_pages(site.corpus, site.config)
    index = _search_index(site, workers)
    done = publish(store, pages, site.corpus, press, workers, complete=site.complete, index=index, why=why)
    failures = (
        *index.problems,
        *done.failures,
        *problems_of(store.write_note, disk.REVIEW, site.review),
        *problems_of(store.add_addresses, site.addresses),
    )
    return _report(site, done, failures), failures


def _search_index(site: Site, workers: Workers) -> search.Index:
    if not site.config.search or not site.corpus.articles:
        return search.Index()
    return search.index(site.corpus, site.config.language, workers)


def _report(site: Site, done: Published, failures: tuple[Problem, ...]) -> BuildReport:
    return BuildReport(
        articles=len(site.corpus.articles),
        entities=len(site.corpus.entities),
        pages=done.pages,
        written=len(done.changes),
        kept=done.kept,
        deleted=done.deleted,
        reasons=reasons(done.changes),
        changes=done.changes if len(done.changes) <= NAMED_CHANGES else (),
        why=done.why and _with_files(done.why, site.corpus),
        problems=tuple(sorted({*site.problems, *done.problems, *failures})),
    )


def _with_files(why: Why, corpus: Corpus) -> Why:
    """With the files of its articles, where the page is that of one, of an entity or of a part of its list."""
    entity = next((key for key in corpus.entities if why.url.startswith(entity_url(*key))), None)
    urls = corpus.where[entity] if entity else (why.url,) if why.url in corpus.articles else ()
    files: dict[str, None] = dict.fromkeys(why.sources)
    for article in map(corpus.articles.__getitem__, urls):
        files[article.path] = None
        if article.source and not entity:
            files[f"content/{article.source.file}"] = None
    return msgspec.structs.replace(why, sources=tuple(files))
