"""From a swab to a case on record: clinics, results, reports, interviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.play import Play
from fangxian.drill.world.hidden import Met
from fangxian.drill.world.memory import Told
from fangxian.drill.world.places import category_of, place_title
from fangxian.response.casework.actions.file_core_facts import file_core_facts
from fangxian.response.casework.actions.file_investigation import file_investigation
from fangxian.response.casework.actions.file_report import file_report
from fangxian.response.casework.actions.open_incident import open_incident
from fangxian.response.casework.actions.record_outcome import record_outcome
from fangxian.response.casework.actions.record_relationship import Exposure, record_relationships
from fangxian.response.casework.actions.record_result import Result, record_results
from fangxian.response.casework.actions.record_sample import Sample, record_samples
from fangxian.response.casework.actions.record_visit import VisitReport, periods_of, record_visits
from fangxian.response.casework.actions.report_case import CaseReport, report_cases
from fangxian.response.casework.models import Case
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions.name_place import NamedPlace, name_places

RESULT: Final = "sample.resulted"
SWAB: Final = "sample.taken"
CORE: Final = "case.core_facts_filed"


def clinics(play: Play) -> None:
    """Whoever came to a fever clinic is swabbed there."""
    for person, at in play.world.at_clinics():
        heard = play.silent_until is None or at >= play.silent_until
        if heard and person not in play.positive:
            said = {"person": person, "route": "fever_clinic"}
            play.desk.put(Job(max(at, play.now), SWAB, f"clinic|{person}|{at:%Y%m%d%H%M}", said=said))


def swab(play: Play, jobs: Sequence[Job]) -> None:
    """Swab people; of those on record the sample is recorded, and the result comes after some hours."""
    persons = {job.key: _person(play, job) for job in jobs}
    positive = play.world.swabbed(sorted(set(persons.values())))
    known = [job for job in jobs if play.knows(persons[job.key])]
    if known:
        record_samples(
            play.outbreak,
            [
                Sample(
                    person=play.person(persons[job.key]), at=job.at, sample=play.names.id("sample", job.key),
                    specimen="nasopharyngeal", assay="pcr", method="single", reason=job.said.get("route", "contact"),
                )
                for job in known
            ],
        )  # fmt: skip
    for job in jobs:
        person = persons[job.key]
        said = {"person": person, "positive": person in positive, "sampled_at": job.at,
                "route": job.said.get("route", "contact")}  # fmt: skip
        hours = play.result_hours(play.world.home_of(person))
        play.desk.put(Job(job.at + hours, RESULT, job.key, said=said))


def result(play: Play, jobs: Sequence[Job]) -> None:
    """Results arrive: those on record are recorded, and who is newly positive is reported."""
    known = [job for job in jobs if play.knows(job.said["person"])]
    if known:
        record_results(
            play.outbreak,
            [
                Result(
                    person=play.person(job.said["person"]), result="positive" if job.said["positive"] else "negative",
                    at=job.at, sample=job.said.get("sample") or play.names.id("sample", job.key),
                    sampled_at=job.said["sampled_at"], assay="pcr", id=play.names.id("result", job.key),
                )
                for job in known
            ],
        )  # fmt: skip
    fresh = {job.said["person"]: job for job in reversed(jobs) if job.said["positive"]}
    report(play, [job for person, job in sorted(fresh.items()) if person not in play.positive])


def report(play: Play, jobs: Sequence[Job]) -> None:
    """Report people as cases; the first opens the incident."""
    if not jobs:
        return
    if play.incident is None:
        _open(play, jobs[0].at)
    play.enter(job.said["person"] for job in jobs)
    reports = []
    for job in jobs:
        person = job.said["person"]
        play.positive[person] = job.at
        onset = play.world.onset_told(person)
        reports.append(
            CaseReport(
                number=f"C{len(play.positive):03d}", classification="confirmed" if onset else "asymptomatic", at=job.at,
                area=play.person(person).area, person=play.person(person), route=job.said["route"], onset_on=onset,
                sampled_at=job.said["sampled_at"], id=play.names.id("case", person),
            )
        )  # fmt: skip
    report_cases(play.outbreak, reports)


def _open(play: Play, at: datetime) -> None:
    zh, en = play.title
    play.incident = open_incident(
        slug=play.names.slug, title_zh=zh, title_en=en, disease=play.pack.disease, area=play.area, at=at,
        pack=play.pack.id, signed_by="指挥部", id=play.names.id("incident"),
    )  # fmt: skip


def network_report(play: Play, jobs: Sequence[Job]) -> None:
    """File the direct network report of cases."""
    _file(play, jobs, file_report)


def investigation(play: Play, jobs: Sequence[Job]) -> None:
    """File the full investigation of cases; where the rulebook asks for no core facts, they are interviewed for it."""
    if not owed_by(play, CORE):
        interview(play, jobs)
    _file(play, jobs, file_investigation)


def owed_by(play: Play, kind: str) -> bool:
    """Whether any clause of the rulebook is met by a kind of fact."""
    return any(one.kind == kind for clause in play.pack.clauses for one in clause.discharged_by)


def _file(play: Play, jobs: Sequence[Job], paper: Callable[..., None]) -> None:
    cases = play.cases(job.subject for job in jobs)
    for job in jobs:
        paper(cases[job.subject], at=job.at, id=play.names.id(job.kind, job.key))


def core_facts(play: Play, jobs: Sequence[Job]) -> None:
    """Interview cases and file what they said."""
    cases = play.cases(job.subject for job in jobs)
    for job, (contacts, places) in zip(jobs, interview(play, jobs), strict=True):
        file_core_facts(
            cases[job.subject], at=job.at, contacts=contacts, places=places, id=play.names.id(job.kind, job.key)
        )


def interview(play: Play, jobs: Sequence[Job]) -> list[tuple[int, int]]:
    """Ask cases: whom they met become contacts, where they were stands in their trajectory; how many they named."""
    cases = play.cases(job.subject for job in jobs)
    numbers = [play.number(job.subject) for job in jobs]
    met = [
        play.world.met(number, since=infectious_since(play, cases[job.subject]))
        for number, job in zip(numbers, jobs, strict=True)
    ]
    told = [play.world.stays(number, days=play.duties.practice.trajectory) for number in numbers]
    _record_met(play, [(number, said, job.at) for number, said, job in zip(numbers, met, jobs, strict=True)])
    _record_stays(play, list(zip(numbers, told, strict=True)))
    return [
        (len({one.person for one in people}), len({stay.place for stay in stays}))
        for people, stays in zip(met, told, strict=True)
    ]


def infectious_since(play: Play, case: Case) -> datetime:
    """From when on a case is asked whom it met: by the rulebook, else by habit."""
    start = periods_of(play.outbreak, {case.person_id}, play.now)[case.person_id].start
    return start or play.now - timedelta(days=play.duties.practice.asked_back)


def _record_met(play: Play, asked: Sequence[tuple[int, Sequence[Met], datetime]]) -> None:
    """Whom cases named: each the last time together; those on record as infected already are no contacts."""
    named = [
        (number, {one.person: one for one in sorted(met, key=lambda one: one.last) if one.person not in play.positive},
         at)
        for number, met, at in asked
    ]  # fmt: skip
    play.enter(sorted({other for _number, latest, _at in named for other in latest}))
    exposures = [
        Exposure(
            source=play.person(number), person=play.person(other), kind="close", last_exposure=min(one.last, at), at=at,
            setting="household" if one.setting == "household" else category_of(play.world.city, one.place),
            id=play.names.id("exposure", number, other),
        )
        for number, latest, at in named
        for other, one in sorted(latest.items())
    ]  # fmt: skip
    if exposures:
        record_relationships(play.outbreak, exposures)


def _record_stays(play: Play, told: Sequence[tuple[int, Sequence[Told]]]) -> None:
    visits = [
        VisitReport(
            person=play.person(number), place=place_title(play.world.city, stay.place),
            place_area=play.world.area_of_place(stay.place), began_at=stay.began, ended_at=stay.ended,
            category=category_of(play.world.city, stay.place), certainty="certain" if stay.sure else "probable",
            id=play.names.id("visit", number, stay.place, f"{stay.began:%Y%m%d%H%M}"),
        )
        for number, stays in told
        for stay in stays
    ]  # fmt: skip
    _name(play, sorted({stay.place for _number, stays in told for stay in stays}))
    if visits:
        record_visits(play.outbreak, visits)


def _name(play: Play, places: Sequence[int]) -> None:
    """Enter places of the city into the register."""
    titles = {place_title(play.world.city, place): place for place in places}
    fresh = {title: place for title, place in titles.items() if title not in play.places}
    play.places |= fresh
    name_places(
        [
            NamedPlace(
                title, play.world.area_of_place(place), category_of(play.world.city, place),
                play.names.id("place", place),
            )
            for title, place in fresh.items()
        ]
    )  # fmt: skip


def hospital(play: Play, jobs: Sequence[Job]) -> None:
    """Bring cases to hospital, and plan the day on which they leave it."""
    stay = timedelta(days=play.duties.practice.in_hospital)
    for until, group in groupby(jobs, key=lambda job: job.at + stay):
        taken = list(group)
        play.world.take_away([play.number(job.subject) for job in taken], until=until)
        for job in taken:
            play.desk.put(Job(until, "case.recovered", job.key, job.subject))
    record(
        [
            Entry(
                kind="case.hospitalised", subject=job.subject, at=job.at, incident=play.outbreak.id,
                area=play.person(play.number(job.subject)).area, id=play.names.id(job.kind, job.key),
            )
            for job in jobs
        ]
    )  # fmt: skip


def recovered(play: Play, jobs: Sequence[Job]) -> None:
    """Cases leave hospital; who has left it already stays where they are."""
    cases = play.cases(job.subject for job in jobs)
    for job in jobs:
        if not cases[job.subject].outcome:
            cases[job.subject] = record_outcome(
                cases[job.subject], "recovered", at=job.at, id=play.names.id(job.kind, job.key)
            )
    play.world.let_go([play.number(job.subject) for job in jobs])


def _person(play: Play, job: Job) -> int:
    return play.number(job.subject) if job.subject else int(job.said["person"])
