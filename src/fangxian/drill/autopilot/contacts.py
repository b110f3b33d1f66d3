"""Contacts from the first call to the certificate: taken to a site, swabbed on the rulebook's days, watched, let go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.play import Play
from fangxian.errors import Invalid
from fangxian.response.casework.actions.control_contact import Control, control_contacts
from fangxian.response.casework.actions.record_follow_up import FollowUpReport, record_follow_ups
from fangxian.response.casework.actions.release_contact import Release, release_contacts
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record

RELEASED: Final = "quarantine.released"

STAY: Final = timedelta(days=60)
"""Until when the city keeps a contact in a site who is not released: longer than any rule allows."""


def quarantine(play: Play, jobs: Sequence[Job]) -> None:
    """Take contacts to a site; who has become a case meanwhile goes to hospital instead."""
    contacts = play.contacts(job.subject for job in jobs)
    taken = [job for job in jobs if play.number(job.subject) not in play.positive]
    if not taken:
        return
    control_contacts(
        [Control(contact=contacts[job.subject], at=job.at, id=play.names.id(job.kind, job.key)) for job in taken]
    )
    play.world.take_away([play.number(job.subject) for job in taken], until=play.now + STAY)


def visit(play: Play, jobs: Sequence[Job]) -> None:
    """See contacts and ask how they are; one report for each and day."""
    contacts = play.contacts(job.subject for job in jobs)
    zone = play.now.tzinfo
    reports = {}
    for job in jobs:
        contact = contacts[job.subject]
        if play.number(job.subject) in play.positive:
            continue
        ill = play.world.onset_told(play.number(job.subject)) is not None
        reports[contact.id, job.at.astimezone(zone).date()] = FollowUpReport(
            contact=contact, outcome="seen_ill" if ill else "seen_well", at=job.at,
            symptoms=("fever",) if ill else (), id=play.names.id(job.kind, job.key),
        )  # fmt: skip
    record_follow_ups(list(reports.values()))


def vaccinate(play: Play, jobs: Sequence[Job]) -> None:
    """Vaccinate people who were exposed; it protects them as soon as the vaccine does."""
    play.world.vaccinate([play.number(job.subject) for job in jobs])
    record(
        [
            Entry(
                kind=job.kind, subject=job.subject, at=job.at, area=job.said["area"], incident=play.outbreak.id,
                attributes={"vaccine": play.pack.disease}, id=play.names.id(job.kind, job.key),
            )
            for job in jobs
        ]
    )  # fmt: skip


def release(play: Play, jobs: Sequence[Job]) -> None:
    """Release contacts whose last day has come; whose has not is asked again a day later. Cases leave by hospital."""
    mine = [job for job in jobs if play.number(job.subject) not in play.positive]
    if not _released(play, mine):
        mine = [job for job in mine if _released(play, [job]) or _later(play, job)]
    play.world.let_go([play.number(job.subject) for job in mine])


def _released(play: Play, jobs: Sequence[Job]) -> bool:
    """Release all of them, or nobody where it is too early for one."""
    contacts = play.contacts(job.subject for job in jobs)
    try:
        release_contacts(
            [Release(contact=contacts[job.subject], at=job.at, id=play.names.id(job.kind, job.key)) for job in jobs]
        )
    except Invalid as refused:
        if refused.code != "quarantine.early":
            raise
        return False
    return True


def _later(play: Play, job: Job) -> bool:
    """Ask again a day later; nobody is released by that."""
    play.desk.put(Job(job.at + timedelta(days=1), job.kind, job.key, job.subject, job.task, job.said))
    return False
