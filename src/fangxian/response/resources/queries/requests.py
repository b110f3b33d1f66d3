"""Requests with what came of them, and from where they could be met."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from math import inf
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet, Sum
from django.db.models.functions import Coalesce

from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import TaskRow
from fangxian.response.resources.booking import contents
from fangxian.response.resources.models import (
    Account,
    Lot,
    Move,
    Request,
    RequestLine,
    Shipment,
    ShipmentLine,
    Store,
)
from fangxian.response.resources.queries.stock import Line, runway
from fangxian.science.logistics.stock import Request as Wish
from fangxian.science.logistics.stock import allot as share

KEEPS: Final = 3
"""Days of its own use that a store is not asked to give away, [D]."""

_PRIORITY: Final = {Request.Urgency.CRITICAL: 0, Request.Urgency.URGENT: 1, Request.Urgency.NORMAL: 2}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of a request with what came of it.

    Attributes
    ----------
    promised : int
        Units set aside, on the road or received.
    received : int
        Units received.
    """

    line: RequestLine
    promised: int
    received: int

    @property
    def open(self) -> int:
        """Units that nobody has allotted yet."""
        asks = self.line.request.state == Request.State.OPEN
        return max(0, self.line.quantity - self.promised) if asks else 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with what came of each of its lines."""

    request: Request
    lines: tuple[Wanted, ...]
    now: datetime

    @property
    def open(self) -> tuple[Wanted, ...]:
        """Lines of which something is still to be allotted."""
        return tuple(one for one in self.lines if one.open)

    @property
    def late(self) -> bool:
        """Whether it is needed by now and was not met."""
        return self.request.state == Request.State.OPEN and self.request.needed_by < self.now


def asked(rows: QuerySet[Request]) -> list[Asked]:
    """Requests with what came of them, in their order; their lines by the code of the goods."""
    requests = list(rows.select_related("store"))
    lines: dict[UUID, list[Wanted]] = {one.id: [] for one in requests}
    for wanted in _wanted(RequestLine.objects.filter(request__in=requests)):
        lines[wanted.line.request_id].append(wanted)
    now = clock.now()
    return [Asked(one, tuple(lines[one.id]), now) for one in requests]


def _wanted(rows: QuerySet[RequestLine]) -> list[Wanted]:
    found = list(rows.select_related("item", "request").order_by("item__code", "id"))
    going = ShipmentLine.objects.filter(wanted__in=found).exclude(shipment__state__in=Shipment.BACK)
    sums = {
        row["wanted"]: (row["promised"], row["got"] or 0)
        for row in going.values("wanted").annotate(
            promised=Sum(Coalesce("received", F("quantity"))), got=Sum("received")
        )
    }
    return [Wanted(one, *sums.get(one.id, (0, 0))) for one in found]


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
        return list(_with_lines(Shipment.objects.filter(request=request)).order_by("-allotted_at", "id"))


def on_the_way(most: int = 100) -> list[Shipment]:
    """Shipments from or to the area in scope that have not arrived, those on the road longest first."""
    ids = list(Shipment.objects.filter(state__in=Shipment.COMING).values_list("id", flat=True)[: most * 5])
    with access.everywhere():
        rows = _with_lines(Shipment.objects.filter(id__in=ids))
        return list(rows.order_by(F("sent_at").asc(nulls_last=True), "allotted_at")[:most])


def _with_lines(rows: QuerySet[Shipment]) -> QuerySet[Shipment]:
    lines = ShipmentLine.objects.select_related("wanted__item").order_by("wanted__item__code", "id")
    return rows.select_related("source", "target").prefetch_related(Prefetch("lines", lines))


def clocks(*subjects: str) -> dict[str, TaskRow]:
    """The open task of each line or shipment that is due first."""
    rows = TaskRow.objects.filter(subject__in=subjects, state="open").order_by("-due_at")
    return {row.subject: row for row in rows}


@dataclass(frozen=True, slots=True)
class Timed:
    """A request or a shipment with the task that is due first."""

    one: Any
    task: TaskRow | None


def timed(requests: Sequence[Asked], shipments: Sequence[Shipment]) -> tuple[list[Timed], list[Timed]]:
    """Requests and shipments, each with its clock."""
    of_lines = {one.request.id: [wanted.line.subject for wanted in one.lines] for one in requests}
    due = clocks(*chain(*of_lines.values()), *(one.subject for one in shipments))
    first = {
        request: min((due[one] for one in subjects if one in due), key=lambda task: task.due_at, default=None)
        for request, subjects in of_lines.items()
    }
    return (
        [Timed(one, first[one.request.id]) for one in requests],
        [Timed(one, due.get(one.subject)) for one in shipments],
    )


@dataclass(frozen=True, slots=True)
class Packed:
    """A line of a shipment with its lots."""

    line: ShipmentLine
    lots: tuple[tuple[Lot, int], ...]


def packed(shipment: Shipment) -> list[Packed]:
    """Lines of a shipment with their lots: as they stand now, or as they were when it ended."""
    with access.everywhere():
        kind = {"allotted": "aside", "sent": "road"}.get(shipment.state)
        if kind is not None:
            account = Account.objects.get(shipment=shipment.id, kind=kind)
            found = contents(account)
        else:
            moves = Move.objects.filter(voucher__shipment=shipment.id, voucher__kind="allotted")
            found = list(moves.values_list("lot", "quantity"))
        lots = Lot.objects.in_bulk([lot for lot, _n in found])
        of: defaultdict[UUID, list[tuple[Lot, int]]] = defaultdict(list)
        for lot, quantity in found:
            of[lots[lot].item_id].append((lots[lot], quantity))
        (held,) = _with_lines(Shipment.objects.filter(id=shipment.id))
        return [Packed(line, tuple(of[line.wanted.item_id])) for line in held.lines.all()]


@dataclass(frozen=True, slots=True)
class Give:
    """Goods of one kind that a store could give.

    Attributes
    ----------
    spare : int
        What can be used, less what it needs itself in the next days.
    take : int
        What is suggested.
    """

    wanted: Wanted
    stock: Line
    spare: int
    take: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A store that could give some of what is asked for.

    Attributes
    ----------
    km : float or None
        Straight distance; None where one of the two stands nowhere.
    """

    store: Store
    km: float | None
    gives: tuple[Give, ...]

    @property
    def takes(self) -> bool:
        """Whether anything of it is suggested."""
        return any(one.take for one in self.gives)


