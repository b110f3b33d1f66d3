"""The board: how many are at home in each area below one's own, of how many nothing is known today, who is let go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection

from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Courses
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import LEVELS
from fangxian.response.jurisdiction.sharing import Shared
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import TaskRow

WAITING: Final = ("home.check", "home.refused")
"""Clauses of those whose dwelling nobody has looked at yet, or is not fit."""

COUNTS: Final = ("inside", "reported", "ill", "unreached", "breaches", "unfit", "leaving", "over")


@dataclass(slots=True)
class Line:
    """One area of the board.

    Attributes
    ----------
    inside : int
        People at home.
    reported, ill : int
        Of those: heard of today; ill today.
    unreached, breaches : int
        Not reached call after call; left the dwelling, and that is not settled.
    unfit : int
        In a dwelling that was found not fit, or that nobody has looked at.
    leaving, over : int
        Last day today; beyond the last day.
    """

    area: str
    inside: int = 0
    reported: int = 0
    ill: int = 0
    unreached: int = 0
    breaches: int = 0
    unfit: int = 0
    leaving: int = 0
    over: int = 0

    @property
    def unheard(self) -> int:
        """Of how many nothing is known today."""
        return self.inside - self.reported


# People of one kind, last exposed on one day, with the same signed last day, are let go on the same day by the same
# rule: so the rule is read once for each such group, and the database counts the rest.
_GROUPS: Final = """
SELECT left(h.area, %(width)s), c.incident_id, c.kind, (c.last_exposure AT TIME ZONE %(zone)s)::date,
    c.quarantine_until, min(c.last_exposure), min(c.identified_at), count(*),
    count(*) FILTER (WHERE h.reported_on = %(today)s), count(*) FILTER (WHERE h.ill_on = %(today)s),
    count(h.unreached_at), count(h.breached_at), count(*) FILTER (WHERE h.fit IS NOT TRUE)
FROM home_homestay AS h JOIN casework_contact AS c ON c.id = h.contact_id
WHERE h.ended_at IS NULL
GROUP BY 1, 2, 3, 4, 5
"""


LARGE: Final = 5000
"""People at home from whom on the screens of an area share what was counted."""

_boards: Final = Shared[list[Line]](LARGE)


def board(root: str) -> list[Line]:
    """The areas one level below `root` with anybody at home, by code; `root` itself for those known no more exactly."""
    return _boards.get(lambda: _board(root), lambda lines: summed(lines).inside, root)


def _board(root: str) -> list[Line]:
    now = clock.now()
    courses = Courses(now)
    today = now.astimezone(courses.zone).date()
    width = next((length for length in LEVELS if length > len(root)), len(root))
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, {"width": width, "zone": str(courses.zone), "today": today})
        groups = cursor.fetchall()
    lines: dict[str, Line] = {}
    ends: dict[tuple[UUID, str, date | None, date | None], date | None] = {}
    with access.everywhere():
        for area, incident, kind, day, until, exposed, identified, *counts in groups:
            line = lines.setdefault(area, Line(area))
            for name, count in zip(COUNTS, counts, strict=False):
                setattr(line, name, getattr(line, name) + count)
            alike = (incident, kind, day, until)
            if alike not in ends:
                course = courses.of(
                    Contact(
                        incident_id=incident, kind=kind, last_exposure=exposed, quarantine_until=until,
                        identified_at=identified,
                    )
                )  # fmt: skip
                ends[alike] = course.quarantine_ends if course is not None else None
            last = ends[alike]
            if last is not None and last <= today:
                line.leaving += counts[0] if last == today else 0
                line.over += counts[0] if last < today else 0
    return sorted(lines.values(), key=lambda line: line.area)


def summed(lines: list[Line]) -> Line:
    """All lines together."""
    whole = Line("")
    for line in lines:
        for name in COUNTS:
            setattr(whole, name, getattr(whole, name) + getattr(line, name))
    return whole


def waiting(most: int = 30) -> list[tuple[TaskRow, Contact]]:
    """Whose dwelling is to be looked at, or who is to go to a site instead; in scope, the first due first."""
    rows = list(TaskRow.objects.filter(clause__in=WAITING, state="open").order_by("due_at")[:most])
    persons = [UUID(row.subject.removeprefix("person:")) for row in rows]
    contacts = Contact.objects.filter(person__in=persons).select_related("person")
    held = {(str(contact.incident_id), contact.subject): contact for contact in contacts}
    found = ((row, held.get((str(row.incident_id), row.subject))) for row in rows)
    return [(row, contact) for row, contact in found if contact is not None]
