"""The ground under an evaluation's maps: outlines of districts as the product ships them, and where places lie."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from fangxian.response.jurisdiction.models import AreaShape
from fangxian.science.city.model import City

COARSE: Final = 0.002
"""Degrees (about 200 m) that an outline may be off: a map a hand's breadth wide shows no more."""

DIGITS: Final = 4
"""Kept of a degree."""


def ground(city: City, places: Iterable[str], around: Iterable[str] = ()) -> dict[str, Any]:
    """Outlines of the city's districts with their approval number, and the middles of places.

    Parameters
    ----------
    places : iterable of str
        Codes of communities or streets of the city; others are left out.
    around : iterable of str
        Codes of more districts to be outlined.
    """
    districts = sorted({*map(str, city.district_code), *around})
    rows = AreaShape.objects.filter(code__in=districts).order_by("code")
    outlines = [{"code": row.code, "rings": _rings(row.geometry)} for row in rows]
    approvals = sorted({row.approval for row in rows if row.approval})
    return {"outlines": outlines, "approval": "; ".join(approvals), "points": _points(city, places)}


def _rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    """The outer rings, with no more vertices than are seen."""
    from shapely.geometry import shape

    coarse = shape(geometry).simplify(COARSE)
    parts = getattr(coarse, "geoms", [coarse])
    return [[[round(x, DIGITS), round(y, DIGITS)] for x, y in part.exterior.coords] for part in parts]


def _points(city: City, places: Iterable[str]) -> dict[str, list[float]]:
    codes = [str(code) for code in city.area_code]
    made = {}
    for place in sorted(set(places)):
        inside = np.array([code.startswith(place) for code in codes])
        if inside.any():
            middle = float(city.area_lon[inside].mean()), float(city.area_lat[inside].mean())
            if np.isfinite(middle).all():
                made[place] = [round(degree, DIGITS) for degree in middle]
    return made
