"""What an autopilot knows beside the record and the city, as bytes: to be put away after a step and taken up again."""

from __future__ import annotations

import heapq
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

import msgspec

from fangxian.drill.autopilot.desk import Desk, Job
from fangxian.drill.autopilot.play import Play
from fangxian.drill.room.orders import plain
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person


class _KeptJob(msgspec.Struct):
    at: datetime
    kind: str
    key: str
    subject: str
    task: UUID | None
    said: dict[str, Any]


class _Kept(msgspec.Struct):
    jobs: list[_KeptJob]
    planned: dict[str, datetime]
    free: list[tuple[str, str, list[datetime]]]
    positive: list[tuple[int, datetime]]
    places: dict[str, int]
    persons: dict[str, int]
    incident: UUID | None
    asked_clinics: int


def keep(play: Play) -> bytes:
    """Everything a play knows that neither the record nor the city does."""
    jobs = [
        _KeptJob(job.at, job.kind, job.key, job.subject, job.task, dict(job.said))
        for _at, _number, job in sorted(play.desk._heap, key=lambda one: one[:2])
    ]
    kept = _Kept(
        jobs=jobs,
        planned={str(task): at for task, at in play.desk._planned.items()},
        free=[(crew, district, list(times)) for (crew, district), times in play.staff._free.items()],
        positive=list(play.positive.items()),
        places=dict(play.places),
        persons=dict(play._numbers),
        incident=None if play.incident is None else play.incident.id,
        asked_clinics=play.world._asked_clinics,
    )
    return msgspec.msgpack.encode(kept, enc_hook=plain)


def take_up(play: Play, state: bytes) -> None:
    """Put what :func:`keep` wrote into a fresh play, whose city has been brought to the same minute."""
    kept = msgspec.msgpack.decode(state, type=_Kept)
    zone = play.now.tzinfo

    def local(value: Any) -> Any:
        return value.astimezone(zone) if isinstance(value, datetime) else value

    play.now = play.world.now
    play.desk = Desk()
    play.desk._number = count(len(kept.jobs))
    for number, job in enumerate(kept.jobs):
        said = {name: local(value) for name, value in job.said.items()}
        again = Job(local(job.at), job.kind, job.key, job.subject, job.task, said)
        heapq.heappush(play.desk._heap, (again.at, number, again))
    play.desk._planned = {UUID(task): local(at) for task, at in kept.planned.items()}
    play.staff._free = {(crew, district): [local(at) for at in times] for crew, district, times in kept.free}
    play.positive = {person: local(at) for person, at in kept.positive}
    play.places = dict(kept.places)
    play.incident = None if kept.incident is None else Incident.objects.get(id=kept.incident)
    rows = Person.objects.in_bulk([UUID(subject.partition(":")[2]) for subject in kept.persons])
    for subject, number in kept.persons.items():
        play._numbers[subject] = number
        play._persons[number] = rows[UUID(subject.partition(":")[2])]
    play.world._asked_clinics = kept.asked_clinics
