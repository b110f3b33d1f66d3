"""Places that cases were at: decided on, disinfected, and clean from that minute on."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.play import Play
from fangxian.response.casework.actions.decide_place import (
    Decided,
    Disinfected,
    decide_places,
    disinfect_places,
)
from fangxian.response.registry.models import Place


def decide(play: Play, jobs: Sequence[Job]) -> None:
    """Have every exposed place disinfected."""
    places = _places(jobs)
    decide_places(
        play.outbreak,
        [
            Decided(place=places[job.subject], decision="disinfect", at=job.at, id=play.names.id(job.kind, job.key))
            for job in jobs
        ],
    )


def disinfect(play: Play, jobs: Sequence[Job]) -> None:
    """Disinfect places: nothing that lies there infects anybody from now on."""
    places = _places(jobs)
    disinfect_places(
        play.outbreak,
        [Disinfected(place=places[job.subject], at=job.at, id=play.names.id(job.kind, job.key)) for job in jobs],
    )
    names = [places[job.subject].name for job in jobs]
    play.world.clean([play.places[name] for name in names if name in play.places])


def _places(jobs: Sequence[Job]) -> dict[str, Place]:
    rows = Place.objects.filter(id__in=[UUID(job.subject.partition(":")[2]) for job in jobs])
    return {row.subject: row for row in rows}
