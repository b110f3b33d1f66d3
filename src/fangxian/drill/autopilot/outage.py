"""What is out of order while an exercise is played, and how much longer work takes because of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fangxian.drill.autopilot.duty import Duties

LANE = "testing_lane"
LABS = "lab_overload"
LEAK = "privacy_leak"


@dataclass(frozen=True, slots=True)
class Outage:
    """Something of the systems that is out of order.

    Attributes
    ----------
    kind : str
        A :data:`fangxian.drill.scenario.parts.FaultKind`.
    area : str
        Code of the area where; empty for everywhere.
    factor : float
        By how much what it touches takes longer.
    """

    kind: str
    area: str = ""
    factor: float = 1.0

    def covers(self, area: str) -> bool:
        """Whether it holds for work in an area."""
        return area.startswith(self.area)


def slowed(duties: Duties, outages: Iterable[Outage]) -> Duties:
    """Duties while something is broken: full laboratories take longer, and tracers whose calls do not get through."""
    labs, leaks = [1.0], [1.0]
    for one in outages:
        {LABS: labs, LEAK: leaks}.get(one.kind, []).append(one.factor)
    if max(labs) == max(leaks) == 1:
        return duties
    tracers = {kind: {"work": duty.work * max(leaks)} for kind, duty in duties.duty.items() if duty.crew == "tracers"}
    return duties.changed({"practice": {"result_hours": duties.practice.result_hours * max(labs)}, "duty": tracers})
