"""What a template is given: one frozen type for each kind of page, and the parts they share.

A field has one meaning wherever it stands: `url` is a path from the site's root, as urls.py makes them, which a
template passes through `url()`; `id` is one within the page; `count` is a number of articles, `total` one of names;
`about` is what something is about; `headlines` are articles by title alone; `all` leads to what is left out.

None of them can be part of a cycle, so the garbage collector is told to leave them alone (`gc=False`): a large
archive has millions.
"""

from __future__ import annotations

import datetime

from msgspec import Struct

from sitegen.model import Languages


class Link(Struct, frozen=True, gc=False):
    text: str
    url: str


class Head(Struct, frozen=True, gc=False, kw_only=True):
    """What every page has: its title and description for machines, its own URL, the way up.

    Some have a `feed` (Atom), the same with all `data` (JSON Feed), and a copy as `markdown`. Search engines are to
    leave out what says `noindex`.
    """

    title: str
    description: str
    url: str
    kind: str
    crumbs: tuple[Link, ...] = ()
    feed: str | None = None
    data: str | None = None
    markdown: str | None = None
    noindex: bool = False


class Licence(Struct, frozen=True, gc=False):
    """What readers may do with the texts: its name, and the address elsewhere (or none) that says it in full."""

    name: str
    address: str


class Picture(Struct, frozen=True, gc=False):
    """A picture and its size in pixels."""

    url: str
    width: int
    height: int


class SiteView(Struct, frozen=True, gc=False):
    """What every template knows of the site. `nav` leads to its sections, `menu` to its hand-written pages.

    `copyright` is a line of text. Where it says `noindex`, search engines are to leave all of it out. `direction`
    is that of the language, ltr or rtl; `languages` are words that are not sitegen's own. `search` leads to the
    search page, None where there is no search. `favicon` is an SVG; `icon`, the same for browsers that show none,
    and `card`, which others show beside a link to the site, are None where nothing is installed to draw them.
    """

    title: str
    description: str
    language: str
    nav: tuple[Link, ...]
    menu: tuple[Link, ...]
    feed: str
    data: str = ""
    licence: Licence | None = None
    copyright: str = ""
    noindex: bool = False
    direction: str = "ltr"
    languages: Languages = {}
    search: Link | None = None
    favicon: str = ""
    icon: Picture | None = None
    card: Picture | None = None


class ArticleCard(Struct, frozen=True, gc=False):
    """An article in a list. `language` is a BCP 47 tag, empty where none was given."""

    title: str
    url: str
    date: datetime.date
    summary: str
    authors: tuple[Link, ...] = ()
    location: str | None = None
    language: str = ""


class EntityCard(Struct, frozen=True, gc=False, omit_defaults=True):
    """An entity in a list, or an author or topic, as `type` says; without `url` it has no page yet.

    `count` is of its articles; None on a page that is not to change with each of them, as that of an article.
    `same_as` are addresses elsewhere of the same.
    """

    name: str
    url: str | None
    type: str
    count: int | None
    description: str = ""
    same_as: tuple[str, ...] = ()


class EntityGroup(Struct, frozen=True, gc=False):
    """Entities of one type, with the `url` of the list of all of them, or under one letter, with an `id`."""

    title: str
    url: str | None
    entities: tuple[EntityCard, ...]
    id: str = ""


class Snippet(Struct, frozen=True, gc=False):
    """A sentence cut around the name in it."""

    before: str
    mark: str
    after: str


class Entry(Struct, frozen=True, gc=False):
    """A line of a list of articles; an entity's page shows the sentence that names it, and which are about it."""

    article: ArticleCard
    snippet: Snippet | None = None
    is_about: bool = False


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
    id: str = ""


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


class SameDay(Struct, frozen=True, gc=False):
    """The same day and month of another year: `count` articles, some of their headlines, and the page of all."""

    title: str
    url: str
    count: int
    headlines: tuple[Link, ...]


class Ranking(Struct, frozen=True, gc=False):
    """The most covered entities of a type; `url` lists all `total` of them."""

    title: str
    url: str
    total: int
    entities: tuple[EntityCard, ...]


class HomeView(Struct, frozen=True, gc=False, kw_only=True):
    """The front page. All of it goes by the archive's own last date, never by the clock.

    `storylines` are those that went on last; `all_storylines` leads to the rest if there are more. `recent` are the
    entities of most articles since the date `since`, with the number of those; `covered`, of all time.
    `on_this_day` are the earlier years of `day`, the day and month of the newest article. `network_page` leads to
    the network of the archive.
    """

    head: Head
    count: int
    latest: tuple[ArticleCard, ...]
    storylines: tuple[StoryInBrief, ...]
    all_storylines: Link | None
    since: datetime.date | None
    recent: tuple[EntityGroup, ...]
    day: str
    on_this_day: tuple[SameDay, ...]
    timeline: Timeline | None
    years: tuple[Period, ...]
    covered: tuple[Ranking, ...]
    network_page: Link | None


