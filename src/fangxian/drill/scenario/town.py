"""The city of an exercise: as large as wanted, cut around the community in which it begins."""

from __future__ import annotations

import numpy as np

from fangxian.science.city.spec import CitySpec


def cut(spec: CitySpec, home: str, people: int) -> CitySpec:
    """The areas nearest to a community, itself first, until so many people live in them.

    The last area is taken with as many as are still wanted, so that a small city is as large as was asked for.
    """
    at = np.flatnonzero(spec.area_code == home)
    middle = int(at[0]) if at.size else 0
    shared = np.array([_alike(str(code), str(spec.area_code[middle])) for code in spec.area_code])
    apart = np.hypot(spec.lon - spec.lon[middle], spec.lat - spec.lat[middle])
    order = np.lexsort((spec.area_code, np.nan_to_num(apart, nan=9.0), -shared))
    order = np.concatenate([[middle], order[order != middle]])
    reach = np.cumsum(spec.residents[order])
    count = int(np.searchsorted(reach, people)) + 1
    chosen = np.sort(order[:count])
    residents = spec.residents.copy()
    if count <= order.size and reach[min(count, order.size) - 1] > people:
        residents[order[count - 1]] -= reach[count - 1] - people
    chosen = chosen[residents[chosen] > 0]
    return CitySpec(
        name=f"{spec.name}-{people}", area_code=spec.area_code[chosen], residents=residents[chosen],
        lon=spec.lon[chosen], lat=spec.lat[chosen], radius=spec.radius[chosen], urban=spec.urban[chosen],
        parameters=spec.parameters, timezone=spec.timezone,
    )  # fmt: skip


def _alike(one: str, other: str) -> int:
    """How many levels two codes share: the neighbourhood of a neighbourhood is its street."""
    return sum(one[:length] == other[:length] for length in (4, 6, 9, 12))
