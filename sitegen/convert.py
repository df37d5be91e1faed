"""From raw files to article pages: what a seed becomes, and which page it is written to."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from itertools import count
from pathlib import PurePosixPath

import msgspec
from msgspec import Struct

from sitegen import config, gazetteer, importers, markup, recognisers
from sitegen.document import (
    copy_of,
    format_article,
    has_front_matter,
    is_untouched,
    source_file,
    stated_date,
    traces,
)
from sitegen.errors import Invalid, Problem
from sitegen.geography import countries_of
from sitegen.headline import headline, summary
from sitegen.importers import Imported
from sitegen.model import Article, Authority, EntityKey, EntityRef, Hit, Mention, Seed, Source, Story
from sitegen.names import claim_forms, explained_forms
from sitegen.recognisers import recognised
from sitegen.recognisers.authority import AuthorityRecogniser, overlay
from sitegen.recognisers.datelines import dateline_end
from sitegen.renamed import GUESSED, Stray, reunited
from sitegen.resolve import Within, within
from sitegen.salience import nationalities, salient
from sitegen.text import SLUG_LIMIT, Sentences, fold_space, slugify

ARTICLES = "content/articles"
_UNIT = re.compile(r"(?i)\s(?:dlrs?|dollars?|cents?|pounds?|gallons?|tons?|bushels?)\b")


class Recipe(Struct, frozen=True):
    """All that a conversion depends on besides the seed."""

    recogniser: str
    authority: Authority


class Unclear(Struct, frozen=True, order=True):
    """A form that could mean several entities of its article, with the sentence it stands in."""

    form: str
    before: str
    after: str


class Draft(Struct, frozen=True):
    """What a seed becomes, wherever it will stand: without `article` it is no story. `path` is the seed's."""

    path: str
    sha256: str
    article: Article | None = None
    problems: tuple[Problem, ...] = ()
    unclear: tuple[Unclear, ...] = ()


class Reading(Struct, frozen=True):
    """A story with its mentions, and what they name."""

    story: Story
    mentions: tuple[Mention, ...]
    within: Within


class Listing(Struct, frozen=True):
    """What an article lists, and by (type, name) which of it the article is about; that comes first."""

    entities: tuple[EntityRef, ...]
    about: frozenset[EntityKey]


def convert(seed: Seed, recipe: Recipe) -> Draft:
    """The article in a seed, without a place of its own yet. Pure: the same arguments give the same draft.

    Raises Invalid where the recogniser cannot be used.
    """
    sha256 = hashlib.sha256(seed.data).hexdigest()
    try:
        imported = read_story(seed)
        reading = read_names(imported.story, recipe)
    except Invalid as invalid:
        if any(problem.path == config.FILE for problem in invalid.problems):
            raise  # the recogniser as such cannot be used
        found = (msgspec.structs.replace(p, path=p.path or f"content/{seed.path}") for p in invalid.problems)
        return Draft(seed.path, sha256, problems=tuple(found))
    return Draft(
        path=seed.path,
        sha256=sha256,
        article=_article(reading, seed, sha256),
        problems=imported.problems,
        unclear=tuple(dict.fromkeys(_unclear(reading))),
    )


def read_story(seed: Seed) -> Imported:
    """The story in a seed, by the first importer that takes it. Raises Invalid."""
    for importer in _importers():
        if importer.accepts(seed):
            return importer.read(seed)
    raise Invalid(Problem(f"content/{seed.path}", message="no importer takes this file"))


def read_names(story: Story, recipe: Recipe) -> Reading:
    """Who and what a story mentions. Raises Invalid where the recogniser cannot be used."""
    recogniser, known = _recognisers(recipe)
    text = story.text
    found = [mention for mention in recognised(recogniser, story) if not _is_unit(text, mention)]
    mentions = overlay(found, known.recognise(story))
    return Reading(story, mentions, within(mentions, text))


def _is_unit(text: str, mention: Mention) -> bool:
    """Whether a country is named for its money or measures alone: `U.S. dlrs`, `Hong Kong dollars`."""
    return mention.type == "place" and _UNIT.match(text, mention.end) is not None


def listing(reading: Reading, on: datetime.date) -> Listing:
    """What an article lists: what its text names, in that order, and the countries of its dateline's places."""
    written_in = origin(reading, on)
    named = {(ref.type, ref.name): ref for ref in reading.within.entities}
    entities = {("place", name): EntityRef("place", name) for name in written_in} | named
    about = _about(reading, entities, written_in)
    return Listing(tuple(sorted(entities.values(), key=lambda ref: (ref.type, ref.name) not in about)), about)


