"""Places: each case is a file of articles, and what the map, its table and the A to Z must make of them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitegen import corpus
from sitegen.authority import parse_authority
from sitegen.languages import words
from sitegen.model import Article, Config, Corpus, Entity, EntityRef
from sitegen.pages import places
from sitegen.resolve import Thresholds, across
from sitegen.views import CountryPlaces, EntityCard, IndexView, PlacesView

CASES = sorted((Path(__file__).parent / "cases" / "places").glob("*.yaml"))


def archive(case: Any) -> Corpus:
    """The archive of a case: articles that list places, and rules."""
    authority, problems = parse_authority(case.get("rules", ""))
    assert problems == ()
    articles = [
        Article(
            path=name,
            title=name,
            date=datetime.date(1962, 2, 20),
            slug=name,
            entities=tuple(EntityRef("place", place) for place in listed),
        )
        for name, listed in case["articles"].items()
    ]
    return corpus.build({a.path: a for a in articles}, across(articles, authority, {}, Thresholds()), ())


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_places(path: Path) -> None:
    case: Any = yaml.safe_load(path.read_text("utf-8"))
    built = archive(case)
    whole, *parts = places.pages(built, Config(list_limit=case.get("list_limit", 100)))
    view: PlacesView = whole.view
    assert {"dots": shown_dots(view), "table": shown_rows(view)} == {"dots": case["dots"], "table": case["table"]}
    assert {group.title: [shown_country(c) for c in group.countries] for group in view.groups} == case["a_to_z"]
    assert {page.url: shown_list(page.view) for page in parts} == case.get("pages", {})
    located = {key[1]: places.locator(words("en"), entity) for key, entity in built.entities.items()}
    described = {id_: found.description if found else None for id_, found in located.items()}
    assert case.get("locators", {}).items() <= described.items()
    by_country = places.cities_by_country(built)
    cities = {name: [card.name for card in by_country.get(name, ())] for name in case.get("cities", {})}
    assert cities == case.get("cities", {})


def shown_dots(view: PlacesView) -> list[str]:
    dots = view.map.dots if view.map else ()
    return [f"{'ring' if dot.is_area else 'dot'}: {dot.title} {dot.url}" for dot in dots]


def shown_rows(view: PlacesView) -> list[str]:
    return [
        " | ".join(
            (
                row.place.name
                + "".join(f", {card.name}" for card in row.near)
                + (f" +{row.more}" if row.more else ""),
                shown(row.country) if row.country else "",
                str(row.count),
            )
        )
        for row in view.rows
    ]


def shown_country(part: CountryPlaces) -> str:
    """`[France] 2: Lyon, Paris (All 12 places)`; brackets are a link."""
    country = f"{shown(part.country)}: " if part.country else ""
    return country + ", ".join(card.name for card in part.places) + (f" ({part.all.text})" if part.all else "")


def shown_list(view: IndexView) -> list[str]:
    return [f"{group.title}: {', '.join(card.name for card in group.entities)}" for group in view.groups]


def shown(card: EntityCard) -> str:
    return f"[{card.name}] {card.count}" if card.url else card.name


def test_an_archive_without_places_has_no_page_of_them() -> None:
    assert list(places.pages(archive({"articles": {"a": []}}), Config())) == []


@pytest.mark.parametrize("name", ["Moon", "Atlantic Ocean"])
def test_what_is_nowhere_on_earth_has_no_map(name: str) -> None:
    assert places.locator(words("en"), Entity(type="place", id="x", name=name)) is None


@pytest.mark.parametrize(
    ("name", "is_shown"),
    [("France", True), ("Soviet Union", True), ("East Germany", False), ("Scotland", False), ("Singapore", False)],
)
def test_a_country_is_shown_where_borders_of_today_can_show_it(name: str, is_shown: bool) -> None:
    found = places.locator(words("en"), Entity(type="place", id="x", name=name, latitude=52.0, longitude=12.0))
    assert found is not None
    assert bool(found.area) == is_shown
