"""The order of things: from a site's folder to its output, in the stages of the design.

`load` reads and derives everything, `write` renders it; `build` is both. A preview would load the same way and
render one page at a time.
"""

from __future__ import annotations

import hashlib
import pickle
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache, lru_cache, partial
from pathlib import Path

import msgspec
from msgspec import Struct

from sitegen import recognisers, yamltext
from sitegen import store as disk
from sitegen.authority import idle_rules, parse_authority
from sitegen.config import parse_config
from sitegen.convert import Draft, Recipe, convert, settle
from sitegen.corpus import build as build_corpus
from sitegen.corpus import without_collisions
from sitegen.document import parse_article, parse_page
from sitegen.errors import Invalid, Problem
from sitegen.model import Article, Authority, BuildReport, Config, Corpus, Page, Resolution, Seed, TextPage, Theme
from sitegen.pages import plan_pages
from sitegen.pages.site import site_view
from sitegen.plan import Plan, make_plan
from sitegen.render import Rendered, Renderer
from sitegen.resolve import Thresholds, across
from sitegen.review import review
from sitegen.roles import stated_roles
from sitegen.store import Store
from sitegen.urls import Urls
from sitegen.workers import Track, Workers, make_executor, untracked


class Options(Struct, frozen=True, kw_only=True):
    """What the caller of a build may choose. None leaves a choice to the site's settings."""

    site: Path
    output: Path | None = None
    base_url: str | None = None
    jobs: int = 1
    drafts: bool = False


class Sources(Struct, frozen=True):
    """The text of what people may edit, read and understood. `rules` is the text of the authority file."""

    config: Config
    authority: Authority
    rules: str
    problems: tuple[Problem, ...]


class Converted(Struct, frozen=True):
    """Drafts of the seeds, and the texts of all article pages after they were settled."""

    drafts: tuple[Draft, ...]
    pages: Mapping[str, str]
    unreadable: Mapping[str, str]
    written: int
    problems: tuple[Problem, ...]


class Texts(Struct, frozen=True):
    """Markdown files by path, line ends brought to one kind; and what can be made out of those that are no text."""

    texts: Mapping[str, str]
    unreadable: Mapping[str, str]
    problems: tuple[Problem, ...]


class Site(Struct, frozen=True):
    """A site, derived as a whole: everything that rendering needs.

    It is `complete` unless an article page could not be read: then nothing published is taken back.
    """

    config: Config
    theme: Theme
    corpus: Corpus
    pages: Sequence[Page]
    review: str
    complete: bool
    problems: tuple[Problem, ...]


class Survey(Struct, frozen=True):
    """The articles that there are, and who is who in them."""

    articles: tuple[Article, ...]
    resolution: Resolution
    complete: bool
    problems: tuple[Problem, ...]


class Parsed(Struct, frozen=True):
    """An article page, read, with the roles that it states of people; without `article` it could not be."""

    article: Article | None = None
    problems: tuple[Problem, ...] = ()
    roles: dict[str, str] = {}


def build(options: Options, track: Track = untracked) -> BuildReport:
    """Convert the seeds, derive the site and write it to the output folder."""
    started = time.perf_counter()
    store = open_store(options)
    with open_workers(store, options.jobs, track) as workers:
        sources = read_sources(store, options)
        converted = convert_seeds(store, sources, workers)
        site = load(store, options, sources, converted, workers)
        report = write(store, site, workers)
    return msgspec.structs.replace(report, converted=converted.written, seconds=time.perf_counter() - started)


def convert_only(options: Options, track: Track = untracked) -> BuildReport:
    """Bring the article pages up to date with their seeds, and nothing else."""
    started = time.perf_counter()
    store = open_store(options)
    with open_workers(store, options.jobs, track) as workers:
        sources = read_sources(store, options)
        converted = convert_seeds(store, sources, workers)
    return BuildReport(
        articles=len(converted.pages),
        converted=converted.written,
        problems=tuple(sorted({*sources.problems, *converted.problems})),
        seconds=time.perf_counter() - started,
    )


