"""Admit people to a room of a site: one bed each, families together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.actions.control_contact import Control, control_contacts
from fangxian.response.casework.actions.except_contact import GROUPS
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Courses
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.beds import (
    family_of,
    free_beds,
    locked_rooms,
    refuse_alone,
    refuse_contact,
    refuse_site,
    stays_in,
)
from fangxian.response.quarantine.followers import tell_admitted
from fangxian.response.quarantine.models import Room, Stay
from fangxian.response.quarantine.policies import RUN, require_in
from fangxian.response.quarantine.rules import ends_on
from fangxian.ui import formats


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody to be admitted; `group` is one with a rule of its own, such as ``child``."""

    contact: Contact
    group: str = ""


@transaction.atomic
def admit(
    room: Room,
    members: Sequence[Member],
    *,
    at: datetime | None = None,
    joins: bool = False,
    legal_basis: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> list[Stay]:
    """Give people beds in one room; all or none. Quarantine begins for those in none yet, and moves here for others.

    The site answers for who is in it, so its post may admit people of other districts too.

    Parameters
    ----------
    members : sequence of Member
        A family, or one person.
    joins : bool
        Whether they belong to those who stay in the room already.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        Nobody is named, somebody would be alone who must not be, or the rulebook does not confine them (any longer).
    Conflict
        The room or site does not take them, or somebody has a bed already (``stay.has_bed``).
    """
    require_in(by, RUN, room.area)
    at = check_time(at or clock.now(), "at")
    legal_basis = check_text(legal_basis, 300, "legal_basis")
    if not members or len({one.contact.person_id for one in members}) < len(members):
        raise Invalid("stay.nobody", _("Name each person once."), field="numbers")
    for one in members:
        check_choice(one.group, ("", *GROUPS), "group")
    request = id or uuid4()
    with access.everywhere():
        ids = [derived(request, one.contact.id) for one in members]
        lock_persons(one.contact.subject for one in members)
        held = list(Stay.objects.filter(id__in=ids))
        if held:
            return held
        (room,) = locked_rooms(room.id)
        contacts = _contacts(members)
        _refuse(room, contacts, at)
        family = family_of(room, joins, request)
        refuse_site(room.site, [contact.kind for contact in contacts], at, family)
        stays = [
            Stay(
                id=number, incident=room.site.incident, person=contact.person, contact=contact, site=room.site,
                room=room, bed=bed, area=room.area, origin=contact.area, family=family, group=one.group,
                admitted_at=at,
            )
            for number, one, contact, bed in zip(ids, members, contacts, free_beds(room, len(members)), strict=True)
        ]  # fmt: skip
        refuse_alone([*stays_in(room), *stays], Courses(at))
        save_stays(stays)
        _record(stays, legal_basis)
        tell_admitted(stays)
        return stays


def save_stays(stays: Sequence[Stay]) -> None:
    """Write stays; the database has the last word on one bed a person.

    Raises
    ------
    Conflict
        ``stay.overlaps``: an earlier stay reaches into one of these.
    """
    try:
        with transaction.atomic():
            Stay.objects.bulk_create(stays)
    except IntegrityError as error:
        raise Conflict(
            "stay.overlaps",
            _("The stay overlaps with another of the same person or bed."),
            remedy=_("Correct the time, or end the other stay first."),
            field="at",
        ) from error


def _contacts(members: Sequence[Member]) -> list[Contact]:
    """The contacts as they stand now, in order."""
    rows = Contact.objects.select_related("person", "incident").in_bulk([one.contact.id for one in members])
    return [rows[one.contact.id] for one in members]


def _refuse(room: Room, contacts: Sequence[Contact], at: datetime) -> None:
    courses = Courses(at)
    for contact in contacts:
        refuse_contact(contact, room.site)
        course = courses.of(contact)
        last = ends_on(course) if course is not None else None
        if last is None:
            raise Invalid(
                "stay.no_rule",
                _("The rulebook in force does not confine %(number)s."),
                remedy=_("Nobody is confined without a rule; look at the kind of contact and the last exposure."),
                number=contact.number,
                field="numbers",
            )
        if at.astimezone(courses.zone).date() > last:
            raise Invalid(
                "stay.too_long",
                _("By the rule, %(number)s was to be at a site until %(day)s at the latest."),
                remedy=_("A longer quarantine is a signed extension; sign it on the contact's page."),
                number=contact.number,
                day=formats.day(last),
                field="numbers",
            )
    beds = Stay.objects.filter(person__in=[one.person_id for one in contacts], left_at=None)
    other = beds.select_related("site__place", "room", "person").first()
    if other is not None:
        raise Conflict(
            "stay.has_bed",
            _("%(label)s has a bed already: %(site)s, room %(room)s."),
            remedy=_("Move them from there; nobody has two beds."),
            label=other.person.label,
            site=other.site.place.name,
            room=other.room.number,
            field="numbers",
        )


def _record(stays: Sequence[Stay], legal_basis: str) -> None:
    """Quarantine began, or came here from elsewhere."""
    fresh = [stay for stay in stays if stay.contact.controlled_at is None]
    control_contacts(
        [
            Control(
                contact=stay.contact, at=stay.admitted_at, place=stay.site.subject, room=stay.room.number,
                legal_basis=legal_basis, id=stay.id,
            )
            for stay in fresh
        ]
    )  # fmt: skip
    record([moved_fact(stay, "") for stay in stays if stay not in fresh])


def moved_fact(stay: Stay, reason: str) -> Entry:
    """The fact that somebody's quarantine came to this stay's room."""
    said = {"mode": "central", "place": stay.site.subject, "room": stay.room.number, "area": stay.area}
    whom = Whom(stay.incident_id, stay.subject, stay.origin)
    return whom.fact("quarantine.moved", stay.admitted_at, said | {"reason": reason}, request=stay.id)
