"""What people can tell of where they were and whom they met: less than the truth, and blurred.

What somebody remembers belongs to the person and the day: asked twice they say the same, and asking somebody else
changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from fangxian.drill.world.chance import Purpose, below, share, word
from fangxian.science.city.ask import trajectory
from fangxian.science.city.model import City


@dataclass(frozen=True, slots=True)
class Memory:
    """How well people remember; settings of a scenario, for nobody has measured them.

    Attributes
    ----------
    stays : float
        Share of yesterday's stays away from home that are told.
    fades : float
        By what part that share falls with each day that lies further back.
    blur : int
        Minutes by which a time told may be wrong, either way.
    group, venue : float
        Share of colleagues or classmates, and of those near at a venue, who are named. Those at home always are.
    """

    stays: float = 0.95
    fades: float = 0.05
    blur: int = 30
    group: float = 0.9
    venue: float = 0.5

    def told(self, days_back: int) -> float:
        """Share of the stays of a day that are told."""
        return max(0.0, self.stays * (1 - self.fades) ** max(0, days_back - 1))


@dataclass(frozen=True, slots=True)
class Told:
    """A stay as told: where, from when to when, and whether the person was sure of the time."""

    place: int
    began: datetime
    ended: datetime
    sure: bool


def stays_told(city: City, memory: Memory, person: int, *, midnight: datetime, day: int, days: int) -> list[Told]:
    """Stays away from home on some days as a person tells them.

    Parameters
    ----------
    midnight : datetime
        Beginning of the day on which they are asked.
    day : int
        That day (days since 1970-01-01 in the city's zone).
    days : int
        How many days back they are asked about; the day itself is one more.
    """
    said = []
    for stay in trajectory(city, person, day - days, days + 1, home=False):
        back = day - int(stay["day"])
        if share(word(city.seed, Purpose.TOLD, person, _minute(stay))) >= memory.told(back):
            continue
        dawn = midnight - timedelta(days=back)
        routine = int(stay["place"]) < city.n_sites  # work and school keep hours: nobody errs there
        shift = 0 if routine else _shift(city, memory, person, stay)
        began = dawn + timedelta(minutes=int(stay["start"]) + shift)
        said.append(
            Told(int(stay["place"]), began, began + timedelta(minutes=int(stay["end"] - stay["start"])), routine)
        )
    return said


def named(
    city: City, memory: Memory, *, asked: int, persons: npt.NDArray[np.int64], shares: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Which of the people met are named, by the share of each."""
    known = np.array([share(word(city.seed, Purpose.KNOWN, asked, int(other))) for other in persons])
    return known < shares if persons.size else np.zeros(0, np.bool_)


def _shift(city: City, memory: Memory, person: int, stay: np.void) -> int:
    """Minutes by which a told time is off, in quarters of an hour."""
    quarters = memory.blur // 15
    return 15 * (below(word(city.seed, Purpose.BLUR, person, _minute(stay)), 2 * quarters + 1) - quarters)


def _minute(stay: np.void) -> int:
    return int(stay["day"]) * 1_440 + int(stay["start"])
