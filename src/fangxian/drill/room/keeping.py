"""What an autopilot knows beside the record and the city, as bytes: to be put away after a step and taken up again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from fangxian.drill.autopilot.desk import Desk, Job
from fangxian.drill.autopilot.play import Play
from fangxian.drill.room.orders import plain
from fangxian.response.ledger.models import Incident


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
    free: list[tuple[str, str, date, list[datetime]]]
    positive: list[tuple[int, datetime]]
    places: dict[str, int]
    persons: dict[str, int]
    incident: UUID | None
    asked_clinics: int


def keep(play: Play) -> bytes:
    """Everything a play knows that neither the record nor the city does."""
    jobs = [_KeptJob(job.at, job.kind, job.key, job.subject, job.task, dict(job.said)) for job in play.desk.jobs()]
    kept = _Kept(
        jobs=jobs,
        planned={str(task): at for task, at in play.desk.plans().items()},
        free=[(*key, list(times)) for key, times in play.staff.busy.items()],
        positive=list(play.positive.items()),
        places=dict(play.places),
        persons=dict(play.register()),
        incident=None if play.incident is None else play.incident.id,
        asked_clinics=play.world.asked_clinics,
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
    play.desk.take_up(
        (
            Job(
                local(job.at),
                job.kind,
                job.key,
                job.subject,
                job.task,
                {name: local(value) for name, value in job.said.items()},
            )
            for job in kept.jobs
        ),
        {UUID(task): local(at) for task, at in kept.planned.items()},
    )
    play.staff.busy = {(crew, district, day): [local(at) for at in times] for crew, district, day, times in kept.free}
    play.positive = {person: local(at) for person, at in kept.positive}
    play.places = dict(kept.places)
    play.incident = None if kept.incident is None else Incident.objects.get(id=kept.incident)
    play.take_up_register(kept.persons)
    play.world.asked_clinics = kept.asked_clinics
