"""Count a shelf; a difference is booked, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from fangxian.response.resources.booking import Line, account, book, booked, contents, hold
from fangxian.response.resources.models import Account, Item, Lot, Store, Voucher
from fangxian.response.resources.policies import RUN, require_in


@transaction.atomic
def count_stock(
    store: Store,
    item: Item,
    counted: Mapping[UUID, int],
    *,
    reason: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Voucher:
    """Record what was counted of an item, lot by lot; a booking of the differences, empty where there is none.

    Parameters
    ----------
    counted : mapping of UUID to int
        Units by lot. A lot that the shelf holds and that is not named was not looked at, and stays as it is.

    Raises
    ------
    NotAllowed
        The post may not book there.
    Invalid
        Nothing was counted, a count is below nothing, a lot is of other goods, or a difference has no reason
        (``count.no_reason``).
    """
    require_in(by, RUN, store.area)
    at = check_time(at or clock.now(), "at")
    reason = check_text(reason, 300, "reason")
    request = id or uuid4()
    (held,) = hold(store.id)
    done = booked(request)
    if done is not None:
        return done
    _refuse(item, counted)
    shelf = account(held, "shelf")
    before = dict(contents(shelf))
    lines = _differences(counted, before, shelf, account(held, "counted"))
    if lines and not reason:
        raise Invalid(
            "count.no_reason",
            _("What was counted is not what the books say: say why."),
            remedy=_("Name the reason, or count again."),
            field="reason",
        )
    made = book("counted", held, lines, at=at, id=request, by=by, reason=reason)
    rows = dict(Lot.objects.filter(id__in=before, item=item).values_list("id", "number"))
    now = sum(counted.get(lot, before[lot]) for lot in rows) + sum(n for lot, n in counted.items() if lot not in rows)
    record(
        [
            Entry(
                kind="stock.counted", subject=f"stock:{derived(held.id, item.id)}", at=at, area=held.area,
                attributes={"quantity": now, "note": f"{held.name} · {item.code} {item.name}"}, id=request,
            )
        ]
    )  # fmt: skip
    return made


def _refuse(item: Item, counted: Mapping[UUID, int]) -> None:
    known = set(Lot.objects.filter(id__in=list(counted), item=item).values_list("id", flat=True))
    if not counted or known != set(counted):
        raise Invalid("count.lots", _("Count lots of these goods."), remedy=_("Open the page again."), field="counted")
    if min(counted.values()) < 0:
        raise Invalid("count.negative", _("A count is 0 or more."), field="counted")


def _differences(counted: Mapping[UUID, int], before: Mapping[UUID, int], shelf: Account, edge: Account) -> list[Line]:
    lines = []
    for lot, found in counted.items():
        more = found - before.get(lot, 0)
        if more:
            source, target = (edge, shelf) if more > 0 else (shelf, edge)
            lines.append(Line(lot, source, target, abs(more)))
    return lines
