"""What a template is given: one frozen type for each kind of page, and the parts they share.

A field has one meaning wherever it stands. URLs are paths from the site's root, as urls.py makes them; a template
passes each through `url()`. `count` is always a number of articles. None of them can be part of a cycle, so the
garbage collector is told to leave them alone (`gc=False`): a large archive has millions.
"""

from __future__ import annotations

import datetime

from msgspec import Struct


class Link(Struct, frozen=True, gc=False):
    text: str
    url: str


class Head(Struct, frozen=True, gc=False, kw_only=True):
    """What every page has: its title and description for machines, its own URL, the way up, its feed."""

    title: str
    description: str
    url: str
    kind: str
    crumbs: tuple[Link, ...] = ()
    feed: str | None = None


class SiteView(Struct, frozen=True, gc=False):
    """What every template knows of the site. `nav` leads to its sections, `menu` to its hand-written pages."""

    title: str
    description: str
    language: str
    nav: tuple[Link, ...]
    menu: tuple[Link, ...]
    feed: str


class ArticleCard(Struct, frozen=True, gc=False):
    """An article in a list."""

    title: str
    url: str
    date: datetime.date
    summary: str
    authors: tuple[Link, ...] = ()
    location: str | None = None


class EntityCard(Struct, frozen=True, gc=False):
    """An entity in a list. `type` is `person`, `organization` or `place`; without `url` it has no page yet."""

    name: str
    url: str | None
    type: str
    count: int
    description: str = ""


class EntityGroup(Struct, frozen=True, gc=False):
    """Entities of one type, or under one letter. `url` is the list of all of them."""

    title: str
    url: str
    entities: tuple[EntityCard, ...]


class Snippet(Struct, frozen=True, gc=False):
    """A sentence cut around the name in it."""

    before: str
    mark: str
    after: str


class Entry(Struct, frozen=True, gc=False):
    """A line of a list of articles; an entity's page shows the sentence that names it, and what is `about` it."""

    article: ArticleCard
    snippet: Snippet | None = None
    about: bool = False


class Period(Struct, frozen=True, gc=False):
    """A year, month or day that has a page of its own."""

    title: str
    url: str
    count: int


class Section(Struct, frozen=True, gc=False):
    """Entries under a date. `url` leads to the page of that date where there is one."""

    title: str
    entries: tuple[Entry, ...]
    url: str | None = None


class Listing(Struct, frozen=True, gc=False):
    """Articles, newest first. What is too many for one page is in `periods`, each a page of its own."""

    count: int
    sections: tuple[Section, ...] = ()
    periods: tuple[Period, ...] = ()


class Related(Struct, frozen=True, gc=False):
    article: ArticleCard
    reason: str


class FormLink(Struct, frozen=True, gc=False):
    """A form that names an entity in the copy, its type, and where it leads; without `url` it is left alone."""

    form: str
    type: str = ""
    url: str | None = None


class HomeView(Struct, frozen=True, gc=False):
    head: Head
    count: int
    latest: tuple[ArticleCard, ...]
    years: tuple[Period, ...]
    groups: tuple[EntityGroup, ...]


class ArticleView(Struct, frozen=True, gc=False):
    """An article. `about` are the entities it is about, `groups` the others it lists, by type."""

    head: Head
    title: str
    date: datetime.date
    authors: tuple[Link, ...]
    location: str | None
    summary: str
    body: str
    links: tuple[FormLink, ...]
    about: tuple[EntityGroup, ...]
    groups: tuple[EntityGroup, ...]
    topics: tuple[Link, ...]
    related: tuple[Related, ...]
    previous: ArticleCard | None
    next: ArticleCard | None


class NameCount(Struct, frozen=True, gc=False):
    """A form under which an entity appears, and in how many articles."""

    name: str
    count: int


