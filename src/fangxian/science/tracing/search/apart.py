"""How far cases lie apart: who met several of them that have nothing to do with each other, met the disease twice.

Two cases of one household tell the same story twice; two from opposite ends of a city do not. A case's *main place* is
where its phones stayed longest in the window, mostly the home. Cases whose main places are one, or lie within
``apart_m`` of each other, are one group, and so is whoever is near to one of them. Where no position is known, only
the same main place joins cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.reading.cases import Case
from fangxian.science.tracing.reading.grid import METRES_PER_DEGREE, centres_of
from fangxian.science.tracing.reading.spots import base_of
from fangxian.science.tracing.search.presence import Phones, cumulative, pieces_of

if TYPE_CHECKING:
    from fangxian.science.tracing.index.store import Index
    from fangxian.science.tracing.search.companions import Search

CELL_M: Final = 800
"""Edge in metres of cells that come ready-made."""

Degrees = NDArray[np.float64]


def groups_of(
    search: Search, cases: Sequence[Case], positions: Mapping[Any, tuple[float, float]] | None = None
) -> NDArray[np.int64]:
    """Return the number of each case's group, from 0, in the order in which groups are met.

    Parameters
    ----------
    search : Search
        The window, the index and ``dose.apart_m``.
    cases : sequence of Case
        Whose main places are compared. A case without a stay is a group of its own.
    positions : Mapping or None
        Longitude and latitude of places by id; not needed for cells of the grid.
    """
    place = main_places(search, cases)
    lon, lat = _positions(search.index, place, positions)
    group = np.full(len(cases), -1, np.int64)
    found = 0
    for seed in range(len(cases)):
        if group[seed] >= 0:
            continue
        waiting = [seed]
        group[seed] = found
        while waiting:
            one = waiting.pop()
            near = _distance(lon, lat, one) <= search.dose.apart_m
            near |= (place == place[one]) & (place[one] >= 0)
            fresh = np.flatnonzero(near & (group < 0))
            group[fresh] = found
            waiting += fresh.tolist()
        found += 1
    return group


def main_places(search: Search, cases: Sequence[Case]) -> NDArray[np.int64]:
    """Return the dense number of the place where each case stayed longest in the window; -1 where it stayed nowhere."""
    phones = Phones.of(search.index, [case.phones for case in cases])
    longest = np.full(len(cases), -1, np.int64)
    most = np.zeros(len(cases), np.int64)
    stays = cumulative(pieces_of(search.days, phones, search.window, infectious=False))
    for (case, place), seconds in stays.items():
        if seconds > most[case]:
            longest[case], most[case] = place, seconds
    return longest


def _positions(
    index: Index, place: NDArray[np.int64], known: Mapping[Any, tuple[float, float]] | None
) -> tuple[Degrees, Degrees]:
    """Longitude and latitude of some places; not a number where they are not known."""
    lon, lat = np.full(len(place), np.nan), np.full(len(place), np.nan)
    there = np.flatnonzero(place >= 0)
    ids = index.places.ids(place[there]).to_pylist()
    kind, _colon, size = index.meta.places.partition(":")
    if kind in ("cell", "grid") and all(isinstance(one, int) for one in ids):
        x, y = centres_of(np.array(ids, np.int64), int(size or CELL_M))
        sound = (np.abs(x) <= 180) & (np.abs(y) <= 90)  # else they are somebody's own numbers, not those of the grid
        lon[there], lat[there] = np.where(sound, x, np.nan), np.where(sound, y, np.nan)
    elif known:
        spelled = {str(one): at for one, at in known.items()}
        for row, one in zip(there.tolist(), ids, strict=True):
            lon[row], lat[row] = spelled.get(base_of(str(one)), (np.nan, np.nan))
    return lon, lat


def _distance(lon: Degrees, lat: Degrees, one: int) -> Degrees:
    """Metres from one case to each, on a plane that touches the Earth there; not a number where unknown."""
    east = (lon - lon[one]) * np.cos(np.radians(lat[one]))
    found: Degrees = np.hypot(east, lat - lat[one]) * METRES_PER_DEGREE
    return found
