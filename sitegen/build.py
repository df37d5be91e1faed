"""The order of things: from a site's folder to its output, in the stages of the design.

`load` reads and derives everything, `publish` renders what changed; `build` is both. A preview would load the same
way and render one page at a time.
"""

from __future__ import annotations

import contextlib
import datetime
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from sitegen import recognisers, yamltext
from sitegen import store as disk
from sitegen.authority import idle_rules, parse_authority
from sitegen.cache import Memo, digest, digest_of_code
from sitegen.config import parse_config
from sitegen.convert import Recipe
from sitegen.corpus import Kin, Reading, Seen, live_urls, read, relate, without_collisions
from sitegen.corpus import build as build_corpus
from sitegen.document import parse_article, parse_page, place_of
from sitegen.errors import Invalid, Problem
from sitegen.intake import Converted, Copies, Files, Texts, convert_seeds, look_at, not_a_page
from sitegen.languages import FOLDER as LANGUAGES
from sitegen.languages import language_problems, read_languages
from sitegen.markup import to_text
from sitegen.model import Authority, BuildReport, Config, Corpus, Languages, Outline, Resolution, TextPage, Theme
from sitegen.moves import AddressBook, address_book, moves
from sitegen.pages import networks, plan_pages
from sitegen.pages.site import site_view
from sitegen.publish import Press, Published, is_as_left, problems_of, publish, read_record, reasons
from sitegen.redirects import Entry, added, combine, parse_redirects
from sitegen.resolve import Thresholds, across, brief
from sitegen.review import review
from sitegen.roles import stated_roles
from sitegen.store import Store
from sitegen.styles import minified
from sitegen.urls import Urls, article_url
from sitegen.workers import Track, Workers, open_executor, rare_collections, untracked

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


class Sources(Struct, frozen=True):
    """What people may edit: settings, rules and redirects (with their texts) and theme, read and understood."""

    config: Config
    authority: Authority
    rules: str
    redirects: tuple[Entry, ...]
    addresses: str
    theme: Theme
    problems: tuple[Problem, ...]

    @property
    def recipe(self) -> Recipe:
        return Recipe(self.config.recogniser, self.authority)


class Folders(Struct, frozen=True):
    """The files below content/."""

    seeds: Files
    articles: Files
    pages: Files

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.seeds.problems, *self.articles.problems, *self.pages.problems)

    def digest(self) -> str:
        """Of all that a build reads of them. A seed without a date has that of its file."""
        received = [disk.day_of(self.seeds.stamps[path]).isoformat() for path in self.seeds.digests]
        found = [folder.digests for folder in (self.seeds, self.articles, self.pages)]
        return digest(msgspec.msgpack.encode((received, found, self.problems)))


class Site(Struct, frozen=True):
    """A site, derived as a whole: everything that publishing needs.

    It is `complete` unless an article page could not be read: then nothing published is taken back. `until` is the
    time stamp of the moment when what `problems` say of dates in the future is over; None where they say nothing.
    `addresses` is what content/redirects.yaml is to say; where the site `knows_addresses`, they are all there are.
    """

    config: Config
    theme: Theme
    corpus: Corpus
    resolution: Resolution
    review: str
    complete: bool
    problems: tuple[Problem, ...]
    until: float | None = None
    addresses: str = ""
    knows_addresses: bool = False

    def text_of(self, path: str) -> str:
        """The words of an article; none where its page cannot be read any more."""
        return _text_of(self.corpus.copies, path)


class Survey(Struct, frozen=True):
    """The articles that there are, and who is who in them; what is `withdrawn` has no part in that."""

    articles: tuple[Outline, ...]
    withdrawn: tuple[Outline, ...]
    copies: Mapping[str, str]
    resolution: Resolution
    complete: bool
    problems: tuple[Problem, ...]

    def text_of(self, path: str) -> str:
        """The words of an article; none where its page cannot be read any more."""
        return _text_of(self.copies, path)