class ArticleView(Struct, frozen=True, gc=False):
    """An article. `about` are the entities it is about, `mentioned` the others it lists, by type.

    `time` is that of the day, with its offset from UTC where one was given. `rights` is a line of text,
    `source_url` the address elsewhere that the article was taken from, `language` a BCP 47 tag; each may be
    empty.
    """

    head: Head
    title: str
    date: datetime.date
    authors: tuple[Link, ...]
    location: str | None
    summary: str
    body: str
    links: tuple[FormLink, ...]
    about: tuple[EntityGroup, ...]
    mentioned: tuple[EntityGroup, ...]
    topics: tuple[Link, ...]
    story: StorySoFar | None
    related: tuple[Related, ...]
    previous: ArticleCard | None
    next: ArticleCard | None
    time: datetime.time | None = None
    rights: str = ""
    source_url: str = ""
    language: str = ""


class WithdrawnView(Struct, frozen=True, gc=False):
    """What stands at the address of an article that was withdrawn; without a `reason` none was given."""

    head: Head
    title: str
    date: datetime.date
    reason: str


class NameCount(Struct, frozen=True, gc=False):
    """A form under which an entity appears, and in how many articles."""

    name: str
    count: int


class Companion(Struct, frozen=True, gc=False):
    """Another entity, how many articles it shares with this one, and their headlines, the newest first.

    None is named where they are all that this one has: the page lists those. Of many, some are; `all` leads to all.
    """

    entity: EntityCard
    shared: int
    headlines: tuple[Link, ...]
    all: Link | None


class EntityView(Struct, frozen=True, gc=False):
    """An entity's page. `company` are the entities it appears with most.

    `count_about` is how many articles are about it. `stated` is the date of the article that the description is
    taken from. A place may have a `country` with a page of its own, coordinates in degrees north and east, and a
    map of what is around; a country has `cities`, the most covered first, and a link to where all are listed if
    these are not.
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
    count_about: int
    company: tuple[Companion, ...]
    timeline: Timeline | None
    network: Network | None
    map: LocatorMap | None
    cities: tuple[EntityCard, ...]
    all_cities: Link | None
    listing: Listing


class ListView(Struct, frozen=True, gc=False):
    """A dated page, an author or a topic: a title and articles. `up` is the list that this one is part of.

    The page of a day has that day of the other years, newest first, `on_this_day`.
    """

    head: Head
    title: str
    listing: Listing
    timeline: Timeline | None = None
    calendar: Calendar | None = None
    on_this_day: tuple[SameDay, ...] = ()
    up: Link | None = None
    previous: Link | None = None
    next: Link | None = None


class Letter(Struct, frozen=True, gc=False):
    """The page of the names that begin with a letter or two, and how many these are."""

    title: str
    url: str
    total: int


class IndexView(Struct, frozen=True, gc=False):
    """A to Z. `groups` have a letter for title.

    One that is too long for a page has no groups but the `most` covered, and `letters` that have pages. A letter's
    page names all of them as its `siblings`.
    """

    head: Head
    title: str
    groups: tuple[EntityGroup, ...]
    most: tuple[EntityCard, ...] = ()
    letters: tuple[Letter, ...] = ()
    siblings: tuple[Link, ...] = ()


class TextView(Struct, frozen=True, gc=False):
    head: Head
    title: str
    body: str


class NotFoundView(Struct, frozen=True, gc=False):
    """An address that leads nowhere."""

    head: Head


class RedirectView(Struct, frozen=True, gc=False):
    """What stands at an address that has moved: `target` is where to, perhaps a part of the page at `head.url`."""

    head: Head
    target: str


class FeedEntry(Struct, frozen=True, gc=False, omit_defaults=True):
    """An article in a feed. Where the feed carries the whole copy, `body` is that and `links` the names in it."""

    article: ArticleCard
    time: datetime.time | None = None
    body: str | None = None
    links: tuple[FormLink, ...] = ()
    rights: str = ""
    source_url: str = ""


class EntityFacts(Struct, frozen=True, gc=False, kw_only=True):
    """What the archive knows of an entity, which is in `count` articles; `company` is what it appears with most.

    The rest is as on its page.
    """

    type: str
    name: str
    description: str
    stated: datetime.date | None
    names: tuple[NameCount, ...]
    same_as: tuple[str, ...]
    country: str
    latitude: float | None
    longitude: float | None
    count: int
    count_about: int
    first: datetime.date
    last: datetime.date
    company: tuple[Tied, ...]


class FeedView(Struct, frozen=True, gc=False, kw_only=True):
    """The newest articles of the site, of an entity, an author or a topic.

    As Atom it is at `url`, as JSON Feed at `data`. `page` is the page it follows, with `facts` of an entity.
    """

    title: str
    description: str
    url: str
    data: str
    page: str
    entries: tuple[FeedEntry, ...]
    facts: EntityFacts | None = None


class LlmsView(Struct, frozen=True, gc=False, kw_only=True):
    """llms.txt: where a language model finds what. `covered` are the most covered entities, by type."""

    count: int
    first: datetime.date | None
    last: datetime.date | None
    covered: tuple[EntityGroup, ...]
    latest: tuple[ArticleCard, ...]
    years: tuple[Period, ...]


class Listed(Struct, frozen=True, gc=False):
    """A page, or a file of a sitemap, and the date of the newest article it shows."""

    url: str
    modified: datetime.date | None = None


class SitemapView(Struct, frozen=True, gc=False):
    """A sitemap, or an index of several."""

    listed: tuple[Listed, ...]


class RobotsView(Struct, frozen=True, gc=False):
    """What crawlers read first; `sitemap` is None where the site wants none to index it."""

    sitemap: str | None


# --- pictures of the site ---------------------------------------------------------------------------------------


class Lettering(Struct, frozen=True, gc=False):
    """Words in a picture: `label_lines` that fit in Noto Serif of this `size`, up to bold. None without a font."""

    label_lines: tuple[str, ...]
    size: int


class FaviconView(Struct, frozen=True, gc=False):
    """The site's sign: `letter` is the first of its title, empty where there is none or no font has it."""

    title: str
    letter: str


