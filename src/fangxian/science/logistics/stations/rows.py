"""Who is to be tested, where that can be done, by what norms, and the plan that comes of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fangxian.science.logistics.errors import Reason, require, require_distinct
from fangxian.science.logistics.geometry import DETOUR, require_point


@dataclass(frozen=True, slots=True)
class TestUnit:
    """People who live in one place: a building, a compound, a community.

    Attributes
    ----------
    id : str
        Of the unit.
    people : int
        To be tested in the round.
    lon, lat : float
        Where they live (degrees).
    done : int
        Of these, tested already.
    """

    __test__ = False  # no test of pytest's

    id: str
    people: int
    lon: float
    lat: float
    done: int = 0


@dataclass(frozen=True, slots=True)
class StationSite:
    """A place where a station can stand.

    Attributes
    ----------
    id : str
        Of the site.
    lon, lat : float
        Where it is (degrees).
    tables : int
        For how many tables there is room.
    running : int
        Tables that work there now; they stay.
    """

    id: str
    lon: float
    lat: float
    tables: int
    running: int = 0


@dataclass(frozen=True, slots=True)
class Laboratory:
    """A laboratory.

    Attributes
    ----------
    id : str
        Of the laboratory.
    lon, lat : float
        Where it is (degrees).
    tubes_per_h : float
        Tubes it can test in an hour.
    """

    id: str
    lon: float
    lat: float
    tubes_per_h: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A time in which stations work.

    Attributes
    ----------
    from_h, until_h : float
        Hours from now.
    """

    from_h: float
    until_h: float


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of staff.

    Attributes
    ----------
    id : str
        ``sampler``, ``registrar``, ``runner`` …
    per_table, per_station : float
        How many each table and each station needs at once; parts of one are shared between stations.
    available : int
        How many are there at once.
    """

    id: str
    per_table: float
    per_station: float
    available: int


@dataclass(frozen=True, slots=True)
class RoundRule:
    """Norms of the round, from the pack and the city; then what counts.

    Attributes
    ----------
    people_per_table_h : float
        People one table tests in an hour.
    pool : int
        People in a tube.
    walk_limit_m : float
        The longest way anybody is asked to walk.
    results_h : float
        Hours from now by which results are due.
    roles : tuple of Role
        Staff.
    keep_to_staff : bool
        Open no more than the staff there are can run; else plan what is needed and tell what is missing.
    walk_detour : float
        Way on foot over straight line.
    courier_km_per_h : float
        Speed of tubes on the road.
    table_km, station_km : float
        What one more table and one more station are worth, in person-kilometres walked.
    """

    people_per_table_h: float
    pool: int
    walk_limit_m: float
    results_h: float
    roles: tuple[Role, ...] = ()
    keep_to_staff: bool = False
    walk_detour: float = DETOUR
    courier_km_per_h: float = 30.0
    table_km: float = 50.0
    station_km: float = 100.0


@dataclass(frozen=True, slots=True)
class Visit:
    """People of a unit who are asked to a station in a slot.

    Attributes
    ----------
    unit, station : str
        From where, to where.
    slot : int
        Number of the slot.
    people : int
        How many.
    """

    unit: str
    station: str
    slot: int
    people: int


@dataclass(frozen=True, slots=True)
class Station:
    """A station of the plan.

    Attributes
    ----------
    site : str
        Where.
    tables : int
        How many.
    people : tuple of int
        Expected, by slot.
    tubes : tuple of int
        Filled, by slot.
    laboratory : dict of str to int
        Tubes to each laboratory.
    staff : dict of str to float
        At once, by role; parts of one are shared with other stations.
    """

    site: str
    tables: int
    people: tuple[int, ...]
    tubes: tuple[int, ...]
    laboratory: dict[str, int]
    staff: dict[str, float]


@dataclass(frozen=True, slots=True)
class StaffNeed:
    """Staff of a role.

    Attributes
    ----------
    needed, available : int
        At once.
    hours : float
        Person-hours over all slots.
    """

    needed: int
    available: int
    hours: float

    @property
    def missing(self) -> int:
        """How many are not there."""
        return max(self.needed - self.available, 0)


@dataclass(frozen=True, slots=True)
class LabLoad:
    """What a laboratory is asked to do.

    Attributes
    ----------
    tubes : int
        In the round.
    backlog : int
        Tubes waiting at most.
    done_h : float
        Hours from now at which the last is tested.
    late_h : float
        Hours after results are due; 0 in time.
    """

    tubes: int
    backlog: int
    done_h: float
    late_h: float


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """The plan of a round, with its gaps.

    Attributes
    ----------
    stations : tuple of Station
        Those that work, by site.
    visits : tuple of Visit
        Who comes where and when. Each person once.
    unserved : dict of str to int
        People by unit for whom there is no table.
    reasons : dict of str to Reason
        Why, by unit.
    staff : dict of str to StaffNeed
        By role.
    hours_with_staff : float
        Hours of work in which the staff there are could test everybody planned; ``inf`` where a role has nobody.
    labs : dict of str to LabLoad
        By laboratory.
    tubes_without_lab : int
        Tubes for which no laboratory has time before results are due.
    person_km : float
        Walked by everybody, one way.
    objective, bound, gap : float
        Cost of the plan, less than what none can cost, and their relative distance.
    timed_out : bool
        Cut short by the clock: another run may give another plan.
    """

    stations: tuple[Station, ...]
    visits: tuple[Visit, ...]
    unserved: dict[str, int]
    reasons: dict[str, Reason]
    staff: dict[str, StaffNeed]
    hours_with_staff: float
    labs: dict[str, LabLoad]
    tubes_without_lab: int
    person_km: float
    objective: float
    bound: float
    gap: float
    timed_out: bool


def check(
    units: Sequence[TestUnit],
    sites: Sequence[StationSite],
    labs: Sequence[Laboratory],
    slots: Sequence[Slot],
    rule: RoundRule,
) -> None:
    """Refuse rows that break a rule; the error names row, field and rule."""
    for name, rows in (("units", units), ("sites", sites), ("labs", labs)):
        require_distinct(name, [row.id for row in rows])
        for row in rows:
            require_point(name, row.id, row.lon, row.lat)
    for unit in units:
        require(unit.people >= unit.done >= 0, "units", unit.id, "done", "sum")
    for site in sites:
        require(site.tables >= 0, "sites", site.id, "tables", "not_negative")
        require(0 <= site.running <= site.tables, "sites", site.id, "running", "tables")
    for lab in labs:
        require(lab.tubes_per_h > 0, "labs", lab.id, "tubes_per_h", "positive")
    end = 0.0
    for number, slot in enumerate(slots, 1):
        require(end <= slot.from_h < slot.until_h < math.inf, "slots", number, "until_h", "order")
        end = slot.until_h
    for name in ("people_per_table_h", "pool", "walk_limit_m", "results_h", "walk_detour", "courier_km_per_h"):
        require(getattr(rule, name) > 0, "rule", 1, name, "positive")
    for role in rule.roles:
        for name in ("per_table", "per_station", "available"):
            require(getattr(role, name) >= 0, "roles", role.id, name, "not_negative")
