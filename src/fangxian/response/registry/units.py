"""Reads of the register of buildings, and who may write in it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.jurisdiction.policies import Holder, may
from fangxian.response.registry.models import Unit

_RIGHTS: Final = ("testing.plan", "case.write")


def may_list_units(post: Holder | None, area: str) -> bool:
    """Whether a post may enter buildings of an area: whoever plans testing or records cases there."""
    return any(may(post, right, area) for right in _RIGHTS)


def units_in(area: str) -> QuerySet[Unit]:
    """The units of an area, of every level."""
    lo, hi = area_range(area)
    return Unit.objects.filter(area__gte=lo, area__lt=hi)


def homes(units: QuerySet[Unit] | None = None) -> QuerySet[Unit]:
    """Of units (by default all in scope) those that count everybody once: buildings, and compounds of which no building
    is known.
    """
    every = Unit.objects.all() if units is None else units
    parts = Exists(Unit.objects.filter(parent=OuterRef("pk")))
    return every.filter(Q(level=Unit.Level.BUILDING) | Q(level=Unit.Level.COMPOUND) & ~parts)


def home_points(area: str, most: int) -> list[dict[str, Any]]:
    """The largest homes of an area that have coordinates, as points of a map."""
    rows = homes(units_in(area)).exclude(lon=None).order_by("-people", "id")
    return [
        {"kind": "unit", "lon": lon, "lat": lat, "name": label, "people": people}
        for lon, lat, label, people in rows.values_list("lon", "lat", "label", "people")[:most]
    ]


def home_labels(units: Collection[int]) -> dict[str, list[str]]:
    """The homes that units hold or lie in, as rolls name them: a compound's buildings, a stairwell's building.

    Returns
    -------
    dict
        Labels by the code of their area.
    """
    found: dict[str, list[str]] = {}
    rows = homes().filter(Q(id__in=units) | Q(parent__in=units) | Q(parts__in=units)).distinct()
    for area, label in rows.order_by("area", "label").values_list("area", "label"):
        found.setdefault(area, []).append(label)
    return found
