"""Custody passes from hand to hand: one row ends in the moment in which the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.transfer.models import Custody, Ride, Transfer


def begin(transfers: Sequence[Transfer], at: datetime) -> None:
    """Whoever had them until now answers for them from the request on."""
    _add([_row(one, None, at) for one in transfers])


def hand_over(transfers: Sequence[Transfer], ride: Ride | None, at: datetime, given_by: str, taken_by: str) -> None:
    """Custody passes to the crew of a ride, or back to where they were (None)."""
    end(transfers, at)
    _add([_row(one, ride, at, given_by, taken_by) for one in transfers])


def end(transfers: Sequence[Transfer], at: datetime) -> None:
    """Somebody else has taken them in: what follows is a bed at a site or in hospital, on record elsewhere.

    Raises
    ------
    Invalid
        ``custody.order``: custody would end before it began.
    """
    rows = Custody.objects.filter(transfer__in=list(transfers), until=None)
    late = rows.filter(since__gt=at).first()
    if late is not None:
        raise Invalid(
            "custody.order",
            _("Custody cannot pass on before it began."),
            remedy=_("Correct the time."),
            field="at",
        )
    rows.update(until=at)


def _row(one: Transfer, ride: Ride | None, at: datetime, given_by: str = "", taken_by: str = "") -> Custody:
    holder = Custody.Holder.VEHICLE if ride is not None else Custody.Holder.ORIGIN
    return Custody(
        transfer=one, person_id=one.person_id, area=one.area, to_area=one.to_area, holder=holder, ride=ride, since=at,
        given_by=given_by, taken_by=taken_by,
    )  # fmt: skip


def _add(rows: Sequence[Custody]) -> None:
    """Write rows; the database has the last word on one custody a person.

    Raises
    ------
    Conflict
        ``custody.overlaps``.
    """
    try:
        with transaction.atomic():
            Custody.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Conflict(
            "custody.overlaps",
            _("Somebody would be in two hands at one time."),
            remedy=_("Correct the time; an earlier transfer of the same person reaches into this one."),
            field="at",
        ) from error
