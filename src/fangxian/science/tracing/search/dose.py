"""Dose: minutes together, weighted by the kind of place and by how many others were there.

In a cell of 800 m with 4,000 phones, two phones together are near each other with a chance of a few in 4,000. So an
overlap weighs ``min(1, reach / crowd)``, where `crowd` is the mean number of others present during the piece of the
case's stay, times the weight of the kind of place. The unit is an hour of likely contact at a place of weight 1.

A search that keeps detail weighs a pair's dose further: each day after the first on which they were together, and,
where the rule asks for hours, reaching them. Over several cases, doses of a person add up, and count more where the
cases lie apart (:mod:`.people`, :mod:`.apart`). Doses rank; they are no probabilities.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.index.store import Index
from fangxian.science.tracing.reading.spots import base_of


@dataclass(frozen=True, slots=True)
class DoseRule:
    """How overlaps weigh.

    Attributes
    ----------
    reach : float
        How many of those present a phone's owner is near to at a time.
    weights : Mapping of str to float
        Weight of each kind of place; a kind not named weighs as ``cell``.
    again : float
        How much more each further day together weighs.
    long : float
        How much more a pair weighs that reaches the hours the rule asks for (under ``or``, some do not).
    several : float
        How much more a person weighs for each further group of cases that lie apart.
    apart_m : float
        Metres within which two cases' main places are one group.
    """

    reach: float
    weights: Mapping[str, float]
    again: float = 0.0
    long: float = 0.0
    several: float = 0.0
    apart_m: float = 0.0

    @classmethod
    def default(cls) -> DoseRule:
        """Return the weights that come with Fangxian: ``dose.toml``, each with its source and mark."""
        return _default()

    def further(self, days: NDArray[Any], stayed: NDArray[Any], hours_seconds: int) -> NDArray[np.float64]:
        """Return how much more pairs weigh for the days they were together and for whole stays.

        Parameters
        ----------
        days : array of int
            Days on which they were together.
        stayed : array of int
            Longest cumulative stay of either, in seconds.
        hours_seconds : int
            What the rule asks of it; negative where it does not ask.
        """
        weight: NDArray[np.float64] = 1 + self.again * np.maximum(days.astype(np.float64) - 1, 0)
        return weight * np.where(stayed >= hours_seconds, 1 + self.long, 1.0) if hours_seconds >= 0 else weight

    def weight_of(self, index: Index, kinds: Mapping[Any, str] | None) -> NDArray[np.float64]:
        """Return the weight of every place of an index.

        Parameters
        ----------
        index : Index
            Whose places.
        kinds : Mapping or None
            Kind of each place by its id; None where nothing is known of the places.
        """
        unknown = self.weights.get("cell", 1.0)
        weights = np.full(max(index.places.size, 1), unknown)
        numbers, found = _kinds_of(index, kinds)
        weights[numbers] = np.array([self.weights.get(kind, unknown) for kind in found])
        return weights


def places_of_kinds(index: Index, kinds: Mapping[Any, str] | None, wanted: Collection[str]) -> NDArray[np.bool_]:
    """Return for every place of an index whether it is of one of the kinds; where nothing is known, it is of none."""
    counted = np.zeros(max(index.places.size, 1), np.bool_)
    numbers, found = _kinds_of(index, kinds)
    counted[numbers] = np.array([kind in wanted for kind in found], np.bool_)
    return counted


def _kinds_of(index: Index, kinds: Mapping[Any, str] | None) -> tuple[NDArray[np.int64], list[str]]:
    """Places of an index of which a kind is known, and the kinds; a room is of its venue's kind."""
    if not kinds:
        return np.zeros(0, np.int64), []
    if index.same:
        named = {str(place): kind for place, kind in kinds.items()}
        bases = [base_of(spot) for spot in index.places.ids().to_pylist()]
        rows = [number for number, base in enumerate(bases) if base in named]
        return np.array(rows, np.int64), [named[bases[number]] for number in rows]
    numbers = index.places.find(list(kinds))
    return numbers[numbers >= 0], [kind for kind, at in zip(kinds.values(), numbers.tolist(), strict=True) if at >= 0]


@cache
def _default() -> DoseRule:
    data = tomllib.loads((Path(__file__).parent / "dose.toml").read_text("utf-8"))
    weights = {kind: row["value"] for kind, row in data["weight"].items()}
    further = {name: float(data[name]["value"]) for name in ("again", "long", "several")}
    return DoseRule(float(data["reach"]["persons"]), weights, **further, apart_m=float(data["apart"]["metres"]))
