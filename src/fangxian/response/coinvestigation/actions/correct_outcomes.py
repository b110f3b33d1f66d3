"""Correct what was said to have come of people: by new facts that name those they correct, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.actions.close_contacts import close_contacts, reopen_contacts
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_choice, check_text, recorded
from fangxian.response.coinvestigation.models import PROVEN, Listed, Outcome, State
from fangxian.response.coinvestigation.policies import answering_area, holding_area, require_side
from fangxian.response.coinvestigation.results import check_left, of_person, person_facts_under, resulted
from fangxian.response.coinvestigation.writing import end, fact_id, held, keep_ends, require_state
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record

UNKNOWN = ""
"""In place of an outcome: the one on record was none. The request is open again, with its clocks."""


@transaction.atomic
def correct_outcomes(
    people: Collection[UUID],
    outcome: str,
    *,
    reason: str,
    note: str = "",
    to: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> int:
    """Correct the outcome of persons, on every leg that ended with it; what follows from it follows anew.

    The time of the result stays. What the record said before stays in it, and both sides see both.

    Parameters
    ----------
    outcome : str
        One of :class:`Outcome`, or empty: nothing has come of them yet, and the sheet is open again.
    reason : str
        Why the former outcome was wrong.
    note, to : str
        As for :func:`settle_persons`; they replace what was said.

    Returns
    -------
    int
        How many were corrected now; those of whom the record says the same already stay as they are.

    Raises
    ------
    NotAllowed
        The post does not belong to the office that answered.
    Invalid
        The reason, the proof or the place is missing.
    Conflict
        ``sheet.state``: somebody has not come to an end; ``sheet.went_on``: a later sheet closed the request;
        ``sheet.open_already``: somebody was asked for anew in between.
    """
    check_choice(outcome, [*Outcome.values, UNKNOWN], "outcome")
    reason = check_text(reason, 300, "reason", needed=True)
    note = check_text(note, 300, "note", needed=outcome in PROVEN)
    request = id or uuid4()
    with held(people) as rows:
        for row in rows:
            require_side(by, holding_area(row))
        done = recorded([mark for row in rows for mark in _marks(request, row)])
        fresh = [row for row in rows if not done & set(_marks(request, row))]
        for row in fresh:
            require_state(row, State.ENDED)
        fresh = [row for row in fresh if (row.outcome, row.note, row.outcome_area) != (outcome, note, to)]
        ways = _ended_together(fresh)
        check_left(fresh, outcome, to)
        if outcome == UNKNOWN:
            _refuse_asked_anew(fresh)
        closed = {row.person_id: row.ended_at for row in fresh if row.outcome in PROVEN and row.ended_at}
        said = _Correction(outcome, to, note, reason, request, clock.now())
        entries = [entry for row in fresh for entry in _correct(row, ways[row.chain], said)]
        legs = [leg for row in fresh for leg in ways[row.chain]]
        Listed.objects.bulk_update(legs, ["correction"], batch_size=1000)
        keep_ends(legs)
        record(entries)
        _manage(fresh, closed, outcome)
    return len(fresh)


def _marks(request: UUID, row: Listed) -> tuple[UUID, UUID]:
    """The facts of which this request leaves one."""
    return fact_id(request, "resulted", row.id), derived(request, "voided", "resulted", row.id)


def _ended_together(rows: Iterable[Listed]) -> dict[UUID, list[Listed]]:
    """By way: the legs that ended under one request with these rows, each the last of its way."""
    own = {row.id: row for row in rows}
    under = {row.chain: row for row in own.values()}
    ways: dict[UUID, list[Listed]] = defaultdict(list)
    for leg in Listed.objects.select_related("sheet", "person").filter(chain__in=list(under)).order_by("leg"):
        row = under[leg.chain]
        if leg.leg > row.leg:
            raise Conflict(
                "sheet.went_on",
                _("%(label)s went on to a further place, whose sheet says what came of them."),
                remedy=_("Correct it there."),
                label=row.label,
            )
        if leg.ended_under == row.ended_under:
            ways[leg.chain].append(own.get(leg.id, leg))
    return ways


def _refuse_asked_anew(rows: Collection[Listed]) -> None:
    others = Listed.objects.select_related("sheet").filter(person__in=[row.person_id for row in rows])
    open_now = {(one.person_id, one.incident_id): one for one in others.exclude(state=State.ENDED)}
    for row in rows:
        newer = open_now.get((row.person_id, row.incident_id))
        if newer is not None:
            raise Conflict(
                "sheet.open_already",
                _("%(label)s is on sheet %(number)s already, which is not closed."),
                remedy=_("Act on that sheet."),
                label=row.label,
                number=newer.sheet.number,
            )


@dataclass(frozen=True, slots=True)
class _Correction:
    """What is said in place of a wrong outcome, when, and under which request."""

    outcome: str
    to: str
    note: str
    reason: str
    request: UUID
    now: datetime


def _correct(row: Listed, legs: list[Listed], said: _Correction) -> list[Entry]:
    former, at = row.ended_under, row.ended_at
    assert former is not None
    assert at is not None
    before = person_facts_under(row, former)
    for leg in legs:
        leg.correction = said.reason
        if said.outcome == UNKNOWN:
            _open_again(leg)
    if said.outcome == UNKNOWN:
        after: dict[str, Entry] = {}
        entries = [_voided(leg, "resulted", fact_id(former, "resulted", leg.id), said) for leg in legs]
    else:
        for leg in legs:
            leg.note = ""
        end(legs, at, said.outcome, request=said.request, area=said.to, note=said.note)
        after = of_person(row, request=said.request)
        entries = [resulted(leg, request=said.request, correcting=former, reason=said.reason) for leg in legs]
    entries += [replace(entry, corrects=before.get(kind)) for kind, entry in after.items()]
    entries += [_voided(row, kind, id_, said) for kind, id_ in before.items() if kind not in after]
    return entries


def _open_again(leg: Listed) -> None:
    leg.state = State.RETURNED if leg.accepted_at is None else State.ACCEPTED
    leg.outcome, leg.outcome_area, leg.note = "", "", ""
    leg.ended_at = leg.ended_under = None


def _voided(row: Listed, kind: str, id_: UUID, said: _Correction) -> Entry:
    """A fact of a request (``resulted``) or of its person was none."""
    about_request = kind == "resulted"
    return Entry(
        kind="fact.voided",
        subject=row.subject if about_request else row.person.subject,
        at=said.now,
        area=answering_area(row.sheet) if about_request else row.person.area,
        attributes={"reason": said.reason},
        incident=row.incident_id,
        corrects=id_,
        id=derived(said.request, "voided", kind, row.id),
    )


def _manage(rows: list[Listed], closed: dict[UUID, datetime], outcome: str) -> None:
    """The management of contacts ends, or goes on, as the right outcome says."""
    if not rows:
        return
    incident = rows[0].incident_id
    if outcome in PROVEN:
        close_contacts(incident, {row.person_id: row.ended_at for row in rows if row.ended_at})
    else:
        reopen_contacts(incident, closed)
