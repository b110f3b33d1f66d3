"""What every booking of stock is made of: accounts, stores held still, lots picked, lines written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.resources.models import Account, Balance, Item, Lot, Move, Shipment, Store, Voucher


@dataclass(frozen=True, slots=True)
class Line:
    """So much of a lot, out of one account into another."""

    lot: UUID
    source: Account
    target: Account
    quantity: int


def account(store: Store, kind: str) -> Account:
    """An account of a store, made when it is first needed."""
    return _made(Account(id=derived("account", store.id, kind), store=store, kind=kind, area=store.area))


def account_of(shipment: Shipment, kind: str) -> Account:
    """The account of a shipment's goods, set aside or on the road; the store that receives sees it too."""
    return _made(
        Account(
            id=derived("account", shipment.id, kind), store=shipment.source, kind=kind, shipment=shipment.id,
            area=shipment.area, also_area=shipment.also_area,
        )
    )  # fmt: skip


def _made(one: Account) -> Account:
    Account.objects.bulk_create([one], ignore_conflicts=True)  # whoever comes second finds it
    return one


def hold(*stores: UUID) -> list[Store]:
    """Stores as they stand now; nobody else books there until the transaction ends.

    Raises
    ------
    Conflict
        ``store.closed``.
    """
    rows = Store.objects.select_for_update(no_key=True).filter(id__in=stores).order_by("id")
    held = {store.id: store for store in rows}
    for store in held.values():
        if store.closed_at is not None:
            raise Conflict(
                "store.closed",
                _("The store %(store)s is closed."),
                remedy=_("Choose another store."),
                store=store.name,
                field="store",
            )
    return [held[one] for one in stores]


def today() -> date:
    """The local day."""
    return clock.now().astimezone(clock.zone()).date()


def pick(store: Store, item: Item, quantity: int, field: str = "quantity") -> list[tuple[UUID, int]]:
    """Lots to take a quantity from: what expires first goes first, and nothing that has expired.

    Raises
    ------
    Conflict
        ``stock.short``: less than that can be used.
    """
    rows = Balance.objects.filter(account__store=store, account__kind="shelf", lot__item=item, quantity__gt=0)
    rows = rows.exclude(lot__expires_on__lt=today())
    rows = rows.order_by(F("lot__expires_on").asc(nulls_last=True), "lot__number", "lot")
    found: list[tuple[UUID, int]] = []
    open_ = quantity
    for lot, held in rows.values_list("lot", "quantity"):
        taken = min(held, open_)
        found.append((lot, taken))
        open_ -= taken
        if not open_:
            return found
    raise Conflict(
        "stock.short",
        _("%(store)s has %(held)s %(unit)s of %(item)s that can be used, not %(wanted)s."),
        remedy=_("Take less, or from another store; count the shelf where it looks wrong."),
        store=store.name,
        held=quantity - open_,
        unit=item.unit,
        item=item.name,
        wanted=quantity,
        field=field,
    )


def the_lot(item: Item, number: str = "", expires_on: date | None = None) -> Lot:
    """A lot of an item, made when it is first met."""
    number = check_text(number, 40, "lot")
    key = derived("lot", item.id, number, expires_on or "")
    Lot.objects.bulk_create([Lot(id=key, item=item, number=number, expires_on=expires_on)], ignore_conflicts=True)
    return Lot.objects.select_related("item").get(id=key)


def check_quantity(quantity: int, field: str = "quantity") -> int:
    """The quantity, if it is one.

    Raises
    ------
    Invalid
        ``stock.quantity``.
    """
    if not 1 <= quantity <= 1_000_000_000:
        raise Invalid("stock.quantity", _("A quantity is 1 or more."), remedy=_("Correct it."), field=field)
    return quantity


def booked(request: UUID) -> Voucher | None:
    """The booking that a request has already led to."""
    return Voucher.objects.filter(id=request).first()


def book(
    kind: str,
    store: Store,
    lines: Sequence[Line],
    *,
    at: datetime,
    id: UUID,
    by: Post | None,
    reason: str = "",
    also_area: str = "",
    shipment: UUID | None = None,
    reverses: Voucher | None = None,
) -> Voucher:
    """Write a booking with its moves; the balances follow, and one below nothing undoes it all."""
    made = Voucher.objects.create(
        id=id, store=store, area=store.area, also_area=also_area, kind=kind, at=at, booked_at=clock.now(),
        booked_by=str(by or "")[:160], reason=reason, shipment=shipment, reverses=reverses,
    )  # fmt: skip
    Move.objects.bulk_create(
        [
            Move(
                voucher=made, lot_id=line.lot, source=line.source, target=line.target, quantity=line.quantity, at=at,
                area=line.source.area, also_area=line.target.also_area or line.target.area,
            )
            for line in lines
        ]
    )  # fmt: skip
    return made


def contents(account: Account) -> list[tuple[UUID, int]]:
    """Lots of an account with what it holds of each."""
    rows = Balance.objects.filter(account=account, quantity__gt=0).order_by("lot__expires_on", "lot")
    return list(rows.values_list("lot", "quantity"))


def total(accounts: Iterable[Account]) -> int:
    """Units in some accounts together."""
    return int(Balance.objects.filter(account__in=list(accounts)).aggregate(n=Sum("quantity"))["n"] or 0)
