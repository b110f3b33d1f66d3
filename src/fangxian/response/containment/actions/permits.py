"""Permits to leave a zone: issued by a named signer, shown at the gate, revoked with the reason."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.writing import check_choice, check_text
from fangxian.response.containment.facts import zone_fact
from fangxian.response.containment.models import Permit, Zone
from fangxian.response.containment.parts import part_of
from fangxian.response.containment.policies import require_reporter
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Person

_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Digits and letters that nobody takes for one another."""


@transaction.atomic
def issue_permit(
    zone: Zone,
    *,
    holder: str,
    reason: str,
    destination: str,
    valid_from: datetime,
    valid_to: datetime,
    signer: str,
    person: Person | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Permit:
    """Issue a permit; its code is drawn at random, so that nobody guesses another.

    Parameters
    ----------
    holder : str
        Who it is for: a number, or building and stairwell; never a name.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The reason is unknown, something is missing, or it ends before it begins or after now.
    Conflict
        ``zone.lifted``: nobody needs a permit any more.
    """
    area = part_of(zone, by)
    require_reporter(by, area)
    check_choice(reason, Permit.Reason.values, "reason")
    holder = check_text(holder, 60, "holder", needed=True)
    destination = check_text(destination, 120, "destination", needed=True)
    signer = check_text(signer, 120, "signer", needed=True)
    now = clock.now()
    if valid_to <= max(valid_from, now):
        raise Invalid(
            "permit.order", _("A permit ends after it begins, and not in the past."), remedy=_("Correct the times."),
            field="valid_to",
        )  # fmt: skip
    if zone.lifted_at is not None:
        raise Conflict("zone.lifted", _("%(name)s has been lifted already."), name=zone.name)
    request = id or uuid4()
    held = Permit.objects.filter(id=request).first()
    if held is not None:
        return held
    made = Permit.objects.create(
        id=request, zone=zone, area=area, code="".join(secrets.choice(_LETTERS) for _letter in range(8)),
        person=person, holder=holder, reason=reason, destination=destination, valid_from=valid_from,
        valid_to=valid_to, signer=signer, issued_at=now,
    )  # fmt: skip
    said = {
        "permit": str(made.id), "reason": reason, "until": valid_to, "signer": signer,
        "person": person.subject if person is not None else None,
    }  # fmt: skip
    record([zone_fact(zone, "zone.exit_permitted", now, said, request=request)])
    return made


@transaction.atomic
def pass_gate(permit: Permit, *, id: UUID | None = None, by: Post | None = None) -> Permit:
    """Record that the holder passes the gate: out, or in again if they are out.

    Coming back is always let in; going out takes a permit that is valid now. Any gate of the zone does, whichever part
    of it issued the permit.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Conflict
        ``permit.invalid``: it is revoked, or its time has not come or is over.
    """
    require_reporter(by, part_of(permit.zone, by))
    with access.everywhere():
        return _passed(permit, id or uuid4())


def _passed(permit: Permit, request: UUID) -> Permit:
    held = Permit.objects.select_for_update(of=("self",)).select_related("zone").get(id=permit.id)
    now = clock.now()
    if not held.outside and not valid(held, now):
        raise Conflict(
            "permit.invalid",
            _("The permit %(code)s does not hold now."),
            remedy=_("Have a new one signed; an emergency goes with the ambulance."),
            code=held.code,
        )
    direction = "in" if held.outside else "out"
    if held.outside:
        held.in_at = now
    else:  # the clock of an exercise may stand: whoever is out has not come back, however the times compare
        held.out_at, held.in_at = now, None
    held.save(update_fields=["out_at", "in_at"])
    said = {"permit": str(held.id), "direction": direction}
    record([zone_fact(held.zone, "zone.exit_used", now, said, request=request)])
    return held


@transaction.atomic
def revoke_permit(permit: Permit, reason: str, *, id: UUID | None = None, by: Post | None = None) -> Permit:
    """Revoke a permit; revoking it again changes nothing.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        No reason is given.
    """
    require_reporter(by, permit.area)
    reason = check_text(reason, 200, "reason", needed=True)
    held = Permit.objects.select_for_update(of=("self",)).select_related("zone").get(id=permit.id)
    if held.revoked_at is not None:
        return held
    held.revoked_at, held.revoked_reason = clock.now(), reason
    held.save(update_fields=["revoked_at", "revoked_reason"])
    said = {"permit": str(held.id), "reason": reason}
    record([zone_fact(held.zone, "zone.exit_revoked", held.revoked_at, said, request=id or uuid4())])
    return held


def valid(permit: Permit, now: datetime) -> bool:
    """Whether a permit lets its holder out at a moment."""
    return permit.revoked_at is None and permit.valid_from <= now <= permit.valid_to
