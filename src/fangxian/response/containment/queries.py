"""Zones as they stood at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from fangxian.protocol.schema.zone import ZoneKind
from fangxian.response.containment.history import CLEAN_DAYS, clean_days, last_infection, local_date
from fangxian.response.containment.models import Zone
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import say
from fangxian.response.ledger.queries.facts import facts_of


@dataclass(frozen=True, slots=True)
class ZoneView:
    """A zone as the system knew it at a moment.

    Attributes
    ----------
    kind, kind_label : str
        Key of its kind, and what the rulebook calls it in the reader's language.
    lifted_at : datetime or None
        None while it was not known to be lifted.
    in_force : bool
        In force at that moment.
    last_infection : datetime or None
        When the last infection in it was found.
    clean_days : int or None
        Local days since then.
    earliest_lift : date or None
        The first local day on which those days suffice.
    """

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


def zones_as_of(incident: UUID, at: datetime) -> list[ZoneView]:
    """Zones of an incident that had been put in force by `at`, as known then; the latest first.

    A zone signed for a later hour is not among them before that hour.
    """
    zones = {zone.subject: zone for zone in Zone.objects.filter(incident=incident, effective_from__lte=at)}
    if not zones:
        return []
    facts = facts_of(incident, zones, until=at)
    kinds = kinds_in_force(incident, at)
    views = []
    for subject, zone in zones.items():
        known = [fact for fact in facts.get(subject, []) if fact.at <= at]
        if not any(fact.kind == "zone.opened" for fact in known):
            continue
        lifted = next((fact.at for fact in reversed(known) if fact.kind == "zone.lifted"), None)
        views.append(_view(zone, kinds.get(zone.kind), last_infection(known), lifted, at))
    return sorted(views, key=lambda view: (view.effective_from, view.name), reverse=True)


def _view(zone: Zone, kind: ZoneKind | None, last: datetime | None, lifted: datetime | None, at: datetime) -> ZoneView:
    days = max((int(c.value) for c in kind.lift if c.figure == CLEAN_DAYS), default=None) if kind else None
    local = clock.zone()
    return ZoneView(
        id=zone.id,
        name=zone.name,
        name_en=zone.name_en,
        kind=zone.kind,
        kind_label=say(kind.title) if kind else zone.kind,
        area=zone.area,
        effective_from=zone.effective_from,
        lifted_at=lifted,
        in_force=lifted is None,
        signed_by=zone.signed_by,
        reconstructed=zone.reconstructed,
        last_infection=last,
        clean_days=clean_days(last, at, local),
        earliest_lift=local_date(last, local) + timedelta(days=days) if last and days is not None else None,
    )