@dataclass(frozen=True, slots=True)
class Share:
    """What there is of one line's goods.

    Attributes
    ----------
    fair : int
        The share of this request where what is spare is shared out among all open requests of the goods: the urgent
        first, among equals nobody more than who has less.
    """

    wanted: Wanted
    spare: int
    fair: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """From where a request could be met: stores with goods, the nearest first, and what there is of each line's."""

    offers: tuple[Offer, ...] = ()
    shares: tuple[Share, ...] = ()


def suggestion(one: Asked) -> Suggestion:
    """From where a request could be met, of the stores in scope."""
    here, wanted = one.request.store, {each.line.item_id: each for each in one.open}
    lines = [line for line in runway(items=[each.line.item for each in one.open]) if line.store.id != here.id]
    by_store: defaultdict[UUID, list[Line]] = defaultdict(list)
    for line in lines:
        if line.usable:
            by_store[line.store.id].append(line)
    stores = {line.store.id: line.store for line in lines if line.usable}
    every: Counter[UUID] = Counter()
    for line in lines:
        every[line.item.id] += spare(line)
    left = _fair(wanted, every)
    shares = tuple(Share(each, every[item], left[item]) for item, each in wanted.items())
    offers = []
    for km, store in sorted(_distances(here, list(stores.values())), key=lambda pair: (pair[0], pair[1].name)):
        gives = []
        for line in sorted(by_store[store.id], key=lambda line: line.item.code):
            take = min(left[line.item.id], spare(line))
            left[line.item.id] -= take
            gives.append(Give(wanted[line.item.id], line, spare(line), take))
        offers.append(Offer(store, None if km == inf else km, tuple(gives)))
    return Suggestion(tuple(offers), shares)


def spare(line: Line) -> int:
    """What a store can give: what can be used, less :data:`KEEPS` days of its own use."""
    return max(0, line.usable - round(line.daily * KEEPS))


def _fair(wanted: dict[UUID, Wanted], every: Counter[UUID]) -> dict[UUID, int]:
    """The share of each line, by its goods, of what all stores can spare."""
    wishes: defaultdict[UUID, list[Wish]] = defaultdict(list)
    for it in _wanted(RequestLine.objects.filter(item__in=list(wanted), request__state=Request.State.OPEN)):
        priority = _PRIORITY[Request.Urgency(it.line.request.urgency)]
        wishes[it.line.item_id].append(Wish(str(it.line.id), it.open, priority))
    return {item: share(every[item], wishes[item]).given.get(str(one.line.id), 0) for item, one in wanted.items()}


def _distances(here: Store, stores: Sequence[Store]) -> list[tuple[float, Store]]:
    """Straight kilometres to each store; those that stand nowhere last."""
    import numpy as np

    from fangxian.science.logistics.geometry import metres

    standing = [one for one in stores if one.lon is not None and one.lat is not None]
    if here.lon is None or here.lat is None or not standing:
        return [(inf, one) for one in stores]
    where = np.array([(one.lon, one.lat) for one in standing], np.float64)
    away = metres(np.array([(here.lon, here.lat)], np.float64), where)[0] / 1000
    others = [(inf, one) for one in stores if one.lon is None or one.lat is None]
    return [(float(km), one) for km, one in zip(away, standing, strict=True)] + others
