"""What the stores hold, how fast it goes, and what runs out first."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, F, Min, Q, Sum

from fangxian.response.jurisdiction.sharing import Shared
from fangxian.response.ledger import clock
from fangxian.response.quarantine.models import Stay
from fangxian.response.resources.booking import today
from fangxian.response.resources.models import Account, Balance, Item, Lot, Move, Shipment, ShipmentLine, Store, Voucher
from fangxian.response.testing.models import Round
from fangxian.response.testing.queries.rounds import coverage_totals
from fangxian.science.logistics.stock import days_to_zero

DAYS: Final = 7
"""Days whose use is averaged, [D]; fewer where the store has had the goods for less long."""

SOON: Final = 3
"""Days to zero from which on a store stands out, [D]."""

EXPIRES: Final = 30
"""Days before its expiry from which on a lot is named, [D]."""

_Key = tuple[UUID, UUID]
"""Store and item."""


@dataclass(slots=True)
class Line:
    """An item in a store.

    Attributes
    ----------
    usable : int
        Units on the shelf that have not expired.
    expired, expiring : int
        Units on the shelf that have, and that do within :data:`EXPIRES` days.
    aside, coming : int
        Units set aside there for others, and set aside or on the road for this store.
    used, planned : float
        Units a day: the mean of the last days, and what people at the site or to be sampled will need.
    """

    store: Store
    item: Item
    usable: int = 0
    expired: int = 0
    expiring: int = 0
    aside: int = 0
    coming: int = 0
    used: float = 0.0
    planned: float = 0.0

    @property
    def daily(self) -> float:
        """Units a day that are counted on: the larger of used and planned."""
        return max(self.used, self.planned)

    @property
    def days(self) -> float:
        """Days until the shelf is empty; infinite where nothing is used."""
        return days_to_zero(self.usable, self.daily)

    @property
    def lasts(self) -> float | None:
        """Days, rounded down to a tenth; None where it never runs out."""
        return None if math.isinf(self.days) else math.floor(self.days * 10) / 10

    @property
    def soon(self) -> bool:
        """Whether it runs out within :data:`SOON` days."""
        return self.days <= SOON

    @property
    def packs(self) -> int:
        """Whole packages of what can be used."""
        return self.usable // self.item.pack

    @property
    def wanted(self) -> int:
        """Units, in whole packages, that would last a week with what is coming; 0 where there are enough."""
        lacking = math.ceil(self.daily * DAYS) - self.usable - self.coming
        return max(0, math.ceil(lacking / self.item.pack) * self.item.pack)


LARGE: Final = 2000
"""Lines from which on the screens of an area share what was counted."""

_runways: Final = Shared[list[Line]](LARGE)


def overview() -> list[Line]:
    """Items of all open stores in scope, what runs out first first; a large area's screens share them for a while."""
    return _runways.get(runway, len)


def runway(stores: Iterable[Store] | None = None, items: Collection[Item] | None = None) -> list[Line]:
    """Items by store, what runs out first first; by default all items of all open stores in scope.

    However many there are, this is a fixed number of queries, and one for each open round of testing.
    """
    chosen = {one.id: one for one in (Store.objects.filter(closed_at=None) if stores is None else stores)}
    lines = _balances(chosen, items)
    _add_coming(lines, chosen, items)
    _add_used(lines)
    _add_planned(lines, chosen)
    return sorted(lines.values(), key=lambda one: (one.days, one.usable, one.store.name, one.item.code))


def _balances(stores: dict[UUID, Store], only: Collection[Item] | None) -> dict[_Key, Line]:
    now = today()
    rows = Balance.objects.filter(account__store__in=list(stores), account__kind__in=("shelf", "aside"))
    if only is not None:
        rows = rows.filter(lot__item__in=only)
    expired, soon = Q(lot__expires_on__lt=now), Q(lot__expires_on__lte=now + timedelta(days=EXPIRES))
    sums = rows.values("account__store", "account__kind", "lot__item").annotate(
        all=Sum("quantity"), gone=Sum("quantity", filter=expired), near=Sum("quantity", filter=soon)
    )
    found = list(sums)
    items = Item.objects.in_bulk({row["lot__item"] for row in found})
    lines: dict[_Key, Line] = {}
    for row in found:
        key = (row["account__store"], row["lot__item"])
        line = lines.setdefault(key, Line(stores[key[0]], items[key[1]]))
        if row["account__kind"] == "aside":
            line.aside = row["all"]
        else:
            line.expired, near = row["gone"] or 0, row["near"] or 0
            line.usable, line.expiring = row["all"] - line.expired, near - line.expired
    return lines


def _add_coming(lines: dict[_Key, Line], stores: dict[UUID, Store], only: Collection[Item] | None) -> None:
    rows = ShipmentLine.objects.filter(shipment__target__in=list(stores), shipment__state__in=Shipment.COMING)
    if only is not None:
        rows = rows.filter(wanted__item__in=only)
    sums = list(rows.values_list("shipment__target", "wanted__item").annotate(Sum("quantity")))
    items = Item.objects.in_bulk({goods for _store, goods, _n in sums})
    for store, goods, quantity in sums:
        lines.setdefault((store, goods), Line(stores[store], items[goods])).coming = quantity


