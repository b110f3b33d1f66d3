"""What the pages of the register share."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.registry.models import Person


def the_person(id_: UUID) -> Person:
    """A person in the area in scope.

    Raises
    ------
    NotFound
        There is none, or they lie outside.
    """
    person = Person.objects.select_related("merged_into").filter(id=id_).first()
    if person is None:
        raise NotFound("person.unknown", _("There is no such person in your area."))
    return person
