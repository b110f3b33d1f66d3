"""Record where somebody was, one visit or thousands; a visit of a case while infectious exposes the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.actions._visit_facts import place_entry, visit_entry
from fangxian.response.casework.infectious import Period, infectious_period
from fangxian.response.casework.models import Case, Certainty, Mask, ToldBy, Transport, Visit
from fangxian.response.casework.policies import require_either
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions import NamedPlace, name_places
from fangxian.response.registry.models import Person, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReport:
    """One statement of where somebody was.

    Attributes
    ----------
    person : Person
        Whose visit it is.
    place, place_area, category : str
        Name of the place, the code of the area where it is, and its category.
    began_at, ended_at : datetime
        From when to when; the end may be unknown. Aware.
    transport, service : str
        Means of transport, and the number of the flight, train or vehicle with the seat.
    mask : str
        ``worn``, ``not_worn``, ``partly`` or nothing.
    companions : str
        Who else was there, by numbers and labels.
    told_by, certainty : str
        Where the statement comes from, and how sure it is.
    id : UUID
        Minted by the caller; sending it twice records one visit.
    """

    person: Person
    place: str
    place_area: str
    began_at: datetime
    ended_at: datetime | None = None
    category: str = "other"
    transport: str = ""
    service: str = ""
    mask: str = ""
    companions: str = ""
    told_by: str = "person"
    certainty: str = "certain"
    note: str = ""
    id: UUID = field(default_factory=uuid4)


def record_visit(incident: Incident, *, by: Post | None = None, **said: Any) -> Visit:
    """Record one visit; the keywords are the fields of :class:`VisitReport`.

    Raises
    ------
    NotAllowed
        The post may record neither where the person belongs nor where the place is.
    Invalid
        A time, a choice or the place cannot be right; `context` names the field.
    """
    return record_visits(incident, [VisitReport(**said)], by=by)[0]


@transaction.atomic
def record_visits(incident: Incident, reports: Sequence[VisitReport], *, by: Post | None = None) -> list[Visit]:
    """Record many visits in one call of the ledger; all or none.

    Raises
    ------
    NotAllowed, Invalid
        As :func:`record_visit`.
    """
    now = clock.now()
    for report in reports:
        require_either(by, "case.write", (report.person.area, report.place_area))
        check_visit(report, now)
    with access.everywhere():
        lock_persons(report.person.subject for report in reports)
        held = Visit.objects.in_bulk([report.id for report in reports])
        periods = periods_of(incident, {report.person.pk for report in reports}, now)
        fresh = _rows(incident, [report for report in reports if report.id not in held], now)
        entries = []
        for visit in fresh:
            said = visit_entry(visit, request=visit.id)
            visit.fact = said.id
            entries.append(said)
            period = periods.get(visit.person_id)
            if period is not None and period.covers(visit.began_at, visit.ended_at):
                exposed = place_entry(visit, now, request=visit.id)
                visit.place_fact = exposed.id
                entries.append(exposed)
        Visit.objects.bulk_create(fresh, batch_size=1000)
        record(entries)
    held |= {visit.id: visit for visit in fresh}
    return [held[report.id] for report in reports]


@transaction.atomic
def expose_places(case: Case, *, by: Post | None = None) -> int:
    """Record as exposed the places that a case visited while infectious and that are not on record as exposed.

    Needed where visits were recorded before the person was a case, or before the onset was known.

    Returns
    -------
    int
        How many visits were recorded so.
    """
    require_either(by, "case.write", (case.area,))
    now = clock.now()
    with access.everywhere():
        lock_persons([case.subject])
        period = periods_of(case.incident, {case.person_id}, now).get(case.person_id)
        rows = Visit.objects.filter(
            incident=case.incident_id, person=case.person_id, voided_at=None, place_fact=None
        ).select_for_update()
        exposing = [row for row in rows if period is not None and period.covers(row.began_at, row.ended_at)]
        entries = []
        for row in exposing:
            entry = place_entry(row, now, request=row.fact)
            row.place_fact = entry.id
            entries.append(entry)
        Visit.objects.bulk_update(exposing, ["place_fact"])
        record(entries)
    return len(exposing)


def periods_of(incident: Incident, persons: set[UUID], now: datetime) -> dict[UUID, Period]:
    """The infectious periods of those of these persons who are cases (and not excluded)."""
    rulebook = pack_in_force(incident.id, now)
    cases = Case.objects.filter(incident=incident, person__in=persons).exclude(classification="excluded")
    return {case.person_id: infectious_period(case, rulebook) for case in cases}


def check_visit(report: VisitReport, now: datetime) -> None:
    """Refuse what cannot be right."""
    check_time(report.began_at, "began_at", now)
    if report.ended_at is not None:
        check_time(report.ended_at, "ended_at", now)
        if report.ended_at < report.began_at:
            raise Invalid(
                "visit.order",
                _("The visit ends before it begins."),
                remedy=_("Exchange the two times, or correct one."),
                field="ended_at",
            )
    check_choice(report.transport, Transport.values, "transport")
    check_choice(report.mask, Mask.values, "mask")
    check_choice(report.told_by, ToldBy.values, "told_by")
    check_choice(report.certainty, Certainty.values, "certainty")
    check_text(report.service, 60, "service")
    check_text(report.companions, 300, "companions")
    check_text(report.note, 300, "note")


def _rows(incident: Incident, reports: Sequence[VisitReport], now: datetime) -> list[Visit]:
    places = name_places([NamedPlace(report.place, report.place_area, report.category) for report in reports])
    return [_row(incident, report, place, now) for report, place in zip(reports, places, strict=True)]


def _row(incident: Incident, report: VisitReport, place: Place, now: datetime) -> Visit:
    return Visit(
        id=report.id,
        incident=incident,
        person=report.person,
        area=report.person.area,
        place=place,
        place_name=place.name,
        place_area=place.area,
        category=place.category,
        began_at=report.began_at,
        ended_at=report.ended_at,
        transport=report.transport,
        service=report.service,
        mask=report.mask,
        companions=report.companions,
        told_by=report.told_by,
        certainty=report.certainty,
        note=report.note,
        recorded_at=now,
    )
