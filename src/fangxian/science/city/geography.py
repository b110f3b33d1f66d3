"""Spots for areas of which only the district's outline is known: a schematic map, not a survey.

No open package holds outlines of streets or villages. Streets get centres spread over the district's outline,
villages stand around their street's centre, and each covers its share of the district's surface.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fangxian.science.city.arrays import F64, I64
from fangxian.science.city.chance import compiled, draw, mix, unit
from fangxian.science.city.purposes import SCATTER
from fangxian.science.city.spec import METRES_A_DEGREE

Ring = Sequence[Sequence[float]]
"""Vertices ``[lon, lat]`` of a closed line."""


@dataclass(frozen=True, eq=False, slots=True)
class Spots:
    """Middles (degrees) and radii (metres) of areas."""

    lon: F64
    lat: F64
    radius: F64


def rings_of(geometry: dict[str, object]) -> list[Ring]:
    """All rings of a GeoJSON polygon or multipolygon; holes too: inside, an odd number lie around."""
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [ring for polygon in polygons for ring in polygon]  # type: ignore[attr-defined]


def scatter(zones: Sequence[str], rings: Sequence[Ring], seed: int) -> Spots:
    """Spread areas over an outline.

    Parameters
    ----------
    zones : sequence of str
        The zone of each area, in the order of the areas.
    rings : sequence of rings
        The district's outline.
    seed : int
        Of the spots.
    """
    names, zone = np.unique(np.array(zones), return_inverse=True)
    count = len(zones)
    points = _points_inside(rings, max(64, 12 * count), seed)
    plane = points * [np.cos(np.radians(points[:, 1].mean())), 1.0]
    centres = _spread(plane, len(names))
    nearest = ((plane[:, None, :] - plane[centres][None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    spot = np.empty((count, 2))
    for number in range(len(names)):
        members = np.flatnonzero(zone == number)
        pool = np.flatnonzero(nearest == number)
        chosen = pool[_spread(plane[pool], members.size)]
        spot[members] = points[chosen]
    surface = _surface(rings)
    return Spots(spot[:, 0], spot[:, 1], np.full(count, np.sqrt(surface / count / np.pi)))


def middle_of(rings: Sequence[Ring]) -> tuple[float, float]:
    """The mean of the vertices of the longest ring (degrees)."""
    longest = np.array(max(rings, key=len), float)
    return float(longest[:, 0].mean()), float(longest[:, 1].mean())


def inside(points: F64, rings: Sequence[Ring]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which points lie inside, by counting crossings of a ray to the east."""
    found = np.zeros(len(points), bool)
    for ring in rings:
        _cross(points, np.array(ring, float)[:, :2], found)
    return found


@compiled
def _cross(points: Any, line: Any, found: Any) -> None:
    for number in range(points.shape[0]):
        x, y = points[number, 0], points[number, 1]
        last = line.shape[0] - 1
        for vertex in range(line.shape[0]):
            x1, y1, x2, y2 = line[last, 0], line[last, 1], line[vertex, 0], line[vertex, 1]
            last = vertex
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                found[number] = not found[number]


def _points_inside(rings: Sequence[Ring], count: int, seed: int) -> F64:
    """Seeded uniform points inside an outline, by rejection from its box."""
    vertices = np.concatenate([np.array(ring, float)[:, :2] for ring in rings])
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    found: list[F64] = []
    total = block = 0
    while total < count:
        points = low + _chances(seed, block * count, count) * (high - low)
        points = points[inside(points, rings)]
        found.append(points)
        total, block = total + len(points), block + 1
    return np.concatenate(found)[:count]


def _spread(points: F64, count: int) -> I64:
    """Indices of points far from one another: each next one is the farthest from those taken (Gonzalez, 1985)."""
    if len(points) <= count:
        return np.arange(count) % max(1, len(points))
    chosen = [0]
    away = ((points - points[0]) ** 2).sum(axis=1)
    for _ in range(count - 1):
        chosen.append(int(away.argmax()))
        away = np.minimum(away, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
    return np.array(chosen[:count])


def _surface(rings: Sequence[Ring]) -> float:
    """Square metres inside an outline, on the plane that touches its middle."""
    total = 0.0
    for ring in rings:
        line = np.array(ring, float)[:, :2]
        east = line[:, 0] * METRES_A_DEGREE * np.cos(np.radians(line[:, 1].mean()))
        north = line[:, 1] * METRES_A_DEGREE
        total += abs(float((east * np.roll(north, -1) - np.roll(east, -1) * north).sum()) / 2)
    return total


@compiled
def _chances(seed: Any, first: Any, count: Any) -> Any:
    found = np.empty((count, 2))
    for number in range(count):
        word = draw(seed, SCATTER, first + number, 0)
        found[number, 0], found[number, 1] = unit(word), unit(mix(word))
    return found
