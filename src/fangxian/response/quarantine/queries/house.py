"""One site from inside: its rooms, who stays in them, and what each of them is owed today."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.casework.models import Contact, FollowUp
from fangxian.response.casework.observation import Course, Courses
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import TaskRow
from fangxian.response.quarantine.models import Room, Site, Stay
from fangxian.response.quarantine.rules import CENTRAL, ends_on

PAGE: Final = 30
"""Rooms of a page."""

SHOWS: Final = {
    "": _("all rooms"),
    "free": _("free"),
    "lived_in": _("lived in"),
    "soiled": _("to be disinfected"),
    "preparing": _("being prepared"),
}
"""Which rooms a page can be narrowed to."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who stays at a site, as of today.

    Attributes
    ----------
    number : int or None
        Day of their course; None without a rule.
    last : date or None
        Last day at the site.
    seen : FollowUp or None
        Today's health check.
    test : TaskRow or None
        The test that is owed today or before.
    """

    stay: Stay
    course: Course | None
    number: int | None
    last: date | None
    seen: FollowUp | None
    test: TaskRow | None
    today: date

    @property
    def leaving(self) -> bool:
        """Whether today is the last day."""
        return self.last == self.today

    @property
    def over(self) -> bool:
        """Whether the last day lies behind: release, or a signed extension, is due."""
        return self.last is not None and self.last < self.today


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room and who stays in it."""

    room: Room
    guests: tuple[Guest, ...]


def the_stay(id: UUID) -> Stay:
    """A stay in scope, with all that its page shows.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    if not Stay.objects.filter(id=id).exists():
        raise NotFound("stay.unknown", _("There is no such stay in your area."))
    with access.everywhere():  # the person may belong to another district, the site may lie in one
        rows = Stay.objects.select_related("site__place", "site__incident", "room", "person", "contact__incident")
        return rows.get(id=id)


def guests(site: Site) -> list[Guest]:
    """Everybody who stays at a site, by room and bed."""
    with access.everywhere():
        rows = Stay.objects.filter(site=site, left_at=None).select_related("room", "person", "contact")
        return guests_of(list(rows.order_by("room__number", "bed")))


def guests_of(stays: list[Stay]) -> list[Guest]:
    """People with their course and what they are owed today."""
    now = clock.now()
    courses = Courses(now)
    today = now.astimezone(courses.zone).date()
    tonight = tonight_of(courses)
    with access.everywhere():
        contacts = [stay.contact_id for stay in stays]
        seen = {row.contact_id: row for row in FollowUp.objects.filter(contact__in=contacts, day=today)}
        course_of = {stay.id: courses.of(stay.contact) for stay in stays}
        tests = _tests(stays, course_of, tonight)
        found = []
        for stay in stays:
            course = course_of[stay.id]
            owed = tests.get((stay.subject, stay.incident_id, _clause(course)))
            found.append(
                Guest(
                    stay=stay, course=course, number=course.number(today) if course is not None else None,
                    last=ends_on(course) if course is not None else None, seen=seen.get(stay.contact_id), test=owed,
                    today=today,
                )
            )  # fmt: skip
        return found


def tonight_of(courses: Courses) -> datetime:
    """When the local day ends."""
    return datetime.combine(courses.now.astimezone(courses.zone).date() + timedelta(days=1), time(), courses.zone)


def _clause(course: Course | None) -> str | None:
    return course.regime.tests_clause if course is not None else None


def _tests(
    stays: list[Stay], course_of: dict[UUID, Course | None], tonight: datetime
) -> dict[tuple[str, UUID | None, str | None], TaskRow]:
    """The first test that is owed by tonight, by subject, incident and clause."""
    clauses = {clause for course in course_of.values() if (clause := _clause(course)) is not None}
    rows = TaskRow.objects.filter(
        subject__in=[stay.subject for stay in stays], clause__in=clauses, state="open", due_at__lte=tonight
    )
    return {(row.subject, row.incident_id, row.clause): row for row in rows.order_by("-due_at")}


def rooms(site: Site, show: str = "", after: str = "") -> tuple[list[RoomLine], str]:
    """A page of rooms by number with who stays in them, and the number after which the next page begins."""
    found = Room.objects.filter(site=site).order_by("number")
    inside = Stay.objects.filter(room=OuterRef("id"), left_at=None)
    if show == "free":
        found = found.filter(~Exists(inside), state=Room.State.READY)
    elif show == "lived_in":
        found = found.filter(Exists(inside))
    elif show in Room.State.values:
        found = found.filter(state=show)
    if after:
        found = found.filter(number__gt=after)
    rows = list(found[: PAGE + 1])
    by_room: defaultdict[UUID, list[Guest]] = defaultdict(list)
    with access.everywhere():
        stays = Stay.objects.filter(room__in=[room.id for room in rows[:PAGE]], left_at=None).order_by("bed")
        here = guests_of(list(stays.select_related("room", "person", "contact")))
    for guest in here:
        by_room[guest.stay.room_id].append(guest)
    lines = [RoomLine(room, tuple(by_room[room.id])) for room in rows[:PAGE]]
    return lines, rows[PAGE - 1].number if len(rows) > PAGE else ""


def waiting(site: Site, most: int = 20) -> list[Contact]:
    """Contacts in scope whom the rulebook sends to a site, who have no bed, and of a kind that the site takes."""
    rows = Contact.objects.filter(
        ~Exists(Stay.objects.filter(person=OuterRef("person"), left_at=None)),
        incident=site.incident_id, ended_at=None, became_case_at=None, controlled_at=None,
    )  # fmt: skip
    if site.tiers:
        rows = rows.filter(kind__in=site.tiers)
    courses = Courses()
    today = courses.now.astimezone(courses.zone).date()
    ids: list[UUID] = []
    fields = ("id", "incident_id", "kind", "last_exposure", "identified_at", "quarantine_until")
    for row in rows.order_by("identified_at").values(*fields)[:_LOOKED_AT]:
        course = courses.of(Contact(**row))
        last = ends_on(course) if course is not None else None
        if course is not None and course.regime.days_of(CENTRAL) and last is not None and last >= today:
            ids.append(row["id"])
        if len(ids) == most:
            break
    held = Contact.objects.in_bulk(ids)
    return [held[one] for one in ids]


_LOOKED_AT: Final = 500
"""Contacts without quarantine that are weighed for the list of those who wait."""
