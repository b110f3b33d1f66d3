"""One incident under two editions: every clause with its steps met, late and missed, side by side."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Final
from uuid import UUID

from django.db import connection

from fangxian.protocol.bulk import evaluate_many
from fangxian.protocol.clause import Clause
from fangxian.protocol.fact import Fact
from fangxian.protocol.pack import Pack
from fangxian.protocol.status import status
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import project, store
from fangxian.response.ledger.models import FactRow

STATES: Final = ("discharged", "late", "missed", "overdue", "due_soon", "open", "waiting", "lapsed")
"""How a step can stand: done in time, done late, ended undone after its time, past its time, and the rest."""


@dataclass(slots=True)
class Row:
    """A clause of either edition, with its steps by how they stand under each."""

    left: Clause | None = None
    right: Clause | None = None
    counts: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))

    @property
    def clause(self) -> Clause | None:
        """The clause that names the row."""
        return self.left or self.right

    @property
    def differs(self) -> bool:
        """Whether the two editions come to different counts."""
        return self.counts[0] != self.counts[1]


@dataclass(frozen=True, slots=True)
class Editions:
    """The whole comparison: a row a clause that owes anything under either edition, and the sums."""

    rows: tuple[Row, ...]
    totals: tuple[Counter[str], Counter[str]]
    subjects: int


@dataclass(frozen=True, slots=True)
class _Key:
    """What the reading of one edition depends on: the record in scope as it stands, the edition, the minute."""

    database: str
    scope: str | None
    incident: UUID
    last: int | None
    pack: str
    minute: datetime


@dataclass(frozen=True, slots=True)
class _Side:
    counts: dict[str, Counter[str]]
    subjects: int


KEPT: Final = 8
"""Readings that a process keeps; each is a table of counts, a few kilobytes."""

_kept: OrderedDict[_Key, _Side] = OrderedDict()
_reading = Lock()
"""One reading at a time: whoever asks for the same meanwhile finds it done."""


def are_read(incident: UUID, sides: Sequence[Pack], now: datetime) -> bool:
    """Whether both editions have been read already, so that :func:`editions` answers at once."""
    return all(key in _kept for key in _keys(incident, sides, now))


def editions(incident: UUID, left: Pack, right: Pack, now: datetime) -> Editions:
    """Evaluate the facts of the area in scope under both editions, as if each had always held.

    A reading is kept until a fact is added or a minute is over, so that another look costs nothing.
    """

    @cache
    def facts() -> dict[str, list[Fact]]:
        groups = project.group(store.of_incident(incident))
        return {subject: [one.fact for one in stored] for (_incident, subject), stored in groups.items()}

    sides = (left, right)
    with _reading:
        keys = _keys(incident, sides, now)
        read = [_kept.get(key) or _read(pack, facts(), now) for key, pack in zip(keys, sides, strict=True)]
        for key, side in zip(keys, read, strict=True):
            _kept[key] = side
            _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return _beside(sides, read)


def _keys(incident: UUID, sides: Sequence[Pack], now: datetime) -> list[_Key]:
    last = FactRow.objects.order_by("-seq").values_list("seq", flat=True).first()
    database, minute = str(connection.settings_dict["NAME"]), now.replace(second=0, microsecond=0)
    return [_Key(database, access.current(), incident, last, pack.id, minute) for pack in sides]


def _read(pack: Pack, facts: dict[str, list[Fact]], now: datetime) -> _Side:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for tasks in evaluate_many(pack, facts, now=now).values():
        for task in tasks:
            counts[task.clause][status(task, now)] += 1
    return _Side(dict(counts), len(facts))


def _beside(packs: Sequence[Pack], read: Sequence[_Side]) -> Editions:
    """A row for each clause that owes anything under either edition, in the order of the editions' own clauses."""
    clauses = [{clause.id: clause for clause in pack.clauses} for pack in packs]
    order = {name: number for number, name in enumerate([*clauses[0], *clauses[1]])}
    names = sorted({*read[0].counts, *read[1].counts}, key=lambda name: order.get(name, len(order)))
    rows = tuple(
        Row(
            clauses[0].get(name), clauses[1].get(name),
            (read[0].counts.get(name, Counter()), read[1].counts.get(name, Counter())),
        )
        for name in names
    )  # fmt: skip
    totals = [sum(side.counts.values(), Counter()) for side in read]
    return Editions(rows, (totals[0], totals[1]), max(side.subjects for side in read))
