"""Places across the archive: which of the towns of a name is meant, and where it is."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

import msgspec

from sitegen import gazetteer
from sitegen.gazetteer import Location
from sitegen.model import Entity, Ruling
from sitegen.resolve.archive import Archive, Label
from sitegen.text import identify, slugify

DWARFED = 5
"""A town so many times smaller than the likeliest of its name, or more, is not meant because of its country…"""
DWARFED_IN_STATE = 50
"""…nor, if it is so many times smaller, because of its state, which says more."""
COMPARABLE = 3
"""A town so many times smaller than the likeliest of its name leaves no doubt."""
LARGER = 2
"""The largest town of a name is where a page says that it is if it is so many times as large as the next."""
UNCOUNTED = 5_000_000
"""What countries and states, whose people the tables do not count, weigh against towns."""
GEONAMES = "https://sws.geonames.org/{}/"
"""The address of a record of GeoNames (https://www.geonames.org/ontology/documentation.html)."""


def same_name_elsewhere(archive: Archive) -> Iterator[Ruling]:
    """Cambridge in England and in Massachusetts: the country or state that an article lists decides.

    The likeliest of the places keeps the plain address; the address of another one says where it is. That a story
    lists the United States alone says too little of a town: half of all do. The name then links nowhere.
    """
    codes = {label: _codes(label) for label in archive.where if label[0] == "place"}
    for label, key in archive.keys.items():
        rivals = _rivals(gazetteer.place(label[1]) or label[1]) if key and key[0] == "place" else ()
        if len(rivals) < 2 or archive.is_settled(label):
            continue
        is_a_state_too = rivals[0].kind == "country" and rivals[1].kind == "state"
        if is_a_state_too and label in archive.by_own_name:
            continue
        meant: dict[Location | None, list[str]] = defaultdict(list)
        for path in archive.where[label]:
            article = archive.articles[path]
            others = ({(ref.type, ref.name) for ref in article.entities} - {label}) & codes.keys()
            lands = frozenset[str]().union(*(codes[other] for other in others))
            if is_a_state_too:
                towns = {_town(name) for _, name in others}
                meant[_country_or_state(rivals, lands, towns, article.date)].append(path)
            else:
                meant[_meant(rivals, lands)].append(path)
        yield from (_ruling(label, rivals, place, paths) for place, paths in meant.items() if place != rivals[0])


def _meant(rivals: Sequence[Location], lands: frozenset[str]) -> Location | None:
    """The place that an article means that lists these countries and states; None where that cannot be told."""
    likeliest = rivals[0]
    in_state = [place for place in rivals if place.kind == "city" and "." in _land(place) and _land(place) in lands]
    if len(in_state) == 1:
        return in_state[0]
    listed = [place for place in rivals if place.country in lands]
    if not listed or likeliest.country in lands or len({place.country for place in listed}) > 1:
        return likeliest
    if len(listed) == 1 and (listed[0].country != "US" or listed[0].kind == "state"):
        return listed[0]
    return None if any(_weight(place) * COMPARABLE > _weight(likeliest) for place in listed) else likeliest


def _country_or_state(
    rivals: Sequence[Location], lands: Collection[str], towns: Collection[str], day: datetime.date
) -> Location | None:
    """Which of the first two an article of that day means that lists these countries and states, and such towns.

    A town of either tells. Else the United States beside no land of the former Soviet Union are company of the
    state, and one of these without the United States is company of the country. With both, or neither, it is the
    state as long as the country was none; later nobody can tell, or the likeliest is meant.
    """
    country, state = rivals[:2]
    inside = [place for place in (country, state) if _land(place) in towns]
    if len(inside) == 1:
        return inside[0]
    at_home = state.country in lands
    beside = not gazetteer.once_together(country.country).isdisjoint(lands)
    if at_home != beside:
        return state if at_home else country
    holder = gazetteer.country_at(country, day)
    if holder is None or holder.name != country.name:
        return state
    return None if at_home else country


def _town(name: str) -> str:
    """The land of a town, as far as its name alone says; empty for what is no town."""
    place = gazetteer.locations(gazetteer.place(name) or name)[:1]
    return _land(place[0]) if place and place[0].kind == "city" else ""


def _ruling(label: Label, rivals: Sequence[Location], place: Location | None, paths: Sequence[str]) -> Ruling:
    name = gazetteer.place(label[1]) or label[1]
    if place:
        key, where = ("place", _id(name, place)), _land_name(place)
        return Ruling(*label, "place", key, f"listed with {where}", tuple(paths), full=f"{name}, {where}")
    candidates = (("place", identify(name)), *(("place", _id(name, place)) for place in rivals[1:]))
    return Ruling(*label, "place", None, "there are several places of the name", tuple(paths), candidates)


def located(entity: Entity) -> Entity:
    """The place with its country, coordinates and record, as far as people did not write them and tables know."""
    found = _location(entity) if entity.type == "place" else None
    if found is None:
        return entity
    country = gazetteer.country_at(found, None)
    is_linked = not found.geonames_id or any("geonames.org" in address for address in entity.same_as)
    return msgspec.structs.replace(
        entity,
        country=entity.country or (country.name if country and country.name != found.name else ""),
        latitude=found.latitude if entity.latitude is None else entity.latitude,
        longitude=found.longitude if entity.longitude is None else entity.longitude,
        same_as=entity.same_as if is_linked else (*entity.same_as, GEONAMES.format(found.geonames_id)),
    )


def _location(entity: Entity) -> Location | None:
    name = entity.name.partition(", ")[0]
    rivals = _rivals(name)
    if elsewhere := next((place for place in rivals[1:] if entity.id == _id(name, place)), None):
        return elsewhere
    if len(rivals) > 1 and rivals[0].kind == "city" and rivals[0].country == rivals[1].country:
        return rivals[0] if rivals[0].population >= LARGER * rivals[1].population else None
    return rivals[0] if rivals and entity.id.startswith(identify(rivals[0].name)) else None


def _id(name: str, place: Location) -> str:
    return f"{identify(name)}-{slugify(_land_name(place))}"


@lru_cache(100_000)
def _rivals(name: str) -> tuple[Location, ...]:
    """The likeliest place of a name in each country or state, the likeliest of all first, without the dwarfed."""
    first: dict[str, Location] = {}
    for place in gazetteer.locations(name):
        first.setdefault(_land(place), place)
    places = tuple(first.values())
    kept = tuple(place for place in places if not _is_dwarfed(place, places[0]))
    return (kept[0], *(place for place in kept if place.country != kept[0].country)) if _is_capital(kept) else kept


def _is_capital(places: Sequence[Location]) -> bool:
    """Whether the likeliest is the capital of its country, where no other town is meant by the name alone."""
    country = gazetteer.country_at(places[0], None) if places and places[0].kind == "city" else None
    return country is not None and country.capital == places[0].name


def _is_dwarfed(place: Location, largest: Location) -> bool:
    limit = DWARFED_IN_STATE if "." in _land(place) else DWARFED
    return _weight(place) * limit <= _weight(largest)


def _weight(place: Location) -> int:
    return place.population if place.kind == "city" else UNCOUNTED


def _land(place: Location) -> str:
    """The smallest land that can tell a place from its rivals: `US.MA`, else the country."""
    return f"US.{place.division}" if place.country == "US" and place.division else place.country


def _land_name(place: Location) -> str:
    country = gazetteer.country_at(place, None)
    state = gazetteer.us_state(place.division) if place.kind == "city" and place.country == "US" else ""
    return state or (country.name if country else "")


def _codes(label: Label) -> frozenset[str]:
    """The country or state that a label names, as codes; a former country counts as what it covered."""
    if known := gazetteer.country(label[1]):
        return frozenset({*([] if known.former else [known.code[:2]]), *(land.code[:2] for land in known.covers)})
    likeliest = next(iter(gazetteer.locations(gazetteer.place(label[1]) or "")), None)
    return frozenset({f"US.{likeliest.division}"} if likeliest and likeliest.kind == "state" else ())
