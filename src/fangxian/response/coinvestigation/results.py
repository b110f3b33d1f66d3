"""What the end of a request is recorded as: one fact of each leg, and what it says of the person."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.coinvestigation.models import Listed, Outcome
from fangxian.response.coinvestigation.policies import answering_area
from fangxian.response.coinvestigation.writing import about, fact, fact_id, person_fact_id
from fangxian.response.jurisdiction.queries import area as known_area
from fangxian.response.ledger.entry import Entry

_OF_PERSON: Final[dict[str, tuple[str, ...]]] = {
    Outcome.CONTROLLED: ("checked",),
    Outcome.RULED_OUT: ("checked", "cleared"),
    Outcome.DECEASED: ("deceased",),
    Outcome.NONEXISTENT: ("proven_nonexistent",),
    Outcome.LEFT: (),
}
"""By outcome, what it says of the person."""


def check_left(rows: Collection[Listed], outcome: str, to: str) -> None:
    """Raise unless these people can be said to have been handed on, where that is the outcome.

    Raises
    ------
    Invalid
        ``sheet.pass_on``: inside this record people are handed on by sheets of their own; ``value.missing``.
    NotFound
        ``area.unknown``.
    """
    if outcome != Outcome.LEFT:
        return
    for row in rows:
        if not row.with_receiver or row.sheet.to_office_id is not None:
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
    if rows:
        known_area(to)


def resulted(leg: Listed, *, request: UUID, correcting: UUID | None = None, reason: str = "") -> Entry:
    """The fact that a leg ended as its row says; in place of the one recorded under the request `correcting`."""
    assert leg.ended_at is not None
    said = {"outcome": str(leg.outcome), "to_area": leg.outcome_area, "note": leg.note, "reason": reason}
    corrects = None if correcting is None else fact_id(correcting, "resulted", leg.id)
    return fact(leg, "resulted", leg.ended_at, said, request=request, area=answering_area(leg.sheet), corrects=corrects)


def of_person(row: Listed, *, request: UUID) -> dict[str, Entry]:
    """By kind: the facts about the person that follow from how the request ended."""
    assert row.ended_at is not None
    said: dict[str, dict[str, Any]] = {
        "checked": {"outcome": str(row.outcome), "office": row.responsible, "area": row.to_area}
    }
    return {
        kind: about(
            row, kind, row.ended_at, said.get(kind, {"reason": row.note}), request=request, area=row.person.area
        )
        for kind in _OF_PERSON[row.outcome]
    }


def person_facts_under(row: Listed, request: UUID) -> dict[str, UUID]:
    """By kind: the ids of the facts about the person that an outcome recorded under a request made."""
    return {kind: person_fact_id(request, kind, row) for kind in _OF_PERSON[row.outcome]}
