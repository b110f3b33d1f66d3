"""Open a sampling station, and sign devices in and out of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.testing import tokens
from fangxian.response.testing.models import Device, Round, Station
from fangxian.response.testing.policies import SAMPLE, require_in
from fangxian.response.testing.scope import Scope

LONGEST: Final = timedelta(hours=36)
"""How long a device stays signed in: a day without network, and the night after it."""


@transaction.atomic
def open_station(
    of: Round,
    *,
    name: str,
    area: str,
    tables: int = 1,
    lon: float | None = None,
    lat: float | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Station:
    """Open a station of a round; sending the same id again opens one.

    Raises
    ------
    NotAllowed
        The post may not run stations there.
    Invalid
        The area lies outside the round, or the name is empty.
    Conflict
        ``station.named``: another one of that name is in the area.
    """
    require_in(by, SAMPLE, area)
    if not Scope.of(of).touches(area):
        raise Invalid(
            "station.area",
            _("The area %(area)s is not tested in this round."),
            remedy=_("Choose an area inside the round, or widen the round."),
            field="area",
            area=area,
        )
    said = {"name": check_text(name, 120, "name", needed=True), "tables": tables, "lon": lon, "lat": lat}
    if id and (held := Station.objects.filter(id=id).first()):
        return held
    if Station.objects.filter(round=of, area=area, name=said["name"]).exists():
        raise Conflict(
            "station.named",
            _("There is a station “%(name)s” in this area already."),
            remedy=_("Use that one, or give the other its full name."),
            field="name",
            name=said["name"],
        )
    return Station.objects.create(id=id or uuid4(), round=of, area=area, opened_at=clock.now(), **said)


@transaction.atomic
def issue_device(
    station: Station, *, name: str, hours: int = 36, id: UUID | None = None, by: Post | None = None
) -> tuple[Device, str]:
    """Sign a device in at a station.

    Returns
    -------
    tuple of Device, str
        The key stands in the second place and nowhere else; it is signed, not stored.

    Raises
    ------
    NotAllowed
        The post may not run stations there.
    Invalid
        The name is empty, or the time is longer than a key may live.
    """
    require_in(by, SAMPLE, station.area)
    if not timedelta(0) < timedelta(hours=hours) <= LONGEST:
        raise Invalid(
            "device.hours",
            _("A device stays signed in from 1 to %(longest)s hours."),
            remedy=_("Sign in again when the time is up; what it holds stays on it."),
            field="hours",
            longest=LONGEST // timedelta(hours=1),
        )
    now = clock.now()
    until = now + timedelta(hours=hours)
    called = check_text(name, 80, "name", needed=True)
    made = {"station": station, "area": station.area, "post": by, "name": called, "issued_at": now}
    device, _made = Device.objects.update_or_create(id=id or uuid4(), defaults={**made, "expires_at": until})
    return device, tokens.issue(device.id, until)


@transaction.atomic
def revoke_device(device: Device, *, by: Post | None = None) -> None:
    """Sign a device out; it is refused within seconds.

    Raises
    ------
    NotAllowed
        The post may not run stations there.
    """
    require_in(by, SAMPLE, device.area)
    Device.objects.filter(id=device.id, revoked_at=None).update(revoked_at=clock.now())
