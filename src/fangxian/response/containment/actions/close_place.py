"""Close a place, with its goods and the lists of who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.actions.decide_place import decide_place
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.containment.models import Closure, Hold, Listed
from fangxian.response.containment.policies import require_reporter, require_signer
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions import create_person
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person, Place
from fangxian.response.registry.queries import find_by_phone

MOST: Final = 500
"""People that one call lists at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody to be listed: name and telephone, sealed in the register."""

    name: str
    phone: str


@transaction.atomic
def close_place(
    place: Place,
    incident: Incident,
    *,
    until: datetime,
    legal_basis: str,
    signer: str,
    reason: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Closure:
    """Close a place until a day on which it is opened or decided anew.

    Raises
    ------
    NotAllowed
        The post may not sign there.
    Invalid
        Nobody signs, no legal basis is given, or the end lies before the closure.
    Conflict
        ``closure.running``: it is closed already.
    """
    require_signer(by, place.area)
    at = check_time(at or clock.now(), "at")
    signer = check_text(signer, 120, "signer", needed=True)
    legal_basis = check_text(legal_basis, 300, "legal_basis", needed=True)
    if until <= at:
        raise Invalid(
            "closure.end", _("A closure has an end, and it lies after its beginning."), remedy=_("Correct the times."),
            field="until",
        )  # fmt: skip
    request = id or uuid4()
    held = Closure.objects.filter(id=request).first()
    if held is not None:
        return held
    if Closure.objects.filter(place=place, opened_at=None).exists():
        raise Conflict(
            "closure.running",
            _("%(name)s is closed already."),
            remedy=_("Open its page; a longer closure is decided there."),
            name=place.name,
        )
    decide_place(place, incident, "close", at=at, until=until, legal_basis=legal_basis, reason=reason, id=request)
    return Closure.objects.create(
        id=request, place=place, incident=incident, area=place.area, closed_at=at, until=until,
        legal_basis=legal_basis, signer=signer,
    )  # fmt: skip


@transaction.atomic
def hold_goods(
    closure: Closure, goods: str, *, quantity: str = "", id: UUID | None = None, by: Post | None = None
) -> Hold:
    """Hold goods of a closed place: they stay where they are until they are released or destroyed.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The goods are not named.
    """
    require_reporter(by, closure.area)
    request, now = id or uuid4(), clock.now()
    held = Hold.objects.filter(id=request).first()
    if held is not None:
        return held
    made = Hold.objects.create(
        id=request, closure=closure, area=closure.area, goods=check_text(goods, 120, "goods", needed=True),
        quantity=check_text(quantity, 60, "quantity"), held_at=now,
    )  # fmt: skip
    record([_batch(made, closure).fact("goods.held", now, {"reason": made.goods}, request=request)])
    return made


@transaction.atomic
def end_hold(hold: Hold, end: str, *, paper: str, id: UUID | None = None, by: Post | None = None) -> Hold:
    """Release held goods with a certificate, or record how they were destroyed.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The end is unknown, or neither certificate nor method is given.
    """
    require_reporter(by, hold.area)
    check_choice(end, Hold.End.values, "end")
    paper = check_text(paper, 120, "paper", needed=True)
    held = Hold.objects.select_for_update(of=("self",)).select_related("closure").get(id=hold.id)
    if held.ended_at is not None:
        return held
    held.ended_at, held.end, held.paper = clock.now(), end, paper
    held.save(update_fields=["ended_at", "end", "paper"])
    kind, said = (
        ("goods.released", {"certificate": paper})
        if end == Hold.End.RELEASED
        else ("goods.destroyed", {"method": paper})
    )
    record([_batch(held, held.closure).fact(kind, held.ended_at, said, request=id or uuid4())])
    return held


@transaction.atomic
def list_people(
    closure: Closure,
    role: str,
    people: Sequence[Entry],
    *,
    last_there: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> list[Listed]:
    """List staff or visitors; who they are is sealed in the register, where one with that telephone may stand already.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The role is unknown, nobody is named, or a telephone cannot be right.
    """
    require_reporter(by, closure.area)
    check_choice(role, Listed.Role.values, "role")
    if not people or len(people) > MOST:
        raise Invalid(
            "closure.people", _("List 1 to %(most)s people at a time."), remedy=_("One a line: name, telephone."),
            field="people", most=MOST,
        )  # fmt: skip
    request = id or uuid4()
    start = Listed.objects.filter(closure=closure).count()
    found = []
    for number, one in enumerate(people, 1):
        person = _known(one) or create_person(
            label=f"{closure.place.name[:40]}-{start + number:03d}", area=closure.area,
            identity=IdentityCard(name=one.name, phone=one.phone), id=derived(request, str(number)), by=by,
        )  # fmt: skip
        said = {"area": closure.area, "role": role, "last_there": last_there}
        found.append(Listed.objects.get_or_create(closure=closure, person=person, defaults=said)[0])
    return found


def _known(one: Entry) -> Person | None:
    """The one person in scope who has that telephone."""
    held = find_by_phone(one.phone) if one.phone else []
    return held[0] if len(held) == 1 else None


def _batch(hold: Hold, closure: Closure) -> Whom:
    return Whom(closure.incident_id, hold.subject, hold.area)
