"""The A to Z of people, organizations, authors and topics; one that is long is split by letter, then by two.

A letter's page lies at `/people/a-to-z/b/`, where no entity can: an id is one segment of a path, and what lies
below an entity's page is its years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import groupby

from msgspec import Struct

from sitegen.languages import Words, words_of
from sitegen.model import ENTITY_TYPES, Config, Page
from sitegen.names import sort_key
from sitegen.text import slugify
from sitegen.views import EntityCard, EntityGroup, Head, IndexView, Letter, Link

OTHER = "#"
"""Where names stand that begin with no letter: at the end."""

LONG, LONG_LETTER = 4, 15
"""More names than so many times `list_limit`, a line each, are too many for a section's page, or a letter's."""

MOST_COVERED = 24
"""How many names stand before the letters of a split A to Z."""


class _Filed(Struct, frozen=True, gc=False, order=True):
    """A name in its place; `letters` are what it is filed under."""

    key: str
    url: str
    letters: str
    card: EntityCard


class _Shelf(Struct, frozen=True, gc=False):
    """The names that begin with one or two letters; `path` is for URLs and ids."""

    title: str
    path: str
    names: tuple[_Filed, ...]


def index_pages(section: str, cards: Iterable[EntityCard], config: Config) -> Iterator[Page]:
    """The A to Z of a section (`people`, `authors`): people by family name, all else by name."""
    types = {kind.plural: kind.name for kind in ENTITY_TYPES.values()} | {"authors": "person"}
    names = sorted(_filed(types.get(section, ""), card) for card in cards)
    words = words_of(config)
    whole, title = f"/{section}/", words(section)
    source = (f"the A to Z of {section}",)
    head = Head(title=title, description=words("a_to_z_of", title=title), url=whole, kind="index")
    shelves = _shelves(names)
    if len(names) <= LONG * config.list_limit:
        yield Page(whole, "index.html", IndexView(head, title, _groups(shelves)), source)
        return
    yield Page(whole, "index.html", _overview(head, title, section, names, shelves), source)
    for shelf in shelves:
        yield from _letter_pages(words, section, shelf, shelves, (Link(title, whole),), config.list_limit)


def _letter_pages(
    words: Words, section: str, shelf: _Shelf, beside: Sequence[_Shelf], crumbs: tuple[Link, ...], limit: int
) -> Iterator[Page]:
    """The page of a letter, one of those `beside` it, and of its parts if it is long."""
    title, url = words("section_part", section=words(section), part=shelf.title), _url(section, shelf)
    source = (f"the A to Z of {section}",)
    head = Head(title=title, description=words("a_to_z_of_part", title=title), url=url, kind="index", crumbs=crumbs)
    can_split = len(crumbs) == 1 and shelf.title != OTHER
    parts = _shelves(shelf.names, shelf) if can_split else (shelf,)
    siblings = tuple(Link(other.title, _url(section, other)) for other in beside)
    if can_split and len(shelf.names) > LONG_LETTER * limit:
        yield Page(url, "index.html", _overview(head, title, section, shelf.names, parts, siblings), source)
        for part in parts:
            yield from _letter_pages(words, section, part, parts, (*crumbs, Link(shelf.title, url)), limit)
        return
    groups = _groups(parts if len(shelf.names) > limit else (shelf,))
    yield Page(url, "index.html", IndexView(head, title, groups, siblings=siblings), source)


def _overview(
    head: Head,
    title: str,
    section: str,
    names: Sequence[_Filed],
    shelves: Iterable[_Shelf],
    siblings: tuple[Link, ...] = (),
) -> IndexView:
    """The most covered names, and the way to all of them."""
    most = nsmallest(MOST_COVERED, names, key=lambda filed: (-(filed.card.count or 0), filed))
    letters = tuple(Letter(shelf.title, _url(section, shelf), len(shelf.names)) for shelf in shelves)
    return IndexView(head, title, (), tuple(filed.card for filed in most), letters, siblings)


def _filed(type_: str, card: EntityCard) -> _Filed:
    key = sort_key(type_, card.name)
    return _Filed(key, card.url or "", slugify(key).replace("-", ""), card)


def _shelves(names: Iterable[_Filed], above: _Shelf | None = None) -> tuple[_Shelf, ...]:
    """Names by their first letter, or those `above` by their first two; what has no such letters comes last."""
    depth = 2 if above else 1

    def place(filed: _Filed) -> str:
        letters = filed.letters[:depth]
        return letters if len(letters) == depth and letters.isalpha() else ""

    by_letters = groupby(sorted(names, key=lambda filed: (not place(filed), place(filed))), key=place)
    other = f"{above.path}-other" if above else "other"
    return tuple(
        _Shelf(letters.capitalize() or OTHER, letters or other, tuple(found)) for letters, found in by_letters
    )


def _groups(shelves: Iterable[_Shelf]) -> tuple[EntityGroup, ...]:
    return tuple(
        EntityGroup(shelf.title, None, tuple(filed.card for filed in shelf.names), id=shelf.path)
        for shelf in shelves
    )


def _url(section: str, shelf: _Shelf) -> str:
    return f"/{section}/a-to-z/{shelf.path}/"
