"""What must hold wherever somebody is given a bed: the room, the site, the family, the rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Courses
from fangxian.response.casework.strictness import strictest
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.quarantine.models import Room, Site, Stay
from fangxian.response.quarantine.rules import needs_carer


def locked_rooms(*ids: UUID) -> list[Room]:
    """Rooms, locked until the transaction ends, in an order that cannot deadlock."""
    rows = Room.objects.select_for_update(of=("self",)).select_related("site__place", "site__incident")
    return list(rows.filter(id__in=ids).order_by("id"))


def stays_in(room: Room) -> list[Stay]:
    """Who stays in a room now."""
    return list(Stay.objects.filter(room=room, left_at=None).select_related("person", "contact").order_by("bed"))


def free_beds(room: Room, count: int) -> list[int]:
    """Beds for so many people.

    Raises
    ------
    Conflict
        ``room.not_ready`` or ``room.full``.
    """
    taken = {stay.bed for stay in stays_in(room)}
    if room.state != Room.State.READY and not taken:
        raise Conflict(
            "room.not_ready",
            _("Room %(number)s is not ready: %(state)s."),
            remedy=_("Choose another room, or say that it is ready."),
            number=room.number,
            state=room.get_state_display(),
            field="room",
        )
    free = [bed for bed in range(1, room.beds + 1) if bed not in taken]
    if len(free) < count:
        raise Conflict(
            "room.full",
            _("Room %(number)s has %(free)s free beds for %(count)s people."),
            remedy=_("Choose a larger room, or several."),
            number=room.number,
            free=len(free),
            count=count,
            field="room",
        )
    return free[:count]


def family_of(room: Room, joins: bool, own: UUID) -> UUID:
    """The family that somebody who is given a bed there belongs to.

    Raises
    ------
    Conflict
        ``room.strangers``: somebody stays there, and it is not said that they belong together.
    """
    mates = stays_in(room)
    if mates and own not in {mate.family for mate in mates} and not joins:
        raise Conflict(
            "room.strangers",
            _("%(label)s stays in room %(number)s; only those who belong together share a room."),
            remedy=_("Choose an empty room, or say that they are of one family."),
            label=mates[0].person.label,
            number=room.number,
            field="room",
        )
    return mates[0].family if mates else own


def refuse_site(site: Site, kinds: Sequence[str], at: datetime, family: UUID) -> None:
    """Refuse people whom the site does not take now.

    Raises
    ------
    Conflict
        ``site.closed``, ``site.tier`` or ``site.mixes``.
    """
    if site.closed_at is not None or at < site.activated_at:
        raise Conflict("site.closed", _("%(name)s is not open then."), name=site.place.name, field="room")
    rulebook = pack_in_force(site.incident_id, at)
    own = strictest(kinds, rulebook)
    if site.tiers and own not in site.tiers:
        raise Conflict(
            "site.tier",
            _("%(name)s does not take this kind of contact."),
            remedy=_("Choose a site that takes it."),
            name=site.place.name,
            field="room",
        )
    families: dict[UUID, list[str]] = defaultdict(list)
    for other, kind in Stay.objects.filter(site=site, left_at=None).values_list("family", "contact__kind").distinct():
        families[other].append(kind)
    housed = {strictest(those, rulebook) for key, those in families.items() if key != family}
    if not site.shared and housed - {own}:
        raise Conflict(
            "site.mixes",
            _("%(name)s houses another kind of contact and cannot keep the two apart."),
            remedy=_("Choose another site."),
            name=site.place.name,
            field="room",
        )


def refuse_contact(contact: Contact, site: Site) -> None:
    """Refuse somebody who is not, or no longer, to be in quarantine.

    Raises
    ------
    Invalid
        ``stay.incident``.
    Conflict
        ``stay.case`` or ``stay.ended``.
    """
    if contact.incident_id != site.incident_id:
        raise Invalid(
            "stay.incident",
            _("%(number)s belongs to another incident than the site."),
            remedy=_("Choose a site called up for their incident."),
            number=contact.number,
            field="numbers",
        )
    if contact.became_case_at is not None:
        raise Conflict(
            "stay.case",
            _("%(number)s has become a case."),
            remedy=_("Cases go to hospital, not to a quarantine site."),
            number=contact.number,
            field="numbers",
        )
    if contact.ended_at is not None:
        raise Conflict(
            "stay.ended",
            _("The quarantine of %(number)s has ended."),
            remedy=_("Nobody is kept without a rule; record a new exposure if there was one."),
            number=contact.number,
            field="numbers",
        )


def refuse_alone(stays: Iterable[Stay], courses: Courses) -> None:
    """Refuse rooms in which somebody who needs to be looked after stays without anybody who can.

    Raises
    ------
    Invalid
        ``stay.alone``.
    """
    rooms: dict[UUID, list[Stay]] = defaultdict(list)
    for stay in stays:
        rooms[stay.room_id].append(stay)
    for those in rooms.values():
        helped = [stay for stay in those if _is_helped(stay, courses)]
        if helped and len(helped) == len(those):
            raise Invalid(
                "stay.alone",
                _("%(label)s must not be alone: the rulebook keeps them with somebody who looks after them."),
                remedy=_("Give somebody of the family a bed in the same room."),
                label=helped[0].person.label,
                field="room",
            )


def _is_helped(stay: Stay, courses: Courses) -> bool:
    course = courses.of(stay.contact) if stay.group else None
    return course is not None and needs_carer(course, stay.group)
