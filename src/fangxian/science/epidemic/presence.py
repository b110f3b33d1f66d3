"""Who is together: questions to the city's itineraries that the engine asks."""

from __future__ import annotations

from typing import Any

from fangxian.science.city.visits import site_stay, visits
from fangxian.science.epidemic.compiling import helper, kernel


@kernel
def at_home(tables: Any, person: Any, day: Any, minute: Any, place: Any, start: Any, end: Any) -> Any:
    """Tell whether a person is at home at a minute of a day; the last three are scratch space."""
    group, begins, ends = site_stay(tables, person, day)
    if group >= 0 and begins <= minute < ends:
        return False
    for k in range(visits(tables, person, day, place, start, end)):  # noqa: SIM110 (no generators in compiled code)
        if start[k] <= minute < end[k]:
            return False
    return True


@helper
def at_site(tables: Any, person: Any, day: Any, minute: Any) -> Any:
    """Tell whether a person is at class or work at a minute of a day."""
    group, begins, ends = site_stay(tables, person, day)
    return group >= 0 and begins <= minute < ends
