"""Teams: who is free, who is called, who has been on duty for too long."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger import clock
from fangxian.response.resources.models import CallUp, Team

STANDBY, CALLED, DUTY, RESTING = "standby", "called", "duty", "resting"

DISTRICT = 6
"""Digits of the code of a district."""


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with its call-up, if there is one."""

    team: Team
    area: str
    callup: CallUp | None
    now: datetime

    @property
    def state(self) -> str:
        """Standby, called (or on its way), on duty, or resting."""
        if self.callup is not None:
            return DUTY if self.callup.state == CallUp.State.DUTY else CALLED
        return RESTING if self.team.rests_until is not None and self.team.rests_until > self.now else STANDBY

    @property
    def hours(self) -> float | None:
        """Hours on duty; None for a team that is not."""
        if self.callup is None or self.callup.arrived_at is None:
            return None
        return round((self.now - self.callup.arrived_at) / timedelta(hours=1), 1)

    @property
    def over(self) -> bool:
        """Whether it has been on duty for longer than its order allows."""
        return self.callup is not None and self.hours is not None and self.hours > self.callup.most_hours

    @property
    def late(self) -> bool:
        """Whether it should have reported by now."""
        return self.state == CALLED and self.callup is not None and self.callup.report_by < self.now


def teams(kind: str = "", state: str = "") -> list[TeamLine]:
    """Teams at home in the area in scope and those called to it, by kind, area and name."""
    now = clock.now()
    open_ = CallUp.objects.filter(state__in=CallUp.OPEN)
    here = set(Team.objects.filter(dissolved_at=None).values_list("id", flat=True))
    guests = set(open_.values_list("team", flat=True))
    with access.everywhere():  # a team of another area that is called here
        rows = list(Team.objects.filter(id__in=here | guests).order_by("kind", "area", "name"))
        called = {one.team_id: one for one in CallUp.objects.filter(team__in=rows, state__in=CallUp.OPEN)}
    names = area_names({one.area for one in rows} | {one.also_area for one in called.values()})
    lines = [TeamLine(one, names[one.area], called.get(one.id), now) for one in rows]
    return [
        line for line in lines if (not kind or line.team.kind == kind) and (not state or line.state == state)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Free:
    """Teams of one kind: how many there are, how many are free, with how many people, and in which districts."""

    kind: str
    title: str
    teams: int
    free: int
    people: int
    districts: tuple[tuple[str, int], ...]


def free_by_kind(lines: list[TeamLine]) -> list[Free]:
    """Who is free now, by kind."""
    idle = [line.team for line in lines if line.state == STANDBY]
    names = area_names({_district(one) for one in idle})
    found = []
    for kind, title in Team.Kind.choices:
        every, free = sum(line.team.kind == kind for line in lines), [one for one in idle if one.kind == kind]
        if every:
            where = sorted(Counter(_district(one) for one in free).items())
            districts = tuple((names[code], count) for code, count in where)
            people = sum(one.members for one in free)
            found.append(Free(kind, str(title), every, len(free), people, districts))
    return found


def _district(team: Team) -> str:
    """The district a team is at home in; the city for one of the city."""
    area: str = team.area
    return area[:DISTRICT]


def history(team: Team, most: int = 20) -> list[CallUp]:
    """Call-ups of a team, the last first."""
    return list(CallUp.objects.filter(team=team).order_by("-called_at")[:most])
