"""Stays when two entries of a person become one."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Model, Q
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.ledger.entry import Entry
from fangxian.response.quarantine.models import Staff, Stay
from fangxian.response.registry.models import Person


def refuse(kept: Person, merged: Person) -> None:
    """Raise where the two were in two beds at one time: then they are two, or one of the stays is wrong.

    Raises
    ------
    Conflict
        ``person.two_beds``; ``person.two_rolls``: both are staff of a site now.
    """
    if Staff.objects.filter(person__in=(kept, merged), left_at=None).count() > 1:
        raise Conflict(
            "person.two_rolls",
            _("They are on the roll of staff twice."),
            remedy=_("Take the entry that is wrong off its roll first."),
        )
    for stay in Stay.objects.filter(person=kept).select_related("site__place"):
        others = Stay.objects.filter(person=merged).filter(Q(left_at=None) | Q(left_at__gt=stay.admitted_at))
        if stay.left_at is not None:
            others = others.filter(admitted_at__lt=stay.left_at)
        other = others.exclude(left_at=F("admitted_at")).select_related("site__place").first()
        if other is not None:
            raise Conflict(
                "person.two_beds",
                _("They were in two beds at one time: %(one)s and %(other)s."),
                remedy=_("Correct the stay that is wrong; whoever is in two places is two people."),
                one=stay.site.place.name,
                other=other.site.place.name,
            )


def derived(kept: Person, merged: Person) -> Iterable[Model]:
    """Nothing of a stay follows from other rows."""
    return ()


def unfit(kept: Person, merged: Person) -> Iterable[Model]:
    """No stay becomes impossible that :func:`refuse` lets through."""
    return ()


def join(row: Model, twin: Model) -> None:
    """Two stays are never one."""


def settle(kept: Person, merge: UUID) -> Iterable[Entry]:
    """Nothing follows from a merge here."""
    return ()
