"""A linear-chain conditional random field (Lafferty, McCallum and Pereira, ICML 2001), decoded in pure Python.

tools/train_recogniser.py makes sitegen/data/names.xz. Labels are IOB2: `B-person`, `I-person`, `O`. Weights are
whole numbers, `SCALE` to one; those that training left at nought are not kept.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import cache
from math import exp
from operator import add, mul
from typing import Any

import msgspec
from msgspec import Struct

from sitegen import gazetteer
from sitegen.recognisers.evidence import Keys
from sitegen.recognisers.features import GROUPS

SCALE = 32
NEVER = -100_000
"""The weight of a transition that no name has, as from `O` to `I-person`."""
_LEAST = -300.0
"""The exponent of the smallest odds: nearly nought, and yet no sum of odds is nought."""
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
        self._odds_from = [_odds(row) for row in weights.transitions]
        self._odds_into = [_odds(column) for column in self._into]
        outside = weights.labels.index("O")
        self._start, self._end = weights.transitions[outside], self._into[outside]
        self._settled = {
            label: [0 if label == other else NEVER for other in self._labels] for label in self._labels
        }
        self._sums: list[dict[Hashable, list[int]]] = [{} for _ in GROUPS]

    def score(self, tokens: Sequence[Keys | str]) -> list[list[int]]:
        """The score of each label for each token, from the evidence of the token alone.

        A token is the keys of its evidence, or its label where that is settled.
        """
        return [self._settled[token] if isinstance(token, str) else self._scores(token) for token in tokens]

    def decode(self, rows: Sequence[list[int]]) -> list[str]:
        """The best labels for scored tokens between two that are no names (Viterbi's algorithm)."""
        scores = list(map(add, self._start, rows[0]))
        origins: list[list[int]] = []
        for row in rows[1:]:
            reached: list[int] = []
            origin: list[int] = []
            for into in self._into:
                paths = list(map(add, scores, into))
                highest = max(paths)
                reached.append(highest)
                origin.append(paths.index(highest))
            origins.append(origin)
            scores = list(map(add, reached, row))
        scores = list(map(add, scores, self._end))
        path = [scores.index(max(scores))]
        for origin in reversed(origins):
            path.append(origin[path[-1]])
        return [self._labels[label] for label in reversed(path)]

    def marginals(self, rows: Sequence[list[int]], names: Iterable[tuple[int, int, str]]) -> list[float]:
        """How likely each name (first, last, type) is, of all the ways to label the scored tokens.

        By forward and backward sums (Rabiner 1989), at each token in proportion to the forward ones.
        """
        odds = list(map(_odds, rows))
        forward, scales = self._forward(odds)
        backward = self._backward(odds, scales)
        return [self._marginal(name, odds, forward, backward, scales) for name in names]

    def _forward(self, odds: Sequence[list[float]]) -> tuple[list[list[float]], list[float]]:
        forward: list[list[float]] = []
        scales: list[float] = []
        reached = _odds(self._start)
        for here in odds:
            sums = list(map(mul, reached, here))
            scales.append(scale := sum(sums))
            forward.append(sums := [value / scale for value in sums])
            reached = [sum(map(mul, sums, into)) for into in self._odds_into]
        return forward, scales

    def _backward(self, odds: Sequence[list[float]], scales: Sequence[float]) -> list[list[float]]:
        sums = _odds(self._end)
        backward = [sums]
        for here, scale in zip(reversed(odds[1:]), reversed(scales[1:]), strict=True):
            ahead = [value / scale for value in map(mul, here, sums)]
            sums = [sum(map(mul, ahead, leaving)) for leaving in self._odds_from]
            backward.append(sums)
        return backward[::-1]

    def _marginal(
        self,
        name: tuple[int, int, str],
        odds: Sequence[list[float]],
        forward: Sequence[list[float]],
        backward: Sequence[list[float]],
        scales: Sequence[float],
    ) -> float:
        first, last, type_ = name
        label, inside = self._labels.index(f"B-{type_}"), self._labels.index(f"I-{type_}")
        share = forward[first][label]
        for index in range(first + 1, last + 1):
            share *= self._odds_from[label][inside] * odds[index][inside] / scales[index]
            label = inside
        rest, following = backward[last][label], last + 1
        if following < len(odds):
            longer = odds[following][inside] * backward[following][inside] / scales[following]
            rest -= self._odds_from[label][inside] * longer
        total = sum(map(mul, forward[-1], backward[-1]))
        return float(share * rest / total)

    def _scores(self, token: Keys) -> list[int]:
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


def _odds(weights: Iterable[int]) -> list[float]:
    return [exp(max(weight / SCALE, _LEAST)) for weight in weights]


@cache
def default_model() -> Model:
    """The model in the wheel."""
    return Model(msgspec.msgpack.decode(gazetteer.data("names.xz"), type=Weights))