def origin(reading: Reading, on: datetime.date) -> tuple[str, ...]:
    """The places of the dateline, each with its country on that day, by the names the article lists them under.

    Those of `PARIS/LONDON` stand apart; an abbreviated state is one of the United States.
    """
    text, end = reading.story.text, dateline_end(reading.story)
    datelines: list[list[str]] = []
    reached = 0
    for mention, name in zip(reading.mentions, reading.within.names, strict=True):
        if mention.start < end and mention.type == "place" and name:
            if not datelines or "/" in text[reached : mention.start]:
                datelines.append([])
            datelines[-1].append(name)
            if len(mention.text) < len(name) and gazetteer.state_after_city(mention.text) == name:
                datelines[-1].append("United States")
            reached = mention.end
    if not datelines and reading.story.location:
        datelines = [list(filter(None, [gazetteer.place(reading.story.location)]))]
    listed = {gazetteer.place(ref.name): ref.name for ref in reading.within.entities if ref.type == "place"}
    found = [name for places in datelines for name in (*places, *countries_of(places, on))]
    return tuple(dict.fromkeys(listed.get(name, name) for name in found))


def settle(
    drafts: Iterable[Draft],
    pages: Mapping[str, str],
    seeds: Collection[str],
    unreadable: Mapping[str, str] | None = None,
    sources: Mapping[str, str | None] | None = None,
) -> tuple[dict[str, str], list[Problem]]:
    """Which pages to write, by path, and what an editor should know.

    `pages` are the texts of the article pages there are; `unreadable` is what can be made out of those that are no
    text; `sources` are the seeds that both name, where they are known already. A page that nobody edited follows
    its seed and the recogniser at the path it has (the file name remembers the first address). A page that is
    edited or unreadable is never written, and no other in the place of one that may be its seed's.
    """
    drafts = sorted(drafts, key=lambda draft: draft.path)
    unreadable = unreadable or {}
    if sources is None:
        sources = {path: source_file(text) for path, text in {**pages, **unreadable}.items()}
    homes, problems = first_homes(sources), _copies(sources)
    renamed = _renamed(drafts, homes, pages, seeds)
    homes |= renamed
    writes: dict[str, str] = {}
    known = {path for seed, path in homes.items() if seed in seeds}
    problems += [
        Problem(path, message=f"its seed content/{seed} is gone; the page stays", severity="notice")
        for seed, path in homes.items()
        if seed not in seeds and path not in known
    ]
    taken = {*pages, *unreadable}
    for draft in drafts:
        problems += draft.problems
        if draft.article is None:
            continue
        path = homes.get(draft.path)
        first = path or _page_path(draft.article, 1)
        if first in unreadable or (first in pages and not has_front_matter(pages[first])):
            continue
        path = path or _free_path(draft.article, taken)
        taken.add(path)
        old = pages.get(path)
        if old is None or is_untouched(old):
            new = format_article(_at(path, draft.article, old))
            if new != old:
                writes[path] = new
        else:
            if draft.path in renamed:
                problems.append(_renamed_under_edit(path, draft))
            if draft.sha256 not in old:
                problems.append(_changed_under_edit(path, draft))
    return writes, problems


@lru_cache(maxsize=1)
def _importers() -> tuple[importers.Importer, ...]:
    return importers.load()


@lru_cache(maxsize=1)
def _recognisers(recipe: Recipe) -> tuple[recognisers.Recogniser, AuthorityRecogniser]:
    return recognisers.load(recipe.recogniser), AuthorityRecogniser(recipe.authority)


def _article(reading: Reading, seed: Seed, sha256: str) -> Article:
    story = reading.story
    date = story.date or seed.received
    lead, offset = _lead(story)
    names = [(m.start - offset, m.end - offset) for m in reading.mentions if offset <= m.start < offset + len(lead)]
    title = fold_space(story.title or "") or headline(lead, names)
    generated = ([] if story.title else ["title"]) + list(story.guessed)
    return Article(
        path="",
        title=title,
        date=date,
        slug=slugify(title) or "untitled",
        authors=story.authors,
        location=story.location,
        summary=summary(lead),
        entities=listing(reading, date).entities,
        source=Source(seed.path, sha256),
        generated=tuple(generated),
        body=markup.from_blocks(story.blocks),
    )


def _lead(story: Story) -> tuple[str, int]:
    """The first paragraph without its dateline, and its offset in the story's text."""
    offset = 0
    for block in story.blocks:
        if block.kind == "paragraph":
            skipped = len(story.dateline) if block.text.startswith(story.dateline) else 0
            return block.text[skipped:], offset + skipped
        offset += len(block.text) + 2
    return story.blocks[0].text, 0


