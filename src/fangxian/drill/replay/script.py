"""The script of a replay: every act in the order of time, from the record and the reconstruction."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from fangxian.drill.names import Names
from fangxian.drill.replay.acts import Act, Verb
from fangxian.drill.replay.load import Record
from fangxian.drill.replay.people import ContactPerson
from fangxian.drill.replay.reconstruct import Reconstruction
from fangxian.drill.replay.scenes_cases import cases
from fangxian.drill.replay.scenes_command import command
from fangxian.drill.replay.scenes_contacts import ROUTINE_SAYINGS, contacts
from fangxian.drill.replay.scenes_testing import places, rounds
from fangxian.drill.replay.scenes_zones import zones

_HOURS: Final = ((3, range(1, 25)), (6, (6, 12, 18, 24)), (None, (24,)))
"""Local hours at which routine is recorded: on the first three days, on the next three, and from then on."""

_ROUTINE: Final = {Verb.SAMPLE, Verb.RESULT, Verb.RELEASE}
_HOUR: Final = timedelta(hours=1)


def script(record: Record, made: Reconstruction) -> list[Act]:
    """Every act, sorted by time; the order among acts of one minute is fixed.

    Raises
    ------
    ValueError
        Two acts bear one name, or one lies after the end of the replay.
    """
    names = Names(record.outbreak.slug)
    acts = [
        *command(record, names),
        *cases(record, made, names),
        *contacts(record, made, names),
        *zones(record, made, names),
        *rounds(record, names),
        *places(record, names),
    ]
    if len({act.key for act in acts}) < len(acts):
        raise ValueError("two acts of the script bear the same name")
    late = [act.key for act in acts if act.at > record.outbreak.ends_at]
    if late:
        raise ValueError(f"acts after the end of the replay: {late[:5]}")
    return sorted(acts, key=lambda act: (act.at, act.verb, act.key))


def by_tick(record: Record, acts: Iterable[Act]) -> list[tuple[datetime, list[Act]]]:
    """Acts by the moment at which the clock stops and they are recorded, in the order of time.

    What matters at once is recorded by the next full hour: cases, contacts found and fetched, zones, orders.
    The routine of contacts (tests, checks, notices, releases) is entered every hour on the first days and
    then ever more seldom, at the end of the day. Each published count falls on a moment of recording.
    """
    stops = list(ticks(record))
    due: dict[datetime, list[Act]] = defaultdict(list)
    for act in acts:
        stop = stops[bisect_left(stops, act.at)]
        due[stop if _is_routine(act) else min(_full_hour(max(act.at, stops[0])), stops[-1])].append(act)
    due.setdefault(stops[-1], [])
    return sorted(due.items(), key=lambda pair: pair[0])


def _is_routine(act: Act) -> bool:
    if act.verb is Verb.SAY:
        return act.key.startswith(ROUTINE_SAYINGS)
    return act.verb in _ROUTINE and isinstance(act.of, ContactPerson) and not act.of.case


def _full_hour(at: datetime) -> datetime:
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour if hour == at else hour + _HOUR


def ticks(record: Record) -> Iterator[datetime]:
    """The moments at which routine is recorded, from the first report to the end of the replay."""
    outbreak = record.outbreak
    zone = ZoneInfo(outbreak.timezone)
    day = outbreak.starts_at.astimezone(zone).date()
    for number in count():
        for hour in next(hours for days, hours in _HOURS if days is None or number < days):
            at = datetime.combine(day + timedelta(days=number), time(), zone) + timedelta(hours=hour)
            if at >= outbreak.ends_at:
                yield outbreak.ends_at.astimezone(zone)
                return
            if at >= outbreak.starts_at:
                yield at
