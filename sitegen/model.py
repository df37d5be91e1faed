"""The words that every room shares: plain frozen data, no behaviour beyond what a name promises.

None can be part of a cycle, so the garbage collector is told to leave them alone (`gc=False`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from sitegen.errors import Problem


class EntityType(Struct, frozen=True, gc=False):
    """One kind of entity that has pages.

    `plural` is the key in front matter and the folder in URLs; `schema` is the schema.org type.
    """

    name: str
    plural: str
    schema: str


ENTITY_TYPES: Mapping[str, EntityType] = {
    kind.name: kind
    for kind in (
        EntityType("person", "people", "Person"),
        EntityType("organization", "organizations", "Organization"),
        EntityType("place", "places", "Place"),
    )
}
LABELS: Mapping[str, str] = {"author": "authors", "topic": "topics"}
"""What articles carry beside entities and has pages too, and where those live."""

MENTION_TYPES = (*ENTITY_TYPES, "event", "nationality")
"""What a recogniser may find; only the keys of `ENTITY_TYPES` get pages."""

EntityKey: TypeAlias = tuple[str, str]
"""(type, id): names one entity of the archive."""


# --- seeds ----------------------------------------------------------------------------------------------------


class Seed(Struct, frozen=True, gc=False):
    """A raw file as received. `path` is relative to content/; `received` stands in for a date the copy lacks."""

    path: str
    data: bytes
    received: datetime.date


class Block(Struct, frozen=True, gc=False):
    """A paragraph of copy. A `subhead` is a line in capitals; `credits` close a story: `(Reporting by …)`."""

    kind: Literal["paragraph", "subhead", "credits"]
    text: str


class Story(Struct, frozen=True, gc=False):
    """A seed understood: header fields and copy.

    `dateline` is the exact prefix of the first paragraph (`KINGSTON, Feb 26 (Agency) - `), `location` the place
    it names (`Kingston`). `title` and `date` are None where the seed states none. `guessed` names the fields that
    the importer had to assume.
    """

    blocks: tuple[Block, ...]
    title: str | None = None
    date: datetime.date | None = None
    authors: tuple[str, ...] = ()
    location: str | None = None
    dateline: str = ""
    guessed: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The body: blocks joined by blank lines. Offsets of mentions count characters of this string."""
        return "\n\n".join(block.text for block in self.blocks)


class Mention(Struct, frozen=True, gc=False):
    """A stretch of `Story.text` that names something.

    `name` is the canonical name where the recogniser knows it from a table (`U.S.` is `United States`).
    `confidence` is how likely the mention is one, from 0 to 1; 1 where the recogniser does not say.
    """

    start: int
    end: int
    text: str
    type: str
    name: str | None = None
    confidence: float = 1.0


# --- articles -------------------------------------------------------------------------------------------------


class EntityRef(Struct, frozen=True, array_like=True, gc=False):
    """An article's listing of an entity: canonical name, and the forms of it that the name does not explain.

    `confidence` is how likely the article does name it, from 0 to 1; 1 where nothing is said.
    """

    type: str
    name: str
    forms: tuple[str, ...] = ()
    confidence: float = 1.0


class Source(Struct, frozen=True, gc=False):
    """Where a page came from: a file relative to content/, and the SHA-256 of its bytes."""

    file: str
    sha256: str


class Outline(Struct, frozen=True, array_like=True, gc=False, kw_only=True):
    """An article page but for its copy. `path` is relative to the site; `generated` names made-up fields.

    `digest` is of the page's bytes and `words` of its copy, of which `brackets` is what stands in brackets.
    `filed_under` is the address that the name of its file stands for, where that begins with a date.

    `time` is that of the day, with its offset from UTC where one is given; `date` is the day there. `rights` and
    `source_url` credit its source, `language` is a BCP 47 tag; all may be empty. One that is `withdrawn` says why
    (None: it is not), and nothing else of it is published.
    """

    path: str
    title: str
    date: datetime.date
    slug: str
    time: datetime.time | None = None
    authors: tuple[str, ...] = ()
    location: str | None = None
    summary: str = ""
    entities: tuple[EntityRef, ...] = ()
    topics: tuple[str, ...] = ()
    source: Source | None = None
    generated: tuple[str, ...] = ()
    draft: bool = False
    noindex: bool = False
    language: str = ""
    rights: str = ""
    source_url: str = ""
    withdrawn: str | None = None
    filed_under: str = ""
    digest: str = ""
    words: bytes = b""
    brackets: str = ""


class Article(Outline, frozen=True, array_like=True, gc=False, kw_only=True):
    """One article page. `body` is Markdown, `text` its words without headings: paragraphs joined by blank lines."""

    body: str = ""
    text: str = ""

    def outline(self) -> Outline:
        return Outline(**{name: getattr(self, name) for name in Outline.__struct_fields__})


class TextPage(Struct, frozen=True, gc=False, kw_only=True):
    """A hand-written page of content/pages/; `url` is its path on the site."""

    path: str
    url: str
    title: str
    body: str
    menu: bool = True
    draft: bool = False


