"""From article pages to who is who in them. What was found out of a page or an archive is remembered."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from sitegen.authority import idle_rules
from sitegen.cache import digest, digest_of_code
from sitegen.corpus import without_collisions
from sitegen.document import parse_article
from sitegen.errors import Invalid, Problem
from sitegen.intake import Copies, Texts
from sitegen.kin import Kin, relate_again
from sitegen.markup import to_text
from sitegen.model import (
    Article,
    Authority,
    Choice,
    Config,
    Entity,
    EntityKey,
    EntityRef,
    Outline,
    Redirect,
    Resolution,
    Ruling,
)
from sitegen.packed import Lazy, Packed, Stretch, numbered
from sitegen.reading import PackedSeen, Reading, read
from sitegen.resolve import Thresholds, across, brief
from sitegen.roles import stated_roles
from sitegen.store import Store
from sitegen.terms import Terms
from sitegen.urls import article_url
from sitegen.workers import Memory, Workers

T = TypeVar("T")


class Survey(Struct, frozen=True):
    """The articles that there are, by path, and who is who in them; what is `withdrawn` has no part in that.

    `outlines` are of all pages that can be read.

    `roles` are what articles state of people, by path and name.
    """

    outlines: Packed[str, Outline]
    articles: Mapping[str, Outline]
    withdrawn: Mapping[str, Outline]
    copies: Mapping[str, str]
    resolution: Resolution
    roles: Mapping[str, Mapping[str, str]]
    complete: bool
    problems: tuple[Problem, ...]

    def text_of(self, path: str) -> str:
        """The words of an article; none where its page cannot be read any more."""
        return words_at(self.copies, path)


class Parsed(Struct, frozen=True):
    """An article page, read, with the roles that it states of people; without `article` it could not be."""

    article: Outline | None = None
    problems: tuple[Problem, ...] = ()
    roles: dict[str, str] = {}


def who_is_who(
    store: Store,
    pages: Mapping[str, str],
    config: Config,
    authority: Authority,
    rules: str,
    workers: Workers,
    *,
    drafts: bool,
) -> Survey:
    """The articles of `pages` (digests by path), and the entities of the archive that they make up.

    `rules` is the text of the authority file, for the lines of those that changed nothing.
    """
    texts = Texts(store, pages)
    parsed, unread = _articles(texts, pages, workers)
    outlines = parsed.outlines
    claims = {path: url for path, url in parsed.urls.items() if drafts or path not in parsed.drafts}
    owners, collisions = without_collisions(claims)
    withdrawn = [path for path in owners if path in parsed.withdrawn]
    articles = Lazy([path for path in owners if path not in parsed.withdrawn], outlines.__getitem__)
    briefs = [parsed.briefs[path] for path in articles]
    thresholds = Thresholds(config.min_articles, config.min_confidence)
    resolution = _resolved(workers, briefs, authority, parsed.roles, thresholds)
    complete = len(outlines) == len(pages)
    idle = idle_rules(rules, resolution.idle, complete=complete and not collisions)
    return Survey(
        outlines=outlines,
        articles=articles,
        withdrawn=Lazy(withdrawn, outlines.__getitem__),
        copies=Copies(texts),
        resolution=resolution,
        roles=parsed.roles,
        complete=complete,
        problems=(*unread, *parsed.problems, *collisions, *idle),
    )


class _Outlines(Struct, frozen=True):
    """The articles that could be read, and what was found out of them, by path."""

    outlines: Packed[str, Outline]
    briefs: dict[str, Article]
    urls: dict[str, str]
    roles: dict[str, dict[str, str]]
    drafts: set[str]
    withdrawn: set[str]
    problems: list[Problem]


def _articles(
    texts: Mapping[str, str], pages: Mapping[str, str], workers: Workers
) -> tuple[_Outlines, list[Problem]]:
    """The articles in the texts of pages, and why some could not be read."""
    unread: list[Problem] = []

    def fetch(path: str) -> tuple[str, str, str] | None:
        try:
            return path, texts[path], pages[path]
        except Invalid as invalid:
            unread.extend(invalid.problems)
            return None

    version = digest_of_code()
    keys = {digest(version, path, known): path for path, known in sorted(pages.items())}
    items = Lazy(list(keys), lambda key: partial(fetch, keys[key]))
    outlines, places = Stretch(), dict[str, int]()
    briefs: dict[str, Article] = {}
    urls: dict[str, str] = {}
    roles: dict[str, dict[str, str]] = {}
    drafts: set[str] = set()
    withdrawn: set[str] = set()
    problems: list[Problem] = []
    one: dict[EntityRef, EntityRef] = {}  # equal listings, the same object
    for key, page in workers.remember("Reading articles", parse, items, Parsed):
        problems += page.problems
        if page.article:
            path = keys[key]
            places[path] = len(places)
            outlines.append(msgspec.msgpack.encode(page.article))
            urls[path] = article_url(page.article.date, page.article.slug)
            short = brief(page.article)
            listed = tuple([one.setdefault(ref, ref) for ref in short.entities])
            briefs[path] = msgspec.structs.replace(short, entities=listed)
            if page.article.draft:
                drafts.add(path)
            if page.roles:
                roles[path] = page.roles
            if page.article.withdrawn is not None:
                withdrawn.add(path)
    workers.memory.keep_only(Parsed.__name__, items.keys())
    return _Outlines(Packed(places, outlines, Outline), briefs, urls, roles, drafts, withdrawn, problems), unread


class _Resolved(Struct, frozen=True):
    """A `Resolution`, its listings packed."""

    entities: dict[EntityKey, Entity]
    listings: dict[str, Raw]
    faint: dict[EntityKey, Entity]
    redirects: tuple[Redirect, ...]
    choices: dict[str, Choice]
    rulings: tuple[Ruling, ...]
    idle: tuple[tuple[str, str], ...]


def _resolved(
    workers: Workers,
    briefs: Sequence[Article],
    authority: Authority,
    roles: Mapping[str, Mapping[str, str]],
    thresholds: Thresholds,
) -> Resolution:
    """Who is who in articles; known where the last build had the same."""
    encode = msgspec.msgpack.encode
    key = digest(digest_of_code(), encode((briefs, authority, roles, thresholds)))

    def resolve() -> bytes:
        return encode(across(briefs, authority, roles, thresholds))

    for _, data in workers.memory.get(Resolution.__name__, {key}):
        with contextlib.suppress(msgspec.DecodeError):
            return _unpacked(data)
    made = workers.apart(resolve, len(briefs))
    workers.memory.put(Resolution.__name__, {key: made})
    workers.memory.keep_only(Resolution.__name__, {key})
    return _unpacked(made)


def _unpacked(data: bytes) -> Resolution:
    """A resolution but for its listings, each of which is unpacked when it is asked for."""
    found = msgspec.msgpack.decode(data, type=_Resolved)
    listings: Packed[str, Mapping[EntityKey, tuple[str, ...]]] = Packed(
        numbered(found.listings), found.listings.values(), dict[EntityKey, tuple[str, ...]]
    )
    return Resolution(**{**msgspec.structs.asdict(found), "listings": listings})


def read_all(workers: Workers, copies: Mapping[str, str], readings: Mapping[str, Reading]) -> Iterator[PackedSeen]:
    """What is seen in articles, given by their paths.

    A page that changed since it was parsed is read as empty, and nobody remembers that.
    """

    def fetch(path: str) -> tuple[Reading, str] | None:
        with contextlib.suppress(Invalid):
            return readings[path], copies[path]
        return None

    version = digest_of_code()
    paths = {digest(version, msgspec.msgpack.encode(reading)): path for path, reading in readings.items()}
    items = Lazy(list(paths), lambda key: partial(fetch, paths[key]))
    found = workers.remember("Finding names", _see, items, PackedSeen)
    key, seen = next(found, ("", None))
    for wanted, path in paths.items():
        if seen and key == wanted:
            yield seen
            key, seen = next(found, ("", None))
        else:
            yield read(readings[path], "").packed()
    workers.memory.keep_only(PackedSeen.__name__, items.keys())


def _see(article: tuple[Reading, str]) -> PackedSeen:
    reading, body = article
    return read(reading, to_text(body)).packed()


class Related(Struct, frozen=True):
    """Who and what belonged together in the archive of the last build; its `months` say where its terms are."""

    kin: Kin = Kin()
    months: tuple[str, ...] = ()


MONTH = "Month"
"""Under this kind are the terms of a month's articles, by their digest; what stands need not be read."""

