"""Say what came of people: the one way in which a request ends, besides being handed on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.actions.close_contacts import close_contacts
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.coinvestigation.actions.accept_persons import accept_persons
from fangxian.response.coinvestigation.models import PROVEN, Listed, Outcome, State
from fangxian.response.coinvestigation.policies import holding_area, require_side
from fangxian.response.coinvestigation.results import check_left, of_person, resulted
from fangxian.response.coinvestigation.writing import (
    after,
    end,
    held,
    keep_ends,
    open_legs,
    require_last,
    require_state,
)
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def settle_persons(
    people: Collection[UUID],
    outcome: str,
    *,
    name: str,
    note: str = "",
    to: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> int:
    """Record the outcome for persons; every open leg of their way ends with it.

    People whom nobody has taken over yet are taken over by the receiver, who gives the outcome. People who were
    returned are settled by the sender.

    Parameters
    ----------
    outcome : str
        One of :class:`Outcome`. ``left`` only for a place that does not keep this record (others pass people on and
        wait for the receipt); it needs `to`.
    name : str
        Who reports it.
    note : str
        What it rests on; needed where nobody is left to be managed (ruled out, died, proven not to exist).

    Returns
    -------
    int
        How many were settled now; those that ended so already stay as they are.

    Raises
    ------
    NotAllowed
        The post does not belong to the office that answers for them.
    Invalid
        The outcome is unknown, or its proof or place is missing.
    Conflict
        ``sheet.settled``: somebody ended otherwise, which takes a correction; ``sheet.state``; ``sheet.passed_on``.
    """
    now = clock.now()
    at = check_time(at or now, "at", now)
    check_choice(outcome, Outcome.values, "outcome")
    note = check_text(note, 300, "note", needed=outcome in PROVEN)
    request = id or uuid4()
    with held(people) as found:
        offered = [row.id for row in found if row.state == State.OFFERED]
        if offered:
            accept_persons(offered, name=name, at=at, id=derived(request, "accept"), by=by)
        rows = _again(found) if offered else found
        fresh = [row for row in rows if not (row.state == State.ENDED and row.outcome == outcome)]
        for row in fresh:
            require_side(by, holding_area(row))
            _refuse_settled(row)
            require_state(row, State.ACCEPTED, State.RETURNED)
        require_last(fresh)
        check_left(fresh, outcome, to)
        _settle(fresh, outcome, at, request, to, note)
    return len(fresh)


def _again(rows: list[Listed]) -> list[Listed]:
    """The same requests as they stand after others wrote them."""
    near = ("sheet__from_office", "sheet__to_office", "person")
    return list(Listed.objects.select_related(*near).filter(id__in=[row.id for row in rows]))


def _refuse_settled(row: Listed) -> None:
    if row.state == State.ENDED:
        raise Conflict(
            "sheet.settled",
            _("%(label)s is closed already: %(outcome)s."),
            remedy=_("If that is wrong, correct it on the sheet, with the reason."),
            field="outcome",
            label=row.label,
            outcome=row.get_outcome_display(),
        )


def _settle(rows: list[Listed], outcome: str, at: datetime, request: UUID, to: str, note: str) -> None:
    ways = open_legs(rows)
    entries = []
    for row in rows:
        legs = ways[row.chain]
        moment = max(after(leg, at) for leg in legs)
        end(legs, moment, outcome, request=request, area=to, note=note)
        entries += [resulted(leg, request=request) for leg in legs]
        entries += of_person(row, request=request).values()
    keep_ends([leg for row in rows for leg in ways[row.chain]])
    record(entries)
    if outcome in PROVEN and rows:
        close_contacts(rows[0].incident_id, {row.person_id: row.ended_at for row in rows if row.ended_at})