class CardView(Struct, frozen=True, gc=False):
    """What others show beside a link to the site, 1200 by 630: its title, and what it says of itself as `tagline`.

    Neither is wider than 1040, and with lines of 1.15 of their size they are no higher than 320 and 92. `direction`
    is that of the language, ltr or rtl.
    """

    heading: Lettering
    tagline: Lettering
    direction: str


# --- drawings: all numbers but counts are in the units of the drawing -------------------------------------------


class Tick(Struct, frozen=True, gc=False):
    """A label and where it stands along its axis."""

    text: str
    at: float


class Bar(Struct, frozen=True, gc=False):
    """A year, month or day and its articles. `url` leads to a list of them; `x`, `y` is the upper left corner."""

    title: str
    count: int
    url: str | None
    x: float
    y: float
    width: float
    height: float


class Timeline(Struct, frozen=True, gc=False, kw_only=True):
    """Articles over time, a bar for each `unit` that has any.

    The bars stand on `base` and begin at `left`. `scale` is numbers of articles from bottom to top; `labels`
    stand centred under the bars and `eras`, the years or months that begin there, under the labels.
    """

    title: str
    description: str
    unit: str
    width: int
    height: int
    left: float
    base: int
    bars: tuple[Bar, ...]
    scale: tuple[Tick, ...]
    labels: tuple[Tick, ...]
    eras: tuple[Tick, ...]


class CalendarDay(Struct, frozen=True, gc=False):
    """A day with articles. `level` is its shade; `x`, `y` is the upper left corner."""

    date: datetime.date
    count: int
    url: str | None
    level: int
    x: float
    y: float


class Shade(Struct, frozen=True, gc=False):
    """A shade of a calendar and the numbers of articles that it stands for: `1 to 50`."""

    level: int
    text: str


class HalfYear(Struct, frozen=True, gc=False, kw_only=True):
    """Six months: a column for each week, Monday at the top. `blank` are the corners of days without articles."""

    title: str
    width: int
    height: int
    months: tuple[Tick, ...]
    weekdays: tuple[Tick, ...]
    blank: tuple[tuple[float, float], ...]
    days: tuple[CalendarDay, ...]


class Calendar(Struct, frozen=True, gc=False, kw_only=True):
    """A year's days, each a square of side `cell`. `shades` are those in use, lightest first."""

    title: str
    description: str
    halves: tuple[HalfYear, ...]
    cell: int
    shades: tuple[Shade, ...]