MANY = 500
"""Articles of a month, above which its days are kept apart."""


def relate_all(workers: Workers, said: Packed[str, Terms]) -> Kin:
    """Who and what belongs together, by the terms of articles in archive order.

    Of what is known from the last build, all is kept that the difference cannot reach.
    """
    memory, version = workers.memory, digest(digest_of_code(), sys.byteorder)
    known = _related(memory, version)
    months: dict[str, None] = {}
    after: list[str] = []
    for urls in _months(said):
        packed = {url: Raw(said.packed(url)) for url in urls}
        data = msgspec.msgpack.encode(packed)
        key = digest(version, data)
        months[key] = None
        if key not in known.months:
            memory.put(MONTH, {key: data})
            after += packed
    if tuple(months) == known.months:
        return known.kin
    before = _terms(memory, [key for key in known.months if key not in months])
    if before is None:
        known, before, after = Related(), {}, list(said)
    each = partial(workers.map_each, "Relating")
    kin = relate_again(said, known.kin, before, Lazy(after, said.__getitem__), each)
    memory.put(Related.__name__, {version: msgspec.msgpack.encode(Related(kin, tuple(months)))})
    memory.keep_only(Related.__name__, {version})
    memory.keep_only(MONTH, months)
    return kin


def _months(urls: Iterable[str]) -> Iterator[list[str]]:
    """Articles by month, or by day where a month has many; their addresses begin with their dates."""
    for _, month in groupby(urls, key=lambda url: url[: len("/1987/02")]):
        of_month = list(month)
        if len(of_month) <= MANY:
            yield of_month
        else:
            yield from (list(day) for _, day in groupby(of_month, key=lambda url: url[: len("/1987/02/26")]))


