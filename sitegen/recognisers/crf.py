"""A linear-chain conditional random field (Lafferty, McCallum and Pereira, ICML 2001), decoded in pure Python.

tools/train_recogniser.py makes sitegen/data/names.xz. Labels are IOB2: `B-person`, `I-person`, `O`. Weights are
whole numbers, `SCALE` to one; those that training left at nought are not kept.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cache
from operator import add
from typing import Any

import msgspec
from msgspec import Struct

from sitegen import gazetteer
from sitegen.recognisers.evidence import Keys
from sitegen.recognisers.features import GROUPS

SCALE = 32
NEVER = -100_000
"""The weight of a transition that no name has, as from `O` to `I-person`."""
_KEPT = 50_000
"""Keys of each group whose weights are kept."""


class Weights(Struct, frozen=True):
    """The data file. `transitions[i][j]` is from label i to label j; `states` are flat (label, weight) pairs."""

    labels: tuple[str, ...]
    transitions: list[list[int]]
    states: dict[str, list[int]]


class Model:
    """Weights, and the summed weights of the keys met so far."""

    def __init__(self, weights: Weights) -> None:
        self._labels = weights.labels
        self._states = weights.states
        self._into = [list(column) for column in zip(*weights.transitions, strict=True)]
        outside = weights.labels.index("O")
        self._start, self._end = weights.transitions[outside], self._into[outside]
        self._settled = {
            label: [0 if label == other else NEVER for other in self._labels] for label in self._labels
        }
        self._sums: list[dict[Hashable, list[int]]] = [{} for _ in GROUPS]

    def decode(self, tokens: Sequence[Keys | str]) -> list[str]:
        """The best labels for tokens between two that are no names (Viterbi's algorithm).

        A token is the keys of its evidence, or its label where that is settled.
        """
        scores = list(map(add, self._start, self._scores(tokens[0])))
        origins: list[list[int]] = []
        for token in tokens[1:]:
            reached: list[int] = []
            origin: list[int] = []
            for into in self._into:
                paths = list(map(add, scores, into))
                highest = max(paths)
                reached.append(highest)
                origin.append(paths.index(highest))
            origins.append(origin)
            scores = list(map(add, reached, self._scores(token)))
        scores = list(map(add, scores, self._end))
        path = [scores.index(max(scores))]
        for origin in reversed(origins):
            path.append(origin[path[-1]])
        return [self._labels[label] for label in reversed(path)]

    def _scores(self, token: Keys | str) -> list[int]:
        """The score of each label, from the evidence of the token alone."""
        if isinstance(token, str):
            return self._settled[token]
        rows = []
        for group, (sums, key) in enumerate(zip(self._sums, token, strict=True)):
            row = sums.get(key)
            rows.append(self._sum(group, key) if row is None else row)
        return list(map(sum, zip(*rows, strict=True)))

    def _sum(self, group: int, key: Any) -> list[int]:
        name, expand = GROUPS[group]
        total = [0] * len(self._labels)
        for feature in expand(key):
            pairs = self._states.get(f"{name} {feature}", ())
            for label, weight in zip(pairs[::2], pairs[1::2], strict=True):
                total[label] += weight
        sums = self._sums[group]
        if len(sums) >= _KEPT:
            sums.clear()
        sums[key] = total
        return total


@cache
def default_model() -> Model:
    """The model in the wheel."""
    return Model(msgspec.msgpack.decode(gazetteer.data("names.xz"), type=Weights))
