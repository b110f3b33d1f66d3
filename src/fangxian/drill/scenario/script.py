"""Injects of an exercise that nobody controls: each comes when it is due and does to the systems what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fangxian.drill.autopilot.duty import Duties
from fangxian.drill.autopilot.play import Play
from fangxian.drill.scenario.msel import Inject
from fangxian.drill.scenario.parts import Fault, Says
from fangxian.protocol.duration import parse
from fangxian.protocol.filters import compile_where
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
    base: Duties
    came: dict[str, datetime] = field(default_factory=dict)
    _faults: list[tuple[datetime, Fault]] = field(default_factory=list)

    def act(self, play: Play) -> None:
        """Let come what is due at the play's minute, and let faults take effect or end."""
        for inject in self.injects:
            if inject.kind != "contingency" and inject.id not in self.came and self._due(inject, play):
                self.came[inject.id] = play.now
                if inject.fault is not None:
                    self._faults.append((play.now + inject.fault.lasts, inject.fault))
                says(play, inject.says, inject.id, play.now)
        self._faults = [(until, fault) for until, fault in self._faults if until > play.now]
        broken = [fault for _until, fault in self._faults]
        play.duties = slowed(self.base, broken)
        play.lane_down = any(fault.kind == "testing_lane" for fault in broken)

    def _due(self, inject: Inject, play: Play) -> bool:
        at = inject.when.moment(self.midnight)
        if at is not None:
            return at <= play.now
        after = inject.when.after
        assert after is not None, "a when without a moment has a condition"
        if after.by_day is not None and play.now >= self.midnight + timedelta(days=after.by_day + 1):
            return True
        met = moments(after.fact, after.where, after.count)
        return len(met) == after.count and met[-1] + after.delay <= play.now


def moments(kind: str, where: Mapping[str, Any], most: int, since: datetime | None = None) -> list[datetime]:
    """When the first facts of a kind happened that pass a filter, from a moment on if one is given."""
    known = FactRow.objects.filter(kind=kind) if since is None else FactRow.objects.filter(kind=kind, at__gte=since)
    rows = known.order_by("at", "seq").values_list("at", "attributes")
    if not where:
        return [at for at, _attributes in rows[:most]]
    passes = compile_where(dict(where))
    return [at for at, attributes in rows if passes(attributes)][:most]


def slowed(duties: Duties, faults: Iterable[Fault]) -> Duties:
    """Duties while something is broken: full laboratories take longer, and tracers whose calls do not get through."""
    labs, leaks = [1.0], [1.0]
    for fault in faults:
        {"lab_overload": labs, "privacy_leak": leaks}.get(fault.kind, []).append(fault.factor)
    if max(labs) == max(leaks) == 1:
        return duties
    tracers = {kind: {"work": duty.work * max(leaks)} for kind, duty in duties.duty.items() if duty.crew == "tracers"}
    return duties.changed({"practice": {"result_hours": duties.practice.result_hours * max(labs)}, "duty": tracers})


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