def clean(options: Options) -> BuildReport:
    """Delete what builds wrote: our files of the output folder, and the cache."""
    started = time.perf_counter()
    store = open_store(options)
    with store.writing():
        owned = sorted(store.owned_files())
        problems = [problem for file in owned for problem in _problems_of(store.delete_output, file)]
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
            raise Invalid(
                Problem(str(options.output), message=f"is in {name}/, among the sources", hint="go elsewhere")
            )
    return Store(options.site, output)


@contextmanager
def open_workers(store: Store, jobs: int, track: Track) -> Iterator[Workers]:
    with make_executor(jobs) as executor, closing(store.memo()) as memo, store.writing():
        yield Workers(executor, memo, track)


# --- reading --------------------------------------------------------------------------------------------------


def read_sources(store: Store, options: Options) -> Sources:
    """Settings and authority file. Raises Invalid where one cannot be read at all or names no usable recogniser."""
    settings = store.read_text(disk.CONFIG, default="")
    config, config_problems = parse_config(settings)
    _check_recogniser(config.recogniser, settings)
    rules = store.read_text(disk.AUTHORITY, default="")
    authority, authority_problems = parse_authority(rules)
    if options.base_url is not None:
        config = msgspec.structs.replace(config, base_url=options.base_url)
    return Sources(config, authority, rules, (*config_problems, *authority_problems))


def _check_recogniser(name: str, settings: str) -> None:
    try:
        recognisers.load(name)
    except Invalid as invalid:
        line, column = yamltext.position(settings, "$.recogniser")
        raise Invalid(
            *(msgspec.structs.replace(problem, line=line, column=column) for problem in invalid.problems)
        ) from None


def convert_seeds(store: Store, sources: Sources, workers: Workers) -> Converted:
    """Convert what changed, and write the pages that follow their seeds."""
    recipe = Recipe(sources.config.recogniser, sources.authority)
    paths = store.scan(disk.SEEDS)
    drafts, unread = _drafts(store, paths, recipe, workers)
    found = _texts(store, disk.ARTICLES)
    seeds = frozenset(path.removeprefix("content/") for path in paths)
    writes, problems = settle(drafts, found.texts, seeds, found.unreadable)
    done: dict[str, str] = {}
    for path, text in workers.track("Writing article pages", sorted(writes.items()), len(writes)):
        try:
            store.write_source(path, text, is_new=path not in found.texts)
        except Invalid as invalid:
            problems += invalid.problems
        else:
            done[path] = text
    return Converted(
        drafts=drafts,
        pages={**found.texts, **done},
        unreadable=found.unreadable,
        written=len(done),
        problems=(*unread, *found.problems, *problems),
    )


def load(store: Store, options: Options, sources: Sources, converted: Converted, workers: Workers) -> Site:
    """Derive the whole site from its sources."""
    survey = who_is_who(converted.pages, sources, workers, drafts=options.drafts)
    articles, resolution = survey.articles, survey.resolution
    texts, bad_texts = _text_pages(store)
    corpus = build_corpus(articles, resolution, (text for text in texts if options.drafts or not text.draft))
    theme, bad_theme = _theme(store, sources.config)
    unclear = {draft.path: [(u.form, u.before, u.after) for u in draft.unclear] for draft in converted.drafts}
    return Site(
        config=sources.config,
        theme=theme,
        corpus=corpus,
        pages=plan_pages(corpus, sources.config),
        complete=survey.complete and not converted.unreadable,
        review=review(resolution, unclear, {article.path: article for article in articles}),
        problems=(
            *sources.problems,
            *converted.problems,
            *survey.problems,
            *bad_texts,
            *bad_theme,
        ),
    )


