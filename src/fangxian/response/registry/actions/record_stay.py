"""Record where somebody is for now, as far as that is not where they live."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.jurisdiction.queries import area as known_area
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.loading import update
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Person


@transaction.atomic
def record_stays(
    stays: Mapping[Person, str], *, at: datetime, incident: UUID, ids: Mapping[Person, UUID], by: Post | None = None
) -> None:
    """Record where persons are staying; whoever is outside the district responsible is found to have left it.

    Parameters
    ----------
    stays : Mapping
        By person: code of the area where they are.
    ids : Mapping
        By person: the id of the fact, minted by the caller.

    Raises
    ------
    NotAllowed
        The post may not record people there.
    NotFound
        ``area.unknown``.
    """
    for person in stays if by is not None else ():
        require(by, "case.write", person.area)
    for area in set(stays.values()):
        known_area(area)
    entries = []
    for person, area in stays.items():
        person.stay = area
        if not within(area, person.area[:6]):
            said = {"outcome": "left", "area": area}
            entries.append(
                Entry(
                    kind="person.checked",
                    subject=person.subject,
                    at=at,
                    area=person.area,
                    attributes=said,
                    incident=incident,
                    id=ids[person],
                )
            )
    update(list(stays), ["stay"])
    record(entries)
