"""Rounds of mass testing as the plan has them: opened by its rules, sampled in parts, positive tubes resolved singly.

Those who are negative leave no trace but a count: the record says how many were sampled and resulted, and names only
people of positive tubes who turn out positive themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fangxian.drill.autopilot.cases import SWAB
from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.play import Play
from fangxian.response.casework.models import Case
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow
from fangxian.response.ledger.record import record

if TYPE_CHECKING:
    from fangxian.drill.scenario.manifest import MassTest

OPENED: Final = "testing.round_opened"
PART: Final = "testing.part_sampled"
RESULTS: Final = "testing.part_resulted"
"""A part of a round is sampled, and its results are there. No kinds of fact: ``testing.progress`` counts them."""
CLOSED: Final = "testing.round_closed"
HELD: Final = "tube.members_held"
RETESTED: Final = "tube.members_retested"

PARTS: Final = 4
"""Parts in which a round is sampled; after each its progress is recorded."""

RETRY: Final = timedelta(minutes=30)
"""While the lane is down, results are tried again so often."""

DIGITS: Final = {"community": 12, "street": 9, "district": 6, "city": 4}
"""Digits of an area's code, by level."""


def consider(play: Play, cases: Sequence[Case]) -> None:
    """Order rounds where the plan asks for them after these cases."""
    for case in cases:
        for number, rule in enumerate(play.mass_tests):
            area = case.area[: DIGITS[rule.level]]
            if not _running(play, area, rule) and _cases(play, area, rule) >= rule.cases:
                _order(play, area, number, rule)


def _cases(play: Play, area: str, rule: MassTest) -> int:
    since = play.now - timedelta(days=rule.within_days)
    found = Case.objects.filter(incident=play.outbreak, area__startswith=area, reported_at__gte=since)
    return int(found.count())


def _running(play: Play, area: str, rule: MassTest) -> bool:
    """Whether rounds over this area, or a larger one, are ordered or were held within the rule's time."""
    lasts = timedelta(days=rule.rounds * rule.every_days)
    planned = {job.said["area"] for job in play.desk.of_kind(OPENED)}
    above = [area[:digits] for digits in DIGITS.values() if digits <= len(area)]  # facts are found by area, not by kind
    held = FactRow.objects.filter(kind=OPENED, incident=play.outbreak, area__in=above, at__gt=play.now - lasts)
    areas = planned | set(held.values_list("area", flat=True))
    return any(area.startswith(one) for one in areas)


def _order(play: Play, area: str, rule_number: int, rule: MassTest) -> None:
    duty = play.duties.duty[OPENED]
    first = play.staff.done_at(
        duty.crew, area[:6], play.now + timedelta(minutes=duty.after), timedelta(minutes=duty.work)
    )
    for turn in range(rule.rounds):
        at = first + timedelta(days=turn * rule.every_days)
        said = {"area": area, "turn": turn, "rule": rule_number}
        play.desk.put(Job(at, OPENED, f"{area}|{first:%Y%m%d%H%M}|{turn}", said=said))


def open_(play: Play, jobs: Sequence[Job]) -> None:
    """Open rounds: everybody who lives there and is there is due."""
    for job in jobs:
        rule, area = play.mass_tests[job.said["rule"]], job.said["area"]
        due = int(play.world.residents(area).size)
        hours = max(rule.takes_hours, 24 * due / rule.capacity)
        until = job.at + timedelta(hours=hours + play.duties.practice.result_hours)  # as laboratories usually are
        said = {"area": area, "population": due, "deadline": until, "assay": "pcr",
                "incident": f"incident:{play.outbreak.id}", "signer": "指挥部"}  # fmt: skip
        _say(play, job, OPENED, job.at, said)
        for part in range(PARTS):
            at = job.at + timedelta(hours=hours * (part + 1) / PARTS)
            play.desk.put(Job(at, PART, f"{job.key}|{part}", said={**job.said, "round": job.key, "part": part}))


