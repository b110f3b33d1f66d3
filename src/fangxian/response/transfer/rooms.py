"""Rooms of sites that nobody has been promised yet, and the refusal of a site that cannot take people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.strictness import known_kinds, strictest
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.ledger import clock
from fangxian.response.quarantine.models import Room, Site, Stay
from fangxian.response.transfer.models import Transfer

FAMILY: Final = Room.Class.FAMILY.value
SINGLE: Final = Room.Class.SINGLE.value
ACCESSIBLE: Final = Room.Class.ACCESSIBLE.value


def wanted(family: Sequence[Transfer]) -> Counter[str]:
    """Rooms that people who travel together need, by class.

    Somebody with a rule of their own (a child, who must not be alone) shares a family room with the others; all
    others have a room each, a barrier-free one where they need it.
    """
    if len(family) > 1 and any(one.group for one in family):
        return Counter({FAMILY: 1})
    return Counter(ACCESSIBLE if one.accessible else SINGLE for one in family)


def families(transfers: Iterable[Transfer]) -> list[list[Transfer]]:
    """People by who they travel with, in the order in which they are given."""
    found: defaultdict[UUID, list[Transfer]] = defaultdict(list)
    for one in transfers:
        found[one.family].append(one)
    return list(found.values())


def free_rooms(sites: Iterable[UUID], without: Iterable[UUID] = ()) -> dict[UUID, Counter[str]]:
    """Rooms by class that are ready, empty and promised to nobody on the way; people `without` count for nothing."""
    ids = list(sites)
    found = {site: Counter[str]() for site in ids}
    inside = Stay.objects.filter(room=OuterRef("id"), left_at=None)
    rooms = Room.objects.filter(~Exists(inside), site__in=ids, state=Room.State.READY).order_by()
    for site, room_class, count in rooms.values_list("site", "room_class").annotate(Count("id")):
        found[site][room_class] = count
    coming = Transfer.objects.filter(site__in=ids, state__in=Transfer.OPEN).exclude(id__in=list(without))
    for family in families(coming):
        site_id = family[0].site_id
        if site_id is not None:
            found[site_id].subtract(wanted(family))
    return found


def tiers_of(sites: Sequence[Site], without: Iterable[UUID] = ()) -> dict[UUID, set[str]]:
    """Tiers that each site takes now: what it is meant for, and what it houses or expects where it cannot mix."""
    housed: defaultdict[UUID, set[str]] = defaultdict(set)
    ids = [site.id for site in sites]
    by_family: defaultdict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    stays = Stay.objects.filter(site__in=ids, left_at=None)
    for site, family, kind in stays.values_list("site", "family", "contact__kind").distinct():
        by_family[site, family].add(kind)
    rulebooks = {site.id: pack_in_force(site.incident_id, clock.now()) for site in sites}
    for (site, _family), kinds in by_family.items():
        housed[site].add(strictest(kinds, rulebooks[site]))
    coming = Transfer.objects.filter(site__in=ids, state__in=Transfer.OPEN).exclude(id__in=list(without))
    for site, tier in coming.values_list("site", "tier").distinct():
        housed[site].add(tier)
    found = {}
    for one in sites:
        takes = set(one.tiers or known_kinds(rulebooks[one.id]))
        found[one.id] = takes & housed[one.id] if housed[one.id] and not one.shared else takes
    return found


def refuse_site(site: Site, held: Sequence[Transfer]) -> None:
    """Refuse a site that is closed, does not take the tier, or has no room that is promised to nobody.

    The site is locked, so that two planners never promise the same room.

    Raises
    ------
    Conflict
        ``site.closed``, ``site.tier`` or ``site.full``.
    """
    now = Site.objects.select_for_update(of=("self",)).select_related("place").get(id=site.id)
    ids = [one.id for one in held]
    if now.closed_at is not None:
        raise Conflict("site.closed", _("%(name)s is not open then."), name=now.place.name, field="site")
    if held[0].tier not in tiers_of([now], ids)[now.id]:
        raise Conflict(
            "site.tier",
            _("%(name)s does not take this kind of contact."),
            remedy=_("Choose a site that takes it."),
            name=now.place.name,
            field="site",
        )
    free = free_rooms([now.id], ids)[now.id]
    need = sum((wanted(family) for family in families(held)), Counter[str]())
    short = [room for room, count in need.items() if free[room] < count]
    if short:
        room = short[0]
        raise Conflict(
            "site.full",
            _("%(name)s has %(free)s rooms left that nobody was promised (%(room)s); %(count)s are needed."),
            remedy=_("Choose another site, or have rooms made ready."),
            name=now.place.name,
            free=max(free[room], 0),
            room=Room.Class(room).label,
            count=need[room],
            field="site",
        )
