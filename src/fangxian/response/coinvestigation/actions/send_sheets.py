"""Ask other places for contacts who are there: one step for many contacts, one sheet for each destination."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Case, Contact, Relationship
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.casework.writing import check_time, lock_persons
from fangxian.response.coinvestigation.actions._compose import Letter, Request, compose, office_name
from fangxian.response.coinvestigation.destinations import destinations, sender, whereabouts
from fangxian.response.coinvestigation.models import Listed, Sheet, State
from fangxian.response.coinvestigation.policies import WRITE
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import say
from fangxian.response.ledger.record import record
from fangxian.response.ledger.together import tasks_together
from fangxian.response.registry.actions.record_stay import record_stays

_MOST = 2000
"""Contacts of one step; more are sent in several."""


@transaction.atomic
def send_sheets(
    contacts: Sequence[Contact],
    letter: Letter,
    *,
    stays: Mapping[UUID, str] | None = None,
    by: Post | None = None,
) -> list[Sheet]:
    """Send sheets for contacts of one incident, grouped by the office that answers where they are.

    Parameters
    ----------
    stays : Mapping or None
        By contact: code of the area where the person is, for those of whom the register does not say it, or
        says something else.

    Raises
    ------
    NotAllowed
        The post may not record contacts there.
    Invalid
        ``sheet.empty``, ``sheet.incidents`` (of several incidents), ``sheet.own_area``: somebody is in the
        sender's own area; `context` names the contact.
    Conflict
        ``sheet.open_already``: somebody is on a sheet that has not come to an end.
    """
    now = clock.now()
    letter = letter.checked(now)
    assert letter.at is not None
    assert letter.id is not None
    check_time(letter.at, "at", now)
    incident = _check(contacts, by)
    with access.everywhere(), tasks_together():
        lock_persons(contact.subject for contact in contacts)
        ids = [derived(letter.id, "listed", contact.id) for contact in contacts]
        sent = Listed.objects.filter(id__in=ids).values_list("sheet", flat=True)
        if done := list(Sheet.objects.filter(id__in=set(sent))):
            return done  # the same request, sent again
        _refuse_open(contacts)
        whereabout = {contact.id: (stays or {}).get(contact.id) or whereabouts(contact.person) for contact in contacts}
        # Known before the letter, if only by a microsecond: it is what the letter answers.
        _record_stays(contacts, whereabout, letter.at - timedelta(microseconds=1), letter.id, by)
        requests = _requests(contacts, whereabout, letter, by)
        sheets, entries = compose(incident, requests, letter)
        record(entries)
    return sheets


def _check(contacts: Sequence[Contact], by: Post | None) -> Any:
    if not contacts:
        raise Invalid("sheet.empty", _("Nobody is chosen."), remedy=_("Tick those whom another place is to find."))
    if len(contacts) > _MOST:
        raise Invalid(
            "sheet.many",
            _("%(count)s contacts are too many for one step; %(most)s can be sent at once."),
            remedy=_("Send them in several steps."),
            count=len(contacts),
            most=_MOST,
        )
    if len({contact.incident_id for contact in contacts}) > 1:
        raise Invalid(
            "sheet.incidents",
            _("These contacts belong to several incidents."),
            remedy=_("Send one step for each incident."),
        )
    for contact in contacts:
        require_in(by, WRITE, contact.area)
    return contacts[0].incident


def _refuse_open(contacts: Sequence[Contact]) -> None:
    persons = [contact.person_id for contact in contacts]
    held = Listed.objects.filter(person__in=persons, incident=contacts[0].incident_id).exclude(state=State.ENDED)
    taken = held.select_related("sheet").first()
    if taken is not None:
        raise Conflict(
            "sheet.open_already",
            _("%(label)s is on sheet %(number)s already, which is not closed."),
            remedy=_("Leave them out here, or pass them on from that sheet."),
            field="contacts",
            label=taken.label,
            number=taken.sheet.number,
        )


def _record_stays(
    contacts: Sequence[Contact], where: Mapping[UUID, str], at: datetime, request: UUID, by: Post | None
) -> None:
    """Keep what was learned about where people are; it is what the request rests on."""
    moved = {one.person: where[one.id] for one in contacts if where[one.id] != one.person.stay}
    ids = {person: derived(request, "left", person.id) for person in moved}
    record_stays(moved, at=at, incident=contacts[0].incident_id, ids=ids, by=by)


def _requests(contacts: Sequence[Contact], where: Mapping[UUID, str], letter: Letter, by: Post | None) -> list[Request]:
    to = destinations(where.values())
    exposures = _exposures(contacts)
    assert letter.at is not None
    rulebook = pack_in_force(contacts[0].incident_id, letter.at)
    found = []
    senders = {area: sender(area, by) for area in {contact.area for contact in contacts}}
    for contact in contacts:
        office = senders[contact.area]
        area = contact.area[:6] if office is None else office.area
        code = where[contact.id]
        if code.startswith(area) or (to[code].office is not None and to[code].office == office):
            raise Invalid(
                "sheet.own_area",
                _("%(number)s is in %(area)s, which the sender answers for itself."),
                remedy=_("Say where the person is, or leave them out."),
                field=f"area-{contact.id}",
                number=contact.number,
                area=area_path(code),
            )
        kind = rulebook.contact_kind(contact.kind) if rulebook is not None else None
        rule = "" if kind is None else f"{say(kind.title)}: {say(kind.definition)} ({kind.cite})"
        listed = _listed(contact, exposures.get(contact.person_id), code, rule[:300])
        listed.id = derived(letter.id, "listed", contact.id)
        listed.chain = listed.id
        name = area_path(area) if office is None else office_name(office)
        found.append(Request(listed, office, area, name, to[code]))
    return found


def _exposures(contacts: Sequence[Contact]) -> dict[UUID, tuple[Relationship, str]]:
    """By person: the exposure met last, with the number of its case."""
    rows = Relationship.objects.filter(
        incident=contacts[0].incident_id, person__in=[one.person_id for one in contacts], voided_at=None
    ).select_related("source")
    held = list(rows.order_by("last_exposure"))
    cases = Case.objects.filter(incident=contacts[0].incident_id, person__in=[row.source_id for row in held])
    numbers = dict(cases.values_list("person", "number"))
    return {row.person_id: (row, numbers.get(row.source_id, row.source.label)) for row in held}


def _listed(contact: Contact, exposure: tuple[Relationship, str] | None, stay: str, rule: str) -> Listed:
    row, case = exposure or (None, "")
    return Listed(
        person=contact.person,
        source=None if row is None else row.source,
        label=contact.number,
        sex=contact.person.sex,
        age=contact.person.age,
        kind=contact.kind,
        first_exposure=None if row is None else row.first_exposure,
        last_exposure=contact.last_exposure,
        setting="" if row is None else " · ".join(filter(None, [row.setting, row.social]))[:120],
        certainty="certain" if row is None else row.certainty,
        case_label=case[:60],
        rule=rule,
        stay=stay,
    )