class Parsed(Struct, frozen=True):
    """An article page, read, with the roles that it states of people; without `article` it could not be."""

    article: Outline | None = None
    problems: tuple[Problem, ...] = ()
    roles: dict[str, str] = {}


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
        sources = read_sources(store, options)
        folders = look_around(store, workers)
        inputs = _inputs(options, sources, folders)
        done = None if options.why is not None else _done(store, workers, inputs, _now(options))
        if done is None:
            converted = convert_seeds(store, sources.recipe, folders.seeds, folders.articles, workers)
            book = read_address_book(workers)
            site = load(store, options, sources, folders, converted, workers, book)
            site = msgspec.structs.replace(site, resolution=NOBODY)  # a third of the memory, and done with
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


def last_build(options: Options) -> BuildReport | None:
    """The report of the last build, if another one would find nothing to do."""
    store = open_store(options)
    with open_workers(store, options, untracked) as workers:
        sources = read_sources(store, options)
        return _done(store, workers, _inputs(options, sources, look_around(store, workers)), _now(options))


def convert_only(options: Options, track: Track = untracked) -> BuildReport:
    """Bring the article pages up to date with their seeds, and nothing else."""
    started = time.perf_counter()
    store = open_store(options)
    with open_workers(store, options, track) as workers:
        sources = read_sources(store, options)
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


def read_sources(store: Store, options: Options) -> Sources:
    """Settings, authority file and theme.

    Raises Invalid where one of the first two cannot be read at all, or names no usable recogniser.
    """
    settings = store.read_text(disk.CONFIG, default="")
    config, config_problems = parse_config(settings)
    _check_recogniser(config.recogniser, settings)
    rules = store.read_text(disk.AUTHORITY, default="")
    authority, authority_problems = parse_authority(rules)
    addresses = store.read_text(disk.REDIRECTS, default="")
    redirects, bad_redirects = parse_redirects(addresses)
    if options.base_url is not None:
        config = msgspec.structs.replace(config, base_url=options.base_url)
    theme, bad_theme = _theme(store, config)
    languages, bad_words = _languages(store, theme)
    config = msgspec.structs.replace(config, languages=languages)
    problems = (
        *config_problems,
        *authority_problems,
        *bad_redirects,
        *bad_theme,
        *bad_words,
        *language_problems(config, settings),
    )
    return Sources(config, authority, rules, redirects, addresses, theme, problems)


def _check_recogniser(name: str, settings: str) -> None:
    try:
        recognisers.load(name)
    except Invalid as invalid:
        line, column = yamltext.position(settings, "$.recogniser")
        raise Invalid(
            *(msgspec.structs.replace(problem, line=line, column=column) for problem in invalid.problems)
        ) from None


def look_around(store: Store, workers: Workers) -> Folders:
    return Folders(*(look_at(store, folder, workers) for folder in (disk.SEEDS, disk.ARTICLES, disk.PAGES)))


