"""Injects of an exercise that nobody controls: each comes when it is due and does to the systems what it says."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fangxian.drill.autopilot.outage import Outage
from fangxian.drill.autopilot.play import Play
from fangxian.drill.scenario.msel import Inject
from fangxian.drill.scenario.parts import Condition, Fault, Says
from fangxian.protocol.duration import parse
from fangxian.protocol.filters import Predicate, compile_where
from fangxian.protocol.vocabulary import VOCABULARY
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow
from fangxian.response.ledger.record import record


@dataclass
class Script:
    """The injects that have not come yet, and the faults that hold.

    Attributes
    ----------
    came : dict
        Id of an inject → when it came.
    """

    injects: tuple[Inject, ...]
    midnight: datetime
    came: dict[str, datetime] = field(default_factory=dict)
    _faults: list[tuple[datetime, Outage]] = field(default_factory=list)
    _met: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    """Id of an inject → when the facts it waits for happened, in order of time."""
    _read: int = 0
    """Number of the last fact that was looked at."""

    def act(self, play: Play) -> None:
        """Let come what is due at the play's minute, and let faults take effect or end."""
        waiting = [one for one in self.injects if one.kind != "contingency" and one.id not in self.came]
        self._learn(waiting)
        for inject in waiting:
            if self._due(inject, play):
                self.came[inject.id] = play.now
                if inject.fault is not None:
                    self._faults.append((play.now + inject.fault.lasts, outage_of(inject.fault)))
                bring(play, inject, play.now)
        self._faults = [(until, fault) for until, fault in self._faults if until > play.now]
        play.outages = tuple(fault for _until, fault in self._faults)

    def _learn(self, waiting: Sequence[Inject]) -> None:
        """Read what was recorded since the last look of the facts that injects wait for."""
        asked = [(one, one.when.after, _passes(one.when.after)) for one in waiting if one.when.after is not None]
        if not asked:
            return  # nor ever again: what waits only becomes less
        last = FactRow.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        if last > self._read:
            kinds = {after.fact for _one, after, _passes in asked}
            rows = FactRow.objects.filter(seq__gt=self._read, kind__in=kinds)
            for kind, at, attributes in rows.values_list("kind", "at", "attributes"):
                for one, after, passes in asked:
                    if after.fact == kind and passes(attributes):
                        insort(self._met[one.id], at)
        self._read = last

    def _due(self, inject: Inject, play: Play) -> bool:
        at = inject.when.moment(self.midnight)
        if at is not None:
            return at <= play.now
        after = inject.when.after
        assert after is not None, "a when without a moment has a condition"
        if after.by_day is not None and play.now >= self.midnight + timedelta(days=after.by_day + 1):
            return True
        met = self._met[inject.id]
        return len(met) >= after.count and met[after.count - 1] + after.delay <= play.now


def _passes(after: Condition) -> Predicate:
    return compile_where(dict(after.where))


def outage_of(fault: Fault) -> Outage:
    """What a fault puts out of order."""
    return Outage(fault.kind, fault.area or "", fault.factor)


def bring(play: Play, inject: Inject, at: datetime) -> None:
    """Let an inject do what it does besides being read: put its facts on record, and infect its people."""
    if inject.infects is not None:
        play.world.truth.import_cases(play.infects[inject.id])
    says(play, inject.says, inject.id, at)


def moments(kind: str, where: Mapping[str, Any], most: int, since: datetime | None = None) -> list[datetime]:
    """When the first facts of a kind happened that pass a filter, from a moment on if one is given."""
    known = FactRow.objects.filter(kind=kind) if since is None else FactRow.objects.filter(kind=kind, at__gte=since)
    rows = known.order_by("at", "seq").values_list("at", "attributes")
    if not where:
        return [at for at, _attributes in rows[:most]]
    passes = compile_where(dict(where))
    return [at for at, attributes in rows if passes(attributes)][:most]


def says(play: Play, facts: Iterable[Says], key: str, at: datetime) -> None:
    """Put an inject's facts on record; before the incident is opened there is nothing to put them to."""
    if play.incident is None:
        return
    record(
        [
            Entry(
                kind=one.fact, subject=_subject(play, one.fact, key), at=at, area=play.area, incident=play.outbreak.id,
                attributes=resolved(one.attributes, at), id=play.names.id(one.fact, key, number),
            )
            for number, one in enumerate(facts)
        ]
    )  # fmt: skip


def resolved(attributes: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Attributes with ``+P3D`` and the like as the moment that is meant."""
    return {
        name: (at + parse(value[1:])).isoformat() if isinstance(value, str) and value.startswith("+P") else value
        for name, value in attributes.items()
    }


def _subject(play: Play, kind: str, key: str) -> str:
    subjects = VOCABULARY[kind].subjects
    if "incident" in subjects:
        return f"incident:{play.outbreak.id}"
    return play.names.subject(subjects[0], f"inject|{key}")
