"""Who and what belongs together: what is kept from one archive to the next is what would be found anew."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sitegen.kin import Companions, Kin, Nearest, companies, relate, relations
from sitegen.model import EntityKey
from sitegen.packed import Packed, numbered
from sitegen.survey import MONTH, Related, relate_all
from sitegen.terms import Terms
from sitegen.workers import InlineExecutor, Workers

DAY = datetime.date(1901, 1, 20)


def named(kin: Kin) -> tuple[Any, ...]:
    """What is found, by names."""
    unpack = msgspec.msgpack.decode
    return (
        {
            kin.keys[key]: companies(kin.keys, kin.urls, kin.keys[key], unpack(most, type=Companions))
            for key, most in kin.company.items()
        },
        {kin.keys[key]: circle for key, circle in kin.circles.items()},
        {
            kin.urls[url]: relations(kin.keys, kin.urls, kin.urls[url], unpack(near, type=Nearest))
            for url, near in kin.related.items()
        },
        kin.storylines,
    )


class Kept:
    """A memory without a file."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], bytes] = {}

    def keys(self, kind: str) -> set[str]:
        return {key for kind_, key in self.values if kind_ == kind}

    def get(self, kind: str, keys: Collection[str]) -> Iterator[tuple[str, bytes]]:
        yield from ((key, self.values[kind, key]) for key in keys if (kind, key) in self.values)

    def put(self, kind: str, values: Mapping[str, bytes]) -> None:
        self.values |= {(kind, key): value for key, value in values.items()}

    def keep_only(self, kind: str, keys: Collection[str]) -> None:
        self.values = {at: value for at, value in self.values.items() if at[0] != kind or at[1] in keys}


def article(day: int, keys: Collection[EntityKey], words: Collection[str], subjects: int = 2) -> Terms:
    listed = tuple(sorted(keys))
    return Terms(
        date=DAY + datetime.timedelta(day),
        entities=listed,
        about=listed[:subjects],
        headlined=tuple(key for key in listed[:subjects] if key[0] != "place"),
        words={word: word for word in sorted(words)},
        figures=(),
    )


CROWD = [("person", letter) for letter in "abcdefgh"] + [("place", letter) for letter in "abcdefgh"]
FEW = st.sets(st.sampled_from(CROWD[6:10]), max_size=3)
NEARLY_ALL = st.sets(st.sampled_from(CROWD), max_size=7).map(lambda absent: {*CROWD} - absent)
"""So many appear together that some are not among the closest."""
ARTICLES = st.builds(
    article,
    st.integers(0, 60),
    FEW | NEARLY_ALL,
    st.sets(st.sampled_from("abcdefghij"), max_size=5),
    st.integers(0, 4),
)
NUMBERS = st.integers(0, 25)
ARCHIVES = st.dictionaries(NUMBERS, ARTICLES, max_size=25)
EDITS = st.lists(st.dictionaries(NUMBERS, st.none() | ARTICLES, max_size=3), min_size=1, max_size=4)


def in_order(archive: Mapping[int, Terms], turned: bool = False) -> dict[str, Terms]:
    """By day; within it one way or the other, as times of the day decide."""
    numbers = sorted(archive, key=lambda number: (archive[number].date, -number if turned else number))
    return {f"/{archive[number].date:%Y/%m/%d}/{number}/": archive[number] for number in numbers}


def packed(said: Mapping[str, Terms]) -> Packed[str, Terms]:
    return Packed(numbered(said), map(msgspec.msgpack.encode, said.values()), Terms)


def compare(*archives: Mapping[str, Terms]) -> None:
    """Each with what was kept of the one before it."""
    memory = Kept()
    workers = Workers(InlineExecutor(), memory)
    for said in archives:
        assert named(relate_all(workers, packed(said))) == named(relate(said))
        assert {kind for kind, _ in memory.values} <= {Related.__name__, MONTH}
        assert len(memory.values) <= 5


@given(ARCHIVES, EDITS, st.lists(st.booleans(), min_size=5, max_size=5))
def test_what_is_kept_is_what_is_found_anew(archive: dict[int, Terms], edits: Any, turns: Any) -> None:
    archives = []
    for edit, turned in zip([{}, *edits], turns, strict=False):
        archive = {number: said for number, said in {**archive, **edit}.items() if said}
        archives.append(in_order(archive, turned))
    compare(*archives)


def test_an_article_of_another_month_may_pass_those_of_months_that_stand() -> None:
    both, days = set(CROWD[:2]), (0, 20, 21)
    archive = {number: article(day, both, "") for number, day in enumerate(days)}
    archive[3] = article(22, CROWD[:1], "")
    compare(in_order(archive), in_order({**archive, 0: article(60, both, "")}))


def test_who_appears_with_fewer_others_may_come_close() -> None:
    archive = {number: article(number, CROWD, "") for number in range(2)}
    compare(in_order({**archive, 2: article(9, CROWD[:1], "")}), in_order(archive))


def test_what_is_kept_and_broken_is_nothing() -> None:
    memory = Kept()
    workers = Workers(InlineExecutor(), memory)
    archive = {number: article(9 * number, CROWD[number:], "abc") for number in range(8)}
    for damage in (b"", b"\xc1"):
        relate_all(workers, packed(in_order(archive)))
        for at in list(memory.values):
            memory.values[at] = damage
            shorter = in_order({number: archive[number] for number in list(archive)[1:]})
            assert named(relate_all(workers, packed(shorter))) == named(relate(shorter))