def load(
    store: Store,
    options: Options,
    sources: Sources,
    folders: Folders,
    converted: Converted,
    workers: Workers,
    before: AddressBook = NO_ADDRESSES,
) -> Site:
    """Derive the whole site from its sources. What moved since `before` is led on from where it was."""
    survey = who_is_who(store, converted.pages, sources, workers, drafts=options.drafts)
    articles, resolution = (*survey.articles, *survey.withdrawn), survey.resolution
    now = _now(options)
    ahead = {article.path: at for article in survey.articles if (at := _begins(article)) > now}
    texts, bad_texts = _text_pages(store, folders.pages)
    paths = {article_url(article.date, article.slug): article.path for article in articles}
    corpus = build_corpus(
        articles,
        resolution,
        (text for text in texts if options.drafts or not text.draft),
        survey.copies,
        read_all=partial(_read_all, workers, paths, survey.copies),
        relate_all=partial(_recall, workers, partial(relate, each=partial(workers.map_each, "Relating")), Kin),
    )
    complete = survey.complete and converted.complete
    addresses = sources.addresses
    unnoted: tuple[Problem, ...] = ()
    if complete and not options.drafts:
        addresses, unnoted = _with_moves(sources, corpus, before)
    redirects, misled = combine(parse_redirects(addresses)[0], corpus.redirects, live_urls(corpus))
    corpus = msgspec.structs.replace(corpus, redirects=redirects)
    unclear = {seed: [(u.form, u.before, u.after) for u in found] for seed, found in converted.unclear.items()}
    return Site(
        config=sources.config,
        theme=sources.theme,
        corpus=corpus,
        resolution=resolution,
        complete=complete,
        review=review(resolution, unclear, {article.path: article for article in articles}, survey.text_of),
        problems=(
            *sources.problems,
            *folders.problems,
            *converted.problems,
            *survey.problems,
            *bad_texts,
            *unnoted,
            *misled,
            *networks.problems(corpus),
            *_in_the_future(ahead, Texts(store, converted.pages)),
        ),
        until=min(ahead.values(), default=None),
        addresses=addresses,
        knows_addresses=complete and not options.drafts and not unnoted,
    )


def _now(options: Options) -> float:
    return (options.now or datetime.datetime.now(datetime.UTC)).timestamp()


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
        sources, files = read_sources(store, options), look_at(store, disk.ARTICLES, workers)
        texts = look_at(store, disk.PAGES, workers)
        pages = {path: known for path, known in files.digests.items() if path.endswith(".md")}
        seen = who_is_who(store, pages, sources, workers, drafts=options.drafts)
        problems = (*sources.problems, *files.problems, *texts.problems, *_text_pages(store, texts)[1])
    return msgspec.structs.replace(seen, problems=(*problems, *seen.problems))


def who_is_who(
    store: Store, pages: Mapping[str, str], sources: Sources, workers: Workers, *, drafts: bool
) -> Survey:
    """The articles of `pages` (digests by path), and the entities of the archive that they make up."""
    texts = Texts(store, pages)
    parsed, unread = _articles(texts, pages, workers)
    readable = [page.article for page in parsed if page.article]
    owners, collisions = without_collisions(a for a in readable if drafts or not a.draft)
    articles = tuple(article for article in owners if article.withdrawn is None)
    resolution = _recall(
        workers,
        across,
        Resolution,
        tuple(brief(article) for article in articles),
        sources.authority,
        {page.article.path: page.roles for page in parsed if page.article and page.roles},
        Thresholds(sources.config.min_articles, sources.config.min_confidence),
    )
    return Survey(
        articles=articles,
        withdrawn=tuple(article for article in owners if article.withdrawn is not None),
        copies=Copies(texts),
        resolution=resolution,
        complete=len(readable) == len(pages),
        problems=(
            *unread,
            *(problem for page in parsed for problem in page.problems),
            *collisions,
            *idle_rules(sources.rules, resolution.idle),
        ),
    )


def _theme(store: Store, config: Config) -> tuple[Theme, tuple[Problem, ...]]:
    """The site's theme; the default one where that cannot be used."""
    try:
        return minified(store.read_theme(config.theme)), ()
    except Invalid as invalid:
        return minified(store.read_theme(Config().theme)), invalid.problems


def _languages(store: Store, theme: Theme) -> tuple[Languages, tuple[Problem, ...]]:
    """What the language files of the theme and of the site add to sitegen's."""
    texts, problems = dict(theme.languages), list[Problem]()
    for path in store.scan(LANGUAGES):
        try:
            texts[path] = store.read_text(path)
        except Invalid as invalid:
            problems += invalid.problems
    languages, bad = read_languages(texts)
    return languages, (*problems, *bad)


def _text_pages(store: Store, files: Files) -> tuple[list[TextPage], list[Problem]]:
    problems = [not_a_page(path) for path in files.stamps if not path.endswith(".md")]
    pages = []
    texts = Texts(store, files.digests)
    for path in (path for path in texts if path.endswith(".md")):
        try:
            pages.append(parse_page(path, texts[path]))
        except Invalid as invalid:
            problems += invalid.problems
    return pages, problems


