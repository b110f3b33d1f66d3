"""One day of some people, as a kernel.

A person stays at home, or leaves in the morning, perhaps rides a bus, perhaps stops on the way, works, stops, goes out,
and returns. The times of the day follow a plain model (mark D), made to give some 50 stays a person in 14 days; the
popularity of cells, firms and venues follows a Zipf–Mandelbrot law. What it leaves out: families go out apart, nobody
falls ill, phones do not jump between masts, and a bus is at the middle of its way all the time.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from fangxian.science.tracing.compiled import compiled
from fangxian.science.tracing.index.table import mixed
from fangxian.science.tracing.synth.city import HOUSEHOLD, TRIPS

MOST: Final = 9
"""Most stays of one person and day."""

_DAY: Final = 86_400
_HOME, _FIRM, _VENUE, _RIDE, _PLACE = 11, 12, 13, 14, 15


@compiled
def _draw(seed: int, what: int, who: int, when: int) -> Any:
    """A number in (0, 1), the same for the same question."""
    word = mixed(np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(what))
    word = mixed(word ^ np.uint64(who))
    word = mixed(word + np.uint64(when) * np.uint64(0xD1B54A32D192ED03))
    return (np.float64(word >> np.uint64(11)) + 0.5) / 9_007_199_254_740_992.0


@compiled
def _rank(u: float, count: int, s: float, q: float) -> int:
    """A rank from 0, with chance as 1 / (rank + q)^s: the inverse of its integral."""
    power = 1.0 - s
    low, high = q**power, (count + q) ** power
    return min(int((low + u * (high - low)) ** (1.0 / power) - q), count - 1)


@compiled
def _home_cell(seed: int, home: int, cells: int) -> int:
    return _rank(_draw(seed, _PLACE, home, 0), cells, 0.7, 100.0 * cells / 20_000 + 1)


@compiled
def _other_cell(seed: int, place: int, cells: int) -> int:
    return _rank(_draw(seed, _PLACE, place, 1), cells, 0.9, 50.0 * cells / 20_000 + 1)


@compiled
def cell_of(seed: int, place: int, homes: int, cells: int) -> int:
    """The cell (by rank) of a home, firm or venue."""
    return _home_cell(seed, place, cells) if place < homes else _other_cell(seed, place, cells)


@compiled
def _normal(seed: int, what: int, who: int, when: int) -> Any:
    """A standard normal draw (Box and Muller 1958)."""
    u, v = _draw(seed, what, who, when), _draw(seed, what + 100, who, when)
    return np.sqrt(-2.0 * np.log(u)) * np.cos(2.0 * np.pi * v)


@compiled
def _between(low: float, value: float, high: float) -> float:
    return min(max(value, low), high)


@compiled
def _put(out: Any, row: int, who: int, place: int, cell: int, start: float, end: float) -> int:
    """Add a stay if it has a length; return the next row."""
    begin, stop = int(start), int(min(end, _DAY))
    if stop <= begin:
        return row
    out[row, 0], out[row, 1], out[row, 2], out[row, 3], out[row, 4] = who, place, cell, begin, stop
    return row + 1


@compiled
def day_of(first: int, last: int, day: int, weekend: bool, seed: int, sizes: Any, out: Any) -> int:
    """Write the stays of people ``first:last`` on one day; return how many.

    Parameters
    ----------
    sizes : array of int64
        Cells, homes, firms, venues, lines of the city.
    out : array of int64
        Rows of person, place, rank of the cell, start and end in seconds of the day; `MOST` a person.
    """
    row = 0
    for who in range(first, last):
        row = _person(who, day, weekend, seed, sizes, out, row)
    return row


@compiled
def _person(who: int, day: int, weekend: bool, seed: int, sizes: Any, out: Any, row: int) -> int:
    cells, homes, firms, venues, lines = sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]
    home = int(who / HOUSEHOLD)
    lives = _home_cell(seed, home, cells)
    if _draw(seed, 1, who, day) < (0.45 if weekend else 0.25):
        return _put(out, row, who, home, lives, 0, _DAY)
    firm = homes + _rank(_draw(seed, _FIRM, who, 0), firms, 0.9, 5.0)
    works = _other_cell(seed, firm, cells)
    time = _between(3 * 3_600, 8 * 3_600 + 4_200 * _normal(seed, 2, who, day), 15 * 3_600)
    row = _put(out, row, who, home, lives, 0, time)
    rides = _draw(seed, _RIDE, who, 0) < 0.4
    line = int(_draw(seed, _RIDE, who, 1) * lines)
    for leg in range(5):
        kind = leg if leg < 4 else 0
        travel = 300 + 1_500 * _draw(seed, 20 + leg, who, day)
        if leg == 4:
            break
        if kind != 1 and _draw(seed, 30 + leg, who, day) >= (0.5 if kind == 0 else 0.6):
            continue
        place, cell = firm, works
        if kind != 1:
            place = homes + firms + _rank(_draw(seed, _VENUE, who * 8 + leg, day), venues, 0.9, 10.0)
            cell = _other_cell(seed, place, cells)
        if rides and kind in (1, 2):
            trip = int(_between(0, (time - 19_800) / 360, TRIPS - 1))
            bus = homes + firms + venues + (day * lines + line) * TRIPS + trip
            row = _put(out, row, who, bus, (lives + works) // 2, time, time + travel)
        start = time + travel
        length = _stay(seed, kind, who, day, leg)
        if start + length > _DAY - 60:
            break
        row = _put(out, row, who, place, cell, start, start + length)
        time = start + length
    back = time + 300 + 1_500 * _draw(seed, 40, who, day)
    return _put(out, row, who, home, lives, back, _DAY)


@compiled
def _stay(seed: int, kind: int, who: int, day: int, leg: int) -> Any:
    """Seconds of a stop (0, 2), of work (1) or of leisure (3)."""
    if kind == 1:
        return _between(1_800, 28_800 + 6_000 * _normal(seed, 50 + leg, who, day), 42_000)
    if kind == 3:
        return _between(600, 4_500 + 2_100 * _normal(seed, 50 + leg, who, day), 14_400)
    return 240 - 720 * np.log(_draw(seed, 50 + leg, who, day))
