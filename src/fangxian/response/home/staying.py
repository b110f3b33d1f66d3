"""What must hold wherever somebody begins to stay at home, and what happens when they stop."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.models import Contact
from fangxian.response.home.models import DwellingCheck, HomeStay, ReportLink
from fangxian.response.quarantine.models import Stay
from fangxian.response.registry.models import Person


def locked_home(stay: HomeStay) -> HomeStay:
    """The stay as it stands, locked until the transaction ends."""
    rows = HomeStay.objects.select_for_update(of=("self",))
    return rows.select_related("person", "incident", "contact__incident", "contact__person").get(id=stay.id)


def home_of(person: Person | UUID) -> HomeStay | None:
    """Where somebody stays at home now, locked; None where they do not."""
    held = HomeStay.objects.filter(person=person, ended_at=None).first()
    return locked_home(held) if held is not None else None


def open_home(contact: Contact, at: datetime, id: UUID, *, group: str = "", help_line: str = "") -> HomeStay:
    """Begin a stay at home; must run under the person's lock, seeing every area. One that runs goes on.

    Raises
    ------
    Conflict
        ``home.has_bed``: they have a bed at a site. ``home.overlaps``: another stay reaches into this one.
    """
    held = home_of(contact.person_id)
    if held is not None:
        return held
    bed = Stay.objects.filter(person=contact.person_id, left_at=None).select_related("site__place").first()
    if bed is not None:
        raise Conflict(
            "home.has_bed",
            _("%(number)s has a bed at %(site)s; nobody is in two places."),
            remedy=_("Release them to isolation at home on the page of their stay there."),
            number=contact.number,
            site=bed.site.place.name,
        )
    if Stay.objects.filter(person=contact.person_id, left_at__gt=at).exists():
        raise _overlaps()
    check = DwellingCheck.objects.filter(contact=contact).order_by("-at").first()
    stay = HomeStay(
        id=id, incident=contact.incident, person=contact.person, contact=contact, area=contact.area, group=group,
        help_line=help_line or last_help_line(contact.area), began_at=at, fit=check.fit if check is not None else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            stay.save(force_insert=True)
    except IntegrityError as error:
        raise _overlaps() from error
    return stay


def close_home(stay: HomeStay, at: datetime, to: str) -> None:
    """End a stay; its report link ends with it.

    Raises
    ------
    Conflict
        ``home.over``: it has ended already.
    Invalid
        ``home.order``: it would end before it began.
    """
    refuse_over(stay)
    if at < stay.began_at:
        raise Invalid("home.order", _("It cannot end before it began."), remedy=_("Correct the time."), field="at")
    stay.ended_at, stay.ended_to = at, to
    stay.save(update_fields=["ended_at", "ended_to"])
    ReportLink.objects.filter(stay=stay, revoked_at=None).update(revoked_at=at)


def refuse_over(stay: HomeStay) -> None:
    """Refuse to write about somebody who stays at home no longer.

    Raises
    ------
    Conflict
        ``home.over``.
    """
    if stay.ended_at is not None:
        raise Conflict(
            "home.over",
            _("The stay of %(label)s at home has ended already: %(to)s."),
            label=stay.person.label,
            to=stay.get_ended_to_display(),
        )


def last_help_line(area: str) -> str:
    """The help line that was given out last in an area; empty where none was."""
    rows = HomeStay.objects.filter(area=area).exclude(help_line="").order_by("-began_at")
    return rows.values_list("help_line", flat=True).first() or ""


def _overlaps() -> Conflict:
    return Conflict(
        "home.overlaps",
        _("The stay at home overlaps with another place in which they were."),
        remedy=_("Correct the time, or end the other first."),
        field="at",
    )
