"""A store asks for goods, and a request is closed without being met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.resources.booking import check_quantity, hold
from fangxian.response.resources.models import Item, Request, RequestLine, Shipment, Store
from fangxian.response.resources.policies import PLAN, RUN, require_in

MOST: Final = 40
"""Lines of a request at most, [D]: one sheet of paper."""


@transaction.atomic
def ask(
    store: Store,
    goods: Sequence[tuple[Item, int]],
    *,
    incident: Incident,
    needed_by: datetime,
    urgency: str = "normal",
    reason: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Request:
    """Ask for goods for a store; the clocks of the answer and of the delivery begin, for each line its own.

    Parameters
    ----------
    goods : sequence of (Item, int)
        What is asked for and how many units of it, one line each. Where a line is refused, the field of the error
        ends in its row, counted from 1.

    Raises
    ------
    NotAllowed
        The post may not ask there.
    Invalid
        Nothing is asked for (``request.empty``), too much for one sheet (``request.long``), the same goods twice
        (``request.twice``), or it is needed before it was asked for (``request.when``).
    Conflict
        ``request.open``: the store has an open request of these goods for the incident.
    """
    require_in(by, RUN, store.area)
    check_choice(urgency, Request.Urgency.values, "urgency")
    at = check_time(at or clock.now(), "at")
    _check_goods(goods)
    if needed_by <= at:
        raise Invalid(
            "request.when", _("It is needed after it is asked for."), remedy=_("Correct the time."), field="needed_by"
        )
    request = id or uuid4()
    (held,) = hold(store.id)
    done = Request.objects.filter(id=request).first()
    if done is not None:
        return done
    _refuse_asked_already(held, incident, goods)
    made = Request.objects.create(
        id=request, incident=incident, store=held, area=held.area, needed_by=needed_by, urgency=urgency,
        reason=check_text(reason, 300, "reason"), asked_at=at, asked_by=str(by or "")[:160],
    )  # fmt: skip
    lines = [
        RequestLine(id=derived(request, "line", item.id), request=made, area=made.area, item=item, quantity=quantity)
        for item, quantity in goods
    ]
    RequestLine.objects.bulk_create(lines)
    record([whom(line).fact("stock.requested", at, _said(line), request=line.id) for line in lines])
    return made


def _check_goods(goods: Sequence[tuple[Item, int]]) -> None:
    if not goods:
        raise Invalid("request.empty", _("Nothing is asked for."), remedy=_("Name goods and how many."), field="item-1")
    if len(goods) > MOST:
        raise Invalid(
            "request.long",
            _("A request has at most %(most)s lines, not %(lines)s."),
            remedy=_("Ask for the rest in a second request."),
            most=MOST,
            lines=len(goods),
            field=f"item-{MOST + 1}",
        )
    rows: dict[UUID, int] = {}
    for row, (item, quantity) in enumerate(goods, start=1):
        check_quantity(quantity, f"quantity-{row}")
        if item.id in rows:
            raise Invalid(
                "request.twice",
                _("%(item)s stand in row %(row)s already."),
                remedy=_("Put both quantities in one row."),
                item=item.name,
                row=rows[item.id],
                field=f"item-{row}",
            )
        rows[item.id] = row


def _refuse_asked_already(store: Store, incident: Incident, goods: Sequence[tuple[Item, int]]) -> None:
    others = RequestLine.objects.filter(
        request__store=store, request__incident=incident, request__state=Request.State.OPEN, met_at=None
    )
    asked = dict(others.values_list("item", "quantity"))
    for row, (item, _quantity) in enumerate(goods, start=1):
        if item.id in asked:
            raise Conflict(
                "request.open",
                _("%(store)s asks for %(quantity)s %(unit)s of %(item)s already."),
                remedy=_("Wait for it, or close that request and ask anew."),
                store=store.name,
                quantity=asked[item.id],
                unit=item.unit,
                item=item.name,
                field=f"item-{row}",
            )


def _said(line: RequestLine) -> dict[str, Any]:
    one = line.request
    return {
        "item": line.item.label, "quantity": line.quantity, "needed_by": one.needed_by, "urgency": one.urgency,
        "office": one.store.name, "reason": one.reason,
    }  # fmt: skip


@transaction.atomic
def close_request(one: Request, *, reason: str, id: UUID | None = None, by: Post | None = None) -> Request:
    """Close a request that is not to be met further, with the reason; what is set aside is taken back first.

    Raises
    ------
    NotAllowed
        The post may neither plan nor ask there.
    Invalid
        No reason is given.
    Conflict
        ``request.coming``: goods are set aside for it, or on the road.
    """
    if by is not None and not may(by, RUN, one.area):
        require_in(by, PLAN, one.area)
    reason = check_text(reason, 300, "reason", needed=True)
    with access.everywhere():
        held = locked_request(one.id)
        if held.state != Request.State.OPEN:
            return held
        if held.shipments.filter(state__in=Shipment.COMING).exists():
            raise Conflict(
                "request.coming",
                _("Goods for it are set aside, or on the road."),
                remedy=_("Take them back, or receive them first."),
            )
        finish(held, Request.State.CLOSED, clock.now(), reason)
        request, open_ = id or uuid4(), held.lines.filter(met_at=None)
        said, now = {"reason": reason}, clock.now()
        record(
            [whom(line).fact("stock.request_closed", now, said, request=derived(request, line.id)) for line in open_]
        )
        return held


def locked_request(id: UUID) -> Request:
    """A request as it stands now, held until the transaction ends."""
    rows = Request.objects.select_for_update(of=("self",)).select_related("store", "incident")
    return rows.get(id=id)


def finish(held: Request, state: str, at: datetime, answer: str = "") -> None:
    """Let a request end."""
    held.state, held.ended_at, held.answer = state, at, answer
    held.save(update_fields=["state", "ended_at", "answer"])


def whom(line: RequestLine) -> Whom:
    """Where the facts of a line belong."""
    return Whom(line.request.incident_id, line.subject, line.area)
