"""Crews with so many hands: work waits until one is free, so that an outbreak can be too much for a city."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from datetime import datetime, timedelta

from fangxian.drill.autopilot.duty import Crew

NIGHT_FROM, NIGHT_TO = 22, 7
"""Hours between which only the night share of a crew works."""


class Staff:
    """The crews of every district, each with the hours at which its hands become free.

    Parameters
    ----------
    crews : Mapping
        By name.

    Attributes
    ----------
    busy : dict
        By crew and district, the hours at which hands at work become free, as a heap.
    """

    def __init__(self, crews: Mapping[str, Crew]) -> None:
        self.crews = crews
        self.busy: dict[tuple[str, str], list[datetime]] = {}

    def done_at(self, crew: str, district: str, ready: datetime, work: timedelta) -> datetime:
        """Give a piece of work to whoever is free first; return when it is done.

        Parameters
        ----------
        ready : datetime
            Before which nobody can begin, in the city's own zone.
        """
        one = self.crews[crew]
        free = self.busy.setdefault((crew, district), [])
        share = one.night if ready.hour >= NIGHT_FROM or ready.hour < NIGHT_TO else 1.0
        hands = max(1, round(one.hands * share))
        while free and free[0] <= ready:
            heapq.heappop(free)
        begins = ready if len(free) < hands else heapq.heappop(free)
        heapq.heappush(free, begins + work)
        return begins + work
