"""Declare a zone: sign it, and put it in force at its hour."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.protocol.schema.zone import ZoneKind
from fangxian.response.containment.actions.open_zone import opening
from fangxian.response.containment.facts import check_past, zone_fact
from fangxian.response.containment.models import Opinion, Proposal, Zone
from fangxian.response.containment.parts import areas_of
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
    without_opinion: str = "",
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
    without_opinion : str
        Why an expert's opinion is not waited for, where the rulebook wants one.
    id : UUID or None
        Minted by the caller; sending it twice declares one zone. That of a proposal takes the proposal over.

    Raises
    ------
    NotAllowed
        The post may not sign zones there.
    Invalid
        The pack in force has no such kind or unit, nobody signed, or a time cannot be right.
    Conflict
        ``zone.id_taken``: the id belongs to another zone. ``zone.refused``: the proposal was. ``zone.own_proposal``:
        the post proposed it itself, and the rulebook has another one sign. ``zone.no_opinion``: no expert agreed.
    """
    require_signer(by, area)
    signed = signed_at or min(clock.now(), effective_from)
    check_past(signed, "signed_at")
    drawn = restricted_kind(incident.id, kind, unit, signed)
    if not signed_by.strip():
        raise Invalid(
            "zone.unsigned",
            _("A zone is declared by a named person."),
            remedy=_("Name who signed."),
            field="signed_by",
        )
    zone = Zone(
        id=id or uuid4(), incident=incident, name=name, name_en=name_en, kind=kind, unit=unit, area=area,
        people=population, effective_from=effective_from, until=until, signed_by=signed_by,
        legal_basis=legal_basis, reconstructed=reconstructed,
    )  # fmt: skip
    held = Zone.objects.filter(id=zone.id).first()
    if held is not None:
        _refuse_another(held, zone)
        return held
    _take_over(zone, drawn, signed, without_opinion, by)
    zone.areas = areas_of(zone)
    zone.save(force_insert=True)
    shared = {"level": kind, "until": until, "certainty": certainty}
    signature = {"signer": signed_by, "legal_basis": legal_basis, "approved_by": approved_by, "note": without_opinion}
    facts = [zone_fact(zone, "zone.signed", signed, shared | signature, request=zone.id)]
    said = shared | {"unit": unit, "last_case_at": last_case_at, "population": zone.people}
    if effective_from <= clock.now():
        facts.append(opening(zone, said))
    record(facts)
    return zone


def _take_over(zone: Zone, kind: ZoneKind, signed: datetime, without_opinion: str, by: Post | None) -> None:
    """Give the zone what its proposal covers, if the post may sign that one; the system's word needs no second."""
    proposal = Proposal.objects.select_for_update().filter(id=zone.id).first()
    if proposal is not None and proposal.state == Proposal.State.REFUSED:
        raise Conflict("zone.refused", _("The proposal was refused."), remedy=_("Propose the zone anew."))
    if by is not None:
        _check_apart(proposal, kind, by)
        _check_opinion(zone, kind, without_opinion)
    if proposal is None:
        return
    zone.units, zone.shape = proposal.units, proposal.shape
    zone.people = proposal.people if zone.people is None else zone.people
    proposal.state, proposal.decided_at, proposal.decided_by = Proposal.State.SIGNED, signed, zone.signed_by
    proposal.save(update_fields=["state", "decided_at", "decided_by"])


def _check_apart(proposal: Proposal | None, kind: ZoneKind, by: Post) -> None:
    if proposal is not None and kind.signed_apart and proposal.author_id == by.pk:
        raise Conflict(
            "zone.own_proposal",
            _("Who proposed a zone does not sign it."),
            remedy=_("Have another post of headquarters sign."),
        )


def _check_opinion(zone: Zone, kind: ZoneKind, without_opinion: str) -> None:
    last = Opinion.objects.filter(zone=zone.id).order_by("-at").first()
    agreed = last is not None and last.verdict == Opinion.Verdict.AGREE
    if kind.expert_opinion and not agreed and not without_opinion.strip():
        raise Conflict(
            "zone.no_opinion",
            _("No expert has agreed to this zone."),
            remedy=_("Record the expert's opinion, or say why it is signed without one."),
            field="without_opinion",
        )


def _refuse_another(held: Zone, asked: Zone) -> None:
    same = ("incident_id", "kind", "area", "effective_from")
    if any(getattr(held, name) != getattr(asked, name) for name in same):
        raise Conflict(
            "zone.id_taken",
            _("The id sent with %(name)s is that of another zone."),
            remedy=_("Send the zone with an id of its own."),
            name=asked.name,
        )
