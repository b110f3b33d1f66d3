"""Zones: proposed around where a case lives, signed and told to the people, reviewed, lifted when the rules hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from fangxian.drill.autopilot.cases import SWAB
from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.play import Play
from fangxian.errors import Conflict
from fangxian.response.casework.models import Case
from fangxian.response.containment.actions import (
    declare_zone,
    lift_zone,
    notice_zone,
    propose_zone,
    report_infection,
    review_zone,
)
from fangxian.response.containment.models import Zone
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record

HELP_LINE: Final = "12320"
"""The health line 卫生热线."""

UNTIL_LIFTED: Final = timedelta(days=365)
"""Until when the city keeps a zone shut that nobody lifts."""

ROUND_RESULT: Final = "zone.round_resulted"
"""Results of a zone's round arrive. No kind of fact: the tubes' own facts belong to mass testing."""


def propose(play: Play, cases: Sequence[Case]) -> None:
    """Propose a zone around where each case lives; where there is one already, the infection is reported in it.

    Under a rulebook that knows no zones, none is drawn.
    """
    if not play.pack.zone_kinds:
        return
    for case in cases:
        name = play.names.id("zone", case.area)
        held = Zone.objects.filter(id=name).first()
        if held is None:
            kind = max(play.pack.zone_kinds, key=lambda one: one.rank)
            propose_zone(
                play.outbreak, kind=kind.id, unit=kind.units[-1], area=case.area, reason=f"{case.number} 居住地",
                triggered_at=case.classified_at, id=name,
            )  # fmt: skip
        elif held.lifted_at is None:
            report_infection(
                held, at=case.classified_at, person=case.subject, id=play.names.id("zone.case", case.number)
            )


def publish(play: Play, jobs: Sequence[Job]) -> None:
    """Sign proposed zones in and publish their notices; the city shuts from that minute on."""
    limit = timedelta(days=play.duties.practice.notice)
    for job in {job.subject: job for job in jobs}.values():  # one notice answers both clauses that ask for it
        id_ = UUID(job.subject.partition(":")[2])
        zone = Zone.objects.filter(id=id_).first() or _declare(play, job)
        notice_zone(
            zone, at=job.at, until=job.at + limit, help_line=HELP_LINE, scope=zone.name,
            id=play.names.id(job.kind, job.key),
        )  # fmt: skip


def _declare(play: Play, job: Job) -> Zone:
    kind = max(play.pack.zone_kinds, key=lambda one: one.rank)
    area, limit = job.said["area"], timedelta(days=play.duties.practice.notice)
    zone = declare_zone(
        play.outbreak, name=f"{area}{kind.title.zh}", name_en=f"{kind.title.en} {area}", kind=kind.id,
        unit=kind.units[-1], area=area, effective_from=job.at, signed_by="指挥部", signed_at=job.at,
        until=job.at + limit, id=UUID(job.subject.partition(":")[2]),
    )  # fmt: skip
    play.world.shut(area, until=job.at + UNTIL_LIFTED, keeps=play.duties.practice.keeps)
    return zone


def review(play: Play, jobs: Sequence[Job]) -> None:
    """Review zones: they stay until every condition to lift holds."""
    zones = _zones(jobs)
    for job in jobs:
        if zones[job.subject].lifted_at is None:
            review_zone(zones[job.subject], "keep", at=job.at, id=play.names.id(job.kind, job.key))


def lift(play: Play, jobs: Sequence[Job]) -> None:
    """Lift zones whose conditions hold; the others are looked at again a day later."""
    zones = _zones(jobs)
    for job in jobs:
        zone = zones[job.subject]
        try:
            lift_zone(zone, at=job.at, signed_by="指挥部", id=play.names.id(job.kind, job.key))
        except Conflict as refused:
            if refused.code != "zone.too_early":
                raise
            play.desk.put(Job(job.at + timedelta(days=1), job.kind, job.key, job.subject, job.task, job.said))
        else:
            play.world.open_up(zone.area)


def test(play: Play, jobs: Sequence[Job]) -> None:
    """Swab everybody in zones, in pooled tubes; the round counts as done when its results are there."""
    zones, practice = _zones(jobs), play.duties.practice
    for job in jobs:
        area = zones[job.subject].area
        people = play.world.residents(area)
        positive = sorted(play.world.swabbed(people, pool=practice.pool))
        said = {"area": area, "tested": int(people.size), "positive": positive}
        known = job.at + play.result_hours(area)
        play.desk.put(Job(known, ROUND_RESULT, job.key, job.subject, said=said))


def results(play: Play, jobs: Sequence[Job]) -> None:
    """Record rounds whose results are there; those in positive tubes are swabbed again, alone."""
    record(
        [
            Entry(
                kind="zone.round_tested", subject=job.subject, at=job.at, area=job.said["area"],
                incident=play.outbreak.id, id=play.names.id("zone.round_tested", job.key),
                attributes={"tested": job.said["tested"], "all_negative": not job.said["positive"]},
            )
            for job in jobs
        ]
    )  # fmt: skip
    for job in jobs:
        for person in job.said["positive"]:
            if person not in play.positive:
                said = {"person": person, "route": "mass_test"}
                play.desk.put(Job(job.at, SWAB, f"round|{job.key}|{person}", said=said))


def _zones(jobs: Sequence[Job]) -> dict[str, Zone]:
    rows = Zone.objects.filter(id__in=[UUID(job.subject.partition(":")[2]) for job in jobs]).select_related("incident")
    return {row.subject: row for row in rows}