def sample(play: Play, jobs: Sequence[Job]) -> None:
    """Sample a part of each round; what the tubes say is known some hours later."""
    for job in jobs:
        rule = play.mass_tests[job.said["rule"]]
        people = np.array_split(play.world.residents(job.said["area"]), PARTS)[job.said["part"]]
        came = play.world.come(people, share=rule.attends, round=job.said["turn"])
        tubes = _positive_tubes(play, came, rule.pool)
        said = {**job.said, "due": int(people.size), "sampled": int(came.size), "tubes": tubes}
        play.desk.put(Job(job.at + play.result_hours(job.said["area"]), RESULTS, job.key, said=said))


def _positive_tubes(play: Play, came: np.ndarray[Any, Any], pool: int) -> list[list[int]]:
    """Members of every positive tube; who stands one after the other goes into one."""
    found = np.array(sorted(play.world.swabbed(came, pool=pool)), np.int64)
    tubes = np.unique(np.searchsorted(came, found) // pool)
    return [came[tube * pool : (tube + 1) * pool].tolist() for tube in tubes]


def results(play: Play, jobs: Sequence[Job]) -> None:
    """Results arrive: progress is recorded, positive tubes are put on record and their people tested again."""
    for job in jobs:
        if play.lane_down(job.said["area"]):
            play.desk.put(Job(play.now + RETRY, RESULTS, job.key, said=job.said))
            continue
        counts = _counts(play, job)
        _say(play, job, "testing.progress", job.at, counts)
        for number, members in enumerate(job.said["tubes"]):
            _resolve(play, job, f"{job.key}|{number}", members)
        if job.said["part"] == PARTS - 1:
            _say(play, job, CLOSED, job.at, counts)


def _counts(play: Play, job: Job) -> dict[str, int]:
    """Figures of the round so far; progress is cumulative. Who is positive is known only after the single tests."""
    subject = play.names.subject("round", job.said["round"])
    last = FactRow.objects.filter(kind="testing.progress", subject=subject).order_by("-at", "-seq").first()
    before: Mapping[str, Any] = last.attributes if last is not None else {}
    added = {"sampled": job.said["sampled"], "resulted": job.said["sampled"]}
    return {name: int(before.get(name) or 0) + count for name, count in added.items()}


def _resolve(play: Play, job: Job, key: str, members: list[int]) -> None:
    subject, area = play.names.subject("tube", key), job.said["area"]
    said = {"result": "positive", "people": len(members), "round": play.names.subject("round", job.said["round"])}
    _record(play, "tube.resulted", key, subject, area, job.at, said)
    for kind in (HELD, RETESTED):
        play.assign(kind, key, area, ready=job.at, subject=subject, said={"area": area, "members": members})


def resolve(play: Play, jobs: Sequence[Job]) -> None:
    """Hold everybody of a positive tube, or sample them again alone; what only the task asked for is done already."""
    for job in jobs:
        members = job.said.get("members")
        if members is None:
            continue
        _record(play, job.kind, job.key, job.subject, job.said["area"], job.at, {"people": len(members)})
        for person in members if job.kind == RETESTED else ():
            if person not in play.positive:
                said = {"person": person, "route": "mass_test"}
                play.desk.put(Job(job.at, SWAB, f"{job.key}|{person}", said=said))


def _say(play: Play, job: Job, kind: str, at: datetime, said: Mapping[str, Any]) -> None:
    key = job.said.get("round", job.key)
    _record(play, kind, job.key, play.names.subject("round", key), job.said["area"], at, said)


def _record(play: Play, kind: str, key: str, subject: str, area: str, at: datetime, said: Mapping[str, Any]) -> None:
    record(
        [
            Entry(
                kind=kind, subject=subject, at=at, area=area, incident=play.outbreak.id, attributes=dict(said),
                id=play.names.id(kind, key),
            )
        ]
    )  # fmt: skip
