"""Reverse a booking: its moves the other way round; nothing is ever edited."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.resources.actions.move_goods import require_held
from fangxian.response.resources.booking import Line, book, hold
from fangxian.response.resources.models import Account, Move, Voucher
from fangxian.response.resources.policies import RUN, require_in


@transaction.atomic
def reverse_voucher(voucher: Voucher, *, reason: str, id: UUID | None = None, by: Post | None = None) -> Voucher:
    """Book the opposite of a booking, at the time of the booking, so that what it said is undone.

    Raises
    ------
    NotAllowed
        The post may not book there.
    Invalid
        No reason is given.
    Conflict
        ``voucher.bound``: it is a step of a shipment, or itself a reversal; ``voucher.reversed``: it was reversed by
        somebody else; ``stock.lot_short``: what it brought is there no more.
    """
    require_in(by, RUN, voucher.area)
    reason = check_text(reason, 300, "reason", needed=True)
    request = id or uuid4()
    (store,) = hold(voucher.store_id)
    done = Voucher.objects.filter(reverses=voucher).first()
    if done is not None:
        if done.id == request:
            return done
        raise Conflict("voucher.reversed", _("This booking was reversed already."), remedy=_("Open the page again."))
    if voucher.kind not in Voucher.FREE:
        raise Conflict(
            "voucher.bound",
            _("This booking is a step of a shipment, or a reversal."),
            remedy=_("Take the shipment back, or book anew."),
        )
    moves = list(Move.objects.filter(voucher=voucher).select_related("lot", "source", "target"))
    for one in moves:
        if one.target.kind in Account.HELD:
            require_held(one.target_id, one.lot, one.quantity)
    lines = [Line(one.lot_id, one.target, one.source, one.quantity) for one in moves]
    return book("reversed", store, lines, at=voucher.at, id=request, by=by, reason=reason, reverses=voucher)
