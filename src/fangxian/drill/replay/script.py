"""The script of a replay: every act in the order of time, from the record and the reconstruction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from fangxian.drill.replay.acts import Act, Names
from fangxian.drill.replay.load import Record
from fangxian.drill.replay.reconstruct import Reconstruction
from fangxian.drill.replay.scenes_cases import cases
from fangxian.drill.replay.scenes_command import command
from fangxian.drill.replay.scenes_contacts import contacts
from fangxian.drill.replay.scenes_testing import places, rounds
from fangxian.drill.replay.scenes_zones import zones

_HOURS: Final = ((3, range(1, 25)), (6, range(3, 25, 3)), (None, (9, 17, 24)))
"""Local hours at which facts are recorded: on the first three days, on the next three, and from then on."""


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


def ticks(record: Record) -> Iterator[datetime]:
    """The moments at which the clock stops and what has happened since is recorded.

    Every hour in the first days and then ever more seldom, as offices entered the day's work; each published
    count falls on one.
    """
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