def survey(options: Options) -> Survey:
    """Who is who in the article pages as they are; nothing is converted or written."""
    store = open_store(options)
    with closing(store.memo()) as memo:
        sources, found = read_sources(store, options), _texts(store, disk.ARTICLES)
        workers = Workers(make_executor(1), memo)
        seen = who_is_who(found.texts, sources, workers, drafts=options.drafts)
    return msgspec.structs.replace(seen, problems=(*sources.problems, *found.problems, *seen.problems))


def who_is_who(pages: Mapping[str, str], sources: Sources, workers: Workers, *, drafts: bool) -> Survey:
    """The articles in the texts of pages, and the entities of the archive that they make up."""
    parsed = _articles(pages, workers)
    readable = [page.article for page in parsed if page.article]
    articles, collisions = without_collisions(a for a in readable if drafts or not a.draft)
    resolution = across(
        articles,
        sources.authority,
        {page.article.path: page.roles for page in parsed if page.article and page.roles},
        Thresholds(sources.config.min_articles, sources.config.min_confidence),
    )
    return Survey(
        articles=tuple(articles),
        resolution=resolution,
        complete=len(readable) == len(pages),
        problems=(
            *(problem for page in parsed for problem in page.problems),
            *collisions,
            *resolution.problems,
            *idle_rules(sources.rules, resolution.idle),
        ),
    )


def _theme(store: Store, config: Config) -> tuple[Theme, tuple[Problem, ...]]:
    """The site's theme; the default one where that cannot be used."""
    try:
        return store.read_theme(config.theme), ()
    except Invalid as invalid:
        return store.read_theme(Config().theme), invalid.problems


def _texts(store: Store, folder: str) -> Texts:
    texts: dict[str, str] = {}
    unreadable: dict[str, str] = {}
    problems: list[Problem] = []
    for path in store.scan(folder):
        if not path.endswith(".md"):
            message = "is not a Markdown page and is not published"
            problems.append(Problem(path, message=message, hint="call it .md", severity="notice"))
            continue
        try:
            texts[path] = store.read_text(path).replace("\r\n", "\n")
        except Invalid as invalid:
            unreadable[path] = store.glimpse(path)
            problems += invalid.problems
    return Texts(texts, unreadable, tuple(problems))


def _text_pages(store: Store) -> tuple[list[TextPage], list[Problem]]:
    found = _texts(store, disk.PAGES)
    problems = list(found.problems)
    pages = []
    for path, text in found.texts.items():
        try:
            pages.append(parse_page(path, text))
        except Invalid as invalid:
            problems += invalid.problems
    return pages, problems


def _drafts(
    store: Store, paths: Sequence[str], recipe: Recipe, workers: Workers
) -> tuple[tuple[Draft, ...], list[Problem]]:
    """A draft of every seed that can be read, in the order of their paths."""
    version = _code_digest() + _key(msgspec.msgpack.encode(recipe), recognisers.version(recipe.recogniser))
    problems: list[Problem] = []
    seeds: dict[str, Seed] = {}
    for path in workers.track("Reading seeds", paths, len(paths)):
        try:
            seed = store.read_seed(path)
        except Invalid as invalid:
            problems += invalid.problems
        else:
            seeds[_key(version, seed.path, seed.received.isoformat(), seed.data)] = seed
    return tuple(workers.remember("Converting", partial(convert, recipe=recipe), seeds, Draft)), problems


def _articles(texts: Mapping[str, str], workers: Workers) -> list[Parsed]:
    """The articles in the texts of pages, and what is wrong with pages."""
    version = _code_digest()
    keyed = {_key(version, path, text): (path, text) for path, text in texts.items()}
    return workers.remember("Reading articles", _parse, keyed, Parsed)


def _parse(page: tuple[str, str]) -> Parsed:
    try:
        article, problems = parse_article(*page)
    except Invalid as invalid:
        return Parsed(problems=invalid.problems)
    people = [ref.name for ref in article.entities if ref.type == "person"]
    return Parsed(article, problems, stated_roles(article.text, people))


