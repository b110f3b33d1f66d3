"""Rows in front of the case and behind it: the case is laid over all the rows that count like its own."""

from __future__ import annotations

import numpy as np

from fangxian.science.tracing.index.names import Names
from fangxian.science.tracing.reading.spots import moved
from fangxian.science.tracing.search.presence import Pieces, join


def beside(places: Names, pieces: Pieces, front: int, back: int) -> Pieces:
    """Return the pieces of the cases in every row from `front` before theirs to `back` behind, joined anew.

    Rows in which nobody ever was are left out. Where two phones of a case, or two cases taken as one, reach the same
    row at once, that counts once.
    """
    if not len(pieces):
        return pieces
    numbers, at = np.unique(pieces.place, return_inverse=True)
    steps = range(-front, back + 1)
    wanted = [moved(spot, step) for spot in places.ids(numbers).to_pylist() for step in steps]
    near = places.find(wanted).reshape(len(numbers), len(steps))[at]
    rows, columns = np.nonzero(near >= 0)
    place = near[rows, columns]
    case, day, since, until = (column[rows] for column in (pieces.case, pieces.day, pieces.since, pieces.until))
    order = np.lexsort((since, day, place, case))
    return Pieces(*join(case[order], place[order], day[order], since[order], until[order]))
