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

from sitegen import recognisers, search
from sitegen import store as disk
from sitegen.cache import Memo, digest, digest_of_code
from sitegen.convert import Unclear
from sitegen.corpus import build as build_corpus
from sitegen.corpus import live_urls
from sitegen.document import place_of
from sitegen.errors import Invalid, Problem
from sitegen.intake import Converted, Texts, convert_seeds, look_at
from sitegen.kin import Kin
from sitegen.model import BuildReport, Config, Corpus, Outline, Resolution, Theme
from sitegen.moves import AddressBook, address_book, moves
from sitegen.packed import Packed
from sitegen.pages import emblems, networks, plan_pages
from sitegen.pages.site import site_view
from sitegen.publish import Press, Published, is_as_left, problems_of, publish, read_record, reasons
from sitegen.redirects import added, combine, parse_redirects
from sitegen.review import review
from sitegen.sources import Folders, Sources, look_around, read_sources, read_text_pages
from sitegen.store import Store
from sitegen.survey import Survey, read_all, relate_all, who_is_who, words_at
from sitegen.terms import Terms
from sitegen.urls import Urls
from sitegen.workers import Track, Workers, give_back, open_executor, rare_collections, untracked

T = TypeVar("T")

EASTERNMOST = datetime.timezone(datetime.timedelta(hours=14))
"""Where a day begins first: the Line Islands."""

ADDRESSES = "AddressBook"
"""Under this kind the cache keeps what was published where; to forget it would be to lose addresses."""

BOOK, NOTED = "book", "noted"

NO_ADDRESSES = AddressBook()
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


class Done(Struct, frozen=True):
    """A build that left nothing to be done: a digest of all its inputs, its report, and how its files stood.

    The report holds `until` a date comes that it says is in the future.
    """

    inputs: str
    report: BuildReport
    notes: tuple[bytes | None, ...]
    until: float | None


def build(options: Options, track: Track = untracked) -> BuildReport:
    """Convert the seeds, derive the site and write it to the output folder."""
    started = time.perf_counter()
    store = open_store(options)
    with rare_collections(), open_workers(store, options, track) as workers:
        sources = read_sources(store, options.base_url)
        folders = look_around(store, workers)
        inputs = _inputs(options, sources, folders)
        done = None if options.why is not None else _done(store, workers, inputs, _now(options))
        if done is None:
            converted = convert_seeds(store, sources.recipe, folders.seeds, folders.articles, workers)
            book = read_address_book(workers)
            site = load(store, options, sources, folders, converted, workers, book)
            site = msgspec.structs.replace(site, resolution=NOBODY, digests={}, roles={})  # and done with
            give_back()
            report, failures = write(store, site, workers, options.why)
            if not failures:
                if site.knows_addresses:
                    _keep_addresses(workers, address_book(site.corpus, book, _noted(sources, site)), book)
                sources = msgspec.structs.replace(sources, addresses=site.addresses)
                inputs = _inputs(options, sources, folders_after(folders, converted))
                _remember(store, workers, inputs, report, site.until)
            report = msgspec.structs.replace(report, converted=converted.written)
        else:
            report = done
            _keep_noted(workers, {})
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
        report = _done(store, workers, _inputs(options, sources, look_around(store, workers)), _now(options))
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
    """Raises Invalid for an output folder that would end up among the sources."""
    output = (options.output or options.site / "output").absolute()
    for name in ("content", "themes"):
        if output.is_relative_to((options.site / name).absolute()):
            raise Invalid(Problem(str(output), message=f"is in {name}/, among the sources", hint="go elsewhere"))
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


# --- addresses that moved -------------------------------------------------------------------------------------


def read_address_book(workers: Workers) -> AddressBook:
    """What the last build published where."""
    kept = dict(workers.memory.get(ADDRESSES, {BOOK, NOTED}))
    with contextlib.suppress(msgspec.DecodeError, KeyError):
        book = msgspec.msgpack.decode(kept[BOOK], type=AddressBook)
        noted = msgspec.msgpack.decode(kept[NOTED], type=dict[str, str])
        return msgspec.structs.replace(book, noted=noted)
    return NO_ADDRESSES


