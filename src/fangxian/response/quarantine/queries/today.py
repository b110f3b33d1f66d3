"""What is to be done at one site today: everybody is weighed, those who are shown are read in full."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from fangxian.response.casework.models import Outcome
from fangxian.response.casework.observation import Course, Courses
from fangxian.response.jurisdiction import access
from fangxian.response.quarantine.models import Site, Stay
from fangxian.response.quarantine.queries.house import Guest, guests_of, tonight_of
from fangxian.response.quarantine.queries.sites import SiteLine, count_rooms
from fangxian.response.quarantine.roommates import infected_persons
from fangxian.response.quarantine.rules import ends_on

SHOWN: Final = 20
"""People of one list; the next ones come up when these are done."""

# What each is owed is looked up row by row by the database: a thousand subjects sent to it would cost more.
_PEOPLE: Final = """
    SELECT s.id, s.incident_id, s.person_id, c.kind, c.last_exposure, c.identified_at, c.quarantine_until,
        s.admitted_at >= %(midnight)s, c.ended_at IS NOT NULL,
        c.became_case_at IS NOT NULL OR EXISTS (
            SELECT FROM ledger_fact AS p WHERE p.subject = 'person:' || s.person_id
                AND p.kind = 'sample.resulted' AND p.incident_id = s.incident_id
                AND p.attributes ->> 'result' = 'positive'),
        f.outcome,
        ARRAY(SELECT t.clause FROM ledger_task AS t WHERE t.subject = 'person:' || s.person_id
            AND t.incident_id = s.incident_id AND t.state = 'open' AND t.due_at <= %(tonight)s)
    FROM quarantine_stay AS s
        JOIN quarantine_room AS r ON r.id = s.room_id
        JOIN casework_contact AS c ON c.id = s.contact_id
        LEFT JOIN casework_followup AS f ON f.contact_id = c.id AND f.day = %(today)s
    WHERE s.site_id = %(site)s AND s.left_at IS NULL
    ORDER BY r.number, s.bed
"""


class _Person(NamedTuple):
    """Somebody who stays there, as far as it is needed to say what they are owed."""

    id: UUID
    incident_id: UUID
    person_id: UUID
    kind: str
    last_exposure: datetime | None
    identified_at: datetime
    quarantine_until: date | None
    entered: bool
    """Came today."""
    ended: bool
    """Their quarantine has ended."""
    suspect: bool
    """They became a case, or a sample of theirs was once positive."""
    outcome: str | None
    """Of today's health check; None where there was none."""
    owed: list[str]
    """Clauses of which something is open that is due by tonight."""


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
    line : SiteLine
        Its counts, as on the board.
    infected, ended, over, ill, leaving, tests : Listed
        Infected and still here; whose quarantine has ended; beyond the last day; ill today; on their last day; owed a
        test by tonight.
    unseen : int
        People not checked today.
    """

    line: SiteLine
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
    people = _people(site, courses, today)
    with access.everywhere():  # a person of another district stays here too
        infected = infected_persons((one.incident_id, one.person_id) for one in people if one.suspect)
        course_of = {one.id: courses.of(one) for one in people}
    last = {one.id: ends_on(course) for one in people if (course := course_of[one.id]) is not None}
    late = {id_ for id_, end in last.items() if end is not None and end < today}
    lists = {
        "infected": [one.id for one in people if (one.incident_id, one.person_id) in infected],
        "ended": [one.id for one in people if one.ended],
        "over": [one.id for one in people if one.id in late and not one.ended],
        "ill": [one.id for one in people if one.outcome == Outcome.SEEN_ILL],
        "leaving": [one.id for one in people if last.get(one.id) == today],
        "tests": [one.id for one in people if _owes_test(one, course_of[one.id])],
    }
    entered = sum(one.entered for one in people)
    line = SiteLine(site, inside=len(people), entered=entered, leaving=len(lists["leaving"]), over=len(late))
    count_rooms({site.id: line})
    return Today(line, **_read(lists), unseen=sum(one.outcome is None for one in people))


def _people(site: Site, courses: Courses, today: date) -> list[_Person]:
    """Everybody who stays there, by room and bed, as values."""
    said: dict[str, Any] = {
        "site": site.id, "today": today, "midnight": datetime.combine(today, time(), courses.zone),
        "tonight": tonight_of(courses),
    }  # fmt: skip
    with access.everywhere(), connection.cursor() as cursor:
        cursor.execute(_PEOPLE, said)
        return [_Person(*row) for row in cursor.fetchall()]


def _owes_test(one: _Person, course: Course | None) -> bool:
    """Whether somebody is owed a test by tonight."""
    return course is not None and course.regime.tests_clause in one.owed


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
