"""Named random streams: each person draws from a stream of their own, so that one change moves nobody else."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta


class Stream:
    """A random stream that follows from a seed and a name, the same on every machine and Python.

    Only ``random.Random.random`` is used: its sequence for a given seed is guaranteed by Python.
    """

    def __init__(self, seed: int, name: str) -> None:
        self._random = random.Random(f"{seed}|{name}")  # noqa: S311 -- a replay, no secret

    def uniform(self, low: float, high: float) -> float:
        """A number between two, all alike."""
        return low + (high - low) * self._random.random()

    def chance(self, share: float) -> bool:
        """True in that share of draws."""
        return self._random.random() < share

    def weighted(self, weights: Mapping[str, float]) -> str:
        """One of the keys, as likely as its weight."""
        total = sum(weights.values())
        mark = self._random.random() * total
        for key, weight in weights.items():
            mark -= weight
            if mark < 0:
                return key
        return list(weights)[-1]

    def between(self, low: datetime, high: datetime, *, early: float = 1.0) -> datetime:
        """A whole minute between two moments.

        Parameters
        ----------
        early : float
            1 makes all alike; above 1, earlier ones are likelier (the share of the span is raised to it).
        """
        minutes = int((high - low).total_seconds() // 60)
        return low + timedelta(minutes=int(minutes * self._random.random() ** early))
