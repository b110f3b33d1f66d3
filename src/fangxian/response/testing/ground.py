"""What a map shows beneath a shape that is drawn, and of a plan: points with their words, and where the outline is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.urls import reverse

from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.jurisdiction.models import Area
from fangxian.response.ledger import clock
from fangxian.response.registry.units import home_points

MOST: Final = 3000
"""Points on one map; of more the largest are shown."""


def ground(area: str, shapes: Sequence[Any] = ()) -> dict[str, Any]:
    """Buildings and communities of an area as points, with shapes drawn before, for the templates of a map."""
    points = home_points(area, MOST)
    lo, hi = area_range(area)
    villages = Area.objects.filter(code__gte=lo, code__lt=hi, level="community").exclude(lon=None)
    points += [
        {"kind": "area", "lon": one.lon, "lat": one.lat, "name": one.name, "people": 0} for one in villages[:MOST]
    ]
    return {"ground": {"points": points, "shapes": list(shapes)}, "outline_url": outline_url(area)}


def outline_url(area: str) -> str:
    """Where the boundaries around an area are read; those of the workspace's home for the whole country."""
    held = (area or clock.workspace().home)[:6]
    return reverse("api:area_geojson", args=[held]) if held else ""
