"""Drawings of several chains set side by side on one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Places = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where cases are drawn.

    Attributes
    ----------
    places : Mapping of str to (float, float)
        Across and down, by case, from the upper left corner.
    width, height : float
        Of the sheet.
    """

    places: Mapping[str, tuple[float, float]]
    width: float
    height: float


def shelve(drawings: Sequence[Places], *, margin: tuple[float, float], aspect: float = 1.6) -> Layout:
    """Set drawings on shelves, in their order, on a sheet about `aspect` times as wide as high.

    Parameters
    ----------
    margin : tuple of float
        Room to the right of each drawing (for a name) and below it.
    """
    sizes = [(_extent(one, 0) + margin[0], _extent(one, 1) + margin[1]) for one in drawings]
    area = sum(width * height for width, height in sizes)
    limit = max([sqrt(area * aspect), *(width for width, _height in sizes)], default=0.0)
    places: Places = {}
    left = top = shelf = wide = 0.0
    for drawing, (width, height) in zip(drawings, sizes, strict=True):
        if left > 0 and left + width > limit:
            left, top, shelf = 0.0, top + shelf, 0.0
        x0, y0 = (min(place[axis] for place in drawing.values()) for axis in (0, 1))
        places |= {id_: (x - x0 + left, y - y0 + top) for id_, (x, y) in drawing.items()}
        left, shelf = left + width, max(shelf, height)
        wide = max(wide, left)
    return Layout(places, wide, top + shelf)


def _extent(drawing: Places, axis: int) -> float:
    values = [place[axis] for place in drawing.values()]
    return max(values) - min(values)
