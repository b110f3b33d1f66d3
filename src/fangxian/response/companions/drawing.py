"""Overlaps as pictures that need no script: a map of where, and a line a day of when. SVG attributes only."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from fangxian.errors import NotFound
from fangxian.response.jurisdiction.queries import geojson

WIDTH: Final = 640
HEIGHT: Final = 400
_METRES_PER_DEGREE: Final = 111_195.0
"""Of a meridian, on a sphere of the Earth's mean radius."""

_LEAST_SPAN: Final = 3_000.0
"""Metres that the map shows at least, so that one cell has surroundings."""

_SCALES: Final = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map: its corner and size in the picture's units, or its middle and radius."""

    name: str
    minutes: float
    times: int
    x: float
    y: float
    size: float
    square: bool


@dataclass(frozen=True, slots=True)
class Map:
    """Boundaries and places in the picture's units."""

    paths: list[str]
    spots: list[Spot]
    approval: str
    scale_m: int
    scale_width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One overlap, or the part of it that lies in one day: where it begins and how wide it is, of 1,440 minutes."""

    x: float
    width: float
    place: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class DayLine:
    """The overlaps of one local day."""

    day: datetime
    bars: list[Bar]
    minutes: float


def map_of(evidence: list[dict[str, Any]], area: str) -> Map | None:
    """Where the overlaps were, over the boundaries of an area; None where no place has a position."""
    places: dict[tuple[str, float, float, int], list[float]] = {}
    for one in evidence:
        for overlap in one["overlaps"]:
            if overlap["lon"] is not None and overlap["lat"] is not None:
                key = (overlap["place"], overlap["lon"], overlap["lat"], overlap["metres"])
                places.setdefault(key, []).append(overlap["minutes"])
    if not places:
        return None
    view = _View.around([(lon, lat) for _name, lon, lat, _metres in places])
    spots = [_spot(key, minutes, view) for key, minutes in places.items()]
    paths, approval = _boundaries(area, view)
    metres = max((scale for scale in _SCALES if scale / view.metres < WIDTH / 3), default=_SCALES[0])
    spots.sort(key=lambda spot: -spot.size)
    return Map(paths, spots, approval, metres, metres / view.metres)


def days_of(overlaps: list[dict[str, Any]], zone: ZoneInfo) -> list[DayLine]:
    """When the overlaps were: a line a day, the night split at midnight."""
    lines: dict[datetime, list[Bar]] = {}
    for overlap in overlaps:
        since = datetime.fromisoformat(overlap["from"]).astimezone(zone)
        until = datetime.fromisoformat(overlap["to"]).astimezone(zone)
        midnight = since.replace(hour=0, minute=0, second=0, microsecond=0)
        while midnight < until:
            begin, end = max(since, midnight), min(until, midnight + _DAY)
            x, width = ((moment - midnight).total_seconds() / 60 for moment in (begin, end))
            lines.setdefault(midnight, []).append(Bar(round(x, 1), round(width - x, 1), overlap["place"], begin, end))
            midnight += _DAY
    return [DayLine(day, bars, sum(bar.width for bar in bars)) for day, bars in sorted(lines.items())]


@dataclass(frozen=True, slots=True)
class _View:
    """The part of the Earth that the picture shows, north up."""

    west: float
    north: float
    metres: float
    """Metres of one of the picture's units."""
    squeeze: float
    """Length of a degree of longitude, of one of latitude."""

    @classmethod
    def around(cls, points: list[tuple[float, float]]) -> _View:
        lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
        lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
        squeeze = math.cos(math.radians(lat))
        across = (max(lons) - min(lons)) * _METRES_PER_DEGREE * squeeze
        down = (max(lats) - min(lats)) * _METRES_PER_DEGREE
        metres = max(across / (WIDTH * 0.7), down / (HEIGHT * 0.7), _LEAST_SPAN / HEIGHT)
        west = lon - metres * WIDTH / 2 / _METRES_PER_DEGREE / squeeze
        return cls(west, lat + metres * HEIGHT / 2 / _METRES_PER_DEGREE, metres, squeeze)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        x = (lon - self.west) * _METRES_PER_DEGREE * self.squeeze / self.metres
        y = (self.north - lat) * _METRES_PER_DEGREE / self.metres
        return round(x, 1), round(y, 1)


def _spot(key: tuple[str, float, float, int], minutes: list[float], view: _View) -> Spot:
    name, lon, lat, metres = key
    x, y = view.place(lon, lat)
    if metres:
        size = max(metres / view.metres, 6.0)
        return Spot(name, sum(minutes), len(minutes), round(x - size / 2, 1), round(y - size / 2, 1), size, True)
    radius = 5 + min(9.0, math.sqrt(sum(minutes)) / 4)
    return Spot(name, sum(minutes), len(minutes), x, y, round(radius, 1), False)


def _boundaries(area: str, view: _View) -> tuple[list[str], str]:
    """Boundaries of the parts of an area as paths; none where the tree has none."""
    try:
        held = json.loads(geojson(area))
    except NotFound:
        return [], ""
    paths = [_path(feature["geometry"], view) for feature in held["features"]]
    return [path for path in paths if path], held["map_approval"] or ""


def _path(geometry: dict[str, Any], view: _View) -> str:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    parts = []
    for polygon in polygons:
        for ring in polygon:
            points = [view.place(lon, lat) for lon, lat, *_height in ring]
            kept = [point for k, point in enumerate(points) if k == 0 or _apart(point, points[k - 1])]
            if _seen(kept):
                parts.append("M" + "L".join(f"{x} {y}" for x, y in kept) + "Z")
    return "".join(parts)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) + abs(one[1] - other[1]) >= 0.5


def _seen(points: list[tuple[float, float]]) -> bool:
    """Whether the box around some points meets the picture."""
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return min(xs) < WIDTH and max(xs) > 0 and min(ys) < HEIGHT and max(ys) > 0
