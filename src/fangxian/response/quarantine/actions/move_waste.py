"""The chain of medical waste: sealed at the site, taken by a carrier, taken in by a plant; weighed and signed for."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.actions.report_trouble import report_trouble
from fangxian.response.quarantine.models import Site, Trouble, WasteLot
from fangxian.response.quarantine.policies import RUN, require_in

HEAVIEST: Final = Decimal("99999")
"""Kilograms; more is a slip of the pen."""

EXPLAIN: Final = timedelta(hours=24)
"""By when a difference of weight is explained, [D]."""


@transaction.atomic
def seal_waste(
    site: Site,
    *,
    bags: int,
    kg: Decimal,
    sealed_by: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> WasteLot:
    """Seal and weigh a lot; the clock within which it must leave begins.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        There is no bag, no weight or no name.
    """
    require_in(by, RUN, site.area)
    at = check_time(at or clock.now(), "at")
    name = check_text(sealed_by, 120, "sealed_by", needed=True)
    if not 1 <= bags <= 9999:
        raise Invalid("waste.bags", _("A lot has at least one bag."), field="bags")
    kg = _weight(kg, "kg")
    request = id or uuid4()
    Site.objects.select_for_update(of=("self",)).get(id=site.id)  # numbers of a site are given one at a time
    held = WasteLot.objects.filter(id=request).first()
    if held is not None:
        return held
    day = at.astimezone(clock.zone())
    number = f"{day:%m%d}-{WasteLot.objects.filter(site=site).count() + 1:03}"
    made = WasteLot.objects.create(
        id=request, site=site, area=site.area, number=number, bags=bags, sealed_kg=kg, sealed_at=at, sealed_by=name
    )
    record([_whom(made).fact("waste.sealed", at, _said(made, kg, bags), request=request)])
    return made


@transaction.atomic
def send_waste(
    lot: WasteLot,
    *,
    kg: Decimal,
    carrier: str,
    given_by: str,
    taken_by: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> WasteLot:
    """Hand a lot to a carrier: weighed again, signed for by both.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        A name or the weight is missing, one person signs for both sides, or the time lies before the sealing.
    Conflict
        ``waste.sent``: it has left already.
    """
    require_in(by, RUN, lot.area)
    at = check_time(at or clock.now(), "at")
    company = check_text(carrier, 120, "carrier", needed=True)
    giver, taker = _both(given_by, taken_by, "given_by", "taken_by")
    kg = _weight(kg, "kg")
    held = _locked(lot)
    if held.sent_at is not None:
        if (held.sent_kg, held.given_by, held.taken_by) == (kg, giver, taker):
            return held
        raise Conflict("waste.sent", _("Lot %(number)s has left already."), number=held.number)
    _after(at, held.sealed_at)
    held.sent_at, held.sent_kg, held.carrier, held.given_by, held.taken_by = at, kg, company, giver, taker
    held.save(update_fields=["sent_at", "sent_kg", "carrier", "given_by", "taken_by"])
    request = id or uuid4()
    record([_whom(held).fact("waste.sent", at, _said(held, kg, held.bags) | {"carrier": company}, request=request)])
    _weigh(held, held.sealed_kg, kg, held.bags, at, request)
    return held


@transaction.atomic
def receive_waste(
    lot: WasteLot,
    *,
    kg: Decimal,
    bags: int,
    delivered_by: str,
    received_by: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> WasteLot:
    """Record that the plant took a lot in: weighed and counted, signed for by both.

    What is less or more than what left is a finding of the site, to be explained within a day.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        As :func:`send_waste`.
    Conflict
        ``waste.not_sent``, or ``waste.received``: it was taken in already.
    """
    require_in(by, RUN, lot.area)
    at = check_time(at or clock.now(), "at")
    driver, taker = _both(delivered_by, received_by, "delivered_by", "received_by")
    kg = _weight(kg, "kg")
    if not 0 <= bags <= 9999:
        raise Invalid("waste.bags", _("A lot has at least one bag."), field="bags")
    held = _locked(lot)
    if held.sent_at is None or held.sent_kg is None:
        raise Conflict("waste.not_sent", _("Lot %(number)s has not left yet."), number=held.number)
    if held.received_at is not None:
        if (held.received_kg, held.received_bags, held.received_by) == (kg, bags, taker):
            return held
        raise Conflict("waste.received", _("Lot %(number)s was taken in already."), number=held.number)
    _after(at, held.sent_at)
    held.received_at, held.received_kg, held.received_bags = at, kg, bags
    held.delivered_by, held.received_by = driver, taker
    held.save(update_fields=["received_at", "received_kg", "received_bags", "delivered_by", "received_by"])
    request = id or uuid4()
    said = _said(held, kg, bags) | {"difference_kg": float(kg - held.sent_kg)}
    record([_whom(held).fact("waste.received", at, said, request=request)])
    _weigh(held, held.sent_kg, kg, bags, at, request)
    return held


def tolerance(kg: Decimal) -> Decimal:
    """By how much two scales may differ: 2 % of the weight, at least 0.2 kg [D]."""
    return max(Decimal("0.2"), kg * Decimal("0.02"))


def differs(before: Decimal, after: Decimal) -> bool:
    """Whether two weights of a lot are not the same, as far as scales can tell."""
    return abs(after - before) > tolerance(before)


def _weigh(lot: WasteLot, before: Decimal, after: Decimal, bags: int, at: datetime, request: UUID) -> None:
    """A difference is a finding."""
    if not differs(before, after) and bags == lot.bags:
        return
    text = str(_("Medical waste %(number)s: %(before)s kg in %(bags)s bags became %(after)s kg in %(found)s.") % {
        "number": lot.number, "before": before, "after": after, "bags": lot.bags, "found": bags,
    })  # fmt: skip
    report_trouble(
        lot.site, Trouble.Category.WASTE, text, rectify_by=at + EXPLAIN, at=at, id=derived(request, "difference")
    )


def _both(one: str, other: str, first: str, second: str) -> tuple[str, str]:
    """Two names, of two people."""
    giver, taker = check_text(one, 120, first, needed=True), check_text(other, 120, second, needed=True)
    if giver == taker:
        raise Invalid(
            "waste.one_hand",
            _("The same person cannot sign for both sides."),
            remedy=_("Name who gives and who takes."),
            field=second,
        )
    return giver, taker


def _weight(kg: Decimal, field: str) -> Decimal:
    if not 0 < kg <= HEAVIEST:
        raise Invalid("waste.weight", _("The weight is more than 0 kg."), field=field)
    return kg.quantize(Decimal("0.01"))


def _after(at: datetime, before: datetime) -> None:
    if at < before:
        raise Invalid("waste.order", _("This would lie before the step before it."), field="at")


def _locked(lot: WasteLot) -> WasteLot:
    rows = WasteLot.objects.select_for_update(of=("self",)).select_related("site__place", "site__incident")
    return rows.get(id=lot.id)


def _said(lot: WasteLot, kg: Decimal, bags: int) -> dict[str, object]:
    return {"kg": float(kg), "bags": bags, "place": lot.site.subject}


def _whom(lot: WasteLot) -> Whom:
    return Whom(lot.site.incident_id, lot.subject, lot.area)
