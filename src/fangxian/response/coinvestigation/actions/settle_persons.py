"""Say what came of people: the one way in which a request ends, besides being handed on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.actions.close_contacts import close_contacts
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.coinvestigation.actions.accept_persons import accept_persons
from fangxian.response.coinvestigation.models import Listed, Outcome, State
from fangxian.response.coinvestigation.policies import answering_area, holding_area, require_side
from fangxian.response.coinvestigation.writing import (
    about,
    after,
    close_sheets,
    end,
    fact,
    held,
    open_legs,
    require_last,
    require_state,
)
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area as known_area
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record

_CHECKED = (Outcome.CONTROLLED, Outcome.RULED_OUT)
_PERSON = {"ruled_out": "cleared", "deceased": "deceased", "nonexistent": "proven_nonexistent"}
_PROVEN = (Outcome.NONEXISTENT, Outcome.RULED_OUT, Outcome.DECEASED)


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
        ``sheet.state``: somebody ended otherwise; ``sheet.passed_on``.
    """
    now = clock.now()
    at = check_time(at or now, "at", now)
    check_choice(outcome, Outcome.values, "outcome")
    note = check_text(note, 300, "note", needed=outcome in _PROVEN)
    request = id or uuid4()
    with held(people) as found:
        offered = [row.id for row in found if row.state == State.OFFERED]
        if offered:
            accept_persons(offered, name=name, at=at, id=derived(request, "accept"), by=by)
        rows = _again(found) if offered else found
        fresh = [row for row in rows if not (row.state == State.ENDED and row.outcome == outcome)]
        entries: list[Entry] = []
        for row in fresh:
            require_side(by, holding_area(row))
            require_state(row, State.ACCEPTED, State.RETURNED)
            require_last(row)
            _check_left(row, outcome, to)
            entries += _settle(row, outcome, at, request, to, note)
        record(entries)
        if outcome in _PROVEN and fresh:
            close_contacts(fresh[0].incident_id, [row.person_id for row in fresh], at)
    return len(fresh)


def _again(rows: list[Listed]) -> list[Listed]:
    """The same requests as they stand after others wrote them."""
    near = ("sheet__from_office", "sheet__to_office", "person")
    return list(Listed.objects.select_related(*near).filter(id__in=[row.id for row in rows]))


def _check_left(row: Listed, outcome: str, to: str) -> None:
    if outcome != Outcome.LEFT:
        return
    outside = row.with_receiver and row.sheet.to_office_id is None
    if not outside:
        raise Invalid(
            "sheet.pass_on",
            _("%(label)s is handed on by a sheet of its own, not by a word."),
            remedy=_("Use “Pass on”: the request ends when the other place takes the person over."),
            field="outcome",
            label=row.label,
        )
    if not to:
        raise Invalid(
            "value.missing",
            _("Where was %(label)s handed on to?"),
            remedy=_("Give the area."),
            field="to",
            label=row.label,
        )
    known_area(to)


def _settle(row: Listed, outcome: str, at: datetime, request: UUID, to: str, note: str) -> list[Entry]:
    legs = open_legs(row)
    at = max(after(leg, at) for leg in legs)
    end(legs, at, outcome, area=to, note=note)
    close_sheets([leg.sheet_id for leg in legs], at)
    said = {"outcome": outcome, "to_area": to, "note": note}
    entries = [fact(leg, "resulted", at, said, request=request, area=answering_area(leg.sheet)) for leg in legs]
    person: dict[str, Any] = {"request": request, "area": row.person.area}
    if outcome in _CHECKED:
        checked = {"outcome": outcome, "office": row.responsible, "area": row.to_area}
        entries.append(about(row, "checked", at, checked, **person))
    if outcome in _PERSON:
        entries.append(about(row, _PERSON[outcome], at, {"reason": note}, **person))
    return entries