class Node(Struct, frozen=True, gc=False, kw_only=True):
    """An entity in a network, `radius` about `x`, `y`; `shared` are the articles it has in common with the centre.

    Its name, in `label_lines` and perhaps cut short, is at `label_x` and the base line of its first line,
    `label_y`; it is a start, middle or end there as `anchor` says.
    """

    entity: EntityCard
    shared: int
    x: int
    y: int
    radius: int
    label_lines: tuple[str, ...]
    label_x: int
    label_y: int
    anchor: str


class Lines(Struct, frozen=True, gc=False):
    """The lines between entities that are as close as `level` says, 1 to 4, as the path of an SVG."""

    level: int
    path: str


class Tied(Struct, frozen=True, gc=False):
    """Another entity, and how many articles it shares with this one."""

    entity: EntityCard
    shared: int


class NetworkRow(Struct, frozen=True, gc=False):
    """An entity of a network, how many articles it shares with the centre, and with the others it is tied to."""

    entity: EntityCard
    shared: int
    ties: tuple[Tied, ...]


class Network(Struct, frozen=True, gc=False, kw_only=True):
    """Who appears with whom. An entity's own network has it at its `centre`, the first node and in no row.

    Without nodes there is no drawing, and the rows say it alone.
    """

    title: str
    description: str
    centre: EntityCard | None
    width: int
    height: int
    nodes: tuple[Node, ...]
    lines: tuple[Lines, ...]
    rows: tuple[NetworkRow, ...]


class NetworkView(Struct, frozen=True, gc=False):
    """The network of the entities that the archive covers most."""

    head: Head
    title: str
    network: Network


class Dot(Struct, frozen=True, gc=False):
    """A circle on a map: a place, or one and others near it. `title` names it and counts its articles.

    One that `is_area` is a country or a state, marked in its middle. Within `hit_radius` it answers to a pointer.
    """

    x: int
    y: int
    radius: int
    hit_radius: int
    title: str
    url: str
    is_area: bool = False


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

    `count` is of all the articles that name any of them.
    """

    id: str
    place: EntityCard
    country: EntityCard | None
    near: tuple[EntityCard, ...]
    more: int
    count: int


class CountryPlaces(Struct, frozen=True, gc=False):
    """A country, or what lies in none, and its places by name: of many, the most covered."""

    id: str
    country: EntityCard | None
    places: tuple[EntityCard, ...]
    all: Link | None = None


class CountryGroup(Struct, frozen=True, gc=False):
    """Countries under one letter, or what lies in none."""

    id: str
    title: str
    countries: tuple[CountryPlaces, ...]


class PlacesView(Struct, frozen=True, gc=False):
    """All places: the map, the same as a table, and A to Z by country. `total` is how many there are."""

    head: Head
    title: str
    total: int
    map: WorldMap | None
    rows: tuple[PlaceRow, ...]
    groups: tuple[CountryGroup, ...]


# --- storylines -----------------------------------------------------------------------------------------------


class StorylineCard(Struct, frozen=True, gc=False):
    """A storyline in a list, with its `first` and `last` day, and the `reason` that its articles are one story."""

    title: str
    url: str
    count: int
    first: datetime.date
    last: datetime.date
    reason: str


class StoryInBrief(Struct, frozen=True, gc=False):
    """A storyline on the front page, with the headlines of some of its articles, the newest first."""

    storyline: StorylineCard
    headlines: tuple[Link, ...]


class StorySoFar(Struct, frozen=True, gc=False):
    """The storyline of an article, oldest first: the `whole`, or its first article and those around this one."""

    storyline: StorylineCard
    articles: tuple[ArticleCard, ...]
    whole: bool


class StorylineView(Struct, frozen=True, gc=False):
    """A storyline's page: all its articles, oldest first, and by type what they are all `about`."""

    head: Head
    title: str
    storyline: StorylineCard
    articles: tuple[ArticleCard, ...]
    about: tuple[EntityGroup, ...]


class StorylinesView(Struct, frozen=True, gc=False):
    """All storylines, the newest first."""

    head: Head
    title: str
    storylines: tuple[StorylineCard, ...]


class Filter(Struct, frozen=True, gc=False):
    """A field by which results are narrowed: its `id`, also its name in the address, and what it is called."""

    id: str
    text: str


class SearchView(Struct, frozen=True, gc=False):
    """The search page. `index` is the folder of the search index.

    `filters` are the fields beside the year, and `year_values` what that can be, newest first, as `years` are.
    """

    head: Head
    index: str
    filters: tuple[Filter, ...]
    year_values: tuple[str, ...]
    years: tuple[Period, ...]
