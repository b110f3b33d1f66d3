"""Requests with what came of them, and from where they could be met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Final

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import TaskRow
from fangxian.response.resources.booking import contents
from fangxian.response.resources.models import Account, Lot, Move, Request, Shipment, Store
from fangxian.response.resources.queries.stock import Line, runway
from fangxian.science.logistics.stock import Request as Wish
from fangxian.science.logistics.stock import allot as share

KEEPS: Final = 3
"""Days of its own use that a store is not asked to give away, [D]."""

_PRIORITY: Final = {Request.Urgency.CRITICAL: 0, Request.Urgency.URGENT: 1, Request.Urgency.NORMAL: 2}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with what came of it.

    Attributes
    ----------
    promised : int
        Units set aside, on the road or received.
    received : int
        Units received.
    """

    request: Request
    promised: int
    received: int
    now: datetime

    @property
    def open(self) -> int:
        """Units that nobody has allotted yet."""
        return max(0, self.request.quantity - self.promised) if self.request.state == Request.State.OPEN else 0

    @property
    def late(self) -> bool:
        """Whether it is needed by now and was not met."""
        return self.request.state == Request.State.OPEN and self.request.needed_by < self.now


def asked(rows: QuerySet[Request]) -> list[Asked]:
    """Requests with what came of them, in their order."""
    requests = list(rows.select_related("store", "item"))
    going = Shipment.objects.filter(request__in=requests)
    going = going.exclude(state__in=(Shipment.State.FREED, Shipment.State.RETURNED))
    sums = {
        row["request"]: (row["promised"] or 0, row["got"] or 0)
        for row in going.values("request").annotate(
            promised=Sum(Coalesce("received", F("quantity"))), got=Sum("received")
        )
    }
    now = clock.now()
    return [Asked(one, *sums.get(one.id, (0, 0)), now) for one in requests]


def open_requests() -> list[Asked]:
    """Open requests in scope, what is needed first first."""
    found = asked(Request.objects.filter(state=Request.State.OPEN))
    return sorted(found, key=lambda one: (one.request.needed_by, _PRIORITY[Request.Urgency(one.request.urgency)]))


def ended_requests(most: int = 50) -> list[Asked]:
    """Requests in scope that were met or closed, the last first."""
    return asked(Request.objects.exclude(state=Request.State.OPEN).order_by("-ended_at")[:most])


def shipments_of(request: Request) -> list[Shipment]:
    """Shipments of a request, the last first."""
    with access.everywhere():  # goods may come from another area
        rows = Shipment.objects.filter(request=request).select_related("source", "target", "request__item")
        return list(rows.order_by("-allotted_at", "id"))


def on_the_way(most: int = 100) -> list[Shipment]:
    """Shipments from or to the area in scope that have not arrived, those on the road longest first."""
    ids = list(Shipment.objects.filter(state__in=Shipment.COMING).values_list("id", flat=True)[: most * 5])
    with access.everywhere():
        rows = Shipment.objects.filter(id__in=ids).select_related("source", "target", "request__item")
        return list(rows.order_by(F("sent_at").asc(nulls_last=True), "allotted_at")[:most])


def clocks(*subjects: str) -> dict[str, TaskRow]:
    """The open task of each request or shipment that is due first."""
    rows = TaskRow.objects.filter(subject__in=subjects, state="open").order_by("-due_at")
    return {row.subject: row for row in rows}


@dataclass(frozen=True, slots=True)
class Packed:
    """A lot of a shipment."""

    lot: Lot
    quantity: int


def packed(shipment: Shipment) -> list[Packed]:
    """Lots of a shipment: as they stand now, or as they were when it ended."""
    with access.everywhere():
        kind = {"allotted": "aside", "sent": "road"}.get(shipment.state)
        if kind is not None:
            account = Account.objects.get(shipment=shipment.id, kind=kind)
            found = contents(account)
        else:
            moves = Move.objects.filter(voucher__shipment=shipment.id, voucher__kind="allotted")
            found = list(moves.values_list("lot", "quantity"))
        lots = Lot.objects.select_related("item").in_bulk([lot for lot, _n in found])
    return [Packed(lots[lot], quantity) for lot, quantity in found]


@dataclass(frozen=True, slots=True)
class Offer:
    """A store that could give some.

    Attributes
    ----------
    spare : int
        What can be used, less what it needs itself in the next days.
    km : float or None
        Straight distance; None where one of the two stands nowhere.
    take : int
        What is suggested.
    """

    line: Line
    spare: int
    km: float | None
    take: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """From where a request could be met: stores with goods, the nearest first.

    Attributes
    ----------
    fair : int
        The share of this request where what is spare is shared out among all open requests of the goods: the urgent
        first, among equals nobody more than who has less.
    """

    offers: list[Offer]
    fair: int
    spare: int


def suggestion(one: Asked) -> Suggestion:
    """From where a request could be met, of the stores in scope."""
    here = one.request.store
    lines = [line for line in runway(item=one.request.item) if line.store.id != here.id and line.usable]
    spare = {line.store.id: max(0, line.usable - round(line.daily * KEEPS)) for line in lines}
    every = sum(spare.values())
    fair = _fair(one, every)
    left, offers = fair, []
    for km, line in sorted(_distances(here, lines), key=lambda pair: (pair[0], -spare[pair[1].store.id])):
        take = min(left, spare[line.store.id])
        left -= take
        offers.append(Offer(line, spare[line.store.id], None if km == inf else km, take))
    return Suggestion(offers, fair, every)


def _fair(one: Asked, every: int) -> int:
    rivals = asked(Request.objects.filter(item=one.request.item, state=Request.State.OPEN))
    wishes = [Wish(str(it.request.id), it.open, _PRIORITY[Request.Urgency(it.request.urgency)]) for it in rivals]
    return share(every, wishes).given.get(str(one.request.id), 0)


def _distances(here: Store, lines: Sequence[Line]) -> list[tuple[float, Line]]:
    """Straight kilometres to each store; those that stand nowhere last."""
    import numpy as np

    from fangxian.science.logistics.geometry import metres

    standing = [line for line in lines if line.store.lon is not None and line.store.lat is not None]
    others = [(inf, line) for line in lines if line.store.lon is None or line.store.lat is None]
    if here.lon is None or here.lat is None or not standing:
        return [(inf, line) for line in lines]
    where = np.array([(line.store.lon, line.store.lat) for line in standing], np.float64)
    away = metres(np.array([(here.lon, here.lat)], np.float64), where)[0] / 1000
    return [(float(km), line) for km, line in zip(away, standing, strict=True)] + others
