"""Goods come in from outside, are used, are written off."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.resources.booking import (
    Line,
    account,
    book,
    booked,
    check_quantity,
    hold,
    pick,
    the_lot,
    today,
)
from fangxian.response.resources.models import Balance, Item, Lot, Store, Voucher
from fangxian.response.resources.policies import RUN, require_in


@transaction.atomic
def receive_goods(
    store: Store,
    item: Item,
    quantity: int,
    *,
    origin: str,
    lot: str = "",
    expires_on: date | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Voucher:
    """Book goods that came from outside: bought, given, allotted from above.

    Raises
    ------
    NotAllowed
        The post may not book there.
    Invalid
        Nothing came, nobody sent it, the time cannot be right, or it has expired already (``lot.expired``).
    Conflict
        ``store.closed``.
    """
    require_in(by, RUN, store.area)
    check_quantity(quantity)
    origin = check_text(origin, 300, "origin", needed=True)
    at = check_time(at or clock.now(), "at")
    if expires_on is not None and expires_on < today():
        raise Invalid(
            "lot.expired",
            _("This lot has expired already."),
            remedy=_("Do not take it in; correct the day if it is wrong."),
            field="expires_on",
        )
    request = id or uuid4()
    (held,) = hold(store.id)
    line = Line(the_lot(item, lot, expires_on).id, account(held, "outside"), account(held, "shelf"), quantity)
    return booked(request) or book("received", held, [line], at=at, id=request, by=by, reason=origin)


@transaction.atomic
def use_goods(
    store: Store,
    item: Item,
    quantity: int,
    *,
    reason: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Voucher:
    """Book goods that were used; what expires first goes first.

    Raises
    ------
    NotAllowed
        The post may not book there.
    Conflict
        ``stock.short``: there is less that can be used.
    """
    require_in(by, RUN, store.area)
    check_quantity(quantity)
    at = check_time(at or clock.now(), "at")
    request = id or uuid4()
    (held,) = hold(store.id)
    done = booked(request)
    if done is not None:
        return done
    shelf, used = account(held, "shelf"), account(held, "used")
    lines = [Line(lot, shelf, used, taken) for lot, taken in pick(held, item, quantity)]
    return book("used", held, lines, at=at, id=request, by=by, reason=check_text(reason, 300, "reason"))


@transaction.atomic
def write_off(
    store: Store,
    lot: Lot,
    quantity: int,
    *,
    reason: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Voucher:
    """Book goods of a lot that are lost, broken or expired, with the reason.

    Raises
    ------
    NotAllowed
        The post may not book there.
    Invalid
        No reason is given.
    Conflict
        ``stock.short``: there is less of the lot.
    """
    require_in(by, RUN, store.area)
    check_quantity(quantity)
    reason = check_text(reason, 300, "reason", needed=True)
    at = check_time(at or clock.now(), "at")
    request = id or uuid4()
    (held,) = hold(store.id)
    done = booked(request)
    if done is not None:
        return done
    shelf = account(held, "shelf")
    require_held(shelf.id, lot, quantity)
    line = Line(lot.id, shelf, account(held, "lost"), quantity)
    return book("lost", held, [line], at=at, id=request, by=by, reason=reason)


def require_held(shelf: UUID, lot: Lot, quantity: int) -> None:
    """Raise unless an account holds so much of a lot.

    Raises
    ------
    Conflict
        ``stock.short``.
    """
    held = Balance.objects.filter(account=shelf, lot=lot).values_list("quantity", flat=True).first() or 0
    if held < quantity:
        raise Conflict(
            "stock.lot_short",
            _("Of lot %(lot)s there are %(held)s, not %(wanted)s."),
            remedy=_("Look at the shelf again; somebody else may have booked."),
            lot=lot.number or "–",
            held=held,
            wanted=quantity,
            field="quantity",
        )