def _articles(
    texts: Mapping[str, str], pages: Mapping[str, str], workers: Workers
) -> tuple[list[Parsed], list[Problem]]:
    """The articles in the texts of pages, and why some could not be read."""
    problems: list[Problem] = []

    def fetch(path: str) -> tuple[str, str, str] | None:
        try:
            return path, texts[path], pages[path]
        except Invalid as invalid:
            problems.extend(invalid.problems)
            return None

    version = digest_of_code()
    keys = {path: digest(version, path, known) for path, known in pages.items()}
    items = {key: partial(fetch, path) for path, key in keys.items()}
    parsed = dict(workers.remember("Reading articles", _parse, items, Parsed))
    workers.memory.keep_only(Parsed.__name__, items.keys())
    return [parsed[key] for _, key in sorted(keys.items()) if key in parsed], problems


def _read_all(
    workers: Workers, paths: Mapping[str, str], copies: Mapping[str, str], readings: Sequence[Reading]
) -> list[Seen]:
    """What is seen in articles. A page that changed since it was parsed is read as empty, and nobody remembers."""

    def fetch(reading: Reading) -> tuple[Reading, str] | None:
        with contextlib.suppress(Invalid):
            return reading, copies[paths[reading.url]]
        return None

    version = digest_of_code()
    keys = [digest(version, msgspec.msgpack.encode(reading)) for reading in readings]
    items = {key: partial(fetch, reading) for key, reading in zip(keys, readings, strict=True)}
    seen = dict(workers.remember("Finding names", _see, items, Seen))
    workers.memory.keep_only(Seen.__name__, items.keys())
    return [seen[key] if key in seen else read(reading, "") for key, reading in zip(keys, readings, strict=True)]


def _see(article: tuple[Reading, str]) -> Seen:
    reading, body = article
    return read(reading, to_text(body))


def _text_of(copies: Mapping[str, str], path: str) -> str:
    with contextlib.suppress(Invalid):
        return to_text(copies[path])
    return ""


def _recall(workers: Workers, function: Callable[..., T], type_: type[T], *arguments: object) -> T:
    """What a pure function makes of its arguments; known where the last build called it with the same."""
    key = digest(digest_of_code(), msgspec.msgpack.encode(arguments))
    for _, data in workers.memory.get(type_.__name__, {key}):
        with contextlib.suppress(msgspec.DecodeError):
            return msgspec.msgpack.decode(data, type=type_)
    made = function(*arguments)
    workers.memory.put(type_.__name__, {key: msgspec.msgpack.encode(made)})
    workers.memory.keep_only(type_.__name__, {key})
    return made


def _parse(page: tuple[str, str, str]) -> Parsed:
    path, text, known = page
    try:
        article, problems = parse_article(path, text)
    except Invalid as invalid:
        return Parsed(problems=invalid.problems)
    people = [ref.name for ref in article.entities if ref.type == "person"]
    outline = msgspec.structs.replace(article.outline(), digest=known)
    return Parsed(outline, problems, stated_roles(article.text, people))


# --- writing --------------------------------------------------------------------------------------------------


def write(
    store: Store, site: Site, workers: Workers, why: str | None = None
) -> tuple[BuildReport, tuple[Problem, ...]]:
    """Bring the output folder up to date. Returns the report, and what in it the disk or a template refused."""
    press = Press(site.theme, site_view(site.corpus, site.config), Urls(site.config.base_url), site.config)
    pages = plan_pages(site.corpus, site.config)
    done = publish(store, pages, press, workers, complete=site.complete, why=why)
    failures = (
        *done.failures,
        *problems_of(store.write_note, disk.REVIEW, site.review),
        *problems_of(store.add_addresses, site.addresses),
    )
    return _report(site, done, failures), failures


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
