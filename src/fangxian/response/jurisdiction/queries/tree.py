"""Walking the division tree. Rows that only fill a level (市辖区) are passed over."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.jurisdiction.models import Area, Population
from fangxian.response.jurisdiction.naming import is_placeholder


def area(code: str) -> Area:
    """The area with that code.

    Raises
    ------
    NotFound
        ``area.unknown``.
    """
    found = Area.objects.filter(code=code).first()
    if found is None:
        raise NotFound(
            "area.unknown",
            _("There is no area with the code %(code)s."),
            remedy=_("“fangxian areas search” finds an area by its name."),
            code=code,
        )
    return found


def children(code: str) -> list[Area]:
    """The areas right below, in order of their codes; the empty code gives the topmost ones.

    Below a municipality these are its districts (``120101``), not the row ``1201 市辖区`` between them.
    """
    found = list(Area.objects.filter(parent=code).order_by("code"))
    fillers = [one.code for one in found if is_placeholder(one.code, one.name)]
    if not fillers:
        return found
    below = Area.objects.filter(parent__in=fillers).order_by("code")
    return sorted([one for one in found if one.code not in fillers] + list(below), key=lambda one: one.code)


def breadcrumbs(code: str) -> list[Area]:
    """The areas that contain `code`, widest first, itself last; empty where the tree does not hold it."""
    above = [code[:length] for length in range(1, len(code) + 1)]
    found = Area.objects.filter(code__in=above).order_by("code")
    return [one for one in found if one.code == code or not is_placeholder(one.code, one.name)]


def locate(codes: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of each area's middle, or of the nearest area above that has one.

    Areas without any are left out.
    """
    wanted = set(codes)
    above = {code[:length] for code in wanted for length in range(1, len(code) + 1)}
    rows = Area.objects.filter(code__in=above).exclude(lon=None).values_list("code", "lon", "lat")
    known = {code: (lon, lat) for code, lon, lat in rows if lon is not None and lat is not None}
    nearest = {
        code: next((code[:length] for length in range(len(code), 0, -1) if code[:length] in known), None)
        for code in wanted
    }
    return {code: known[held] for code, held in nearest.items() if held is not None}


def residents(codes: Iterable[str]) -> dict[str, int]:
    """Residents of each area by the latest census that the database holds for it; others are left out."""
    rows = Population.objects.filter(area__in=set(codes)).order_by("area", "year").values_list("area", "residents")
    return dict(rows)
