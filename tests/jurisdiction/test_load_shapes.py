"""Boundaries of Sichuan and Tianjin, with the approval number that every map prints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.jurisdiction.loading import divisions, shapes
from fangxian.response.jurisdiction.models import Area, AreaShape


def test_every_county_and_city_of_sichuan_and_tianjin_has_its_boundary(
    own_database: str, asset: Callable[[], Path]
) -> None:
    divisions.load(asset())
    assert shapes.load().rows == 222
    codes = set(AreaShape.objects.values_list("code", flat=True))
    assert sum(len(code) == 6 and code.startswith("51") for code in codes) == 183
    assert sum(len(code) == 6 and code.startswith("5101") for code in codes) == 20
    assert sum(len(code) == 6 and code.startswith("12") for code in codes) == 16
    assert sum(len(code) == 4 for code in codes) == 21
    assert {code for code in codes if len(code) == 2} == {"12", "51"}
    assert set(AreaShape.objects.values_list("approval", flat=True)) == {"GS(2024)0650号"}

    pidu = Area.objects.get(code="510117")
    assert (pidu.lon, pidu.lat) == (pytest.approx(103.877, abs=0.01), pytest.approx(30.835, abs=0.01))
    assert Area.objects.get(code="441900").lon is None

    assert shapes.load().skipped


def test_a_middle_that_would_lie_outside_is_moved_inside() -> None:
    from shapely.geometry import Point, shape

    horseshoe = {
        "type": "Polygon",
        "coordinates": [[[0, 0], [9, 0], [9, 9], [8, 9], [8, 1], [1, 1], [1, 9], [0, 9], [0, 0]]],
    }
    assert shape(horseshoe).contains(Point(shapes.middle(horseshoe)))


def test_rounding_drops_vertices_that_fall_together() -> None:
    ring = [[0.0, 0.0], [0.00001, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
    assert shapes.rounded([ring]) == [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=3, max_size=12))
def test_a_ring_stays_closed_and_a_ring_however_small(points: list[tuple[float, float]]) -> None:
    ring = [list(point) for point in [*points, points[0]]]
    kept = shapes.rounded([ring])[0]
    assert len(kept) >= 4
    assert kept[0] == kept[-1]
