"""Datelines: which place of a name is meant, and whose it was."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen import gazetteer
from sitegen.geography import countries_of, country_of

PLACES = """Paris London Kingston Georgia Texas Jamaica Frankfurt Leipzig Moscow|Soviet Union|East Germany|New York
Washington State|Washington|Cambridge|Massachusetts|Ontario|Hong Kong|England|Bavaria|Atlantic Ocean|Nowhere"""
NAMES = [name.strip() for line in PLACES.split("|") for name in (line.split() if line.count(" ") > 2 else [line])]
DAYS = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 1, 1))


@pytest.mark.parametrize(
    ("places", "day", "countries"),
    [
        ("Paris", "1987-03-02", "France"),
        ("Paris|Texas", "1987-03-02", "United States"),
        ("Cambridge", "1987-03-02", "United Kingdom"),
        ("Cambridge|Massachusetts", "1987-03-02", "United States"),
        ("Portland|Maine", "1987-03-02", "United States"),
        ("London|Ontario", "1987-03-02", "Canada"),
        ("Kingston|Jamaica", "1987-03-02", ""),
        ("Kingston", "1987-03-02", "Jamaica"),
        ("Edinburgh|Scotland", "1987-03-02", "United Kingdom"),
        ("Frankfurt", "1987-03-02", "West Germany"),
        ("Frankfurt", "1997-03-02", "Germany"),
        ("Dresden|East Germany", "1987-03-02", ""),
        ("Atlanta|Georgia", "1987-03-02", "United States"),
        ("Tbilisi|Georgia", "2003-11-23", ""),
        ("Tbilisi|Georgia", "1989-04-09", "Soviet Union"),
        ("Vancouver|Washington State", "1987-03-02", "United States"),
        ("Kourou", "2000-03-02", "French Guiana"),
        ("Hong Kong", "1987-03-02", ""),
        ("Oak Hollow|Illinois", "1987-03-02", "United States"),
        ("Oak Hollow", "1987-03-02", ""),
        ("Springfield|Jamaica", "1987-03-02", ""),
        ("Berlin", "1987-03-02", ""),
    ],
)
def test_the_countries_of_a_dateline(places: str, day: str, countries: str) -> None:
    found = countries_of(places.split("|"), datetime.date.fromisoformat(day))
    assert found == tuple(filter(None, [countries]))


def test_the_places_an_article_lists_tell_its_own_apart() -> None:
    listed = ["Kingston", "Jamaica", "New York", "United States"]
    country = country_of("Kingston", listed, datetime.date(2004, 9, 11))
    assert country is not None
    assert country.name == "Jamaica"


@settings(deadline=None)  # the first question reads the data file
@given(st.lists(st.sampled_from(NAMES), unique=True, max_size=4), DAYS)
def test_what_is_found_are_countries_that_were_not_named(places: list[str], on: datetime.date | None) -> None:
    found = countries_of(places, on)
    assert set(found).isdisjoint(places)
    assert len(set(found)) == len(found)
    for name in found:
        known = gazetteer.country(name)
        assert known is not None
        assert known.name == name
        assert on is None or known.until is None or on < known.until


@settings(deadline=None)  # the first question reads the data file
@given(st.sampled_from(NAMES), DAYS)
def test_a_place_alone_is_the_likeliest_of_its_name(place: str, on: datetime.date | None) -> None:
    locations = gazetteer.locations(place)
    assert country_of(place, [], on) == (gazetteer.country_at(locations[0], on) if locations else None)
