"""Which incident and which moment a page is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid, NotFound
from fangxian.response.ledger import clock
from fangxian.response.ledger.days import day_start, days_between, local_day
from fangxian.response.ledger.models import FactRow, Incident


def chosen_incident(wanted: str) -> Incident | None:
    """The incident asked for by id, else the one opened last.

    Raises
    ------
    NotFound
        There is no incident with that id.
    """
    if not wanted:
        return Incident.objects.order_by("-opened_at").first()
    try:
        return Incident.objects.get(id=UUID(wanted))
    except (ValueError, Incident.DoesNotExist):
        raise NotFound("incident.unknown", _("There is no incident %(id)s."), id=wanted) from None


def chosen_moment(wanted: str) -> datetime:
    """The moment asked for, never later than the workspace's present.

    Raises
    ------
    Invalid
        It is no time with a zone.
    """
    now = clock.now()
    if not wanted:
        return now
    try:
        moment = datetime.fromisoformat(wanted.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(
            "time.malformed",
            _("“%(at)s” is no time with a zone."),
            remedy=_("Write it like 2020-12-09T00:00:00+08:00."),
            at=wanted,
        )
    return min(moment, now)


def closing_moments(incident: Incident) -> list[str]:
    """The moments that a ruler stops at: 24:00 of each day from the first fact to the workspace's present."""
    recorded = FactRow.objects.filter(incident=incident).order_by("recorded_at").values_list("recorded_at", flat=True)
    first, now, zone = recorded.first(), clock.now(), clock.zone()
    if first is None:
        return []
    days = days_between(local_day(first, zone), local_day(now, zone))
    return [min(day_start(day + timedelta(days=1), zone), now).isoformat() for day in days]