_code_digest = cache(disk.digest_of_code)


def _key(*parts: str | bytes) -> str:
    """A digest that tells sequences of parts apart."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8) + data)
    return digest.hexdigest()


# --- writing --------------------------------------------------------------------------------------------------


def write(store: Store, site: Site, workers: Workers) -> BuildReport:
    """Bring the output folder up to date: write what differs, delete what has no source left.

    The manifest first claims all that is about to be written, so a build killed half-way leaves nothing that the
    next one would not know as its own. A file that somebody else put there is never replaced.
    """
    owned = store.owned_files()
    plan = make_plan(site.pages, site.theme.static, owned)
    foreign = {file for file in plan.files - owned if store.stands(file)}
    withdrawn = plan.deleted if site.complete else ()
    store.own_files(owned | (plan.files - foreign))
    problems: list[Problem] = [*site.problems, *plan.problems]
    failures: list[Problem] = []
    outcomes: Counter[str] = Counter()
    refused: set[str] = set()
    for file, rendered in _rendered(site, plan, workers):
        try:
            outcomes[_put(store, file, rendered, file in foreign)] += 1
        except Invalid as invalid:
            failures += invalid.problems
            refused |= {file} & foreign
    for file in withdrawn:
        failures += _problems_of(store.delete_output, file)
    failures += _problems_of(store.own_files, (plan.files | owned.difference(withdrawn)) - refused)
    failures += _problems_of(store.write_note, "review.md", site.review)
    return BuildReport(
        articles=len(site.corpus.articles),
        entities=len(site.corpus.entities),
        pages=len(plan.pages),
        written=outcomes["written"],
        kept=outcomes["kept"],
        deleted=len(withdrawn),
        problems=tuple(sorted({*problems, *_summed_up(failures)})),
    )


def _problems_of(action: Callable[..., None], *arguments: object) -> tuple[Problem, ...]:
    try:
        action(*arguments)
    except Invalid as invalid:
        return invalid.problems
    return ()


def _summed_up(failures: Iterable[Problem]) -> Iterator[Problem]:
    """One problem for each mistake, however many pages met it."""
    alike: dict[Problem, list[Problem]] = defaultdict(list)
    for failure in failures:
        alike[msgspec.structs.replace(failure, hint="")].append(failure)
    for same in alike.values():
        others = len(set(same)) - 1
        hint = f"{same[0].hint} and {others:,} more" if others else same[0].hint
        yield msgspec.structs.replace(same[0], hint=hint)


def _put(store: Store, file: str, rendered: Rendered, is_foreign: bool) -> str:
    """Write a file if its bytes differ from what stands there, and say what was done. Raises Invalid."""
    if rendered.data is None:
        raise Invalid(*filter(None, [rendered.problem]))
    if store.read_output(file) == rendered.data:
        return "kept"
    if is_foreign and not store.obstacle(file):
        message = "was not written by sitegen and is left alone"
        raise Invalid(Problem(store.shown(file), message=message, hint="move it away"))
    store.write_output(file, rendered.data)
    return "written"


def _rendered(site: Site, plan: Plan, workers: Workers) -> Iterator[tuple[str, Rendered]]:
    """Every file of the plan with its bytes: static files first, then pages as they are rendered."""
    for file, data in plan.assets.items():
        yield file, Rendered(data)
    press = pickle.dumps((site.theme, site_view(site.corpus, site.config), Urls(site.config.base_url)))
    results = workers.map("Rendering", partial(_render, press=press), list(plan.pages.values()))
    yield from zip(plan.pages, results, strict=True)


def _render(page: Page, press: bytes) -> Rendered:
    return _renderer(press).render(page)


@lru_cache(maxsize=1)
def _renderer(press: bytes) -> Renderer:
    """The renderer of this process, made from what was pickled for all of them."""
    return Renderer(*pickle.loads(press))
