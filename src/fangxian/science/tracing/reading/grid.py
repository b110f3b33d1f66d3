"""The square grid: every position on Earth in one cell, the same for every file, city and day.

Rows of equal height run along the parallels; each row is cut into cells of equal width along its middle parallel
(the sinusoidal tiling). A cell of 800 m is 800 m wide and high to within 0.6 % everywhere, neighbouring rows are
staggered. A cell's number holds its row and column.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.errors import TracingError

METRES_PER_DEGREE: Final = np.pi * 6_371_008.8 / 180
"""Of a meridian, on a sphere of the Earth's mean radius (IUGG 1980: R1 = 6,371,008.8 m)."""

_SHIFT: Final = 1 << 31
NOWHERE_CELL: Final = -(1 << 62)
"""Stands for a position that is none: not a number, or off the globe."""


def cells_of(lon: NDArray[np.float64], lat: NDArray[np.float64], metres: int) -> NDArray[np.int64]:
    """Return the number of each position's cell.

    Parameters
    ----------
    lon, lat : array of float
        WGS-84 degrees.
    metres : int
        Edge of a cell.
    """
    with np.errstate(invalid="ignore"):
        sound = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    row = np.floor(np.where(sound, lat, 0) * (METRES_PER_DEGREE / metres))
    width = np.cos(np.radians((row + 0.5) * metres / METRES_PER_DEGREE))
    column = np.floor(np.where(sound, lon, 0) * (METRES_PER_DEGREE / metres) * width)
    number = row.astype(np.int64) * (1 << 32) + (column.astype(np.int64) + _SHIFT)
    return np.where(sound, number, NOWHERE_CELL)


def centres_of(cells: NDArray[np.int64], metres: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude (WGS-84 degrees) of the middle of each cell."""
    row = (cells >> 32).astype(np.float64)
    column = ((cells & 0xFFFF_FFFF) - _SHIFT).astype(np.float64)
    lat = (row + 0.5) * metres / METRES_PER_DEGREE
    return (column + 0.5) * metres / METRES_PER_DEGREE / np.cos(np.radians(lat)), lat


def h3_cells_of(lon: NDArray[np.float64], lat: NDArray[np.float64], resolution: int) -> NDArray[np.int64]:
    """Return the H3 index of each position at a resolution (8 is the one nearest to 800 m: edges of 531 m)."""
    try:
        import h3.api.basic_int as h3
    except ImportError as error:
        raise TracingError("grid.h3_missing") from error
    cell: Any = h3.latlng_to_cell
    sound = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    pairs = zip(lon.tolist(), lat.tolist(), sound.tolist(), strict=True)
    numbers = [cell(y, x, resolution) if good else NOWHERE_CELL for x, y, good in pairs]
    return np.array(numbers, np.int64)