class EntityView(Struct, frozen=True, gc=False):
    """An entity's page. `company` are the entities it appears with most, with the number of shared articles.

    `about` counts the articles about it. `stated` is the date of the article that the description is taken from. A
    place may have a `country` with a page of its own, and coordinates in degrees north and east.
    """

    head: Head
    name: str
    type: str
    description: str
    stated: datetime.date | None
    country: Link | None
    latitude: float | None
    longitude: float | None
    names: tuple[NameCount, ...]
    same_as: tuple[str, ...]
    first: datetime.date
    last: datetime.date
    about: int
    company: tuple[EntityCard, ...]
    listing: Listing


class ListView(Struct, frozen=True, gc=False):
    """A dated page, an author or a topic: a title and articles. `up` is the list that this one is part of."""

    head: Head
    title: str
    listing: Listing
    up: Link | None = None
    previous: Link | None = None
    next: Link | None = None


class IndexView(Struct, frozen=True, gc=False):
    """A to Z. `groups` have a letter for title and an anchor for `url`."""

    head: Head
    title: str
    groups: tuple[EntityGroup, ...]


class TextView(Struct, frozen=True, gc=False):
    head: Head
    title: str
    body: str


class NotFoundView(Struct, frozen=True, gc=False):
    head: Head
    sections: tuple[Link, ...]


class RedirectView(Struct, frozen=True, gc=False):
    head: Head
    target: str


class FeedEntry(Struct, frozen=True, gc=False):
    article: ArticleCard
    body: str


class FeedView(Struct, frozen=True, gc=False):
    """An Atom feed. `page` is the page it follows; `updated` is the date of its newest entry."""

    title: str
    url: str
    page: str
    updated: datetime.date
    entries: tuple[FeedEntry, ...]


class SitemapView(Struct, frozen=True, gc=False):
    urls: tuple[str, ...]


class Dot(Struct, frozen=True, gc=False):
    """A circle on a map: a place, or one and others near it. `title` names it and counts its articles.

    An `area` is a country or a state, marked in its middle. `target` is the radius of what answers to a pointer.
    """

    x: int
    y: int
    radius: int
    target: int
    title: str
    url: str
    area: bool = False


class Label(Struct, frozen=True, gc=False):
    """Words in a drawing. `anchor` is SVG's: the end of the line that stands at x."""

    x: int
    y: int
    anchor: str
    text: str


class WorldMap(Struct, frozen=True, gc=False):
    """The map of the world, `width` by `height` units; `land` and `borders` are paths, `dots` the largest first."""

    title: str
    description: str
    width: int
    height: int
    land: str
    borders: str
    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]


class LocatorMap(Struct, frozen=True, gc=False):
    """Where one place is, `width` by `height` units: paths of the land around, its borders and the place's own
    area, if it has one; else it is at x and y.
    """

    title: str
    description: str
    width: int
    height: int
    land: str
    borders: str
    area: str
    x: int
    y: int


class PlaceRow(Struct, frozen=True, gc=False):
    """A dot of the map in words: its place, the others that it stands for, and how many `more` of those there are.

    `count` is of all the articles that name any of them. `id` is the anchor of the row.
    """

    id: str
    place: EntityCard
    country: EntityCard | None
    near: tuple[EntityCard, ...]
    more: int
    count: int


class CountryPlaces(Struct, frozen=True, gc=False):
    """A country, or what lies in none, and its places by name: of many, the most covered; `all` leads to the rest.

    `id` is an anchor.
    """

    id: str
    country: EntityCard | None
    places: tuple[EntityCard, ...]
    all: Link | None = None


class CountryGroup(Struct, frozen=True, gc=False):
    """Countries under one letter, or what lies in none; `id` is an anchor."""

    id: str
    title: str
    countries: tuple[CountryPlaces, ...]


class PlacesView(Struct, frozen=True, gc=False):
    """All places: the map, the same as a table, and A to Z by country. `places` is how many there are."""

    head: Head
    title: str
    places: int
    map: WorldMap | None
    rows: tuple[PlaceRow, ...]
    groups: tuple[CountryGroup, ...]
