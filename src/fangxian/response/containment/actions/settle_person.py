"""Say in which building somebody lives."""

from __future__ import annotations

from django.db import transaction

from fangxian.response.containment.models import Dweller
from fangxian.response.containment.policies import require_reporter
from fangxian.response.jurisdiction.models import Post
from fangxian.response.registry.models import Person, Unit


@transaction.atomic
def settle_person(person: Person, unit: Unit, *, by: Post | None = None) -> Dweller:
    """Say in which unit a case or contact lives. It is no fact of the outbreak and calls for no task.

    Raises
    ------
    NotAllowed
        The post may not record in the unit's area.
    """
    require_reporter(by, unit.area)
    return Dweller.objects.update_or_create(person=person, defaults={"unit": unit, "area": unit.area})[0]
