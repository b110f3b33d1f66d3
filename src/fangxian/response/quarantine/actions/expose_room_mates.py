"""A room-mate is infected: the clock begins anew for those exposed in the room, and for nobody else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.actions.record_relationship import Exposure, record_relationships
from fangxian.response.casework.ids import derived
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.quarantine.models import Stay
from fangxian.response.quarantine.policies import RUN, require_in
from fangxian.response.quarantine.roommates import SETTING, found_infected, shared


@transaction.atomic
def expose_room_mates(
    stay: Stay, *, until: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> list[UUID]:
    """Record that an infected person exposed whoever shared the room in the infectious period.

    Their last exposure moves to the last moment together, and with it, by the rulebook's clauses, the days of tests
    and the end of quarantine. Said again later, it moves them to the later moment.

    Parameters
    ----------
    until : datetime or None
        Up to when they are known to have shared the room; now by default.

    Returns
    -------
    list of UUID
        Persons exposed; none where the person is not known to be infected.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    """
    require_in(by, RUN, stay.area)
    request = id or uuid4()
    with access.everywhere():
        found = found_infected(stay.incident_id, [stay.person_id]).get(stay.person_id)
        if found is None:
            return []
        together = shared(stay.incident_id, stay.person_id, found, until or clock.now())
        exposures = [
            Exposure(
                source=stay.person, person=one.mate.person, first_exposure=one.first, last_exposure=one.last,
                setting=SETTING, area=one.mate.origin, id=derived(request, one.mate.person_id),
            )
            for one in together
        ]  # fmt: skip
        record_relationships(stay.site.incident, exposures)
        return [one.mate.person_id for one in together]
