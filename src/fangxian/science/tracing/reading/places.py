"""What stands for a place: a venue's or vehicle's id, a cell's id, or longitude and latitude laid on a grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.reading.coordinates import Datum, to_wgs84
from fangxian.science.tracing.reading.grid import NOWHERE_CELL, cells_of, h3_cells_of
from fangxian.science.tracing.reading.spots import SEAT, columns_within, spots

Source = Literal["place_id", "cell", "grid", "h3"]


@dataclass(frozen=True, slots=True)
class Positions:
    """How a file says where.

    Attributes
    ----------
    source : {"place_id", "cell", "grid", "h3"}
        The column that names the place, or the grid that positions are laid on.
    size : int
        Edge of a square cell in metres, or the resolution of H3; 0 where a column names the place.
    datum : {"wgs84", "gcj02", "bd09"}
        The coordinate system of lon and lat.
    within : tuple of str
        Columns that say where within the place, outermost first, such as ``room``, ``table``; empty for the whole
        place.
    """

    source: Source
    size: int = 0
    datum: Datum = "wgs84"
    within: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that are read."""
        return (self.source, *self.within) if self.named else ("lon", "lat")

    @property
    def named(self) -> bool:
        """Whether a column names the place."""
        return self.source in {"place_id", "cell"}

    @property
    def name(self) -> str:
        """Name of the kind of place, as an index keeps it: two of different names never meet in one index."""
        whole = f"{self.source}:{self.size}" if self.size else self.source
        return "/".join((whole, *("row" if name == SEAT else name for name in self.within)))

    def spots_of(self, places: Any, columns: dict[str, Any]) -> Any:
        """Return the places with where in them, null where that is not said; the same places where nothing is asked."""
        return spots(places, {name: columns[name] for name in self.within}) if self.within else places

    def places_of(self, columns: dict[str, Any]) -> Any:
        """Return the places of a batch: an Arrow array of ids or of cell numbers, null where there is none."""
        if self.named:
            return columns[self.source]
        lon, lat = (_floats(columns[name], name) for name in ("lon", "lat"))
        lon, lat = to_wgs84(lon, lat, self.datum)
        number = cells_of(lon, lat, self.size) if self.source == "grid" else h3_cells_of(lon, lat, self.size)
        return pa.array(number, mask=number == NOWHERE_CELL)


def choose(
    found: Iterable[str],
    *,
    by: str | None,
    grid: int | None,
    h3: int | None,
    datum: Datum,
    path: str,
    same: str = "",
) -> Positions:
    """Choose what stands for a place, by what is asked for and the columns there are.

    ``by="place"`` asks for ``place_id``. A grid asks for ``lon`` and ``lat``, or for cells that are made already.
    If nothing is asked for: ``place_id``, else ``cell``, else positions on the grid of 800 m. ``same="room"`` asks
    for the room within ``place_id`` (:data:`~fangxian.science.tracing.reading.spots.UNITS`).
    """
    names = set(found)
    if same:
        return _within(names, same, path)
    laid = Positions("grid", grid or 800, datum) if h3 is None else Positions("h3", h3, datum)
    venue, cell = Positions("place_id"), Positions("cell")
    if grid is not None or h3 is not None:
        wishes = [laid, cell]
    else:
        wishes = {"place": [venue], "cell": [cell]}.get(by or "", [venue, cell, laid])
    for wish in wishes:
        if names.issuperset(wish.columns):
            return wish
    raise TracingError("stays.no_place", path=path, found=", ".join(sorted(names)))


def _within(names: set[str], unit: str, path: str) -> Positions:
    columns = columns_within(unit, names)
    if columns is None or "place_id" not in names:
        raise TracingError("stays.no_unit", path=path, unit=unit, found=", ".join(sorted(names)))
    return Positions("place_id", within=columns)


def _floats(column: Any, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        texts = column.to_pylist()
        return np.array([_float(text) for text in texts], np.float64)
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type) or pa.types.is_null(column.type)):
        raise TracingError("stays.column_type", column=name, found=str(column.type), wanted="degrees")
    values: np.ndarray[Any, np.dtype[np.float64]] = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values


def _float(text: str | None) -> float:
    try:
        return float(text) if text is not None else float("nan")
    except ValueError:
        return float("nan")
