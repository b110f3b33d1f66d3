"""Totals shared out over smaller areas of which no count is published: seeded weights, exact sums."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from fangxian.science.city.arrays import I64, Bool
from fangxian.science.city.chance import compiled, draw, unit
from fangxian.science.city.parameters import Parameters
from fangxian.science.city.purposes import SHARE
from fangxian.science.city.spec import METRES_A_DEGREE, Row
from fangxian.science.shares import largest_remainder

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def is_neighbourhood(codes: Sequence[str]) -> Bool:
    """Tell urban communities 居委会 from villages 村委会 by the last three of twelve digits: below 200.

    The code list of the National Bureau of Statistics numbers the former 001–199 and the latter 200–399.
    """
    return np.array([len(code) < 12 or not code[9:12].isdigit() or int(code[9:12]) < 200 for code in codes], bool)


def share_out(total: int, codes: Sequence[str], parameters: Parameters, seed: int = 0) -> I64:
    """Share a district's residents out over its communities and villages.

    Parameters
    ----------
    total : int
        Residents of the district.
    codes : sequence of str
        Twelve-digit codes of the areas below it.
    parameters : Parameters
        ``share_out.neighbourhood`` and ``share_out.spread``.
    seed : int
        Of the weights: their logarithms are normal with the standard deviation ``spread``.
    """
    table = parameters.raw["share_out"]
    spread = np.array([_normal(np.uint64(seed), np.uint64(_number(code))) for code in codes]) * table["spread"]
    weights = np.exp(spread) * np.where(is_neighbourhood(codes), table["neighbourhood"], 1.0)
    return largest_remainder(total, weights)


def divide(rows: Sequence[Row], size: int = 7000, zone: int = 12) -> list[Row]:
    """Divide large areas into equal parts of about ``size``, ``zone`` of them to a made-up zone.

    Parts get the area's code, filled up with zeros to six characters, followed by a zone ``Z00`` … and a part
    ``V00`` …; the letters show that they are made up, and a code's beginning still tells the area. They stand on
    a sunflower of the area's own radius. Areas of less than three times ``size`` stay.
    """
    divided: list[Row] = []
    for row in rows:
        count = round(row[1] / size)
        divided += [row] if count < 3 or len(row[0]) > 6 else _parts(row, count, zone)
    return sorted(divided)


def _parts(row: Row, count: int, zone: int) -> Iterator[Row]:
    code, residents, lon, lat, radius, urban = row
    lon, lat = (104.0, 30.6) if math.isnan(lon) else (lon, lat)
    radius = 750.0 * count**0.5 if math.isnan(radius) else radius
    for index, share in enumerate(largest_remainder(residents, np.ones(count))):
        turn, away = index * _GOLDEN_ANGLE, radius * ((index + 0.5) / count) ** 0.5 / METRES_A_DEGREE
        east, north = away * math.cos(turn) / math.cos(math.radians(lat)), away * math.sin(turn)
        name = f"{code:0<6}Z{index // zone:02d}V{index % zone:02d}"
        yield name, int(share), lon + east, lat + north, radius / count**0.5, urban


def _number(code: str) -> int:
    return int.from_bytes(code.encode()[-8:], "big")


@compiled
def _normal(seed: Any, item: Any) -> Any:
    """A standard normal number by the sum of twelve uniform ones: the same on every machine."""
    total = -6.0
    for part in range(12):
        total += unit(draw(seed, SHARE, item, part))
    return total
