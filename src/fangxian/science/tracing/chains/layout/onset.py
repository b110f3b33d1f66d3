"""Cases along the days of onset, each on a lane where nobody else stands in the way."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import date
from typing import Final

from fangxian.science.tracing.chains.layout.boxes import Layout, Places
from fangxian.science.tracing.chains.record import Chains, downwards

UNDATED: Final = -3.0
"""Where cases without any day stand: left of the first day."""

Span = tuple[float, float]


def along_days(chains: Chains, *, room: float = 2.0) -> Layout:
    """Draw chains along the days: across is days since the first, down is lanes.

    An infectee stands on the first free lane at or below its infector's; a lane is free where neither a case nor the
    line that leads to one crosses the stretch between the two. Chains stand as blocks, the first to begin on top, a
    later one where an earlier has ended; unlinked cases fill lanes below them.

    Parameters
    ----------
    room : float
        Days that a case takes up, with its name.
    """
    days = [case.day for case in chains.cases.values() if case.day is not None]
    if not chains.cases:
        return Layout({}, 0, 0)
    first = min(days, default=date.min)
    across = {
        id_: float((case.day - first).days) if case.day is not None else UNDATED for id_, case in chains.cases.items()
    }
    children = chains.children()
    blocks = [_chain(chains, downwards(chains.roots(one), children), across, room) for one in chains.members()]
    linked = _stack(blocks, across, room)
    below = 1 + max((lane for _x, lane in linked.values()), default=-1)
    alone = _stack([{id_: (across[id_], 0.0)} for id_ in chains.unlinked], across, room)
    places = linked | {id_: (x, lane + below) for id_, (x, lane) in alone.items()}
    width = max(x for x, _lane in places.values())
    return Layout(places, width, 1 + max(lane for _x, lane in places.values()))


class _Lanes:
    """Which stretches of which lanes are taken."""

    def __init__(self) -> None:
        self._taken: list[list[Span]] = []

    def take(self, span: Span, lowest: int) -> int:
        """Take a stretch on the first lane from `lowest` on where it is free."""
        lane = lowest
        while not self._free(span, lane):
            lane += 1
        while len(self._taken) <= lane:
            self._taken.append([])
        insort(self._taken[lane], span)
        return lane

    def _free(self, span: Span, lane: int) -> bool:
        if lane >= len(self._taken):
            return True
        taken = self._taken[lane]
        at = bisect_left(taken, span)
        before = at == 0 or taken[at - 1][1] <= span[0]
        return before and (at == len(taken) or taken[at][0] >= span[1])


def _chain(chains: Chains, order: Iterable[str], across: dict[str, float], room: float) -> Places:
    """One chain by itself, its first lane 0; `order` names infectors before their infectees."""
    lanes = _Lanes()
    places: Places = {}
    lowest: dict[str, int] = {}
    for id_ in order:
        x, link = across[id_], chains.infector.get(id_)
        if link is None:
            lane = lanes.take((x, x + room), 0)
        else:
            start = across[link.source]
            span = (min(start + room, x), x + room) if x > start else (x, max(start, x + room))
            # What was not free for an elder sibling nearer to the infector is not free for the next one either.
            lane = lanes.take(span, lowest.get(link.source, int(places[link.source][1])))
            if x >= start:
                lowest[link.source] = lane
        places[id_] = (x, float(lane))
    return places


def _stack(drawings: Iterable[Places], across: dict[str, float], room: float) -> Places:
    """Blocks on common lanes: each on the first lanes that are free from its beginning on."""
    free_from: list[float] = []
    places: Places = {}
    for drawing in sorted(drawings, key=lambda one: min(across[id_] for id_ in one)):
        start = min(across[id_] for id_ in drawing)
        end = max(across[id_] for id_ in drawing) + room
        height = 1 + int(max(lane for _x, lane in drawing.values()))
        top = 0
        for lane, taken_until in enumerate(free_from):
            if lane >= top + height:
                break
            if taken_until > start:
                top = lane + 1
        free_from.extend([float("-inf")] * (top + height - len(free_from)))
        free_from[top : top + height] = [end] * height
        places |= {id_: (x, lane + top) for id_, (x, lane) in drawing.items()}
    return places
