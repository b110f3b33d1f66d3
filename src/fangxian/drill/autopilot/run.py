"""Play an exercise on autopilot, tick by tick: one transaction each, so that the clock says how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.drill.autopilot import bulletins, cases, contacts, places, rounds, scripted, zones
from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.play import Play
from fangxian.errors import Conflict
from fangxian.protocol import bulk
from fangxian.response.casework.models import Case
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.context import acting
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import TaskRow, Workspace
from fangxian.response.ledger.record import record
from fangxian.response.ledger.refresh import refresh
from fangxian.response.ledger.together import tasks_together

TICK: Final = timedelta(minutes=30)
"""How long the city lives on between two looks at it."""


class Wanted(NamedTuple):
    """What of an open task decides who does it, and when."""

    id: UUID
    subject: str
    clause: str
    area: str
    window_from: datetime
    due_at: datetime
    known_from: datetime


Hand = Callable[[Play, Sequence[Job]], None]
Groups = list[tuple[str, list[Job]]]
Progress = Callable[[datetime], None]

HANDS: Final[Mapping[str, Hand]] = {
    cases.SWAB: cases.swab,
    cases.RESULT: cases.result,
    "case.reported": cases.network_report,
    cases.CORE: cases.core_facts,
    "case.investigation_filed": cases.investigation,
    "case.hospitalised": cases.hospital,
    "case.recovered": cases.recovered,
    "quarantine.started": contacts.quarantine,
    "followup.visit": contacts.visit,
    "vaccination.given": contacts.vaccinate,
    contacts.RELEASED: contacts.release,
    "place.decided": places.decide,
    "place.disinfected": places.disinfect,
    "zone.noticed": zones.publish,
    "zone.round_tested": zones.test,
    zones.ROUND_RESULT: zones.results,
    "zone.reviewed": zones.review,
    "zone.lifted": zones.lift,
    rounds.OPENED: rounds.open_,
    rounds.PART: rounds.sample,
    rounds.RESULTS: rounds.results,
    rounds.HELD: rounds.resolve,
    rounds.RETESTED: rounds.resolve,
    scripted.INFECT: scripted.infect,
    scripted.INDEX: scripted.index,
    scripted.EVIDENCE: scripted.evidence,
    scripted.CONCLUDED: scripted.conclude,
    bulletins.PUBLISHED: bulletins.publish,
}
"""What is done, by the kind of fact that meets a task; the rest is only said, or left to a person."""


def run(play: Play, until: datetime, *, progress: Progress | None = None) -> Play:
    """Play on until a moment.

    Parameters
    ----------
    until : datetime
        Aware.
    progress : callable, optional
        Hears each tick.

    Raises
    ------
    Conflict
        ``drill.not_a_drill``: the open workspace is not an exercise.
    """
    if clock.workspace().kind != Workspace.Kind.DRILL:
        raise Conflict(
            "drill.not_a_drill",
            _("Only an exercise is played by itself; this workspace is not one."),
            remedy=_("Open a workspace that is an exercise."),
        )
    bulk.get_ready()
    with access.everywhere(), acting(f"drill:{play.names.slug}"):
        while play.now < until:
            _tick(play, min(play.now + TICK, until))
            if progress is not None:
                progress(play.now)
    return play


@transaction.atomic(savepoint=False)
def _tick(play: Play, moment: datetime) -> None:
    before = play.now
    clock.advance(moment)
    play.world.pass_to(moment)
    play.now = moment.astimezone(play.now.tzinfo)
    with clock.read_once():
        with tasks_together():
            refresh(before)
            cases.clinics(play)
            for _turn in range(8):  # what is done may give more to do within the same tick
                found = len(play.positive)
                groups = _still_open(play, list(play.desk.due(play.now)))
                for kind, jobs in groups:
                    HANDS.get(kind, _say)(play, jobs)
                if len(play.positive) > found:
                    latest = _latest_cases(play, found)
                    zones.propose(play, latest)
                    rounds.consider(play, latest)
                if not groups:
                    break
        _look_at_tasks(play, before)


def _latest_cases(play: Play, before: int) -> list[Case]:
    fresh = list(play.positive)[before:]
    found = play.cases(play.person(number).subject for number in fresh)
    return [found[play.person(number).subject] for number in fresh]


def _still_open(play: Play, groups: Groups) -> Groups:
    """Leave out what answers a task that has been met or has lapsed since, or that a person has taken over."""
    wanted = [job.task for _kind, jobs in groups for job in jobs if job.task is not None]
    rows = TaskRow.objects.filter(id__in=wanted, state="open").exclude(office__in=play.left)
    standing = set(rows.values_list("id", flat=True)) if wanted else set()
    kept = [(kind, [job for job in jobs if job.task is None or job.task in standing]) for kind, jobs in groups]
    return [(kind, jobs) for kind, jobs in kept if jobs]


def _look_at_tasks(play: Play, before: datetime) -> None:
    """Plan how tasks are met that were opened or moved in this tick, or since the one before, as far as that is
    anybody's duty."""
    if play.incident is None:
        return
    new = Q(known_from__gte=before) | Q(office__in=play.returned)
    rows = TaskRow.objects.filter(new, incident=play.incident, state="open").exclude(office__in=play.left)
    for row in map(Wanted._make, rows.order_by("id").values_list(*Wanted._fields)):
        kind = _kind_for(play, row)
        if kind is None:
            continue
        ready = max(play.now, row.window_from.astimezone(play.now.tzinfo))
        planned = play.desk.plan_of(row.id)
        if planned is not None and row.known_from == before:
            continue  # looked at when that tick ended
        if planned is None or not row.window_from <= planned <= row.due_at:
            said: dict[str, Any] = {"area": row.area}
            key = f"{row.id}|{row.window_from:%Y%m%d%H%M}"  # a step that is owed again at another time is done again
            play.assign(
                kind, key, row.area, ready=ready, due=row.due_at, task=row.id, subject=row.subject, said=said
            )  # fmt: skip


def _kind_for(play: Play, row: Wanted) -> str | None:
    """The first kind that meets a task and is somebody's duty; a case leaves hospital where a contact is released."""
    if not play.is_of_the_city(row.subject):
        return None
    kinds = [str(one.kind) for one in play.pack.clause(row.clause).discharged_by]
    if row.subject.startswith("person:") and play.number(row.subject) in play.positive:
        kinds = [kind for kind in kinds if kind != contacts.RELEASED]
    duties = play.duties
    return next((kind for kind in kinds if kind in duties.duty and (kind in HANDS or kind in duties.say)), None)


def _say(play: Play, jobs: Sequence[Job]) -> None:
    """Record facts that need nothing from the city."""
    record(
        [
            Entry(
                kind=job.kind, subject=job.subject, at=job.at, area=job.said["area"], incident=play.outbreak.id,
                attributes=play.duties.say[job.kind], id=play.names.id(job.kind, job.key),
            )
            for job in jobs
        ]
    )  # fmt: skip
