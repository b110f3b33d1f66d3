"""Set goods of a store aside for a request, and put them back on the shelf."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from fangxian.response.resources.actions.ask import locked_request, whom
from fangxian.response.resources.booking import Line, account, account_of, check_quantity, hold, pick
from fangxian.response.resources.models import Request, RequestLine, Shipment, ShipmentLine, Store
from fangxian.response.resources.policies import PLAN, require_in
from fangxian.response.resources.shipping import book_step, empty, locked, require_state


@transaction.atomic
def allot(
    one: Request, source: Store, given: Mapping[UUID, int], *, id: UUID | None = None, by: Post | None = None
) -> Shipment:
    """Set goods of a store aside for a request, whole or in part; nobody else can take them then.

    Parameters
    ----------
    given : mapping of UUID to int
        Units by line of the request: one shipment for all of them, or none. Where a line is refused, the field of the
        error names it.

    Raises
    ------
    NotAllowed
        The post may not plan where the goods are.
    Invalid
        Nothing is given (``shipment.empty``), or to a line that the request has not (``request.no_line``).
    Conflict
        ``stock.short``: the store has less; ``request.enough``: more than is still asked for; ``request.ended``;
        ``store.closed``; ``shipment.same``: it is the store that asks.
    """
    require_in(by, PLAN, source.area)
    request = id or uuid4()
    with access.everywhere():
        held = locked_request(one.id)
        done = Shipment.objects.filter(id=request).first()
        if done is not None:
            return done
        wanted = _wanted(held, source, given)
        (store,) = hold(source.id)
        picked = [pick(store, line.item, quantity, _field(line)) for line, quantity in wanted]
        now = clock.now()
        made = Shipment.objects.create(
            id=request, request=held, source=store, target=held.store, area=store.area, also_area=held.area,
            allotted_at=now, allotted_by=str(by or "")[:160],
        )  # fmt: skip
        lines = [
            ShipmentLine(
                id=derived(request, line.id), shipment=made, area=made.area, also_area=made.also_area, wanted=line,
                quantity=quantity,
            )
            for line, quantity in wanted
        ]  # fmt: skip
        ShipmentLine.objects.bulk_create(lines)
        shelf, aside = account(store, "shelf"), account_of(made, "aside")
        book_step(made, "allotted", [Line(lot, shelf, aside, taken) for lots in picked for lot, taken in lots], now, by)
        record([_issued(line, store, now) for line in lines])
        return made


def _field(line: RequestLine) -> str:
    return f"quantity-{line.id}"


def _wanted(held: Request, source: Store, given: Mapping[UUID, int]) -> list[tuple[RequestLine, int]]:
    """Lines of the request with what is given to each, if they may be given that."""
    if held.state != Request.State.OPEN:
        raise Conflict("request.ended", _("This request has ended."), remedy=_("Open the page again."))
    if held.store_id == source.id:
        raise Conflict("shipment.same", _("This is the store that asks."), remedy=_("Choose another."), field="source")
    if not given:
        raise Invalid("shipment.empty", _("Nothing is allotted."), remedy=_("Say how many of which goods."))
    lines = {line.id: line for line in held.lines.select_related("item").order_by("item__code", "id")}
    if given.keys() - lines.keys():
        raise Invalid(
            "request.no_line", _("The request does not ask for these goods."), remedy=_("Open the page again.")
        )
    there = promised(held)
    for line in lines.values():
        quantity = given.get(line.id)
        if quantity is not None:
            _refuse_more(line, check_quantity(quantity, _field(line)), line.quantity - there.get(line.id, 0))
    return [(line, given[line.id]) for line in lines.values() if line.id in given]


def _refuse_more(line: RequestLine, quantity: int, wanted: int) -> None:
    if quantity > wanted:
        raise Conflict(
            "request.enough",
            _("Only %(wanted)s more of %(item)s are asked for."),
            remedy=_("Allot less; somebody else may have allotted meanwhile."),
            wanted=wanted,
            item=line.item.name,
            field=_field(line),
        )


def promised(one: Request) -> dict[UUID, int]:
    """Units that are set aside, on the road, or have been received, by line of a request."""
    rows = ShipmentLine.objects.filter(shipment__request=one).exclude(shipment__state__in=Shipment.BACK)
    return dict(rows.values_list("wanted").annotate(n=Sum(Coalesce("received", F("quantity")))))


def _issued(line: ShipmentLine, store: Store, at: datetime) -> Entry:
    said = {"quantity": line.quantity, "office": store.name}
    return whom(line.wanted).fact("stock.issued", at, said, request=line.id)


@transaction.atomic
def free(shipment: Shipment, *, reason: str, by: Post | None = None) -> Shipment:
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
        held = locked(shipment.id)
        if held.state == Shipment.State.FREED:
            return held
        require_state(held, Shipment.State.ALLOTTED)
        (store,) = hold(held.source_id)
        empty(held, "aside", account(store, "shelf"), "freed", clock.now(), by, reason)
        held.state, held.ended_at, held.note = Shipment.State.FREED, clock.now(), reason
        held.save(update_fields=["state", "ended_at", "note"])
        return held
