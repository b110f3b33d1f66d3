"""The one case, contact or visit that a page or an operation is about, if it lies in scope."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fangxian.errors import NotFound
from fangxian.response.casework.models import Case, Contact, Visit


def the_case(number: UUID) -> Case:
    """A case in the area in scope.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    case = Case.objects.select_related("person", "incident").filter(id=number).first()
    if case is None:
        raise NotFound("case.unknown", _("There is no such case in your area."), remedy=_("Look for it in the list."))
    return case


def the_contact(number: UUID) -> Contact:
    """A contact in the area in scope; see :func:`the_case`."""
    contact = Contact.objects.select_related("person", "incident").filter(id=number).first()
    if contact is None:
        raise NotFound(
            "contact.unknown", _("There is no such contact in your area."), remedy=_("Look for it in the list.")
        )
    return contact


def the_visit(number: UUID) -> Visit:
    """A visit in the area in scope; see :func:`the_case`."""
    found = Visit.objects.select_related("incident", "person").filter(id=number).first()
    if found is None:
        raise no_visit()
    return found


def no_visit() -> NotFound:
    """The refusal of a visit that is not there."""
    return NotFound("visit.unknown", _("There is no such visit in your area."), remedy=_("Look at the trajectory."))
