"""Hits of a case: those who were together with it and pass the rule, as columns, strongest first."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.search.kernel import MORE, PAIR


class Hits:
    """Pairs of one case that passed, a row a person.

    Parameters
    ----------
    rows : array of PAIR
        From the kernel.
    more : array of MORE
        As long as `rows`, or empty if the search did not ask for detail.
    base : int
        UTC second at which the search window starts.
    """

    def __init__(self, rows: NDArray[Any], more: NDArray[Any], base: int) -> None:
        self._rows, self._more, self.base = rows, more, base

    def __len__(self) -> int:
        return len(self._rows)

    @classmethod
    def none(cls, base: int) -> Self:
        """No hit."""
        return cls(np.zeros(0, PAIR), np.zeros(0, MORE), base)

    @property
    def person(self) -> NDArray[np.int64]:
        """Dense number of the person in the index."""
        return self._rows["person"].astype(np.int64)

    @property
    def seconds(self) -> NDArray[np.int64]:
        """Seconds together, over all places."""
        return self._rows["seconds"].astype(np.int64)

    @property
    def minutes(self) -> NDArray[np.float64]:
        """Minutes together, over all places."""
        return self.seconds / 60

    @property
    def overlaps(self) -> NDArray[np.int64]:
        """Spells together; one that goes on at midnight is one."""
        return self._rows["overlaps"].astype(np.int64)

    @property
    def first(self) -> NDArray[np.int64]:
        """UTC second at which they were first together."""
        return self._rows["first"].astype(np.int64) + self.base

    @property
    def last(self) -> NDArray[np.int64]:
        """UTC second until which they were last together."""
        return self._rows["last"].astype(np.int64) + self.base

    @property
    def longest(self) -> NDArray[np.int64]:
        """Seconds of the longest spell."""
        return self._detail("longest").astype(np.int64)

    @property
    def days(self) -> NDArray[np.int64]:
        """Days of the index on which they were together; days after the 64th count as one."""
        days: NDArray[np.int64] = np.bitwise_count(self._detail("days")).astype(np.int64)
        return days

    @property
    def places(self) -> NDArray[np.int64]:
        """Places at which they were together."""
        return self._detail("places").astype(np.int64)

    @property
    def stayed(self) -> NDArray[np.int64]:
        """Longest cumulative stay of either at a place they shared, in seconds; 0 if the rule did not ask."""
        return self._detail("most_stayed").astype(np.int64)

    @property
    def dose(self) -> NDArray[np.float64]:
        """Hours of likely contact (:mod:`.dose`)."""
        return self._rows["dose"].astype(np.float64)

    def take(self, rows: Any) -> Hits:
        """Return some of the hits."""
        return Hits(self._rows[rows], self._more[rows] if len(self._more) else self._more, self.base)

    def _detail(self, field: str) -> NDArray[Any]:
        if len(self._more) != len(self._rows):
            raise TracingError("search.no_detail", field=field)
        values: NDArray[Any] = self._more[field]
        return values

    def ranked(self, top: int | None = None) -> Hits:
        """Return the hits strongest first: by dose, then minutes, then person; or only the first so many."""
        if top is not None and top < len(self):
            dose = self._rows["dose"]
            line = np.partition(dose, len(self) - top)[len(self) - top] if top else np.inf
            return self.take(dose >= line).ranked().take(slice(0, top))
        order = np.lexsort((self._rows["person"], -self._rows["seconds"], -self._rows["dose"]))
        return self.take(order)
