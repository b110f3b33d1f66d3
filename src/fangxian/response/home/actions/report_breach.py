"""Somebody left the dwelling: report it, and say how it was settled."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.facts import Whom
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.home.models import Breach, HomeStay
from fangxian.response.home.policies import RUN, require_in
from fangxian.response.home.staying import locked_home, refuse_over
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def report_breach(
    stay: HomeStay,
    found_by: str,
    text: str,
    *,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Breach:
    """Report a breach; the rulebook's clause sees that it is settled, and who hears of it if it is not.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    Invalid
        It is not said how it was found, or what happened.
    Conflict
        ``home.over``: they stay at home no longer.
    """
    require_in(by, RUN, stay.area)
    check_choice(found_by, Breach.Found.values, "found_by")
    text = check_text(text, 300, "text", needed=True)
    at = check_time(at or clock.now(), "at")
    request = id or uuid4()
    with access.everywhere():
        lock_persons([stay.subject])
        made = Breach.objects.filter(id=request).first()
        if made is not None:
            return made
        held = locked_home(stay)
        refuse_over(held)
        made = Breach.objects.create(id=request, stay=held, area=held.area, found_at=at, found_by=found_by, text=text)
        held.breached_at = min(held.breached_at or at, at)
        held.save(update_fields=["breached_at"])
        said = {"source": found_by, "reason": text}
        record([_whom(held).fact("quarantine.breached", at, said, request=request)])
        return made


@transaction.atomic
def settle_breach(
    breach: Breach,
    outcome: str,
    measure: str,
    *,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Breach:
    """Record what came of a breach, and what was done; who is to go to a site keeps their place until the bed begins.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    Invalid
        It is not said what came of it, or what was done.
    """
    require_in(by, RUN, breach.area)
    check_choice(outcome, Breach.Outcome.values, "outcome")
    measure = check_text(measure, 300, "measure", needed=True)
    at = check_time(at or clock.now(), "at")
    with access.everywhere():
        lock_persons([breach.stay.subject])
        held = Breach.objects.select_for_update(of=("self",)).select_related("stay__person").get(id=breach.id)
        if held.settled_at is not None:
            return held
        held.settled_at, held.outcome, held.measure = at, outcome, measure
        held.save(update_fields=["settled_at", "outcome", "measure"])
        left = Breach.objects.filter(stay=held.stay_id, settled_at=None).order_by("found_at").first()
        HomeStay.objects.filter(id=held.stay_id).update(breached_at=left.found_at if left is not None else None)
        said = {"outcome": outcome, "reason": measure}
        record([_whom(held.stay).fact("quarantine.breach_settled", at, said, request=id or uuid4())])
        return held


def _whom(stay: HomeStay) -> Whom:
    return Whom(stay.incident_id, stay.subject, stay.area)
