"""Crews with so many hands: work waits until one is free, so that an outbreak can be too much for a city."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from datetime import date, datetime, timedelta

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
        By crew, district and day, the hours at which hands at work that day become free, as a heap. Work that is
        promised for a later day takes no hand today, and what lasts beyond midnight takes one of the next day too.
    """

    def __init__(self, crews: Mapping[str, Crew]) -> None:
        self.crews = crews
        self.busy: dict[tuple[str, str, date], list[datetime]] = {}

    def done_at(self, crew: str, district: str, ready: datetime, work: timedelta) -> datetime:
        """Give a piece of work to whoever is free first; return when it is done.

        Parameters
        ----------
        ready : datetime
            Before which nobody can begin, in the city's own zone.
        """
        one = self.crews[crew]
        free = self.busy.setdefault((crew, district, ready.date()), [])
        share = one.night if ready.hour >= NIGHT_FROM or ready.hour < NIGHT_TO else 1.0
        hands = max(1, round(one.hands * share))
        while free and free[0] <= ready:
            heapq.heappop(free)
        begins = ready if len(free) < hands else heapq.heappop(free)
        for day in range((begins + work).date().toordinal() - ready.date().toordinal() + 1):
            key = crew, district, ready.date() + timedelta(days=day)
            heapq.heappush(self.busy.setdefault(key, []), begins + work)
        return begins + work
