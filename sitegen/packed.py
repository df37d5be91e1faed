"""Mappings that hold no objects: values are packed, or made when they are asked for.

An archive's worth of objects takes several times the memory of what they say, and processes that are forked copy
every object that they as much as look at.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

K = TypeVar("K")
V = TypeVar("V")
N = TypeVar("N")

RECENT = 64
"""So many values, at most, are kept as they were last unpacked: in more, one takes longer to find and put away."""


class Stretch:
    """Packed values, one behind the other."""

    def __init__(self, values: Iterable[bytes | bytearray | Raw] = ()) -> None:
        self.data = bytearray()
        self.ends = array("Q", [0])
        for value in values:
            self.append(value)

    def append(self, value: bytes | bytearray | Raw) -> None:
        self.data += memoryview(value)
        self.ends.append(len(self.data))


class Packed(Mapping[K, V]):
    """Values by key, in one stretch of MessagePack, each unpacked when it is asked for."""

    def __init__(
        self,
        places: Mapping[K, int],
        values: Stretch | Iterable[bytes | bytearray | Raw],
        type_: Any,
        make: Callable[[K, Any], V] | None = None,
        *,
        recent: int = RECENT,
    ) -> None:
        """`places` number the `values`, which are of `type_`; of one and its key `make` makes what is asked for.

        The last ones are kept as they are, at most `recent` of them.
        """
        self._places = places
        stretch = values if isinstance(values, Stretch) else Stretch(values)
        self._data, self._ends = memoryview(stretch.data), stretch.ends
        self._decode = msgspec.msgpack.Decoder(type_).decode
        self._make = make
        self._recent = recent
        self._known: dict[K, V] = {}
        self._others: Mapping[K, V] = {}

    def but(self, others: Mapping[K, V]) -> Packed[K, V]:
        """The same with `others` for some of the values."""
        made: Packed[K, V] = object.__new__(Packed)
        made.__dict__.update(self.__dict__, _known={}, _others={**self._others, **others})
        return made

    def called(self, names: Mapping[N, K]) -> Packed[N, V]:
        """The values of some keys, each under the name that leads to it; they are kept once."""
        made: Packed[N, V] = object.__new__(Packed)
        made.__dict__.update(self.__dict__, _places={name: self._places[key] for name, key in names.items()})
        made.__dict__.update(_known={}, _others={})
        return made

    def packed(self, key: K) -> memoryview:
        """A value as it was given."""
        place = self._places[key]
        return self._data[self._ends[place] : self._ends[place + 1]]

    def __getitem__(self, key: K) -> V:
        known = self._known
        if key in known:
            return known[key]
        if key in self._others:
            return self._others[key]
        if len(known) >= self._recent:
            known = self._known = {}
        place = self._places[key]
        value = self._decode(self._data[self._ends[place] : self._ends[place + 1]])
        value = known[key] = value if self._make is None else self._make(key, value)
        return value

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[K]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class Lazy(Mapping[K, V]):
    """Values by key, each made anew whenever it is asked for."""

    def __init__(self, keys: Sequence[K], make: Callable[[K], V]) -> None:
        self._keys = keys
        self._make = make

    def __getitem__(self, key: K) -> V:
        return self._make(key)

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def numbered(keys: Iterable[K]) -> dict[K, int]:
    """The place of each key."""
    return {key: place for place, key in enumerate(keys)}


def array_header(length: int) -> bytes:
    """What MessagePack begins an array of so many items with."""
    if length < 16:
        return bytes([0x90 | length])
    return b"\xdc" + length.to_bytes(2) if length < 1 << 16 else b"\xdd" + length.to_bytes(4)
