"""Transfers when two entries of a person become one."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.ledger.entry import Entry
from fangxian.response.registry.models import Person
from fangxian.response.transfer.models import Custody, Transfer


def refuse(kept: Person, merged: Person) -> None:
    """Raise where the two were in two hands at one time, or both are being carried.

    Raises
    ------
    Conflict
        ``person.two_custodies``.
    """
    both = Transfer.objects.filter(person__in=(kept, merged), state__in=Transfer.OPEN).values("person").distinct()
    crossed = any(
        Custody.objects.filter(person=merged).filter(_crosses(one)).exists()
        for one in Custody.objects.filter(person=kept)
    )
    if both.count() > 1 or crossed:
        raise Conflict(
            "person.two_custodies",
            _("They were carried at one time, each in a transfer of their own."),
            remedy=_("Cancel the transfer that is wrong; whoever is in two vehicles is two people."),
        )


def _crosses(one: Custody) -> Q:
    later = Q(until=None) | Q(until__gt=one.since)
    return later if one.until is None else later & Q(since__lt=one.until)


def derived(kept: Person, merged: Person) -> Iterable[Model]:
    """Nothing of a transfer follows from other rows."""
    return ()


def unfit(kept: Person, merged: Person) -> Iterable[Model]:
    """No transfer becomes impossible that :func:`refuse` lets through."""
    return ()


def join(row: Model, twin: Model) -> None:
    """Two transfers are never one."""


def settle(kept: Person, merge: UUID) -> Iterable[Entry]:
    """Nothing follows from a merge here."""
    return ()
