"""Hand people over at a hospital; a quarantine site takes people in by giving them a bed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Case
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.actions import end_stay
from fangxian.response.quarantine.models import Stay
from fangxian.response.registry.models import Place
from fangxian.response.transfer import custody
from fangxian.response.transfer.held import close_if_empty, locked_transfers, require_order, require_state, whom
from fangxian.response.transfer.models import Transfer
from fangxian.response.transfer.policies import require_crew


@transaction.atomic
def deliver(
    transfers: Sequence[UUID],
    *,
    receiver: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> list[Transfer]:
    """Record that the hospital took people from the crew; a bed at a site that they left is free.

    Parameters
    ----------
    receiver : str
        Who signed for them there.

    Raises
    ------
    NotAllowed
        The post is not the crew of their ride.
    Invalid
        Nobody took them, or the time cannot be right.
    Conflict
        ``transfer.bed``: they go to a site, which takes them in by a bed; ``transfer.state``: they are not aboard.
    """
    at = check_time(at or clock.now(), "at")
    receiver = check_text(receiver, 120, "receiver", needed=True)
    request = id or uuid4()
    with access.everywhere():
        held = locked_transfers(transfers)
        fresh = [one for one in held if one.state != Transfer.State.DELIVERED]
        require_state(fresh, *Transfer.CARRIED)
        require_order(fresh, at, "boarded_at", "door_at")
        for one in fresh:
            if one.ride is not None:
                require_crew(by, one.ride)
            if one.hospital is None:
                raise Conflict(
                    "transfer.bed",
                    _("A quarantine site takes %(label)s in by giving them a bed."),
                    remedy=_("The site admits them; until then they stay in your hands."),
                    label=one.person.label,
                    field="transfers",
                )
        for one in fresh:
            _hospitalised(one, at, receiver, request)
        settle(fresh, at, receiver)
        return held


def _hospitalised(one: Transfer, at: datetime, receiver: str, request: UUID) -> None:
    hospital = one.hospital
    if hospital is None:
        return
    stay = Stay.objects.filter(person=one.person_id, left_at=None).first()
    if stay is not None:
        end_stay(stay, Stay.Left.HOSPITAL, reason=hospital.name, at=at, id=derived(request, one.id, "stay"))
    if Case.objects.filter(incident=one.incident_id, person=one.person_id).exists():
        said = {"institution": hospital.name, "note": receiver}
        record([whom(one).fact("case.hospitalised", at, said, request=derived(request, one.id))])


def settle(transfers: Sequence[Transfer], at: datetime, receiver: str, place: Place | None = None) -> None:
    """Somebody else has them now: custody of the crew ends in that moment, and with the last one the ride.

    Parameters
    ----------
    place : Place or None
        Where they were taken in, if elsewhere than planned.
    """
    custody.end(transfers, at)
    for one in transfers:
        one.state, one.ended_at, one.receiver = Transfer.State.DELIVERED, at, receiver
        one.door_at = one.door_at or at
        one.save(update_fields=["state", "ended_at", "receiver", "door_at", "site"])
    facts = []
    for one in transfers:
        where = place or one.target
        said = {"place": where.subject if where is not None else None}
        facts.append(whom(one).fact("transfer.arrived", at, said, request=derived(one.id, one.ride_id, at)))
    record(facts)
    for ride in {one.ride_id for one in transfers}:
        close_if_empty(ride, at)
