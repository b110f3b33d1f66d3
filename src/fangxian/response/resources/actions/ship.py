"""Allot goods to a request, send them, receive them: in every step they stand in one account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.resources.actions.ask import finish, locked_request, whom
from fangxian.response.resources.booking import (
    Line,
    account,
    account_of,
    book,
    check_quantity,
    contents,
    hold,
    pick,
)
from fangxian.response.resources.models import Account, Request, Shipment, Store
from fangxian.response.resources.policies import PLAN, RUN, require_in


@transaction.atomic
def allot(one: Request, source: Store, quantity: int, *, id: UUID | None = None, by: Post | None = None) -> Shipment:
    """Set goods of a store aside for a request, whole or in part; nobody else can take them then.

    Raises
    ------
    NotAllowed
        The post may not plan where the goods are.
    Conflict
        ``stock.short``: the store has less; ``request.enough``: more than is still asked for; ``request.ended``;
        ``store.closed``; ``shipment.same``: it is the store that asks.
    """
    require_in(by, PLAN, source.area)
    check_quantity(quantity)
    request = id or uuid4()
    with access.everywhere():
        held = locked_request(one.id)
        done = Shipment.objects.filter(id=request).first()
        if done is not None:
            return done
        _refuse(held, source, quantity)
        (store,) = hold(source.id)
        picked = pick(store, held.item, quantity)
        now = clock.now()
        made = Shipment.objects.create(
            id=request, request=held, source=store, target=held.store, area=store.area, also_area=held.area,
            quantity=quantity, allotted_at=now, allotted_by=str(by or "")[:160],
        )  # fmt: skip
        shelf, aside = account(store, "shelf"), account_of(made, "aside")
        lines = [Line(lot, shelf, aside, taken) for lot, taken in picked]
        _book(made, "allotted", lines, now, by)
        said = {"quantity": quantity, "office": store.name}
        record([whom(held).fact("stock.issued", now, said, request=request)])
        return made


def _refuse(held: Request, source: Store, quantity: int) -> None:
    if held.state != Request.State.OPEN:
        raise Conflict("request.ended", _("This request has ended."), remedy=_("Open the page again."))
    if held.store_id == source.id:
        raise Conflict("shipment.same", _("This is the store that asks."), remedy=_("Choose another."), field="source")
    wanted = held.quantity - promised(held)
    if quantity > wanted:
        raise Conflict(
            "request.enough",
            _("Only %(wanted)s more are asked for."),
            remedy=_("Allot less; somebody else may have allotted meanwhile."),
            wanted=wanted,
            field="quantity",
        )


def promised(one: Request) -> int:
    """Units of a request that are set aside, on the road, or have been received."""
    rows = Shipment.objects.filter(request=one).exclude(state__in=(Shipment.State.FREED, Shipment.State.RETURNED))
    return int(rows.aggregate(n=Sum(Coalesce("received", F("quantity"))))["n"] or 0)


@transaction.atomic
def free(shipment: Shipment, *, reason: str, id: UUID | None = None, by: Post | None = None) -> Shipment:
    """Put goods that were set aside back on the shelf.

    Raises
    ------
    NotAllowed
        The post may not plan where the goods are.
    Invalid
        No reason is given.
    Conflict
        ``shipment.state``: they are not set aside.
    """
    require_in(by, PLAN, shipment.area)
    reason = check_text(reason, 300, "reason", needed=True)
    with access.everywhere():
        held = _locked(shipment.id)
        if held.state == Shipment.State.FREED:
            return held
        _require_state(held, Shipment.State.ALLOTTED)
        (store,) = hold(held.source_id)
        _empty(held, "aside", account(store, "shelf"), "freed", clock.now(), by, reason, id)
        held.state, held.ended_at, held.note = Shipment.State.FREED, clock.now(), reason
        held.save(update_fields=["state", "ended_at", "note"])
        return held


@transaction.atomic
def send(
    shipment: Shipment,
    *,
    giver: str,
    carrier: str,
    at: datetime | None = None,
    id: UUID | None = None,
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
        held = _locked(shipment.id)
        if held.state == Shipment.State.SENT:
            return held
        _require_state(held, Shipment.State.ALLOTTED)
        _require_order(at, held.allotted_at)
        hold(held.source_id)
        request = _empty(held, "aside", account_of(held, "road"), "sent", at, by, carrier, id)
        held.state, held.sent_at, held.sent_by, held.carrier = Shipment.State.SENT, at, giver, carrier
        held.save(update_fields=["state", "sent_at", "sent_by", "carrier"])
        said = {"quantity": held.quantity, "office": held.source.name, "carrier": carrier}
        record([_whom(held).fact("stock.sent", at, said, request=request)])
        return held


@transaction.atomic
def receive(
    shipment: Shipment,
    quantity: int,
    *,
    receiver: str,
    note: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Shipment:
    """Sign for goods that arrived; what did not arrive is booked as lost on the way, with the reason.

    Raises
    ------
    NotAllowed
        The post may not book where they arrive.
    Invalid
        Nobody signs, the giver signs for the receiver (``shipment.one_hand``), less arrived without a word
        (``shipment.no_reason``), or the time cannot be right.
    Conflict
        ``shipment.state``: they are not on the road; ``shipment.more``: more than was sent.
    """
    require_in(by, RUN, shipment.also_area)
    at = check_time(at or clock.now(), "at")
    receiver = check_text(receiver, 120, "receiver", needed=True)
    note = check_text(note, 300, "note")
    with access.everywhere():
        asked = locked_request(shipment.request_id)
        held = _locked(shipment.id)
        if held.state == Shipment.State.RECEIVED:
            return held
        _require_state(held, Shipment.State.SENT)
        _require_order(at, held.sent_at)
        _refuse_receipt(held, quantity, receiver, note)
        source, target = hold(held.source_id, held.target_id)
        request = id or uuid4()
        lines = _arrive(held, quantity, account(target, "shelf"), account(source, "lost"))
        _book(held, "arrived", lines, at, by, note)
        held.state, held.ended_at, held.received_by = Shipment.State.RECEIVED, at, receiver
        held.received, held.note = quantity, note
        held.save(update_fields=["state", "ended_at", "received_by", "received", "note"])
        said = {"quantity": quantity, "missing": held.missing, "note": note}
        record([_whom(held).fact("stock.received", at, said, request=request)])
        _meet(asked, at, request)
        return held


def _refuse_receipt(held: Shipment, quantity: int, receiver: str, note: str) -> None:
    if not 0 <= quantity <= held.quantity:
        raise Conflict(
            "shipment.more",
            _("%(sent)s were sent: so many or fewer arrive."),
            remedy=_("Count again; book what came besides as received from outside."),
            sent=held.quantity,
            field="quantity",
        )
    if receiver == held.sent_by:
        raise Invalid(
            "shipment.one_hand",
            _("Who gave the goods does not sign for their receipt."),
            remedy=_("Name who took them."),
            field="receiver",
        )
    if quantity < held.quantity and not note:
        raise Invalid(
            "shipment.no_reason", _("Less arrived than was sent: say why."), remedy=_("Fill it in."), field="note"
        )


def _arrive(held: Shipment, quantity: int, shelf: Account, lost: Account) -> list[Line]:
    """Lines from the road to the shelf, and of the rest to what is lost; what expires first is taken to be there."""
    road = account_of(held, "road")
    lines, left = [], quantity
    for lot, there in contents(road):
        arrived = min(there, left)
        left -= arrived
        if arrived:
            lines.append(Line(lot, road, shelf, arrived))
        if there > arrived:
            lines.append(Line(lot, road, lost, there - arrived))
    return lines


def _meet(asked: Request, at: datetime, request: UUID) -> None:
    got = Shipment.objects.filter(request=asked).aggregate(n=Sum("received"))["n"] or 0
    if asked.state == Request.State.OPEN and got >= asked.quantity:
        finish(asked, Request.State.MET, at)
        record([whom(asked).fact("stock.replenished", at, {"quantity": got}, request=request)])


@transaction.atomic
def turn_back(
    shipment: Shipment,
    *,
    reason: str,
    at: datetime | None = None,
    id: UUID | None = None,
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
        held = _locked(shipment.id)
        if held.state == Shipment.State.RETURNED:
            return held
        _require_state(held, Shipment.State.SENT)
        _require_order(at, held.sent_at)
        (store,) = hold(held.source_id)
        request = _empty(held, "road", account(store, "shelf"), "returned", at, by, reason, id)
        held.state, held.ended_at, held.note = Shipment.State.RETURNED, at, reason
        held.save(update_fields=["state", "ended_at", "note"])
        record([_whom(held).fact("stock.turned_back", at, {"reason": reason}, request=request)])
        return held


def _empty(
    held: Shipment, kind: str, target: Account, step: str, at: datetime, by: Post | None, reason: str, id: UUID | None
) -> UUID:
    """Move all of a shipment out of one account into another; gives the id of the request."""
    request = id or uuid4()
    source = account_of(held, kind)
    lines = [Line(lot, source, target, quantity) for lot, quantity in contents(source)]
    _book(held, step, lines, at, by, reason)
    return request


def _book(held: Shipment, step: str, lines: list[Line], at: datetime, by: Post | None, reason: str = "") -> None:
    """Every step of a shipment is booked once; the booking's id follows from the two."""
    book(
        step, held.source, lines, at=at, id=derived(held.id, step), by=by, reason=reason,
        also_area=held.also_area, shipment=held.id,
    )  # fmt: skip


def _locked(id: UUID) -> Shipment:
    rows = Shipment.objects.select_for_update(of=("self",)).select_related("source", "target", "request__item")
    return rows.get(id=id)


def _require_state(held: Shipment, state: str) -> None:
    if held.state != state:
        raise Conflict(
            "shipment.state",
            _("Shipment %(number)s: %(state)s. This cannot be done now."),
            remedy=_("Open the page again; somebody else was quicker."),
            number=held.number,
            state=held.get_state_display(),
        )


def _require_order(at: datetime, before: datetime | None) -> None:
    if before is not None and at < before:
        raise Invalid("shipment.order", _("This would lie before the step before."), field="at")


def _whom(held: Shipment) -> Whom:
    return Whom(held.request.incident_id, held.subject, held.also_area)