def _add_used(lines: dict[_Key, Line]) -> None:
    """Mean of what was used in the last days, less what was reversed; over the days since the first goods came."""
    now = clock.now()
    since = now - timedelta(days=DAYS)
    stores = {store for store, _item in lines}
    used: Counter[_Key] = Counter()
    for way, sign in (("target", 1), ("source", -1)):
        rows = Move.objects.filter(**{f"{way}__store__in": stores, f"{way}__kind": "used"}, at__gte=since, at__lte=now)
        for store, item, quantity in rows.values_list(f"{way}__store", "lot__item").annotate(Sum("quantity")):
            used[store, item] += sign * quantity
    first = _first(stores, {item for _store, item in used}, since)
    for key, quantity in used.items():
        if key in lines:
            lines[key].used = quantity / _days_between(first.get(key, since), now)


def _first(stores: set[UUID], items: set[UUID], since: datetime) -> dict[_Key, datetime]:
    """When goods first came, where that was within the last days."""
    rows = Move.objects.filter(target__store__in=stores, target__kind="shelf", lot__item__in=items)
    firsts = rows.values_list("target__store", "lot__item").annotate(Min("at"))
    return {(store, item): max(at, since) for store, item, at in firsts}


def _days_between(since: datetime, now: datetime) -> float:
    return min(max((now - since) / timedelta(days=1), 1.0), float(DAYS))


def _add_planned(lines: dict[_Key, Line], stores: dict[UUID, Store]) -> None:
    guests = _guests([one for one in stores.values() if one.place_id is not None])
    samples = _samples([one for one in stores.values() if one.kind == Store.Kind.STATION])
    for line in lines.values():
        people = {Item.Per.GUEST: guests, Item.Per.SAMPLE: samples}.get(Item.Per(line.item.per), {})
        line.planned = float(line.item.rate) * people.get(line.store.id, 0)


def _guests(stores: list[Store]) -> dict[UUID, float]:
    """People at the quarantine site of each store."""
    rows = Stay.objects.filter(site__place__in=[one.place_id for one in stores], left_at=None).order_by()
    there = dict(rows.values_list("site__place").annotate(Count("id")))
    return {one.id: float(there.get(one.place_id, 0)) for one in stores}


def _samples(stores: list[Store]) -> dict[UUID, float]:
    """People a day to be sampled in the area of each store, until the deadlines; stores of one area share them."""
    now = clock.now()
    by_area: defaultdict[str, list[Store]] = defaultdict(list)
    for one in stores:
        by_area[one.area].append(one)
    rounds = list(Round.objects.filter(state=Round.State.OPEN)) if by_area else []
    found: dict[UUID, float] = {}
    for area, there in by_area.items():
        people = 0.0
        for run in rounds:
            if run.area.startswith(area) or area.startswith(run.area):
                left = coverage_totals(run, area).missing
                people += left / max((run.deadline - now) / timedelta(days=1), 1.0)
        found |= {store.id: people / len(there) for store in there}
    return found


@dataclass(frozen=True, slots=True)
class Shelf:
    """A lot on a shelf."""

    lot: Lot
    quantity: int
    expired: bool
    expiring: bool


def shelf(store: Store, item: Item | None = None) -> list[Shelf]:
    """Lots on a store's shelf, by item and expiry."""
    now: date = today()
    rows = Balance.objects.filter(account__store=store, account__kind="shelf", quantity__gt=0)
    if item is not None:
        rows = rows.filter(lot__item=item)
    rows = rows.select_related("lot__item").order_by("lot__item__code", F("lot__expires_on").asc(nulls_last=True))
    return [
        Shelf(
            one.lot, one.quantity, one.lot.expires_on is not None and one.lot.expires_on < now,
            one.lot.expires_on is not None and now <= one.lot.expires_on <= now + timedelta(days=EXPIRES),
        )
        for one in rows
    ]  # fmt: skip


@dataclass(slots=True)
class Booked:
    """A booking with its lines.

    Attributes
    ----------
    lines : list of (str, str, int)
        What, whether it entered (``+``) or left (``−``) the shelf here, and how much.
    """

    voucher: Voucher
    lines: list[tuple[str, str, int]] = field(default_factory=list)
    reversed: bool = False

    @property
    def may_be_reversed(self) -> bool:
        """Whether it stands for itself and was not reversed yet."""
        return self.voucher.kind in Voucher.FREE and not self.reversed


def bookings(store: Store, most: int = 30) -> list[Booked]:
    """The last bookings of a store, and of shipments that came to it, the last first."""
    came = Shipment.objects.filter(target=store).values("id")
    rows = Voucher.objects.order_by("-booked_at", "-at", "-id")
    theirs = rows.filter(shipment__in=came, kind=Voucher.Kind.ARRIVED)[:most]
    both = [*rows.filter(store=store)[:most], *theirs]
    both.sort(key=lambda one: (one.booked_at, one.at, one.id), reverse=True)
    found = {one.id: Booked(one) for one in both[:most]}
    undone = set(Voucher.objects.filter(reverses__in=list(found)).values_list("reverses", flat=True))
    moves = Move.objects.filter(voucher__in=list(found)).select_related("lot__item", "source", "target").order_by("id")
    for move in moves:
        text = f"{move.lot.item.name} {move.lot.number}".strip()
        found[move.voucher_id].lines.append((text, _sign(move, store), move.quantity))
    for one in found.values():
        one.reversed = one.voucher.id in undone
    return list(found.values())


def _sign(move: Move, store: Store) -> str:
    for one, sign in ((move.source, "−"), (move.target, "+")):
        if one.store_id == store.id and one.kind == Account.Kind.SHELF:
            return sign
    return ""
