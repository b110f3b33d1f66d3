"""The list of cases: filtered, a page at a time, as fast for a street as for a city."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.models import Case
from fangxian.response.casework.queries import keyset
from fangxian.response.casework.queries.search import begins_with
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.ledger import clock

DATES: Final = {
    "reported": _("first report"),
    "onset": _("onset"),
    "classified": _("present classification"),
}
"""Which date a range of days is about."""

_SERIES: Final = re.compile(r"(.*?)([0-9]{1,9})")
"""A number that has one after it: whatever it begins with, and the digits that it ends in."""

_COLUMNS: Final = {"reported": "reported_at", "onset": "onset_on", "classified": "classified_at"}


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the list shows; an empty field shows all.

    Attributes
    ----------
    incident : UUID or None
        Only this incident.
    classification, route : str
        Only this class; only those found this way.
    area : str
        Only this area and all below it.
    by_date : str
        Which date `since` and `until` are about; one of :data:`DATES`.
    since, until : date or None
        First and last local day.
    q : str
        Beginning of a case number or a label.
    """

    incident: UUID | None = None
    classification: str = ""
    route: str = ""
    area: str = ""
    by_date: str = "reported"
    since: date | None = None
    until: date | None = None
    q: str = ""

    def as_query(self) -> dict[str, str]:
        """The fields that say something, as in an address."""
        said = {item.name: getattr(self, item.name) for item in fields(self)}
        kept = {name: str(value) for name, value in said.items() if value not in (None, "")}
        if not (self.since or self.until):
            kept.pop("by_date", None)
        return kept


def rows(chosen: CaseFilter) -> QuerySet[Case]:
    """The cases of a filter, in no order, as far as the area in scope shows them."""
    found = Case.objects.select_related("person")
    if chosen.incident is not None:
        found = found.filter(incident=chosen.incident)
    if chosen.classification:
        found = found.filter(classification=chosen.classification)
    if chosen.route:
        found = found.filter(route="" if chosen.route == "unknown" else chosen.route)
    found = within(found, chosen.area)
    found = found.filter(_days(chosen))
    if chosen.q.strip():
        found = found.filter(begins_with(chosen.q.strip()))
    return found


def within(found: QuerySet[Case], area: str) -> QuerySet[Case]:
    """The same rows in an area. Said beside row-level security, so that the planner sees the very range."""
    prefix = area or access.current() or ""
    if not prefix:
        return found
    lo, hi = area_range(prefix)
    return found.filter(area__gte=lo, area__lt=hi)


def page(chosen: CaseFilter, after: str = "", before: str = "", size: int = keyset.PAGE) -> keyset.Page[Case]:
    """A page of cases, last reported first."""
    return keyset.page(rows(chosen), "reported_at", after=after, before=before, size=size)


def count(chosen: CaseFilter) -> int:
    """How many cases there are, counted up to :data:`keyset.CAP` and one."""
    return keyset.count(rows(chosen))


def _days(chosen: CaseFilter) -> Q:
    column = _COLUMNS.get(chosen.by_date, "reported_at")
    condition = Q()
    if chosen.since is not None:
        condition &= Q(**{f"{column}__gte": _from(chosen.since, column)})
    if chosen.until is not None:
        condition &= Q(**{f"{column}__lt": _from(chosen.until + timedelta(days=1), column)})
    return condition


def _from(day: date, column: str) -> date | datetime:
    return day if column == "onset_on" else datetime.combine(day, time(0), clock.zone())


def next_number(incident: UUID) -> str:
    """The number after the last of the series in which the case reported last was numbered; empty where it has none."""
    every = Case.objects.filter(incident=incident)
    last = every.order_by("-reported_at", "-number").values_list("number", flat=True).first()
    series = _SERIES.fullmatch(last or "")
    if last is None or series is None:
        return ""
    begins, digits = series.groups()
    same = every.annotate(length=Length("number")).filter(number__startswith=begins, length=len(last))
    highest = str(same.order_by("-number").values_list("number", flat=True).first())[len(begins) :]
    return f"{begins}{int(highest) + 1:0{len(digits)}}" if highest.isdecimal() else ""
