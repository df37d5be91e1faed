"""From article pages to who is who in them. What was found out of a page or an archive is remembered."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import TypeVar

import msgspec
from msgspec import Struct

from sitegen.authority import idle_rules
from sitegen.cache import digest, digest_of_code
from sitegen.corpus import without_collisions
from sitegen.document import parse_article
from sitegen.errors import Invalid, Problem
from sitegen.intake import Copies, Texts
from sitegen.kin import Kin, relate_again
from sitegen.markup import to_text
from sitegen.model import Authority, Config, Outline, Resolution
from sitegen.reading import Reading, Seen, read
from sitegen.resolve import Thresholds, across, brief
from sitegen.roles import stated_roles
from sitegen.store import Store
from sitegen.terms import Terms
from sitegen.workers import Memory, Workers

T = TypeVar("T")


class Survey(Struct, frozen=True):
    """The articles that there are, and who is who in them; what is `withdrawn` has no part in that.

    `roles` are what articles state of people, by path and name.
    """

    articles: tuple[Outline, ...]
    withdrawn: tuple[Outline, ...]
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
    readable = [page.article for page in parsed if page.article]
    owners, collisions = without_collisions(a for a in readable if drafts or not a.draft)
    articles = tuple(article for article in owners if article.withdrawn is None)
    roles = {page.article.path: page.roles for page in parsed if page.article and page.roles}
    resolution = recall(
        workers,
        across,
        Resolution,
        tuple(brief(article) for article in articles),
        authority,
        roles,
        Thresholds(config.min_articles, config.min_confidence),
    )
    return Survey(
        articles=articles,
        withdrawn=tuple(article for article in owners if article.withdrawn is not None),
        copies=Copies(texts),
        resolution=resolution,
        roles=roles,
        complete=len(readable) == len(pages),
        problems=(
            *unread,
            *(problem for page in parsed for problem in page.problems),
            *collisions,
            *idle_rules(rules, resolution.idle),
        ),
    )


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
    parsed = dict(workers.remember("Reading articles", parse, items, Parsed))
    workers.memory.keep_only(Parsed.__name__, items.keys())
    return [parsed[key] for _, key in sorted(keys.items()) if key in parsed], problems


def read_all(
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


class Related(Struct, frozen=True):
    """Who and what belonged together in the archive of the last build; its `months` say where its terms are."""

    kin: Kin = Kin()
    months: tuple[str, ...] = ()


MONTH = "Month"
"""Under this kind are the terms of a month's articles, by their digest; what stands need not be read."""


def relate_all(workers: Workers, said: Mapping[str, Terms]) -> Kin:
    """Who and what belongs together, by the terms of articles in archive order.

    Of what is known from the last build, all is kept that the difference cannot reach.
    """
    memory, version = workers.memory, digest_of_code()
    known = _related(memory, version)
    months: dict[str, None] = {}
    after: dict[str, Terms] = {}
    for _, urls in groupby(said, key=lambda url: said[url].date.replace(day=1)):
        terms = {url: said[url] for url in urls}
        data = msgspec.msgpack.encode(terms)
        key = digest(version, data)
        months[key] = None
        if key not in known.months:
            memory.put(MONTH, {key: data})
            after.update(terms)
    if tuple(months) == known.months:
        return known.kin
    before = _terms(memory, [key for key in known.months if key not in months])
    if before is None:
        known, before, after = Related(), {}, dict(said)
    kin = relate_again(said, known.kin, before, after, partial(workers.map_each, "Relating"))
    memory.put(Related.__name__, {version: msgspec.msgpack.encode(Related(kin, tuple(months)))})
    memory.keep_only(Related.__name__, {version})
    memory.keep_only(MONTH, months)
    return kin


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


def recall(workers: Workers, function: Callable[..., T], type_: type[T], *arguments: object) -> T:
    """What a pure function makes of its arguments; known where the last build called it with the same."""
    key = digest(digest_of_code(), msgspec.msgpack.encode(arguments))
    for _, data in workers.memory.get(type_.__name__, {key}):
        with contextlib.suppress(msgspec.DecodeError):
            return msgspec.msgpack.decode(data, type=type_)
    made = function(*arguments)
    workers.memory.put(type_.__name__, {key: msgspec.msgpack.encode(made)})
    workers.memory.keep_only(type_.__name__, {key})
    return made


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
