"""Hand persons over to another area: from now on that one is responsible for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.response.jurisdiction import access
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.loading import update
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Identity, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One person's hand-over.

    Attributes
    ----------
    area : str
        Area that takes the person over; the most exact code known.
    incident : UUID
        In whose course; its rulebook reads the fact.
    outside : bool
        Whether that place does not keep this record. The person's row stays then where it is.
    id : UUID
        Minted by the caller; sending it twice records one hand-over.
    """

    person: Person
    area: str
    at: datetime
    incident: UUID
    id: UUID
    outside: bool = False


@transaction.atomic
def move_persons(moves: Sequence[Move]) -> None:
    """Give persons, with who they are, to the areas that took them over, and record it.

    Whoever calls has checked that the other side accepted: nobody moves without that.
    """
    inside = [move for move in moves if not move.outside]
    entries = [
        Entry(
            kind="person.transferred",
            subject=move.person.subject,
            at=move.at,
            area=move.person.area if move.outside else move.area,
            attributes={"to_area": move.area, "from_area": move.person.area, "outside": move.outside},
            incident=move.incident,
            id=move.id,
        )
        for move in moves
    ]
    with access.everywhere():
        for move in inside:
            move.person.area = move.area
        for area in {move.area for move in inside}:
            moved = [move.person for move in inside if move.area == area]
            Identity.objects.filter(person__in=moved).update(area=area)
        update([move.person for move in inside], ["area"])
        record(entries)
