"""Put a rulebook in force in an incident, from a moment, signed by a named person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.jurisdiction import access, policies
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, merges, packs, project, store
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow, Incident, PackAdoption
from fangxian.response.ledger.record import SKEW, record

_CHUNK = 2_000


@transaction.atomic
def adopt_pack(
    *,
    incident: Incident,
    pack: str,
    in_force_from: datetime,
    applies_to_open: bool,
    signed_by: str,
    id: UUID | None = None,
    by: Post | None = None,
) -> PackAdoption:
    """Adopt a pack and bring every task of the incident up to date under it.

    Parameters
    ----------
    incident : Incident
        Where it is to be in force.
    pack : str
        Id of a shipped pack.
    in_force_from : datetime
        Aware; after the adoption in force now, and not in the future.
    applies_to_open : bool
        Whether occasions that already run are read under the new pack too.
    signed_by : str
        The named person who signs.
    id : UUID or None
        Client's id of the fact; sending it again does nothing twice.
    by : Post or None
        The post that acts; None for the system.

    Raises
    ------
    NotAllowed
        The post may not adopt rulebooks in the incident's area.
    Invalid
        Nobody signed; the time is naive or has not come yet.
    Conflict
        Another pack comes into force at that very moment, or later than it.
    ProtocolError
        There is no such pack.
    """
    if by is not None:
        policies.require(by, "pack.adopt", incident.area)
    packs.pack(pack)
    _check(signed_by, in_force_from)
    fact = id or uuid4()
    Incident.objects.select_for_update().get(id=incident.id)
    held = PackAdoption.objects.filter(incident=incident, in_force_from=in_force_from).first()
    if held is not None and held.pack == pack and _stands(fact):
        return held
    last = PackAdoption.objects.filter(incident=incident).order_by("-in_force_from").first()
    if last is not None and last.in_force_from >= in_force_from:
        raise Conflict(
            "pack.not_later",
            _("%(held)s is in force from %(since)s; a later rulebook must begin after it."),
            remedy=_("Choose a later time."),
            held=last.pack,
            since=last.in_force_from.isoformat(),
        )
    adopted = PackAdoption.objects.create(
        incident=incident,
        pack=pack,
        in_force_from=in_force_from,
        applies_to_open=applies_to_open,
        signed_by=signed_by.strip(),
    )
    said = {
        "pack": pack,
        "signer": signed_by.strip(),
        "in_force_from": in_force_from,
        "applies_to_open": applies_to_open,
    }
    record(
        [
            Entry(
                kind="incident.pack_adopted",
                subject=f"incident:{incident.id}",
                at=clock.now(),
                area=incident.area,
                incident=incident.id,
                attributes=said,
                id=fact,
            )
        ]
    )
    reread(incident.id)
    return adopted


def reread(incident: UUID) -> int:
    """Evaluate every subject of an incident anew; returns how many there were."""
    now = clock.now()
    with access.everywhere():
        subjects = list(
            FactRow.objects.filter(incident=incident).order_by("subject").values_list("subject", flat=True).distinct()
        )
        subjects = sorted(set(merges.members(subjects).values()))
        for start in range(0, len(subjects), _CHUNK):
            part = subjects[start : start + _CHUNK]
            with transaction.atomic():
                store.lock_subjects(part)
                project.bring_up_to_date({(incident, subject) for subject in part}, now)
    return len(subjects)


def _stands(fact: UUID) -> bool:
    with access.everywhere():
        return FactRow.objects.filter(id=fact).exists()


def _check(signed_by: str, in_force_from: datetime) -> None:
    if not signed_by.strip():
        raise Invalid(
            "pack.unsigned",
            _("A rulebook is in force only when somebody has signed it in."),
            remedy=_("Name who signed."),
            field="signed_by",
        )
    if in_force_from.utcoffset() is None:
        raise Invalid(
            "time.naive", _("The time “%(value)s” has no time zone."), field="in_force_from", value=in_force_from
        )
    if in_force_from > clock.now() + SKEW:
        raise Invalid(
            "pack.not_yet",
            _("%(value)s has not come yet."),
            remedy=_("Sign it in when it comes into force; until then the preview shows what it will change."),
            field="in_force_from",
            value=in_force_from.isoformat(),
        )
