"""What a scenario does to an exercise: who is infected when, how the first case is found, when evidence arrives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from fangxian.drill.autopilot.cases import RESULT
from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.play import Play
from fangxian.drill.scenario.index_case import REPEATED, first_case
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record

INFECT: Final = "drill.infect"
INDEX: Final = "drill.index"
EVIDENCE: Final = "drill.evidence"
CONCLUDED: Final = "source.concluded"


def infect(play: Play, jobs: Sequence[Job]) -> None:
    """People are infected from outside."""
    for job in jobs:
        play.world.truth.import_cases(job.said["persons"])


def index(play: Play, jobs: Sequence[Job]) -> None:
    """The first case is found: somebody who is ill, if anybody is, longest ill first."""
    for job in jobs:
        person = first_case(play.world.truth, job.said["among"], job.said["never"])
        said = {"person": person, "positive": True, "sampled_at": job.at, "route": job.said["route"]}
        play.desk.put(Job(job.at + REPEATED, RESULT, f"index|{person}", said=said))


def evidence(play: Play, jobs: Sequence[Job]) -> None:
    """Evidence of the source reaches the tracers, who conclude on it once they have worked it through."""
    for job in jobs:
        if play.incident is None:
            play.desk.put(Job(job.at + timedelta(days=1), job.kind, job.key, said=job.said))
            continue
        first = min(play.positive, key=lambda person: (play.positive[person], person))
        subject, area = play.person(first).subject, play.person(first).area
        said = {"area": area, "conclusion": job.said["conclusion"]}
        play.assign(CONCLUDED, job.key, area, ready=job.at, subject=subject, said=said)


def conclude(play: Play, jobs: Sequence[Job]) -> None:
    """Record the conclusion on the source."""
    record(
        [
            Entry(
                kind=job.kind, subject=job.subject, at=job.at, area=job.said["area"], incident=play.outbreak.id,
                attributes={"conclusion": job.said["conclusion"]}, id=play.names.id(job.kind, job.key),
            )
            for job in jobs
            if "conclusion" in job.said
        ]
    )  # fmt: skip