def _about(
    reading: Reading, entities: Mapping[EntityKey, EntityRef], written_in: Iterable[str]
) -> frozenset[EntityKey]:
    """Which of the entities an article is about; their keys are (type, name)."""
    places = {ref.name: key for key, ref in entities.items() if ref.type == "place"}
    nations = nationalities(places)
    names = claim_forms((key, (*explained_forms(*key), *ref.forms)) for key, ref in entities.items())
    hits = []
    for mention, name in zip(reading.mentions, reading.within.names, strict=True):
        key = nations.get(mention.text) if mention.type == "nationality" else (mention.type, name or "")
        if key and key in entities:
            hits.append(Hit(mention.start, mention.end, key))
    title = fold_space(reading.story.title or "")
    return salient(reading.story.text, hits, title, {**nations, **names}, [("place", name) for name in written_in])


def _unclear(reading: Reading) -> Iterable[Unclear]:
    text = reading.story.text
    sentences = Sentences(text)
    for mention, name in zip(reading.mentions, reading.within.names, strict=True):
        if name is None:
            low, high = sentences.around(mention.start, mention.end)
            yield Unclear(mention.text, text[low : mention.start], text[mention.end : high])


def first_homes(sources: Mapping[str, str | None]) -> dict[str, str]:
    """Which page each seed has, given the seeds that pages name: of several, the first by path."""
    homes: dict[str, str] = {}
    for path in sorted(sources, key=_without_suffix):
        if seed := sources[path]:
            homes.setdefault(seed, path)
    return homes


def _copies(sources: Mapping[str, str | None]) -> list[Problem]:
    homes = first_homes(sources)
    return [
        Problem(
            path,
            message=f"{homes[seed]} has the same `source`; only that page follows the seed",
            hint="delete `source` here",
            severity="notice",
        )
        for path in sorted(sources, key=_without_suffix)
        if (seed := sources[path]) and homes[seed] != path
    ]


def _without_suffix(path: str) -> str:
    return path.removesuffix(".md")


def _renamed(
    drafts: Iterable[Draft], homes: Mapping[str, str], pages: Mapping[str, str], seeds: Collection[str]
) -> dict[str, str]:
    """Homes for seeds that were renamed: pages whose seed is gone."""
    strays = {draft.path: draft for draft in drafts if draft.path not in homes}
    orphans = [path for seed, path in homes.items() if seed not in seeds and path in pages]
    if not strays or not orphans:
        return {}

    def copy(path: str) -> str:
        if path in strays:
            article = strays[path].article
            return article.body if article else ""
        return copy_of(path, pages[path]) if has_front_matter(pages[path]) else ""

    return reunited(
        [_stray(draft) for draft in strays.values()],
        [Stray(path, *traces(path, pages[path])) for path in orphans],
        copy,
    )


def _stray(draft: Draft) -> Stray:
    article = draft.article
    days = frozenset({article.date, GUESSED}) if article else frozenset()
    slug = slugify(article.slug, SLUG_LIMIT) if article else ""
    return Stray(draft.path, frozenset({draft.sha256}), days, slug)


def _free_path(article: Article, taken: Collection[str]) -> str:
    return next(path for path in (_page_path(article, number) for number in count(1)) if path not in taken)


def _page_path(article: Article, number: int) -> str:
    """Where the page of an article goes that is the `number`th of its day and slug."""
    day = article.date.isoformat()
    suffix = f"-{number}" if number > 1 else ""
    slug = slugify(article.slug, SLUG_LIMIT - len(suffix)) + suffix
    return str(PurePosixPath(ARTICLES) / day[:4] / day[5:7] / f"{day}-{slug}.md")


def _at(path: str, article: Article, old: str | None) -> Article:
    """The article for its place. A date that was guessed once is not guessed again: the URL holds it."""
    settled = stated_date(old) if old and "date" in article.generated else None
    return msgspec.structs.replace(article, path=path, date=settled or article.date)


def _renamed_under_edit(path: str, draft: Draft) -> Problem:
    return _left_alone(path, f"its seed is content/{draft.path} now", f"write file: {draft.path} into its `source`")


def _changed_under_edit(path: str, draft: Draft) -> Problem:
    hint = f"take over what changed, then write sha256: {draft.sha256} into its `source`"
    return _left_alone(path, f"content/{draft.path} changed", hint)


def _left_alone(path: str, why: str, hint: str) -> Problem:
    message = f"{why}, but this page was edited by hand and is left as it is"
    return Problem(path, message=message, hint=hint, severity="notice")
