"""One person at home, or a page of them, with the course of the rulebook and what is owed today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.casework.models import Case, Contact
from fangxian.response.casework.observation import Course, Courses
from fangxian.response.home.models import URGENCY, Breach, HomeStay, Housemate, Report
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.sharing import Shared
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import TaskRow
from fangxian.response.registry.queries import masked_identity


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody at home, as of today.

    Attributes
    ----------
    number : int or None
        Day of their course; None without a rule.
    last : date or None
        Last day of quarantine.
    test : TaskRow or None
        The test that is owed today or before.
    """

    stay: HomeStay
    course: Course | None
    number: int | None
    last: date | None
    test: TaskRow | None
    today: date

    @property
    def reported(self) -> bool:
        """Whether it is known how they are today."""
        return self.stay.reported_on == self.today

    @property
    def ill(self) -> bool:
        """Whether they were ill today or yesterday."""
        return self.stay.ill_on is not None and self.stay.ill_on >= self.today - timedelta(days=1)

    @property
    def leaving(self) -> bool:
        """Whether today is the last day."""
        return self.last == self.today

    @property
    def over(self) -> bool:
        """Whether the last day lies behind: release, or a signed extension, is due."""
        return self.last is not None and self.last < self.today


@dataclass(frozen=True, slots=True)
class MateLine:
    """Somebody of the household, with what the record says of them now.

    Attributes
    ----------
    name : str
        Masked.
    contact, case : Contact or None, Case or None
        What they are in this incident themselves.
    """

    mate: Housemate
    name: str
    contact: Contact | None
    case: Case | None


def the_home(id: UUID) -> HomeStay:
    """A stay at home in scope, with all that its page shows.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    rows = HomeStay.objects.select_related("person", "incident", "contact__incident", "contact__person")
    stay = rows.filter(id=id).first()
    if stay is None:
        raise NotFound("home.unknown", _("There is no such stay at home in your area."))
    return stay


def the_mate(id: UUID) -> Housemate:
    """Somebody of a household in scope; see :func:`the_home`."""
    mate = Housemate.objects.filter(id=id).first()
    if mate is None:
        raise NotFound("housemate.unknown", _("There is nobody such of a household in your area."))
    return mate


def the_breach(id: UUID) -> Breach:
    """A breach in scope; see :func:`the_home`."""
    breach = Breach.objects.select_related("stay__person").filter(id=id).first()
    if breach is None:
        raise NotFound("breach.unknown", _("There is no such breach in your area."))
    return breach


def residents_of(stays: Sequence[HomeStay]) -> list[Resident]:
    """People at home with their course and what they are owed today; their contacts must be selected."""
    now = clock.now()
    courses = Courses(now)
    today = now.astimezone(courses.zone).date()
    tests = _tests([stay.subject for stay in stays], datetime.combine(today + timedelta(days=1), time(), courses.zone))
    found = []
    for stay in stays:
        course = courses.of(stay.contact)
        clause = course.regime.tests_clause if course is not None else None
        owed = tests.get((stay.subject, str(stay.incident_id), clause or ""))
        number = course.number(today) if course is not None else None
        last = course.quarantine_ends if course is not None else None
        found.append(Resident(stay, course, number, last, owed, today))
    return found


def _tests(subjects: list[str], tonight: datetime) -> dict[tuple[str, str, str], TaskRow]:
    rows = TaskRow.objects.filter(subject__in=subjects, state="open", due_at__lte=tonight).order_by("-due_at")
    return {(row.subject, str(row.incident_id), row.clause): row for row in rows}


def uncalled(today: date) -> QuerySet[HomeStay]:
    """Those at home of whom nothing is known today, the most urgent first.

    First whoever counts as not reached or has left; then those ill yesterday; then those missed before today; then the
    others, by how long nothing was heard.
    """
    rows = HomeStay.objects.filter(ended_at=None).filter(Q(reported_on=None) | Q(reported_on__lt=today))
    return rows.order_by(*URGENCY)


def to_call(today: date, most: int) -> list[HomeStay]:
    """The first of :func:`uncalled`, with their contacts: sorted by their own rows alone, however many there are."""
    ids = list(uncalled(today).values_list("id", flat=True)[:most])
    held = HomeStay.objects.select_related("person", "contact").in_bulk(ids)
    return [held[one] for one in ids]


LARGE: Final = 5000
"""People at home from whom on the screens of an area share how many are still to be called."""

_calls: Final = Shared[tuple[int, int]](LARGE)


def calls_done(today: date) -> tuple[int, int]:
    """How many are at home, and of how many of them something is known today."""

    def count() -> tuple[int, int]:
        heard = Count("id", filter=Q(reported_on__gte=today))
        found = HomeStay.objects.filter(ended_at=None).aggregate(whole=Count("id"), done=heard)
        return found["whole"], found["done"]

    return _calls.get(count, lambda counted: counted[0], today)


def household_of(stay: HomeStay) -> list[MateLine]:
    """Who lives there, with their own status as the record of this incident has it."""
    mates = list(Housemate.objects.filter(stay=stay).select_related("person").order_by("left_at", "since"))
    persons = [mate.person_id for mate in mates]
    with access.everywhere():  # somebody of the household may be managed by another area
        contacts = {row.person_id: row for row in Contact.objects.filter(incident=stay.incident_id, person__in=persons)}
        cases = {row.person_id: row for row in Case.objects.filter(incident=stay.incident_id, person__in=persons)}
        cards = {mate.person_id: masked_identity(mate.person) for mate in mates}
    lines = []
    for mate in mates:
        card = cards[mate.person_id]
        name = card.name if card is not None and card.name else mate.person.label
        lines.append(MateLine(mate, name, contacts.get(mate.person_id), cases.get(mate.person_id)))
    return lines


def reports_of(stay: HomeStay, most: int = 60) -> list[Report]:
    """What is known of a person, the last first."""
    return list(Report.objects.filter(stay=stay).order_by("-at")[:most])
