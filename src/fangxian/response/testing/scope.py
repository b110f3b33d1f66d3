"""What a round covers: whole areas, single buildings, and what lies in a shape drawn on the map."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction.codes import LEVELS, within
from fangxian.response.jurisdiction.models import Area
from fangxian.response.jurisdiction.queries import residents
from fangxian.response.registry.units import homes, units_in
from fangxian.response.testing.models import Round

MOST_CORNERS: Final = 2000
"""Corners of a drawn shape."""

Ring = list[list[float]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is tested.

    Attributes
    ----------
    areas : tuple of str
        Codes of areas that are tested whole, none inside another.
    buildings : dict
        By code of an area that is not tested whole: its buildings that are, in order.
    """

    areas: tuple[str, ...] = ()
    buildings: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, round_: Round) -> Scope:
        """The scope of a round."""
        return cls(tuple(round_.scope), {area: tuple(names) for area, names in round_.buildings.items()})

    @property
    def named(self) -> dict[str, list[str]]:
        """The buildings as a round keeps them."""
        return {area: list(names) for area, names in self.buildings.items()}

    @property
    def codes(self) -> list[str]:
        """Every area that it touches."""
        return sorted({*self.areas, *self.buildings})

    def whole(self, area: str) -> bool:
        """Whether all of an area is tested."""
        return any(within(area, code) for code in self.areas)

    def covers(self, area: str, building: str) -> bool:
        """Whether a building is tested."""
        return self.whole(area) or building in self.buildings.get(area, ())

    def touches(self, area: str) -> bool:
        """Whether anything of an area is tested, or it lies in one that is."""
        return self.whole(area) or any(within(code, area) for code in self.codes)

    def joined(self, other: Scope) -> Scope:
        """Both together: an area tested whole takes in the areas and buildings inside it."""
        wanted = sorted({*self.areas, *other.areas})
        areas = tuple(code for code in wanted if not any(code != one and code.startswith(one) for one in wanted))
        named: dict[str, set[str]] = {}
        for one in (self, other):
            for area, names in one.buildings.items():
                named.setdefault(area, set()).update(names)
        loose = {area: names for area, names in named.items() if not any(within(area, code) for code in areas)}
        return Scope(areas, {area: tuple(sorted(loose[area])) for area in sorted(loose)})

    def people(self) -> int:
        """How many live there, by the census and the register of buildings; 0 where neither says it."""
        inside = sum(residents(self.areas).values())
        for area, names in self.buildings.items():
            rows = homes().filter(area=area, label__in=names)
            inside += rows.aggregate(sum=Sum("people"))["sum"] or 0
        return inside

    @property
    def mark(self) -> str:
        """Another scope has another mark."""
        said = json.dumps([self.areas, self.buildings], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def __bool__(self) -> bool:
        return bool(self.areas or self.buildings)


def around(areas: Sequence[str]) -> str:
    """Code of the smallest area around several."""
    if len(areas) == 1:
        return areas[0]
    first = areas[0]
    shared = [first[:length] for length in LEVELS if all(code.startswith(first[:length]) for code in areas)]
    return max(shared, key=len)


def drawn(shape: Mapping[str, Any], root: str = "") -> Scope:
    """What lies in a shape: buildings of the register, and communities whose middle is in it and none of whose
    buildings is known.

    Parameters
    ----------
    shape : mapping
        A GeoJSON polygon or multi-polygon in degrees.
    root : str
        Only areas in this one.

    Raises
    ------
    Invalid
        ``scope.shape``: it is no such shape. ``scope.nothing``: nothing known lies in it.
    """
    import numpy as np

    from fangxian.science.city.geography import inside

    found = rings(shape)
    corners = np.array([corner for ring in found for corner in ring])
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    box = {"lon__range": (west, east), "lat__range": (south, north)}
    houses = list(homes(units_in(root)).filter(**box).values_list("area", "label", "lon", "lat"))
    places = list(
        Area.objects.filter(**box, level="community", code__startswith=root).values_list("code", "lon", "lat")
    )
    hits = inside(np.array([row[2:] for row in houses], float).reshape(-1, 2), found)
    buildings: dict[str, list[str]] = {}
    for (area, name, _lon, _lat), hit in zip(houses, hits.tolist(), strict=True):
        if hit:
            buildings.setdefault(area, []).append(name)
    hits = inside(np.array([row[1:] for row in places], float).reshape(-1, 2), found)
    codes = {row[0] for row, hit in zip(places, hits.tolist(), strict=True) if hit}
    known = set(homes().filter(area__in=codes).values_list("area", flat=True))
    scope = Scope().joined(Scope(tuple(codes - known), {area: tuple(names) for area, names in buildings.items()}))
    if not scope:
        raise Invalid(
            "scope.nothing",
            _("Nothing that is known lies in the shape: no building of the register, no community's middle."),
            remedy=_("Load the list of buildings with their coordinates, or name areas."),
            field="shape",
        )
    return scope


def rings(shape: Mapping[str, Any]) -> list[Ring]:
    """The rings of a GeoJSON polygon or multi-polygon; holes are rings of their own.

    Raises
    ------
    Invalid
        ``scope.shape``: it is none, or stands nowhere on earth.
    """
    kind, parts = shape.get("type"), shape.get("coordinates")
    if kind == "Polygon":
        parts = [parts]
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(parts, list):
        raise _no_shape()
    try:
        found = [[[float(x), float(y)] for x, y, *_height in ring] for part in parts for ring in part]
    except (TypeError, ValueError) as error:
        raise _no_shape() from error
    count = sum(len(ring) for ring in found)
    good = all(len(ring) >= 4 and ring[0] == ring[-1] for ring in found)
    on_earth = all(-180 <= x <= 180 and -90 <= y <= 90 for ring in found for x, y in ring)
    if not found or not good or not on_earth or count > MOST_CORNERS:
        raise _no_shape()
    return found


def _no_shape() -> Invalid:
    return Invalid(
        "scope.shape",
        _("This is no closed shape in longitude and latitude, of 3 to %(most)s corners."),
        remedy=_("Draw it on the map again, or paste a GeoJSON polygon."),
        field="shape",
        most=MOST_CORNERS - 1,
    )
