"""Exposed places: which incident they belong to."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.ledger.models import FactRow, Incident
from fangxian.response.registry.models import Place


def last_exposure(id: UUID) -> FactRow | None:
    """The fact that exposed a place last."""
    return FactRow.objects.filter(subject=f"place:{id}", kind="place.exposed").order_by("-seq").first()


def exposed(id: UUID) -> tuple[Place, Incident]:
    """The place, and the incident in which it was exposed last.

    Raises
    ------
    NotFound
        It is not in the area in scope, or nobody exposed it.
    """
    place = Place.objects.filter(id=id).first()
    last = last_exposure(id)
    incident = Incident.objects.filter(id=last.incident_id).first() if last is not None and last.incident_id else None
    if place is None or incident is None:
        raise NotFound("place.not_exposed", _("There is no exposed place of that address in your area."))
    return place, incident
