"""Stock: balances from movements, days until a store is empty, and sharing out what is short."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fangxian.science.logistics.errors import LogisticsError, require, require_distinct

OUTSIDE = ""
"""Where goods come from that are bought or given, and where goods go that are used or destroyed."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Goods that go from one place to another.

    Attributes
    ----------
    item : str
        What.
    source, target : str
        Places; :data:`OUTSIDE` for the world outside the stores.
    quantity : int
        Pieces, more than 0.
    """

    item: str
    source: str
    target: str
    quantity: int


def balances(
    movements: Iterable[Movement], opening: Mapping[tuple[str, str], int] | None = None
) -> dict[tuple[str, str], int]:
    """Add movements up, in the order given; a store never falls below nothing.

    Parameters
    ----------
    movements : iterable of Movement
        In the order in which they happened.
    opening : mapping of (place, item) to int, optional
        What was there before.

    Returns
    -------
    dict of (place, item) to int
        Pieces; the outside has no balance. What is in all stores together is the opening, plus what came from outside,
        less what went there.

    Raises
    ------
    LogisticsError
        ``input.row`` or ``stock.negative``, with the number of the movement, counted from 1.
    """
    held: defaultdict[tuple[str, str], int] = defaultdict(int, opening or {})
    for row, move in enumerate(movements, 1):
        require(move.quantity > 0, "movements", row, "quantity", "positive")
        if move.source != OUTSIDE:
            left = held[move.source, move.item] - move.quantity
            if left < 0:
                raise LogisticsError(
                    "stock.negative",
                    row=row,
                    quantity=move.quantity,
                    item=move.item,
                    place=move.source,
                    balance=left + move.quantity,
                )
            held[move.source, move.item] = left
        if move.target != OUTSIDE:
            held[move.target, move.item] += move.quantity
    return dict(held)


def days_to_zero(balance: float, use: Sequence[float] | float, arrivals: Sequence[float] = ()) -> float:
    """Days until a store is empty, at the use foreseen.

    Parameters
    ----------
    balance : float
        Pieces now.
    use : float or sequence of float
        Pieces used in each day from now; the last value goes on. Use is even within a day.
    arrivals : sequence of float
        Pieces that arrive at the beginning of each day from now; nothing after the last.

    Returns
    -------
    float
        Days, with fractions; ``inf`` where it is never empty.
    """
    daily = list(use) if isinstance(use, Sequence) else [use]
    for name, values in (("balance", [balance]), ("use", daily), ("arrivals", arrivals)):
        for row, value in enumerate(values, 1):
            require(math.isfinite(value), "stock", row, name, "finite")
            require(value >= 0, "stock", row, name, "not_negative")
    last = daily[-1] if daily else 0.0
    days = max(len(daily), len(arrivals))
    for day in range(days):
        balance += arrivals[day] if day < len(arrivals) else 0
        today = daily[day] if day < len(daily) else last
        if balance < today:
            return day + balance / today
        balance -= today
    return days + balance / last if last else math.inf


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for.

    Attributes
    ----------
    id : str
        Who asks.
    wanted : int
        Pieces.
    priority : int
        Lower is served first; those of one priority share.
    """

    id: str
    wanted: int
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Allotment:
    """What each request gets.

    Attributes
    ----------
    given, short : dict of str to int
        Pieces given, and wanted but not given, by request; ``given + short = wanted``.
    left : int
        Pieces nobody asked for; ``sum(given) + left = available``.
    """

    given: dict[str, int]
    short: dict[str, int]
    left: int


def allot(available: int, requests: Sequence[Request], rule: Literal["fair", "proportional"] = "fair") -> Allotment:
    """Share out whole pieces: priorities one after another, and within a priority by a rule.

    Parameters
    ----------
    available : int
        Pieces there are.
    requests : sequence of Request
        Their order does not matter: what cannot be divided evenly goes to the larger remainder, then by id.
    rule : {'fair', 'proportional'}
        ``fair``: nobody gets more while somebody who wants more has less (max-min fairness, Bertsekas & Gallager, *Data
        Networks*, 2nd ed. 1992, section 6.5.2), so that small requests are met whole. ``proportional``: all get the
        same share of what they want (largest remainders).
    """
    require(available >= 0, "stock", "available", "available", "not_negative")
    require_distinct("requests", [request.id for request in requests])
    for request in requests:
        require(request.wanted >= 0, "requests", request.id, "wanted", "not_negative")
    share = _fair if rule == "fair" else _proportional
    given: dict[str, int] = {}
    left = available
    for priority in sorted({request.priority for request in requests}):
        wanted = {one.id: one.wanted for one in sorted(requests, key=_by_id) if one.priority == priority}
        served = share(min(left, sum(wanted.values())), wanted)
        given |= served
        left -= sum(served.values())
    return Allotment(given, {one.id: one.wanted - given[one.id] for one in requests}, left)


def _by_id(request: Request) -> str:
    return request.id


def _fair(total: int, wanted: Mapping[str, int]) -> dict[str, int]:
    given = dict.fromkeys(wanted, 0)
    open_ = sorted((pieces, name) for name, pieces in wanted.items())
    for place, (pieces, name) in enumerate(open_):
        given[name] = min(pieces, total // (len(open_) - place))
        total -= given[name]
    return given


def _proportional(total: int, wanted: Mapping[str, int]) -> dict[str, int]:
    every = sum(wanted.values())
    if not every:
        return dict.fromkeys(wanted, 0)
    given = {name: total * pieces // every for name, pieces in wanted.items()}
    most = sorted(wanted, key=lambda name: (-(total * wanted[name] % every), name))
    for name in most[: total - sum(given.values())]:
        given[name] += 1
    return given
