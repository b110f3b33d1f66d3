"""Dose: minutes together, weighted by the kind of place and by how many others were there.

In a cell of 800 m with 4,000 phones, two phones together are near each other with a chance of a few in 4,000. So an
overlap weighs ``min(1, reach / crowd)``, where `crowd` is the mean number of others present during the piece of the
case's stay, times the weight of the kind of place. The unit is an hour of likely contact at a place of weight 1.
Doses rank; they are no probabilities.
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

from fangxian.science.tracing.index.names import Names


@dataclass(frozen=True, slots=True)
class DoseRule:
    """How overlaps weigh.

    Attributes
    ----------
    reach : float
        How many of those present a phone's owner is near to at a time.
    weights : Mapping of str to float
        Weight of each kind of place; a kind not named weighs as ``cell``.
    """

    reach: float
    weights: Mapping[str, float]

    @classmethod
    def default(cls) -> DoseRule:
        """Return the weights that come with Fangxian: ``dose.toml``, each with its source and mark."""
        return _default()

    def weight_of(self, places: Names, kinds: Mapping[Any, str] | None) -> NDArray[np.float64]:
        """Return the weight of every place of an index.

        Parameters
        ----------
        places : Names
            The index's places.
        kinds : Mapping or None
            Kind of each place by its id; None where nothing is known of the places.
        """
        weights = np.full(max(places.size, 1), self.weights.get("cell", 1.0))
        if kinds:
            numbers = places.find(list(kinds))
            values = np.array([self.weights.get(kind, self.weights.get("cell", 1.0)) for kind in kinds.values()])
            weights[numbers[numbers >= 0]] = values[numbers >= 0]
        return weights


def places_of_kinds(places: Names, kinds: Mapping[Any, str] | None, wanted: Collection[str]) -> NDArray[np.bool_]:
    """Return for every place of an index whether it is of one of the kinds; where nothing is known, it is of none."""
    found = np.zeros(max(places.size, 1), np.bool_)
    numbers = places.find([place for place, kind in (kinds or {}).items() if kind in wanted])
    found[numbers[numbers >= 0]] = True
    return found


@cache
def _default() -> DoseRule:
    data = tomllib.loads((Path(__file__).parent / "dose.toml").read_text("utf-8"))
    return DoseRule(float(data["reach"]["persons"]), {kind: row["value"] for kind, row in data["weight"].items()})