def _related(memory: Memory, version: str) -> Related:
    for _, data in memory.get(Related.__name__, {version}):
        with contextlib.suppress(msgspec.DecodeError):
            return msgspec.msgpack.decode(data, type=Related)
    return Related()


def _terms(memory: Memory, months: Sequence[str]) -> dict[str, Terms] | None:
    """The terms of the articles of some months, in archive order; None where they are not all there."""
    found = dict(memory.get(MONTH, months))
    terms: dict[str, Terms] = {}
    with contextlib.suppress(KeyError, msgspec.DecodeError):
        for month in months:
            terms |= msgspec.msgpack.decode(found[month], type=dict[str, Terms])
        return terms
    return None


def words_at(copies: Mapping[str, str], path: str) -> str:
    with contextlib.suppress(Invalid):
        return to_text(copies[path])
    return ""


def parse(page: tuple[str, str, str]) -> Parsed:
    """An article page, given as its path, its text and the digest of that."""
    path, text, known = page
    try:
        article, problems = parse_article(path, text)
    except Invalid as invalid:
        return Parsed(problems=invalid.problems)
    people = [ref.name for ref in article.entities if ref.type == "person"]
    outline = msgspec.structs.replace(article.outline(), digest=known)
    return Parsed(outline, problems, stated_roles(article.text, people))
