"""Coordinates are declared, and fall into one cell the same for everybody."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.reading.coordinates import bd09_of, gcj02_of, to_wgs84
from fangxian.science.tracing.reading.grid import METRES_PER_DEGREE, NOWHERE_CELL, cells_of, centres_of, h3_cells_of
from fangxian.science.tracing.reading.places import Positions, choose

LON = st.floats(75, 134)
LAT = st.floats(5, 53)


def one(value: float) -> np.ndarray:
    return np.array([value])


@given(LON, LAT)
def test_the_way_back_from_gcj02_and_bd09_is_exact_to_a_millimetre(lon: float, lat: float) -> None:
    shifted = gcj02_of(one(lon), one(lat))
    for datum, position in (("gcj02", shifted), ("bd09", bd09_of(*shifted))):
        back = to_wgs84(*position, datum)
        assert np.abs(back[0] - lon) * METRES_PER_DEGREE < 1e-3
        assert np.abs(back[1] - lat) * METRES_PER_DEGREE < 1e-3


def test_gcj02_displaces_chengdu_by_hundreds_of_metres_and_new_york_not_at_all() -> None:
    lon, lat = gcj02_of(np.array([104.0658, -74.0]), np.array([30.6572, 40.7]))
    moved = np.hypot((lon[0] - 104.0658) * np.cos(np.radians(30.66)), lat[0] - 30.6572) * METRES_PER_DEGREE
    assert 100 < moved < 800
    assert (lon[1], lat[1]) == (-74.0, 40.7)


@given(st.floats(-179, 179), st.floats(-89, 89), st.sampled_from([100, 800, 2_000]))
def test_a_position_lies_in_its_cell(lon: float, lat: float, metres: int) -> None:
    cell = cells_of(one(lon), one(lat), metres)
    x, y = centres_of(cell, metres)
    width = metres / METRES_PER_DEGREE / np.cos(np.radians(y))
    assert abs(y[0] - lat) <= metres / METRES_PER_DEGREE / 2 * (1 + 1e-9)
    assert abs(x[0] - lon) <= width[0] / 2 * (1 + 1e-6)
    assert cells_of(x, y, metres)[0] == cell[0]


def test_what_is_no_position_has_no_cell() -> None:
    lon, lat = np.array([np.nan, 200.0, 0.0, np.inf]), np.array([0.0, 0.0, 91.0, 0.0])
    assert (cells_of(lon, lat, 800) == NOWHERE_CELL).all()
    places = Positions("grid", 800).places_of({"lon": pa.array(lon), "lat": pa.array(lat)})
    assert places.null_count == 4


def test_h3_cells_are_those_of_the_library() -> None:
    h3 = pytest.importorskip("h3")
    cell = h3_cells_of(one(104.0658), one(30.6572), 8)
    assert h3.int_to_str(int(cell[0])) == h3.latlng_to_cell(30.6572, 104.0658, 8)
    assert h3_cells_of(one(np.nan), one(0), 8)[0] == NOWHERE_CELL


@pytest.mark.parametrize(
    ("columns", "asked", "expected"),
    [
        ("place_id cell lon lat", {}, Positions("place_id")),
        ("place_id cell", {"by": "cell"}, Positions("cell")),
        ("cell lon lat", {}, Positions("cell")),
        ("cell lon lat", {"grid": 500}, Positions("grid", 500)),
        ("place_id cell", {"grid": 800}, Positions("cell")),
        ("lon lat", {}, Positions("grid", 800)),
        ("lon lat", {"h3": 8}, Positions("h3", 8)),
        ("place_id lon lat", {"by": "place"}, Positions("place_id")),
    ],
)
def test_what_stands_for_a_place_follows_from_what_is_asked_and_what_there_is(
    columns: str, asked: dict[str, object], expected: Positions
) -> None:
    wish = {"by": None, "grid": None, "h3": None, "datum": "wgs84", "path": "f"} | asked
    assert choose(columns.split(), **wish) == expected


@pytest.mark.parametrize(("columns", "asked"), [("place_id", {"grid": 800}), ("cell", {"by": "place"}), ("lon", {})])
def test_what_the_file_cannot_say_is_refused(columns: str, asked: dict[str, object]) -> None:
    wish = {"by": None, "grid": None, "h3": None, "datum": "wgs84", "path": "f"} | asked
    with pytest.raises(TracingError, match=r"stays\.no_place"):
        choose(columns.split(), **wish)
