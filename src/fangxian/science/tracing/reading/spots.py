"""Where within a place: the room, the table, the carriage or the row of seats, as part of what stands for the place.

Under a rule of "same place, same room" the room is the place: ``hall`` and ``3`` become one id, so that everything that
is true of a place is true of a room. Only rows (of seats) and bays have neighbours, which their numbers give.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from fangxian.science.tracing.rule import NUMBERED, UNITS

SEPARATOR: Final = "\x1f"
"""Between the parts of an id (the unit separator of ASCII), which no name holds."""

SEAT: Final = "seat"
"""A column that says the row as well: the figures a seat begins with (``12F`` is in row 12)."""


def columns_within(unit: str, found: Collection[str]) -> tuple[str, ...] | None:
    """Return the columns, outermost first, that say a unit; None if the file does not say it."""
    last = unit if unit in found else SEAT if unit == "row" and SEAT in found else None
    if last is None:
        return None
    return (*(name for name in UNITS[unit] if name in found), last)


def spots(places: Any, parts: dict[str, Any]) -> Any:
    """Return ids of places with the parts within, as Arrow text; null where a part is not known."""
    columns = [places.cast(pa.large_string())]
    columns += [_numbers(part) if name in NUMBERED or name == SEAT else _texts(part) for name, part in parts.items()]
    return pc.binary_join_element_wise(*columns, pa.scalar(SEPARATOR, pa.large_string()), null_handling="emit_null")


def base_of(spot: str) -> str:
    """Return the id of the place that a spot is in."""
    return spot.partition(SEPARATOR)[0]


def within(spot: str) -> str:
    """Return where in the place a spot is, for people to read; empty for a whole place."""
    return " · ".join(spot.split(SEPARATOR)[1:])


def moved(spot: str, steps: int) -> str:
    """Return the spot so many rows farther back; one that cannot be is called so, and found nowhere."""
    rest, _mark, number = spot.rpartition(SEPARATOR)
    return f"{rest}{SEPARATOR}{int(number) + steps}"


def row_of(spot: str) -> tuple[str, int]:
    """Return a spot as what its row is counted in, and the number of the row."""
    rest, _mark, number = spot.rpartition(SEPARATOR)
    return rest, int(number)


def _texts(column: Any) -> Any:
    texts = column.cast(pa.large_string())
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.large_string()), texts)


def _numbers(column: Any) -> Any:
    """Whole numbers in the usual way: ``012`` and ``12F`` are 12; null where no figure comes first."""
    if pa.types.is_integer(column.type):
        return column.cast(pa.large_string())
    found = pc.struct_field(pc.extract_regex(column.cast(pa.large_string()), r"^\s*0*(?P<number>[0-9]{1,9})"), 0)
    return found.cast(pa.large_string())
