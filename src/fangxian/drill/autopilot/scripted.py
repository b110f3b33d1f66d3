"""What a scenario does to an exercise: who is infected when, how the first case is found, when evidence arrives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from fangxian.drill.autopilot.cases import RESULT
from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.play import Play
from fangxian.errors import Conflict
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from fangxian.science.epidemic.codes import Traits

if TYPE_CHECKING:
    from fangxian.science.epidemic.model import Epidemic

INFECT: Final = "drill.infect"
INDEX: Final = "drill.index"
EVIDENCE: Final = "drill.evidence"
CONCLUDED: Final = "source.concluded"

REPEATED: Final = timedelta(hours=2)
"""From the first positive test of the first case to the second that confirms it."""


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


def first_case(truth: Epidemic, among: Sequence[int], never: Sequence[int]) -> int:
    """Who is found first.

    Parameters
    ----------
    truth : Epidemic
        The city at the minute of finding.
    among : sequence of int
        If not empty: one of these.
    never : sequence of int
        None of these, as long as there is anybody else.

    Raises
    ------
    Conflict
        ``drill.no_outbreak``: nobody is infected.
    """
    rows = []
    for person, onset, traits in zip(truth.case("person"), truth.case("onset"), truth.case("traits"), strict=True):
        number = int(person)
        ill = bool(int(traits) & Traits.SYMPTOMS) and int(onset) <= truth.clock.now
        rows.append((number in never, bool(among) and number not in among, not ill, int(onset), number))
    if not rows:
        from django.utils.translation import gettext_lazy as _

        raise Conflict(
            "drill.no_outbreak",
            _("With this seed nobody is infected when the first case should be found."),
            remedy=_("Choose another seed."),
        )
    return min(rows)[-1]


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
