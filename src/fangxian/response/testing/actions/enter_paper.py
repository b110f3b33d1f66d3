"""Enter what a station wrote down on paper: one tube and the people in it, through the lane that devices use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.ids import derived
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.registry.resident_id import RESIDENT_ID
from fangxian.response.registry.seal import blind_index
from fangxian.response.testing.lane.reading import Refused, read
from fangxian.response.testing.lane.seats import seat_of
from fangxian.response.testing.lane.storing import store
from fangxian.response.testing.models import Device, Station
from fangxian.response.testing.policies import SAMPLE, require_in

MOST: Final = 100
"""People on the sheet of one tube."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sheet, as it was written."""

    number: str = ""
    name: str = ""
    phone: str = ""
    kind: str = RESIDENT_ID
    address: str = ""
    """Of a sample of surroundings or goods: the surface."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a sheet: people stored now or before, and the refused by the place of their line (from 0)."""

    stored: int
    refused: dict[int, Refused]


def enter_paper(
    station: Station,
    *,
    tube: str,
    group: str,
    at: datetime,
    lines: Sequence[Line],
    id: UUID,
    staff: str = "",
    by: Post | None = None,
) -> Entered:
    """Register the people of a sheet and seal its tube; a line that breaks a rule stays out alone.

    A line's id follows from its tube and what it says: a sheet that two people enter is stored once, and what was put
    right is stored when it is sent again.

    Raises
    ------
    NotAllowed
        The post may not run stations there.
    Invalid
        ``paper.empty``: no line. ``paper.future``: the sheet is of later than now.
    Conflict
        ``round.archived``.
    """
    require_in(by, SAMPLE, station.area)
    now = clock.now()
    if not 0 < len(lines) <= MOST:
        raise Invalid(
            "paper.empty",
            _("A sheet has 1 to %(most)s lines."),
            remedy=_("Enter at least one person."),
            most=MOST,
        )
    if at > now:
        raise Invalid(
            "paper.future",
            _("The sheet is of later than now."),
            remedy=_("Compare the time with the sheet."),
            field="at",
        )
    paper = Device(id=derived("paper", station.id), station=station, area=station.area)
    ids = [_id_of(station, tube, line, lines[:place].count(line)) for place, line in enumerate(lines)]
    people = [_person(line, one, tube, at, staff) for line, one in zip(lines, ids, strict=True)]
    sealed = {"tube": tube, "group": group, "opened_at": at, "sealed_at": at, "people": len(lines)}
    batch = {"batch": derived("paper", id), "sent_at": now, "tubes": [sealed], "people": people}
    parcel = read(msgspec.json.encode(batch))
    outcome = store(parcel, seat_of(paper), now)
    places = {str(one): place for place, one in enumerate(ids)}
    # A tube that is refused takes all its people with it: it is said at the first line.
    refused = {places.get(one.item, 0): one for one in outcome.refused}
    return Entered(outcome.accepted + outcome.duplicates, refused)


def _id_of(station: Station, tube: str, line: Line, before: int) -> UUID:
    """Always the same for the same line; without our key it says nothing of who stands on it."""
    said = blind_index("paper", "|".join((line.kind, line.number, line.name, line.phone, line.address)))
    return derived("paper", station.round.serial, tube, said.hex(), before)


def _person(line: Line, id: UUID, tube: str, at: datetime, staff: str) -> dict[str, object]:
    return {"id": id, "tube": tube, "at": at, "staff": staff, **asdict(line)}
