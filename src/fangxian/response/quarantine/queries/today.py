"""What is to be done at one site today: everybody is weighed, those who are shown are read in full."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from fangxian.response.casework.models import FollowUp, Outcome
from fangxian.response.casework.observation import Course, Courses
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import TaskRow
from fangxian.response.quarantine.models import Site, Stay
from fangxian.response.quarantine.queries.house import Guest, guests_of, tonight_of
from fangxian.response.quarantine.roommates import infected_persons
from fangxian.response.quarantine.rules import ends_on

SHOWN: Final = 30
"""People of one list; the next ones come up when these are done."""

_FIELDS: Final = (
    "id", "incident_id", "person_id", "contact_id", "contact__kind", "contact__last_exposure", "contact__identified_at",
    "contact__quarantine_until", "contact__ended_at", "contact__became_case_at",
)  # fmt: skip


class _Person(NamedTuple):
    """Somebody who stays there, as far as it is needed to say what they are owed."""

    id: UUID
    incident_id: UUID
    person_id: UUID
    contact_id: UUID
    kind: str
    last_exposure: datetime | None
    identified_at: datetime
    quarantine_until: date | None
    ended_at: datetime | None
    became_case_at: datetime | None

    @property
    def subject(self) -> str:
        return f"person:{self.person_id}"


@dataclass(slots=True)
class Listed:
    """People of one list.

    Attributes
    ----------
    guests : list of Guest
        The first of them, by room and bed.
    whole : int
        How many there are, shown or not.
    """

    guests: list[Guest] = field(default_factory=list)
    whole: int = 0

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.whole - len(self.guests)


@dataclass(frozen=True, slots=True)
class Today:
    """What is to be done at a site today.

    Attributes
    ----------
    infected, ended, over, ill, leaving, tests : Listed
        Infected and still here; whose quarantine has ended; beyond the last day; ill today; on their last day; owed a
        test by tonight.
    unseen : int
        People not checked today.
    """

    infected: Listed
    ended: Listed
    over: Listed
    ill: Listed
    leaving: Listed
    tests: Listed
    unseen: int


def today_at(site: Site) -> Today:
    """What is to be done at a site, in a few readings however many stay there."""
    courses = Courses()
    today = courses.now.astimezone(courses.zone).date()
    with access.everywhere():  # a person of another district stays here too
        rows = Stay.objects.filter(site=site, left_at=None).order_by("room__number", "bed")
        people = [_Person(*row) for row in rows.values_list(*_FIELDS)]
        checks = FollowUp.objects.filter(day=today, contact__stays__site=site, contact__stays__left_at=None)
        seen = dict(checks.values_list("contact", "outcome"))
        infected = infected_persons((one.incident_id, one.person_id, one.became_case_at is not None) for one in people)
        course_of = {one.id: courses.of(one) for one in people}
        tests = _owed(people, course_of, tonight_of(courses))
        last = {one.id: ends_on(course) for one in people if (course := course_of[one.id]) is not None}
    lists = {
        "infected": [one.id for one in people if (one.incident_id, one.person_id) in infected],
        "ended": [one.id for one in people if one.ended_at is not None],
        "over": [one.id for one in people if one.ended_at is None and (end := last.get(one.id)) and end < today],
        "ill": [one.id for one in people if seen.get(one.contact_id) == Outcome.SEEN_ILL],
        "leaving": [one.id for one in people if last.get(one.id) == today],
        "tests": tests,
    }
    return Today(**_read(lists), unseen=sum(one.contact_id not in seen for one in people))


def _owed(people: Iterable[_Person], course_of: dict[UUID, Course | None], tonight: datetime) -> list[UUID]:
    """Who is owed a test by tonight."""
    clause_of = {id_: course.regime.tests_clause for id_, course in course_of.items() if course is not None}
    every = list(people)
    rows = TaskRow.objects.filter(
        subject__in=[one.subject for one in every], clause__in={clause for clause in clause_of.values() if clause},
        state="open", due_at__lte=tonight,
    )  # fmt: skip
    owed = set(rows.values_list("subject", "incident", "clause"))
    return [one.id for one in every if (one.subject, one.incident_id, clause_of.get(one.id)) in owed]


def _read(lists: dict[str, list[UUID]]) -> dict[str, Listed]:
    """The first of each list in full, read together."""
    shown = {id_ for ids in lists.values() for id_ in ids[:SHOWN]}
    guests = {guest.stay.id: guest for guest in guests_among(shown)}
    return {name: Listed([guests[id_] for id_ in ids[:SHOWN]], len(ids)) for name, ids in lists.items()}


def guests_among(stays: Collection[UUID]) -> list[Guest]:
    """People by their stays, by room and bed."""
    with access.everywhere():
        rows = Stay.objects.filter(id__in=stays).select_related("room", "person", "contact")
        return guests_of(list(rows.order_by("room__number", "bed"))) if stays else []
