"""Headlines and summaries. Each file of cases/headline is a list of leads, each with the headline made of it."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen.headline import HEADLINE_LIMIT, headline, summary

CASES = Path(__file__).parent / "cases" / "headline"


class Case(NamedTuple):
    lead: str
    expected: str
    names: list[str]

    @property
    def spans(self) -> list[tuple[int, int]]:
        return [(self.lead.index(name), self.lead.index(name) + len(name)) for name in self.names]


def cases() -> list[object]:
    return [
        pytest.param(Case(row["lead"], row["headline"], row.get("names", [])), id=f"{path.stem}-{number}")
        for path in sorted(CASES.glob("*.yaml"))
        for number, row in enumerate(yaml.safe_load(path.read_text("utf-8")), 1)
    ]


@pytest.mark.parametrize("case", cases())
def test_case(case: Case) -> None:
    assert headline(case.lead, case.spans) == case.expected


# --- what holds of any lead -----------------------------------------------------------------------------------

FUNCTION_WORDS = (
    "the a of in on to and who which said after while, when Monday, today by for will has was it that , according"
    ' officials President " “ ” ( ) - ; 17 million percent. Mr. U.S. rose fell, agreed Wednesday.'
).split(" ")
WORDS = st.lists(
    st.sampled_from(FUNCTION_WORDS) | st.from_regex(r"[A-Za-z]{1,9}[,.]?", fullmatch=True), max_size=60
)
ANY_LEAD = st.text() | WORDS.map(" ".join)


@given(ANY_LEAD)
def test_a_headline_fits_and_is_one_line(lead: str) -> None:
    made = headline(lead)
    assert len(made) <= HEADLINE_LIMIT
    assert made == " ".join(made.split())
    if re.search(r"\w", lead):
        assert made


@given(WORDS)
def test_no_word_is_put_in(words: list[str]) -> None:
    rest = iter(re.findall(r"\w+", " ".join(words).lower()))
    made = re.findall(r"\w+", headline(" ".join(words)).lower())
    assert all(word in rest for word in made), "the words of a headline stand in the lead, in this order"


@given(WORDS, st.integers(0, 40), st.integers(2, 6))
def test_names_are_whole_or_absent(words: list[str], at: int, length: int) -> None:
    name = [f"qz{number}" for number in range(length)]
    before = " ".join(words[:at])
    lead = " ".join(filter(None, [before, *name, *words[at:]]))
    start = len(before) + 1 if before else 0
    made = headline(lead, [(start, start + len(" ".join(name)))])
    found = re.findall(r"qz\d", made.lower())
    assert found in ([], name)


@given(ANY_LEAD)
def test_quotations_and_brackets_are_closed(lead: str) -> None:
    made = headline(lead)
    assert made.count('"') % 2 == 0
    assert made.count("“") == made.count("”")
    assert made.count("(") == made.count(")")


@given(ANY_LEAD, st.integers(20, 300))
def test_a_summary_is_the_beginning(text: str, limit: int) -> None:
    whole = " ".join(text.split())
    made = summary(text, limit)
    assert len(made) <= limit
    assert whole.startswith(made.removesuffix("…"))
    assert (made == whole) == (len(whole) <= limit)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Sputnik is up. It beeps. Radio hams heard it all over the world.", 30, "Sputnik is up. It beeps."),
        ("Sputnik is up, and radio hams heard it all over the world.", 26, "Sputnik is up…"),
        ("Radio hams heard Sputnik all over the world.", 30, "Radio hams heard Sputnik all…"),
        ("Short  and\nwhole", 200, "Short and whole"),
        ("x" * 300, 20, "x" * 19 + "…"),
        ("", 200, ""),
    ],
)
def test_summaries(text: str, limit: int, expected: str) -> None:
    assert summary(text, limit) == expected


@pytest.mark.parametrize(
    "hostile",
    [
        *("x" * 10**6, "x " * 500_000, "A " * 500_000, ", said" * 200_000, '"' * 10**6, "(" * 10**6, " " * 10**6),
        *("Monday, " * 125_000, " " * 10**6 + "on Monday " * 100_000, "on, " * 250_000, "- " * 500_000),
    ],
)
def test_a_megabyte_of_anything_takes_no_time(hostile: str) -> None:
    before = time.process_time()
    headline(hostile)
    summary(hostile)
    assert time.process_time() - before < 2
