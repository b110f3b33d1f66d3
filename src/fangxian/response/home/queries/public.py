"""What somebody may see who holds a report link: their own days, and nothing of who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fangxian.response.casework.observation import Course, Courses
from fangxian.response.documents.contexts import appeal, basis
from fangxian.response.home import links
from fangxian.response.home.models import HomeStay, Report, ReportLink
from fangxian.response.jurisdiction import access

State = Literal["open", "ended", "revoked", "unknown"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a secret leads to; without a stay where it leads nowhere."""

    state: State
    stay: HomeStay | None = None


@dataclass(frozen=True, slots=True)
class OwnDays:
    """What the page says.

    Attributes
    ----------
    number, whole : int or None
        Day of the course, and how many it has.
    next_test : date or None
        The next day of a test, today among them.
    morning, afternoon : Report or None
        The last report of either half of today.
    """

    course: Course | None
    today: date
    number: int | None
    whole: int | None
    last: date | None
    next_test: date | None
    morning: Report | None
    afternoon: Report | None
    appeal: str
    basis: str


def found(secret: str) -> Found:
    """Whom a secret leads to. One that we did not sign is turned away without asking the database."""
    link_id = links.read(secret)
    if link_id is None:
        return Found("unknown")
    with access.everywhere():
        rows = ReportLink.objects.select_related("stay__contact__incident", "stay__contact__person", "stay__person")
        link = rows.select_related("stay__incident").filter(id=link_id).first()
    if link is None:
        return Found("unknown")
    if link.stay.ended_at is not None:
        return Found("ended", link.stay)
    return Found("open" if link.revoked_at is None else "revoked", link.stay)


def own_days(stay: HomeStay) -> OwnDays:
    """The days of a stay as its person sees them; reads rows of its area alone."""
    with access.area(stay.area):
        courses = Courses()
        course = courses.of(stay.contact)
        today = courses.now.astimezone(courses.zone).date()
        reports = list(Report.objects.filter(stay=stay, day=today).exclude(outcome="missed").order_by("at"))
        pack = courses.pack_for(stay.contact)
    halves = {report.half: report for report in reports}
    last = course.quarantine_ends if course is not None else None
    tests = [day for _number, day in course.tests if day >= today] if course is not None else []
    return OwnDays(
        course=course,
        today=today,
        number=course.number(today) if course is not None else None,
        whole=course.number(last) if course is not None and last is not None else None,
        last=last,
        next_test=next((day for day in tests if last is None or day <= last), None),
        morning=halves.get("am"),
        afternoon=halves.get("pm"),
        appeal=appeal(pack),
        basis=basis(pack),
    )
