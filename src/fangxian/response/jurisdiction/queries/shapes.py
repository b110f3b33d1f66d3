"""Boundaries as GeoJSON, with the approval number that every map prints."""

from __future__ import annotations

import hashlib

from django.db import connection
from django.utils.translation import get_language

from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.jurisdiction.models import Area, AreaShape, Reference
from fangxian.response.jurisdiction.naming import english
from fangxian.response.jurisdiction.queries.tree import area, children

_COLLECTION = '{{"type":"FeatureCollection","map_approval":{approval},"map_source":{source},"features":[{features}]}}'


def geojson(code: str, level: str = "") -> str:
    """The areas below one as a GeoJSON FeatureCollection, in longitude and latitude.

    Each feature has ``code``, ``name`` (in the reader's language), ``level`` and ``centroid``; the collection
    has ``map_approval``, to be printed with it. An area without parts that have a boundary is given itself.

    Parameters
    ----------
    code : str
        The area around them. The empty code is refused: no map of the whole country is drawn.
    level : str
        Their level; empty means those right below.

    Raises
    ------
    NotFound
        There is no such area, or no boundary of anything in it.
    """
    here = area(code)
    wanted = _codes(here, level)
    chinese = (get_language() or "zh").startswith("zh")
    features, approvals, sources = [], set(), set()
    # Geometry goes from the database to the answer as text: parsing and writing it again costs ten times as much.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.code, a.level, a.name, a.name_en, a.lon, a.lat, s.geometry::text, s.approval, s.source"
            " FROM jurisdiction_areashape s JOIN jurisdiction_area a USING (code)"
            " WHERE s.code = ANY(%s) ORDER BY s.code",
            [wanted],
        )
        for one, kind, name, name_en, lon, lat, geometry, approval, source in cursor.fetchall():
            called = name if chinese else name_en or english(name, kind, one)
            middle = None if lon is None else [lon, lat]
            properties = _json({"code": one, "name": called, "level": kind, "centroid": middle})
            features.append(f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}')
            approvals.add(approval)
            sources.add(source)
    return _COLLECTION.format(
        approval=_json("; ".join(sorted(filter(None, approvals))) or None),
        source=_json("; ".join(sorted(filter(None, sources))) or None),
        features=",".join(features),
    )


def geojson_mark() -> str:
    """A mark that changes whenever names or boundaries do: what an ETag is made of."""
    held = Reference.objects.exclude(name="offices").order_by("name").values_list("name", "digest")
    return hashlib.sha256(repr(list(held)).encode()).hexdigest()[:24]


def _codes(here: Area, level: str) -> list[str]:
    if level:
        lo, hi = area_range(here.code)
        below = Area.objects.filter(code__gte=lo, code__lt=hi, level=level)
        return list(below.values_list("code", flat=True))
    below_codes = [one.code for one in children(here.code)]
    if AreaShape.objects.filter(code__in=below_codes).exists():
        return below_codes
    return [here.code]


def _json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
