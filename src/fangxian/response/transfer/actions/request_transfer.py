"""Ask that people be taken to a site or a hospital: a family travels together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.actions.except_contact import GROUPS
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Case, Classification, Contact
from fangxian.response.casework.observation import Courses
from fangxian.response.casework.strictness import strictest
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.models import Stay
from fangxian.response.quarantine.rules import ends_on
from fangxian.response.registry.models import Person, Place
from fangxian.response.transfer import custody
from fangxian.response.transfer.held import whom
from fangxian.response.transfer.models import CASE, Transfer
from fangxian.response.transfer.policies import ASK, require_in


@dataclass(frozen=True, slots=True)
class Rider:
    """Somebody to be carried; `group` is one with a rule of its own, `accessible` asks for a barrier-free room."""

    person: Person
    group: str = ""
    accessible: bool = False


@transaction.atomic
def request_transfer(
    incident: Incident,
    riders: Sequence[Rider],
    *,
    pickup: str = "",
    origin: str = "home",
    hospital: Place | None = None,
    lon: float | None = None,
    lat: float | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> list[Transfer]:
    """Ask for a transfer of people who travel together; whoever has them now answers for them until the crew does.

    Parameters
    ----------
    pickup : str
        Where the vehicle meets them: a gate, a compound. The address itself is the register's.
    origin : str
        ``home``, ``site``, ``hospital`` or ``other``; whoever has a bed at a site is there.
    hospital : Place or None
        Where cases go. Contacts go to a site that is allotted to them.

    Raises
    ------
    NotAllowed
        The post may not ask for transfers in the area responsible for one of them.
    Invalid
        Nobody is named, cases and contacts would travel together, or no rule confines somebody.
    Conflict
        ``transfer.open``: somebody is being carried already; ``transfer.ended``: their quarantine has ended.
    """
    at = check_time(at or clock.now(), "at")
    pickup = check_text(pickup, 120, "pickup")
    check_choice(origin, Transfer.Origin.values, "origin")
    if not riders or len({one.person.pk for one in riders}) < len(riders):
        raise Invalid("transfer.nobody", _("Name each person once."), field="numbers")
    for one in riders:
        check_choice(one.group, ("", *GROUPS), "group")
    request = id or uuid4()
    with access.everywhere():
        lock_persons(one.person.subject for one in riders)
        ids = [derived(request, one.person.pk) for one in riders]
        held = list(Transfer.objects.filter(id__in=ids))
        if held:
            return held
        standing = [_standing(incident, one.person, at) for one in riders]
        for stands in standing:
            require_in(by, ASK, stands["area"])
        tier = _tier(incident, [stands["tier"] for stands in standing], hospital, at)
        _refuse_second(riders)
        beds = set(
            Stay.objects.filter(person__in=[one.person.pk for one in riders], left_at=None).values_list(
                "person", flat=True
            )
        )
        made = [
            Transfer(
                id=number, incident=incident, person=one.person, contact=stands["contact"], area=stands["area"],
                to_area=hospital.area if hospital is not None else "", tier=tier, family=request, group=one.group,
                accessible=one.accessible, pickup=pickup, lon=lon, lat=lat, hospital=hospital, requested_at=at,
                origin=Transfer.Origin.SITE if one.person.pk in beds else origin,
            )
            for number, one, stands in zip(ids, riders, standing, strict=True)
        ]  # fmt: skip
        Transfer.objects.bulk_create(made)
        custody.begin(made, at)
        said = {"to_area": hospital.area, "place": hospital.subject} if hospital is not None else {}
        record(
            [whom(one).fact("transfer.requested", at, said | {"from_area": one.area}, request=one.id) for one in made]
        )
        return made


def _standing(incident: Incident, person: Person, at: datetime) -> dict[str, Any]:
    """As what somebody is carried: tier, the contact if they are one, the area responsible.

    Raises
    ------
    Invalid
        ``transfer.unknown_person``: neither case nor contact; ``transfer.no_rule``: no rule confines them.
    Conflict
        ``transfer.ended``.
    """
    case = Case.objects.filter(incident=incident, person=person).exclude(classification=Classification.EXCLUDED).first()
    if case is not None:
        return {"tier": CASE, "contact": None, "area": case.area}
    contact = Contact.objects.filter(incident=incident, person=person).first()
    if contact is None:
        raise Invalid(
            "transfer.unknown_person",
            _("%(label)s is neither a case nor a contact of this incident."),
            remedy=_("Record them as one first; nobody is taken away without a reason."),
            label=person.label,
            field="numbers",
        )
    if contact.ended_at is not None:
        raise Conflict(
            "transfer.ended",
            _("The quarantine of %(number)s has ended."),
            remedy=_("Nobody is taken away without a rule; record a new exposure if there was one."),
            number=contact.number,
            field="numbers",
        )
    courses = Courses(at)
    course = courses.of(contact)
    if course is None or ends_on(course) is None:
        raise Invalid(
            "transfer.no_rule",
            _("The rulebook in force does not confine %(number)s."),
            remedy=_("Nobody is taken away without a rule; look at the kind of contact and the last exposure."),
            number=contact.number,
            field="numbers",
        )
    return {"tier": contact.kind, "contact": contact, "area": contact.area}


def _tier(incident: Incident, tiers: Sequence[str], hospital: Place | None, at: datetime) -> str:
    """The tier of a family: cases travel alone, contacts of several kinds as the strictest.

    Raises
    ------
    Invalid
        ``transfer.mixed`` or ``transfer.hospital``.
    """
    if CASE not in tiers:
        if hospital is not None:
            raise Invalid(
                "transfer.hospital",
                _("Contacts go to a quarantine site, cases to hospital."),
                remedy=_("Leave the hospital empty; a contact who is ill is seen where they are, or by an ambulance."),
                field="hospital",
            )
        return strictest(tiers, pack_in_force(incident.id, at))
    if set(tiers) != {CASE}:
        raise Invalid(
            "transfer.mixed",
            _("Cases never travel with contacts, not even of one family."),
            remedy=_("Ask for two transfers."),
            field="numbers",
        )
    if hospital is None:
        raise Invalid("transfer.no_hospital", _("Cases go to hospital: name which."), field="hospital")
    return CASE


def _refuse_second(riders: Sequence[Rider]) -> None:
    rows = Transfer.objects.filter(person__in=[one.person.pk for one in riders], state__in=Transfer.OPEN)
    other = rows.select_related("person").first()
    if other is not None:
        raise Conflict(
            "transfer.open",
            _("There is an open transfer of %(label)s: %(state)s."),
            remedy=_("Nobody is asked for twice; cancel that one first."),
            label=other.person.label,
            state=other.get_state_display(),
            field="numbers",
        )
