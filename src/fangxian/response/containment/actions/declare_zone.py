"""Declare a zone: sign it, and put it in force at its hour."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.containment.actions.open_zone import opening
from fangxian.response.containment.facts import check_past, zone_fact
from fangxian.response.containment.models import Zone
from fangxian.response.containment.policies import require_signer
from fangxian.response.containment.rulebook import restricted_kind
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record


@transaction.atomic
def declare_zone(
    incident: Incident,
    *,
    name: str,
    kind: str,
    unit: str,
    area: str,
    effective_from: datetime,
    signed_by: str,
    signed_at: datetime | None = None,
    name_en: str = "",
    legal_basis: str = "",
    until: datetime | None = None,
    last_case_at: datetime | None = None,
    population: int | None = None,
    approved_by: str = "",
    certainty: str = "",
    reconstructed: bool = False,
    id: UUID | None = None,
    by: Post | None = None,
) -> Zone:
    """Sign a zone in: in force at once where its hour has come, else from :func:`open_zone` on.

    Parameters
    ----------
    kind : str
        Key of a kind of zone of the pack in force.
    unit : str
        What it is drawn around, such as ``village``: one of the units of that kind.
    area : str
        Code of the area it is, or lies in.
    effective_from : datetime
        From when it holds. Aware; may lie ahead.
    signed_by, signed_at : str, datetime
        Who decided it, and when (by default now).
    until : datetime or None
        When it ends at the latest, where the order says so.
    last_case_at : datetime or None
        When the last infection in it was found; the days to lift count from it.
    id : UUID or None
        Minted by the caller; sending it twice declares one zone.

    Raises
    ------
    NotAllowed
        The post may not sign zones there.
    Invalid
        The pack in force has no such kind or unit, nobody signed, or a time cannot be right.
    Conflict
        ``zone.id_taken``: the id belongs to another zone.
    """
    require_signer(by, area)
    signed = signed_at or min(clock.now(), effective_from)
    check_past(signed, "signed_at")
    restricted_kind(incident.id, kind, unit, signed)
    if not signed_by.strip():
        raise Invalid(
            "zone.unsigned",
            _("A zone is declared by a named person."),
            remedy=_("Name who signed."),
            field="signed_by",
        )
    zone = Zone(
        id=id or uuid4(),
        incident=incident,
        name=name,
        name_en=name_en,
        kind=kind,
        area=area,
        effective_from=effective_from,
        signed_by=signed_by,
        legal_basis=legal_basis,
        reconstructed=reconstructed,
    )
    held = Zone.objects.filter(id=zone.id).first()
    if held is not None:
        _refuse_another(held, zone)
        return held
    zone.save(force_insert=True)
    shared = {"level": kind, "until": until, "certainty": certainty}
    signature = {"signer": signed_by, "legal_basis": legal_basis, "approved_by": approved_by}
    facts = [zone_fact(zone, "zone.signed", signed, shared | signature, request=zone.id)]
    said = shared | {"unit": unit, "last_case_at": last_case_at, "population": population}
    if effective_from <= clock.now():
        facts.append(opening(zone, said))
    record(facts)
    return zone


def _refuse_another(held: Zone, asked: Zone) -> None:
    same = ("incident_id", "kind", "area", "effective_from")
    if any(getattr(held, name) != getattr(asked, name) for name in same):
        raise Conflict(
            "zone.id_taken",
            _("The id sent with %(name)s is that of another zone."),
            remedy=_("Send the zone with an id of its own."),
            name=asked.name,
        )
