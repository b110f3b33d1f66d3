"""A store asks for goods, and a request is closed without being met."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.resources.booking import check_quantity, hold
from fangxian.response.resources.models import Item, Request, Shipment, Store
from fangxian.response.resources.policies import PLAN, RUN, require_in


@transaction.atomic
def ask(
    store: Store,
    item: Item,
    quantity: int,
    *,
    incident: Incident,
    needed_by: datetime,
    urgency: str = "normal",
    reason: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Request:
    """Ask for goods for a store; the clocks of the answer and of the delivery begin.

    Raises
    ------
    NotAllowed
        The post may not ask there.
    Invalid
        Nothing is asked for, or it is needed before it was asked for (``request.when``).
    Conflict
        ``request.open``: the store has an open request of these goods for the incident.
    """
    require_in(by, RUN, store.area)
    check_quantity(quantity)
    check_choice(urgency, Request.Urgency.values, "urgency")
    at = check_time(at or clock.now(), "at")
    if needed_by <= at:
        raise Invalid(
            "request.when", _("It is needed after it is asked for."), remedy=_("Correct the time."), field="needed_by"
        )
    request = id or uuid4()
    (held,) = hold(store.id)
    done = Request.objects.filter(id=request).first()
    if done is not None:
        return done
    other = Request.objects.filter(store=held, item=item, incident=incident, state=Request.State.OPEN).first()
    if other is not None:
        raise Conflict(
            "request.open",
            _("%(store)s asks for %(quantity)s %(unit)s of %(item)s already."),
            remedy=_("Wait for it, or close that request and ask anew."),
            store=held.name,
            quantity=other.quantity,
            unit=item.unit,
            item=item.name,
            field="quantity",
        )
    made = Request.objects.create(
        id=request, incident=incident, store=held, area=held.area, item=item, quantity=quantity, needed_by=needed_by,
        urgency=urgency, reason=check_text(reason, 300, "reason"), asked_at=at, asked_by=str(by or "")[:160],
    )  # fmt: skip
    said = {
        "item": f"{item.code} {item.name}", "quantity": quantity, "needed_by": needed_by, "urgency": urgency,
        "office": held.name, "reason": made.reason,
    }  # fmt: skip
    record([whom(made).fact("stock.requested", at, said, request=request)])
    return made


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
        record([whom(held).fact("stock.request_closed", clock.now(), {"reason": reason}, request=id or uuid4())])
        return held


def locked_request(id: UUID) -> Request:
    """A request as it stands now, held until the transaction ends."""
    rows = Request.objects.select_for_update(of=("self",)).select_related("store", "item", "incident")
    return rows.get(id=id)


def finish(held: Request, state: str, at: datetime, answer: str = "") -> None:
    """Let a request end."""
    held.state, held.ended_at, held.answer = state, at, answer
    held.save(update_fields=["state", "ended_at", "answer"])


def whom(one: Request) -> Whom:
    """Where the facts of a request belong."""
    return Whom(one.incident_id, one.subject, one.area)
