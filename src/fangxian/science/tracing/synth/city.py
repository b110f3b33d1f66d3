"""A city of any size: how many homes, firms, venues and lines it has, and where they are.

Nothing is stored. Whatever is drawn is a hash of the seed and of what is asked about, so a person's Tuesday is the
same whether one day or fourteen are made, in one piece or in a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.reading.grid import METRES_PER_DEGREE, cells_of

HOUSEHOLD: Final = 2.62
"""Mean persons a household (seventh national census of China, 2020; mark R)."""

PERSONS_PER_CELL: Final = 1_050
"""Of a cell of 800 m: 21 million people on 20,000 cells, as Chengdu's; the density companions depend on."""

PERSONS_PER_FIRM: Final = 20
PERSONS_PER_VENUE: Final = 40
PERSONS_PER_LINE: Final = 5_000
"""Sizes of firms, venues and bus lines: ours, to look like a city (mark D)."""

TRIPS: Final = 180
"""Departures of a line a day: every six minutes from 05:30 to 23:30 (mark D)."""

CENTRE: Final = (104.0658, 30.6572)
"""Longitude and latitude (WGS-84) of the middle unless another is given: Tianfu Square, Chengdu."""

CELL: Final = 800.0


@dataclass(frozen=True, slots=True)
class City:
    """Its size and seed, and the numbers that follow.

    Places are numbered: homes, then firms, venues, and the trips of lines (day by day).
    """

    people: int
    days: int
    seed: int = 0
    centre: tuple[float, float] = CENTRE

    def __post_init__(self) -> None:
        for field, least in (("people", 1), ("days", 1), ("seed", 0)):
            if getattr(self, field) < least:
                raise TracingError("synth.size", field=field, least=least, value=getattr(self, field))

    @property
    def cells(self) -> int:
        """How many cells people live and work in."""
        return max(9, round(self.people / PERSONS_PER_CELL))

    @property
    def homes(self) -> int:
        """One a household."""
        return int(self.people / HOUSEHOLD) + 1

    @property
    def firms(self) -> int:
        """Places of work."""
        return max(2, self.people // PERSONS_PER_FIRM)

    @property
    def venues(self) -> int:
        """Shops, restaurants, parks."""
        return max(4, self.people // PERSONS_PER_VENUE)

    @property
    def lines(self) -> int:
        """Bus lines."""
        return max(1, self.people // PERSONS_PER_LINE)

    @property
    def edges(self) -> tuple[int, int, int, int, int]:
        """First place number of homes, firms, venues, trips, and one past the last."""
        firms = self.homes
        venues = firms + self.firms
        trips = venues + self.venues
        return 0, firms, venues, trips, trips + self.lines * TRIPS * self.days

    def positions(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return longitude and latitude of the middle of each cell, the densest first: a spiral from the centre."""
        rank = np.arange(self.cells, dtype=np.float64)
        radius = np.sqrt((rank + 0.5) / np.pi) * CELL
        angle = rank * np.pi * (3 - np.sqrt(5))
        lat = self.centre[1] + radius * np.sin(angle) / METRES_PER_DEGREE
        squeeze = np.cos(np.radians(self.centre[1]))
        lon = self.centre[0] + radius * np.cos(angle) / METRES_PER_DEGREE / squeeze
        return lon, lat

    def codes(self) -> NDArray[np.int64]:
        """Return the grid number of each cell, the densest first."""
        lon, lat = self.positions()
        return cells_of(lon, lat, int(CELL))
