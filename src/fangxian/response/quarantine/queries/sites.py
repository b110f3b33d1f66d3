"""Sites at a glance: free rooms by class, who is in, who came and who leaves today."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Courses
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.sharing import Shared
from fangxian.response.ledger import clock, packs
from fangxian.response.quarantine.models import Room, Site, Stay
from fangxian.response.quarantine.rules import ends_on, fewest_days

# "NOT IN" on a column that is never null is one table in memory, looked up room by room; a join would sort both.
_ROOMS: Final = """
    SELECT site_id, state, room_class, count(*),
        count(*) FILTER (WHERE state = 'ready'
            AND id NOT IN (SELECT room_id FROM quarantine_stay WHERE left_at IS NULL AND site_id = ANY(%(sites)s)))
    FROM quarantine_room WHERE site_id = ANY(%(sites)s) GROUP BY site_id, state, room_class
"""

_Alike = tuple[UUID, str, date | None, date | None]
"""Incident, kind of contact, day of the last exposure, signed last day: who shares these leaves on the same day."""


@dataclass(slots=True)
class SiteLine:
    """One site on the board.

    Attributes
    ----------
    free : dict of str to int
        Rooms by class that are ready and in which nobody stays.
    rooms : dict of str to int
        Rooms by state.
    inside : int
        People who stay there.
    entered, leaving, over : int
        Of those: came today; may go today by the rule; should have gone before.
    """

    site: Site
    free: Counter[str] = field(default_factory=Counter)
    rooms: Counter[str] = field(default_factory=Counter)
    inside: int = 0
    entered: int = 0
    leaving: int = 0
    over: int = 0

    @property
    def free_rooms(self) -> int:
        """Rooms of all classes that are free."""
        return self.free.total()

    @property
    def classes(self) -> list[tuple[str, int]]:
        """Free rooms by the name of their class."""
        return [(str(Room.Class(code).label), self.free[code]) for code in Room.Class.values if self.free[code]]


def the_site(id: UUID) -> Site:
    """A site in scope.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    site = Site.objects.select_related("place", "incident").filter(id=id).first()
    if site is None:
        raise NotFound("site.unknown", _("There is no such quarantine site in your area."))
    return site


LARGE: Final = 5000
"""People in quarantine from whom on the screens of a city share the counts of the board."""

_boards: Final = Shared[list[SiteLine]](LARGE)


def board(closed: bool = False) -> list[SiteLine]:
    """Sites in scope with their counts, by name; the closed ones only where asked for."""
    rows = Site.objects.select_related("place").order_by("place__name")
    sites = rows if closed else rows.filter(closed_at=None)
    return _boards.get(lambda: counted(sites), lambda lines: sum(line.inside for line in lines), closed)


def counted(sites: Iterable[Site]) -> list[SiteLine]:
    """Sites with their counts, in three readings however many there are: of the rooms, of who is in, of who leaves."""
    lines = {site.id: SiteLine(site) for site in sites}
    count_rooms(lines)
    inside = Stay.objects.filter(site__in=lines, left_at=None).order_by()
    today = Count("id", filter=Q(admitted_at__gte=_midnight()))
    for site, count, entered in inside.values_list("site").annotate(people=Count("id"), today=today):
        lines[site].inside, lines[site].entered = count, entered
    _count_leaving(lines, inside)
    return list(lines.values())


def count_rooms(lines: dict[UUID, SiteLine]) -> None:
    """Count the rooms of sites by state, and those that are free by class."""
    with connection.cursor() as cursor:
        cursor.execute(_ROOMS, {"sites": list(lines)})
        for site, state, room_class, count, free in cursor.fetchall():
            lines[site].rooms[state] += count
            if free:
                lines[site].free[room_class] += free


def _midnight() -> datetime:
    zone = clock.zone()
    return datetime.combine(clock.now().astimezone(zone).date(), time(), zone)


def _count_leaving(lines: dict[UUID, SiteLine], inside: QuerySet[Stay]) -> None:
    """Last days follow from kind and day of the last exposure, so people of the same two are weighed once.

    Who was exposed so lately that no rulebook lets anybody go yet is not looked at.
    """
    now = clock.now()
    courses = Courses(now)
    today = now.astimezone(courses.zone).date()
    fewest = fewest_days(packs.adopted())
    if fewest is None:
        return
    exposed_before = datetime.combine(today - timedelta(days=fewest - 1), time(), courses.zone)
    with access.everywhere():  # a person of another district stays here too
        rows = inside.filter(contact__last_exposure__lt=exposed_before).values_list(
            "site", "incident", "contact__kind", TruncDate("contact__last_exposure", tzinfo=courses.zone),
            "contact__quarantine_until",
        )  # fmt: skip
        groups = list(rows.annotate(Count("id"), Min("contact__last_exposure"), Min("contact__identified_at")))
        weighed: defaultdict[_Alike, list[tuple[UUID, int]]] = defaultdict(list)
        first: dict[_Alike, Contact] = {}
        for site, incident, kind, day, until, count, exposed, identified in groups:
            alike = (incident, kind, day, until)
            weighed[alike].append((site, count))
            first[alike] = Contact(
                incident_id=incident, kind=kind, last_exposure=exposed, quarantine_until=until, identified_at=identified
            )  # fmt: skip
        for alike, people in weighed.items():
            course = courses.of(first[alike])
            last = ends_on(course) if course is not None else None
            for site, count in people:
                if last is not None and last <= today:
                    line = lines[site]
                    line.leaving += count if last == today else 0
                    line.over += count if last < today else 0
