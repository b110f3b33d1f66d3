"""The follow-up of contacts: who is followed up, and what came of each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.models import Contact, FollowUp
from fangxian.response.casework.observation import Course, Courses
from fangxian.response.casework.queries.keyset import PAGE
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.jurisdiction.sharing import Shared

_FOLLOWED: Final = Q(follow_up_ended_at=None, became_case_at=None)
"""Those under follow-up; the index ``contact_followed`` holds them and no others."""


@dataclass(frozen=True, slots=True)
class FollowUpFilter:
    """Whom the lists of follow-up show; an empty field shows all."""

    incident: UUID | None = None
    area: str = ""
    team: str = ""
    day: date | None = None

    def as_query(self) -> dict[str, str]:
        """The fields that say something, as in an address."""
        said = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: str(value) for name, value in said.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True)
class Line:
    """One contact on a list of follow-up.

    Attributes
    ----------
    course : Course or None
        What the rulebook asks; None where it asks nothing.
    days : dict
        By local day, what came of it.
    """

    contact: Contact
    course: Course | None
    days: dict[date, FollowUp]
    day: date

    @property
    def today(self) -> FollowUp | None:
        """What came of the day that is shown."""
        return self.days.get(self.day)

    @property
    def number(self) -> int | None:
        """Which day of the course is shown; None without a course."""
        return None if self.course is None else self.course.number(self.day)

    @property
    def over(self) -> bool:
        """Whether the rule's last day lies behind the day shown."""
        return self.course is not None and self.day > self.course.follow_up_ends


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of lines, and the key of the next."""

    lines: list[Line]
    after: str

    @property
    def most_days(self) -> int:
        """How many columns a grid of these lines has."""
        return max((line.course.days for line in self.lines if line.course is not None), default=0)


def rows(chosen: FollowUpFilter) -> QuerySet[Contact]:
    """The contacts of a filter, in no order, as far as the area in scope shows them."""
    found = Contact.objects.filter(_FOLLOWED).select_related("person")
    if chosen.incident is not None:
        found = found.filter(incident=chosen.incident)
    if chosen.team:
        found = found.filter(team=chosen.team)
    prefix = chosen.area or access.current() or ""
    if prefix:
        lo, hi = area_range(prefix)
        found = found.filter(area__gte=lo, area__lt=hi)
    return found


def page(chosen: FollowUpFilter, day: date, *, after: str = "", size: int = PAGE) -> Lines:
    """A page of contacts by area, street by street; within one, those last identified first.

    Raises
    ------
    Invalid
        ``page.key``: the key was not made by this function.
    """
    found = rows(chosen)
    if after:
        found = found.filter(_beyond(after))
    held = list(found.order_by("area", "-identified_at", "id")[: size + 1])
    more, held = len(held) > size, held[:size]
    last = held[-1] if held else None
    key = f"{last.area}_{last.identified_at.isoformat()}_{last.id}" if more and last is not None else ""
    return Lines(lines_of(held, day), key)


def lines_of(contacts: Sequence[Contact], day: date) -> list[Line]:
    """Contacts with their courses and what came of each day."""
    held: dict[UUID, dict[date, FollowUp]] = defaultdict(dict)
    for row in FollowUp.objects.filter(contact__in=[one.id for one in contacts]):
        held[row.contact_id][row.day] = row
    courses = Courses()
    return [Line(one, courses.of(one), held[one.id], day) for one in contacts]


_TEAM = """
    SELECT area, team FROM casework_contact
    WHERE follow_up_ended_at IS NULL AND became_case_at IS NULL AND team <> '' AND area >= %(lo)s AND area < %(hi)s
"""
# From one name in the index ``contact_teams`` to the next, however many contacts bear it.
_TEAMS = f"""
    WITH RECURSIVE pair AS (
        ({_TEAM} ORDER BY area, team LIMIT 1)
        UNION ALL
        SELECT following.* FROM pair CROSS JOIN LATERAL (
            {_TEAM} AND (area, team) > (pair.area, pair.team) ORDER BY area, team LIMIT 1
        ) AS following
    )
    SELECT DISTINCT team FROM pair ORDER BY team LIMIT 200
"""


def teams() -> list[str]:
    """Names of the teams that contacts under follow-up are given to."""
    lo, hi = area_range(access.current() or "")
    with connection.cursor() as cursor:
        cursor.execute(_TEAMS, {"lo": lo, "hi": hi})
        return [team for (team,) in cursor.fetchall()]


LARGE: Final = 20_000
"""Follow-ups of a day from which on the screens of an area share what was counted."""

_tallies: Final = Shared[dict[str, int]](LARGE)


def tally(chosen: FollowUpFilter, day: date) -> dict[str, int]:
    """How many follow-ups of a day came to what, in the area of a filter; of very many, as counted a moment ago."""
    return _tallies.get(lambda: _tally(chosen, day), lambda counts: sum(counts.values()), chosen, day)


def _tally(chosen: FollowUpFilter, day: date) -> dict[str, int]:
    found = FollowUp.objects.filter(day=day)
    prefix = chosen.area or access.current() or ""
    if prefix:
        lo, hi = area_range(prefix)
        found = found.filter(area__gte=lo, area__lt=hi)
    if chosen.incident is not None:
        found = found.filter(incident=chosen.incident)
    if chosen.team:
        found = found.filter(contact__team=chosen.team)
    return dict(found.order_by().values_list("outcome").annotate(many=Count("*")))


def dates_of(course: Course) -> list[date]:
    """The dates of D1 to Dn."""
    return [course.anchor + timedelta(days=number) for number in range(1, course.days + 1)]


def _beyond(key: str) -> Q:
    try:
        area, at, id_ = key.replace(" ", "+").split("_")
        moment, number = datetime.fromisoformat(at), UUID(id_)
    except ValueError:
        raise Invalid(
            "page.key",
            _("“%(key)s” is no page of this list."),
            remedy=_("Begin at the first page."),
            field="after",
            key=key,
        ) from None
    same = Q(identified_at__lt=moment) | Q(identified_at=moment, id__gt=number)
    return Q(area__gte=area) & (Q(area__gt=area) | (Q(area=area) & same))