# --- entities -------------------------------------------------------------------------------------------------


class Entity(Struct, frozen=True, gc=False, kw_only=True):
    """One person, organization or place of the archive. `excluded` are phrases that never mean it.

    `stated` is the date of the article that the description was taken from, None where people wrote it. A place
    has a `country` (its canonical name), degrees north and east, or None where they are not known.
    """

    type: str
    id: str
    name: str
    aliases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    description: str = ""
    stated: datetime.date | None = None
    same_as: tuple[str, ...] = ()
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def key(self) -> EntityKey:
        return self.type, self.id


class Merge(Struct, frozen=True, gc=False):
    """A decision that the entity with one id is the entity with another."""

    source: str
    into: str


class Authority(Struct, frozen=True, gc=False):
    """What people decided: entities described, names and ids hidden, ids merged."""

    entities: tuple[Entity, ...] = ()
    hidden: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()


class Redirect(Struct, frozen=True, gc=False, order=True):
    """A URL that once led to a page and where that page is now.

    `place` is the path, line and column of the line that says so; None where other files imply it.
    """

    url: str
    target: str
    place: tuple[str, int, int] | None = None


class Ruling(Struct, frozen=True, gc=False):
    """What the listings of a name mean, and why; without `articles`, wherever it is listed.

    `key` is None for nothing: hidden, or ambiguous between the `candidates`. `because` is a clause for people.
    `full` names what `key` stands for, where no article spells that.
    """

    type: str
    name: str
    rule: str
    key: EntityKey | None
    because: str
    articles: tuple[str, ...] = ()
    candidates: tuple[EntityKey, ...] = ()
    full: str = ""


class Choice(Struct, frozen=True, gc=False):
    """A name that once was one entity's address and now could mean several."""

    name: str
    keys: tuple[EntityKey, ...]


class Resolution(Struct, frozen=True, gc=False):
    """Who is who: the archive's entities, and what each article's listings resolve to, by article path.

    `choices` are addresses that no entity has any more, with what each could mean. `faint` are entities without a
    page so far; `idle` are the rules of content/entities.yaml that changed nothing, as (kind, what it is about).
    """

    entities: Mapping[EntityKey, Entity]
    listings: Mapping[str, Mapping[EntityKey, tuple[str, ...]]]
    faint: Mapping[EntityKey, Entity] = {}
    redirects: tuple[Redirect, ...] = ()
    choices: Mapping[str, Choice] = {}
    rulings: tuple[Ruling, ...] = ()
    idle: tuple[tuple[str, str], ...] = ()


# --- the corpus -----------------------------------------------------------------------------------------------


class Hit(Struct, frozen=True, gc=False, order=True):
    """Where a form of an entity stands in a text."""

    start: int
    end: int
    key: EntityKey


class Appearance(Struct, frozen=True, gc=False):
    """An entity in an article: the sentence that first names it, cut around the name, and all forms it has there.

    `mark` is empty where the article lists the entity without naming it in its text. An article is `about` some of
    what it lists, and mentions the rest.
    """

    article: str
    before: str
    mark: str
    after: str
    forms: tuple[str, ...] = ()
    about: bool = False


class Relation(Struct, frozen=True, gc=False):
    """A related article and what both share, the rarest first: entities, and words of headline and lead.

    `words` are empty where the entities decided. The texts are much the same where it `repeats` the article.
    """

    article: str
    shared: tuple[EntityKey, ...]
    words: tuple[str, ...] = ()
    repeats: bool = False


class Storyline(Struct, frozen=True, gc=False):
    """A run of articles, oldest first, about the same two (`shared`) and on one matter: the `words` it began with.

    `id` begins with the date of the first article; `former` are the ids that the story would have without it.
    """

    id: str
    articles: tuple[str, ...]
    shared: tuple[EntityKey, ...]
    words: tuple[str, ...]
    former: tuple[str, ...] = ()


class Company(Struct, frozen=True, gc=False):
    """Another entity, in how many articles it appears with one, and these, or the newest if they are many.

    None is named where they are all that the one has.
    """

    key: EntityKey
    count: int
    articles: tuple[str, ...]


class Tie(Struct, frozen=True, gc=False, order=True):
    """Two entities of a network by their places in it, the articles they share, and how close that makes them."""

    one: int
    other: int
    shared: int
    closeness: float


class Graph(Struct, frozen=True, gc=False):
    """The entities of a network and their ties."""

    keys: tuple[EntityKey, ...]
    ties: tuple[Tie, ...]


class Circle(Struct, frozen=True, gc=False):
    """The companions that an entity is closest to: how many articles each shares with it, and how close it is."""

    graph: Graph
    shared: tuple[int, ...]
    closeness: tuple[float, ...]


