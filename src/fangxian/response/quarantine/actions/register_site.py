"""Register a quarantine site, and its rooms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.strictness import known_kinds
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.models import Room, Site
from fangxian.response.quarantine.policies import PLAN, require_in
from fangxian.response.registry.actions.locate_place import locate_place
from fangxian.response.registry.actions.name_place import name_place

MOST: Final = 2000
"""Rooms that one call adds at most."""


@transaction.atomic
def register_site(
    incident: Incident,
    *,
    name: str,
    area: str,
    planned_rooms: int,
    tiers: Sequence[str] = (),
    shared: bool = False,
    phone: str = "",
    lon: float | None = None,
    lat: float | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Site:
    """Call a place up as a quarantine site; the clocks of its stages begin.

    Parameters
    ----------
    planned_rooms : int
        Rooms it is to have when all is ready.
    tiers : sequence of str
        Kinds of contact it takes; none for any.
    shared : bool
        Whether it can keep several kinds apart.

    Raises
    ------
    NotAllowed
        The post may not plan sites there.
    Invalid
        A kind of contact is unknown, or a number or time cannot be right.
    Conflict
        ``site.known``: the place is a site already.
    """
    require_in(by, PLAN, area)
    at = check_time(at or clock.now(), "at")
    for tier in tiers:
        check_choice(tier, known_kinds(pack_in_force(incident.id, at)), "tiers")
    if not 1 <= planned_rooms <= 100_000:
        raise Invalid("site.rooms", _("A site has at least one room."), field="planned_rooms")
    request = id or uuid4()
    held = Site.objects.filter(id=request).first()
    if held is not None:
        return held
    place = name_place(name, area=area, category="hotel")
    if lon is not None and lat is not None:
        locate_place(place, lon=lon, lat=lat)
    with access.everywhere():
        if Site.objects.filter(place=place).exists():
            raise Conflict(
                "site.known",
                _("%(name)s is a quarantine site already."),
                remedy=_("Open its page; a closed site is registered under a name of its own."),
                name=place.name,
                field="name",
            )
    site = Site.objects.create(
        id=request, incident=incident, place=place, area=area, tiers=list(tiers), shared=shared,
        planned_rooms=planned_rooms, phone=check_text(phone, 40, "phone"), activated_at=at,
    )  # fmt: skip
    said = {"rooms": planned_rooms, "area": area}
    record([Whom(incident.id, site.subject, area).fact("site.activated", at, said, request=request)])
    return site


@transaction.atomic
def add_rooms(
    site: Site,
    numbers: Sequence[str],
    *,
    room_class: str = "single",
    beds: int = 1,
    id: UUID | None = None,
    by: Post | None = None,
) -> list[Room]:
    """Add rooms; they are being prepared until :func:`set_rooms` says otherwise.

    Raises
    ------
    NotAllowed
        The post may not plan sites there.
    Invalid
        A number is empty, too long or given twice, or a room has no beds.
    Conflict
        ``room.known``: the site has a room of that number.
    """
    require_in(by, PLAN, site.area)
    check_choice(room_class, Room.Class.values, "room_class")
    names = [check_text(number, 20, "numbers", needed=True) for number in numbers]
    if not names or len(names) > MOST or len(set(names)) < len(names):
        raise Invalid(
            "room.numbers",
            _("Give each room once, at most %(most)s at a time."),
            remedy=_("Separate numbers by commas; 301-318 stands for all from one to the other."),
            field="numbers",
            most=MOST,
        )
    if not 1 <= beds <= 20:
        raise Invalid("room.beds", _("A room has 1 to 20 beds."), field="beds")
    request = id or uuid4()
    rooms = [
        Room(id=derived(request, name), site=site, area=site.area, number=name, room_class=room_class, beds=beds)
        for name in names
    ]
    if Room.objects.filter(id=rooms[0].id).exists():
        return list(Room.objects.filter(id__in=[room.id for room in rooms]))
    known = Room.objects.filter(site=site, number__in=names).values_list("number", flat=True).first()
    if known is not None:
        raise Conflict("room.known", _("There is a room %(number)s already."), number=known, field="numbers")
    return Room.objects.bulk_create(rooms, batch_size=1000)
