"""Pass people on to a third place 转请: whoever answers for them keeps doing so until that place takes them over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_time
from fangxian.response.coinvestigation.actions._compose import Letter, Request, compose
from fangxian.response.coinvestigation.destinations import Destination, destinations
from fangxian.response.coinvestigation.models import Listed, Sheet, State
from fangxian.response.coinvestigation.policies import answering_area, holding_area, require_side
from fangxian.response.coinvestigation.writing import after, fact, held, require_last, require_state
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area as known_area
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record

_COPIED = (
    "person", "source", "label", "sex", "age", "kind", "first_exposure", "last_exposure", "setting", "certainty",
    "case_label", "rule",
)  # fmt: skip


@transaction.atomic
def forward_persons(people: Collection[UUID], *, to: str, letter: Letter, by: Post | None = None) -> list[Sheet]:
    """Send persons of sheets on to the office of another area.

    Parameters
    ----------
    to : str
        Code of the area where they are now.

    Raises
    ------
    NotAllowed
        The post does not belong to the office that answers for them.
    NotFound
        ``area.unknown``, ``sheet.person_unknown``.
    Invalid
        ``sheet.own_area``: that office answers for them already.
    Conflict
        ``sheet.state``, ``sheet.passed_on``, or ``sheet.elsewhere``: a place that does not keep this record passes
        people on by its own letters and reports that as its result.
    """
    now = clock.now()
    letter = letter.checked(now)
    assert letter.at is not None
    assert letter.id is not None
    at, request = check_time(letter.at, "at", now), letter.id
    known_area(to)
    target = destinations([to])[to]
    with held(people) as rows:
        done = Sheet.objects.filter(people__id__in=[_next_id(request, row) for row in rows]).distinct()
        if done:
            return list(done)
        for row in rows:
            require_side(by, holding_area(row))
            require_state(row, State.ACCEPTED, State.RETURNED)
        require_last(rows)
        requests = [_request(row, to, target, request) for row in rows]
        if len({row.incident_id for row in rows}) > 1:
            raise Invalid("sheet.incidents", _("These people belong to several incidents."))
        at = max(after(row, at) for row in rows)
        sheets, entries = compose(rows[0].sheet.incident, requests, replace(letter, at=at))
        record(entries + _passed_on(rows, requests, target, request, at))
    return sheets


def _next_id(request: UUID, row: Listed) -> UUID:
    return derived(request, "onward", row.id)


def _request(row: Listed, to: str, target: Destination, request: UUID) -> Request:
    sheet = row.sheet
    office, area, name = (
        (sheet.to_office, sheet.to_area, sheet.to_name)
        if row.with_receiver
        else (sheet.from_office, sheet.from_area, sheet.from_name)
    )
    if office is None:
        raise Conflict(
            "sheet.elsewhere",
            _("%(name)s answers for %(label)s and does not keep this record."),
            remedy=_("Record what it reports as the result."),
            label=row.label,
            name=name,
        )
    if target.office == office:
        raise Invalid(
            "sheet.own_area",
            _("%(name)s answers for %(label)s already."),
            remedy=_("Choose another area."),
            field="to",
            label=row.label,
            name=name,
        )
    copied = {field: getattr(row, field) for field in _COPIED}
    onward = Listed(id=_next_id(request, row), chain=row.chain, leg=row.leg + 1, stay=to, **copied)
    return Request(onward, office, area, name, target)


def _passed_on(
    rows: Sequence[Listed], requests: Sequence[Request], target: Destination, request: UUID, at: datetime
) -> list[Entry]:
    return [
        fact(
            row,
            "forwarded",
            at,
            {"to_area": target.area, "onward": one.listed.subject},
            request=request,
            area=answering_area(row.sheet) if row.with_receiver else row.from_area,
        )
        for row, one in zip(rows, requests, strict=True)
    ]