class Corpus(Struct, frozen=True, eq=False, gc=False):
    """The whole archive, indexed; equal to itself alone.

    Articles are in archive order (oldest first) and named by their URL; their `copies` are Markdown, by path, and
    read where they are wanted.

    `entities` have pages, `faint` ones have none yet; `listed` has both, all else is about entities with pages.
    `where` are the articles of an entity's `appearances`; `labels` the authors and topics of the articles that have
    some, each with its spelling there. What is `withdrawn` is in nothing else.

    Articles, forms, appearances, company and related are unpacked when they are asked for; `dates` and `where` are
    there for all that wants no more of them.
    """

    articles: Mapping[str, Outline]
    dates: Mapping[str, datetime.date]
    copies: Mapping[str, str]
    entities: Mapping[EntityKey, Entity]
    faint: Mapping[EntityKey, Entity]
    listed: Mapping[str, tuple[EntityKey, ...]]
    labels: Mapping[str, tuple[tuple[EntityKey, str], ...]]
    about: Mapping[str, tuple[EntityKey, ...]]
    forms: Mapping[str, Mapping[str, EntityKey | None]]
    where: Mapping[EntityKey, tuple[str, ...]]
    appearances: Mapping[EntityKey, tuple[Appearance, ...]]
    company: Mapping[EntityKey, tuple[Company, ...]]
    circles: Mapping[EntityKey, Circle]
    related: Mapping[str, tuple[Relation, ...]]
    storylines: tuple[Storyline, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    choices: Mapping[str, Choice] = {}
    texts: tuple[TextPage, ...] = ()
    withdrawn: Mapping[str, Outline] = {}


# --- the site -------------------------------------------------------------------------------------------------


Message: TypeAlias = str | Mapping[str, str]
"""What is said, with `{name}` for arguments; or a form of it for each plural category of its language."""

Languages: TypeAlias = Mapping[str, Mapping[str, Message]]
"""Messages by key, by language (a BCP 47 tag in lower case)."""


class Settings(Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """sitegen.yaml. Every key has a default."""

    title: str = "News archive"
    description: str = ""
    base_url: str = ""
    language: str = "en"
    theme: str = "broadsheet"
    recogniser: str = "wire"
    list_limit: int = 100
    licence: str = ""
    copyright: str = ""
    noindex: bool = False
    search: bool = True
    feed_limit: int = 50
    feed_min_articles: int = 1
    markdown: bool = True
    min_articles: int = 1
    min_confidence: Annotated[float, Meta(ge=0, le=1)] = 0.6


class Config(Settings, frozen=True, gc=False, kw_only=True):
    """What a site is built by: its settings, and what the language files of its theme and its own add to ours."""

    languages: Languages = {}


class Theme(Struct, frozen=True, gc=False):
    """A theme as data: template sources by name, static files by path, and where each template came from.

    `languages` are the texts of language files by path, those that go before others last.
    """

    name: str
    templates: Mapping[str, str]
    static: Mapping[str, bytes]
    origins: Mapping[str, str]
    languages: Mapping[str, str] = {}


class Later(Struct, frozen=True):
    """A view that is made only where its page is to be rendered, most often in another process.

    `gather` collects the facts of the page from the corpus, plain data; `make`, a function of a module, is given
    these and the settings, and nothing else. So where they are what they were, the view is. An article's copy, of
    which the facts hold a digest, is read at last: `body` is the field of the view that `copy` fills.

    Neither holds on to a corpus, so a page that was planned for one is as good for another in which the same
    articles list the same entities.
    """

    make: Callable[[Any, Config], Any]
    gather: Callable[[Corpus], Any]
    copy: Callable[[Corpus], str] | None = None


class Page(Struct, frozen=True):
    """One file of the site, planned. `sources` are the inputs to name when it goes wrong, `place` is the path, line
    and column of what asks for it, where that is one line.

    `view` is plain data, best a `Struct`, or how to make it `Later`. The sitemap names what is `listed`, and when
    it was `modified`: the date of the newest article it shows, if any.
    """

    url: str
    template: str
    view: Any
    sources: tuple[str, ...] = ()
    modified: datetime.date | None = None
    listed: bool = True
    place: tuple[str, int, int] | None = None

    def make_view(self, corpus: Corpus, config: Config) -> Any:
        """Raises Invalid where a copy that it needs cannot be read any more."""
        if not isinstance(self.view, Later):
            return self.view
        view = self.view.make(self.view.gather(corpus), config)
        return replace(view, body=self.view.copy(corpus)) if self.view.copy else view


class Change(Struct, frozen=True, gc=False, order=True):
    """A file of output/ that was written, and why."""

    file: str
    reason: str


class Why(Struct, frozen=True, gc=False):
    """Why a page was written: by this build (empty: it was not), and when it last was. `sources` are its inputs."""

    url: str
    file: str
    sources: tuple[str, ...]
    now: str
    last: str


class BuildReport(Struct, frozen=True, gc=False, kw_only=True):
    """What a build did. `reasons` counts files written; `changes` names them, where they are not too many."""

    articles: int = 0
    entities: int = 0
    pages: int = 0
    written: int = 0
    kept: int = 0
    deleted: int = 0
    converted: int = 0
    seconds: float = 0.0
    reasons: Mapping[str, int] = {}
    changes: tuple[Change, ...] = ()
    why: Why | None = None
    problems: tuple[Problem, ...] = field(default_factory=tuple)
