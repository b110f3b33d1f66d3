"""Which rows an export takes: as the lists of cases and contacts are filtered, and by incident, area and days."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from fangxian.response.casework.measures import MEASURES
from fangxian.response.casework.models import CaseStatus, FollowUp, Relationship, Visit
from fangxian.response.casework.queries import cases as case_queries
from fangxian.response.casework.queries import contacts as contact_queries
from fangxian.response.casework.queries.cases import CaseFilter
from fangxian.response.casework.queries.contacts import ContactFilter
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow, TaskRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """Which cases and contacts, as their lists show them; an empty field takes all, and other kinds have none of these.

    Attributes
    ----------
    q : str
        Beginning of a number or a label, of cases and contacts.
    classification, route, by_date : str
        Of cases: their class, how they were found, and which date the days of a :class:`Choice` are about.
    contact_kind, state, source : str
        Of contacts: their kind, where they stand, and the number of whoever exposed them.
    """

    q: str = ""
    classification: str = ""
    route: str = ""
    by_date: str = ""
    contact_kind: str = ""
    state: str = ""
    source: str = ""

    def as_query(self) -> dict[str, str]:
        """The fields that say something."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}


EVERY: Final = Only()
"""All of them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows; an empty field takes all.

    Attributes
    ----------
    since, until : date or None
        First and last local day: of the first report of a case, of the identification of a contact or an exposure, of
        a visit's beginning, of a follow-up, of a sample, of a change of class, of a measure, of a task's opening.
    """

    incident: UUID | None = None
    area: str = ""
    since: date | None = None
    until: date | None = None
    only: Only = EVERY

    def cases(self) -> CaseFilter:
        """The filter of the list of cases that shows them."""
        only = self.only
        return CaseFilter(
            self.incident, only.classification, only.route, self.area, only.by_date, self.since, self.until, only.q
        )

    def contacts(self) -> ContactFilter:
        """The filter of the list of contacts, all of whose days are to be narrowed yet."""
        only = self.only
        return ContactFilter(self.incident, only.contact_kind, only.state, self.area, only.q, only.source)


TIMES: Final = {
    "cases": "reported_at", "contacts": "identified_at", "relationships": "identified_at", "visits": "began_at",
    "follow_ups": "at", "samples": "at", "tasks": "opened_at", "classes": "at", "measures": "at",
}  # fmt: skip
"""The time that days are about, by kind, and that orders the rows."""

_INCIDENT: Final = {"classes": "case__incident"}
"""Where a row says its incident, if not in itself."""


def count(kind: str, choice: Choice) -> int:
    """How many rows there are."""
    return query(kind, choice).count()


def query(kind: str, choice: Choice) -> QuerySet[Any]:
    """The rows of a kind that a choice takes, in no order."""
    if kind == "cases":
        return case_queries.rows(choice.cases()).select_related("person", "incident")
    found: QuerySet[Any] = {
        "contacts": contact_queries.rows(choice.contacts()).select_related("person", "incident"),
        "relationships": Relationship.objects.filter(voided_at=None).select_related("source", "person"),
        "classes": CaseStatus.objects.filter(replaced_at=None).select_related("case"),
        "measures": FactRow.objects.filter(kind__in=MEASURES),
        "visits": Visit.objects.filter(voided_at=None).select_related("person"),
        "follow_ups": FollowUp.objects.select_related("contact"),
        "samples": FactRow.objects.filter(kind="sample.taken"),
        "tasks": TaskRow.objects.select_related("office"),
    }[kind]
    if choice.incident is not None:
        found = found.filter(**{_INCIDENT.get(kind, "incident"): choice.incident})
    prefix = choice.area or access.current() or ""
    if prefix:
        lo, hi = area_range(prefix)
        found = found.filter(area__gte=lo, area__lt=hi)
    zone, column = clock.zone(), TIMES[kind]
    if choice.since is not None:
        found = found.filter(**{f"{column}__gte": datetime.combine(choice.since, time(0), zone)})
    if choice.until is not None:
        found = found.filter(**{f"{column}__lt": datetime.combine(choice.until + timedelta(days=1), time(0), zone)})
    return found
