"""Working a plan out: what the round holds now goes to the kernel, and its answer comes back as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.protocol.pack import Pack
from fangxian.response.jurisdiction.queries import locate
from fangxian.response.testing.models import Laboratory, Plan, Round, Station
from fangxian.response.testing.planning import norms as norm
from fangxian.response.testing.planning.slots import Span, hours, slots_of
from fangxian.response.testing.planning.units import Unit, gathered, spots_of, units_of
from fangxian.response.testing.planning.wish import Spot, Wish

Told = Callable[[str], None]
"""Hears which stage of :class:`~fangxian.response.testing.models.Plan.Stage` begins."""


@dataclass(frozen=True, slots=True)
class Question:
    """A plan as the kernel is asked for it."""

    wish: Wish
    units: list[Unit]
    lost: list[Unit]
    """Those of whom nothing says where they live."""
    spots: list[Spot]
    running: dict[str, int]
    labs: list[Laboratory]
    slots: list[Span]
    rate: float
    """People a table tests in an hour."""


def worked_out(of: Round, pack: Pack, wish: Wish, zone: ZoneInfo, now: datetime, told: Told) -> dict[str, Any]:
    """The answer to a plan that was asked for, as it is kept.

    Raises
    ------
    Invalid
        ``plan.nobody``: nobody is left to be tested. ``plan.no_time``: no slot is left.
    """
    told(Plan.Stage.READING)
    question = asked(of, pack, wish, zone, now)
    told(Plan.Stage.STATIONS)
    return answer(of, pack, question, now, lambda: told(Plan.Stage.WRITING))


def asked(of: Round, pack: Pack, wish: Wish, zone: ZoneInfo, now: datetime) -> Question:
    """Read what the round holds now."""
    whole = hours(slots_of(wish, zone))
    slots = slots_of(wish, zone, now)
    every = units_of(of)
    if not any(unit.people > unit.done for unit in every):
        raise Invalid(
            "plan.nobody",
            _("Nobody is left to be tested: no roll, no register of buildings and no census names anybody."),
            remedy=_("Load the roll, or the list of buildings."),
        )
    if not slots:
        raise Invalid(
            "plan.no_time",
            _("No hour is left in which stations work."),
            remedy=_("Name later hours."),
            field="ends_at",
        )
    units = gathered([unit for unit in every if unit.lon is not None])
    spots, running = spots_of(of, units, wish, norm.tables_a_site(pack, wish))
    labs = list(Laboratory.objects.filter(closed_at=None, tubes_a_day__gt=0).order_by("area", "name"))
    rate = min(wish.table_hour, wish.table_people / whole)
    lost = [unit for unit in every if unit.lon is None]
    return Question(wish, units, lost, spots, running, _placed(labs), slots, rate)


def answer(of: Round, pack: Pack, question: Question, now: datetime, done: Callable[[], None]) -> dict[str, Any]:
    """Ask the kernel, and keep what it says."""
    from fangxian.science.logistics import stations as kernel

    wish, start = question.wish, question.slots[0][0]

    def after(moment: datetime) -> float:
        return (moment - start).total_seconds() / 3600

    rule = kernel.RoundRule(
        people_per_table_h=question.rate,
        pool=norm.tube_people(of.methods),
        walk_limit_m=wish.walk_m,
        results_h=max(0.1, after(wish.results_at)),
        roles=norm.roles_of(pack, wish),
        keep_to_staff=wish.keep_to_staff,
    )
    found = kernel.plan_round(
        [
            kernel.TestUnit(str(row), one.people, one.lon or 0.0, one.lat or 0.0, one.done)
            for row, one in enumerate(question.units)
        ],
        [
            kernel.StationSite(str(row), one.lon, one.lat, one.tables, question.running.get(one.name, 0))
            for row, one in enumerate(question.spots)
        ],
        [kernel.Laboratory(str(one.id), one.lon or 0.0, one.lat or 0.0, one.tubes_a_day / 24) for one in question.labs],
        [kernel.Slot(after(first), after(last)) for first, last in question.slots],
        rule,
    )
    done()
    return _kept(of, pack, question, found, now)


def _kept(of: Round, pack: Pack, question: Question, found: Any, now: datetime) -> dict[str, Any]:
    wish = question.wish
    stations = _stations(of, question, found)
    people = sum(one.people for one in (*question.units, *question.lost))
    places = {one.site: row for row, one in enumerate(found.stations)}
    labs = {str(one.id): one.name for one in question.labs}
    return {
        "as_of": now.isoformat(),
        "slots": [[first.isoformat(), last.isoformat()] for first, last in question.slots],
        "norms": [asdict(one) for one in norm.norms_of(pack, wish, of.methods)],
        "people": people,
        "unlisted": max(0, of.population - people),
        "done": sum(one.done for one in (*question.units, *question.lost)),
        "stations": stations,
        "visits": [[int(one.unit), places[one.station], one.slot, one.people] for one in found.visits],
        "units": [
            {
                **asdict(unit),
                "unserved": found.unserved.get(str(row), 0),
                "why": {key: found.reasons[str(row)].text(key) for key in ("en", "zh")}
                if str(row) in found.reasons
                else {},
            }
            for row, unit in enumerate(question.units)
        ],
        "lost": [asdict(one) for one in question.lost],
        "staff": {
            key: {
                "needed": one.needed,
                "available": wish.staff.get(key),
                "hours": round(one.hours, 1),
            }
            for key, one in found.staff.items()
        },
        "hours": round(hours(question.slots), 2),
        "hours_with_staff": round(found.hours_with_staff, 2),
        "labs": [{"id": key, "name": labs[key], **asdict(load)} for key, load in found.labs.items() if load.tubes],
        "tubes_without_lab": found.tubes_without_lab,
        "person_km": round(found.person_km, 1),
        "gap": round(found.gap, 5),
        "timed_out": found.timed_out,
    }


def _stations(of: Round, question: Question, found: Any) -> list[dict[str, Any]]:
    names = {f"station:{one.id}": one.name for one in Station.objects.filter(round=of)}
    taken = {(one.area, one.name) for one in Station.objects.filter(round=of)}
    rows = []
    for one in found.stations:
        spot = question.spots[int(one.site)]
        held = names.get(spot.name)
        name = held or _free_name(spot, taken)
        taken.add((spot.area, name))
        rows.append(
            {
                "station": spot.name.removeprefix("station:") if held else "",
                "name": name,
                "area": spot.area,
                "lon": spot.lon,
                "lat": spot.lat,
                "tables": one.tables,
                "running": question.running.get(spot.name, 0),
                "people": list(one.people),
                "tubes": list(one.tubes),
                "labs": one.laboratory,
                "staff": one.staff,
            }
        )
    return rows


def _free_name(spot: Spot, taken: set[tuple[str, str]]) -> str:
    """A name that no other station of the area has; a spot where people live is called by their building."""
    wanted = spot.name.partition("|")[2] or spot.name.partition("|")[0]
    name, number = wanted, 2
    while (spot.area, name) in taken:
        name, number = f"{wanted} {number}", number + 1
    return name[:120]


def _placed(labs: Sequence[Laboratory]) -> list[Laboratory]:
    """Laboratories with coordinates: their own, else the middle of their area."""
    middles = locate({one.area for one in labs if one.lon is None})
    for one in labs:
        if one.lon is None or one.lat is None:
            one.lon, one.lat = middles.get(one.area, (None, None))
    return [one for one in labs if one.lon is not None]
