"""Who is who. Across the archive each case is a file: articles, rules, and the entities they must give."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from sitegen.authority import parse_authority
from sitegen.model import ENTITY_TYPES, Article, Authority, Entity, EntityKey, EntityRef, Mention, Resolution
from sitegen.resolve import Thresholds, across, within
from sitegen.urls import entity_url

CASES = sorted((Path(__file__).parent / "cases" / "resolve").glob("*.yaml"))


def article(path: str, stated: Mapping[str, Any]) -> Article:
    """An article of a case: names by plural of their type, and what else matters of it."""
    listed = ((kind.name, entry) for kind in ENTITY_TYPES.values() for entry in stated.get(kind.plural, []))
    return Article(
        path=path,
        title=path,
        date=stated.get("date", datetime.date(1962, 2, 20)),
        slug=path,
        entities=tuple(reference(*entry) for entry in listed),
        text=stated.get("text", ""),
        location=stated.get("location"),
    )


def reference(type_: str, entry: str | dict[str, Any]) -> EntityRef:
    if isinstance(entry, str):
        return EntityRef(type_, entry)
    return EntityRef(type_, entry["name"], tuple(entry.get("as", ())), entry.get("confidence", 1.0))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_across(path: Path) -> None:
    case: Any = yaml.safe_load(path.read_text("utf-8"))
    authority, problems = parse_authority(case.get("rules", ""))
    assert problems == ()
    found = across(
        [article(name, stated) for name, stated in case["articles"].items()],
        authority,
        {name: stated.get("roles", {}) for name, stated in case["articles"].items()},
        Thresholds(**case.get("thresholds", {})),
    )
    assert shown(found, found.entities) == case["entities"]
    assert shown(found, found.faint) == case.get("faint", {})
    descriptions = {f"{kind}/{id_}": entity.description for (kind, id_), entity in found.entities.items()}
    assert case.get("descriptions", {}).items() <= descriptions.items()
    assert {redirect.url: redirect.target for redirect in found.redirects} == case["redirects"]
    choices = {url: [id_ for _, id_ in choice.keys] for url, choice in found.choices.items()}
    assert choices == case.get("choices", {})
    doubts = {ruling.name: [id_ for _, id_ in ruling.candidates] for ruling in found.rulings if ruling.candidates}
    assert doubts == case.get("doubts", {})
    assert [list(rule) for rule in found.idle] == case.get("idle", [])


def shown(found: Resolution, entities: Mapping[EntityKey, Entity]) -> dict[str, Any]:
    """Name and articles of each entity."""
    return {
        f"{kind}/{id_}": [entity.name, [path for path, keys in found.listings.items() if (kind, id_) in keys]]
        for (kind, id_), entity in entities.items()
    }


NAMES = {
    "people": ["John Glenn", "John H. Glenn", "Annie Glenn", "Glenn", "Jordan", "Cambridge"],
    "organizations": [
        "NASA",
        "N.A.S.A.",
        "General Dynamics",
        "General Dynamics Corp",
        "General Dynamics Ltd",
        "GD",
    ],
    "places": [
        "U.S.",
        "United States",
        "Jordan",
        "Moscow",
        "Cambridge",
        "Massachusetts",
        "Georgia",
        "Soviet Union",
    ],
}
ROLES = ["U.S. Senator", "astronaut", "British bishop", "Soviet general"]
STATED = st.fixed_dictionaries(
    {plural: st.lists(st.sampled_from(names), max_size=3, unique=True) for plural, names in NAMES.items()}
    | {
        "roles": st.dictionaries(st.sampled_from(NAMES["people"]), st.sampled_from(ROLES), max_size=2),
        "date": st.dates(datetime.date(1890, 1, 1), datetime.date(2030, 1, 1)),
        "text": st.sampled_from(["", "General Dynamics (GD) built it."]),
    }
)


@given(st.lists(STATED, max_size=8), st.randoms(use_true_random=False))
def test_order_decides_nothing(stated: list[dict[str, Any]], random: Any) -> None:
    articles = [article(f"a{number}", one) for number, one in enumerate(stated)]
    roles = {f"a{number}": one["roles"] for number, one in enumerate(stated)}
    shuffled = random.sample(articles, len(articles))
    one, two = across(articles, Authority(), roles), across(shuffled, Authority(), roles)
    assert one == two
    assert all(key in one.entities for listing in one.listings.values() for key in listing)


def mentions(*named: tuple[str, str]) -> list[Mention]:
    return [Mention(i * 100, i * 100 + len(text), text, type_) for i, (text, type_) in enumerate(named)]


@pytest.mark.parametrize(
    ("named", "names"),
    [
        ([("Marco Rubio", "person"), ("Rubio", "person")], ["Marco Rubio", "Marco Rubio"]),
        ([("Rubio", "person"), ("Marco Rubio", "person")], ["Marco Rubio", "Marco Rubio"]),
        ([("Donald Trump", "person"), ("Donald J. Trump", "person")], ["Donald J. Trump"] * 2),
        ([("Kim Jong Un", "person"), ("Un", "person")], ["Kim Jong Un"] * 2),
        (
            [("John Young", "person"), ("Andrew Young", "person"), ("Young", "person")],
            ["John Young", "Andrew Young", None],
        ),
        (
            [("Wernher von Braun", "person"), ("von Braun", "person"), ("Braun", "person")],
            ["Wernher von Braun"] * 3,
        ),
        (
            [("Defense Intelligence Agency", "organization"), ("DIA", "organization")],
            ["Defense Intelligence Agency"] * 2,
        ),
        (
            [("U.S. Treasury Department", "organization"), ("Treasury", "organization")],
            ["U.S. Treasury Department"] * 2,
        ),
        ([("Van Allen", "person"), ("James Van Allen", "person")], ["James Van Allen"] * 2),
        ([("Wernher von Braun", "person"), ("Von Braun", "person")], ["Wernher von Braun"] * 2),
        ([("Van Morrison", "person"), ("Morrison", "person")], ["Van Morrison"] * 2),
        ([("NASA", "organization")], ["NASA"]),
        ([("Paris", "place"), ("Paris Hilton", "person")], ["Paris", "Paris Hilton"]),
    ],
)
def test_within_an_article(named: list[tuple[str, str]], names: list[str | None]) -> None:
    assert list(within(mentions(*named)).names) == names


def test_a_title_tells_which_of_several_is_meant() -> None:
    text = "President Ronald Reagan and Nancy Reagan came. President Reagan spoke, then Mrs Reagan, then Reagan."
    forms = ["Ronald Reagan", "Nancy Reagan", "Reagan", "Reagan", "Reagan"]
    spans, end = [], 0
    for form in forms:
        start = text.index(form, end)
        end = start + len(form)
        spans.append(Mention(start, end, form, "person"))
    assert within(spans, text).names == ("Ronald Reagan", "Nancy Reagan", "Ronald Reagan", None, None)


def test_a_listing_is_as_sure_as_its_surest_mention() -> None:
    unsure = Mention(0, 5, "Glenn", "person", confidence=0.4)
    assert within([unsure]).entities == (EntityRef("person", "Glenn", confidence=0.4),)
    full = Mention(9, 19, "John Glenn", "person", confidence=0.95)
    assert within([unsure, full]).entities == (EntityRef("person", "John Glenn"),)


def test_listings_name_the_forms_that_need_it() -> None:
    found = within(
        [
            Mention(0, 5, "Ike", "person", name="Dwight Eisenhower"),
            *mentions(("Dwight Eisenhower", "person"), ("Eisenhower", "person"), ("Soviet", "nationality")),
        ]
    )
    assert found.entities == (EntityRef("person", "Dwight Eisenhower", ("Ike",)),)


@given(st.lists(STATED, min_size=2, max_size=7))
def test_no_address_dies_as_the_archive_grows(stated: list[dict[str, Any]]) -> None:
    """Each address that ever was of an entity is one, leads to one, or offers a choice.

    Left out are namesakes whose names have variants as well: later articles may still undo one of these.
    """
    has_variants = any("John H. Glenn" in one["people"] for one in stated)
    assume(not (has_variants and any(one["roles"] for one in stated)))
    ordered = sorted(stated, key=lambda one: one["date"])
    articles = [article(f"a{number}", one) for number, one in enumerate(ordered)]
    roles = {f"a{number}": one["roles"] for number, one in enumerate(ordered)}
    served: set[str] = set()
    for size in range(1, len(articles) + 1):
        found = across(articles[:size], Authority(), roles)
        alive = {entity_url(*key) for key in found.entities} | {move.url for move in found.redirects}
        alive |= found.choices.keys()
        assert served <= alive
        served |= {entity_url(*key) for key in found.entities}
