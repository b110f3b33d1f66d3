"""Figures with their source: every number of a natural history says where it was read and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, model_validator

Mark = Literal["S", "V", "V2", "R", "D"]
"""S in a founding document, V read in a copy, V2 at second hand, R recalled, D a default of ours."""
Floats = npt.NDArray[np.float64]

AGES = 101
"""Ages 0 to 100, as cities have them."""


class Sourced(BaseModel):
    """Something that was read somewhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cite: Annotated[str, Field(min_length=1)]
    mark: Mark


class Figure(Sourced):
    """One number, with the bounds of its source where it has them."""

    value: float
    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        if not low <= self.value <= high:
            raise ValueError("value must lie between low and high")
        return self

    def holds(self, value: float) -> bool:
        """Tell whether a value lies within the published bounds."""
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return low <= value <= high


class Spread(Sourced):
    """A distribution of durations by its mean and standard deviation, in days."""

    family: Literal["lognormal", "gamma"]
    mean: Annotated[float, Field(gt=0)]
    sd: Annotated[float, Field(gt=0)]


class ByAge(Sourced):
    """A value for each age group; the last one is open upwards."""

    from_age: tuple[int, ...] = Field(min_length=1)
    values: tuple[float, ...]

    @model_validator(mode="after")
    def _aligned(self) -> Self:
        if len(self.from_age) != len(self.values):
            raise ValueError("from_age and values differ in length")
        if self.from_age[0] != 0 or not _rising(self.from_age):
            raise ValueError("from_age must begin with 0 and rise")
        if min(self.values) < 0:
            raise ValueError("values must not be negative")
        return self

    def table(self) -> Floats:
        """Return the value at each age from 0 to 100, shape ``(101,)``."""
        index = np.searchsorted(self.from_age, np.arange(AGES), side="right") - 1
        return np.asarray(self.values, np.float64)[index]


class ByDay(Sourced):
    """A probability by days since infection, linear between the days, zero beyond the last."""

    days: tuple[float, ...] = Field(min_length=2)
    values: tuple[float, ...]

    @model_validator(mode="after")
    def _aligned(self) -> Self:
        if len(self.days) != len(self.values):
            raise ValueError("days and values differ in length")
        if self.days[0] < 0 or not _rising(self.days):
            raise ValueError("days must rise from 0 on")
        if not all(0 <= value <= 1 for value in self.values):
            raise ValueError("values must lie between 0 and 1")
        return self

    def at(self, days: npt.ArrayLike) -> Floats:
        """Return the probability at each number of days since infection."""
        wanted = np.asarray(days, np.float64)
        found = np.interp(wanted, self.days, self.values, right=0.0)
        return np.where(wanted < self.days[0], 0.0, found)


def _rising(values: Sequence[float]) -> bool:
    return all(a < b for a, b in pairwise(values))
