"""Who is who. Across the archive each case is a file: articles, rules, and the entities they must give."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen.authority import parse_authority
from sitegen.model import ENTITY_TYPES, Article, Authority, EntityRef, Mention
from sitegen.resolve import across, within

CASES = sorted((Path(__file__).parent / "cases" / "resolve").glob("*.yaml"))


def article(path: str, listed: dict[str, list[str]]) -> Article:
    refs = tuple(EntityRef(t.name, name) for t in ENTITY_TYPES.values() for name in listed.get(t.plural, []))
    return Article(path=path, title=path, date=datetime.date(1962, 2, 20), slug=path, entities=refs)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_across(path: Path) -> None:
    case: Any = yaml.safe_load(path.read_text("utf-8"))
    authority, problems = parse_authority(case.get("rules", ""))
    assert problems == ()
    found = across([article(name, listed) for name, listed in case["articles"].items()], authority)
    entities = {
        f"{kind}/{id_}": [entity.name, [name for name, keys in found.listings.items() if (kind, id_) in keys]]
        for (kind, id_), entity in found.entities.items()
    }
    assert entities == case["entities"]
    assert {redirect.url: redirect.target for redirect in found.redirects} == case["redirects"]
    assert {doubt.name: list(doubt.candidates) for doubt in found.doubts} == case.get("doubts", {})
    assert [str(problem) for problem in found.problems] == case.get("problems", [])


NAMES = st.sampled_from(["John Glenn", "Annie Glenn", "Glenn", "NASA", "U.S.", "United States", "Jordan", "Moscow"])
LISTED = st.dictionaries(
    st.sampled_from([t.plural for t in ENTITY_TYPES.values()]), st.lists(NAMES, max_size=3, unique=True)
)


@given(st.lists(LISTED, max_size=6), st.randoms(use_true_random=False))
def test_order_decides_nothing(listings: list[dict[str, list[str]]], random: Any) -> None:
    articles = [article(f"a{number}", listed) for number, listed in enumerate(listings)]
    shuffled = random.sample(articles, len(articles))
    one, two = across(articles, Authority()), across(shuffled, Authority())
    assert (one.entities, one.listings, one.redirects, one.doubts) == (
        two.entities,
        two.listings,
        two.redirects,
        two.doubts,
    )


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


def test_listings_name_the_forms_that_need_it() -> None:
    found = within(
        [
            Mention(0, 5, "Ike", "person", name="Dwight Eisenhower"),
            *mentions(("Dwight Eisenhower", "person"), ("Eisenhower", "person"), ("Soviet", "nationality")),
        ]
    )
    assert found.entities == (EntityRef("person", "Dwight Eisenhower", ("Ike",)),)
