"""Name who lives with somebody isolated at home, or say that they moved out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.home.models import HomeStay, Housemate
from fangxian.response.home.policies import RUN, require_in
from fangxian.response.home.staying import locked_home, refuse_over
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.registry.actions.create_person import create_person
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person


@transaction.atomic
def name_housemate(
    stay: HomeStay,
    *,
    person: Person | None = None,
    name: str = "",
    relation: str = "",
    risk: str = "none",
    id: UUID | None = None,
    by: Post | None = None,
) -> Housemate:
    """Name somebody of the household: one whom the register knows, or a new entry with their name sealed.

    What they are themselves (contact, case, in quarantine) is read from the record, never typed here.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    Invalid
        Nobody is named (``housemate.nobody``), or it is the person themselves.
    Conflict
        ``home.over``: they stay at home no longer.
    """
    require_in(by, RUN, stay.area)
    name = check_text(name, 60, "name", needed=person is None)
    relation = check_text(relation, 60, "relation")
    check_choice(risk, Housemate.Risk.values, "risk")
    request = id or uuid4()
    if person is not None and person.id == stay.person_id:
        raise Invalid("housemate.self", _("Nobody lives with themselves."), field="number")
    with access.everywhere():
        lock_persons([stay.subject])
        held = locked_home(stay)
        refuse_over(held)
        made = Housemate.objects.filter(id=request).first()
        if made is None and person is not None:
            made = Housemate.objects.filter(stay=held, person=person, left_at=None).first()
        if made is not None:
            return made
        if person is None:
            label = f"{held.person.label}-H{Housemate.objects.filter(stay=held).count() + 1}"
            card = IdentityCard(name=name)
            person = create_person(label=label[-60:], area=held.area, identity=card, id=derived(request, "person"))
        return Housemate.objects.create(
            id=request, stay=held, person=person, area=held.area, relation=relation, risk=risk, since=clock.now()
        )


@transaction.atomic
def housemate_left(mate: Housemate, *, at: datetime | None = None, by: Post | None = None) -> Housemate:
    """Record that somebody of the household moved out.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    Invalid
        The time cannot be right.
    """
    require_in(by, RUN, mate.area)
    at = check_time(at or clock.now(), "at")
    held = Housemate.objects.select_for_update().get(id=mate.id)
    if held.left_at is None:
        held.left_at = max(at, held.since)
        held.save(update_fields=["left_at"])
    return held
