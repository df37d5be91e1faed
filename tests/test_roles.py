"""Roles: each file of cases/roles is a text, the people it lists and the role of each as first stated."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen import gazetteer
from sitegen.roles import agrees, nation, stated_roles

CASES = sorted((Path(__file__).parent / "cases" / "roles").glob("*.yaml"))

PEOPLE = ["Paul Volcker", "Reagan", "Nancy Reagan", "Sally Ride", "van der Meer"]
VOCABULARY = """President Secretary of State Finance Minister chairman and chief executive officer spokesman wife
    the The a his former West German U.S. Japan's Bank England Merrill Lynch Inc. Co Sons & In London who said told
    , . ; : ( ) -- - " “ ” ’s 's 45 Mr. Sen. Gen. D-Texas <GM> (NASA) Reagan Volcker, Reagan,"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n\n", "\n", "Sally Ride, a", *PEOPLE])
TEXTS = st.text(max_size=300) | st.lists(WORDS, max_size=50).map(" ".join) | st.lists(WORDS).map("".join)
ROLES = (
    "President",
    "U.S. President",
    "French President",
    "vice president",
    "President-elect",
    "president of Ford Motor Co",
    "Finance Minister",
    "West German Finance Minister",
    "Japan's Finance Minister",
    "Minister of Finance",
    "Foreign Minister",
    "foreign minister of France",
    "Federal Reserve chairman",
    "former chairman of the Federal Reserve Board",
    "chairman and president of Chrysler Corp",
    "Chrysler chairman",
    "Secretary of State",
    "secretary-general",
    "Pope",
    "economist",
)
ANY_ROLE = st.sampled_from(ROLES) | st.text() | st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    assert stated_roles(case["text"].strip(), case["people"]) == case["roles"]


@given(TEXTS)
def test_a_role_is_words_of_the_text_and_reads_alone(text: str) -> None:
    roles = stated_roles(text, PEOPLE)
    lexicon = gazetteer.lexicon()
    known = lexicon.roles | {word.lower() for title in lexicon.titles for word in title.split()}
    assert roles.keys() <= set(PEOPLE)
    for role in roles.values():
        words = role.split()
        assert words
        assert len(words) <= 12
        assert role == " ".join(words)
        assert words[0] not in ("a", "an", "the", "The", "of", "and")
        assert words[-1] not in ("a", "an", "the", "of", "and", "at", "for", "in")
        assert known & {part for word in words for part in word.lower().replace("-", " ").split()}
        assert all(word in text or word in ("Senator", "General") for word in words)
    assert stated_roles(text, reversed(PEOPLE)) == roles


@pytest.mark.parametrize(
    "unit",
    [
        *("Mr. Reagan ", "Reagan, ", "Reagan, a ", "wife Reagan ", "Reagan, chairman of the ", "President "),
        *("and Reagan", "Paul Volcker (", "spokesman and ", "x", "Bank of ", "Reagan's "),
    ],
)
def test_endless_text_ends(unit: str) -> None:
    before = time.process_time()
    stated_roles(unit * (1_000_000 // len(unit)), ["Reagan", "Paul Volcker"])
    assert time.process_time() - before < 10


# --- comparing roles ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("President", "U.S. President"),
        ("President", "former President"),
        ("Finance Minister", "West German Finance Minister"),
        ("finance minister", "Minister of Finance"),
        ("Defence Minister", "Minister of Defense"),
        ("Japanese Prime Minister", "prime minister of Japan"),
        ("Japan's Foreign Minister", "Japanese foreign minister"),
        ("Treasury secretary", "U.S. Treasury Secretary"),
        ("Federal Reserve chairman", "former chairman of the Federal Reserve Board"),
        ("Chrysler president", "president and chief executive officer of Chrysler Corp"),
        ("Secretary-General", "Secretary General"),
        ("ex-president", "President"),
    ],
)
def test_roles_of_one_office_agree(one: str, other: str) -> None:
    assert agrees(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Foreign Minister", "Finance Minister"),
        ("French President", "U.S. President"),
        ("vice president", "President"),
        ("deputy foreign minister", "foreign minister"),
        ("Secretary of State", "Secretary of Defense"),
        ("President", "president of Ford Motor Co"),
        ("General Motors chairman", "chairman of the Federal Reserve Board"),
        ("Colonel", "Lieutenant Colonel"),
        ("economist", "physicist"),
        ("President", ""),
        ("", ""),
    ],
)
def test_roles_of_two_offices_do_not(one: str, other: str) -> None:
    assert not agrees(one, other)


@given(ANY_ROLE, ANY_ROLE)
def test_agreement_is_symmetric_and_reflexive(one: str, other: str) -> None:
    assert agrees(one, other) == agrees(other, one)
    assert agrees(one, one) == bool(one)


@pytest.mark.parametrize(
    ("role", "country"),
    [
        ("West German Finance Minister", "West Germany"),
        ("U.S. Secretary of State", "United States"),
        ("former Soviet leader", "Soviet Union"),
        ("Japan's Prime Minister", "Japan"),
        ("president of the United States", "United States"),
        ("U.S. Federal Reserve chairman", "United States"),
        ("president of the Bank of Japan", "Japan"),
        ("ambassador to Japan", ""),
        ("American Motors chairman", ""),
        ("mayor of Paris", ""),
        ("President", ""),
        ("", ""),
    ],
)
def test_the_country_of_a_role(role: str, country: str) -> None:
    assert nation(role) == country
