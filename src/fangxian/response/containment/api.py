"""JSON of zones."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from fangxian.errors import NotFound
from fangxian.response.containment.policies import READ
from fangxian.response.containment.queries import ZoneView, zones_as_of
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident

router = Router(tags=["zones"])


class ZoneOut(Schema):
    """A zone as it stood at the moment asked for."""

    id: UUID
    name: str
    name_en: str
    kind: str
    kind_label: str
    area: str
    effective_from: datetime
    lifted_at: datetime | None
    in_force: bool
    signed_by: str
    reconstructed: bool
    last_infection: datetime | None
    clean_days: int | None
    earliest_lift: date | None


@router.get("/zones", response=list[ZoneOut], summary="Zones of an incident as of a moment")
def list_zones(request: HttpRequest, incident: str, at: datetime | None = None) -> list[ZoneView]:
    """Zones that had been put in force by then (by default now), in the caller's area, the latest first.

    `incident` is the short name of one; `at` a moment with its offset.
    """
    require(request.post, READ)  # type: ignore[attr-defined]
    found = Incident.objects.filter(slug=incident).first()
    if found is None:
        raise NotFound(
            "incident.unknown",
            _("There is no incident “%(slug)s”."),
            remedy=_("Name one of the incidents of this workspace."),
            slug=incident,
        )
    return zones_as_of(found.id, at or clock.now())
