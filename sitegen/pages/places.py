"""Places: the map of the world, the same as a table, and A to Z by country; where one place is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

from msgspec.structs import replace

from sitegen import drawing, gazetteer
from sitegen.drawing import Circle, Spot
from sitegen.languages import Words, words_of
from sitegen.model import Config, Corpus, Entity, Page
from sitegen.pages.cards import entity_card
from sitegen.text import identify, slugify
from sitegen.urls import entity_url
from sitegen.views import (
    CountryGroup,
    CountryPlaces,
    Dot,
    EntityCard,
    EntityGroup,
    Head,
    IndexView,
    Link,
    LocatorMap,
    PlaceRow,
    PlacesView,
    WorldMap,
)

URL = "/places/"
DOTS = 200
"""How many dots the map has at most; of more, the most covered are shown."""
NAMED = 40
"""How many of the dots have their names beside them at most."""
SHOWN_NEAR = 4
"""How many of the places that share a dot the table names."""
FEW = 12
"""How many places of a country stand on the page of all places, if those are too many for one list."""
SOUTH = -58
"""The degree where the map ends, unless the archive has a place nearer to the South Pole."""


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    places = [entity for entity in corpus.entities.values() if entity.type == "place"]
    if not places:
        return
    words = words_of(config)
    world, rows = _world(corpus, words, places)
    countries = list(_countries(corpus, places))
    is_long = len(places) > config.list_limit
    view = PlacesView(
        head=Head(title=words("places"), description=words("places_described"), url=URL, kind="index"),
        title=words("places"),
        total=len(places),
        map=world,
        rows=rows,
        groups=_by_letter(words, [_shortened(words, country) for country in countries] if is_long else countries),
    )
    yield Page(URL, "places.html", view, ("the places",))
    if is_long:
        yield from (_country_page(words, country) for country in countries if len(country.places) > FEW)


def country_url(country: str) -> str:
    """Where the places of a country are listed; it never moves."""
    return f"{URL}#{_anchor(country)}"


def country_card(corpus: Corpus, entity: Entity) -> EntityCard | None:
    """The country of a place, if it is known; without a URL if it has no page."""
    return _country_card(corpus, entity.country) if entity.country else None


def cities_by_country(corpus: Corpus) -> dict[str, tuple[EntityCard, ...]]:
    """The places of each country, by its name, that are no states of it; the most covered first."""
    cards: dict[str, list[EntityCard]] = defaultdict(list)
    for key, entity in corpus.entities.items():
        if entity.country and not is_area(entity):
            cards[entity.country].append(entity_card(corpus, key))
    return {
        name: tuple(sorted(found, key=lambda card: (-(card.count or 0), card.url or "")))
        for name, found in cards.items()
    }


def is_area(entity: Entity) -> bool:
    """Whether a place is a country, or a state known by where its middle is."""
    here = entity.latitude, entity.longitude
    known = gazetteer.areas(entity.name.partition(", ")[0])
    return any((place.latitude, place.longitude) == here for place in known)


# --- the map of the world, and its table ----------------------------------------------------------------------


def _world(corpus: Corpus, words: Words, places: Iterable[Entity]) -> tuple[WorldMap | None, tuple[PlaceRow, ...]]:
    """The map of the places that know where they are, and a row for each of its dots."""
    spots = [
        drawing.spot(e.id, len(corpus.where[e.key]), e.latitude, e.longitude, is_area=is_area(e))
        for e in places
        if e.latitude is not None and e.longitude is not None
    ]
    if not spots:
        return None, ()
    groups = drawing.grouped(spots)
    rows = sorted((_row(corpus, group) for group in groups), key=lambda row: (-row.count, row.id))[:DOTS]
    leads = {_row_id(lead): lead for lead, *_ in groups}
    circles = drawing.circles([leads[row.id] for row in rows], [row.count for row in rows])
    names = [(circle, row.place.name) for circle, row in zip(circles, rows, strict=True)]
    south = SOUTH if all(spot.y <= drawing.project(SOUTH, 0)[1] for spot in spots) else -90
    left_out = words("map_left_out", n=DOTS) if len(groups) > DOTS else ""
    world = WorldMap(
        title=words("map_title"),
        description=" ".join(filter(None, [words("map_meaning"), left_out])),
        width=drawing.WIDTH,
        height=round(drawing.project(south, 0)[1]),
        land=drawing.outlines().land,
        borders=drawing.outlines().borders,
        dots=tuple(_dot(words, row, circle, leads[row.id]) for row, circle in zip(rows, circles, strict=True)),
        labels=tuple(islice(drawing.labels(names, circles), NAMED)),
    )
    return world, tuple(rows)


def _row_id(lead: Spot) -> str:
    return f"at-{lead.id}"


def _row(corpus: Corpus, group: Sequence[Spot]) -> PlaceRow:
    lead, *near = (entity_card(corpus, ("place", spot.id)) for spot in group)
    articles = {url for spot in group for url in corpus.where["place", spot.id]}
    return PlaceRow(
        id=_row_id(group[0]),
        place=lead,
        country=country_card(corpus, corpus.entities["place", group[0].id]),
        near=tuple(near[:SHOWN_NEAR]),
        more=len(near[SHOWN_NEAR:]),
        count=len(articles),
    )


def _dot(words: Words, row: PlaceRow, circle: Circle, lead: Spot) -> Dot:
    others = len(row.near) + row.more
    named = words("near_it", name=row.place.name, n=others) if others else row.place.name
    return Dot(
        x=circle.x,
        y=circle.y,
        radius=circle.radius,
        hit_radius=circle.target,
        title=f"{named}, {words('articles', n=row.count)}",
        url=f"{URL}#{row.id}" if others else entity_url("place", lead.id),
        is_area=lead.is_area,
    )


# --- A to Z by country ----------------------------------------------------------------------------------------


def _countries(corpus: Corpus, places: Sequence[Entity]) -> Iterator[CountryPlaces]:
    """Every country that a place is in or is, by name, with its places; those of none come last."""
    names = {entity.name for entity in places if _is_country(entity)} | {entity.country for entity in places}
    held: dict[str, list[Entity]] = {name: [] for name in sorted(names - {""}, key=_alphabetical)}
    nowhere = []
    for entity in sorted(places, key=lambda entity: (_alphabetical(entity.name), entity.id)):
        if entity.country:
            held[entity.country].append(entity)
        elif not _is_country(entity):
            nowhere.append(entity)
    for name, inside in held.items():
        cards = tuple(entity_card(corpus, entity.key) for entity in inside)
        yield CountryPlaces(_anchor(name), _country_card(corpus, name), cards)
    if nowhere:
        yield CountryPlaces("elsewhere", None, tuple(entity_card(corpus, entity.key) for entity in nowhere))


def _is_country(entity: Entity) -> bool:
    return not entity.country and gazetteer.country(entity.name) is not None


def _country_card(corpus: Corpus, name: str) -> EntityCard:
    key = "place", identify(name)
    return entity_card(corpus, key) if key in corpus.entities else EntityCard(name, None, "place", 0)


def _anchor(country: str) -> str:
    return f"in-{identify(country)}"


def _alphabetical(name: str) -> tuple[str, str]:
    return slugify(name), name


def _by_letter(words: Words, countries: Iterable[CountryPlaces]) -> tuple[CountryGroup, ...]:
    elsewhere = words("elsewhere")
    return tuple(
        CountryGroup(
            f"letter-{slugify(letter) or 'other'}" if letter else "letter-elsewhere",
            letter or elsewhere,
            tuple(part),
        )
        for letter, part in groupby(countries, key=_letter)
    )


def _letter(country: CountryPlaces) -> str:
    return _initial(country.country.name) if country.country else ""


def _initial(name: str) -> str:
    return slugify(name)[:1].upper() or "#"


def _shortened(words: Words, country: CountryPlaces) -> CountryPlaces:
    """Only the most covered of its places, if there are many."""
    if len(country.places) <= FEW:
        return country
    most = sorted(country.places, key=lambda card: (-(card.count or 0), card.url))[:FEW]
    rest = Link(words("all_place", n=len(country.places)), _list_url(country))
    return replace(country, places=tuple(card for card in country.places if card in most), all=rest)


def _list_url(country: CountryPlaces) -> str:
    return f"{URL}by-country/{country.id.removeprefix('in-')}/"


def _country_page(words: Words, country: CountryPlaces) -> Page:
    """All places of one country, A to Z."""
    title = words("places_elsewhere")
    if country.country:
        title = words("section_part", section=words("places"), part=country.country.name)
    by_letter = groupby(country.places, key=lambda card: _initial(card.name))
    view = IndexView(
        head=Head(
            title=title,
            description=words("a_to_z_of_part", title=title),
            url=_list_url(country),
            kind="index",
            crumbs=(Link(words("places"), URL),),
        ),
        title=title,
        groups=tuple(
            EntityGroup(letter, None, tuple(part), id=f"letter-{slugify(letter) or 'other'}")
            for letter, part in by_letter
        ),
    )
    return Page(_list_url(country), "index.html", view, (title,))


# --- where one place is ---------------------------------------------------------------------------------------


def locator(words: Words, entity: Entity) -> LocatorMap | None:
    """The map of a place's surroundings, or of a country; None where it is not known where it is."""
    if entity.latitude is None or entity.longitude is None:
        return None
    codes = _codes(entity)
    countries = drawing.around_countries(codes)
    window = countries or drawing.around_point(entity.latitude, entity.longitude)
    picture = drawing.surroundings(window, codes if countries else ())
    x, y = drawing.in_window(window, entity.latitude, entity.longitude)
    return LocatorMap(
        title=words("where_is", name=entity.name),
        description=_whereabouts(words, entity, entity.latitude, entity.longitude),
        width=drawing.LOCATOR_WIDTH,
        height=drawing.LOCATOR_HEIGHT,
        land=picture.land,
        borders=picture.borders,
        area=picture.countries,
        x=x,
        y=y,
    )


def _codes(entity: Entity) -> tuple[str, ...]:
    """The ISO codes of the countries of today whose land makes up a country; none for anything less."""
    known = gazetteer.country(entity.name) if _is_country(entity) else None
    if known is None:
        return ()
    codes = tuple(land.code for land in known.covers) if known.former else (known.code,)
    return codes if all(len(code) == 2 for code in codes) else ()


def _whereabouts(words: Words, entity: Entity, latitude: float, longitude: float) -> str:
    """`Pasadena, United States: 34.15 degrees north, 118.14 degrees west`."""
    where = f"{entity.name}, {entity.country}" if entity.country else entity.name
    north = words("south" if latitude < 0 else "north", degrees=round(abs(latitude), 2))
    east = words("west" if longitude < 0 else "east", degrees=round(abs(longitude), 2))
    return words("whereabouts", where=where, latitude=north, longitude=east)
