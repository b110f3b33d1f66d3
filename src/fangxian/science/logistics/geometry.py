"""Distances over ground between points in degrees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from fangxian.science.city.arrays import F64, I64, Bool
from fangxian.science.city.spec import METRES_A_DEGREE
from fangxian.science.logistics.errors import LogisticsError, require

DETOUR: Final = 1.417
"""Way by road over straight line: mean of 66,000 ways to hospital in the United States (Boscoe, Henry & Zdeb, The
Professional Geographer 64:188, 2012). A default where no measured ways are given."""


def require_point(rows: str, row: Any, lon: float, lat: float) -> None:
    """Refuse a row that stands nowhere."""
    require(-180 <= lon <= 180, rows, row, "lon", "longitude")
    require(-90 <= lat <= 90, rows, row, "lat", "latitude")


def points(rows: Iterable[Any]) -> F64:
    """Longitudes and latitudes (degrees) of rows that have ``lon`` and ``lat``, as ``float64[n, 2]``."""
    return np.array([(row.lon, row.lat) for row in rows], np.float64).reshape(-1, 2)


def plane(*groups: F64) -> tuple[F64, ...]:
    """Metres east and north on the plane that touches the middle of all points, for each group of points.

    Parameters
    ----------
    *groups : float64[n, 2]
        Degrees. Within a prefecture's extent the plane is off by less than 0.5 %.
    """
    every = np.concatenate(groups) if groups else np.empty((0, 2))
    middle = every.mean(axis=0) if len(every) else np.zeros(2)
    scale = METRES_A_DEGREE * np.array([np.cos(np.radians(middle[1])), 1.0])
    return tuple((group - middle) * scale for group in groups)


def metres(a: F64, b: F64) -> F64:
    """Straight distances in metres between two groups of points in degrees, ``float64[a, b]``."""
    here, there = plane(a, b)
    return np.asarray(np.hypot(*(here[:, None] - there[None]).transpose(2, 0, 1)))


def ways(a: F64, b: F64, detour: float, given: F64 | None, name: str) -> F64:
    """Kilometres by road: those given, or straight ones times a detour factor."""
    if given is None:
        return metres(a, b) * detour / 1000
    if given.shape != (len(a), len(b)):
        raise LogisticsError("input.shape", field=name, found=given.shape, wanted=(len(a), len(b)))
    return given


def near(targets: F64, sources: F64, radius: float) -> Bool:
    """Which targets lie within a radius (metres) of any source; both in metres on one plane.

    Targets are sorted into squares of the radius's side, and only those in the nine squares around a source are
    measured.
    """
    found = np.zeros(len(targets), bool)
    if not len(targets) or not len(sources):
        return found
    side = max(radius, 1.0)
    order, key, width, low = _squares(targets, side)
    for source in sources:
        column, row = np.floor((source - low) / side).astype(np.int64)
        for step in (-1, 0, 1):
            first, last = np.searchsorted(key, ((row + step) * width + column - 1, (row + step) * width + column + 2))
            some = order[first:last]
            found[some[np.hypot(*(targets[some] - source).T) <= radius]] = True
    return found


def _squares(targets: F64, side: float) -> tuple[I64, I64, int, F64]:
    low = targets.min(axis=0) - 2 * side
    cells = np.floor((targets - low) / side).astype(np.int64)
    width = int(cells[:, 0].max()) + 4
    key = cells[:, 1] * width + cells[:, 0]
    order = np.argsort(key, kind="stable")
    return order, key[order], width, low
