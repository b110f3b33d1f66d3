"""How containment says things to the ledger: ids that follow from the request, attributes that are known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.containment.models import Zone
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import SKEW

_FACTS: Final = UUID("0d8b6c5e-7a44-5a0b-9d2e-3c1f6f8a9b10")


def zone_fact(zone: Zone, kind: str, at: datetime, said: Mapping[str, Any], *, request: UUID) -> Entry:
    """A fact about a zone; sending the same request again records nothing twice."""
    return Entry(
        kind=kind,
        subject=zone.subject,
        at=at,
        area=zone.area,
        attributes={name: value for name, value in said.items() if value not in (None, "")},
        incident=zone.incident_id,
        id=uuid5(_FACTS, f"{request}|{kind}"),
    )


def check_past(value: datetime, field: str) -> None:
    """Refuse a time that has no zone or has not come yet.

    Raises
    ------
    Invalid
        ``time.naive`` or ``time.future``.
    """
    if value.utcoffset() is None:
        raise Invalid(
            "time.naive",
            _("The time “%(value)s” has no time zone."),
            remedy=_("Give it with its offset, such as +08:00."),
            field=field,
            value=value,
        )
    if value > clock.now() + SKEW:
        raise Invalid(
            "time.future",
            _("%(value)s lies in the future; it is now %(now)s."),
            remedy=_("Correct the time, or record it once it has happened."),
            field=field,
            value=value.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M"),
            now=clock.now().astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M"),
        )
