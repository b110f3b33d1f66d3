"""The epidemic curve: infections by day of onset and by day of report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from fangxian.response.casework.queries.as_of import CaseAsOf
from fangxian.response.information.queries.figures import INFECTED
from fangxian.response.ledger.days import days_between, local_day

Day = dict[str, object]


def curve(cases: Sequence[CaseAsOf], zone: ZoneInfo) -> dict[str, object]:
    """Counts by local day, with every day between the first and the last.

    Returns
    -------
    dict
        ``onset`` and ``report``: lists of ``{date, confirmed, asymptomatic, by_route}``;
        ``onset_missing``: infections without a known day of onset.
    """
    infected = [case for case in cases if case.classification in INFECTED]
    return {
        "onset": _series(infected, lambda case: case.onset_on),
        "report": _series(infected, lambda case: local_day(case.first_reported, zone)),
        "onset_missing": sum(case.onset_on is None for case in infected),
    }


def _series(cases: Sequence[CaseAsOf], day_of: Callable[[CaseAsOf], date | None]) -> list[Day]:
    classes: dict[date, Counter[str]] = defaultdict(Counter)
    routes: dict[date, Counter[str]] = defaultdict(Counter)
    for case in cases:
        day = day_of(case)
        if day is not None:
            classes[day][case.classification] += 1
            routes[day][case.route or "unknown"] += 1
    if not classes:
        return []
    return [
        {
            "date": day.isoformat(),
            "confirmed": classes[day]["confirmed"],
            "asymptomatic": classes[day]["asymptomatic"],
            "by_route": dict(routes[day]),
        }
        for day in days_between(min(classes), max(classes))
    ]
