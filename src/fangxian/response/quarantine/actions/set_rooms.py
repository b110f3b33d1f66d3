"""Say that rooms are ready, to be disinfected, or out of use; the stages of the call-up follow from it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.models import Room, Site, Stay
from fangxian.response.quarantine.policies import RUN, require_in

STAGES: Final = (("third", 1, 3), ("half", 1, 2), ("all", 1, 1))
"""Stages of calling a site up 分阶段启用, each with the part of its planned rooms that is ready then."""


@transaction.atomic
def set_rooms(
    site: Site,
    rooms: Collection[UUID],
    state: str,
    *,
    agent: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> int:
    """Set the state of rooms in which nobody stays, and say how many changed.

    Parameters
    ----------
    agent : str
        With what they were disinfected, where rooms become ready that were to be disinfected.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        The state or the time cannot be.
    Conflict
        ``room.lived_in``: somebody stays in one of them.
    """
    require_in(by, RUN, site.area)
    check_choice(state, Room.State.values, "state")
    at = check_time(at or clock.now(), "at")
    agent = check_text(agent, 60, "agent")
    request = id or uuid4()
    found = list(Room.objects.select_for_update().filter(site=site, id__in=list(rooms)).order_by("id"))
    lived_in = Stay.objects.filter(room__in=[room.id for room in found], left_at=None).select_related("room").first()
    if lived_in is not None:
        raise Conflict(
            "room.lived_in",
            _("Somebody stays in room %(number)s."),
            remedy=_("Move or release them first."),
            number=lived_in.room.number,
            field="rooms",
        )
    changed = [room for room in found if room.state != state]
    clean = [room.number for room in changed if room.state == Room.State.SOILED and state == Room.State.READY]
    Room.objects.filter(id__in=[room.id for room in changed]).update(state=state)
    whom = Whom(site.incident_id, site.subject, site.area)
    facts = []
    if clean:
        note = ", ".join(clean)[:300]
        said = {"work": "terminal", "note": f"{note}; {agent}" if agent else note}
        facts.append(whom.fact("place.disinfected", at, said, request=request))
    if state == Room.State.READY and changed:
        facts.extend(
            whom.fact("site.ready", at, {"rooms": ready, "stage": stage}, request=derived(request, stage))
            for stage, ready in _reached(site)
        )
    record(facts)
    return len(changed)


def _reached(site: Site) -> list[tuple[str, int]]:
    """Stages that are reached now and were not on record, with the rooms that are ready or lived in."""
    ready = Room.objects.filter(site=site, state=Room.State.READY).count()
    ready += Stay.objects.filter(site=site, left_at=None).values("room").distinct().count()
    known = set(
        FactRow.objects.filter(subject=site.subject, incident=site.incident_id, kind="site.ready").values_list(
            "attributes__stage", flat=True
        )
    )
    return [
        (stage, ready)
        for stage, part, whole in STAGES
        if stage not in known and ready * whole >= site.planned_rooms * part
    ]
