"""Rooms to choose from in forms."""

from __future__ import annotations

from django.db.models import Count, F, Q

from fangxian.response.quarantine.models import Room, Site

MOST = 1000


def rooms_with_beds(site: Site | None = None, most: int = MOST) -> list[tuple[str, str]]:
    """Rooms with a free bed, of one site or of all open ones in scope: empty and ready, or shared by a family."""
    rows = Room.objects.annotate(taken=Count("stays", filter=Q(stays__left_at=None)))
    rows = rows.filter(Q(taken=0, state=Room.State.READY) | Q(taken__gt=0, taken__lt=F("beds")))
    rows = rows.filter(site=site) if site is not None else rows.filter(site__closed_at=None)
    rows = rows.select_related("site__place").order_by("site__place__name", "number")
    return [(str(room.id), _label(room, named=site is None)) for room in rows[:most]]


def _label(room: Room, named: bool) -> str:
    taken = getattr(room, "taken", 0)
    parts = [room.site.place.name] if named else []
    parts += [room.number, str(room.get_room_class_display()), f"{taken}/{room.beds}"]
    return " · ".join(parts)
