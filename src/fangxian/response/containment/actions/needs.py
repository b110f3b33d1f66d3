"""Special needs inside a zone: raised, met with what was done, or withdrawn with the reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.containment.models import Need, Zone
from fangxian.response.containment.parts import part_named, part_of
from fangxian.response.containment.policies import require_reporter
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Person


@transaction.atomic
def raise_need(
    zone: Zone,
    category: str,
    *,
    where: str,
    area: str = "",
    detail: str = "",
    person: Person | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Need:
    """Record a special need of somebody inside; the rulebook's clock for its category begins.

    Parameters
    ----------
    where : str
        Building and stairwell; never a name.
    area : str
        The part of the zone, where it has several: by default the zone's whole, or what of it is the post's own.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The category is unknown, or it is not said where; ``zone.part``: that area is no part of the zone.
    Conflict
        ``zone.lifted``: the zone is not in force.
    """
    area = part_named(zone, area) if area else part_of(zone, by)
    require_reporter(by, area)
    check_choice(category, Need.Category.values, "category")
    where = check_text(where, 80, "where", needed=True)
    detail = check_text(detail, 300, "detail", needed=category == Need.Category.OTHER)
    at = check_time(at or clock.now(), "at")
    if zone.lifted_at is not None:
        raise Conflict("zone.lifted", _("%(name)s has been lifted already."), name=zone.name)
    request = id or uuid4()
    held = Need.objects.filter(id=request).first()
    if held is not None:
        return held
    made = Need.objects.create(
        id=request, zone=zone, area=area, category=category, where=where, person=person, detail=detail,
        raised_at=at,
    )  # fmt: skip
    said = {
        "category": category, "zone": zone.subject, "area": area,
        "person": person.subject if person is not None else None,
    }  # fmt: skip
    record([Whom(zone.incident_id, made.subject, area).fact("need.raised", at, said, request=request)])
    return made


@transaction.atomic
def answer_need(
    need: Need, answer: str, *, office: str = "", at: datetime | None = None, id: UUID | None = None,
    by: Post | None = None,
) -> Need:  # fmt: skip
    """Record what was done: the evidence that closes the need's clock.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        It is not said what was done, or the time lies before the need was raised.
    """
    answer = check_text(answer, 300, "answer", needed=True)
    return _close(need, "need.answered", {"answer": answer, "office": office}, answer, False, at, id, by)


@transaction.atomic
def withdraw_need(
    need: Need, reason: str, *, at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> Need:
    """Record that the need is none any more, and why.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        No reason is given, or the time lies before the need was raised.
    """
    reason = check_text(reason, 300, "answer", needed=True)
    return _close(need, "need.withdrawn", {"reason": reason}, reason, True, at, id, by)


def _close(
    need: Need, kind: str, said: dict[str, str], text: str, withdrawn: bool, at: datetime | None, id: UUID | None,
    by: Post | None,
) -> Need:  # fmt: skip
    require_reporter(by, need.area)
    at = check_time(at or clock.now(), "at")
    held = Need.objects.select_for_update(of=("self",)).select_related("zone").get(id=need.id)
    if held.answered_at is not None:
        return held
    if at < held.raised_at:
        raise Invalid(
            "need.order",
            _("The need was raised after that."),
            remedy=_("Correct the time."),
            field="at",
        )
    held.answered_at, held.answer, held.withdrawn = at, text, withdrawn
    held.save(update_fields=["answered_at", "answer", "withdrawn"])
    whom = Whom(held.zone.incident_id, held.subject, held.area)
    record([whom.fact(kind, at, said, request=id or uuid4())])
    return held
