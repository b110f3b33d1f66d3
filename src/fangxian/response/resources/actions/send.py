"""Goods leave a store with a carrier, and come back to it where they cannot be brought."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.resources.booking import account, account_of, hold
from fangxian.response.resources.models import Shipment
from fangxian.response.resources.policies import RUN, require_in
from fangxian.response.resources.shipping import (
    empty,
    lines_of,
    locked,
    require_order,
    require_state,
    told,
    whom_of,
)


@transaction.atomic
def send(
    shipment: Shipment,
    *,
    giver: str,
    carrier: str,
    at: datetime | None = None,
    by: Post | None = None,
) -> Shipment:
    """Give goods that were set aside into a carrier's hands; the clock of the receipt begins.

    Raises
    ------
    NotAllowed
        The post may not book where the goods are.
    Invalid
        Giver or carrier is not named, or the time cannot be right.
    Conflict
        ``shipment.state``: they are not set aside.
    """
    require_in(by, RUN, shipment.area)
    at = check_time(at or clock.now(), "at")
    giver = check_text(giver, 120, "giver", needed=True)
    carrier = check_text(carrier, 120, "carrier", needed=True)
    with access.everywhere():
        held = locked(shipment.id)
        if held.state == Shipment.State.SENT:
            return held
        require_state(held, Shipment.State.ALLOTTED)
        require_order(at, held.allotted_at)
        hold(held.source_id)
        empty(held, "aside", account_of(held, "road"), "sent", at, by, carrier)
        held.state, held.sent_at, held.sent_by, held.carrier = Shipment.State.SENT, at, giver, carrier
        held.save(update_fields=["state", "sent_at", "sent_by", "carrier"])
        said = {"office": held.source.name, "carrier": carrier}
        record([told(held, line, "stock.sent", at, {"quantity": line.quantity, **said}) for line in lines_of(held)])
        return held


@transaction.atomic
def turn_back(
    shipment: Shipment,
    *,
    reason: str,
    at: datetime | None = None,
    by: Post | None = None,
) -> Shipment:
    """Book goods on the road back onto the shelf they came from: the vehicle returned, or they were sent wrongly.

    Raises
    ------
    NotAllowed
        The post may not book where they came from.
    Invalid
        No reason is given, or the time cannot be right.
    Conflict
        ``shipment.state``: they are not on the road.
    """
    require_in(by, RUN, shipment.area)
    at = check_time(at or clock.now(), "at")
    reason = check_text(reason, 300, "reason", needed=True)
    with access.everywhere():
        held = locked(shipment.id)
        if held.state == Shipment.State.RETURNED:
            return held
        require_state(held, Shipment.State.SENT)
        require_order(at, held.sent_at)
        (store,) = hold(held.source_id)
        empty(held, "road", account(store, "shelf"), "returned", at, by, reason)
        held.state, held.ended_at, held.note = Shipment.State.RETURNED, at, reason
        held.save(update_fields=["state", "ended_at", "note"])
        record([whom_of(held).fact("stock.turned_back", at, {"reason": reason}, request=held.id)])
        return held
