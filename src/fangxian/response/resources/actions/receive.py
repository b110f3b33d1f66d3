"""Sign for goods that arrived; what all has arrived of is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.resources.actions.ask import finish, locked_request, whom
from fangxian.response.resources.booking import Line, account, account_of, contents, hold
from fangxian.response.resources.models import Account, Lot, Request, RequestLine, Shipment, ShipmentLine
from fangxian.response.resources.policies import RUN, require_in
from fangxian.response.resources.shipping import (
    book_step,
    lines_of,
    locked,
    require_order,
    require_state,
    told,
)


@transaction.atomic
def receive(
    shipment: Shipment,
    arrived: Mapping[UUID, int],
    *,
    receiver: str,
    note: str = "",
    at: datetime | None = None,
    by: Post | None = None,
) -> Shipment:
    """Sign for goods that arrived; what did not arrive is booked as lost on the way, with the reason.

    Parameters
    ----------
    arrived : mapping of UUID to int
        Units that arrived by line of the shipment, of every line. Where one is refused, the error's field names it.

    Raises
    ------
    NotAllowed
        The post may not book where they arrive.
    Invalid
        Not every line is said (``shipment.lines``), nobody signs, the giver signs for the receiver
        (``shipment.one_hand``), less arrived without a word (``shipment.no_reason``), or the time cannot be right.
    Conflict
        ``shipment.state``: they are not on the road; ``shipment.more``: more than was sent.
    """
    require_in(by, RUN, shipment.also_area)
    at = check_time(at or clock.now(), "at")
    receiver = check_text(receiver, 120, "receiver", needed=True)
    note = check_text(note, 300, "note")
    with access.everywhere():
        asked = locked_request(shipment.request_id)
        held = locked(shipment.id)
        if held.state == Shipment.State.RECEIVED:
            return held
        require_state(held, Shipment.State.SENT)
        require_order(at, held.sent_at)
        lines = lines_of(held)
        _refuse_receipt(held, lines, arrived, receiver, note)
        source, target = hold(held.source_id, held.target_id)
        moves = _arrive(held, lines, arrived, account(target, "shelf"), account(source, "lost"))
        book_step(held, "arrived", moves, at, by, note)
        held.state, held.ended_at, held.received_by, held.note = Shipment.State.RECEIVED, at, receiver, note
        held.save(update_fields=["state", "ended_at", "received_by", "note"])
        for line in lines:
            line.received = arrived[line.id]
        ShipmentLine.objects.bulk_update(lines, ["received"])
        record([told(held, line, "stock.received", at, _came(line, note)) for line in lines])
        _meet(asked, lines, at)
        return held


def _came(line: ShipmentLine, note: str) -> dict[str, Any]:
    return {"quantity": line.received, "missing": line.missing, "note": note if line.missing else ""}


def _refuse_receipt(
    held: Shipment, lines: Sequence[ShipmentLine], arrived: Mapping[UUID, int], receiver: str, note: str
) -> None:
    if arrived.keys() != {line.id for line in lines}:
        raise Invalid(
            "shipment.lines", _("Say of every line how much arrived."), remedy=_("Enter 0 where nothing arrived.")
        )
    for line in lines:
        if not 0 <= arrived[line.id] <= line.quantity:
            raise Conflict(
                "shipment.more",
                _("%(sent)s of %(item)s were sent: so many or fewer arrive."),
                remedy=_("Count again; book what came besides as received from outside."),
                sent=line.quantity,
                item=line.wanted.item.name,
                field=f"quantity-{line.id}",
            )
    if receiver == held.sent_by:
        raise Invalid(
            "shipment.one_hand",
            _("Who gave the goods does not sign for their receipt."),
            remedy=_("Name who took them."),
            field="receiver",
        )
    if not note and any(arrived[line.id] < line.quantity for line in lines):
        raise Invalid(
            "shipment.no_reason", _("Less arrived than was sent: say why."), remedy=_("Fill it in."), field="note"
        )


def _arrive(
    held: Shipment, lines: Sequence[ShipmentLine], arrived: Mapping[UUID, int], shelf: Account, lost: Account
) -> list[Line]:
    """Lines from the road to the shelf, and of the rest to what is lost; what expires first is taken to be there."""
    road = account_of(held, "road")
    left = {line.wanted.item_id: arrived[line.id] for line in lines}
    of = dict(Lot.objects.filter(item__in=left).values_list("id", "item"))
    found = []
    for lot, there in contents(road):
        came = min(there, left[of[lot]])
        left[of[lot]] -= came
        if came:
            found.append(Line(lot, road, shelf, came))
        if there > came:
            found.append(Line(lot, road, lost, there - came))
    return found


def _meet(asked: Request, lines: Sequence[ShipmentLine], at: datetime) -> None:
    """Let lines of the request end whose goods are all there, and the request with the last of them."""
    if asked.state != Request.State.OPEN:
        return
    there = ShipmentLine.objects.filter(wanted__in=[line.wanted_id for line in lines])
    got = dict(there.values_list("wanted").annotate(Sum("received")))
    met = [line.wanted for line in lines if (got[line.wanted_id] or 0) >= line.wanted.quantity]
    RequestLine.objects.filter(id__in=[line.id for line in met]).update(met_at=at)
    record([whom(line).fact("stock.replenished", at, {"quantity": got[line.id]}, request=line.id) for line in met])
    if not asked.lines.filter(met_at=None).exists():
        finish(asked, Request.State.MET, at)