def _keep_addresses(workers: Workers, book: AddressBook, before: AddressBook) -> None:
    if book != before:
        without = msgspec.structs.replace(book, noted={})
        workers.memory.put(ADDRESSES, {BOOK: msgspec.msgpack.encode(without)})
        _keep_noted(workers, book.noted)


def _keep_noted(workers: Workers, noted: Mapping[str, str]) -> None:
    """Apart: what was noted is soon seen to be there, the book stays."""
    data = msgspec.msgpack.encode(noted)
    if dict(workers.memory.get(ADDRESSES, {NOTED})) != {NOTED: data}:
        workers.memory.put(ADDRESSES, {NOTED: data})


def _noted(sources: Sources, site: Site) -> dict[str, str]:
    """What this build adds to the redirects that it found."""
    found = {(entry.url, entry.target) for entry in sources.redirects}
    entries = parse_redirects(site.addresses)[0]
    return {entry.url: entry.target for entry in entries if (entry.url, entry.target) not in found}


def _with_moves(sources: Sources, corpus: Corpus, before: AddressBook) -> tuple[str, tuple[Problem, ...]]:
    """The text of content/redirects.yaml with what moved since `before`, and why it could not be added."""
    live = live_urls(corpus)
    settled = {*live, *(redirect.url for redirect in combine(sources.redirects, corpus.redirects, live)[0])}
    moved = moves(before, corpus, settled)
    try:
        return added(sources.addresses, sources.redirects, moved) if moved else sources.addresses, ()
    except Invalid as invalid:
        return sources.addresses, invalid.problems


# --- a build that has nothing to do ---------------------------------------------------------------------------


def _inputs(options: Options, sources: Sources, folders: Folders) -> str:
    """A digest of all that decides what a build leaves behind."""
    encode = partial(msgspec.msgpack.encode, order="sorted")
    recogniser = recognisers.version(sources.config.recogniser)
    read = (
        sources.config,
        recogniser,
        sources.rules,
        sources.addresses,
        sources.theme,
        sources.problems,
        options.drafts,
    )
    return digest(digest_of_code(), encode(read), folders.digest())


def folders_after(folders: Folders, converted: Converted) -> Folders:
    """The folders as the next build finds them if nobody else touches them: with the pages just written."""
    pages = dict(sorted({**folders.articles.digests, **converted.pages}.items()))
    return msgspec.structs.replace(folders, articles=msgspec.structs.replace(folders.articles, digests=pages))


def _done(store: Store, workers: Workers, inputs: str, now: float) -> BuildReport | None:
    """The report of the last build, if it was made from the same and nobody touched what it wrote."""
    for _, data in workers.memory.get("Done", {str(store.output)}):
        with contextlib.suppress(msgspec.DecodeError):
            done = msgspec.msgpack.decode(data, type=Done)
            if done.until is not None and done.until <= now:
                return None
            if done.inputs == inputs and done.notes == _notes(store):
                record = read_record(store, workers)
                is_whole = len(record.files) == done.report.kept
                return done.report if is_whole and is_as_left(store, record) else None
    return None


def _remember(store: Store, workers: Workers, inputs: str, report: BuildReport, until: float | None) -> None:
    """What the next build is to report that finds the same inputs."""
    again = BuildReport(
        articles=report.articles,
        entities=report.entities,
        pages=report.pages,
        kept=report.written + report.kept,
        problems=report.problems,
    )
    data = msgspec.msgpack.encode(Done(inputs, again, _notes(store), until))
    workers.memory.put("Done", {str(store.output): data})


def _notes(store: Store) -> tuple[bytes | None, ...]:
    return store.output_stamp(disk.MANIFEST), store.note_stamp(disk.REVIEW)


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
        addresses, unnoted = _with_moves(sources, corpus, before)
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
        why=done.why,
        problems=tuple(sorted({*site.problems, *done.problems, *failures})),
    )
