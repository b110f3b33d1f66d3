"""Service points of a zone: opened where people are served, closed when they are not any more."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.writing import check_choice, check_text
from fangxian.response.containment.facts import zone_fact
from fangxian.response.containment.models import ServicePoint, Zone
from fangxian.response.containment.parts import part_of
from fangxian.response.containment.policies import require_reporter
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def open_service_point(
    zone: Zone, kind: str, name: str, *, hours: str = "", phone: str = "", id: UUID | None = None,
    by: Post | None = None,
) -> ServicePoint:  # fmt: skip
    """Open a service point.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The kind is unknown, or it has no name.
    """
    area = part_of(zone, by)
    require_reporter(by, area)
    check_choice(kind, ServicePoint.Kind.values, "kind")
    request, now = id or uuid4(), clock.now()
    held = ServicePoint.objects.filter(id=request).first()
    if held is not None:
        return held
    made = ServicePoint.objects.create(
        id=request, zone=zone, area=area, kind=kind, name=check_text(name, 120, "name", needed=True),
        hours=check_text(hours, 60, "hours"), phone=check_text(phone, 40, "phone"), opened_at=now,
    )  # fmt: skip
    record([zone_fact(zone, "zone.service_opened", now, {"service": kind, "name": made.name}, request=request)])
    return made


@transaction.atomic
def close_service_point(point: ServicePoint, *, id: UUID | None = None, by: Post | None = None) -> ServicePoint:
    """Close a service point; closing it again changes nothing.

    Raises
    ------
    NotAllowed
        The post may not record there.
    """
    require_reporter(by, point.area)
    held = ServicePoint.objects.select_for_update(of=("self",)).select_related("zone").get(id=point.id)
    if held.closed_at is not None:
        return held
    held.closed_at = clock.now()
    held.save(update_fields=["closed_at"])
    said = {"service": held.kind, "name": held.name}
    record([zone_fact(held.zone, "zone.service_closed", held.closed_at, said, request=id or uuid4())])
    return held
