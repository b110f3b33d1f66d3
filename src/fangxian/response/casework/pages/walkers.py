"""Whose trajectory a page shows: a case's, or a contact's, who may become a case later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.urls import reverse

from fangxian.response.casework.infectious import Period, infectious_period
from fangxian.response.casework.models import Case, Contact, Visit
from fangxian.response.casework.queries.one import no_visit, the_case, the_contact, the_visit
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person

Kind = Literal["case", "contact"]

_ROUTES: dict[str, tuple[str, str, str, str]] = {
    "case": ("casework:case", "casework:trajectory", "casework:visit", "casework:void_visit"),
    "contact": (
        "casework:contact", "casework:contact_trajectory", "casework:contact_visit", "casework:void_contact_visit",
    ),
}  # fmt: skip
"""By kind: the page itself, its trajectory, and what can be done with a visit of it."""


@dataclass(frozen=True, slots=True)
class Walker:
    """Somebody whose visits are shown and recorded."""

    kind: Kind
    held: Case | Contact

    @property
    def number(self) -> str:
        """What they go by in the incident."""
        return self.held.number

    @property
    def incident(self) -> Incident:
        """In whose course the visits are recorded."""
        return self.held.incident

    @property
    def person(self) -> Person:
        """Whose visits they are."""
        return self.held.person

    @property
    def case(self) -> Case | None:
        """The case; None of a contact, whose places are exposed only once they become one."""
        return self.held if isinstance(self.held, Case) else None

    @property
    def page(self) -> str:
        """Address of the page of the case or contact."""
        return reverse(_ROUTES[self.kind][0], args=[self.held.id])

    @property
    def trajectory(self) -> str:
        """Address of the trajectory."""
        return reverse(_ROUTES[self.kind][1], args=[self.held.id])

    @property
    def visit_route(self) -> str:
        """Name of the page that corrects a visit."""
        return _ROUTES[self.kind][2]

    @property
    def void_route(self) -> str:
        """Name of the command that voids a visit."""
        return _ROUTES[self.kind][3]

    def period(self) -> Period | None:
        """The infectious period; None of a contact."""
        return None if self.case is None else infectious_period(self.case, pack_in_force(self.incident.id, clock.now()))

    def until(self, period: Period | None) -> datetime | None:
        """Up to when the time is to be accounted for: the classification of a case."""
        if self.case is None or period is None:
            return None
        classified = self.case.classified_at
        return classified if period.end is None else min(period.end, classified)

    def visit(self, number: UUID) -> Visit:
        """One visit of theirs in the area in scope.

        Raises
        ------
        NotFound
            There is none.
        """
        held = the_visit(number)
        if (held.person_id, held.incident_id) != (self.person.pk, self.incident.pk):
            raise no_visit()
        return held


def the_walker(kind: Kind, number: UUID) -> Walker:
    """A case or a contact in the area in scope; see :func:`the_case`."""
    return Walker(kind, the_case(number) if kind == "case" else the_contact(number))
