"""Take people over 接收: from now on the receiving office answers for them, and whoever had them before does not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.actions import Exposure, record_relationships
from fangxian.response.casework.actions.move_contacts import move_contacts
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.coinvestigation.actions.receive_sheet import receive_sheet
from fangxian.response.coinvestigation.models import Listed, Outcome, State
from fangxian.response.coinvestigation.policies import answering_area, require_side
from fangxian.response.coinvestigation.writing import (
    after,
    end,
    fact,
    held,
    keep_ends,
    open_legs,
    require_state,
)
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.loading import update
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions.move_persons import Move


@transaction.atomic
def accept_persons(
    people: Collection[UUID],
    *,
    name: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> int:
    """Take over persons of sheets; those taken over already stay as they are.

    The sheet counts as received. Earlier legs of a person's way end as handed on, with receipt. A person taken over
    by an office of this record moves there, with their contact management.

    Returns
    -------
    int
        How many were taken over now.

    Raises
    ------
    NotAllowed
        The post does not belong to the receiver.
    Conflict
        ``sheet.state``: somebody was returned or closed.
    NotFound
        ``sheet.person_unknown``.
    """
    now = clock.now()
    at = check_time(at or now, "at", now)
    name = check_text(name, 60, "name", needed=True)
    request = id or uuid4()
    with held(people) as rows:
        for row in rows:
            require_side(by, answering_area(row.sheet))
            require_state(row, State.OFFERED, State.ACCEPTED)
        fresh = [row for row in rows if row.state == State.OFFERED]
        for sheet in {row.sheet_id: row.sheet for row in fresh}.values():
            receive_sheet(sheet, name=name, at=at, id=derived(request, sheet.id), by=by)
        ways = open_legs(fresh)
        before = {row.id: [leg for leg in ways[row.chain] if leg.leg < row.leg] for row in fresh}
        entries = [entry for row in fresh for entry in _accept(row, before[row.id], after(row, at), request)]
        update(fresh, ["state", "accepted_at"])
        keep_ends([leg for legs in before.values() for leg in legs])
        record(entries)
        move_contacts([_move(row, request) for row in fresh])
        _name_contacts([row for row in fresh if row.sheet.origin], at)
    return len(fresh)


def _accept(row: Listed, before: list[Listed], at: datetime, request: UUID) -> list[Entry]:
    """The person changes hands: the legs of their way before this one end."""
    row.state, row.accepted_at = State.ACCEPTED, at
    end(before, at, Outcome.LEFT, area=row.to_area, request=request)
    said = {"person": row.person.subject, "office": row.sheet.to_name, "area": row.to_area}
    left = {"outcome": Outcome.LEFT.value, "to_area": row.to_area}
    return [
        fact(row, "accepted", at, said, request=request, area=answering_area(row.sheet)),
        *(fact(leg, "resulted", at, left, request=request, area=answering_area(leg.sheet)) for leg in before),
    ]


def _name_contacts(rows: list[Listed], at: datetime) -> None:
    """People of a sheet from another record become contacts in this one, of the case as it was labelled there."""
    exposures = [
        Exposure(
            source=row.source,
            person=row.person,
            kind=row.kind,
            first_exposure=row.first_exposure,
            last_exposure=row.last_exposure or row.sheet.sent_at,
            at=at,
            setting=row.setting[:60],
            certainty=row.certainty,
            id=derived("taken over", row.id),
        )
        for row in rows
        if row.source is not None
    ]
    if exposures:
        record_relationships(rows[0].sheet.incident, exposures)


def _move(row: Listed, request: UUID) -> Move:
    assert row.accepted_at is not None
    return Move(
        person=row.person,
        area=row.stay if row.stay.startswith(row.to_area) else row.to_area,
        at=row.accepted_at,
        incident=row.incident_id,
        id=derived(request, "transferred", row.id),
        outside=row.sheet.to_office_id is None,
    )
