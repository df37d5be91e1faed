"""Mappings whose values are packed say what a dict of the same values says."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.packed import Lazy, Packed, array_header, numbered

LISTS = st.lists(st.integers(0, 2**32))
ITEMS = st.dictionaries(st.text(max_size=3), LISTS, max_size=20)


def pack(items: Mapping[str, list[int]], recent: int = 3) -> Packed[str, list[int]]:
    return Packed(numbered(items), map(msgspec.msgpack.encode, items.values()), list[int], recent=recent)


@given(ITEMS, st.integers(1, 5))
def test_what_is_packed_is_what_was_given(items: dict[str, list[int]], recent: int) -> None:
    packed = pack(items, recent)
    assert dict(packed) == dict(packed) == items
    assert list(packed) == list(items)
    assert {key: bytes(packed.packed(key)) for key in items} == {
        key: msgspec.msgpack.encode(value) for key, value in items.items()
    }
    with pytest.raises(KeyError):
        packed["none of these"]
    assert "none of these" not in packed


@given(ITEMS, LISTS, st.data())
def test_other_values_for_some(items: dict[str, list[int]], other: list[int], data: st.DataObject) -> None:
    packed = pack(items)
    keys = data.draw(st.lists(st.sampled_from(sorted(items)), unique=True) if items else st.just([]))
    others = dict.fromkeys(keys, other)
    assert dict(packed.but(others)) == {**items, **others}
    assert dict(packed) == items


@given(ITEMS)
def test_other_names_for_some(items: dict[str, list[int]]) -> None:
    names = {key.encode(): key for key in list(items)[::2]}
    assert dict(pack(items).called(names)) == {name: items[key] for name, key in names.items()}


def test_what_is_asked_for_may_be_made_of_key_and_value() -> None:
    packed: Packed[str, str] = Packed({"a": 0}, [msgspec.msgpack.encode(3)], int, lambda key, value: key * value)
    assert packed["a"] == "aaa"


def test_lazy_values_are_made_anew() -> None:
    asked: list[str] = []

    def make(key: str) -> str:
        asked.append(key)
        return key.upper()

    lazy = Lazy(["a", "b"], make)
    assert (dict(lazy), lazy["a"]) == ({"a": "A", "b": "B"}, "A")
    assert asked == ["a", "b", "a"]


@pytest.mark.parametrize("length", [0, 1, 15, 16, 65_535, 65_536])
def test_the_header_of_an_array(length: int) -> None:
    assert msgspec.msgpack.encode([None] * length) == array_header(length) + b"\xc0" * length
