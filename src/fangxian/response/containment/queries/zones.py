"""Zones as they stood at a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from fangxian.protocol.fact import Fact
from fangxian.protocol.schema.zone import ZoneKind
from fangxian.response.containment.history import TELLING, clean_days, earliest_lift, last_infection, level, lowered
from fangxian.response.containment.models import Zone
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either, say
from fangxian.response.ledger.queries.facts import facts_of


@dataclass(frozen=True, slots=True)
class ZoneView:
    """A zone as the system knew it at a moment.

    Attributes
    ----------
    people : int or None
        Who lives in it; None where nobody has said.
    kind, kind_label : str
        Key of its kind at that moment, and what the rulebook calls it in the reader's language.
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
    people: int | None
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

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return either(self.name, self.name_en)


def zones_as_of(incident: UUID, at: datetime) -> list[ZoneView]:
    """Zones of an incident that had been put in force by `at`, as known then; the latest first.

    A zone signed for a later hour is not among them before that hour.
    """
    rows = Zone.objects.filter(incident=incident, effective_from__lte=at).defer("units", "shape")
    zones = {zone.subject: zone for zone in rows}
    views = _views(incident, zones, at) if zones else []
    return sorted(views, key=lambda view: (view.effective_from, view.name), reverse=True)


def zone_as_of(zone: Zone, at: datetime) -> ZoneView | None:
    """One zone as known at a moment; None where it had not been put in force by then."""
    if zone.effective_from > at:
        return None
    return next(iter(_views(zone.incident_id, {zone.subject: zone}, at)), None)


def _views(incident: UUID, zones: Mapping[str, Zone], at: datetime) -> list[ZoneView]:
    with access.everywhere():  # the zones are in scope; what is on record of them lies in the area around all of each
        facts = facts_of(incident, zones, until=at, kinds=TELLING)
    kinds, local = kinds_in_force(incident, at), clock.zone()
    views = []
    for subject, zone in zones.items():
        known = [fact for fact in facts.get(subject, []) if fact.at <= at]
        if not any(fact.kind == "zone.opened" for fact in known):
            continue
        lifted = next((fact.at for fact in reversed(known) if fact.kind == "zone.lifted"), None)
        held = level(known)
        views.append(_view(zone, held, kinds.get(held), known, lifted, at, local))
    return views


def _view(
    zone: Zone, held: str, kind: ZoneKind | None, known: Sequence[Fact], lifted: datetime | None, at: datetime,
    local: ZoneInfo,
) -> ZoneView:  # fmt: skip
    last, down = last_infection(known), lowered(known)
    conditions = kind.conditions(lowered=down is not None) if kind is not None else ()
    return ZoneView(
        id=zone.id,
        name=zone.name,
        name_en=zone.name_en,
        people=zone.people,
        kind=held,
        kind_label=say(kind.title) if kind else held,
        area=zone.area,
        effective_from=zone.effective_from,
        lifted_at=lifted,
        in_force=lifted is None,
        signed_by=zone.signed_by,
        reconstructed=zone.reconstructed,
        last_infection=last,
        clean_days=clean_days(last, at, local),
        earliest_lift=earliest_lift(conditions, last, down, local),
    )
